"""Transitions: whole lives through the write door, beside the least that SQL needs (LIMIT A)."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connections

from benchmarks import limit
from benchmarks.clients import Clients, Step
from benchmarks.life import People, file_one, lead, make_court
from benchmarks.results import Result, paired
from courtflow.servers import Running

GOALS = {1: 0.60, 4: 0.48}
AGAINST = "LIMIT A: raw psycopg2, 6 round trips"


def measure(running: Running, clients: int, rounds: int, seconds: float) -> Result:
    """Rounds in turn: our transitions, then the limit's."""
    limit.prepare(running.owner_url)
    courts = [make_court(100 * clients + number) for number in range(clients)]
    waiting = [[file_one(court) for _ in range(_enough(clients, rounds, seconds))]
               for court in courts]  # fmt: skip
    connections.close_all()
    works = {
        "ours": lambda client: walk(courts[client], waiting[client]),
        "limit": lambda client: limit.walk(running.owner_url, client, clients),
    }
    ours, floor = [], []
    with Clients(clients, works) as group:
        group.run("ours", 1.0), group.run("limit", 0.5)
        for _ in range(rounds):
            ours.append(group.run("ours", seconds))
            floor.append(group.run("limit", seconds))
    return paired(
        "transition", clients, ours, floor, at_least=GOALS[clients], against=AGAINST,
    )  # fmt: skip


def _enough(clients: int, rounds: int, seconds: float) -> int:
    """Cases a client may need: nobody does more than 1,600 acts a second on one connection."""
    return int((rounds * seconds + 2) * 1600 / clients / 30) + 2


def walk(people: People, waiting: list[int]) -> Step:
    """One act of one case; the next case when a life is over."""

    def acts() -> Iterator[object]:
        while waiting:
            yield from lead(people, waiting.pop())

    line = acts()
    return lambda: next(line)
