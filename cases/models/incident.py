"""Incidents as ledgers of spans, and the approvals that exclude or extend time."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from cases.models.case import Case
from cases.models.clock import Clock


class Incident(models.Model):
    """What pauses or branches a case for a while: appraisal, objection, suspension …"""

    case = models.ForeignKey(Case, models.PROTECT, related_name="incidents")
    kind = models.CharField(max_length=40)
    opened_on = models.DateField()
    closed_on = models.DateField(null=True)
    opened_seq = models.IntegerField()
    closed_seq = models.IntegerField(null=True)
    party_no = models.SmallIntegerField(null=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, db_index=False
    )
    """Whose recusal is asked for; None where nobody was named."""
    also = ArrayField(models.BigIntegerField(), default=list)
    """Whose besides."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "kind"],
                condition=models.Q(closed_on__isnull=True) & models.Q(party_no__isnull=True),
                name="one_open_incident",
            )
        ]
        ordering = ["opened_seq"]


class ApprovalQuerySet(models.QuerySet["Approval"]):
    def waiting(self) -> ApprovalQuerySet:
        """Those that can still be decided: nobody has, and the time they are about runs."""
        runs = Clock.objects.filter(
            case_id=models.OuterRef("case_id"), no=models.OuterRef("clock_no"), state="running"
        )
        return self.filter(models.Exists(runs), granted=None)


class Approval(models.Model):
    """An extension or exclusion asked for by one person and decided by another."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="approvals")
    kind = models.CharField(
        max_length=10, choices=[("extension", "extension"), ("exclusion", "exclusion")]
    )
    clock_no = models.SmallIntegerField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    late = models.BooleanField(default=False)
    """Asked less than 15 days before expiry (延期开庭规定 1)."""
    amount = models.SmallIntegerField(null=True)
    unit = models.CharField(max_length=15, blank=True)
    incident = models.CharField(max_length=40, blank=True)
    begins = models.DateField(null=True)
    ends = models.DateField(null=True)
    citation = models.CharField(max_length=120, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True
    )
    granted = models.BooleanField(null=True)

    objects = ApprovalQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "kind"],
                condition=models.Q(granted__isnull=True),
                name="one_open_request",
            ),
            models.CheckConstraint(
                condition=models.Q(decided_by__isnull=True)
                | ~models.Q(decided_by=models.F("asked_by")),
                name="two_people",
            ),
        ]
