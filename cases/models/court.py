"""Courts, their people's grants, the clocks they share, and the limits they tighten."""

from __future__ import annotations

from datetime import date, timedelta

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from cases.law.roles import HELD_IN_CASE, Role


def role_choices() -> list[tuple[str, str]]:
    none = {Role.TIME, *HELD_IN_CASE}
    return [(role.value, role.en) for role in Role if role not in none]


class ClockGroup(models.Model):
    """Courts that hand cases to one another share one clock; only training clocks are moved."""

    name = models.CharField(max_length=60, unique=True)
    label = models.CharField(max_length=100, blank=True)
    offset = models.DurationField(default=timedelta(0))
    is_training = models.BooleanField(default=False)
    moved_at = models.DateTimeField(null=True)
    """Real time of the last move of a training clock: what fell due by it was not late."""
    seen_at = models.DateTimeField(null=True)
    """Real time of the last sweep; a training clock stands still while nothing runs."""

    seeded = models.IntegerField(default=0)
    """How many demo disputes have been played, so that an interrupted seeding goes on."""

    def __str__(self) -> str:
        return self.label or self.name


class Court(models.Model):
    """A people's court. ``code`` is its code in case numbers, e.g. 鲁0102."""

    code = models.CharField(max_length=10, unique=True)
    name = models.CharField(max_length=100)
    name_en = models.CharField(max_length=100, blank=True)
    upper = models.ForeignKey("self", models.PROTECT, null=True, related_name="lower")
    group = models.ForeignKey(ClockGroup, models.PROTECT, related_name="courts")

    def __str__(self) -> str:
        return self.name


class Division(models.Model):
    """A division 庭 of a court."""

    court = models.ForeignKey(Court, models.PROTECT, related_name="divisions")
    name = models.CharField(max_length=60)
    causes = ArrayField(models.CharField(max_length=12), default=list, blank=True)
    """Codes of the causes it takes; of two divisions the one that names the nearer cause."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["court", "name"], name="one_division_name")]

    def __str__(self) -> str:
        return self.name


class Grant(models.Model):
    """A person's office in a court: the role, from when, until when."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="grants")
    court = models.ForeignKey(Court, models.PROTECT, related_name="grants")
    division = models.ForeignKey(Division, models.PROTECT, null=True, blank=True)
    role = models.CharField(max_length=20, choices=role_choices)
    valid_from = models.DateField(default=date(2000, 1, 1))
    valid_until = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "court", "role"], name="one_grant_a_role")
        ]


class TightenedLimit(models.Model):
    """A court's own, shorter limit for a node, from a day on. Never for a party's limit."""

    court = models.ForeignKey(Court, models.PROTECT, related_name="tightened")
    node = models.CharField(max_length=40)
    basis = models.CharField(max_length=10, default="management")
    amount = models.SmallIntegerField()
    unit = models.CharField(max_length=15)
    effective_from = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["court", "node", "basis", "effective_from"], name="one_limit_a_day"
            )
        ]


class CalendarYear(models.Model):
    """A year of the court calendar as announced, overriding the shipped one."""

    year = models.SmallIntegerField(unique=True)
    off = models.JSONField(default=list)
    makeup = models.JSONField(default=list)
    version = models.CharField(max_length=40)
    """Names this content and no other: by it a clock tells what it was computed under."""
    source = models.CharField(max_length=200, blank=True)
    published_at = models.DateTimeField(auto_now=True)


class SettledCalendar(models.Model):
    """One row: the calendar that no running deadline is older than. While it is the calendar in
    force, nothing is to be computed anew.
    """

    id = models.SmallIntegerField(primary_key=True, default=1)
    version = models.CharField(max_length=40)
    known_until = models.DateField()
    off = models.JSONField()
    makeup = models.JSONField()


class NumberCounter(models.Model):
    """The last serial of a court, type and year; taken last in the registering transaction."""

    court = models.ForeignKey(Court, models.PROTECT)
    type_code = models.CharField(max_length=8)
    year = models.SmallIntegerField()
    last = models.IntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["court", "type_code", "year"], name="one_counter")
        ]
