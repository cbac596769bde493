"""Files made of boxes (HEIC, MP4, M4A) and MP3: recognised and whole, never decoded."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from cases.materials.judging import Finding, Unfit

PICTURES = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}
SOUND = {b"M4A ", b"M4B ", b"F4A "}
VIDEO = {b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42", b"avc1", b"M4V ", b"qt  ",
         b"3gp4", b"3gp5", b"3gp6", b"dash", b"MSNV"}  # fmt: skip
MOST_BOXES = 100_000


def boxes(file: BinaryIO, size: int) -> Finding:
    """By the brand of the first box; the boxes must fill the file to its last byte."""
    found = _boxes(file, size)
    file.seek(8)
    brands = file.read(min(found[0][1] - 8, 256))
    major, others = brands[:4], {brands[i : i + 4] for i in range(8, len(brands), 4)}
    kinds = {kind for kind, _ in found}
    if major in PICTURES and (major not in (b"mif1", b"msf1") or others & (PICTURES - {b"mif1"})):
        if b"meta" not in kinds:
            raise Unfit("damaged")
        return Finding("heic", 1)
    if major in SOUND or major in VIDEO:
        if b"moov" not in kinds and b"moof" not in kinds:
            raise Unfit("damaged")
        seconds = _look_inside(file, size)
        return Finding("m4a" if major in SOUND else "mp4", facts={"seconds": seconds})
    raise Unfit("unknown")


HOLDERS = frozenset({b"moov", b"trak", b"mdia", b"minf", b"dinf"})
"""Boxes that hold boxes, on the way to where a track says its data lies."""
MOST_LEVELS = 8
IN_THIS_FILE = 1
"""The flag of a reference to data that needs no address."""
REFERENCES = frozenset({b"url ", b"urn ", b"alis", b"rsrc"})


def _look_inside(file: BinaryIO, size: int) -> float:
    """How long it plays, 0 where it does not say. Raises Unfit where a track keeps its data outside
    the file."""
    seconds = 0.0
    for kind, at, length in _inside(file, 0, size, 0):
        if kind == b"mvhd":
            seconds = _seconds(file, at)
        elif kind == b"dref":
            for one, place, _length in _inside(file, at + 8, length - 8, MOST_LEVELS):
                file.seek(place)
                flags = int.from_bytes(file.read(4), "big") & 0xFFFFFF
                if one in REFERENCES and not flags & IN_THIS_FILE:
                    raise Unfit("media_outside")
    return seconds


def _inside(file: BinaryIO, at: int, size: int, level: int) -> Iterator[tuple[bytes, int, int]]:
    """The boxes in these bytes and in the boxes that hold others: each with where its content
    begins and how long it is. What cannot be read as boxes is passed over."""
    end, seen = at + size, 0
    while at + 8 <= end and seen < MOST_BOXES:
        seen += 1
        file.seek(at)
        header = file.read(16)
        length, kind, head = int.from_bytes(header[:4], "big"), header[4:8], 8
        if length == 1:
            length, head = int.from_bytes(header[8:16], "big"), 16
        elif length == 0:
            length = end - at
        if length < head or at + length > end:
            return
        yield kind, at + head, length - head
        if kind in HOLDERS and level < MOST_LEVELS:
            yield from _inside(file, at + head, length - head, level + 1)
        at += length


def _seconds(file: BinaryIO, at: int) -> float:
    file.seek(at)
    head = file.read(32)
    wide = head[:1] == b"\x01"
    place, width = (20, 8) if wide else (12, 4)
    scale = int.from_bytes(head[place : place + 4], "big")
    length = int.from_bytes(head[place + 4 : place + 4 + width], "big")
    return round(length / scale, 3) if scale and length < 2**48 else 0.0


def _boxes(file: BinaryIO, size: int) -> list[tuple[bytes, int]]:
    found: list[tuple[bytes, int]] = []
    at = 0
    while at < size:
        file.seek(at)
        header = file.read(16)
        if len(header) < 8 or len(found) > MOST_BOXES:
            raise Unfit("damaged")
        length, kind = int.from_bytes(header[:4], "big"), header[4:8]
        if length == 1:
            length = int.from_bytes(header[8:16], "big")
        elif length == 0:  # the last box reaches to the end
            length = size - at
        if length < 8 or at + length > size:
            raise Unfit("damaged")
        found.append((kind, length))
        at += length
    return found


def mp3(file: BinaryIO, size: int) -> Finding:
    """A tag of the right length, then the mark of a frame."""
    file.seek(0)
    head = file.read(10)
    at = 0
    if head[:3] == b"ID3":
        at = 10 + sum((head[6 + i] & 0x7F) << (21 - 7 * i) for i in range(min(4, len(head) - 6)))
    if at >= size:
        raise Unfit("damaged")
    file.seek(at)
    after = file.read(4096).lstrip(b"\0")
    if len(after) < 4 or after[0] != 0xFF or after[1] & 0xE0 != 0xE0:
        raise Unfit("damaged" if head[:3] == b"ID3" else "unknown")
    return Finding("mp3")
