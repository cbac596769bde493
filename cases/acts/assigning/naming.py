"""Naming: who tries a case and who works on it, and what follows for sittings and the parties."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from cases import loading
from cases.acts.assigning import candidates, diverting, drawing, sitting
from cases.acts.assigning.drawing import Bench
from cases.acts.filing.registering import give_role
from cases.acts.time import incidents
from cases.law.clocks import SUBS
from cases.law.deliberation import may_sit
from cases.law.procedures import FIRST_INSTANCE, Procedure
from cases.law.refusals import BadValue, Refusal
from cases.law.roles import HELD_IN_CASE, TRIES, Role
from cases.models import (
    Assignment,
    CaseRole,
    Document,
    Draw,
    OpinionSignature,
    TeamMember,
)
from cases.procedure import Deed, leaves
from cases.proceeding import Proceeding
from cases.queries import Given, Query

_OTHERS = (Role.PANEL_MEMBER.value, Role.LAY_ASSESSOR.value, Role.PRESIDING_JUDGE.value)
"""The parts of a panel beside the judge in charge."""


# -- the first judge ------------------------------------------------------------------------------


@leaves("assign", "assign_for_hearing")
def names_the_judge(p: Proceeding, deed: Deed) -> None:
    """By hand: somebody names the judge, and says why."""
    judge = int(deed.data["judge"])
    candidates.check_able(p, [judge])
    found = diverting.diverted(p)
    if deed.data.get("panel") is not None and p.procedure is Procedure.ORDINARY:
        p.set(panel=bool(deed.data["panel"]))
    elif found.bench == "panel":
        p.set(panel=True)
    diverting.check_procedure(p, found)
    diverting.check_bench(p, found, panel=p.case.panel)
    deed.facts["way"] = "manual"
    take_charge(p, deed, Bench(judge, (), ()), points=diverting.weigh(p, found))


@leaves("draw_judge")
def draws_the_judge(p: Proceeding, deed: Deed) -> None:
    """Electronically: whom the recorded draw gives, and nobody else."""
    draw = _draw_of(p, deed)
    bench = _result(draw)
    lay, seats = draw.inputs[drawing.LAY], draw.inputs["judges"]["seats"]
    panel = seats > 1 or lay is not None
    if panel and len(bench.everybody) < drawing.PANEL:
        raise Refusal("panel_incomplete", n=len(bench.everybody))
    found = diverting.diverted(p)
    if panel or p.procedure is Procedure.ORDINARY:
        p.set(panel=panel)
    diverting.check_procedure(p, found)
    diverting.check_bench(p, found, panel=p.case.panel)
    check_still_able(p, bench.everybody)
    _log_draw(p, deed, draw, bench)
    take_charge(p, deed, bench, points=diverting.weigh(p, found), draw=draw)
    p.tell(f"entry:{p.seq}", deed.act.code, [f"user:{user}" for user in bench.everybody])


def _draw_of(p: Proceeding, deed: Deed) -> Draw:
    wanted = deed.data.get("draw")
    if wanted is None:
        raise Refusal("nobody_drawn")
    draw = drawing.open_draw(p.case.pk)
    if draw is None or draw.pk != int(wanted):
        raise Refusal("draw_stale")
    return draw


def _result(draw: Draw) -> Bench:
    bench = drawing.result_of(draw)
    if bench is None:
        raise Refusal("nobody_to_draw")
    return bench


def check_still_able(p: Proceeding, users: Iterable[int]) -> None:
    """Whoever was drawn may have been recused or gone on leave since."""
    asked = list(users)
    if candidates.barred(p, asked) or candidates.absent(p, asked):
        raise Refusal("draw_stale")


def _log_draw(p: Proceeding, deed: Deed, draw: Draw, bench: Bench) -> None:
    """Seed and inputs enter the log: numbers and codes, so that anybody can draw again."""
    deed.facts |= {
        "way": "draw", "draw": draw.pk, "seed": draw.seed, "inputs": draw.inputs,
        "judge": bench.judge,
    }  # fmt: skip
    Draw.objects.filter(pk=draw.pk).update(used_seq=p.seq)


def take_charge(
    p: Proceeding, deed: Deed, bench: Bench, *, points: int, draw: Draw | None = None
) -> None:
    """The judge, the panel where there is one, and the judge's team come into the case."""
    give_role(p, Role.JUDGE, bench.judge)
    if bench.judges or bench.assessors:
        _seat(p, deed, bench, presiding=bench.judge)
    deed.facts["team"] = _team_comes_in(p, bench.judge)
    p.keep(Assignment(
        case_id=p.case.pk, court_id=p.case.court_id, seq=p.seq, judge_id=bench.judge,
        way=str(deed.facts["way"]), by_id=deed.by.person, draw=draw, points=points, at=p.at,
    ))  # fmt: skip


def _seat(p: Proceeding, deed: Deed, bench: Bench, *, presiding: int) -> None:
    """The panel as a whole, in the place of the one there was."""
    _end(p, lambda user, role: role in _OTHERS)
    for judge in bench.judges:
        _begin(p, judge, Role.PANEL_MEMBER)
    for assessor in bench.assessors:
        _begin(p, assessor, Role.LAY_ASSESSOR)
    _begin(p, presiding, Role.PRESIDING_JUDGE)
    deed.facts |= {"members": list(bench.judges), "assessors": list(bench.assessors),
                   "presiding": presiding}  # fmt: skip


def _begin(p: Proceeding, user: int, role: Role) -> None:
    p.keep(CaseRole(case_id=p.case.pk, user_id=user, role=role.value, since_seq=p.seq))
    p.people = [*p.people, (user, role.value, False)]


def _end(p: Proceeding, which: Any) -> None:
    """Parts in the case that end with this act."""
    for user, role, recused in p.people:
        if not recused and which(user, role):
            p.amend(CaseRole, {"user_id": user, "role": role, "ended_seq": None}, ended_seq=p.seq)
    p.people = [one for one in p.people if one[2] or not which(one[0], one[1])]


def _team_comes_in(p: Proceeding, judge: int) -> list[list[Any]]:
    """The clerk and the assistant of the judge's team, as far as they can take part."""
    rows = members_on(p.on, p.case.court_id, judge)
    users = {row.user_id for row in rows}
    kept = set(candidates.barred(p, users)) | candidates.absent(p, users) if users else set()
    came: list[list[Any]] = []
    for row in rows:
        role = Role(row.role)
        taken = any(role == one[0] for one in came)
        if role is Role.JUDGE or taken or row.user_id in kept:
            continue
        give_role(p, role, row.user_id)
        came.append([row.role, row.user_id])
    return came


def _members(day: Given, court: Given, judge: Given) -> QuerySet[TeamMember]:
    live = Q(since__lte=day) & (Q(until=None) | Q(until__gte=day))
    places = TeamMember.objects.filter(live, team__court_id=court)
    mine = places.filter(user_id=judge, role=Role.JUDGE.value).values("team_id")
    return places.filter(team_id__in=mine[:1])


members_on = Query(_members)
"""The members, on a day, in a court, of the team in which somebody is a judge."""


# -- the panel ------------------------------------------------------------------------------------


@leaves("form_panel")
def forms_panel(p: Proceeding, deed: Deed) -> None:
    """The panel as a whole (CPL 40-44), and whoever assists; what is left empty stays."""
    data = deed.data
    judges = tuple(int(data[n]) for n in ("second_judge", "third_judge") if n in data)
    lay = tuple(int(data[n]) for n in ("first_assessor", "second_assessor") if n in data)
    helpers = {role: int(data[role_name]) for role, role_name in _HELPERS.items()
               if role_name in data}  # fmt: skip
    if not (judges or lay or helpers):
        raise Refusal("nothing_named")
    candidates.check_able(p, [*judges, *lay, *helpers.values()])
    for role, user in helpers.items():
        before = {u for u, held, recused in p.people if held == role and not recused}
        give_role(p, role, user)
        if role is Role.CLERK:
            sitting.swap(p, before - {user}, {user: role.value})
    if judges or lay:
        _form(p, deed, judges, lay)
    else:
        deed.quiet = True


_HELPERS = {Role.CLERK: "clerk", Role.JUDGE_ASSISTANT: "assistant"}


def _form(p: Proceeding, deed: Deed, judges: tuple[int, ...], lay: tuple[int, ...]) -> None:
    charge = [u for u, role, recused in p.people if role == Role.JUDGE and not recused]
    if not charge:
        raise Refusal("name_who_comes")
    bench = Bench(charge[0], judges, lay)
    presiding = int(deed.data.get("presiding") or bench.judge)
    _check_bench(p, bench, presiding)
    before = {u: role for u, role, recused in p.people if role in _OTHERS and not recused}
    if p.procedure is Procedure.ORDINARY:
        p.set(panel=True)
    _seat(p, deed, bench, presiding=presiding)
    coming = dict.fromkeys(judges, Role.JUDGE.value) | dict.fromkeys(lay, Role.LAY_ASSESSOR.value)
    gone = set(before) - set(bench.everybody)
    sitting.swap(p, gone, {u: r for u, r in coming.items() if u not in before})
    tell_within_three_days(p)


def _check_bench(p: Proceeding, bench: Bench, presiding: int) -> None:
    everybody = bench.everybody
    if p.procedure in (Procedure.SUMMARY, Procedure.SMALL_CLAIMS):
        raise Refusal("procedure_barred", why_zh="简易程序由审判员一人独任审理",
                      why_en="one judge tries a case in summary procedure")  # fmt: skip
    if bench.assessors and p.procedure not in FIRST_INSTANCE:
        raise Refusal("judges_only")
    if len(set(everybody)) < len(everybody):
        raise Refusal("panel_twice")
    if not may_sit(len(everybody) - len(bench.assessors), len(bench.assessors)):
        raise Refusal("panel_incomplete", n=len(everybody))
    if presiding not in (bench.judge, *bench.judges):
        raise Refusal("presiding_not_on_bench")
    for user in bench.judges:
        _check_office(p, user, Role.JUDGE)
    for user in bench.assessors:
        _check_office(p, user, Role.LAY_ASSESSOR)


def _check_office(p: Proceeding, user: int, role: Role) -> None:
    if not loading.holds_office(user, role, p.case.court_id):
        raise BadValue(field=role.zh, problem_zh="此人没有该职务。",
                       problem_en="This person does not hold the office.")  # fmt: skip


def tell_within_three_days(p: Proceeding) -> None:
    """Whoever tries the case changed: the parties are told within three days (CPL 131)."""
    sub = SUBS["panel_notice"]
    p.open(sub.rule, kind="sub", code=sub.code, node=p.place, event=sub.starts, start=p.on,
           expiry=sub.expiry, basis=sub.basis)  # fmt: skip


# -- somebody else --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Change:
    """Who leaves which parts, and who takes them over."""

    leaving: int | None
    coming: int
    parts: tuple[str, ...]


@leaves("replace_member")
def replaces_member(p: Proceeding, deed: Deed) -> None:
    """All parts of one person go to another; sittings to come go along, or say what is in the
    way."""
    draw = _draw_of(p, deed) if deed.data.get("draw") is not None else None
    coming = _result(draw).judge if draw else deed.data.get("coming")
    leaving = deed.data.get("leaving")
    if coming is None:
        raise Refusal("name_who_comes")
    change = _change(p, None if leaving is None else int(leaving), int(coming))
    if draw is not None:
        check_still_able(p, [change.coming])
        _log_draw(p, deed, draw, Bench(change.coming, (), ()))
    else:
        candidates.check_able(p, [change.coming])
        deed.facts["way"] = "manual"
    for part in change.parts:
        _check_office(p, change.coming, candidates.office_of(part))
    gone = () if change.leaving is None else (change.leaving,)
    _end(p, lambda user, role: user in gone and role in change.parts)
    for part in change.parts:
        _begin(p, change.coming, Role(part))
    sits = next((r for r in map(candidates.office_of, change.parts) if r in sitting.SITS), None)
    sitting.swap(p, gone, {change.coming: sits.value} if sits else {})
    deed.facts |= {"parts": list(change.parts), "coming": change.coming}
    p.tell(f"entry:{p.seq}", deed.act.code, [f"user:{change.coming}"])
    _follow(p, deed, change, draw)


def _change(p: Proceeding, leaving: int | None, coming: int) -> Change:
    has = {(u, role) for u, role, recused in p.people if not recused and role != Role.MEDIATOR}
    if leaving == coming:
        raise Refusal("same_person")
    if leaving is None:
        if any(role == Role.JUDGE for _, role in has):
            raise Refusal("name_who_leaves")
        parts: tuple[str, ...] = (Role.JUDGE.value,)
    else:
        parts = tuple(sorted(role for user, role in has if user == leaving))
        if not parts:
            raise Refusal("not_in_case")
    on_bench = {role for user, role in has if user == coming} & set(candidates.BENCH)
    if on_bench and set(parts) & set(candidates.BENCH):
        raise Refusal("on_bench_already", name=candidates.name_of(coming))
    return Change(leaving, coming, parts)


def _follow(p: Proceeding, deed: Deed, change: Change, draw: Draw | None) -> None:
    if not set(change.parts) & TRIES:
        deed.quiet = True  # assistants and clerks are no judges (CPL 131)
        return
    tell_within_three_days(p)
    if Role.JUDGE.value in change.parts:
        deed.facts["judge"] = change.coming
        p.keep(Assignment(
            case_id=p.case.pk, court_id=p.case.court_id, seq=p.seq, judge_id=change.coming,
            way=str(deed.facts["way"]), by_id=deed.by.person, draw=draw,
            points=diverting.weigh(p), at=p.at,
        ))  # fmt: skip


# -- recusal --------------------------------------------------------------------------------------


@leaves("recuse")
def decides_on_recusal(p: Proceeding, deed: Deed) -> None:
    """The president decides on those who try the case, the judge on whoever assists (CPL 49). A
    recusal takes effect at once: the person reads nothing of the case any more, and sits in none
    of its hearings."""
    person = int(deed.data["person"])
    parts = sorted(role for user, role, recused in p.people if user == person and not recused)
    if not parts:
        raise Refusal("not_in_case")
    if deed.by.user_id == person:
        raise Refusal("two_people")
    assists = {Role.CLERK.value, Role.JUDGE_ASSISTANT.value}
    if deed.by.role == Role.JUDGE and not set(parts) <= assists:
        raise Refusal("president_decides")
    incidents.decided_on(p, person, deed.on)
    deed.facts["parts"] = parts
    if deed.data["verdict"] != "granted":
        return
    _end(p, lambda user, role: user == person)
    kept = [role for role in parts if Role(role) not in HELD_IN_CASE] or [parts[0]]
    p.keep(CaseRole(
        case_id=p.case.pk, user_id=person, role=kept[0], since_seq=p.seq, recused=True
    ))  # fmt: skip
    p.people = [*p.people, (person, kept[0], True)]
    sitting.swap(p, [person], {})
    if set(parts) & TRIES:
        p.tell(f"entry:{p.seq}", "recuse", ["role:division_chief"])


# -- deliberation ---------------------------------------------------------------------------------


@leaves("sign_deliberation")
def signs_deliberation(p: Proceeding, deed: Deed) -> None:
    """Every member of the panel signs the record of its deliberation (CPL 45)."""
    opinions = Document.objects.filter(case_id=p.case.pk, kind="deliberation", volume="inner")
    last = opinions.order_by("-seq").values_list("seq", flat=True).first()
    if last is None:
        raise Refusal("no_opinion")
    bench = {u for u, role, recused in p.people if role in candidates.BENCH and not recused}
    if deed.by.person not in bench:
        raise Refusal("not_your_panel")
    signed = OpinionSignature.objects.filter(
        case_id=p.case.pk, user_id=deed.by.person, opinion_seq=last
    )
    if signed.exists():
        raise Refusal("already_signed")
    p.keep(OpinionSignature(
        case_id=p.case.pk, user_id=deed.by.person, opinion_seq=last, seq=p.seq
    ))  # fmt: skip
    deed.inner = True
    deed.facts["opinion"] = last
