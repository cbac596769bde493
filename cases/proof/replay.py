"""Replaying a case: folding its log from the first entry, through the table, to where it stands.

Where a case stands, its legal fields and its clocks are nothing but the sum of its entries. Folded
up to a past moment the log shows the case as it stood then; folded to the end it must give what
the rows of the case say, or one of the two was changed behind the other's back.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError

from cases import chain, ground
from cases.acts.filing.registering import FIRST_NODE
from cases.law.calendar import Calendar
from cases.law.nodes import NODES
from cases.law.outcomes import OUTCOMES
from cases.law.refusals import NotThere
from cases.law.running import RunningClock
from cases.models import Case
from cases.proof.beside import Beside
from cases.proof.logbook import Record, Told, as_moment, entries, read, records
from cases.proof.problems import Problem

# -- folding --------------------------------------------------------------------------------


@dataclass
class State:
    """A case as its log tells it after some entry; ``seq`` 0 is before the first one."""

    case_id: int
    seq: int = 0
    at: datetime | None = None
    stands_at: str = ""
    fields: dict[str, Any] = field(default_factory=dict)
    images: dict[int, dict[str, Any]] = field(default_factory=dict)
    places: dict[int, str] = field(default_factory=dict)
    """Where it stood after each entry: a mended one leads back there."""
    beside: Beside = field(default_factory=Beside)
    """Parties, people, incidents, papers and hearings, as far as the entries tell of them."""

    @property
    def clocks(self) -> dict[int, RunningClock]:
        """Every clock the case has had, as it was."""
        return {no: RunningClock.from_image(no, image) for no, image in self.images.items()}

    def take(self, entry: Told) -> None:
        """Add the next entry: where the case came to, and the after-images of what changed."""
        body = read(entry)
        if self.seq == 0:
            self.fields = _as_filed(entry)
        self.beside.take(entry, body, self.stands_at)
        self.seq, self.at, self.stands_at = entry.seq, entry.effective_at, body["stands_at"]
        self.places[entry.seq] = self.stands_at
        if "stands_at" in body["set"]:
            self.fields["entered_at"] = entry.effective_at
        self.fields.update({n: v for n, v in body["set"].items() if n in FIELDS})
        for no, said in body["clocks"].items():
            self._change(int(no), said, entry)
        self.fields["clock_count"] = max(self.images, default=0)

    def _change(self, no: int, said: dict[str, Any], entry: Told) -> None:
        """Add what an entry says of one clock."""
        changes = RunningClock.told_in_full(
            said, entry.seq, entry.effective_at, is_new=no not in self.images
        )
        image = self.images.setdefault(no, {})
        for name, value in changes.items():
            if value is None:
                image.pop(name, None)
            else:
                image[name] = value


FIELDS: dict[str, Any] = {f.attname: f for f in Case._meta.concrete_fields}
# A new case has these as its model has them; the others are what the filing says.
_FILED_BLANK = (
    "number", "fee", "panel", "registered_on", "closed_on", "took_effect_on", "pronounced_on",
    "result", "performance_days", "came_from", "adjournments", "reappointed", "clock_count",
)  # fmt: skip
_FILED_FACTS = {
    "court": "court_id", "cause": "cause_code", "dispute": "dispute_id", "origin": "origin",
    "procedure": "procedure", "amount": "amount", "document": "document",
    "is_foreign": "is_foreign", "confidential": "confidential",
}  # fmt: skip


def _as_filed(entry: Told) -> dict[str, Any]:
    """The fields of a case just filed, as far as its first entry tells them."""
    at, facts = entry.effective_at, read(entry)["facts"]
    blank: dict[str, Any] = {name: FIELDS[name].get_default() for name in _FILED_BLANK}
    blank |= {"version": 1, "filed_at": at, "entered_at": at, "stands_at": entry.stands_at}
    return blank | {name: facts[fact] for fact, name in _FILED_FACTS.items() if fact in facts}


def fold(case_id: int, until: datetime | int | None = None) -> State:
    """The case as its log tells it: now, after an entry, or at a moment of its court's clock.

    Raises NotThere, and UnreadableEntry where the log was tampered with.
    """
    told = entries(case_id, until)
    if not told and not Case.objects.filter(pk=case_id).exists():
        raise NotThere()
    state = State(case_id)
    for entry in told:
        state.take(entry)
    return state


# -- the replay -----------------------------------------------------------------------------


def replay(case_id: int) -> list[Problem]:
    """Everything in which this case differs from the sum of its log. Raises NotThere."""
    record = next(records(case_id=case_id), None)
    if record is None:
        raise NotThere()
    return list(differences(record, ground.calendar_of()))


def differences(record: Record, calendar: Calendar) -> Iterator[Problem]:
    """Fold the log through the table and compare the end with the rows of the case."""
    case_id, state = record.case["id"], State(record.case["id"])
    for entry in record.entries:
        if entry.body is None or entry.seq > record.case["log_seq"]:
            continue
        for what, about in _step(state, entry):
            yield Problem.found(case_id, entry.seq, what, **about)
        state.take(entry)
    if state.seq == 0:
        return
    for name in sorted(state.fields):
        if not _same(name, state.fields[name], record.case[name]):
            yield Problem.found(case_id, state.seq, "field", name=name)
    yield from _clocks(record, state, calendar)


def _step(state: State, entry: Told) -> Iterator[tuple[str, dict[str, Any]]]:
    """What the law has against this entry coming after the ones before it."""
    body = read(entry)
    source, target = state.stands_at, body["stands_at"]
    if state.at is not None and entry.effective_at < state.at:
        yield "goes_back", {}
    if body.get("rules") != chain.RULES:
        return  # decided under another version of the table
    if state.seq == 0:
        origin = body["facts"].get("origin", "")
        if target != FIRST_NODE.get(origin, ("filing_review", ""))[0]:
            yield "wrong_start", {"place": target}
    elif entry.act == "mend":
        if target != state.places.get(int(body["facts"].get("mends", 0)) - 1):
            yield "no_such_way", {"source": source, "target": target}
    elif target != source and target not in _ways(source):
        yield "no_such_way", {"source": source, "target": target}


def _ways(source: str) -> tuple[str, ...]:
    if source in NODES:
        return NODES[source].leads_to
    return OUTCOMES[source].next if source in OUTCOMES else ()


def _same(name: str, logged: Any, stored: Any) -> bool:
    """Whether the log's plain value of a field is what the row holds."""
    try:
        return bool(FIELDS[name].to_python(logged) == FIELDS[name].to_python(stored))
    except (ValidationError, TypeError):
        return False


# -- clocks ---------------------------------------------------------------------------------


def _clocks(record: Record, state: State, calendar: Calendar) -> Iterator[Problem]:
    """Compare every clock row with the log, and its deadline with what it is computed from."""
    case_id = record.case["id"]
    for no in sorted(record.clocks.keys() | state.images.keys()):
        image, row = state.images.get(no), record.clocks.get(no)
        if row is None:
            yield Problem.found(case_id, _told_at(image), "clock_missing", clock=no)
        elif image is None:
            yield Problem.found(case_id, None, "clock_unlogged", clock=no)
        else:
            for what, about in _clock(record, no, image, row, calendar):
                yield Problem.found(case_id, _told_at(image), what, clock=no, **about)


def _told_at(image: Mapping[str, Any] | None) -> int | None:
    """The entry that last said something of the clock's life."""
    seq = (image or {}).get("closed_seq") or (image or {}).get("opened_seq")
    return seq if isinstance(seq, int) else None


def _clock(
    record: Record, no: int, image: Mapping[str, Any], row: Mapping[str, Any], calendar: Calendar
) -> Iterator[tuple[str, dict[str, Any]]]:
    try:
        clock = RunningClock.from_image(no, {n: row[n] for n in row.keys() & _PARTS})
        names = _unlike(image, clock.image())
        computes = _computes(clock, calendar)
    except (ValueError, TypeError, OverflowError):
        yield "clock", {"names": "?"}
        return
    if row["court_id"] != record.case["court_id"]:
        names.append("court")
    if row["group_id"] != record.group_id:
        names.append("group")
    if row["is_target"] != clock.is_target:
        names.append("is_target")
    if names:
        yield "clock", {"names": ", ".join(sorted(names))}
    if not computes:
        yield "deadline", {}
    if not _rungs_add_up(clock, record.fired.get((no, clock.deadline_no), set())):
        yield "rungs", {}


_PARTS = {part.name for part in fields(RunningClock)} - {"no"}


def _unlike(said: Mapping[str, Any], kept: Mapping[str, Any]) -> list[str]:
    """In what the clock that is kept is not the one the log tells of."""
    return [n for n in said.keys() | kept.keys() if not _means(said.get(n, ...), kept.get(n, ...))]


def _means(said: Any, kept: Any) -> bool:
    """Whether a plain value of the log is this value."""
    if isinstance(kept, datetime):
        moment = as_moment(said) if isinstance(said, str) else said
        return bool(moment == kept)
    if isinstance(kept, date):
        return bool(said == kept.isoformat())
    return bool(said == kept)


def _computes(clock: RunningClock, calendar: Calendar) -> bool:
    """Whether the deadline follows from what the clock keeps; only its own calendar can tell."""
    if clock.calendar_version != calendar.version:
        return True
    found = clock.deadline(calendar)
    return (found.due_on, found.due_at, found.provisional) == (
        clock.due_on,
        clock.due_at,
        clock.provisional,
    )


def _rungs_add_up(clock: RunningClock, fired: set[int]) -> bool:
    """Whether what fired and what fires next are all the rungs there are, and expiry is due_at."""
    rungs = {n: at for n, at in enumerate(clock.rungs, 1) if at is not None}
    waiting = (clock.next_rung, clock.next_at)
    if not clock.running:
        return waiting == (None, None)
    last = max(fired, default=0)
    following = min((n for n in rungs if n > last), default=None)
    return (
        rungs.get(5) == clock.due_at
        and fired == {n for n in rungs if n <= last}
        and waiting == (following, rungs[following] if following else None)
    )
