"""Why this date: the same arithmetic told step by step, in words, for whoever asks.

Each step names its rule and article and the day reached. The words are put together when they are
read, so that a list of a thousand deadlines costs no sentences.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import cache
from typing import Any, NamedTuple

from cases.law.periods import (
    SHANGHAI,
    Deadline,
    Limit,
    Unit,
    as_date,
    as_instant,
    counted_from,
    excluded_days,
    excluded_working,
    unrolled,
)

Words = Callable[..., tuple[str, str]]


class Step(NamedTuple):
    """One step of a derivation, with the date reached; ``zh`` and ``en`` say it."""

    rule: str
    citation: str
    date: date | None
    words: Words
    about: tuple[Any, ...] = ()

    @property
    def zh(self) -> str:
        return self.words(*self.about)[0]

    @property
    def en(self) -> str:
        return self.words(*self.about)[1]


def derive(found: Deadline) -> list[Step]:
    """Start event, limit, extension, excluded time, roll, closing instant: in this order."""
    began, limit, due_on, _, provisional, calendar, reached, spans, extensions, citation = found
    if limit.unit is _HOURS:
        return _derive_hours(found)
    start = began if type(began) is date else as_date(began)
    assert reached is not None
    source = _source(limit.unit, citation)
    steps = [
        _new(Step, ("start", "CPL 85(2)", start, _start, (start,))),
        _new(Step, ("limit", source, reached, _limit, (limit, reached))),
    ]
    if extensions:
        reached = unrolled(start, limit, extensions, calendar)
        steps.append(Step("extension", citation, reached, _extension, (extensions,)))
    if spans:
        reached = _add_excluded(steps, found, start, reached)
    if due_on is None:
        return steps
    if reached != due_on:
        steps.append(_new(Step, (
            "roll", "CPL 85(3); 民法典 203", due_on, _roll, (reached, due_on)
        )))  # fmt: skip
    about = (due_on, calendar.version)
    steps.append(_new(Step, ("closing", "民法典 203", due_on, _closing, about)))
    if provisional:
        steps.append(
            Step("provisional", "全国年节及纪念日放假办法 2", due_on, _provisional, (due_on,))
        )
    return steps


# As Step(...) makes them, without naming each part: a list of deadlines has thousands.
_new = tuple.__new__
_HOURS = Unit.HOURS


@cache
def _source(unit: Unit, citation: str) -> str:
    if unit in (Unit.MONTHS, Unit.YEARS):
        return f"{citation}; 民法典 202" if citation else "民法典 202"
    return citation or "CPL 85"


def _add_excluded(steps: list[Step], found: Deadline, start: date, reached: date) -> date:
    """The spans, one by one; all of them together move the day reached, once."""
    in_working_days = found.limit.unit is Unit.WORKING_DAYS
    last, total = found.spans[-1], 0
    for span in found.spans:
        if span.end is None:
            opened = as_date(span.start)
            steps.append(Step("suspended", _PAUSES, None, _suspended, (opened,)))
            return reached
        days = (
            excluded_working(start, (span,), found.calendar)
            if in_working_days
            else excluded_days(start, (span,))
        )
        total += days
        if span is last:
            assert found.due_on is not None
            reached = found.due_on if in_working_days else reached + timedelta(total)
        about = (span.start, span.end, days)
        day = reached if span is last else None
        steps.append(Step("excluded", _PAUSES, day, _excluded_words, about))
    return reached


_PAUSES = "解释 243; 2000审限规定 9"


def _derive_hours(found: Deadline) -> list[Step]:
    start = as_instant(found.start).astimezone(SHANGHAI)
    begin = counted_from(start)
    steps = [Step("start", "CPL 85(2); 解释 125", begin.date(), _start_hour, (start, begin))]
    for span in found.spans:
        rule = "excluded" if span.end else "suspended"
        steps.append(Step(rule, "CPL 85", None, _excluded_hours, (span.start, span.end)))
    if found.due_at is not None:
        whole = Limit(found.limit.amount + sum(e.amount for e in found.extensions), Unit.HOURS)
        source, about = found.citation or "CPL 85", (whole, found.due_at)
        steps.append(Step("limit", source, found.due_on, _limit_hours, about))
    return steps


# -- the words -------------------------------------------------------------------------------


def _zh(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _start(start: date) -> tuple[str, str]:
    return (
        f"起算事件发生于{_zh(start)},当日不计入",
        f"The start event fell on {start}; that day is not counted",
    )


def _limit(limit: Limit, reached: date) -> tuple[str, str]:
    return f"时限{limit.zh},至{_zh(reached)}", f"The limit is {limit.en}: until {reached}"


def _extension(extensions: tuple[Limit, ...]) -> tuple[str, str]:
    zh, en = "、".join(part.zh for part in extensions), ", ".join(part.en for part in extensions)
    return (
        f"加上延长{zh},自起算日一并计算",
        f"With the extension of {en}, added from the start",
    )


def _suspended(opened: date) -> tuple[str, str]:
    return (
        f"自{_zh(opened)}起暂停计算,尚无届满日",
        f"Paused since {opened}: there is no due date yet",
    )


def _excluded_words(start: date, end: date, days: int) -> tuple[str, str]:
    return (
        f"扣除{_zh(start)}至{_zh(end)},计{days}日",
        f"{start} to {end} is excluded: {days} day{'' if days == 1 else 's'}",
    )


def _roll(reached: date, due_on: date) -> tuple[str, str]:
    return (
        f"{_zh(reached)}为休息日或法定休假日,顺延至{_zh(due_on)}",
        f"{reached} is not a working day: moved to {due_on}",
    )


def _closing(due_on: date, version: str) -> tuple[str, str]:
    return (
        f"于{_zh(due_on)}24时届满(日历版本{version})",
        f"Closes at 24:00 on {due_on} (calendar {version})",
    )


def _provisional(due_on: date) -> tuple[str, str]:
    return (
        f"{due_on.year}年放假安排尚未公布,该日期为暂定",
        f"The days off of {due_on.year} are not announced yet: provisional",
    )


def _start_hour(start: date, begin: date) -> tuple[str, str]:
    return (
        f"{start:%Y-%m-%d %H:%M}起算,自下一个整点{begin:%H:%M}开始计时",
        f"The start event fell at {start:%Y-%m-%d %H:%M}; counted from {begin:%H:%M}",
    )


def _excluded_hours(start: date, end: date | None) -> tuple[str, str]:
    return (
        f"扣除{start}至{end or '今(尚未结束)'}",
        f"{start} to {end or 'now (still open)'} is excluded",
    )


def _limit_hours(whole: Limit, due_at: date) -> tuple[str, str]:
    return (
        f"时限{whole.zh},至{due_at:%Y-%m-%d %H:%M}届满,不因节假日顺延",
        f"The limit is {whole.en}: closes at {due_at:%Y-%m-%d %H:%M}, holidays or not",
    )
