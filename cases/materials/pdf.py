"""PDF: whole, without a password, and without anything that acts by itself."""

from __future__ import annotations

import logging
import mmap
import re
from typing import Any, BinaryIO

from pypdf import PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

from cases.materials.judging import Finding, Unfit
from cases.materials.kinds import MOST_PAGES, MOST_WORDS

ACTS = {"/JavaScript": "script", "/Launch": "launch", "/ImportData": "launch",
        "/SubmitForm": "launch", "/GoToE": "launch", "/RichMediaExecute": "launch",
        "/Rendition": "launch", "/Movie": "launch"}  # fmt: skip
"""Kinds of actions (ISO 32000-1, 12.6.4) that do more than turn a page."""
KEYS = {"/JS": "script", "/JavaScript": "script", "/EmbeddedFiles": "embedded", "/EF": "embedded",
        "/XFA": "script", "/RichMediaContent": "embedded", "/Movie": "embedded"}  # fmt: skip
RAW = re.compile(rb"/(JavaScript|Launch|EmbeddedFiles?|RichMedia|XFA)\b")
"""Also found in what the table of the file no longer names."""
RAW_REASONS = {b"JavaScript": "script", b"Launch": "launch", b"EmbeddedFile": "embedded",
               b"EmbeddedFiles": "embedded", b"RichMedia": "embedded",
               b"XFA": "script"}  # fmt: skip
MOST_OBJECTS = 1_000_000
MOST_CONTENT = 200_000
"""Bytes of drawing on a page whose words are still read."""
BROKEN = (PyPdfError, ValueError, KeyError, IndexError, TypeError, AttributeError, OSError,
          EOFError, AssertionError, OverflowError, NotImplementedError, UnicodeError)  # fmt: skip


def check(file: BinaryIO, size: int) -> Finding:
    """Its pages, after every object of it was looked at."""
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    file.seek(max(0, size - 2048))
    if b"%%EOF" not in file.read():
        raise Unfit("damaged")
    _look_at_the_bytes(file)
    file.seek(0)
    try:
        reader = PdfReader(file, strict=False)
        if "/Encrypt" in reader.trailer:
            raise Unfit("locked")
        _look_at_the_objects(reader)
        pages = len(reader.pages)
    except (MemoryError, RecursionError):
        raise Unfit("too_heavy") from None
    except BROKEN:
        raise Unfit("damaged") from None
    if pages == 0:
        raise Unfit("damaged")
    if pages > MOST_PAGES:
        raise Unfit("too_many_pages")
    return Finding("pdf", pages, _first_words(reader))


def _first_words(reader: PdfReader) -> str:
    """The beginning of the text layer of the first page; nothing where it is hard to read."""
    try:
        page = reader.pages[0]
        content = page.get_contents()
        if content is None or len(content.get_data()) > MOST_CONTENT:
            return ""
        text = page.extract_text()[: MOST_WORDS * 4]
    except (MemoryError, RecursionError, *BROKEN):
        return ""
    return " ".join(text.split())[:MOST_WORDS]


def _look_at_the_bytes(file: BinaryIO) -> None:
    with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as raw:
        found = RAW.search(raw)
        if found is not None:
            raise Unfit(RAW_REASONS[found.group(1)])


def _look_at_the_objects(reader: PdfReader) -> None:
    """Each object that the file names, one after the other; none is kept."""
    numbers = {n for table in reader.xref.values() for n in table} | set(reader.xref_objStm)
    if len(numbers) > MOST_OBJECTS:
        raise Unfit("too_heavy")
    for generation, table in reader.xref.items():
        for number in table:
            _look_at(reader, number, generation)
            reader.resolved_objects.clear()
    before = None
    for number, (stream, _) in sorted(reader.xref_objStm.items(), key=lambda item: item[1]):
        if stream != before:  # a stream is unpacked once for all the objects in it
            reader.resolved_objects.clear()
        before = stream
        _look_at(reader, number, 0)


def _look_at(reader: PdfReader, number: int, generation: int) -> None:
    if number == 0:
        return
    try:
        found = reader.get_object(IndirectObject(number, generation, reader))
    except PyPdfError:
        return  # nothing can be reached through it either
    if reason := _acts(found):
        raise Unfit(reason)


def _acts(found: Any) -> str:
    """Why this object is unfit; "" where it is not."""
    waiting = [found]
    while waiting:
        one = waiting.pop()
        if isinstance(one, DictionaryObject):
            if (kind := one.get("/S", "")) in ACTS:
                return ACTS[kind]
            for key in one:
                if key in KEYS and str(dict.get(one, key)) != "null":
                    return KEYS[key]
            waiting += [dict.__getitem__(one, key) for key in one]
        elif isinstance(one, ArrayObject):
            waiting += list.__iter__(one)
    return ""
