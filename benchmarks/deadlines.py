"""Due dates: how many a core computes in a second, with and without their derivation."""

from __future__ import annotations

import random
import time
from datetime import date

from benchmarks.results import Result, median
from cases.law.derivation import derive
from cases.law.periods import Limit, Span, Unit, deadline

PER_SECOND = 100_000


def measure(rounds: int, seconds: float) -> list[Result]:
    tasks = _tasks(4000)
    results = []
    for work, explained, goal in (
        ("deadline", True, PER_SECOND),
        ("deadline_unexplained", False, PER_SECOND),
    ):
        rates = [_rate(tasks, explained, seconds) for _ in range(rounds)]
        ours = median(rates)
        results.append(Result(work, 1, ours, goal, ours / goal, rounds, against="the goal",
                              goal=f">= {goal:,}", reached=ours >= goal))  # fmt: skip
    return results


def _tasks(count: int) -> list[tuple[date, Limit, tuple[Span, ...]]]:
    """Limits as courts have them: working days, days and months, one in five with a pause."""
    dice = random.Random(1)
    tasks = []
    for _ in range(count):
        start = date.fromordinal(
            dice.randrange(date(2024, 1, 1).toordinal(), date(2026, 9, 1).toordinal())
        )
        unit = dice.choice((Unit.WORKING_DAYS, Unit.CALENDAR_DAYS, Unit.MONTHS))
        limit = Limit(dice.randrange(1, 7) if unit is Unit.MONTHS else dice.randrange(3, 31), unit)
        pause = Span(
            date.fromordinal(start.toordinal() + 2), date.fromordinal(start.toordinal() + 9)
        )
        tasks.append((start, limit, (pause,) if dice.random() < 0.2 else ()))
    return tasks


def _rate(
    tasks: list[tuple[date, Limit, tuple[Span, ...]]], explained: bool, seconds: float
) -> float:
    # Processor time, so that whatever else runs on the machine counts less.
    count, started = 0, time.process_time()
    while time.process_time() - started < seconds:
        for start, limit, spans in tasks:
            found = deadline(start, limit, spans=spans, citation="CPL 85")
            if explained:
                derive(found)
        count += len(tasks)
    return count / (time.process_time() - started)
