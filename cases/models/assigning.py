"""Assignment: what a court goes by when it gives cases to people, and every draw it made."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from cases.law.roles import Role
from cases.models.case import Case
from cases.models.court import Court, Division
from cases.models.fields import SealedField
from cases.models.one_by_one import Item

USER = settings.AUTH_USER_MODEL


class AverageWage(models.Model):
    """A province's published average wage of a year (CPL 165; 解释 272), with its source."""

    province = models.CharField(max_length=4)
    """As in the codes of its courts, e.g. 鲁."""
    year = models.SmallIntegerField()
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    citation = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["province", "year"], name="one_wage_a_year"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="wage_above_zero"),
        ]


class WeightRow(models.Model):
    """A court's own row in the tables of weight (law/weights.py), in the place of the general."""

    court = models.ForeignKey(Court, models.PROTECT, related_name="weight_rows", db_index=False)
    kind = models.CharField(max_length=10)
    key = models.CharField(max_length=20)
    points = models.IntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["court", "kind", "key"], name="one_weight_a_key")
        ]


class CaseWeight(models.Model):
    """What a case weighed when it was last assigned or looked at, for the load of who has it."""

    case = models.OneToOneField(Case, models.PROTECT, related_name="weighed")
    points = models.IntegerField()


class Circumstance(models.Model):
    """What somebody stated of a case that its diversion depends on (law/diversion.py)."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="circumstances", db_index=False)
    code = models.CharField(max_length=20)
    seq = models.IntegerField()
    ended_seq = models.IntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "code"], condition=Q(ended_seq=None), name="one_live_circumstance"
            )
        ]


class Seat(models.Model):
    """How a person takes part in assignment: the share of a full office, and which causes."""

    court = models.ForeignKey(Court, models.PROTECT, related_name="seats", db_index=False)
    user = models.ForeignKey(USER, models.PROTECT, related_name="seats", db_index=False)
    share = models.SmallIntegerField(default=100)
    """Percent; 0 takes no cases for now."""
    causes = ArrayField(models.CharField(max_length=12), default=list, blank=True)
    """Codes of the causes; empty: whatever the division takes."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["court", "user"], name="one_seat"),
            models.CheckConstraint(condition=Q(share__range=(0, 100)), name="share_in_percent"),
        ]


class OrderChange(models.Model):
    """What somebody changed in the court's order of assignment. Only ever added to, by the
    database's own guard: whose share is nought, and who made it so, decides who gets cases.
    """

    court = models.ForeignKey(Court, models.PROTECT, related_name="order_changes", db_index=False)
    by = models.ForeignKey(USER, models.PROTECT, related_name="+", db_index=False)
    what = models.CharField(max_length=12)
    """Which form, or which button."""
    said = models.JSONField()
    """What it said, by field: numbers, codes and days; of people outside the court nothing."""
    at = models.DateTimeField(auto_now_add=True)
    """Real time."""

    class Meta:
        indexes = [models.Index(fields=["court", "what", "-id"], name="order_changes_newest")]


class Absence(models.Model):
    """Days on which somebody is not there; the last one is still one of them."""

    court = models.ForeignKey(Court, models.PROTECT, related_name="absences", db_index=False)
    user = models.ForeignKey(USER, models.PROTECT, related_name="absences", db_index=False)
    since = models.DateField()
    until = models.DateField(null=True)
    kind = models.CharField(
        max_length=10,
        choices=[("leave", "on leave"), ("training", "in training"), ("seconded", "seconded"),
                 ("sick", "sick")],
        default="leave",
    )  # fmt: skip

    class Meta:
        ordering = ["-since", "-id"]
        indexes = [models.Index(fields=["court", "user", "until"], name="absence_of")]
        constraints = [
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")), name="absence_has_days"
            )
        ]


class Relative(models.Model):
    """Somebody whose cases a person of the court keeps away from (CPL 47; 解释 43)."""

    user = models.ForeignKey(USER, models.PROTECT, related_name="relatives")
    relation = models.CharField(
        max_length=12,
        choices=[("relative", "near relative"), ("interest", "an interest"), ("other", "other")],
    )
    name = SealedField()
    name_index = models.CharField(max_length=64)
    id_number = SealedField(default="", blank=True)
    id_index = models.CharField(max_length=64, blank=True)

    class Meta:
        indexes = [models.Index(fields=["name_index"], name="relative_by_name")]


class Team(models.Model):
    """Who works together: judges, their assistants and clerks (审判团队)."""

    court = models.ForeignKey(Court, models.PROTECT, related_name="teams", db_index=False)
    division = models.ForeignKey(Division, models.PROTECT, null=True, related_name="teams")
    name = models.CharField(max_length=60)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["court", "name"], name="one_team_name")]

    def __str__(self) -> str:
        return self.name


TEAM_ROLES = (Role.JUDGE, Role.JUDGE_ASSISTANT, Role.CLERK)


class TeamMember(models.Model):
    """A person's place in a team, from when, until when."""

    team = models.ForeignKey(Team, models.PROTECT, related_name="members")
    user = models.ForeignKey(USER, models.PROTECT, related_name="team_places")
    role = models.CharField(max_length=20, choices=[(role.value, role.en) for role in TEAM_ROLES])
    since = models.DateField()
    until = models.DateField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")), name="membership_has_days"
            ),
            models.UniqueConstraint(
                fields=["team", "user", "role"], condition=Q(until=None), name="one_place_in_team"
            ),
        ]


class HandOver(models.Model):
    """All that somebody has in hand, given to others: prepared, looked at, carried out."""

    court = models.ForeignKey(Court, models.PROTECT, related_name="hand_overs")
    leaving = models.ForeignKey(USER, models.PROTECT, related_name="+", db_index=False)
    since = models.DateField()
    until = models.DateField(null=True)
    to = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+", db_index=False)
    """The one person who takes all; None: a draw for each case."""
    why = SealedField()
    by = models.ForeignKey(USER, models.PROTECT, related_name="+", db_index=False)
    role = models.CharField(max_length=20)
    made_at = models.DateTimeField(auto_now_add=True)
    begun_at = models.DateTimeField(null=True)
    """When it was first carried out; None while it is only a plan."""


class Draw(models.Model):
    """A draw: its inputs, and the seed, which is committed before anybody looks at the result.

    One that was not used yet binds: the same case gets no second try while the people drawn can
    take it. Neither seed nor inputs ever change (sql/assigning.sql).
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="draws")
    seed = models.CharField(max_length=64)
    inputs = models.JSONField()
    by = models.ForeignKey(USER, models.PROTECT, related_name="+", db_index=False)
    made_at = models.DateTimeField(auto_now_add=True)
    at = models.DateTimeField()
    """By the clock of the court; ``made_at`` is real time."""
    used_seq = models.IntegerField(null=True)
    """The log entry of the act that went by it."""
    void = models.CharField(max_length=20, blank=True)
    """Why it could not be gone by."""

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(used_seq=None, void=""), name="one_open_draw"
            )
        ]


class HandOverItem(Item):
    """One case of a hand-over: to whom, and what became of it."""

    hand_over = models.ForeignKey(HandOver, models.PROTECT, related_name="items")
    case = models.ForeignKey(Case, models.PROTECT, related_name="+", db_index=False)
    to = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+", db_index=False)
    draw = models.ForeignKey(Draw, models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["hand_over", "case"], name="one_item_a_case")
        ]


class Assignment(models.Model):
    """Who got the charge of a case, how, and by whose hand."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="assignments")
    court = models.ForeignKey(Court, models.PROTECT, related_name="+", db_index=False)
    seq = models.IntegerField()
    way = models.CharField(max_length=6, choices=[("draw", "by draw"), ("manual", "by hand")])
    judge = models.ForeignKey(USER, models.PROTECT, related_name="+", db_index=False)
    by = models.ForeignKey(USER, models.PROTECT, related_name="+", db_index=False)
    draw = models.ForeignKey(Draw, models.PROTECT, null=True, related_name="+", db_index=False)
    points = models.IntegerField()
    at = models.DateTimeField()
    """By the clock of the court."""

    class Meta:
        indexes = [models.Index(fields=["court", "-at"], condition=Q(way="manual"), name="by_hand")]
        constraints = [models.UniqueConstraint(fields=["case", "seq"], name="one_assignment")]


class OpinionSignature(models.Model):
    """A member of the panel signed the record of a deliberation (CPL 45)."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="opinion_signatures")
    user = models.ForeignKey(USER, models.PROTECT, related_name="+", db_index=False)
    opinion_seq = models.IntegerField()
    seq = models.IntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "user", "opinion_seq"], name="one_signature_on_opinion"
            )
        ]
