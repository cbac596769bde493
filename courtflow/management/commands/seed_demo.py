"""`manage.py seed_demo`: make the demo courts, their people and their cases, once."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import CommandParser

from cases.management.answer import Answer, AnsweringCommand, read_number
from courtflow.rehearsal import demo
from courtflow.rehearsal.people import (
    INSISTED,
    PARTIES,
    PASSWORD,
    STAFF,
    cast,
    only_in_a_demonstration,
)


class Command(AnsweringCommand):
    """Go on where an earlier run stopped; two at once double nothing."""

    help = "建立演示法院、人员与约二百件案件 / Make the demo courts, people and cases, once."

    def questions(self, parser: CommandParser) -> None:
        """How much of it."""
        parser.add_argument("--lived", default="75", help="另演全程件数 / lives beside the nodes")
        parser.add_argument("--people", action="store_true", help="仅法院与人员 / no cases")
        parser.add_argument("--cases", action="store_true", help="不列账号 / name no accounts")
        parser.add_argument("--into-this-database", action="store_true", help=INSISTED)

    def answer(self, **options: Any) -> Answer:
        """How many disputes were played now, and which scripts did not fit."""
        only_in_a_demonstration(options["into_this_database"])
        lived = read_number(options["lived"], "--lived", 0, 10**4)
        people = cast()
        accounts = [] if options["cases"] else _accounts()
        played = demo.Seeded() if options["people"] else demo.seed(people, lived=lived)
        stuck = [one.named() for one in played.stuck]
        data = {"played": played.played, "stuck": stuck, "accounts": [a[0] for a in accounts]}
        return Answer(
            data, _lines(accounts, played, "zh"), _lines(accounts, played, "en"), _failure(played)
        )


def _accounts() -> list[tuple[str, str, str]]:
    """The accounts by name and role; where nobody can sign in with them, none."""
    if not settings.DEMO:
        return []
    staff = [(name, role.zh, role.en) for name, role, _, _ in STAFF]
    return [*staff, *((name, "当事人", "party") for name, _ in PARTIES)]


# -- words ------------------------------------------------------------------------------------


def _lines(accounts: list[tuple[str, str, str]], seeded: demo.Seeded, lang: str) -> list[str]:
    lines = []
    if accounts:
        # Whoever looks for an account reads either language, whatever the rest is in.
        lines.append(f"演示账号 / demo accounts (密码 password: {PASSWORD})")
        lines += [f"  {name:<12} {zh} / {en}" for name, zh, en in accounts]
    if seeded.played:
        lines.append(f"演示案件已就绪 / the demo cases are ready ({seeded.played})")
    return lines + [f"{one.named()[lang]} [{one.reason}]" for one in seeded.stuck]


def _failure(seeded: demo.Seeded) -> tuple[str, str] | None:
    if not seeded.stuck:
        return None
    many = len(seeded.stuck)
    return f"{many} 个剧本演不下去，其余已演完。", (
        f"{many} lives got stuck; the others have been played."
    )
