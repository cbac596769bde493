"""The case, its parties, its people and its links to other cases."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models.functions import Now
from django.utils import timezone
from django_fsm import FSMField, transition

from cases.law.nodes import NODES, Node
from cases.law.outcomes import OUTCOMES, Outcome
from cases.law.procedures import Origin, Procedure
from cases.models.court import Court
from cases.models.fields import SealedField


def place_choices() -> list[tuple[str, str]]:
    """Every place a case can stand at; a function, so that a new node is no migration."""
    return [(place.code, place.en) for place in _PLACES]


def _entry(place: Node | Outcome) -> Any:
    """The django-fsm transition into one node or outcome, from wherever the table allows."""
    sources = [n.code for n in NODES.values() if place.code in n.leads_to]
    sources += [o.code for o in OUTCOMES.values() if place.code in o.next]

    def enter(self: Case) -> None: ...

    enter.__name__ = f"enter_{place.code}"
    return transition("stands_at", source=sources, target=place.code, custom={"place": place})(
        enter
    )


_PLACES: tuple[Node | Outcome, ...] = (*NODES.values(), *OUTCOMES.values())
Entries = type("Entries", (), {f"enter_{place.code}": _entry(place) for place in _PLACES})


class Case(Entries, models.Model):  # type: ignore[misc,valid-type]
    """A case: it stands at one node or rests at an outcome. Only ``cases.procedure`` moves it."""

    court = models.ForeignKey(Court, models.PROTECT, related_name="cases", db_index=False)
    dispute_id = models.UUIDField(default=uuid.uuid4, db_index=True)
    number = models.CharField(max_length=40, blank=True)
    stands_at = FSMField(max_length=40, choices=place_choices, protected=True)
    version = models.IntegerField(default=0)
    log_seq = models.IntegerField(default=0)
    procedure = models.CharField(max_length=20, default=Procedure.SUMMARY.value)
    origin = models.CharField(max_length=24, default=Origin.FILED.value)
    panel = models.BooleanField(default=False)
    is_foreign = models.BooleanField(default=False)
    confidential = models.BooleanField(default=False)
    cause_code = models.CharField(max_length=12)
    amount = models.DecimalField(max_digits=16, decimal_places=2, null=True)
    fee = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    filed_at = models.DateTimeField()
    entered_at = models.DateTimeField()
    registered_on = models.DateField(null=True)
    closed_on = models.DateField(null=True)
    took_effect_on = models.DateField(null=True)
    pronounced_on = models.DateField(null=True)
    document = models.CharField(max_length=20, blank=True)
    """What judgment_service serves: judgment or mediation_statement."""
    result = models.CharField(max_length=20, blank=True)
    performance_days = models.IntegerField(null=True)
    came_from = models.CharField(max_length=40, blank=True)
    """The node a correction was ordered from."""
    adjournments = models.SmallIntegerField(default=0)
    reappointed = models.BooleanField(default=False)
    clock_count = models.SmallIntegerField(default=0)

    class Meta:
        indexes = [
            models.Index(
                fields=["court", "stands_at", "-entered_at"],
                include=["id", "confidential"],
                name="case_worklist",
            ),
            models.Index(fields=["court", "-id"], name="case_newest"),
        ]

    def __str__(self) -> str:
        return self.number or f"#{self.pk}"

    @property
    def node(self) -> Node | None:
        """The node where the case stands, None at an outcome."""
        return NODES.get(self.stands_at)

    @property
    def outcome(self) -> Outcome | None:
        """The outcome where the case rests or ends, None at a node."""
        return OUTCOMES.get(self.stands_at)


WAYS: dict[str, frozenset[str]] = {
    place.code: frozenset(getattr(Case, f"enter_{place.code}")._django_fsm.transitions)
    for place in _PLACES
}
"""From where one comes to each place: what the transitions say, asked once."""


class Party(models.Model):
    """Someone who sues, is sued, or joins. ``no`` is what the log knows of them."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="parties", db_index=False)
    no = models.SmallIntegerField()
    side = models.CharField(
        max_length=12,
        choices=[("plaintiff", "plaintiff"), ("defendant", "defendant"), ("third", "third party")],
    )
    name = models.CharField(max_length=200)
    name_bigrams = ArrayField(models.CharField(max_length=4), default=list)
    is_organisation = models.BooleanField(default=False)
    is_foreign = models.BooleanField(default=False)
    id_number = SealedField(blank=True, default="")
    id_index = models.CharField(max_length=64, blank=True)
    phone = SealedField(blank=True, default="")
    phone_index = models.CharField(max_length=64, blank=True)
    address = SealedField(blank=True, default="")
    left_on = models.DateField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "no"], name="one_party_no")]
        indexes = [
            GinIndex(fields=["name_bigrams"], name="party_name_bigrams"),
            models.Index(fields=["id_index"], condition=~models.Q(id_index=""), name="party_by_id"),
            models.Index(
                fields=["phone_index"], condition=~models.Q(phone_index=""), name="party_by_phone"
            ),
        ]
        ordering = ["no"]

    def __str__(self) -> str:
        return self.name


class PartyLinks(models.QuerySet["PartyLink"]):
    def unended(self) -> PartyLinks:
        """Those neither ended nor expired by the clock of their court, confirmed or waiting."""
        here = Now() + models.F("party__case__court__group__offset")
        now = models.ExpressionWrapper(here, output_field=models.DateTimeField())
        ends = models.Q(valid_until=None) | models.Q(valid_until__gt=now)
        return self.filter(ends, party__left_on=None)

    def live(self) -> PartyLinks:
        """Those that open a case now: confirmed, not ended, of a party still there."""
        return self.unended().filter(confirmed_at__isnull=False)


class PartyLink(models.Model):
    """A signed-in person's way into a case: as the party, or as agent under an authority.

    An authority opens nothing until the party confirms it in an account of its own, or a clerk has
    checked the paper (CPL 62).
    """

    party = models.ForeignKey(Party, models.PROTECT, related_name="links", db_index=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="party_links")
    authority = models.CharField(
        max_length=20,
        choices=[
            ("self", "in person"),
            ("legal_representative", "legal representative"),
            ("guardian", "guardian"),
            ("general", "general"),
            ("special", "special"),
        ],
        default="self",
    )
    agent = models.CharField(max_length=20, blank=True)
    """What kind of agent: lawyer, employee, near relative, recommended (CPL 61)."""
    valid_from = models.DateTimeField()
    valid_until = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True, default=timezone.now)
    """Real time; None while an authority waits for the party's word."""

    objects = PartyLinks.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["party", "user"], name="one_link_a_person")]
        indexes = [
            models.Index(
                fields=["user"],
                condition=models.Q(confirmed_at=None),
                name="link_waiting",
            )
        ]


class CaseRole(models.Model):
    """A person's part in a case: judge in charge, clerk, mediator, officer; recused ones too."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="people", db_index=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="case_roles", db_index=False
    )
    role = models.CharField(max_length=20)
    since_seq = models.IntegerField()
    ended_seq = models.IntegerField(null=True)
    recused = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["user", "role", "case"], name="case_role_mine")]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "user", "role"],
                condition=models.Q(ended_seq__isnull=True),
                name="one_live_role",
            )
        ]


class Link(models.Model):
    """One case linked to another: up on appeal or retrial, down on remand, or sideways."""

    source = models.ForeignKey(Case, models.PROTECT, related_name="links_out")
    target = models.ForeignKey(Case, models.PROTECT, related_name="links_in")
    kind = models.CharField(max_length=20)
    answered_seq = models.IntegerField(null=True)
    """The source's log entry that took in the target's result."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "target", "kind"], name="one_link")
        ]


class NumberAlias(models.Model):
    """Every number a case has carried: the leading one and its stage numbers (一个案号管到底)."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="numbers")
    number = models.CharField(max_length=40)
    type_code = models.CharField(max_length=8)
    issued_on = models.DateField()
    is_leading = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["number"], name="one_case_a_number")]
