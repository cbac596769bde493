"""Many cases, one at a time: each is an act of its own in a transaction of its own.

What was cut off goes on where it stopped, since each case has its own idempotency key; what failed
is named with its reason, and the others go through.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from cases.law.refusals import Refusal
from cases.models.one_by_one import Item
from cases.procedure import Done


@dataclass(frozen=True)
class Came:
    """What it has come to."""

    done: int
    failed: int
    waiting: int

    @property
    def left(self) -> int:
        return self.failed + self.waiting


def do(item: Item, act: Callable[[], Done], *, is_over: Callable[[], bool] = lambda: False) -> None:
    """Do it to one case and keep what came of it. ``is_over``: asked after a refusal, whether
    nothing is left to do."""
    item.state, item.reason, item.said = "done", "", ""
    try:
        item.seq = act().seq
    except Refusal as refusal:
        item.seq = None
        if not is_over():
            item.state, item.reason = "failed", refusal.reason
            item.said = f"{refusal.zh}\n{refusal.en}"
    item.save(update_fields=["state", "reason", "said", "seq"])


def came(items: QuerySet[Any]) -> Came:
    states = list(items.values_list("state", flat=True))
    return Came(states.count("done"), states.count("failed"), states.count("waiting"))
