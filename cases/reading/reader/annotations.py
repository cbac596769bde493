"""Annotations as the reader lists them, and marks them on the pages."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from cases.acts.reader import annotating
from cases.acts.reader.annotating import BOOKMARK, KINDS
from cases.models import Annotation
from cases.policy import Standing
from cases.reading import labels
from cases.reading.reader.shelf import Shelf, cited, page_url

MOST = 500
"""Of more than these the reader shows the first, in the order of the papers."""


def shown(
    case_id: int, user_id: int, standings: list[Standing], shelf: Shelf, names: dict[int, str]
) -> list[dict[str, Any]]:
    """What this person reads now, paper after paper; nothing of papers that they may not read."""
    ids = {one.document.pk: n for n, one in enumerate(shelf.papers)}
    found = annotating.readable(case_id, user_id, standings).filter(document_id__in=ids)
    rows = sorted(found[:MOST], key=lambda one: (ids[one.document_id], one.page, one.pk))
    return [_row(one, user_id, shelf, names) for one in rows]


def _row(one: Annotation, user_id: int, shelf: Shelf, names: dict[int, str]) -> dict[str, Any]:
    lying = shelf.find(one.document_id)
    assert lying is not None
    mine = one.author_id == user_id
    return {
        "id": one.pk,
        "document": one.document_id,
        "title": lying.document.title,
        "void": lying.document.void_seq is not None,
        "page": one.page,
        "code": cited(lying, one.page).code,
        "url": page_url(lying.document, one.page),
        "kind": one.kind,
        "label": _("Bookmark") if one.kind == BOOKMARK else labels.pick(*KINDS[one.kind]),
        "area": _area(one),
        "quoted": one.quoted,
        "text": one.text,
        "author": "" if mine else str(one.author),
        "readers": readers(one, names),
        "when": labels.moment(one.written_at),
        "changed": one.version > 1,
        "edit_url": reverse("annotation", args=[one.case_id, one.pk]) if mine else "",
    }


def _area(one: Annotation) -> str:
    """Left, top, width and height, as the marks on the pages are drawn from it."""
    sides = (one.left, one.top, one.width, one.height)
    return " ".join(f"{side:.1f}" for side in sides if side is not None)


def readers(one: Annotation, names: dict[int, str]) -> str:
    """Who reads it beside its writer."""
    if one.audience == "team":
        return _("the team")
    if one.audience == "side":
        return _("the side of %(name)s") % {"name": names.get(one.party_no or 0, "")}
    return _("I alone")


def choices(standings: list[Standing], names: dict[int, str]) -> list[tuple[str, str]]:
    """For whom this person may write, in words."""
    words = {"private": _("I alone"), "team": _("Those named in the case with me")}
    return [
        (code, words.get(code) or _("%(name)s and who acts for them") % {
            "name": names.get(int(code.partition(":")[2]), "")})
        for code in annotating.audiences(standings)
    ]  # fmt: skip
