"""`manage.py sweep --once`: let everything due take effect, without waiting for the worker."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser

from cases import enforcement
from cases.management.answer import Answer, AnsweringCommand, Unanswerable, set_aside_failure


class Command(AnsweringCommand):
    """One sweep; the background work does the same every few seconds."""

    help = "清扫一次到期事项 / Let everything that is due take effect, once."

    def questions(self, parser: CommandParser) -> None:
        """That a person means one sweep, and not the background work."""
        parser.add_argument("--once", action="store_true", help="一次 / once")

    def answer(self, **options: Any) -> Answer:
        """What the sweep did; cases set aside wait for a person, and the command fails."""
        if not options["once"]:
            raise Unanswerable(
                "option_missing",
                "请写明 --once；持续清扫由后台任务负责。",
                "Say --once: to sweep all the time is the work of the background tasks.",
            )
        swept = enforcement.sweep()
        return Answer(
            {"cases": swept.cases, "rungs": swept.rungs, "set_aside": swept.set_aside},
            [f"推进案件{swept.cases}件，触发提醒{swept.rungs}次"],
            [f"{swept.cases} cases stepped, {swept.rungs} rungs"],
            set_aside_failure(swept.set_aside),
        )
