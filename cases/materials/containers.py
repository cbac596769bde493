"""Documents that are ZIP files inside: Word, Excel and OFD, unpacked piece by piece and dropped."""

from __future__ import annotations

import re
import stat
import zipfile
import zlib
from typing import BinaryIO

from cases.materials import ole
from cases.materials.judging import TEST_VIRUS, Finding, Unfit, is_markup

MOST_PARTS = 20_000
MOST_UNPACKED = 600 * 1024 * 1024
MOST_RATIO, RATIO_FROM = 200, 20 * 1024 * 1024
"""So many times its packed size a part of any size worth mentioning does not hold."""
PIECE = 256 * 1024
MARKERS = (("word/document.xml", "docx"), ("xl/workbook.xml", "xlsx"), ("ofd.xml", "ofd"))
MACROS = re.compile(r"vbaproject|vbadata|/macrosheets/|/activex/", re.I)
MACRO_TYPES = re.compile(rb"macroenabled|vbaproject|macrosheet", re.I)
ENTITIES = re.compile(rb"<!\s*(doctype|entity)", re.I)
OUTSIDE = re.compile(
    rb"<Relationship\b(?=[^>]*TargetMode\s*=\s*[\"']External)"
    rb"(?=[^>]*Type\s*=\s*[\"'][^\"']*/(attachedTemplate|oleObject|frame|subDocument|package)[\"'])",
    re.I,
)
PACKED = (b"PK\x03\x04", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b\x08", b"MZ", b"\x7fELF")
BROKEN = (zipfile.BadZipFile, zlib.error, OSError, ValueError, EOFError, NotImplementedError,
          RuntimeError, KeyError, IndexError, OverflowError)  # fmt: skip


def check(file: BinaryIO, size: int) -> Finding:
    """One of the kinds that are taken, with nothing inside that acts by itself."""
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as archive:
            return _check(archive, size)
    except Unfit:
        raise
    except MemoryError:
        raise Unfit("too_heavy") from None
    except BROKEN:
        raise Unfit("damaged") from None


def _check(archive: zipfile.ZipFile, size: int) -> Finding:
    parts = archive.infolist()
    _is_no_bomb(parts, size)
    for part in parts:
        _leads_nowhere(part)
    kind = _kind({part.filename.lower() for part in parts})
    budget = MOST_UNPACKED
    for part in parts:
        budget -= _look_through(archive, part, budget)
    if kind is None:
        raise Unfit("archive")
    return Finding(kind)


def _kind(names: set[str]) -> str | None:
    for marker, kind in MARKERS:
        if marker in names and (kind == "ofd" or "[content_types].xml" in names):
            return kind
    return None


def _is_no_bomb(parts: list[zipfile.ZipInfo], size: int) -> None:
    unpacked = sum(part.file_size for part in parts)
    packed = sum(part.compress_size for part in parts)
    if len(parts) > MOST_PARTS or unpacked > MOST_UNPACKED or packed > size:
        raise Unfit("bomb")
    if unpacked > RATIO_FROM and unpacked > MOST_RATIO * max(packed, 1):
        raise Unfit("bomb")


def _leads_nowhere(part: zipfile.ZipInfo) -> None:
    """No part's name leads out of the file, no part is a link, none has a password."""
    name = part.orig_filename.replace("\\", "/")
    outside = name.startswith("/") or ".." in name.split("/") or ":" in name or "\0" in name
    if outside or stat.S_ISLNK(part.external_attr >> 16):
        raise Unfit("outside_path")
    if part.flag_bits & 0x1:
        raise Unfit("locked")


def _look_through(archive: zipfile.ZipFile, part: zipfile.ZipInfo, budget: int) -> int:
    """Unpack a part, which also proves its checksum; returns its size."""
    if MACROS.search(part.filename):
        raise Unfit("macros")
    is_xml = part.filename.lower().endswith((".xml", ".rels", ".vml"))
    total, before = 0, b""
    with archive.open(part) as stream:
        while piece := stream.read(PIECE):
            if total == 0:
                _starts_like_no_file(part.filename, piece)
            total += len(piece)
            if total > budget:
                raise Unfit("bomb")
            if is_xml:
                before = _look_at_markup(before + piece, part.filename)
    if part.filename.lower().endswith(".bin"):
        _look_at_object(archive, part)
    return total


def _starts_like_no_file(name: str, piece: bytes) -> None:
    """A font or picture inside is fine, another archive or a program is not."""
    if TEST_VIRUS in piece:
        raise Unfit("test_virus")
    if piece.startswith(PACKED[-2:]):
        raise Unfit("program")
    if piece.startswith(PACKED):
        raise Unfit("archive" if "/embeddings/" not in name.lower() else "embedded")
    if not name.lower().endswith((".xml", ".rels", ".vml", ".svg")) and is_markup(piece[:512]):
        raise Unfit("page_of_code")


def _look_at_markup(raw: bytes, name: str) -> bytes:
    """Returns the end of what was looked at, which the next piece may continue."""
    plain = raw.replace(b"\0", b"")  # UTF-16 hides nothing
    if ENTITIES.search(plain):
        raise Unfit("entities")
    if name.lower() == "[content_types].xml" and MACRO_TYPES.search(plain):
        raise Unfit("macros")
    if name.lower().endswith(".rels") and OUTSIDE.search(plain):
        raise Unfit("outside_link")
    return raw[-4096:]


def _look_at_object(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """An object of another program: a formula may stay, a file or macros may not."""
    from io import BytesIO

    data = archive.read(part) if part.file_size <= 20 * 1024 * 1024 else b""
    if not data.startswith(ole.SIGNATURE):
        return
    inside = set(ole.names(BytesIO(data), len(data)))
    if ole.MACROS & inside:
        raise Unfit("macros")
    if ole.EMBEDDED & inside or "package" in inside:
        raise Unfit("embedded")
