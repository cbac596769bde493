"""A paper for a word processor: the same blocks as the page and the PDF, as .docx."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import UTC, datetime

import docx
from docx.document import Document as DocumentObject
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.text.run import Run

from cases.writing.blocks import Block, Line, Rows, Table

FONT = "仿宋"
"""Of the reader's own machine; a word processor without it takes another."""
_CENTRE, _RIGHT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT
_LINES = {
    "court": (_CENTRE, 22, True), "title": (_CENTRE, 26, True), "number": (_RIGHT, 16, False),
    "sign": (_RIGHT, 16, False), "date": (_RIGHT, 16, False), "heading": (None, 16, True),
    "note": (None, 12, False),
}  # fmt: skip


def as_docx(blocks: Sequence[Block], title: str) -> bytes:
    """The paper as a .docx. Nobody is named as its author, and no time of ours stands in it."""
    made = docx.Document()
    section = made.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    about = made.core_properties
    about.author, about.last_modified_by, about.title, about.comments = "", "", title, ""
    about.created = about.modified = datetime(2000, 1, 1, tzinfo=UTC)
    for block in blocks:
        if isinstance(block, Line):
            _line(made, block)
        elif isinstance(block, Rows):
            _table(made, [list(row) for row in block.rows])
        elif isinstance(block, Table):
            _table(made, [list(block.head), *(list(row) for row in block.rows)])
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def _line(made: DocumentObject, block: Line) -> None:
    alignment, size, bold = _LINES.get(block.kind, (None, 16, False))
    paragraph = made.add_paragraph()
    if alignment is not None:
        paragraph.alignment = alignment
    shape = paragraph.paragraph_format
    shape.space_after, shape.line_spacing = Pt(0), Pt(28)
    if block.kind in ("paragraph", "note"):
        shape.first_line_indent = Pt(2 * size)
    _dress(paragraph.add_run(block.text), size, bold=bold)


def _table(made: DocumentObject, rows: list[list[str]]) -> None:
    table = made.add_table(rows=0, cols=max(len(row) for row in rows))
    table.style = "Table Grid"
    for row in rows:
        cells = table.add_row().cells
        for cell, words in zip(cells, row, strict=False):
            _dress(cell.paragraphs[0].add_run(words), 14)


def _dress(run: Run, size: int, *, bold: bool = False) -> None:
    run.font.size, run.font.name, run.bold = Pt(size), FONT, bold
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), FONT)
