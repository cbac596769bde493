"""What people are told: notices in the application, and messages that leave it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from cases.models.case import Case


class Notice(models.Model):
    """One thing that happened, for one person. Its words are made when it is read."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="notices", db_index=False
    )
    case = models.ForeignKey(Case, models.PROTECT, related_name="notices", db_index=False)
    event = models.CharField(max_length=60)
    template = models.CharField(max_length=60)
    party_no = models.SmallIntegerField(null=True)
    """The party for whom this person is told; None for people of the court."""
    created_at = models.DateTimeField()
    """When it happened, by the court's clock."""
    told_at = models.DateTimeField(db_default=Now())
    """Real time."""
    seen_at = models.DateTimeField(null=True)
    """Real time; None while unread."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "case", "event", "template"], name="one_notice")
        ]
        indexes = [
            models.Index(fields=["user", "-id"], name="notice_newest"),
            models.Index(
                fields=["user"], condition=models.Q(seen_at__isnull=True), name="notice_unread"
            ),
        ]


class Delivery(models.Model):
    """One message to one person by one channel, at least once, always under the same key.

    Holds ids only: address and words are looked up when it is sent. A claim counts the attempt
    and puts the next one off, so that whoever dies in the middle of sending leaves a message that
    is sent again, not one that is lost.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="deliveries", db_index=False)
    event = models.CharField(max_length=60)
    template = models.CharField(max_length=60)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="deliveries", db_index=False
    )
    party_no = models.SmallIntegerField(null=True)
    channel = models.CharField(max_length=10)
    """sms, mail."""
    key = models.CharField(max_length=64, unique=True)
    """For the gateway: made of what the message is about, so that it survives a restore."""
    created_at = models.DateTimeField()
    """When the event happened, by the court's clock."""
    hearing_on = models.DateField(null=True)
    """The day of the hearing it is about; on that day it may go out in the quiet hours too."""
    state = models.CharField(max_length=10, default="waiting")
    """waiting, sent, dead, given_up, dropped."""
    attempts = models.SmallIntegerField(default=0)
    next_at = models.DateTimeField(null=True)
    """Real time of the next attempt while waiting."""
    ended_at = models.DateTimeField(null=True)
    """Real time when it was sent, or no longer tried."""
    reason = models.CharField(max_length=40, blank=True)
    """Why the last attempt failed: a code of ``cases.notices.deliveries.REASONS``."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "event", "user", "channel"], name="one_delivery"
            )
        ]
        indexes = [
            models.Index(
                fields=["next_at"], condition=models.Q(state="waiting"), name="delivery_next"
            ),
            models.Index(fields=["id"], condition=models.Q(state="dead"), name="delivery_dead"),
        ]


class Outbound(models.Model):
    """The one switch of what leaves the house, and for which database it was set."""

    place = models.CharField(max_length=80)
    """The database that may send. A restored one is another, and sends nothing until released."""
    paused_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="one_outbound")]
