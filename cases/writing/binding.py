"""In the process apart: papers in, one volume out, each page with its number at the top right
(立卷归档办法 17)."""

from __future__ import annotations

import base64
import codecs
import io
from typing import Any

from PIL import Image
from pypdf import PageObject, PdfReader, PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

Image.MAX_IMAGE_PIXELS = None  # what is too large was refused when it came in
LONGEST_SIDE = 2400
"""Pixels of a picture on its page: 200 dots an inch on A4."""
A4 = (595, 842)
CODECS = ("utf-8", "utf-16", "utf-16-be", "utf-16-le", "latin-1", "cp1252", "ascii", "charmap",
          "mac-roman", "gb18030", "gbk", "gb2312", "big5", "shift-jis", "euc-jp",
          "euc-kr")  # fmt: skip
"""In which the words of a PDF may be written."""
FROM_EDGE = (42, 28)
"""Points from the right and the upper edge."""


def do(asked: dict[str, Any]) -> dict[str, Any]:
    """``parts``: each with ``data`` (base64), ``kind``, ``pages``, ``rotation``, and ``first``, the
    number of its first page (0: none). Answers the ``pdf``, or which parts are ``unfit``."""
    writer = PdfWriter()
    unfit: list[int] = []
    for index, part in enumerate(asked["parts"]):
        try:
            _add(writer, part)
        except Exception:  # noqa: BLE001 - somebody's file: whatever it is, the others go on
            unfit.append(index)
    if unfit:
        return {"unfit": unfit}
    out = io.BytesIO()
    writer.write(out)
    return {"pdf": base64.b64encode(out.getvalue()).decode()}


def _add(writer: PdfWriter, part: dict[str, Any]) -> None:
    data = base64.b64decode(part["data"])
    if part["kind"] == "picture":
        data = _as_pdf(data)
    pages = PdfReader(io.BytesIO(data)).pages
    if part["first"] and len(pages) != part["pages"]:
        raise ValueError("another number of pages than it is given in the catalogue")
    for offset, page in enumerate(pages):
        added = writer.add_page(page)
        if part["rotation"]:
            added.rotate(part["rotation"])
        if part["first"]:
            _stamp(added, str(part["first"] + offset))


def _as_pdf(data: bytes) -> bytes:
    """A picture, page for page, on paper."""
    pages = []
    with Image.open(io.BytesIO(data)) as picture:
        for number in range(getattr(picture, "n_frames", 1)):
            picture.seek(number)
            page = picture.convert("RGB")
            page.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
            pages.append(page)
    out = io.BytesIO()
    longest = max(max(page.size) for page in pages)
    pages[0].save(
        out, "PDF", save_all=True, append_images=pages[1:], resolution=longest * 72 / A4[1]
    )
    return out.getvalue()


def _stamp(page: PageObject, number: str) -> None:
    if page.rotation:
        page.transfer_rotation_to_content()
    box = page.mediabox
    left = float(box.right) - FROM_EDGE[0] - 6 * len(number)
    up = float(box.top) - FROM_EDGE[1]
    overlay = PageObject.create_blank_page(width=float(box.right), height=float(box.top))
    font = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Font"),
            NameObject("/Subtype"): NameObject("/Type1"),
            NameObject("/BaseFont"): NameObject("/Helvetica-Bold"),
        }
    )
    fonts = DictionaryObject({NameObject("/PageNumber"): font})
    overlay[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
    drawn = DecodedStreamObject()
    white = f"q 1 1 1 rg {left - 3} {up - 3} {6 * len(number) + 8} 15 re f Q"
    drawn.set_data(f"{white} BT /PageNumber 11 Tf {left} {up} Td ({number}) Tj ET".encode())
    overlay[NameObject("/Contents")] = drawn
    page.merge_page(overlay)


def _import_what_comes_late() -> None:
    """Both libraries import as they go, which is refused once somebody's file is read: so a page of
    each kind is made and bound first."""
    Image.init()
    for codec in CODECS:
        codecs.lookup(codec)
    for kind in ("JPEG", "PNG", "TIFF", "WEBP"):
        picture = io.BytesIO()
        Image.new("RGB", (8, 8)).save(picture, kind)
        data = base64.b64encode(picture.getvalue()).decode()
        part = {"data": data, "kind": "picture", "first": 1, "pages": 1, "rotation": 90}
        do({"parts": [part]})


_import_what_comes_late()
