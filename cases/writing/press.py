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
from dataclasses import asdict
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


def pdf(blocks: Sequence[Block], *, sample: bool, code: str = "", made_at: int = 0) -> bytes:
    """A paper as PDF; ``made_at`` in seconds since 1970. The same gives the same bytes.

    Raises Unprintable: ``missing_glyphs``, ``too_long``, ``too_much_work``, ``not_set``.
    """
    return _set(blocks, sample, code, made_at, "pdf")[0]


def pages(blocks: Sequence[Block], *, sample: bool, code: str = "") -> list[bytes]:
    """The pages of a paper as pictures (PNG)."""
    return _set(blocks, sample, code, 0, "png")


def _set(
    blocks: Sequence[Block], sample: bool, code: str, made_at: int, form: Literal["pdf", "png"]
) -> list[bytes]:
    words = text(blocks)
    if len(words) > MOST_BLOCKS_TEXT:
        raise Unprintable("too_long")
    if missing := missing_glyphs(words + code):
        raise Unprintable("missing_glyphs", frozenset(missing))
    paper = {
        "title": title(blocks), "court": _court(blocks), "code": code, "mark": _mark(code),
        "digest": digest(blocks), "sample": sample, "blocks": [asdict(block) for block in blocks],
    }  # fmt: skip
    asked: dict[str, Any] = {"paper": paper, "format": form, "made_at": made_at}
    try:
        answer = apart.run("cases.writing.typesetting", asked)
    except apart.TooMuch as error:
        raise Unprintable("too_much_work") from error
    if "pages" not in answer:
        raise Unprintable("not_set")
    return [base64.b64decode(page) for page in answer["pages"]]


def _mark(code: str) -> str:
    """The code as a QR code, for whoever finds the paper again with a scanner."""
    if not code:
        return ""
    drawn = io.BytesIO()
    segno.make(code, error="m", micro=False).save(drawn, kind="svg", xmldecl=False, border=0)
    return drawn.getvalue().decode()


def _court(blocks: Sequence[Block]) -> str:
    return next((x.text for x in blocks if isinstance(x, Line) and x.kind == "court"), "")
