"""The works that are measured, in order."""

from __future__ import annotations

import argparse
import gc
from collections.abc import Callable, Iterator

from benchmarks import (
    calendars,
    deadlines,
    first_page,
    lists,
    reading,
    storing,
    sweeping,
    transition,
)
from benchmarks.life import make_court
from benchmarks.loads import Crowd
from benchmarks.results import Result, at_most
from courtflow.servers import Running

Work = Callable[[Running, argparse.Namespace], Iterator[Result]]
SMALL = 2_000


def transitions(running: Running, options: argparse.Namespace) -> Iterator[Result]:
    for clients in (1, 4):
        yield transition.measure(running, clients, options.rounds, options.seconds)


def storage(running: Running, options: argparse.Namespace) -> Iterator[Result]:
    yield storing.measure(running.admin_url, make_court(1000), 600 if options.full else 100)


def deadline(running: Running, options: argparse.Namespace) -> Iterator[Result]:
    yield from deadlines.measure(options.rounds, options.seconds / 2)


def crowds(running: Running, options: argparse.Namespace) -> Iterator[Result]:
    """Everything that depends on how many cases are open."""
    clocks, due, courts = (1_000_000, 10_000, 30) if options.full else (50_000, 1_000, 5)
    crowd = Crowd(running.admin_url, [make_court(2000 + number) for number in range(courts)])
    crowd.grow(SMALL)
    small = sweeping.nothing_due()
    crowd.grow(clocks)
    large = sweeping.nothing_due()
    yield at_most("nothing_due", large, 1, unit="ms", open_clocks=clocks,
                  small_ms=round(small, 3), small_open_clocks=SMALL)  # fmt: skip
    yield from reading.pages(crowd)
    yield sweeping.lag(crowd, due, seconds=10)
    yield from sweeping.expiries(crowd, running.owner_url, due, min(3, options.rounds))
    yield from lists.pages(crowd)
    yield calendars.recomputed(crowd)


def pages(running: Running, options: argparse.Namespace) -> Iterator[Result]:
    yield from first_page.measure(options.rounds)


WORKS: dict[str, Work] = {
    "transition": transitions,
    "deadline": deadline,
    "storage": storage,
    "crowds": crowds,
    "first_page": pages,
}


def run(running: Running, options: argparse.Namespace) -> Iterator[Result]:
    """Every work, or the one asked for, in a process set up as courtflow/wsgi.py sets one up."""
    gc.collect()
    gc.freeze()
    for name, work in WORKS.items():
        if options.only in (None, name):
            yield from work(running, options)
