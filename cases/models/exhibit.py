"""What is said of exhibits, the marks on them, and where they came from with a case."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from cases.models.fields import SealedField
from cases.models.record import Document

USER = settings.AUTH_USER_MODEL


class ExhibitWord(models.Model):
    """A party, or the bench (no party), says that what is shown is the exhibit, or that it is not.

    Bound to the digest of the file that was shown. Only ever added to (sql/exhibits.sql): the last
    word of each counts.
    """

    document = models.ForeignKey(
        Document, models.PROTECT, related_name="exhibit_words", db_index=False
    )
    sha256 = models.CharField(max_length=64)
    party_no = models.SmallIntegerField(null=True)
    agrees = models.BooleanField()
    words = SealedField(default="")
    """Why not; nothing where it agrees without more."""
    by = models.ForeignKey(USER, models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()
    seq = models.IntegerField()

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["document", "id"], name="words_of_exhibit")]


class ExhibitMark(models.Model):
    """A moment of a recording and words for it: somebody's own, or part of the evidence (``seq``,
    the entry that says so). What is part of the evidence never changes; it is taken back by
    another entry."""

    document = models.ForeignKey(
        Document, models.PROTECT, related_name="exhibit_marks", db_index=False
    )
    milliseconds = models.IntegerField()
    words = SealedField()
    author = models.ForeignKey(USER, models.PROTECT, related_name="+", db_index=False)
    party_no = models.SmallIntegerField(null=True)
    """For whom it was shared; nobody named for the bench, and for one's own."""
    at = models.DateTimeField()
    seq = models.IntegerField(null=True)
    back_seq = models.IntegerField(null=True)

    class Meta:
        ordering = ["milliseconds", "id"]
        indexes = [models.Index(fields=["document", "milliseconds"], name="marks_of_exhibit")]
        constraints = [
            models.CheckConstraint(
                condition=Q(milliseconds__gte=0), name="marks_lie_within_the_exhibit"
            ),
            models.CheckConstraint(
                condition=Q(back_seq=None) | Q(seq__isnull=False), name="only_shared_is_taken_back"
            ),
        ]


class CarriedExhibit(models.Model):
    """An exhibit that came along from the case before: the paper it was there, and when."""

    document = models.OneToOneField(Document, models.PROTECT, related_name="carried")
    source = models.ForeignKey(Document, models.PROTECT, related_name="carried_to", db_index=False)
    at = models.DateTimeField()
