"""How heavy a case is, in points: 100 is an ordinary small case of two parties.

The tables are the court's own (management): what stands here is where a court begins, and rows of
its own take the place of these. Points decide two things: whether a case counts as complex, and
how much of a judge's load it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

UNKNOWN = 100
"""What a case weighs of which nobody has said anything."""
PANEL_PART = 30
"""A case counts so much of a hundred for a member of its panel who is not in charge of it."""

_CAUSES = {
    "108": 80, "115": 70, "126": 70, "411": 90, "L1-11": 60,
    "L1-2": 110, "14": 120, "L1-3": 120, "L1-6": 160, "L1-7": 110, "L1-8": 150, "L1-9": 160,
    "L1-10": 110, "120": 200, "413": 200, "L1-5": 200, "L1-12": 180,
}  # fmt: skip
_FACTORS = {
    "counterclaim": 40, "appraisal": 40, "foreign": 60, "missing": 20, "many_parties": 60,
    "mass": 60, "attention": 40, "novel": 60, "public_interest": 60, "anew": 50,
}  # fmt: skip
_AMOUNTS = ((Decimal(1_000_000), 10), (Decimal(10_000_000), 40), (Decimal(50_000_000), 80))


@dataclass(frozen=True)
class Weights:
    """One court's tables. ``causes``: the nearest cause above a case's own decides."""

    causes: Mapping[str, int] = field(default_factory=lambda: _CAUSES)
    factors: Mapping[str, int] = field(default_factory=lambda: _FACTORS)
    amounts: tuple[tuple[Decimal, int], ...] = _AMOUNTS
    """From this amount on, so many points more; the highest that applies counts alone."""
    party: int = 10
    """For each party beyond two, up to ``parties_most`` together."""
    parties_most: int = 100
    papers: int = 10
    """For every twenty papers beyond the first twenty, up to ``papers_most``."""
    papers_most: int = 60
    complex_from: int = 150
    complex_amount: Decimal = Decimal(10_000_000)

    def with_own(self, rows: Iterable[tuple[str, str, int]]) -> Weights:
        """These tables with a court's own rows (kind, key, points) in the place of theirs.

        Kinds: ``cause`` and ``factor`` by their code; ``rule`` for one of the plain numbers.
        """
        causes, factors, plain = dict(self.causes), dict(self.factors), {}
        for kind, key, points in rows:
            if kind == "cause":
                causes[key] = points
            elif kind == "factor":
                factors[key] = points
            elif key in RULES:
                plain[key] = Decimal(points) if key == "complex_amount" else points
        return replace(self, causes=causes, factors=factors, **plain)  # type: ignore[arg-type]


RULES = ("party", "parties_most", "papers", "papers_most", "complex_from", "complex_amount")
DEFAULT = Weights()


@dataclass(frozen=True)
class Part:
    """What a part of the weight is for: ``what`` is a code of the table, ``of`` its key."""

    what: str
    of: str
    points: int


def weigh(
    weights: Weights, *, path: Iterable[str], parties: int, papers: int, amount: Decimal | None,
    factors: Iterable[str],
) -> tuple[Part, ...]:  # fmt: skip
    """The parts that a case's weight is the sum of, none of them zero.

    ``path``: the codes of its cause from the top level down.
    """
    cause = next((code for code in reversed(tuple(path)) if code in weights.causes), "")
    parts = [Part("cause", cause, weights.causes.get(cause, UNKNOWN))]
    more = min(max(0, parties - 2) * weights.party, weights.parties_most)
    parts.append(Part("parties", str(parties), more))
    heap = min(max(0, (papers - 1) // 20) * weights.papers, weights.papers_most)
    parts.append(Part("papers", str(papers), heap))
    reached = [points for least, points in weights.amounts if amount and amount >= least]
    parts.append(Part("amount", str(amount or ""), reached[-1] if reached else 0))
    parts += [Part("factor", one, weights.factors.get(one, 0)) for one in sorted(set(factors))]
    return tuple(part for part in parts if part.points or part.what == "cause")


def total(parts: Iterable[Part]) -> int:
    """Points in all, at least one."""
    return max(1, sum(part.points for part in parts))
