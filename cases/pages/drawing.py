"""In the process apart: a file in, one of its pages out, as a picture or as lines of words.

Whatever is parsed here was sent by anybody. PDF are drawn by pdfium, which knows no scripts here
and is asked for no forms; pictures by Pillow.
"""

from __future__ import annotations

import base64
import io
import tempfile
from typing import Any, BinaryIO, Protocol

from PIL import Image, ImageDraw, ImageFont

from cases.pages import of_pdf
from cases.pages.bad import Bad
from cases.pages.lines import Letter, lines_of, marked
from cases.pages.of_pdf import FONTS, OfPdf
from cases.pages.of_picture import FORMATS, OfPicture

MOST_PIXELS = 12_000_000
MOST_SIDE = 6_000
"""Of a picture of a page."""
MOST_HITS = 200
WORDS_SECONDS = 5
"""Of the processor; what is left of the pages is asked for anew."""
QUALITY = 80
MARK = ImageFont.truetype(io.BytesIO((FONTS / "NotoSansSC-Regular.otf").read_bytes()), 20)


class Source(Protocol):
    """An open file whose pages can be shown."""

    @property
    def count(self) -> int: ...
    def size(self, page: int, rotation: int) -> tuple[float, float]: ...
    def letters(self, page: int, rotation: int) -> list[Letter]: ...
    def words(self, first: int, seconds: float) -> list[str]: ...
    def picture(self, page: int, rotation: int, size: tuple[int, int]) -> Image.Image: ...


def do(asked: dict[str, Any], file: BinaryIO) -> dict[str, Any]:
    """``what``: count, sheet, picture or words; ``kind`` of the file; ``page``, from 1; ``rotation``
    in degrees clockwise, beside what the file itself says. Answers, or says a ``problem``."""
    try:
        source: Source = (OfPdf if asked["kind"] == "pdf" else OfPicture)(file, asked["kind"])
        return WHAT[asked["what"]](source, asked)
    except Bad as bad:
        return {"problem": bad.reason}
    except (MemoryError, RecursionError):
        return {"problem": "too_heavy"}
    except Exception:  # noqa: BLE001 - somebody's file: whatever it is, it is said
        return {"problem": "broken"}


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
            for box in marked(lines, asked.get("find", ""), MOST_HITS)
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
        drawn = _marked(drawn, asked["mark"])
    out = io.BytesIO()
    drawn.save(out, "WEBP", quality=QUALITY, method=1)
    return {"picture": base64.b64encode(out.getvalue()).decode()}


def _pixels(size: tuple[float, float], width: int) -> tuple[int, int]:
    scale = width / size[0]
    scale = min(scale, MOST_SIDE / max(size), (MOST_PIXELS / (size[0] * size[1])) ** 0.5)
    return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))


def _marked(page: Image.Image, words: str) -> Image.Image:
    """The words across the page, again and again, so that no part of it is without them."""
    size = max(9, page.width // 45)
    font = MARK.font_variant(size=size)
    length = int(font.getlength(words)) + 4 * size
    side = int((page.width**2 + page.height**2) ** 0.5) + length
    layer = Image.new("L", (side, side), 0)
    pen = ImageDraw.Draw(layer)
    for row, y in enumerate(range(0, side, 7 * size)):
        for x in range(-(row % 2) * length // 2, side, length):
            pen.text((x, y), words, fill=46, font=font)
    layer = layer.rotate(30, Image.Resampling.BILINEAR)
    left, top = (side - page.width) // 2, (side - page.height) // 2
    layer = layer.crop((left, top, left + page.width, top + page.height))
    page.paste(Image.new("RGB", page.size, (90, 0, 0)), mask=layer)
    return page


WHAT = {"count": count, "sheet": sheet, "picture": picture, "words": words}


def _import_what_comes_late() -> None:
    """The libraries import as they go, which is refused once somebody's file is read: so a page of
    each kind is drawn first."""
    of_pdf.start_with_our_fonts()
    Image.init()
    for kind, name in [("pdf", "PDF"), *((kind, names[0]) for kind, names in FORMATS.items())]:
        made = tempfile.TemporaryFile()
        Image.new("RGB", (8, 8)).save(made, name)
        for what in WHAT:
            asked = {"what": what, "kind": kind, "page": 1, "rotation": 90, "first": 1,
                     "width": 16, "mark": "样", "find": "x"}  # fmt: skip
            answer = do(asked, made)
            assert "problem" not in answer, (kind, answer)
        made.close()


_import_what_comes_late()
