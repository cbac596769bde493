"""The sandbox of payments, as `make run` starts it, for tests that pay."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread

from django.test import override_settings

from courtflow.gateways.payments import sandbox_key
from courtflow.gateways.sandbox_payments import Server


@contextmanager
def payment_sandbox() -> Iterator[Server]:
    """A sandbox on a port of its own, which the application knows of."""
    with Server(0, sandbox_key()) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        with override_settings(PAYMENTS_URL=server.url):
            yield server
        server.shutdown()
        thread.join(10)
