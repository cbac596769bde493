"""Starting, recognising and stopping processes by id, never by name."""

import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from courtflow.servers.account import Account, process_options

MAX_LOG = 5_000_000
# The shell writes its own id and then becomes the server, so that there is no moment at which
# the server runs and its id is not on disk.
RECORD_AND_BECOME = 'echo $$ >"$0" && exec "$@"'


def start(
    command: Sequence[str],
    *,
    pid_file: Path | None,
    log: Path,
    account: Account | None,
    environment: Mapping[str, str],
) -> subprocess.Popen[bytes]:
    """Start a server in a session of its own, where Ctrl-C in the terminal does not reach it."""
    if log.exists() and log.stat().st_size > MAX_LOG:
        log.replace(log.with_suffix(".old.log"))
    line = list(command)
    if pid_file:
        line = ["/bin/sh", "-c", RECORD_AND_BECOME, str(pid_file), *line]
    handle = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        return subprocess.Popen(
            line,
            stdin=subprocess.DEVNULL,
            stdout=handle,
            stderr=handle,
            cwd="/",
            env=dict(environment),
            start_new_session=True,
            umask=0o077,
            **process_options(account),
        )
    finally:
        os.close(handle)


def command_line(pid: int) -> str:
    """The command line of a living process, empty where there is none or it is a zombie."""
    with suppress(OSError):
        words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
        return b" ".join(words).decode("utf-8", "replace")
    if Path("/proc/self/cmdline").exists():
        return ""
    asked = subprocess.run(  # machines without /proc
        ["ps", "-o", "command=", "-p", str(pid)], capture_output=True, text=True, check=False
    )
    return asked.stdout.strip()


def is_ours(pid: int, mark: str) -> bool:
    """Whether this id is alive and its command line carries our mark (a path of our state)."""
    return pid > 0 and mark in command_line(pid)


def recorded_pid(pid_file: Path) -> int:
    """The id in the first line of a pid file; 0 where the file is missing, empty or torn."""
    with suppress(OSError, ValueError, IndexError):
        return int(pid_file.read_text(encoding="ascii", errors="replace").split()[0])
    return 0


def _reap(pid: int) -> None:
    # Only a parent can; for everybody else the process is not a child.
    with suppress(ChildProcessError):
        os.waitpid(pid, os.WNOHANG)


def wait_for_end(pid: int, mark: str, seconds: float) -> bool:
    """Wait until the process is gone; False when it outlives the patience."""
    until = time.monotonic() + seconds
    while True:
        _reap(pid)
        if not is_ours(pid, mark):
            return True
        if time.monotonic() > until:
            return False
        time.sleep(0.02)


def stop(pid: int, mark: str, ladder: Sequence[tuple[signal.Signals, float]]) -> None:
    """End a process of ours, each signal in turn with its patience in seconds."""
    for step, patience in ladder:
        if not is_ours(pid, mark):
            return
        with suppress(ProcessLookupError):
            os.kill(pid, step)
        if wait_for_end(pid, mark, patience):
            return


def tail(log: Path, lines: int = 12) -> str:
    """The end of a log, for the message that says why a server did not start."""
    with suppress(OSError):
        return "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:])
    return ""
