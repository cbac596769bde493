"""What a transition and an expiry cost at the least: hand-written SQL on tables of their own."""

from __future__ import annotations

import random
from collections.abc import Callable

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
INSERT INTO scratch.kase SELECT i, i % 30, 'n' || i, 1, 1, now(), now() + interval '7 days'
  FROM generate_series(1, {cases}) i;
INSERT INTO scratch.log SELECT i, 1, 1, 1, now(), now() + interval '7 days', NULL
  FROM generate_series(1, {cases}) i;
"""
CASES = 20_000


def prepare(url: str) -> None:
    """The tables of LIMIT A, with cases to walk."""
    with connected(url) as cursor:
        cursor.execute(SCHEMA.format(cases=CASES))
        cursor.execute("ANALYZE scratch.kase, scratch.log")


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
        cursor.execute(
            "SELECT node, version FROM scratch.kase WHERE id = %s FOR UPDATE", [case_id]
        )
        stands_at, version = cursor.fetchone()
        cursor.execute(
            "UPDATE scratch.kase SET node = %s, version = %s, entered_at = now(),"
            " due_at = now() + interval '15 days' WHERE id = %s",
            [stands_at + 1, version + 1, case_id],
        )
        cursor.execute(
            "UPDATE scratch.log SET left_at = now() WHERE case_id = %s AND seq = %s",
            [case_id, version],
        )
        cursor.execute(
            "INSERT INTO scratch.log VALUES (%s, %s, %s, %s, now(), now() + interval '15 days')",
            [case_id, version + 1, stands_at + 1, random.randrange(100)],
        )
        cursor.execute("COMMIT")
        position[:] = [case_id, node + 1] if node < NODES else [next(mine), 1]

    return step
