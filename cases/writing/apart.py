"""Work done apart: in a process of its own, with little memory, little time and no way out.

A court's form, what people typed and the files they handed in are worked on there, so that nothing
in them reaches the project, its secrets or its database. The task is named by its module, gets and
gives JSON, and gets files as open descriptors, so that nobody else has to read them.

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
from collections.abc import Sequence
from contextlib import suppress
from ctypes import CDLL
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

ROOT = Path(__file__).resolve().parents[2]
BINDING = "cases.writing.binding"
DRAWING = "cases.pages.drawing"


@dataclass(frozen=True)
class Bounds:
    """What a task may use: seconds of the processor, bytes of address space (fonts and files are
    mapped into it), bytes of its answer."""

    cpu_seconds: int = 10
    memory: int = 1 << 30
    answer: int = 20 << 20


TASKS: dict[str, Bounds] = {
    "cases.writing.engine": Bounds(),
    "cases.writing.typesetting": Bounds(),
    BINDING: Bounds(cpu_seconds=60, answer=120 << 20),
    DRAWING: Bounds(cpu_seconds=6, memory=3 << 29),
}
NAMES = tuple(TASKS)
WALL_SECONDS = 20
BINDING_SECONDS = TASKS[BINDING].cpu_seconds
MOST_FILES = 200
"""That go along with one request; Linux sends 253 descriptors at once."""
_START = (
    "import sys; sys.path.append(sys.argv[1]); from cases.writing import apart;apart.stand_ready()"
)
_ENVIRONMENT = {"RAYON_NUM_THREADS": "1", "MALLOC_ARENA_MAX": "2"}
"""Nothing of ours; without these a machine of many cores reserves more memory than it may have."""
_CLONE_NEWUSER, _CLONE_NEWNET = 0x10000000, 0x40000000
_ORDER = struct.Struct("=Bd")
"""Which task, and how many seconds it has."""
_BEGUN = b"\x01"


class TooMuch(Exception):
    """The work did not end within its limits, or died of them."""

    reason = "too_much_work"


def run(
    task: str, asked: dict[str, Any], *, wall: float = WALL_SECONDS, files: Sequence[BinaryIO] = ()
) -> dict[str, Any]:
    """Have a task done apart, ``files`` being what it may read. Raises TooMuch."""
    with _begun(task, wall, [file.fileno() for file in files]) as line:
        try:
            line.sendall(json.dumps(asked).encode())
            line.shutdown(socket.SHUT_WR)
            said = _received(line, TASKS[task].answer)
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

    def begin(self, task: str, wall: float, files: Sequence[int]) -> socket.socket | None:
        """A line to a process that does this task; None where nobody answers."""
        line, theirs = socket.socketpair()
        line.settimeout(wall + 10)  # its own clock ends it before
        try:
            order = _ORDER.pack(NAMES.index(task), wall)
            socket.send_fds(self.orders, [order], [theirs.fileno(), *files])
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


def _begun(task: str, wall: float, files: Sequence[int]) -> socket.socket:
    """A line to a fresh process; the one that stands ready is replaced once if it has died."""
    global _ready
    with _lock:
        for _ in range(2):
            if _ready is None or _ready.owner != os.getpid():
                _ready = _Ready()
            if (line := _ready.begin(task, wall, files)) is not None:
                return line
            _ready.process.kill()
            _ready.process.wait()
            _ready = None
    raise TooMuch()


def stand_ready() -> None:
    """In the process that stands ready: fork for every order until nobody is there to give one."""
    _cut_off()
    tasks = [importlib.import_module(task) for task in NAMES]
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    orders = socket.socket(fileno=0)
    while True:
        order, lines, _, _ = socket.recv_fds(orders, _ORDER.size, 1 + MOST_FILES)
        if len(order) < _ORDER.size:
            os._exit(0)
        if os.fork() == 0:
            orders.close()
            index, wall = _ORDER.unpack(order)
            try:
                _answer(NAMES[index], tasks[index], wall, lines)
            finally:
                os._exit(1)
        for line in lines:
            os.close(line)


def _cut_off() -> None:
    """A network of its own with nothing in it, where the machine lets us make one: what is not
    Python does not ask its hook."""
    with suppress(AttributeError, OSError):
        CDLL(None).unshare(_CLONE_NEWUSER | _CLONE_NEWNET)


# -- in the process apart -------------------------------------------------------------------------


def _answer(name: str, task: Any, wall: float, descriptors: list[int]) -> None:
    """Read what is asked, do it, write the answer."""
    line = socket.socket(fileno=descriptors[0])
    line.sendall(_BEGUN)
    signal.setitimer(signal.ITIMER_REAL, wall)
    _limit(TASKS[name])
    asked = json.loads(_received(line, sys.maxsize))
    files = [open(one, "rb", buffering=0) for one in descriptors[1:]]  # noqa: SIM115 - to the end
    sys.addaudithook(_watch)
    said = json.dumps(task.do(asked, *files)).encode()
    line.sendall(said)


def _limit(bounds: Bounds) -> None:
    for what, most in (
        (resource.RLIMIT_CPU, bounds.cpu_seconds),
        (resource.RLIMIT_AS, bounds.memory),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        try:
            resource.setrlimit(what, (most, most))
        except (ValueError, OSError):  # not every system has every limit
            continue


_REFUSED = ("open", "socket.", "subprocess.", "os.", "ctypes.", "pty.", "shutil.", "import")
_WITHIN = ("ctypes.cdata", "ctypes.cdata/buffer")
"""Of ctypes, what only looks at memory that is ours already."""


def _watch(event: str, args: tuple[Any, ...]) -> None:
    """Nothing that leads out of here; modules that are there already may be asked for again."""
    if event in _WITHIN:
        return
    if event.startswith(_REFUSED) and not (event == "import" and args[0] in sys.modules):
        raise PermissionError(event)
