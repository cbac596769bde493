"""In the process apart: office files as their words, page by page; how they look stays their own.

A Word file has no pages of its own, so its lines are counted off; an OFD has, and keeps them.
"""

from __future__ import annotations

import codecs
import zipfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import PurePosixPath
from typing import BinaryIO
from xml.etree import ElementTree

import docx
import openpyxl
from docx.table import Table
from PIL import Image

from cases.pages.bad import Bad
from cases.pages.lines import Letter
from cases.pages.old_word import lines_of_doc

A_PAGE = 1_500
"""Characters after which a new page begins, at the end of a line."""
MOST = 3_000_000
"""Characters of a file that are shown."""
MOST_PART = 100 << 20
"""Bytes of one part of an OFD."""


for _name in ("utf-16", "utf-16-le", "utf-8-sig", "gb18030", "cp1252"):
    codecs.lookup(_name)  # before anything may no longer be imported


class OfText:
    """An open file of which the words are all that is shown."""

    def __init__(self, file: BinaryIO, kind: str) -> None:
        self.pages = list(READERS[kind](file)) or [""]

    @property
    def count(self) -> int:
        return len(self.pages)

    def words(self, first: int, seconds: float) -> list[str]:
        return self.pages[first - 1 :]

    def size(self, page: int, rotation: int) -> tuple[float, float]:
        raise Bad("only_text")

    def letters(self, page: int, rotation: int) -> list[Letter]:
        raise Bad("only_text")

    def picture(self, page: int, rotation: int, size: tuple[int, int]) -> Image.Image:
        raise Bad("only_text")


def _counted_off(lines: Iterable[str]) -> Iterator[str]:
    page: list[str] = []
    length = total = 0
    for line in lines:
        page.append(line)
        length += len(line) + 1
        if length >= A_PAGE:
            yield "\n".join(page)
            total += length
            page, length = [], 0
            if total > MOST:
                return
    if page:
        yield "\n".join(page)


def _txt(file: BinaryIO) -> Iterator[str]:
    raw = file.read()
    marked = raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for encoding in ["utf-16"] if marked else ["utf-8-sig", "gb18030"]:
        try:
            return _counted_off(raw.decode(encoding).splitlines())
        except UnicodeDecodeError:
            continue
    raise Bad("broken")


def _docx(file: BinaryIO) -> Iterator[str]:
    def lines() -> Iterator[str]:
        for part in docx.Document(file).iter_inner_content():
            if isinstance(part, Table):
                for row in part.rows:
                    yield "\t".join(cell.text.replace("\n", " ") for cell in row.cells)
            else:
                yield from part.text.split("\n")

    return _counted_off(lines())


def _xlsx(file: BinaryIO) -> Iterator[str]:
    book = openpyxl.load_workbook(file, read_only=True, data_only=True)
    for sheet in book.worksheets:
        yield from _counted_off(_rows(sheet.title, sheet.iter_rows(values_only=True)))


def _rows(title: str, rows: Iterable[Iterable[object]]) -> Iterator[str]:
    yield title
    for row in rows:
        line = "\t".join("" if value is None else str(value) for value in row).rstrip()
        if line:
            yield line


def _doc(file: BinaryIO) -> Iterator[str]:
    return _counted_off(lines_of_doc(file))


# -- OFD (GB/T 33190) -----------------------------------------------------------------------------


def _ofd(file: BinaryIO) -> Iterator[str]:
    with zipfile.ZipFile(file) as archive:
        for root in _named(archive, "OFD.xml", "DocRoot", ""):
            for page in _named(archive, root, "Page", "BaseLoc"):
                yield "\n".join(_lines_of_page(_part(archive, page)))


def _part(archive: zipfile.ZipFile, name: str) -> ElementTree.Element:
    with archive.open(name) as part:
        raw = part.read(MOST_PART + 1)
    if len(raw) > MOST_PART:
        raise Bad("too_heavy")
    return ElementTree.fromstring(raw)


def _named(archive: zipfile.ZipFile, part: str, tag: str, attribute: str) -> list[str]:
    """The parts that one part names, wherever in the archive they lie."""
    folder = PurePosixPath(part).parent
    names = set(archive.namelist())
    found = []
    for one in _all(_part(archive, part), tag):
        said = (one.get(attribute) if attribute else one.text) or ""
        beside = str(folder / said.strip()).lstrip("/")
        found.append(beside if beside in names else said.strip().lstrip("/"))
    return [name for name in found if name in names]


def _all(tree: ElementTree.Element, tag: str) -> Iterator[ElementTree.Element]:
    return (one for one in tree.iter() if one.tag.rpartition("}")[2] == tag)


def _lines_of_page(tree: ElementTree.Element) -> list[str]:
    """Texts at one height are one line, from left to right."""
    placed = []
    for one in _all(tree, "TextObject"):
        box = [float(x) for x in one.get("Boundary", "0 0 0 0").split()[:2]] + [0.0, 0.0]
        text = "".join(code.text or "" for code in _all(one, "TextCode"))
        placed.append((round(box[1]), box[0], text))
    lines: dict[int, str] = {}
    for height, _, text in sorted(placed):
        lines[height] = f"{lines[height]} {text}" if height in lines else text
    return list(lines.values())


READERS: dict[str, Callable[[BinaryIO], Iterator[str]]] = {
    "txt": _txt, "docx": _docx, "xlsx": _xlsx, "ofd": _ofd, "doc": _doc,
}  # fmt: skip
