"""Whole records compared: everything a case consists of, told without what a run numbers anew."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

import orjson
from django.db import connection

from cases.models import Case
from cases.proof.replay import replay

_ROWS = {
    "case": "SELECT c.* FROM cases_case c WHERE id = ANY(%s) ORDER BY id",
    "clock": "SELECT k.* FROM cases_clock k WHERE case_id = ANY(%s) ORDER BY case_id, no",
    "rung": "SELECT r.* FROM cases_rung r WHERE case_id = ANY(%s)"
    " ORDER BY case_id, clock_no, deadline_no, rung",
    "entry": "SELECT e.* FROM cases_entry e WHERE case_id = ANY(%s) ORDER BY case_id, seq",
    "draft": "SELECT d.* FROM cases_draft d WHERE case_id = ANY(%s) ORDER BY case_id, clock_no",
    "message": "SELECT o.* FROM cases_outbox o WHERE case_id = ANY(%s)"
    " ORDER BY case_id, event, recipient, channel",
    "service": "SELECT s.* FROM cases_service s WHERE case_id = ANY(%s) ORDER BY case_id, seq",
    "incident": "SELECT i.* FROM cases_incident i WHERE case_id = ANY(%s)"
    " ORDER BY case_id, opened_seq",
}
NUMBERED_ANEW = frozenset({"id", "dispute_id", "court_id", "group_id", "hash", "request"})
REAL_TIME = frozenset({"recorded_at", "recorded", "lag_ms", "prev", "hash", "known_at"})
"""What two runs at different moments tell differently; the hash covers when it was recorded."""


_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+[+-]\d\d:\d\d")


def record(
    case_ids: Iterable[int], *, but: frozenset[str] = NUMBERED_ANEW | REAL_TIME
) -> list[tuple[str, dict[str, Any]]]:
    """Every row of these cases and the bodies of their logs, ``but`` for these columns.

    Cases are told by their place in the list, people only as there or not.
    """
    ids = list(case_ids)
    order = {case_id: place for place, case_id in enumerate(ids)}
    told = []
    for kind, sql in _ROWS.items():
        with connection.cursor() as cursor:
            cursor.execute(sql, [ids])
            names = [column.name for column in cursor.description]
            rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
        told += [(kind, _plain(row, order, but)) for row in rows]
    return told


def _plain(row: dict[str, Any], order: dict[int, int], but: frozenset[str]) -> dict[str, Any]:
    if "body" in row:
        row["body"] = orjson.loads(row["body"])
    return {name: _told(name, row[name], order, but) for name in row.keys() - but}


def _told(name: str, value: Any, order: dict[int, int], but: frozenset[str]) -> Any:
    if isinstance(value, dict):
        return _plain(value, order, but)
    if name in ("case_id", "case", "linked"):
        return order.get(value, "elsewhere")
    if name in ("actor_id", "by"):
        return value is not None
    if isinstance(value, memoryview):
        return bytes(value).hex()
    if isinstance(value, str) and _INSTANT.fullmatch(value):  # one instant is written in two ways
        return datetime.fromisoformat(value).astimezone(UTC).isoformat()
    return value


def counts(case_id: int) -> tuple[int, int, int]:
    """(log_seq of the case, entries in its log, version): equal means that nothing happened."""
    case = Case.objects.get(pk=case_id)
    return case.log_seq, case.entries.count(), case.version


def problems(case_ids: Iterable[int]) -> list[Any]:
    """Wherever a case is not the sum of its log."""
    return [problem for case_id in case_ids for problem in replay(case_id)]
