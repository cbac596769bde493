"""A tray: the files that one page collects, and handing them over to a case."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from uuid import NAMESPACE_URL, UUID, uuid5

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from cases.law.refusals import Refusal
from cases.materials import catalogue, inspecting, reasons, storing
from cases.materials.catalogue import Suggestion
from cases.materials.receiving import find, remove, suggestion
from cases.models import Case, Document, Upload

TURNS = (0, 90, 180, 270)


@dataclass(frozen=True)
class Row:
    """One file of a tray, for its page."""

    id: UUID
    name: str
    heading: str
    size: int
    received: int
    state: str
    reason_zh: str
    reason_en: str
    kind: str
    pages: int | None
    rotation: int
    suggestion: Suggestion
    """The heading that is suggested, and why."""

    @property
    def percent(self) -> int:
        return self.received * 100 // self.size if self.size else 0


def tray_for(owner_id: int, what: str) -> UUID:
    """The tray of a person for one purpose: the same one whenever the page is opened again."""
    return uuid5(NAMESPACE_URL, f"courtflow:tray:{owner_id}:{what}")


def tray_of(owner_id: int, tray: UUID) -> list[Row]:
    """The owner's files in this tray, in their order."""
    mine = Upload.objects.filter(owner_id=owner_id, tray=tray)
    for waiting in mine.filter(state="checking").values_list("pk", flat=True):
        find(owner_id, waiting)
    return [row_of(one) for one in mine.select_related("blob")]


def row_of(one: Upload) -> Row:
    zh, en = reasons.words(one.reason) if one.reason else ("", "")
    return Row(
        one.pk, one.name, one.heading, one.size, one.received, one.state, zh, en,
        one.blob.kind if one.blob else "", one.pages, one.rotation, suggestion(one),
    )  # fmt: skip


def change(
    upload: Upload, *, heading: str | None = None, rotation: int | None = None, move: int = 0
) -> None:
    """Choose another heading, turn it, or move it one place up (-1) or down (1)."""
    if heading in catalogue.HEADINGS:
        upload.heading = heading
    if rotation in TURNS:
        upload.rotation = rotation
    upload.save(update_fields=["heading", "rotation"])
    if move:
        _move(upload, move)


def _move(upload: Upload, by: int) -> None:
    ids = list(
        Upload.objects.filter(owner_id=upload.owner_id, tray=upload.tray).values_list(
            "pk", flat=True
        )
    )
    old = ids.index(upload.pk)
    ids.insert(max(0, min(len(ids) - 1, old + (1 if by > 0 else -1))), ids.pop(old))
    for order, one in enumerate(ids, start=1):
        Upload.objects.filter(pk=one).exclude(order=order).update(order=order)


def take_apart(upload: Upload, lasts: list[int]) -> bool:
    """Put several papers in the place of one scan of them all; each ends with one of these pages.

    False, and nothing changes, where the pages do not go up within the file, or it cannot be done.
    """
    pages = upload.pages or 0
    rising = all(a < b for a, b in pairwise([0, *lasts, pages]))
    if upload.state != "ready" or upload.blob is None or not lasts or not rising:
        return False
    parts = inspecting.take_apart(storing.path_of(upload.blob), lasts)
    if len(parts) != len(lasts) + 1:
        return False
    stem, _dot, ending = upload.name.rpartition(".")
    with transaction.atomic():
        later = Upload.objects.filter(owner_id=upload.owner_id, tray=upload.tray)
        later.filter(order__gt=upload.order).update(order=F("order") + len(lasts))
        for n, (first, last) in enumerate(pairwise([0, *lasts, pages])):
            Upload.objects.create(
                owner_id=upload.owner_id, tray=upload.tray, order=upload.order + n,
                heading=upload.heading, name=f"{stem} {first + 1}-{last}.{ending}",
                size=len(parts[n]), received=len(parts[n]), state="ready", pages=last - first,
                rotation=upload.rotation, blob=storing.keep_bytes(parts[n], upload.blob.kind),
                finished_at=timezone.now(),
            )  # fmt: skip
        remove(upload)
    return True


def adopt(
    tray: UUID, *, case: Case, party_no: int | None, received_at: datetime, seq: int,
    owner_id: int, is_late: bool = False, leave: bool = False, kind: str = "",
) -> list[Document]:  # fmt: skip
    """Hand the files of a tray over to a case, inside the transaction of the act that does it.

    Each becomes a document under its own name; the tray is empty afterwards. ``kind``: what all
    of them are; otherwise each is what its heading says.
    ``leave``: what is not ready stays in the tray, as not handed in. Otherwise raises Refusal
    (file_not_ready), naming the first file that is not ready; then nothing was handed over.
    """
    mine = Upload.objects.filter(owner_id=owner_id, tray=tray)
    if leave:
        mine = mine.filter(state="ready")
    # Asked first without a lock: the lock of one being checked would keep the case waiting.
    for one in mine.exclude(state="ready"):
        raise Refusal("file_not_ready", name=one.name)
    waiting = list(mine.select_for_update(of=("self",)).select_related("blob"))
    for one in waiting:
        if one.blob is None:
            raise Refusal("file_not_ready", name=one.name)
    found = []
    for one in waiting:
        found.append(Document.objects.create(
            case=case, kind=kind or one.heading or suggestion(one).heading,
            title=one.name, file_name=one.name, blob=one.blob, pages=one.pages,
            rotation=one.rotation, party_no=party_no, received_at=received_at, is_late=is_late,
            seq=seq,
        ))  # fmt: skip
        remove(one)
    return found


def facts(documents: list[Document]) -> list[list[object]]:
    """What the log holds of documents with files: their ids and the digests of the bytes."""
    return [[one.pk, one.blob.sha256] for one in documents if one.blob]
