"""The first lawful day of a hearing, and who may be heard online: by tables."""

from __future__ import annotations

from datetime import date

import pytest

from cases.law.calendar import NATIONAL
from cases.law.procedures import Procedure
from cases.law.sittings import Running, earliest, next_working, not_online

ORDINARY, SUMMARY = Procedure.ORDINARY, Procedure.SUMMARY


def running(*days: str) -> list[Running]:
    return [Running("答辩期", "time to answer", date.fromisoformat(day)) for day in days]


@pytest.mark.parametrize(
    ("today", "procedure", "periods", "first"),
    [
        ("2026-03-02", ORDINARY, (), "2026-03-05"),  # Monday: three days' notice
        ("2026-03-02", SUMMARY, (), "2026-03-02"),
        ("2026-03-05", ORDINARY, (), "2026-03-09"),  # a Sunday: the next working day
        ("2026-03-07", SUMMARY, (), "2026-03-09"),
        ("2026-03-02", SUMMARY, ("2026-03-10",), "2026-03-11"),
        ("2026-03-02", ORDINARY, ("2026-03-03",), "2026-03-05"),
        ("2026-03-02", ORDINARY, ("2026-03-17", "2026-03-10"), "2026-03-18"),
        ("2026-03-02", ORDINARY, ("2026-03-13",), "2026-03-16"),
        ("2026-09-28", ORDINARY, (), "2026-10-08"),  # National Day
    ],
)
def test_the_first_lawful_day(
    today: str, procedure: Procedure, periods: tuple[str, ...], first: str
) -> None:
    found = earliest(date.fromisoformat(today), procedure, running(*periods), NATIONAL)
    assert str(found.day) == first
    assert found.steps[-1].day == found.day and all(step.citation for step in found.steps)


def test_while_a_period_is_stopped_no_day_is_lawful() -> None:
    stopped = [Running("答辩期", "time to answer", None)]
    assert earliest(date(2026, 3, 2), ORDINARY, stopped, NATIONAL).day is None


def test_the_first_day_is_never_early_and_always_a_working_day() -> None:
    for ordinal in range(date(2026, 1, 1).toordinal(), date(2027, 1, 1).toordinal()):
        today = date.fromordinal(ordinal)
        found = earliest(today, ORDINARY, [], NATIONAL).day
        assert found is not None and NATIONAL.is_working(found) and (found - today).days >= 3
        assert found == next_working(date.fromordinal(ordinal + 3), NATIONAL)


@pytest.mark.parametrize(
    ("mode", "agreed", "by_notice", "reason", "whom"),
    [
        ("in_person", (), (2,), "", ()),
        ("online", (1, 2), (), "", ()),
        ("online", (1,), (), "not_agreed_online", (2,)),
        ("online", (1,), (2,), "by_notice_offline", (2,)),
        ("online", (1, 2), (2,), "", ()),
        ("mixed", (1,), (2,), "", ()),
        ("mixed", (), (), "nobody_agreed_online", (1, 2)),
    ],
)
def test_nobody_is_heard_online_who_did_not_agree(
    mode: str, agreed: tuple[int, ...], by_notice: tuple[int, ...], reason: str,
    whom: tuple[int, ...],
) -> None:  # fmt: skip
    assert not_online(mode, (1, 2), agreed, by_notice) == (reason, frozenset(whom))
