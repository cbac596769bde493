"""In the process apart: something of ours drawn over the pages of somebody's PDF.

What the page holds is not read: it is put between a save and a restore of the state of drawing.
"""

from __future__ import annotations

import zlib

from pypdf import PageObject, PdfWriter
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    IndirectObject,
    NameObject,
    NumberObject,
    StreamObject,
)

from cases.writing import marking

FROM_EDGE = (42, 28)
"""Points from the right and the upper edge to the number of a page."""
SIDE = 1000
"""Pixels of the mark, which covers the longer side of a page."""
LETTER = 19


class Overlay:
    """What is drawn over pages of one file: a number in the corner, words across."""

    def __init__(self, writer: PdfWriter, mark: str) -> None:
        self.writer = writer
        self.font = writer._add_object(_font())
        self.before = writer._add_object(_stream(b"q\n"))
        self.mark = self._mark(mark) if mark else None

    def _mark(self, words: str) -> IndirectObject:
        mask = marking.layer(words, SIDE, SIDE, LETTER)
        strength = _image("/DeviceGray", SIDE, SIDE, mask.tobytes())
        colour = _image("/DeviceRGB", 1, 1, bytes(marking.COLOUR))
        colour[NameObject("/SMask")] = self.writer._add_object(strength)
        return self.writer._add_object(colour)

    def over(self, page: PageObject, number: int) -> None:
        """``number`` at the upper right of the page as it is seen; 0: none."""
        matrix, width, height = _as_seen(page)
        drawn = f"Q q {matrix} cm\n"
        if self.mark is not None:
            side = max(width, height)
            drawn += (
                f"q {side} 0 0 {side} {(width - side) / 2} {(height - side) / 2} cm /CfMark Do Q\n"
            )
        if number:
            drawn += _numbered(str(number), width, height)
        self._put(page, f"{drawn}Q\n".encode())

    def _put(self, page: PageObject, drawn: bytes) -> None:
        there = page.get("/Contents")
        raw = page.raw_get("/Contents") if there is not None else ArrayObject()
        inside = list(there) if isinstance(there, ArrayObject) else [raw] if there else []
        behind = self.writer._add_object(_stream(drawn))
        page[NameObject("/Contents")] = ArrayObject([self.before, *inside, behind])
        # A dictionary of its own: that of the file may be shared with pages that hold no mark.
        resources = DictionaryObject(page.get("/Resources", DictionaryObject()))
        self._named(resources, "/Font", "/CfNumber", self.font)
        if self.mark is not None:
            self._named(resources, "/XObject", "/CfMark", self.mark)
        page[NameObject("/Resources")] = resources

    def _named(
        self, resources: DictionaryObject, kind: str, name: str, what: IndirectObject
    ) -> None:
        there = resources.get(kind)
        entries = DictionaryObject(there.get_object() if there is not None else {})
        entries[NameObject(name)] = what
        resources[NameObject(kind)] = entries


def _as_seen(page: PageObject) -> tuple[str, float, float]:
    """The matrix from points of the page as it is seen, from its lower left corner, to those of the
    file; and how wide and high it is seen."""
    box = page.cropbox
    x0, y0, x1, y1 = (float(one) for one in (box.left, box.bottom, box.right, box.top))
    width, height = x1 - x0, y1 - y0
    turned = round((page.rotation or 0) / 90) * 90 % 360
    matrix = {
        0: f"1 0 0 1 {x0} {y0}", 90: f"0 1 -1 0 {x1} {y0}",
        180: f"-1 0 0 -1 {x1} {y1}", 270: f"0 -1 1 0 {x0} {y1}",
    }[turned]  # fmt: skip
    return (matrix, height, width) if turned % 180 else (matrix, width, height)


def _numbered(number: str, width: float, height: float) -> str:
    left, up = width - FROM_EDGE[0] - 6 * len(number), height - FROM_EDGE[1]
    white = f"q 1 1 1 rg {left - 3} {up - 3} {6 * len(number) + 8} 15 re f Q"
    return f"{white} BT 0 g /CfNumber 11 Tf {left} {up} Td ({number}) Tj ET\n"


def _font() -> DictionaryObject:
    names = {"/Type": "/Font", "/Subtype": "/Type1", "/BaseFont": "/Helvetica-Bold"}
    return DictionaryObject({NameObject(k): NameObject(v) for k, v in names.items()})


def _stream(data: bytes) -> StreamObject:
    found = DecodedStreamObject()
    found.set_data(data)
    return found


def _image(space: str, width: int, height: int, pixels: bytes) -> StreamObject:
    found = StreamObject()
    found._data = zlib.compress(pixels)
    names = {"/Type": "/XObject", "/Subtype": "/Image", "/ColorSpace": space,
             "/Filter": "/FlateDecode"}  # fmt: skip
    found.update({NameObject(k): NameObject(v) for k, v in names.items()})
    numbers = {"/Width": width, "/Height": height, "/BitsPerComponent": 8}
    found.update({NameObject(k): NumberObject(v) for k, v in numbers.items()})
    return found
