"""A calendar year as it is handed in: what adds up is taken, all else is refused in words."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from cases.law.announced import BadYear, Year, read_year
from cases.law.calendar import NATIONAL

FIXED = ["2027-01-01", "2027-05-01", "2027-05-02", "2027-10-01", "2027-10-02", "2027-10-03"]
GOOD: dict[str, Any] = {
    "year": 2027, "off": FIXED, "makeup": ["2027-02-20"], "version": "2027.1",
    "source": "演示通知",
}  # fmt: skip


def read(**changed: Any) -> Year:
    return read_year(json.dumps({**GOOD, **changed}).encode(), NATIONAL)


def test_a_year_that_adds_up_is_read() -> None:
    year = read(off=list(reversed(FIXED)))
    assert year.off == [date.fromisoformat(day) for day in FIXED]
    assert (year.year, year.makeup, year.version) == (2027, [date(2027, 2, 20)], "2027.1")


def test_a_file_with_a_mark_of_byte_order_is_read() -> None:
    assert read_year(b"\xef\xbb\xbf" + json.dumps(GOOD).encode(), NATIONAL).year == 2027


@pytest.mark.parametrize(
    ("changed", "reason", "named"),
    [
        ({"year": 2028}, "calendar_gap", "publish 2027 first"),
        ({"year": "2027"}, "bad_year", "whole number"),
        ({"year": True}, "bad_year", "whole number"),
        ({"year": 1989}, "bad_year", "1990"),
        ({"year": 10**30}, "bad_year", "2120"),
        ({"off": "2027-01-01"}, "bad_off", "a list"),
        ({"off": [*FIXED, "2027-1-4"]}, "bad_off", "item 7"),
        ({"off": [*FIXED, "2027-02-30"]}, "bad_off", "item 7"),
        ({"off": [*FIXED, 20270104]}, "bad_off", "item 7"),
        ({"off": [*FIXED, "2026-12-31"]}, "bad_off", "item 7, 2026-12-31, is not in 2027"),
        ({"off": [*FIXED, "2027-01-01"]}, "bad_off", "2027-01-01 stands there twice"),
        ({"off": FIXED[1:]}, "bad_off", "2027-01-01 is missing"),
        ({"off": []}, "bad_off", "missing"),
        ({"makeup": ["2027-02-22"]}, "bad_makeup", "2027-02-22 is no weekend day"),
        ({"makeup": ["2027-05-01"]}, "bad_makeup", "2027-05-01 is in off too"),
        ({"makeup": None}, "bad_makeup", "a list"),
        ({"version": ""}, "bad_version", "2027.1"),
        ({"version": "x" * 25}, "bad_version", "24"),
        ({"version": "二〇二七"}, "bad_version", "letters"),
        ({"source": "  "}, "bad_source", "notice"),
        ({"source": "a\x00b"}, "bad_source", "notice"),
        ({"days": []}, "bad_fields", "unknown: days"),
    ],
    ids=lambda given: given if isinstance(given, str) else None,
)
def test_what_does_not_add_up_is_refused(changed: dict[str, Any], reason: str, named: str) -> None:
    with pytest.raises(BadYear) as refused:
        read(**changed)
    assert refused.value.reason == reason
    assert named in refused.value.en and refused.value.zh


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "not_json"),
        (b'{"year": 2027,', "not_json"),
        (b"[" * 100_000, "not_json"),
        (b"9" * 10_000, "not_json"),
        (b"[]", "bad_fields"),
        (b"{}", "bad_fields"),
        (b"null", "bad_fields"),
        ("{}".encode("utf-16"), "not_utf8"),
        (b" " * 200_001, "too_large"),
    ],
    ids=["empty", "cut off", "deep", "a long number", "list", "bare", "null", "utf-16", "large"],
)
def test_what_is_no_year_is_refused(content: bytes, reason: str) -> None:
    with pytest.raises(BadYear) as refused:
        read_year(content, NATIONAL)
    assert refused.value.reason == reason


def test_where_json_breaks_is_named() -> None:
    with pytest.raises(BadYear, match="Line 2, column 1"):
        read_year(b'{"year": 2027,\n', NATIONAL)


# ---------------------------------------------------------------- what is known


def test_nothing_is_known_behind_a_gap() -> None:
    """Known are all years up to one that is not announced; a year filled in later joins them."""
    gap = NATIONAL.with_year(2028, [], [], "2028")
    assert gap.known_until == NATIONAL.known_until == date(2026, 12, 31)
    assert not gap.knows(date(2027, 6, 1)) and not gap.knows(date(2028, 6, 1))
    assert not gap.is_working(date(2027, 10, 1)) and not gap.is_working(date(2028, 10, 2))
    assert NATIONAL.with_year(2027, [], [], "2027").known_until == date(2027, 12, 31)
    assert NATIONAL.with_year(2024, [], [], "2024").known_until == date(2026, 12, 31)


def test_two_calendars_differ_from_their_first_other_day_on() -> None:
    with_2027 = NATIONAL.with_year(2027, [date(2027, 3, 1)], [], "a")
    assert NATIONAL.first_difference(NATIONAL) is None
    assert with_2027.first_difference(NATIONAL) == date(2027, 1, 1)
    assert NATIONAL.first_difference(with_2027) == date(2027, 1, 1)
    later = NATIONAL.with_year(2027, [date(2027, 3, 2)], [], "b")
    assert later.first_difference(with_2027) == date(2027, 3, 1)
    made_up = NATIONAL.with_year(2027, [date(2027, 3, 1)], [date(2027, 2, 27)], "c")
    assert made_up.first_difference(with_2027) == date(2027, 2, 27)
