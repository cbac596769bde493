"""Work done apart: in a process of its own, with little memory, little time and no way out.

A court's form and what people typed are worked on there, so that nothing in them reaches the
project, its secrets or its database. The task is named by its module and gets and gives JSON.
"""

from __future__ import annotations

import importlib
import json
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
TASKS = ("cases.writing.engine", "cases.writing.typesetting", "cases.writing.binding")
CPU_SECONDS, WALL_SECONDS = 10, 20
BINDING = "cases.writing.binding"
BINDING_SECONDS = 60
"""Of the processor, for a whole volume."""
MEMORY = 1 << 30
"""Bytes of address space; fonts are mapped into it."""
MOST_ANSWER = 20 << 20
MOST_VOLUME = 120 << 20
_START = "import sys; sys.path.append(sys.argv[1]); from cases.writing import apart; apart.answer()"
_ENVIRONMENT = {"RAYON_NUM_THREADS": "1", "MALLOC_ARENA_MAX": "2"}
"""Nothing of ours; without these a machine of many cores reserves more memory than it may have."""


class TooMuch(Exception):
    """The work did not end within its limits, or died of them."""

    reason = "too_much_work"


def run(task: str, asked: dict[str, Any], *, wall: float = WALL_SECONDS) -> dict[str, Any]:
    """Have a task done apart. Raises TooMuch."""
    command = [sys.executable, "-I", "-c", _START, str(ROOT), task]
    try:
        done = subprocess.run(
            command, input=json.dumps(asked).encode(), capture_output=True, timeout=wall,
            env=_ENVIRONMENT, cwd="/", check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired as error:
        raise TooMuch() from error
    most = MOST_VOLUME if task == BINDING else MOST_ANSWER
    if done.returncode or len(done.stdout) > most:
        raise TooMuch()
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


# -- in the process apart -------------------------------------------------------------------------


def answer() -> None:
    """Read what is asked, do it, write the answer."""
    task = sys.argv[2]
    assert task in TASKS
    _limit(BINDING_SECONDS if task == BINDING else CPU_SECONDS)
    do: Callable[[dict[str, Any]], dict[str, Any]] = importlib.import_module(task).do
    asked = json.loads(sys.stdin.buffer.read())
    sys.addaudithook(_watch)
    sys.stdout.buffer.write(json.dumps(do(asked)).encode())


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
