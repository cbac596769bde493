"""The sweep: what is due is decided in the database and takes effect once, in order.

Celery only runs this; beat may be missing, doubled or late without loss. What is due is read by
a partial index; cases are taken in batches that skip those locked elsewhere; a case that cannot
be stepped is set aside for a person with its reason, and the rest go on.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial

from django.db import DatabaseError, connection, transaction
from django.db.models import QuerySet

from cases import arrivals, ground, loading, procedure
from cases.law.calendar import Calendar
from cases.law.refusals import Refusal
from cases.law.running import RunningClock
from cases.models import CalendarYear, Clock, SetAside, SettledCalendar
from cases.proceeding import Actor, Proceeding

BATCH = 500
MAX_ROUNDS = 10_000
POISON = (Refusal, DatabaseError, *procedure.BROKEN)
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
            cursor.execute(_FREE, [due])
            ids = [row[0] for row in cursor.fetchall()]
        if not ids:
            return False
        try:
            with transaction.atomic():
                _step_all(loading.load(ids), swept)
                return True
        except POISON:
            logger.warning("a batch of %d cases failed; taking them one by one", len(ids))
    _one_by_one(ids, swept)
    return True


def _step_all(proceedings: list[Proceeding], swept: Swept) -> None:
    for p in proceedings:
        procedure.step_time(p, p.now)
    procedure.finish(proceedings)
    swept.cases += len(proceedings)
    swept.rungs += sum(len(p.rungs) for p in proceedings)


Step = Callable[[list[Proceeding], Swept], None]


def _one_by_one(ids: Sequence[int], swept: Swept, step: Step = _step_all) -> None:
    for case_id in ids:
        try:
            with transaction.atomic():
                if _is_free(case_id):
                    step(loading.load([case_id]), swept)
        except POISON as error:
            reason = getattr(error, "reason", type(error).__name__)
            logger.error("case %d is set aside: %s", case_id, reason)
            _set_aside(case_id, reason, type(error).__name__)
            swept.set_aside.append(case_id)


def _is_free(case_id: int) -> bool:
    """Whether nobody else has the case in hand just now; the next sweep finds it again."""
    with connection.cursor() as cursor:
        cursor.execute(_FREE, [[case_id]])
        return cursor.fetchone() is not None


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


# -- a year is announced ------------------------------------------------------------------------


def announce_year(
    year: int, off: list[date], makeup: list[date], version: str, source: str = ""
) -> Swept:
    """Publish a calendar year and compute every running deadline it touches anew.

    ``cases``: how many have deadlines that moved; ``set_aside``: those that could not be computed.
    Resumable: a second run finds only what is left.
    """
    said = {
        "off": [day.isoformat() for day in off],
        "makeup": [day.isoformat() for day in makeup],
        "version": version,
    }
    # Said again it is not newer: which year came last is part of the calendar's version.
    if not CalendarYear.objects.filter(year=year, **said).exists():
        settle_calendar()  # what stands on an older calendar still is not this year's doing
        CalendarYear.objects.update_or_create(year=year, defaults={**said, "source": source})
    return settle_calendar()


def settle_calendar() -> Swept:
    """Compute anew, with an entry each, what another calendar than the one in force gave.

    That calendar may have come with a published year or with a new release. Nothing is left when
    a run finds nothing: an act under way while the calendar came may still go by the one before.
    """
    calendar, done = ground.calendar_of(), Swept()
    first = _first_unsettled(calendar)
    if first is None:
        return done
    left = Clock.objects.filter(state="running", due_on__gte=first).exclude(
        calendar_version=calendar.version
    )
    if not left.exists():
        _settled(calendar)
        return done
    after = 0
    while ids := _next_cases(left, after):
        after = ids[-1]
        _all_or_one_by_one(ids, partial(_recompute_all, first=first), done)
    aside = left.filter(case__in=SetAside.objects.values("case"))
    done.set_aside = sorted(set(aside.values_list("case_id", flat=True)))
    return done


def _first_unsettled(calendar: Calendar) -> date | None:
    """From which day on deadlines may stand on another calendar; None where none can."""
    row = SettledCalendar.objects.first()
    if row is None:
        return date.min
    if row.version == calendar.version:
        return None
    before = Calendar(row.version, row.known_until, ground.days(row.off), ground.days(row.makeup))
    first = calendar.first_difference(before)
    if first is None:
        _settled(calendar)
    return first


def _settled(calendar: Calendar) -> None:
    SettledCalendar.objects.update_or_create(
        pk=1,
        defaults={
            "version": calendar.version,
            "known_until": calendar.known_until,
            "off": sorted(day.isoformat() for day in calendar.off),
            "makeup": sorted(day.isoformat() for day in calendar.makeup),
        },
    )


def _next_cases(left: QuerySet[Clock], after: int) -> list[int]:
    """The next cases with such clocks; what was set aside waits for a person, as in the sweep."""
    free = left.filter(case_id__gt=after).exclude(case__in=SetAside.objects.values("case"))
    return list(free.order_by("case_id").values_list("case_id", flat=True).distinct()[:BATCH])


def _all_or_one_by_one(ids: Sequence[int], step: Step, done: Swept) -> None:
    try:
        with transaction.atomic():
            step(loading.load(ids), done)
    except POISON:
        logger.warning("a batch of %d cases failed; taking them one by one", len(ids))
        _one_by_one(ids, done, step)


def _recompute_all(proceedings: list[Proceeding], done: Swept, *, first: date) -> None:
    touched = [p for p in proceedings if _to_recompute(p, first)]
    moved = sum(_recompute(p, first) for p in touched)
    procedure.finish(touched)
    done.cases += moved


def _to_recompute(p: Proceeding, first: date) -> list[RunningClock]:
    """Its clocks that another calendar gave; somebody else may have computed them meanwhile."""
    return [
        clock
        for clock in p.running()
        if clock.due_on is not None
        and clock.due_on >= first
        and clock.calendar_version != p.calendar.version
    ]


def _recompute(p: Proceeding, first: date) -> bool:
    """Whether a deadline moved; also one that did not is now certain, and the log says so."""
    moved = []
    for clock in _to_recompute(p, first):
        before = clock.due_at
        p.recompute(clock)
        if clock.due_at != before:
            moved.append(clock.no)
    p.log("recompute", Actor.time(), facts={"calendar": p.calendar.version, "moved": moved})
    if moved:
        p.tell(f"recompute:{p.calendar.version}", "deadline_moved",
               [f"party:{x.no}" for x in p.parties if not x.left])  # fmt: skip
    return bool(moved)
