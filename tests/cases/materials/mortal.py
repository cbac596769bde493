"""A server that dies while a file comes in: `python -m tests.cases.materials.mortal UPLOAD FILE N`.

Forks one child after the other; each goes on with the upload where disk and table agree and is
killed by signal 9 at one of its points, the first to third time it gets there, until the file is
whole. Prints how many were killed at each.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import django

from tests.cases.engine.mortal import _wrap

PIECE = 4096
"""Small, so that a file has many."""


def before_writing(turn: int) -> None:
    """The piece is here and nothing is on disk."""
    from cases.materials import receiving

    _wrap(receiving, "_write", turn, after=False)


def before_counting(turn: int) -> None:
    """The piece is on disk, and no row counts it."""
    from cases.materials import receiving

    _wrap(receiving, "_write", turn, after=True)


def before_commit(turn: int) -> None:
    from django.db.backends.base.base import BaseDatabaseWrapper

    _wrap(BaseDatabaseWrapper, "commit", turn, after=False)


def after_commit(turn: int) -> None:
    """The piece counts, and nobody was told so."""
    from django.db.backends.base.base import BaseDatabaseWrapper

    _wrap(BaseDatabaseWrapper, "commit", turn, after=True)


def before_the_check(turn: int) -> None:
    from cases.materials import inspecting

    _wrap(inspecting, "inspect", 1, after=False)


def after_keeping(turn: int) -> None:
    """The file lies under its content, and no row refers to it."""
    from cases.materials import storing

    _wrap(storing, "keep", 1, after=True)


IN_PIECES = (before_writing, before_counting, before_commit, after_commit)
AT_THE_END = (before_the_check, after_keeping)


def live_and_die(upload: UUID, owner: int, data: bytes, point: Callable[[int], None]) -> None:
    """What a child does: it never returns."""
    from cases.materials import receiving

    receiving.PIECE = PIECE
    try:
        point(random.randint(1, 3))
        found = receiving.find(owner, upload)
        at = found.received
        while found.state == "receiving":
            try:
                found = receiving.take(owner, upload, at, data[at : at + PIECE])
                at = found.received
            except receiving.WrongOffset as wrong:
                at = wrong.offset
    finally:
        os._exit(3 if sys.exc_info()[0] else 0)


def main(upload: UUID, owner: int, data: bytes, seed: int) -> dict[str, int]:
    """Children until the file is here; each dies where chance says."""
    killed: dict[str, int] = {point.__name__: 0 for point in (*IN_PIECES, *AT_THE_END)}
    chance = random.Random(seed)
    for number in range(10_000):
        points = AT_THE_END if not chance.randrange(3) else IN_PIECES
        point = points[number % len(points)]
        child = os.fork()
        if child == 0:
            random.seed(seed * 1000 + number)
            live_and_die(upload, owner, data, point)
        _, status = os.waitpid(child, 0)
        if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL:
            killed[point.__name__] += 1
        elif status:
            raise SystemExit(f"a child ended with {status}")
        else:
            return killed
    raise SystemExit("the file never came")


if __name__ == "__main__":
    django.setup()
    _, which, whose, file, chosen = sys.argv
    print(json.dumps(main(UUID(which), int(whose), Path(file).read_bytes(), int(chosen))))
