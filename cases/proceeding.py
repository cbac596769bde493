"""A proceeding: one case under lock, changed in memory and written as a whole.

Everything an act or the passing of time does to a case happens here first: moving along the
table, opening, ending and pausing clocks, and taking up log entries with their after-image.
Nothing here touches the database except the counter of case numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Model

from cases import beside, chain, trips
from cases.clockrules import whole
from cases.law import incidents as law_incidents
from cases.law.acts import DECIDED_BY
from cases.law.calendar import Calendar
from cases.law.clocks import CASE_RULES, EACH, RULING_RULE, SUB_TABLE, SubRule
from cases.law.ladder import Rung
from cases.law.nodes import NODES, Bound, Node, Rule
from cases.law.numbers import CaseNumber
from cases.law.outcomes import OUTCOMES, Window
from cases.law.overrides import rule_anew, rules_of, use_of
from cases.law.periods import Limit, Unit, deadline, local_date
from cases.law.procedures import Origin, Procedure
from cases.law.refusals import NotInTable
from cases.law.running import RunningClock
from cases.models import Case, Document, NumberAlias
from cases.models.case import WAYS

ON_ENTRY = {
    "evidence_exchange": "evidence_period_ended",
    "hearing_scheduling": "evidence_stage_ended",
}
"""Nodes whose clock starts by getting there."""
ON_SKIP = {
    "fee_payment": "fee_settled",
    "case_assignment": "assigned",
    "deliberation": "deliberated",
}
"""What a node that is passed over leaves behind for the clocks after it."""
TIME_GOES_ON = frozenset({("appeal_period", "appeal_transfer")})
"""Moves that end nobody's time but the mover's: the other parties may still appeal (CPL 171)."""
FROM_RECEIPT = frozenset({("complaint_service", Procedure.RETRIAL_REVIEW)})
"""Clocks that the law counts from the receipt of the papers, whenever they open (CPL 214)."""
NOT_CLOSED = frozenset({"on_appeal", "archived"})
"""Outcomes that start no archiving: the case is not closed, or done with."""

OUTLIVES = EACH | {"refund"}
"""Sub-timers of what the court owes whatever becomes of the procedure."""

_PROCEDURES = {procedure.value: procedure for procedure in Procedure}

_NODE_STARTS: dict[str, list[tuple[Node, str]]] = {}
for _node in NODES.values():
    _NODE_STARTS.setdefault(_node.starts, []).append((_node, "statutory"))
    if _node.management is not None or _node.code == "complaint_service":
        _NODE_STARTS.setdefault(_node.management_starts or _node.starts, []).append(
            (_node, "management")
        )
    if _node.again:
        _NODE_STARTS.setdefault(_node.again, []).append((_node, "management"))
_SUB_STARTS: dict[str, list[SubRule]] = {}
_SUB_ENDS: dict[str, list[str]] = {}
for _sub in SUB_TABLE:
    _SUB_STARTS.setdefault(_sub.starts, []).append(_sub)
    for _event in _sub.ends:
        _SUB_ENDS.setdefault(_event, []).append(_sub.code)


@dataclass(frozen=True)
class CourtFacts:
    group_id: int
    code: str
    upper_id: int | None
    offset: timedelta
    training: bool
    moved_at: datetime | None


@dataclass(frozen=True)
class PartyFacts:
    no: int
    side: str
    foreign: bool
    left: bool
    links: list[tuple[int, str]]


@dataclass(frozen=True)
class Office:
    """A person's office in the court of the case, or in the one above it."""

    user_id: int
    role: str
    court_id: int
    since: date
    until: date | None


@dataclass(frozen=True)
class OpenIncident:
    pk: int
    kind: str
    opened_on: date
    party_no: int | None


@dataclass(frozen=True)
class Actor:
    """Who acts: a person in a role, or time itself (no person)."""

    user_id: int | None
    role: str

    @property
    def person(self) -> int:
        """The person's id, for what only a person does."""
        assert self.user_id is not None
        return self.user_id

    @classmethod
    def time(cls) -> Actor:
        return cls(None, "time")


@dataclass
class Proceeding:
    """One case under lock with its clocks, parties and people, and what is to be written."""

    case: Case
    court: CourtFacts
    calendar: Calendar
    now: datetime
    real: datetime
    tail: bytes
    last_at: datetime | None
    clocks: dict[int, RunningClock] = field(default_factory=dict)
    stored: dict[int, RunningClock] = field(default_factory=dict)
    """The clocks as they were loaded, by number."""
    parties: list[PartyFacts] = field(default_factory=list)
    open_incidents: list[OpenIncident] = field(default_factory=list)
    people: list[tuple[int, str, bool]] = field(default_factory=list)
    offices: list[Office] | None = None
    """Offices of whoever the case was loaded for; None where nobody asked."""
    was_repeated: bool = False
    """Whether that person has acted under this request's key before."""
    has_drafts: bool = False
    """Whether drafts wait for a judge."""
    tightened: Sequence[tuple[str, str, int, str, date]] = ()
    arrival: datetime | None = None
    """When the first of the papers came in that nobody has taken up yet."""
    at: datetime = field(init=False)
    """The moment of the act under way; ``on`` is its legal date."""
    received_at: datetime | None = None
    """When the papers of the act came to the court, where that was before it was entered."""
    entries: list[dict[str, Any]] = field(default_factory=list)
    rungs: list[dict[str, Any]] = field(default_factory=list)
    outbox: list[dict[str, Any]] = field(default_factory=list)
    remarks: list[dict[str, Any]] = field(default_factory=list)
    kept: list[Model] = field(default_factory=list)
    """Records of what an act leaves behind, to be written with the case in one round trip."""
    amended: list[tuple[type[Model], dict[str, Any], dict[str, Any]]] = field(default_factory=list)
    """(kind of record, which of this case's, new values), written before what is kept."""
    served: dict[str, set[int]] | None = None
    """By document, whom it has reached: read when first asked for."""
    prepared: list[tuple[RunningClock, str]] = field(default_factory=list)
    """Class B: (clock, proposed outcome) for which a draft is due."""
    withdrawn_drafts: bool = False
    passed: list[str] = field(default_factory=list)
    """The node just reached because it lies on the way onward."""
    move_after: str | None = None
    """Where an effect of expiry sends the case."""
    goes_on: tuple[str, str] | None = None
    """Where the case goes on to from the place it has just reached, and the event that this is."""
    instead: dict[str, Rule] = field(default_factory=dict)
    """Limits that an act puts in place of the table's for the clocks its event opens."""
    several: dict[str, list[PartyFacts]] = field(default_factory=dict)
    """Events that open a clock for each of these parties, not one for the case."""
    answers: bool = False
    """The case came to an outcome: a case below it may be waiting for the answer."""
    entered: list[tuple[str, str]] = field(default_factory=list)
    """The moves made: (from, to)."""
    incidents: list[list[Any]] = field(default_factory=list)
    """What began and ended since the last entry: [kind, day, party, "ended"]."""
    _brought: list[Document] = field(default_factory=list)
    _kept_told: int = 0
    _amended_told: int = 0
    _parties_told: dict[int, bool] = field(default_factory=dict)
    """The parties that the log knows, and whether they have left."""
    _told: dict[int, RunningClock] = field(default_factory=dict)
    """Clocks as the log told of them since they were loaded."""
    _changed: dict[str, Any] = field(default_factory=dict)
    _touched: dict[int, bool] = field(default_factory=dict)
    """Clocks that changed since the last entry: whether all that happened is that they ended."""
    _fired: set[int] = field(default_factory=set)
    _computed: set[int] = field(default_factory=set)
    """Clocks whose whole row is to be written: opened, or computed anew."""

    def __post_init__(self) -> None:
        self.at = self.now
        if self.case.log_seq:
            self._parties_told = {party.no: party.left for party in self.parties}

    # -- what stands ------------------------------------------------------------------------

    @property
    def on(self) -> date:
        return local_date(self.at)

    @property
    def came_at(self) -> datetime:
        """When what the act brings came to the court."""
        return self.received_at or self.at

    @property
    def procedure(self) -> Procedure:
        return _PROCEDURES[self.case.procedure]

    @property
    def place(self) -> str:
        place: str = self.case.__dict__["stands_at"]
        return place

    @property
    def seq(self) -> int:
        """The number the next entry will have."""
        return self.case.log_seq + 1

    def side(self, side: str) -> list[PartyFacts]:
        """The parties of one side that are still in the case."""
        return [p for p in self.parties if p.side == side and not p.left]

    def party(self, no: int | None) -> PartyFacts | None:
        return next((p for p in self.parties if p.no == no), None)

    @property
    def is_any_abroad(self) -> bool:
        """Whether any party that is still in the case has no domicile in China."""
        return any(party.foreign for party in self.parties if not party.left)

    def has_incident(self, *kinds: str) -> bool:
        """Whether an incident of one of these kinds is open, of whichever party."""
        return any(incident.kind in kinds for incident in self.open_incidents)

    def running(self, code: str = "", *, node: str = "", kind: str = "") -> list[RunningClock]:
        """Running clocks by code, node and kind."""
        return [
            clock
            for clock in self.clocks.values()
            if clock.running
            and (not code or clock.code == code)
            and (not node or clock.node == node)
            and (not kind or clock.kind == kind)
        ]

    # -- changing the case ------------------------------------------------------------------

    def set(self, **values: Any) -> None:
        """Change legal fields of the case; they enter the log with the next entry."""
        for name, value in values.items():
            if getattr(self.case, name) != value:
                setattr(self.case, name, value)
                self._changed[name] = value

    def declare(self, *names: str) -> None:
        """Put legal fields into the next entry though they did not change: the first one's."""
        self._changed.update({name: getattr(self.case, name) for name in names})

    def move(self, target: str) -> None:
        """Go along one edge of the table: leave the node, end its clocks, arrive."""
        source = self.place
        if source not in WAYS.get(target, ()):
            raise NotInTable("not_here", place=source, act=target)
        self.case.__dict__["stands_at"] = target  # the field is protected from all but this
        self.case.version += 1
        self.case.entered_at = self.at
        self._changed.update(
            stands_at=target, version=self.case.version, entered_at=self.case.entered_at
        )
        self._leave(source, target)
        self.entered.append((source, target))
        if target in OUTCOMES:
            self._rest(target)
        elif event := ON_ENTRY.get(target):
            self.start(event)

    def stand_again(self, place: str, since: datetime) -> None:
        """Stand where the case stood before a mistake, not by a way of the table: the entry that
        says so names the one it takes back."""
        self.case.__dict__["stands_at"] = place
        self.case.version += 1
        self.case.entered_at = self.at
        self._changed.update(
            stands_at=place, version=self.case.version, entered_at=self.case.entered_at
        )

    def _leave(self, source: str, target: str) -> None:
        if source in OUTCOMES:
            if target != "closing_archiving":
                self.close(self.running(node="closing_archiving", kind="node"), "cancelled")
            used = [w.code for w in OUTCOMES[source].windows if w.leads_to == target]
            # A window of one party is met by what that party does; the others' run on (CPL 171).
            self.close([c for c in self.running(kind="window")
                        if c.code in used and c.party_no is None], "met")  # fmt: skip
            return
        for kind in ("node", "party"):
            if kind == "node" or (source, target) not in TIME_GOES_ON:
                self.close(self.running(node=source, kind=kind), "met")
        self.withdrawn_drafts = True

    def _rest(self, outcome: str) -> None:
        """Arrive at an outcome: the clocks of the procedure end, windows open."""
        for clock in self.running():
            if clock.kind in ("node", "case", "party", "incident") or (
                clock.kind == "sub" and clock.code not in OUTLIVES
            ):
                self.close([clock], "met" if clock.kind == "case" else "cancelled")
        for automatic in _automatic_events(self, outcome):
            self.start(*automatic)
        if outcome not in NOT_CLOSED:
            self.set(closed_on=self.on)
            self.start("closed")

    # -- events and clocks ------------------------------------------------------------------

    def start(
        self, event: str, on: date | None = None, party: PartyFacts | None = None,
        *, answers: int | None = None,
    ) -> None:  # fmt: skip
        """An event takes place: it ends the sub-timers that waited for it and opens clocks.

        ``answers``: the entry that is answered; of several timers only the one it opened ends.
        """
        for one in self.several.pop(event, [party]):
            self._start(event, on or self.on, one, answers)

    def _start(self, event: str, day: date, party: PartyFacts | None, answers: int | None) -> None:
        for code in _SUB_ENDS.get(event, ()):
            waiting = self.running(code)
            if code in EACH:
                waiting = [clock for clock in waiting if clock.opened_seq == answers]
            self.close(waiting, "met")
        for node, basis in _NODE_STARTS.get(event, ()):
            if use_of(node.code, self.procedure, panel=self.case.panel) != "unused":
                self._open_node(node, basis, event, day, party)
        for sub in _SUB_STARTS.get(event, ()):
            start: date = self.at if sub.rule.limit.unit is Unit.HOURS else day
            rule = self.instead.pop(event, self._rule_for(sub, party))
            self.open(rule, kind=sub.kind, code=sub.code, node=self.place, event=event,
                      start=start, expiry=sub.expiry, basis=sub.basis,
                      party_no=party.no if party else None,
                      restart=sub.kind == "sub" and not sub.per_party)  # fmt: skip
        if self.place in OUTCOMES:
            for window in OUTCOMES[self.place].windows:
                if window.starts == event:
                    self.open_window(window, day, party=party)

    def _rule_for(self, sub: SubRule, party: PartyFacts | None) -> Rule:
        """The longer limit where the party, or any of them, has no domicile in China."""
        abroad = party.foreign if party else self.is_any_abroad
        return sub.abroad if abroad and sub.abroad is not None else sub.rule

    def _open_node(
        self, node: Node, basis: str, event: str, day: date, party: PartyFacts | None
    ) -> None:
        foreign = party.foreign if party else node.code == "appeal_transfer" and self.is_any_abroad
        rules = rules_of(
            node.code, self.procedure, origin=Origin(self.case.origin), foreign=foreign
        )
        if event == node.again:
            rule = rule_anew(*rules)
        else:
            rule = rules[0] if basis == "statutory" else rules[1]
        if rule is None or (node.per_party and party is None):
            return
        rule = self.instead.pop(event, rule)
        if (node.code, self.procedure) in FROM_RECEIPT:
            day = local_date(self.case.filed_at)
        rule = self._tighten(node.code, basis, rule, day)
        self.open(
            rule, kind="party" if node.per_party else "node", code=node.code, node=node.code,
            basis=basis, event=event, start=day, expiry=node.expiry,
            party_no=party.no if party else None,
        )  # fmt: skip

    def _tighten(self, node: str, basis: str, rule: Rule, day: date) -> Rule:
        """The court's own limit from its day on; one that is longer than the law's binds nobody."""
        for code, where, amount, unit, since in reversed(self.tightened):
            if (code, where) == (node, basis) and since <= day and rule.may_be_tightened:
                own = Limit(amount, Unit(unit))
                if self._last_day(own, day) <= self._last_day(rule.limit, day):
                    return Rule(own, rule.bound, f"{rule.citation}; court target")
        return rule

    def _last_day(self, limit: Limit, day: date) -> datetime:
        due_at = deadline(day, limit, calendar=self.calendar).due_at
        assert due_at is not None
        return due_at

    def open(
        self, rule: Rule, *, kind: str, code: str, node: str, event: str, start: date,
        expiry: str, basis: str = "statutory", party_no: int | None = None, restart: bool = True,
    ) -> RunningClock:  # fmt: skip
        """Open a clock at its start event; a running one of the same name starts anew."""
        if restart:
            same = [c for c in self.running(code, kind=kind)
                    if (c.party_no, c.basis) == (party_no, basis)]  # fmt: skip
            self.close(same, "cancelled")
        number = self.case.clock_count + 1
        self.set(clock_count=number)
        clock = RunningClock.opened(
            number, rule, kind=kind, code=code, node=node, basis=basis, expiry=expiry,
            event=event, start=start, seq=self.seq, party_no=party_no,
        )  # fmt: skip
        for incident in self.open_incidents:
            theirs = incident.party_no is None or party_no in (None, incident.party_no)
            stops = code not in EACH and law_incidents.pauses(incident.kind, kind, node, code)
            if theirs and stops:
                clock.pause(max(incident.opened_on, clock.started_on), incident.kind)
        self.clocks[number] = clock
        self.recompute(clock)
        return clock

    def open_window(
        self, window: Window, day: date, limit: Limit | None = None,
        *, party: PartyFacts | None = None,
    ) -> None:  # fmt: skip
        """A long timer on an outcome, for the case or for one party; expiry closes nothing by
        itself."""
        usual = (window.limit, window.citation)
        own, source = (window.abroad or usual) if party and party.foreign else usual
        rule = Rule(limit or own, Bound.PARTY_EXACTLY, source)
        self.open(rule, kind="window", code=window.code, node=self.place, event=window.starts,
                  start=day, expiry="A", party_no=party.no if party else None)  # fmt: skip

    def open_case_clock(self, start: date, procedure: Procedure | None = None) -> None:
        """审限: from the day after filing; none where foreign parties are in the case (CPL 287)."""
        procedure = procedure or self.procedure
        rule = CASE_RULES.get(procedure)
        if rule is None or (self.case.is_foreign and procedure is not Procedure.EXECUTION):
            return
        if procedure is Procedure.SECOND_INSTANCE and self.case.document == "ruling":
            rule = RULING_RULE
        self.open(rule, kind="case", code=procedure.value, node="", event="registered",
                  start=start, expiry="C")  # fmt: skip

    def meet(self, code: str, party_no: int | None = None) -> list[RunningClock]:
        """End clocks because what they waited for was done; returns those that were running."""
        found = [c for c in self.running(code) if party_no is None or c.party_no == party_no]
        self.close(found, "met")
        return found

    def close(self, clocks: list[RunningClock], state: str) -> None:
        """End clocks as met, expired or cancelled, now."""
        for clock in clocks:
            clock.close(state, self.at, self.seq)
            self._touched.setdefault(clock.no, True)

    def pause(self, kind: str, on: date, party_no: int | None = None) -> None:
        """An incident begins: every clock it stops keeps an open span; of an incident that is one
        party's, no clock of another party."""
        for clock in self.running():
            if clock.code in EACH:
                continue
            theirs = party_no is None or clock.party_no in (None, party_no)
            node = clock.node or clock.code
            if theirs and law_incidents.pauses(kind, clock.kind, node, clock.code):
                clock.pause(max(on, clock.started_on), kind)
                self.recompute(clock)

    def resume(self, kind: str, on: date, party_no: int | None = None) -> None:
        """The incident ends: spans close and deadlines come back, later by what was excluded."""
        for clock in self.running():
            theirs = party_no is None or clock.party_no in (None, party_no)
            if theirs and any(span[1] is None and span[2] == kind for span in clock.spans):
                clock.resume(on, kind)
                self.recompute(clock)

    def recompute(self, clock: RunningClock) -> None:
        """Compute a clock's deadline anew from what it keeps."""
        before = clock.deadline_no
        clock.recompute(self.calendar)
        if clock.deadline_no != before:
            clock.known_at = self.real
        self._touched[clock.no] = False
        self._computed.add(clock.no)

    def run_again(
        self, then: RunningClock, kept: RunningClock | None, fired: tuple[int, int]
    ) -> None:
        """A clock that a mistake ended or stopped runs as it did, to a deadline worked out anew.

        ``kept``: the clock in the database, where it is not loaded; ``fired``: its last rung, by
        deadline.
        """
        if kept is not None and then.no not in self.stored:
            self.clocks[then.no], self.stored[then.no] = kept, kept.copy()
        clock = self.clocks[then.no]
        clock.state, clock.closed_seq, clock.closed_at = "running", None, None
        clock.spans, clock.extensions = then.spans, then.extensions
        clock.goes_on_after(fired[1] if fired[0] == clock.deadline_no else 0, self.calendar)
        self.recompute(clock)
        if clock.next_at is None and clock.due_at is not None and clock.expiry == "A":
            clock.falls_due_again(self.calendar)  # it had run out, and what followed is taken back
        clock.known_at = self.real

    # -- numbers ----------------------------------------------------------------------------

    def issue_number(self, type_code: str, *, leading: bool) -> str:
        """The next number of this court, type and year: gapless, in this transaction."""
        [[serial]] = trips.rows(_NEXT_NUMBER, [self.case.court_id, type_code, self.on.year])
        number = str(CaseNumber(self.on.year, self.court.code, type_code, serial))
        self.keep(NumberAlias(case_id=self.case.id, number=number, type_code=type_code,
                              issued_on=self.on, is_leading=leading))  # fmt: skip
        if leading:
            self.set(number=number)
        return number

    # -- the log ----------------------------------------------------------------------------

    def log(
        self, act: str, by: Actor, *, facts: dict[str, Any] | None = None,
        key: str | None = None, request: str = "", on_behalf_of: int | None = None,
    ) -> None:  # fmt: skip
        """Take up one entry with the after-image of everything changed since the last one."""
        seq, said = self.seq, self._changed
        rules: dict[str, str] = {}
        clocks = {no: self._said(no, ended, rules) for no, ended in self._touched.items()}
        self._fired.update(clocks)
        # The entry's own columns say where it moved to, and when.
        apart = (
            {"stands_at", "entered_at", "clock_count"} if "stands_at" in said else {"clock_count"}
        )
        body = {
            "beside": self._beside(facts or {}), "clocks": clocks, "facts": facts,
            "for": on_behalf_of,
            "set": {k: _plain(v) for k, v in said.items() if k not in apart},
        }  # fmt: skip
        text = chain.canonical({name: what for name, what in body.items() if what})
        columns = chain.Columns(
            self.case.id, seq, self.case.court_id, act, self.place, by.user_id, by.role,
            chain.microseconds(self.at), chain.microseconds(self.real), chain.RULES,
        )  # fmt: skip
        words = [rules[name] for name in sorted(rules)]
        self.tail = chain.digest_with_columns(self.tail.hex(), columns, text, words)
        self.entries.append({
            **columns._asdict(), "effective_at": self.at, "recorded_at": self.real,
            "key": key and str(chain.key_of(key)), "request": request,
            "body": text, "hash": "\\x" + self.tail.hex(), "algorithm": chain.ALGORITHM,
            "version": self.case.version, "entered_at": self.case.entered_at,
            "clock_count": self.case.clock_count,
        })  # fmt: skip
        if more := {k: _plain(v) for k, v in self._changed.items() if k not in _ALWAYS}:
            self.entries[-1]["more"] = more
        self.case.log_seq, self.last_at = seq, self.at
        self._changed, self._touched = {}, {}

    def _said(self, no: int, ended: bool, rules: dict[str, str]) -> Any:
        """What the entry under way says of a clock; the ``rules`` it names are added to these."""
        clock = self.clocks[no]
        at_once = (clock.closed_seq, clock.closed_at) == (self.seq, self.at)
        if ended and at_once and no in self.stored:
            return clock.state
        before = self._told.get(no) or self.stored.get(no)
        self._told[no] = clock.copy()
        if before is not None:
            changes = clock.changes_since(before, self.seq, self.at)
            return changes["state"] if changes.keys() == {"state"} else changes
        key, words = clock.rule_told
        rules[key] = words
        return clock.opening(key, self.seq, self.at, chain.RULES)

    def _beside(self, facts: dict[str, Any]) -> dict[str, Any]:
        """What the entry under way says of parties, people, incidents and papers."""
        kept, amended = self.kept[self._kept_told :], self.amended[self._amended_told :]
        papers = [*self._brought, *(one for one in kept if isinstance(one, Document))]
        known = self._parties_told
        said = {
            "parties": [
                [one.no, one.side, *(["left"] if one.left else [])]
                for one in self.parties
                if known.get(one.no) is not one.left
            ],
            "people": beside.people(kept, amended),
            "incidents": self.incidents,
            "papers": beside.papers(papers, facts) if papers else [],
        }
        self._parties_told = {party.no: party.left for party in self.parties}
        self._kept_told, self._amended_told = len(self.kept), len(self.amended)
        self._brought, self.incidents = [], []
        return {name: what for name, what in said.items() if what}

    def brings(self, *documents: Document) -> None:
        """Papers that are in the file already come with the next entry, which tells of them."""
        self._brought.extend(documents)

    def fire(self, clock: RunningClock, due_at: datetime, lag_ms: int) -> Rung:
        """Record the clock's next rung as fired."""
        rung = clock.fired()
        self._fired.add(clock.no)
        self.rungs.append({
            "case_id": self.case.id, "clock_no": clock.no, "deadline_no": clock.deadline_no,
            "rung": int(rung), "due_at": due_at, "lag_ms": lag_ms, "recorded_at": self.real,
        })  # fmt: skip
        return rung

    def keep(self, record: Model) -> None:
        """Have a new record written with the case. It has no key, and no query finds it, before."""
        self.kept.append(record)

    def amend(self, kind: type[Model], which: dict[str, Any], **values: Any) -> None:
        """Have this case's records of a kind changed with it: those whose columns are ``which``."""
        self.amended.append((kind, which, values))

    def tell(self, event: str, template: str, recipients: list[str]) -> None:
        """Messages to send, one a recipient; what was told once is not told again."""
        self.outbox.append({
            "case_id": self.case.id, "event": event, "template": template, "created_at": self.at,
            "recipients": list(dict.fromkeys(recipients)),
        })  # fmt: skip

    @property
    def has_changes(self) -> bool:
        return bool(self._changed or self._touched)

    def pending(self) -> dict[str, list[Any]]:
        """All rows to write, complete."""
        assert not self.has_changes, "changes without an entry in the log"
        return {
            "entries": self.entries,
            **self._clock_rows(),
            "rungs": self.rungs,
            "outbox": self.outbox,
            "remarks": self.remarks,
            "withdrawn": [[self.case.id, self.case.log_seq]]
            if self.withdrawn_drafts and self.has_drafts
            else [],
            "drafts": [self._draft(*due) for due in self.prepared if due[0].running],
        }

    def _draft(self, clock: RunningClock, proposes: str) -> dict[str, Any]:
        return {
            "case_id": self.case.id, "clock_no": clock.no, "proposes": proposes,
            "act": DECIDED_BY.get(proposes, proposes), "opened_seq": self.case.log_seq,
        }  # fmt: skip

    def _clock_rows(self) -> dict[str, list[Any]]:
        """Whole rows of clocks opened, what is new of those computed anew, and short ones of those
        that ran on; and the rules that the first two name."""
        rows: dict[str, list[Any]] = {"clocks": [], "computed": [], "ended": [], "rules": []}
        for no in sorted(self._fired):
            clock = self.clocks[no]
            row: dict[str, Any] = {"case_id": self.case.id, "no": no}
            values, known = vars(clock), no in self.stored
            if no not in self._computed:
                rows["ended"].append({**row, **{name: values[name] for name in _RUNS}})
                continue
            if known:
                row |= {name: values[name] for name in _COMPUTED}
            else:
                row |= {**values, "court_id": self.case.court_id, "group_id": self.court.group_id}
            row |= {name: values[name] or None for name in ("spans", "extensions")}
            row |= {"rule": clock.rule_told[0], "is_target": clock.is_target}
            if not clock.running:
                row |= _ENDED
            rows["computed" if known else "clocks"].append(row)
            rows["rules"].append(clock.rule_told)
        return rows


_NEXT_NUMBER = """
INSERT INTO cases_numbercounter (court_id, type_code, year, last) VALUES ($1, $2, $3, 1)
ON CONFLICT (court_id, type_code, year) DO UPDATE SET last = cases_numbercounter.last + 1
RETURNING last
"""
_ALWAYS = frozenset({"stands_at", "version", "entered_at", "clock_count"})
"""Fields of the case that are written with every entry."""
_RUNS = ("state", "next_rung", "next_at", "closed_seq", "closed_at")
"""What changes of a clock that only fires and ends."""
_COMPUTED = (
    "calendar_version", "due_on", "due_at", "provisional", "deadline_no", "rungs",
    "known_at", *_RUNS,
)  # fmt: skip
"""What changes of a clock that is computed anew, beside its rule, spans and extensions."""
_ENDED = {"rungs": None, "known_at": None}
"""What the row of a clock that has ended keeps no longer."""
_instant, _day = datetime.fromisoformat, date.fromisoformat


def read_clock(row: dict[str, Any]) -> RunningClock:
    """A clock from what loading says of it."""
    clock = RunningClock.__new__(RunningClock)
    values = clock.__dict__ = whole(row)
    values["started_on"] = _day(row["started_on"])
    if (due_on := row["due_on"]) is not None:
        values["due_on"] = _day(due_on)
    for name in ("started_at", "due_at", "next_at", "closed_at", "known_at"):
        if (at := row[name]) is not None:
            values[name] = _instant(at)
    values["rungs"] = [at and _instant(at) for at in values["rungs"]]
    return clock


def _plain(value: Any) -> Any:
    return str(value) if type(value).__name__ == "Decimal" else value


def _automatic_events(p: Proceeding, outcome: str) -> list[tuple[str, date]]:
    """The start events that reaching an outcome is in itself."""
    windows = {w.starts for w in OUTCOMES[outcome].windows}
    events = []
    if "took_effect" in windows and outcome not in ("not_accepted", "dismissed"):
        p.set(took_effect_on=p.on)
        events.append(("took_effect", p.on))
    if "performance_due" in windows:
        events.append(("performance_due", p.on + timedelta(days=p.case.performance_days or 0)))
    return events
