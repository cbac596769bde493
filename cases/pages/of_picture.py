"""In the process apart: a picture as a page, or several, turned as its camera says."""

from __future__ import annotations

from functools import cached_property
from typing import BinaryIO

import pillow_heif
from PIL import Image, ImageOps

from cases.pages.bad import Bad
from cases.pages.lines import Letter

Image.MAX_IMAGE_PIXELS = None  # what is too large was refused when it came in
FORMATS = {"jpeg": ("JPEG", "MPO"), "png": ("PNG",), "webp": ("WEBP",), "tiff": ("TIFF",),
           "heic": ("HEIF",)}  # fmt: skip
LONGEST = 842
"""Points of the longer side of a picture shown as a page: A4."""
TURNS_ASIDE = (5, 6, 7, 8)
"""Orientations of EXIF in which width and height change places."""
ORIENTATION = 0x0112

pillow_heif.register_heif_opener(thumbnails=False)


class OfPicture:
    """An open picture; a TIFF may have several pages."""

    def __init__(self, file: BinaryIO, kind: str) -> None:
        self.kind = kind
        try:
            self.opened = Image.open(file, formats=FORMATS[kind])
        except MemoryError:
            raise
        except Exception as error:  # whatever a broken picture makes of its reader
            raise Bad("broken") from error

    @cached_property
    def count(self) -> int:
        return int(getattr(self.opened, "n_frames", 1)) if self.kind == "tiff" else 1

    def _at(self, page: int) -> Image.Image:
        if not 1 <= page <= self.count:
            raise Bad("no_such_page")
        if page > 1:
            self.opened.seek(page - 1)
        return self.opened

    def size(self, page: int, rotation: int) -> tuple[float, float]:
        width, height = self._at(page).size
        aside = self.opened.getexif().get(ORIENTATION) in TURNS_ASIDE
        if aside != bool(rotation % 180):
            width, height = height, width
        shrunk = LONGEST / max(width, height, 1)
        return width * shrunk, height * shrunk

    def letters(self, page: int, rotation: int) -> list[Letter]:
        self._at(page)
        return []

    def words(self, first: int, seconds: float) -> list[str]:
        return [""] * (self.count - first + 1)

    def picture(self, page: int, rotation: int, size: tuple[int, int]) -> Image.Image:
        shown = self._at(page)
        longest = max(size)
        if self.kind == "jpeg":
            shown.draft("RGB", (longest, longest))  # decoded no larger than it is needed
        shown.thumbnail((longest, longest))
        upright = ImageOps.exif_transpose(shown)
        if rotation:
            upright = upright.transpose(_TURNS[rotation])
        return _on_white(upright)


_TURNS = {
    90: Image.Transpose.ROTATE_270, 180: Image.Transpose.ROTATE_180, 270: Image.Transpose.ROTATE_90,
}  # fmt: skip
"""Pillow turns the other way round."""


def _on_white(picture: Image.Image) -> Image.Image:
    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        above = picture.convert("RGBA")
        paper = Image.new("RGBA", above.size, "white")
        return Image.alpha_composite(paper, above).convert("RGB")
    if picture.mode.startswith("I;16") or picture.mode in ("I", "F"):
        picture = ImageOps.autocontrast(picture.convert("F").convert("L"))
    return picture.convert("RGB")
