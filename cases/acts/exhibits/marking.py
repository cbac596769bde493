"""Marks: a moment of a recording and words for it, one's own or part of the evidence.

One's own are working paper, nobody else's, and go when their author wants. A shared one tells the
other side and the bench where to look and what to find there, so it is an act with its entry: it
is set by the party that handed the recording in or by the bench, never changes, and is taken back
by another entry.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils import timezone

from cases import procedure
from cases.acts.exhibits import speaking
from cases.law.exhibits import LONGEST_MARK, LONGEST_PLAY, MOST_MARKS
from cases.law.refusals import NotAllowed, NotThere, Refusal
from cases.models import Document, ExhibitMark
from cases.models.fields import keyed_digest
from cases.policy import Standing
from cases.proceeding import Actor


@dataclass(frozen=True)
class Mark:
    """A moment, in seconds from the beginning, and its words."""

    seconds: float
    words: str

    @property
    def milliseconds(self) -> int:
        return round(self.seconds * 1000)


def readable(papers: list[Document], user_id: int) -> QuerySet[ExhibitMark]:
    """The marks on these papers that somebody reads: what is part of the evidence, and their
    own."""
    seen = Q(seq__isnull=False, back_seq=None) | Q(seq=None, author_id=user_id)
    return ExhibitMark.objects.filter(seen, document__in=papers)


def may_share(standings: Iterable[Standing], paper: Document) -> Standing | None:
    """How somebody stands who makes a mark on this paper part of the evidence: as the party that
    handed it in, or as one of the bench."""
    found = list(standings)
    theirs = speaking.voice(found, paper.party_no) if paper.party_no is not None else None
    return theirs or speaking.voice(found, None)


def keep(paper: Document, user_id: int, mark: Mark) -> ExhibitMark:
    """One's own mark; of the case nothing changes. Raises Refusal."""
    _check(paper, user_id, mark)
    return ExhibitMark.objects.create(
        document=paper, milliseconds=mark.milliseconds, words=mark.words, author_id=user_id,
        at=timezone.now(),
    )  # fmt: skip


def share(case_id: int, document_id: int, by: Actor, party_no: int | None, mark: Mark) -> None:
    """A mark becomes part of the evidence, with an entry. Raises NotThere, NotAllowed, Refusal."""
    with procedure.held(case_id, by) as p:
        paper = speaking.check(p, document_id, by, party_no)
        if party_no is not None and party_no != paper.party_no:
            raise NotAllowed()
        _check(paper, by.person, mark)
        ExhibitMark.objects.create(
            document=paper, milliseconds=mark.milliseconds, words=mark.words,
            author_id=by.person, party_no=party_no, at=p.at, seq=p.seq,
        )  # fmt: skip
        facts = {
            "document": paper.pk, "party": party_no, "at_ms": mark.milliseconds,
            "words": keyed_digest(mark.words),
        }  # fmt: skip
        procedure.record(p, "mark_exhibit", by, facts, on_behalf_of=party_no)
        speaking.tell(p, "mark_exhibit", party_no)
        procedure.finish([p])


def remove(document_id: int, mark_id: int, user_id: int) -> None:
    """Take one's own mark away, for good. Raises NotThere."""
    mine = ExhibitMark.objects.filter(document_id=document_id, seq=None, author_id=user_id)
    if not mine.filter(pk=mark_id).delete()[0]:
        raise NotThere()


def take_back(case_id: int, document_id: int, mark_id: int, by: Actor) -> None:
    """A mark is no part of the evidence any more; whoever spoke for the same side says so."""
    with procedure.held(case_id, by) as p:
        shared = ExhibitMark.objects.filter(document_id=document_id, seq__isnull=False)
        mark = shared.filter(pk=mark_id, back_seq=None).first()
        if mark is None:
            raise NotThere()
        paper = speaking.check(p, document_id, by, mark.party_no)
        mark.back_seq = p.seq
        mark.save(update_fields=["back_seq"])
        facts = {"document": paper.pk, "party": mark.party_no, "marked": mark.seq}
        procedure.record(p, "unmark_exhibit", by, facts, on_behalf_of=mark.party_no)
        procedure.finish([p])


def _check(paper: Document, user_id: int, mark: Mark) -> None:
    if not mark.words.strip():
        raise Refusal("mark_empty")
    if len(mark.words) > LONGEST_MARK:
        raise Refusal("too_long", most=LONGEST_MARK)
    longest = (paper.blob.facts or {}).get("seconds") if paper.blob else None
    if not 0 <= mark.seconds <= (longest or LONGEST_PLAY):
        raise Refusal("mark_beyond")
    if ExhibitMark.objects.filter(document=paper, author_id=user_id).count() >= MOST_MARKS:
        raise Refusal("too_many_marks", most=MOST_MARKS)
