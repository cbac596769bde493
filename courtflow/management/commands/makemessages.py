"""In place of Django's, which needs GNU gettext: bring the catalogue up to what the pages say."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from courtflow import words
from courtflow.words import Entry


class Command(BaseCommand):
    """New messages come in untranslated, those nobody uses any more go."""

    help = "Bring locale/ up to the messages of templates and code."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Say what is still without words."""
        have = words.read()
        entries = {
            msgid: Entry(msgid, plural, *_kept(have.get(msgid)))
            for msgid, plural in words.used().items()
        }
        words.write(entries)
        for entry in entries.values():
            if not entry.is_done:
                self.stdout.write(f"no words yet: {entry.msgid}")


def _kept(entry: Entry | None) -> tuple[list[str], bool]:
    return (entry.msgstr, entry.fuzzy) if entry else ([""], False)
