"""The press: blocks in, a PDF out, on A4 with page numbers, in the fonts that come along.

Each PDF is PDF/A-2b and says at its foot which paper it is, in letters and as a QR code, and the
SHA-256 of its text (``blocks.text``), so that it can be compared with what the court keeps. In
training courts 样本 SAMPLE stands across each page.
"""

from __future__ import annotations

import base64
import hashlib
import io
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

import segno

from cases.writing import apart
from cases.writing.blocks import Block, Line, text, title
from cases.writing.glyphs import missing_glyphs

__all__ = ["Unprintable", "digest", "missing_glyphs", "pages", "pdf"]
MOST_BLOCKS_TEXT = 200_000
"""Characters; some 400 pages."""


class Unprintable(ValueError):
    """A paper that cannot be set: ``reason`` says why, ``missing`` which characters no font has."""

    def __init__(self, reason: str, missing: frozenset[str] = frozenset()) -> None:
        self.reason, self.missing = reason, missing
        super().__init__(f"{reason} {' '.join(sorted(missing))}".strip())


def digest(blocks: Sequence[Block]) -> str:
    """SHA-256 of the text of a paper, in hexadecimal."""
    return hashlib.sha256(text(blocks).encode()).hexdigest()


def pdf(
    blocks: Sequence[Block], *, sample: bool, code: str = "", made_at: int = 0, scan: str = ""
) -> bytes:
    """A paper as PDF; ``made_at`` in seconds since 1970; ``scan``: an address that stands below it
    as a large QR code. The same gives the same bytes.

    Raises Unprintable: ``missing_glyphs``, ``too_long``, ``too_much_work``, ``not_set``.
    """
    return _set(blocks, sample, code, made_at, "pdf", scan)[0]


@dataclass(frozen=True)
class Place:
    """Where a seal goes: the page, from 0, and its box in points from the lower left corner."""

    page: int
    box: tuple[int, int, int, int]


SEAL_SIZE = 119
"""Points: the seal of a court has 42 millimetres across."""
_A4_WIDTH, _A4_HEIGHT = 595.28, 841.89
_FROM_RIGHT = 90


def decision(
    blocks: Sequence[Block], *, sample: bool, code: str, made_at: int
) -> tuple[bytes, Place | None]:  # fmt: skip
    """A decision as PDF, and where its seal goes: over the date. Raises Unprintable."""
    answer = _answer(blocks, sample, code, made_at, "pdf", decision=True)
    found = answer.get("seal")
    place = None
    if found is not None:
        right = round(_A4_WIDTH - _FROM_RIGHT)
        up = round(_A4_HEIGHT - float(found["y"])) - 8
        low = max(20, up - SEAL_SIZE // 2)
        box = (right - SEAL_SIZE, low, right, low + SEAL_SIZE)
        place = Place(int(found["page"]) - 1, box)
    return base64.b64decode(answer["pages"][0]), place


def stamp(court: str, *, sample: bool) -> bytes:
    """The seal of a court as a PDF of one page with nothing behind it. Raises Unprintable."""
    if missing := missing_glyphs(court):
        raise Unprintable("missing_glyphs", frozenset(missing))
    seal = {"court": court, "sample": sample}
    try:
        answer = apart.run("cases.writing.typesetting", {"stamp": seal})
    except apart.TooMuch as error:
        raise Unprintable("too_much_work") from error
    if "pages" not in answer:
        raise Unprintable("not_set")
    return base64.b64decode(answer["pages"][0])


def pages(blocks: Sequence[Block], *, sample: bool, code: str = "") -> list[bytes]:
    """The pages of a paper as pictures (PNG)."""
    return _set(blocks, sample, code, 0, "png")


def _set(
    blocks: Sequence[Block], sample: bool, code: str, made_at: int, form: Literal["pdf", "png"],
    scan: str = "",
) -> list[bytes]:  # fmt: skip
    answer = _answer(blocks, sample, code, made_at, form, scan=scan)
    return [base64.b64decode(page) for page in answer["pages"]]


def _answer(
    blocks: Sequence[Block], sample: bool, code: str, made_at: int, form: Literal["pdf", "png"],
    *, decision: bool = False, scan: str = "",
) -> dict[str, Any]:  # fmt: skip
    words = text(blocks)
    if len(words) > MOST_BLOCKS_TEXT:
        raise Unprintable("too_long")
    if missing := missing_glyphs(words + code):
        raise Unprintable("missing_glyphs", frozenset(missing))
    paper = {
        "title": title(blocks), "court": _court(blocks), "code": code, "mark": _mark(code),
        "digest": digest(blocks), "sample": sample, "decision": decision,
        "blocks": [asdict(block) for block in blocks], "scan": _mark(scan),
    }  # fmt: skip
    asked: dict[str, Any] = {
        "paper": paper, "format": form, "made_at": made_at, "seal": decision,
    }  # fmt: skip
    try:
        answer = apart.run("cases.writing.typesetting", asked)
    except apart.TooMuch as error:
        raise Unprintable("too_much_work") from error
    if "pages" not in answer:
        raise Unprintable("not_set")
    return answer


def _mark(code: str) -> str:
    """The code as a QR code, for whoever finds the paper again with a scanner."""
    if not code:
        return ""
    drawn = io.BytesIO()
    segno.make(code, error="m", micro=False).save(drawn, kind="svg", xmldecl=False, border=0)
    return drawn.getvalue().decode()


def _court(blocks: Sequence[Block]) -> str:
    return next((x.text for x in blocks if isinstance(x, Line) and x.kind == "court"), "")
