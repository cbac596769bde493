"""In the process apart: words across a page, again and again, so that no part of it is without."""

from __future__ import annotations

import io
from pathlib import Path

import pylopdf_fonts_zh_cn
from PIL import Image, ImageDraw, ImageFont

FONT = ImageFont.truetype(
    io.BytesIO((Path(pylopdf_fonts_zh_cn.__file__).parent / "NotoSansSC-Regular.otf").read_bytes()),
    20,
)
"""Read before anybody asks: afterwards nothing is opened any more."""
COLOUR = (90, 0, 0)
STRENGTH = 46
"""Of 255: it can be read, and what lies under it too."""
SLOPE = 30
FINEST = 1000
"""Pixels of the longer side as which the mark is made; a larger page has it enlarged."""


def layer(words: str, width: int, height: int, size: int) -> Image.Image:
    """How strong the mark is at each pixel; ``size`` of its letters, in pixels."""
    font = FONT.font_variant(size=size)
    length = int(font.getlength(words)) + 4 * size
    side = int((width**2 + height**2) ** 0.5) + length
    found = Image.new("L", (side, side), 0)
    pen = ImageDraw.Draw(found)
    for row, y in enumerate(range(0, side, 7 * size)):
        for x in range(-(row % 2) * length // 2, side, length):
            pen.text((x, y), words, fill=STRENGTH, font=font)
    found = found.rotate(SLOPE, Image.Resampling.BILINEAR)
    left, top = (side - width) // 2, (side - height) // 2
    return found.crop((left, top, left + width, top + height))


def marked(page: Image.Image, words: str) -> Image.Image:
    """The picture of a page with the words burned in."""
    scale = max(1.0, max(page.size) / FINEST)
    width, height = round(page.width / scale), round(page.height / scale)
    mask = layer(words, width, height, max(9, width // 45)).resize(page.size)
    page.paste(Image.new("RGB", page.size, COLOUR), mask=mask)
    return page
