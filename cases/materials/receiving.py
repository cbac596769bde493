"""Taking a file in pieces, so that a broken line costs one piece and never the file.

What is on disk is the truth: a piece is synced before the row counts it. A file that is longer
than its row was cut off while writing and is cut back; one that is shorter lost what the disk did
not keep, and the row steps back. Pieces are taken in order; who comes with another offset is told
the right one.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Max, Sum
from django.utils import timezone

from cases.drafting.guides import guide_for
from cases.law.causes import CauseError
from cases.law.causes import find as find_cause
from cases.materials import catalogue, inspecting, names, storing
from cases.materials.kinds import KINDS
from cases.models import Filing, Upload

PIECE = 1024 * 1024
"""Bytes that a piece may have at most."""
MOST_IN_TRAY = 200


class NotTaken(Exception):  # noqa: N818 - what people are told
    """Refused before a byte was sent; ``reason`` is a code of ``reasons``."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


class WrongOffset(Exception):  # noqa: N818
    """The piece does not continue the file; ``offset`` is where it goes on."""

    def __init__(self, offset: int) -> None:
        self.offset = offset
        super().__init__(str(offset))


class NoSuchUpload(LookupError):
    """Not there, or somebody else's: that is the same."""


def announce(owner_id: int, tray: UUID, name: str, size: int) -> tuple[Upload, bool]:
    """A file is going to come: its row, and whether it is a new one.

    The same name and size in the same tray goes on where it was broken off; what was refused under
    this name makes room. Raises NotTaken.
    """
    shown = names.cleaned(name)
    here = Upload.objects.filter(owner_id=owner_id, tray=tray)
    again = [one for one in here.filter(state__in=["receiving", "refused"]) if one.name == shown]
    for one in again:
        if one.state == "receiving" and one.size == size:
            return one, False
    _fits(owner_id, tray, size)
    for one in again:
        if one.state == "refused":
            remove(one)
    last = here.aggregate(last=Max("order"))["last"]
    return Upload.objects.create(
        owner_id=owner_id, tray=tray, name=shown, size=size, order=(last or 0) + 1
    ), True  # fmt: skip


def _fits(owner_id: int, tray: UUID, size: int) -> None:
    if size <= 0:
        raise NotTaken("empty")
    if size > most_bytes():
        raise NotTaken("too_large")
    mine = Upload.objects.filter(owner_id=owner_id)
    taken = mine.exclude(state="refused").aggregate(all=Sum("size"))["all"] or 0
    full = taken + size > settings.UPLOAD_MOST_OPEN_BYTES
    if full or mine.filter(tray=tray).count() >= MOST_IN_TRAY:
        raise NotTaken("too_many")


def most_bytes() -> int:
    """The largest file of any kind."""
    return min(settings.UPLOAD_MOST_BYTES, max(kind.largest for kind in KINDS.values()))


def find(owner_id: int, upload_id: UUID) -> Upload:
    """The owner's upload, finished if only the check was left. Raises NoSuchUpload."""
    found = Upload.objects.filter(owner_id=owner_id, pk=upload_id).first()
    if found is None:
        raise NoSuchUpload(upload_id)
    if found.state == "checking" and complete(upload_id):
        found.refresh_from_db()
    return found


def take(owner_id: int, upload_id: UUID, offset: int, piece: bytes) -> Upload:
    """Add a piece; after the last one the file is looked at. Raises WrongOffset, NoSuchUpload."""
    with transaction.atomic():
        mine = Upload.objects.select_for_update(of=("self",)).filter(owner_id=owner_id)
        upload = mine.filter(pk=upload_id).first()
        if upload is None:
            raise NoSuchUpload(upload_id)
        right = _agreed(upload)
        fits = offset == right and 0 < len(piece) <= min(PIECE, upload.size - offset)
        if upload.state == "receiving" and fits:
            _write(upload, offset, piece)
            right += len(piece)
        if right != upload.received:
            upload.received = right
            upload.state = "checking" if right == upload.size else upload.state
            upload.save(update_fields=["received", "state"])
    if not fits:
        raise WrongOffset(right)
    return find(owner_id, upload_id)


def _agreed(upload: Upload) -> int:
    """Where file and row agree."""
    if upload.state != "receiving":
        return upload.received
    try:
        length = place(upload.pk).stat().st_size
    except FileNotFoundError:
        length = 0
    return min(length, upload.received)


def _write(upload: Upload, offset: int, piece: bytes) -> None:
    handle = os.open(place(upload.pk), os.O_WRONLY | os.O_CREAT, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.truncate(offset)
        file.seek(offset)
        file.write(piece)
        file.flush()
        os.fsync(file.fileno())


def place(upload_id: UUID) -> Path:
    """Where a file grows: under our own name for it, never the person's."""
    return storing.folder("coming") / upload_id.hex


# -- when all of it is here -----------------------------------------------------------------------


def complete(upload_id: UUID) -> bool:
    """Look at a whole file and keep it or say why not. False where somebody else is at it.

    A check that was cut off is begun again by whoever asks for the upload next.
    """
    with transaction.atomic():
        waiting = Upload.objects.select_for_update(skip_locked=True, of=("self",))
        upload = waiting.filter(pk=upload_id, state="checking").first()
        if upload is None:
            return False
        path = place(upload.pk)
        whole = path.is_file() and path.stat().st_size == upload.size
        report = inspecting.inspect(path) if whole else inspecting.Report(reason="lost")
        upload.reason, upload.pages = report.reason, report.pages
        upload.state = "refused" if report.reason else "ready"
        upload.finished_at = timezone.now()
        if not report.reason:
            upload.blob = storing.keep(path, KINDS[report.kind].code, report.facts)
            upload.first_words = report.words
            if not upload.heading:
                upload.heading = suggestion(upload).heading
        upload.save()
    if upload.state == "refused":
        path.unlink(missing_ok=True)
    return True


def suggestion(upload: Upload) -> catalogue.Suggestion:
    """The heading its name, its first words and the guide of its filing lead to."""
    return catalogue.suggest(upload.name, upload.first_words, _guide_of(upload.tray))


def _guide_of(tray: UUID) -> str:
    """The guide that the filing of this tray follows, as far as it was typed already."""
    typed = Filing.objects.filter(pk=tray).values_list("answers", flat=True).first()
    try:
        said = json.loads(typed or "{}")["matter"]["data"]["cause"][-1]
        guide = guide_for(find_cause(said))
    except (ValueError, LookupError, TypeError, CauseError):
        return ""
    return guide.code if guide else ""


def remove(upload: Upload) -> None:
    """Take a file out of its tray; its bytes go with the next sweep."""
    Upload.objects.filter(pk=upload.pk).delete()
    place(upload.pk).unlink(missing_ok=True)
