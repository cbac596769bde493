"""A demo court on a fixed morning, and its people, each at a window of their own.

A court is made once a module, with the few cases its tests name; tests of a module share it and
each of them acts on its own case. Its clock begins on Monday 2 March 2026, so that every date a
test names can be counted by hand on a calendar.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest
from pytest_django.live_server_helper import LiveServer

from tests.e2e.people import Courthouse, Look, Person, Windows
from tests.payments import payment_sandbox

if TYPE_CHECKING:
    from playwright.sync_api import Browser

Enter = Callable[..., Person]


@pytest.fixture(scope="session")
def windows(browser: Browser, django_db_setup: None) -> Iterator[Windows]:
    """The application, served for all modules of this worker, and windows on it."""
    server = LiveServer("127.0.0.1")
    with payment_sandbox():
        yield Windows(browser, server.url)
    server.stop()


@pytest.fixture(scope="module")
def house(windows: Windows, worker: Any, django_db_blocker: Any) -> Iterator[Courthouse]:
    """The demo court of a module, emptied afterwards."""
    with django_db_blocker.unblock():
        yield Courthouse.opened(windows)
        worker.clean()
        worker.empty_queue()


@pytest.fixture
def enter(house: Courthouse) -> Iterator[Enter]:
    """``enter("clerk")``: a person sits down, already signed in, at a window of their own.

    Afterwards no window may have seen a failing page, a script error, a break of the content
    security policy, or a request that leaves this machine.
    """
    entered: list[Person] = []

    def sit_down(username: str = "", **look: Any) -> Person:
        entered.append(house.person(username, Look(**look)))
        return entered[-1]

    yield sit_down
    problems = [problem for person in entered for problem in person.problems]
    for person in entered:
        person.leave(house.windows)
    assert problems == []
