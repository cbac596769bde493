"""The file as a shelf of papers: by volume and order, each with its page codes and from whom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from cases.acts.papers import paging
from cases.acts.papers.paging import Numbered
from cases.law.efile import NAMES, VOLUMES, number_of, page_code
from cases.models import Document
from cases.models.record import DocumentQuerySet
from cases.proceeding import Proceeding
from cases.reading import labels
from cases.reading.papers import papers


@dataclass(frozen=True)
class Shelf:
    """What somebody may read of a file, in its order."""

    volumes: dict[str, list[Numbered]]

    @property
    def papers(self) -> list[Numbered]:
        return [one for lying in self.volumes.values() for one in lying]

    def find(self, document_id: int) -> Numbered | None:
        return next((one for one in self.papers if one.document.pk == document_id), None)


def shelf(p: Proceeding, readable: DocumentQuerySet) -> Shelf:
    """The papers of a case that somebody may read, in the order of the file."""
    ids = set(readable.filter(case_id=p.case.pk).values_list("pk", flat=True))
    found = {name: paging.volume(p.case, name) for name in VOLUMES}
    return Shelf(
        {name: [one for one in lying if one.document.pk in ids] for name, lying in found.items()}
    )


def tree(found: Shelf, names: dict[int, str], open_id: int | None) -> list[dict[str, Any]]:
    """The shelf in words: volumes, and in them the papers by their place in the order."""
    return [
        {
            "name": labels.pick(*NAMES[volume]),
            "number": number_of(volume),
            "papers": [_paper(one, names, open_id) for one in lying],
        }
        for volume, lying in found.volumes.items()
        if lying
    ]


def _paper(one: Numbered, names: dict[int, str], open_id: int | None) -> dict[str, Any]:
    paper = one.document
    return {
        "id": paper.pk,
        "title": paper.title,
        "place": labels.of(one.place),
        "party": papers.between(paper, names),
        "code": one.code,
        "first": one.first or "",
        "volume": number_of(paper.volume),
        "pages": one.pages or "",
        "void": paper.void_seq is not None,
        "current": paper.pk == open_id,
        "url": page_url(paper, 1),
    }


def page_url(document: Document, page: int) -> str:
    """A page by its paper and the paper's own number: it means the same page for good."""
    return reverse("reader-page", args=[document.case_id, document.pk, page])


@dataclass(frozen=True)
class Cited:
    """A page as it is cited now, and its permanent address."""

    code: str
    url: str


def cited(one: Numbered, page: int) -> Cited:
    """How a page is cited. As long as a file is not bound its numbers follow what comes in: until
    then the address that lasts is the one by paper."""
    if one.first is None:
        return Cited("", page_url(one.document, page))
    volume, number = one.document.volume, one.first + page - 1
    bound = reverse("file-page", args=[one.document.case_id, number_of(volume), number])
    return Cited(page_code(volume, number), bound if one.bound else page_url(one.document, page))
