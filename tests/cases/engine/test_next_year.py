"""Deadlines in a year not yet announced: provisional, then certain, then taken up."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import psycopg2
import pytest
from django.db import connection

from cases import ground, recomputing
from cases.enforcement import Swept, reconcile, sweep
from cases.law.calendar import NATIONAL
from cases.law.roles import Role
from cases.models import (
    CalendarYear,
    Case,
    Clock,
    ClockGroup,
    Entry,
    Rung,
    SetAside,
    SettledCalendar,
)
from cases.procedure import perform
from cases.recomputing import announce_year, settle_calendar
from tests.cases import make
from tests.cases.engine.conftest import Clock as FrozenClock
from tests.cases.engine.records import problems
from tests.cases.make import moment

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def next_year(who: make.Cast, frozen: FrozenClock) -> make.Stage:
    """A working court; mediation of a case ends on Saturday 2027-01-09, so on 01-11, perhaps."""
    frozen.set(moment("2026-12-10", 23))
    s = make.stage(who, "2026-12-10").file().act("refer_to_mediation").act("appoint_mediator")
    s.act("accept_mediation")
    ClockGroup.objects.update(is_training=False)
    clock = make.clock(s.case_id, "mediation")
    assert (str(clock.due_on), clock.provisional) == ("2027-01-11", True)
    return s


def test_class_a_never_acts_on_a_provisional_date_in_a_working_court(
    next_year: make.Stage, frozen: FrozenClock
) -> None:
    frozen.set(moment("2027-02-01"))
    sweep()
    assert next_year.place == "mediation"
    assert not Entry.objects.filter(case_id=next_year.case_id, act="expire").exists()
    assert reconcile(grace_seconds=0).unfired == []


def test_class_a_acts_on_a_provisional_date_in_a_training_court(
    next_year: make.Stage, frozen: FrozenClock
) -> None:
    ClockGroup.objects.update(is_training=True)
    frozen.set(moment("2027-02-01"))
    sweep()
    assert next_year.place == "fee_payment"


OFF = [date(2027, 1, day) for day in (1, 2, 3, 11, 12)]
"""A year as it might be announced; nobody knows it yet."""


@pytest.mark.parametrize(
    ("off", "due"), [(OFF, "2027-01-13"), (OFF[:3], "2027-01-11")], ids=["moved", "confirmed"]
)
def test_an_announced_year_makes_dates_certain_and_what_class_a_left_undone_is_done(
    next_year: make.Stage, frozen: FrozenClock, off: list[date], due: str
) -> None:
    """Announced on 2027-02-01, long after the provisional date: once each, with an entry."""
    s = next_year
    other = make.stage(s.cast, "2026-12-10")  # nothing of it reaches into the new year
    ClockGroup.objects.update(is_training=True)
    other.file()
    ClockGroup.objects.update(is_training=False)
    frozen.set(moment("2027-02-01"))
    sweep()
    before = Case.objects.get(pk=s.case_id).log_seq

    moved = announce_year(2027, off, [date(2027, 1, 24)], "2027-test")

    clock = make.clock(s.case_id, "mediation")
    assert (str(clock.due_on), clock.provisional) == (due, False)
    assert clock.calendar_version == f"{NATIONAL.version}+2027-test"
    assert (moved.cases, moved.set_aside) == (due != "2027-01-11", [])
    entries = Entry.objects.filter(case_id=s.case_id, seq__gt=before)
    assert list(entries.values_list("act", flat=True)) == ["recompute"]
    assert not Entry.objects.filter(case_id=other.case_id, act="recompute").exists()

    assert announce_year(2027, off, [date(2027, 1, 24)], "2027-test").cases == 0
    assert entries.count() == 1

    sweep()
    assert s.place == "fee_payment"
    told = entries.get(act="expire")
    assert told.effective_at >= moment("2027-02-01")  # never before it was certain
    assert Rung.objects.filter(case_id=s.case_id, clock_no=clock.no, rung=5).count() == 2
    assert problems([s.case_id, other.case_id]) == []
    assert reconcile(grace_seconds=0).unfired == []


def test_a_correction_of_an_earlier_year_is_announced_too(
    next_year: make.Stage, frozen: FrozenClock
) -> None:
    """The notice of 2027 is out; then a day of 2026 changes, and then 2027 once more."""
    s = next_year
    announce_year(2027, OFF, [], "2027-a")
    shipped = [day for day in NATIONAL.off if day.year == 2026]
    makeup = [day for day in NATIONAL.makeup if day.year == 2026]
    announce_year(2026, [*shipped, date(2026, 12, 31)], makeup, "2026-b")
    assert make.due(s.case_id, "mediation") == "2027-01-13"
    assert make.clock(s.case_id, "mediation").calendar_version == f"{NATIONAL.version}+2026-b"
    announce_year(2027, OFF[:3], [], "2027-c")
    assert make.due(s.case_id, "mediation") == "2027-01-11"
    assert problems([s.case_id]) == []


def test_a_year_behind_an_unannounced_one_leaves_its_dates_provisional(
    next_year: make.Stage, frozen: FrozenClock
) -> None:
    """Somebody put 2028 into the table by hand: 2027 is as unknown as before."""
    CalendarYear.objects.create(year=2028, version="2028-early")
    settle_calendar()
    assert make.clock(next_year.case_id, "mediation").provisional
    frozen.set(moment("2027-02-01"))
    sweep()
    assert next_year.place == "mediation"
    announce_year(2027, OFF, [], "2027-a")
    assert ground.calendar_of().known_until == date(2028, 12, 31)
    clock = make.clock(next_year.case_id, "mediation")
    assert (str(clock.due_on), clock.provisional) == ("2027-01-13", False)


# ---------------------------------------------------------------- a release brings another calendar


@pytest.fixture
def released(monkeypatch: pytest.MonkeyPatch, next_year: make.Stage) -> Iterator[None]:
    """The next release ships 2027; the case was computed by the release before."""
    settle_calendar()
    shipped = NATIONAL.with_year(2027, OFF, [], "2027.1")
    monkeypatch.setattr(ground, "NATIONAL", shipped)
    _start_anew(shipped)
    yield
    _start_anew(NATIONAL)


def _start_anew(shipped: object) -> None:
    ground._announced.stamp, ground._announced.calendar = "", shipped  # type: ignore[assignment]
    ground._ground = ground.Ground()


def test_a_released_calendar_is_taken_over_by_what_runs(
    next_year: make.Stage, released: None
) -> None:
    assert settle_calendar().cases == 1
    clock = make.clock(next_year.case_id, "mediation")
    assert (str(clock.due_on), clock.provisional) == ("2027-01-13", False)
    assert clock.calendar_version == "2027.1"
    entries = Entry.objects.filter(case_id=next_year.case_id, act="recompute")
    assert entries.count() == 1
    assert settle_calendar().cases == 0
    assert entries.count() == 1
    assert SettledCalendar.objects.get().version == "2027.1"
    assert problems([next_year.case_id]) == []


def test_a_year_of_the_courts_own_stays_over_the_released_one(
    next_year: make.Stage, released: None
) -> None:
    announce_year(2027, OFF[:3], [], "2027-own")
    assert make.due(next_year.case_id, "mediation") == "2027-01-11"
    assert make.clock(next_year.case_id, "mediation").calendar_version == "2027.1+2027-own"


def test_what_was_under_way_while_the_calendar_came_is_found_by_the_next_run(
    next_year: make.Stage, released: None
) -> None:
    """A worker of the release before writes once more what it had computed."""
    settle_calendar()
    rows = Clock.objects.filter(case_id=next_year.case_id, code="mediation")
    rows.update(calendar_version=NATIONAL.version, provisional=True)
    settle_calendar()
    assert not make.clock(next_year.case_id, "mediation").provisional
    settle_calendar()
    assert settle_calendar().cases == 0
    assert SettledCalendar.objects.get().version == "2027.1"


# ---------------------------------------------------------------- several runs, and people at work


def test_what_somebody_has_in_hand_is_computed_when_all_the_rest_is(
    next_year: make.Stage, frozen: FrozenClock, admin_dsn: str
) -> None:
    """So runs that began one after the other share the cases instead of waiting for each other."""
    s = next_year
    ClockGroup.objects.update(is_training=True)
    other = _in_mediation(s.cast)
    ClockGroup.objects.update(is_training=False)
    with (
        ThreadPoolExecutor(1) as beside,
        psycopg2.connect(admin_dsn) as admin,
        admin.cursor() as cursor,
    ):
        cursor.execute("SELECT FROM cases_case WHERE id = %s FOR UPDATE", [s.case_id])
        run = beside.submit(_announced)
        for _ in range(1200):
            if make.due(other, "mediation") == "2027-01-13":
                break
            time.sleep(0.05)
        assert make.due(other, "mediation") == "2027-01-13"
        assert make.due(s.case_id, "mediation") == "2027-01-11"
        admin.rollback()
        assert run.result(30).cases == 2
    assert make.due(s.case_id, "mediation") == "2027-01-13"
    assert problems([s.case_id, other]) == []


def test_a_run_whose_time_is_over_leaves_the_rest_to_the_next(
    next_year: make.Stage, released: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its process is free for the sweep again after a batch, however many cases there are."""
    ClockGroup.objects.update(is_training=True)
    _in_mediation(next_year.cast)
    ClockGroup.objects.update(is_training=False)
    Clock.objects.update(calendar_version=NATIONAL.version, provisional=True)
    monkeypatch.setattr(recomputing, "BATCH", 1)
    assert settle_calendar(seconds=0).cases + settle_calendar(seconds=0).cases == 1
    assert SettledCalendar.objects.get().version != "2027.1"
    settle_calendar()
    settle_calendar()
    assert SettledCalendar.objects.get().version == "2027.1"


def _announced() -> Swept:
    try:
        return announce_year(2027, OFF, [], "2027-a")
    finally:
        connection.close()


# ---------------------------------------------------------------- one case that cannot be computed


def test_one_unreadable_case_is_set_aside_and_all_others_are_computed(
    next_year: make.Stage, frozen: FrozenClock, admin_dsn: str
) -> None:
    s = next_year
    ClockGroup.objects.update(is_training=True)
    others = [_in_mediation(s.cast) for _ in range(2)]
    ClockGroup.objects.update(is_training=False)
    _spans(admin_dsn, s.case_id, '[["spoilt", null, "appraisal"]]')

    done = announce_year(2027, OFF, [], "2027-a")

    assert (done.cases, done.set_aside) == (2, [s.case_id])
    assert {make.due(case_id, "mediation") for case_id in others} == {"2027-01-13"}
    row = SetAside.objects.get()
    assert (row.case_id, row.reason, row.attempts) == (s.case_id, "ValueError", 1)
    again = announce_year(2027, OFF, [], "2027-a")
    assert (again.cases, again.set_aside) == (0, [s.case_id])  # it does not come back by itself
    assert SetAside.objects.get().attempts == 1

    _spans(admin_dsn, s.case_id, None)
    chief = s.cast.actor(make.BASIC, Role.DIVISION_CHIEF)
    perform(s.case_id, "retry_set_aside", by=chief, data={"note": "已修复"})
    assert announce_year(2027, OFF, [], "2027-a").cases == 1
    assert make.due(s.case_id, "mediation") == "2027-01-13"
    assert problems([s.case_id, *others]) == []


def _in_mediation(who: make.Cast) -> int:
    s = make.stage(who, "2026-12-10").file().act("refer_to_mediation").act("appoint_mediator")
    return s.act("accept_mediation").case_id


def _spans(dsn: str, case_id: int, spans: str | None) -> None:
    with psycopg2.connect(dsn) as admin, admin.cursor() as cursor:
        cursor.execute(
            "UPDATE cases_clock SET spans = %s WHERE case_id = %s AND code = 'mediation'",
            [spans, case_id],
        )
    admin.close()
