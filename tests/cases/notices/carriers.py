"""Gateways for the tests: what they took can be read, and how they fail can be set."""

from __future__ import annotations

import os
from typing import ClassVar

from courtflow.gateways import Undeliverable, Unreachable


class Recording:
    """Keeps what it is given; fails as it is told to."""

    name = "recording"
    is_sandbox = False
    taken: ClassVar[list[tuple[str, str, str]]] = []
    tried: ClassVar[list[str]] = []
    fails: ClassVar[type[Exception] | None] = None

    def send(self, to: str, text: str, key: str) -> None:
        self.tried.append(key)
        if self.fails is not None:
            raise self.fails
        self.taken.append((to, text, key))

    @classmethod
    def reset(cls) -> None:
        cls.taken, cls.tried, cls.fails = [], [], None


class Mail(Recording):
    """The same for mail."""

    taken: ClassVar[list[tuple[str, str, str]]] = []
    tried: ClassVar[list[str]] = []


class Paper(Recording):
    """Writes what it takes on paper that outlives the process."""

    def send(self, to: str, text: str, key: str) -> None:
        with open(os.environ["CARRIER_PAPER"], "a", encoding="utf-8") as paper:
            paper.write(f"{key}\n")


DOWN, REFUSES = Unreachable, Undeliverable
