"""A real mail server on the loopback address, which answers some recipients as it is told."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from aiosmtpd.controller import Controller

from courtflow.gateways import gateway
from courtflow.settings import mail_server


class Handler:
    """Takes what is for nobody in particular; refuses for ever or for now whom it is told to."""

    def __init__(self) -> None:
        self.refused: set[str] = set()
        self.delayed: set[str] = set()
        self.taken: list[tuple[str, str, bytes]] = []
        """Envelope sender, recipient, message: exactly what was answered with 250."""

    async def handle_RCPT(
        self, server: Any, session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        if address in self.refused:
            return "550 5.1.1 no such user"
        if address in self.delayed:
            return "451 4.7.1 come back later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        for to in envelope.rcpt_tos:
            self.taken.append((envelope.mail_from, to, envelope.content))
        return f"250 2.0.0 queued as Q{len(self.taken)}"

    @property
    def recipients(self) -> set[str]:
        return {to for _, to, _ in self.taken}


@contextmanager
def listening(settings: Any) -> Iterator[tuple[Handler, str]]:
    """The server, and the EMAIL_URL that leads to it; the settings name it."""
    handler = Handler()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    url = f"smtp://127.0.0.1:{port}/?from=court@example.org"
    for name, value in mail_server(url).items():
        setattr(settings, name, value)
    settings.GATEWAYS = {**settings.GATEWAYS, "mail": "courtflow.gateways.mail.Smtp"}
    gateway.cache_clear()
    try:
        yield handler, url
    finally:
        gateway.cache_clear()
        controller.stop()
