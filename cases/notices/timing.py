"""When a message goes out: the pauses between attempts, and the hours of quiet. Real time."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from cases.law.periods import SHANGHAI

PAUSES = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=12),
)
"""After the first, second ... attempt that failed; after one more nobody tries any longer."""
MOST_ATTEMPTS = len(PAUSES) + 1
LEASE = timedelta(minutes=2)
"""How long an attempt may take before somebody else makes the next one."""
QUIET_FROM, QUIET_UNTIL = time(21), time(8)
"""By the clock of Asia/Shanghai."""


def pause_after(attempts: int) -> timedelta | None:
    """How long to wait after so many failed attempts; None: never again."""
    return PAUSES[attempts - 1] if attempts < MOST_ATTEMPTS else None


def is_quiet(moment: datetime) -> bool:
    """Whether people are left in peace at this moment."""
    clock = moment.astimezone(SHANGHAI).time()
    return clock >= QUIET_FROM or clock < QUIET_UNTIL
