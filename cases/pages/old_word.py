"""The words of a Word or WPS file of the old kind ([MS-DOC] 2.4.1, [MS-CFB] 2). Plain Python."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from typing import BinaryIO

from cases.pages.bad import Bad

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
END = 0xFFFFFFFA
"""From here on a number of a sector is none."""
SMALL = 4096
"""A stream below this size lies in sectors of 64 bytes inside another."""
FIELD = re.compile("\x13[^\x13\x14\x15]*\x14?|\x15")
"""The instructions of a field; what it shows stays."""


def lines_of_doc(file: BinaryIO) -> Iterator[str]:
    """Its paragraphs and the cells of its tables. Raises Bad."""
    try:
        text = _text(_Compound(file.read()))
    except (struct.error, IndexError, KeyError, UnicodeDecodeError) as error:
        raise Bad("broken") from error
    plain = FIELD.sub("", text).replace("\x07", "\t").replace("\x0b", "\r").replace("\x0c", "\r")
    for line in plain.split("\r"):
        yield "".join(c for c in line if c == "\t" or c >= " ").rstrip()


def _text(inside: _Compound) -> str:
    """The main text, put together from its pieces."""
    document = inside.stream("WordDocument")
    flags = struct.unpack_from("<H", document, 0x0A)[0]
    if flags & 0x0100:
        raise Bad("locked")
    table = inside.stream("1Table" if flags & 0x0200 else "0Table")
    most = struct.unpack_from("<I", document, 0x4C)[0]
    at, length = struct.unpack_from("<II", document, 0x01A2)
    pieces = _pieces(table[at : at + length])
    found = []
    for first, last, where in pieces:
        last = min(last, most)
        if first >= last:
            continue
        if where & 0x40000000:  # one byte a character
            start = (where & 0x3FFFFFFF) // 2
            found.append(document[start : start + last - first].decode("cp1252", "replace"))
        else:
            raw = document[where : where + 2 * (last - first)]
            found.append(raw.decode("utf-16-le", "replace"))
    return "".join(found)


def _pieces(clx: bytes) -> list[tuple[int, int, int]]:
    """First and last character of each piece, and where in the stream it begins."""
    at = 0
    while clx[at] == 1:  # formats come before
        at += 3 + struct.unpack_from("<H", clx, at + 1)[0]
    if clx[at] != 2:
        raise Bad("broken")
    size = struct.unpack_from("<I", clx, at + 1)[0]
    plc = clx[at + 5 : at + 5 + size]
    count = (len(plc) - 4) // 12
    bounds = struct.unpack_from(f"<{count + 1}I", plc)
    return [
        (bounds[n], bounds[n + 1], struct.unpack_from("<I", plc, 4 * (count + 1) + 8 * n + 2)[0])
        for n in range(count)
    ]


class _Compound:
    """The streams of a compound file."""

    def __init__(self, raw: bytes) -> None:
        if not raw.startswith(SIGNATURE):
            raise Bad("broken")
        self.raw, self.width = raw, 1 << struct.unpack_from("<H", raw, 30)[0]
        if self.width not in (512, 4096):
            raise Bad("broken")
        where = [one for one in struct.unpack_from("<109I", raw, 76) if one < END]
        more, seen = struct.unpack_from("<I", raw, 68)[0], 0
        while more < END and seen < len(raw) // self.width:
            numbers = self._numbers(self._sector(more))
            where += [one for one in numbers[:-1] if one < END]
            more, seen = numbers[-1], seen + 1
        self.table = [n for one in where for n in self._numbers(self._sector(one))]
        self.entries = dict(self._entries(struct.unpack_from("<I", raw, 48)[0]))
        small = b"".join(self._chain(struct.unpack_from("<I", raw, 60)[0]))
        self.small_table = self._numbers(small)
        start, size = self.entries["root entry"]
        self.small = b"".join(self._chain(start))[:size]

    def _numbers(self, raw: bytes) -> list[int]:
        return list(struct.unpack(f"<{len(raw) // 4}I", raw[: len(raw) // 4 * 4]))

    def _sector(self, number: int) -> bytes:
        at = (number + 1) * self.width
        return self.raw[at : at + self.width]

    def _chain(self, sector: int) -> Iterator[bytes]:
        seen = 0
        while sector < END and seen <= len(self.table):
            yield self._sector(sector)
            sector, seen = self.table[sector], seen + 1

    def _entries(self, directory: int) -> Iterator[tuple[str, tuple[int, int]]]:
        raw = b"".join(self._chain(directory))
        for at in range(0, len(raw) - 127, 128):
            length = struct.unpack_from("<H", raw, at + 64)[0]
            if raw[at + 66] and 2 <= length <= 64:
                name = raw[at : at + length - 2].decode("utf-16-le", "replace").lower()
                start, size = struct.unpack_from("<II", raw, at + 116)
                yield name, (start, size)

    def stream(self, name: str) -> bytes:
        start, size = self.entries[name.lower()]
        if size >= SMALL:
            return b"".join(self._chain(start))[:size]
        found, seen = bytearray(), 0
        while start < END and seen <= len(self.small_table):
            found += self.small[64 * start : 64 * start + 64]
            start, seen = self.small_table[start], seen + 1
        return bytes(found[:size])
