"""Looking at a file in a process of its own, which a hostile file may break but not leave."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cases.materials.kinds import KINDS, MOST_WORDS
from cases.materials.reasons import REASONS

logger = logging.getLogger(__name__)

ROOT = Path(__file__).resolve().parents[2]
MEASURED = ("seconds", "triangles", "x", "y", "z")
MOST_SECONDS = 30
"""Of real time; the process has 10 of the processor's."""
PROGRAM = (
    "import sys; sys.path.insert(0, sys.argv[1]); from cases.materials import confined;"
    "confined.main()"
)
TAKING_APART = PROGRAM.replace("main", "take_apart")


@dataclass(frozen=True)
class Report:
    """What a file is, or why it is not taken."""

    kind: str = ""
    pages: int | None = None
    reason: str = ""
    words: str = ""
    facts: dict[str, float] = field(default_factory=dict)


def inspect(path: Path) -> Report:
    """Judge a file by its content. Never raises for what the file holds."""
    try:
        return _read(_run(path, PROGRAM))
    except subprocess.TimeoutExpired:
        return Report(reason="too_heavy")


def take_apart(path: Path, lasts: Sequence[int]) -> list[bytes]:
    """The PDF in several: one ends with each of these pages, the last one with the file.

    Empty where it cannot be taken apart.
    """
    try:
        done = _run(path, TAKING_APART, ",".join(map(str, lasts)))
    except subprocess.TimeoutExpired:
        return []
    parts, rest = [], done.stdout if done.returncode == 0 else b""
    while rest:
        length = int.from_bytes(rest[:8])
        parts.append(rest[8 : 8 + length])
        rest = rest[8 + length :]
    return parts


def _run(path: Path, program: str, *more: str) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-I", "-B", "-c", program, str(ROOT), *more]
    with path.open("rb") as file:
        return subprocess.run(
            command, stdin=file, capture_output=True, cwd="/", env={}, check=False,
            timeout=MOST_SECONDS, close_fds=True,
        )  # fmt: skip


def _read(done: subprocess.CompletedProcess[bytes]) -> Report:
    if done.returncode < 0:  # stopped by a limit: of time, or of what it may write
        return Report(reason="too_heavy")
    try:
        said = json.loads(done.stdout[-4096:])
    except ValueError:
        last = done.stderr[-300:].decode("utf-8", "replace").strip().rpartition("\n")[2]
        logger.error("an inspection broke off: %s", last.partition(":")[0])
        return Report(reason="not_checked")
    if said.get("reason"):
        reason = said["reason"]
        return Report(reason=reason if reason in REASONS else "not_checked")
    kind, pages = said.get("kind"), said.get("pages")
    if kind not in KINDS or not (pages is None or isinstance(pages, int)):
        return Report(reason="not_checked")
    words = said.get("words")
    words = words[:MOST_WORDS] if isinstance(words, str) else ""
    return Report(kind, pages, words=words, facts=_measured(said.get("facts")))


def _measured(said: Any) -> dict[str, float]:
    """Of what was measured, the numbers that mean something."""
    known = said.items() if isinstance(said, dict) else ()
    return {name: x for name, x in known if name in MEASURED and isinstance(x, int | float)}
