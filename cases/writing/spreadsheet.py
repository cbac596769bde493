"""Reading a spreadsheet that anybody sent, apart: the cells of its first sheet as text.

Only what a list needs is read of a workbook: shared strings and one sheet. No formula is worked
out (its last value counts), nothing in it is followed, and each part is read up to a bound.
"""

from __future__ import annotations

import base64
import codecs
import csv
import encodings.cp437
import encodings.gb18030
import encodings.utf_8_sig
import encodings.utf_16  # noqa: F401 - apart nothing is loaded any more
import io
import re
import zipfile
import zlib  # noqa: F401
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree
from xml.parsers import expat  # noqa: F401

MOST_LINES, MOST_CELLS, MOST_CELL = 20_000, 30, 5_000
MOST_PART = 40 << 20
"""Bytes of one part of a workbook, unpacked."""
_COLUMN = re.compile(r"[A-Z]{1,3}")
_CODINGS = ("utf-8-sig", "gb18030")


class NoTable(ValueError):
    """Nothing that can be read as a table."""


def do(asked: dict[str, Any]) -> dict[str, Any]:
    """``rows`` of the table, and whether it goes ``on`` past them; ``problem`` where it is none."""
    data = base64.b64decode(asked["data"])
    try:
        rows = _workbook(data) if data.startswith(b"PK\x03\x04") else _separated(data)
        found: list[list[str]] = []
        for row in rows:
            if len(found) >= MOST_LINES:
                return {"rows": found, "on": True}
            found.append([cell[:MOST_CELL] for cell in row[:MOST_CELLS]])
    except (NoTable, zipfile.BadZipFile, KeyError, ElementTree.ParseError, csv.Error, ValueError,
            NotImplementedError, EOFError, zlib.error):  # fmt: skip
        return {"problem": "no_table"}
    return {"rows": found, "on": False}


def _separated(data: bytes) -> Iterator[list[str]]:
    """Values parted by commas, semicolons or tabs."""
    text = _decoded(data)
    if "\0" in text:
        raise NoTable()
    first = text[:2000].partition("\n")[0]
    mark = max(",;\t，", key=first.count)
    csv.field_size_limit(100_000)
    yield from csv.reader(io.StringIO(text, newline=""), delimiter=mark)


def _decoded(data: bytes) -> str:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16")
    for coding in _CODINGS:
        try:
            return data.decode(coding)
        except UnicodeDecodeError:
            continue
    raise NoTable()


def _workbook(data: bytes) -> Iterator[list[str]]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = set(archive.namelist())
        sheets = sorted(
            (name for name in names if re.fullmatch(r"xl/worksheets/sheet\d+\.xml", name)),
            key=lambda name: (len(name), name),
        )
        if not sheets:
            raise NoTable()
        shared = _part(archive, "xl/sharedStrings.xml") if "xl/sharedStrings.xml" in names else b""
        strings = [_text(one) for one in _all(shared, "si")] if shared else []
        for row in _all(_part(archive, sheets[0]), "row"):
            yield from _row(row, strings)


def _part(archive: zipfile.ZipFile, name: str) -> bytes:
    with archive.open(name) as file:
        found = file.read(MOST_PART + 1)
    if len(found) > MOST_PART:
        raise NoTable()
    return found


def _all(xml: bytes, tag: str) -> Iterator[ElementTree.Element]:
    """The elements of this name, each forgotten once it was read."""
    if b"<!DOCTYPE" in xml[:2000] or b"<!ENTITY" in xml[:2000]:
        raise NoTable()
    for _event, element in ElementTree.iterparse(io.BytesIO(xml)):
        if element.tag.rpartition("}")[2] == tag:
            yield element
            element.clear()


def _row(row: ElementTree.Element, strings: list[str]) -> Iterator[list[str]]:
    cells: list[str] = []
    for cell in row:
        letters = _COLUMN.match(cell.get("r", ""))
        at = _number(letters[0]) if letters else len(cells)
        if at >= MOST_CELLS:
            break
        cells += [""] * (at - len(cells))
        cells.append(_value(cell, strings))
    yield cells


def _number(letters: str) -> int:
    at = 0
    for letter in letters:
        at = at * 26 + ord(letter) - 64
    return at - 1


def _value(cell: ElementTree.Element, strings: list[str]) -> str:
    kind = cell.get("t", "n")
    if kind == "inlineStr":
        return _text(cell)
    value = next((one.text or "" for one in cell if one.tag.rpartition("}")[2] == "v"), "")
    if kind == "s":
        at = int(value or 0)
        return strings[at] if 0 <= at < len(strings) else ""
    return value[:-2] if kind == "n" and value.endswith(".0") else value


def _text(element: ElementTree.Element) -> str:
    """The runs of a string, without how it is read aloud."""
    found = []
    for one in element.iter():
        if one.tag.rpartition("}")[2] == "t":
            found.append(one.text or "")
    return "".join(found)
