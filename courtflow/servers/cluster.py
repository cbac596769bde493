"""Both servers together, and who uses them.

Every process that needs the servers shares a lock on `users.lock` while it lives. Whoever can
take that lock alone knows that nobody uses the servers any more, and stops them: the last
command on its way out, or, where all were killed, the keeper (keeper.py). Starting is
serialised by `start.lock`. The kernel releases both locks of a killed process.
"""

import atexit
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from courtflow.servers import postgres, valkey
from courtflow.servers.account import server_account
from courtflow.servers.folder import CHECKOUT, prepare_folder, state_folder
from courtflow.servers.locks import FileLock, alone
from courtflow.servers.memory import kept_secrets
from courtflow.servers.programs import find_programs


@dataclass(frozen=True)
class Running:
    """Addresses of two servers that answer."""

    folder: Path
    database_url: str = field(repr=False)
    owner_url: str = field(repr=False)
    admin_url: str = field(repr=False)
    redis_url: str = field(repr=False)
    major: int

    def environment(self) -> dict[str, str]:
        """What settings.py reads, and nothing that the application must not have."""
        return {
            "DATABASE_URL": self.database_url,
            "DATABASE_OWNER_URL": self.owner_url,
            "REDIS_URL": self.redis_url,
        }


@dataclass(frozen=True)
class Profile:
    """What the servers are for."""

    durable: bool = True
    max_connections: int = 100


LASTING = Profile()
PASSING = Profile(durable=False, max_connections=300)


def _bring_up(folder: Path, profile: Profile) -> Running:
    with alone(folder / "start.lock"):
        account = server_account()
        programs = find_programs(folder, account)
        secrets = kept_secrets(folder)
        queue = valkey.Valkey(folder, programs, account, secrets, profile.durable)
        base = postgres.Postgres(
            folder, programs, account, secrets, profile.durable, profile.max_connections
        )
        _have_keeper(folder)
        queue_port, port = queue.ensure(), base.ensure()
    return Running(
        folder=folder,
        database_url=base.url(postgres.APP, port),
        owner_url=base.url(postgres.OWNER, port),
        admin_url=base.url(postgres.ADMIN, port),
        redis_url=queue.url(queue_port),
        major=programs.major,
    )


def _have_keeper(folder: Path) -> None:
    place = FileLock(folder / "keeper.lock")
    vacant = place.try_take()
    place.release()
    if vacant:
        subprocess.Popen(
            [sys.executable, "-m", "courtflow.servers.keeper", str(folder)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=CHECKOUT,
            start_new_session=True,
        )


def stop(folder: Path) -> None:
    """Stop both servers; the caller holds `users.lock` alone."""
    valkey.stop_at(folder)
    for data in folder.glob("postgres-*"):  # whichever version was started
        postgres.stop_at(data)


class Use:
    """One process's use of the servers; they run at least until it is released."""

    def __init__(self, folder: Path | None = None, profile: Profile = LASTING) -> None:
        self._folder = folder or state_folder()
        self._process = os.getpid()
        prepare_folder(self._folder)
        self._users = FileLock(self._folder / "users.lock")
        self._users.share()
        try:
            self.running = _bring_up(self._folder, profile)
        except BaseException:
            self.release()  # what was started half-way is not left behind
            raise

    def release(self) -> None:
        """Stop using them; the last user stops the servers. A forked child leaves them alone."""
        if os.getpid() != self._process:
            return
        self._process = -1
        try:
            if self._users.try_take():
                stop(self._folder)
        finally:
            self._users.release()


@contextmanager
def attach_or_start(folder: Path | None = None, profile: Profile = LASTING) -> Iterator[Running]:
    """Attach to running servers, else start them; at the end the last user stops them."""
    use = Use(folder, profile)
    try:
        yield use.running
    finally:
        use.release()


def ensure(folder: Path | None = None, profile: Profile = LASTING) -> Running:
    """Have the servers running for the rest of this process's life."""
    use = Use(folder, profile)
    atexit.register(use.release)
    return use.running
