"""The servers and databases of one test run.

One PostgreSQL and one Valkey a run, started by the first test that needs them, without
durability. The tables are made once, by the owner, in a template; every worker of the run gets a
copy of it and a Valkey number of its own. What migrations made is kept as SQL for the next run of
the same ones. Django then connects as the application's role, so the
tests meet the rights of the real thing; cleaning up is the administrator's business.
"""

import hashlib
import io
import os
import secrets
import shutil
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

import psycopg2
import redis
from django.conf import settings
from django.core.cache import caches
from django.core.management import call_command
from django.db import connections
from psycopg2 import sql
from psycopg2.extensions import connection as Connection

from courtflow.servers import PASSING, Running, state_folder
from courtflow.servers.cluster import Use, stop
from courtflow.servers.folder import CHECKOUT, prepare_folder
from courtflow.servers.locks import FileLock, alone
from courtflow.servers.postgres import APP, connected, create_database
from courtflow.servers.programs import find_programs
from courtflow.settings import database

RUN = "COURTFLOW_TEST_RUN"
TEMPLATE = "courtflow_template"


# ---------------------------------------------------------------- the run


class Run:
    """One test run, held by its controlling process from beginning to end."""

    def __init__(self) -> None:
        base = state_folder() / "tests"
        for folder in (base.parent, base):
            prepare_folder(folder)
        with alone(base / "runs.lock"):
            _remove_dead_runs(base)
            self.folder = base / f"{os.getpid()}-{secrets.token_hex(3)}"
            prepare_folder(self.folder)
            self._users = FileLock(self.folder / "users.lock")
            self._users.share()
        os.environ[RUN] = str(self.folder)

    def end(self) -> None:
        """Stop what the run started and remove its folder."""
        os.environ.pop(RUN, None)
        until = time.monotonic() + 20
        while not self._users.try_take():
            if time.monotonic() > until:  # a worker hangs; the keeper and the next run clean up
                self._users.release()
                return
            time.sleep(0.05)
        stop(self.folder)
        shutil.rmtree(self.folder, ignore_errors=True)
        self._users.release()


def _remove_dead_runs(base: Path) -> None:
    for folder in base.iterdir():
        if not folder.is_dir():
            continue
        users = FileLock(folder / "users.lock")
        if users.try_take():
            stop(folder)
            shutil.rmtree(folder, ignore_errors=True)
        users.release()


# ---------------------------------------------------------------- a worker of the run


@dataclass(frozen=True)
class Table:
    """A table that migrations filled, and what they put there."""

    name: str
    content: bytes
    digest: str


class Worker:
    """The database and the Valkey number of one worker process."""

    def __init__(self, name: str) -> None:
        number = int(name.removeprefix("gw") or 0) if name.startswith("gw") else 0
        self.name = f"courtflow_test_{name}"
        folder = Path(os.environ[RUN])
        self._use = Use(folder, PASSING)
        self.running = self._use.running
        try:
            self._make_database(folder)
        except BaseException:
            self._use.release()
            raise
        self.admin_dsn = _named(self.running.admin_url, self.name)
        self.app_dsn = _named(self.running.database_url, self.name)
        self.redis_url = self.running.redis_url.rpartition("/")[0] + f"/{number}"
        self._queue = redis.Redis.from_url(self.redis_url)
        self._connect_django()
        self._admin = psycopg2.connect(self.admin_dsn)
        self._tables, self._reference = _contents(self._admin)

    def _make_database(self, folder: Path) -> None:
        with alone(folder / "template.lock"):
            (folder / "major").write_text(str(self.running.major))
            _build_template(self.running, folder / "template.built")
            _recreate(self.running.admin_url, self.name, TEMPLATE)

    def _connect_django(self) -> None:
        _point_django_at(self.app_dsn)
        settings.REDIS_URL = settings.CELERY_BROKER_URL = self.redis_url
        caches.settings["default"]["LOCATION"] = self.redis_url
        if caches.all(initialized_only=True):  # by whoever looked at it while tests were collected
            del caches["default"]
        from courtflow.celery import app

        app.conf.broker_url = self.redis_url

    def clean(self) -> None:
        """Bring every table back to what the migrations left, whatever triggers forbid."""
        with self._admin, self._admin.cursor() as cursor:
            # What a test left open would make the cleaning wait for ever.
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND state LIKE 'idle in transaction%%'"
            )
            cursor.execute("SET LOCAL lock_timeout = '20s'")
            cursor.execute("SET LOCAL session_replication_role = replica")
            for name in _filled(cursor, self._tables):
                cursor.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(name)))
            for table in self._reference:
                if _digest(cursor, table.name) != table.digest:
                    cursor.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(table.name)))
                    copy = sql.SQL("COPY {} FROM STDIN").format(sql.Identifier(table.name))
                    cursor.copy_expert(copy, io.BytesIO(table.content))

    def empty_queue(self) -> None:
        """Forget queued tasks and cached values."""
        self._queue.flushdb()

    def leave(self) -> None:
        """Close what this worker holds."""
        connections.close_all()
        self._admin.close()
        self._queue.close()
        self._use.release()


# ---------------------------------------------------------------- databases


def _named(url: str, name: str) -> str:
    return url.rpartition("/")[0] + "/" + name


def _point_django_at(url: str) -> None:
    connections["default"].close()
    parts = database(url)
    connections.settings["default"].update(
        {key: parts[key] for key in ("NAME", "USER", "PASSWORD", "HOST", "PORT")}
    )


def _recreate(admin_url: str, name: str, template: str) -> None:
    drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
    with connected(_named(admin_url, "postgres")) as cursor:
        cursor.execute(drop)
    create_database(_named(admin_url, "postgres"), name, template)


def _build_template(running: Running, built: Path) -> None:
    if built.exists():
        return
    kept = state_folder() / "tests" / f"template-{running.major}-{_digest_of_the_schema()}.sql"
    _recreate(running.admin_url, TEMPLATE, "template1")
    owner = _named(running.owner_url, TEMPLATE)
    if kept.exists():
        with connected(owner) as cursor:
            # The text says all rights itself; those that a new table gets would come on top.
            for what in ("TABLES", "SEQUENCES"):
                cursor.execute(
                    f"ALTER DEFAULT PRIVILEGES IN SCHEMA public REVOKE ALL ON {what} FROM {APP}"
                )
            cursor.execute(kept.read_text(encoding="utf-8"))
    else:
        _point_django_at(owner)
        call_command("migrate", interactive=False, verbosity=0)
        connections.close_all()
        _keep(running, owner, kept)
    built.touch()


def _keep(running: Running, owner: str, kept: Path) -> None:
    """Keep what migrations made as one text of SQL, and no older one."""
    dump = find_programs(running.folder, None).postgres.with_name("pg_dump")
    if not dump.exists():
        return
    made = subprocess.run(
        [str(dump), "--no-owner", "--inserts", "--no-comments", owner],
        capture_output=True, text=True, check=True, timeout=120,
    )  # fmt: skip
    lines = [one for one in made.stdout.splitlines() if not one.startswith("\\")]
    for older in kept.parent.glob(f"template-{running.major}-*.sql"):
        older.unlink()
    fresh = kept.with_suffix(f".{os.getpid()}")
    fresh.write_text("\n".join(lines), encoding="utf-8")
    fresh.rename(kept)


def _digest_of_the_schema() -> str:
    """Of everything that the result of ``migrate`` depends on."""
    rooms = ("cases", "courtflow", "mediation", "execution")
    files = [
        *(path for room in rooms for path in (CHECKOUT / room).glob("**/migrations/*.py")),
        *(CHECKOUT / "cases" / "models").glob("*.py"),
        *(CHECKOUT / "cases" / "sql").glob("**/*.sql"),
        *(CHECKOUT / "cases" / "law").glob("*"),
        CHECKOUT / "courtflow" / "accounts" / "models.py",
        CHECKOUT / "requirements.lock",
        Path(__file__),
    ]
    found = hashlib.sha256()
    for path in sorted(one for one in files if one.is_file()):
        found.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return found.hexdigest()[:16]


def _contents(admin: Connection) -> tuple[list[str], list[Table]]:
    """The names of the tables that migrations left empty, and the contents of the others."""
    with admin, admin.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'r' "
            "AND relnamespace = 'public'::regnamespace ORDER BY relname"
        )
        names = [row[0] for row in cursor.fetchall()]
        filled = _filled(cursor, names)
        reference = []
        for name in filled:
            into = io.BytesIO()
            cursor.copy_expert(sql.SQL("COPY {} TO STDOUT").format(sql.Identifier(name)), into)
            reference.append(Table(name, into.getvalue(), _digest(cursor, name)))
    return [name for name in names if name not in filled], reference


def _filled(cursor: object, names: list[str]) -> list[str]:
    if not names:
        return []
    asks = [
        sql.SQL("SELECT {} WHERE EXISTS (SELECT FROM {})").format(
            sql.Literal(name), sql.Identifier(name)
        )
        for name in names
    ]
    cursor.execute(sql.SQL(" UNION ALL ").join(asks))  # type: ignore[attr-defined]
    return [row[0] for row in cursor.fetchall()]  # type: ignore[attr-defined]


def _digest(cursor: object, name: str) -> str:
    ask = "SELECT md5(coalesce(string_agg(t::text, E'\\n' ORDER BY t::text), '')) FROM {} AS t"
    cursor.execute(sql.SQL(ask).format(sql.Identifier(name)))  # type: ignore[attr-defined]
    return str(cursor.fetchone()[0])  # type: ignore[attr-defined]
