"""Loading cases under lock, and writing what an act changed: one statement each way."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any

import orjson
from django.db import connection, models
from django.db.models.base import ModelState

from cases import chain, clockrules, trips
from cases.ground import Ground, standing_on
from cases.law.procedures import PAID_BY_WHO_ASKED
from cases.models import Case, Charge, Clock, Entry, Incident
from cases.proceeding import (
    Actor,
    Office,
    OpenIncident,
    PartyFacts,
    Proceeding,
    read_clock,
)
from cases.queries import Query, one_of

_LOAD = "SELECT * FROM cases_load(%s::bigint[], false, NULL, NULL)"
_LOAD_LOCKED = "SELECT * FROM cases_load($1::bigint[], true, $2::bigint, $3::uuid)"
_WRITE = "SELECT cases_write($1::jsonb)"
"""The statement itself stands in cases/sql/load_and_write.sql, where a connection plans it once."""


def load(ids: Sequence[int], by: Actor | None = None, key: str | None = None) -> list[Proceeding]:
    """Lock these cases, by id, and load all that acts on them need. Missing ones are left out.

    ``by`` is going to act, under this ``key``: their offices and whether they did so before come
    along.
    """
    who = by.user_id if by is not None else None
    under = key and str(chain.key_of(key))
    return _proceedings(trips.rows(_LOAD_LOCKED, [list(ids), who, under]), by)


GREATEST_ID = 2**63 - 1


def look(case_id: int) -> Proceeding | None:
    """The case with its clocks, parties and people as one statement finds them; not locked."""
    if case_id > GREATEST_ID:
        return None
    return next(iter(look_at([case_id])), None)


def look_at(ids: Sequence[int]) -> list[Proceeding]:
    """Several cases in one statement, by id; not locked. Missing ones are left out."""
    with connection.cursor() as cursor:
        cursor.execute(_LOAD, [list(ids)])
        rows = cursor.fetchall()
    return _proceedings(rows, None)


def _proceedings(rows: Sequence[Sequence[str]], by: Actor | None) -> list[Proceeding]:
    if not rows:
        return []
    told = [orjson.loads(row[0]) for row in rows]
    clockrules.read(clock["rule"] for found in told for clock in found["clocks"] or ())
    ground = standing_on(told[0]["ground"])
    ground.read_courts([found["case"]["court_id"] for found in told])
    granted = ground.offices_of(by.user_id, by.role) if by is not None else None
    return [_proceeding(found, ground, granted) for found in told]


def _proceeding(found: dict[str, Any], ground: Ground, granted: list[Office] | None) -> Proceeding:
    real, row = _instant(found["now"]), found["case"]
    court, tightened = ground.courts[row["court_id"]]
    last_at, arrival = found["last_at"], found["arrival"]
    clocks = {row["no"]: read_clock(row) for row in found["clocks"] or ()}
    assert ground.calendar is not None
    p = Proceeding(
        case=_case(found),
        court=court,
        calendar=ground.calendar,
        now=real + court.offset,
        real=real,
        tail=bytes.fromhex(found["tail"] or ""),
        last_at=last_at and _instant(last_at),
        clocks=clocks,
        stored={no: clock.copy() for no, clock in clocks.items()},
        parties=[
            PartyFacts(no, side, foreign, left is not None, [(u, a) for u, a in links or ()])
            for no, side, foreign, left, links in found["parties"] or ()
        ],
        open_incidents=[
            OpenIncident(pk, kind, _day(on), party)
            for pk, kind, on, party in found["incidents"] or ()
        ],
        people=[(user, role, recused) for user, role, recused in found["people"] or ()],
        was_repeated=found["was_repeated"],
        has_drafts=found["drafts"],
        tightened=tightened,
        arrival=arrival and _instant(arrival),
    )
    if granted is not None:
        courts = (row["court_id"], court.upper_id)
        p.offices = [office for office in granted if office.court_id in courts]
    return p


_instant, _day = datetime.fromisoformat, date.fromisoformat


def _or_none(read: Callable[[Any], Any], value: Any) -> Any:
    return None if value is None else read(value)


_KINDS: dict[type, Callable[[str], Any]] = {
    models.DateTimeField: _instant,
    models.DateField: _day,
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


def write(proceedings: Iterable[Proceeding], *, last: bool = False) -> None:
    """Write everything these proceedings changed, in one round trip; ``last``: with COMMIT."""
    done = list(proceedings)
    statements: list[tuple[str, list[Any]]] = []
    for proceeding in done:
        for model, which, changed in proceeding.amended:
            those = tuple((column, value is None) for column, value in which.items())
            told = [value for value in which.values() if value is not None]
            statements.append((
                _amendment(model, those, tuple(changed)),
                [*_prepared(model, changed), proceeding.case.pk, *told],
            ))  # fmt: skip
        for record in proceeding.kept:
            statements.append((_insertion(type(record)), _values(record)))
    if batch := _batch(done):
        statements.append((_WRITE, [orjson.dumps(batch).decode()]))
    if statements:
        trips.run(statements, last=last)


def _batch(proceedings: list[Proceeding]) -> dict[str, list[Any]]:
    """The rows of all cases by kind. Rules are named once, in one order whoever writes them: what
    two write at once would deadlock."""
    batch: dict[str, list[Any]] = {}
    rounds: list[list[dict[str, Any]]] = []
    for proceeding in proceedings:
        for kind, rows in proceeding.pending().items():
            if kind == "entries":
                _line_up(rows, rounds)
            elif rows:
                batch.setdefault(kind, []).extend(rows)
    if rounds:
        batch["entries"] = rounds
    if rules := batch.get("rules"):
        batch["rules"] = sorted(set(rules))
    return batch


def _line_up(rows: list[dict[str, Any]], rounds: list[list[dict[str, Any]]]) -> None:
    """The first entries of all cases in one round, the second ones in the next, and so on."""
    while len(rounds) < len(rows):
        rounds.append([])
    for row, round_ in zip(rows, rounds, strict=False):
        round_.append(row)


@cache
def _insertion(model: type[models.Model]) -> str:
    columns = [f'"{field.column}"' for field in _given(model)]
    places = ", ".join(f"${n}" for n, _ in enumerate(columns, 1))
    return f'INSERT INTO "{model._meta.db_table}" ({", ".join(columns)}) VALUES ({places})'


def save(record: models.Model) -> None:
    """Write a record at once, as ``record.save()`` does; a new one in one planned statement."""
    if not record._state.adding:
        record.save()
        return
    key = type(record)._meta.pk
    assert key is not None
    said = f'{_insertion(type(record))} RETURNING "{key.column}"'
    [[record.pk]] = trips.rows(said, _values(record))
    record._state.adding, record._state.db = False, "default"


@cache
def _amendment(
    model: type[models.Model], which: tuple[tuple[str, bool], ...], changed: tuple[str, ...]
) -> str:
    """Sets what changed where the columns of ``which`` are null or, in order, what is given."""
    places = (f"${n}" for n in range(1, 1000))
    sets = ", ".join(f'"{column}" = {next(places)}' for column in changed)
    of_case = f'"case_id" = {next(places)}'
    those = "".join(
        f' AND "{column}" IS NULL' if is_null else f' AND "{column}" = {next(places)}'
        for column, is_null in which
    )
    return f'UPDATE "{model._meta.db_table}" SET {sets} WHERE {of_case}{those}'


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


_AS_IS = frozenset({
    models.ForeignKey, models.BigIntegerField, models.IntegerField, models.SmallIntegerField,
    models.CharField, models.BooleanField,
})  # fmt: skip
_PLAIN = frozenset({int, str, bool, type(None)})


def _values(record: models.Model) -> list[Any]:
    """What the columns hold; numbers, codes and yes or no need nothing to be made of them."""
    values = []
    for field in _given(type(record)):
        value = record.__dict__.get(field.attname, ...)
        if type(field) not in _AS_IS or type(value) not in _PLAIN:
            value = field.get_db_prep_save(field.pre_save(record, add=True), connection)
        values.append(value)
    return values


def mended(case_id: int, until: int | None = None) -> set[int]:
    """The entries of a case that were taken back, up to an entry."""
    mends = Entry.objects.filter(case_id=case_id, act="mend")
    if until is not None:
        mends = mends.filter(seq__lte=until)
    bodies = mends.values_list("body", flat=True)
    return {int(orjson.loads(body)["facts"]["mends"]) for body in bodies}


_TOLD = Query(
    lambda case, acts, after: Entry.objects.filter(case_id=case, act=one_of(acts), seq__gt=after)
    .order_by("-seq")
)  # fmt: skip


def standing(case_id: int, *acts: str, after: int = 0) -> list[Entry]:
    """The entries of these acts that nobody took back, the newest first."""
    found = _TOLD(case_id, list(acts), after)
    undone = mended(case_id) if found else set()
    return [one for one in found if one.seq not in undone]


def had_clock(p: Proceeding, *, ended: bool = False, **such: str | int) -> bool:
    """Whether a clock like this was ever opened; with ``ended``, whether one ran out or was met.
    A cancelled one counts for nothing, and what is in hand goes before its row."""
    states = ("expired", "met") if ended else ("expired", "met", "running")
    in_hand = (c for c in p.clocks.values() if c.state in states)
    if any(all(getattr(c, name) == value for name, value in such.items()) for c in in_hand):
        return True
    rows = Clock.objects.filter(case_id=p.case.pk, state__in=states, **such)
    return rows.exclude(no__in=list(p.clocks)).exists()


def holds_office(user_id: int, role: str, court_id: int) -> bool:
    """Whether a person was ever granted this office in this court."""
    asked = "SELECT FROM cases_grant WHERE user_id = $1 AND role = $2 AND court_id = $3"
    return bool(trips.rows(asked, [user_id, role, court_id]))


def stepping_aside(p: Proceeding) -> frozenset[int]:
    """Whose recusal somebody asked for and nobody has decided on yet (CPL 48)."""
    asked = [one.pk for one in p.open_incidents if one.kind == "recusal"]
    if not asked:
        return frozenset()
    named = Incident.objects.filter(pk__in=asked).exclude(user=None)
    rows = named.values_list("user_id", "also")
    return frozenset(user for first, also in rows for user in (first, *also) if user is not None)


def served(case_id: int) -> dict[str, set[int]]:
    """By document of the case itself, the numbers of the parties whom it reached with effect."""
    found = trips.rows(
        "SELECT document, array_agg(party_no) FROM cases_service"
        " WHERE case_id = $1 AND paper_id IS NULL AND effective_on IS NOT NULL"
        " GROUP BY document", [case_id],
    )  # fmt: skip
    return {document: set(parties) for document, parties in found}


def sides_of(p: Proceeding, parties: Iterable[PartyFacts]) -> frozenset[str]:
    """On which sides parties stand here and now: while the fees of appeals or of a retrial are due,
    whoever is asked for one brings the case, on whichever side they stood below."""
    if p.place != "fee_payment" or p.procedure not in PAID_BY_WHO_ASKED:
        return frozenset(party.side for party in parties)
    rows = Charge.objects.filter(case_id=p.case.pk, state="open").values_list("parties", flat=True)
    asked = {no for row in rows for no in row}
    if not asked:
        return frozenset(party.side for party in parties)
    return frozenset("plaintiff" if party.no in asked else "defendant" for party in parties)


def effective_now(group_id: int) -> datetime:
    """The court's clock: the database's time plus the group's offset."""
    with connection.cursor() as cursor:
        cursor.execute(
            'SELECT clock_timestamp() + "offset" FROM cases_clockgroup WHERE id = %s', [group_id]
        )
        now: datetime = cursor.fetchone()[0]
        return now
