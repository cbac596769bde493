"""A relay or a sender that dies: `python -m tests.cases.notices.mortal relay|send TIMES SEED`.

Forks one child after the other; each connects, works and is killed by signal 9 at one of its
points, the first, second or third time it gets there. Prints how many were killed at each.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
from collections.abc import Callable

import django

from tests.cases.engine.mortal import _wrap


def claimed(turn: int) -> None:
    """The relay has the messages, and nobody was looked up."""
    from cases.notices import recipients

    _wrap(recipients, "of", turn, after=False)


def told(turn: int) -> None:
    """The notices are written, the messages to send are not."""
    from cases.notices import deliveries

    _wrap(deliveries, "queue", turn, after=False)


def before_commit(turn: int) -> None:
    """All of a batch is written, and COMMIT is not sent."""
    from django.db.backends.base.base import BaseDatabaseWrapper

    _wrap(BaseDatabaseWrapper, "commit", turn, after=False)


def after_commit(turn: int) -> None:
    """The batch is there, and nobody was told that it is."""
    from django.db.backends.base.base import BaseDatabaseWrapper

    _wrap(BaseDatabaseWrapper, "commit", turn, after=True)


def before_send(turn: int) -> None:
    """K7: the message is claimed, and the gateway was not asked."""
    from tests.cases.notices.carriers import Paper

    _wrap(Paper, "send", turn, after=False)


def before_mark(turn: int) -> None:
    """K8: the gateway took it, and that is written nowhere."""
    from tests.cases.notices.carriers import Paper

    _wrap(Paper, "send", turn, after=True)


def after_mark(turn: int) -> None:
    """The message is marked as sent."""
    from cases.notices import deliveries

    _wrap(deliveries, "sent", turn, after=True)


POINTS: dict[str, tuple[Callable[[int], None], ...]] = {
    "relay": (claimed, told, before_commit, after_commit),
    "send": (before_send, before_mark, after_mark),
}


def live_and_die(work: str, point: Callable[[int], None], seed: int) -> None:
    """What a child does: it never returns."""
    from cases.notices import relaying, timing
    from courtflow import sending

    random.seed(seed)
    timing.is_quiet = lambda moment: False
    try:
        point(random.randint(1, 3))
        relaying.relay(batch=2) if work == "relay" else sending.send()
    finally:
        os._exit(3 if sys.exc_info()[0] else 0)


def main(work: str, times: int, seed: int) -> dict[str, int]:
    """So many children a point, all of them killed."""
    from courtflow import sending  # noqa: F401 - once, not in every child

    killed = {point.__name__: 0 for point in POINTS[work]}
    for number in range(times):
        for point in POINTS[work]:
            child = os.fork()
            if child == 0:
                live_and_die(work, point, seed * 1000 + number)
            _, status = os.waitpid(child, 0)
            if not (os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL):
                raise SystemExit(f"a child ended with {status}")
            killed[point.__name__] += 1
    return killed


if __name__ == "__main__":
    django.setup()
    print(json.dumps(main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))))
