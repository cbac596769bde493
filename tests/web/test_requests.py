"""What a party asks the court beside the acts with a course of their own, and its answer."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from cases import procedure
from cases.law.refusals import Refusal
from cases.law.requests import REQUESTS
from cases.models import Case, Document, Entry, Outbox, Party, PartyLink, Request
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
    for view in ("case", "case-history", "case-papers"):
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
