"""The sandbox of payments as a process of its own; `make run` starts it."""

import signal
import sys
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from courtflow.gateways.payments import sandbox_key
from courtflow.gateways.sandbox_payments import Server

SANDBOX = "courtflow.gateways.payments.Sandbox"


class Command(BaseCommand):
    """Serve until stopped; refused where the sandbox is not the gateway."""

    help = "Play the payment gateway on this machine, for training."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Options of the command line."""
        parser.add_argument("--port", type=int, required=True, help="port on the loopback address")

    def handle(self, *args: Any, **options: Any) -> None:
        """Serve."""
        if settings.GATEWAYS["payments"] != SANDBOX:
            raise CommandError("The sandbox of payments is for training.")
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
        with Server(options["port"], sandbox_key()) as server:
            server.serve_forever()
