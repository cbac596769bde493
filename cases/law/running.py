"""A running clock: one instance of a limit, with all it takes to compute its deadline again."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from cases.law import clockrule
from cases.law.calendar import Calendar
from cases.law.ladder import Ladder, Rung, ladder
from cases.law.nodes import NEVER_ROLLS, Bound, Rule
from cases.law.periods import Deadline, Limit, Span, Unit, closing, deadline, local_date


@dataclass
class RunningClock:
    """The state of one clock of a case. ``no`` numbers it within the case."""

    no: int
    kind: str
    code: str
    node: str
    basis: str
    expiry: str
    event: str
    started_on: date
    amount: int
    unit: str
    bound: str
    citation: str
    opened_seq: int
    party_no: int | None = None
    started_at: datetime | None = None
    spans: list[list[str | None]] = field(default_factory=list)
    """[from, to or None, incident kind], dates as ISO text."""
    extensions: list[list[Any]] = field(default_factory=list)
    """[amount, unit, citation] in the order granted."""
    calendar_version: str = ""
    due_on: date | None = None
    due_at: datetime | None = None
    provisional: bool = False
    state: str = "running"
    deadline_no: int = 0
    rungs: list[datetime | None] = field(default_factory=list)
    next_rung: int | None = None
    next_at: datetime | None = None
    closed_seq: int | None = None
    closed_at: datetime | None = None
    known_at: datetime | None = None
    """Real time since when this deadline is known: nothing fires late that nobody knew of."""

    @classmethod
    def opened(
        cls, no: int, rule: Rule, *, kind: str, code: str, node: str, basis: str, expiry: str,
        event: str, start: date, seq: int, party_no: int | None = None,
    ) -> RunningClock:  # fmt: skip
        """A clock just opened by its start event; call ``recompute`` next."""
        at = start if isinstance(start, datetime) else None
        return cls(
            no=no, kind=kind, code=code, node=node, basis=basis, expiry=expiry, event=event,
            started_on=start.date() if isinstance(start, datetime) else start, started_at=at,
            amount=rule.limit.amount, unit=rule.limit.unit.value, bound=rule.bound.value,
            citation=rule.citation, opened_seq=seq, party_no=party_no,
        )  # fmt: skip

    @property
    def rule_told(self) -> tuple[str, str]:
        """Key and words of its rule."""
        return clockrule.told(
            self.kind, self.code, self.node, self.basis, self.expiry, self.event, self.amount,
            self.unit, self.bound, self.citation,
        )  # fmt: skip

    @property
    def is_target(self) -> bool:
        """Whether it is the court's own target rather than a limit that has legal effect."""
        own = self.bound in (Bound.COURT_AT_MOST, Bound.SET_BY_COURT)
        return self.basis == "management" and own and self.expiry != "A"

    @property
    def running(self) -> bool:
        return self.state == "running"

    @property
    def paused(self) -> bool:
        """Whether an excluded span is open, so that there is no due date."""
        return any(span[1] is None for span in self.spans)

    @property
    def rule(self) -> Rule:
        return Rule(Limit(self.amount, Unit(self.unit)), Bound(self.bound), self.citation)

    def deadline(self, calendar: Calendar) -> Deadline:
        """The deadline from what the clock keeps, with its derivation on demand."""
        found = deadline(
            self.started_at or self.started_on,
            Limit(self.amount, Unit(self.unit)),
            calendar=calendar,
            spans=[
                Span(date.fromisoformat(str(a)), date.fromisoformat(b) if b else None)
                for a, b, _ in self.spans
            ],
            extensions=[Limit(amount, Unit(unit)) for amount, unit, _ in self.extensions],
            citation=self.citation,
        )
        reached = found.reached_on if self.bound in NEVER_ROLLS else None
        if not reached:
            return found
        certain = self.unit != Unit.WORKING_DAYS  # no calendar moves it
        return found._replace(
            due_on=reached, due_at=closing(reached), provisional=found.provisional and not certain
        )

    def recompute(self, calendar: Calendar) -> None:
        """Compute the deadline and its ladder anew; a changed deadline gets the next number."""
        if self.spans or self.extensions or self.started_at:
            found = self.deadline(calendar)
            due_on, due_at, provisional = found.due_on, found.due_at, found.provisional
        else:
            due_on, due_at, provisional = _plainly_due(
                self.started_on, self.amount, self.unit, self.bound, calendar
            )
        unchanged = self.deadline_no and self.due_at == due_at
        # What class A left undone on a provisional date is due again once the date is certain.
        undone = self.expiry == "A" and self.provisional and (self.next_rung or 8) > Rung.EXPIRY
        self.due_on, self.due_at, self.provisional = due_on, due_at, provisional
        self.calendar_version = calendar.version
        if unchanged and not (undone and not provisional):
            return
        self.falls_due_again(calendar)

    def _ladder(self, calendar: Calendar) -> Ladder:
        if self.due_on is None or self.due_at is None:
            return ()
        return _ladder(
            self.started_at or self.started_on, self.amount, self.unit, self.due_on, self.due_at,
            calendar, self.kind, self.expiry != "A",
        )  # fmt: skip

    def _set_next(self, after: int) -> None:
        for rung in range(after + 1, len(self.rungs) + 1):
            if (at := self.rungs[rung - 1]) is not None:
                self.next_rung, self.next_at = rung, at
                return
        self.next_rung = self.next_at = None

    def fired(self) -> Rung:
        """Take the next rung as fired and point at the one after."""
        assert self.next_rung is not None
        rung = Rung(self.next_rung)
        self._set_next(rung)
        return rung

    def close(self, state: str, at: datetime, seq: int) -> None:
        """End the clock: ``met``, ``expired`` or ``cancelled``."""
        self.state, self.closed_at, self.closed_seq = state, at, seq
        self.next_rung = self.next_at = None

    def goes_on_after(self, rung: int, calendar: Calendar) -> None:
        """Run again with the rung after this one, the last that fired for this deadline; what
        has ended keeps no ladder, so it is worked out again."""
        self.rungs = self.rungs or list(self._ladder(calendar))
        self._set_next(rung)

    def falls_due_again(self, calendar: Calendar) -> None:
        """A new deadline on the same day: what its passing brought about did not count."""
        self.deadline_no += 1
        self.rungs = list(self._ladder(calendar))
        self._set_next(0)

    def pause(self, on: date, kind: str) -> None:
        """Open an excluded span."""
        self.spans.append([on.isoformat(), None, kind])

    def resume(self, on: date, kind: str) -> None:
        """Close the open span of this kind (never before it began)."""
        for span in self.spans:
            if span[1] is None and span[2] == kind:
                span[1] = max(on.isoformat(), str(span[0]))

    def image(self) -> dict[str, Any]:
        """What the log keeps of the clock: every field that says something."""
        values = vars(self)
        shown = {
            name: value
            for name, default in _IMAGE.items()
            if (value := values[name]) is not default and value != default
        }
        for name in _LISTS:
            if name in shown:
                shown[name] = [list(span) for span in shown[name]]
        return shown

    def copy(self) -> RunningClock:
        """The clock as it stands now, whatever becomes of it."""
        copy = RunningClock.__new__(RunningClock)
        copy.__dict__.update(self.__dict__)
        copy.spans = [[*span] for span in self.spans]
        copy.extensions = [[*one] for one in self.extensions]
        return copy

    def changes_since(self, before: RunningClock | None, seq: int, at: datetime) -> dict[str, Any]:
        """What entry ``seq`` says of the clock: its image as far as it differs from ``before``
        (all of it, for a clock just opened) and as the entry itself does not imply it."""
        if before is None:
            changes = self.image()
        else:
            was, now = vars(before), vars(self)
            changes = {
                name: None if now[name] == default else now[name]
                for name, default in _IMAGE.items()
                if now[name] != was[name]
            }
        implied = _implied(changes, seq, at, is_new=before is None)
        return {n: v for n, v in changes.items() if n not in implied or implied[n] != v}

    def opening(self, rule: str, seq: int, at: datetime, rules: str) -> list[Any]:
        """What entry ``seq`` says of the clock it opens: the key of its rule, its last day, and
        what else is not as usual (``opened_in_full``)."""
        changes = self.changes_since(None, seq, at)
        usual = {"started_on": local_date(at), "calendar_version": rules}
        more = {
            name: value
            for name, value in changes.items()
            if name not in _SAID_BY_RULE and (name not in usual or usual[name] != value)
        }
        return [rule, self.due_on, more] if more else [rule, self.due_on]

    @staticmethod
    def opened_in_full(
        rule: dict[str, Any], said: list[Any], at: datetime, rules: str | None
    ) -> dict[str, Any]:
        """What an entry that opens a clock says of it, in the names of its fields. A clock starts
        on the day of the entry, by the calendar that came with the tables, unless it is said."""
        _, due_on, *more = said
        return {
            **rule, "started_on": local_date(at).isoformat(), "calendar_version": rules,
            **({"due_on": due_on} if due_on else {}), **(more[0] if more else {}),
        }  # fmt: skip

    @staticmethod
    def told_in_full(
        said: dict[str, Any], seq: int, at: datetime, *, is_new: bool
    ) -> dict[str, Any]:
        """The changes again, with what the entry implies; nonsense implies nothing."""
        try:
            return {**_implied(said, seq, at, is_new=is_new), **said}
        except (ValueError, TypeError, OverflowError):
            return said

    @classmethod
    def from_image(cls, no: int, image: dict[str, Any]) -> RunningClock:
        """A clock as the log or a JSON row tells it."""
        values: dict[str, Any] = {
            k: _READ[k](v) if k in _READ and v is not None else v for k, v in image.items()
        }
        return cls(no=no, **values)


@lru_cache(maxsize=8192)
def _plainly_due(
    start: date, amount: int, unit: str, bound: str, calendar: Calendar
) -> tuple[date | None, datetime | None, bool]:
    """When a limit ends that nothing paused or extended: the same for all that began that day."""
    found = deadline(start, Limit(amount, Unit(unit)), calendar=calendar)
    reached = found.reached_on if bound in NEVER_ROLLS else None
    if reached:
        return reached, closing(reached), found.provisional and unit == Unit.WORKING_DAYS
    return found.due_on, found.due_at, found.provisional


@lru_cache(maxsize=8192)
def _ladder(
    start: date, amount: int, unit: str, due_on: date, due_at: datetime, calendar: Calendar,
    kind: str, escalates: bool,
) -> Ladder:  # fmt: skip
    return ladder(
        start, Limit(amount, Unit(unit)), due_on, due_at, calendar, kind=kind, escalates=escalates
    )


def _implied(changes: dict[str, Any], seq: int, at: datetime, *, is_new: bool) -> dict[str, Any]:
    """A clock is opened running, at the node of its name, by the entry that tells of it; it ends
    with the entry that says so; and a deadline closes at the end of its last day."""
    implied: dict[str, Any] = {}
    if is_new:
        implied.update(opened_seq=seq, state="running", deadline_no=1, node=changes.get("code"))
    if changes.get("due_on") is not None:
        implied["due_at"] = closing(_day(changes["due_on"]))
    if changes.get("state", "running") != "running":
        implied.update(closed_seq=seq, closed_at=at)
    return implied


def _instant(value: Any) -> datetime:
    return value if isinstance(value, datetime) else datetime.fromisoformat(value)


def _day(value: Any) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)


_READ: dict[str, Any] = {
    "started_on": _day,
    "due_on": _day,
    "started_at": _instant,
    "due_at": _instant,
    "next_at": _instant,
    "closed_at": _instant,
    "known_at": _instant,
    "rungs": lambda rungs: [_instant(at) if at else None for at in rungs],
}
_LISTS = ("spans", "extensions")
_SAID_BY_RULE = frozenset({*clockrule.PARTS, "due_on"})
_DEFAULTS: dict[str, Any] = {
    "party_no": None, "started_at": None, "spans": [], "extensions": [], "provisional": False,
    "closed_seq": None, "closed_at": None, "due_on": None, "due_at": None,
}  # fmt: skip
# Rungs follow from the deadline and what fired stands in its own table: not the log's matter.
_IMAGE: dict[str, Any] = {
    f.name: _DEFAULTS.get(f.name, ...)
    for f in fields(RunningClock)
    if f.name not in ("no", "rungs", "next_rung", "next_at", "known_at")
}
