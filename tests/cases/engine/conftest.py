"""People for the engine's tests, and a database whose clock stands where a test puts it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import psycopg2
import pytest
from django.db import connection
from django.db.backends.signals import connection_created

from tests.cases import make


@pytest.fixture
def who(transactional_db: None) -> make.Cast:
    """The demo courts and their people, committed, so that every connection sees them."""
    return make.people()


class Clock:
    """The database's clock, standing still: set it, and every connection reads that moment.

    A function of the same name is found before the real one. Nothing else is different, so what
    is due is still decided by the statements of the application.
    """

    def __init__(self, admin: Any) -> None:
        self._admin = admin

    def set(self, moment: datetime) -> None:
        """Put the clock at a moment."""
        with self._admin.cursor() as cursor:
            cursor.execute("UPDATE frozen.clock SET reads = %s", [moment])


_FREEZE = """
CREATE SCHEMA frozen;
CREATE TABLE frozen.clock (reads timestamptz);
INSERT INTO frozen.clock VALUES (now());
CREATE FUNCTION frozen.clock_timestamp() RETURNS timestamptz LANGUAGE sql VOLATILE
    AS 'SELECT reads FROM frozen.clock';
GRANT USAGE ON SCHEMA frozen TO PUBLIC;
GRANT SELECT ON frozen.clock TO PUBLIC;
"""


def _look_at_the_frozen_clock(connection: Any, **_: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET search_path = frozen, pg_catalog, public")


@pytest.fixture
def frozen(transactional_db: None, admin_dsn: str) -> Iterator[Clock]:
    """A database clock that the test sets."""
    admin = psycopg2.connect(admin_dsn)
    admin.autocommit = True
    with admin.cursor() as cursor:
        cursor.execute(_FREEZE)
    connection_created.connect(_look_at_the_frozen_clock)
    connection.close()
    yield Clock(admin)
    connection_created.disconnect(_look_at_the_frozen_clock)
    connection.close()
    with admin.cursor() as cursor:
        cursor.execute("DROP SCHEMA frozen CASCADE")
    admin.close()


class Copy:
    """The tables as they were at one moment, to be put back before each of several runs."""

    def __init__(self, admin: Any) -> None:
        self._admin = admin
        with admin.cursor() as cursor:
            cursor.execute("CREATE SCHEMA kept")
            cursor.execute(
                "SELECT relname FROM pg_class WHERE relkind = 'r'"
                " AND relnamespace = 'public'::regnamespace AND relname NOT LIKE 'django%'"
            )
            self._names = [row[0] for row in cursor.fetchall()]
            for name in self._names:
                cursor.execute(f"CREATE TABLE kept.{name} AS TABLE public.{name}")

    def put_back(self) -> None:
        """Every row as it was; the triggers that forbid it bind the application, not a test."""
        with self._admin.cursor() as cursor:
            cursor.execute("BEGIN; SET LOCAL session_replication_role = replica")
            for name in self._names:
                cursor.execute(f"DELETE FROM public.{name}")
                cursor.execute(f"INSERT INTO public.{name} SELECT * FROM kept.{name}")
            cursor.execute("COMMIT")


@pytest.fixture
def keep(transactional_db: None, admin_dsn: str) -> Iterator[Callable[[], Copy]]:
    """Keeps a copy of all tables at the moment it is called."""
    admin = psycopg2.connect(admin_dsn)
    admin.autocommit = True
    yield lambda: Copy(admin)
    with admin.cursor() as cursor:
        cursor.execute("DROP SCHEMA IF EXISTS kept CASCADE")
    admin.close()
