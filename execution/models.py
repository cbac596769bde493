"""What execution leaves: applications, measures on assets, auctions, money in and out."""

from __future__ import annotations

from django.db import models

from cases.models import Case


class Application(models.Model):
    """An application for execution by a creditor."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="execution_applications")
    creditor_no = models.SmallIntegerField(null=True)
    amount = models.DecimalField(max_digits=16, decimal_places=2, null=True)
    received_on = models.DateField()
    seq = models.IntegerField()


class Measure(models.Model):
    """A seizure or freezing; its duration is the clock of the case that ``clock_no`` names."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="measures")
    kind = models.CharField(max_length=30)
    asset = models.CharField(max_length=200)
    amount = models.DecimalField(max_digits=16, decimal_places=2, null=True)
    taken_on = models.DateField()
    clock_no = models.SmallIntegerField(null=True)
    """The newest: each renewal has its own."""
    released_on = models.DateField(null=True)
    seq = models.IntegerField()


class Auction(models.Model):
    """One round of an online auction, or the sale after two."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="auctions")
    round = models.SmallIntegerField()
    reserve = models.DecimalField(max_digits=16, decimal_places=2, null=True)
    published_on = models.DateField()
    result = models.CharField(max_length=20, blank=True)
    seq = models.IntegerField()


class Money(models.Model):
    """Money received for or paid out of an execution, signed by direction."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="execution_money")
    act = models.CharField(max_length=40)
    amount = models.DecimalField(max_digits=16, decimal_places=2)
    on = models.DateField()
    seq = models.IntegerField()
