"""Training clocks: moved forward by a person, standing still while nothing runs.

A moved clock does not jump. It goes from one instant at which something is due to the next, and
the sweep runs at each, so that across linked cases too everything happens in order of its due
time: an appeal that ends on the 3rd answers the case below before that case sees the 4th.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db import connection

from cases import enforcement
from cases.law.refusals import Refusal
from cases.loading import effective_now
from cases.models import ClockGroup, SetAside

MOST_DAYS = 3650
LATEST = datetime(2100, 1, 1, tzinfo=UTC)
"""The court calendar can answer for limits that begin until then."""
STANDS_AFTER_SECONDS = 30
"""A sweep runs every few seconds: silence for longer means that nothing ran."""


class OnlyTraining(Refusal):
    """The clock of a working court is nobody's to move."""

    reason = "only_training_clocks"
    words = (
        "只有训练法院的时钟可以拨动。",
        "Only the clock of training courts can be moved.",
    )


class OnlyForward(Refusal):
    """Time goes one way, and not by centuries."""

    reason = "only_forward"
    words = (
        f"时钟只能向前拨动1至{MOST_DAYS}天,且不晚于{LATEST.year}年。",
        f"A clock is moved forward by 1 to {MOST_DAYS} days, and not beyond {LATEST.year}.",
    )


class BeingMoved(Refusal):
    """Two moves at once would each fire what the other one passed."""

    reason = "clock_being_moved"
    words = (
        "该时钟正在拨动,请稍后再试。",
        "This clock is being moved already: try again in a while.",
    )


@dataclass(frozen=True)
class Moved:
    """What a move brought about: how many cases time has stepped, and which were set aside."""

    cases: int
    set_aside: list[int]


def move_clock(group_id: int, days: int) -> Moved:
    """Move a training group's clock forward, with everything that falls due on the way.

    Each step is committed on its own: an interrupted move has moved part of the way, in order.
    """
    group = ClockGroup.objects.filter(pk=group_id, is_training=True).first()
    if group is None:
        raise OnlyTraining()
    if not 1 <= days <= MOST_DAYS:
        raise OnlyForward()
    _take(group_id)
    try:
        target = effective_now(group_id) + timedelta(days=days)
        if target > LATEST:
            raise OnlyForward()
        stepped: set[int] = set()
        before = _set_aside()
        while (instant := _next_due(group_id, target)) is not None:
            _go_to(group_id, instant)
            stepped.update(_due(group_id))
            enforcement.sweep()
        _go_to(group_id, target)
        enforcement.sweep()
    finally:
        _leave(group_id)
    aside = _set_aside()
    return Moved(len(stepped - aside), sorted(aside - before))


def _set_aside() -> set[int]:
    return set(SetAside.objects.values_list("case_id", flat=True))


def _take(group_id: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(hashtext('move_clock'), %s)", [group_id])
        if not cursor.fetchone()[0]:
            raise BeingMoved()


def _leave(group_id: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_unlock(hashtext('move_clock'), %s)", [group_id])


def _next_due(group_id: int, target: datetime) -> datetime | None:
    """The next instant of the group's clock at which something is due, up to the target."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT min(c.next_at) FROM cases_clock c JOIN cases_clockgroup g ON g.id = c.group_id"
            " WHERE c.group_id = %s AND c.next_at <= %s"
            ' AND c.next_at > clock_timestamp() + g."offset"',
            [group_id, target],
        )
        instant: datetime | None = cursor.fetchone()[0]
        return instant


def _due(group_id: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT c.case_id FROM cases_clock c"
            " JOIN cases_clockgroup g ON g.id = c.group_id"
            ' WHERE c.group_id = %s AND c.next_at <= clock_timestamp() + g."offset"',
            [group_id],
        )
        return [row[0] for row in cursor.fetchall()]


def _go_to(group_id: int, instant: datetime) -> None:
    """Set the clock to an instant, never back. What falls due by it was not late before."""
    with connection.cursor() as cursor:
        cursor.execute(
            'UPDATE cases_clockgroup SET "offset" = greatest("offset", %s - clock_timestamp()),'
            " moved_at = clock_timestamp() WHERE id = %s",
            [instant, group_id],
        )


_STAND_STILL = """
UPDATE cases_clockgroup g
SET "offset" = "offset" - (clock_timestamp() - s.stood_at), seen_at = clock_timestamp()
FROM (
  SELECT q.id, greatest(q.seen_at, q.moved_at, (
      SELECT max(e.recorded_at) FROM cases_court co JOIN cases_case c ON c.court_id = co.id
      JOIN cases_entry e ON e.case_id = c.id AND e.seq = c.log_seq WHERE co.group_id = q.id
    )) AS stood_at
  FROM cases_clockgroup q WHERE q.is_training AND q.seen_at IS NOT NULL FOR UPDATE
) s
WHERE g.id = s.id AND s.stood_at < clock_timestamp() - make_interval(secs => %s)
"""


def stand_still() -> int:
    """Let training clocks go on from where they stood when everything stopped.

    Called once when an installation starts, before its sweep does: otherwise a demonstration
    switched off over the weekend would find all its deadlines missed. Where a clock stood is the
    last that is known of it: the last sweep, the last move, or the last act. Returns how many
    clocks had stood.
    """
    with connection.cursor() as cursor:
        cursor.execute(_STAND_STILL, [STANDS_AFTER_SECONDS])
        return int(cursor.rowcount)
