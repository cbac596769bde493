"""The tray of a page in words: each file with what it is, how far it has come, what to do."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases.materials import catalogue, receiving, trays
from cases.materials.kinds import ENDINGS, KINDS, MB
from cases.materials.trays import Row
from cases.reading import labels


def tray(
    owner_id: int, tray_id: UUID, back: str = "", title: str = "", *, splits: bool = False
) -> dict[str, Any]:
    """What parts/tray.html shows; ``back`` is the page that a form without scripts returns to.

    ``splits``: a stack of scanned papers can be taken apart.
    """
    rows = trays.tray_of(owner_id, tray_id)
    return {
        "id": str(tray_id),
        "back": back,
        "title": labels.pair(title, _("Files")) if title else _("Files"),
        "rows": [_row(row, number, len(rows), splits) for number, row in enumerate(rows, start=1)],
        "headings": headings(),
        "endings": ",".join(ENDINGS),
        "most": receiving.most_bytes() // MB,
        "url": reverse("upload-tray", args=[tray_id]),
        "announce_url": reverse("uploads"),
        "is_ready": all(row.state == "ready" for row in rows),
    }


def headings() -> list[dict[str, str]]:
    return [{"code": one.code, "label": labels.of(one)} for one in catalogue.TABLE]


def _row(row: Row, number: int, count: int, splits: bool) -> dict[str, Any]:
    return {
        "id": str(row.id),
        "name": row.name,
        "heading": row.heading,
        "because": _because(row),
        "about": about(row.kind, row.size, row.pages, row.rotation),
        "state": row.state,
        "words": _state(row),
        "percent": row.percent,
        "url": reverse("upload-change", args=[row.id]),
        "is_first": number == 1,
        "is_last": number == count,
        "splits": splits and row.kind == "pdf" and (row.pages or 0) > 1,
        "pages": row.pages,
        "turns": row.state == "ready" and row.kind in TURNED,
    }


def _because(row: Row) -> str:
    """What the heading was suggested by, as long as it is the one suggested."""
    found = row.suggestion
    if row.state != "ready" or not found.word or found.heading != row.heading:
        return ""
    words = {
        "head": _("Suggested: it calls itself “%(word)s”."),
        "name": _("Suggested by “%(word)s” in its name."),
        "context": _("Suggested by “%(word)s” in its name, in this kind of dispute."),
        "text": _("Suggested by the words %(word)s in it."),
    }
    return words[found.by] % {"word": found.word}


TURNED = frozenset({"jpeg", "png", "heic", "webp", "tiff", "pdf"})


def about(kind: str, size: int, pages: int | None, rotation: int) -> str:
    """A file in few words: kind, pages, size."""
    said = [labels.of(KINDS[kind])] if kind in KINDS else []
    if pages is not None and pages > 1:
        said.append(ngettext("%(n)s page", "%(n)s pages", pages) % {"n": pages})
    said.append(filesizeformat(size).replace("\xa0", " "))
    if rotation:
        said.append(_("turned by %(degrees)s°") % {"degrees": rotation})
    return " · ".join(said)


def _state(row: Row) -> str:
    if row.state == "refused":
        return labels.pick(row.reason_zh, row.reason_en)
    if row.state == "receiving":
        return _("%(percent)s%% is here. Choose the file again to go on.") % {
            "percent": row.percent
        }
    return {"checking": _("Being checked"), "ready": _("Ready")}[row.state]
