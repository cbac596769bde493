"""`manage.py publish_year`: publish a calendar year and compute the deadlines in it anew."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser

from cases import ground, recomputing
from cases.law.announced import MOST_BYTES, BadYear, Year, read_year
from cases.law.calendar import NATIONAL
from cases.management.answer import Answer, AnsweringCommand, reading, set_aside_failure
from cases.models import CalendarYear


class Command(AnsweringCommand):
    """Publish the year of a file, whole or not at all; a second run finds only what is left."""

    help = "公布日历年度并重算期限 / Publish a calendar year, and compute deadlines anew."

    def questions(self, parser: CommandParser) -> None:
        """Which file."""
        parser.add_argument("file", help="JSON: year, off, makeup, version, source")

    def answer(self, **options: Any) -> Answer:
        """How many cases have deadlines that moved, and which could not be computed."""
        with reading(options["file"]) as file:
            year = read_year(file.read(MOST_BYTES + 1), ground.calendar_of())
        _check_version(year)
        done = recomputing.announce_year(
            year.year, year.off, year.makeup, year.version, year.source
        )
        return Answer(
            {
                "year": year.year,
                "version": year.version,
                "cases": done.cases,
                "set_aside": done.set_aside,
            },
            [f"已公布{year.year}年（{year.version}），期限变动的案件{done.cases}件"],
            [f"{year.year} is published ({year.version}); deadlines moved in {done.cases} cases"],
            set_aside_failure(done.set_aside),
        )


def _check_version(year: Year) -> None:
    """A version names one content: by it a clock tells what it was computed under."""
    said = {"off": _told(year.off), "makeup": _told(year.makeup)}
    others = CalendarYear.objects.filter(version=year.version).exclude(year=year.year, **said)
    if year.version == NATIONAL.version or others.exists():
        raise BadYear(
            "version_taken",
            f"version：{year.version}已用于另一内容，请另取一个，如 {year.version}b。",
            f"version: {year.version} names another content already; take a new one, "
            f"e.g. {year.version}b.",
        )


def _told(days: list[Any]) -> list[str]:
    return [day.isoformat() for day in days]
