"""Loading cases under lock, and writing what an act changed: one statement each way."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import orjson
from django.db import connection

from cases.law.calendar import NATIONAL, Calendar
from cases.law.running import RunningClock
from cases.models import CalendarYear, Case
from cases.proceeding import CourtFacts, OpenIncident, PartyFacts, Proceeding

_FIELDS = [field.attname for field in Case._meta.concrete_fields]
_COLUMNS = ", ".join(f"c.{field.column}" for field in Case._meta.concrete_fields)

_LOCK = "SELECT 1 FROM cases_case WHERE id = ANY(%s) ORDER BY id FOR UPDATE; "
# The lock is its own statement: what follows must see what the holder before us committed.
_LOAD = f"""
SELECT {_COLUMNS},
  co.group_id, co.code, co.upper_id, g."offset", g.is_training, g.moved_at, clock_timestamp(),
  e.hash, e.effective_at,
  (SELECT json_agg(k ORDER BY k.no) FROM cases_clock k
     WHERE k.case_id = c.id AND k.state IN ('running', 'expired'))::text,
  (SELECT json_agg(json_build_array(p.no, p.side, p.is_foreign, p.left_on,
      (SELECT json_agg(json_build_array(l.user_id, l.authority)) FROM cases_partylink l
        WHERE l.party_id = p.id AND (l.valid_until IS NULL OR l.valid_until > now())))
      ORDER BY p.no)
     FROM cases_party p WHERE p.case_id = c.id)::text,
  (SELECT json_agg(json_build_array(i.id, i.kind, i.opened_on, i.party_no)) FROM cases_incident i
     WHERE i.case_id = c.id AND i.closed_on IS NULL)::text,
  (SELECT json_agg(json_build_array(r.user_id, r.role, r.recused)) FROM cases_caserole r
     WHERE r.case_id = c.id AND r.ended_seq IS NULL)::text,
  (SELECT json_agg(json_build_array(t.node, t.basis, t.amount, t.unit, t.effective_from)
      ORDER BY t.effective_from) FROM cases_tightenedlimit t WHERE t.court_id = c.court_id)::text,
  (SELECT count(*) || ':' || coalesce(max(published_at)::text, '') FROM cases_calendaryear),
  (SELECT min(a.received_at) FROM cases_arrival a
     WHERE a.case_id = c.id AND a.processed_seq IS NULL AND a.refused = '')
FROM cases_case c
JOIN cases_court co ON co.id = c.court_id
JOIN cases_clockgroup g ON g.id = co.group_id
LEFT JOIN cases_entry e ON e.case_id = c.id AND e.seq = c.log_seq
WHERE c.id = ANY(%s) ORDER BY c.id
"""


@dataclass
class _Announced:
    """The calendar of this process, rebuilt when the rows in the database change."""

    stamp: str = "0:"
    calendar: Calendar = NATIONAL


_announced = _Announced()


def calendar_of(stamp: str | None = None) -> Calendar:
    """The shipped calendar with the years that the database announces."""
    if stamp is None:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) || ':' || coalesce(max(published_at)::text, '')"
                " FROM cases_calendaryear"
            )
            stamp = str(cursor.fetchone()[0])
    if stamp != _announced.stamp:
        calendar = NATIONAL
        for year in CalendarYear.objects.order_by("published_at"):
            calendar = calendar.with_year(
                year.year,
                [date.fromisoformat(day) for day in year.off],
                [date.fromisoformat(day) for day in year.makeup],
                year.version,
            )
        _announced.stamp, _announced.calendar = stamp, calendar
    return _announced.calendar


def load(ids: Sequence[int]) -> list[Proceeding]:
    """Lock these cases, by id, and load all that acts on them need. Missing ones are left out."""
    with connection.cursor() as cursor:
        cursor.execute(_LOCK + _LOAD, [list(ids), list(ids)])
        rows = cursor.fetchall()
    return [_proceeding(row) for row in rows]


def _json(text: str | None) -> Any:
    return orjson.loads(text) if text else []


_OUTSIDE_IMAGE = ("case_id", "court_id", "group_id")


def _proceeding(row: Sequence[Any]) -> Proceeding:
    size = len(_FIELDS)
    case = Case.from_db("default", _FIELDS, row[:size])
    (group, code, upper, offset, training, moved, real, tail, last_at, clocks, parties, incidents,
     people, tightened, stamp, arrival) = row[size:]  # fmt: skip
    return Proceeding(
        case=case,
        court=CourtFacts(group, code, upper, offset, training, moved),
        calendar=calendar_of(stamp),
        now=real + offset,
        real=real,
        tail=bytes(tail) if tail is not None else b"",
        last_at=last_at,
        clocks={k["no"]: _clock(k) for k in _json(clocks)},
        parties=[
            PartyFacts(no, side, foreign, left is not None, [(u, a) for u, a in links or ()])
            for no, side, foreign, left, links in _json(parties)
        ],
        open_incidents=[
            OpenIncident(pk, kind, date.fromisoformat(on), party)
            for pk, kind, on, party in _json(incidents)
        ],
        people=[(user, role, recused) for user, role, recused in _json(people)],
        tightened=[
            (node, basis, amount, unit, date.fromisoformat(since))
            for node, basis, amount, unit, since in _json(tightened)
        ],
        arrival=arrival,
    )


def _clock(row: dict[str, Any]) -> RunningClock:
    return RunningClock.from_image(
        row.pop("no"), {k: v for k, v in row.items() if k not in _OUTSIDE_IMAGE}
    )


def write(proceedings: Iterable[Proceeding]) -> None:
    """Write everything these proceedings changed, in one statement."""
    batch: dict[str, list[Any]] = {"entries": [], "clocks": [], "rungs": [], "outbox": []}
    for proceeding in proceedings:
        for kind, rows in proceeding.pending().items():
            batch[kind].extend(rows)
    if any(batch.values()):
        with connection.cursor() as cursor:
            cursor.execute("SELECT cases_write(%s::jsonb)", [orjson.dumps(batch).decode()])


def effective_now(group_id: int) -> datetime:
    """The court's clock: the database's time plus the group's offset."""
    with connection.cursor() as cursor:
        cursor.execute(
            'SELECT clock_timestamp() + "offset" FROM cases_clockgroup WHERE id = %s', [group_id]
        )
        now: datetime = cursor.fetchone()[0]
        return now
