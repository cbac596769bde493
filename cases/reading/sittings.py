"""Sittings as pages show them: what is booked, what is free, and for whom."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta

from cases.acts.occupying import in_the_way
from cases.law.calendar import Calendar
from cases.law.periods import SHANGHAI
from cases.law.sittings import next_working

HOURS = ((time(9), time(12)), (time(14), time(17, 30)))
"""When a court usually sits, in local time; free times are offered in these."""
EVERY = timedelta(minutes=30)
LOOK_AHEAD = 60
"""Days in which a free time is looked for."""


def free_times(
    calendar: Calendar, room: int | None, people: Iterable[int], first: datetime, minutes: int,
    *, most: int = 12,
) -> list[datetime]:  # fmt: skip
    """The next times from ``first`` on at which the room and all the people are free."""
    length, horizon = timedelta(minutes=minutes), first + timedelta(days=LOOK_AHEAD)
    taken = list(in_the_way(room, people, first, horizon).values_list("starts_at", "ends_at"))
    found: list[datetime] = []
    for starts_at in _usual(calendar, first, length, horizon):
        if not any(begins < starts_at + length and ends > starts_at for begins, ends in taken):
            found.append(starts_at)
            if len(found) == most:
                break
    return found


def _usual(
    calendar: Calendar, first: datetime, length: timedelta, horizon: datetime
) -> Iterator[datetime]:
    """Every half hour of the court's hours, working day by working day."""
    day: date = next_working(first.astimezone(SHANGHAI).date(), calendar)
    while day <= horizon.astimezone(SHANGHAI).date():
        for opens, closes in HOURS:
            starts_at = datetime.combine(day, opens, SHANGHAI)
            while starts_at + length <= datetime.combine(day, closes, SHANGHAI):
                if starts_at >= first:
                    yield starts_at
                starts_at += EVERY
        day = next_working(day + timedelta(days=1), calendar)
