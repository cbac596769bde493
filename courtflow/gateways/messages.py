"""Sending a short message to a telephone or a mail address."""

from __future__ import annotations

from typing import Protocol

from django.core.cache import cache

from cases.models.fields import blind_index

KEPT_SECONDS = 600


class MessageGateway(Protocol):
    """Something that carries short messages."""

    name: str
    is_sandbox: bool

    def send(self, to: str, text: str, key: str) -> None:
        """Send once: a repeat under the same key is not sent again.

        Raises Unreachable, and Undeliverable where no repeat would help.
        """


class Sandbox:
    """Sends nothing: the last message to an address can be read on the page for ten minutes."""

    name = "sandbox"
    is_sandbox = True

    def send(self, to: str, text: str, key: str) -> None:
        if cache.add(f"sandbox.key.{key}", 1, KEPT_SECONDS):
            cache.set(_place(to), text, KEPT_SECONDS)

    def last(self, to: str) -> str:
        """The message that a telephone would show now."""
        return str(cache.get(_place(to), ""))


def _place(to: str) -> str:
    return f"sandbox.message.{blind_index(to)}"
