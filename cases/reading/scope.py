"""Which cases a person can see. Outside one's scope a case does not exist: no row, no count.

Staff see the cases of the courts where they hold a valid grant; mediators those they were named
for; confidential cases only those who work on them; the recused nothing (CPL 47-50). Parties and
agents see theirs by a live link, and never act for the court in their own case.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import DateTimeField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet
from django.db.models.functions import Now

from cases import loading
from cases.law.delegating import DELEGATES
from cases.law.periods import local_date
from cases.law.roles import HELD_IN_CASE, IN_ITS_PLACE, PARTIES, Role
from cases.models import (
    Case,
    CaseRole,
    ClockGroup,
    Delegation,
    Grant,
    KeysOff,
    PartyLink,
)
from cases.policy import Standing, may, who_may
from cases.proceeding import Proceeding
from cases.queries import Given, Query, one_of

IN_COURT = who_may("read")
"""Roles that see every open case of their court."""
WHEN_NAMED = who_may("read", "assigned")
"""Roles that see the cases they were named for, confidential ones too."""
ON_BOARD = who_may("read_board")
MOVES_CLOCK = who_may("move_clock")
SENDS_AGAIN = who_may("send_again")
"""Roles that look after messages which could not be sent."""
EDITS_FORMS = who_may("edit_forms")
"""Who puts the court's own texts of forms in place."""
REMOVES_FACTORS = who_may("remove_factor")
"""Who takes away a second factor that its owner has lost."""

ASSIGNS = who_may("assign")
"""Who reads how cases come to judges."""
EDITS_TEAMS = who_may("edit_teams")
"""Who forms teams, records absences and hands cases over."""
EDITS_LIMITS = who_may("edit_limits")
"""Who sets the court's own limits shorter."""
EDITS_MEDIATORS = who_may("edit_mediators")
"""Who keeps the register of mediators and of the organisations that send them."""
EDITS_ROOMS = who_may("edit_rooms")
"""Who keeps the list of courtrooms, and closes them."""

SEES_READINGS = who_may("see_readings")
"""Who reads which people of the court gave a reason to read what."""


@dataclass(frozen=True)
class Office:
    """A role somebody holds in a court today, by that court's clock."""

    role: Role
    court_id: int
    court: str
    court_en: str
    group: ClockGroup
    now: datetime


@dataclass(frozen=True)
class Viewer:
    """The person at the page, with the offices that are valid today."""

    user_id: int
    name: str
    is_demo: bool
    is_verified: bool
    """Whether the register has confirmed who this is."""
    offices: tuple[Office, ...]
    own_cases: tuple[int, ...] = ()
    """Cases where this person is a party, or acts for one."""
    recused_from: tuple[int, ...] = ()
    keys_off: bool = False
    """Whether this person wants no single keys."""
    asks: str = ""
    """The page asked for, by its name and the id of what it shows."""

    def courts(self, roles: Iterable[Role]) -> list[int]:
        """The courts where this person holds one of the roles."""
        wanted = frozenset(roles)
        return sorted({office.court_id for office in self.offices if office.role in wanted})

    def holds(self, *roles: Role) -> bool:
        return any(office.role in roles for office in self.offices)

    @property
    def is_staff(self) -> bool:
        return bool(self.offices)

    @property
    def is_known(self) -> bool:
        """Whether the court knows who this is: its own people, the verified, the made-up."""
        return self.is_staff or self.is_verified or self.is_demo


def effective_now(group: str = "") -> ExpressionWrapper:
    """A court's time in a query: the database's, moved by the offset of its clock group."""
    offset = f"{group}__offset" if group else "offset"
    return ExpressionWrapper(Now() + F(offset), output_field=DateTimeField())


def viewer(user: Any) -> Viewer:
    """The person with the grants and links that are valid today."""
    held = _GRANTS(user.pk)
    offices = [_office(g, g.now) for g in held if _is_valid(g, local_date(g.now))]
    return Viewer(
        user.pk, str(user), user.is_demo, user.is_verified, tuple(offices),
        tuple(_OWN_CASES(user.pk)), tuple(_RECUSED(user.pk)), any(g.keys_off for g in held),
    )  # fmt: skip


_GRANTS = Query(
    lambda user: (
        Grant.objects.filter(user_id=user)
        .select_related("court__group")
        .annotate(
            now=effective_now("court__group"),
            keys_off=Exists(KeysOff.objects.filter(user_id=user)),
        )
        .order_by("id")
    )
)
_OWN_CASES = Query(
    lambda user: live_links(user).values_list("party__case_id", flat=True).distinct()
)
_RECUSED = Query(
    lambda user: CaseRole.objects.filter(user_id=user, ended_seq=None, recused=True).values_list(
        "case_id", flat=True
    )
)


def _office(grant: Grant, now: datetime) -> Office:
    court = grant.court
    name_en = court.name_en or court.name
    return Office(Role(grant.role), court.pk, court.name, name_en, court.group, now)


def _is_valid(grant: Grant, today: date) -> bool:
    return grant.valid_from <= today and (grant.valid_until is None or today <= grant.valid_until)


def live_links(user_id: int | Given) -> QuerySet[PartyLink]:
    """The parties whom a person is, or acts for, today."""
    return PartyLink.objects.live().filter(user_id=user_id)


def visible(who: Viewer) -> QuerySet[Case]:
    """The cases that exist for this person."""
    return Case.objects.filter(seen_by(who))


def seen_by(who: Viewer, case: str = "") -> Q:
    """The rule itself; ``case`` leads to the case from another model, as in ``case__``."""
    here = CaseRole.objects.filter(
        case=OuterRef(f"{case}pk"), user_id=who.user_id, ended_seq=None, recused=False,
        role__in=[role.value for role in WHEN_NAMED],
    )  # fmt: skip
    named = Q(Exists(here))
    seen = Q((f"{case}pk__in", who.own_cases))
    if courts := who.courts(IN_COURT):
        seen |= Q(Q((f"{case}court_id__in", courts)) & (Q((f"{case}confidential", False)) | named))
    if courts := who.courts(WHEN_NAMED - IN_COURT):
        seen |= Q(Q((f"{case}court_id__in", courts)) & named)
    return seen & ~Q((f"{case}pk__in", who.recused_from))


def sees(who: Viewer, case_id: int) -> bool:
    return visible(who).filter(pk=case_id).exists()


def standings(p: Proceeding, who: Viewer) -> list[Standing]:
    """How this person stands to a case, one a role, the case's own roles first."""
    mine = [(role, recused) for user, role, recused in p.people if user == who.user_id]
    if any(recused for _, recused in mine):
        return []
    filled = frozenset(Role(role) for _, role, recused in p.people if not recused)
    if as_party := _as_party(p, who, filled):
        return [as_party]
    in_charge = frozenset(Role(role) for role, _ in mine)
    aside = who.user_id in loading.stepping_aside(p)
    roles = dict.fromkeys(o.role for o in who.offices if o.court_id == p.case.court_id)
    roles |= {part: None for part in in_charge if HELD_IN_CASE.get(part) in roles}
    found = [
        Standing(
            frozenset({role}),
            "assigned" if role in in_charge else "court",
            in_charge=in_charge,
            filled=filled,
            steps_aside=aside,
            delegated=_delegated(p, who, role),
        )
        for role in sorted(roles, key=lambda role: role not in in_charge)
    ]
    return [standing for standing in found if may(standing, "read")]


_LEFT_TO = Query(
    lambda day, court, judges, user, role: Delegation.objects.live(day).filter(
        court_id=court, judge_id=one_of(judges), to_id=user, role=role
    )
)


def _delegated(p: Proceeding, who: Viewer, role: Role) -> dict[str, int]:
    """What the judge of this case leaves to this person now."""
    judges = {user for user, part, recused in p.people if part == Role.JUDGE and not recused}
    judges -= set(loading.stepping_aside(p))
    if role not in DELEGATES or not judges:
        return {}
    found = _LEFT_TO(p.on, p.case.court_id, list(judges), who.user_id, role.value)
    return {act: one.judge_id for one in found for act in one.acts}


def _as_party(p: Proceeding, who: Viewer, filled: frozenset[Role]) -> Standing | None:
    links = [
        (party, authority)
        for party in p.parties
        if not party.left
        for user, authority in party.links
        if user == who.user_id
    ]
    if not links:
        return None
    authorities = frozenset(authority for _, authority in links)
    return Standing(
        frozenset({Role.LITIGANT if authorities & IN_ITS_PLACE else Role.AGENT}),
        "party",
        tuple(party.no for party, _ in links),
        loading.sides_of(p, [party for party, _ in links]),
        authorities,
        filled=filled,
    )


def only_mediates(found: Iterable[Standing]) -> bool:
    """Whether nothing but their having been the mediator brings somebody to a case."""
    return {role for standing in found for role in standing.roles} == {Role.MEDIATOR}


def is_party(found: Iterable[Standing]) -> bool:
    return any(standing.roles & PARTIES for standing in found)
