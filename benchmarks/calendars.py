"""Another calendar: everything that runs by it is computed anew, with an entry for each case."""

from __future__ import annotations

import time

from benchmarks.loads import Crowd
from benchmarks.results import Result, at_least
from cases import recomputing
from cases.law.calendar import NATIONAL
from cases.models import Clock

A_MILLION_IN = 300
"""Seconds, at most."""


def recomputed(crowd: Crowd) -> Result:
    """The day on which the crowd's deadlines end becomes a holiday."""
    recomputing.settle_calendar()
    running = Clock.objects.filter(state="running", due_on__isnull=False)
    ends = running.filter(code="answer_period").latest("due_on").due_on
    assert ends is not None
    year = {"off": NATIONAL.off | {ends}, "makeup": NATIONAL.makeup}
    said = {name: sorted(day for day in days if day.year == ends.year)
            for name, days in year.items()}  # fmt: skip
    open_clocks = running.filter(due_on__gte=ends).count()
    started = time.perf_counter()
    done = recomputing.announce_year(ends.year, version="bench", **said)
    taken = time.perf_counter() - started
    assert done.cases and not done.set_aside
    return at_least(
        "recompute", open_clocks / taken, 1_000_000 / A_MILLION_IN, open_clocks=open_clocks,
        moved=done.cases,
    )  # fmt: skip
