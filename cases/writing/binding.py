"""In the process apart: papers in, one volume out, each page with its number at the top right
(立卷归档办法 17), with bookmarks, and marked where it has to be."""

from __future__ import annotations

import base64
import codecs
import io
from typing import Any, BinaryIO

import pillow_heif
from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.constants import PageLabelStyle

from cases.writing.overlaying import Overlay
from cases.writing.upright import upright

Image.MAX_IMAGE_PIXELS = None  # what is too large was refused when it came in
pillow_heif.register_heif_opener(thumbnails=False)
LONGEST_SIDE = 2400
"""Pixels of a picture on its page: 200 dots an inch on A4."""
A4 = (595, 842)
CODECS = ("utf-8", "utf-16", "utf-16-be", "utf-16-le", "latin-1", "cp1252", "ascii", "charmap",
          "mac-roman", "gb18030", "gbk", "gb2312", "big5", "shift-jis", "euc-jp",
          "euc-kr")  # fmt: skip
"""In which the words of a PDF may be written."""


def do(asked: dict[str, Any], *files: BinaryIO) -> dict[str, Any]:
    """``parts``: each with its bytes as ``data`` (base64) or the place of its ``file`` among the
    files, ``kind``, ``pages``, ``rotation``, the ``title`` of its bookmark ("": none), and
    ``first``, the number of its first page (0: none). ``mark``: words across each page.

    Answers the ``pdf``, or which parts are ``unfit``.
    """
    writer = PdfWriter()
    overlay = Overlay(writer, asked.get("mark", ""))
    unfit: list[int] = []
    for index, part in enumerate(asked["parts"]):
        try:
            _add(writer, overlay, part, _opened(part, files))
        except Exception:  # noqa: BLE001 - somebody's file: whatever it is, the others go on
            unfit.append(index)
    if unfit:
        return {"unfit": unfit}
    out = io.BytesIO()
    writer.write(out)
    return {"pdf": base64.b64encode(out.getvalue()).decode()}


def _opened(part: dict[str, Any], files: tuple[BinaryIO, ...]) -> BinaryIO:
    if "file" in part:
        file: BinaryIO = files[part["file"]]
        return file
    return io.BytesIO(base64.b64decode(part["data"]))


def _add(writer: PdfWriter, overlay: Overlay, part: dict[str, Any], file: BinaryIO) -> None:
    if part["kind"] == "picture":
        file = _as_pdf(file)
    pages = PdfReader(file).pages
    if part["first"] and len(pages) != part["pages"]:
        raise ValueError("another number of pages than it is given in the catalogue")
    begins = len(writer.pages)
    for offset, page in enumerate(pages):
        added = writer.add_page(page)
        if part["rotation"]:
            added.rotate(part["rotation"])
        if part["first"] or overlay.mark is not None:
            overlay.over(added, part["first"] + offset if part["first"] else 0)
    if part.get("title"):
        writer.add_outline_item(title=part["title"], page_number=begins)
    if part["first"]:
        last = len(writer.pages) - 1
        writer.set_page_label(begins, last, style=PageLabelStyle.DECIMAL, start=part["first"])


def _as_pdf(file: BinaryIO) -> BinaryIO:
    """A picture, page for page, on paper."""
    pages = []
    with Image.open(file) as picture:
        for number in range(getattr(picture, "n_frames", 1) if picture.format == "TIFF" else 1):
            picture.seek(number)
            # A copy: what is made smaller would stay so for the pages behind it.
            pages.append(upright(picture.copy() if number else picture, LONGEST_SIDE))
    out = io.BytesIO()
    longest = max(max(page.size) for page in pages)
    pages[0].save(
        out, "PDF", save_all=True, append_images=pages[1:], resolution=longest * 72 / A4[1]
    )
    return out


def _import_what_comes_late() -> None:
    """The libraries import as they go, which is refused once somebody's file is read: so a page of
    each kind is made and bound first."""
    Image.init()
    for codec in CODECS:
        codecs.lookup(codec)
    for kind in ("JPEG", "PNG", "TIFF", "WEBP", "HEIF"):
        picture = io.BytesIO()
        Image.new("RGB", (8, 8)).save(picture, kind)
        data = base64.b64encode(picture.getvalue()).decode()
        part = {"data": data, "kind": "picture", "first": 1, "pages": 1, "rotation": 90,
                "title": "一"}  # fmt: skip
        assert "pdf" in do({"parts": [part], "mark": "样" if kind == "PNG" else ""}), kind


_import_what_comes_late()
