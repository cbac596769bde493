"""What the database holds besides tables: the write door's statements, and who may do what.

The guards of the log hold for whoever cannot switch them off: the application signs in as a role
that neither owns the tables nor is a superuser, and migrations run as the owner.
"""

from __future__ import annotations

import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import CommandError
from django.db import DatabaseError, connections

APPEND_ONLY = (
    "cases_entry", "cases_rung", "cases_remark", "cases_ledgerline", "cases_clockrule",
    "cases_reading",
)  # fmt: skip

TOO_MUCH = (
    "应用所用的数据库角色“{role}”（DATABASE_URL）{zh}，因而能够关闭日志的防护。"
    "请为应用另建普通角色，并在 DATABASE_OWNER_URL 中写明表的所有者；见 docs/own-servers.md。"
    " / The role {role!r} that the application signs in with (DATABASE_URL) {en}: it could switch "
    "off the guards of the log. Make a plain role for the application, and name the owner of the "
    "tables in DATABASE_OWNER_URL; see docs/own-servers.md."
)
NO_SUCH_ROLE = (
    "数据库中没有应用所用的角色“{role}”（DATABASE_URL），请先建立；见 docs/own-servers.md。"
    " / The database has no role {role!r}, which the application signs in with (DATABASE_URL): "
    "make it first; see docs/own-servers.md."
)
NO_NAME = (
    "DATABASE_URL 中没有写明应用所用的数据库角色；见 docs/own-servers.md。"
    " / DATABASE_URL names no role for the application; see docs/own-servers.md."
)
WHY_TOO_MUCH = {
    "superuser": ("是超级用户", "is a superuser"),
    "owner": ("拥有案件日志的表", "owns the tables of the log"),
    "schema": ("拥有数据库或其模式", "owns the database or its schema"),
    "migrates": ("同时是迁移所用的角色", "is the one that migrations run as"),
    "rewrites": ("可以改写案件日志", "may rewrite the log"),
}
"""What a role must not be that the application signs in with, in (zh, en)."""

SQL = Path(__file__).with_name("sql")
FUNCTIONS = (SQL / "load_and_write.sql", SQL / "relay.sql")


def define_functions(*, using: str = "default", **_: Any) -> None:
    """After migrating: the database's functions are those this version of the program calls."""
    with connections[using].cursor() as cursor:
        for file in FUNCTIONS:
            cursor.execute(file.read_text("utf-8"))


_POWERS = """
SELECT r.rolname,
       CASE WHEN r.rolsuper THEN 'superuser'
            WHEN pg_has_role(c.relowner, 'MEMBER') THEN 'owner'
            WHEN pg_has_role(n.nspowner, 'MEMBER') THEN 'schema'
            WHEN has_table_privilege(c.oid, 'UPDATE, DELETE, TRUNCATE') THEN 'rewrites' END
FROM pg_roles r LEFT JOIN pg_class c ON c.oid = to_regclass('cases_entry')
LEFT JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE r.rolname = current_user
"""


def too_much_power() -> str:
    """In words how the role that is signed in could change the log; empty where it cannot.

    Raises DatabaseError where the database does not answer.
    """
    with connections["default"].cursor() as cursor:
        cursor.execute(_POWERS)
        role, why = cursor.fetchone()
    return _words(role, why)


def stop_where_too_mighty() -> None:
    """At the start of a process that serves: raises ImproperlyConfigured outside a demonstration.

    A database that is away stops no start; /readyz asks again.
    """
    if settings.DEMO or settings.WITHOUT_DATABASE:
        return
    with suppress(DatabaseError):
        if words := too_much_power():
            raise ImproperlyConfigured(words)
    connections.close_all()


def _words(role: str, why: str | None) -> str:
    zh, en = WHY_TOO_MUCH[why] if why else ("", "")
    return TOO_MUCH.format(role=role, zh=zh, en=en) if why else ""


_OF_THE_APPLICATION = """
SELECT CASE WHEN rolsuper THEN 'superuser'
            WHEN pg_has_role(rolname, current_user, 'MEMBER') THEN 'migrates'
            WHEN pg_has_role(rolname, nspowner, 'MEMBER') THEN 'schema' END
FROM pg_roles LEFT JOIN pg_namespace ON nspname = current_schema() WHERE rolname = %s
"""


def ask_for_two_roles(*, using: str = "default", verbosity: int = 1, **_: Any) -> None:
    """Before migrating: the application's role is there, and is another than the owner's.

    In a demonstration one role for both is only said. Raises CommandError.
    """
    role = settings.DATABASE_APP_ROLE
    if not (role or settings.DEMO):
        raise CommandError(NO_NAME)
    if not role:
        return
    with connections[using].cursor() as cursor:
        cursor.execute(_OF_THE_APPLICATION, [role])
        row = cursor.fetchone()
    if row is None:
        raise CommandError(NO_SUCH_ROLE.format(role=role))
    words = _words(role, row[0])
    if words and not settings.DEMO:
        raise CommandError(words)
    if words and verbosity:
        print(words, file=sys.stderr)


def grant_to_application(*, using: str = "default", **_: Any) -> None:
    """After migrating as the owner: let the application's role work, but only add to the log."""
    role = settings.DATABASE_APP_ROLE
    connection = connections[using]
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        if not role or cursor.fetchone()[0] == role:
            return
        name = connection.ops.quote_name(role)
        cursor.execute(f"GRANT USAGE ON SCHEMA public TO {name}")
        cursor.execute(
            f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {name}"
        )
        cursor.execute(f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {name}")
        cursor.execute(f"REVOKE UPDATE, DELETE ON {', '.join(APPEND_ONLY)} FROM {name}")
