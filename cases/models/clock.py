"""Clocks, the rungs they fired, arrivals not yet taken up, and rows set aside."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from cases.models.case import Case
from cases.models.court import ClockGroup, Court


class ClockRule(models.Model):
    """The words of a rule, under a key made of them (law/clockrule.py): added, never changed."""

    key = models.CharField(max_length=8, primary_key=True)
    words = models.TextField()


class Clock(models.Model):
    """One running instance of a limit. Keeps all it was computed from, so it explains itself."""

    pk = models.CompositePrimaryKey("case_id", "no")
    case = models.ForeignKey(
        Case, models.PROTECT, related_name="clocks", db_index=False, db_constraint=False
    )
    no = models.SmallIntegerField()
    # The case holds the key to its court; the copies here are for the indexes.
    court = models.ForeignKey(Court, models.PROTECT, db_index=False, db_constraint=False)
    group = models.ForeignKey(ClockGroup, models.PROTECT, db_index=False, db_constraint=False)
    kind = models.CharField(max_length=10)
    code = models.CharField(max_length=40)
    node = models.CharField(max_length=40, blank=True)
    party_no = models.SmallIntegerField(null=True)
    is_target = models.BooleanField(default=False)
    """The court's own target; here for the lists, since it follows from the rule."""
    basis = models.CharField(max_length=10)
    expiry = models.CharField(max_length=1)
    rule = models.CharField(max_length=8)
    """The key of its rule: event, limit, bound and citation, beside what columns here say too."""
    started_on = models.DateField()
    started_at = models.DateTimeField(null=True)
    """Only for limits in hours."""
    spans = models.JSONField(null=True)
    extensions = models.JSONField(null=True)
    calendar_version = models.CharField(max_length=40)
    due_on = models.DateField(null=True)
    due_at = models.DateTimeField(null=True)
    provisional = models.BooleanField(default=False)
    state = models.CharField(max_length=10, default="running")
    """running, met, expired (class A), cancelled."""
    deadline_no = models.SmallIntegerField(default=1)
    rungs = ArrayField(models.DateTimeField(null=True), null=True)
    """None once it has ended: what fired stands in its own table."""
    next_rung = models.SmallIntegerField(null=True)
    next_at = models.DateTimeField(null=True)
    opened_seq = models.IntegerField()
    closed_seq = models.IntegerField(null=True)
    closed_at = models.DateTimeField(null=True)
    known_at = models.DateTimeField(null=True)
    """Real time since when this deadline is known; lag is never counted from before. None once it
    has ended."""

    class Meta:
        indexes = [
            models.Index(
                fields=["group", "next_at", "case"],
                condition=models.Q(next_at__isnull=False),
                name="clock_next",
            ),
            models.Index(
                fields=["court", "due_at"],
                condition=models.Q(state="running"),
                name="clock_board",
            ),
        ]


class Rung(models.Model):
    """A rung of a clock that fired: exactly once for each deadline the clock has had."""

    pk = models.CompositePrimaryKey("case_id", "clock_no", "deadline_no", "rung")
    case = models.ForeignKey(Case, models.PROTECT, db_index=False, db_constraint=False)
    clock_no = models.SmallIntegerField()
    deadline_no = models.SmallIntegerField()
    rung = models.SmallIntegerField()
    due_at = models.DateTimeField()
    """Effective time: when the rung was due by the court's clock."""
    lag_ms = models.BigIntegerField(default=0)
    """From due to fired, measured on the court's clock."""
    recorded_at = models.DateTimeField()


class Arrival(models.Model):
    """Something a party sent in, kept at once; the sweep waits for it to be taken up."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="arrivals")
    act = models.CharField(max_length=40)
    party_no = models.SmallIntegerField(null=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, db_index=False, related_name="+"
    )
    key = models.CharField(max_length=64, blank=True)
    """The request's own key: a repeat of it came in when it first did."""
    received_at = models.DateTimeField()
    processed_seq = models.IntegerField(null=True)
    refused = models.CharField(max_length=60, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["case"],
                condition=models.Q(processed_seq__isnull=True, refused=""),
                name="arrival_open",
            )
        ]


class SetAside(models.Model):
    """A case whose due time could not be applied: waits for a person, with the reason."""

    case = models.OneToOneField(Case, models.PROTECT, related_name="set_aside")
    reason = models.CharField(max_length=60)
    detail = models.TextField(blank=True)
    attempts = models.SmallIntegerField(default=1)
    since = models.DateTimeField(auto_now_add=True)


class Draft(models.Model):
    """Class B: a decision prepared because time ran out; it waits for the judge."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="drafts")
    clock_no = models.SmallIntegerField()
    proposes = models.CharField(max_length=40)
    """The outcome it proposes."""
    act = models.CharField(max_length=40)
    opened_seq = models.IntegerField()
    closed_seq = models.IntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "clock_no"],
                condition=models.Q(closed_seq__isnull=True),
                name="one_open_draft",
            )
        ]
