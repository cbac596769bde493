"""A worker that dies: `python -m tests.cases.engine.mortal POINT TIMES SEED`.

With `nowhere 0 0` it is one that lives, and sweeps to the end.

Forks one child after the other; each connects, sweeps case by case and is killed by signal 9 at
its point, the first, second or third time it gets there. The application knows nothing of it:
its functions are wrapped here. Prints how many children were killed.

One statement writes the log, the case, its clocks and its rungs, in this order. So there is a
point in the middle of it (the rows of log and case are there, those of the clocks wait for a lock),
and one right after it.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import threading
import time
from collections.abc import Callable
from typing import Any

import django
import psycopg2


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _at_turn(turn: int, do: Callable[[], None]) -> Callable[[], None]:
    """``do`` it when this is called for the so-manieth time."""
    calls = iter(range(1, 1 << 30))
    return lambda: do() if next(calls) == turn else None


def _wrap(owner: Any, name: str, turn: int, *, after: bool, do: Callable[[], None] = die) -> None:
    original, tick = getattr(owner, name), _at_turn(turn, do)

    def wrapped(*given: Any, **named: Any) -> Any:
        if not after:
            tick()
        answer = original(*given, **named)
        if after:
            tick()
        return answer

    setattr(owner, name, wrapped)


def after_claim(turn: int) -> None:
    """K2: the cases are claimed, nothing is read of them."""
    from cases import loading

    _wrap(loading, "load", turn, after=False)


def in_the_write(turn: int) -> None:
    """K3: inside the statement; log and case are written, the clocks are not."""
    from cases import loading

    _wrap(loading, "write", turn, after=False, do=_hold_the_clocks)


def _hold_the_clocks() -> None:
    """Let the write wait for the clocks' table, and die as soon as it does."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        [backend] = cursor.fetchone()
    holder = psycopg2.connect(**connection.get_connection_params() | {"cursor_factory": None})
    look = holder.cursor()
    look.execute("LOCK TABLE cases_clock IN SHARE MODE")

    def watch() -> None:
        while True:
            look.execute("SELECT 1 FROM pg_locks WHERE pid = %s AND NOT granted", [backend])
            if look.fetchone():
                die()
            time.sleep(0.002)

    threading.Thread(target=watch, daemon=True).start()


def after_write(turn: int) -> None:
    """K4: log, case, clocks, rungs and drafts are written; the receivers are still to come."""
    from cases import loading

    _wrap(loading, "write", turn, after=True)


def before_commit(turn: int) -> None:
    """K5: everything is written, and COMMIT is not sent."""
    from django.db.backends.base.base import BaseDatabaseWrapper

    _wrap(BaseDatabaseWrapper, "commit", turn, after=False)


def after_commit(turn: int) -> None:
    """K6: committed, and nobody was told."""
    from django.db.backends.base.base import BaseDatabaseWrapper

    _wrap(BaseDatabaseWrapper, "commit", turn, after=True)


def at_some_moment(turn: int) -> None:
    """Whenever: within some hundredths of a second after claiming."""
    from cases import loading

    timer = threading.Timer(random.random() * 0.03, die)
    _wrap(loading, "load", 1, after=False, do=timer.start)


POINTS = {
    point.__name__: point
    for point in (
        after_claim, in_the_write, after_write, before_commit, after_commit, at_some_moment,
    )
}  # fmt: skip


def live_and_die(point: str, seed: int) -> None:
    """What a child does: it never returns."""
    from cases import enforcement

    random.seed(seed)
    try:
        POINTS[point](random.randint(1, 3))
        enforcement.sweep(batch=1)
    finally:
        os._exit(3 if sys.exc_info()[0] else 0)


def main(point: str, times: int, seed: int) -> int:
    """Children until so many are killed; one that found all due cases still held just ends."""
    from cases import enforcement

    killed = 0
    if point == "nowhere":
        enforcement.sweep(batch=1)
    for n in range(3 * times):
        child = os.fork()
        if child == 0:
            live_and_die(point, seed * 1000 + n)
        _, status = os.waitpid(child, 0)
        if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL:
            killed += 1
        elif status:
            raise SystemExit(f"a child ended with {status}")
        if killed == times:
            break
    return killed


if __name__ == "__main__":
    django.setup()
    print(main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3])))
