"""Execution: how long what is seized stays so, what of it is released, what an auction needs, when
an objection closes, and when an execution may be ended for now."""

from __future__ import annotations

from typing import Any

import pytest

from cases.law.acts import ACTS
from cases.law.refusals import Refusal
from cases.models import Case, Clock
from cases.procedure import perform
from cases.proof.replay import replay
from execution.models import Measure
from tests.cases import make
from tests.cases.engine.records import problems
from tests.cases.make import Stage

pytestmark = pytest.mark.django_db


@pytest.fixture
def who() -> make.Cast:
    return make.people()


def registered(who: make.Cast, day: str, **more: Any) -> Stage:
    """Judged in summary procedure half a year ago; the execution is registered on this day."""
    s = make.stage(who, "2024-01-08", make.loan(**more)).file().act("register", procedure="summary")
    s.pay().act("assign").act("tell_panel").on_each("defendant", "serve_complaint", way="direct")
    s.wait("hearing_scheduling").act("fix_hearing", hearing_at=4).after(4).act("close_hearing")
    s.act("sign_judgment").act("pronounce", manner="in_court", performance_days=10)
    s.on_everyone("serve_judgment", way="direct").wait("judgment_effective")
    return s.on_day(day, 9).act("apply_execution").act("register_execution")


def searching(who: make.Cast, day: str = "2024-10-04", **more: Any) -> Stage:
    """… the notice issued and the assets inquired into on the same day."""
    return registered(who, day, **more).act("issue_execution_notice").act("inquire_assets")


def why(s: Stage, act: str, by: str = "execution_officer", **data: Any) -> str:
    """Why an act is refused now; the case is left as it was."""
    actor = s._who(ACTS[act], by)
    with pytest.raises(Refusal) as refused:
        perform(s.case_id, act, by=actor, data=data, at=s.at)
    return refused.value.reason


def states(s: Stage, kind: str = "measure") -> list[tuple[str, str]]:
    rows = Clock.objects.filter(case_id=s.case_id, kind=kind).order_by("no")
    return list(rows.values_list("code", "state"))


def adds_up(s: Stage) -> None:
    assert problems([s.case_id]) == [] and replay(s.case_id) == []


# ---------------------------------------------------------------- measures


@pytest.mark.parametrize(
    ("kind", "due"),
    [("deposit_frozen", "2025-10-04"), ("movable_seized", "2026-10-04"),
     ("real_estate_seized", "2027-10-04")],
)  # fmt: skip
def test_a_holiday_makes_no_measure_last_longer(who: make.Cast, kind: str, due: str) -> None:
    """At most one, two, three years (解释 485): 4 October is a day off, and rolls nowhere."""
    s = searching(who).act("seize", kind=kind)
    assert make.due(s.case_id, kind) == due
    assert not make.clock(s.case_id, kind).provisional, "no calendar moves it"


def test_a_measure_lapses_on_its_day_and_a_renewal_goes_on_from_it(who: make.Cast) -> None:
    s = searching(who).act("seize", kind="deposit_frozen")
    s.act("seize", kind="deposit_frozen", asset="演示账户二")
    [renewed, lapses] = Clock.objects.filter(case_id=s.case_id, kind="measure").order_by("no")
    s.on_day("2025-09-01").act("renew_measure", by="execution_officer", measure=renewed.no)
    assert make.due(s.case_id, "deposit_frozen") == "2026-10-04"
    s.on_day("2025-10-05", 0)
    lapses.refresh_from_db()
    assert (lapses.state, str(lapses.due_on)) == ("expired", "2025-10-04")
    adds_up(s)


def seized_twice(who: make.Cast) -> tuple[Stage, int, int]:
    """A deposit and a movable; the numbers of their clocks."""
    s = searching(who).act("seize", kind="deposit_frozen", asset="演示账户")
    s.act("seize", kind="movable_seized", asset="演示车辆")
    numbers = Clock.objects.filter(case_id=s.case_id, kind="measure").order_by("no")
    first, second = numbers.values_list("no", flat=True)
    return s, first, second


def released(s: Stage) -> dict[str, bool]:
    rows = Measure.objects.filter(case_id=s.case_id).values_list("kind", "released_on")
    return {kind: on is not None for kind, on in rows}


def test_of_two_measures_one_is_released_and_the_other_goes_on(who: make.Cast) -> None:
    s, deposit, movable = seized_twice(who)
    s.act("release", measure=deposit)
    assert states(s) == [("deposit_frozen", "met"), ("movable_seized", "running")]
    assert released(s) == {"deposit_frozen": True, "movable_seized": False}
    assert make.clock(s.case_id, "valuation_start").state == "running"
    assert why(s, "release", measure=deposit, why="x") == "measure_over"
    s.act("release", measure=movable)
    assert released(s) == {"deposit_frozen": True, "movable_seized": True}
    assert make.clock(s.case_id, "valuation_start").state == "met"
    adds_up(s)


def test_a_release_that_a_party_asked_for_is_of_that_measure_alone(who: make.Cast) -> None:
    s, deposit, movable = seized_twice(who)
    s.act("ask_release", by="defendant", measure=movable)
    by = "execution_officer"
    s.act("decide_release", by=by, measure=deposit, verdict="refused")
    assert not any(released(s).values())
    s.act("decide_release", by=by, measure=movable, verdict="granted")
    assert states(s) == [("deposit_frozen", "running"), ("movable_seized", "met")]
    assert released(s) == {"deposit_frozen": False, "movable_seized": True}


def test_a_renewed_measure_is_still_the_same_one_to_release(who: make.Cast) -> None:
    s, deposit, movable = seized_twice(who)
    s.on_day("2025-09-01").act("renew_measure", by="execution_officer", measure=deposit)
    newest = make.clock(s.case_id, "deposit_frozen").no
    known = dict(Measure.objects.filter(case_id=s.case_id).values_list("kind", "clock_no"))
    assert known == {"deposit_frozen": newest, "movable_seized": movable}
    s.act("release", measure=newest)
    assert released(s) == {"deposit_frozen": True, "movable_seized": False}


def test_what_is_paid_in_full_leaves_nothing_seized(who: make.Cast) -> None:
    s, _, _ = seized_twice(who)
    s.act("pay_directly")
    assert [state for _, state in states(s)] == ["met", "met"]
    assert released(s) == {"deposit_frozen": True, "movable_seized": True}
    assert Case.objects.get(pk=s.case_id).stands_at == "fully_executed"
    adds_up(s)


# ---------------------------------------------------------------- auctions


def priced(s: Stage) -> Stage:
    return s.act("commission_valuation").act("fix_price")


def fails(s: Stage, asset: str) -> Stage:
    """Published, and nobody bids when the time of notice is over."""
    s.act("publish_auction", asset=asset)
    notice = make.clock(s.case_id, "auction_notice").due_on
    assert notice is not None
    return s.on_day(notice.isoformat()).act("record_no_bid")


def days_of_notice(s: Stage) -> int:
    notice = make.clock(s.case_id, "auction_notice")
    assert notice.due_on is not None
    return (notice.due_on - notice.started_on).days


def test_what_is_seized_later_has_a_first_auction_of_its_own(who: make.Cast) -> None:
    """A house fails twice; the car after it has fifteen days of notice, and two rounds (12, 26)."""
    s = priced(searching(who, "2025-03-03"))
    fails(s, "real_estate")
    assert days_of_notice(s) == 30
    fails(s, "real_estate")
    assert days_of_notice(s) == 15
    s.act("look_for_more").act("seize", kind="movable_seized")
    priced(s)
    assert why(s, "publish_sale") == "not_here"
    fails(s, "movable")
    assert days_of_notice(s) == 15
    assert why(s, "publish_sale") == "not_here"
    fails(s, "movable")
    assert days_of_notice(s) == 7
    s.act("publish_sale")
    adds_up(s)


def test_what_is_valued_again_is_auctioned_from_the_beginning(who: make.Cast) -> None:
    s = fails(priced(searching(who, "2025-03-03")), "movable")
    s.act("value_again")
    assert make.clock(s.case_id, "second_auction").state == "cancelled"
    s.act("fix_price")
    fails(s, "movable")
    assert days_of_notice(s) == 15
    assert make.clock(s.case_id, "second_auction").state == "running"
    s.act("publish_auction", asset="movable")
    assert days_of_notice(s) == 7
    assert make.clock(s.case_id, "second_auction").state == "met"


def test_a_restored_execution_auctions_from_the_beginning(who: make.Cast) -> None:
    s = priced(searching(who, "2025-03-03"))
    fails(fails(s, "real_estate"), "real_estate").on_day("2025-07-01").act("end_this_time")
    s.on_day("2025-09-01").act("restore_execution").act("register_execution")
    s.act("issue_execution_notice").act("inquire_assets")
    priced(s).act("publish_auction", asset="real_estate")
    assert days_of_notice(s) == 30


def test_an_auction_fails_once_and_only_when_it_was_published(who: make.Cast) -> None:
    s = priced(searching(who, "2025-03-03"))
    assert why(s, "record_no_bid") == "not_here"
    fails(s, "movable")
    assert why(s, "record_no_bid") == "not_here"
