"""The draw 电子分案: who tries a case, by chance that is weighted, recorded and repeatable.

A draw is a pure function of its inputs (numbers of people and weights, no names) and a seed.
Whoever has both finds the same people again, in any language: chances are whole numbers, candidates
stand in order of their number, and the chance of each place is a SHA-256 of the seed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

FORM = 1
"""The form of the inputs; a changed rule gets a number of its own, and old draws keep theirs."""
SCALE = 1_000_000
SEED_BYTES = 16

OUT: dict[str, tuple[str, str, str]] = {
    "recused": ("已回避", "recused", "CPL 47, 48"),
    "party": ("是本案当事人或者代理人", "is a party, or acts for one", "CPL 47"),
    "relative": ("与当事人或者代理人有登记的亲属、利害关系",
                 "a recorded relation to a party or an agent", "CPL 47; 解释 43"),
    "earlier": ("参与过本案其他程序的审判", "took part in another procedure of the case",
                "解释 45; CPL 41"),
    "absent": ("缺勤期间", "on leave", "court target"),
    "no_share": ("暂不参加分案", "takes no cases for now", "court target"),
    "other_causes": ("不承办此类案由", "takes other causes", "court target"),
    "other_division": ("不在承办该类案件的审判庭", "in another division", "court target"),
    "full_year": ("本年度参审已达上限", "has sat as often this year as an assessor should",
                  "陪审员法 24; 陪审员法解释 17"),
    "on_bench": ("已在本案审判组织中", "sits in the case already", "court target"),
}  # fmt: skip
"""Why somebody is left out of a draw, with the rule."""


@dataclass(frozen=True)
class Candidate:
    """Somebody who may be drawn: their open cases in points, and their share of a full office in
    percent."""

    user_id: int
    load: int
    share: int = 100


@dataclass(frozen=True)
class Inputs:
    """All that a draw depends on beside its seed."""

    points: int
    """What the case weighs."""
    candidates: tuple[Candidate, ...]
    seats: int = 1
    """How many are drawn: the first has the case in charge."""
    left_out: tuple[tuple[int, str], ...] = ()
    """Who was not among the candidates, and why; the draw does not look at it."""

    def as_facts(self) -> dict[str, Any]:
        """As it is kept with the case: numbers and codes, nobody's name."""
        return {
            "form": FORM, "points": self.points, "seats": self.seats,
            "candidates": [
                [one.user_id, one.load, one.share]
                for one in sorted(self.candidates, key=lambda one: one.user_id)
            ],
            "left_out": [list(one) for one in sorted(self.left_out)],
        }  # fmt: skip

    @classmethod
    def read(cls, facts: dict[str, Any]) -> Inputs:
        """Raises ValueError for a form that this version does not know."""
        if facts.get("form") != FORM:
            raise ValueError(f"a draw of form {facts.get('form')!r}")
        return cls(
            int(facts["points"]),
            tuple(Candidate(*(int(n) for n in one)) for one in facts["candidates"]),
            int(facts["seats"]),
            tuple((int(user), str(why)) for user, why in facts["left_out"]),
        )


def chance(one: Candidate, points: int) -> int:
    """A candidate's tickets: in proportion to the share, and the fewer the more open work.

    The case itself is added to the load, so that an empty desk does not take everything.
    """
    return one.share * SCALE // max(1, one.load + points)


def tickets(inputs: Inputs) -> list[tuple[int, int]]:
    """(person, tickets) in order of number; whoever has no share has none."""
    found = {one.user_id: chance(one, inputs.points) for one in inputs.candidates}
    return sorted((user, held) for user, held in found.items() if held > 0)


def reproduce(inputs: Inputs, seed: str) -> tuple[int, ...]:
    """Who is drawn, first the one in charge; fewer than the seats where there are not enough."""
    left, drawn = tickets(inputs), []
    for place in range(inputs.seats):
        if not left:
            break
        winner = _winner(left, _number(seed, place) % sum(held for _, held in left))
        drawn.append(winner)
        left = [one for one in left if one[0] != winner]
    return tuple(drawn)


def _number(seed: str, place: int) -> int:
    """Even over 256 bits; the remainder by some millions of tickets favours nobody noticeably."""
    return int.from_bytes(hashlib.sha256(f"{seed}:{place}".encode()).digest(), "big")


def _winner(left: Sequence[tuple[int, int]], ticket: int) -> int:
    for user, held in left:
        if ticket < held:
            return user
        ticket -= held
    raise AssertionError("a ticket beyond the last one")


def percent(inputs: Inputs) -> dict[int, int]:
    """Each candidate's chance of the first seat, in whole percent."""
    held = tickets(inputs)
    every = sum(many for _, many in held) or 1
    return {user: round(100 * many / every) for user, many in held}
