"""Fees paid online: what the gateway says becomes one act and one entry in the ledger, or waits."""

from __future__ import annotations

from decimal import Decimal

from cases.acts import ledger
from cases.law.money import Account
from cases.models import Entry, GatewayNotice, LedgerLine, Payment, Received
from tests.web.paying import FEE, order, said, tell, unpaid
from tests.web.world import World


def test_what_was_paid_becomes_the_fee_by_one_act(world: World) -> None:
    case_id = unpaid(world)
    asked = order(world, case_id)
    assert asked.amount == Decimal(FEE)
    answer = tell(said(asked))
    assert (answer.status_code, answer.content) == (200, b"taken\n")
    entry = Entry.objects.get(case_id=case_id, act="pay_fee")
    received = Received.objects.get()
    assert (entry.actor_id, entry.stands_at) == (world["alice"].pk, "case_assignment")
    assert (received.outcome, received.seq) == ("settled", entry.seq)
    assert Payment.objects.get().amount == Decimal(FEE)
    found = ledger.balance(case_id)
    assert found[Account.FEE] == Decimal(FEE) == -found[Account.PAYER]
    assert found[Account.HELD] == 0
    asked.refresh_from_db()
    assert asked.state == "paid"


def test_a_message_sent_again_and_again_is_taken_once(world: World) -> None:
    case_id = unpaid(world)
    message = said(order(world, case_id))
    assert [tell(message).content for _ in range(30)] == [b"taken\n"] + [b"repeated\n"] * 29
    assert Entry.objects.filter(case_id=case_id, act="pay_fee").count() == 1
    assert LedgerLine.objects.count() == 4
    assert GatewayNotice.objects.count() == 1
