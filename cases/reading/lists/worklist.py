"""Whose turn it is: the cases where a role acts, and the work that waits for each office.

A case is in exactly one of the four lists of an office: to do, waiting for others, suspended,
closed. Lists page by key (due, id), never by offset.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import (
    BooleanField,
    DateTimeField,
    Exists,
    ExpressionWrapper,
    F,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models import Case as When_

from cases.law.acts import ACTS, Act
from cases.law.clocks import KINDS
from cases.law.nodes import NODES
from cases.law.periods import local_date
from cases.law.roles import Role
from cases.models import Case, CaseRole, Clock, Draft, JoinRequest, TeamMember
from cases.policy import CHARGED
from cases.reading.case.lights import AT_NODE, LONG_RUNNING
from cases.reading.scope import Office, Viewer, effective_now, seen_by, visible

PAGE = 50
MOST_ASKED = 20
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
    Duty("case_assignment", Role.CLERK, "draw_judge"),
    Duty("case_assignment", Role.DIVISION_CHIEF, "draw_judge"),
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


TARGET = Q(is_target=True)
"""The court's own targets."""
WORKING = frozenset(duty.role for duty in DUTIES) - {Role.LITIGANT} | {
    Role.JUDGE_ASSISTANT,
    Role.LAY_ASSESSOR,
}
"""Roles that have a worklist."""


FOR = {Role.JUDGE_ASSISTANT: Role.JUDGE}
"""Who prepares what another has to do: it is their turn when it is the other's."""
IN_TEAM = (Role.JUDGE, Role.CLERK)
"""Whose turn it is in the list that a team shares."""


def roles_of(who: Viewer) -> tuple[Role, ...]:
    """The roles whose work a person looks at, in the order in which their task is named."""
    roles = dict.fromkeys(office.role for office in who.offices)
    return tuple(dict.fromkeys([*roles, *(FOR[role] for role in roles if role in FOR)]))


def duties_at(node: str) -> tuple[Duty, ...]:
    return tuple(duty for duty in DUTIES if duty.node == node)


def main_act(place: str, role: Role, case: Case) -> Act | None:
    """What a role is expected to do with a case where it stands, None if it is not its turn."""
    return _act_at(place, role, is_ready=is_ready(case))


def expected(place: str, draft: str, roles: Iterable[Role], *, is_ready: bool) -> Act | None:
    """What people of these roles are to do; a draft that waits comes first."""
    held = tuple(roles)
    if draft and ACTS[draft].by & set(held):
        return ACTS[draft]
    found = (_act_at(place, role, is_ready=is_ready) for role in held)
    return next((one for one in found if one is not None), None)


def is_ready(case: Case) -> bool:
    """READY_TO_SERVE of a case in hand."""
    return case.pronounced_on is not None or case.document == "mediation_statement"


def _act_at(place: str, role: Role, *, is_ready: bool) -> Act | None:
    for duty in duties_at(place):
        serves = duty.act == "serve_judgment"
        if duty.role is role and (place != "judgment_service" or is_ready is serves):
            return ACTS[duty.act]
    if role is Role.CLERK and place not in NODES and place in ACTS["begin_archiving"].at:
        return ACTS["begin_archiving"]
    return None


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


def _turn(role: Role, drafts: dict[int, str]) -> Q:
    """Where a role has to act, or a draft waits for its word."""
    here = [Q(stands_at=duty.node) & (duty.when or Q()) for duty in DUTIES if duty.role is role]
    if role is Role.CLERK:
        here.append(Q(stands_at__in=ACTS["begin_archiving"].at))
    decided = [case_id for case_id, act in drafts.items() if role in ACTS[act].by]
    return _any(here) | Q(pk__in=decided)


def _duty(office: Office, user_id: int, drafts: dict[int, str]) -> Q:
    turn = _turn(FOR.get(office.role, office.role), drafts)
    if office.role in FOR:
        return Q(court_id=office.court_id) & turn & Q(_named(office.role, user_id))
    return Q(court_id=office.court_id) & turn & _free_or_mine(office, user_id)


def _mine(office: Office, user_id: int) -> Q:
    court = Q(court_id=office.court_id)
    if office.role is Role.CLERK:
        return court
    mine = Q(_named(office.role, user_id))
    if office.role is Role.JUDGE:
        mine |= Q(_named(Role.PANEL_MEMBER, user_id))
    return court & mine


def _drafts(courts: list[int]) -> dict[int, str]:
    """Open drafts of these courts: case and the act that decides it. Few at any time."""
    found = Draft.objects.filter(closed_seq=None, case__court_id__in=courts)
    return dict(found.values_list("case_id", "act"))


def _paused(courts: list[int]) -> set[int]:
    """Cases of these courts whose present node stands still."""
    found = Clock.objects.filter(
        court_id__in=courts, state="running", due_at=None, kind__in=("node", "party"),
        node=F("case__stands_at"),
    )  # fmt: skip
    return set(found.values_list("case_id", flat=True))


@dataclass(frozen=True)
class Lists:
    """Everything a person works on, with ``is_turn`` and ``is_ready`` of each case."""

    universe: QuerySet[Case]
    stopped: frozenset[int]
    """Cases whose present node stands still, and of which no draft waits."""
    roles: tuple[Role, ...] = ()
    """Whose tasks the list names."""
    drafts: dict[int, str] = field(default_factory=dict)

    def standing(self) -> list[tuple[int, str, bool, bool]]:
        """Of each case where it stands, whether it is its turn, and READY_TO_SERVE."""
        return list(self.universe.values_list("pk", "stands_at", "is_turn", "is_ready"))  # type: ignore[misc]

    def tab(self, case_id: int, place: str, *, is_turn: bool) -> str:
        """In which of the four lists a case is."""
        if place in NODES and case_id in self.stopped:
            return "suspended"
        if is_turn:
            return "todo"
        return "waiting" if place in NODES else "closed"


def lists(who: Viewer) -> Lists:
    """The work of all offices of a person; what is archived is found by its number."""
    offices = [office for office in who.offices if office.role in WORKING]
    courts = sorted({office.court_id for office in offices})
    drafts = _drafts(courts)
    turn = _any([_duty(office, who.user_id, drafts) for office in offices])
    mine = _any([_mine(office, who.user_id) for office in offices])
    return _parted(visible(who).filter(turn | mine), turn, courts, roles_of(who), drafts)


def team_lists(who: Viewer) -> Lists:
    """What the teams of a person share: the cases of their judges, and whose turn it is of judge
    and clerk, the same for each of them as far as the case exists for them."""
    courts = sorted({office.court_id for office in who.offices if office.role in WORKING})
    drafts = _drafts(courts)
    judges = team_judges(who)
    theirs = CaseRole.objects.filter(
        case=OuterRef("pk"), role=Role.JUDGE.value, user_id__in=judges, ended_seq=None,
        recused=False,
    )  # fmt: skip
    turn = _any([_turn(role, drafts) for role in IN_TEAM])
    return _parted(visible(who).filter(Exists(theirs)), turn, courts, IN_TEAM, drafts)


def team_judges(who: Viewer) -> list[int]:
    """The judges of the teams that a person is in today."""
    found: set[int] = set()
    for court_id, now in {office.court_id: office.now for office in who.offices}.items():
        today = local_date(now)
        live = Q(since__lte=today) & (Q(until=None) | Q(until__gte=today))
        places = TeamMember.objects.filter(live, team__court_id=court_id)
        mine = places.filter(user_id=who.user_id).values("team_id")
        judges = places.filter(team_id__in=mine, role=Role.JUDGE.value)
        found |= set(judges.values_list("user_id", flat=True))
    return sorted(found)


def _parted(
    found: QuerySet[Case], turn: Q, courts: list[int], roles: tuple[Role, ...],
    drafts: dict[int, str],
) -> Lists:  # fmt: skip
    cases = (
        found.filter(court_id__in=courts)
        .exclude(stands_at="archived")
        .annotate(is_turn=_as_flag(turn), is_ready=_as_flag(READY_TO_SERVE))
    )
    return Lists(cases, frozenset(_paused(courts) - set(drafts)), roles, drafts)


def _as_flag(condition: Q) -> Any:
    return When_(
        When(condition, then=Value(True)), default=Value(False), output_field=BooleanField()
    )


# -- order and pages ------------------------------------------------------------------------------


LATER = timedelta(days=365_000)
"""Puts everything that is not overdue by law behind everything that is, in one sort key."""
OVER = Q(state__in=("met", "expired", "cancelled"))
"""Of one case the clocks that do not run. Said this way round because the planner, before it knows
a table, would look for running ones in the index of the board, which is by court."""
LEADING_KINDS = tuple(kind for kind in KINDS if kind not in LONG_RUNNING)


def by_due(cases: QuerySet[Case]) -> QuerySet[Case]:
    """With ``now`` and the key of the deadline that speaks: ``lights.leading`` in SQL."""
    passed = Q(due_at__lte=OuterRef("now"))
    leading = (
        Clock.objects.filter(~OVER, case=OuterRef("pk"), kind__in=LEADING_KINDS)
        .values("case")
        .annotate(
            overdue=Min("due_at", filter=~TARGET & passed),
            ahead=Min("due_at", filter=~TARGET | ~passed),
            target=Min("due_at", filter=TARGET & passed),
            law=Min("due_at", filter=Q(basis="statutory", kind__in=AT_NODE)),
        )
        .annotate(
            key=When_(
                When(overdue__isnull=False, then=F("overdue")),
                When(target__isnull=False, law=None, then=later("target")),
                default=later("ahead"),
            )
        )
    )
    return cases.annotate(now=effective_now("court__group")).annotate(
        due=Subquery(leading.values("key"))
    )


def later(name: str) -> ExpressionWrapper:
    """Behind all that is overdue by law."""
    return ExpressionWrapper(F(name) + LATER, output_field=DateTimeField())


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
            if at is not None and at.tzinfo is None:
                return None
            # The database knows fewer offsets than an address can hold.
            return cls(at and at.astimezone(UTC), int(number))
        except (ValueError, OverflowError):
            return None

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
    """One page in order of the deadline, with the key of the next one.

    The order is found on ids alone; only the rows of the page are read whole.
    """
    ordered = by_due(cases).order_by(F("due").asc(nulls_last=True), "pk")
    if key := Key.parse(after):
        ordered = ordered.filter(key.after)
    return read_page(list(ordered.values_list("pk", "due")[: size + 1]), size)  # type: ignore[misc]


def read_page(found: list[tuple[int, datetime | None]], size: int) -> Page:
    """The page of these cases and the deadlines they are ordered by: one more where more follow."""
    shown = found[:size]
    with_time = Case.objects.annotate(now=effective_now("court__group"))
    whole = with_time.in_bulk([pk for pk, _ in shown])
    following = str(Key(shown[-1][1], shown[-1][0])) if found[size:] else ""
    return Page([whole[pk] for pk, _ in shown], following)


def asked_to_join(who: Viewer) -> list[JoinRequest]:
    """The requests to come into a case that this person's desk has to answer, oldest first."""
    open_ = JoinRequest.objects.filter(
        seen_by(who, "case__"), decided_seq=None, case__court_id__in=who.courts([Role.CLERK])
    )
    shown = list(open_.order_by("asked_at", "id")[:MOST_ASKED])
    cases = Case.objects.annotate(now=effective_now("court__group"))
    by_id = cases.in_bulk({one.case_id for one in shown})
    for one in shown:
        one.case = by_id[one.case_id]
    return shown
