"""What all cases stand on, remembered by this process: courts, clocks, offices, the calendar.

It changes a few times a day and is asked for with every act. Every load brings the stamp of the
ground (models/ground.py) as the same statement saw it; while the stamp stays, what was read under
it holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import connection

from cases.law.calendar import NATIONAL, Calendar
from cases.models import CalendarYear
from cases.proceeding import CourtFacts, Office

Tightened = list[tuple[str, str, int, str, date]]

_COURTS = """
SELECT co.id, co.group_id, co.code, co.upper_id, g."offset", g.is_training, g.moved_at
FROM cases_court co JOIN cases_clockgroup g ON g.id = co.group_id WHERE co.id = ANY(%s)
"""
_TIGHTENED = """
SELECT court_id, node, basis, amount, unit, effective_from FROM cases_tightenedlimit
WHERE court_id = ANY(%s) ORDER BY effective_from
"""
_OFFICES = """
SELECT user_id, role, court_id, valid_from, valid_until FROM cases_grant
WHERE user_id = %s AND role = %s
"""


@dataclass
class Ground:
    """What was read under one stamp. Filled right after a load, never later in a transaction."""

    stamp: str | None = None
    courts: dict[int, tuple[CourtFacts, Tightened]] = field(default_factory=dict)
    offices: dict[tuple[int | None, str], list[Office]] = field(default_factory=dict)
    calendar: Calendar | None = None

    def read_courts(self, ids: Sequence[int]) -> None:
        """Read those of these courts that are not known yet."""
        missing = [court for court in set(ids) if court not in self.courts]
        if not missing:
            return
        limits: dict[int, Tightened] = {court: [] for court in missing}
        for court, node, basis, amount, unit, since in _rows(_TIGHTENED, missing):
            limits[court].append((node, basis, amount, unit, since))
        # Whole at once: another thread may be reading.
        self.courts.update({
            court: (CourtFacts(*facts), limits[court]) for court, *facts in _rows(_COURTS, missing)
        })  # fmt: skip

    def offices_of(self, user_id: int | None, role: str) -> list[Office]:
        """Every office that the person was granted in this role, in whatever court."""
        known = self.offices.get((user_id, role))
        if known is None:
            known = [Office(*row) for row in _rows(_OFFICES, user_id, role)]
            self.offices[user_id, role] = known
        return known


_ground = Ground()


def standing_on(stamp: str | None) -> Ground:
    """The ground of this stamp; empty where the database has none, or another than before."""
    global _ground
    if stamp is None or stamp != _ground.stamp:
        _ground = Ground(stamp)
    ground = _ground
    if ground.calendar is None:
        ground.calendar = calendar_of()
    return ground


def _rows(sql: str, *values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows


# -- the calendar ---------------------------------------------------------------------------------


@dataclass
class _Announced:
    """The calendar of this process, rebuilt when the rows in the database change."""

    stamp: str = "0:"
    calendar: Calendar = NATIONAL


_announced = _Announced()
_YEARS = "SELECT count(*) || ':' || coalesce(max(published_at)::text, '') FROM cases_calendaryear"


def calendar_of() -> Calendar:
    """The shipped calendar with the years that the database announces.

    Its version names both: what ships and what was published last.
    """
    stamp = str(_rows(_YEARS)[0][0])
    if stamp != _announced.stamp:
        calendar, years = NATIONAL, list(CalendarYear.objects.order_by("year"))
        for year in years:
            newest = max(years, key=lambda one: one.published_at)
            calendar = calendar.with_year(
                year.year, days(year.off), days(year.makeup),
                f"{NATIONAL.version}+{newest.version}",
            )  # fmt: skip
        _announced.stamp, _announced.calendar = stamp, calendar
    return _announced.calendar


def days(told: Iterable[str]) -> list[date]:
    """Days as the rows of the calendar keep them."""
    return [date.fromisoformat(day) for day in told]
