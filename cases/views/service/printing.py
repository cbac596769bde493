"""What goes out on paper, as one PDF: each paper after the slip that comes back signed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.utils import translation

from cases import loading, returns
from cases.acts.papers import sheets
from cases.acts.service.record import attempts_of
from cases.materials import storing
from cases.models import Document, Service
from cases.reading.papers.volumes import MERGED, Part, TooMuch, bound
from cases.writing import blocks, press
from cases.writing.engine import Unfillable

MOST = 30
"""Services printed at once: two papers are set for each."""


def pdf(found: Iterable[Service]) -> tuple[bytes, list[Service]]:
    """The papers of these services with their slips, and those whose paper cannot be printed.

    Raises TooMuch.
    """
    parts: list[Part] = []
    left: list[Service] = []
    with translation.override("zh-hans"):
        for one in found:
            try:
                parts += _of_one(one)
            except (press.Unprintable, Unfillable, storing.Damaged):
                left.append(one)
    if not parts:
        return b"", left
    made, unfit = bound(parts)
    if made is None or unfit:
        raise TooMuch()
    return made, left


def _of_one(one: Service) -> Iterator[Part]:
    p = loading.look(one.case_id)
    if p is None:
        return
    tried = attempts_of([one.pk]).get(one.pk, [])
    way = next((x.way for x in reversed(tried) if x.state == "prepared"), "")
    slip = blocks.read(returns.to_be_signed(p, one, way))
    sample = p.court.training
    yield _own(press.pdf(slip, sample=sample, code=sheets.code_of_service(one)))
    if one.paper is not None:
        yield _paper(one.paper, sample)


def _own(made: bytes) -> Part:
    return Part(made, "pdf", 0, 0)


def _paper(paper: Document, sample: bool) -> Part:
    if paper.blob is None:
        code = sheets.code_of(paper)
        return _own(press.pdf(sheets.paper_of(paper), sample=sample, code=code))
    if paper.blob.kind not in MERGED:
        raise press.Unprintable("not_set")
    with storing.open_blob(paper.blob) as file:
        kind = "pdf" if paper.blob.kind == "pdf" else "picture"
        return Part(file.read(), kind, 0, 0, paper.rotation)
