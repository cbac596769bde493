"""`manage.py verify_log`: prove that the logs are whole and still tell where the cases stand."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.core.management.base import CommandParser

from cases.law.refusals import NotThere, Refusal
from cases.management.answer import Answer, AnsweringCommand, read_number
from cases.models import Court
from cases.proof.verifying import Verified, verify


class Command(AnsweringCommand):
    """Verify hashes, chains, columns, texts and tails, and replay every case from its log."""

    help = "核验日志 / Verify the log: hashes, chain, texts, and that it tells where cases stand."

    def questions(self, parser: CommandParser) -> None:
        """Which cases."""
        parser.add_argument("--court", help="法院代字 / only this court's cases, by its code")
        parser.add_argument("--case", help="案件编号 / only the case with this id")

    def answer(self, **options: Any) -> Answer:
        """What was verified; a single problem makes the command fail."""
        case_id = options["case"] and read_number(options["case"], "--case", 1, 10**11)
        court_id = _court(options["court"]) if options["court"] else None
        verified = verify(court_id=court_id, case_id=case_id)
        if case_id and not verified.cases and not verified.problems:
            raise NotThere()
        data = {
            "cases": verified.cases,
            "entries": verified.entries,
            "bad": [asdict(problem) for problem in verified.problems],
        }
        return Answer(data, _lines(verified, "zh"), _lines(verified, "en"), _failure(verified))


def _court(code: str) -> int:
    court = Court.objects.filter(code=code).values_list("pk", flat=True).first()
    if court is None:
        raise Refusal("court_unknown", court=code)
    return int(court)


def _lines(verified: Verified, lang: str) -> list[str]:
    zh = lang == "zh"
    lines = [
        f"案件 {verified.cases} 件，记录 {verified.entries} 条"
        if zh
        else f"{verified.cases} cases, {verified.entries} entries"
    ]
    for problem in verified.problems:
        where = f"{problem.case}:{problem.seq if problem.seq is not None else '-'}"
        lines.append(f"{where}  {problem.zh if zh else problem.en} [{problem.what}]")
    return lines


def _failure(verified: Verified) -> tuple[str, str] | None:
    wrong = len(verified.problems) + verified.more
    if not wrong:
        return None
    return f"日志有 {wrong} 处问题。", f"The log has {wrong} problems."
