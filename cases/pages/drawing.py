"""In the process apart: a file in, one of its pages out, as a picture or as lines of words.

Whatever is parsed here was sent by anybody. PDF are drawn by pdfium, which knows no scripts here
and is asked for no forms; pictures by Pillow.
"""

from __future__ import annotations

import base64
import io
import tempfile
from typing import Any, BinaryIO, Protocol

import docx
import openpyxl
from PIL import Image

from cases.pages import of_pdf
from cases.pages.bad import Bad
from cases.pages.lines import Letter, found_at, lines_of
from cases.pages.of_pdf import OfPdf
from cases.pages.of_picture import FORMATS, OfPicture
from cases.pages.of_text import READERS, OfText
from cases.writing.marking import marked

MOST_PIXELS = 12_000_000
MOST_SIDE = 6_000
"""Of a picture of a page."""
MOST_HITS = 200
WORDS_SECONDS = 3
"""After which what is left of the pages is asked for anew."""
QUALITY = 80


class Source(Protocol):
    """An open file whose pages can be shown."""

    @property
    def count(self) -> int: ...
    def size(self, page: int, rotation: int) -> tuple[float, float]: ...
    def letters(self, page: int, rotation: int) -> list[Letter]: ...
    def words(self, first: int, seconds: float) -> list[str]: ...
    def picture(self, page: int, rotation: int, size: tuple[int, int]) -> Image.Image: ...


def do(asked: dict[str, Any], file: BinaryIO) -> dict[str, Any]:
    """``what``: count, sheet, picture or words; ``kind`` of the file; ``page``, from 1;
    ``rotation`` in degrees clockwise, beside what the file itself says. Answers, or says a
    ``problem``."""
    try:
        source = _source(file, asked["kind"])
        return WHAT[asked["what"]](source, asked)
    except Bad as bad:
        return {"problem": bad.reason}
    except (MemoryError, RecursionError):
        return {"problem": "too_heavy"}
    except Exception:  # noqa: BLE001 - somebody's file: whatever it is, it is said
        return {"problem": "broken"}


def _source(file: BinaryIO, kind: str) -> Source:
    if kind == "pdf":
        return OfPdf(file, kind)
    return OfText(file, kind) if kind in READERS else OfPicture(file, kind)


def count(source: Source, asked: dict[str, Any]) -> dict[str, Any]:
    return {"count": source.count}


def sheet(source: Source, asked: dict[str, Any]) -> dict[str, Any]:
    """Size of the page and its lines, in points; ``find``: where these words stand on it."""
    page, rotation = asked["page"], asked["rotation"]
    width, height = source.size(page, rotation)
    lines = lines_of(source.letters(page, rotation))
    return {
        "width": round(width, 2),
        "height": round(height, 2),
        "runs": [[line.text, *(round(one, 2) for one in line.box), line.turned] for line in lines],
        "hits": [
            [round(one, 2) for one in box]
            for box in found_at(lines, asked.get("find", ""), MOST_HITS)
        ],
    }


def words(source: Source, asked: dict[str, Any]) -> dict[str, Any]:
    """Of the pages from ``first`` on, as many as there is time for."""
    return {"words": source.words(asked["first"], WORDS_SECONDS), "count": source.count}


def picture(source: Source, asked: dict[str, Any]) -> dict[str, Any]:
    """So many pixels wide, or less where the page is very long."""
    page, rotation = asked["page"], asked["rotation"]
    drawn = source.picture(page, rotation, _pixels(source.size(page, rotation), asked["width"]))
    if asked["mark"]:
        drawn = marked(drawn, asked["mark"])
    out = io.BytesIO()
    drawn.save(out, "WEBP", quality=QUALITY, method=0)
    return {"picture": base64.b64encode(out.getvalue()).decode()}


def _pixels(size: tuple[float, float], width: int) -> tuple[int, int]:
    scale = width / size[0]
    scale = min(scale, MOST_SIDE / max(size), (MOST_PIXELS / (size[0] * size[1])) ** 0.5)
    return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))


WHAT = {"count": count, "sheet": sheet, "picture": picture, "words": words}


def _import_what_comes_late() -> None:
    """The libraries import as they go, which is refused once somebody's file is read: so a page of
    each kind is drawn first."""
    of_pdf.start_with_our_fonts()
    Image.init()
    for kind, name in [("pdf", "PDF"), *((kind, names[0]) for kind, names in FORMATS.items())]:
        asked = {"kind": kind, "page": 1, "rotation": 90, "first": 1, "width": 16, "mark": "样"}
        with tempfile.TemporaryFile() as made:
            Image.new("RGB", (8, 8)).save(made, name)
            for what in WHAT:
                answer = do({"what": what, **asked}, made)
                assert "problem" not in answer, (kind, answer)
    for kind, save in (("docx", docx.Document().save), ("xlsx", _book().save)):
        with tempfile.TemporaryFile() as made:
            save(made)
            answer = do({"what": "words", "kind": kind, "first": 1}, made)
            assert "problem" not in answer, (kind, answer)


def _book() -> Any:
    book = openpyxl.Workbook()
    book.active.append([1, "x"])
    return book


_import_what_comes_late()
