"""Hearings: fixing, moving, cancelling, adjourning and closing them, within the rules on notice,
number and the way they are held."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from cases import loading
from cases.acts.hearings import occupying
from cases.acts.service.serving import names, unserved
from cases.law import sittings
from cases.law.nodes import NODES
from cases.law.overrides import rules_of
from cases.law.periods import local_date
from cases.law.procedures import FIRST_INSTANCE, Origin, Procedure
from cases.law.refusals import BadValue, Refusal
from cases.law.roles import IN_ITS_PLACE, Role
from cases.law.sittings import SIMPLE, Earliest
from cases.models import Hearing, OnlineConsent, Request, Room, Service
from cases.procedure import Deed, arriving, leaves
from cases.proceeding import Proceeding
from cases.queries import Query


@dataclass(frozen=True)
class Plan:
    """When, where, how and with whom a case is to be heard."""

    starts_at: datetime
    ends_at: datetime
    room: Room
    mode: str
    people: dict[int, str]
    """Who has to be there for the court and as agents, by id, with the role each is in."""


@leaves("fix_hearing")
def fixes_hearing(p: Proceeding, deed: Deed) -> None:
    """A lawful day, and a room and people that are free."""
    check_day(p, deed.data["hearing_at"])
    _sit(p, deed, plan(p, deed))


@leaves("move_hearing")
def moves_hearing(p: Proceeding, deed: Deed) -> None:
    """The old time is given up with its room, and the new one has to be as lawful."""
    before = Hearing.objects.filter(case_id=p.case.pk, result="").order_by("-seq").first()
    if before is None:
        raise Refusal("no_hearing")
    check_day(p, deed.data["hearing_at"])
    occupying.free_all_of(p.case.pk)
    Hearing.objects.filter(case_id=p.case.pk, result="").update(result="moved", ended_seq=p.seq)
    _sit(p, deed, plan(p, deed, before), before)


def _sit(p: Proceeding, deed: Deed, plan: Plan, before: Hearing | None = None) -> None:
    again = {"uid": before.uid, "sequence": before.sequence + 1} if before else {}
    hearing = Hearing(
        case_id=p.case.pk, starts_at=plan.starts_at, ends_at=plan.ends_at, room=plan.room.name,
        place=plan.room, mode=plan.mode, seq=p.seq,
        link=str(deed.data.get("link") or (before.link if before else ""))[:300], **again,
    )  # fmt: skip
    occupying.occupy(p, hearing, plan.room, plan.people)
    deed.facts |= {"room": plan.room.pk, "mode": plan.mode, "until": plan.ends_at}


def plan(
    p: Proceeding, deed: Deed, before: Hearing | None = None, *, checks_mode: bool = True
) -> Plan:
    """What the form says, with what the case knows where it says nothing. ``checks_mode``: it is a
    hearing, for which the parties agreed to be online or not. Raises Refusal."""
    data: dict[str, Any] = deed.data
    # A sitting begins on the minute it is announced for.
    starts_at = data["hearing_at"].replace(second=0, microsecond=0)
    usual = _minutes(before) if before else sittings.USUAL_MINUTES
    minutes = int(data.get("minutes") or usual)
    if not sittings.LEAST_MINUTES <= minutes <= sittings.MOST_MINUTES:
        raise BadValue(field="时长(分钟)", problem_zh="须为10至600分钟。",
                       problem_en="Choose 10 to 600 minutes.")  # fmt: skip
    mode = str(data.get("mode") or (before.mode if before else "in_person"))
    name = str(data.get("room") or (before.room if before else ""))
    room = room_of(p, name)
    if checks_mode:
        _check_mode(p, mode, room)
    return Plan(starts_at, starts_at + timedelta(minutes=minutes), room, mode,
                people_of(p, deed))  # fmt: skip


def _minutes(hearing: Hearing) -> int:
    if hearing.ends_at is None:
        return sittings.USUAL_MINUTES
    return math.ceil((hearing.ends_at - hearing.starts_at).total_seconds() / 60)


_ROOMS = Query(lambda court, name: Room.objects.filter(court_id=court, name=name))


def room_of(p: Proceeding, name: str) -> Room:
    """The room of this name; a training court makes one that a rehearsal names."""
    found = _ROOMS(p.case.court_id, name)
    room = next((one for one in found if not one.retired), None)
    if p.court.training and name and not found:
        room, _ = Room.objects.get_or_create(court_id=p.case.court_id, name=name[:60])
    if room is None:
        raise Refusal("no_such_room", room=name)
    return room


def people_of(p: Proceeding, deed: Deed) -> dict[int, str]:
    """The judges, the clerk, and the agents who have a live authority. Raises Refusal."""
    recused = {user for user, _, is_recused in p.people if is_recused}
    named = {role: user for user, role, is_recused in p.people if not is_recused}
    agents = {user for party in p.parties if not party.left
              for user, authority in party.links if authority not in IN_ITS_PLACE}  # fmt: skip
    found = dict.fromkeys(agents, Role.AGENT.value)
    if clerk := deed.data.get("clerk") or named.get("clerk") or _acting_clerk(deed):
        found[int(clerk)] = Role.CLERK.value
    bench = [named.get("judge"), deed.data.get("second_judge"), deed.data.get("third_judge")]
    for user, role, is_recused in p.people:  # everybody who sits in the panel is taken up
        if role == Role.PANEL_MEMBER and not is_recused:
            bench.append(user)
        elif role == Role.LAY_ASSESSOR and not is_recused:
            found[user] = role
    for judge in bench:
        if judge is not None:
            found[int(judge)] = Role.JUDGE.value
    for user, role in found.items():
        _check_person(p, user, role, recused)
    return found


def _acting_clerk(deed: Deed) -> int | None:
    return deed.by.user_id if deed.by.role == Role.CLERK.value else None


def _check_person(p: Proceeding, user: int, role: str, recused: set[int]) -> None:
    if user in recused:
        raise Refusal("recused_person")
    if role != Role.AGENT.value and not loading.holds_office(user, role, p.case.court_id):
        raise BadValue(
            field=Role(role).zh, problem_zh="此人没有该职务。",
            problem_en="This person does not hold the office.",
        )  # fmt: skip


# -- the day ----------------------------------------------------------------------------------


def periods(p: Proceeding) -> list[sittings.Running]:
    """The periods to answer and for evidence that run still: neither over, met nor waived."""
    words = {"answer_period": ("答辩期", "time to answer"),
             "evidence_period": ("举证期", "time for evidence"),
             "counterclaim_answer": ("反诉答辩期", "time to answer the counterclaim")}  # fmt: skip
    return [
        sittings.Running(*words[code], clock.due_on) for code in words for clock in p.running(code)
    ]


def earliest(p: Proceeding) -> Earliest:
    """The first lawful day for a sitting, by what stands now."""
    return sittings.earliest(p.on, p.procedure, periods(p), p.calendar)


def not_served(p: Proceeding) -> str:
    """The names of those sued whom the complaint has not reached with effect."""
    if p.procedure not in FIRST_INSTANCE:
        return ""
    missing = unserved(p, "complaint", p.side("defendant"))
    return names(p, missing) if missing else ""


def if_served_today(p: Proceeding) -> str:
    """The first lawful day if those who are missing were served today."""
    rule = rules_of("answer_period", p.procedure, origin=Origin(p.case.origin), foreign=False)
    limit = rule[0] or rule[1]
    return sittings.if_served_today(
        p.on, p.procedure, limit.limit if limit else None, p.calendar
    ).isoformat()


def check_day(p: Proceeding, starts_at: datetime) -> None:
    """Everyone served (CPL 128), notice (CPL 139; 解释 227), periods over, the court at work."""
    if missing := not_served(p):
        raise Refusal("hearing_unserved", names=missing, first=if_served_today(p))
    day, lawful = local_date(starts_at), earliest(p)
    first = lawful.day.isoformat() if lawful.day else "—"
    if day < sittings.notice_from(p.procedure, p.on) or starts_at < p.at:
        raise Refusal("too_soon" if p.procedure in SIMPLE else "notice_too_short", first=first)
    open_ = [one.last for one in periods(p) if one.last is None or day <= one.last]
    if open_:
        last = "—" if None in open_ else max(one for one in open_ if one).isoformat()
        raise Refusal("periods_before_hearing", until=last, first=first)
    if not p.calendar.is_working(day):
        raise Refusal("court_does_not_sit", day=day.isoformat(),
                      first=sittings.next_working(day, p.calendar).isoformat())  # fmt: skip


# -- online -----------------------------------------------------------------------------------


def _check_mode(p: Proceeding, mode: str, room: Room) -> None:
    """Who sits online agreed to this step; the room can do it (在线诉讼规则 4, 21, 23)."""
    if mode == "in_person":
        return
    if not room.is_online:
        raise Refusal("room_not_online", room=room.name)
    here = [party.no for party in p.parties if not party.left]
    by_notice = Service.objects.filter(case_id=p.case.pk, way="public_notice")
    reason, whom = sittings.not_online(
        mode, here, agreed_online(p.case.pk), by_notice.values_list("party_no", flat=True)
    )
    if reason:
        raise Refusal(reason, names=names(p, [x for x in p.parties if x.no in whom]))


def agreed_online(case_id: int) -> set[int]:
    """The parties whose last word on an online hearing is that they agree, unless the court has
    granted since that they go on offline (在线诉讼规则 5)."""
    said = OnlineConsent.objects.filter(case_id=case_id).order_by("seq")
    last = {one.party_no: one for one in said}
    granted = Request.objects.filter(case_id=case_id, code="offline", granted=True)
    offline = {one.party_no: one.answered_seq or 0 for one in granted.order_by("seq")}
    return {no for no, one in last.items() if one.agreed and offline.get(no, 0) < one.seq}


@leaves("agree_online")
def keeps_word_on_online(p: Proceeding, deed: Deed) -> None:
    """For this step alone, and until another word (在线诉讼规则 4, 5)."""
    party = deed.data.get("party")
    if party is None:
        raise Refusal("no_such_party")
    p.keep(OnlineConsent(
        case_id=p.case.pk, party_no=int(party), agreed=deed.data["opinion"] == "agreed",
        by_id=deed.by.user_id, seq=p.seq,
    ))  # fmt: skip


# -- how it ends --------------------------------------------------------------------------------


@leaves("close_hearing", "close_hearing_sole", "adjourn")
def ends_sitting(p: Proceeding, deed: Deed) -> None:
    result = "adjourned" if deed.act.code == "adjourn" else "held"
    p.amend(Hearing, {"result": ""}, result=result, ended_seq=p.seq)


@arriving(*NODES["hearing"].leads_to)
def gives_up_the_room(p: Proceeding, source: str) -> None:
    """A case that leaves its hearing, whatever way, takes up no room and nobody's time."""
    if source == "hearing":
        occupying.free_all_of(p.case.pk)
        p.amend(Hearing, {"result": ""}, result="cancelled", ended_seq=p.seq)


def most_adjournments(procedure: Procedure) -> int:
    """Two in ordinary procedure, one in summary and small claims (延期开庭规定 3)."""
    return 1 if procedure in SIMPLE else 2


@leaves("adjourn")
def counts_adjournments(p: Proceeding, deed: Deed) -> None:
    most = most_adjournments(p.procedure)
    if p.case.adjournments >= most:
        raise Refusal("too_many_adjournments", most=most)
    p.set(adjournments=p.case.adjournments + 1)


@leaves("close_hearing_sole")
def only_sole_judge(p: Proceeding, deed: Deed) -> None:
    """A panel deliberates before it drafts."""
    if p.case.panel:
        raise Refusal("not_here", place="开庭审理", act=deed.act.zh)


@leaves("record_absence")
def drafts_by_side(p: Proceeding, deed: Deed) -> None:
    """Absent plaintiff: a draft to deem the suit withdrawn (CPL 146); defendant: noted (147)."""
    party = p.party(int(deed.data["party"]))
    assert party is not None
    deed.facts["role"] = Role.JUDGE.value
    if party.side == "plaintiff" and (clocks := p.running("hearing", kind="node")):
        outcome = "appeal_deemed_withdrawn" if p.procedure is Procedure.SECOND_INSTANCE else (
            "deemed_withdrawn")  # fmt: skip
        p.prepared.append((clocks[0], outcome))
