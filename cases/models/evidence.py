"""Evidence item by item, and its exchange.

Until a party has put an item it is that party's alone and may be changed; from then on it has its
number and the entry that tells of it, and what is said of it is only ever added (sql/exchange.sql).
What somebody wrote with an act stands beside its entry in the log, under the name ``said``.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from cases.law.exchange import KINDS, ORIGINALS, SIDES
from cases.models.case import Case
from cases.models.fields import SealedField
from cases.models.hearing import Hearing
from cases.models.record import Document

USER = settings.AUTH_USER_MODEL


class EvidenceItem(models.Model):
    """One item of a party's list of evidence."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="evidence", db_index=False)
    party_no = models.SmallIntegerField()
    side = models.CharField(max_length=12, choices=[(one, one) for one in SIDES])
    no = models.SmallIntegerField(null=True)
    """Its number on its side; none until it is put."""
    title = SealedField()
    kind = models.CharField(max_length=12, choices=[(code, en) for code, _, en in KINDS])
    purpose = SealedField(default="")
    source = SealedField(default="")
    original = models.CharField(
        max_length=8, blank=True, choices=[(code, en) for code, _, en in ORIGINALS]
    )
    """Empty where nobody said."""
    pages = models.CharField(max_length=40, blank=True)
    """Which pages, as the party says it."""
    papers = models.ManyToManyField(Document, related_name="evidences")
    order = models.SmallIntegerField(default=0)
    """Among those of the party that are not put yet."""
    version = models.IntegerField(default=1)
    by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+", db_index=False)
    made_at = models.DateTimeField(auto_now_add=True)
    """Real time."""
    put_seq = models.IntegerField(null=True)
    put_at = models.DateTimeField(null=True)
    is_late = models.BooleanField(default=False)
    withdrawn_seq = models.IntegerField(null=True)
    void_seq = models.IntegerField(null=True)
    """The entry that says it was entered by a mistake."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "side", "no"], condition=~Q(no=None), name="one_evidence_no"
            ),
            models.CheckConstraint(
                condition=Q(put_seq=None, no=None) | Q(put_seq__isnull=False, no__isnull=False),
                name="evidence_put_with_its_number",
            ),
        ]
        indexes = [models.Index(fields=["case", "party_no"], name="evidence_of_party")]


class EvidenceWord(models.Model):
    """What a party or the bench said of an item; of opinions and rulings the newest of each counts.

    ``kind``: opinion, question, reply, demand; of the bench order, compared, ruling, late.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="evidence_words")
    item = models.ForeignKey(EvidenceItem, models.PROTECT, related_name="words")
    kind = models.CharField(max_length=10)
    party_no = models.SmallIntegerField(null=True)
    """For whom it was said; nobody where it is the court's."""
    by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+", db_index=False)
    role = models.CharField(max_length=20)
    at = models.DateTimeField()
    seq = models.IntegerField()
    authenticity = models.BooleanField(null=True)
    legality = models.BooleanField(null=True)
    relevance = models.BooleanField(null=True)
    opposes_late = models.BooleanField(null=True)
    """Of an opinion on what came late: whether its being late is objected to (解释 101)."""
    is_late = models.BooleanField(default=False)
    result = models.CharField(max_length=20, blank=True)
    """ordered, refused; same, differs, not_shown; a ruling; what becomes of late evidence."""
    basis = models.CharField(max_length=20, blank=True)
    until = models.DateField(null=True)

    class Meta:
        ordering = ["seq", "id"]


class EvidenceLook(models.Model):
    """The first time somebody of another party opened an item."""

    item = models.ForeignKey(EvidenceItem, models.PROTECT, related_name="looks", db_index=False)
    party_no = models.SmallIntegerField()
    user = models.ForeignKey(USER, models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()
    """By the court's clock."""

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["item", "party_no", "user"], name="one_first_look")
        ]


class ExchangeConsent(models.Model):
    """A party's word on how the evidence is exchanged, for this step alone; its last one counts."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="exchange_consents")
    party_no = models.SmallIntegerField()
    manner = models.CharField(max_length=8)
    text_version = models.SmallIntegerField()
    """Of the words it was told before (law/exchange.TOLD)."""
    text_digest = models.CharField(max_length=64)
    by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+", db_index=False)
    at = models.DateTimeField()
    seq = models.IntegerField()

    class Meta:
        ordering = ["seq"]


class Exchange(models.Model):
    """One exchange, from its opening to its record."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="exchanges", db_index=False)
    no = models.SmallIntegerField()
    way = models.CharField(max_length=8)
    """async or sync."""
    hearing = models.ForeignKey(
        Hearing, models.PROTECT, null=True, related_name="exchanges", db_index=False
    )
    opened_at = models.DateTimeField()
    opened_seq = models.IntegerField()
    closed_seq = models.IntegerField(null=True)
    """The entry with which its record was made, or another exchange took its place."""
    record = models.ForeignKey(
        Document, models.PROTECT, null=True, related_name="+", db_index=False
    )

    class Meta:
        ordering = ["no"]
        constraints = [
            models.UniqueConstraint(fields=["case", "no"], name="one_exchange_no"),
            models.UniqueConstraint(
                fields=["case"], condition=Q(closed_seq=None), name="one_open_exchange"
            ),
        ]


class ExchangeWord(models.Model):
    """What a party says to the record: signed, objection, or refused as the clerk notes."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="exchange_words", db_index=False)
    exchange = models.ForeignKey(Exchange, models.PROTECT, related_name="words")
    party_no = models.SmallIntegerField()
    kind = models.CharField(max_length=10)
    by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+", db_index=False)
    at = models.DateTimeField()
    seq = models.IntegerField()

    class Meta:
        ordering = ["seq"]
        constraints = [
            models.UniqueConstraint(
                fields=["exchange", "party_no"], condition=~Q(kind="objection"),
                name="one_word_on_the_record",
            )
        ]  # fmt: skip
