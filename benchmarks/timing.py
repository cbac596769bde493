"""How long the database takes, seen from the connection of this process."""

from __future__ import annotations

import time
from collections.abc import Callable
from types import TracebackType
from typing import Any

from django.db import connection


class DatabaseTime:
    """Adds up the time of all statements of a block, the way over the loopback included."""

    def __init__(self) -> None:
        self.milliseconds = 0.0
        self.statements = 0
        self._wrapper = connection.execute_wrapper(self._timed)

    def _timed(self, execute: Callable[..., Any], *arguments: Any) -> Any:
        started = time.perf_counter()
        try:
            return execute(*arguments)
        finally:
            self.milliseconds += (time.perf_counter() - started) * 1000
            self.statements += 1

    def __enter__(self) -> DatabaseTime:
        self._wrapper.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:  # fmt: skip
        self._wrapper.__exit__(kind, error, trace)
