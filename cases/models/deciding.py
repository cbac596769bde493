"""Decisions 裁判文书: drafts as they are written, who signed them, and the sealed paper."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from cases.models.case import Case
from cases.models.fields import SealedField
from cases.models.record import Document


class Decision(models.Model):
    """A judgment, ruling, decision or mediation statement, from its first draft to its seal.

    The draft lies in the inner volume as ``document``; what is sealed is ``sealed``, in the main
    one. From the seal on the database refuses any change but the day on which it is opened to the
    parties, or the entry that sets it aside before that.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="decisions")
    form = models.CharField(max_length=40)
    form_version = models.IntegerField()
    """Of the court's own text; 0 where it was the shipped one."""
    kind = models.CharField(max_length=40)
    """The kind of paper it becomes."""
    document = models.OneToOneField(Document, models.PROTECT, related_name="drafted")
    corrects = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="corrected_by", db_index=False
    )
    text = SealedField()
    """With its marks, as ``cases.writing.blocks`` reads them."""
    version = models.IntegerField(default=1)
    window = models.CharField(max_length=40, blank=True)
    turn = models.IntegerField(default=0)
    """The window that saved last, and its turn."""
    begun_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False
    )
    asked_for = models.CharField(max_length=64, blank=True)
    """The digest of the text for which a leader's approval was asked."""
    signed_seq = models.IntegerField(null=True)
    """The entry of the last signature; None again when the text changes."""
    dropped_seq = models.IntegerField(null=True)
    sealed = models.OneToOneField(Document, models.PROTECT, null=True, related_name="sealed_as")
    sealed_seq = models.IntegerField(null=True)
    opened_seq = models.IntegerField(null=True)
    """The entry from which on the parties read it: its seal, its act, the measure, or of a judgment
    its pronouncement."""
    void_seq = models.IntegerField(null=True)
    """The entry that set it aside before it was pronounced."""

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(sealed=None, sealed_seq=None) | Q(sealed__isnull=False,
                                                              sealed_seq__isnull=False),
                name="sealed_with_its_entry",
            )
        ]  # fmt: skip

    @property
    def is_open(self) -> bool:
        """Whether it is still a draft that somebody works on."""
        return self.sealed_seq is None and self.dropped_seq is None


class DecisionVersion(models.Model):
    """What a draft said at a moment: every text that another change was made from is here."""

    decision = models.ForeignKey(Decision, models.PROTECT, related_name="versions", db_index=False)
    version = models.IntegerField()
    text = SealedField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, db_index=False)
    saved_at = models.DateTimeField(auto_now_add=True)
    """Real time."""

    class Meta:
        ordering = ["version"]
        constraints = [
            models.UniqueConstraint(fields=["decision", "version"], name="one_decision_version")
        ]


class DecisionWindow(models.Model):
    """What a window sent last. While the text says something else, because another's changes went
    in, what the window sends next was made from this and not from the text."""

    decision = models.ForeignKey(Decision, models.PROTECT, related_name="windows", db_index=False)
    name = models.CharField(max_length=40)
    turn = models.IntegerField()
    version = models.IntegerField()
    """The version that the window had when it sent this."""
    text = SealedField()
    sent_at = models.DateTimeField(auto_now=True)
    """Real time."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["decision", "name"], name="one_decision_window")
        ]


class OtherText(models.Model):
    """What somebody wrote into the same paragraphs as another: kept beside it, until one of the two
    is chosen."""

    decision = models.ForeignKey(Decision, models.PROTECT, related_name="others")
    base = models.IntegerField()
    """The version it was changed from."""
    window = models.CharField(max_length=40)
    text = SealedField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, db_index=False)
    at = models.DateTimeField(auto_now=True)
    """Real time."""
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    chosen = models.BooleanField(null=True)


class DecisionSignature(models.Model):
    """A judge or assessor signed exactly this text. Only ever added to; one made void stays."""

    decision = models.ForeignKey(Decision, models.PROTECT, related_name="signatures")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False
    )
    role = models.CharField(max_length=20)
    digest = models.CharField(max_length=64)
    """SHA-256 of the text with its marks."""
    at = models.DateTimeField()
    seq = models.IntegerField()
    void_seq = models.IntegerField(null=True)
    """The entry by which it lost its effect."""

    class Meta:
        ordering = ["seq"]
        constraints = [
            models.UniqueConstraint(
                fields=["decision", "user"], condition=Q(void_seq=None), name="one_live_signature"
            )
        ]


class DecisionApproval(models.Model):
    """A leader's word on exactly this text, in writing and in the inner volume, where the law asks
    for it."""

    decision = models.ForeignKey(Decision, models.PROTECT, related_name="approvals")
    document = models.OneToOneField(Document, models.PROTECT, related_name="approves")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False
    )
    role = models.CharField(max_length=20)
    granted = models.BooleanField()
    digest = models.CharField(max_length=64)
    seq = models.IntegerField()


class Source(models.Model):
    """Words of the file that were put into a draft, and where they stand there.

    The paper and its own page are kept: how a page of the volume is called changes until the file
    is bound. Whether the draft still says them is never stored, so that it holds of every version,
    merged or chosen. Only ever added to, and to no decision that is sealed (sql/sources.sql).
    """

    decision = models.ForeignKey(Decision, models.PROTECT, related_name="sources", db_index=False)
    no = models.SmallIntegerField()
    document = models.ForeignKey(Document, models.PROTECT, related_name="quoted", db_index=False)
    page = models.IntegerField()
    """Of the paper itself, from 1."""
    words = SealedField()
    since = models.IntegerField()
    """The version of the draft into which they were put."""
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False
    )
    at = models.DateTimeField(auto_now_add=True)
    """Real time."""

    class Meta:
        ordering = ["no"]
        constraints = [
            models.UniqueConstraint(fields=["decision", "no"], name="one_source_no"),
            models.CheckConstraint(condition=Q(page__gte=1), name="source_page_counts"),
        ]
