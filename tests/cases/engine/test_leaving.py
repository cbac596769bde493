"""One of several parties leaves the suit, and the suit goes on with the others (CPL 148, 157)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import transaction

from cases import loading, procedure
from cases.acts.service.serving import publish
from cases.law.clocks import SUBS
from cases.law.refusals import Refusal
from cases.models import (
    Clock,
    Document,
    Draft,
    Incident,
    Outbox,
    Party,
    PartyLink,
    Relief,
    Service,
)
from cases.proceeding import Actor
from courtflow.rehearsal.stage import Stage
from tests.cases import make
from tests.cases.engine.records import problems

pytestmark = pytest.mark.django_db
WHY = "不违反法律规定"


def assigned(plaintiffs: int = 1, defendants: int = 2, procedure: str = "summary") -> Stage:
    """The complaint is to be served, from Wednesday 5 March 2025."""
    subject = make.loan(plaintiffs=plaintiffs, defendants=defendants)
    s = make.stage(make.people(), "2025-03-03", subject).file(procedure)
    s.act("register", procedure=procedure, panel=procedure == "ordinary").pay().act("assign")
    return s.on_day("2025-03-05")


def lets_leave(s: Stage, party: int, **more: Any) -> Stage:
    return s.act("let_party_leave", party=party, why=WHY, **more)


def refused(s: Stage, party: int) -> str:
    with pytest.raises(Refusal) as why:
        lets_leave(s, party)
    return why.value.reason


def running(s: Stage, party: int) -> set[str]:
    clocks = Clock.objects.filter(case_id=s.case_id, party_no=party, state="running")
    return set(clocks.values_list("code", flat=True))


def is_whole(s: Stage) -> None:
    assert problems([s.case_id]) == []


def test_once_the_one_who_cannot_be_found_has_left_the_case_waits_for_nobody() -> None:
    s = assigned().act("serve_complaint", party=2, way="direct")
    assert s.place == "complaint_service"
    lets_leave(s, 3)
    assert s.place == "answer_period"
    assert running(s, 2) == {"answer_period", "evidence_period"} and running(s, 3) == set()
    is_whole(s)


def test_nobody_is_served_yet_and_the_case_stays_where_it_is() -> None:
    s = lets_leave(assigned(), 3)
    assert s.place == "complaint_service"
    s.act("serve_complaint", party=2, way="direct")
    assert s.place == "answer_period"


def test_with_the_last_time_to_answer_the_case_goes_on_by_itself() -> None:
    s = assigned().act("serve_complaint", party=2, way="direct")
    s.on_day("2025-03-14").act("serve_complaint", party=3, way="direct")
    s.on_day("2025-03-25")
    assert s.place == "answer_period" and running(s, 2) == set()
    lets_leave(s, 3)
    assert s.place not in ("answer_period", "evidence_period") and running(s, 3) == set()
    is_whole(s)


def test_a_public_notice_to_the_one_who_left_stops_nothing_any_more() -> None:
    s = assigned(procedure="ordinary").act("serve_complaint", party=2, way="direct")
    s.act("serve_complaint", party=3, way="public_notice", on=s.on)
    stops = Incident.objects.filter(case_id=s.case_id, kind="public_notice", closed_on=None)
    assert stops.exists()
    lets_leave(s, 3)
    assert s.place == "answer_period" and not stops.exists()
    assert not Clock.objects.filter(
        case_id=s.case_id, code="public_notice_period", state="running"
    ).exists()
    s.wait("evidence_exchange")
    assert Service.objects.get(case_id=s.case_id, party_no=3).effective_on is None
    is_whole(s)


def test_one_of_several_plaintiffs_takes_its_own_suit_back() -> None:
    s = assigned(plaintiffs=2, defendants=1)
    lets_leave(s, 2)
    ruling = Document.objects.main().get(case_id=s.case_id, title__contains="准许部分撤诉")
    assert "准许演示原告2撤回起诉。" in ruling.text and WHY in ruling.text
    assert refused(s, 1) == "last_of_its_side"


def test_the_ruling_names_all_that_were_in_the_suit_and_against_whom_it_is_taken_back() -> None:
    s = lets_leave(assigned(), 3)
    ruling = Document.objects.main().get(case_id=s.case_id, title__contains="准许部分撤诉")
    assert "被告：演示被告1、演示被告2。" in ruling.text
    assert "准许演示原告1撤回对演示被告2的起诉。" in ruling.text
    assert Party.objects.get(case_id=s.case_id, no=3).left_on == date(2025, 3, 5)


def test_somebody_stays_on_either_side_and_nobody_leaves_twice() -> None:
    s = assigned(defendants=2)
    assert refused(s, 1) == "last_of_its_side"
    lets_leave(s, 3)
    assert {refused(s, no) for no in (1, 2)} == {"last_of_its_side"}
    s = assigned(defendants=3)
    lets_leave(s, 4)
    assert refused(s, 4) == "left_already"
    s.refuses("let_party_leave", party=1, why=WHY)


def test_what_the_party_has_asked_for_is_decided_first() -> None:
    s = assigned().on_each("defendant", "serve_complaint", way="direct")
    s.act("file_counterclaim", by="defendant", party=2, amount="20000", asked="演示反诉")
    assert refused(s, 2) == "party_has_pending"
    lets_leave(s, 3)
    s = assigned(plaintiffs=2).on_each("defendant", "serve_complaint", way="direct")
    s.act("file_counterclaim", by="defendant", party=3, amount="20000", asked="演示反诉")
    assert refused(s, 2) == "counterclaim_open"


def objected(s: Stage) -> Stage:
    """An objection to jurisdiction is rejected; the last defendant has not heard of it yet."""
    s.act("open_incident", by="defendant", incident="jurisdiction_objection").after(2)
    return s.act("rule_on_objection", upheld=False, unserved=[3]).after(30)


def test_an_objection_that_waited_for_it_alone_is_final_when_it_leaves() -> None:
    s = objected(assigned().on_each("defendant", "serve_complaint", way="direct"))
    pending = Incident.objects.filter(case_id=s.case_id, kind="jurisdiction_objection")
    assert pending.get().closed_on is None
    lets_leave(s, 3)
    assert pending.get().closed_on is not None
    is_whole(s)


def test_an_objection_stays_open_while_the_time_of_another_runs() -> None:
    s = assigned(defendants=3).on_each("defendant", "serve_complaint", way="direct")
    s.act("open_incident", by="defendant", incident="jurisdiction_objection").after(2)
    s.act("rule_on_objection", upheld=False, unserved=[3]).after(1)
    lets_leave(s, 3)
    pending = Incident.objects.get(case_id=s.case_id, kind="jurisdiction_objection")
    assert pending.closed_on is None


def test_what_the_court_owes_and_a_measure_outlast_its_leaving() -> None:
    s = assigned(plaintiffs=2)
    with transaction.atomic():
        [p] = loading.load([s.case_id])
        p.at = s.at
        for code in ("deposit_frozen", "overrun_answer", "reconsideration_period"):
            sub = SUBS[code]
            p.open(sub.rule, kind=sub.kind, code=code, node=p.place, event=sub.starts, start=p.on,
                   expiry=sub.expiry, party_no=2)  # fmt: skip
        p.log("service_note", Actor.time())
        procedure.finish([p])
    lets_leave(s, 2)
    assert running(s, 2) == {"deposit_frozen", "overrun_answer", "reconsideration_period"}


def test_a_plaintiff_whose_fee_was_put_off_pays_it_first() -> None:
    s = make.stage(make.people(), "2025-03-03", make.loan(plaintiffs=2)).file("summary")
    s.act("register", procedure="summary")
    s.act("ask_relief", by="plaintiff", party=1, ground="accident_victim", asked="演示困难")
    asked = Relief.objects.get(case_id=s.case_id).seq
    s.act("relieve_fee", by="judge", asked=asked, verdict="defer", why=WHY,
          until=date(2025, 6, 3)).act("assign")  # fmt: skip
    assert "deferred_fee" in running(s, 1)
    assert refused(s, 1) == "party_has_pending"
    lets_leave(s, 2)


def test_a_draft_that_may_rest_on_a_plaintiff_is_decided_first() -> None:
    s = assigned(plaintiffs=2)
    Draft.objects.create(
        case_id=s.case_id, clock_no=1, proposes="deemed_withdrawn", act="deem_withdrawn",
        opened_seq=1,
    )  # fmt: skip
    assert refused(s, 2) == "draft_first"
    lets_leave(s, 4)


def test_a_notice_of_the_ruling_stops_nothing() -> None:
    """Who cannot be found hears by notice that it has left: nobody else waits for that."""
    s = assigned(procedure="ordinary").act("serve_complaint", party=2, way="direct")
    lets_leave(s, 3)
    with transaction.atomic():
        [p] = loading.load([s.case_id])
        p.at, party = s.at, p.party(3)
        assert party is not None
        paper = Document.objects.main().get(case_id=s.case_id, title__contains="准许部分撤诉")
        service = Service(case_id=s.case_id, party_no=3, document="ruling", paper=paper, seq=p.seq)
        service.save()
        publish(p, Actor.time(), service, party, 1, p.on)
        p.log("service_note", Actor.time())
        procedure.finish([p])
    assert not Incident.objects.filter(case_id=s.case_id, kind="public_notice").exists()
    assert running(s, 3) == {"public_notice_period"}


def test_only_while_somebody_abroad_is_in_the_case_are_times_longer() -> None:
    s = assigned()
    Party.objects.filter(case_id=s.case_id, no=3).update(is_foreign=True)
    assert abroad(s)
    lets_leave(s, 3)
    assert not abroad(s)


def abroad(s: Stage) -> bool:
    with transaction.atomic():
        [p] = loading.load([s.case_id])
        return p.is_any_abroad


def test_nothing_is_done_to_who_has_left() -> None:
    s = lets_leave(assigned(), 3)
    with pytest.raises(Refusal, match="left_already"):
        s.act("serve_complaint", party=3, way="direct")


def test_who_left_hears_of_it_and_sees_the_case_no_more() -> None:
    s = assigned()
    user = s.cast.users["defendant"]
    third = Party.objects.get(case_id=s.case_id, no=3)
    PartyLink.objects.filter(party__case_id=s.case_id, user=user).update(party=third)
    lets_leave(s, 3)
    told = Outbox.objects.filter(case_id=s.case_id)
    assert told.filter(template="left_the_suit", recipient=f"user:{user.pk}").exists()
    ruled = told.filter(template="let_party_leave").values_list("recipient", flat=True)
    assert sorted(ruled) == ["party:1", "party:2", "role:clerk"]
    assert not PartyLink.objects.live().filter(party__case_id=s.case_id, user=user).exists()
