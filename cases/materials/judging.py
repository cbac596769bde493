"""What a file is, and whether it can do harm. Plain Python: runs in the process for inspections.

Nothing is unpacked to disk, run, rendered or changed; a file is either taken as it is or refused
with one reason.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import BinaryIO, Protocol

import puremagic

from cases.materials.kinds import KINDS

HEAD = 4096
TEST_VIRUS = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!"


class Unfit(Exception):  # noqa: N818 - a finding, not a fault
    """The file is not taken; ``reason`` is a code of ``reasons``."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


@dataclass(frozen=True)
class Finding:
    """A file that is taken: its kind, its pages (None where that has no meaning), the first words
    of its text, where it has any that can be read, and what can be measured of it."""

    kind: str
    pages: int | None = None
    words: str = ""
    facts: Mapping[str, float] = field(default_factory=dict)
    """``seconds``; of a model ``triangles`` and its sides ``x``, ``y``, ``z`` in metres."""


class Check(Protocol):
    def __call__(self, file: BinaryIO, size: int) -> Finding: ...


def judge(file: BinaryIO) -> Finding:
    """The kind and pages of an open file. Raises Unfit."""
    size = file.seek(0, 2)
    if size == 0:
        raise Unfit("empty")
    file.seek(0)
    head = file.read(HEAD)
    if TEST_VIRUS in head:
        raise Unfit("test_virus")
    check = check_for(head)
    found = check(file, size)
    if size > KINDS[found.kind].largest:
        raise Unfit("too_large_of_kind")
    if not head.startswith(b"PK"):
        _is_no_archive_too(file)
    return found


def check_for(head: bytes) -> Check:
    """What checks a file that begins so; loads no more than that needs. Raises Unfit."""
    if head.startswith(b"%PDF-"):
        from cases.materials import pdf

        return pdf.check
    found = _check_of_picture(head) or _check_of_container(head)
    if found is None and (reason := _known_unfit(head)) is not None:
        raise Unfit(reason)
    return found or text


PNG, JPEG, TIFF = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", (b"II*\0", b"MM\0*")


def _check_of_picture(head: bytes) -> Check | None:
    is_webp = head[:4] == b"RIFF" and head[8:12] == b"WEBP"
    if not head.startswith((PNG, JPEG, *TIFF)) and not is_webp:
        return None
    from cases.materials import pictures

    if head.startswith(TIFF):
        return pictures.tiff
    if is_webp:
        return pictures.webp
    return pictures.png if head.startswith(PNG) else pictures.jpeg


def _check_of_container(head: bytes) -> Check | None:
    from cases.materials import containers, moving, ole

    by_start: tuple[tuple[bytes, Check], ...] = (
        (b"PK\x03\x04", containers.check), (ole.SIGNATURE, ole.check), (b"ID3", moving.mp3),
    )  # fmt: skip
    for start, check in by_start:
        if head.startswith(start):
            return check
    if head[4:8] == b"ftyp":
        return moving.boxes
    if head.startswith(b"glTF"):
        from cases.materials import solids

        return solids.glb
    if head[:1] == b"\xff" and head[1:2] in (b"\xfb", b"\xfa", b"\xf3", b"\xf2", b"\xe3", b"\xe2"):
        return moving.mp3
    return None


PROGRAMS = (b"MZ", b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe", b"\xce\xfa\xed\xfe",
            b"\xfe\xed\xfa", b"L\x00\x00\x00\x01\x14\x02\x00", b"dex\n", b"!<arch>")  # fmt: skip
ARCHIVES = (b"Rar!", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"PK\x05\x06",
            b"PK\x07\x08", b"MSCF", b"\x28\xb5\x2f\xfd")  # fmt: skip
MARKUP = re.compile(
    rb"\s*(<\?xml|<!doctype|<!--|<html|<head|<body|<script|<svg|<iframe|<\?php|<%)", re.I
)


def _known_unfit(head: bytes) -> str | None:
    """Kinds that are refused by their own name."""
    if head.startswith(PROGRAMS):
        return "program"
    if head.startswith(ARCHIVES):
        return "archive"
    if is_markup(head):
        return "page_of_code"
    return None


def is_markup(head: bytes) -> bool:
    plain = head.replace(b"\0", b"").removeprefix(codecs.BOM_UTF8).lstrip(b"\xff\xfe")
    return MARKUP.match(plain) is not None


MODEL_IN_TEXT = re.compile(r"\s*\{(?=[^\0]*\"asset\"\s*:)(?=[^\0]*\"(buffers|meshes)\"\s*:)")
"""A 3D model that is written out, and lies in several files."""
MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"),
         (codecs.BOM_UTF16_BE, "utf-16"))  # fmt: skip


def text(file: BinaryIO, size: int) -> Finding:
    """Plain text in UTF-8, UTF-16 with its mark, or GB 18030."""
    file.seek(0)
    if size > KINDS["txt"].largest:
        raise Unfit("unknown" if re.search(rb"[\0-\x08]", file.read(HEAD)) else "too_large_of_kind")
    raw = file.read()
    marked = [name for mark, name in MARKS if raw.startswith(mark)]
    for encoding in marked or ["utf-8", "gb18030"]:
        try:
            read = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not any(unicodedata.category(c) == "Cc" and c not in "\t\n\r\f" for c in read):
            if re.search(r"<\s*(script|html|svg|iframe)\b|<\?php", read, re.I):
                raise Unfit("page_of_code")
            if TEST_VIRUS in raw:
                raise Unfit("test_virus")
            if MODEL_IN_TEXT.match(read):
                raise Unfit("model_in_text")
            return Finding("txt")
    raise Unfit(_second_opinion(raw[:HEAD]))


def _second_opinion(head: bytes) -> str:
    """What is refused is refused anyway; its signature only finds the plainer reason."""
    try:
        kinds = " ".join(found.mime_type for found in puremagic.magic_string(head))
    except (puremagic.PureError, ValueError):
        return "unknown"
    return "program" if re.search("executable|x-msdownload|java-vm", kinds) else "unknown"


TAIL = 65_557
"""The end of a ZIP lies within so many bytes of the end of a file."""


def _is_no_archive_too(file: BinaryIO) -> None:
    """A picture or PDF with an archive behind it runs as a program elsewhere."""
    if not zipfile.is_zipfile(file):
        return
    try:
        with zipfile.ZipFile(file) as archive:
            count = len(archive.infolist())
    except (zipfile.BadZipFile, OSError, ValueError):
        return
    if count:
        raise Unfit("two_in_one")
