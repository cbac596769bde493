"""Fewer trips to the database: transactions that open and end with a statement, plans kept.

An act is two statements, the load and the write. As a transaction of the ORM it takes four trips
(BEGIN, load, write, COMMIT), each of which wakes two processes; here it takes two. And a statement
that a connection says again is planned once.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from threading import local
from typing import Any
from weakref import WeakKeyDictionary

from django.db import DEFAULT_DB_ALIAS, Error, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg2.errors import FeatureNotSupported

_here = local()
"""The transaction under way in this thread, as ``transaction`` of this object."""


class _Transaction:
    """Sends BEGIN before the first statement; knows whether COMMIT went with the last."""

    def __init__(self) -> None:
        self.begun = self.ended = False

    def __call__(
        self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any
    ) -> Any:
        if not self.begun:
            self.begun, sql = True, "BEGIN; " + sql
        return execute(sql, params, many, context)


@contextmanager
def in_few_trips() -> Iterator[None]:
    """As ``transaction.atomic()``; inside another transaction it is just that."""
    connection = connections[DEFAULT_DB_ALIAS]
    if not connection.in_atomic_block:
        connection.close_if_health_check_failed()
        connection.ensure_connection()
    if connection.in_atomic_block or not connection.autocommit:
        with transaction.atomic():
            yield
        return
    under_way = _here.transaction = _Transaction()
    # What atomic() tells Django: savepoints inside, no commits, and hooks wait for the end.
    connection.commit_on_exit, connection.needs_rollback = True, False
    connection.in_atomic_block, connection.autocommit = True, False
    connection.execute_wrappers.insert(0, under_way)
    try:
        yield
        _end(connection, under_way)
    except BaseException:
        _give_up(connection, under_way)
        raise
    finally:
        _here.transaction = None
        connection.execute_wrappers.remove(under_way)
        connection.in_atomic_block = connection.needs_rollback = False
        if connection.closed_in_transaction:
            connection.connection = None
        else:
            connection.autocommit = True
    if under_way.ended and connection.run_on_commit:
        connection.run_and_clear_commit_hooks()


def _end(connection: BaseDatabaseWrapper, under_way: _Transaction) -> None:
    if under_way.ended:
        return
    if connection.needs_rollback or connection.closed_in_transaction:
        _give_up(connection, under_way)
        return
    if under_way.begun:
        _say(connection, "COMMIT")
    under_way.ended = True


def _give_up(connection: BaseDatabaseWrapper, under_way: _Transaction) -> None:
    connection.run_on_commit, connection.needs_rollback = [], False
    if connection.closed_in_transaction or not under_way.begun or under_way.ended:
        return
    try:
        _say(connection, "ROLLBACK")
    except Error:  # the connection is gone, and the transaction with it
        connection.close()


def run(statements: Sequence[tuple[str, Sequence[Any]]], *, last: bool = False) -> None:
    """Say these statements in one trip, each by its kept plan; they have $1, $2, … for values.

    ``last``: the transaction ends with them; where it is one of few trips, COMMIT goes along.
    """
    connection = connections[DEFAULT_DB_ALIAS]
    under_way: _Transaction | None = getattr(_here, "transaction", None) if last else None
    if connection.savepoint_ids or connection.needs_rollback:
        under_way = None
    told: list[str] = []
    values: list[Any] = []
    for statement, given in statements:
        told.append(_planned(connection, statement, len(given)))
        values.extend(given)
    if under_way is not None:
        told.append("COMMIT")
    _say(connection, "; ".join(told), values)
    if under_way is not None:
        under_way.ended = True


def rows(statement: str, given: Sequence[Any]) -> list[tuple[Any, ...]]:
    """The rows of one statement, by its kept plan."""
    connection = connections[DEFAULT_DB_ALIAS]
    cursor = _say(connection, _planned(connection, statement, len(given)), given)
    found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


def _say(connection: BaseDatabaseWrapper, sql: str, values: Sequence[Any] | None = None) -> Any:
    """Execute with the driver's own cursor, unless somebody watches what is executed."""
    under_way: _Transaction | None = getattr(_here, "transaction", None)
    watched = len(connection.execute_wrappers) > (under_way is not None)
    if watched or connection.queries_logged:
        cursor = connection.cursor()
        cursor.execute(sql, values)
        return cursor
    if under_way is not None and not under_way.begun:
        under_way.begun, sql = True, "BEGIN; " + sql
    connection.validate_no_broken_transaction()
    connection.ensure_connection()
    with connection.wrap_database_errors:
        cursor = connection.connection.cursor()
        try:
            cursor.execute(sql, values)
        except FeatureNotSupported:  # a kept plan whose table was altered since
            connection.close_at = 0
            raise
    return cursor


# -- plans that a connection keeps --------------------------------------------------------------

_kept: WeakKeyDictionary[Any, set[str]] = WeakKeyDictionary()
"""By connection to the database, the statements that it has planned."""


def _planned(connection: BaseDatabaseWrapper, statement: str, values: int) -> str:
    """What to say for a statement that this connection keeps the plan of."""
    if not connection.in_atomic_block:
        connection.close_if_health_check_failed()
    connection.ensure_connection()
    kept = _kept.get(connection.connection)
    if kept is None:
        kept = _kept[connection.connection] = set()
    name, said = _spoken(statement, values)
    if statement not in kept:
        _say(connection, f"PREPARE {name} AS {statement}")
        kept.add(statement)
    return said


@lru_cache(maxsize=1024)
def _spoken(statement: str, values: int) -> tuple[str, str]:
    name = "courtflow_" + hashlib.md5(statement.encode(), usedforsecurity=False).hexdigest()[:16]
    places = f"({', '.join(['%s'] * values)})" if values else ""
    return name, f"EXECUTE {name}{places}"
