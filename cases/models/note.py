"""Private notes 笔记 on a case: working paper, no part of the file or the log."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from cases.models.case import Case
from cases.models.fields import SealedField


class PrivateNote(models.Model):
    """What somebody of the court jots down for themselves, or for those named in the case with
    them. Sealed; never for parties, never exported."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="private_notes")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False
    )
    for_team = models.BooleanField(default=False)
    """Chosen when it is written, and never widened afterwards."""
    text = SealedField()
    version = models.IntegerField(default=1)
    written_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)
    """Real time, both."""

    class Meta:
        ordering = ["-written_at", "-id"]
