"""Whose turn it is: the cases where a role acts, and the work that waits for each office.

A case is in exactly one of the four lists of an office: to do, waiting for others, suspended,
closed. Lists page by key (due, id), never by offset.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import (
    BooleanField,
    Count,
    DateTimeField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models import Case as When_
from django.db.models.functions import Now

from cases.law.acts import ACTS, Act
from cases.law.nodes import NODES
from cases.law.roles import Role
from cases.models import Case, CaseRole, Clock, Draft
from cases.policy import CHARGED
from cases.scope import Office, Viewer, effective_now, visible

PAGE = 50
TABS = ("todo", "waiting", "suspended", "closed")
READY_TO_SERVE = Q(pronounced_on__isnull=False) | Q(document="mediation_statement")


@dataclass(frozen=True)
class Duty:
    """What a role does where: the act that carries a case on from a node."""

    node: str
    role: Role
    act: str
    when: Q | None = None


def _named(role: Role, user_id: int | OuterRef | None = None) -> Exists:
    people = CaseRole.objects.filter(case=OuterRef("pk"), role=role.value, ended_seq=None)
    return Exists(people if user_id is None else people.filter(user_id=user_id, recused=False))


# fmt: off
DUTIES: tuple[Duty, ...] = (
    Duty("filing_review", Role.CLERK, "register"),
    Duty("filing_correction", Role.LITIGANT, "submit_correction"),
    Duty("fee_payment", Role.LITIGANT, "pay_fee"),
    Duty("case_assignment", Role.CLERK, "assign"),
    Duty("case_assignment", Role.DIVISION_CHIEF, "assign"),
    Duty("mediation_intake", Role.CLERK, "appoint_mediator", ~Q(_named(Role.MEDIATOR))),
    Duty("mediation_intake", Role.MEDIATOR, "accept_mediation"),
    Duty("mediation", Role.MEDIATOR, "publish_agreement"),
    Duty("agreement_signing", Role.LITIGANT, "sign_agreement"),
    Duty("judicial_confirmation", Role.JUDGE, "confirm_agreement"),
    Duty("complaint_service", Role.CLERK, "serve_complaint"),
    Duty("answer_period", Role.LITIGANT, "file_answer"),
    Duty("evidence_period", Role.LITIGANT, "submit_evidence"),
    Duty("evidence_exchange", Role.JUDGE, "hold_exchange"),
    Duty("hearing_scheduling", Role.CLERK, "fix_hearing"),
    Duty("hearing", Role.JUDGE, "close_hearing"),
    Duty("deliberation", Role.JUDGE, "record_deliberation"),
    Duty("judgment_drafting", Role.JUDGE, "sign_judgment"),
    Duty("judgment_service", Role.JUDGE, "pronounce", ~READY_TO_SERVE),
    Duty("judgment_service", Role.CLERK, "serve_judgment", READY_TO_SERVE),
    Duty("appeal_period", Role.LITIGANT, "appeal"),
    Duty("appeal_transfer", Role.CLERK, "send_file_up"),
    Duty("execution_filing", Role.CLERK, "register_execution"),
    Duty("execution_notice", Role.EXECUTION_OFFICER, "issue_execution_notice"),
    Duty("asset_control", Role.EXECUTION_OFFICER, "inquire_assets"),
    Duty("asset_valuation", Role.EXECUTION_OFFICER, "fix_price"),
    Duty("online_auction", Role.EXECUTION_OFFICER, "publish_auction"),
    Duty("proceeds_distribution", Role.EXECUTION_OFFICER, "pay_out"),
    Duty("closing_archiving", Role.CLERK, "archive"),
)
# fmt: on
TARGET = Q(basis="management", bound__in=("court_at_most", "set_by_court")) & ~Q(expiry="A")
"""The court's own targets: ``lights.is_target`` in SQL."""
WORKING = frozenset(duty.role for duty in DUTIES) - {Role.LITIGANT}
"""Roles that have a worklist."""
_TO_ARCHIVE = Exists(
    Clock.objects.filter(case=OuterRef("pk"), node="closing_archiving", state="running")
)
_PAUSED = Exists(
    Clock.objects.filter(
        case=OuterRef("pk"),
        node=OuterRef("stands_at"),
        kind__in=("node", "party"),
        state="running",
        due_at=None,
    )
)


def duties_at(node: str) -> tuple[Duty, ...]:
    return tuple(duty for duty in DUTIES if duty.node == node)


def main_act(place: str, role: Role, case: Case) -> Act | None:
    """What a role is expected to do with a case where it stands, None if it is not its turn."""
    for duty in duties_at(place):
        if duty.role is role and _applies(duty, case):
            return ACTS[duty.act]
    if role is Role.CLERK and place not in NODES and place in ACTS["begin_archiving"].at:
        return ACTS["begin_archiving"]
    return None


def _applies(duty: Duty, case: Case) -> bool:
    if duty.node != "judgment_service":
        return True
    ready = case.pronounced_on is not None or case.document == "mediation_statement"
    return ready is (duty.act == "serve_judgment")


# -- whose turn it is, as conditions of a query ---------------------------------------------------


def _any(conditions: list[Q]) -> Q:
    return reduce(or_, conditions, Q(pk__in=[]))


def _free_or_mine(office: Office, user_id: int) -> Q:
    """Of the charged roles only the person named acts, once one is named."""
    if office.role not in CHARGED:
        return Q()
    if office.role is Role.MEDIATOR:
        return Q(_named(office.role, user_id))
    return Q(_named(office.role, user_id)) | ~Q(_named(office.role))


def _duty(office: Office, user_id: int) -> Q:
    here = [
        Q(stands_at=duty.node) & (duty.when or Q()) for duty in DUTIES if duty.role is office.role
    ]
    if office.role is Role.CLERK:
        here.append(~Q(stands_at__in=list(NODES)) & Q(_TO_ARCHIVE))
    decided = [code for code, act in ACTS.items() if office.role in act.by]
    drafted = Exists(Draft.objects.filter(case=OuterRef("pk"), closed_seq=None, act__in=decided))
    return (
        Q(court_id=office.court_id)
        & (_any(here) | (Q(stands_at__in=list(NODES)) & drafted))
        & _free_or_mine(office, user_id)
    )


def _mine(office: Office, user_id: int) -> Q:
    court = Q(court_id=office.court_id)
    return court if office.role is Role.CLERK else court & Q(_named(office.role, user_id))


def _drafted() -> Exists:
    return Exists(Draft.objects.filter(case=OuterRef("pk"), closed_seq=None))


@dataclass(frozen=True)
class Lists:
    """The four lists of everything a person works on, as conditions that exclude each other."""

    universe: QuerySet[Case]
    conditions: dict[str, Q]

    def counts(self) -> dict[str, int]:
        """How long each list is, in one query."""
        return self.universe.aggregate(
            **{tab: Count("pk", filter=condition) for tab, condition in self.conditions.items()}
        )

    def of(self, tab: str) -> QuerySet[Case]:
        return self.universe.filter(self.conditions[tab])


def lists(who: Viewer) -> Lists:
    """The work of all offices of a person."""
    offices = [office for office in who.offices if office.role in WORKING]
    turn = _any([_duty(office, who.user_id) for office in offices])
    mine = _any([_mine(office, who.user_id) for office in offices])
    # Booleans as columns first: the database decides each of them once a case.
    cases = (
        visible(who)
        .filter(turn | mine)
        .annotate(is_turn=_as_flag(turn), is_paused=_PAUSED, is_drafted=_drafted())
    )
    at_node = Q(stands_at__in=list(NODES))
    stopped = Q(is_paused=True, is_drafted=False) & at_node
    turn_now = Q(is_turn=True) & ~stopped
    return Lists(
        cases,
        {
            "todo": turn_now,
            "waiting": at_node & Q(is_turn=False) & ~stopped,
            "suspended": stopped,
            "closed": ~at_node & Q(is_turn=False),
        },
    )


def _as_flag(condition: Q) -> Any:
    return When_(
        When(condition, then=Value(True)), default=Value(False), output_field=BooleanField()
    )


# -- order and pages ------------------------------------------------------------------------------


LATER = timedelta(days=365_000)
"""Puts everything that is not overdue by law behind everything that is, in one sort key."""


def by_due(cases: QuerySet[Case]) -> QuerySet[Case]:
    """With the key of the deadline that speaks for each case: ``lights.leading`` in SQL."""
    now = Now() + F("group__offset")
    law = Clock.objects.filter(
        case=OuterRef("case"), code=OuterRef("code"), basis="statutory", state="running",
        due_at__isnull=False,
    ).exclude(kind="window")  # fmt: skip
    running = Clock.objects.filter(
        case=OuterRef("pk"), state="running", due_at__isnull=False
    ).exclude(kind="window")
    passed = Q(basis="management", due_at__lte=now) & Exists(law)
    key = When_(
        When(~TARGET & Q(due_at__lte=now), then=F("due_at")),
        default=ExpressionWrapper(F("due_at") + LATER, output_field=DateTimeField()),
    )
    keys = running.exclude(passed).annotate(key=key).order_by("key").values("key")
    return cases.annotate(due=Subquery(keys[:1]))


@dataclass(frozen=True)
class Key:
    """Where a page begins: after this (due, id); no due date comes last."""

    due: datetime | None
    case_id: int

    @classmethod
    def parse(cls, text: str) -> Key | None:
        """Read a key from an address; anything unreadable is the first page."""
        due, _, number = text.rpartition("~")
        if not (number.isascii() and number.isdigit() and len(number) < 19):
            return None
        try:
            at = datetime.fromisoformat(due) if due else None
        except ValueError:
            return None
        if at is not None and at.tzinfo is None:
            return None
        return cls(at, int(number))

    def __str__(self) -> str:
        return f"{self.due.isoformat() if self.due else ''}~{self.case_id}"

    @property
    def after(self) -> Q:
        later = Q(due=None, pk__gt=self.case_id)
        if self.due is None:
            return later
        return Q(due__gt=self.due) | Q(due=self.due, pk__gt=self.case_id) | Q(due=None)


@dataclass(frozen=True)
class Page:
    rows: list[Case]
    next: str


def page(cases: QuerySet[Case], after: str = "", size: int = PAGE) -> Page:
    """One page in order of the deadline, with the key of the next one."""
    ordered = by_due(cases).annotate(now=effective_now("court__group"))
    ordered = ordered.order_by(F("due").asc(nulls_last=True), "pk")
    if key := Key.parse(after):
        ordered = ordered.filter(key.after)
    found = list(ordered[: size + 1])
    if len(found) <= size:
        return Page(found, "")
    last = found[size - 1]
    return Page(found[:size], str(Key(last.due, last.pk)))  # type: ignore[attr-defined]
