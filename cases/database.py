"""What the database holds besides tables: the write door's statements, and who may do what."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connections

APPEND_ONLY = (
    "cases_entry", "cases_rung", "cases_remark", "cases_ledgerline", "cases_clockrule",
    "cases_reading",
)  # fmt: skip

SQL = Path(__file__).with_name("sql")
FUNCTIONS = (SQL / "load_and_write.sql", SQL / "relay.sql")


def define_functions(*, using: str = "default", **_: Any) -> None:
    """After migrating: the database's functions are those this version of the program calls."""
    with connections[using].cursor() as cursor:
        for file in FUNCTIONS:
            cursor.execute(file.read_text("utf-8"))


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
