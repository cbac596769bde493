"""A calendar year as somebody hands it in to be published: read, and refused in plain words.

The days off and the make-up working days of a year stand in the State Council's yearly notice. A
slip in the file would move deadlines, so whatever does not add up is refused whole.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from cases.law.calendar import FIXED_HOLIDAYS, Calendar

MOST_BYTES = 200_000
_FIELDS = ("year", "off", "makeup", "version", "source")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_VERSION = re.compile(r"[0-9A-Za-z][0-9A-Za-z._-]{0,23}", re.ASCII)
_FIXED_SINCE = 2025
"""Since then these holidays are fixed as they are now (全国年节及纪念日放假办法 art. 2)."""


class BadYear(ValueError):
    """The year cannot be published as it is: what is wrong, where, and how to mend it."""

    def __init__(self, reason: str, zh: str, en: str) -> None:
        self.reason, self.zh, self.en = reason, zh, en
        super().__init__(en)


@dataclass(frozen=True)
class Year:
    """A year as announced. ``version`` names its content for good; ``source`` is the notice."""

    year: int
    off: list[date]
    makeup: list[date]
    version: str
    source: str


def read_year(content: bytes, calendar: Calendar) -> Year:
    """The year that a JSON file tells, fit to follow on this calendar. Raises BadYear."""
    told = _object(content)
    year = told["year"]
    if isinstance(year, bool) or not isinstance(year, int) or not 1990 <= year <= 2120:
        raise _bad("year", "应为1990至2120之间的整数", "should be a whole number, 1990 to 2120")
    if year > calendar.known_until.year + 1:
        first = calendar.known_until.year + 1
        raise BadYear(
            "calendar_gap",
            f"year：{first}年尚未公布，不能先公布{year}年；请先公布{first}年。",
            f"year: {first} is not published yet, so {year} cannot be: publish {first} first.",
        )
    off, makeup = (_days(told, name, year) for name in ("off", "makeup"))
    _check_days(year, off, makeup)
    return Year(year, off, makeup, _version(told["version"]), _source(told["source"]))


def _object(content: bytes) -> dict[str, Any]:
    if len(content) > MOST_BYTES:
        raise BadYear(
            "too_large", "文件过大，不是一年的日历。", "The file is too large for a year."
        )
    try:
        told = json.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise BadYear("not_utf8", "文件应为UTF-8编码。", "The file should be in UTF-8.") from None
    except json.JSONDecodeError as error:
        raise BadYear(
            "not_json",
            f"第{error.lineno}行第{error.colno}列：不是有效的JSON。",
            f"Line {error.lineno}, column {error.colno}: this is not JSON.",
        ) from None
    except (ValueError, RecursionError):
        raise BadYear("not_json", "文件不是有效的JSON。", "The file is not JSON.") from None
    names = set(told) if isinstance(told, dict) else set()
    if names != set(_FIELDS):
        missing = ", ".join(name for name in _FIELDS if name not in names) or "-"
        unknown = ", ".join(sorted(name[:20] for name in names.difference(_FIELDS))[:5]) or "-"
        raise BadYear(
            "bad_fields",
            f"文件应为JSON对象，且仅含 {', '.join(_FIELDS)}；缺少：{missing}；多余：{unknown}。",
            f"The file should be a JSON object of {', '.join(_FIELDS)} alone; "
            f"missing: {missing}; unknown: {unknown}.",
        )
    return told  # type: ignore[no-any-return]


def _bad(field: str, zh: str, en: str) -> BadYear:
    return BadYear(f"bad_{field}", f"{field}：{zh}。", f"{field}: {en}.")


def _days(told: dict[str, Any], name: str, year: int) -> list[date]:
    days = told[name]
    if not isinstance(days, list):
        raise _bad(name, '应为日期的列表，如 ["2027-01-01"]', 'should be a list: ["2027-01-01"]')
    found = [_day(text, name, number) for number, text in enumerate(days, 1)]
    for number, day in enumerate(found, 1):
        if day.year != year:
            raise _bad(
                name,
                f"第{number}项{day}不在{year}年；请写入该年的文件并另行公布",
                f"item {number}, {day}, is not in {year}: put it into that year and publish that",
            )
        if day in found[: number - 1]:
            raise _bad(name, f"{day}重复，请删去一个", f"{day} stands there twice: remove one")
    return sorted(found)


def _day(text: object, name: str, number: int) -> date:
    try:
        if isinstance(text, str) and _DAY.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise _bad(
        name,
        f"第{number}项不是日期，日期应写作 2027-01-31",
        f"item {number} is no date; write a date as 2027-01-31",
    )


def _check_days(year: int, off: list[date], makeup: list[date]) -> None:
    for day in makeup:
        if day in off:
            raise _bad(
                "makeup",
                f"{day}既是放假日又是补班日，请删去一处",
                f"{day} is in off too: remove it from one of them",
            )
        if day.weekday() < 5:
            raise _bad(
                "makeup",
                f"{day}不是周末，本就是工作日，请删去",
                f"{day} is no weekend day and so a working day anyway: remove it",
            )
    if year < _FIXED_SINCE:
        return
    for month, day_of_month in sorted(FIXED_HOLIDAYS):
        if (day := date(year, month, day_of_month)) not in off:
            raise _bad(
                "off",
                f"缺少法定节日{day}，请补上",
                f"the holiday fixed by law on {day} is missing: add it",
            )


def _version(text: object) -> str:
    if isinstance(text, str) and _VERSION.fullmatch(text):
        return text
    raise _bad(
        "version",
        "应为1至24个字母、数字、点、横线，如 2027.1",
        "should be 1 to 24 letters, digits, dots and dashes, e.g. 2027.1",
    )


def _source(text: object) -> str:
    if isinstance(text, str) and 0 < len(text.strip()) <= 200 and text.isprintable():
        return text.strip()
    raise _bad(
        "source",
        "请写明公布该安排的文件（200字以内）",
        "name the notice that announced it, in at most 200 characters",
    )
