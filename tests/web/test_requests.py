"""What a party asks the court beside the acts with a course of their own, and its answer."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from cases import procedure
from cases.clockrules import said
from cases.enforcement import sweep
from cases.law.refusals import Refusal
from cases.law.requests import REQUESTS
from cases.law.roles import Role
from cases.models import Case, Clock, ClockGroup, Document, Entry, Outbox, Party, PartyLink, Request
from cases.proof.replay import replay
from cases.proof.verifying import verify
from tests.web.world import World


def asks(world: World, case_id: int, who: str, **data: Any) -> int:
    """Make a request through the write door; answers its entry."""
    by = world.actor(who, "agent" if who == "carol" else "")
    data = {"asked": "理由如下", **data}
    return procedure.perform(case_id, "make_request", by=by, data=data).seq


@pytest.fixture
def case_id(world: World) -> int:
    found = world.file()
    world.put(found, "answer_period")
    return found


def test_a_request_is_asked_on_the_page_and_answered_by_the_desk(
    world: World, case_id: int
) -> None:
    act = reverse("act", args=[case_id, "make_request"])
    alice = world.client("alice", "en")
    form = alice.get(act).context["confirm"]["form"]
    offered = {code for code, _ in form.fields["request"].choices} - {""}
    assert offered == {code for code, law in REQUESTS.items() if "answer_period" in law.at}
    assert "adjournment" not in offered
    sent = {"key": form["key"].value(), "request": "witness", "asked": "证人见过交付"}
    assert alice.post(act, sent).status_code == 302
    asked = Request.objects.get()
    assert (asked.code, asked.party_no) == ("witness", 1)
    assert Document.objects.get(kind="request").text == "证人见过交付"
    told = set(Outbox.objects.filter(event=f"entry:{asked.seq}").values_list("recipient", flat=1))
    assert told == {"party:1", "party:2", "role:clerk"}
    answer = reverse("act", args=[case_id, "answer_request"])
    clerk = world.client("clerk")
    form = clerk.get(answer).context["confirm"]["form"]
    sent = {"key": form["key"].value(), "asked": asked.seq, "verdict": "granted", "note": "准许"}
    assert clerk.post(answer, sent).status_code == 302
    asked.refresh_from_db()
    assert asked.granted and asked.answered_seq
    assert clerk.get(answer).status_code == 403, "nothing waits any more"


def test_the_log_adds_up_with_requests_in_it(world: World) -> None:
    case_id = world.file()
    for code in ("paper", "service_address"):
        asks(world, case_id, "alice", request=code)
    data = {"asked": 2, "verdict": "refused", "note": "不需要"}
    procedure.perform(case_id, "answer_request", by=world.actor("clerk"), data=data)
    assert verify(case_id=case_id).problems == [] and replay(case_id) == []


@pytest.mark.parametrize("quiet", sorted(code for code, law in REQUESTS.items() if law.quiet))
def test_what_is_for_the_court_alone_leaves_the_other_side_no_trace(
    world: World, case_id: int, quiet: str
) -> None:
    seq = asks(world, case_id, "alice", request=quiet, asked="秘密路9号")
    told = set(Outbox.objects.filter(event=f"entry:{seq}").values_list("recipient", flat=True))
    assert told == {"role:clerk"}
    for view in ("case", "case-history", "case-papers", "case-hearings", "case-fees"):
        page = world.client("bob").get(reverse(view, args=[case_id])).content.decode()
        assert "秘密路" not in page and REQUESTS[quiet].zh not in page
    data = {"asked": seq, "verdict": "granted", "note": "好"}
    if REQUESTS[quiet].answered:
        done = procedure.perform(case_id, "answer_request", by=world.actor("clerk"), data=data)
        answered = Outbox.objects.filter(event=f"entry:{done.seq}")
        assert set(answered.values_list("recipient", flat=True)) == {"role:clerk", "party:1"}
    own = world.client("alice").get(reverse("case-history", args=[case_id])).content.decode()
    assert "秘密路9号" in own
    assert "秘密路" not in Entry.objects.get(case_id=case_id, seq=seq).body


def test_a_new_address_for_service_counts_at_once(world: World, case_id: int) -> None:
    asks(world, case_id, "bob", request="service_address", asked="新路2号")
    assert Party.objects.get(case_id=case_id, no=2).address == "新路2号"
    assert Party.objects.get(case_id=case_id, no=1).address != "新路2号"


def test_granted_claims_change_the_amount_and_the_fee(world: World, case_id: int) -> None:
    before = Case.objects.get(pk=case_id).amount
    seq = asks(world, case_id, "alice", request="change_claims", amount="200000")
    assert Case.objects.get(pk=case_id).amount == before, "not before the court says so"
    data = {"asked": seq, "verdict": "granted", "note": "准许变更"}
    procedure.perform(case_id, "answer_request", by=world.actor("clerk"), data=data)
    case = Case.objects.get(pk=case_id)
    assert (case.amount, case.fee) == (Decimal(200000), Decimal(2150))
    with pytest.raises(Refusal, match="nothing_asked"):
        procedure.perform(case_id, "answer_request", by=world.actor("clerk"), data=data)


def test_refused_claims_change_nothing(world: World, case_id: int) -> None:
    seq = asks(world, case_id, "alice", request="change_claims", amount="200000")
    data = {"asked": seq, "verdict": "refused", "note": "不准许"}
    procedure.perform(case_id, "answer_request", by=world.actor("clerk"), data=data)
    assert Case.objects.get(pk=case_id).amount == 100000


@pytest.mark.parametrize(
    ("who", "request_", "reason"),
    [("bob", "change_claims", "wrong_side"), ("alice", "adjournment", "not_here")],
)
def test_what_may_not_be_asked_says_why(
    world: World, case_id: int, who: str, request_: str, reason: str
) -> None:
    with pytest.raises(Refusal, match=reason):
        asks(world, case_id, who, request=request_)
    assert not Request.objects.exists()


@pytest.mark.parametrize(("authority", "may"), [("general", False), ("special", True)])
def test_an_agent_changes_claims_with_special_authority_only(
    world: World, case_id: int, authority: str, may: bool
) -> None:
    party = Party.objects.get(case_id=case_id, no=1)
    PartyLink.objects.create(
        party=party, user=world["carol"], authority=authority, valid_from=party.case.filed_at
    )
    if may:
        assert asks(world, case_id, "carol", request="change_claims", amount="5")
    else:
        with pytest.raises(Refusal, match="authority_needed"):
            asks(world, case_id, "carol", request="change_claims", amount="5")


# -- a complaint of delay, and what is withdrawn ---------------------------------------------------


def later(world: World, **time: int) -> None:
    ClockGroup.objects.filter(pk=world.court.group_id).update(offset=timedelta(**time))
    sweep()


def timer(case_id: int) -> Clock:
    return Clock.objects.filter(case_id=case_id, code="overrun_answer").latest("no")


def test_a_complaint_of_delay_is_answered_within_15_days(world: World) -> None:
    case_id = world.file()
    seq = asks(world, case_id, "alice", request="overrun")
    other = asks(world, case_id, "bob", request="overrun")
    asks(world, case_id, "alice", request="paper")
    first, second = Clock.objects.filter(case_id=case_id, code="overrun_answer").order_by("no")
    assert (first.opened_seq, first.party_no) == (seq, 1)
    assert (second.opened_seq, second.party_no) == (other, 2)
    rule = said(first.rule)
    assert (rule["amount"], rule["unit"], first.basis, first.expiry) == (
        15, "calendar_days", "statutory", "C",
    )  # fmt: skip
    assert "登记立案 13" in rule["citation"]
    data = {"asked": seq, "verdict": "granted", "note": "已督促"}
    procedure.perform(case_id, "answer_request", by=world.actor("clerk"), data=data)
    first.refresh_from_db(), second.refresh_from_db()
    assert (first.state, second.state) == ("met", "running")
    assert verify(case_id=case_id).problems == [] and replay(case_id) == []


def test_an_overdue_complaint_is_on_the_board_of_those_who_oversee(
    world: World, case_id: int
) -> None:
    asks(world, case_id, "alice", request="overrun")
    due = timer(case_id).due_at - timezone.now() + timedelta(minutes=1)
    later(world, seconds=int(due.total_seconds()))
    events = Outbox.objects.filter(event__startswith=f"rung:{timer(case_id).no}:")
    told = set(events.filter(template="rung_expiry").values_list("recipient", flat=True))
    assert told == {"role:clerk", "role:oversight"}
    board = world.client("oversight").get(reverse("board-list", args=["overdue"]))
    assert str(case_id) in board.content.decode()
    assert timer(case_id).state == "running"
    later(world, days=40)
    assert any(one.startswith("role:division_chief") or one == "role:court_leader"
               for one in Outbox.objects.values_list("recipient", flat=True))  # fmt: skip


def test_the_other_side_sees_no_clock_of_a_complaint(world: World, case_id: int) -> None:
    asks(world, case_id, "alice", request="overrun")
    pages = [
        world.client(who, "en").get(reverse("case", args=[case_id])).content.decode()
        for who in ("alice", "bob")
    ]
    assert ["complaint of delay" in page for page in pages] == [True, False]


def test_the_end_of_the_procedure_does_not_end_the_complaint(world: World, case_id: int) -> None:
    asks(world, case_id, "alice", request="overrun")
    world.name(case_id, "judge", Role.JUDGE)
    world.act(case_id, "dismiss_action", "judge", why="不属受案范围")
    assert timer(case_id).state == "running"
    world.put(case_id, "closing_archiving")
    data = {"asked": timer(case_id).opened_seq, "verdict": "refused", "note": "已办结"}
    procedure.perform(case_id, "answer_request", by=world.actor("clerk"), data=data)
    assert timer(case_id).state == "met"


def test_a_request_is_withdrawn_by_who_made_it(world: World) -> None:
    case_id = world.file()
    seq = asks(world, case_id, "alice", request="overrun")
    act = reverse("act", args=[case_id, "withdraw_request"])
    bob = world.client("bob", "en").get(act)
    assert bob.status_code == 403, "bob has asked for nothing, and does not learn that alice has"
    with pytest.raises(Refusal, match="nothing_asked"):
        procedure.perform(case_id, "withdraw_request", by=world.actor("bob"), data={"asked": seq})
    alice = world.client("alice", "en")
    form = alice.get(act).context["confirm"]["form"]
    sent = {"key": form["key"].value(), "asked": seq}
    assert alice.post(act, sent).status_code == 302
    asked = Request.objects.get()
    assert asked.answered_seq and asked.granted is None
    assert timer(case_id).state == "met"
    told = set(Outbox.objects.filter(event=f"entry:{asked.answered_seq}")
               .values_list("recipient", flat=True))  # fmt: skip
    assert told == {"role:clerk", "party:1"}
    for view in ("case", "case-history"):
        assert "ithdraw" not in _said_of_it(world, case_id, view)
    data = {"asked": seq, "verdict": "granted", "note": "好"}
    with pytest.raises(Refusal, match="nothing_asked"):
        procedure.perform(case_id, "answer_request", by=world.actor("clerk"), data=data)
    assert verify(case_id=case_id).problems == [] and replay(case_id) == []


def _said_of_it(world: World, case_id: int, view: str) -> str:
    """What bob reads of the history; the overview offers acts, so only its clocks count there."""
    page = world.client("bob", "en").get(reverse(view, args=[case_id]))
    rows = page.context.get("entries") or page.context.get("finished") or []
    return str(rows)


# -- what one asked, and what became of it ---------------------------------------------------------


def own_rows(world: World, case_id: int, who: str) -> list[dict[str, Any]]:
    page = world.client(who, "en").get(reverse("case", args=[case_id]))
    rows: list[dict[str, Any]] = page.context["requests"]
    assert ("What you asked the court" in page.content.decode()) is bool(rows)
    return rows


def waits(world: World, who: str) -> list[int]:
    page = world.client(who, "en").get(reverse("mine"))
    return [card["open_requests"] for card in page.context["cards"]]


def test_a_party_finds_what_it_asked_and_what_became_of_it(world: World) -> None:
    case_id = world.file()
    asks(world, case_id, "alice", request="overrun", asked="已经三个月")
    asks(world, case_id, "alice", request="paper", asked="需要纸质判决")
    asks(world, case_id, "alice", request="service_address", asked="新路2号")
    asks(world, case_id, "bob", request="offline", asked="不会用手机")
    address, paper, overrun = own_rows(world, case_id, "alice")
    assert overrun["what"] == "Complain that the court is late" and overrun["said"] == "已经三个月"
    due = timer(case_id).due_on
    assert due is not None and str(due.day) in overrun["due"] and overrun["light"].code
    assert (paper["due"], paper["state"]) == ("", "Waiting for the court's answer")
    assert address["state"] == "The court has it" and address["withdraw_url"] == ""
    [bobs] = own_rows(world, case_id, "bob")
    assert bobs["said"] == "不会用手机"
    assert waits(world, "alice") == [2] and waits(world, "bob") == [1]
    text = world.client("alice", "en").get(reverse("mine")).content.decode()
    assert "2 requests wait for the court's answer" in text
    seq = Request.objects.get(code="paper").seq
    data = {"asked": seq, "verdict": "granted", "answer": "请到窗口领取", "note": "内部备注"}
    procedure.perform(case_id, "answer_request", by=world.actor("clerk"), data=data)
    paper = own_rows(world, case_id, "alice")[1]
    assert (paper["state"], paper["answer"]) == ("Granted", "请到窗口领取")
    assert paper["answered"] and paper["withdraw_url"] == ""
    page = world.client("alice").get(reverse("case", args=[case_id])).content.decode()
    assert "内部备注" not in page
    data = {"asked": Request.objects.get(code="overrun").seq}
    procedure.perform(case_id, "withdraw_request", by=world.actor("alice"), data=data)
    assert own_rows(world, case_id, "alice")[2]["state"] == "Withdrawn"
    assert waits(world, "alice") == [0]
    assert world.client("clerk").get(reverse("case", args=[case_id])).context["requests"] == []


def test_an_agent_reads_the_requests_of_the_client(world: World, case_id: int) -> None:
    asks(world, case_id, "alice", request="paper")
    PartyLink.objects.create(
        party=Party.objects.get(case_id=case_id, no=1), user=world["carol"], authority="general",
        valid_from=timezone.now(),
    )  # fmt: skip
    assert len(own_rows(world, case_id, "carol")) == 1 and waits(world, "carol") == [1]
