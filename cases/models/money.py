"""Money paid online: what was asked for, what the gateway said, what came in, where it lies."""

from __future__ import annotations

import secrets
import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from cases.models.case import Case
from cases.models.fields import SealedField

OPEN, PAID, VOID, REFUNDED = "open", "paid", "void", "refunded"
HELD, SETTLED = "held", "settled"
LISTED, REQUESTED, APPROVED, DONE = "listed", "requested", "approved", "done"
PAYING = "paying"
"""Of a refund: the gateway was asked, so whatever it answers is written down."""
LODGED, FREE, DEFERRED, WITHDRAWN = "lodged", "free", "deferred", "withdrawn"


def new_code() -> str:
    """An unguessable code of 192 bits, for an address."""
    return secrets.token_urlsafe(24)


class Charge(models.Model):
    """An appeal or a counterclaim with the fee that is asked for it, beside the fee of the suit.

    Appellants pay each their own fee, joint ones together (费用办法 17, 22; 解释 202). An appeal is
    lodged in the case below and asked for in the case above, which keeps a row of its own.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="charges", db_index=False)
    no = models.SmallIntegerField()
    purpose = models.CharField(max_length=10)
    """A ``cases.law.money.Purpose``: appeal, retrial or counter."""
    parties = ArrayField(models.SmallIntegerField())
    """Who pays it, together; the clock of the payment is the first one's."""
    at_stake = models.DecimalField(max_digits=16, decimal_places=2, null=True)
    """The part of the judgment appealed against, or the amount counterclaimed."""
    amount = models.DecimalField(max_digits=16, decimal_places=2)
    """What is asked for: by the scale, less what relief takes off."""
    state = models.CharField(max_length=10, default=OPEN)
    """lodged, open, paid, free (nothing is due), deferred, or withdrawn."""
    seq = models.IntegerField()
    settled_seq = models.IntegerField(null=True)
    """The log entry with which the state came about."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "no"], name="one_charge_a_number")]
        ordering = ["no"]

    @property
    def payer(self) -> int:
        """The party whose clock it is."""
        return int(self.parties[0])


class Relief(models.Model):
    """An application for relief from a fee 司法救助, and what came of it (费用办法 44-50)."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="reliefs", db_index=False)
    seq = models.IntegerField()
    party_no = models.SmallIntegerField()
    charge_no = models.SmallIntegerField(default=0)
    """Of which charge; 0 is the fee of the suit."""
    ground = models.CharField(max_length=30)
    """A ``cases.law.relief.Ground``."""
    asked_on = models.DateField()
    decided_seq = models.IntegerField(null=True)
    verdict = models.CharField(max_length=10, blank=True)
    """exempt, reduce, defer or refused."""
    share = models.DecimalField(max_digits=5, decimal_places=4, null=True)
    """What a reduction takes off; 1 for an exemption."""
    until = models.DateField(null=True)
    """The last day of a deferral."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "charge_no"],
                condition=models.Q(decided_seq__isnull=True),
                name="one_open_relief",
            ),
            models.UniqueConstraint(fields=["case", "seq"], name="one_relief_an_entry"),
        ]


class Bearing(models.Model):
    """What of the fees a party bears in the end, by the judgment; the newest word counts
    (费用办法 29, 53)."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="bearings", db_index=False)
    party_no = models.SmallIntegerField()
    amount = models.DecimalField(max_digits=16, decimal_places=2)
    seq = models.IntegerField()

    class Meta:
        indexes = [models.Index(fields=["case"], name="bearing_of_case")]


class PaymentOrder(models.Model):
    """What a party is asked to pay, with a code by which anybody may pay it."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="payment_orders", db_index=False)
    party_no = models.SmallIntegerField()
    purpose = models.CharField(max_length=10)
    """A ``cases.law.money.Purpose``."""
    charge_no = models.SmallIntegerField(default=0, db_default=0)
    """Of which charge; 0 is the fee of the suit."""
    code = models.CharField(max_length=43, unique=True, default=new_code)
    amount = models.DecimalField(max_digits=16, decimal_places=2)
    state = models.CharField(max_length=10, default=OPEN)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False
    )
    role = models.CharField(max_length=20)
    """In which role they asked: the party itself or its agent."""
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    gateway = models.CharField(max_length=30, blank=True)
    reference = models.CharField(max_length=80, blank=True)
    """What the gateway calls the order, once it knows it."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "purpose", "charge_no"],
                condition=models.Q(state="open"),
                name="one_open_order_a_purpose",
            ),
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="order_asks_something"),
        ]
        indexes = [
            models.Index(fields=["case"], name="orders_of_case"),
            models.Index(
                fields=["created_at"], condition=models.Q(state="open"), name="orders_open"
            ),
        ]


class GatewayNotice(models.Model):
    """One message of a gateway. Each is taken once; one that does not fit waits for a person."""

    gateway = models.CharField(max_length=30)
    event = models.CharField(max_length=80)
    digest = models.CharField(max_length=64)
    """SHA-256 of what was sent, byte for byte."""
    verdict = models.CharField(max_length=20, default="taken")
    """"taken", or why it was refused."""
    order = models.ForeignKey(PaymentOrder, models.PROTECT, null=True, related_name="notices")
    said = SealedField(blank=True)
    """What a refused message said, for whoever looks into it."""
    received_at = models.DateTimeField(auto_now_add=True)
    seen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["gateway", "event"], name="one_notice_an_event")
        ]
        indexes = [
            models.Index(
                fields=["received_at"],
                condition=~models.Q(verdict="taken") & models.Q(seen_by__isnull=True),
                name="notice_waits",
            )
        ]


class Received(models.Model):
    """Money that came in. It becomes the fee by an act in the log, or is held to be given back."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="received", db_index=False)
    order = models.ForeignKey(PaymentOrder, models.PROTECT, related_name="received")
    gateway = models.CharField(max_length=30)
    trade = models.CharField(max_length=80)
    amount = models.DecimalField(max_digits=16, decimal_places=2)
    payer = SealedField(blank=True)
    """Who paid, where somebody else did; empty for the party that was asked."""
    paid_at = models.DateTimeField()
    """By the gateway's clock."""
    effective_at = models.DateTimeField()
    """The same by the court's clock: a message that came late makes nobody late."""
    outcome = models.CharField(max_length=10, blank=True)
    """settled, held, or empty while neither is known."""
    reason = models.CharField(max_length=60, blank=True)
    """Why it is held: twice, void, or the reason for which the act was refused."""
    seq = models.IntegerField(null=True)
    """The log entry that took it as the fee, or that says it is held."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["gateway", "trade"], name="money_comes_in_once")
        ]
        indexes = [
            models.Index(fields=["case"], name="received_of_case"),
            models.Index(
                fields=["paid_at"], condition=models.Q(outcome=""), name="received_unsettled"
            ),
        ]


class Refund(models.Model):
    """Money to be given back to the account that it came from: asked by one, approved by another.

    Due within 15 days (费用办法 53).
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="refunds", db_index=False)
    received = models.ForeignKey(Received, models.PROTECT, related_name="refunds")
    amount = models.DecimalField(max_digits=16, decimal_places=2)
    state = models.CharField(max_length=10, default=LISTED)
    reason = models.CharField(max_length=60)
    due_on = models.DateField()
    key = models.UUIDField(default=uuid.uuid4, unique=True)
    """What the gateway knows it by: asked twice, it pays once."""
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    reference = models.CharField(max_length=80, blank=True)
    seq = models.IntegerField(null=True)
    """The log entry that says it was paid back."""

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="refund_of_something"),
            models.CheckConstraint(
                condition=~models.Q(approved_by=models.F("requested_by")),
                name="refund_takes_two_people",
            ),
        ]
        indexes = [
            models.Index(fields=["due_on"], condition=~models.Q(state="done"), name="refund_waits")
        ]


class LedgerLine(models.Model):
    """One line of a booking. The lines of a booking sum to zero, and none ever changes."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="ledger", db_index=False)
    booking = models.UUIDField()
    account = models.CharField(max_length=10)
    """A ``cases.law.money.Account``."""
    amount = models.DecimalField(max_digits=16, decimal_places=2)
    order = models.ForeignKey(
        PaymentOrder, models.PROTECT, null=True, related_name="+", db_index=False
    )
    on = models.DateField()
    seq = models.IntegerField(null=True)
    """The log entry it came with; money that merely came in or is held has none."""

    class Meta:
        indexes = [
            models.Index(fields=["case"], name="ledger_of_case"),
            models.Index(fields=["booking"], name="ledger_of_booking"),
        ]
