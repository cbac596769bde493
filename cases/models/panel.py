"""What a panel says among itself, the referrals of a case, and its mark as a supervised one.

Whatever somebody said or voted is sealed, and its rows are only ever added (sql/panel.sql).
"""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from cases.law.deliberation import KINDS
from cases.law.referrals import REFERRALS
from cases.law.supervision import SUPERVISED
from cases.models.case import Case
from cases.models.fields import SealedField

USER = settings.AUTH_USER_MODEL


class Deliberation(models.Model):
    """One deliberation of a panel. It is that of the people who sit now, or of nobody any more."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="deliberations", db_index=False)
    no = models.SmallIntegerField()
    bench = ArrayField(models.IntegerField())
    """Who sat in judgment when it began."""
    opened_by = models.ForeignKey(USER, models.PROTECT, related_name="+", db_index=False)
    opened_at = models.DateTimeField()
    since_seq = models.IntegerField()
    """The entry of the log after which it began."""
    closed_seq = models.IntegerField(null=True)
    """The entry that says it is over, and whose paper is its record."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "no"], name="one_deliberation_no")]


class Point(models.Model):
    """A point to be decided: a fact, the law, the outcome."""

    deliberation = models.ForeignKey(
        Deliberation, models.PROTECT, related_name="points", db_index=False
    )
    no = models.SmallIntegerField()
    kind = models.CharField(max_length=8, choices=[(code, en) for code, (_, en) in KINDS.items()])
    text = SealedField()
    by = models.ForeignKey(USER, models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()

    class Meta:
        ordering = ["no"]
        constraints = [models.UniqueConstraint(fields=["deliberation", "no"], name="one_point_no")]


class PointAnswer(models.Model):
    """How a point can be decided; whoever finds none that fits adds one."""

    point = models.ForeignKey(Point, models.PROTECT, related_name="answers", db_index=False)
    no = models.SmallIntegerField()
    text = SealedField()
    by = models.ForeignKey(USER, models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()

    class Meta:
        ordering = ["no"]
        constraints = [models.UniqueConstraint(fields=["point", "no"], name="one_answer_no")]


class PointOpinion(models.Model):
    """What a member said on a point, and the answer voted for. The newest of each counts."""

    point = models.ForeignKey(Point, models.PROTECT, related_name="opinions")
    user = models.ForeignKey(USER, models.PROTECT, related_name="+", db_index=False)
    answer = SealedField(default="")
    """The number of the answer; empty where there is no vote."""
    grounds = SealedField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]


class Referral(models.Model):
    """A case referred to others of the court. What was asked and answered are remarks of the log
    and papers of the inner volume; here stands only whether it is open."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="referrals", db_index=False)
    kind = models.CharField(max_length=10, choices=[(code, code) for code in REFERRALS])
    asked_by = models.ForeignKey(USER, models.PROTECT, related_name="+", db_index=False)
    asked_at = models.DateTimeField()
    seq = models.IntegerField()
    agreed_seq = models.IntegerField(null=True)
    """The entry by which it goes there; of a meeting the same as ``seq``."""
    closed_seq = models.IntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "kind"], condition=Q(closed_seq=None), name="one_open_referral"
            )
        ]


class SupervisedMark(models.Model):
    """One of the four kinds of cases that leaders supervise, from an entry on until another."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="supervised", db_index=False)
    code = models.CharField(max_length=10, choices=[(code, code) for code in SUPERVISED])
    by_rule = models.BooleanField(default=False)
    seq = models.IntegerField()
    ended_seq = models.IntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "code"], condition=Q(ended_seq=None), name="one_live_mark"
            )
        ]
