"""`manage.py move_clock`: move the clock of training courts forward."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser

from cases.law.periods import SHANGHAI
from cases.loading import effective_now
from cases.management.answer import (
    Answer,
    AnsweringCommand,
    Unanswerable,
    needed,
    read_number,
    set_aside_failure,
)
from cases.models import ClockGroup
from cases.training import MOST_DAYS, move_clock


class Command(AnsweringCommand):
    """Move a training group's clock; all that falls due on the way takes effect in order."""

    help = "拨动训练法院的时钟 / Move the clock of training courts forward."

    def questions(self, parser: CommandParser) -> None:
        """Which clock, and how far."""
        parser.add_argument("--group", help="时钟组 / name or id of the clock group")
        parser.add_argument("--days", help=f"天数 / days forward, 1 to {MOST_DAYS}")

    def answer(self, **options: Any) -> Answer:
        """How many cases time has stepped, and what the time is now."""
        name = str(needed(options["group"], "--group"))
        days = read_number(needed(options["days"], "--days"), "--days", 1, MOST_DAYS)
        group = _group(name)
        moved = move_clock(group.pk, days)
        now = effective_now(group.pk).astimezone(SHANGHAI)
        stepped = moved.cases
        data = {
            "group": group.name,
            "days": days,
            "cases": stepped,
            "set_aside": moved.set_aside,
            "now": now.isoformat(),
        }
        return Answer(
            data,
            [f"{group}：拨动{days}天，推进案件{stepped}件，现为{now:%Y-%m-%d %H:%M}"],
            [f"{group}: moved {days} days, {stepped} cases stepped, it is {now:%Y-%m-%d %H:%M}"],
            set_aside_failure(moved.set_aside),
        )


def _group(name: str) -> ClockGroup:
    found = ClockGroup.objects.filter(name=name).first()
    if found is None and name.isascii() and name.isdigit() and len(name) < 10:
        found = ClockGroup.objects.filter(pk=int(name)).first()
    if found is None:
        known = ", ".join(ClockGroup.objects.order_by("name").values_list("name", flat=True)[:20])
        raise Unanswerable(
            "unknown_group",
            f"--group：没有“{name[:40]}”这一时钟组；现有：{known or '无'}。",
            f"--group: there is no clock group {name[:40]!r}; known: {known or 'none'}.",
        )
    return found
