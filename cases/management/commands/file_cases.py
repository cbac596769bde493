"""`manage.py file_cases`: file the cases of a JSONL file, one record a line."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from django.core.management.base import CommandParser

from cases.intake import Desk, Filed, clerk_of, file_all
from cases.law.periods import SHANGHAI
from cases.law.refusals import Refusal
from cases.loading import effective_now
from cases.management.answer import (
    Answer,
    AnsweringCommand,
    needed,
    read_day_or_moment,
    read_number,
    reading,
)
from cases.models import Court

OPENING = time(9)
"""Papers of a day without an hour are taken in when the court opens."""


class Command(AnsweringCommand):
    """File every good line; a bad one is named with its reason and the rest go on."""

    help = "批量立案登记 / File the cases of a JSONL file, as a clerk of the court."

    def questions(self, parser: CommandParser) -> None:
        """Which file, in which court."""
        parser.add_argument("file", help="JSONL：每行一件 / one record a line: id, cause, facts …")
        parser.add_argument("--court", help="法院代字 / code of the court, e.g. 鲁0102")
        parser.add_argument("--at", help="收件日期（仅训练法院） / received at (training courts)")
        parser.add_argument("--limit", help="最多读取的件数 / how many records to read at most")

    def answer(self, **options: Any) -> Answer:
        """How many were filed, how many had been before, and which lines cannot be."""
        court = _court(needed(options["court"], "--court"))
        most = read_number(options["limit"], "--limit", 1, 10**9) if options["limit"] else None
        desk = Desk(court, clerk_of(court), _moment(options["at"], court))
        with reading(options["file"]) as file:
            filed = file_all(desk, file, most)
        data = {"filed": filed.filed, "repeated": filed.repeated, "bad": filed.bad}
        return Answer(data, _lines(filed, "zh"), _lines(filed, "en"), _failure(filed))


def _court(code: str) -> Court:
    court = Court.objects.select_related("group").filter(code=code).first()
    if court is None:
        raise Refusal("court_unknown", court=code[:40])
    return court


def _moment(text: str | None, court: Court) -> datetime | None:
    if not text:
        return None
    day = read_day_or_moment(text, "--at")
    if not court.group.is_training:
        raise Refusal("at_not_training")
    moment = day if isinstance(day, datetime) else datetime.combine(day, OPENING, SHANGHAI)
    if moment > effective_now(court.group_id):
        raise Refusal("at_in_future")
    return moment


# -- words ------------------------------------------------------------------------------------


def _lines(filed: Filed, lang: str) -> list[str]:
    zh = lang == "zh"
    first = (
        f"已立 {filed.filed} 件，此前已立 {filed.repeated} 件，不能立 {len(filed.bad)} 行"
        if zh
        else f"{filed.filed} filed, {filed.repeated} filed before, {len(filed.bad)} bad lines"
    )
    return [first, *(f"{bad['line']:>8}: {bad[lang]} [{bad['reason']}]" for bad in filed.bad)]


def _failure(filed: Filed) -> tuple[str, str] | None:
    if not filed.bad:
        return None
    numbers = ", ".join(str(bad["line"]) for bad in filed.bad[:20])
    return f"有 {len(filed.bad)} 行不能立案：第 {numbers} 行。", (
        f"{len(filed.bad)} lines could not be filed: {numbers}."
    )
