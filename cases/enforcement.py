"""The sweep: what is due is decided in the database and takes effect once, in order.

Celery only runs this; beat may be missing, doubled or late without loss. What is due is read by
a partial index; cases are taken in batches that skip those locked elsewhere; a case that cannot
be stepped is set aside for a person with its reason, and the rest go on.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from django.db import DatabaseError, connection, transaction

from cases import arrivals, loading, procedure
from cases.back_off import BROKEN
from cases.law.refusals import Refusal
from cases.models import SetAside
from cases.proceeding import Proceeding

BATCH = 500
MAX_ROUNDS = 10_000
POISON = (Refusal, DatabaseError, *BROKEN)
"""What one case can raise. Not Exception: a worker told to stop in the middle of a case
says so by an exception too, and that says nothing against the case."""
logger = logging.getLogger(__name__)

_DUE = "SELECT * FROM cases_due(%s)"
_SWEPT = "SELECT * FROM cases_swept(make_interval(secs => %s))"
_FREE = "SELECT id FROM cases_case WHERE id = ANY(%s) ORDER BY id FOR UPDATE SKIP LOCKED"


@dataclass
class Swept:
    """What one sweep did."""

    cases: int = 0
    rungs: int = 0
    set_aside: list[int] = field(default_factory=list)


def sweep(batch: int = BATCH) -> Swept:
    """Let everything due take effect, until nothing due is left that is free."""
    swept = Swept()
    for _ in range(MAX_ROUNDS):
        if not _sweep_batch(batch, swept):
            break
    with connection.cursor() as cursor:
        cursor.execute(_SWEPT, [arrivals.CUT_OFF_AFTER.total_seconds()])
        cut_off = [row[0] for row in cursor.fetchall()]
    for case_id in cut_off:
        _set_aside(case_id, "arrival_cut_off")
    swept.set_aside += cut_off
    return swept


def _sweep_batch(batch: int, swept: Swept) -> bool:
    """One batch in one transaction; False when nothing was there to do."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(_DUE, [batch])
            due = [row[0] for row in cursor.fetchall()]
            if not due:
                return False
        if not (ids := free(due)):
            return False
        try:
            with transaction.atomic():
                _step_all(loading.load(ids), swept)
                return True
        except POISON:
            logger.warning("a batch of %d cases failed; taking them one by one", len(ids))
    one_by_one(ids, swept)
    return True


def _step_all(proceedings: list[Proceeding], swept: Swept) -> None:
    for p in proceedings:
        procedure.step_time(p, p.now)
    procedure.finish(proceedings)
    swept.cases += len(proceedings)
    swept.rungs += sum(len(p.rungs) for p in proceedings)


Step = Callable[[list[Proceeding], Swept], None]


def one_by_one(ids: Sequence[int], swept: Swept, step: Step = _step_all) -> None:
    """Each case in a transaction of its own; one that cannot be stepped waits for a person."""
    for case_id in ids:
        try:
            with transaction.atomic():
                if free([case_id]):
                    step(loading.load([case_id]), swept)
        except POISON as error:
            reason = getattr(error, "reason", type(error).__name__)
            logger.error("case %d is set aside: %s", case_id, reason)
            _set_aside(case_id, reason, type(error).__name__)
            swept.set_aside.append(case_id)


def free(ids: Sequence[int]) -> list[int]:
    """Lock those of these cases that nobody else has in hand just now; the next sweep finds the
    others again."""
    with connection.cursor() as cursor:
        cursor.execute(_FREE, [list(ids)])
        return [row[0] for row in cursor.fetchall()]


def _set_aside(case_id: int, reason: str, detail: str = "") -> None:
    row, is_new = SetAside.objects.get_or_create(
        case_id=case_id, defaults={"reason": reason[:60], "detail": detail}
    )
    if not is_new:
        SetAside.objects.filter(pk=row.pk).update(attempts=row.attempts + 1, reason=reason[:60])


# -- the proof ----------------------------------------------------------------------------------

_UNFIRED = """
SELECT c.case_id, c.no FROM cases_clock c JOIN cases_clockgroup g ON g.id = c.group_id
WHERE c.state = 'running' AND c.due_at IS NOT NULL
  AND c.due_at <= clock_timestamp() + g."offset" - %s * interval '1 second'
  AND NOT (c.expiry = 'A' AND c.provisional AND NOT g.is_training)
  AND NOT EXISTS (SELECT 1 FROM cases_rung r WHERE r.case_id = c.case_id AND r.clock_no = c.no
                  AND r.deadline_no = c.deadline_no AND r.rung = 5)
  AND NOT EXISTS (SELECT 1 FROM cases_setaside s WHERE s.case_id = c.case_id)
  AND NOT EXISTS (SELECT 1 FROM cases_arrival a WHERE a.case_id = c.case_id
                  AND a.processed_seq IS NULL AND a.refused = '' AND a.received_at < c.due_at)
ORDER BY c.due_at LIMIT 1000
"""
_LAG = """
SELECT count(*), percentile_disc(0.5) WITHIN GROUP (ORDER BY lag_ms),
       percentile_disc(0.99) WITHIN GROUP (ORDER BY lag_ms)
FROM cases_rung WHERE rung = 5 AND recorded_at > clock_timestamp() - %s * interval '1 day'
"""


@dataclass(frozen=True)
class Reconciliation:
    """The proof that nothing due was left unfired, and how late what fired was."""

    unfired: list[tuple[int, int]]
    """(case, clock) pairs due for longer than the grace and not fired."""
    fired: int
    lag_p50_ms: int
    lag_p99_ms: int


def reconcile(grace_seconds: int = 60, days: int = 30) -> Reconciliation:
    """Compare what is due by its own date with what fired, not trusting the sweep's own index."""
    with connection.cursor() as cursor:
        cursor.execute(_UNFIRED, [grace_seconds])
        unfired = [(row[0], row[1]) for row in cursor.fetchall()]
        cursor.execute(_LAG, [days])
        fired, p50, p99 = cursor.fetchone()
    return Reconciliation(unfired, fired, p50 or 0, p99 or 0)


def last_sweep_age() -> float | None:
    """Seconds since a sweep last finished anywhere; None before the first."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT extract(epoch FROM clock_timestamp() - max(seen_at)) FROM cases_clockgroup"
        )
        age = cursor.fetchone()[0]
    return None if age is None else float(age)
