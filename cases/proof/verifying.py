"""Verifying the log: that every case's chain is whole, and still tells where the case stands.

Each entry is checked against its own hash, the hash against the next entry, the columns and the
written texts against the body, and the end against the case and every row that came with an entry.
A chain rewritten from some point to its end, rows and all, is for the signed checkpoints to find.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from cases import chain, ground
from cases.law.calendar import Calendar
from cases.models.fields import Unreadable, unseal
from cases.proof.logbook import Record, Told, as_moment, records
from cases.proof.problems import Problem
from cases.proof.replay import differences

ALGORITHMS = frozenset(
    name
    for name, function in (chain.BODY_ALONE | chain.WITH_COLUMNS).items()
    if function in hashlib.algorithms_available
)
MOST_REPORTED = 10_000
"""After so many problems the rest is only counted: a report has to fit into memory."""


@dataclass
class Verified:
    """What was verified and everything found wrong."""

    cases: int = 0
    entries: int = 0
    problems: list[Problem] = field(default_factory=list)
    more: int = 0

    def add(self, problem: Problem) -> None:
        """Keep a problem, or count it where there are too many."""
        if len(self.problems) < MOST_REPORTED:
            self.problems.append(problem)
        else:
            self.more += 1


def verify(*, court_id: int | None = None, case_id: int | None = None) -> Verified:
    """Verify the logs of all cases, of one court's, or of one."""
    verified, calendar = Verified(), ground.calendar_of()
    for record in records(court_id=court_id, case_id=case_id):
        verified.cases += 1
        verified.entries += len(record.entries)
        for problem in _examine(record, calendar):
            verified.add(problem)
    for orphan in _without_case(court_id, case_id):
        verified.add(Problem.found(orphan, None, "no_case"))
    return verified


def _examine(record: Record, calendar: Calendar) -> Iterator[Problem]:
    """All that is wrong with one case; nothing in it keeps the cases after it from being seen."""
    try:
        yield from problems_of(record)
        yield from differences(record, calendar)
    except (ValueError, TypeError, LookupError, AttributeError, ArithmeticError):
        yield Problem.found(record.case["id"], None, "unreadable")


def problems_of(record: Record) -> Iterator[Problem]:
    """What is wrong with the entries of one case as a chain."""
    case_id, last = record.case["id"], record.case["log_seq"]
    if not record.entries:
        yield Problem.found(case_id, None, "no_entries")
    expected, previous = 1, ""
    for entry in record.entries:
        for seq in range(expected, entry.seq):
            yield Problem.found(case_id, seq, "missing")
        if entry.seq > last:
            yield Problem.found(case_id, entry.seq, "beyond", last=last)
        whole = entry.seq == expected
        for what, name in _entry(record, entry, previous if whole else None):
            yield Problem.found(case_id, entry.seq, what, name=name)
        expected, previous = entry.seq + 1, entry.hash
    for seq in range(expected, last + 1):
        yield Problem.found(case_id, seq, "missing")
    yield from _texts(record)
    yield from _end(record)


def _entry(record: Record, entry: Told, previous: str | None) -> Iterator[tuple[str, str]]:
    """One entry against its hash, the entry before it, and its columns."""
    body, alone = entry.body, entry.algorithm in chain.BODY_ALONE
    if entry.algorithm not in ALGORITHMS:
        yield "algorithm", ""
    elif not alone and previous is None:
        yield "unproved", ""
    elif entry.hashed(previous or "").hex() != entry.hash:
        yield "hash" if alone else "chain", ""
    if body is None:
        yield "unreadable", ""
        return
    if alone:
        if previous is not None and body["prev"] != previous:
            yield "prev", ""
        yield from _columns(entry, body)
    if entry.case_id != record.case["id"]:
        yield "column", "case_id"
    if entry.court_id != record.case["court_id"]:
        yield "column", "court_id"


def _columns(entry: Told, body: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The columns of an entry against a body that says the same."""
    told = {
        "case_id": (body["case"], entry.case_id),
        "seq": (body["seq"], entry.seq),
        "act": (body["act"], entry.act),
        "stands_at": (body["stands_at"], entry.stands_at),
        "actor_id": (body["by"], entry.actor_id),
        "role": (body["role"], entry.role),
        "effective_at": (as_moment(body["at"]), entry.effective_at),
        "recorded_at": (as_moment(body["recorded"]), entry.recorded_at),
    }
    for name, (said, kept) in told.items():
        if said != kept:
            yield "column", name


def _texts(record: Record) -> Iterator[Problem]:
    """Every text whose digest is in the log is there and unchanged, and no other."""
    case_id = record.case["id"]
    digests = {
        (entry.seq, name): digest
        for entry in record.entries
        if entry.body is not None and isinstance(entry.body["facts"].get("texts"), dict)
        for name, digest in entry.body["facts"]["texts"].items()
    }
    for seq, name, sealed, salt in record.remarks:
        digest = digests.pop((seq, name), None)
        if digest is None:
            yield Problem.found(case_id, seq, "text_unlogged", name=name)
        elif digest != _digest(sealed, salt):
            yield Problem.found(case_id, seq, "text_changed", name=name)
    for seq, name in digests:
        yield Problem.found(case_id, seq, "text_missing", name=name)


def _digest(sealed: str, salt: str) -> str | None:
    try:
        return chain.resalted(unseal(sealed) if sealed else "", salt)
    except Unreadable:
        return None


def _end(record: Record) -> Iterator[Problem]:
    """The case stands where its last entry says, and nothing knows of a later one."""
    case_id, last = record.case["id"], record.case["log_seq"]
    for entry in record.entries:
        if entry.seq == last and entry.stands_at != record.case["stands_at"]:
            yield Problem.found(case_id, last, "last_elsewhere")
    if record.later:
        tables = ", ".join(name for name, _ in record.later)
        yield Problem.found(case_id, max(seq for _, seq in record.later), "cut", table=tables)


def _without_case(court_id: int | None, case_id: int | None) -> list[int]:
    """Cases that are gone while their entries are still there."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT e.case_id FROM cases_entry e"
            " WHERE NOT EXISTS (SELECT 1 FROM cases_case c WHERE c.id = e.case_id)"
            " AND (%(case)s::bigint IS NULL OR e.case_id = %(case)s)"
            " AND (%(court)s::bigint IS NULL OR e.court_id = %(court)s) LIMIT 1000",
            {"case": case_id, "court": court_id},
        )
        return [row[0] for row in cursor.fetchall()]
