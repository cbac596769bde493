"""By when the court owes an answer to what somebody asked: the timers of ``clocks.EACH``."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields
from functools import reduce
from operator import or_

from django.db.models import Q

from cases.law.clocks import EACH
from cases.law.running import RunningClock
from cases.models import Clock
from cases.reading import labels

_FIELDS = [field.name for field in fields(RunningClock)]
Asked = tuple[int, int | None]
"""Case, and the entry by which it was asked; None of what was asked before such timers ran."""


def clocks(asked: Iterable[Asked]) -> dict[Asked, RunningClock]:
    """The timer that each of these entries opened, running or over, in one query."""
    wanted = [Q(case_id=case, opened_seq=seq) for case, seq in set(asked) if seq is not None]
    if not wanted:
        return {}
    found = Clock.objects.filter(reduce(or_, wanted), code__in=EACH)
    return {
        (values.pop("case_id"), values["opened_seq"]): RunningClock(**values)
        for values in found.values("case_id", *_FIELDS)
    }


def day(clock: RunningClock | None) -> str:
    """The last day, empty where no timer runs."""
    return labels.long_day(clock.due_on) if clock is not None and clock.due_on else ""
