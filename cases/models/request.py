"""What parties ask the court for, and what it answered."""

from __future__ import annotations

from django.db import models

from cases.models.case import Case


class Request(models.Model):
    """One request of a party; what it says stands beside the log entry ``seq``."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="requests", db_index=False)
    seq = models.IntegerField()
    code = models.CharField(max_length=30)
    party_no = models.SmallIntegerField()
    sum = models.DecimalField(max_digits=16, decimal_places=2, null=True)
    """The amount claimed from then on, where the claims are changed."""
    asked_on = models.DateField()
    answered_seq = models.IntegerField(null=True)
    granted = models.BooleanField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "seq"], name="one_request_an_entry")]
        indexes = [
            models.Index(
                fields=["case"],
                condition=models.Q(answered_seq__isnull=True),
                name="request_open",
            )
        ]
