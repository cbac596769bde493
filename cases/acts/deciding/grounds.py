"""What a decision rests on, read from its case: its quotations, and the evidence item by item."""

from __future__ import annotations

import json

from cases.acts.deciding import sourcing
from cases.acts.evidence import found, said
from cases.acts.evidence.said import Said
from cases.acts.papers import sheets
from cases.law.efile import EVIDENCE, volume_of
from cases.law.ground_checks import Grounds, Item, Quote
from cases.models import Decision, Document, EvidenceItem, PageWords, Source
from cases.proceeding import Proceeding
from cases.writing import blocks, quoting
from cases.writing.decisions import DECISIONS


def grounds_of(p: Proceeding, decision: Decision) -> Grounds:
    """Of a judgment also what is to be said of every item; other decisions may rest on a few."""
    sources = sourcing.standing(decision)
    rows = found.in_order(found.put(p.case.pk))
    names = _names_by_paper(rows)
    quotes = tuple(_quote(one, names.get(one.document_id, ())) for one in sources)
    if DECISIONS[decision.form].kind != "judgment":
        return Grounds(quotes)
    known = said.of(p.case.pk, rows)
    return Grounds(quotes, tuple(_item(p, known[row.pk]) for row in rows))


def _names_by_paper(rows: list[EvidenceItem]) -> dict[int, tuple[str, ...]]:
    names = {one.pk: found.name(one) for one in rows}
    links = EvidenceItem.papers.through.objects.filter(evidenceitem_id__in=list(names))
    by_paper: dict[int, tuple[str, ...]] = {}
    for item_id, document_id in links.values_list("evidenceitem_id", "document_id"):
        by_paper[document_id] = (*by_paper.get(document_id, ()), names[item_id])
    return by_paper


def _quote(one: Source, items: tuple[str, ...]) -> Quote:
    paper = one.document
    return Quote(
        quoting.inside(one.words), f"《{paper.title}》第{one.page}页",
        is_inner=volume_of(paper.kind) != "main", is_void=paper.void_seq is not None,
        is_evidence=paper.kind in EVIDENCE, is_exact=_is_exact(one), items=items,
    )  # fmt: skip


def _is_exact(one: Source) -> bool | None:
    """Whether the page still says the words; they may go on over its end. None where the words of
    the paper are not known, as of a picture."""
    text = _words(one.document, one.page)
    return quoting.stands(one.words, text) if text.strip() else None


def _words(paper: Document, page: int) -> str:
    if paper.blob_id is None:
        return blocks.text(sheets.paper_of(paper))  # its pages are not kept
    rows = PageWords.objects.filter(document=paper, first__lte=page + 1).order_by("first")
    pages = {
        row.first + n: text
        for row in rows if row.first + row.pages > page
        for n, text in enumerate(json.loads(row.words) if row.words else [])
    }  # fmt: skip
    return f"{pages.get(page, '')}{pages.get(page + 1, '')}" if pages.get(page, "").strip() else ""


def _item(p: Proceeding, one: Said) -> Item:
    return Item(
        found.name(one.item), discussed=said.is_discussed(p, one), disputed=one.disputed,
        ruled=one.ruling is not None, withdrawn=one.item.withdrawn_seq is not None,
    )  # fmt: skip
