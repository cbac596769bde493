"""Races: calls that begin at the same moment, each on a connection of its own."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from django.db import connection


def at_once(calls: list[Callable[[], Any]]) -> list[Any]:
    """Let all calls go together; what each returned or raised, in their order."""
    start = Barrier(len(calls))

    def run(call: Callable[[], Any]) -> Any:
        connection.ensure_connection()
        start.wait(30)
        try:
            return call()
        except Exception as error:  # the loser's answer is what a race is about
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as threads:
        return [done.result(60) for done in [threads.submit(run, call) for call in calls]]
