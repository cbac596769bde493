"""`manage.py reconcile`: prove that nothing due was left unfired, and how late what fired was."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser

from cases import enforcement
from cases.enforcement import Reconciliation
from cases.management.answer import Answer, AnsweringCommand, read_number


class Command(AnsweringCommand):
    """Compare what is due by its own date with what fired, not trusting the sweep's own index."""

    help = "核对到期事项 / Prove that nothing due was left unfired."

    def questions(self, parser: CommandParser) -> None:
        """How long a sweep may take, and how far back the lag is measured."""
        parser.add_argument("--grace", default=60, help="宽限秒数 / seconds a sweep may take")
        parser.add_argument("--days", default=30, help="延迟统计天数 / days of measured lag")

    def answer(self, **options: Any) -> Answer:
        """The proof; anything unfired makes the command fail."""
        grace = read_number(options["grace"], "--grace", 0, 86_400)
        found = enforcement.reconcile(grace, read_number(options["days"], "--days", 1, 36_500))
        return Answer(
            {
                "unfired": len(found.unfired),
                "cases": [list(pair) for pair in found.unfired],
                "fired": found.fired,
                "lag_p50_ms": found.lag_p50_ms,
                "lag_p99_ms": found.lag_p99_ms,
            },
            [_line(found, zh=True)],
            [_line(found, zh=False)],
            _failure(found),
        )


def _line(found: Reconciliation, *, zh: bool) -> str:
    p50, p99 = found.lag_p50_ms, found.lag_p99_ms
    if zh:
        return (
            f"已触发{found.fired}项，未触发{len(found.unfired)}项；延迟中位{p50}毫秒，99%{p99}毫秒"
        )
    return f"{found.fired} fired, {len(found.unfired)} unfired; lag p50 {p50} ms, p99 {p99} ms"


def _failure(found: Reconciliation) -> tuple[str, str] | None:
    if not found.unfired:
        return None
    some = ", ".join(f"{case}:{clock}" for case, clock in found.unfired[:10])
    return (
        f"有{len(found.unfired)}项到期未触发（案件:时钟）：{some}",
        f"{len(found.unfired)} due and not fired (case:clock): {some}",
    )
