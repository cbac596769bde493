"""Pages of a paper: how many, what each looks like and says, and where words stand.

Nothing here asks who may read: the document comes from whoever did.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable
from dataclasses import dataclass

from cases.models import Document
from cases.pages import kept, sources
from cases.pages.finding import spans
from cases.pages.sources import Unshowable

__all__ = ["Hit", "Run", "Sheet", "Unshowable", "count", "picture", "search", "sheet", "words"]
WIDTHS = (160, 800, 1600)
"""Pixels in which pages are drawn: beside others, on a telephone, on a desk."""
AROUND = 24
"""Characters before and after what was found."""
MOST_HITS = 200


@dataclass(frozen=True)
class Run:
    """A line of words: its box from the upper left corner, in points of the page as it is turned.

    ``turned``: degrees clockwise in which it runs: 0 to the right, 90 down the page.
    """

    text: str
    x: float
    y: float
    width: float
    height: float
    turned: int = 0


@dataclass(frozen=True)
class Box:
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Sheet:
    """A page: its size in points, its lines in the order of the file, and where the words stand
    that were looked for."""

    number: int
    width: float
    height: float
    runs: tuple[Run, ...]
    hits: tuple[Box, ...] = ()
    kind: str = "picture"
    """``text`` where there is no picture and the lines are all there is."""


@dataclass(frozen=True)
class Hit:
    """A place in a paper, with the characters around it."""

    document_id: int
    page: int
    before: str
    found: str
    after: str


def count(document: Document) -> int:
    """How many pages it has. Raises Unshowable."""
    if document.blob is not None and document.pages:
        return document.pages
    with sources.opened(document) as source:
        found: int = source.ask("count")["count"]
    return found


def sheet(document: Document, page: int, find: str = "") -> Sheet:
    """The words of a page, from 1, in their places. Raises Unshowable."""
    with sources.opened(document) as source:
        answer = source.ask("sheet", page=page, find=find)
    return Sheet(
        page, answer["width"], answer["height"],
        tuple(Run(*run) for run in answer["runs"]), tuple(Box(*box) for box in answer["hits"]),
    )  # fmt: skip


def picture(document: Document, page: int, width_px: int, mark: str = "") -> bytes:
    """A page, from 1, as WebP; ``mark``: words across it, burned in. Raises Unshowable."""
    with sources.opened(document) as source:
        answer = source.ask("picture", page=page, width=width_px, mark=mark)
    return base64.b64decode(answer["picture"])


def words(document: Document) -> list[str]:
    """What each page says. Raises Unshowable."""
    return kept.words(document)


def search(documents: Iterable[Document], words: str, most: int = MOST_HITS) -> list[Hit]:
    """Where the words stand, in the order of the papers; what cannot be read is left out."""
    papers = list(documents)
    by_paper = kept.words_of(papers)
    found: list[Hit] = []
    for one in papers:
        for page, text in enumerate(by_paper.get(one.pk, ()), start=1):
            for first, last in spans(text, words, most - len(found)):
                before, after = text[max(0, first - AROUND) : first], text[last : last + AROUND]
                found.append(
                    Hit(one.pk, page, _line(before), _line(text[first:last]), _line(after))
                )
            if len(found) >= most:
                return found
    return found


def _line(text: str) -> str:
    return " ".join(text.split())
