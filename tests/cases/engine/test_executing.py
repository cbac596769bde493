"""Execution: how long what is seized stays so, what of it is released, what an auction needs, when
an objection closes, and when an execution may be ended for now."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from cases.law.acts import ACTS
from cases.law.on_paper import Paper
from cases.law.refusals import Refusal
from cases.law.roles import Role
from cases.mending import mend
from cases.models import Case, Clock, Entry, Grant
from cases.procedure import perform
from cases.proceeding import Actor
from cases.proof.replay import replay
from execution.models import Measure
from tests.cases import make
from tests.cases.engine.conftest import Clock as FrozenClock
from tests.cases.engine.records import problems
from tests.cases.make import BASIC, Stage, moment

pytestmark = pytest.mark.django_db


@pytest.fixture
def who() -> make.Cast:
    return make.people()


def judged(who: make.Cast, **more: Any) -> Stage:
    """Judged in summary procedure at the beginning of 2024, and in effect."""
    s = make.stage(who, "2024-01-08", make.loan(**more)).file().act("register", procedure="summary")
    s.pay().act("assign").act("tell_panel").on_each("defendant", "serve_complaint", way="direct")
    s.wait("hearing_scheduling").act("fix_hearing", hearing_at=4).after(4).act("close_hearing")
    s.act("sign_judgment").act("pronounce", manner="in_court", performance_days=10)
    return s.on_everyone("serve_judgment", way="direct").wait("judgment_effective")


def registered(who: make.Cast, day: str, **more: Any) -> Stage:
    """… the execution applied for and registered on this day."""
    s = judged(who, **more).on_day(day, 9)
    return s.act("apply_execution").act("register_execution")


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


def test_deposits_go_back_within_a_day_of_the_bidding_sold_or_not(who: make.Cast) -> None:
    """网拍规定 23: also where nobody bid."""
    s = fails(priced(searching(who, "2025-03-03")), "movable")
    assert make.due(s.case_id, "deposit_back") == (s.on + timedelta(days=1)).isoformat()
    assert make.clock(s.case_id, "deposit_back").state == "running"
    s.act("return_deposits")
    assert make.clock(s.case_id, "deposit_back").state == "met"
    s.act("publish_auction", asset="movable").after(8).act("sell")
    assert make.due(s.case_id, "deposit_back") == (s.on + timedelta(days=1)).isoformat()
    assert make.clock(s.case_id, "deposit_back").state == "running"


# ---------------------------------------------------------------- objections


def test_the_objection_to_the_place_runs_from_the_receipt_of_the_notice(who: make.Cast) -> None:
    """Issued 7 April, received by post on the 14th: until the 24th (执行程序解释 3)."""
    s = registered(who, "2025-04-07").act("issue_execution_notice")
    assert not Clock.objects.filter(case_id=s.case_id, code="venue_objection").exists()
    s.on_day("2025-04-16").act("serve_in_execution", paper="notice", on=s.on.replace(day=14))
    assert make.due(s.case_id, "venue_objection", party=2) == "2025-04-24"
    assert why(s, "serve_in_execution", paper="notice") == "already_served"
    s.on_day("2025-04-24").act("object_in_execution", by="defendant", objection="venue")
    assert make.clock(s.case_id, "venue_objection", party=2).state == "met"
    adds_up(s)


def test_an_objection_posted_on_the_last_day_is_in_time(who: make.Cast) -> None:
    """It comes two days later, the day is that of its postmark (CPL 85); a day later is late."""
    s = registered(who, "2025-04-07").act("issue_execution_notice")
    s.act("serve_in_execution", paper="notice").on_day("2025-04-19")
    assert make.clock(s.case_id, "venue_objection", party=2).state == "expired"
    desk = who.actor(BASIC, Role.CLERK)

    def comes(posted: int) -> None:
        paper = Paper(2, s.at, s.on.replace(day=posted))
        told = {"objection": "venue", "party": 2}
        perform(s.case_id, "object_in_execution", by=desk, at=s.at, paper=paper, data=told)

    with pytest.raises(Refusal) as late:
        comes(posted=18)
    assert late.value.reason == "no_clock"
    comes(posted=17)
    told = Entry.objects.filter(case_id=s.case_id, act="object_in_execution")
    assert [one.said["facts"]["by"] for one in told] == [2]
    adds_up(s)


def test_two_debtors_have_each_their_own_time(who: make.Cast) -> None:
    s = registered(who, "2025-04-07", defendants=2)
    assert why(s, "serve_in_execution", paper="notice") == "nothing_to_serve"
    s.act("issue_execution_notice").act("serve_in_execution", paper="notice", party=2)
    s.on_day("2025-04-14").act("serve_in_execution", paper="notice")
    assert make.due(s.case_id, "venue_objection", party=2) == "2025-04-17"
    assert make.due(s.case_id, "venue_objection", party=3) == "2025-04-24"
    s.on_day("2025-04-18")
    assert why(s, "object_in_execution", "defendant", objection="venue") == "no_clock"
    clerk = "execution_officer"
    assert why(s, "object_in_execution", clerk, objection="venue") == "bad_value"
    s.act("object_in_execution", by=clerk, objection="venue", party=3)
    assert make.clock(s.case_id, "venue_objection", party=3).state == "met"


def taken_back(s: Stage, act: str, frozen: FrozenClock) -> None:
    frozen.set(s.at)
    entry = Entry.objects.filter(case_id=s.case_id, act=act).latest("seq")
    mend(s.case_id, entry.seq, by=Actor(entry.actor_id, Role(entry.role)), why="录入错误")
    frozen.set(moment("2026-06-01"))


@pytest.mark.django_db(transaction=True)
def test_what_was_entered_by_mistake_has_reached_nobody(
    who: make.Cast, frozen: FrozenClock
) -> None:
    """A service and a notice that were taken back can be entered again, and count for nothing."""
    frozen.set(moment("2026-06-01"))
    s = registered(who, "2025-04-07").act("issue_execution_notice")
    s.act("serve_in_execution", paper="notice")
    taken_back(s, "serve_in_execution", frozen)
    s.after(1).act("serve_in_execution", paper="notice")
    assert make.due(s.case_id, "venue_objection", party=2) == "2025-04-18"
    taken_back(s, "serve_in_execution", frozen)
    taken_back(s, "issue_execution_notice", frozen)
    assert s.place == "execution_notice"
    assert why(s, "serve_in_execution", paper="notice") == "nothing_to_serve"
    s.after(1).act("receive_money")
    assert why(s, "look_for_more", why="x") == "notice_first"
    adds_up(s)


def reported(who: make.Cast) -> Stage:
    """A report is sent on Friday 16 May 2025."""
    s = searching(who, "2025-04-07").on_day("2025-05-16").act("commission_valuation")
    return s.act("receive_report").act("send_report")


def test_the_price_is_fixed_when_everybody_had_five_days_with_the_report(who: make.Cast) -> None:
    """参考价规定 22-23, 26."""
    s = reported(who)
    assert make.clock(s.case_id, "report_sending").state == "met"
    assert why(s, "fix_price", amount="1") == "not_all_served"
    s.act("serve_in_execution", paper="report", party=1).on_day("2025-05-19")
    assert why(s, "fix_price", amount="1") == "too_soon"
    s.act("serve_in_execution", paper="report")
    assert make.due(s.case_id, "price_objection", party=1) == "2025-05-21"
    assert make.due(s.case_id, "price_objection", party=2) == "2025-05-26"  # the 24th is a Saturday
    s.on_day("2025-05-26")
    assert why(s, "fix_price", amount="1") == "too_soon"
    s.on_day("2025-05-27").act("fix_price")
    adds_up(s)


def test_an_objection_to_the_price_is_answered_before_the_price_is_fixed(who: make.Cast) -> None:
    s = reported(who).act("serve_in_execution", paper="report").on_day("2025-05-20")
    s.act("object_in_execution", by="defendant", objection="price")
    assert make.due(s.case_id, "price_answer") == "2025-05-23"
    s.on_day("2025-05-22")
    assert why(s, "fix_price", amount="1") == "objection_open"
    assert why(s, "object_in_execution", "defendant", objection="price") == "no_clock"
    s.act("send_report").act("fix_price")
    adds_up(s)


def test_a_price_that_the_parties_agreed_on_waits_for_nobody(who: make.Cast) -> None:
    """To what was agreed or asked of an authority nobody objects (参考价规定 24)."""
    s = searching(who, "2025-04-07").act("commission_valuation")
    s.act("receive_report").act("send_report", no_objection=True)
    assert why(s, "serve_in_execution", paper="report") == "nothing_to_serve"
    assert why(s, "object_in_execution", "defendant", objection="price") == "no_clock"
    s.act("fix_price")


def distributing(who: make.Cast) -> Stage:
    """The plan is served on everybody on Monday 2 June 2025."""
    s = searching(who, "2025-04-07", defendants=2).act("receive_money")
    return s.on_day("2025-06-02").act("serve_plan")


def test_nothing_is_paid_out_while_the_plan_may_be_objected_to(who: make.Cast) -> None:
    s = distributing(who).on_day("2025-06-03")
    assert why(s, "pay_out", amount="1") == "too_soon"
    assert why(s, "serve_plan") == "already_served"
    s.on_day("2025-06-17")
    assert why(s, "pay_out", amount="1") == "too_soon"
    s.on_day("2025-06-18").act("pay_out")
    adds_up(s)


def test_a_plan_that_reached_one_has_to_reach_all(who: make.Cast) -> None:
    s = searching(who, "2025-04-07").act("receive_money").act("serve_plan", party=1)
    s.wait_out("plan_objection")
    assert why(s, "pay_out", amount="1") == "not_all_served"


def test_whoever_did_not_object_has_fifteen_days_to_speak_against_it(who: make.Cast) -> None:
    """解释 510: nobody does, and the plan is put right and paid."""
    s = distributing(who).on_day("2025-06-10")
    assert why(s, "serve_in_execution", paper="objection") == "nothing_to_serve"
    s.act("object_in_execution", by="defendant", objection="plan").on_day("2025-06-18")
    assert make.clock(s.case_id, "plan_tell").state == "running"
    assert why(s, "pay_out", amount="1") == "objection_open"
    assert why(s, "serve_in_execution", paper="objection", party=2) == "no_such_party"
    s.act("serve_in_execution", paper="objection", party=1).on_day("2025-06-19")
    assert make.clock(s.case_id, "plan_tell").state == "running"
    s.act("serve_in_execution", paper="objection")
    told = Clock.objects.filter(case_id=s.case_id, code="plan_counter").order_by("no")
    assert [(c.party_no, str(c.due_on)) for c in told] == [(1, "2025-07-03"), (3, "2025-07-04")]
    s.on_day("2025-07-04")
    assert why(s, "pay_out", amount="1") == "too_soon"
    s.on_day("2025-07-05").act("pay_out")
    adds_up(s)


def test_who_objected_has_fifteen_days_to_sue_those_who_spoke_against_it(who: make.Cast) -> None:
    s = distributing(who).on_day("2025-06-10")
    s.act("object_in_execution", by="defendant", objection="plan")
    s.act("serve_in_execution", paper="objection").on_day("2025-06-20")
    s.act("object_in_execution", by="plaintiff", objection="counter").on_day("2025-06-26")
    assert why(s, "pay_out", amount="1") == "objection_open"
    s.act("serve_in_execution", paper="counter")
    assert make.due(s.case_id, "sue_over_plan", party=2) == "2025-07-11"
    assert why(s, "pay_out", amount="1") == "too_soon"
    s.on_day("2025-07-11").act("object_in_execution", by="defendant", objection="suit")
    s.on_day("2025-07-14")
    assert why(s, "pay_out", amount="1") == "blocked_by_incident"
    s.act("close_incident", by="execution_officer", incident="plan_suit").act("pay_out")
    adds_up(s)


# ---------------------------------------------------------------- third parties


def disputed(who: make.Cast) -> Stage:
    """A third party objects on 6 May 2025, when the auction's notice is out."""
    s = priced(searching(who, "2025-03-03")).act("publish_auction", asset="movable")
    s.on_day("2025-05-06")
    return s.act("open_incident", by="execution_officer", incident="third_party_objection")


@pytest.mark.parametrize("ruling", ["refused", "upheld"])
def test_nothing_is_disposed_of_for_fifteen_days_after_the_ruling(
    who: make.Cast, ruling: str
) -> None:
    """Served on 12 May: not before the 28th (CPL 238; 解释 463)."""
    s = disputed(who).on_day("2025-05-12")
    closing = {"by": "execution_officer", "incident": "third_party_objection"}
    assert why(s, "close_incident", **closing) == "has_its_own_act"
    s.act("rule_on_third_party", by="execution_officer", ruling=ruling)
    assert make.clock(s.case_id, "third_party_objection").state == "met"
    assert make.due(s.case_id, "no_disposal") == "2025-05-27"
    for day in ("2025-05-13", "2025-05-27"):
        s.on_day(day)
        assert why(s, "sell", amount="1") == "blocked_by_incident"
        assert why(s, "publish_sale") == "blocked_by_incident"
    s.on_day("2025-05-28").act("sell")
    adds_up(s)


def test_a_suit_in_those_days_goes_on_keeping_it(who: make.Cast) -> None:
    s = disputed(who).act("rule_on_third_party", by="judge", ruling="refused")
    s.on_day("2025-05-19").act("open_incident", by="judge", incident="third_party_suit")
    s.on_day("2025-06-30")
    assert make.clock(s.case_id, "no_disposal").state == "expired"
    assert why(s, "sell", amount="1") == "blocked_by_incident"
    s.act("close_incident", by="judge", incident="third_party_suit").act("sell")
    s.act("open_incident", by="execution_officer", incident="third_party_objection")
    for act in ("rule_on_sale", "hand_over"):
        assert why(s, act) == "blocked_by_incident"
    s.act("rule_on_third_party", by="execution_officer", ruling="withdrawn")
    s.act("rule_on_sale").act("hand_over").act("pay_out")
    adds_up(s)


def test_a_second_ruling_keeps_it_for_fifteen_days_of_its_own(who: make.Cast) -> None:
    s = disputed(who).act("rule_on_third_party", by="execution_officer", ruling="refused")
    s.on_day("2025-05-14")
    s.act("open_incident", by="execution_officer", incident="third_party_objection")
    s.act("rule_on_third_party", by="execution_officer", ruling="refused")
    assert make.due(s.case_id, "no_disposal") == "2025-05-29"
    assert why(s, "rule_on_third_party", ruling="refused", why="x") == "incident_not_open"


# ---------------------------------------------------------------- ending for now

BOXES = {"restricted": True, "exhausted": True, "searched": True, "creditor_heard": True}


def signed(s: Stage) -> dict[str, Any]:
    return {**BOXES, "filed": s._shown()}


def test_an_ending_for_now_needs_the_creditors_signature_or_the_leaders_approval(
    who: make.Cast,
) -> None:
    """终本规定 1; 解释 517."""
    s = searching(who, "2025-01-06").on_day("2025-05-06")
    for box in BOXES:
        assert why(s, "end_this_time", **{**signed(s), box: False}) == "unmet_conditions"
    assert why(s, "end_this_time", **BOXES) == "ending_needs"
    assert why(s, "end_this_time", **BOXES, filed=0) == "ending_needs"
    s.act("approve_ending")
    perform(s.case_id, "end_this_time", by=s._who(ACTS["end_this_time"], ""), data=BOXES, at=s.at)
    assert s.place == "ended_this_time"
    s.on_day("2025-06-03").act("control_again", by="execution_officer")
    assert why(s, "end_this_time", **signed(s)) == "ending_needs", "searched for once more first"
    s.act("inquire_assets")
    assert why(s, "end_this_time", **BOXES) == "ending_needs", "it approved another ending"
    s.act("end_this_time", filed=s._shown())
    adds_up(s)


def test_nothing_is_ended_for_now_of_which_nobody_was_given_notice(who: make.Cast) -> None:
    """Money came before the notice: it is not the way around it (终本规定 1(1))."""
    s = registered(who, "2025-01-06").act("receive_money").on_day("2025-05-06")
    assert why(s, "end_this_time", **signed(s)) == "ending_needs"
    assert why(s, "look_for_more", why="x") == "notice_first"
    s.act("issue_execution_notice")
    assert s.place == "asset_control"
    assert why(s, "end_this_time", **signed(s)) == "ending_needs"
    s.act("inquire_assets").act("end_this_time", filed=s._shown())


def test_whoever_ends_it_does_not_approve_it(who: make.Cast) -> None:
    leader = who.actor(BASIC, Role.COURT_LEADER).user_id
    as_officer = Actor(leader, Role.EXECUTION_OFFICER.value)
    Grant.objects.create(user_id=leader, court=who.courts[BASIC], role=as_officer.role)
    s = judged(who).on_day("2025-01-06").act("apply_execution")
    s.act("register_execution", officer=leader)
    for act in ("issue_execution_notice", "inquire_assets"):
        perform(s.case_id, act, by=as_officer, at=s.at)
    s.on_day("2025-05-06").act("approve_ending")
    with pytest.raises(Refusal) as refused:
        perform(s.case_id, "end_this_time", by=as_officer, data=BOXES, at=s.at)
    assert refused.value.reason == "ending_needs"


def test_after_a_withdrawn_auction_the_time_to_sell_begins_anew(who: make.Cast) -> None:
    """As the court's own: the law's ten days ran from the price (参考价规定 30)."""
    s = make.at_place(who, "online_auction")
    s.act("publish_auction", asset="movable").after(3).act("withdraw_auction")
    own = Clock.objects.filter(case_id=s.case_id, code="online_auction", state="running")
    [clock] = own
    assert (clock.basis, (clock.due_on - clock.started_on).days) == ("management", 10)


def test_a_second_auction_that_is_withdrawn_stays_the_second(who: make.Cast) -> None:
    s = make.at_place(who, "online_auction").act("publish_auction", asset="movable").after(20)
    s.act("record_no_bid").after(2).act("publish_auction", asset="movable").after(1)
    s.act("withdraw_auction").after(1).act("publish_auction", asset="movable")
    rounds = Entry.objects.filter(case_id=s.case_id, act="publish_auction").order_by("seq")
    assert [one.said["facts"]["round"] for one in rounds] == [1, 2, 2]


def test_once_the_bidding_is_over_its_result_is_owed(who: make.Cast) -> None:
    """Neither auction nor sale stands still unseen; whatever comes of it ends that time."""
    s = make.at_place(who, "online_auction").act("publish_auction", asset="movable").after(17)
    owed = Clock.objects.filter(case_id=s.case_id, code="disposal_result", state="running")
    assert owed.count() == 1
    s.act("record_no_bid")
    assert not owed.exists()
    s.after(2).act("publish_auction", asset="movable").after(20)
    assert owed.exists()
    s.act("look_for_more")
    assert not owed.exists()
