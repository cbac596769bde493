"""Loading cases under lock, and writing what an act changed: one statement each way."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache
from typing import Any
from uuid import UUID

import orjson
from django.db import connection, models
from django.db.models.base import ModelState

from cases.law.calendar import NATIONAL, Calendar
from cases.models import CalendarYear, Case
from cases.proceeding import (
    Actor,
    CourtFacts,
    Office,
    OpenIncident,
    PartyFacts,
    Proceeding,
    read_clock,
)

_LOAD = "SELECT * FROM cases_load(%s::bigint[], false, NULL, NULL, NULL)"
_LOAD_LOCKED = "SELECT * FROM cases_load(%s::bigint[], true, %s, %s, %s)"
"""The statement itself stands in cases/sql/load_and_write.sql, where a connection plans it once."""


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


def load(ids: Sequence[int], by: Actor | None = None, key: str | None = None) -> list[Proceeding]:
    """Lock these cases, by id, and load all that acts on them need. Missing ones are left out.

    ``by`` is going to act, under this ``key``: their offices and whether they did so before come
    along.
    """
    who, acting = (by.user_id, by.role) if by is not None else (None, None)
    with connection.cursor() as cursor:
        cursor.execute(_LOAD_LOCKED, [list(ids), who, acting, key])
        rows = cursor.fetchall()
    return [_proceeding(row) for row in rows]


def look(case_id: int) -> Proceeding | None:
    """The case with its clocks, parties and people as one statement finds them; not locked."""
    with connection.cursor() as cursor:
        cursor.execute(_LOAD, [[case_id]])
        row = cursor.fetchone()
    return _proceeding(row) if row else None


def _proceeding(row: Sequence[Any]) -> Proceeding:
    found = orjson.loads(row[0])
    group, code, upper, offset, training, moved = found["court"]
    offset, real = timedelta(seconds=float(offset)), _instant(found["now"])
    clocks = found["clocks"] or ()
    return Proceeding(
        case=_case(found),
        court=CourtFacts(group, code, upper, offset, training, _or_none(_instant, moved)),
        calendar=calendar_of(found["calendar"]),
        now=real + offset,
        real=real,
        tail=bytes.fromhex(found["tail"] or ""),
        last_at=_or_none(_instant, found["last_at"]),
        clocks={row["no"]: read_clock(row) for row in clocks},
        stored={row["no"]: row for row in clocks},
        parties=[
            PartyFacts(no, side, foreign, left is not None, [(u, a) for u, a in links or ()])
            for no, side, foreign, left, links in found["parties"] or ()
        ],
        open_incidents=[
            OpenIncident(pk, kind, _day(on), party)
            for pk, kind, on, party in found["incidents"] or ()
        ],
        people=[(user, role, recused) for user, role, recused in found["people"] or ()],
        offices=_or_none(_offices, found["offices"]),
        was_repeated=found["was_repeated"],
        tightened=[
            (node, basis, amount, unit, _day(since))
            for node, basis, amount, unit, since in found["tightened"] or ()
        ],
        arrival=_or_none(_instant, found["arrival"]),
    )


_instant, _day = datetime.fromisoformat, date.fromisoformat


def _or_none(read: Callable[[Any], Any], value: Any) -> Any:
    return None if value is None else read(value)


def _offices(rows: Sequence[Sequence[Any]]) -> list[Office]:
    return [
        Office(user, role, court, _day(since), _or_none(_day, until))
        for user, role, court, since, until in rows
    ]


_KINDS: dict[type, Callable[[str], Any]] = {
    models.DateTimeField: _instant,
    models.DateField: _day,
    models.UUIDField: UUID,
}
_READ = {f.attname: _KINDS[type(f)] for f in Case._meta.concrete_fields if type(f) in _KINDS}


def _case(found: dict[str, Any]) -> Case:
    """The case from its JSON row; sums of money come as text, since JSON would round them."""
    row = found["case"]
    for name, read in _READ.items():
        if row[name] is not None:
            row[name] = read(row[name])
    for name in ("amount", "fee"):
        row[name] = _or_none(Decimal, found[name])
    # As Model.from_db makes it, without asking forty fields and two signals one by one.
    case = Case.__new__(Case)
    case._state = ModelState()
    case._state.adding, case._state.db = False, "default"
    case.__dict__.update(row)
    return case


def write(proceedings: Iterable[Proceeding]) -> None:
    """Write everything these proceedings changed, in one round trip."""
    batch: dict[str, list[Any]] = {}
    rounds: list[list[dict[str, Any]]] = []
    statements, values = [], []
    for proceeding in proceedings:
        for kind, rows in proceeding.pending().items():
            if kind == "entries":
                _line_up(rows, rounds)
            elif rows:
                batch.setdefault(kind, []).extend(rows)
        for model, which, changed in proceeding.amended:
            statements.append(_amendment(model, tuple(which.items()), tuple(changed)))
            values.extend([*_prepared(model, changed), proceeding.case.pk])
        for record in proceeding.kept:
            statements.append(_insertion(type(record)))
            values.extend(_values(record))
    if rounds:
        batch["entries"] = rounds
    if batch:
        statements.append("SELECT cases_write(%s::jsonb)")
        values.append(orjson.dumps(batch).decode())
    if statements:
        with connection.cursor() as cursor:
            cursor.execute("; ".join(statements), values)


def _line_up(rows: list[dict[str, Any]], rounds: list[list[dict[str, Any]]]) -> None:
    """The first entries of all cases in one round, the second ones in the next, and so on."""
    while len(rounds) < len(rows):
        rounds.append([])
    for row, round_ in zip(rows, rounds, strict=False):
        round_.append(row)


@cache
def _insertion(model: type[models.Model]) -> str:
    columns = [f'"{field.column}"' for field in _given(model)]
    places = ", ".join(["%s"] * len(columns))
    return f'INSERT INTO "{model._meta.db_table}" ({", ".join(columns)}) VALUES ({places})'


@cache
def _amendment(
    model: type[models.Model], which: tuple[tuple[str, Any], ...], changed: tuple[str, ...]
) -> str:
    sets = ", ".join(f'"{column}" = %s' for column in changed)
    those = "".join(
        f' AND "{column}" IS NULL' if value is None else f""" AND "{column}" = '{value}'"""
        for column, value in which
    )
    return f'UPDATE "{model._meta.db_table}" SET {sets} WHERE "case_id" = %s{those}'


def _prepared(model: type[models.Model], changed: dict[str, Any]) -> list[Any]:
    """Values as the columns hold them; what is sealed is sealed here."""
    return [
        model._meta.get_field(name).get_db_prep_save(value, connection)  # type: ignore[union-attr]
        for name, value in changed.items()
    ]


@cache
def _given(model: type[models.Model]) -> list[models.Field[Any, Any]]:
    """The fields whose values the application gives; keys come from the database."""
    return [field for field in model._meta.concrete_fields if not field.primary_key]


def _values(record: models.Model) -> list[Any]:
    return [
        field.get_db_prep_save(field.pre_save(record, add=True), connection)
        for field in _given(type(record))
    ]


def holds_office(user_id: int, role: str, court_id: int) -> bool:
    """Whether a person was ever granted this office in this court."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT FROM cases_grant WHERE user_id = %s AND role = %s AND court_id = %s",
            [user_id, role, court_id],
        )
        return cursor.fetchone() is not None


def served(case_id: int) -> dict[str, set[int]]:
    """By document of the case itself, the numbers of the parties whom it reached with effect."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT document, array_agg(party_no) FROM cases_service"
            " WHERE case_id = %s AND paper_id IS NULL AND effective_on IS NOT NULL"
            " GROUP BY document", [case_id],
        )  # fmt: skip
        return {document: set(parties) for document, parties in cursor.fetchall()}


def effective_now(group_id: int) -> datetime:
    """The court's clock: the database's time plus the group's offset."""
    with connection.cursor() as cursor:
        cursor.execute(
            'SELECT clock_timestamp() + "offset" FROM cases_clockgroup WHERE id = %s', [group_id]
        )
        now: datetime = cursor.fetchone()[0]
        return now
