"""Lists as spreadsheets: days are days, the head stays in sight, and no text is a formula."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from cases.reading import labels

TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST = 5000
"""Rows of one sheet."""
Column = tuple[str, str, int]
"""The name in the row, the heading, the width in characters."""


def hearing_columns() -> tuple[Column, ...]:
    """Of a list of hearings, in the language of the page."""
    return (
        ("starts_at", _("When"), 18), ("number", _("Case"), 26), ("cause", _("Cause"), 22),
        ("court", _("Court"), 22), ("room", _("Courtroom"), 14), ("mode", _("How"), 16),
        ("judge", _("Judge"), 16), ("state", _("State"), 12),
    )  # fmt: skip


def workbook(title: str, columns: Sequence[Column], rows: Iterable[dict[str, Any]]) -> bytes:
    """The rows as a workbook of one sheet; moments stand in local time."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = title[:31]
    sheet.append([heading for _name, heading, _width in columns])
    for row in rows:
        sheet.append([_value(row.get(name)) for name, _heading, _width in columns])
    for line in sheet.iter_rows(min_row=2):
        for cell in line:
            if isinstance(cell.value, str):
                cell.data_type = "s"  # also what begins with = + - @
            elif cell.is_date:
                cell.number_format = "yyyy-mm-dd hh:mm"
    for number, (_name, _heading, width) in enumerate(columns, 1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions
    made = BytesIO()
    book.save(made)
    return made.getvalue()


def _value(value: Any) -> Any:
    """As a cell holds it: no time zone, no control characters."""
    if hasattr(value, "tzinfo"):
        return labels.local(value).replace(tzinfo=None)
    return ILLEGAL_CHARACTERS_RE.sub("", value) if isinstance(value, str) else value
