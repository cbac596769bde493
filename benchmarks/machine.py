"""A durable PostgreSQL of the benchmark's own, and what the machine under it is like."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex
from statistics import median

from courtflow.servers import LASTING, Running, attach_or_start, state_folder
from courtflow.servers.folder import CHECKOUT
from courtflow.servers.memory import kept_secrets
from courtflow.servers.postgres import connected

APPLICATION_SECRETS = ("SECRET_KEY", "FIELD_KEYS", "BLIND_INDEX_KEY")


@contextmanager
def own_cluster() -> Iterator[Running]:
    """Start servers in a new folder on the same disk as the real ones; remove it all at the end."""
    folder = state_folder().parent / f"bench-{token_hex(4)}"
    try:
        with attach_or_start(folder, LASTING) as running:
            os.environ.update(running.environment())
            os.environ.update(COURTFLOW_DEMO="1", DJANGO_SETTINGS_MODULE="courtflow.settings")
            kept = kept_secrets(folder)
            os.environ.update({name: kept[name] for name in APPLICATION_SECRETS})
            _migrate()
            yield running
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _migrate() -> None:
    subprocess.run(
        [sys.executable, "manage.py", "migrate", "--verbosity=0"], cwd=CHECKOUT, check=True
    )


def describe(running: Running) -> dict[str, str]:
    """The machine in general terms, so that the figures can be read elsewhere."""
    with connected(running.admin_url) as cursor:
        cursor.execute(
            "SELECT current_setting('server_version'), current_setting('fsync'),"
            " current_setting('synchronous_commit'), current_setting('shared_buffers')"
        )
        version, fsync, commit, buffers = cursor.fetchone()
    return {
        "cores": str(os.cpu_count()),
        "python": platform.python_version(),
        "postgresql": version,
        "durable": f"fsync {fsync}, synchronous_commit {commit}, shared_buffers {buffers}",
        "fdatasync": f"{fdatasync_microseconds(running.folder):.0f} µs",
    }


def fdatasync_microseconds(folder: Path, times: int = 200) -> float:
    """How long the disk takes to keep 8 kB: the floor under every durable transaction."""
    path = folder / "fdatasync.probe"
    handle = os.open(path, os.O_WRONLY | os.O_CREAT, 0o600)
    try:
        os.write(handle, bytes(8192 * 16))
        os.fsync(handle)
        taken = []
        for _ in range(times):
            started = time.perf_counter()
            os.pwrite(handle, os.urandom(8192), 0)
            os.fdatasync(handle)
            taken.append(time.perf_counter() - started)
    finally:
        os.close(handle)
        path.unlink()
    return median(taken) * 1e6
