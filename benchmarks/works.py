"""The works that are measured, in order."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator

from benchmarks import transition
from benchmarks.results import Result
from courtflow.servers import Running

Work = Callable[[Running, argparse.Namespace], Iterator[Result]]


def transitions(running: Running, options: argparse.Namespace) -> Iterator[Result]:
    for clients in (1, 4):
        yield transition.measure(running, clients, options.rounds, options.seconds)


WORKS: dict[str, Work] = {
    "transition": transitions,
}


def run(running: Running, options: argparse.Namespace) -> Iterator[Result]:
    """Every work, or the one asked for."""
    for name, work in WORKS.items():
        if options.only in (None, name):
            yield from work(running, options)
