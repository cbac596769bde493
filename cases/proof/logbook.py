"""Reading logs as they lie in the database, whatever may have been done to them.

Nothing here trusts what it reads: a body that cannot be read is a finding, not an error.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import orjson
from django.apps import apps
from django.db import connection

from cases import chain
from cases.clockrules import whole
from cases.law import clockrule
from cases.law.running import RunningClock
from cases.models import Entry


@dataclass(frozen=True)
class Told:
    """An entry as it lies in the database, with all that it says (None where unreadable), whether
    its body says it or its columns do."""

    case_id: int
    seq: int
    court_id: int
    act: str
    stands_at: str
    actor_id: int | None
    role: str
    effective_at: datetime
    recorded_at: datetime
    rules: str | None
    text: str
    hash: str
    algorithm: str
    named: Sequence[str]
    """The words of the rules that its body names, in order of their keys."""
    body: Mapping[str, Any] | None

    def hashed(self, previous: str) -> bytes:
        """The hash of what it says, coming after an entry with this one."""
        if self.algorithm in chain.BODY_ALONE:
            return chain.digest(self.text, self.algorithm)
        columns = chain.Columns(
            self.case_id, self.seq, self.court_id, self.act, self.stands_at, self.actor_id,
            self.role, chain.microseconds(self.effective_at),
            chain.microseconds(self.recorded_at), self.rules,
        )  # fmt: skip
        return chain.digest_with_columns(previous, columns, self.text, self.named, self.algorithm)


@dataclass(frozen=True)
class Record:
    """All that lies in the database about one case and its log, read in one statement."""

    case: Mapping[str, Any]
    group_id: int | None
    entries: Sequence[Told]
    clocks: Mapping[int, Mapping[str, Any]]
    fired: Mapping[tuple[int, int], set[int]]
    """The rungs that fired, by (clock, number of its deadline)."""
    remarks: Sequence[tuple[int, str, str, str]]
    """(seq, name, sealed text, salt)"""
    later: Sequence[tuple[str, int]]
    """(table, seq): rows that know of entries beyond the last of the case."""


BATCH = 200
_TOLD = (
    "json_build_array(e.case_id, e.seq, e.court_id, e.act, e.stands_at, e.actor_id, e.role,"
    " e.effective_at, e.recorded_at, e.rules, e.body, encode(e.hash, 'hex'), e.algorithm)"
)
_RECORDS = f"""
SELECT c.id, row_to_json(c)::text, co.group_id,
  (SELECT json_agg({_TOLD} ORDER BY e.seq) FROM cases_entry e WHERE e.case_id = c.id)::text,
  (SELECT json_agg(k) FROM cases_clock k WHERE k.case_id = c.id)::text,
  (SELECT json_agg(json_build_array(r.clock_no, r.deadline_no, r.rung))
     FROM cases_rung r WHERE r.case_id = c.id)::text,
  (SELECT json_agg(json_build_array(m.seq, m.name, m.text, m.salt) ORDER BY m.seq, m.name)
     FROM cases_remark m WHERE m.case_id = c.id)::text,
  (SELECT json_agg(json_build_array(l.name, l.seq)) FROM ({{later}}) l
     WHERE l.seq > c.log_seq)::text
FROM cases_case c LEFT JOIN cases_court co ON co.id = c.court_id
WHERE c.id > %(after)s AND (%(case)s::bigint IS NULL OR c.id = %(case)s)
  AND (%(court)s::bigint IS NULL OR c.court_id = %(court)s)
ORDER BY c.id LIMIT %(batch)s
"""
_MESSAGES = """
SELECT 'cases_outbox', max(substring(x.event FROM '^entry:([0-9]{1,9})$')::bigint)
FROM cases_outbox x WHERE x.case_id = c.id
"""


def records(
    *, court_id: int | None = None, case_id: int | None = None, batch: int = BATCH
) -> Iterator[Record]:
    """The records of all cases, one after the other, a batch in memory at a time.

    A batch is one statement and so one snapshot: acts done meanwhile disturb nothing.
    """
    sql = _RECORDS.replace("{later}", " UNION ALL ".join([*_who_knows(), _MESSAGES]))
    after = -1
    while True:
        asked = {"after": after, "case": case_id, "court": court_id, "batch": batch}
        with connection.cursor() as cursor:
            cursor.execute(sql, asked)
            rows = cursor.fetchall()
        rules = _rules()  # after the rows, so that none they name is missing
        for row in rows:
            yield _record(row, rules)
        if len(rows) < batch:
            return
        after = rows[-1][0]


def entries(case_id: int, until: datetime | int | None = None) -> list[Told]:
    """A case's entries in order: all, up to a number, or up to a moment of its court's clock."""
    bound = {int: "AND e.seq <= %s", datetime: "AND e.effective_at <= %s"}.get(type(until), "")
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {_TOLD}::text FROM cases_entry e WHERE e.case_id = %s {bound} ORDER BY e.seq",
            [case_id, *([] if until is None else [until])],
        )
        found = [orjson.loads(row[0]) for row in cursor.fetchall()]
    rules = _rules()
    return [_told(row, rules) for row in found]


def _rules() -> Rules:
    """The rules as they lie in the database; one whose words are not those of its key is none."""
    found: Rules = {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT key, words FROM cases_clockrule")
        for key, words in cursor.fetchall():
            with suppress(ValueError, TypeError):
                if clockrule.key_of(words) == key:
                    found[key] = words, clockrule.read(words)
    return found


Rules = dict[str, tuple[str, dict[str, Any]]]
"""By key, the words of rules and the fields of a clock that they say."""


def _who_knows() -> list[str]:
    """For every table whose rows name the entry they came with, the newest one it names.

    Found by their columns, so that a table of another app is asked without being known here.
    """
    asks = []
    for model in apps.get_models():
        seqs = [f.column for f in model._meta.concrete_fields if f.name.endswith("seq")]
        owner = next((f.column for f in model._meta.concrete_fields if f.name in _OWNERS), None)
        if seqs and owner and model is not Entry:
            newest = ", ".join(f"max(x.{column})" for column in seqs)
            table = model._meta.db_table
            asks.append(
                f"SELECT '{table}' AS name, greatest({newest}) AS seq"
                f" FROM {table} x WHERE x.{owner} = c.id"
            )
    return asks


_OWNERS = ("case", "source")


def _record(row: Sequence[Any], rules: Rules) -> Record:
    _, case, group_id, *lists = row
    entries, clocks, fired, remarks, later = (orjson.loads(x) if x else [] for x in lists)
    return Record(
        # Money is compared to the fen, and a float has no fen.
        case=json.loads(case, parse_float=Decimal),
        group_id=group_id,
        entries=[_told(entry, rules) for entry in entries],
        clocks={clock["no"]: _whole(clock, rules) for clock in clocks},
        fired=_fired(fired),
        remarks=[(seq, name, text, salt) for seq, name, text, salt in remarks],
        later=sorted((name, seq) for name, seq in later),
    )


def _fired(rows: Sequence[tuple[int, int, int]]) -> dict[tuple[int, int], set[int]]:
    fired: dict[tuple[int, int], set[int]] = {}
    for clock, deadline_no, rung in rows:
        fired.setdefault((clock, deadline_no), set()).add(rung)
    return fired


def _whole(clock: dict[str, Any], rules: Rules) -> dict[str, Any]:
    """A clock's row with what its rule says; where nobody can read that, without."""
    rule = rules.get(clock["rule"], ("", {}))[1]
    return whole(clock, {clock["rule"]: rule})


def _told(row: Sequence[Any], rules: Rules) -> Told:
    (case_id, seq, court, act, stands_at, actor, role, effective, recorded, version, text, hash_,
     algorithm) = row  # fmt: skip
    at, known, named = as_moment(effective), as_moment(recorded), set[str]()
    if algorithm in chain.WITH_COLUMNS:
        columns = {
            "act": act, "at": effective, "by": actor, "case": case_id, "recorded": recorded,
            "role": role, "rules": version, "seq": seq, "stands_at": stands_at,
        }  # fmt: skip
        body = _joined(text, columns, at, rules, named)
    else:
        body = _body(text)
    words = [rules[key][0] for key in sorted(named)]
    return Told(
        case_id, seq, court, act, stands_at, actor, role, at, known, version, text, hash_,
        algorithm, words, body,
    )  # fmt: skip


def _joined(
    text: str, columns: dict[str, Any], at: datetime, rules: Rules, named: set[str]
) -> Mapping[str, Any] | None:
    """What a body and the columns say together, None where nobody can read it. The keys of the
    rules it names are added to ``named``."""
    try:
        said = {"clocks": {}, "facts": {}, "for": None, "set": {}} | orjson.loads(text)
        if "version" in said["set"]:
            said["set"]["stands_at"] = columns["stands_at"]
        for no, told in said["clocks"].items():
            if isinstance(told, list):
                words, rule = rules[told[0]]
                named.add(told[0])
                told = RunningClock.opened_in_full(rule, told, at, columns["rules"])
            said["clocks"][no] = {"state": told} if isinstance(told, str) else told
    except (ValueError, TypeError, LookupError, AttributeError, OverflowError):
        return None
    return said | columns if _has_shape(said | columns) else None


class UnreadableEntry(ValueError):
    """A log cannot be folded past an entry that nobody can read."""

    reason = "unreadable_entry"

    def __init__(self, seq: int) -> None:
        self.zh = f"第{seq}条记录无法读取,请核验日志。"
        self.en = f"Entry {seq} cannot be read: verify the log."
        super().__init__(self.en)


def read(entry: Told) -> Mapping[str, Any]:
    """The body of an entry, or UnreadableEntry."""
    if entry.body is None:
        raise UnreadableEntry(entry.seq)
    return entry.body


_SHAPE: dict[str, type | tuple[type, ...]] = {
    "act": str, "at": str, "by": (int, type(None)), "case": int, "clocks": dict, "facts": dict,
    "recorded": str, "role": str, "seq": int, "set": dict, "stands_at": str,
}  # fmt: skip


def _body(text: str) -> Mapping[str, Any] | None:
    """What a body says that says everything, None where it does not have the shape of one."""
    try:
        body = orjson.loads(text)
    except ValueError:
        return None
    return body if isinstance(body, dict) and "prev" in body and _has_shape(body) else None


def _has_shape(body: dict[str, Any]) -> bool:
    if not all(isinstance(body.get(name, ...), kind) for name, kind in _SHAPE.items()):
        return False
    return all(no.isdigit() and isinstance(x, dict) for no, x in body["clocks"].items())


def as_moment(text: str) -> datetime:
    """An instant as written; what no act can have written is the end of time."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return datetime.max.replace(tzinfo=UTC)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
