"""What people read among many cases: the board of one court, the search for a case."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

from benchmarks.life import People
from benchmarks.loads import FIRST, GIVEN, SURNAMES, Crowd
from benchmarks.results import Result, at_most
from benchmarks.timing import DatabaseTime
from cases.models import Case
from cases.reading.lists import finding, oversight
from cases.reading.scope import viewer
from courtflow.accounts.models import User

SPELLINGS: tuple[Callable[[str], str], ...] = (
    lambda number: number,
    lambda number: number.replace("（", "(").replace("）", ")"),
    lambda number: number.replace("（", "").replace("）", " ").replace("号", ""),
)


def pages(crowd: Crowd, times: int = 30) -> list[Result]:
    """Database time of the board and the search, p50 and p95."""
    who = viewer(User.objects.get(pk=crowd.courts[0].actors["S"].user_id))
    dice = random.Random(1)
    about = {"cases": crowd.count, "courts": len(crowd.courts)}
    return [
        _read("board", lambda: oversight.figures(who), 10, times, **about),
        _read("search_number", lambda: _find(who, _number(crowd.courts[0], crowd, dice)), 50, times,
              **about),
        _read("search_name", lambda: finding.find(who, dice.choice(SURNAMES) + dice.choice(GIVEN)),
              50, times, **about),
    ]  # fmt: skip


def _read(work: str, ask: Callable[[], Any], most: float, times: int, **about: Any) -> Result:
    ask()
    taken = []
    for _ in range(times):
        with DatabaseTime() as spent:
            ask()
        taken.append(spent.milliseconds)
    taken.sort()
    p95 = taken[int(0.95 * (len(taken) - 1))]
    about |= {"p50": round(taken[len(taken) // 2], 3), "statements": spent.statements}
    return at_most(work, p95, most, unit="ms p95", runs=times, **about)


def _number(people: People, crowd: Crowd, dice: random.Random) -> str:
    """The number of some case of this court, spelt in one of the ways people type it."""
    own = len(crowd.courts)
    case_id = FIRST + own * dice.randrange(crowd.count // own)
    return dice.choice(SPELLINGS)(Case.objects.values_list("number", flat=True).get(pk=case_id))


def _find(who: Any, number: str) -> None:
    if not finding.find(who, number):
        raise AssertionError(f"{number} was not found")
