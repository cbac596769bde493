"""What is done to many cases, one at a time: what became of each."""

from __future__ import annotations

from django.db import models

from cases.models.fields import SealedField


class Item(models.Model):
    """One case of something that is done to many: waiting, done, or failed with its reason."""

    state = models.CharField(
        max_length=8,
        choices=[("waiting", "waiting"), ("done", "done"), ("failed", "failed")],
        default="waiting",
    )
    reason = models.CharField(max_length=40, blank=True)
    """Of one that failed, the reason of the refusal; ``said`` are its words."""
    said = SealedField(default="")
    seq = models.IntegerField(null=True)

    class Meta:
        abstract = True
