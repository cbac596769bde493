"""How long a step usually takes: figures of a court, worked out by a task and read by pages."""

from __future__ import annotations

from django.db import models

from cases.models.court import Court


class UsualTime(models.Model):
    """Of the finished cases of one court and procedure: the middle half of the days at a step."""

    pk = models.CompositePrimaryKey("court_id", "procedure", "node")
    court = models.ForeignKey(Court, models.CASCADE, db_index=False, related_name="+")
    procedure = models.CharField(max_length=20)
    node = models.CharField(max_length=40)
    low = models.IntegerField()
    """Days that a quarter of the cases took at most."""
    high = models.IntegerField()
    """Days that three quarters took at most."""
    cases = models.IntegerField()
    """Of how many cases."""
