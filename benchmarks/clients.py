"""Client processes that do the same work at once for a given time."""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Callable
from contextlib import ExitStack, suppress
from multiprocessing.connection import Connection
from types import TracebackType
from typing import Any

Step = Callable[[], Any]
"""One transaction of a work; raises StopIteration when there is nothing left to do."""
Maker = Callable[[int], Step]
"""Makes the step of one client, given its number, in the client's own process."""


class Clients:
    """Forked clients, each with connections of its own. Make them before any is open here."""

    def __init__(self, number: int, works: dict[str, Maker]) -> None:
        self.number = number
        context = multiprocessing.get_context("fork")
        self._pipes: list[Connection] = []
        self._processes = []
        for client in range(number):
            ours, theirs = context.Pipe()
            process = context.Process(target=_serve, args=(theirs, client, works), daemon=True)
            process.start()
            theirs.close()
            self._pipes.append(ours)
            self._processes.append(process)
        for pipe in self._pipes:
            _answer(pipe)

    def run(self, work: str, seconds: float) -> float:
        """All clients do one work at once; answers transactions per second, all together."""
        for pipe in self._pipes:
            pipe.send((work, seconds))
        return float(sum(_answer(pipe) for pipe in self._pipes))

    def __enter__(self) -> Clients:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:  # fmt: skip
        with ExitStack() as stack:
            for pipe, process in zip(self._pipes, self._processes, strict=True):
                stack.callback(process.join, 10)
                stack.callback(pipe.close)


def _answer(pipe: Connection) -> float:
    answer = pipe.recv()
    if isinstance(answer, str):
        raise RuntimeError(answer)
    return float(answer)


def _serve(pipe: Connection, client: int, works: dict[str, Maker]) -> None:
    try:
        steps = {name: make(client) for name, make in works.items()}
        pipe.send(0.0)
        while True:
            work, seconds = pipe.recv()
            pipe.send(_rate(steps[work], seconds))
    except EOFError:
        return
    except Exception as error:  # told to the parent, which stops everything
        pipe.send(f"client {client}: {type(error).__name__}: {error}")


def _rate(step: Step, seconds: float) -> float:
    count, started = 0, time.perf_counter()
    with suppress(StopIteration):
        while time.perf_counter() - started < seconds:
            step()
            count += 1
    return count / (time.perf_counter() - started)
