"""`manage.py outcomes`: where a case rests or ends, and its windows; needs no database."""

from __future__ import annotations

from typing import Any

from cases.law.outcomes import TABLE, Outcome, Window
from cases.management.answer import Answer, AnsweringCommand


class Command(AnsweringCommand):
    """Print the table of outcomes with the windows that run on them."""

    help = "案件的结果及其权利期间 / Where a case rests or ends, and the windows that run there."

    def answer(self, **options: Any) -> Answer:
        """The whole table."""
        return Answer(
            [as_json(outcome) for outcome in TABLE],
            [_line(outcome, zh=True) for outcome in TABLE],
            [_line(outcome, zh=False) for outcome in TABLE],
        )


def as_json(outcome: Outcome) -> dict[str, Any]:
    """One outcome as machines read it."""
    return {
        "code": outcome.code,
        "zh": outcome.zh,
        "en": outcome.en,
        "kind": outcome.kind,
        "next": list(outcome.next),
        "windows": [_window(window) for window in outcome.windows],
    }


def _window(window: Window) -> dict[str, Any]:
    return {
        "zh": window.zh,
        "limit": window.limit.amount,
        "unit": window.limit.unit.value,
        "starts": window.started_by,
        "leads_to": window.leads_to,
        "citation": window.citation,
    }


def _line(outcome: Outcome, *, zh: bool) -> str:
    windows = [
        f"{w.zh if zh else w.en} {w.limit.zh if zh else w.limit.en} [{w.citation}]"
        for w in outcome.windows
    ]
    name = outcome.zh if zh else outcome.en
    return f"{outcome.code:<30} {name}" + (f": {'; '.join(windows)}" if windows else "")
