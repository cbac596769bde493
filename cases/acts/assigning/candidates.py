"""Who can be given a case: offices, load, share, causes, and what keeps somebody from it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.contrib.auth import get_user_model
from django.db.models import Count, Q, Sum
from django.db.models.functions import Coalesce

from cases.law.drawing import OUT, Candidate, Inputs
from cases.law.nodes import NODES
from cases.law.procedures import SECOND_INSTANCE, Procedure
from cases.law.refusals import Refusal
from cases.law.roles import HELD_IN_CASE, IN_ITS_PLACE, Role
from cases.law.weights import PANEL_PART, UNKNOWN
from cases.models import (
    Absence,
    Case,
    CaseRole,
    Division,
    Grant,
    Party,
    PartyLink,
    Relative,
    Seat,
)
from cases.models.fields import blind_index
from cases.proceeding import Proceeding
from cases.queries import Query, one_of

BENCH = (Role.JUDGE.value, Role.PANEL_MEMBER.value, Role.PRESIDING_JUDGE.value,
         Role.LAY_ASSESSOR.value)  # fmt: skip
NO_TRIAL = frozenset({Procedure.EXECUTION, Procedure.JURISDICTION_APPEAL})
"""Procedures that do not try the dispute: whoever took part in them is free for its trial."""
MOST_A_YEAR = 30
"""An assessor takes part in no more cases a year than about this (陪审员法解释 17)."""


@dataclass(frozen=True)
class Field:
    """The people of a court who hold an office today, by number, with their divisions."""

    divisions: dict[int, int | None]

    @property
    def users(self) -> list[int]:
        return sorted(self.divisions)


def of_office(p: Proceeding, role: Role) -> Field:
    """Whoever holds the office in the court of the case on this day."""
    found = Grant.objects.filter(
        court_id=p.case.court_id, role=role.value, valid_from__lte=p.on
    ).exclude(valid_until__lt=p.on)
    return Field(dict(found.values_list("user_id", "division_id")))


# -- what keeps somebody from a case --------------------------------------------------------------

_SAT_IN_THE_DISPUTE = Query(
    lambda dispute, case: CaseRole.objects.filter(
        case__dispute_id=dispute, role__in=BENCH, recused=False
    ).exclude(case_id=case).values_list("user_id", "case__procedure")
)  # fmt: skip
_EVER_LINKED = Query(
    lambda case, users: PartyLink.objects.filter(party__case_id=case, user_id=one_of(users))
    .values_list("user_id", flat=True)
)  # fmt: skip
_RELATIVES = Query(lambda users: Relative.objects.filter(user_id=one_of(users)))
_ABSENT = Query(
    lambda court, users, day: Absence.objects.filter(
        Q(until=None) | Q(until__gte=day), court_id=court, user_id=one_of(users), since__lte=day
    ).values_list("user_id", flat=True)
)  # fmt: skip


def barred(p: Proceeding, users: Iterable[int]) -> dict[int, str]:
    """Whom the law keeps from this case, and why (CPL 47; 解释 43, 45)."""
    asked = set(users)
    found: dict[int, str] = dict.fromkeys(earlier(p) & asked, "earlier")
    found |= dict.fromkeys(related(p, asked), "relative")
    found |= dict.fromkeys(_EVER_LINKED(p.case.pk, list(asked)), "party")
    found |= {user: "recused" for user, _, recused in p.people if recused and user in asked}
    return found


def earlier(p: Proceeding) -> set[int]:
    """Who tried this dispute in another procedure; a second instance after a remand may have its
    judges again (解释 45)."""
    if p.procedure in NO_TRIAL:
        return set()
    again = SECOND_INSTANCE if p.procedure in SECOND_INSTANCE else frozenset()
    others = _SAT_IN_THE_DISPUTE(p.case.dispute_id, p.case.pk)
    return {user for user, procedure in others if procedure not in NO_TRIAL | again}


def related(p: Proceeding, users: Iterable[int]) -> set[int]:
    """Who has a recorded relation to a party or an agent: by number where both have one, else by
    name."""
    rows = _RELATIVES(list(users))
    if not rows:
        return set()
    names, ids = _people_around(p)
    return {
        row.user_id for row in rows
        if (row.id_index and row.id_index in ids)
        or (row.name_index in names and not (row.id_index and names[row.name_index]))
    }  # fmt: skip


def _people_around(p: Proceeding) -> tuple[dict[str, bool], set[str]]:
    """Digests of the names of parties and agents, with whether a number is known, and of the
    numbers."""
    parties = Party.objects.filter(case_id=p.case.pk)
    names, ids = {}, set()
    for name, index in parties.values_list("name", "id_index"):
        names[blind_index(name)] = bool(index)
        ids |= {index} if index else set()
    agents = PartyLink.objects.filter(party__case_id=p.case.pk).exclude(
        authority__in=list(IN_ITS_PLACE)
    )
    for user in get_user_model().objects.filter(pk__in=agents.values("user_id")):
        names[blind_index(getattr(user, "real_name", "") or str(user))] = False
    return names, ids


def absent(p: Proceeding, users: Iterable[int]) -> set[int]:
    """Who is on leave on the day of the act."""
    return set(_ABSENT(p.case.court_id, list(users), p.on))


def check_able(p: Proceeding, users: Iterable[int]) -> None:
    """Nobody whom the law keeps from the case, nobody on leave: whoever names them. Raises
    Refusal."""
    asked = sorted(set(users))
    for user, why in sorted(barred(p, asked).items()):
        zh, en, _ = OUT[why]
        raise Refusal("barred_by_law", name=name_of(user), why_zh=zh, why_en=en)
    for user in sorted(absent(p, asked)):
        raise Refusal("person_absent", name=name_of(user))


def name_of(user_id: int) -> str:
    """As the court's pages show the person."""
    return str(get_user_model().objects.get(pk=user_id))


# -- load, share, causes --------------------------------------------------------------------------


def loads(court_id: int, users: Iterable[int]) -> dict[int, int]:
    """Points of the open cases of each: those in charge in full, those of whose panel they are a
    part."""
    rows = (
        CaseRole.objects.filter(
            user_id__in=list(users), role__in=(Role.JUDGE.value, Role.PANEL_MEMBER.value),
            ended_seq=None, recused=False, case__court_id=court_id,
            case__stands_at__in=list(NODES),
        )
        .values("user_id", "role")
        .annotate(points=Sum(Coalesce("case__weighed__points", UNKNOWN)))
    )  # fmt: skip
    found = dict.fromkeys(users, 0)
    for row in rows:
        part = 100 if row["role"] == Role.JUDGE else PANEL_PART
        found[row["user_id"]] += row["points"] * part // 100
    return found


def division_for(court_id: int, path: Iterable[str]) -> set[int]:
    """The divisions that take a case of this cause: those that name the nearest cause above it;
    empty where none names any."""
    named = {
        pk: set(causes)
        for pk, causes in Division.objects.filter(court_id=court_id).values_list("pk", "causes")
        if causes
    }
    for code in reversed(tuple(path)):
        if found := {pk for pk, causes in named.items() if code in causes}:
            return found
    return set()


# -- the draw's inputs ----------------------------------------------------------------------------


def judges(
    p: Proceeding, path: tuple[str, ...], points: int, *, seats: int = 1,
    more: Mapping[int, int] | None = None,
) -> Inputs:  # fmt: skip
    """Everything that a draw among the judges of the right division depends on.

    ``more``: points that people are about to get beside their open cases.
    """
    field = of_office(p, Role.JUDGE)
    users = field.users
    seat_of = {one.user_id: one for one in Seat.objects.filter(
        court_id=p.case.court_id, user_id__in=users)}  # fmt: skip
    right = division_for(p.case.court_id, path)
    out = dict(barred(p, users))
    on_bench = {u for u, role, recused in p.people if role in BENCH and not recused}
    away = absent(p, users)
    for user in users:
        seat = seat_of.get(user)
        checks = {
            "on_bench": user in on_bench,
            "absent": user in away,
            "no_share": seat is not None and seat.share == 0,
            "other_division": bool(right) and field.divisions[user] not in right,
            "other_causes": bool(seat and seat.causes) and set(seat.causes).isdisjoint(path)
            if seat else False,
        }  # fmt: skip
        why = next((code for code, holds in checks.items() if holds), "")
        if why and user not in out:
            out[user] = why
    able = [user for user in users if user not in out]
    load = loads(p.case.court_id, able)
    added = more or {}
    return Inputs(
        points,
        tuple(
            Candidate(u, load[u] + added.get(u, 0), seat_of[u].share if u in seat_of else 100)
            for u in able
        ),
        seats, tuple(sorted(out.items())),
    )  # fmt: skip


def assessors(p: Proceeding, seats: int) -> Inputs:
    """The draw among the court's lay assessors: the fewer cases this year, the likelier
    (陪审员法 19, 24)."""
    users = of_office(p, Role.LAY_ASSESSOR).users
    out = dict(barred(p, users))
    out |= {user: "absent" for user in absent(p, users) if user not in out}
    year = CaseRole.objects.filter(
        user_id__in=users, role=Role.LAY_ASSESSOR.value, case__registered_on__year=p.on.year
    )
    counted = dict(year.values_list("user_id").annotate(n=Count("case", distinct=True)))
    out |= {u: "full_year" for u in users if counted.get(u, 0) >= MOST_A_YEAR and u not in out}
    able = [user for user in users if user not in out]
    return Inputs(
        UNKNOWN, tuple(Candidate(u, UNKNOWN * counted.get(u, 0)) for u in able), seats,
        tuple(sorted(out.items())),
    )  # fmt: skip


def office_of(part: str) -> Role:
    """The office that a part in a case asks for."""
    role = Role(part)
    return HELD_IN_CASE.get(role, role)


def in_hand(court_id: int, user_id: int) -> list[int]:
    """The cases of a court, not archived, in which somebody has a part that goes on."""
    found = CaseRole.objects.filter(
        user_id=user_id, ended_seq=None, recused=False, case__court_id=court_id
    ).exclude(role=Role.MEDIATOR.value).exclude(case__stands_at="archived")  # fmt: skip
    ids = found.values_list("case_id", flat=True)
    return list(Case.objects.filter(pk__in=ids).order_by("pk").values_list("pk", flat=True))
