"""The one ladder of warnings on every clock, and the light a person sees of it.

Long form for clocks of 15 days and more, short form below; measures warn 30, 15 and 7 days before
they lapse (2000审限规定 21-22; thresholds are management and follow common court practice).
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from enum import IntEnum
from typing import NamedTuple

from cases.law.calendar import Calendar
from cases.law.periods import SHANGHAI, Limit, Unit, closing


class Rung(IntEnum):
    """The rungs in order. The number is the position in a clock's array of instants (from 1)."""

    INFORMED = 1
    YELLOW = 2
    ORANGE = 3
    RED = 4
    EXPIRY = 5
    ESCALATED = 6
    ESCALATED_AGAIN = 7


RUNG_WORDS = {
    Rung.INFORMED: ("已过半", "half used"),
    Rung.YELLOW: ("黄色提醒", "yellow"),
    Rung.ORANGE: ("橙色预警", "orange"),
    Rung.RED: ("红色预警", "red"),
    Rung.EXPIRY: ("届满", "expired"),
    Rung.ESCALATED: ("报部门负责人", "escalated to the division chief"),
    Rung.ESCALATED_AGAIN: ("报院领导", "escalated to the court's leaders"),
}

Ladder = tuple[datetime | None, ...]
"""Seven instants, one a rung, None where the clock has no such rung."""


class Light(NamedTuple):
    """What a person sees of a clock: never stored, always computed. Shape follows ``code``."""

    code: str
    zh: str
    en: str


LIGHTS = {
    "normal": Light("normal", "正常", "on time"),
    "informed": Light("informed", "过半", "half used"),
    "yellow": Light("yellow", "提醒", "due soon"),
    "orange": Light("orange", "预警", "close"),
    "red": Light("red", "紧急", "urgent"),
    "overdue": Light("overdue", "超期", "overdue"),
    "suspended": Light("suspended", "挂起", "suspended"),
    "waiting": Light("waiting", "未起算", "not started"),
    "done": Light("done", "办结", "done"),
}
_BY_RUNG = {
    1: "informed",
    2: "yellow",
    3: "orange",
    4: "red",
    5: "overdue",
    6: "overdue",
    7: "overdue",
}
URGENCY = {
    code: place
    for place, code in enumerate(
        ("overdue", "red", "orange", "yellow", "informed", "normal", "waiting", "suspended", "done")
    )
}
SHORT_BELOW_DAYS = 15


def ladder(
    start: date,
    limit: Limit,
    due_on: date,
    due_at: datetime,
    calendar: Calendar,
    *,
    kind: str,
    escalates: bool,
) -> Ladder:
    """The instants of every rung of a clock that runs from ``start`` to ``due_at``."""
    first = start.astimezone(SHANGHAI).date() if isinstance(start, datetime) else start
    total = (due_on - first).days
    if limit.unit is Unit.HOURS:
        warnings = _hours(start, due_at)
    elif kind == "measure":
        warnings = [None, *(_before(due_on, days, first) for days in (30, 15, 7))]
    elif total < SHORT_BELOW_DAYS:
        warnings = _short(first, due_on, limit, total, calendar)
    else:
        warnings = _long(first, due_on, total, kind)
    after = (
        [closing(date.fromordinal(calendar.nth_working(due_on.toordinal(), n))) for n in (1, 3)]
        if escalates
        else [None, None]
    )
    return (*warnings, due_at, *after)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), SHANGHAI)


def _before(due_on: date, days: int, first: date) -> datetime | None:
    day = due_on - timedelta(days=days)
    return _midnight(day) if day > first else None


def _used(first: date, total: int, part: int, whole: int) -> date:
    return first + timedelta(days=-(-total * part // whole))


def _long(first: date, due_on: date, total: int, kind: str) -> list[datetime | None]:
    """Half used; two thirds used (or 30 days left of a case clock); 15 left; 5 left."""
    yellow = _used(first, total, 2, 3)
    if kind == "case":
        yellow = max(first + timedelta(days=1), min(yellow, due_on - timedelta(days=30)))
    orange = due_on - timedelta(days=15)
    red = due_on - timedelta(days=5)
    return [
        _midnight(min(_used(first, total, 1, 2), yellow)),
        _midnight(min(yellow, red)),
        _midnight(orange) if yellow <= orange else None,
        _midnight(red),
    ]


def _short(
    first: date, due_on: date, limit: Limit, total: int, calendar: Calendar
) -> list[datetime | None]:
    """Two thirds used, or one working day left of limits up to five days; red at expiry."""
    if limit.amount <= 5:
        yellow = due_on - timedelta(days=1)
        while yellow > first and not calendar.is_working(yellow):
            yellow -= timedelta(days=1)
        if yellow <= first:
            yellow = due_on
    else:
        yellow = _used(first, total, 2, 3)
    return [None, _midnight(yellow), None, None]


def _hours(start: date, due_at: datetime) -> list[datetime | None]:
    if not isinstance(start, datetime):
        start = _midnight(start)
    return [None, start + (due_at - start) * 2 / 3, None, None]


def light_of(rungs: Ladder | None, now: datetime, *, state: str, running: bool) -> Light:
    """The light of a clock at ``now``; overdue from the due instant on."""
    if state in ("met", "cancelled"):
        return LIGHTS["done"]
    if state == "waiting":
        return LIGHTS["waiting"]
    if not running or rungs is None:
        return LIGHTS["suspended"]
    reached = [n for n, at in enumerate(rungs, 1) if at is not None and at <= now]
    return LIGHTS[_BY_RUNG[reached[-1]]] if reached else LIGHTS["normal"]
