"""The sweep: expiry of an answer period with everything it leaves, among many open clocks."""

from __future__ import annotations

import time

from django.conf import settings
from django.db import connection

from benchmarks import limit
from benchmarks.loads import Crowd, moved_on
from benchmarks.results import Result, at_most, median, paired
from benchmarks.timing import DatabaseTime
from cases import enforcement

ONE_BY_ONE = 300


def expiries(crowd: Crowd, url: str, due: int, rounds: int) -> list[Result]:
    """Ours, ours case by case, one row a transaction, and one statement for all, in turn."""
    limit.prepare(url, crowd.clocks, due=True)
    ours, alone, single, bulk = [], [], [], []
    for _ in range(rounds):
        ours.append(_sweep(crowd, due))
        alone.append(_sweep(crowd, min(due, ONE_BY_ONE), batch=1))
        single.append(limit.one_by_one(url, min(due, ONE_BY_ONE)))
        bulk.append(limit.all_at_once(url, due))
    about = {"due": due, "open_clocks": crowd.clocks}
    return [
        paired("sweep", 1, ours, single, at_least=10, against="one row a transaction", **about),
        paired("sweep", 1, ours, alone, at_least=10, against="ours, one case a transaction",
               **about),
        paired("sweep", 1, ours, bulk, at_least=0.5, against="one SQL statement for all", **about),
    ]  # fmt: skip


def _sweep(crowd: Crowd, due: int, batch: int = enforcement.BATCH) -> float:
    first = crowd.fall_due(due)
    started = time.perf_counter()
    enforcement.sweep(batch)
    taken = time.perf_counter() - started
    moved = moved_on(first, due)
    if moved != due:
        raise AssertionError(f"{moved} of {due} expiries took effect")
    return due / taken


def lag(crowd: Crowd, due: int, seconds: float) -> Result:
    """How late deadlines take effect that fall due all the time, with a sweep every few seconds."""
    first = crowd.fall_due(due, begin="1 second", step=f"{seconds / due} seconds")
    until = time.monotonic() + seconds + 1 + 2 * settings.SWEEP_SECONDS
    while time.monotonic() < until:
        started = time.monotonic()
        enforcement.sweep()
        time.sleep(max(0.0, settings.SWEEP_SECONDS - (time.monotonic() - started)))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*), percentile_disc(0.99) WITHIN GROUP (ORDER BY lag_ms) FROM cases_rung"
            " WHERE rung = 5 AND case_id >= %s AND case_id < %s", [first, first + due],
        )  # fmt: skip
        fired, p99 = cursor.fetchone()
    if fired != due:
        raise AssertionError(f"{fired} of {due} deadlines fired")
    return at_most(
        "sweep_lag_p99", p99 / 1000, 5, unit="s", due=due, every_seconds=settings.SWEEP_SECONDS
    )


def nothing_due(times: int = 30) -> float:
    """Milliseconds in the database of one sweep that finds nothing to do."""
    enforcement.sweep()
    taken = []
    for _ in range(times):
        with DatabaseTime() as spent:
            swept = enforcement.sweep()
        assert swept.cases == 0
        taken.append(spent.milliseconds)
    return median(taken)
