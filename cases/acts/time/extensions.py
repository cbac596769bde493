"""Extending and excluding time 延长、扣除: asked for by one person, decided by another."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import QuerySet

from cases.law.clocks import ASK_BEFORE_DAYS, EXTENSIONS
from cases.law.decisions import EXCLUDED_BY, PROOF
from cases.law.incidents import INCIDENTS, pauses
from cases.law.periods import add_months
from cases.law.procedures import Procedure
from cases.law.refusals import BadValue, NotAllowed, Refusal
from cases.law.running import RunningClock
from cases.models import Approval, Document, Entry
from cases.procedure import Deed, if_granted, leaves, standing_of
from cases.proceeding import Proceeding


def _case_clock(p: Proceeding) -> RunningClock:
    clocks = p.running(kind="case")
    if not clocks:
        clocks = [c for c in p.running("judicial_confirmation") if c.basis == "statutory"]
    if not clocks:
        raise Refusal("no_clock")
    return clocks[0]


def _waiting(p: Proceeding, kind: str) -> QuerySet[Approval]:
    return Approval.objects.waiting().filter(case_id=p.case.pk, kind=kind)


def _open(p: Proceeding, kind: str) -> Approval:
    asked = _waiting(p, kind).first()
    if asked is None:
        raise Refusal("nothing_asked")
    return asked


def _ask(p: Proceeding, deed: Deed, kind: str, clock: RunningClock, **values: object) -> None:
    if _waiting(p, kind).exists():
        raise Refusal("already_asked")
    # What was asked of a time that has ended meanwhile is not granted any more.
    Approval.objects.filter(case_id=p.case.pk, kind=kind, granted=None).update(granted=False)
    Approval.objects.create(
        case_id=p.case.pk, kind=kind, clock_no=clock.no, asked_by_id=deed.by.person,
        asked_at=p.at, **values,
    )  # fmt: skip
    deed.facts["clock"] = clock.no


def next_extension(p: Proceeding, clock: RunningClock) -> tuple[int, str, str, str]:
    """The next lawful extension of a clock: amount, unit, who approves, source."""
    procedure = Procedure.EXECUTION if clock.code == "execution" else p.procedure
    if clock.code == "judicial_confirmation":
        procedure = Procedure.SPECIAL
    elif procedure is Procedure.SECOND_INSTANCE and p.case.document == "ruling":
        procedure = Procedure.JURISDICTION_APPEAL  # thirty days, and thirty more
    lawful = EXTENSIONS.get(procedure, ())
    if len(clock.extensions) >= len(lawful):
        raise Refusal("no_more_extensions")
    limit, approver, citation = lawful[len(clock.extensions)]
    return limit.amount, limit.unit.value, approver, citation


@leaves("ask_extension")
def asks_extension(p: Proceeding, deed: Deed) -> None:
    """Asked 15 days before expiry; later is taken and marked, after expiry refused."""
    clock = _case_clock(p)
    if clock.due_at is not None and p.at >= clock.due_at:
        raise Refusal("after_expiry")
    amount, unit, _, citation = next_extension(p, clock)
    late = clock.due_on is not None and p.on > clock.due_on - timedelta(days=ASK_BEFORE_DAYS)
    _ask(p, deed, "extension", clock, amount=amount, unit=unit, citation=citation, late=late)
    deed.facts["late"] = late
    if late:  # those who oversee see it as well
        p.tell(f"late:{p.seq}", "late_extension", ["role:oversight"])


@leaves("decide_extension")
def decides_extension(p: Proceeding, deed: Deed) -> None:
    asked = _open(p, "extension")
    _is_theirs_to_grant(p, deed, asked)
    clock = _decide(p, deed, asked)
    if asked.granted and clock is not None:
        _lengthen(p, clock, asked)


@if_granted("ask_extension")
def is_longer_if_granted(p: Proceeding, deed: Deed) -> None:
    asked = _open(p, "extension")
    _lengthen(p, p.clocks[asked.clock_no], asked)


def _lengthen(p: Proceeding, clock: RunningClock, asked: Approval) -> None:
    clock.extensions.append([asked.amount, asked.unit, asked.citation])
    p.recompute(clock)


def _is_theirs_to_grant(p: Proceeding, deed: Deed, asked: Approval) -> None:
    """A second extension of the ordinary limit is the higher court's to grant (CPL 152)."""
    clock = p.clocks.get(asked.clock_no)
    running = clock is not None and clock.running
    approver = next_extension(p, clock)[2] if clock is not None and running else "court_leader"
    from_above = standing_of(p, deed.by).relation == "above"
    if approver == "higher_court" and not from_above:
        raise Refusal("higher_court_only")
    if approver != "higher_court" and from_above:
        raise NotAllowed("not_yours")


@leaves("ask_exclusion")
def asks_exclusion(p: Proceeding, deed: Deed) -> None:
    begins, ends = deed.data["begins"], deed.data["ends"]
    if ends < begins:
        raise BadValue(
            field="止", problem_zh="不得早于起日。", problem_en="It ends before it begins."
        )
    kind = str(deed.data["incident"])
    if not pauses(kind, "case", ""):
        raise BadValue(
            field=INCIDENTS[kind].zh, problem_zh="该事项不扣除审限。",
            problem_en="The law does not exclude time for it.",
        )  # fmt: skip
    most = most_excluded(kind, begins)
    if most is not None and ends > most:
        raise BadValue(field="止", problem_zh=f"该事项至多扣除至{most}。",
                       problem_en=f"At most until {most} for this.")  # fmt: skip
    clock = _case_clock(p)
    if ends < clock.started_on:
        raise Refusal("date_before_filing", on=ends.isoformat())
    shown_by(p, deed, *EXCLUDED_BY.get(kind, PROOF))
    _ask(p, deed, "exclusion", clock, incident=kind, begins=begins, ends=ends,
         citation=INCIDENTS[kind].citation)  # fmt: skip


def most_excluded(kind: str, begins: date) -> date | None:
    """The last day that does not count where the law says how long: a month (2000审限规定 9(5))."""
    law = INCIDENTS[kind]
    months = law.own.limit.amount if law.own is not None and law.expiry == "A" else None
    return add_months(begins, months) if months is not None else None


def shown_by(p: Proceeding, deed: Deed, zh: str, en: str) -> None:
    """The paper that shows it lies in the file. Raises Refusal with what is asked for."""
    paper = int(deed.data.get("filed") or 0)
    there = Document.objects.main().filter(case_id=p.case.pk, pk=paper, void_seq=None)
    if not there.exists():
        raise Refusal("needs_paper", paper_zh=zh, paper_en=en)


@leaves("decide_exclusion")
def decides_exclusion(p: Proceeding, deed: Deed) -> None:
    asked = _open(p, "exclusion")
    clock = _decide(p, deed, asked)
    if asked.granted and clock is not None:
        _exclude(p, clock, asked)


@if_granted("ask_exclusion")
def does_not_count_if_granted(p: Proceeding, deed: Deed) -> None:
    asked = _open(p, "exclusion")
    _exclude(p, p.clocks[asked.clock_no], asked)


def _exclude(p: Proceeding, clock: RunningClock, asked: Approval) -> None:
    begins, ends = asked.begins, asked.ends
    assert isinstance(begins, date) and isinstance(ends, date)
    clock.spans.append([begins.isoformat(), ends.isoformat(), asked.incident])
    p.recompute(clock)


def _asked_for(p: Proceeding, asked: Approval) -> int | None:
    """The judge in whose place it was asked for."""
    entry = Entry.objects.filter(case_id=p.case.pk, act=f"ask_{asked.kind}").latest("seq")
    judge: int | None = entry.said.get("facts", {}).get("for_judge")
    return judge


def _decide(p: Proceeding, deed: Deed, asked: Approval) -> RunningClock | None:
    if deed.by.user_id in (asked.asked_by_id, _asked_for(p, asked)):
        raise Refusal("two_people")
    asked.granted = bool(deed.data.get("granted"))
    asked.decided_by_id = deed.by.user_id
    asked.save(update_fields=["granted", "decided_by"])
    deed.facts.update(granted=asked.granted, clock=asked.clock_no)
    clock = p.clocks.get(asked.clock_no)
    return clock if clock is not None and clock.running else None


@leaves("extend_mediation")
def extends_mediation(p: Proceeding, deed: Deed) -> None:
    """Longer only if every party agrees; no cap (在线调解规则 24)."""
    if not deed.data.get("all_agree"):
        raise Refusal("all_must_agree")
    for clock in p.running("mediation", kind="node"):
        clock.extensions.append([int(deed.data["days"]), "calendar_days", "在线调解规则 24"])
        p.recompute(clock)
