"""One Valkey: the queue of the background work. Nothing of value lives here alone."""

import shutil
import signal
import time
from dataclasses import dataclass, field
from pathlib import Path

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from courtflow.servers import memory, processes
from courtflow.servers.account import Account
from courtflow.servers.errors import ServerFailed
from courtflow.servers.programs import Programs

START_SECONDS = 30.0
STOPPING = ((signal.SIGTERM, 10.0), (signal.SIGKILL, 5.0))
ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}
DATABASES = 64

CONFIGURATION = """\
bind 127.0.0.1
port {port}
requirepass {password}
dir {data}
appendonly {appendonly}
save ""
maxmemory-policy noeviction
databases {databases}
set-proc-title no
daemonize no
"""


@dataclass(frozen=True)
class Valkey:
    """One Valkey in a state folder; `durable=False` writes nothing to disk, for tests."""

    folder: Path
    programs: Programs
    account: Account | None
    secrets: dict[str, str] = field(repr=False)
    durable: bool = True

    @property
    def data(self) -> Path:
        return self.folder / "valkey"

    @property
    def configuration(self) -> Path:
        return self.data / "valkey.conf"

    @property
    def log(self) -> Path:
        return self.folder / "valkey.log"

    def pid(self) -> int:
        """The id of our running server, 0 if there is none."""
        return server_process(self.folder)

    def port(self) -> int:
        """The port in the configuration that the last start wrote, 0 where there is none."""
        try:
            lines = self.configuration.read_text(encoding="ascii").splitlines()
            return int(next(line for line in lines if line.startswith("port ")).split()[1])
        except (OSError, ValueError, StopIteration):
            return 0

    def url(self, port: int, database: int = 0) -> str:
        """The address of one numbered database."""
        return f"redis://:{self.secrets['valkey']}@127.0.0.1:{port}/{database}"

    def answers(self, port: int) -> bool:
        """Whether the server on this port is ready and is this very data folder's."""
        try:
            with redis.Redis.from_url(
                self.url(port), socket_timeout=5, retry=Retry(NoBackoff(), 0)
            ) as client:
                client.ping()
                found = client.config_get("dir")
        except (redis.RedisError, OSError):
            return False
        return isinstance(found, dict) and str(self.data) in map(str, _texts(found.values()))

    def ensure(self) -> int:
        """Have the server running and ready; answers its port."""
        self.data.mkdir(mode=0o700, exist_ok=True)
        if self.account:
            self.account.own(self.data)
        return self._adopted() or self._started()

    def _adopted(self) -> int:
        if not self.pid():
            return 0
        until = time.monotonic() + START_SECONDS
        while self.pid() and time.monotonic() < until:
            port = self.port()
            if port and self.answers(port):
                return port
            time.sleep(0.1)
        stop_at(self.folder)
        return 0

    def _started(self) -> int:
        reason = ""
        for attempt in range(4):
            port = memory.choose_port(self.folder, "valkey")
            self._configure(port)
            if self._came_up(port):
                return port
            reason = processes.tail(self.log)
            if attempt:
                # Twice is no accident of the port: a queue file that cannot be read. What was
                # due is in PostgreSQL and is queued again, so begin with an empty queue.
                self._set_queue_aside()
        raise ServerFailed(f"Valkey did not start. Its log ends:\n{reason}")

    def _configure(self, port: int) -> None:
        text = CONFIGURATION.format(
            port=port,
            password=self.secrets["valkey"],
            data=self.data,
            appendonly="yes" if self.durable else "no",
            databases=DATABASES,
        )
        memory.write_private(self.configuration, text)
        if self.account:
            self.account.own(self.configuration)

    def _came_up(self, port: int) -> bool:
        process = processes.start(
            [str(self.programs.valkey), str(self.configuration)],
            pid_file=self.data / "valkey.pid",
            log=self.log,
            account=self.account,
            environment=ENVIRONMENT,
        )
        until = time.monotonic() + START_SECONDS
        while process.poll() is None and time.monotonic() < until:
            if self.answers(port):
                return True
            time.sleep(0.03)
        if process.poll() is None:
            processes.stop(process.pid, str(self.configuration), STOPPING)
        return False

    def _set_queue_aside(self) -> None:
        queue = self.data / "appendonlydir"
        if queue.exists():
            aside = self.data / "set-aside"
            shutil.rmtree(aside, ignore_errors=True)
            queue.rename(aside)


def server_process(folder: Path) -> int:
    """The id of the Valkey running in a state folder, 0 if there is none."""
    pid = processes.recorded_pid(folder / "valkey" / "valkey.pid")
    return pid if processes.is_ours(pid, _mark(folder)) else 0


def stop_at(folder: Path) -> None:
    """Stop the Valkey that runs in a state folder, if one does."""
    processes.stop(server_process(folder), _mark(folder), STOPPING)


def _mark(folder: Path) -> str:
    return str(folder / "valkey" / "valkey.conf")


def _texts(values: object) -> list[str]:
    found = list(values)  # type: ignore[call-overload]
    return [v.decode() if isinstance(v, bytes) else str(v) for v in found]
