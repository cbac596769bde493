"""Money that comes in: once, whoever says so how often at once; and it never vanishes."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import uuid4

import psycopg2
import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg2 import errors

from cases.acts.fees import ledger, paying, refunds
from cases.law.money import Account, Incoming
from cases.law.roles import Role
from cases.models import Entry, GatewayNotice, LedgerLine, Payment, PaymentOrder, Received, Refund
from cases.procedure import perform
from tests.cases import make
from tests.cases.engine.racing import at_once
from tests.cases.engine.records import problems
from tests.cases.make import BASIC

pytestmark = pytest.mark.django_db(transaction=True)


def unpaid(who: make.Cast) -> tuple[int, PaymentOrder]:
    s = make.stage(who).file().act("register", procedure="summary")
    order = paying.order_for(s.case_id, 1, who.party("plaintiff"))
    assert order is not None
    return s.case_id, order


def paid(asked: PaymentOrder, event: str, trade: str, /, **changes: Any) -> Incoming:
    about = {
        "gateway": "sandbox", "event": event, "kind": "paid", "merchant": "m", "order": asked.code,
        "trade": trade, "amount": asked.amount, "currency": "CNY", "at": datetime.now(UTC),
    } | changes  # fmt: skip
    return Incoming(**about)  # type: ignore[arg-type]


def take(said: Incoming) -> str:
    return paying.take(said, hashlib.sha256(repr(said).encode()).hexdigest(), "said")


def test_a_message_taken_a_thousand_times_is_one_act_and_one_booking(who: make.Cast) -> None:
    case_id, order = unpaid(who)
    said = paid(order, "e", "t")
    answers = [take(said) for _ in range(1000)]
    assert answers == [paying.TAKEN] + [paying.REPEATED] * 999
    assert_paid_once(case_id)


def test_fifty_at_once_are_one_act_and_one_booking(who: make.Cast) -> None:
    case_id, order = unpaid(who)
    said = paid(order, "e", "t")
    answers = at_once([lambda: take(said)] * 50)
    assert sorted(answers) == [paying.REPEATED] * 49 + [paying.TAKEN]
    assert_paid_once(case_id)


def test_the_same_money_under_fifty_numbers_at_once_is_the_same_money(who: make.Cast) -> None:
    case_id, order = unpaid(who)
    calls = [lambda n=n: take(paid(order, f"e{n}", "t")) for n in range(50)]
    answers = at_once(calls)
    assert sorted(answers) == [paying.REPEATED] * 49 + [paying.TAKEN]
    assert_paid_once(case_id)


def assert_paid_once(case_id: int) -> None:
    assert Entry.objects.filter(case_id=case_id, act="pay_fee").count() == 1
    assert Payment.objects.filter(case_id=case_id).count() == 1
    assert LedgerLine.objects.filter(case_id=case_id).count() == 4
    assert not Refund.objects.exists()
    assert problems([case_id]) == []


def test_twenty_payments_of_one_order_at_once_are_one_fee_and_nineteen_refunds(
    who: make.Cast,
) -> None:
    case_id, order = unpaid(who)
    calls = [lambda n=n: take(paid(order, f"e{n}", f"t{n}")) for n in range(20)]
    assert at_once(calls) == [paying.TAKEN] * 20
    assert Payment.objects.filter(case_id=case_id).count() == 1
    assert Refund.objects.filter(case_id=case_id, reason="twice").count() == 19
    assert ledger.balance(case_id)[Account.HELD] == 19 * order.amount
    assert problems([case_id]) == []


def test_online_and_at_the_counter_at_once_the_fee_is_paid_once(who: make.Cast) -> None:
    case_id, order = unpaid(who)
    clerk = who.actor(BASIC, Role.CLERK)

    at_once([
        lambda: take(paid(order, "e", "t")),
        lambda: perform(case_id, "pay_fee", by=clerk, data={}),
    ])  # fmt: skip
    assert Payment.objects.filter(case_id=case_id).count() == 1
    sums = ledger.balance(case_id)
    assert sums[Account.FEE] == order.amount
    assert Received.objects.get().outcome in ("settled", "held")
    assert sums[Account.HELD] == (order.amount if Refund.objects.exists() else 0)
    assert problems([case_id]) == []


def test_twenty_orders_at_once_are_one(who: make.Cast) -> None:
    s = make.stage(who).file().act("register", procedure="summary")
    plaintiff = who.party("plaintiff")
    found = at_once([lambda: paying.order_for(s.case_id, 1, plaintiff)] * 20)
    assert len({order.pk for order in found}) == 1
    assert PaymentOrder.objects.count() == 1


def test_a_refund_paid_by_ten_at_once_is_paid_once(who: make.Cast) -> None:
    case_id, order = unpaid(who)
    for n in range(2):
        take(paid(order, f"e{n}", f"t{n}"))
    refund = Refund.objects.get()
    refunds.request(refund.pk, who.actor(BASIC, Role.CLERK))
    refunds.approve(refund.pk, who.actor(BASIC, Role.COURT_LEADER))
    keys: set[str] = set()

    def pay(trade: str, amount: Decimal, key: str) -> str:
        keys.add(key)
        return "reference"

    answers = at_once([lambda: refunds.pay_out(refund.pk, pay)] * 10)
    assert answers == [None] * 10 and keys == {str(refund.key)}
    assert Entry.objects.filter(case_id=case_id, act="refund_held").count() == 1
    assert ledger.balance(case_id)[Account.REFUNDED] == order.amount
    assert problems([case_id]) == []


# -- whatever comes, in whatever order ------------------------------------------------------------

MESSAGES = st.lists(
    st.tuples(
        st.sampled_from(["paid", "refunded", "lent"]),
        st.integers(0, 4),
        st.integers(0, 3),
        st.sampled_from(["right", "1.00"]),
        st.sampled_from(["CNY", "USD"]),
        st.booleans(),
    ),
    max_size=12,
)


@settings(max_examples=15, deadline=None,
          suppress_health_check=[HealthCheck.function_scoped_fixture])  # fmt: skip
@given(told=MESSAGES)
def test_the_ledger_balances_whatever_the_gateway_says(who: make.Cast, told: Any) -> None:
    case_id, order = unpaid(who)
    mark = str(case_id)
    for kind, event, trade, amount, currency, ours in told:
        take(paid(
            order, f"{mark}-{event}", f"{mark}-{trade}", kind=kind, currency=currency,
            amount=order.amount if amount == "right" else Decimal(amount),
            **({} if ours else {"order": "nobody's"}),
        ))  # fmt: skip
    sums = ledger.balance(case_id)
    came_in = [one.amount for one in Received.objects.filter(case_id=case_id)]
    assert sum(sums.values()) == 0
    assert sum(came_in) == -sums[Account.PAYER] == sums[Account.FEE] + sums[Account.HELD]
    assert sums[Account.FEE] in (0, order.amount)
    assert Payment.objects.filter(case_id=case_id).count() == (1 if came_in else 0)
    held = Refund.objects.filter(case_id=case_id)
    assert sum(one.amount for one in held) == sums[Account.HELD]
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM (SELECT booking FROM cases_ledgerline"
                       " GROUP BY booking HAVING sum(amount) <> 0) uneven")  # fmt: skip
        assert cursor.fetchone() == (0,)
    assert GatewayNotice.objects.filter(event__startswith=mark).count() <= 5


# -- what the database forbids --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("statement", "error"),
    [
        ("UPDATE cases_ledgerline SET amount = 0", errors.InsufficientPrivilege),
        ("DELETE FROM cases_ledgerline", errors.InsufficientPrivilege),
        ("TRUNCATE cases_ledgerline", errors.InsufficientPrivilege),
        (
            'INSERT INTO cases_ledgerline (case_id, booking, account, amount, "on")'
            f" SELECT id, '{uuid4()}', 'fee', 1, now() FROM cases_case LIMIT 1",
            errors.RestrictViolation,
        ),
        (
            "UPDATE cases_refund SET requested_by_id = id.pk, approved_by_id = id.pk"
            " FROM (SELECT min(id) AS pk FROM accounts_user) id",
            errors.CheckViolation,
        ),
    ],
)
def test_no_program_changes_what_is_booked(
    who: make.Cast, second_connection: Callable[[], Any], statement: str, error: type[Exception]
) -> None:
    _, order = unpaid(who)
    for n in range(2):
        take(paid(order, f"e{n}", f"t{n}"))
    before = list(LedgerLine.objects.order_by("pk").values_list("account", "amount"))
    other = second_connection()
    with pytest.raises(error), other, other.cursor() as cursor:
        cursor.execute(statement)
    assert list(LedgerLine.objects.order_by("pk").values_list("account", "amount")) == before


def test_not_even_the_owner_changes_what_is_booked(who: make.Cast, admin_dsn: str) -> None:

    _, order = unpaid(who)
    take(paid(order, "e", "t"))
    admin = psycopg2.connect(admin_dsn)
    for statement in ("UPDATE cases_ledgerline SET amount = 0", "TRUNCATE cases_ledgerline"):
        with pytest.raises(errors.RestrictViolation), admin, admin.cursor() as cursor:
            cursor.execute(statement)
    admin.close()
