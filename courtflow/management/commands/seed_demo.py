"""Make the demo courts, their people and their cases, once."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from cases import loading
from cases.models import Case
from courtflow.rehearsal import demo
from courtflow.rehearsal.people import PARTIES, PASSWORD, STAFF, cast


class Command(BaseCommand):
    help = "Make the demo courts with people of every role and some two hundred cases, once."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--lived", type=int, default=75, help="lives played beside the nodes")

    def handle(self, *_: Any, **options: Any) -> None:
        people = cast()
        if not Case.objects.filter(court__group=people.group).exists():
            self.stdout.write("演示案件生成中 / playing the demo cases …")
            demo.seed(people, loading.effective_now(people.group.pk), lived=options["lived"])
        self.stdout.write("演示账号 / demo accounts (密码 password: " + PASSWORD + ")")
        names = [(name, role.zh, role.en) for name, role, _, _ in STAFF]
        names += [(name, "当事人", "party") for name, _ in PARTIES]
        for name, zh, en in names:
            self.stdout.write(f"  {name:<12} {zh} / {en}")
