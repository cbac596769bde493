"""In place of Django's, which needs GNU gettext: compile the catalogue in plain Python."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from courtflow import words


class Command(BaseCommand):
    """The compiled catalogue is kept with the code, so that a checkout runs as it is."""

    help = "Compile locale/ for the pages."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the compiled catalogue beside its source."""
        words.COMPILED.write_bytes(words.compiled(words.read()))
