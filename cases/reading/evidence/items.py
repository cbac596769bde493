"""The evidence of a case as its reader may know it: what others build on.

Nothing here shows what a party has not put yet, and a mediator reads nothing of it
(在线调解规则 18).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Q

from cases.acts.evidence import found, said
from cases.acts.evidence.said import Said
from cases.law.exchange import KINDS, RULINGS, label, label_en
from cases.law.roles import PARTIES, Role
from cases.models import Document, EvidenceItem
from cases.policy import Standing
from cases.proceeding import Proceeding
from cases.reading import labels


@dataclass(frozen=True)
class Opinion:
    """A party's newest opinion on an item; True: accepted, False: disputed."""

    party_no: int
    authenticity: bool | None
    legality: bool | None
    relevance: bool | None
    reasons: str
    is_late: bool
    at: datetime


@dataclass(frozen=True)
class Item:
    """One item of evidence that was put."""

    id: int
    name: str
    """原告证据1."""
    party_no: int
    side: str
    title: str
    kind: str
    """In the reader's language."""
    purpose: str
    source: str
    pages: str
    documents: tuple[int, ...]
    """Its papers, as far as this reader may open them, in their order."""
    is_late: bool
    is_withdrawn: bool
    opinions: tuple[Opinion, ...] = field(default=())
    ruling: str = ""
    """The code of the bench's newest ruling; empty without one."""
    ruling_words: str = ""
    ruling_reasons: str = ""


def may_read(standings: Iterable[Standing]) -> bool:
    """Whether the evidence is for them at all: parties and the court, never a mediator alone."""
    roles = frozenset(role for one in standings for role in one.roles)
    return bool(roles - {Role.MEDIATOR})


def items(p: Proceeding, standings: list[Standing]) -> list[Item]:
    """What was put, in the order in which it is gone through, with what was said of it. What was
    withdrawn stays, and says so."""
    if not may_read(standings):
        return []
    rows = found.in_order(found.put(p.case.pk))
    known, papers = said.of(p.case.pk, rows), documents_of(rows, standings)
    return [_item(known[row.pk], papers.get(row.pk, [])) for row in rows]


def documents_of(
    rows: Iterable[EvidenceItem], standings: list[Standing]
) -> dict[int, list[Document]]:
    """The papers of items that this reader may open, by item."""
    nos = [no for one in standings for no in one.party_nos]
    is_party = any(one.roles & PARTIES for one in standings)
    open_to = Document.objects.for_parties(nos) if is_party else Document.objects.main()
    links = EvidenceItem.papers.through.objects.filter(
        Q(evidenceitem_id__in=[one.pk for one in rows]),
        document_id__in=open_to.filter(void_seq=None).values("pk"),
    ).order_by("document_id")  # fmt: skip
    pairs = list(links.values_list("evidenceitem_id", "document_id"))
    documents = Document.objects.main().select_related("blob").in_bulk({pk for _, pk in pairs})
    papers: dict[int, list[Document]] = {}
    for item_id, document_id in pairs:
        papers.setdefault(item_id, []).append(documents[document_id])
    return papers


_KINDS = {code: (zh, en) for code, zh, en in KINDS}
_RULINGS = {code: (zh, en) for code, zh, en in RULINGS}


def shown_name(item: EvidenceItem) -> str:
    """What an item is called, in the reader's language."""
    of = (item.side, item.no or 0)
    return labels.pick(label(*of), label_en(*of))


def kind_words(code: str) -> str:
    return labels.pick(*_KINDS[code]) if code in _KINDS else ""


def ruling_words(code: str) -> str:
    return labels.pick(*_RULINGS[code]) if code in _RULINGS else ""


def _item(one: Said, papers: list[Document]) -> Item:
    row = one.item
    return Item(
        row.pk, found.name(row), row.party_no, row.side, row.title, kind_words(row.kind),
        row.purpose, row.source, row.pages, tuple(paper.pk for paper in papers), row.is_late,
        row.withdrawn_seq is not None, _opinions(one),
        one.ruling.result if one.ruling else "",
        ruling_words(one.ruling.result) if one.ruling else "",
        said.text(one.ruling) if one.ruling else "",
    )  # fmt: skip


def _opinions(one: Said) -> tuple[Opinion, ...]:
    return tuple(
        Opinion(no, word.authenticity, word.legality, word.relevance, said.text(word),
                word.is_late, word.at)
        for no, word in sorted(one.opinions.items())
    )  # fmt: skip
