"""One line of result for each work, and how rounds become one."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

LATEST = Path(__file__).parent / "results" / "latest.json"


@dataclass(frozen=True)
class Result:
    """A work against its limit. ``ratio`` is the median of the rounds' own ratios."""

    work: str
    clients: int
    ours: float
    limit: float
    ratio: float
    runs: int
    unit: str = "per second"
    against: str = ""
    goal: str = ""
    reached: bool | None = None
    more: dict[str, Any] = field(default_factory=dict)

    def as_row(self) -> dict[str, Any]:
        row: dict[str, Any] = {
            "work": self.work, "clients": self.clients, "ours": round(self.ours, 3),
            "limit": round(self.limit, 3), "ratio": round(self.ratio, 3), "runs": self.runs,
            "unit": self.unit, "against": self.against, "goal": self.goal,
            "reached": self.reached,
        }  # fmt: skip
        return row | self.more


def paired(
    work: str, clients: int, ours: Sequence[float], limit: Sequence[float], *, at_least: float,
    against: str, unit: str = "per second", **more: Any,
) -> Result:  # fmt: skip
    """Rounds of a work and of its limit, taken in turn: the ratio is taken inside each round."""
    ratio = median(a / b for a, b in zip(ours, limit, strict=True))
    return Result(
        work, clients, median(ours), median(limit), ratio, len(ours), unit, against,
        f">= {at_least:g}", ratio >= at_least, more,
    )  # fmt: skip


def at_most(
    work: str, ours: float, limit: float, *, unit: str, runs: int = 1, **more: Any
) -> Result:
    """Something that must not exceed a figure; the ratio says how much of it is used."""
    return Result(work, 1, ours, limit, ours / limit, runs, unit, "the goal",
                  f"<= {limit:g}", ours <= limit, more)  # fmt: skip


def at_least(work: str, ours: float, goal: float, *, runs: int = 1, **more: Any) -> Result:
    """Something that has to reach a figure; the ratio says how much of it is reached."""
    return Result(work, 1, ours, goal, ours / goal, runs, "per second", "the goal",
                  f">= {goal:,.0f}", ours >= goal, more)  # fmt: skip


def save(results: Sequence[Result], path: Path = LATEST) -> None:
    path.parent.mkdir(exist_ok=True)
    rows = [result.as_row() for result in results]
    path.write_text(json.dumps(rows, ensure_ascii=False, indent=1) + "\n", "utf-8")


def table(results: Sequence[Result]) -> str:
    """The results as a Markdown table, for the terminal and for docs/performance.md."""
    lines = [
        "| work | clients | ours | limit | against | ratio | goal | reached | runs |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for r in results:
        reached = {True: "yes", False: "no", None: ""}[r.reached]
        lines.append(
            f"| {r.work} | {r.clients} | {_figure(r.ours)} {r.unit} | {_figure(r.limit)} "
            f"| {r.against} | {r.ratio:.2f} | {r.goal} | {reached} | {r.runs} |"
        )
    return "\n".join(lines)


def _figure(value: float) -> str:
    if value >= 1000:
        return f"{value:,.0f}"
    return f"{value:.3g}"
