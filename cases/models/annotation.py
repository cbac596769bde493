"""Annotations 批注 and bookmarks 书签 on pages: working paper, no part of the file or its log."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from cases.models.case import Case
from cases.models.fields import SealedField
from cases.models.record import Document


class Annotation(models.Model):
    """What somebody remarked at a page, or a mark to find it again. Sealed; never exported.

    It belongs to the right under which it was written: ``party_no`` is the party for whom its
    writer read the file then, None for somebody of the court.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="annotations")
    document = models.ForeignKey(
        Document, models.PROTECT, related_name="annotations", db_index=False
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False
    )
    audience = models.CharField(max_length=7)
    """private (the writer alone), team (who tries the case), side (the party and its people)."""
    party_no = models.SmallIntegerField(null=True)
    kind = models.CharField(max_length=9)
    page = models.IntegerField()
    """The paper's own page, from 1."""
    left = models.FloatField(null=True)
    top = models.FloatField(null=True)
    width = models.FloatField(null=True)
    height = models.FloatField(null=True)
    """Where on the page, in points of the page as it is turned; None for the whole page."""
    quoted = SealedField(default="")
    """The words of the page that it is about."""
    text = SealedField(default="")
    version = models.IntegerField(default=1)
    written_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)
    """Real time, both."""

    class Meta:
        ordering = ["document_id", "page", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(audience="private")
                | Q(audience="team", party_no=None)
                | Q(audience="side", party_no__isnull=False),
                name="annotation_has_readers",
            ),
            models.CheckConstraint(condition=Q(page__gte=1), name="annotation_on_a_page"),
        ]
