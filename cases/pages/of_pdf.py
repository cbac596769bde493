"""In the process apart: pages of a PDF, drawn and read by pdfium."""

from __future__ import annotations

import ctypes
import mmap
import time
from functools import cached_property
from pathlib import Path
from typing import Any, BinaryIO

import pylopdf_fonts_zh_cn
import pypdfium2
from PIL import Image
from pypdfium2 import raw

from cases.pages.bad import Bad
from cases.pages.lines import Letter

FONTS = Path(pylopdf_fonts_zh_cn.__file__).parent
MOST_LETTERS = 40_000
"""On a page; a densely printed one has some 6,000."""
FINE = 100
"""Parts of a point in which pdfium is asked where something lies."""
FAR = 1000


def start_with_our_fonts() -> None:
    """pdfium again, this time with the fonts that come along: Chinese ones that a PDF names and
    does not hold are drawn with them, the same on every machine."""
    raw.FPDF_DestroyLibrary()
    _KEPT.append((ctypes.c_char_p * 2)(str(FONTS).encode(), None))
    paths = raw.FPDF_LIBRARY_CONFIG(version=2)
    paths.m_pUserFontPaths = ctypes.cast(_KEPT[0], type(paths.m_pUserFontPaths))
    raw.FPDF_InitLibraryWithConfig(paths)


_KEPT: list[Any] = []
"""What pdfium holds an address of."""


class OfPdf:
    """An open PDF."""

    def __init__(self, file: BinaryIO, kind: str) -> None:
        # Mapped, not read: of 200 MB only what the page needs comes from the disk. Copied where
        # written to, which it never is; else ctypes would not have it.
        bytes_ = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_COPY)
        whole = (ctypes.c_char * len(bytes_)).from_buffer(bytes_)
        try:
            self.opened = pypdfium2.PdfDocument(whole)
        except pypdfium2.PdfiumError as error:
            raise Bad("locked" if "password" in str(error).lower() else "broken") from error

    @cached_property
    def count(self) -> int:
        return len(self.opened)

    def _page(self, page: int) -> pypdfium2.PdfPage:
        if not 1 <= page <= self.count:
            raise Bad("no_such_page")
        try:
            found = self.opened[page - 1]
        except pypdfium2.PdfiumError as error:
            raise Bad("broken_page") from error
        if not all(0 < side < 1_000_000 for side in found.get_size()):
            raise Bad("broken_page")
        return found

    def size(self, page: int, rotation: int) -> tuple[float, float]:
        width, height = self._page(page).get_size()
        return (height, width) if rotation % 180 else (width, height)

    def letters(self, page: int, rotation: int) -> list[Letter]:
        """In the order of the file, as far as there are not far too many."""
        shown = self._page(page)
        text = shown.get_textpage()
        place = _Place(shown, self.size(page, rotation), rotation)
        box = raw.FS_RECTF()
        found: list[Letter] = []
        for index in range(min(text.count_chars(), MOST_LETTERS)):
            char = _char(raw.FPDFText_GetUnicode(text, index))
            if not raw.FPDFText_GetLooseCharBox(text, index, box):
                box = raw.FS_RECTF()
            found.append((char, *place.of(box.left, box.bottom, box.right, box.top)))
        return found

    def words(self, first: int, seconds: float) -> list[str]:
        """Of as many pages as can be read in this time; "" of one that cannot be read."""
        until = time.monotonic() + seconds
        found: list[str] = []
        for page in range(first, self.count + 1):
            try:
                text = self._page(page).get_textpage()
                found.append(text.get_text_range(0, min(text.count_chars(), MOST_LETTERS)))
            except (Bad, pypdfium2.PdfiumError):
                found.append("")
            if time.monotonic() > until:
                break
        return found

    def picture(self, page: int, rotation: int, size: tuple[int, int]) -> Image.Image:
        shown = self._page(page)
        scale = (size[0] - 0.01) / self.size(page, rotation)[0]  # pdfium's width is rounded up
        try:
            drawn = shown.render(scale=scale, rotation=rotation, rev_byteorder=True)
        except pypdfium2.PdfiumError as error:
            raise Bad("broken_page") from error
        return drawn.to_pil().convert("RGB")


def _char(code: int) -> str:
    """Halves of a character beyond U+FFFF come one by one and are left out."""
    return " " if 0xD800 <= code < 0xE000 or code > 0x10FFFF else chr(code)


class _Place:
    """From points of the page in the file to points of the page as it is shown: pdfium says where
    three points lie, which tells of the box, the turn of the page and ours."""

    def __init__(
        self, page: pypdfium2.PdfPage, size: tuple[float, float], rotation: int
    ) -> None:  # fmt: skip
        self.page, self.rotation = page, rotation // 90
        self.width, self.height = round(size[0] * FINE), round(size[1] * FINE)
        self.x, self.y = self._asked(0, 0)
        across, up = self._asked(FAR, 0), self._asked(0, FAR)
        self.xx, self.xy = (across[0] - self.x) / FAR, (across[1] - self.y) / FAR
        self.yx, self.yy = (up[0] - self.x) / FAR, (up[1] - self.y) / FAR

    def _asked(self, x: float, y: float) -> tuple[float, float]:
        right, down = ctypes.c_int(), ctypes.c_int()
        raw.FPDF_PageToDevice(
            self.page, 0, 0, self.width, self.height, self.rotation, x, y, right, down
        )
        return right.value / FINE, down.value / FINE

    def of(
        self, left: float, low: float, right: float, top: float
    ) -> tuple[float, float, float, float]:
        """Left, top, width and height."""
        x1 = self.x + left * self.xx + low * self.yx
        x2 = self.x + right * self.xx + top * self.yx
        y1 = self.y + left * self.xy + low * self.yy
        y2 = self.y + right * self.xy + top * self.yy
        return min(x1, x2), min(y1, y2), abs(x2 - x1), abs(y2 - y1)
