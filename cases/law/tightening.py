"""Which limits a court may set shorter for itself, and what is not longer than the law's.

A court tightens what it owes itself, never what a party is given (``Rule.may_be_tightened``). In a
week with holidays working days may end later all the same: there the law's limit holds, which the
clock sees when it is opened (``Proceeding``).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from cases.law.calendar import Calendar
from cases.law.nodes import NODES, Rule
from cases.law.overrides import rules_of, use_of
from cases.law.periods import Limit, Unit, deadline
from cases.law.procedures import Procedure

BASES = ("statutory", "management")
UNITS = (Unit.CALENDAR_DAYS, Unit.WORKING_DAYS, Unit.MONTHS)
"""In what a court counts days of its own."""
MOST = 1_000


@dataclass(frozen=True)
class Tightenable:
    """A limit that a court may set shorter: of a node, by law or its own target."""

    node: str
    basis: str
    rules: tuple[Rule, ...]
    """What holds without it, by procedure, the longest first."""

    @property
    def code(self) -> str:
        return f"{self.node}.{self.basis}"


def _rules(node: str, basis: str) -> Iterator[Rule]:
    for procedure in Procedure:
        if use_of(node, procedure) != "unused":
            rule = rules_of(node, procedure)[BASES.index(basis)]
            if rule is not None and rule.may_be_tightened:
                yield rule


@cache
def tightenable() -> dict[str, Tightenable]:
    """All of them by their code, in the order of the nodes."""
    found = {}
    for node in NODES:
        for basis in BASES:
            by_limit = {rule.limit: rule for rule in _rules(node, basis)}
            rules = sorted(by_limit.values(), key=lambda rule: _length(rule.limit), reverse=True)
            if rules:
                one = Tightenable(node, basis, tuple(rules))
                found[one.code] = one
    return found


@cache
def _weeks() -> Calendar:
    """A calendar without holidays."""
    return Calendar("weeks", date(2120, 12, 31), (), ())


_DAYS = tuple(date(2025, 1, 1) + timedelta(days=n) for n in range(366))


def _ends(limit: Limit, day: date) -> date:
    found = deadline(day, limit, calendar=_weeks()).due_on
    assert found is not None
    return found


def _length(limit: Limit) -> int:
    return (_ends(limit, _DAYS[0]) - _DAYS[0]).days


def is_longer(own: Limit, law: Limit) -> bool:
    """Whether a limit ends later than the other from any day of a year without holidays."""
    return any(_ends(own, day) > _ends(law, day) for day in _DAYS)
