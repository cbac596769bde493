"""The e-file: where its pages lie once it is bound, and who read what for which reason."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from cases.models.case import Case
from cases.models.fields import SealedField
from cases.models.record import Document


class BoundPaper(models.Model):
    """The pages of a paper in a volume, from archiving on: they never change any more."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="bound_papers", db_index=False)
    document = models.OneToOneField(Document, models.PROTECT, related_name="bound")
    volume = models.CharField(max_length=5)
    first = models.IntegerField()
    """Its first page in the volume."""
    pages = models.IntegerField()
    bound_at = models.DateTimeField(auto_now_add=True)
    """Real time."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "volume", "first"], name="one_paper_a_page"),
            models.CheckConstraint(
                condition=models.Q(first__gte=1, pages__gte=1), name="bound_pages_count"
            ),
        ]


class Reading(models.Model):
    """A reason to read what is not open to somebody as it is, or what was read under one.

    ``kind``: outside (a case that is not the reader's work), inner (副卷), unmask (personal data).
    The row with the reason comes first; what is read under it refers to it. Only ever added to, by
    the database's own guard.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False
    )
    case = models.ForeignKey(Case, models.PROTECT, related_name="readings")
    kind = models.CharField(max_length=10)
    reason = models.CharField(max_length=20)
    words = SealedField(default="")
    """What the reader said beside the reason chosen."""
    under = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="looks", db_index=False
    )
    """The row with the reason under which this was read."""
    what = models.CharField(max_length=60, blank=True)
    """A page by its name and the id of what it shows; never what it says."""
    at = models.DateTimeField(auto_now_add=True)
    """Real time."""

    class Meta:
        indexes = [
            models.Index(fields=["user", "case", "kind", "-id"], name="readings_of_reader"),
            models.Index(
                fields=["-id"], condition=models.Q(under__isnull=True), name="reasons_newest"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=["outside", "inner", "unmask"]), name="kind_of_reading"
            )
        ]
