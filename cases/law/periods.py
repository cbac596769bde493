"""Periods 期间: from a start event and a time limit to a deadline, with its derivation.

The order of the arithmetic is fixed: months and extensions in one addition from the start, then
the merged excluded days, then one roll to a working day (CPL 85; 民法典 201-203; 解释 125).
A deadline is half-open: a thing is in time iff it was received before ``due_at``.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta, timezone
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from cases.law.calendar import NATIONAL, Calendar

SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")
"""Legal time. China has had one offset without summer time since 1992."""


class Unit(StrEnum):
    HOURS = "hours"
    CALENDAR_DAYS = "calendar_days"
    WORKING_DAYS = "working_days"
    MONTHS = "months"
    YEARS = "years"


_WORDS = {
    Unit.HOURS: ("小时", "hour"),
    Unit.CALENDAR_DAYS: ("日", "day"),
    Unit.WORKING_DAYS: ("个工作日", "working day"),
    Unit.MONTHS: ("个月", "month"),
    Unit.YEARS: ("年", "year"),
}
_MONTHS = {Unit.MONTHS: 1, Unit.YEARS: 12}


class Limit(NamedTuple):
    """A time limit 时限: so many units, e.g. ``Limit(15, Unit.CALENDAR_DAYS)``."""

    amount: int
    unit: Unit

    @classmethod
    def parse(cls, text: str) -> Limit:
        """Read ``"15 calendar_days"``. Raises ValueError naming what is wrong."""
        amount, _, unit = text.strip().partition(" ")
        if not (amount.isascii() and amount.isdigit()) or unit.strip() not in set(Unit):
            raise ValueError(
                f"{text!r}: 时限应写作“数字 单位”,单位为 {', '.join(Unit)}。/ "
                f"A limit is a number and one of {', '.join(Unit)}."
            )
        if int(amount) > 36_500:
            raise ValueError(f"{text!r}: 时限过长。/ The limit is too long.")
        return cls(int(amount), Unit(unit.strip()))

    @property
    def zh(self) -> str:
        return f"{self.amount}{_WORDS[self.unit][0]}"

    @property
    def en(self) -> str:
        plural = "" if self.amount == 1 else "s"
        return f"{self.amount} {_WORDS[self.unit][1]}{plural}"

    def __str__(self) -> str:
        return f"{self.amount} {self.unit}"


class Span(NamedTuple):
    """Excluded time ``[start, end)``: dates (instants for limits in hours); no end = open."""

    start: date
    end: date | None = None


class Deadline(NamedTuple):
    """A computed deadline, with all it was computed from: ``derivation.derive`` tells it in steps.

    ``due_on``/``due_at`` are None while an excluded span is open.
    """

    start: date
    limit: Limit
    due_on: date | None
    due_at: datetime | None
    provisional: bool
    calendar: Calendar
    unrolled: date | None = None
    """Where the limit alone leads: nothing added, nothing excluded, before any roll."""
    spans: tuple[Span, ...] = ()
    extensions: tuple[Limit, ...] = ()
    citation: str = ""

    @property
    def reached_on(self) -> date | None:
        """The day reached before the roll: for "not before" rules, which never roll."""
        if self.due_on is None or self.unrolled is None:
            return self.due_on
        if self.limit.unit is Unit.WORKING_DAYS and self.spans:
            return self.due_on
        start, pause = as_date(self.start), 0
        if self.spans:
            pause = excluded_days(start, self.spans)
        if self.extensions:
            return unrolled(start, self.limit, self.extensions, self.calendar) + timedelta(pause)
        return self.unrolled + timedelta(pause)


def deadline(
    start: date,
    limit: Limit,
    *,
    calendar: Calendar = NATIONAL,
    spans: Sequence[Span] = (),
    extensions: Sequence[Limit] = (),
    citation: str = "",
) -> Deadline:
    """The deadline of ``limit`` running from ``start`` (a datetime for limits in hours).

    The start day or hour is never counted (CPL 85). Raises OutOfCalendar, and ValueError for
    spans that end before they start or units that do not add up.
    """
    merged = merge(spans) if spans else ()
    parts = tuple(extensions)
    is_open = bool(merged) and merged[-1].end is None
    if limit.unit is _HOURS:
        due_at = None if is_open else _hours(start, limit, merged, parts)
        due_on = due_at.date() if due_at else None
        return Deadline(
            start, limit, due_on, due_at, False, calendar, None, merged, parts, citation
        )
    first = start if type(start) is date else as_date(start)
    reached = _reach(first, limit, calendar)
    alone = date.fromordinal(reached)
    if is_open:
        return Deadline(start, limit, None, None, False, calendar, alone, merged, parts, citation)
    if merged or parts:
        last = _last_day(first, limit, merged, parts, calendar, alone)
    elif calendar.works_on(reached):
        last = alone
    else:
        last = date.fromordinal(calendar.nth_working(reached, 1))
    # As Deadline(...) makes it, without naming each part: courts ask for many at once.
    return _new(Deadline, (
        start, limit, last, closing(last), last > calendar.known_until, calendar, alone, merged,
        parts, citation,
    ))  # fmt: skip


_new = tuple.__new__
_HOURS, _WORKING_DAYS = Unit.HOURS, Unit.WORKING_DAYS


def _reach(first: date, limit: Limit, calendar: Calendar) -> int:
    """The day that the limit alone leads to, before any roll, as an ordinal."""
    amount, unit = limit
    if unit is _WORKING_DAYS:
        begin = first.toordinal()
        return calendar.nth_working(begin, amount) if amount else begin
    if per := _MONTHS.get(unit):
        return (add_months(first, amount * per) if amount else first).toordinal()
    return first.toordinal() + amount


@lru_cache(maxsize=8192)
def closing(last_day: date) -> datetime:
    """24:00 of the last day (民法典 203), as 00:00 of the next in Asia/Shanghai."""
    return datetime.combine(last_day + timedelta(days=1), time(), SHANGHAI)


def local_date(moment: datetime) -> date:
    """The legal date of an instant."""
    return moment.astimezone(SHANGHAI).date()


def merge(spans: Sequence[Span]) -> tuple[Span, ...]:
    """Overlapping and touching spans as one, in order; an open span swallows what follows it."""
    if len(spans) == 1:
        only = spans[0]
        if only.end is None or only.end >= only.start:
            return (only,)
    merged: list[Span] = []
    for span in sorted(spans, key=lambda s: s.start):
        if span.end is not None and span.end < span.start:
            raise ValueError(
                f"{span.start}..{span.end}: 扣除期间的止日早于起日。/ It ends before it starts."
            )
        if merged and ((last := merged[-1].end) is None or span.start <= last):
            end = None if last is None or span.end is None else max(last, span.end)
            merged[-1] = Span(merged[-1].start, end)
        else:
            merged.append(span)
    return tuple(merged)


def add_months(start: date, months: int) -> date:
    """The same day number so many months later, or that month's last day (民法典 202)."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    month, day = month + 1, start.day
    return date(year, month, day if day < 29 else min(day, _days_in(year, month)))


def _days_in(year: int, month: int) -> int:
    if month == 2:
        return 29 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 28
    return 30 if month in (4, 6, 9, 11) else 31


def as_date(start: date) -> date:
    """The legal date of a date or an instant."""
    return local_date(start) if isinstance(start, datetime) else start


def _sum(limit: Limit, extensions: Sequence[Limit]) -> tuple[int, int]:
    """The limit and its extensions as (months, days); days are of the limit's own kind."""
    if not extensions and limit.unit is not Unit.HOURS:
        per = _MONTHS.get(limit.unit)
        return (limit.amount * per, 0) if per else (0, limit.amount)
    months = days = 0
    for part in (limit, *extensions):
        if part.unit in _MONTHS:
            months += part.amount * _MONTHS[part.unit]
        else:
            days += part.amount
        mixes = (limit.unit is Unit.WORKING_DAYS) != (part.unit is Unit.WORKING_DAYS)
        if part.unit is Unit.HOURS or mixes:
            raise ValueError(
                f"{limit} + {part}: 单位不能相加。/ These units cannot be added to one another."
            )
    return months, days


def unrolled(start: date, limit: Limit, extensions: Sequence[Limit], calendar: Calendar) -> date:
    """The day that a limit and its extensions lead to, nothing excluded, before any roll."""
    months, days = _sum(limit, extensions)
    if limit.unit is Unit.WORKING_DAYS:
        first = start.toordinal()
        return date.fromordinal(calendar.nth_working(first, days) if days else first)
    return date.fromordinal((add_months(start, months) if months else start).toordinal() + days)


def _last_day(
    start: date, limit: Limit, spans: Sequence[Span], extensions: Sequence[Limit],
    calendar: Calendar, reached: date,
) -> date:  # fmt: skip
    """From where the limit alone leads: the extensions, then what is excluded, then the roll."""
    if limit.unit is Unit.WORKING_DAYS:
        if limit.amount and not spans and not extensions:
            return reached
        days = _sum(limit, extensions)[1] + excluded_working(start, spans, calendar)
        if not days:
            return date.fromordinal(calendar.roll(start.toordinal()))
        return date.fromordinal(calendar.nth_working(start.toordinal(), days))
    if extensions:
        reached = unrolled(start, limit, extensions, calendar)
    last = reached.toordinal() + (excluded_days(start, spans) if spans else 0)
    return (
        reached if calendar.works_on(last) and not spans else date.fromordinal(calendar.roll(last))
    )


def excluded_days(start: date, spans: Sequence[Span]) -> int:
    """Calendar days excluded by merged, closed spans, each counted end - start."""
    days = 0
    for begin, end in spans:
        if end is not None and end > start:
            days += (end - (begin if begin > start else start)).days
    return days


def excluded_working(start: date, spans: Sequence[Span], calendar: Calendar) -> int:
    """Working days excluded by merged, closed spans; to exclude the start day adds nothing."""
    first, days = start.toordinal() + 1, 0
    for begin, end in spans:
        if end is not None and (until := end.toordinal()) > first:
            days += calendar.working_between(max(begin.toordinal(), first), until)
    return days


def counted_from(start: datetime) -> datetime:
    """The next full hour, from which a limit in hours is counted (CPL 85; 解释 125)."""
    return start.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)


def as_instant(moment: date) -> datetime:
    """An instant in legal time; a date is its first one."""
    if not isinstance(moment, datetime):
        return datetime.combine(moment, time(), SHANGHAI)
    return moment if moment.tzinfo else moment.replace(tzinfo=SHANGHAI)


def _hours(
    start: date, limit: Limit, spans: Sequence[Span], extensions: Sequence[Limit]
) -> datetime:
    if any(part.unit is not Unit.HOURS for part in extensions):
        raise ValueError("小时时限只能按小时延长。/ A limit in hours is extended in hours only.")
    begin = counted_from(as_instant(start).astimezone(SHANGHAI))
    paused = timedelta()
    for span in spans:
        if span.end is not None:
            opened = max(as_instant(span.start), begin)
            paused += max(timedelta(), as_instant(span.end) - opened)
    return begin + timedelta(hours=limit.amount + sum(p.amount for p in extensions)) + paused
