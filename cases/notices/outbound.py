"""The switch of what leaves the house.

A database that was restored, by whichever way, does not know what was sent after its backup was
taken. So the switch names the database it was set for (server, timeline, database); another one
sends nothing until a person releases it. In the application notices go on.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import connection

from cases.models import Outbound

_HERE = """
SELECT (SELECT system_identifier FROM pg_control_system()) || ':'
    || substring(pg_walfile_name(pg_current_wal_lsn()) FOR 8) || ':' || d.oid, clock_timestamp()
FROM pg_database d WHERE d.datname = current_database()
"""


@dataclass(frozen=True)
class Switch:
    """Whether anything may leave, and the database's time."""

    now: datetime
    why: str
    """Empty while released; else setting, operator or restored."""

    @property
    def is_paused(self) -> bool:
        return bool(self.why)


def here() -> tuple[str, datetime]:
    """The name of this very database, and its time."""
    with connection.cursor() as cursor:
        cursor.execute(_HERE)
        place, now = cursor.fetchone()
        return place, now


def switch() -> Switch:
    """As it stands now. A new installation is released: it has sent nothing to anybody."""
    place, now = here()
    row = Outbound.objects.filter(pk=1).first()
    if row is None:
        row, _ = Outbound.objects.get_or_create(pk=1, defaults={"place": place})
    if settings.OUTBOUND_PAUSED:
        return Switch(now, "setting")
    if row.place != place:
        return Switch(now, "restored")
    return Switch(now, "operator" if row.paused_at else "")


def pause() -> None:
    """Let nothing leave until it is released."""
    place, now = here()
    Outbound.objects.update_or_create(
        pk=1, defaults={"paused_at": now}, create_defaults={"place": place, "paused_at": now}
    )


def release() -> None:
    """Let messages leave this database from now on."""
    place, _now = here()
    Outbound.objects.update_or_create(pk=1, defaults={"place": place, "paused_at": None})
