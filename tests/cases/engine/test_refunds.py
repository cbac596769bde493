"""Refunds: what is not owed back leaves nobody's hands, and what left is always written down."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest

from cases import loading
from cases.acts.fees import ledger, paying, payments, refunds
from cases.law.money import Account, Incoming
from cases.law.refusals import Refusal
from cases.law.roles import Role
from cases.models import (
    CaseRole,
    Clock,
    Entry,
    Grant,
    Outbox,
    Payment,
    PaymentOrder,
    Received,
    Refund,
)
from cases.reading.case import possible
from courtflow.rehearsal import lives
from courtflow.rehearsal.people import BASIC
from courtflow.rehearsal.stage import CurtainFalls, Stage
from tests.cases import make
from tests.cases.engine.racing import at_once
from tests.cases.engine.records import problems

D = Decimal
FEE = D("1150.00")


class Online(Stage):
    """A stage on which the fee is paid online."""

    def pay(self, by: str = "") -> Stage:
        take(self, paying.order_for(self.case_id, 1, self.cast.party("plaintiff")))
        return self


def take(s: Stage, order: PaymentOrder | None) -> None:
    """The gateway says that it was paid, at the moment of the play."""
    assert order is not None
    said = Incoming(
        gateway="sandbox", event=uuid4().hex, kind="paid", merchant="m", order=order.code,
        trade=uuid4().hex, amount=order.amount, currency="CNY", at=datetime.now(UTC),
    )  # fmt: skip
    told = hashlib.sha256(said.event.encode()).hexdigest()
    assert now(s, lambda: paying.take(said, told, "said")) == "taken"


def now(s: Stage, do: Callable[[], Any]) -> Any:
    """Done at the moment of the play, by the court's clock."""
    make.set_clock(s.cast.group, s.at)
    try:
        return do()
    finally:
        make.set_clock(s.cast.group, datetime.now(UTC))
        s.at += timedelta(minutes=1)


class Gateway:
    """Pays a key once, as the real one does, and remembers what."""

    def __init__(self) -> None:
        self.paid: dict[str, Decimal] = {}

    def pay(self, trade: str, amount: Decimal, key: str) -> str:
        self.paid[key] = amount
        return f"reference of {key}"


@pytest.fixture
def bank() -> Gateway:
    return Gateway()


def online(stop_at: str = "") -> Stage:
    """A stage of a case whose fee was paid online; it stands at the service of the complaint."""
    blank = make.stage(make.people(), "2025-03-03")
    s = Online(**vars(blank) | {"stop_at": stop_at})
    with suppress(CurtainFalls):
        lives._paid(s)
    s.stop_at = ""
    return s


def served(s: Stage) -> Stage:
    s.act("tell_panel")
    return s.on_each("defendant", "serve_complaint", way="direct")


def listed(s: Stage, amount: str, received: Received | None = None) -> Refund:
    money = received or Received.objects.filter(case_id=s.case_id, outcome="settled").latest("pk")
    clerk = s.cast.actor(BASIC, Role.CLERK)
    found = now(s, lambda: refunds.list_fee(money.pk, D(amount), clerk))
    assert isinstance(found, Refund)
    return found


def approved(s: Stage, amount: str, received: Received | None = None) -> Refund:
    refund = listed(s, amount, received)
    leader = s.cast.actor(BASIC, Role.COURT_LEADER)
    now(s, lambda: refunds.approve(refund.pk, leader))
    return refund


def paid_out(s: Stage, refund: Refund, bank: Gateway) -> Refund:
    now(s, lambda: refunds.pay_out(refund.pk, bank.pay))
    refund.refresh_from_db()
    return refund


def is_whole(s: Stage, bank: Gateway) -> bool:
    """What the gateway paid is what the books say."""
    sums = ledger.balance(s.case_id)
    gone = sum(bank.paid.values(), D(0))
    return sums[Account.REFUNDED] == gone and not sum(sums.values()) and not problems([s.case_id])


def runs(s: Stage) -> bool:
    return Clock.objects.filter(case_id=s.case_id, code="refund", state="running").exists()


def refused(reason: str) -> Any:
    return pytest.raises(Refusal, match=reason)


# -- online ---------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize("place", ["execution_filing", "execution_notice", "asset_control"])
def test_the_winner_who_executes_gets_the_fee_back(bank: Gateway, place: str) -> None:
    s = online("")
    served(s).wait("hearing_scheduling", "evidence_exchange").act(
        "fix_hearing", hearing_at=7
    ).after(7)
    s.act("close_hearing").act("read_record").after(2)
    s.act("bear_costs", party=1, amount="0").act("bear_costs", party=2, amount=str(FEE))
    s.act("sign_judgment").act("pronounce", manner="in_court", performance_days=10).after(1)
    s.on_everyone("serve_judgment", way="direct").wait("judgment_effective").after(12)
    steps: dict[str, Callable[[], Stage]] = {
        "execution_filing": lambda: s.act("apply_execution"),
        "execution_notice": lambda: s.act("register_execution"),
        "asset_control": lambda: s.act("issue_execution_notice"),
    }
    for step in steps.values():
        if s.place != place:
            step()
    assert s.place == place and runs(s)
    refund = paid_out(s, approved(s, str(FEE)), bank)
    entry = Entry.objects.get(case_id=s.case_id, act="refund_fee")
    assert (refund.state, refund.seq) == ("done", entry.seq)
    assert is_whole(s, bank) and not runs(s) and s.place == place
    told = Outbox.objects.filter(case_id=s.case_id, template="refund_fee")
    assert {"party:1", "party:2"} <= set(told.values_list("recipient", flat=True))


@pytest.mark.django_db
@pytest.mark.parametrize("lost", ["office", "case"])
def test_what_a_clerk_asked_for_is_booked_though_the_clerk_has_left(
    bank: Gateway, lost: str
) -> None:
    s = online().act("order_refund", by="clerk", amount="575")
    refund = approved(s, "575")
    clerk = s.cast.actor(BASIC, Role.CLERK)
    if lost == "office":
        Grant.objects.filter(user=clerk.user_id).delete()
    else:
        CaseRole.objects.filter(case_id=s.case_id, user=clerk.user_id).update(recused=True)
    CaseRole.objects.get_or_create(
        case_id=s.case_id, user_id=clerk.user_id, role="clerk", since_seq=1, recused=True
    )
    assert paid_out(s, refund, bank).state == "done"
    assert bank.paid == {str(refund.key): D("575.00")}
    assert ledger.balance(s.case_id)[Account.REFUNDED] == D("575.00")


def topped_up() -> Stage:
    """The fee and a top-up of 1,000, both paid online."""
    s = claims(served(online()), "200000")
    take(s, paying.order_for(s.case_id, 1, s.cast.party("plaintiff")))
    assert payments.paid(s.case_id) == D("2150.00")
    return s


@pytest.mark.django_db
def test_two_refunds_of_one_order_are_both_paid_and_booked(bank: Gateway) -> None:
    s = topped_up().act("order_refund", by="clerk", amount="2150")
    fee, more = Received.objects.filter(case_id=s.case_id).order_by("pk")
    first, second = approved(s, "1150", fee), approved(s, "1000", more)
    assert paid_out(s, first, bank).state == "done" and runs(s), "1,000 is still owed"
    assert paid_out(s, second, bank).state == "done" and not runs(s)
    assert Entry.objects.filter(case_id=s.case_id, act="refund_fee").count() == 2
    assert is_whole(s, bank)


@pytest.mark.django_db(transaction=True)
def test_two_refunds_paid_out_at_once_are_both_booked(bank: Gateway) -> None:
    s = topped_up().act("order_refund", by="clerk", amount="2150")
    fee, more = Received.objects.filter(case_id=s.case_id).order_by("pk")
    both = [approved(s, "1150", fee), approved(s, "1000", more)]
    calls = [lambda one=one: refunds.pay_out(one.pk, bank.pay) for one in both] * 3
    assert now(s, lambda: at_once(calls)) == [None] * 6
    assert len(bank.paid) == 2 and is_whole(s, bank) and not runs(s)


@pytest.mark.django_db
def test_more_than_is_owed_back_is_neither_listed_nor_approved(bank: Gateway) -> None:
    s = topped_up().act("order_refund", by="clerk", amount="500")
    fee, more = Received.objects.filter(case_id=s.case_id).order_by("pk")
    with refused("refund_not_owed"):
        listed(s, "500.01", fee)
    refund = listed(s, "300", fee)
    with refused("refund_not_owed"):
        listed(s, "200.01", more)
    s.act("order_refund", by="clerk", amount="1")
    assert listed(s, "200.01", more).state == "requested"
    assert refund.state == "requested" and not bank.paid


@pytest.mark.django_db
def test_what_is_not_owed_any_more_is_not_sent_and_waits_for_a_person(bank: Gateway) -> None:
    """Approved, and then the order is gone: nothing is paid, and nothing is tried for ever."""
    s = online().act("order_refund", by="clerk", amount="575")
    refund = approved(s, "575")
    Clock.objects.filter(case_id=s.case_id, code="refund").update(state="cancelled")
    with refused("refund_not_owed"):
        paid_out(s, refund, bank)
    refund.refresh_from_db()
    assert (refund.state, refund.approved_by_id, bank.paid) == ("requested", None, {})
    paid_out(s, refund, bank)
    assert not bank.paid, "it has to be approved anew"


@pytest.mark.django_db
def test_what_the_gateway_was_asked_for_is_booked_whatever_happens_meanwhile(
    bank: Gateway,
) -> None:
    """It paid, and the answer was lost: it is asked again, though nothing is owed by now."""
    s = online().act("order_refund", by="clerk", amount="575")
    refund = approved(s, "575")

    def lost(trade: str, amount: Decimal, key: str) -> str:
        bank.pay(trade, amount, key)
        raise ConnectionError("the answer was lost")

    with pytest.raises(ConnectionError):
        now(s, lambda: refunds.pay_out(refund.pk, lost))
    Clock.objects.filter(case_id=s.case_id, code="refund").update(state="cancelled")
    assert paid_out(s, refund, bank).state == "done"
    assert bank.paid == {str(refund.key): D("575.00")}
    assert ledger.balance(s.case_id)[Account.REFUNDED] == D("575.00")


@pytest.mark.django_db
def test_what_was_paid_and_never_booked_is_booked(bank: Gateway) -> None:
    """Approved, with the gateway's reference, in a case in which nothing is owed any more."""
    s = online().act("order_refund", by="clerk", amount="575")
    refund = approved(s, "575")
    Refund.objects.filter(pk=refund.pk).update(reference="paid long ago")
    Clock.objects.filter(case_id=s.case_id, code="refund").update(state="cancelled")
    assert (paid_out(s, refund, bank).state, bank.paid) == ("done", {})
    assert ledger.balance(s.case_id)[Account.REFUNDED] == D("575.00")


# -- what is asked for changes while it is paid ----------------------------------------------------


def claims(s: Stage, amount: str) -> Stage:
    s.act("make_request", by="plaintiff", request="change_claims", amount=amount, asked="演示")
    seq = Entry.objects.filter(case_id=s.case_id, act="make_request").latest("seq").seq
    return s.act("answer_request", by="judge", asked=seq, verdict="granted")


@pytest.mark.django_db
def test_a_top_up_on_an_outdated_order_does_not_settle_the_larger_one(bank: Gateway) -> None:
    """Raised to 150,000, an order made, and raised again before it is paid."""
    s = served(online())
    plaintiff = s.cast.party("plaintiff")
    old = paying.order_for(claims(s, "150000").case_id, 1, plaintiff)
    claims(s, "200000")
    take(s, old)
    assert old is not None and old.amount == D("500.00")
    [held] = Refund.objects.filter(case_id=s.case_id)
    assert (held.reason, held.amount) == ("fee_changed", D("500.00"))
    assert payments.paid(s.case_id) == FEE
    assert Clock.objects.filter(case_id=s.case_id, code="top_up", state="running").count() == 1
    take(s, paying.order_for(s.case_id, 1, plaintiff))
    assert payments.paid(s.case_id) == D("2150.00")
    assert not Clock.objects.filter(case_id=s.case_id, code="top_up", state="running").exists()


@pytest.mark.django_db
def test_a_part_of_a_top_up_leaves_the_rest_due() -> None:
    s = claims(at_counter(), "200000")
    s.act("pay_top_up", by="clerk", amount="400")
    assert Clock.objects.filter(case_id=s.case_id, code="top_up", state="running").exists()
    s.act("pay_top_up", by="clerk", amount="600")
    assert not Clock.objects.filter(case_id=s.case_id, code="top_up", state="running").exists()


# -- at the counter -------------------------------------------------------------------------------


def at_counter(plaintiffs: int = 1, defendants: int = 1) -> Stage:
    s = make.stage(
        make.people(), "2025-03-03", make.loan(plaintiffs=plaintiffs, defendants=defendants)
    )
    return lives._served(s)


def not_yet(s: Stage) -> str:
    """Why the page does not offer to give a fee back; "" where it does."""
    p = loading.look(s.case_id)
    assert p is not None
    refusal = possible.NOT_YET["refund_fee"](p)
    return refusal.reason if refusal else ""


@pytest.mark.django_db
def test_a_refund_is_offered_as_long_as_one_is_owed() -> None:
    s = at_counter()
    assert not_yet(s) == "nothing_to_give_back"
    s.act("order_refund", by="clerk", amount="100")
    assert not_yet(s) == ""
    s.act("refund_fee", by="clerk", amount="40")
    assert not_yet(s) == ""
    s.act("refund_fee", by="clerk", amount="60")
    assert not_yet(s) == "nothing_to_give_back"


@pytest.mark.django_db
@pytest.mark.parametrize("amount", ["100.01", "1150", "5000000", "-1", "0"])
def test_at_the_counter_no_more_goes_back_than_was_ordered(amount: str) -> None:
    s = at_counter().act("order_refund", by="clerk", amount="100")
    with pytest.raises(Refusal):
        s.act("refund_fee", by="clerk", amount=amount)
    s.act("refund_fee", by="clerk", amount="40")
    with refused("refund_not_owed"):
        s.act("refund_fee", by="clerk", amount="60.01")
    assert runs(s), "60 is still owed"
    s.act("refund_fee", by="clerk", amount="60")
    assert not runs(s) and ledger.balance(s.case_id)[Account.REFUNDED] == D("100.00")
    assert problems([s.case_id]) == []


@pytest.mark.django_db
def test_at_the_counter_no_more_goes_back_than_came_in_there(bank: Gateway) -> None:
    """1,150 came in online and 1,000 at the counter; 2,150 is owed back."""
    s = claims(served(online()), "200000")
    s.act("pay_top_up", by="clerk", amount="1000").act("order_refund", by="clerk", amount="2150")
    with refused("refund_online"):
        s.act("refund_fee", by="clerk", amount="1000.01")
    refund = approved(s, "1150")
    s.act("refund_fee", by="clerk", amount="1000")
    with refused("refund_online"):
        s.act("refund_fee", by="clerk", amount="1")
    assert paid_out(s, refund, bank).state == "done" and not runs(s)


@pytest.mark.django_db
def test_what_is_listed_to_go_back_online_does_not_go_back_at_the_counter() -> None:
    s = claims(served(online()), "200000")
    s.act("pay_top_up", by="clerk", amount="1000").act("order_refund", by="clerk", amount="575")
    listed(s, "500")
    with refused("refund_not_owed"):
        s.act("refund_fee", by="clerk", amount="75.01")
    s.act("refund_fee", by="clerk", amount="75")


@pytest.mark.django_db
def test_a_counterclaim_fee_goes_back_to_who_paid_it() -> None:
    s = at_counter()
    s.act("file_counterclaim", by="defendant", amount="20000", asked="演示反诉")
    s.act("pay_later_fee", by="clerk", party=2)
    s.act("end_counterclaim", party=2, how="apart")
    s.act("order_refund", by="clerk", amount="150")
    with refused("name_who_gets_it"):
        s.act("refund_fee", by="clerk", amount="150")
    s.act("refund_fee", by="clerk", amount="150", party=2)
    back = Payment.objects.get(case_id=s.case_id, kind="refund")
    assert (back.party_no, back.charge_no, back.amount) == (2, 1, D("-150.00"))
    assert payments.paid(s.case_id, 1) == 0 and payments.paid(s.case_id) == FEE
    s.act("order_refund", by="clerk", amount="100")
    s.act("refund_fee", by="clerk", amount="100")
    assert payments.paid(s.case_id) == FEE - 100, "only the plaintiff is left to get any"


@pytest.mark.django_db
def test_nobody_gets_back_what_another_paid() -> None:
    s = at_counter()
    s.act("file_counterclaim", by="defendant", amount="20000", asked="演示反诉")
    s.act("pay_later_fee", by="clerk", party=2)
    s.act("order_refund", by="clerk", amount="500")
    with refused("refund_too_much"):
        s.act("refund_fee", by="clerk", amount="150.01", party=2)
    s.act("refund_fee", by="clerk", amount="350", party=1)
    s.act("refund_fee", by="clerk", amount="150", party=2)
    assert not runs(s)
