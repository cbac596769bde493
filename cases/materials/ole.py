"""Word and WPS files of the old kind: a file system in a file, read only for its names."""

from __future__ import annotations

import struct
from typing import BinaryIO

from cases.materials.judging import Finding, Unfit

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
FREE, END = 0xFFFFFFFF, 0xFFFFFFFE
MOST_SECTORS = 500_000
MACROS = {"vba", "_vba_project", "macros", "_vba_project_cur", "projectwm"}
EMBEDDED = {"\x01ole10native", "objectpool\\package"}
LOCKED = {"encryptedpackage", "encryptioninfo", "drmencryptedtransform"}
WORDS, WORKBOOKS = {"worddocument"}, {"workbook", "book"}


def check(file: BinaryIO, size: int) -> Finding:
    """A document without macros, files inside or a password."""
    entries = names(file, size)
    for unfit, reason in ((MACROS, "macros"), (EMBEDDED, "embedded"), (LOCKED, "locked")):
        if unfit & set(entries):
            raise Unfit(reason)
    if WORKBOOKS & set(entries):
        raise Unfit("old_workbook")
    if not WORDS & set(entries):
        raise Unfit("unknown")
    sector, width = entries["worddocument"]
    file.seek((sector + 1) * width)
    start = file.read(12)
    # Bit 8 of the flags in the head of a Word document: it has a password.
    if len(start) == 12 and struct.unpack("<H", start[10:12])[0] & 0x0100:
        raise Unfit("locked")
    return Finding("doc")


def names(file: BinaryIO, size: int) -> dict[str, tuple[int, int]]:
    """The names inside, in lower case: where each begins, and the width of a sector."""
    file.seek(0)
    head = file.read(512)
    if len(head) < 512:
        raise Unfit("damaged")
    shift = struct.unpack("<H", head[30:32])[0]
    if shift not in (9, 12):
        raise Unfit("damaged")
    width = 1 << shift
    table = _table(file, head, width, size)
    found: dict[str, tuple[int, int]] = {}
    for sector in _chain(table, struct.unpack("<I", head[48:52])[0]):
        raw = _sector(file, sector, width, size)
        for at in range(0, width, 128):
            entry = raw[at : at + 128]
            length, kind = struct.unpack("<H", entry[64:66])[0], entry[66]
            if kind and 2 <= length <= 64:
                name = entry[: length - 2].decode("utf-16-le", "replace").lower()
                found[name] = (struct.unpack("<I", entry[116:120])[0], width)
    _reaches_its_end(table, width, size)
    return found


def _table(file: BinaryIO, head: bytes, width: int, size: int) -> list[int]:
    """The table that chains the sectors."""
    where = [x for x in struct.unpack("<109I", head[76:512]) if x < END - 1]
    following, left = struct.unpack("<II", head[68:76])
    while following < END - 1 and left > 0:
        more = struct.unpack(f"<{width // 4}I", _sector(file, following, width, size))
        where += [x for x in more[:-1] if x < END - 1]
        following, left = more[-1], left - 1
    table: list[int] = []
    for sector in where:
        table += struct.unpack(f"<{width // 4}I", _sector(file, sector, width, size))
        if len(table) > MOST_SECTORS:
            raise Unfit("too_heavy")
    return table


def _chain(table: list[int], first: int) -> list[int]:
    found: list[int] = []
    seen: set[int] = set()
    while first < END - 1:
        if first >= len(table) or first in seen:
            raise Unfit("damaged")
        seen.add(first)
        found.append(first)
        first = table[first]
    return found


def _sector(file: BinaryIO, number: int, width: int, size: int) -> bytes:
    at = (number + 1) * width
    if at + width > size + width - 1:
        raise Unfit("damaged")
    file.seek(at)
    return file.read(width).ljust(width, b"\0")


def _reaches_its_end(table: list[int], width: int, size: int) -> None:
    """Every sector in use lies in the file; of the last one the end may be missing."""
    used = max((n for n, following in enumerate(table) if following != FREE), default=0)
    if (used + 1) * width >= size:
        raise Unfit("damaged")
