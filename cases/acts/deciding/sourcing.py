"""Sources 引用来源: what a draft took over from the file, word for word, and where it stands there.

A quotation is of a paper of this very case and of its main volume: 副卷 never mixes in. Whether the
draft still says it is asked of its text, so that the answer holds of every version and after every
merging. Sources are the bench's own, like the draft; what is left of them lies in the inner volume.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max

from cases.acts.deciding import drafting
from cases.acts.papers import paging
from cases.law.efile import OF_ONE_PARTY, page_code, volume_of
from cases.law.refusals import Refusal
from cases.models import Decision, Document, Source
from cases.models.fields import keyed_digest
from cases.models.record import DocumentQuerySet
from cases.proceeding import Actor, Proceeding
from cases.writing import quoting
from cases.writing.decisions import DECISIONS
from cases.writing.engine import MARKS

MOST = 500
"""Sources of one draft."""
_FACTS = re.compile(r"认定(?:的)?事实|审理查明|本院认为")
LIST_TITLE = "裁判文书引用来源"


@dataclass(frozen=True)
class Quoted:
    """What is to be put into the draft."""

    source: Source
    text: str


def quote(
    decision: Decision, by: Actor, readable: DocumentQuerySet, document_id: int, page: int,
    words: str,
) -> Quoted:  # fmt: skip
    """Keep where words of the file come from that somebody puts into a draft. Raises Refusal."""
    said = quoting.plain(words)
    if not said:
        raise Refusal("nothing_quoted")
    if len(said) > quoting.LONGEST:
        raise Refusal("quote_too_long", most=quoting.LONGEST)
    drafting.check_part(decision, by, None)
    paper = quotable(decision.case_id, readable, document_id)
    if page < 1 or page > pages_of(paper):
        raise Refusal("no_such_page")
    with transaction.atomic():
        found = drafting.locked(decision.pk)
        source = _kept(found, by, paper, page, said)
    in_draft = said.replace("\\", "\\\\")  # a draft is text with marks
    return Quoted(source, quoting.quotation(in_draft, paper.title, page))


def quotable(case_id: int, readable: DocumentQuerySet, document_id: int) -> Document:
    """A paper that may be quoted in this case. Raises Refusal: of another case's paper, or of one
    that this person does not read, not even that it exists is said."""
    paper = readable.filter(case_id=case_id, pk=document_id).select_related("blob").first()
    if paper is None:
        raise Refusal("quote_elsewhere")
    if volume_of(paper.kind) != "main":
        raise Refusal("quote_inner")
    if paper.void_seq is not None:
        raise Refusal("quote_void")
    if paper.kind in OF_ONE_PARTY:
        raise Refusal("quote_of_one_party")
    return paper


def pages_of(paper: Document) -> int:
    """How many pages of its own a paper has, as far as they were counted."""
    return paging.pages_of(paper) or 1


def _kept(decision: Decision, by: Actor, paper: Document, page: int, said: str) -> Source:
    drafting.check_open(decision)
    for one in Source.objects.filter(decision=decision, document=paper, page=page):
        if one.words == said:
            return one
    last = Source.objects.filter(decision=decision).aggregate(last=Max("no"))["last"] or 0
    if last >= MOST:
        raise Refusal("too_many_quotes", most=MOST)
    return Source.objects.create(
        decision=decision, no=last + 1, document=paper, page=page, words=said,
        since=decision.version, by_id=by.person,
    )  # fmt: skip


def put_in(text: str, quotation: str, after: int) -> str:
    """The text with a quotation at the end of its paragraph ``after``, counted from 1; at the end
    of the whole where there is none such."""
    lines = text.split("\n")
    at = after - 1 if 1 <= after <= len(lines) else len(lines) - 1
    lines[at] += quotation
    return "\n".join(lines)


def usual_place(text: str) -> int:
    """The paragraph, from 1, at whose end a quotation belongs where nobody says another: that of
    the facts, else the last one of the text before the signatures."""
    lines = text.split("\n")
    for n, line in enumerate(lines, 1):
        if _FACTS.search(line):
            return n
    plain = [n for n, line in enumerate(lines, 1) if line.strip() and line[0] not in MARKS]
    return plain[-1] if plain else len(lines)


def put_before_facts(text: str, block: str) -> str:
    """The text with paragraphs put in before those of the facts."""
    lines = text.split("\n")
    at = usual_place(text) - 1
    return "\n".join([*lines[:at], block, *lines[at:]])


def of(decision: Decision) -> list[Source]:
    """Every source that was ever put into the draft, in their order."""
    found = Source.objects.filter(decision=decision).select_related("document__blob", "by")
    return list(found.order_by("no"))


def standing(decision: Decision) -> list[Source]:
    """The sources whose words the draft says as it stands."""
    return [one for one in of(decision) if quoting.stands(one.words, decision.text)]


def keep_list(p: Proceeding, decision: Decision) -> str:
    """With the seal, the list of what the decision rests on goes into the inner volume; returns its
    keyed digest, empty where nothing is quoted."""
    found = standing(decision)
    if not found:
        return ""
    lying = codes(p, found)
    text = "\n".join(_line(one, lying.get(one.pk)) for one in found)
    document = Document.objects.create(
        case_id=p.case.pk, kind="inner_note", title=f"{LIST_TITLE}：{DECISIONS[decision.form].zh}",
        text=text, received_at=p.at, seq=p.seq,
    )  # fmt: skip
    p.brings(document)
    return keyed_digest(text)


def _line(one: Source, page: int | None) -> str:
    place = f"第{one.page}页" + (f"（{page_code('main', page)}）" if page is not None else "")
    return f"{one.no}.《{one.document.title}》{place}：“{one.words}”"


def codes(p: Proceeding, sources: list[Source]) -> dict[int, int]:
    """The page of the main volume on which each source lies now; until the volume is bound it may
    change, and of papers behind one that nobody has counted yet there is none."""
    if not sources:
        return {}
    paging.count(p.case.pk)
    first = {one.document.pk: one.first for one in paging.volume(p.case, "main")}
    return {
        one.pk: begins + one.page - 1
        for one in sources
        if (begins := first.get(one.document_id)) is not None
    }
