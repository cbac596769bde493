"""Fees paid online: what the gateway says becomes one act and one entry in the ledger, or waits."""

from __future__ import annotations

import json
import re
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.db.models import F
from django.test import Client
from django.urls import reverse

from cases.acts.fees import ledger, paying
from cases.law.money import Account
from cases.law.refusals import Refusal
from cases.models import (
    Case,
    Entry,
    GatewayNotice,
    LedgerLine,
    Party,
    PartyLink,
    Payment,
    PaymentOrder,
    Received,
    Refund,
)
from cases.proof.replay import replay
from cases.proof.verifying import verify
from courtflow.celery import app
from courtflow.gateways.payments import sandbox_key, signed
from courtflow.gateways.sandbox_payments import Server
from courtflow.paying import asking
from tests.payments import payment_sandbox
from tests.web.paying import FEE, NOTIFY, order, said, tell, unpaid
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


# -- messages that do not fit ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "status", "verdict"),
    [
        ({"amount": "1149.99"}, 422, "wrong_amount"),
        ({"amount": "0"}, 422, "wrong_amount"),
        ({"amount": "NaN"}, 400, "unreadable"),
        ({"currency": "USD"}, 422, "wrong_currency"),
        ({"merchant": "somebody else"}, 400, "wrong_merchant"),
        ({"order": "x" * 32}, 422, "unknown_order"),
        ({"kind": "lent"}, 422, "unknown_kind"),
        ({"kind": "refunded"}, 422, "refund_unknown"),
        ({"at": "yesterday"}, 400, "unreadable"),
        ({"event": "x" * 81}, 400, "unreadable"),
    ],
)
def test_a_message_that_does_not_fit_moves_nothing_and_waits_for_a_person(
    world: World, changes: dict[str, str], status: int, verdict: str
) -> None:
    case_id = unpaid(world)
    asked = order(world, case_id)
    message = said(asked, **changes)
    answer = tell(message)
    assert (answer.status_code, answer.content.decode().strip()) == (status, verdict)
    assert nothing_moved(asked)
    again = tell(message)
    assert (again.status_code, again.content) == (status, answer.content), "no more the next time"
    assert GatewayNotice.objects.get().verdict == verdict
    page = world.client("clerk").get(reverse("refunds"))
    assert len(page.context["notices"]) == 1
    url = page.context["notices"][0]["url"]
    assert world.client("clerk").post(url).status_code == 302
    assert world.client("clerk").get(reverse("refunds")).context["notices"] == []


def nothing_moved(asked: PaymentOrder) -> bool:
    asked.refresh_from_db()
    untouched = not (LedgerLine.objects.exists() or Received.objects.exists())
    return asked.state == "open" and untouched and not Payment.objects.exists()


def test_nobody_else_can_say_it(world: World) -> None:
    asked = order(world, unpaid(world))
    for answer in (
        tell(said(asked), key=b"somebody else's"),
        tell(said(asked), late=timedelta(minutes=6)),
        tell(said(asked), late=-timedelta(minutes=6)),
        Client().post(NOTIFY, b"{}", "application/json"),
        Client().post(NOTIFY, b"\xff" * 30_000, "application/json"),
    ):
        assert answer.status_code == 400
    assert nothing_moved(asked)
    verdicts = GatewayNotice.objects.order_by("pk").values_list("verdict", flat=True)
    assert list(verdicts) == ["wrong_signature", "too_old", "too_old", "wrong_signature",
                              "wrong_signature"]  # fmt: skip


def test_a_changed_byte_breaks_the_signature(world: World) -> None:
    asked = order(world, unpaid(world))
    body = json.dumps(said(asked)).encode()
    headers = signed(sandbox_key(), body, datetime.now(UTC))
    forged = body.replace(b'"payer": ""', b'"payer": "x"')
    answer = Client().post(NOTIFY, forged, "application/json", headers=headers)
    assert answer.status_code == 400 and nothing_moved(asked)


def test_a_flood_of_forgeries_leaves_few_traces(world: World) -> None:
    asked = order(world, unpaid(world))
    for _ in range(30):
        assert tell(said(asked), key=b"x").status_code == 400
    assert GatewayNotice.objects.count() == 20


def test_the_same_number_with_other_words_is_kept(world: World) -> None:
    asked = order(world, unpaid(world))
    message = said(asked)
    tell(message)
    answer = tell(message | {"payer": "样本"})
    assert (answer.status_code, answer.content) == (422, b"event_reused\n")
    assert Received.objects.count() == 1


def test_money_counted_once_is_not_counted_for_another_order(world: World) -> None:
    first, second = order(world, unpaid(world)), order(world, unpaid(world))
    message = said(first)
    tell(message)
    answer = tell(said(second, trade=message["trade"]))
    assert (answer.status_code, answer.content) == (422, b"trade_of_another\n")
    second.refresh_from_db()
    assert second.state == "open" and Received.objects.count() == 1


def test_the_same_money_under_a_new_number_is_the_same_money(world: World) -> None:
    asked = order(world, unpaid(world))
    message = said(asked)
    tell(message)
    assert tell(message | {"event": "again"}).content == b"repeated\n"
    assert Received.objects.count() == 1


# -- money that cannot become the fee -------------------------------------------------------------


def held(case_id: int) -> list[tuple[str, Decimal]]:
    found = Refund.objects.filter(case_id=case_id).order_by("pk")
    return [(one.reason, one.amount) for one in found]


def balances(case_id: int) -> bool:
    sums = ledger.balance(case_id)
    came_in = sum(x.amount for x in Received.objects.filter(case_id=case_id))
    lies = sum(sums[x] for x in (Account.FEE, Account.HELD, Account.REFUNDED))
    return sum(sums.values()) == 0 and lies == came_in == -sums[Account.PAYER]


def is_whole(case_id: int) -> bool:
    """The ledger balances and the log, which tells all of it, can be replayed."""
    return replay(case_id) == [] and verify(case_id=case_id).problems == [] and balances(case_id)


def test_an_order_paid_twice_is_the_fee_once_and_a_refund(world: World) -> None:
    case_id = unpaid(world)
    asked = order(world, case_id)
    tell(said(asked))
    assert tell(said(asked)).status_code == 200
    assert Payment.objects.count() == 1
    assert held(case_id) == [("twice", Decimal(FEE))]
    assert ledger.balance(case_id)[Account.HELD] == Decimal(FEE)
    assert is_whole(case_id)
    history = world.client("alice").get(reverse("case-history", args=[case_id]))
    assert "款项暂存待退" in history.content.decode() or "held" in history.content.decode()


def test_what_comes_after_the_case_ended_is_held_and_never_lost(world: World) -> None:
    case_id = unpaid(world)
    asked = order(world, case_id)
    world.put(case_id, "deemed_withdrawn")
    assert tell(said(asked)).status_code == 200
    assert held(case_id) == [("not_here", Decimal(FEE))]
    assert Case.objects.get(pk=case_id).stands_at == "deemed_withdrawn"
    assert balances(case_id)


def test_what_was_asked_before_the_fee_changed_is_held(world: World) -> None:
    case_id = unpaid(world)
    asked = order(world, case_id)
    world.put(case_id, "fee_payment", fee=Decimal("2300.00"))
    assert tell(said(asked)).status_code == 200
    assert held(case_id) == [("fee_changed", Decimal(FEE))]
    again = order(world, case_id)
    assert (again.amount, again.state) == (Decimal("2300.00"), "open")
    assert tell(said(again)).status_code == 200
    assert Payment.objects.get().amount == Decimal("2300.00") and is_whole(case_id)


def test_an_order_for_another_sum_is_void_and_its_money_is_held(world: World) -> None:
    case_id = unpaid(world)
    asked = order(world, case_id)
    world.put(case_id, "fee_payment", fee=Decimal("2300.00"))
    assert order(world, case_id).pk != asked.pk
    asked.refresh_from_db()
    assert asked.state == "void"
    tell(said(asked))
    assert held(case_id) == [("void", Decimal(FEE))] and balances(case_id)


def test_paid_at_the_counter_meanwhile_the_online_money_is_held(world: World) -> None:
    case_id = unpaid(world)
    asked = order(world, case_id)
    world.act(case_id, "pay_fee", "clerk")
    tell(said(asked))
    assert held(case_id) == [("not_here", Decimal(FEE))]
    assert ledger.balance(case_id)[Account.FEE] == Decimal(FEE)


def test_the_party_may_have_changed_its_people(world: World) -> None:
    """Whoever ordered acts for nobody any more: the act is done for the party all the same."""
    case_id = unpaid(world)
    asked = order(world, case_id)
    party = Party.objects.get(case_id=case_id, no=1)
    links = PartyLink.objects.filter(party=party)
    links.update(valid_until=F("valid_from") - timedelta(days=1))
    PartyLink.objects.create(
        party=party, user=world["carol"], authority="general", valid_from=links[0].valid_from,
        confirmed_at=links[0].valid_from,
    )  # fmt: skip
    tell(said(asked))
    entry = Entry.objects.get(case_id=case_id, act="pay_fee")
    assert (entry.actor_id, entry.role) == (world["carol"].pk, "agent")


def test_a_payment_in_time_is_in_time_however_late_its_message(world: World) -> None:
    case_id = unpaid(world)
    asked = order(world, case_id)
    paid_at = datetime.now(UTC) - timedelta(hours=2)
    PaymentOrder.objects.filter(pk=asked.pk).update(created_at=paid_at)
    tell(said(asked, at=paid_at.isoformat()))
    assert Received.objects.get().paid_at == paid_at
    assert Entry.objects.filter(case_id=case_id, act="pay_fee").exists()


def test_what_was_cut_off_between_money_and_act_is_taken_up_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    case_id = unpaid(world)
    asked = order(world, case_id)
    settle = paying.settle

    def cut(_: int) -> None:
        raise RuntimeError("the machine stopped here")

    monkeypatch.setattr(paying, "settle", cut)
    with pytest.raises(RuntimeError):
        tell(said(asked))
    assert ledger.balance(case_id)[Account.HELD] == Decimal(FEE)
    monkeypatch.setattr(paying, "settle", settle)
    assert paying.settle_rest() == 1
    assert paying.settle_rest() == 0
    assert ledger.balance(case_id)[Account.FEE] == Decimal(FEE)


# -- the pages ------------------------------------------------------------------------------------


def test_the_party_finds_what_to_pay_and_how_it_was_worked_out(world: World) -> None:
    case_id = unpaid(world)
    world.act(case_id, "serve_fee_notice", "clerk")
    page = world.client("alice", "en").get(reverse("pay", args=[case_id]))
    text = page.content.decode()
    assert "¥1,150.00" in text and "人民币壹仟壹佰伍拾元整" in text
    assert "half the fee" in text and page.context["dues"][0]["by"]
    [due] = page.context["dues"]
    assert due["may_pay"] and "ask_relief" in due["relief_url"]
    for name in ("case", "mine"):
        args = [case_id] if name == "case" else []
        there = world.client("alice").get(reverse(name, args=args)).content.decode()
        assert reverse("pay", args=[case_id]) in there and "acts/pay_fee" not in there


@pytest.mark.parametrize(("who", "status"), [("bob", 403), ("clerk", 403), ("stranger", 404),
                                             ("alice", 302)])  # fmt: skip
def test_who_may_order(world: World, who: str, status: int) -> None:
    case_id = unpaid(world)
    answer = world.client(who).post(reverse("pay", args=[case_id]))
    if who == "bob":
        assert answer.status_code == 409 and not answer.context["dues"][0]["may_pay"]
    else:
        assert answer.status_code == status
    assert PaymentOrder.objects.exists() is (who == "alice")


def test_an_order_is_made_once(world: World) -> None:
    case_id = unpaid(world)
    client = world.client("alice")
    url = reverse("pay", args=[case_id])
    assert client.post(url)["Location"] == client.post(url)["Location"]
    assert PaymentOrder.objects.count() == 1


def test_whoever_has_the_code_sees_the_sum_and_no_names(world: World, client: Client) -> None:
    case_id = unpaid(world)
    asked = order(world, case_id)
    page = client.get(reverse("pay-order", args=[asked.code]))
    text = page.content.decode()
    number = Case.objects.get(pk=case_id).number
    assert page.status_code == 200
    assert all(known in text for known in ("¥1,150.00", "本院", number))
    assert not any(kept in text for kept in ("爱丽丝", "鲍勃", "民间借贷", f"/cases/{case_id}"))


def test_a_code_that_holds_no_more_answers_like_one_that_never_was(
    world: World, client: Client
) -> None:
    case_id = unpaid(world)
    void, old = order(world, case_id), order(world, unpaid(world))
    PaymentOrder.objects.filter(pk=void.pk).update(state="void")
    PaymentOrder.objects.filter(pk=old.pk).update(expires_at=F("created_at"))
    answers = [
        client.get(reverse(name, args=[code]))
        for code in ("x" * 32, "💸", void.code, old.code)
        for name in ("pay-order", "pay-go")
    ]
    assert {answer.status_code for answer in answers} == {404}
    bodies = {re.sub(r'(nonce|value)="[^"]*"', "", a.content.decode()) for a in answers}
    assert len(bodies) <= 8 and not any("本院" in body for body in bodies)


def test_guessing_codes_ends_soon(world: World, client: Client) -> None:
    asked = order(world, unpaid(world))
    url = reverse("pay-order", args=[asked.code])
    statuses = [client.get(reverse("pay-order", args=["x" * 32])).status_code for _ in range(120)]
    assert set(statuses) == {404}
    assert client.get(url).status_code == 429


def test_without_an_answer_from_the_gateway_nothing_is_lost(world: World, client: Client) -> None:
    asked = order(world, unpaid(world))
    answer = client.get(reverse("pay-go", args=[asked.code]))
    assert answer.status_code == 503 and answer.context["problem"]
    assert nothing_moved(asked)


def test_the_receipt_says_what_was_paid_and_masks_who(world: World) -> None:
    case_id = unpaid(world)
    asked = order(world, case_id)
    tell(said(asked, payer="欧阳代付"))
    page = world.client("alice").get(reverse("pay", args=[case_id]))
    [row] = page.context["received"]
    text = world.client("alice").get(row["url"]).content.decode()
    assert all(x in text for x in ("¥1,150.00", "人民币壹仟壹佰伍拾元整", asked.code, "欧某"))
    assert "欧阳代付" not in text
    assert world.client("stranger").get(row["url"]).status_code == 404
    other = unpaid(world)
    elsewhere = reverse("receipt", args=[other, Received.objects.get().pk])
    assert world.client("alice").get(elsewhere).status_code == 404


def test_the_payer_lies_sealed_and_stays_out_of_the_log(world: World) -> None:
    case_id = unpaid(world)
    tell(said(order(world, case_id), payer="欧阳代付"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(r)::text FROM cases_received r")
        assert "欧阳代付" not in cursor.fetchone()[0]
    entry = Entry.objects.get(case_id=case_id, act="pay_fee")
    assert "欧阳代付" not in entry.body and '"paid_by":"other"' in entry.body


def test_the_clerk_still_takes_money_at_the_counter(world: World) -> None:
    case_id = unpaid(world)
    client = world.client("clerk")
    page = client.get(reverse("pay", args=[case_id]))
    [due] = page.context["dues"]
    assert due["counter_url"] == reverse("act", args=[case_id, "pay_fee"])
    assert client.post(due["counter_url"], {"amount": "1,150"}).status_code == 302
    assert ledger.balance(case_id)[Account.FEE] == Decimal(FEE)


# -- giving back ----------------------------------------------------------------------------------


@pytest.fixture
def bank() -> Iterator[Server]:
    with payment_sandbox() as server:
        yield server


def given_back(world: World, case_id: int) -> Refund:
    asked = order(world, case_id)
    tell(said(asked))
    tell(said(asked))
    return Refund.objects.get(case_id=case_id)


def choose(world: World, who: str, refund: Refund, choice: str) -> int:
    url, sent = reverse("refund", args=[refund.pk]), {"choice": choice}
    password = world.password(who)
    client = world.client(who)
    page = client.get(url)
    if choice == "approve" and page.status_code == 200:
        sent |= {"in_person": password, "in_person_shown": page.context["form"].shown}
    return client.post(url, sent).status_code


def test_two_people_give_back_what_is_held(world: World, bank: Server) -> None:
    case_id = unpaid(world)
    refund = given_back(world, case_id)
    assert choose(world, "clerk", refund, "request") == 302
    choose(world, "clerk", refund, "approve")
    refund.refresh_from_db()
    assert refund.state == "requested", "nobody approves what they asked for"
    assert choose(world, "court_leader", refund, "approve") == 302
    refund.refresh_from_db()
    assert (refund.state, bool(refund.reference)) == ("done", True)
    assert list(bank.refunds) == [str(refund.key)]
    sums = ledger.balance(case_id)
    assert (sums[Account.HELD], sums[Account.REFUNDED]) == (0, Decimal(FEE))
    acts = list(Entry.objects.filter(case_id=case_id).order_by("seq").values_list("act", flat=True))
    assert acts[-3:] == ["hold_money", "approve_refund", "refund_held"]
    assert is_whole(case_id)


@pytest.mark.parametrize("who", ["alice", "judge", "division_chief", "oversight", "system_admin"])
def test_nobody_else_gives_back(world: World, who: str) -> None:
    refund = given_back(world, unpaid(world))
    for choice in ("request", "approve"):
        assert choose(world, who, refund, choice) == 403
    refund.refresh_from_db()
    assert refund.state == "listed"


@pytest.mark.parametrize("who", ["clerk_elsewhere", "former_clerk"])
def test_the_money_of_another_court_does_not_exist(world: World, who: str) -> None:
    refund = given_back(world, unpaid(world))
    assert choose(world, who, refund, "request") in (403, 404)
    assert choose(world, who, refund, "approve") in (403, 404)


def test_a_leader_asks_for_nothing_and_approves_nothing_unasked(world: World) -> None:
    refund = given_back(world, unpaid(world))
    assert choose(world, "court_leader", refund, "request") == 403
    choose(world, "court_leader", refund, "approve")
    refund.refresh_from_db()
    assert refund.state == "listed"


def test_what_the_gateway_did_not_answer_is_paid_later(world: World) -> None:
    case_id = unpaid(world)
    refund = given_back(world, case_id)
    choose(world, "clerk", refund, "request")
    choose(world, "court_leader", refund, "approve")
    refund.refresh_from_db()
    assert (refund.state, refund.reference) == ("paying", "")
    with payment_sandbox() as bank:
        asking.ask_open_orders()
        asking.ask_open_orders()
    refund.refresh_from_db()
    assert refund.state == "done" and len(bank.refunds) == 1


def test_a_fee_is_given_back_by_the_act_after_it_was_ordered(world: World, bank: Server) -> None:
    case_id = unpaid(world)
    tell(said(order(world, case_id)))
    received = Received.objects.get()
    url = reverse("refund-fee", args=[received.pk])
    clerk = world.client("clerk")
    clerk.post(url, {"amount": "575"})
    assert not Refund.objects.exists(), "nobody ordered it"
    world.put(case_id, "withdrawn")
    world.act(case_id, "order_refund", "clerk", amount="575.00")
    assert len(clerk.get(reverse("refunds")).context["ordered"]) == 1
    with pytest.raises(Refusal) as refused:
        world.act(case_id, "refund_fee", "clerk", amount="575.00")
    assert refused.value.reason == "refund_online", "nobody gives it back alone"
    clerk.post(url, {"amount": "1150.01"})
    assert not Refund.objects.exists(), "more than was paid"
    clerk.post(url, {"amount": "575"})
    refund = Refund.objects.get()
    choose(world, "court_leader", refund, "approve")
    refund.refresh_from_db()
    entry = Entry.objects.filter(case_id=case_id, act="refund_fee").get()
    assert (refund.state, refund.seq) == ("done", entry.seq)
    sums = ledger.balance(case_id)
    assert (sums[Account.FEE], sums[Account.REFUNDED]) == (Decimal("575.00"), Decimal("575.00"))
    assert balances(case_id)


def test_a_refund_is_due_in_fifteen_days(world: World) -> None:
    refund = given_back(world, unpaid(world))
    [line] = LedgerLine.objects.filter(order=refund.received.order, account="held").order_by("-pk")[
        :1
    ]
    assert refund.due_on - line.on == timedelta(days=15)


# -- asking the gateway ---------------------------------------------------------------------------


def go(asked: PaymentOrder) -> Any:
    """On to the gateway, from a machine that it can answer."""
    url = reverse("pay-go", args=[asked.code])
    return Client().get(url, headers={"host": "127.0.0.1"})


def test_a_message_that_never_came_is_asked_for(world: World, bank: Server) -> None:
    case_id = unpaid(world)
    asked = order(world, case_id)
    bank.silent = True
    assert go(asked)["Location"].startswith(bank.url)
    bank.pay(bank.orders[asked.code])
    assert not Received.objects.exists()
    assert asking.ask_open_orders() == 1
    assert asking.ask_open_orders() == 0
    assert Entry.objects.filter(case_id=case_id, act="pay_fee").count() == 1
    tell(bank.orders[asked.code].events[0])
    assert Received.objects.count() == 1, "the message came after all"


def test_whoever_comes_back_from_the_gateway_sees_it_paid(world: World, bank: Server) -> None:
    asked = order(world, unpaid(world))
    url = reverse("pay-order", args=[asked.code])
    client = world.client("alice")
    go(asked)
    assert client.get(url).context["order"]["is_open"]
    bank.silent = True
    bank.pay(bank.orders[asked.code])
    shown = client.get(url)
    assert not shown.context["order"]["is_open"]
    assert shown.context["case_url"] and shown.context["receipt_url"]
    paid = Client().get(url)
    assert paid.status_code == 200 and not paid.context["case_url"]


def test_the_gateway_learns_nothing_of_persons(world: World, bank: Server) -> None:
    asked = order(world, unpaid(world))
    go(asked)
    told = bank.orders[asked.code].about
    assert set(told) == {"merchant", "order", "amount", "currency", "what", "back", "notify"}
    assert told["what"] == "案件受理费" and not re.search("爱丽丝|鲍勃|民初", str(told))


def test_the_sandbox_is_asked_by_the_court_alone(bank: Server) -> None:
    body = json.dumps({"order": "x"}).encode()
    request = urllib.request.Request(f"{bank.url}/state", body)
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request, timeout=5)
    assert refused.value.code == 400


def test_opening_twice_is_one_order(world: World, bank: Server) -> None:
    asked = order(world, unpaid(world))
    assert go(asked)["Location"] == go(asked)["Location"]
    assert len(bank.orders) == 1


def test_what_is_scheduled_is_a_task() -> None:
    app.loader.import_default_modules()
    scheduled = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    assert scheduled <= set(app.tasks)
