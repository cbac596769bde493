"""How much waits to be told and sent, and since when: for operators and for health checks."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection

from cases.notices import outbound

_STANDING = """
SELECT
  (SELECT count(*) FROM cases_outbox WHERE sent_at IS NULL),
  (SELECT extract(epoch FROM max(clock_timestamp() + g."offset" - o.created_at))
     FROM cases_outbox o JOIN cases_case c ON c.id = o.case_id
     JOIN cases_court co ON co.id = c.court_id JOIN cases_clockgroup g ON g.id = co.group_id
     WHERE o.sent_at IS NULL),
  (SELECT count(*) FROM cases_delivery WHERE state = 'waiting'),
  (SELECT count(*) FROM cases_delivery
     WHERE state = 'waiting' AND next_at <= clock_timestamp()),
  (SELECT extract(epoch FROM clock_timestamp() - min(next_at)) FROM cases_delivery
     WHERE state = 'waiting' AND next_at <= clock_timestamp()),
  (SELECT count(*) FROM cases_delivery WHERE state = 'dead')
"""


@dataclass(frozen=True)
class Standing:
    """The queues at one moment."""

    paused: str
    """Why nothing leaves: setting, operator, restored; empty while released."""
    outbox: int
    """Left by acts, not yet passed on."""
    outbox_age_seconds: float | None
    """Of the oldest, by its court's clock, as the outbox has no other."""
    waiting: int
    """To be sent, now or later."""
    due: int
    due_age_seconds: float | None
    """Real time since the oldest fell due."""
    dead: int
    """Could not be sent, and wait for a person."""


def standing() -> Standing:
    """The queues as they stand now."""
    with connection.cursor() as cursor:
        cursor.execute(_STANDING)
        outbox, outbox_age, waiting, due, due_age, dead = cursor.fetchone()
    return Standing(
        outbound.switch().why, outbox, _plain(outbox_age), waiting, due, _plain(due_age), dead
    )


def _plain(seconds: object) -> float | None:
    return None if seconds is None else round(float(str(seconds)), 1)
