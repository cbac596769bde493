"""The child processes of `manage.py serve`: started together, watched, and ended together.

A child that dies is started again, later each time it dies early. A child whose pulse stops (a
worker that lives but takes no work) is ended and started again. An errand is a child that ends by
itself: it starts when the others are up, and where it fails that is said and it is left. If the
parent is killed its children end: by the kernel's word where there is one (Linux), otherwise at
the next start, which finds them by the list it kept.
"""

import ctypes
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from courtflow.servers import processes
from courtflow.servers.folder import CHECKOUT
from courtflow.servers.memory import write_private

STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
PATIENCE = 12.0
STOPPING = ((signal.SIGTERM, PATIENCE), (signal.SIGKILL, 3.0))
LOOK_EVERY = 0.3
PULSE_EVERY = 15.0
SETTLED_AFTER = 60.0
LONGEST_PAUSE = 30.0
READY_SECONDS = 60.0
PR_SET_PDEATHSIG = 1

_libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


@dataclass
class Child:
    """One process of the family and how it is doing."""

    name: str
    command: Sequence[str]
    ready_port: int = 0
    pulse: Callable[[], float | None] | None = None
    stuck_after: float = 0.0
    if_it_fails: str = ""
    """For an errand: how to go on without it."""
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    deaths: int = 0
    due: float = 0.0
    looked: float = field(default=0.0)

    def start(self) -> None:
        """Start the process in a session of its own; Ctrl-C reaches the parent alone."""
        parent = os.getpid()

        def tie() -> None:
            # If the parent died before the tie was made, nobody would ever send the signal.
            if _libc:
                _libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
                if os.getppid() != parent:
                    os._exit(1)

        self.process = subprocess.Popen(
            self.command,
            stdin=subprocess.DEVNULL,
            cwd=CHECKOUT,
            start_new_session=True,
            preexec_fn=tie,
        )
        self.started = self.looked = time.monotonic()

    def is_stuck(self) -> bool:
        """Whether the child lives but its pulse has stopped."""
        now = time.monotonic()
        if not self.pulse or now - self.looked < PULSE_EVERY:
            return False
        self.looked = now
        if now - self.started < self.stuck_after:
            return False
        age = self.pulse()
        return age is not None and age > self.stuck_after

    def plan_restart(self) -> float:
        """Note a death; answers the pause in seconds before the next start."""
        now = time.monotonic()
        self.deaths = 1 if now - self.started > SETTLED_AFTER else self.deaths + 1
        pause = min(LONGEST_PAUSE, 2.0 ** (self.deaths - 1))
        self.process, self.due = None, now + pause
        return pause


class Family:
    """All children of one `serve`."""

    def __init__(self, record: Path, say: Callable[[str], None]) -> None:
        self._record = record
        self._say = say
        self._children: list[Child] = []
        self._stopping = False

    def end_leftovers(self) -> None:
        """End children that an earlier parent, killed, could not end."""
        with suppress(FileNotFoundError, json.JSONDecodeError, ValueError):
            for pid, mark in json.loads(self._record.read_text(encoding="utf-8")):
                processes.stop(int(pid), str(mark), STOPPING)
        self._record.unlink(missing_ok=True)

    def run(
        self,
        children: Sequence[Child],
        when_up: Callable[[], None],
        errands: Sequence[Child] = (),
    ) -> None:
        """Start the children, then the errands; stay until a signal says stop, and end them all."""
        self._children = list(children)
        before = {number: signal.signal(number, lambda *_: self.stop()) for number in STOP_SIGNALS}
        try:
            for child in self._children:
                self._start(child)
            if self._all_listen():
                when_up()
                for errand in errands:
                    self._children.append(errand)
                    self._start(errand)
            elif not self._stopping:
                self._say("The pages do not answer yet; the messages above may say why.")
            while not self._stopping:
                self._look_after()
                time.sleep(LOOK_EVERY)
        finally:
            self._end_all()
            for number, handler in before.items():
                signal.signal(number, handler)

    def stop(self) -> None:
        """Leave `run` at the next look."""
        self._stopping = True

    def _start(self, child: Child) -> None:
        child.start()
        self._note_living()

    def _note_living(self) -> None:
        living = [c for c in self._children if c.process]
        facts = [(c.process.pid, _mark(c)) for c in living if c.process]
        write_private(self._record, json.dumps(facts))

    def _all_listen(self) -> bool:
        """Wait until every child with a port takes connections there."""
        until = time.monotonic() + READY_SECONDS
        ports = [child.ready_port for child in self._children if child.ready_port]
        while not all(map(_listens, ports)):
            if self._stopping or time.monotonic() > until:
                return False
            self._look_after()
            time.sleep(0.05)
        return not self._stopping

    def _look_after(self) -> None:
        for child in list(self._children):
            if child.process is None:
                if time.monotonic() >= child.due:
                    self._start(child)
            elif child.process.poll() is not None and child.if_it_fails:
                self._done(child, child.process.returncode)
            elif child.process.poll() is not None:
                code = child.process.returncode
                pause = child.plan_restart()
                self._say(f"{child.name}: ended ({code}); starts again in {pause:.0f} s.")
            elif child.is_stuck():
                self._say(f"{child.name}: alive but does no work; starts again.")
                _end([child.process], PATIENCE)

    def _done(self, errand: Child, code: int) -> None:
        self._children.remove(errand)
        self._note_living()
        if code:
            self._say(f"{errand.name}: failed ({code}); {errand.if_it_fails}")

    def _end_all(self) -> None:
        _end([child.process for child in self._children if child.process], PATIENCE)
        self._record.unlink(missing_ok=True)


def _mark(child: Child) -> str:
    return " ".join(child.command[1:])


def _end(children: Sequence[subprocess.Popen[bytes]], patience: float) -> None:
    """End children side by side; what they started in their groups does not outlive them."""
    until = time.monotonic() + patience
    for child in children:
        child.terminate()
    for child in children:
        with suppress(subprocess.TimeoutExpired):
            child.wait(max(0.0, until - time.monotonic()))
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()


def _listens(port: int) -> bool:
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False
