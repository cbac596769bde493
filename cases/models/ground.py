"""What all cases stand on: courts, their clocks, offices, tightened limits, the calendar."""

from __future__ import annotations

from django.db import models


class Ground(models.Model):
    """One row whose stamp is new whenever any of it changes: until then a process may remember it.

    Kept by the database's own triggers (sql/ground.sql), whoever makes the change.
    """

    id = models.SmallIntegerField(primary_key=True, default=1)
    stamp = models.UUIDField()
