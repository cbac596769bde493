"""Make the demo courts, their people and their cases, once."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from courtflow.rehearsal import demo
from courtflow.rehearsal.people import PARTIES, PASSWORD, STAFF, cast


class Command(BaseCommand):
    help = "Make the demo courts with people of every role and some two hundred cases, once."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--lived", type=int, default=75, help="lives played beside the nodes")
        parser.add_argument("--people", action="store_true", help="only courts and people")
        parser.add_argument("--cases", action="store_true", help="say nothing about accounts")

    def handle(self, *_: Any, **options: Any) -> None:
        people = cast()
        if not options["cases"]:
            self._accounts()
        if not options["people"]:
            played = demo.seed(people, lived=options["lived"])
            if played:
                self.stdout.write(f"演示案件已就绪 / the demo cases are ready ({played})")

    def _accounts(self) -> None:
        self.stdout.write(f"演示账号 / demo accounts (密码 password: {PASSWORD})")
        names = [(name, role.zh, role.en) for name, role, _, _ in STAFF]
        names += [(name, "当事人", "party") for name, _ in PARTIES]
        for name, zh, en in names:
            self.stdout.write(f"  {name:<12} {zh} / {en}")
