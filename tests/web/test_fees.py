"""The page of the fees: each party its own, the court all; relief as a course of pages."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.urls import reverse

from cases import procedure
from cases.acts.service.serving import consequences
from cases.law.procedures import Origin, Procedure
from cases.law.roles import Role
from cases.models import (
    Bearing,
    Charge,
    Document,
    Entry,
    Payment,
    PaymentOrder,
    Received,
    Relief,
    Service,
)
from tests.web.paying import said, tell, unpaid
from tests.web.world import World


def pay_url(case_id: int) -> str:
    return reverse("pay", args=[case_id])


def act_url(case_id: int, act: str) -> str:
    return reverse("act", args=[case_id, act])


def appealed(world: World) -> int:
    """In second instance, with an appeal of alice and another of bob."""
    case_id = world.file(procedure=Procedure.SECOND_INSTANCE, origin=Origin.APPEAL,
                         document="judgment")  # fmt: skip
    for no, (party, amount) in enumerate(((1, "1050.00"), (2, "2300.00")), 1):
        Charge.objects.create(case_id=case_id, no=no, purpose="appeal", parties=[party],
                              at_stake=50_000 * no, amount=amount, seq=1)  # fmt: skip
    world.act(case_id, "register", "clerk")
    return case_id


# -- appeals --------------------------------------------------------------------------------------


def test_each_appellant_sees_its_own_fee_and_the_court_sees_all(world: World) -> None:
    case_id = appealed(world)
    for who, own, other in (("alice", "1,050.00", "2,300.00"), ("bob", "2,300.00", "1,050.00")):
        page = world.client(who, "en").get(pay_url(case_id))
        [due] = page.context["dues"]
        assert due["may_pay"] and due["by"] and due["steps"]
        assert own in page.content.decode() and other not in page.content.decode()
        fees = world.client(who, "en").get(reverse("case-fees", args=[case_id]))
        assert other not in fees.content.decode() and "3,350" not in fees.content.decode()
        there = world.client(who, "en").get(reverse("case", args=[case_id])).content.decode()
        assert pay_url(case_id) in there and "Pay the fee of your appeal" in there
    page = world.client("clerk", "en").get(pay_url(case_id))
    assert [due["amount"] for due in page.context["dues"]] == ["¥1,050.00", "¥2,300.00"]
    assert [due["payers"] for due in page.context["dues"]] == ["爱丽丝", "鲍勃"]


def test_each_pays_its_own_and_nobody_reads_the_others_receipt(world: World) -> None:
    case_id = appealed(world)
    bob = world.client("bob")
    code = bob.post(pay_url(case_id), {"what": "appeal:2"})["Location"].rsplit("/", 1)[1]
    order = PaymentOrder.objects.get(code=code)
    assert (order.amount, order.party_no) == (Decimal("2300.00"), 2)
    assert tell(said(order)).content == b"taken\n"
    received = Received.objects.get()
    url = reverse("receipt", args=[case_id, received.pk])
    assert (bob.get(url).status_code, world.client("alice").get(url).status_code) == (200, 404)
    assert world.client("clerk").get(url).status_code == 200
    assert world.client("alice").get(pay_url(case_id)).context["received"] == []
    history = reverse("case-history", args=[case_id])
    titles = {
        who: [row["title"] for row in world.client(who).get(history).context["entries"]]
        for who in ("alice", "bob")
    }
    assert "缴纳诉讼费" in titles["bob"] and "缴纳诉讼费" not in titles["alice"]
    assert Entry.objects.filter(case_id=case_id).latest("seq").stands_at == "fee_payment"


@pytest.mark.parametrize("what", ["appeal:2", "fee:0", "x", "appeal:9"])
def test_nobody_orders_what_another_owes(world: World, what: str) -> None:
    case_id = appealed(world)
    assert world.client("alice").post(pay_url(case_id), {"what": what}).status_code == 409


def test_the_desk_names_who_pays_at_the_counter(world: World) -> None:
    case_id = appealed(world)
    clerk = world.client("clerk", "en")
    form = clerk.get(act_url(case_id, "pay_fee")).context["confirm"]["form"]
    assert [no for no, _ in form.fields["party"].choices if no] == [1, 2]
    refused = clerk.post(act_url(case_id, "pay_fee"), {"amount": "1050"})
    assert "choose who pays" in refused.content.decode()
    assert clerk.post(act_url(case_id, "pay_fee"), {"party": "1"}).status_code == 302
    assert Payment.objects.get().party_no == 1


# -- relief ---------------------------------------------------------------------------------------


def asks(world: World, case_id: int, ground: str = "disaster") -> int:
    form = {"ground": ground, "asked": "演示：遭受水灾，无力交纳。"}
    answer = world.client("alice").post(act_url(case_id, "ask_relief"), form)
    assert answer.status_code == 302
    return int(Relief.objects.get(case_id=case_id).seq)


def test_relief_is_one_course_of_pages(world: World) -> None:
    case_id = unpaid(world)
    alice, leader = world.client("alice", "en"), world.client("court_leader", "en")
    [due] = alice.get(pay_url(case_id)).context["dues"]
    page = alice.get(due["relief_url"])
    assert page.status_code == 200 and page.context["tray"], "papers can be put beside it"
    seq = asks(world, case_id)
    [due] = alice.get(pay_url(case_id)).context["dues"]
    assert due["stands_still"] and not due["relief_url"]
    page = leader.get(pay_url(case_id))
    form = leader.get(page.context["decide_url"]).context["confirm"]["form"]
    assert form.fields["asked"].choices[0][0] == seq
    sent = {"asked": seq, "verdict": "reduce", "percent": "40", "why": "演示：受灾属实。"}
    assert leader.post(act_url(case_id, "relieve_fee"), sent).status_code == 302
    page = alice.get(pay_url(case_id))
    [row], [due] = page.context["reliefs"], page.context["dues"]
    assert (due["amount"], due["stands_still"]) == ("¥690.00", False) and due["by"]
    assert row["reason"] == "演示：受灾属实。" and "40%" in row["decision"]
    assert row["reason"] in page.content.decode()


def test_a_refusal_is_told_with_its_reason(world: World) -> None:
    case_id = unpaid(world)
    seq = asks(world, case_id)
    sent = {"asked": seq, "verdict": "refused"}
    judge = world.client("judge")
    assert judge.post(act_url(case_id, "relieve_fee"), sent).status_code == 422, "without a reason"
    assert (
        judge.post(act_url(case_id, "relieve_fee"), sent | {"why": "材料不足"}).status_code == 302
    )
    page = world.client("alice").get(pay_url(case_id))
    assert page.context["reliefs"][0]["reason"] == "材料不足" and page.context["dues"][0]["by"]


def test_that_somebody_cannot_pay_is_nobody_elses_business(world: World) -> None:
    case_id = unpaid(world)
    seq = asks(world, case_id)
    Document.objects.create(case_id=case_id, kind="relief", title="低保证明",
                            party_no=1, received_at=datetime.now(UTC), seq=seq)  # fmt: skip
    bob = world.client("bob", "en")
    for name in ("case", "case-history", "case-papers", "case-fees", "pay"):
        text = bob.get(reverse(name, args=[case_id])).content.decode()
        assert "relief from the fee" not in text.lower().replace("ask for relief", ""), name
        told = re.findall(r".{0,60}(?:低保证明|水灾|Fee relief).{0,60}", text)
        assert told == [], name
    mine = world.client("alice", "en").get(reverse("case-history", args=[case_id]))
    assert "水灾" in mine.content.decode()


@pytest.mark.parametrize(("who", "status"), [("bob", 403), ("clerk", 403), ("alice", 403),
                                             ("stranger", 404)])  # fmt: skip
def test_who_may_not_decide(world: World, who: str, status: int) -> None:
    case_id = unpaid(world)
    seq = asks(world, case_id)
    sent = {"asked": seq, "verdict": "exempt", "why": "x"}
    assert world.client(who).post(act_url(case_id, "relieve_fee"), sent).status_code == status
    assert Relief.objects.get().decided_seq is None


# -- counterclaim, bearing, what comes back -------------------------------------------------------


def test_a_counterclaim_is_filed_and_paid_by_pages(world: World) -> None:
    case_id = unpaid(world)
    world.put(case_id, "answer_period")
    world.name(case_id, "judge", Role.JUDGE)
    bob, alice = world.client("bob", "en"), world.client("alice", "en")
    sent = {"amount": "20000", "asked": "演示反诉请求"}
    assert alice.post(act_url(case_id, "file_counterclaim"), sent).status_code == 409
    form = bob.get(act_url(case_id, "file_counterclaim")).context["confirm"]["form"]
    sent["seen"] = form["seen"].value()
    assert bob.post(act_url(case_id, "file_counterclaim"), sent).status_code == 302
    [due] = bob.get(pay_url(case_id)).context["dues"]
    assert (due["amount"], due["may_pay"], bool(due["by"])) == ("¥150.00", True, True)
    assert any("counterclaim" in step["text"] for step in due["steps"])
    assert alice.get(pay_url(case_id)).context["dues"] == []
    assert bob.post(pay_url(case_id), {"what": "counter:1"}).status_code == 302
    papers = alice.get(reverse("case-papers", args=[case_id])).content.decode()
    assert "反诉状" in papers, "what is claimed is for both sides"


def test_a_plaintiff_who_was_served_a_counterclaim_is_asked_to_answer_it(world: World) -> None:
    case_id = unpaid(world)
    world.put(case_id, "answer_period")
    world.act(case_id, "file_counterclaim", "bob", "litigant", amount="20000", asked="演示反诉请求")
    with procedure.held(case_id) as p:
        service = Service.objects.create(
            case_id=case_id, party_no=1, document="counterclaim", way="direct", seq=p.seq,
            paper=Document.objects.get(case_id=case_id, kind="counterclaim"), state="effective",
            effective_on=p.on,
        )  # fmt: skip
        consequences(p, service, p.parties[0], p.on)
        procedure.record(p, "effect_service", world.actor("clerk"), {"party": 1})
        procedure.finish([p])
    pages = {who: world.client(who, "en") for who in ("alice", "bob")}
    step = pages["alice"].get(reverse("case", args=[case_id])).context["next_step"]
    assert (step["title"], bool(step["by"])) == ("Answer the counterclaim", True)
    assert step["action"]["url"] == act_url(case_id, "answer_counterclaim")
    form = pages["alice"].get(step["action"]["url"]).context["confirm"]["form"]
    sent = {"key": form["key"].value(), "answer": "不同意反诉"}
    assert pages["alice"].post(step["action"]["url"], sent).status_code == 302
    assert Document.objects.get(case_id=case_id, title="反诉答辩状").party_no == 1
    other = pages["bob"].get(reverse("case", args=[case_id])).context["next_step"]
    assert other["title"] != "Answer the counterclaim"


def test_who_bears_the_fees_is_read_once_it_is_pronounced(world: World) -> None:
    case_id = unpaid(world)
    world.act(case_id, "pay_fee", "alice")
    world.put(case_id, "judgment_service")
    world.name(case_id, "judge", Role.JUDGE)
    for party, amount in ((1, "0"), (2, "1150")):
        sent = {"party": str(party), "amount": amount}
        assert world.client("judge").post(act_url(case_id, "bear_costs"), sent).status_code == 302
    assert Bearing.objects.count() == 2
    assert world.client("alice").get(pay_url(case_id)).context["bearing"] == []
    history = reverse("case-history", args=[case_id])
    assert "负担" not in world.client("bob").get(history).content.decode()
    world.act(case_id, "pronounce", "judge", manner="in_court")
    [mine] = world.client("alice").get(pay_url(case_id)).context["bearing"]
    [his] = world.client("bob").get(pay_url(case_id)).context["bearing"]
    assert (mine["bears"], mine["back"], mine["owes"]) == ("¥0.00", "¥1,150.00", "")
    assert (his["bears"], his["back"], his["owes"]) == ("¥1,150.00", "", "¥1,150.00")
    assert len(world.client("clerk").get(pay_url(case_id)).context["bearing"]) == 2


@pytest.mark.parametrize(
    ("place", "back"), [("dismissed", "¥1,150.00"), ("withdrawn", ""), ("terminated", "")]
)
def test_the_court_reads_what_the_rules_give_back(world: World, place: str, back: str) -> None:
    case_id = unpaid(world)
    world.act(case_id, "pay_fee", "alice")
    world.put(case_id, place)
    page = world.client("clerk").get(pay_url(case_id))
    assert page.context["comes_back"]["amount"] == back
    assert world.client("alice").get(pay_url(case_id)).context["comes_back"] is None


def test_no_more_is_ordered_back_than_was_paid(world: World) -> None:
    case_id = unpaid(world)
    world.act(case_id, "pay_fee", "alice")
    world.put(case_id, "dismissed")
    answer = world.client("clerk").post(act_url(case_id, "order_refund"), {"amount": "1150.01"})
    assert answer.status_code == 409
