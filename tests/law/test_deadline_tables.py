"""Deadlines reckoned by hand, from the date tests of the law and the rehearsed lives.

Each row says why its date is what it is, and is asked of the program and of the oracle alike:
an oracle that had misread the law would otherwise agree with a program that had misread it too.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from cases.law.derivation import derive
from cases.law.periods import Deadline, Limit, Span, Unit, deadline
from tests.law import oracle

SHANGHAI = ZoneInfo("Asia/Shanghai")
SHARED = Path(__file__).parents[2] / ".." / "shared"

UNITS = {
    "h": Unit.HOURS,
    "d": Unit.CALENDAR_DAYS,
    "wd": Unit.WORKING_DAYS,
    "m": Unit.MONTHS,
    "y": Unit.YEARS,
}


@dataclass(frozen=True)
class Row:
    start: str
    limit: str
    due: str
    why: str
    spans: tuple[tuple[str, str], ...] = ()
    extensions: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.start} {self.limit} {self.due}"


def _limit(text: str) -> Limit:
    amount, unit = text.split()
    return Limit(int(amount), UNITS[unit])


def _ask(row: Row) -> Deadline:
    spans = [Span(date.fromisoformat(a), date.fromisoformat(b)) for a, b in row.spans]
    extensions = [_limit(text) for text in row.extensions]
    return deadline(
        date.fromisoformat(row.start), _limit(row.limit), spans=spans, extensions=extensions
    )


def _question(row: Row) -> oracle.Question:
    def plain(text: str) -> oracle.Amount:
        amount, unit = text.split()
        return int(amount), UNITS[unit].value

    spans = tuple((date.fromisoformat(a), date.fromisoformat(b)) for a, b in row.spans)
    extensions = tuple(map(plain, row.extensions))
    return oracle.Question(
        date.fromisoformat(row.start), *plain(row.limit), extensions=extensions, spans=spans
    )


# --- the date tests of the law's section on periods ---------------------------------------------

LAW = (
    Row("2024-09-16", "15 d", "2024-10-08", "10-01 is in the National Day rest, 1-7 Oct"),
    Row("2024-09-25", "10 d", "2024-10-08", "10-05 is in the National Day rest, 1-7 Oct"),
    Row("2025-01-10", "15 d", "2025-01-26", "Sat 01-25; Sun 01-26 is a make-up working day"),
    Row("2024-04-19", "15 d", "2024-05-06", "Sat 05-04 is in the Labour Day rest, 1-5 May"),
    Row("2024-06-03", "7 d", "2024-06-11", "06-10 is Dragon Boat"),
    Row("2025-05-16", "15 d", "2025-06-03", "05-31 opens the Dragon Boat rest, to 06-02"),
    Row("2024-01-31", "1 m", "2024-02-29", "no 31 Feb: the month's last day, in a leap year"),
    Row("2024-08-31", "6 m", "2025-02-28", "no 31 Feb: the month's last day"),
    Row("2023-12-15", "6 m", "2024-06-17", "06-15 is a Saturday"),
    Row(
        "2024-03-04",
        "6 m",
        "2024-10-21",
        "09-04 and 45 days of appraisal are Sat 10-19; one roll, at the end",
        spans=(("2024-05-06", "2024-06-20"),),
    ),
)

# --- the lives: every date in bold, in the order in which it stands there -------------------------

LIVES: dict[str, tuple[Row, ...]] = {
    "L1": (
        Row("2025-01-14", "15 d", "2025-02-05", "01-29 is in the Spring Festival, to 02-04"),
        Row("2025-01-06", "3 m", "2025-04-07", "04-06 is the last day of Qingming, 4-6 Apr"),
        Row("2025-02-28", "15 d", "2025-03-17", "03-15 is a Saturday"),
    ),
    "L2": (
        Row("2024-12-20", "30 d", "2025-01-20", "01-19 is a Sunday"),
        Row("2025-01-08", "30 d", "2025-02-07", "a Friday; the festival inside adds nothing"),
        Row("2025-01-16", "30 d", "2025-02-17", "02-15 is a Saturday"),
        Row("2025-01-24", "15 d", "2025-02-08", "a Saturday made up for: worked, so no roll"),
    ),
    "L3": (
        Row("2025-04-18", "15 d", "2025-05-06", "05-03 is in the Labour Day rest, 1-5 May"),
        Row("2025-05-13", "10 d", "2025-05-23", "a Friday"),
        Row("2025-06-03", "30 d", "2025-07-03", "a Thursday"),
        Row(
            "2025-04-14",
            "6 m",
            "2025-12-10",
            "10-14 and the 57 days of the jurisdiction objection",
            spans=(("2025-04-28", "2025-06-24"),),
        ),
    ),
    "L4": (
        Row("2024-04-08", "2 m", "2024-06-11", "Sat 06-08 opens the Dragon Boat rest, to 06-10"),
        Row("2024-04-08", "3 m", "2024-07-08", "the same start after the change of procedure"),
        Row("2024-04-08", "6 m", "2024-10-08", "the same start; the first day after the rest"),
        Row("2024-06-24", "7 d", "2024-07-01", "a Monday"),
    ),
    "L5": (
        Row("2026-01-30", "15 d", "2026-02-14", "a Saturday made up for: worked, so no roll"),
        Row("2026-02-06", "15 d", "2026-02-24", "02-21 is in the Spring Festival, 15-23 Feb"),
        Row("2026-02-11", "15 d", "2026-02-26", "a Thursday"),
        Row("2026-02-13", "5 d", "2026-02-24", "02-18 is in the Spring Festival"),
        Row("2026-02-13", "30 d", "2026-03-16", "03-15 is a Sunday"),
        Row("2026-03-20", "3 m", "2026-06-22", "Sat 06-20 is in the Dragon Boat rest, 19-21 Jun"),
        Row("2026-04-30", "1 d", "2026-05-06", "05-01 opens the Labour Day rest, to 05-05"),
        Row("2026-05-06", "6 m", "2026-11-06", "a Friday"),
    ),
    "L6": (
        Row("2025-09-26", "10 d", "2025-10-09", "10-06 is in the National Day rest, 1-8 Oct"),
        Row("2025-10-20", "30 d", "2025-11-19", "a Wednesday"),
    ),
    "L7": (
        Row("2024-08-31", "6 m", "2025-02-28", "no 31 Feb: the month's last day"),
        Row("2025-01-22", "5 d", "2025-01-27", "a Monday, the last before the festival"),
        Row("2025-01-26", "15 d", "2025-02-10", "a Monday; started on a made-up Sunday"),
        Row("2025-01-22", "3 m", "2025-04-22", "a Tuesday"),
    ),
    "L8": (
        Row("2025-03-28", "7 d", "2025-04-07", "04-04 opens the Qingming rest, to 04-06"),
        Row("2025-03-28", "10 d", "2025-04-07", "a Monday, the first day after the rest"),
        Row("2025-04-14", "30 d", "2025-05-14", "a Wednesday"),
        Row("2025-04-25", "30 d", "2025-05-26", "05-25 is a Sunday"),
        Row("2025-05-20", "10 d", "2025-05-30", "a Friday, the day before Dragon Boat"),
        Row("2025-05-29", "30 d", "2025-06-28", "earliest: notice of 30 days, to a Saturday"),
        Row("2025-06-30", "30 d", "2025-07-30", "a Wednesday"),
        Row("2025-07-28", "15 d", "2025-08-12", "a Tuesday"),
        Row("2025-08-11", "60 d", "2025-10-10", "a Friday, two days after National Day"),
    ),
    "L9": (
        Row("2024-11-29", "3 m", "2025-03-01", "after: more than three months, so from 02-28 on"),
        Row("2025-03-10", "6 m", "2025-09-10", "a Wednesday"),
        Row("2025-03-10", "12 m", "2026-03-10", "a Tuesday; every six months from the ruling"),
        Row("2025-03-12", "60 d", "2025-05-12", "05-11 is a Sunday"),
        Row("2025-09-15", "7 d", "2025-09-22", "a Monday"),
        Row("2025-09-18", "6 m", "2026-03-18", "a Wednesday"),
    ),
}

# --- rules the two lists above leave out ---------------------------------------------------------

MORE = (
    Row("2025-01-06", "7 d", "2025-01-13", "a Monday: nothing to roll"),
    Row("2024-02-29", "1 y", "2025-02-28", "no 29 Feb in 2025: the month's last day"),
    Row("2024-02-29", "2 y", "2026-02-28", "no 29 Feb; 02-28 is a made-up Saturday"),
    Row("2024-02-29", "4 y", "2028-02-29", "a Tuesday, beyond the published years"),
    Row("2023-03-31", "1 m", "2023-05-04", "no 31 Apr; Sun 04-30 is in the Labour Day rest"),
    Row(
        "2024-12-31",
        "1 m",
        "2025-03-31",
        "two extensions of a month are added at once: 31 Dec + 3 m, not by way of 28 Feb",
        extensions=("1 m", "1 m"),
    ),
    Row("2024-03-04", "6 m", "2025-03-04", "six months by the president", extensions=("6 m",)),
    Row(
        "2025-01-30",
        "1 m",
        "2025-03-05",
        "months first: 02-28, then five days",
        extensions=("5 d",),
    ),
    Row(
        "2025-04-28", "5 wd", "2025-05-08", "29, 30 Apr, then 6, 7, 8 May: a made-up Sunday before"
    ),
    Row("2025-01-24", "3 wd", "2025-02-05", "Sun 01-26 and 01-27 are worked, then the festival"),
    Row(
        "2025-04-21",
        "5 wd",
        "2025-04-29",
        "Sun 04-27 is worked and ends it; of the excluded days Thu and Fri count, Sat does not",
        spans=(("2025-04-24", "2025-04-27"),),
    ),
    Row(
        "2025-03-03",
        "15 d",
        "2025-03-31",
        "03-18 and 12 days: one span within another, one that touches, told out of order",
        spans=(
            ("2025-03-15", "2025-03-17"),
            ("2025-03-06", "2025-03-15"),
            ("2025-03-08", "2025-03-11"),
            ("2025-03-16", "2025-03-18"),
        ),
    ),
    Row(
        "2025-03-03",
        "15 d",
        "2025-03-20",
        "of a span from February only 3 and 4 March lie in the period",
        spans=(("2025-02-10", "2025-03-05"),),
    ),
    Row(
        "2025-03-03",
        "15 d",
        "2025-03-18",
        "a span that ended on the day of the start excludes nothing",
        spans=(("2025-02-10", "2025-03-03"),),
    ),
    Row("2026-12-24", "7 d", "2026-12-31", "the last published day"),
    Row("2026-12-25", "7 d", "2027-01-04", "2027-01-01 is off by statute, then a weekend"),
    Row("2027-01-30", "7 d", "2027-02-08", "Sat 02-06; the festival of 2027 is not yet known"),
    Row("2027-04-16", "15 d", "2027-05-03", "1 and 2 May by statute and weekend; 3 May not yet"),
)

EARLIEST = ("earliest", "after")
DEADLINES = [
    row
    for row in (*LAW, *(row for life in LIVES.values() for row in life), *MORE)
    if not row.why.startswith(EARLIEST)
]


@pytest.mark.parametrize("row", DEADLINES, ids=str)
def test_the_last_day(row: Row) -> None:
    due = date.fromisoformat(row.due)
    assert _ask(row).due_on == due, row.why
    assert oracle.answer(_question(row)).last_day == due, row.why


@pytest.mark.parametrize("row", DEADLINES, ids=str)
def test_it_closes_at_midnight_after_the_last_day(row: Row) -> None:
    after = date.fromisoformat(row.due) + timedelta(days=1)
    assert _ask(row).due_at == datetime(after.year, after.month, after.day, tzinfo=SHANGHAI)


@pytest.mark.parametrize("row", DEADLINES, ids=str)
def test_it_is_provisional_beyond_the_published_years_only(row: Row) -> None:
    assert _ask(row).provisional == (row.due > "2026-12-31")


# --- the first day on which something may be done: counted, but never rolled ---------------------


def _counted(row: Row) -> date | None:
    """The end of the bare count, which the steps of every deadline show before any roll."""
    return next(step.date for step in derive(_ask(row)) if step.rule == "limit")


def test_bidding_may_open_on_a_saturday_thirty_days_after_the_notice() -> None:
    """At least 30 days of notice (网拍 12): no rest day delays what may come at the earliest."""
    (row,) = (row for row in LIVES["L8"] if row.why.startswith("earliest"))
    assert _counted(row) == oracle.unrolled(_question(row)) == date.fromisoformat(row.due)


def test_ending_an_execution_needs_more_than_three_months() -> None:
    """终本规定 1: over three months since filing, so the day after the three months' last day."""
    (row,) = (row for row in LIVES["L9"] if row.why.startswith("after"))
    first = date.fromisoformat(row.due)
    assert _counted(row) == oracle.unrolled(_question(row)) == first - timedelta(days=1)


# --- hours ---------------------------------------------------------------------------------------

HOURS = (
    ("2024-09-13 16:20", 48, "2024-09-15 17:00", "from 17:00, through the Mid-Autumn rest"),
    ("2024-09-13 16:00", 48, "2024-09-15 17:00", "the hour that strikes is the start hour"),
    ("2024-09-13 16:59", 48, "2024-09-15 17:00", "the last minute of the start hour"),
    ("2024-09-13 17:00", 48, "2024-09-15 18:00", "the next hour is another"),
    ("2024-12-31 23:30", 24, "2025-01-02 00:00", "from midnight, through New Year"),
    ("2024-02-28 09:10", 24, "2024-02-29 10:00", "leap day"),
)


@pytest.mark.parametrize(("start", "hours", "closes", "why"), HOURS)
def test_hours_run_from_the_next_hour_through_holidays(
    start: str, hours: int, closes: str, why: str
) -> None:
    begun = datetime.fromisoformat(start).replace(tzinfo=SHANGHAI)
    ends = datetime.fromisoformat(closes).replace(tzinfo=SHANGHAI)
    assert deadline(begun, Limit(hours, Unit.HOURS)).due_at == ends, why
    assert oracle.closing_instant(oracle.Question(begun, hours, "hours")) == ends, why


def test_hours_pause_by_the_instant() -> None:
    """Two spans of which 20 minutes overlap: 75 minutes in all, however they are told."""
    begun = datetime(2024, 9, 13, 16, 20, tzinfo=SHANGHAI)
    nine = datetime(2024, 9, 14, 9, 0, tzinfo=SHANGHAI)
    minutes = [(40, 75), (0, 60)]
    spans = [Span(*(nine + timedelta(minutes=m) for m in pair)) for pair in minutes]
    got = deadline(begun, Limit(48, Unit.HOURS), spans=spans)
    assert got.due_at == datetime(2024, 9, 15, 18, 15, tzinfo=SHANGHAI)


def test_a_pause_counts_only_from_the_hour_in_which_counting_began() -> None:
    """Paused 15:00-17:20, counted from 17:00: 20 minutes of it fall in the period."""
    begun = datetime(2024, 9, 13, 16, 20, tzinfo=SHANGHAI)
    span = Span(begun - timedelta(minutes=80), begun + timedelta(minutes=60))
    got = deadline(begun, Limit(48, Unit.HOURS), spans=[span])
    assert got.due_at == datetime(2024, 9, 15, 17, 20, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("moment", "due"),
    [
        (datetime(2025, 3, 3, 23, 59, 59, tzinfo=SHANGHAI), date(2025, 3, 10)),
        (datetime(2025, 3, 3, 15, 59, 59, tzinfo=UTC), date(2025, 3, 10)),
        (datetime(2025, 3, 3, 16, 0, tzinfo=UTC), date(2025, 3, 11)),
    ],
)
def test_the_start_day_is_the_day_in_china(moment: datetime, due: date) -> None:
    assert deadline(moment, Limit(7, Unit.CALENDAR_DAYS)).due_on == due


def test_an_open_exclusion_leaves_no_deadline_yet() -> None:
    spans = [Span(date(2025, 3, 5), date(2025, 3, 7)), Span(date(2025, 3, 20), None)]
    got = deadline(date(2025, 3, 3), Limit(6, Unit.MONTHS), spans=spans)
    assert (got.due_on, got.due_at, got.provisional) == (None, None, False)


def test_the_steps_lead_from_the_start_to_the_deadline() -> None:
    """Filed, six months, 45 days of appraisal, a Saturday: the reader can follow every stop."""
    dates = [step.date for step in derive(_ask(LAW[-1]))]
    stops = [date(2024, 3, 4), date(2024, 9, 4), date(2024, 10, 19), date(2024, 10, 21)]
    assert [day for day in dates if day in stops] == dates
    assert list(dict.fromkeys(dates)) == stops


# --- nothing in the sources is left out -----------------------------------------------------------


def _source(name: str) -> str:
    path = SHARED / name
    if not path.is_file():
        pytest.skip(f"the reference material is not here: ../shared/{name}")
    return path.read_text(encoding="utf-8")


BOLD_DATE = re.compile(r"\*\*(?:\d{4}-)?(\d\d-\d\d)(?: \d\d:\d\d)?\*\*")


def test_every_date_test_of_the_law_is_above() -> None:
    section = _source("law.md").split("**Date tests**")[1].split("\n---")[0]
    rows = [row.due[5:] for row in LAW]
    rows.insert(-1, HOURS[0][2][5:10])
    assert BOLD_DATE.findall(section) == rows


@pytest.mark.parametrize("life", LIVES)
def test_every_bold_date_of_the_lives_is_above(life: str) -> None:
    (line,) = (line for line in _source("lives.md").splitlines() if line.startswith(f"- **{life} "))
    assert BOLD_DATE.findall(line) == [row.due[5:] for row in LIVES[life]]
