"""By when the court owes an answer to what somebody asked: the timers of ``clocks.EACH``."""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from operator import or_

from django.db.models import Q

from cases import clockrules
from cases.law.clocks import EACH
from cases.law.running import RunningClock
from cases.models import Clock
from cases.reading import labels

Asked = tuple[int, int | None]
"""Case, and the entry by which it was asked; None of what was asked before such timers ran."""


def clocks(asked: Iterable[Asked]) -> dict[Asked, RunningClock]:
    """The timer that each of these entries opened, running or over, in one query."""
    wanted = [Q(case_id=case, opened_seq=seq) for case, seq in set(asked) if seq is not None]
    if not wanted:
        return {}
    found = Clock.objects.filter(reduce(or_, wanted), code__in=EACH)
    return {(case_id, clock.opened_seq): clock for case_id, clock in clockrules.clocks(found)}


def day(clock: RunningClock | None) -> str:
    """The last day, empty where no timer runs."""
    return labels.long_day(clock.due_on) if clock is not None and clock.due_on else ""
