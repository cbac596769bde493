"""An independent reckoning of legal deadlines, by walking the calendar one day at a time.

It shares no code, no data file and no arithmetic with `cases.law`: it counts on its fingers.
Slow and plain on purpose, so that a reader can see that it is right:

* the start hour or day is not counted (CPL 85; Interpretation 125; Civil Code 201);
* months and years end on the day of the same number, or on the month's last (Civil Code 202);
* a last day that is not worked gives way to the next worked one (CPL 85; Civil Code 203);
* months, then days, then excluded days, then one roll.
"""

from __future__ import annotations

import json
import math
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
SHANGHAI = timezone(timedelta(hours=8))  # China has kept one fixed offset since 1992
LAST_PUBLISHED = date(2026, 12, 31)

Amount = tuple[int, str]
Stretch = tuple[date, date | None]


@dataclass(frozen=True)
class Question:
    """One deadline to reckon: plain values only, nothing of the application's types."""

    start: date  # a datetime for hours
    amount: int
    unit: str
    extensions: tuple[Amount, ...] = ()
    spans: tuple[Stretch, ...] = ()


@dataclass(frozen=True)
class Answer:
    last_day: date | None
    closes: datetime | None
    provisional: bool


# --- the calendar -----------------------------------------------------------------------------


def _published() -> tuple[frozenset[date], frozenset[date]]:
    text = Path(__file__).with_name("oracle_calendar.json").read_text(encoding="utf-8")
    years = json.loads(text)["years"]

    def days(kind: str) -> frozenset[date]:
        return frozenset(
            date.fromisoformat(f"{year}-{day}") for year, row in years.items() for day in row[kind]
        )

    return days("weekdays_off"), days("weekend_days_worked")


WEEKDAYS_OFF, WEEKEND_DAYS_WORKED = _published()
FIXED_HOLIDAYS = {(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)}


def worked(day: date) -> bool:
    """Whether people work on `day`; past the last notice only what statute itself fixes."""
    weekend = day.isoweekday() in (6, 7)
    if day > LAST_PUBLISHED:
        return not weekend and (day.month, day.day) not in FIXED_HOLIDAYS
    if weekend:
        return day in WEEKEND_DAYS_WORKED
    return day not in WEEKDAYS_OFF


# --- walking ----------------------------------------------------------------------------------


def walk_months(start: date, months: int) -> date:
    """Turn `months` pages, then look for the day of the start's number."""
    day, pages = start, 0
    while pages < months:
        day += DAY
        if day.day == 1:
            pages += 1
    while day.day < start.day and (day + DAY).day != 1:
        day += DAY
    return day


def walk_days(start: date, days: int) -> date:
    day = start
    for _ in range(days):
        day += DAY
    return day


def walk_worked_days(start: date, days: int) -> date:
    day = start
    while days:
        day += DAY
        if worked(day):
            days -= 1
    return day


def roll(day: date) -> date:
    while not worked(day):
        day += DAY
    return day


def excluded(start: date, spans: tuple[Stretch, ...]) -> set[date]:
    """The days the spans cover, from the start on; a day covered twice is still one day."""
    days = set()
    for first, end in spans:
        assert end is not None
        day = first
        while day < end:
            if day >= start:
                days.add(day)
            day += DAY
    return days


# --- the answer -------------------------------------------------------------------------------


def sums(question: Question) -> dict[str, int]:
    """The limit and its extensions, added up unit by unit."""
    total: dict[str, int] = {}
    for amount, unit in ((question.amount, question.unit), *question.extensions):
        if unit == "years":
            amount, unit = amount * 12, "months"
        total[unit] = total.get(unit, 0) + amount
    return total


def unrolled(question: Question) -> date:
    """The last day before holidays and excluded days are looked at."""
    total = sums(question)
    if question.unit == "working_days":
        return walk_worked_days(question.start, total["working_days"])
    day = walk_months(question.start, total.get("months", 0))
    return walk_days(day, total.get("calendar_days", 0))


def last_day(question: Question) -> date:
    day = unrolled(question)
    out = excluded(question.start, question.spans)
    if question.unit == "working_days":
        # The start day is never counted, so that leaving it out adds nothing (CPL 85).
        day = walk_worked_days(
            day, sum(1 for each in out if worked(each) and each > question.start)
        )
    else:
        day = walk_days(day, len(out))
    return roll(day)


def counting_begins(start: datetime) -> datetime:
    """The hour after the one in which it started, whether or not that had just struck."""
    local = start.astimezone(SHANGHAI)
    return local.replace(minute=0, second=0, microsecond=0) + HOUR


def closing_instant(question: Question) -> datetime:
    """Tick by tick, with the coarsest tick that meets every end of a span."""
    assert isinstance(question.start, datetime)
    begin = counting_begins(question.start)
    spans = [(_instant(first), _instant(end)) for first, end in question.spans]
    seconds = [int((edge - begin).total_seconds()) for span in spans for edge in span]
    tick = timedelta(seconds=math.gcd(3600, *seconds))
    paused = set()
    for first, end in spans:
        moment = first
        while moment < end:
            if moment >= begin:
                paused.add(moment)
            moment += tick
    moment = begin
    for _ in range(sums(question)["hours"]):
        moment += HOUR
    for _ in paused:
        moment += tick
    return moment


def _instant(edge: date | None) -> datetime:
    assert isinstance(edge, datetime)
    return edge.astimezone(SHANGHAI)


def answer(question: Question) -> Answer:
    if any(end is None for _, end in question.spans):
        return Answer(None, None, False)
    if question.unit == "hours":
        closes = closing_instant(question)
        # Hours run through holidays: no calendar is asked, nothing is provisional.
        return Answer(closes.date(), closes, False)
    last = last_day(question)
    after = last + DAY
    closes = datetime(after.year, after.month, after.day, tzinfo=SHANGHAI)
    return Answer(last, closes, last > LAST_PUBLISHED)


# --- a second opinion: stop the count while a span lasts ---------------------------------------


def counted_day_by_day(question: Question) -> date:
    """The last day when every day (or working day) outside the spans is counted off in turn.

    Says the same as adding the spans' length, as long as each span begins after the start and
    before the period it interrupts has run out. Day limits only.
    """
    total = sums(question)
    out = excluded(question.start, question.spans)
    left = total[question.unit]
    day = question.start
    while left:
        day += DAY
        if day not in out and (question.unit == "calendar_days" or worked(day)):
            left -= 1
    return day


# --- questions by the thousand ----------------------------------------------------------------

FIRST_START = date(2004, 1, 1)
START_DAYS = (date(2027, 12, 31) - FIRST_START).days
USUAL = {
    "calendar_days": (1, 2, 3, 5, 7, 10, 15, 15, 30, 30, 45, 60, 90),
    "working_days": (1, 2, 3, 5, 7, 10, 15, 20),
    "months": (1, 1, 2, 3, 3, 6, 6, 12),
    "years": (1, 2, 2, 3),
    "hours": (1, 24, 24, 48, 48, 72),
}
SOMETIMES = {"calendar_days": 120, "working_days": 40, "months": 26, "years": 4, "hours": 120}
MIXES = {
    "calendar_days": ("calendar_days", "calendar_days", "months"),
    "working_days": ("working_days",),
    "months": ("months", "months", "calendar_days", "years"),
    "years": ("years", "months", "calendar_days"),
    "hours": ("hours",),
}
UNITS = ("calendar_days",) * 4 + ("months",) * 4 + ("working_days",) * 3 + ("hours", "years")


def questions(seed: int, count: int) -> Iterator[Question]:
    """`count` questions, the same ones for the same seed."""
    chance = random.Random(seed)
    for _ in range(count):
        yield _question(chance)


def _question(chance: random.Random) -> Question:
    unit = chance.choice(UNITS)
    start = _start(chance)
    if unit == "hours":
        start = _moment(chance, start)
    extensions = tuple(
        (_amount(chance, mixed), mixed)
        for mixed in chance.choices(MIXES[unit], k=chance.choice((0, 0, 0, 0, 1, 1, 2)))
    )
    return Question(start, _amount(chance, unit), unit, extensions, _spans(chance, start, unit))


def _amount(chance: random.Random, unit: str) -> int:
    if chance.random() < 0.7:
        return chance.choice(USUAL[unit])
    return chance.randint(0, SOMETIMES[unit])


def _start(chance: random.Random) -> date:
    day = FIRST_START + timedelta(days=chance.randint(0, START_DAYS))
    kind = chance.random()
    if kind < 0.20:  # the last days of a month, where months differ
        while (day + DAY).day != 1:
            day += DAY
        return day - timedelta(days=chance.randint(0, 3)) if kind < 0.10 else day
    if kind < 0.25:  # leap day and its neighbours
        return date(chance.choice(range(2004, 2028, 4)), 2, 29) + chance.choice(
            (-DAY, 0 * DAY, DAY)
        )
    if kind < 0.30:  # the turn of the year, and of what is published
        return date(chance.choice((2026, chance.randint(2004, 2026))), 12, chance.randint(20, 31))
    return day


def _moment(chance: random.Random, day: date) -> datetime:
    minutes = chance.choice((0, 0, 15, 30, 45, 45)) + 60 * chance.randint(0, 23)
    midnight = datetime(day.year, day.month, day.day, tzinfo=SHANGHAI)
    return midnight + timedelta(minutes=minutes)


def _spans(chance: random.Random, start: date, unit: str) -> tuple[Stretch, ...]:
    """Before, across, within and after the period; nested, touching, overlapping, empty, open."""
    step, reach, most = (DAY, 200, 70)
    if unit == "hours":
        step, reach, most = (timedelta(minutes=15), 400, 150)
    spans: list[Stretch] = []
    for _ in range(chance.choice((0, 0, 1, 1, 2, 3, 4))):
        first = start + step * chance.randint(-reach // 4, reach)
        if spans and chance.random() < 0.5:
            before, end = chance.choice(spans)
            first = chance.choice((before, end or before, before + step, before - step))
        span_end = first + step * chance.choice(
            (0, 1, chance.randint(1, 10), chance.randint(1, most))
        )
        spans.append((first, None if chance.random() < 0.01 else span_end))
    return tuple(spans)
