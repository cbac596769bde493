"""How a party that did not file comes into its case: a code from the court, and what is checked."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from cases.models.case import Case, Party
from cases.models.fields import SealedField


class JoinCodes(models.QuerySet["JoinCode"]):
    def good(self) -> JoinCodes:
        """Those that still lead into a case."""
        return self.filter(used_seq=None, ended_seq=None)


class JoinCode(models.Model):
    """A code that leads one party into its case, once. Kept sealed; found by its index."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="join_codes", db_index=False)
    party = models.ForeignKey(Party, models.PROTECT, related_name="join_codes", db_index=False)
    code = SealedField()
    code_index = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(auto_now_add=True)
    used_seq = models.IntegerField(null=True)
    """The log entry that let somebody in by it."""
    used_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )

    ended_seq = models.IntegerField(null=True)
    """The log entry that ended it unused: replaced, its party in the case by another way, or the
    case archived."""

    objects = JoinCodes.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["party"],
                condition=models.Q(used_seq__isnull=True, ended_seq__isnull=True),
                name="one_open_code_a_party",
            )
        ]


class JoinRequest(models.Model):
    """Somebody came with a good code, but something differs: the court looks and answers."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="join_requests", db_index=False)
    code = models.ForeignKey(JoinCode, models.PROTECT, related_name="requests", db_index=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="join_requests")
    asked_at = models.DateTimeField()
    """By the court's clock."""
    asked_seq = models.IntegerField(null=True)
    """The log entry that opened the court's time to answer."""
    differs = ArrayField(models.CharField(max_length=20), default=list)
    """Why a person has to look: codes of ``cases.acts.parties.joining``."""
    decided_seq = models.IntegerField(null=True)
    confirmed = models.BooleanField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["code", "user"],
                condition=models.Q(decided_seq__isnull=True),
                name="one_waiting_request",
            )
        ]
        indexes = [
            models.Index(
                fields=["case"],
                condition=models.Q(decided_seq__isnull=True),
                name="join_request_waiting",
            )
        ]
