"""The passing of time: what falls due happens at its own moment, before any act after it."""

from __future__ import annotations

from datetime import datetime

from cases.law.clocks import SUBS
from cases.law.ladder import Rung
from cases.law.nodes import NODES
from cases.law.refusals import Refusal
from cases.law.roles import Role
from cases.law.running import RunningClock
from cases.procedure.consequences import AT_EXPIRY
from cases.procedure.drafts import prepare_draft
from cases.procedure.moving import go, is_over, pass_through
from cases.proceeding import Actor, Proceeding

_ESCALATED_TO = {
    Rung.ESCALATED: ["role:division_chief"],
    Rung.ESCALATED_AGAIN: ["role:court_leader"],
}


def moment_of(p: Proceeding, at: datetime | None, received_at: datetime | None = None) -> datetime:
    """When an act takes place, never before what happened last; ``at`` in training courts only."""
    if at is not None:
        if not p.court.training:
            raise Refusal("at_not_training")
        if at > p.now:
            raise Refusal("at_in_future")
        if p.last_at is not None and at < p.last_at:
            raise Refusal("at_before_last", last=p.last_at.isoformat())
        return at
    moment = received_at or p.now
    return max(moment, p.last_at) if p.last_at is not None else moment


def step_time(p: Proceeding, until: datetime, *, live: bool = True) -> None:
    """Let everything due by ``until`` happen, in order of (due, number), at its own moment."""
    moment = p.at
    if p.arrival is not None:  # a party's papers came in: first they are taken up
        until = min(until, p.arrival)
    while (clock := _next_due(p, until)) is not None:
        due_at = clock.next_at
        assert due_at is not None
        p.at = max(due_at, p.last_at or due_at)
        rung = p.fire(clock, due_at, _lag(p, clock, due_at) if live else 0)
        if rung is Rung.EXPIRY:
            _expire(p, clock)
        elif not _is_due(clock, until):  # of several rungs that are due only the last is told
            _warn(p, clock, rung)
    p.at = moment


def _next_due(p: Proceeding, until: datetime) -> RunningClock | None:
    due = [c for c in p.clocks.values() if c.next_at is not None and c.next_at <= until]
    return min(due, key=lambda c: (c.next_at, c.no)) if due else None


def _is_due(clock: RunningClock, until: datetime) -> bool:
    return clock.next_at is not None and clock.next_at <= until


def _lag(p: Proceeding, clock: RunningClock, due_at: datetime) -> int:
    """Milliseconds of real time since the rung was due, known, and not jumped over by a move."""
    since = (due_at - p.court.offset, p.court.moved_at, clock.known_at)
    became_due = max(moment for moment in since if moment is not None)
    return max(0, int((p.real - became_due).total_seconds() * 1000))


def _expire(p: Proceeding, clock: RunningClock) -> None:
    """Class A acts by operation of law, class B prepares a draft and waits, class C alarms."""
    if clock.expiry == "A" and clock.provisional and not p.court.training:
        return  # a provisional date never has legal effect
    if clock.expiry == "A":
        _expire_by_law(p, clock)
    elif clock.expiry == "B":
        prepare_draft(p, clock)
    _warn(p, clock, Rung.EXPIRY)


def _expire_by_law(p: Proceeding, clock: RunningClock) -> None:
    facts = {"clock": clock.no, "code": clock.code}
    p.close([clock], "expired")
    for effect in AT_EXPIRY.get(clock.code, ()):
        effect(p, clock)
    target, p.move_after = p.move_after, None
    if target is None and clock.node == p.place and clock.kind in ("node", "party"):
        target = _by_law_to(p, clock)
    if target is not None:
        go(p, target)
    p.log("expire", Actor.time(), facts=facts)
    p.tell(f"entry:{p.case.log_seq}", f"expired_{clock.code}",
           [f"party:{x.no}" for x in p.parties if not x.left])  # fmt: skip
    pass_through(p)


def _by_law_to(p: Proceeding, clock: RunningClock) -> str | None:
    """Where class A moves the case now, if the node is over with this clock."""
    node = NODES[clock.node]
    if node.per_party and not is_over(p, node.code):
        return None
    if node.code == "mediation_intake" and not p.case.reappointed:
        p.set(reappointed=True)
        p.start("mediation_requested")
        return None
    return node.expiry_target


def _warn(p: Proceeding, clock: RunningClock, rung: Rung) -> None:
    """Tell whoever the clock waits for; above expiry, those who oversee it."""
    recipients = _ESCALATED_TO.get(rung) or _waited_for(p, clock, rung)
    p.tell(f"rung:{clock.no}:{clock.deadline_no}:{int(rung)}", f"rung_{rung.name.lower()}",
           recipients)  # fmt: skip


def _waited_for(p: Proceeding, clock: RunningClock, rung: Rung) -> list[str]:
    own = SUBS.get(clock.code)
    waits_for = NODES[clock.node].role if clock.node in NODES else "judge"
    if clock.kind == "measure" or clock.code == "sue_after_preservation":
        recipients = _who_renews(p, clock)
    elif own is not None and own.waits_for is not None:
        theirs = own.waits_for is Role.LITIGANT
        recipients = [f"party:{clock.party_no}" if theirs else f"role:{own.waits_for}"]
    elif waits_for == "litigant":
        recipients = [f"party:{clock.party_no}"] if clock.party_no else ["party:1"]
    else:
        recipients = [f"role:{waits_for}"]
    if rung is Rung.EXPIRY and own is not None and own.overseen_by is not None:
        recipients.append(f"role:{own.overseen_by}")
    return recipients


def _who_renews(p: Proceeding, clock: RunningClock) -> list[str]:
    """A measure lapses unless whoever asked for it asks again (保全规定 18)."""
    node = NODES.get(p.place)
    role = "execution_officer" if node is not None and node.phase == "execution" else "judge"
    return [f"role:{role}", *([f"party:{clock.party_no}"] if clock.party_no else [])]
