"""Fees of several: appeals and counterclaims, each with its own days, relief, and the ledger."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cases import enforcement
from cases.acts.fees import ledger, paying, payments
from cases.law.money import Account, Incoming
from cases.law.nodes import NODES
from cases.law.refusals import Refusal
from cases.models import (
    Bearing,
    Case,
    Charge,
    Clock,
    Draft,
    Entry,
    Outbox,
    Payment,
    PaymentOrder,
    Received,
    Refund,
    Relief,
)
from courtflow.rehearsal import lives
from courtflow.rehearsal.stage import Stage
from tests.cases import make
from tests.cases.engine.records import problems

pytestmark = pytest.mark.django_db
D = Decimal


def judged(plaintiffs: int = 1, defendants: int = 2, amount: int = 800_000) -> Stage:
    """A judgment served on everybody; the day is in the appeal period."""
    subject = make.loan(plaintiffs=plaintiffs, defendants=defendants, amount=amount)
    s = make.stage(make.people(), "2025-03-03", subject)
    lives._judged(s, "ordinary", panel=True).after(1)
    assert s.place == "appeal_period"
    return s


def sent_up(s: Stage) -> Stage:
    """Registered in the court above, with notice of the fees."""
    s.act("pass_on_petition")
    while s.place == "appeal_transfer":
        try:
            s.act("send_file_up")
        except Refusal:
            s.after(3)
    up = s.linked("appeal")
    return up.after(1).act("register")


def two_appeals() -> Stage:
    """The plaintiff against 300,000, the second defendant against 100,000 of 800,000."""
    s = judged()
    s.act("appeal", by="clerk", party=1, contested="300000")
    s.act("appeal_also", by="clerk", party=3, contested="100000")
    return sent_up(s)


def asked(case_id: int) -> list[tuple[list[int], Decimal, str]]:
    rows = Charge.objects.filter(case_id=case_id)
    return [(one.parties, one.amount, one.state) for one in rows]


def place(s: Stage) -> str:
    assert problems([s.case_id]) == []
    sums = ledger.balance(s.case_id)
    assert sum(sums.values()) == 0
    return s.place


# ---------------------------------------------------------------- appeals


def test_each_appellant_is_asked_for_its_own_fee_in_its_own_days() -> None:
    up = two_appeals()
    assert asked(up.case_id) == [([1], D("5800"), "open"), ([3], D("2300"), "open")]
    assert Case.objects.get(pk=up.case_id).fee == D("8100")
    rows = Clock.objects.filter(case_id=up.case_id, code="fee_payment", state="running")
    assert sorted(rows.values_list("party_no", flat=True)) == [1, 3]
    up.after(3).act("serve_fee_notice", party=3)
    first, third = (make.clock(up.case_id, "fee_payment", party=no) for no in (1, 3))
    assert third.started_on - first.started_on == timedelta(days=3)
    assert place(up) == "fee_payment"


def test_joint_appellants_pay_one_fee_together() -> None:
    s = judged()
    s.act("appeal", by="clerk", party=2, jointly=[3], contested="300000")
    up = sent_up(s)
    assert asked(up.case_id) == [([2, 3], D("5800"), "open")]
    up.act("pay_fee", by="clerk", party=3)
    assert place(up) == "case_assignment"
    assert Payment.objects.get(case_id=up.case_id).party_no == 2


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"party": 1, "jointly": [2]}, "joint_one_side"),
        ({"party": 2, "jointly": [9]}, "no_such_party"),
        ({"party": 2, "contested": "800000.01"}, "whole_not_part"),
    ],
)
def test_an_appeal_that_cannot_be_so(fields: dict[str, Any], reason: str) -> None:
    s = judged()
    with pytest.raises(Refusal) as refused:
        s.act("appeal", by="clerk", **fields)
    assert refused.value.reason == reason


def test_a_party_names_nobody_with_it_for_whom_it_does_not_act() -> None:
    s = judged()
    with pytest.raises(Refusal) as refused:
        s.act("appeal", by="defendant", jointly=[3])
    assert refused.value.reason == "not_yours"
    s.act("appeal", by="defendant").act("appeal_also", by="clerk", party=3)
    with pytest.raises(Refusal) as again:
        s.act("appeal_also", by="clerk", party=3)
    assert again.value.reason == "appealed_already"


def test_the_case_goes_on_with_the_last_fee_and_not_before() -> None:
    up = two_appeals()
    with pytest.raises(Refusal) as unnamed:
        up.act("pay_fee", by="clerk")
    assert unnamed.value.reason == "name_the_payer"
    with pytest.raises(Refusal) as other_sum:
        up.act("pay_fee", by="clerk", party=1, amount="5799.99")
    assert other_sum.value.reason == "wrong_sum"
    with pytest.raises(Refusal) as nobody:
        up.act("pay_fee", by="clerk", party=2)
    assert nobody.value.reason == "nothing_due"
    up.act("pay_fee", by="clerk", party=1)
    assert place(up) == "fee_payment"
    up.act("pay_fee", by="clerk", party=3)
    assert place(up) == "case_assignment"
    assert ledger.balance(up.case_id)[Account.FEE] == D("8100")


def test_when_one_of_two_lets_its_days_pass_the_other_appeal_goes_on() -> None:
    """The sweep finds the days over and prepares the draft; the judge signs it."""
    up = two_appeals()
    up.act("pay_fee", by="clerk", party=1)
    make.set_clock(up.cast.group, up.at + timedelta(days=9, hours=9))
    enforcement.sweep()
    [draft] = Draft.objects.filter(case_id=up.case_id, closed_seq=None)
    late = Clock.objects.get(case_id=up.case_id, no=draft.clock_no)
    assert (late.code, late.party_no) == ("fee_payment", 3)
    assert place(up) == "fee_payment"
    up.at += timedelta(days=9)
    up.act("deem_appeal_withdrawn", party=3)
    assert place(up) == "case_assignment"
    assert asked(up.case_id) == [([1], D("5800"), "paid"), ([3], D("2300"), "withdrawn")]
    assert Case.objects.get(pk=up.case_id).fee == D("5800")
    assert not Draft.objects.filter(case_id=up.case_id, closed_seq=None).exists()


def test_with_the_last_appeal_the_case_ends() -> None:
    up = two_appeals()
    make.set_clock(up.cast.group, up.at + timedelta(days=9, hours=9))
    enforcement.sweep()
    assert Draft.objects.filter(case_id=up.case_id, closed_seq=None).count() == 2
    up.at += timedelta(days=9)
    with pytest.raises(Refusal) as unnamed:
        up.act("deem_appeal_withdrawn")
    assert unnamed.value.reason == "name_the_appellant"
    up.act("deem_appeal_withdrawn", party=1)
    assert place(up) == "fee_payment"
    assert Draft.objects.filter(case_id=up.case_id, closed_seq=None).count() == 1
    up.act("deem_appeal_withdrawn", party=3)
    assert place(up) == "appeal_deemed_withdrawn"
    below = Case.objects.get(
        dispute_id=Case.objects.get(pk=up.case_id).dispute_id, procedure="ordinary"
    )
    assert below.stands_at == "appeal_deemed_withdrawn"


def test_a_late_payment_before_the_judge_signs_still_counts() -> None:
    up = two_appeals()
    up.act("pay_fee", by="clerk", party=1).after(10).act("pay_fee", by="clerk", party=3)
    assert place(up) == "case_assignment"
    assert not Draft.objects.filter(case_id=up.case_id, closed_seq=None).exists()


def test_one_of_two_withdraws_before_the_file_goes_up() -> None:
    s = judged()
    s.act("appeal", by="clerk", party=1).act("appeal_also", by="clerk", party=3)
    s.act("withdraw_appeal_petition", by="clerk", party=3)
    assert place(s) == "appeal_transfer"
    up = sent_up(s)
    assert asked(up.case_id) == [([1], D("11800"), "open")]


def test_an_appeal_against_a_ruling_costs_nothing() -> None:
    s = make.at_place(make.people(), "dismissed")
    s.act("appeal", by="plaintiff").after(2).act("pass_on_petition")
    s.after(16).act("send_file_up")  # the other side had its own ten days
    up = s.linked("appeal").after(1).act("register")
    assert asked(up.case_id) == [([1], D("0"), "free")]
    assert place(up) == "case_assignment"


def test_an_appellant_who_was_sued_below_pays_online() -> None:
    s = judged()
    s.act("appeal", by="defendant", contested="300000")
    up = sent_up(s)
    order = paying.order_for(up.case_id, 2, up.cast.party("defendant"))
    assert order is not None and order.amount == D("5800")
    assert paying.order_for(up.case_id, 1, up.cast.party("plaintiff")) is None
    assert take(order) == paying.TAKEN
    assert place(up) == "case_assignment"


# ---------------------------------------------------------------- counterclaims


def served(defendants: int = 1) -> Stage:
    s = make.stage(make.people(), "2025-03-03", make.loan(defendants=defendants))
    lives._served(s)
    return s.after(1)


def test_a_counterclaim_has_its_own_fee_and_seven_days() -> None:
    s = served()
    s.act("file_counterclaim", by="defendant", amount="20000", asked="演示反诉")
    [charge] = Charge.objects.filter(case_id=s.case_id)
    assert (charge.parties, charge.amount, charge.state) == ([2], D("150"), "open")
    clock = make.clock(s.case_id, "counterclaim_fee", party=2)
    assert clock.due_on is not None and (clock.due_on - s.on).days in (7, 8, 9)
    with pytest.raises(Refusal) as refused:
        s.act("allow_withdrawal")
    assert refused.value.reason == "counterclaim_open"
    order = paying.order_for(s.case_id, 2, s.cast.party("defendant"))
    assert order is not None and (order.amount, order.purpose) == (D("150"), "counter")
    assert take(order) == paying.TAKEN
    charge.refresh_from_db()
    assert charge.state == "paid" and make.clock(s.case_id, "counterclaim_fee").state == "met"
    assert place(s) in NODES


def test_an_unpaid_counterclaim_counts_as_withdrawn_and_the_suit_goes_on() -> None:
    s = served()
    s.act("file_counterclaim", by="defendant", amount="20000", asked="演示反诉")
    make.set_clock(s.cast.group, s.at + timedelta(days=11, hours=9))
    enforcement.sweep()
    [draft] = Draft.objects.filter(case_id=s.case_id, closed_seq=None)
    assert draft.act == "end_counterclaim"
    before, s.at = s.place, s.at + timedelta(days=11)
    s.act("end_counterclaim", party=2, how="unpaid")
    assert place(s) == before
    assert asked(s.case_id) == [([2], D("150"), "withdrawn")]
    assert not Draft.objects.filter(case_id=s.case_id, closed_seq=None).exists()
    s.act("allow_withdrawal")
    assert place(s) == "withdrawn"


def test_a_paid_counterclaim_is_not_unpaid() -> None:
    s = served()
    s.act("file_counterclaim", by="defendant", amount="20000", asked="演示反诉")
    s.act("pay_later_fee", by="defendant")
    with pytest.raises(Refusal) as refused:
        s.act("end_counterclaim", party=2, how="unpaid")
    assert refused.value.reason == "fee_is_paid"
    s.act("end_counterclaim", party=2, how="apart")
    s.act("order_refund", by="clerk", amount="150")
    s.act("refund_fee", by="clerk", amount="150", party=2)
    assert ledger.balance(s.case_id)[Account.REFUNDED] == D("150")
    assert place(s) == "answer_period"


# ---------------------------------------------------------------- changed claims


def changed(s: Stage, to: str) -> None:
    s.act("make_request", by="plaintiff", request="change_claims", amount=to, asked="演示变更")
    seq = Entry.objects.filter(case_id=s.case_id, act="make_request").latest("seq").seq
    s.act("answer_request", by="judge", asked=seq, verdict="granted")


@pytest.mark.parametrize(
    ("to", "fee", "clock"),
    [("200000", "2150", "top_up"), ("50000", "525", "refund"), ("100000", "1150", "")],
)
def test_the_fee_follows_the_claim(to: str, fee: str, clock: str) -> None:
    s = served()
    changed(s, to)
    assert Case.objects.get(pk=s.case_id).fee == D(fee)
    running = Clock.objects.filter(
        case_id=s.case_id, state="running", code__in=("top_up", "refund")
    )
    assert list(running.values_list("code", flat=True)) == ([clock] if clock else [])
    if clock == "top_up":
        s.act("pay_top_up", by="plaintiff", amount="1000")
    if clock == "refund":
        s.act("refund_fee", by="clerk", amount="625")
    assert payments.paid(s.case_id) == D(fee)
    assert place(s) == "answer_period"


def test_a_reduction_after_the_investigation_gives_nothing_back() -> None:
    s = make.at_place(make.people(), "judgment_drafting")
    before = Case.objects.get(pk=s.case_id).fee
    changed(s, "10000")
    case = Case.objects.get(pk=s.case_id)
    assert (case.amount, case.fee) == (D("10000"), before)
    assert not Clock.objects.filter(case_id=s.case_id, code="refund").exists()


# ---------------------------------------------------------------- relief


def registered() -> Stage:
    s = make.stage(make.people(), "2025-03-03").file().act("register", procedure="summary")
    return s.after(1)


def asks(s: Stage, ground: str, by: str = "plaintiff") -> int:
    s.act("ask_relief", by=by, ground=ground, asked="演示困难")
    return int(Relief.objects.filter(case_id=s.case_id).latest("seq").seq)


def test_an_exemption_asks_for_nothing_and_the_case_goes_on() -> None:
    s = registered()
    s.act("relieve_fee", by="court_leader", asked=asks(s, "disabled"), verdict="exempt", why="演示")
    assert place(s) == "case_assignment"
    sums = ledger.balance(s.case_id)
    assert (sums[Account.WAIVED], sums[Account.FEE]) == (D("-1150"), D("1150"))
    assert Case.objects.get(pk=s.case_id).fee == 0


def test_a_reduction_changes_the_order_and_leaves_days_to_pay() -> None:
    s = registered()
    plaintiff = s.cast.party("plaintiff")
    old = paying.order_for(s.case_id, 1, plaintiff)
    seq = asks(s, "disaster")
    assert make.clock(s.case_id, "fee_payment").due_on is None, "the time stands still"
    for percent in (None, 29, 100):
        with pytest.raises(Refusal) as refused:
            s.act("relieve_fee", by="judge", asked=seq, verdict="reduce", percent=percent, why="演")
        assert refused.value.reason == "relief_percent"
    s.after(2).act("relieve_fee", by="judge", asked=seq, verdict="reduce", percent=40, why="演示")
    assert make.due(s.case_id, "fee_payment") == "2025-03-13"
    order = paying.order_for(s.case_id, 1, plaintiff)
    assert old is not None and order is not None and order.amount == D("690.00")
    assert PaymentOrder.objects.get(pk=old.pk).state == "void"
    take(old)
    assert Refund.objects.get(case_id=s.case_id).amount == D("1150")
    take(order)
    assert place(s) == "case_assignment"
    assert ledger.balance(s.case_id)[Account.WAIVED] == D("-460.00")


def test_a_refusal_leaves_seven_days_and_only_then_is_it_unpaid() -> None:
    s = registered()
    seq = asks(s, "exempt_other")
    make.set_clock(s.cast.group, s.at + timedelta(days=60))
    enforcement.sweep()
    assert not Draft.objects.filter(case_id=s.case_id).exists()
    s.at += timedelta(days=30)
    with pytest.raises(Refusal) as refused:
        s.act("deem_withdrawn")
    assert refused.value.reason == "relief_open"
    s.act("relieve_fee", by="judge", asked=seq, verdict="refused", why="演示理由")
    assert (make.clock(s.case_id, "fee_payment").due_on or s.on) - s.on == timedelta(days=7)
    s.after(9)
    assert Draft.objects.filter(case_id=s.case_id, closed_seq=None).count() == 1
    s.act("deem_withdrawn")
    assert place(s) == "deemed_withdrawn"


def test_who_asks_too_late_or_twice_or_without_a_fee_is_told_so() -> None:
    s = registered()
    asks(s, "disabled")
    with pytest.raises(Refusal) as twice:
        asks(s, "disabled")
    assert twice.value.reason == "already_asked"
    late = registered().after(12)
    with pytest.raises(Refusal) as refused:
        asks(late, "disabled")
    assert refused.value.reason == "too_late"
    with pytest.raises(Refusal) as nothing:
        asks(served(), "disabled")
    assert nothing.value.reason == "nothing_due"


def test_a_deferral_has_its_last_day_and_is_paid_later() -> None:
    s = registered()
    seq = asks(s, "accident_victim")
    with pytest.raises(Refusal) as refused:
        s.act("relieve_fee", by="judge", asked=seq, verdict="defer", why="演示")
    assert refused.value.reason == "relief_until"
    until = s.on + timedelta(days=50)
    s.act("relieve_fee", by="judge", asked=seq, verdict="defer", until=until, why="演示")
    assert place(s) == "case_assignment"
    assert make.clock(s.case_id, "deferred_fee").due_on == until
    s.act("assign")
    order = paying.order_for(s.case_id, 1, s.cast.party("plaintiff"))
    assert order is not None and (order.purpose, order.amount) == ("deferred", D("1150"))
    take(order)
    assert make.clock(s.case_id, "deferred_fee").state == "met"
    assert place(s) == "complaint_service"


def test_a_deferred_fee_that_stays_unpaid_waits_for_the_judge() -> None:
    s = registered()
    until = s.on + timedelta(days=10)
    seq = asks(s, "legal_aid")
    s.act("relieve_fee", by="judge", asked=seq, verdict="defer", until=until, why="演示")
    s.act("assign").after(12)
    [draft] = Draft.objects.filter(case_id=s.case_id, closed_seq=None)
    assert draft.act == "deem_withdrawn" and place(s) == "complaint_service"


def test_relief_of_one_appellant_stops_nobody_elses_time() -> None:
    up = two_appeals()
    up.act("ask_relief", by="clerk", party=3, ground="disabled", asked="演示")
    assert make.clock(up.case_id, "fee_payment", party=3).due_on is None
    assert make.clock(up.case_id, "fee_payment", party=1).due_on is not None
    seq = Relief.objects.get(case_id=up.case_id).seq
    up.act("relieve_fee", by="court_leader", asked=seq, verdict="exempt", why="演示")
    assert place(up) == "fee_payment"
    up.act("pay_fee", by="clerk", party=1)
    assert place(up) == "case_assignment"


# ---------------------------------------------------------------- who bears it


def test_the_winner_gets_back_unasked_what_it_advanced() -> None:
    s = make.at_place(make.people(), "judgment_drafting")
    fee = Case.objects.get(pk=s.case_id).fee
    assert fee
    with pytest.raises(Refusal) as refused:
        s.act("bear_costs", party=2, amount=str(fee + 1))
    assert refused.value.reason == "costs_too_much"
    s.act("bear_costs", party=1, amount="0").act("bear_costs", party=2, amount=str(fee))
    s.act("sign_judgment").act("pronounce", manner="in_court").after(1)
    s.on_everyone("serve_judgment", way="direct").wait("judgment_effective")
    assert Bearing.objects.filter(case_id=s.case_id).count() == 2
    clock = make.clock(s.case_id, "refund")
    took_effect = Case.objects.get(pk=s.case_id).took_effect_on
    assert took_effect and clock.started_on == took_effect
    s.act("refund_fee", by="clerk", amount=str(fee))
    assert place(s) == "judgment_effective"


# ---------------------------------------------------------------- the ledger, whatever is done


def take(order: PaymentOrder, trade: str = "") -> str:
    said = Incoming(
        gateway="sandbox", event=uuid4().hex, kind="paid", merchant="m", order=order.code,
        trade=trade or uuid4().hex, amount=order.amount, currency="CNY", at=datetime.now(UTC),
    )  # fmt: skip
    return paying.take(said, hashlib.sha256(said.event.encode()).hexdigest(), "said")


STEPS = st.lists(
    st.tuples(
        st.sampled_from(
            ["order", "told", "told_again", "counter", "ask", "exempt", "reduce", "defer",
             "refused", "deem", "withdraw", "notice", "later"]
        ),
        st.sampled_from([1, 3]),
    ),
    max_size=14,
)  # fmt: skip


def one_step(up: Stage, what: str, party: int, orders: list[PaymentOrder]) -> None:
    waiting = Relief.objects.filter(case_id=up.case_id, decided_seq=None)
    if what == "order":
        by = up.cast.party("plaintiff")
        if (order := paying.order_for(up.case_id, party, by)) is not None:
            orders.append(order)
    elif what in ("told", "told_again") and orders:
        take(orders[-1], "the same" if what == "told_again" else "")
    elif what == "counter":
        up.act("pay_fee" if up.place == "fee_payment" else "pay_later_fee", by="clerk", party=party)
    elif what == "ask":
        up.act("ask_relief", by="clerk", party=party, ground="disabled", asked="演示")
    elif what in ("exempt", "reduce", "defer", "refused") and waiting:
        up.act("relieve_fee", by="court_leader", asked=waiting[0].seq, verdict=what, why="演示",
               percent=50, until=up.on + timedelta(days=20))  # fmt: skip
    elif what in ("deem", "withdraw"):
        act = {"deem": "deem_appeal_withdrawn", "withdraw": "allow_appeal_withdrawal"}[what]
        up.act(act, party=party)
    elif what == "notice":
        up.act("serve_fee_notice")
    elif what == "later":
        up.after(4)


SLOW = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]


@settings(max_examples=12, deadline=None, suppress_health_check=SLOW)
@given(steps=STEPS)
def test_the_ledger_balances_whatever_is_done(appealed: Stage, steps: Any) -> None:
    up = Stage(**vars(appealed))
    orders: list[PaymentOrder] = []
    with transaction.atomic():
        for what, party in steps:
            try:
                with transaction.atomic():
                    one_step(up, what, party, orders)
            except Refusal:
                pass
        adds_up(up.case_id)
        transaction.set_rollback(True)


@pytest.fixture
def appealed(db: None) -> Stage:
    return two_appeals()


def adds_up(case_id: int) -> None:
    sums = ledger.balance(case_id)
    came_in = sum((one.amount for one in Received.objects.filter(case_id=case_id)), D(0))
    booked = Payment.objects.filter(case_id=case_id, amount__gt=0)
    taken = sum((one.amount for one in booked), D(0))
    assert sum(sums.values()) == 0
    assert sums[Account.FEE] == taken - sums[Account.WAIVED]
    online = Received.objects.filter(case_id=case_id, outcome="settled")
    at_counter = taken - sum((one.amount for one in online), D(0))
    assert -sums[Account.PAYER] == came_in + at_counter
    held = Refund.objects.filter(case_id=case_id)
    assert sums[Account.HELD] == sum((one.amount for one in held), D(0))
    for charge in Charge.objects.filter(case_id=case_id, state="paid"):
        assert payments.paid(case_id, charge.no) == charge.amount, "paid once, and whole"
    for charge in Charge.objects.filter(case_id=case_id, state__in=("open", "free", "deferred")):
        assert payments.paid(case_id, charge.no) == 0
    assert problems([case_id]) == []


def test_registered_by_operation_of_law_the_notice_of_the_fee_is_owed_by_the_desk() -> None:
    """Only with it do the days to pay begin (费用办法 22), and nobody had to send it."""
    s = make.stage(make.people(), "2025-03-03", make.loan()).file().act("refer_to_mediation")
    s.wait("fee_payment")
    clocks = Clock.objects.filter(case_id=s.case_id, state="running")
    [owed] = clocks.filter(code="fee_notice")
    assert owed.basis == "management" and not clocks.filter(code="fee_payment").exists()
    told = Outbox.objects.filter(case_id=s.case_id, template="fee_notice_owed")
    assert [one.recipient for one in told] == ["role:clerk"]
    s.act("serve_fee_notice")
    assert clocks.filter(code="fee_payment").exists()
    assert not clocks.filter(code="fee_notice").exists()


def test_registered_by_an_act_it_goes_along_with_that() -> None:
    s = make.stage(make.people(), "2025-03-03", make.loan()).file().act("register")
    assert not Clock.objects.filter(case_id=s.case_id, code="fee_notice").exists()
