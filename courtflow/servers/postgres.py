"""One PostgreSQL: a data folder, a running server, two roles and their rights.

courtflow_owner owns the database and migrates it; courtflow_app runs the application and can
neither create nor change tables, so that what the owner's triggers and grants forbid stays
forbidden whatever the application does.
"""

import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from secrets import token_hex
from typing import Any
from urllib.parse import quote

import psycopg2
from psycopg2 import sql

from courtflow.servers import memory, processes
from courtflow.servers.account import Account, process_options
from courtflow.servers.errors import ServerFailed
from courtflow.servers.programs import Programs

DATABASE = "courtflow"
ADMIN, OWNER, APP = "courtflow_admin", "courtflow_owner", "courtflow_app"
FIRST_BUILTIN_LOCALES = 17
START_SECONDS = 60.0
# Fast shutdown first; immediate shutdown recovers from the log at the next start.
STOPPING = ((signal.SIGINT, 20.0), (signal.SIGQUIT, 5.0), (signal.SIGKILL, 5.0))
ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}
STRANGE_PASSWORDS = (
    "The passwords in {0}/secrets.json do not fit the data beside it. "
    "Put the right file back, or begin anew with `make clean`."
)
NOT_DURABLE = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


@dataclass(frozen=True)
class Postgres:
    """One PostgreSQL in a state folder; `durable=False` gives up safety for speed, for tests."""

    folder: Path
    programs: Programs
    account: Account | None
    secrets: dict[str, str] = field(repr=False)
    durable: bool = True
    max_connections: int = 100

    @property
    def data(self) -> Path:
        """The data folder; each major version has its own, since they cannot share one."""
        return self.folder / f"postgres-{self.programs.major}"

    @property
    def log(self) -> Path:
        return self.folder / "postgres.log"

    def pid(self) -> int:
        """The id of our running postmaster, 0 if there is none."""
        return postmaster(self.data)

    def port(self) -> int:
        """The port that the running postmaster wrote down, 0 where it is not ready."""
        try:
            lines = (self.data / "postmaster.pid").read_text().splitlines()
            return int(lines[3]) if lines[7].strip() == "ready" else 0
        except (OSError, ValueError, IndexError):
            return 0

    def url(self, role: str, port: int, database: str = DATABASE) -> str:
        """The address of a database for one of the three roles."""
        secret = self.secrets[role.removeprefix("courtflow_")]
        return f"postgresql://{role}:{quote(secret, safe='')}@127.0.0.1:{port}/{database}"

    def answers(self, port: int) -> bool:
        """Whether the server on this port is ready and is this very data folder's."""
        try:
            with connected(self.url(ADMIN, port, "postgres")) as cursor:
                cursor.execute("SHOW data_directory")
                return bool(cursor.fetchone() == (str(self.data),))
        except psycopg2.Error as error:
            if "password authentication failed" in str(error):
                raise ServerFailed(STRANGE_PASSWORDS.format(self.folder)) from error
            return False

    def ensure(self) -> int:
        """Have the server running, ready and with its roles; answers its port."""
        self._make_data()
        port = self._adopted() or self._started()
        if not is_prepared(self.url(APP, port)):
            prepare_roles(self.url(ADMIN, port, "postgres"), self.secrets)
            create_database(self.url(ADMIN, port, "postgres"), DATABASE)
        return port

    # ------------------------------------------------------------ the data folder

    def _make_data(self) -> None:
        # initdb works beside the final name, so a data folder of that name is always a whole one;
        # and under a name of its own, since one whose parent was killed may still be at work.
        if self.data.exists():
            return
        for left in self.folder.glob("*.making"):
            shutil.rmtree(left, ignore_errors=True)
        making = self.data.with_name(f"{self.data.name}.{token_hex(4)}.making")
        making.mkdir(mode=0o700)
        password = self.folder / "initdb.password"
        memory.write_private(password, self.secrets["admin"])
        if self.account:
            self.account.own(making)
            self.account.own(password)
        try:
            self._initdb(making, password)
        finally:
            password.unlink()
        making.rename(self.data)

    def _initdb(self, data: Path, password: Path) -> None:
        done = subprocess.run(
            [
                str(self.programs.initdb),
                f"--pgdata={data}",
                f"--username={ADMIN}",
                f"--pwfile={password}",
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                *_locale(self.programs.major),
                *([] if self.durable else ["--no-sync"]),
            ],
            capture_output=True,
            text=True,
            cwd="/",
            env=ENVIRONMENT,
            umask=0o077,
            check=False,
            **process_options(self.account),
        )
        if done.returncode:
            raise ServerFailed(f"PostgreSQL could not create its data folder:\n{done.stderr}")

    # ------------------------------------------------------------ the running server

    def _adopted(self) -> int:
        """The port of a server of ours left running by an earlier start, 0 if none is usable."""
        if not self.pid():
            return 0
        until = time.monotonic() + START_SECONDS
        while self.pid() and time.monotonic() < until:
            port = self.port()
            if port and self.answers(port):
                return port
            time.sleep(0.1)
        stop_at(self.data)
        return 0

    def _started(self) -> int:
        reason = ""
        for _ in range(4):
            # No server of ours stands behind a pid file that is still there. Left in place it
            # would forbid a start as soon as its id belongs to some other process.
            (self.data / "postmaster.pid").unlink(missing_ok=True)
            port = memory.choose_port(self.folder, "postgres")
            if self._came_up(port):
                return port
            # The port was taken meanwhile, the last children of a killed postmaster are still
            # leaving, or a start that was killed comes up only now.
            reason = processes.tail(self.log)
            time.sleep(0.5)
            if port := self._adopted():
                return port
        raise ServerFailed(f"PostgreSQL did not start. Its log ends:\n{reason}")

    def _came_up(self, port: int) -> bool:
        settings = {
            "port": str(port),
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": "",
            "timezone": "UTC",
            "log_timezone": "UTC",
            "max_connections": str(self.max_connections),
            **({} if self.durable else NOT_DURABLE),
        }
        command = [str(self.programs.postgres), "-D", str(self.data)]
        for name, value in settings.items():
            command += ["-c", f"{name}={value}"]
        process = processes.start(
            command, pid_file=None, log=self.log, account=self.account, environment=ENVIRONMENT
        )
        until = time.monotonic() + START_SECONDS
        while process.poll() is None and time.monotonic() < until:
            if postmaster(self.data) == process.pid and self.port() and self.answers(port):
                return True
            time.sleep(0.03)
        if process.poll() is None:
            processes.stop(process.pid, str(self.data), STOPPING)
        return False


def postmaster(data: Path) -> int:
    """The id of the postmaster running on a data folder, 0 if there is none."""
    pid = processes.recorded_pid(data / "postmaster.pid")
    return pid if processes.is_ours(pid, str(data)) else 0


def stop_at(data: Path) -> None:
    """Stop the server that runs on a data folder, if one does."""
    processes.stop(postmaster(data), str(data), STOPPING)


def _locale(major: int) -> list[str]:
    if major >= FIRST_BUILTIN_LOCALES:
        return ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    return ["--locale=C.UTF-8" if sys.platform == "linux" else "--locale=C"]


@contextmanager
def connected(url: str) -> Iterator[Any]:
    """A cursor that commits each statement by itself, as CREATE DATABASE needs."""
    connection = psycopg2.connect(url, connect_timeout=5)
    try:
        connection.autocommit = True
        with connection.cursor() as cursor:
            yield cursor
    finally:
        connection.close()


# ---------------------------------------------------------------- roles and rights

ROLES = (
    # role, key of its password, attributes
    (OWNER, "owner", "NOSUPERUSER CREATEDB NOCREATEROLE"),
    (APP, "app", "NOSUPERUSER NOCREATEDB NOCREATEROLE"),
)


# Kept as a comment on the database, written last: what is marked was prepared to the end.
PREPARED = "prepared: 1"


def is_prepared(app_url: str) -> bool:
    """Whether the application's role can sign in to a database prepared to the end."""
    try:
        with connected(app_url) as cursor:
            cursor.execute(
                "SELECT shobj_description(oid, 'pg_database') FROM pg_database "
                "WHERE datname = current_database()"
            )
            return bool(cursor.fetchone() == (PREPARED,))
    except psycopg2.Error:
        return False


def prepare_roles(admin_url: str, secrets: dict[str, str]) -> None:
    """Create the two roles, or set them right; doing it again changes nothing."""
    with connected(admin_url) as cursor:
        cursor.execute("SELECT rolname FROM pg_roles")
        existing = {row[0] for row in cursor.fetchall()}
        for role, key, attributes in ROLES:
            verb = "ALTER" if role in existing else "CREATE"
            cursor.execute(
                sql.SQL(f"{verb} ROLE {{}} LOGIN {attributes} PASSWORD {{}}").format(
                    sql.Identifier(role), sql.Literal(secrets[key])
                )
            )
        # A forgotten open transaction must not hold a case for ever.
        cursor.execute(f"ALTER ROLE {APP} SET idle_in_transaction_session_timeout = '5min'")


def create_database(admin_url: str, name: str, template: str = "template1") -> None:
    """Create a database with the rights of both roles, or finish one begun; repeatable."""
    with connected(admin_url) as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        database = sql.Identifier(name)
        if cursor.fetchone() is None:
            cursor.execute(
                sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {}").format(
                    database, sql.Identifier(OWNER), sql.Identifier(template)
                )
            )
        # A temporary table of the same name would come before the real one.
        cursor.execute(sql.SQL("REVOKE TEMPORARY ON DATABASE {} FROM PUBLIC").format(database))
    with connected(admin_url.rpartition("/")[0] + "/" + name) as cursor:
        cursor.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC")
        cursor.execute(f"GRANT USAGE, CREATE ON SCHEMA public TO {OWNER}")
        cursor.execute(f"GRANT USAGE ON SCHEMA public TO {APP}")
        for rights in ("SELECT, INSERT, UPDATE, DELETE ON TABLES", "USAGE ON SEQUENCES"):
            cursor.execute(
                f"ALTER DEFAULT PRIVILEGES FOR ROLE {OWNER} IN SCHEMA public "
                f"GRANT {rights} TO {APP}"
            )
        cursor.execute(sql.SQL("COMMENT ON DATABASE {} IS %s").format(database), [PREPARED])
