"""`manage.py bounces`: takes mail that came back, from a pipe or from files."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from courtflow import serving


class Command(BaseCommand):
    """Read one message from the standard input, or each file named."""

    help = "处理退信 / Take reports of mail that was not delivered (RFC 3464)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The files, and where the message was delivered to."""
        parser.add_argument("files", nargs="*", help="邮件文件 / files of one message each")
        parser.add_argument("--to", default="", help="信封收件人 / the envelope's recipient")

    def handle(self, *args: Any, **options: Any) -> None:
        """One line a message: what became of it."""
        if not options["files"]:
            self.stdout.write(serving.take_back(sys.stdin.buffer.read(), options["to"]))
        for name in options["files"]:
            said = serving.take_back(Path(name).read_bytes(), options["to"])
            self.stdout.write(f"{name}: {said}")
