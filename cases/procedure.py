"""The one write door: the only code that moves a case.

One call is one transaction: lock, let time take its effect up to the moment of the act, check
guard and authority, change the case and its clocks, append the log entry with its hash, write
the outbox. The modules that know a subject (filing, serving, hearings …) register what their
acts leave behind with ``@leaves``.
"""

from __future__ import annotations

import copy
import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, NoReturn

import orjson
from django.db import DatabaseError, IntegrityError, transaction
from django.dispatch import Signal

from cases import chain, loading, policy
from cases.law.acts import (
    ACTS,
    FOR_WHOM,
    NOT_TOLD,
    NOT_TOLD_INCIDENTS,
    ON_PAPER_ONLY,
    PAID_ONLINE,
    TAKEN_IN,
    Act,
)
from cases.law.clocks import DRAFTS, SUBS
from cases.law.decisions import DECISIONS
from cases.law.delegating import DELEGABLE, DELEGATES
from cases.law.effects import Picture, Shift, digest, picture, shifts
from cases.law.incidents import INCIDENTS, RAISED_BY_PARTIES
from cases.law.ladder import Rung
from cases.law.nodes import NODES
from cases.law.on_paper import Paper
from cases.law.outcomes import OUTCOMES, WINDOWS
from cases.law.overrides import override, use_of
from cases.law.periods import Limit, Unit
from cases.law.refusals import BadValue, Conflict, NotAllowed, NotInTable, NotThere, Refusal, Stale
from cases.law.roles import Role
from cases.law.running import RunningClock
from cases.models import (
    Access,
    Case,
    Delegation,
    Document,
    Draft,
    Entry,
    Grant,
    SetAside,
)
from cases.models.fields import seal
from cases.proceeding import ON_SKIP, Actor, Office, Proceeding
from cases.trips import in_few_trips

case_entered = Signal(use_caching=True)
"""Sent inside the transaction when a case has come to a node or outcome; receivers only keep or
amend records, and may refuse by raising Refusal. Arguments: proceeding, place, and source, which
is empty for a new case."""


@dataclass
class Deed:
    """One act somebody does: what, by whom, with which cleaned fields."""

    act: Act
    by: Actor
    data: dict[str, Any] = field(default_factory=dict)
    facts: dict[str, Any] = field(default_factory=dict)
    """What enters the log beside the after-image: ids, dates, codes."""
    texts: dict[str, str] = field(default_factory=dict)
    """What was written; kept encrypted, only digests enter the log."""
    inner: bool = False
    quiet: bool = False
    """For the court alone, and the party it ``answers``; set by an effect."""
    answers: int | None = None
    """The party that is told in any case."""
    on_behalf_of: int | None = None
    on: date = date.min
    """The day it took place; the field ``on`` of its form, or the day of the act."""
    explicit_target: str | None = None
    stays: bool = False
    """Set by an effect: the act does not move the case this time, nor bring its events about."""
    then: str = ""
    """A start event that this act is only sometimes: the last signature, say."""
    paper: Paper | None = None
    """How it came in, where the desk enters what a party handed in or sent on paper."""
    proofs: list[str] = field(default_factory=list)
    """What it rests on, as it stood before it was done."""
    says: str = ""
    """The words of its message, where those of the act would say too little."""


@dataclass(frozen=True)
class Done:
    """What came of it."""

    case_id: int
    seq: int
    stands_at: str
    version: int
    repeated: bool = False


BROKEN = (ValueError, LookupError, TypeError, AttributeError, ArithmeticError, AssertionError)
"""What a record that something spoilt can raise."""
Effect = Callable[[Proceeding, Deed], None]
_EFFECTS: dict[str, list[Effect]] = {}


def leaves(*acts: str) -> Callable[[Effect], Effect]:
    """Register what acts leave behind; runs before the move, in order of registration."""

    def register(effect: Effect) -> Effect:
        for act in acts:
            assert act in ACTS, act
            _EFFECTS.setdefault(act, []).append(effect)
        return effect

    return register


# -- acts of people -------------------------------------------------------------------------


def perform(
    case_id: int,
    act: str,
    *,
    by: Actor,
    data: dict[str, Any] | None = None,
    at: datetime | None = None,
    received_at: datetime | None = None,
    paper: Paper | None = None,
    version: int | None = None,
    key: str | None = None,
    seen: str | None = None,
) -> Done:
    """Do one act to one case.

    ``at``: a past moment, in training courts only. ``received_at``: when a party's papers came
    in, which decides whether they are in time. ``paper``: a party's act that the desk enters from
    paper. ``version``: the state that the person saw; the
    loser of a race gets Conflict. ``key``: repeating the same request returns the first answer.
    ``seen``: the digest of what ``foresee`` showed; where the act would come to anything else, it
    is not done and raises Stale. Raises Refusal; then nothing has changed.
    """
    law = ACTS.get(act)
    if law is None:
        raise NotInTable("no_such_act", act=act)
    request = request_digest(case_id, act, {**(data or {}), **(vars(paper) if paper else {})})
    try:
        with _unless_set_aside(case_id):
            return once(by, key, request, lambda: _perform(
                case_id, law, by, data or {}, at, received_at, paper, version, key, request, seen
            ))  # fmt: skip
    except Refusal as refusal:
        if not isinstance(refusal, NotThere):
            _keep_refusal(case_id, act, by, refusal)
        raise


@contextmanager
def _unless_set_aside(case_id: int) -> Iterator[None]:
    """A case that was set aside and cannot be read or written waits for a person."""
    try:
        yield
    except (DatabaseError, *BROKEN) as error:
        if not SetAside.objects.filter(case_id=case_id).exists():
            raise
        raise Refusal("set_aside") from error


def _keep_refusal(case_id: int, act: str, by: Actor, refusal: Refusal) -> None:
    Access.objects.create(user_id=by.user_id, case_id=case_id, act=act, reason=refusal.reason)


def once(by: Actor, key: str | None, request: str, do: Callable[[], Done]) -> Done:
    """Do it in one transaction; who loses a race of repeats gets the winner's answer."""
    try:
        with in_few_trips():
            return do()
    except IntegrityError as error:
        if key and "one_act_a_key" in str(error) and (found := repeated(by, key, request)):
            return found
        raise


def _perform(
    case_id: int, law: Act, by: Actor, data: dict[str, Any], at: datetime | None,
    received_at: datetime | None, paper: Paper | None, version: int | None, key: str | None,
    request: str, seen: str | None,
) -> Done:  # fmt: skip
    loaded = loading.load([case_id], by, key)
    if not loaded:
        raise NotThere()
    p = loaded[0]
    # Asked under the lock: of two repeats at once, the second finds what the first did.
    if key and p.was_repeated and (found := repeated(by, key, request)):
        return found
    p.at = _moment(p, at, received_at)
    step_time(p, p.at, live=at is None)
    if version is not None and version != p.case.version:
        raise Conflict()
    before = picture(p.clocks.values()) if seen is not None else None
    deed = _happens(p, law, by, data, paper, key, request)
    p.at = max(p.at, _moment(p, at, None))
    step_time(p, p.at, live=at is None)
    if before is not None and _seen(p, deed, before).digest != seen:
        raise Stale()
    finish([p], last=True)
    return Done(p.case.pk, p.case.log_seq, p.place, p.case.version)


@dataclass(frozen=True)
class Foreseen:
    """What an act comes to: where the case stands after it, both dates of every clock that it
    changes, the papers that it leaves, and the proofs that it rests on."""

    place: str
    shifts: list[Shift]
    papers: list[tuple[str, str]] = field(default_factory=list)
    """(title, text) of each decision."""
    proofs: list[str] = field(default_factory=list)
    told: str = ""
    """The words of the message that goes to the parties; empty where none does."""
    if_granted: bool = False
    """The dates are those that a second person would bring about by granting it."""

    @property
    def digest(self) -> str:
        return digest(self.place, self.shifts, self.proofs)


Supposed = Callable[[Proceeding, Deed], None]
_IF_GRANTED: dict[str, Supposed] = {}


def if_granted(act: str) -> Callable[[Supposed], Supposed]:
    """Register what follows when somebody else grants what this act asks for: it is shown with the
    act, and happens when it is granted."""

    def register(follows: Supposed) -> Supposed:
        _IF_GRANTED[act] = follows
        return follows

    return register


Rests = Callable[[Proceeding, Deed], list[str]]
_RESTS_ON: dict[str, Rests] = {}


def rests_on(*acts: str) -> Callable[[Rests], Rests]:
    """Register what an act rests on, as lines that change whenever a proof does."""

    def register(rests: Rests) -> Rests:
        _RESTS_ON.update(dict.fromkeys(acts, rests))
        return rests

    return register


def foresee(
    case_id: int, act: str, *, by: Actor, data: dict[str, Any] | None = None,
    at: datetime | None = None,
) -> Foreseen:  # fmt: skip
    """What ``perform`` would come to now: the same act, in a transaction that is always undone.

    Nobody waits for it, and nothing of it is ever seen by anybody else. Raises Refusal as the act
    itself would.
    """
    law = ACTS.get(act)
    if law is None:
        raise NotInTable("no_such_act", act=act)
    given = {name: value for name, value in (data or {}).items() if name not in _FILES}
    with _unless_set_aside(case_id), transaction.atomic():
        try:
            p = loading.look(case_id)
            if p is None:
                raise NotThere()
            p.at = _moment(p, at, None)
            step_time(p, p.at, live=False)
            before = picture(p.clocks.values())
            deed = _happens(p, law, by, given)
            step_time(p, max(p.at, _moment(p, at, None)), live=False)
            return _seen(p, deed, before)
        finally:
            transaction.set_rollback(True)


_FILES = frozenset({"files"})
"""Fields of an act that move files, and no date."""


def _happens(
    p: Proceeding, law: Act, by: Actor, data: dict[str, Any], paper: Paper | None = None,
    key: str | None = None, request: str = "",
) -> Deed:  # fmt: skip
    """The act takes place in memory: one way for what is shown and for what is done."""
    standing = check(p, law, by)
    if paper is not None and any(spec.name == "party" for spec in law.fields):
        data = {"party": paper.party_no, **data}
    deed = Deed(law, by, clean(p, law, data), paper=paper)
    deed.on = deed.data.get("on") or (paper.arrived_on if paper else p.on)
    if (judge := policy.on_behalf_of(standing, law)) is not None:
        deed.facts["for_judge"] = judge
    _on_paper(p, deed, standing)
    _default_party(p, deed, standing)
    if (rests := _RESTS_ON.get(law.code)) is not None:
        deed.proofs = rests(p, deed)
    apply(p, deed, key=key, request=request)
    return deed


def _seen(p: Proceeding, deed: Deed, before: Picture) -> Foreseen:
    """What came of an act that has just taken place in memory. Of what a second person has to
    grant, the dates are those after that."""
    follows = _IF_GRANTED.get(deed.act.code)
    after = p.clocks if follows is None else _if_granted(p, deed, follows)
    papers = [
        (str(one.title), str(one.text))
        for one in p.kept
        if isinstance(one, Document) and one.kind in DECISIONS
    ]
    return Foreseen(
        p.place,
        shifts(before, after),
        papers,
        deed.proofs,
        (deed.says or deed.act.code) if is_told(deed) else "",
        follows is not None,
    )


def _if_granted(p: Proceeding, deed: Deed, follows: Supposed) -> dict[int, RunningClock]:
    """The clocks as they would stand, worked out on copies that nobody writes."""
    supposed = copy.copy(p)
    supposed.clocks = {no: copy.deepcopy(clock) for no, clock in p.clocks.items()}
    supposed._touched, supposed._computed = {}, set()
    follows(supposed, deed)
    return supposed.clocks


@contextmanager
def held(case_id: int, by: Actor | None = None) -> Iterator[Proceeding]:
    """The case under lock, at this moment, for what has no form in the table of acts.

    Whatever was due has taken its effect. Whoever holds it records what they did and finishes it.
    Raises NotThere; Refusal for a case that was set aside and cannot be written.
    """
    with _unless_set_aside(case_id), transaction.atomic():
        loaded = loading.load([case_id], by)
        if not loaded:
            raise NotThere()
        [p] = loaded
        p.at = max(p.now, p.last_at or p.now)
        if by is not None and by.user_id in loading.stepping_aside(p):
            raise NotAllowed("recusal_asked")
        step_time(p, p.at)
        yield p


def apply(p: Proceeding, deed: Deed, *, key: str | None = None, request: str = "") -> None:
    """The act itself: effects, move, events, entry, and what follows by law."""
    law = deed.act
    for effect in _EFFECTS.get(law.code, ()):
        effect(p, deed)
    target = deed.explicit_target or (None if deed.stays else law.to)
    if target is not None:
        go(p, target)
    for event in () if deed.stays else law.events:
        p.start(event, deed.on, p.party(deed.data.get("party")))
    if deed.then:
        p.start(deed.then, deed.on)
    keep_texts(p, deed.facts, deed.texts, inner=deed.inner)
    p.log(law.code, deed.by, facts=deed.facts, key=key, request=request,
          on_behalf_of=deed.on_behalf_of)  # fmt: skip
    p.tell(f"entry:{p.case.log_seq}", deed.says or law.code, _recipients(p, deed))
    if (p.has_drafts or p.prepared) and _comes_from_a_party(deed):
        _withdraw_drafts(p)
    pass_through(p)


def _comes_from_a_party(deed: Deed) -> bool:
    """Whether it is a party's act, whoever enters it."""
    return deed.on_behalf_of is not None or (
        deed.act.code in TAKEN_IN | PAID_ONLINE and deed.by.role != Role.JUDGE
    )


def _withdraw_drafts(p: Proceeding) -> None:
    """What comes in takes back a draft that said nothing had: with an entry, and a message to the
    judge. Where its ground still stands it is drawn up anew, and looked at anew."""
    stored = Draft.objects.filter(case_id=p.case.pk, closed_seq=None) if p.has_drafts else ()
    waiting = [(draft.clock_no, draft.proposes) for draft in stored]
    waiting += [(clock.no, proposes) for clock, proposes in p.prepared if not clock.running]
    p.withdrawn_drafts = True
    because = p.case.log_seq
    for no, proposes in waiting:
        facts = {"clock": no, "proposes": proposes}
        p.log("withdraw_draft", Actor.time(), facts={**facts, "entry": because})
        p.tell(f"entry:{p.case.log_seq}", "withdraw_draft", ["role:judge"])
        clock = p.clocks.get(no)
        if clock is not None and clock.running and not clock.paused:
            p.prepared.append((clock, proposes))
            p.log("prepare_draft", Actor.time(), facts=facts)


def _recipients(p: Proceeding, deed: Deed) -> list[str]:
    """All parties; of what is not for them the desk and the party that is answered."""
    if is_told(deed):
        parties = [f"party:{x.no}" for x in p.parties if not x.left]
        return [*parties, *DESK] if deed.act.asks_the_desk else parties
    return [*DESK, *([f"party:{deed.answers}"] if deed.answers is not None else [])]


def record(
    p: Proceeding, act: str, by: Actor, facts: dict[str, Any], *,
    on_behalf_of: int | None = None, told: Sequence[int] = (),
) -> None:  # fmt: skip
    """Log what somebody did that has no form in the table of acts; ``told``: users who hear of it
    beside the desk."""
    p.log(act, by, facts=facts, on_behalf_of=on_behalf_of)
    p.tell(f"entry:{p.case.log_seq}", act, [*DESK, *(f"user:{user}" for user in told)])


DESK = ["role:clerk"]
"""What a person did always leaves a message, to the desk alone where it is not for the parties: an
entry that is cut off the end of a log is missed by it."""


def is_told(deed: Deed) -> bool:
    """Whether a message of the act goes to the parties."""
    quiet = deed.data.get("incident") in NOT_TOLD_INCIDENTS or deed.quiet
    return not quiet and deed.act.code not in NOT_TOLD


def go(p: Proceeding, target: str) -> None:
    """Move, refusing a node that the procedure does not use unless it merely lies on the way."""
    source = p.place
    lies_on_the_way = source in NODES and NODES[source].onward == target
    unused = target in NODES and use_of(target, p.procedure, panel=p.case.panel) == "unused"
    if unused and not lies_on_the_way:
        raise NotInTable("node_unused", node=NODES[target].zh)
    p.move(target)
    p.passed = [target] if lies_on_the_way else []
    for effect in _ON_ARRIVAL.get(target, ()):
        effect(p, source)


Arrives = Callable[[Proceeding, str], None]
_ON_ARRIVAL: dict[str, list[Arrives]] = {}


def arriving(*places: str) -> Callable[[Arrives], Arrives]:
    """Register what coming to a node or outcome is in itself, whichever way it was reached."""

    def register(effect: Arrives) -> Arrives:
        for place in places:
            _ON_ARRIVAL.setdefault(place, []).append(effect)
        return effect

    return register


def pass_through(p: Proceeding) -> None:
    """Pass every node on the way that is not used, has nothing to do, or is over on arrival."""
    _go_on(p)
    while (node := p.case.node) is not None:
        cell = override(node.code, p.procedure)
        use = use_of(node.code, p.procedure, panel=p.case.panel)
        nil = node.code == "fee_payment" and p.case.fee == 0
        if use == "unused" or nil or (use == "passed" and node.code in p.passed):
            _skip(p, node.code, cell.note)
        elif node.expiry == "A" and node.per_party and _is_over(p, node.code):
            go(p, node.expiry_target or node.onward)
            p.log("pass", Actor.time(), facts={"node": node.code})
        else:
            return


def _go_on(p: Proceeding) -> None:
    """From a place where what the case waits for has happened before it came there."""
    if p.goes_on is not None:
        (target, event), p.goes_on, source = p.goes_on, None, p.place
        go(p, target)
        p.start(event)
        p.log("pass", Actor.time(), facts={"node": source})


def _skip(p: Proceeding, node: str, note: tuple[str, str]) -> None:
    p.close(p.running(node=node, kind="node") + p.running(node=node, kind="party"), "cancelled")
    if event := ON_SKIP.get(node):
        p.start(event)
    go(p, NODES[node].onward)
    p.log("skip", Actor.time(), facts={"node": node, "note": note[1]})


def _is_over(p: Proceeding, node: str) -> bool:
    """Whether every clock of a node per party has run out or been met, and all were opened."""
    if p.running(node=node, kind="party"):
        return False
    everybody = [party for party in p.parties if not party.left]  # third parties too: 解释 82
    owed = everybody if node == "appeal_period" else p.side("defendant")
    return bool(owed) and all(loading.had_clock(p, node=node, party_no=party.no) for party in owed)


def check(p: Proceeding, law: Act, by: Actor) -> policy.Standing:
    """How a person stands to whom the act is possible here and now. Raises Refusal."""
    standing = _with_delegated(p, law, by, standing_of(p, by))
    if standing.relation in ("none", "recused") or not policy.is_seen(standing, law):
        raise NotThere()
    verdict = policy.may_act(standing, law)
    if not verdict.allowed:
        side = {"plaintiff": ("原告", "plaintiff"), "defendant": ("被告", "defendant")}.get(
            law.side, ("", "")
        )
        raise NotAllowed(verdict.reason, side_zh=side[0], side_en=side[1])
    if p.place not in law.at:
        place = NODES.get(p.place) or OUTCOMES[p.place]
        raise NotInTable("not_here", place=place.zh, act=law.zh)
    for incident in p.open_incidents:
        if law.code in INCIDENTS[incident.kind].blocks:
            raise Refusal("blocked_by_incident", incident=INCIDENTS[incident.kind].zh)
    return standing


def _with_delegated(
    p: Proceeding, law: Act, by: Actor, standing: policy.Standing
) -> policy.Standing:
    """With what the judge of this case leaves to whoever has no right of their own to the act."""
    helper = Role(by.role) in DELEGATES and by.role not in law.by
    if not helper or law.code not in DELEGABLE:
        return standing
    aside = loading.stepping_aside(p)  # who takes urgent measures only leaves nothing to others
    judges = [user for user, role, recused in p.people
              if role == Role.JUDGE and not recused and user not in aside]  # fmt: skip
    found = Delegation.objects.live(p.on).filter(
        court_id=p.case.court_id, judge_id__in=judges, to_id=by.user_id, role=by.role,
        acts__contains=[law.code],
    ).first()  # fmt: skip
    return replace(standing, delegated={law.code: found.judge_id}) if found else standing


def for_judge(p: Proceeding, act: str, by: Actor) -> int | None:
    """The judge who leaves this act to this person now, where it is not the person's own."""
    law = ACTS[act]
    return policy.on_behalf_of(_with_delegated(p, law, by, standing_of(p, by)), law)


def standing_of(p: Proceeding, by: Actor) -> policy.Standing:
    """How a person stands to this case, from its links, its people and the person's grants."""
    mine = [(role, recused) for user, role, recused in p.people if user == by.user_id]
    if any(recused for _, recused in mine):
        return policy.Standing(frozenset(), "recused")
    filled = frozenset(_ROLES[role] for _, role, recused in p.people if not recused)
    acting = _ROLES[by.role]
    if acting in (Role.LITIGANT, Role.AGENT):
        links = [(party, authority) for party in p.parties if not party.left
                 for user, authority in party.links if user == by.user_id]  # fmt: skip
        return policy.Standing(
            frozenset({acting}), "party" if links else "none",
            tuple(party.no for party, _ in links),
            loading.sides_of(p, [party for party, _ in links]),
            frozenset(authority for _, authority in links), filled=filled,
        )  # fmt: skip
    in_charge = frozenset(_ROLES[role] for role, _ in mine)
    aside = by.user_id in loading.stepping_aside(p)
    if acting in in_charge:
        return policy.Standing(frozenset({acting}), "assigned", in_charge=in_charge, filled=filled,
                               steps_aside=aside)  # fmt: skip
    on = p.on
    in_court = [
        office.court_id
        for office in _offices(p, by)
        if office.since <= on and (office.until is None or office.until >= on)
    ]
    relation: policy.Relation = "none"
    if in_court:
        relation = "court" if p.case.court_id in in_court else "above"
    return policy.Standing(frozenset({acting}), relation, in_charge=in_charge, filled=filled,
                           steps_aside=aside)  # fmt: skip


_ROLES = {role.value: role for role in Role}


def _offices(p: Proceeding, by: Actor) -> list[Office]:
    """The offices of this person in the court and the one above it, in the acting role."""
    if p.offices is None:
        courts = [court for court in (p.case.court_id, p.court.upper_id) if court is not None]
        granted = Grant.objects.filter(user=by.user_id, role=by.role, court_id__in=courts)
        p.offices = [
            Office(g.user_id, g.role, g.court_id, g.valid_from, g.valid_until) for g in granted
        ]
    return [o for o in p.offices if (o.user_id, o.role) == (by.user_id, by.role)]


# -- the passing of time ----------------------------------------------------------------------


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
        elif _next_due_of(clock, until) is None:
            _warn(p, clock, rung)
    p.at = moment


def _next_due(p: Proceeding, until: datetime) -> RunningClock | None:
    due = [c for c in p.clocks.values() if c.next_at is not None and c.next_at <= until]
    return min(due, key=lambda c: (c.next_at, c.no)) if due else None


def _next_due_of(clock: RunningClock, until: datetime) -> datetime | None:
    return clock.next_at if clock.next_at is not None and clock.next_at <= until else None


def _lag(p: Proceeding, clock: RunningClock, due_at: datetime) -> int:
    """Milliseconds of real time since the rung was due, known, and not jumped over by a move."""
    since = (due_at - p.court.offset, p.court.moved_at, clock.known_at)
    became_due = max(moment for moment in since if moment is not None)
    return max(0, int((p.real - became_due).total_seconds() * 1000))


def _warn(p: Proceeding, clock: RunningClock, rung: Rung) -> None:
    """Tell whoever the clock waits for; above expiry, those who oversee it."""
    whom = {Rung.ESCALATED: ["role:division_chief"], Rung.ESCALATED_AGAIN: ["role:court_leader"]}
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
    p.tell(f"rung:{clock.no}:{clock.deadline_no}:{int(rung)}", f"rung_{rung.name.lower()}",
           whom.get(rung, recipients))  # fmt: skip


def _who_renews(p: Proceeding, clock: RunningClock) -> list[str]:
    """A measure lapses unless whoever asked for it asks again (保全规定 18)."""
    node = NODES.get(p.place)
    role = "execution_officer" if node is not None and node.phase == "execution" else "judge"
    return [f"role:{role}", *([f"party:{clock.party_no}"] if clock.party_no else [])]


def _expire(p: Proceeding, clock: RunningClock) -> None:
    """Class A acts by operation of law, class B prepares a draft and waits, class C alarms."""
    if clock.expiry == "A" and clock.provisional and not p.court.training:
        return  # a provisional date never has legal effect
    if clock.expiry == "A":
        _expire_by_law(p, clock)
    elif clock.expiry == "B":
        _prepare_draft(p, clock)
    _warn(p, clock, Rung.EXPIRY)


def _expire_by_law(p: Proceeding, clock: RunningClock) -> None:
    facts = {"clock": clock.no, "code": clock.code}
    p.close([clock], "expired")
    for effect in _AT_EXPIRY.get(clock.code, ()):
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


AtExpiry = Callable[[Proceeding, RunningClock], None]
_AT_EXPIRY: dict[str, list[AtExpiry]] = {}


def at_expiry(*codes: str) -> Callable[[AtExpiry], AtExpiry]:
    """Register what else happens by law when a clock of this code runs out."""

    def register(effect: AtExpiry) -> AtExpiry:
        for code in codes:
            _AT_EXPIRY.setdefault(code, []).append(effect)
        return effect

    return register


def _by_law_to(p: Proceeding, clock: RunningClock) -> str | None:
    """Where class A moves the case now, if the node is over with this clock."""
    node = NODES[clock.node]
    if node.per_party and not _is_over(p, node.code):
        return None
    if node.code == "mediation_intake" and not p.case.reappointed:
        p.set(reappointed=True)
        p.start("mediation_requested")
        return None
    return node.expiry_target


def _prepare_draft(p: Proceeding, clock: RunningClock) -> None:
    cell = override(clock.node, p.procedure) if clock.node in NODES else None
    proposes = DRAFTS.get(clock.code) or (cell and cell.drafts) or (
        NODES[clock.node].expiry_target if clock.kind == "node" and clock.node in NODES else None
    ) or "deemed_withdrawn"  # fmt: skip
    p.prepared.append((clock, proposes))
    p.log("prepare_draft", Actor.time(), facts={"clock": clock.no, "proposes": proposes})


def repeat_window(p: Proceeding, clock: RunningClock) -> None:
    """终本 re-query: every six months for five years, each counted from the ruling (终本规定 9)."""
    months = clock.amount + 6
    if months <= 60:
        p.open_window(WINDOWS["asset_requery"], clock.started_on, Limit(months, Unit.MONTHS))


_AT_EXPIRY["asset_requery"] = [repeat_window]


# -- writing ----------------------------------------------------------------------------------


def finish(proceedings: Iterable[Proceeding], *, last: bool = False) -> None:
    """Write the proceedings, tell the apps where cases came to, and keep the drafts in step.

    ``last``: nothing follows in this transaction, whose COMMIT may go along.
    """
    done = list(proceedings)
    for p in done:
        for source, place in p.entered:
            case_entered.send(sender=Case, proceeding=p, place=place, source=source)
    loading.write(done, last=last and not any(p.answers for p in done))
    for p in done:
        if p.answers:
            p.answers = False
            for answer in _ANSWERS:
                answer(p)


Answer = Callable[[Proceeding], None]
_ANSWERS: list[Answer] = []


def answering(answer: Answer) -> Answer:
    """Register who brings the outcome of a case to the cases it is linked to."""
    _ANSWERS.append(answer)
    return answer


def keep_texts(
    p: Proceeding, facts: dict[str, Any], texts: dict[str, str], *, inner: bool = False
) -> None:
    """Keep what was written with the next entry; its ``facts`` hold the salted digests."""
    digests = {}
    for name, text in texts.items():
        salt, digest = chain.salted(text)
        digests[name] = digest
        p.remarks.append({
            "case_id": p.case.pk, "seq": p.seq, "name": name, "salt": salt,
            "text": seal(text) if text else "", "inner": inner,
        })  # fmt: skip
    if digests:
        facts["texts"] = digests


# -- small print ------------------------------------------------------------------------------


def _moment(p: Proceeding, at: datetime | None, received_at: datetime | None) -> datetime:
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


def clean(p: Proceeding, law: Act, data: dict[str, Any]) -> dict[str, Any]:
    """Check the fields of an act against its table; unknown ones are refused by name."""
    known = {f.name for f in law.fields}
    for name in data:
        if name not in known:
            raise BadValue(field=name, problem_zh="没有这一项。", problem_en="No such field.")
    values: dict[str, Any] = {}
    for spec in law.fields:
        value = data.get(spec.name)
        if value in (None, ""):
            if spec.required and not any(data.get(name) for name in spec.unless):
                raise BadValue(
                    field=spec.zh, problem_zh="必填。", problem_en=f"{spec.en} is required."
                )
            continue
        values[spec.name] = value
    on = values.get("on")
    if isinstance(on, date) and on > p.on:
        raise Refusal("date_in_future", on=on.isoformat())
    return values


def _on_paper(p: Proceeding, deed: Deed, standing: policy.Standing) -> None:
    """What a party brought on paper is its act, entered by the desk: the log names who entered it,
    for whom, when it came, and the postmark."""
    paper = deed.paper
    if paper is None:
        if deed.act.code in ON_PAPER_ONLY:
            raise NotAllowed("on_paper_only")
        return
    if deed.act.code not in TAKEN_IN or standing.relation == "party":
        raise NotAllowed("not_yours")
    party = p.party(paper.party_no)
    if party is None or party.left:
        raise Refusal("no_such_party")
    if deed.act.side and party.side != deed.act.side:
        _wrong_side(deed.act.side)
    if reason := paper.problem(p.case.filed_at, p.now):
        raise Refusal(reason)
    p.received_at = paper.arrived_at
    deed.on_behalf_of = paper.party_no
    if paper.tray is not None:
        deed.data["files"] = str(paper.tray)
    deed.facts |= paper.facts


def _default_party(p: Proceeding, deed: Deed, standing: policy.Standing) -> None:
    """A party acts for itself, and who acts for several for the one that is named; the desk names
    the party."""
    if standing.relation == "party":
        _acts_now_and_within_its_rights(p, deed)
        names_party = any(f.name == "party" for f in deed.act.fields)
        first = standing.party_nos[0]
        deed.on_behalf_of = deed.data.setdefault("party", first) if names_party else first
        if deed.on_behalf_of not in standing.party_nos:
            raise NotAllowed("not_yours")
    if FOR_WHOM in deed.act.fields:
        deed.data.pop("party", None)  # whom the act is for the entry says, and no more than that
    party = deed.data.get("party")
    if party is not None and p.party(party) is None:
        raise Refusal("no_such_party")
    for spec in deed.act.fields:
        value = deed.data.get(spec.name)
        if value is None:
            continue
        if spec.kind in ("text", "long_text"):
            deed.texts[spec.name] = str(value)
        elif spec.kind != "particulars":  # personal, and kept with the parties
            deed.facts[spec.name] = _loggable(value)


def _acts_now_and_within_its_rights(p: Proceeding, deed: Deed) -> None:
    """A party's act has the day it came in, and of incidents it raises what is its to raise."""
    if deed.on != p.on:
        raise NotAllowed("day_not_yours")
    if deed.data.get("incident", "recusal") not in RAISED_BY_PARTIES:
        raise NotAllowed("not_yours")


def _loggable(value: Any) -> Any:
    if isinstance(value, list):
        return [_loggable(one) for one in value]
    return value if isinstance(value, (int, bool, date, datetime)) else str(value)


def request_digest(case_id: int, act: str, data: dict[str, Any]) -> str:
    """What a request was, to tell a repeat from another request under the same key."""
    raw = orjson.dumps([case_id, act, data], option=orjson.OPT_SORT_KEYS, default=str)
    return hashlib.sha256(raw).hexdigest()[:REQUEST_DIGITS]


REQUEST_DIGITS = 16
"""64 bits: two requests under one key are told apart by them."""


def repeated(by: Actor, key: str, request: str) -> Done | None:
    """The first answer to this very request, if it was done before."""
    entry = Entry.objects.filter(actor_id=by.user_id, key=chain.key_of(key)).first()
    if entry is None:
        return None
    if entry.request[:REQUEST_DIGITS] != request:  # once they were told in full
        raise Refusal("key_reused")
    told = Entry.objects.filter(case_id=entry.case_id)
    # What an act brought with it was recorded at the same moment.
    last = told.filter(seq__gte=entry.seq, recorded_at=entry.recorded_at).latest("seq")
    said = (entry.said["set"] for entry in told.filter(seq__lte=last.seq).order_by("-seq"))
    version = next((changed["version"] for changed in said if "version" in changed), 1)
    return Done(entry.case_id, last.seq, last.stands_at, version, repeated=True)


def party_or_first(p: Proceeding, deed: Deed, side: str) -> int:
    """The party an act is about: named, or the only one of its side."""
    named = deed.data.get("party")
    candidates = p.side(side)
    if named is not None:
        party = p.party(named)
        if party is None or (side and party.side != side):
            _wrong_side(side)
        return int(named)
    if not candidates:
        raise Refusal("no_such_party")
    return candidates[0].no


def _wrong_side(side: str) -> NoReturn:
    words = {"plaintiff": ("原告", "plaintiff"), "defendant": ("被告", "defendant")}[side]
    raise Refusal("wrong_side", side_zh=words[0], side_en=words[1])
