"""Periods 期间: from a start event and a time limit to a deadline, with its derivation.

The order of the arithmetic is fixed: months and extensions in one addition from the start, then
the merged excluded days, then one roll to a working day (CPL 85; 民法典 201-203; 解释 125).
A deadline is half-open: a thing is in time iff it was received before ``due_at``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, timezone
from enum import StrEnum
from functools import cached_property
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


_UNIT_WORDS = {
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
        return f"{self.amount}{_UNIT_WORDS[self.unit][0]}"

    @property
    def en(self) -> str:
        plural = "" if self.amount == 1 else "s"
        return f"{self.amount} {_UNIT_WORDS[self.unit][1]}{plural}"

    def __str__(self) -> str:
        return f"{self.amount} {self.unit}"


class Span(NamedTuple):
    """Excluded time ``[start, end)``: dates (instants for limits in hours); no end = open."""

    start: date
    end: date | None = None


class Step(NamedTuple):
    """One step of a derivation, in both languages, with the date reached."""

    rule: str
    citation: str
    zh: str
    en: str
    date: date | None


@dataclass(frozen=True)
class Deadline:
    """A computed deadline. ``due_on``/``due_at`` are None while an excluded span is open."""

    start: date
    limit: Limit
    due_on: date | None
    due_at: datetime | None
    provisional: bool
    calendar: Calendar = field(repr=False)
    spans: tuple[Span, ...] = ()
    extensions: tuple[Limit, ...] = ()
    citation: str = ""

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """The derivation: start event, limit, extension, excluded time, roll, closing instant."""
        return tuple(_derive(self))

    @property
    def reached_on(self) -> date | None:
        """The day reached before the roll: for "not before" rules, which never roll."""
        return next((s.date for s in reversed(self.steps) if s.rule in ("excluded", "limit")), None)


def deadline(
    start: date,
    limit: Limit,
    *,
    calendar: Calendar = NATIONAL,
    spans: Iterable[Span] = (),
    extensions: Sequence[Limit] = (),
    citation: str = "",
) -> Deadline:
    """The deadline of ``limit`` running from ``start`` (a datetime for limits in hours).

    The start day or hour is never counted (CPL 85). Raises OutOfCalendar, and ValueError for
    spans that end before they start or units that do not add up.
    """
    merged = merge(spans)
    due_on: date | None = None
    due_at: datetime | None = None
    if not (merged and merged[-1].end is None):
        if limit.unit is Unit.HOURS:
            due_at = _hours(start, limit, merged, extensions)
            due_on = due_at.date()
        else:
            due_on = _last_day(_as_date(start), limit, merged, extensions, calendar)
            due_at = closing(due_on)
    return Deadline(
        start,
        limit,
        due_on,
        due_at,
        due_on is not None and limit.unit is not Unit.HOURS and not calendar.knows(due_on),
        calendar,
        merged,
        tuple(extensions),
        citation,
    )


def closing(last_day: date) -> datetime:
    """24:00 of the last day (民法典 203), as 00:00 of the next in Asia/Shanghai."""
    return datetime.combine(last_day + timedelta(days=1), time(), SHANGHAI)


def local_date(moment: datetime) -> date:
    """The legal date of an instant."""
    return moment.astimezone(SHANGHAI).date()


def merge(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Overlapping and touching spans as one, in order; an open span swallows what follows it."""
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
    month += 1
    return date(year, month, min(start.day, _days_in(year, month)))


def _days_in(year: int, month: int) -> int:
    if month == 2:
        return 29 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 28
    return 30 if month in (4, 6, 9, 11) else 31


def _as_date(start: date) -> date:
    return local_date(start) if isinstance(start, datetime) else start


def _sum(limit: Limit, extensions: Sequence[Limit]) -> tuple[int, int]:
    """The limit and its extensions as (months, days); days are of the limit's own kind."""
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


def _last_day(
    start: date,
    limit: Limit,
    spans: Sequence[Span],
    extensions: Sequence[Limit],
    calendar: Calendar,
) -> date:
    months, days = _sum(limit, extensions)
    if limit.unit is Unit.WORKING_DAYS:
        days += _excluded_working(start, spans, calendar)
        first = start.toordinal()
        return date.fromordinal(calendar.nth_working(first, days) if days else calendar.roll(first))
    reached = add_months(start, months).toordinal() + days + excluded_days(start, spans)
    return date.fromordinal(calendar.roll(reached))


def excluded_days(start: date, spans: Sequence[Span]) -> int:
    """Calendar days excluded by merged, closed spans, each counted end - start."""
    return sum(
        max(0, (span.end - max(span.start, start)).days) for span in spans if span.end is not None
    )


def _excluded_working(start: date, spans: Sequence[Span], calendar: Calendar) -> int:
    """Working days excluded; the start day is not counted, so excluding it adds nothing."""
    first = start.toordinal() + 1
    return sum(
        calendar.working_between(max(span.start.toordinal(), first), span.end.toordinal())
        for span in spans
        if span.end is not None and span.end.toordinal() > first
    )


def counted_from(start: datetime) -> datetime:
    """The next full hour, from which a limit in hours is counted (CPL 85; 解释 125)."""
    return start.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)


def _as_instant(moment: date) -> datetime:
    if not isinstance(moment, datetime):
        return datetime.combine(moment, time(), SHANGHAI)
    return moment if moment.tzinfo else moment.replace(tzinfo=SHANGHAI)


def _hours(
    start: date, limit: Limit, spans: Sequence[Span], extensions: Sequence[Limit]
) -> datetime:
    if any(part.unit is not Unit.HOURS for part in extensions):
        raise ValueError("小时时限只能按小时延长。/ A limit in hours is extended in hours only.")
    begin = counted_from(_as_instant(start).astimezone(SHANGHAI))
    paused = timedelta()
    for span in spans:
        if span.end is not None:
            opened = max(_as_instant(span.start), begin)
            paused += max(timedelta(), _as_instant(span.end) - opened)
    return begin + timedelta(hours=limit.amount + sum(p.amount for p in extensions)) + paused


def _derive(found: Deadline) -> list[Step]:
    """Walk the same order again, in words. Only run when somebody asks why."""
    if found.limit.unit is Unit.HOURS:
        return _derive_hours(found)
    start = _as_date(found.start)
    steps = [
        Step(
            "start",
            "CPL 85(2)",
            f"起算事件发生于{_zh(start)},当日不计入",
            f"The start event fell on {start}; that day is not counted",
            start,
        )
    ]
    reached = start
    for rule, parts in (("limit", (found.limit,)), ("extension", (found.limit, *found.extensions))):
        if rule == "extension" and not found.extensions:
            continue
        reached = _unrolled(start, parts, found.calendar)
        steps.append(_length_step(rule, parts, reached, found.citation))
    if found.spans:
        return steps + _excluded_steps(found, start, reached)
    return steps + _closing_steps(found, reached)


def _unrolled(start: date, parts: Sequence[Limit], calendar: Calendar) -> date:
    months, days = _sum(parts[0], parts[1:])
    if parts[0].unit is Unit.WORKING_DAYS:
        first = start.toordinal()
        return date.fromordinal(calendar.nth_working(first, days) if days else first)
    return add_months(start, months) + timedelta(days=days)


def _length_step(rule: str, parts: Sequence[Limit], reached: date, citation: str) -> Step:
    if rule == "extension":
        zh = "加上延长" + "、".join(part.zh for part in parts[1:])
        en = "With the extension of " + ", ".join(part.en for part in parts[1:])
        return Step(
            rule, citation, f"{zh},自起算日一并计算", f"{en}, added from the start", reached
        )
    months = parts[0].unit in _MONTHS
    rule_of_months = "; 民法典 202" if months else ""
    return Step(
        rule,
        citation + rule_of_months if citation else "民法典 202" if months else "CPL 85",
        f"时限{parts[0].zh},至{_zh(reached)}",
        f"The limit is {parts[0].en}: until {reached}",
        reached,
    )


def _excluded_steps(found: Deadline, start: date, reached: date) -> list[Step]:
    steps: list[Step] = []
    total = 0
    for span in found.spans:
        if span.end is None:
            steps.append(
                Step(
                    "suspended",
                    "解释 243; 2000审限规定 9",
                    f"自{_zh(_as_date(span.start))}起暂停计算,尚无届满日",
                    f"Paused since {_as_date(span.start)}: there is no due date yet",
                    None,
                )
            )
            return steps
        days = (
            _excluded_working(start, [span], found.calendar)
            if found.limit.unit is Unit.WORKING_DAYS
            else excluded_days(start, [span])
        )
        total += days
        steps.append(
            Step(
                "excluded",
                "解释 243; 2000审限规定 9",
                f"扣除{_zh(span.start)}至{_zh(span.end)},计{days}日",
                f"{span.start} to {span.end} is excluded: {days} day{'' if days == 1 else 's'}",
                None,
            )
        )
    if found.limit.unit is Unit.WORKING_DAYS:
        assert found.due_on is not None
        reached = found.due_on
    else:
        reached += timedelta(days=total)
    steps[-1] = steps[-1]._replace(date=reached)
    return steps + _closing_steps(found, reached)


def _closing_steps(found: Deadline, reached: date) -> list[Step]:
    steps: list[Step] = []
    assert found.due_on is not None
    if reached != found.due_on:
        steps.append(
            Step(
                "roll",
                "CPL 85(3); 民法典 203",
                f"{_zh(reached)}为休息日或法定休假日,顺延至{_zh(found.due_on)}",
                f"{reached} is not a working day: moved to {found.due_on}",
                found.due_on,
            )
        )
    steps.append(
        Step(
            "closing",
            "民法典 203",
            f"于{_zh(found.due_on)}24时届满(日历版本{found.calendar.version})",
            f"Closes at 24:00 on {found.due_on} (calendar {found.calendar.version})",
            found.due_on,
        )
    )
    if found.provisional:
        steps.append(
            Step(
                "provisional",
                "全国年节及纪念日放假办法 2",
                f"{found.due_on.year}年放假安排尚未公布,该日期为暂定",
                f"The days off of {found.due_on.year} are not announced yet: provisional",
                found.due_on,
            )
        )
    return steps


def _derive_hours(found: Deadline) -> list[Step]:
    start = _as_instant(found.start).astimezone(SHANGHAI)
    begin = counted_from(start)
    steps = [
        Step(
            "start",
            "CPL 85(2); 解释 125",
            f"{start:%Y-%m-%d %H:%M}起算,自下一个整点{begin:%H:%M}开始计时",
            f"The start event fell at {start:%Y-%m-%d %H:%M}; counted from {begin:%H:%M}",
            begin.date(),
        )
    ]
    for span in found.spans:
        until_zh = f"{span.end}" if span.end else "今(尚未结束)"
        until_en = f"{span.end}" if span.end else "now (still open)"
        steps.append(
            Step(
                "excluded" if span.end else "suspended",
                "CPL 85",
                f"扣除{span.start}至{until_zh}",
                f"{span.start} to {until_en} is excluded",
                None,
            )
        )
    if found.due_at is None:
        return steps
    whole = Limit(found.limit.amount + sum(e.amount for e in found.extensions), Unit.HOURS)
    steps.append(
        Step(
            "limit",
            found.citation or "CPL 85",
            f"时限{whole.zh},至{found.due_at:%Y-%m-%d %H:%M}届满,不因节假日顺延",
            f"The limit is {whole.en}: closes at {found.due_at:%Y-%m-%d %H:%M}, holidays or not",
            found.due_on,
        )
    )
    return steps


def _zh(day: date | None) -> str:
    return f"{day.year}年{day.month}月{day.day}日" if day else ""
