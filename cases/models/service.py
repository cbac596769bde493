"""Service of process 送达: one record for a document and an addressee, and every attempt at it."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from cases.models.case import Case
from cases.models.fields import SealedField
from cases.models.record import Document


class Service(models.Model):
    """One document for one addressee: in which way it took effect, and on what day.

    ``effective_on`` is worked out by ``cases.law.serving`` from what the steps prove. ``way`` is
    that of the attempt that took effect, before that of the newest one.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="services", db_index=False)
    party_no = models.SmallIntegerField()
    document = models.CharField(max_length=30)
    paper = models.ForeignKey(
        Document, models.PROTECT, null=True, related_name="services", db_index=False
    )
    """The paper of the e-file that is served; None for the complaint or judgment of the case."""
    round = models.SmallIntegerField(default=1)
    way = models.CharField(max_length=30, blank=True)
    citation = models.CharField(max_length=120, blank=True)
    state = models.CharField(max_length=10, default="prepared")
    performed_on = models.DateField(null=True)
    effective_on = models.DateField(null=True)
    look_at = models.DateTimeField(null=True)
    """By the court's clock, when time alone may make it effective."""
    notice_code = models.CharField(max_length=24, null=True, unique=True)  # noqa: DJ001 - unique
    """In the address of its public notice."""
    return_due = models.BooleanField(default=False)
    """Whether the proof of service 送达回证 is still to be written."""
    proof = models.ForeignKey(Document, models.PROTECT, null=True, related_name="+", db_index=False)
    """The newest proof of service in the e-file."""
    seq = models.IntegerField()

    class Meta:
        indexes = [
            models.Index(fields=["case", "document"], name="service_of_document"),
            models.Index(
                fields=["look_at"], condition=models.Q(look_at__isnull=False),
                name="service_looked_at",
            ),
            models.Index(
                fields=["id"], condition=models.Q(return_due=True), name="service_return_due"
            ),
            models.Index(
                fields=["-id"], condition=~models.Q(state="effective"), name="service_not_ended"
            ),
        ]  # fmt: skip


class ServiceStep(models.Model):
    """What happened to one attempt. Only ever added to, by the database's own guard."""

    service = models.ForeignKey(Service, models.PROTECT, related_name="steps", db_index=False)
    attempt = models.SmallIntegerField()
    state = models.CharField(max_length=10)
    """prepared, sent, delivered, effective, failed; noted changes nothing."""
    way = models.CharField(max_length=30)
    channel = models.CharField(max_length=10)
    citation = models.CharField(max_length=120)
    event = models.CharField(max_length=30, blank=True)
    on = models.DateField()
    """The legal day of what happened; of an effective step the day of service."""
    facts = models.JSONField(default=dict)
    """What it proves, as ``cases.law.serving`` asks for it."""
    reason = models.CharField(max_length=40, blank=True)
    number = models.CharField(max_length=80, blank=True)
    """Of the consignment, the request or the publication; the receipt of a gateway."""
    address = SealedField(default="")
    said = SealedField(default="")
    """Whom it was spoken with and what was said, the witness, the reason in words."""
    evidence = models.ForeignKey(
        Document, models.PROTECT, null=True, related_name="+", db_index=False
    )
    at = models.DateTimeField()
    """By the court's clock."""
    recorded_at = models.DateTimeField(auto_now_add=True)
    """Real time."""
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    """None for the program itself."""
    seq = models.IntegerField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["service", "attempt", "state"],
                condition=models.Q(state__in=("prepared", "failed")),
                name="one_end_an_attempt",
            )
        ]
        indexes = [
            models.Index(fields=["service"], name="steps_of_service"),
            models.Index(fields=["number"], condition=~models.Q(number=""), name="step_by_number"),
        ]


class Dispatch(models.Model):
    """A prepared attempt that waits for its gateway: at least once, always under the same key."""

    service = models.ForeignKey(Service, models.PROTECT, related_name="dispatches", db_index=False)
    attempt = models.SmallIntegerField()
    channel = models.CharField(max_length=10)
    key = models.CharField(max_length=32, unique=True)
    batch = models.UUIDField(null=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False
    )
    role = models.CharField(max_length=20)
    state = models.CharField(max_length=10, default="waiting")
    """waiting, sent, failed."""
    tries = models.SmallIntegerField(default=0)
    next_at = models.DateTimeField(null=True)
    """Real time of the next try while waiting."""
    reason = models.CharField(max_length=40, blank=True)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["service", "attempt"], name="one_dispatch_an_attempt")
        ]
        indexes = [
            models.Index(
                fields=["next_at"], condition=models.Q(state="waiting"), name="dispatch_next"
            ),
            models.Index(
                fields=["batch"], condition=models.Q(batch__isnull=False), name="dispatch_batch"
            ),
        ]


class ServiceAddress(models.Model):
    """Where a party takes its papers, and whether it agreed to get them electronically.

    The newest one holds (解释 137); ``ground`` names the consent (在线诉讼规则 29), empty for none.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="service_addresses")
    party_no = models.SmallIntegerField()
    ground = models.CharField(max_length=30, blank=True)
    mail = SealedField(default="")
    mail_index = models.CharField(max_length=64, blank=True)
    phone = SealedField(default="")
    phone_index = models.CharField(max_length=64, blank=True)
    address = SealedField(default="")
    receiver = SealedField(default="")
    """Whom the party named to take its papers."""
    held = models.BooleanField(default=False)
    """A soldier, or in prison or detention: papers go through the unit (CPL 92-94)."""
    on = models.DateField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    seq = models.IntegerField()

    class Meta:
        ordering = ["id"]
