"""The workbench of the court: views people keep, acts on many cases, what judges delegate."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from cases.law.roles import Role
from cases.models.assigning import Team, TeamMember
from cases.models.case import Case
from cases.models.court import Court
from cases.models.fields import SealedField
from cases.models.one_by_one import Item

USER = settings.AUTH_USER_MODEL


class SavedView(models.Model):
    """A filter of the worklist that somebody keeps under a name of their own."""

    user = models.ForeignKey(USER, models.CASCADE, related_name="saved_views")
    name = SealedField()
    """Typed freely, so it may name people: it is in no address."""
    query = models.CharField(max_length=300)
    """The filter as it stands in the address, in one spelling."""

    class Meta:
        ordering = ["id"]


class KeysOff(models.Model):
    """Somebody who wants no single keys (WCAG 2.1.4)."""

    user = models.OneToOneField(USER, models.CASCADE, related_name="keys_off", primary_key=True)


class Batch(models.Model):
    """One act done to several like cases: chosen, looked at, done case by case."""

    by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    act = models.CharField(max_length=40)
    data = SealedField(default="")
    """What the cases share, as JSON; fixed when it is first carried out."""
    made_at = models.DateTimeField(auto_now_add=True)
    begun_at = models.DateTimeField(null=True)
    back = models.CharField(max_length=300, blank=True)
    """The filter of the list where the cases were chosen."""


class BatchItem(Item):
    """One case of a batch."""

    batch = models.ForeignKey(Batch, models.PROTECT, related_name="items")
    case = models.ForeignKey(Case, models.PROTECT, related_name="+", db_index=False)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["batch", "case"], name="one_batch_item_a_case")
        ]


class Delegations(models.QuerySet["Delegation"]):
    def live(self, on: date) -> Delegations:
        """Those that hold on a day: not revoked, and both are still in the team."""
        return self.filter(
            _in_team(on, "judge_id"), _in_team(on, "to_id", role=OuterRef("role")),
            revoked_at=None, since__lte=on, until__gte=on,
        )  # fmt: skip


def _in_team(on: date, person: str, role: OuterRef | str = Role.JUDGE.value) -> Exists:
    live = Q(since__lte=on) & (Q(until=None) | Q(until__gte=on))
    places = TeamMember.objects.filter(
        live, team=OuterRef("team"), user=OuterRef(person), role=role
    )
    return Exists(places)


class Delegation(models.Model):
    """Acts of preparation that a judge leaves to the assistant or the clerk of the team."""

    court = models.ForeignKey(Court, models.PROTECT, related_name="+", db_index=False)
    team = models.ForeignKey(Team, models.PROTECT, related_name="+", db_index=False)
    judge = models.ForeignKey(USER, models.PROTECT, related_name="delegated")
    to = models.ForeignKey(USER, models.PROTECT, related_name="delegated_to")
    role = models.CharField(max_length=20)
    """The office of whoever it is left to."""
    acts = ArrayField(models.CharField(max_length=40))
    since = models.DateField()
    until = models.DateField()
    """The last day on which it holds."""
    made_at = models.DateTimeField(auto_now_add=True)
    revoked_at = models.DateTimeField(null=True)

    objects = Delegations.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(until__gte=F("since")), name="delegation_has_days"),
            models.CheckConstraint(
                condition=~Q(judge=F("to")), name="nobody_delegates_to_themselves"
            ),
        ]
