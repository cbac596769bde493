"""A page as a fragment of ours: its picture, and over it its words to be selected and heard."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from cases.law.exhibits import KINDS as EXHIBITS
from cases.models import Document
from cases.pages import showing
from cases.pages.showing import Run, Sheet, Unshowable
from cases.proceeding import Proceeding
from cases.reading import labels
from cases.reading.papers import copies

BASELINE = 0.8
"""Of the height of a line, from above."""
GONE, NOT_THERE = 410, 404
VOID_MARK = "已更正，非有效文书"


def mark(p: Proceeding, document: Document, reader: str) -> str:
    """What stands across each page: for whom it was drawn and when, where the case is not public;
    that it is void, where it is."""
    said = [VOID_MARK] if document.void_seq is not None else []
    return " ".join([*said, copies.mark(p, reader)]).strip()


def fragment(
    document: Document, page: int, *, find: str = "", withdrawn: bool = False
) -> tuple[dict[str, Any], int]:
    """What the template ``cases/reader/sheet.html`` shows, and the status of the answer.

    ``withdrawn``: also show what came into the file by a mistake.
    """
    base: dict[str, Any] = {
        "page": page, "title": document.title, "void": document.void_seq is not None,
        "document_url": reverse("document", args=[document.case_id, document.pk]),
    }  # fmt: skip
    if document.void_seq is not None and not withdrawn:
        return {**base, "problem": _withdrawn(), "again_url": _again(document, page)}, GONE
    if document.blob is not None and document.blob.kind in EXHIBITS:
        exhibit = reverse("exhibit", args=[document.case_id, document.pk])
        return {**base, "exhibit_url": f"{exhibit}?pane=1"}, 200
    try:
        shown = showing.sheet(document, page, find)
    except Unshowable as error:
        status = NOT_THERE if error.reason == "no_such_page" else 200
        return {**base, "problem": labels.pick(*error.words)}, status
    return {**base, "sheet": _placed(shown), **_picture(document, shown)}, 200


def _withdrawn() -> str:
    return _("This paper came into the file by a mistake and was taken back. It counts no longer.")


def _again(document: Document, page: int) -> str:
    return f"{reverse('sheet', args=[document.case_id, document.pk, page])}?withdrawn=1"


def _picture(document: Document, shown: Sheet) -> dict[str, Any]:
    if shown.kind != "picture":
        return {}
    url = reverse("sheet-picture", args=[document.case_id, document.pk, shown.number])
    return {"picture_url": f"{url}?w=1600", "small_url": f"{url}?w=160"}


def _placed(shown: Sheet) -> dict[str, Any]:
    if shown.kind == "text":
        return {"kind": "text", "parts": _parts(shown)}
    return {
        "kind": shown.kind,
        "width": shown.width,
        "height": shown.height,
        "lines": [_line(run) for run in shown.runs],
        "hits": shown.hits,
    }


def _parts(shown: Sheet) -> list[tuple[str, bool]]:
    """The text in pieces, and whether each is what was looked for."""
    rest, parts = "\n".join(run.text for run in shown.runs), []
    for one in shown.found:
        before, _found, rest = rest.partition(one)
        parts += [(before, False), (one, True)]
    return [*parts, (rest, False)]


def _line(run: Run) -> dict[str, Any]:
    """Where a line begins, how long it is and how high, as attributes of SVG."""
    low = 1 - BASELINE
    x, y = {
        0: (run.x, run.y + BASELINE * run.height),
        90: (run.x + low * run.width, run.y),
        180: (run.x + run.width, run.y + low * run.height),
        270: (run.x + BASELINE * run.width, run.y + run.height),
    }[run.turned]
    size, length = (run.height, run.width)[:: 1 if run.turned % 180 == 0 else -1]
    return {
        "text": run.text, "x": round(x, 2), "y": round(y, 2), "size": round(max(size, 0.5), 2),
        "length": round(length, 2), "turned": run.turned,
    }  # fmt: skip
