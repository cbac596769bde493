"""Hearings: courtrooms, when they are closed, sittings, and who and what each of them takes up."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value

from cases.models.case import Case
from cases.models.court import Court
from cases.models.fields import SealedField


class Room(models.Model):
    """A courtroom. One that is no longer used stays for what was heard in it."""

    court = models.ForeignKey(Court, models.PROTECT, related_name="rooms", db_index=False)
    name = models.CharField(max_length=60)
    capacity = models.SmallIntegerField(default=20)
    address = models.CharField(max_length=200, blank=True)
    """Where in the building, or in which, as it is told to the parties."""
    is_online = models.BooleanField(default=False)
    """Whether parties can take part from elsewhere."""
    retired = models.BooleanField(default=False)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["court", "name"], name="one_room_name")]

    def __str__(self) -> str:
        return self.name


class RoomClosure(models.Model):
    """A time in which nobody sits in a room, and why."""

    room = models.ForeignKey(Room, models.PROTECT, related_name="closures")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    reason = models.CharField(max_length=100)

    class Meta:
        ordering = ["starts_at"]


class Hearing(models.Model):
    """A sitting: when, where, how, and how it ended.

    One that is moved keeps its row as ``moved``; the row of the new time has the same ``uid``.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="hearings")
    uid = models.UUIDField(default=uuid.uuid4)
    sequence = models.SmallIntegerField(default=0)
    """How often it was moved."""
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)
    """None where nobody said how long, before rooms were booked."""
    room = models.CharField(max_length=60)
    """The room's name as it was told to the parties."""
    place = models.ForeignKey(Room, models.PROTECT, null=True, related_name="hearings")
    mode = models.CharField(max_length=10, default="in_person")
    link = SealedField(default="")
    """Where those who take part online go."""
    result = models.CharField(max_length=20, blank=True)
    """held, adjourned, moved, cancelled; empty while it is to come."""
    ended_seq = models.IntegerField(null=True)
    seq = models.IntegerField()

    class Meta:
        ordering = ["starts_at"]
        indexes = [
            models.Index(fields=["starts_at"], name="hearing_by_day"),
            models.Index(fields=["uid"], name="hearing_uid"),
        ]


def _one(name: str) -> Func:
    """The number as a range of its own: ranges overlap exactly where the numbers are the same."""
    return Func(F(name), F(name), Value("[]"), function="int8range")


def _time() -> Func:
    return Func(F("starts_at"), F("ends_at"), RangeBoundary(), function="tstzrange")


class Occupancy(models.Model):
    """A room or a person taken up for a time, by a sitting or because the room is closed.

    No two of the same room or person overlap: the database sees to it. A sitting that is over,
    moved or cancelled takes up nothing.
    """

    room = models.ForeignKey(
        Room, models.PROTECT, null=True, related_name="occupied", db_index=False
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="occupied", db_index=False
    )
    role = models.CharField(max_length=20, blank=True)
    """As what the person sits: judge, clerk, agent."""
    hearing = models.ForeignKey(Hearing, models.CASCADE, null=True, related_name="occupies")
    closure = models.ForeignKey(RoomClosure, models.CASCADE, null=True, related_name="occupies")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(room=None, user__isnull=False) | Q(room__isnull=False, user=None),
                name="occupancy_of_one",
            ),
            models.CheckConstraint(
                condition=Q(closure=None, hearing__isnull=False)
                | Q(hearing=None, closure__isnull=False),
                name="occupancy_by_one",
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="occupancy_has_length"
            ),
            ExclusionConstraint(
                name="one_sitting_a_room",
                expressions=[
                    (_one("room"), RangeOperators.OVERLAPS),
                    (_time(), RangeOperators.OVERLAPS),
                ],
                condition=Q(room__isnull=False),
            ),
            ExclusionConstraint(
                name="one_sitting_a_person",
                expressions=[
                    (_one("user"), RangeOperators.OVERLAPS),
                    (_time(), RangeOperators.OVERLAPS),
                ],
                condition=Q(user__isnull=False),
            ),
        ]


class OnlineConsent(models.Model):
    """What a party says to being heard online; its last word holds, and for hearings alone."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="online_consents")
    party_no = models.SmallIntegerField()
    agreed = models.BooleanField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, db_index=False)
    seq = models.IntegerField()


class CalendarFeed(models.Model):
    """A person's calendar for other programs. Whoever has its address reads it, so only the digest
    of the secret in it is kept; a new one or none takes its place at any time."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="calendar_feed"
    )
    digest = models.CharField(max_length=64, unique=True)
    """SHA-256 of the secret, which has 256 random bits."""
    made_at = models.DateTimeField(auto_now=True)


class HearingRecord(models.Model):
    """The record 笔录 of a sitting as it is typed; once closed nobody changes a word of it."""

    hearing = models.OneToOneField(Hearing, models.PROTECT, related_name="record")
    text = SealedField(default="")
    version = models.IntegerField(default=0)
    window = models.CharField(max_length=40, blank=True)
    turn = models.IntegerField(default=0)
    """The window that saved last, and its turn."""
    closed_at = models.DateTimeField(null=True)
    closed_seq = models.IntegerField(null=True)


class RecordVersion(models.Model):
    """What the record said at a moment of its typing."""

    record = models.ForeignKey(HearingRecord, models.PROTECT, related_name="versions")
    version = models.IntegerField()
    text = SealedField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, db_index=False)
    saved_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["version"]
        constraints = [
            models.UniqueConstraint(fields=["record", "version"], name="one_record_version")
        ]


class RecordWord(models.Model):
    """What a party says to a closed record: it signs, asks for a correction, or refuses."""

    record = models.ForeignKey(HearingRecord, models.PROTECT, related_name="words")
    party_no = models.SmallIntegerField()
    kind = models.CharField(
        max_length=10,
        choices=[("signed", "signed"), ("correction", "correction"), ("refused", "refused")],
    )
    text = SealedField(default="")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, db_index=False)
    at = models.DateTimeField()
    seq = models.IntegerField()

    class Meta:
        ordering = ["seq", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["record", "party_no"],
                condition=~Q(kind="correction"),
                name="one_signature_on_record",
            )
        ]
