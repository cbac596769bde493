"""The court calendar: which days are working days, and how far that is known.

The State Council announces each year's days off and make-up working days (调休). Announced
years are enumerated in ``calendar.json``; a year not yet announced has only its weekends and the
holidays fixed by date (全国年节及纪念日放假办法 art. 2), so dates in it are provisional.
"""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterable
from datetime import date, timedelta
from functools import cache
from pathlib import Path

_FIRST, _LAST = date(1990, 1, 1).toordinal(), date(2120, 12, 31).toordinal()
FIXED_HOLIDAYS = frozenset({(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)})


class OutOfCalendar(ValueError):
    """A date that no court calendar can answer for (before 1990 or after 2120)."""

    reason = "out_of_calendar"

    def __init__(self, ordinal: int) -> None:
        super().__init__(
            "该日期超出可计算范围(1990年至2120年)。/ "
            "The date lies outside the years that can be computed (1990-2120)."
        )
        self.ordinal = ordinal


class Calendar:
    """Working days as arrays over all days of 1990-2120; a lookup costs one index.

    ``off`` are days off, ``makeup`` are working weekend days; both only count up to
    ``known_until``. Days are proleptic ordinals (``date.toordinal``) inside.
    """

    def __init__(
        self, version: str, known_until: date, off: Iterable[date], makeup: Iterable[date]
    ) -> None:
        self.version = version
        self.known_until = known_until
        self.off = frozenset(off)
        self.makeup = frozenset(makeup)
        self._known = known_until.toordinal()
        off_ordinals = {day.toordinal() for day in self.off}
        makeup_ordinals = {day.toordinal() for day in self.makeup}
        working = bytearray(_LAST - _FIRST + 1)
        for ordinal in range(_FIRST, _LAST + 1):
            if ordinal in makeup_ordinals:
                working[ordinal - _FIRST] = 1
            elif (
                ordinal % 7 in (6, 0)
                or ordinal in off_ordinals
                or ordinal > self._known
                and _is_fixed_holiday(ordinal)
            ):  # Saturday, Sunday
                continue
            else:
                working[ordinal - _FIRST] = 1
        self._working = working
        self._days = array("l", (o for o in range(_FIRST, _LAST + 1) if working[o - _FIRST]))
        self._count = array("l", [0])  # working days before each day
        total = 0
        for flag in working:
            total += flag
            self._count.append(total)

    def __repr__(self) -> str:
        return f"Calendar({self.version!r}, known_until={self.known_until})"

    def _index(self, ordinal: int) -> int:
        if not _FIRST <= ordinal <= _LAST:
            raise OutOfCalendar(ordinal)
        return ordinal - _FIRST

    def is_working(self, day: date) -> bool:
        """Whether courts work on this day, make-up days included."""
        return self.works_on(day.toordinal())

    def works_on(self, ordinal: int) -> bool:
        """The same by the day's ordinal."""
        if not _FIRST <= ordinal <= _LAST:
            raise OutOfCalendar(ordinal)
        return bool(self._working[ordinal - _FIRST])

    def roll(self, ordinal: int) -> int:
        """The day itself if it is a working day, else the first one after (CPL 85)."""
        return ordinal if self.works_on(ordinal) else self.nth_working(ordinal, 1)

    def nth_working(self, ordinal: int, n: int) -> int:
        """The ``n``-th working day after this day (n >= 1), this day not counted."""
        if not _FIRST <= ordinal <= _LAST:
            raise OutOfCalendar(ordinal)
        position = self._count[ordinal - _FIRST + 1] + n - 1
        if position >= len(self._days):
            raise OutOfCalendar(ordinal)
        return self._days[position]

    def working_between(self, start: int, end: int) -> int:
        """Working days in the half-open range ``[start, end)``."""
        return self._count[self._index(end)] - self._count[self._index(start)]

    def knows(self, day: date) -> bool:
        """False where a date is provisional because its year is not announced yet."""
        return day <= self.known_until

    def with_year(
        self, year: int, off: Iterable[date], makeup: Iterable[date], version: str
    ) -> Calendar:
        """This calendar with one year announced or replaced (the State Council's yearly notice).

        A year after one that is not announced yet leaves dates provisional from that one on.
        """
        follows = year == self.known_until.year + 1
        return Calendar(
            version,
            date(year, 12, 31) if follows else self.known_until,
            {d for d in self.off if d.year != year} | set(off),
            {d for d in self.makeup if d.year != year} | set(makeup),
        )

    def first_difference(self, other: Calendar) -> date | None:
        """The first day that the two may tell differently; None where they tell the same."""
        days = (self.off ^ other.off) | (self.makeup ^ other.makeup)
        if self.known_until != other.known_until:
            days |= {min(self.known_until, other.known_until) + timedelta(days=1)}
        return min(days, default=None)


def _is_fixed_holiday(ordinal: int) -> bool:
    day = date.fromordinal(ordinal)
    return (day.month, day.day) in FIXED_HOLIDAYS


@cache
def national() -> Calendar:
    """The shipped calendar of all announced years."""
    data = json.loads((Path(__file__).parent / "calendar.json").read_text("utf-8"))
    years = data["years"].values()
    return Calendar(
        data["version"],
        date.fromisoformat(data["known_until"]),
        [date.fromisoformat(day) for year in years for day in year["off"]],
        [date.fromisoformat(day) for year in years for day in year["makeup"]],
    )


NATIONAL = national()
