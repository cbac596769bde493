"""Pictures: whole, of a bearable size, and nothing else behind them."""

from __future__ import annotations

import re
import struct
import zlib
from typing import BinaryIO

from PIL import (  # noqa: F401 - else they come late
    Image,
    ImageFile,
    JpegImagePlugin,
    MpoImagePlugin,
    TiffImagePlugin,
    UnidentifiedImageError,
    WebPImagePlugin,
)

from cases.materials.judging import Finding, Unfit
from cases.materials.kinds import MOST_PAGES, MOST_PIXELS

Image.MAX_IMAGE_PIXELS = None  # the limit is ours, with a reason of its own
ImageFile.LOAD_TRUNCATED_IMAGES = False
BROKEN = (OSError, SyntaxError, ValueError, struct.error, EOFError, KeyError, TypeError,
          IndexError, OverflowError, UnidentifiedImageError)  # fmt: skip
CODE = re.compile(rb"<\?php|<script|<html|<%@|PK\x03\x04|%PDF-|\x7fELF|MZ.{58}[\x40-\xff]\0\0\0",
                  re.I | re.S)  # fmt: skip
"""What a picture has no reason to carry behind its end; makers of phones append much else."""
MOST_TAIL = 1024 * 1024


def _sized(width: int, height: int) -> None:
    if width < 1 or height < 1:
        raise Unfit("damaged")
    if width * height > MOST_PIXELS:
        raise Unfit("too_many_pixels")


def jpeg(file: BinaryIO, size: int) -> Finding:
    """Decoded at an eighth of its size, which finds what is missing."""
    file.seek(0)
    try:
        with Image.open(file, formats=["JPEG", "MPO"]) as picture:
            _sized(*picture.size)
            picture.draft("RGB", (picture.width // 8, picture.height // 8))
            picture.load()
    except MemoryError:
        raise Unfit("too_heavy") from None
    except BROKEN:
        raise Unfit("damaged") from None
    _has_no_code_behind(file, size, b"\xff\xd9")
    return Finding("jpeg", 1)


def _has_no_code_behind(file: BinaryIO, size: int, end: bytes) -> None:
    file.seek(max(0, size - MOST_TAIL))
    raw = file.read()
    last = raw.rfind(end)
    if last < 0:
        # More follows the end than is looked through, or there is no end.
        raise Unfit("damaged" if size <= MOST_TAIL else "two_in_one")
    first = raw.find(end) if size <= MOST_TAIL else last
    # Of what looks like an end inside the picture or in a thumbnail the last counts: data of a
    # picture escapes 0xff, so code behind the first would have to end in one itself.
    behind = raw[last + len(end) :]
    between = raw[first:last] if b"<?php" in raw[first:last].lower() else b""
    if CODE.search(behind) or between:
        raise Unfit("two_in_one")


def png(file: BinaryIO, size: int) -> Finding:
    """Every piece with its checksum, from IHDR to IEND; the picture itself is not unpacked."""
    file.seek(8)
    seen: list[bytes] = []
    while not seen or seen[-1] != b"IEND":
        header = file.read(8)
        if len(header) < 8:
            raise Unfit("damaged")
        length, kind = struct.unpack(">I4s", header)
        if length > size - file.tell() - 4:
            raise Unfit("damaged")
        data = file.read(length)
        if zlib.crc32(data, zlib.crc32(kind)) != int.from_bytes(file.read(4), "big"):
            raise Unfit("damaged")
        if kind == b"IHDR":
            if seen or length != 13:
                raise Unfit("damaged")
            _sized(*struct.unpack(">II", data[:8]))
        seen.append(kind)
    if seen[0] != b"IHDR" or b"IDAT" not in seen:
        raise Unfit("damaged")
    if CODE.search(file.read(MOST_TAIL)):
        raise Unfit("two_in_one")
    return Finding("png", 1)


def webp(file: BinaryIO, size: int) -> Finding:
    file.seek(4)
    length = int.from_bytes(file.read(4), "little")
    if length + 8 > size:
        raise Unfit("damaged")
    if size - length - 8 > 1:
        raise Unfit("two_in_one")
    file.seek(0)
    try:
        with Image.open(file, formats=["WEBP"]) as picture:
            _sized(*picture.size)
    except BROKEN:
        raise Unfit("damaged") from None
    return Finding("webp", 1)


def tiff(file: BinaryIO, size: int) -> Finding:
    """Each page's directory, and whether its strips lie inside the file."""
    pages = 0
    file.seek(0)
    try:
        with Image.open(file, formats=["TIFF"]) as picture:
            assert isinstance(picture, TiffImagePlugin.TiffImageFile)
            while True:
                picture.seek(pages)
                pages += 1
                _sized(*picture.size)
                _strips_are_inside(picture, size)
                if pages > MOST_PAGES:
                    raise Unfit("too_many_pages")
    except EOFError:
        if pages:
            return Finding("tiff", pages)
        raise Unfit("damaged") from None
    except BROKEN:
        raise Unfit("damaged") from None


def _strips_are_inside(picture: TiffImagePlugin.TiffImageFile, size: int) -> None:
    tags = picture.tag_v2
    for offsets, counts in ((273, 279), (324, 325)):
        starts, lengths = tags.get(offsets, ()), tags.get(counts, ())
        for start, length in zip(starts, lengths, strict=False):
            if start + length > size:
                raise Unfit("damaged")
