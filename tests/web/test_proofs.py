"""A class B draft proves itself: what it rests on is read before the press, and bound to it."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from cases import arrivals, enforcement
from cases.law.roles import Role
from cases.models import Arrival, ClockGroup, Document, Draft, Entry, Outbox, Service
from tests.web.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def unpaid(world: World) -> int:
    """A fee that was not paid in its seven days: a draft waits for the judge."""
    case_id = world.file()
    world.act(case_id, "register", "clerk", procedure="summary")
    world.name(case_id, "judge", Role.JUDGE)
    days_pass(12)
    enforcement.sweep()
    assert Draft.objects.get(case_id=case_id).act == "deem_withdrawn"
    return case_id


def days_pass(days: int) -> None:
    for group in ClockGroup.objects.all():
        group.offset += timedelta(days=days)
        group.save()


def address(case_id: int, act: str = "deem_withdrawn") -> str:
    return reverse("act", args=[case_id, act])


def look(world: World, case_id: int) -> Any:
    return world.client("judge").get(address(case_id)).context["confirm"]


def press(world: World, case_id: int, confirm: Any) -> Any:
    form = confirm["form"]
    sent = {name: form[name].value() or "" for name in ("seen", "key", "version")}
    return world.client("judge").post(address(case_id), {"why": "逾期未交费", **sent})


def test_every_proof_stands_on_the_page(world: World, unpaid: int) -> None:
    confirm = look(world, unpaid)
    shown = confirm["proofs"]
    [served] = shown["served"]
    assert served["on"] and served["entry"]
    assert shown["due"] and len(shown["why"]["steps"]) >= 2
    assert shown["came_in"] == [] and re.search(r"\d{2}:\d{2}", shown["until"])
    assert shown["others"] == ["鲍勃"]
    assert confirm["form"]["seen"].value()
    assert "撤诉" in confirm["changes"][0]["after"]


def test_signed_as_shown_it_takes_effect_and_says_what_it_rested_on(
    world: World, unpaid: int
) -> None:
    assert press(world, unpaid, look(world, unpaid)).status_code == 302
    entry = Entry.objects.filter(case_id=unpaid, act="deem_withdrawn").get()
    assert entry.stands_at == "deemed_withdrawn" and '"left":[["ruling_deemed"' in entry.body
    [ruling] = Document.objects.filter(case_id=unpaid, title="民事裁定书（按撤诉处理）")
    assert "届满；至本裁定作出时仍未履行。" in ruling.text and "served:" not in ruling.text


def test_nobody_signs_without_having_been_shown(world: World, unpaid: int) -> None:
    answer = world.client("judge").post(address(unpaid), {"why": "逾期未交费"})
    assert (answer.status_code, answer.context["confirm"]["form"]["why"].value()) == (
        200, "逾期未交费",
    )  # fmt: skip
    assert not Entry.objects.filter(case_id=unpaid, act="deem_withdrawn").exists()
    assert press(world, unpaid, answer.context["confirm"]).status_code == 302


def test_a_payment_at_the_last_minute_withdraws_the_draft_visibly(
    world: World, unpaid: int
) -> None:
    confirm = look(world, unpaid)
    world.act(unpaid, "pay_fee", "clerk")
    answer = press(world, unpaid, confirm)
    assert answer.status_code == 409
    assert answer.context["confirm"]["form"]["why"].value() == "逾期未交费"
    assert not Draft.objects.filter(case_id=unpaid, closed_seq=None).exists()
    told = Entry.objects.get(case_id=unpaid, act="withdraw_draft")
    assert Outbox.objects.filter(
        case_id=unpaid, event=f"entry:{told.seq}", recipient="role:judge"
    ).exists()
    page = world.client("judge", "en").get(reverse("case-history", args=[unpaid]))
    assert "Draft withdrawn" in page.content.decode()
    assert not Entry.objects.filter(case_id=unpaid, act="deem_withdrawn").exists()


def test_anything_that_comes_in_is_shown_before_it_is_asked_again(
    world: World, unpaid: int
) -> None:
    """A letter does not pay the fee: the draft is drawn up anew, and what came is on the page."""
    confirm = look(world, unpaid)
    data = {"request": "service_address", "asked": "新地址"}
    arrivals.receive(unpaid, "make_request", by=world.actor("alice"), data=data, party_no=1)
    answer = press(world, unpaid, confirm)
    assert answer.status_code == 409
    [came] = answer.context["confirm"]["proofs"]["came_in"]
    assert came["what"] and came["at"]
    assert [d.closed_seq is None for d in Draft.objects.filter(case_id=unpaid).order_by("pk")] == [
        False, True,
    ]  # fmt: skip
    assert press(world, unpaid, answer.context["confirm"]).status_code == 302


def test_what_waits_to_be_taken_up_counts_as_received(world: World, unpaid: int) -> None:
    confirm = look(world, unpaid)
    Arrival.objects.create(
        case_id=unpaid, act="pay_fee", party_no=1, user=world["alice"],
        received_at=confirm["form"].initial.get("now")
        or Entry.objects.filter(case_id=unpaid).latest("seq").effective_at + timedelta(days=1),
    )  # fmt: skip
    assert press(world, unpaid, confirm).status_code == 409


def test_a_notice_that_nothing_proves_carries_no_withdrawal(world: World, unpaid: int) -> None:
    paper = Document.objects.create(
        case_id=unpaid, kind="fee_notice", title="缴纳诉讼费用通知书",
        received_at=Entry.objects.filter(case_id=unpaid).latest("seq").effective_at, seq=2,
    )  # fmt: skip
    Service.objects.create(
        case_id=unpaid, party_no=1, document="fee_notice", paper=paper, way="post", state="sent",
        seq=2,
    )  # fmt: skip
    confirm = look(world, unpaid)
    [served] = confirm["proofs"]["served"]
    assert served["on"] == ""
    assert press(world, unpaid, confirm).status_code == 409
    assert not Entry.objects.filter(case_id=unpaid, act="deem_withdrawn").exists()


def test_before_the_last_day_is_over_nothing_is_deemed(world: World) -> None:
    case_id = world.file()
    world.act(case_id, "register", "clerk", procedure="summary")
    world.name(case_id, "judge", Role.JUDGE)
    world.says_why(case_id, "judge")
    answer = world.client("judge").post(address(case_id), {"why": "逾期未交费"})
    assert answer.status_code == 409
    assert "才届满" in answer.content.decode()
