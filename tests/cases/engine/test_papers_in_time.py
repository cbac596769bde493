"""Papers that came in in time are taken up before time goes on, whoever is busy meanwhile."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from cases.arrivals import receive
from cases.enforcement import reconcile, sweep
from cases.law.roles import Role
from cases.models import Arrival, Entry, Rung, SetAside
from cases.procedure import perform
from tests.cases import make
from tests.cases.engine.conftest import Clock as FrozenClock
from tests.cases.engine.records import problems
from tests.cases.make import BASIC, moment

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def last_day(who: make.Cast, frozen: FrozenClock) -> make.Stage:
    """A judgment served on both; their time to appeal ends with 2025-03-17."""
    frozen.set(moment("2026-06-01"))
    s = make.at_place(who, "appeal_period", "2025-01-06")
    due_at = make.clock(s.case_id, "appeal_period", party=2).due_at
    assert due_at is not None
    s.at = due_at
    return s


def arrives(s: make.Stage, received_at: datetime) -> Arrival:
    return Arrival.objects.create(
        case_id=s.case_id, act="appeal", party_no=2, received_at=received_at
    )


def test_papers_that_came_in_in_time_keep_the_sweep_off_until_they_are_taken_up(
    last_day: make.Stage, who: make.Cast, frozen: FrozenClock
) -> None:
    s, last = last_day, timedelta(microseconds=1)
    arrival = arrives(s, s.at - last)
    frozen.set(s.at + timedelta(seconds=3))
    sweep()
    assert s.place == "appeal_period"
    assert reconcile(grace_seconds=0).unfired == []

    data = {"party": 2}
    done = perform(
        s.case_id, "appeal", by=who.party("defendant"), data=data, received_at=arrival.received_at
    )
    Arrival.objects.filter(pk=arrival.pk).update(processed_seq=done.seq)
    sweep()
    assert s.place == "appeal_transfer"
    assert make.clock(s.case_id, "appeal_period", party=2).state == "met"
    assert make.clock(s.case_id, "appeal_period", party=1).state == "expired"
    assert problems([s.case_id]) == []


def test_nobody_elses_act_takes_time_past_papers_that_wait(
    last_day: make.Stage, who: make.Cast, frozen: FrozenClock
) -> None:
    s = last_day
    arrival = arrives(s, s.at - timedelta(seconds=1))
    frozen.set(s.at + timedelta(seconds=3))
    perform(s.case_id, "add_note", by=who.actor(BASIC, Role.CLERK), data={"note": "x"})
    assert s.place == "appeal_period"
    perform(
        s.case_id, "appeal", by=who.party("defendant"), data={"party": 2},
        received_at=arrival.received_at,
    )  # fmt: skip
    assert s.place == "appeal_transfer"


def test_after_an_outage_time_goes_on_up_to_the_papers_that_wait_and_no_further(
    last_day: make.Stage, frozen: FrozenClock
) -> None:
    """Rungs that were due before they came in fire; the expiry after them does not."""
    s = last_day
    arrives(s, s.at - timedelta(seconds=1))
    frozen.set(s.at + timedelta(days=3))
    sweep()
    assert s.place == "appeal_period"
    fired = Rung.objects.filter(case_id=s.case_id)
    assert fired.filter(clock_no=make.clock(s.case_id, "appeal_period", party=2).no).count() >= 2
    assert fired.filter(due_at__gte=s.at).count() == 0
    assert sweep().cases == 0


@pytest.mark.parametrize("how", ["late", "refused"])
def test_papers_that_are_late_or_refused_keep_nobody_off(
    last_day: make.Stage, frozen: FrozenClock, how: str
) -> None:
    s = last_day
    arrival = arrives(s, s.at if how == "late" else s.at - timedelta(seconds=1))
    frozen.set(s.at + timedelta(minutes=5))
    if how == "refused":
        Arrival.objects.filter(pk=arrival.pk).update(refused="not_yours")
    sweep()
    assert s.place == "judgment_effective"


def test_what_was_cut_off_keeps_its_moment_for_a_repeat(
    last_day: make.Stage, who: make.Cast, frozen: FrozenClock
) -> None:
    """The line breaks at one second to midnight; pressed again after midnight it is in time."""
    s, by, key = last_day, who.party("defendant"), "0123456789abcdef"
    arrival = arrives(s, s.at - timedelta(seconds=1))
    Arrival.objects.filter(pk=arrival.pk).update(user_id=by.user_id, key=key)
    frozen.set(s.at + timedelta(minutes=2))
    sweep()
    done = receive(s.case_id, "appeal", by=by, data={"party": 2}, key=key)
    assert done.stands_at == "appeal_transfer"
    assert Arrival.objects.get(case_id=s.case_id).processed_seq == done.seq
    entry = Entry.objects.get(case_id=s.case_id, seq=done.seq)
    assert entry.effective_at == arrival.received_at


def test_what_was_cut_off_and_not_repeated_waits_for_a_person(
    last_day: make.Stage, who: make.Cast, frozen: FrozenClock
) -> None:
    s = last_day
    arrives(s, s.at - timedelta(seconds=1))
    frozen.set(s.at + timedelta(hours=1))
    assert sweep().set_aside == [s.case_id]
    assert SetAside.objects.get(case_id=s.case_id).reason == "arrival_cut_off"
    assert sweep().set_aside == [] and s.place == "appeal_period"

    oversight = who.actor(BASIC, Role.OVERSIGHT)
    perform(s.case_id, "retry_set_aside", by=oversight, data={"note": "当事人未提交"})
    assert s.place == "judgment_effective"
    assert problems([s.case_id]) == []
