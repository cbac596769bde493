"""Work done apart: in a process of its own, with little memory, little time and no way out.

A court's form and what people typed are worked on there, so that nothing in them reaches the
project, its secrets or its database. The task is named by its module and gets and gives JSON.

Each process of ours keeps one that stands ready: it has loaded the tasks and nothing else, never
reads what is asked, and forks for every request.
"""

from __future__ import annotations

import importlib
import json
import os
import resource
import signal
import socket
import struct
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
TASKS = (
    "cases.writing.engine",
    "cases.writing.typesetting",
    "cases.writing.binding",
    "cases.writing.spreadsheet",
)
CPU_SECONDS, WALL_SECONDS = 10, 20
BINDING = "cases.writing.binding"
BINDING_SECONDS = 60
"""Of the processor, for a whole volume."""
MEMORY = 1 << 30
"""Bytes of address space; fonts are mapped into it."""
MOST_ANSWER = 20 << 20
MOST_VOLUME = 120 << 20
_START = (
    "import sys; sys.path.append(sys.argv[1]); from cases.writing import apart;apart.stand_ready()"
)
_ENVIRONMENT = {"RAYON_NUM_THREADS": "1", "MALLOC_ARENA_MAX": "2"}
"""Nothing of ours; without these a machine of many cores reserves more memory than it may have."""
_ORDER = struct.Struct("=Bd")
"""Which task, and how many seconds it has."""
_BEGUN = b"\x01"


class TooMuch(Exception):
    """The work did not end within its limits, or died of them."""

    reason = "too_much_work"


def run(task: str, asked: dict[str, Any], *, wall: float = WALL_SECONDS) -> dict[str, Any]:
    """Have a task done apart. Raises TooMuch."""
    most = MOST_VOLUME if task == BINDING else MOST_ANSWER
    with _begun(task, wall) as line:
        try:
            line.sendall(json.dumps(asked).encode())
            line.shutdown(socket.SHUT_WR)
            said = _received(line, most)
        except OSError as error:  # it has died of a limit
            raise TooMuch() from error
    if not said:
        raise TooMuch()
    answer: dict[str, Any] = json.loads(said)
    return answer


def _received(line: socket.socket, most: int) -> bytes:
    """All that comes; nothing where it is more than it may be."""
    found = bytearray()
    while piece := line.recv(1 << 16):
        found += piece
        if len(found) > most:
            return b""
    return bytes(found)


# -- the process that stands ready ----------------------------------------------------------------


class _Ready:
    """Our end of it."""

    def __init__(self) -> None:
        ours, theirs = socket.socketpair()
        command = [sys.executable, "-I", "-c", _START, str(ROOT)]
        self.process = subprocess.Popen(
            command, stdin=theirs.fileno(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            env=_ENVIRONMENT, cwd="/",
        )  # fmt: skip
        theirs.close()
        self.orders = ours
        self.owner = os.getpid()

    def begin(self, task: str, wall: float) -> socket.socket | None:
        """A line to a process that does this task; None where nobody answers."""
        line, theirs = socket.socketpair()
        line.settimeout(wall + 10)  # its own clock ends it before
        try:
            socket.send_fds(self.orders, [_ORDER.pack(TASKS.index(task), wall)], [theirs.fileno()])
            theirs.close()
            if line.recv(1) == _BEGUN:
                return line
        except OSError:
            pass
        line.close()
        theirs.close()
        return None


_lock = threading.Lock()
_ready: _Ready | None = None


def _begun(task: str, wall: float) -> socket.socket:
    """A line to a fresh process; the one that stands ready is replaced once if it has died."""
    global _ready
    with _lock:
        for _ in range(2):
            if _ready is None or _ready.owner != os.getpid():
                _ready = _Ready()
            if (line := _ready.begin(task, wall)) is not None:
                return line
            _ready.process.kill()
            _ready.process.wait()
            _ready = None
    raise TooMuch()


def stand_ready() -> None:
    """In the process that stands ready: fork for every order until nobody is there to give one."""
    tasks = [importlib.import_module(task) for task in TASKS]
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    orders = socket.socket(fileno=0)
    while True:
        order, lines, _, _ = socket.recv_fds(orders, _ORDER.size, 1)
        if len(order) < _ORDER.size:
            os._exit(0)
        if os.fork() == 0:
            orders.close()
            index, wall = _ORDER.unpack(order)
            try:
                _answer(TASKS[index], tasks[index], wall, socket.socket(fileno=lines[0]))
            finally:
                os._exit(1)
        os.close(lines[0])


# -- in the process apart -------------------------------------------------------------------------


def _answer(name: str, task: Any, wall: float, line: socket.socket) -> None:
    """Read what is asked, do it, write the answer."""
    line.sendall(_BEGUN)
    signal.setitimer(signal.ITIMER_REAL, wall)
    _limit(BINDING_SECONDS if name == BINDING else CPU_SECONDS)
    asked = json.loads(_received(line, sys.maxsize))
    sys.addaudithook(_watch)
    said = json.dumps(task.do(asked)).encode()
    line.sendall(said)


def _limit(seconds: int) -> None:
    for what, most in (
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        try:
            resource.setrlimit(what, (most, most))
        except (ValueError, OSError):  # not every system has every limit
            continue


_REFUSED = ("open", "socket.", "subprocess.", "os.", "ctypes.", "pty.", "shutil.", "import")


def _watch(event: str, args: tuple[Any, ...]) -> None:
    """Nothing that leads out of here; modules that are there already may be asked for again."""
    if event.startswith(_REFUSED) and not (event == "import" and args[0] in sys.modules):
        raise PermissionError(event)
