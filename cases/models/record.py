"""What acts leave behind: documents and files, payments."""

from __future__ import annotations

from django.db import models

from cases.models.case import Case
from cases.models.fields import SealedField


class Blob(models.Model):
    """A stored file by content; the file is synced to disk before this row exists."""

    sha256 = models.CharField(max_length=64, unique=True)
    size = models.BigIntegerField()
    kind = models.CharField(max_length=80)
    stored_as = models.CharField(max_length=120)


class Document(models.Model):
    """A paper of the e-file, born in the main volume 正卷 or the inner one 副卷."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="documents")
    volume = models.CharField(max_length=5, choices=[("main", "main"), ("inner", "inner")])
    kind = models.CharField(max_length=40)
    title = models.CharField(max_length=200)
    text = models.TextField(blank=True)
    blob = models.ForeignKey(Blob, models.PROTECT, null=True)
    file_name = SealedField(default="")
    """Under which its file is handed out; names can hold personal data."""
    pages = models.IntegerField(null=True)
    rotation = models.SmallIntegerField(default=0)
    """Degrees clockwise by which its file is to be shown; the file itself is never turned."""
    party_no = models.SmallIntegerField(null=True)
    received_at = models.DateTimeField()
    is_late = models.BooleanField(default=False)
    seq = models.IntegerField()
    void_seq = models.IntegerField(null=True)
    """The entry that says it came into the file by a mistake."""

    class Meta:
        ordering = ["seq", "id"]


class Payment(models.Model):
    """Court fees received or refunded, signed by direction."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="payments")
    kind = models.CharField(max_length=20)
    party_no = models.SmallIntegerField(null=True)
    """Who paid or got it back; nobody named for the fee of the suit at the counter."""
    charge_no = models.SmallIntegerField(default=0, db_default=0)
    amount = models.DecimalField(max_digits=16, decimal_places=2)
    on = models.DateField()
    seq = models.IntegerField()
