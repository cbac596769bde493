"""The courts' own texts of forms, and the papers written with them."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from cases.models.court import Court
from cases.models.fields import SealedField
from cases.models.record import Document


class FormText(models.Model):
    """A court's own text of a form. Without a live one the shipped text holds; old ones stay."""

    court = models.ForeignKey(Court, models.PROTECT, related_name="form_texts", db_index=False)
    form = models.CharField(max_length=40)
    text = models.TextField()
    version = models.IntegerField()
    live = models.BooleanField(default=True)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False
    )
    changed_at = models.DateTimeField(auto_now_add=True)
    """Real time."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["court", "form", "version"], name="one_text_a_version"),
            models.UniqueConstraint(
                fields=["court", "form"], condition=models.Q(live=True), name="one_live_text"
            ),
        ]


class Written(models.Model):
    """A paper that the court wrote to one party: its text as it was, and the form it came from.

    The text names the addressee's own particulars, so it is sealed and nobody else's to read.
    """

    document = models.OneToOneField(Document, models.PROTECT, related_name="written")
    form = models.CharField(max_length=40)
    version = models.IntegerField()
    """Of the court's own text; 0 where it was the shipped one."""
    party_no = models.SmallIntegerField()
    """The addressee."""
    text = SealedField()
    """With its marks, as ``cases.writing.blocks`` reads them."""
