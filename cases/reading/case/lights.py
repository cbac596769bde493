"""What people read of a clock: its light, how much is left, and why the date is what it is.

A management limit is the court's own target: passing it is a reminder, never 超期, which is said
of statutory limits alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases.law.acts import NOT_TOLD_INCIDENTS
from cases.law.calendar import Calendar
from cases.law.clocks import EACH
from cases.law.derivation import derive
from cases.law.effects import Shift
from cases.law.incidents import INCIDENTS
from cases.law.ladder import LIGHTS, URGENCY, light_of
from cases.law.periods import Limit, Unit, local_date
from cases.law.preserving import QUIET_CLOCKS
from cases.law.running import RunningClock
from cases.reading import citations, labels

LONG_RUNNING = frozenset({"window"})
"""Kinds of clocks that nobody works against: they are shown, but lead no list."""
AT_NODE = frozenset({"node", "party"})
_TARGET_CAP = frozenset({"orange", "red", "overdue"})


@dataclass(frozen=True)
class Shown:
    """A light as templates/parts/light.html draws it."""

    code: str
    word: str
    text: str = ""
    basis: str = ""


def is_kept_from(clock: RunningClock | Shift, party_nos: tuple[int, ...]) -> bool:
    """Whether a party may not know of a clock: one of a preservation that another asked for, of
    another's complaint, or of somebody who asks to join."""
    if clock.code in EACH and is_target(clock):
        return True
    quiet = clock.kind == "incident" and clock.code in NOT_TOLD_INCIDENTS
    quiet = quiet or clock.code in QUIET_CLOCKS
    return (quiet or clock.code in EACH) and clock.party_no not in party_nos


def without_reasons_of(clock: RunningClock, sides: frozenset[str]) -> RunningClock:
    """That the other side cannot pay its fee is not said to a defendant."""
    if "plaintiff" not in sides:
        clock.spans = [[a, b, "" if why == "fee_relief" else why] for a, b, why in clock.spans]
    return clock


def is_target(clock: RunningClock | Shift) -> bool:
    """Whether the clock is the court's own target rather than a limit that has legal effect."""
    return clock.is_target


def code_of(clock: RunningClock, now: datetime) -> str:
    """The code of a clock's light: the one computation behind every page."""
    if clock.state == "expired":
        return "done"
    code = light_of(tuple(clock.rungs), now, state=clock.state, running=not clock.paused).code
    return "yellow" if is_target(clock) and code in _TARGET_CAP else code


def light(clock: RunningClock, now: datetime) -> Shown:
    """A clock's light with the words beside it."""
    code = code_of(clock, now)
    word = _("run out") if clock.state == "expired" else labels.pick(*LIGHTS[code][1:])
    return Shown(code, word, left(clock, now), clock.basis)


def left(clock: RunningClock, now: datetime) -> str:
    """How much is left, with the basis: “剩 5 天 · 法定”; of a paused clock, why and since when."""
    if clock.running and clock.paused:
        return _since(clock)
    if not clock.running or clock.due_at is None or clock.due_on is None:
        return ""
    return _("%(left)s · %(basis)s") % {"left": _left(clock, now), "basis": basis(clock)}


def _since(clock: RunningClock) -> str:
    begun, _end, kind = next(span for span in clock.spans if span[1] is None)
    reason = labels.of(INCIDENTS[kind]) if kind in INCIDENTS else str(kind) or _("Paused")
    return _("%(reason)s, since %(day)s") % {"reason": reason, "day": begun}


def basis(clock: RunningClock) -> str:
    """Whose date it is: the law's, the court's for itself, or the court's for a party."""
    if is_target(clock):
        return _("court target")
    return _("statutory") if clock.basis == "statutory" else _("set by the court")


def _left(clock: RunningClock, now: datetime) -> str:
    assert clock.due_at is not None and clock.due_on is not None
    if clock.unit == Unit.HOURS and now < clock.due_at:
        hours = max(1, int((clock.due_at - now).total_seconds() // 3600))
        return ngettext("%(n)d hour left", "%(n)d hours left", hours) % {"n": hours}
    days = (clock.due_on - local_date(now)).days
    if now >= clock.due_at:
        over = max(1, -days)
        if is_target(clock):
            return ngettext("%(n)d day past target", "%(n)d days past target", over) % {"n": over}
        return ngettext("%(n)d day over", "%(n)d days over", over) % {"n": over}
    if days <= 0:
        return _("due today")
    return ngettext("%(n)d day left", "%(n)d days left", days) % {"n": days}


def leading(clocks: Iterable[RunningClock], now: datetime) -> RunningClock | None:
    """The clock that speaks for a case: overdue by law first, then the earliest.

    A passed target gives way to the limit it should have kept. The order of the worklist is the
    same rule in SQL (``cases.reading.lists.worklist.by_due``).
    """
    running = [c for c in clocks if c.running and c.kind not in LONG_RUNNING]
    due = [c for c in running if c.due_at is not None]
    if any(c.basis == "statutory" and c.kind in AT_NODE for c in due):
        due = [c for c in due if not is_target(c) or (c.due_at and c.due_at > now)]
    if due:
        return min(due, key=lambda c: _place(c, now))
    return next(iter(running), None)


def _place(clock: RunningClock, now: datetime) -> tuple[bool, datetime, int]:
    assert clock.due_at is not None
    return (is_target(clock) or clock.due_at > now, clock.due_at, clock.no)


def speaking(
    clocks: Iterable[RunningClock], now: datetime
) -> tuple[RunningClock, Shown] | tuple[None, None]:
    """The leading clock with its light; a target passed on the way is at least a reminder."""
    known = list(clocks)
    clock = leading(known, now)
    if clock is None:
        return None, None
    shown = light(clock, now)
    passed = any(
        c.running and c.code == clock.code and is_target(c) and c.due_at and c.due_at <= now
        for c in known
    )
    if passed and URGENCY[shown.code] > URGENCY["yellow"] and not clock.paused:
        shown = replace(shown, code="yellow", word=labels.pick(*LIGHTS["yellow"][1:]))
    return clock, shown


def due_day(clock: RunningClock) -> str:
    """The due date for a table, marked where it is provisional."""
    if clock.due_on is None:
        return ""
    shown = labels.day(clock.due_on)
    return _("%(day)s (provisional)") % {"day": shown} if clock.provisional else shown


def words(clock: RunningClock) -> str:
    return labels.clock(clock.code, clock.kind, is_target=is_target(clock))


def limit(clock: RunningClock) -> str:
    return labels.of(Limit(clock.amount, Unit(clock.unit)))


def why(clock: RunningClock, calendar: Calendar) -> dict[str, Any]:
    """The derivation of a clock's deadline for parts/why.html."""
    found = clock.deadline(calendar)
    return {
        "steps": [
            {
                "date": labels.day(step.date),
                "rule": labels.pick(step.zh, step.en),
                "citation": citations.full(step.citation),
            }
            for step in derive(found)
        ],
        "provisional": found.provisional,
        "calendar": clock.calendar_version,
        "due": labels.long_day(found.due_on) if found.due_on else "",
    }
