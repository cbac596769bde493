"""Another calendar, by a published year or a new release: what runs is computed anew."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import date
from functools import partial
from math import inf
from time import monotonic

from django.db import connection, transaction

from cases import ground, loading, procedure
from cases.enforcement import BATCH, POISON, Step, Swept, free, one_by_one
from cases.law.calendar import Calendar
from cases.law.running import RunningClock
from cases.models import CalendarYear, Clock, SetAside, SettledCalendar
from cases.proceeding import Actor, Proceeding

logger = logging.getLogger(__name__)
Take = Callable[[list[int]], list[int]]
_UNSETTLED = "SELECT * FROM cases_unsettled(%s, %s, %s, %s)"


def announce_year(
    year: int, off: list[date], makeup: list[date], version: str, source: str = ""
) -> Swept:
    """Publish a calendar year and compute every running deadline it touches anew.

    ``cases``: how many have deadlines that moved; ``set_aside``: those that could not be computed.
    Resumable: a second run finds only what is left.
    """
    said = {
        "off": [day.isoformat() for day in off],
        "makeup": [day.isoformat() for day in makeup],
        "version": version,
    }
    # Said again it is not newer: which year came last is part of the calendar's version.
    if not CalendarYear.objects.filter(year=year, **said).exists():
        settle_calendar()  # what stands on an older calendar still is not this year's doing
        CalendarYear.objects.update_or_create(year=year, defaults={**said, "source": source})
    return settle_calendar()


def settle_calendar(seconds: float = inf) -> Swept:
    """Compute anew, with an entry each, what another calendar than the one in force gave.

    That calendar may have come with a published year or with a new release. Nothing is left when
    a run finds nothing: an act under way while the calendar came may still go by the one before.
    Several runs at once share the cases. After so many ``seconds`` a run leaves the rest to the
    next one: whoever sweeps as well would come too late.
    """
    calendar, done = ground.calendar_of(), Swept()
    first = _first_unsettled(calendar)
    if first is None:
        return done
    left = Clock.objects.filter(state="running", due_on__gte=first).exclude(
        calendar_version=calendar.version
    )
    if not left.exists():
        _settled(calendar)
        return done
    step, until = partial(_recompute_all, first=first), monotonic() + seconds
    for take in (free, list):  # what others have in hand comes last, when they are done with it
        after = 0
        while ids := _next_cases(calendar, first, after):
            after = ids[-1]
            _all_or_one_by_one(ids, take, step, done)
            if monotonic() >= until:
                return done
    aside = left.filter(case__in=SetAside.objects.values("case"))
    done.set_aside = sorted(set(aside.values_list("case_id", flat=True)))
    return done


def _first_unsettled(calendar: Calendar) -> date | None:
    """From which day on deadlines may stand on another calendar; None where none can."""
    row = SettledCalendar.objects.first()
    if row is None:
        return date.min
    if row.version == calendar.version:
        return None
    before = Calendar(row.version, row.known_until, ground.days(row.off), ground.days(row.makeup))
    first = calendar.first_difference(before)
    if first is None:
        _settled(calendar)
    return first


def _settled(calendar: Calendar) -> None:
    SettledCalendar.objects.update_or_create(
        pk=1,
        defaults={
            "version": calendar.version,
            "known_until": calendar.known_until,
            "off": sorted(day.isoformat() for day in calendar.off),
            "makeup": sorted(day.isoformat() for day in calendar.makeup),
        },
    )


def _next_cases(calendar: Calendar, first: date, after: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(_UNSETTLED, [calendar.version, first, after, BATCH])
        return [row[0] for row in cursor.fetchall()]


def _all_or_one_by_one(ids: list[int], take: Take, step: Step, done: Swept) -> None:
    try:
        with transaction.atomic():
            step(loading.load(take(ids)), done)
    except POISON:
        logger.warning("a batch of %d cases failed; taking them one by one", len(ids))
        one_by_one(ids, done, step)


def _recompute_all(proceedings: list[Proceeding], done: Swept, *, first: date) -> None:
    touched = [(p, clocks) for p in proceedings if (clocks := _to_recompute(p, first))]
    moved = sum(_recompute(p, clocks) for p, clocks in touched)
    procedure.finish([p for p, _ in touched])
    done.cases += moved


def _to_recompute(p: Proceeding, first: date) -> list[RunningClock]:
    """Its clocks that another calendar gave; somebody else may have computed them meanwhile."""
    return [
        clock
        for clock in p.running()
        if clock.due_on is not None
        and clock.due_on >= first
        and clock.calendar_version != p.calendar.version
    ]


def _recompute(p: Proceeding, clocks: list[RunningClock]) -> bool:
    """Whether a deadline moved; also one that did not is now certain, and the log says so."""
    moved = []
    for clock in clocks:
        before = clock.due_at
        p.recompute(clock)
        if clock.due_at != before:
            moved.append(clock.no)
    p.log("recompute", Actor.time(), facts={"calendar": p.calendar.version, "moved": moved})
    if moved:
        p.tell(f"recompute:{p.calendar.version}", "deadline_moved",
               [f"party:{x.no}" for x in p.parties if not x.left])  # fmt: skip
    return bool(moved)
