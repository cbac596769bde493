"""Files on their way in: what a person has announced, how much of it is here, what it is."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models

from cases.models.fields import SealedField
from cases.models.record import Blob

STATES = ("receiving", "checking", "ready", "refused")
"""In order; a refused file stays until its owner takes it out, a ready one until it is handed
in."""


class Upload(models.Model):
    """A file on its way into a case. Its owner alone sees it; handing it in ends the row.

    ``received`` counts bytes that are on disk; the file may be longer after a crash, never
    trusted beyond it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="uploads")
    tray = models.UUIDField()
    """What a page collects its files in: one filing in preparation, one form of an act."""
    order = models.IntegerField(default=0)
    heading = models.CharField(max_length=40, blank=True)
    """Of the catalogue, where the person chose one."""
    name = SealedField()
    """As people read it; names can hold personal data."""
    size = models.BigIntegerField()
    received = models.BigIntegerField(default=0)
    state = models.CharField(
        max_length=10, default="receiving", choices=[(state, state) for state in STATES]
    )
    reason = models.CharField(max_length=30, blank=True)
    first_words = SealedField(default="")
    """Of its first page, to suggest a heading; they go with the row."""
    pages = models.IntegerField(null=True)
    rotation = models.SmallIntegerField(default=0)
    """Degrees clockwise by which it is to be shown; the file itself is never turned."""
    blob = models.ForeignKey(Blob, models.PROTECT, null=True, related_name="uploads")
    begun_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["order", "begun_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(received__gte=0, received__lte=models.F("size")),
                name="received_of_size",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="ready") | models.Q(blob__isnull=False),
                name="ready_is_kept",
            ),
            models.CheckConstraint(
                condition=models.Q(rotation__in=[0, 90, 180, 270]), name="quarter_turns"
            ),
        ]
        indexes = [
            models.Index(fields=["tray", "owner"], name="uploads_of_tray"),
            models.Index(fields=["state", "begun_at"], name="uploads_by_age"),
        ]
