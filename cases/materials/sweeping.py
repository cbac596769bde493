"""Clearing away files that nobody finished or handed in."""

from __future__ import annotations

import time
from datetime import timedelta
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from cases.materials import receiving, storing
from cases.models import Upload

UNFINISHED = timedelta(days=7)
NOT_HANDED_IN = timedelta(days=180)
"""A filing may be prepared for long."""


def sweep_uploads() -> int:
    """Drop uploads past their time with their files, and files that belong to nothing; returns
    how many uploads. Real time, whatever the clock of a court says."""
    now = timezone.now()
    old = Q(begun_at__lt=now - UNFINISHED, state__in=["receiving", "checking", "refused"])
    old |= Q(begun_at__lt=now - NOT_HANDED_IN)
    dropped = 0
    for upload in Upload.objects.filter(old).defer("name").iterator():
        receiving.remove(upload)
        dropped += 1
    _drop_strays()
    storing.sweep_orphans()
    return dropped


def _drop_strays() -> None:
    """Files on their way whose row is gone."""
    for path in storing.folder("coming").iterdir():
        if time.time() - path.stat().st_mtime < storing.OLD:
            continue
        try:
            known = Upload.objects.filter(pk=UUID(path.name), state__in=["receiving", "checking"])
            stays = known.exists()
        except ValueError:
            stays = False
        if not stays:
            path.unlink(missing_ok=True)
