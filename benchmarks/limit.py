"""What a transition and an expiry cost at the least: hand-written SQL on tables of their own."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from typing import Any

import psycopg2

from courtflow.servers.postgres import connected

NODES = 26
SCHEMA = """
DROP SCHEMA IF EXISTS scratch CASCADE;
CREATE SCHEMA scratch;
CREATE TABLE scratch.kase (
  id bigint PRIMARY KEY, court_id int NOT NULL, number text NOT NULL, node smallint NOT NULL,
  version int NOT NULL, entered_at timestamptz NOT NULL, due_at timestamptz NOT NULL);
CREATE TABLE scratch.log (
  case_id bigint NOT NULL REFERENCES scratch.kase, seq int NOT NULL, node smallint NOT NULL,
  actor_id bigint NOT NULL, entered_at timestamptz NOT NULL, due_at timestamptz NOT NULL,
  left_at timestamptz, PRIMARY KEY (case_id, seq));
INSERT INTO scratch.kase SELECT i, i %% 30, 'n' || i, 1, 1, now(), now() + interval '30 days'
  FROM generate_series(1, %(cases)s) i;
INSERT INTO scratch.log SELECT i, 1, 1, 1, now(), now() + interval '30 days', NULL
  FROM generate_series(1, %(cases)s) i;
"""
CASES = 20_000


def prepare(url: str, cases: int = CASES, *, due: bool = False) -> None:
    """The least tables that know where a case stands and where it stood, with so many cases."""
    with connected(url) as cursor:
        cursor.execute(SCHEMA, {"cases": cases})
        if due:
            cursor.execute("CREATE INDEX due ON scratch.kase (due_at) WHERE node < 26")
        cursor.execute("VACUUM ANALYZE scratch.kase")
        cursor.execute("VACUUM ANALYZE scratch.log")


def walk(url: str, client: int, clients: int) -> Callable[[], None]:
    """LIMIT A: one transition of one case in six round trips, as raw as psycopg2 gets."""
    connection = psycopg2.connect(url)
    connection.autocommit = True
    cursor = connection.cursor()
    mine = iter(range(1 + client, CASES, clients))
    position = [next(mine), 1]

    def step() -> None:
        case_id, node = position
        cursor.execute("BEGIN")
        cursor.execute("SELECT node, version FROM scratch.kase WHERE id = %s FOR UPDATE", [case_id])
        stands_at, version = cursor.fetchone()
        _move(cursor, case_id, stands_at, version)
        cursor.execute("COMMIT")
        position[:] = [case_id, node + 1] if node < NODES else [next(mine), 1]

    return step


# -- expiries -----------------------------------------------------------------------------------

NEXT_DUE = """
SELECT id, node, version FROM scratch.kase WHERE node < 26 AND due_at <= now()
ORDER BY due_at LIMIT 1 FOR UPDATE SKIP LOCKED
"""
BULK = """
WITH due AS (
  SELECT id, node, version FROM scratch.kase WHERE node < 26 AND due_at <= now()
  ORDER BY due_at LIMIT 1000 FOR UPDATE SKIP LOCKED
), moved AS (
  UPDATE scratch.kase k SET node = k.node + 1, version = k.version + 1, entered_at = now(),
    due_at = now() + interval '15 days' FROM due WHERE k.id = due.id
), ended AS (
  UPDATE scratch.log l SET left_at = now() FROM due
  WHERE l.case_id = due.id AND l.seq = due.version
)
INSERT INTO scratch.log SELECT id, version + 1, node + 1, 1, now(), now() + interval '15 days'
FROM due
"""


def _fall_due(url: str, count: int) -> None:
    with connected(url) as cursor:
        cursor.execute(
            "UPDATE scratch.kase SET due_at = now() - interval '1 minute' WHERE id IN"
            " (SELECT id FROM scratch.kase WHERE version = 1 ORDER BY id LIMIT %s)", [count],
        )  # fmt: skip


def one_by_one(url: str, count: int) -> float:
    """Expiries a second, each row in a transaction of its own."""
    _fall_due(url, count)
    connection = psycopg2.connect(url)
    with connection.cursor() as cursor:
        started = time.perf_counter()
        for _ in range(count):
            cursor.execute(NEXT_DUE)
            case_id, node, version = cursor.fetchone()
            _move(cursor, case_id, node, version)
            connection.commit()
        taken = time.perf_counter() - started
    connection.close()
    return count / taken


def _move(cursor: Any, case_id: int, node: int, version: int) -> None:
    cursor.execute(
        "UPDATE scratch.kase SET node = %s, version = %s, entered_at = now(),"
        " due_at = now() + interval '15 days' WHERE id = %s",
        [node + 1, version + 1, case_id],
    )
    cursor.execute(
        "UPDATE scratch.log SET left_at = now() WHERE case_id = %s AND seq = %s",
        [case_id, version],
    )
    cursor.execute(
        "INSERT INTO scratch.log VALUES (%s, %s, %s, %s, now(), now() + interval '15 days')",
        [case_id, version + 1, node + 1, random.randrange(100)],
    )


def all_at_once(url: str, count: int) -> float:
    """Expiries a second, a thousand in one statement."""
    _fall_due(url, count)
    done = 0
    with connected(url) as cursor:
        started = time.perf_counter()
        while done < count:
            cursor.execute("SET enable_bitmapscan = off; " + BULK)
            done += cursor.rowcount
        return count / (time.perf_counter() - started)
