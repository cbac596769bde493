"""Which characters the fonts of the papers can show, read from the fonts themselves."""

from __future__ import annotations

import struct
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pylopdf_fonts_zh_cn

_UNICODE = {(3, 10), (3, 1), (0, 3), (0, 4), (0, 6)}
"""Platform and encoding of the tables that map characters of Unicode."""


def missing_glyphs(text: str) -> set[str]:
    """The characters of a text that no font has; selectors of a variant need none of their own."""
    return {char for char in text if ord(char) not in _known() and not _needs_none(char)}


def _needs_none(char: str) -> bool:
    return char in "\n\t" or "VARIATION SELECTOR" in unicodedata.name(char, "")


@cache
def _known() -> frozenset[int]:
    fonts = sorted(Path(pylopdf_fonts_zh_cn.__file__).parent.glob("*.otf"))
    return frozenset(code for font in fonts for code in _characters(font.read_bytes()))


def _characters(font: bytes) -> Iterator[int]:
    """The character codes of an OpenType font, from its table ``cmap``."""
    for at in range(12, 12 + 16 * struct.unpack_from(">H", font, 4)[0], 16):
        name, _, offset, _ = struct.unpack_from(">4sLLL", font, at)
        if name == b"cmap":
            yield from _mapped(font, offset)


def _mapped(font: bytes, cmap: int) -> Iterator[int]:
    for n in range(struct.unpack_from(">H", font, cmap + 2)[0]):
        platform, encoding, offset = struct.unpack_from(">HHL", font, cmap + 4 + 8 * n)
        start = cmap + offset
        form = struct.unpack_from(">H", font, start)[0]
        if (platform, encoding) in _UNICODE and form == 12:
            for group in range(struct.unpack_from(">L", font, start + 12)[0]):
                first, last, glyph = struct.unpack_from(">LLL", font, start + 16 + 12 * group)
                yield from range(first if glyph else first + 1, last + 1)
