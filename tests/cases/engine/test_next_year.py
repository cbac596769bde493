"""Deadlines in a year not yet announced: provisional, then certain, then taken up."""

from __future__ import annotations

from datetime import date

import pytest

from cases.enforcement import announce_year, reconcile, sweep
from cases.law.calendar import NATIONAL
from cases.models import Case, ClockGroup, Entry, Rung
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
    assert clock.calendar_version == "2027-test"
    assert moved == (due != "2027-01-11")
    entries = Entry.objects.filter(case_id=s.case_id, seq__gt=before)
    assert list(entries.values_list("act", flat=True)) == ["recompute"]
    assert not Entry.objects.filter(case_id=other.case_id, act="recompute").exists()

    assert announce_year(2027, off, [date(2027, 1, 24)], "2027-test") == 0
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
    announce_year(2026, shipped, makeup, "2026-b")
    assert make.due(s.case_id, "mediation") == "2027-01-13"
    assert make.clock(s.case_id, "mediation").calendar_version == "2026-b"
    announce_year(2027, OFF[:3], [], "2027-c")
    assert make.due(s.case_id, "mediation") == "2027-01-11"
    assert problems([s.case_id]) == []
