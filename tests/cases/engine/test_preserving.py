"""Preservation and investigation orders: 48 hours and five days, security, measures that lapse,
their warnings and renewals, another look, release."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from cases import loading, procedure
from cases.acts.papers import sheets
from cases.acts.service.serving import consequences
from cases.law.on_paper import Paper
from cases.law.preserving import RULING_TITLE, most_security
from cases.law.refusals import Refusal
from cases.law.roles import Role
from cases.models import Clock, Document, Draft, Entry, Outbox, Rung, Service
from cases.procedure import perform
from cases.proceeding import Actor
from cases.proof.replay import replay
from cases.reading.case import history
from cases.writing import press
from tests.cases import make
from tests.cases.engine.records import problems
from tests.cases.make import BASIC, Stage

pytestmark = pytest.mark.django_db


@pytest.fixture
def who() -> make.Cast:
    return make.people()


def tried(who: make.Cast, day: str = "2025-03-10") -> Stage:
    s = make.stage(who, "2025-03-03").file("ordinary").act("register", procedure="ordinary")
    s.pay().act("assign", judge=who.actor(BASIC, Role.JUDGE).user_id, inner_why="指定")
    return s.on_day(day)


def asked(who: make.Cast, kind: str = "preservation") -> Stage:
    return tried(who).act("open_incident", by="plaintiff", incident=kind)


def preserved(who: make.Cast, kind: str = "deposit_frozen") -> Stage:
    s = asked(who).act("rule_on_preservation", verdict="granted", asset="银行存款10万元")
    return s.act("take_measure", by="judge", kind=kind, asset="银行存款")


def why(s: Stage, act: str, by: Any = None, **data: Any) -> str:
    with pytest.raises(Refusal) as refused:
        perform(s.case_id, act, by=by or s._in_charge(), data=data, at=s.at)
    return refused.value.reason


def seen_by(s: Stage, party: int) -> str:
    """All that this party reads of the history, and the titles of the papers it reads."""
    reader = history.Reader(True, False, (party,))
    entries, _ = history.history(s.case_id, reader, {})
    papers = Document.objects.for_parties([party]).filter(case_id=s.case_id)
    return str(entries) + str([one.title for one in papers])


# ---------------------------------------------------------------- the court's own time


def test_ordinary_in_five_days_from_the_security_urgent_in_forty_eight_hours(
    who: make.Cast,
) -> None:
    s = asked(who)
    assert make.due(s.case_id, "preservation") == "2025-03-17"  # 15 March is a Saturday
    s.on_day("2025-03-12").act(
        "take_security", by="judge", preserved="100000", security="30000", manner="insurance"
    )
    assert make.due(s.case_id, "preservation") == "2025-03-17"
    s.on_day("2025-03-13").act(
        "take_security", by="judge", preserved="100000", security="30000", manner="insurance"
    )
    assert make.due(s.case_id, "preservation") == "2025-03-18"
    urgent = asked(who, "urgent_preservation")
    clock = make.clock(urgent.case_id, "urgent_preservation")
    assert (clock.due_on, clock.started_at) == (date(2025, 3, 12), clock.started_at)
    assert problems([s.case_id, urgent.case_id]) == []


def test_security_is_thirty_per_cent_in_a_suit_and_all_of_it_before(who: make.Cast) -> None:
    assert most_security(Decimal(100000), in_suit=True) == Decimal(30000)
    assert most_security(Decimal(100000), in_suit=False) == Decimal(100000)
    s = asked(who)
    more = {"preserved": "100000", "security": "30000.01", "manner": "cash"}
    assert why(s, "take_security", **more) == "security_too_much"
    before = make.stage(who, "2025-03-03").file("ordinary")
    before.act("open_incident", by="plaintiff", incident="urgent_preservation")
    clerk = who.actor(BASIC, Role.CLERK)
    less = {"preserved": "100000", "security": "99999", "manner": "cash"}
    assert why(before, "take_security", by=clerk, **less) == "security_too_little"
    before.act("take_security", by="clerk", preserved="100000", security="100000", manner="cash")
    assert '"security":"100000"' in before_body(before)


def before_body(s: Stage) -> str:
    return Entry.objects.get(case_id=s.case_id, act="take_security").body


# ---------------------------------------------------------------- quiet until carried out


def test_the_other_side_hears_nothing_before_the_measure(who: make.Cast) -> None:
    s = asked(who).act(
        "take_security", by="judge", preserved="100000", security="30000", manner="insurance"
    )
    s.act("rule_on_preservation", verdict="granted", asset="银行存款10万元")
    assert "保全" in seen_by(s, 1)
    assert "保全" not in seen_by(s, 2)
    told = Outbox.objects.filter(case_id=s.case_id, recipient="party:2")
    assert not told.filter(template__in=("take_security", "rule_on_preservation")).exists()
    s.act("take_measure", by="judge", kind="deposit_frozen", asset="银行存款")
    assert "保全" in seen_by(s, 2)
    assert told.filter(template="take_measure").exists()


# ---------------------------------------------------------------- measures


@pytest.mark.parametrize(
    ("kind", "day"),
    [("deposit_frozen", "2026-03-10"), ("movable_seized", "2027-03-10"),
     ("real_estate_seized", "2028-03-10")],
)  # fmt: skip
def test_a_measure_lasts_as_long_as_its_kind_of_thing(who: make.Cast, kind: str, day: str) -> None:
    s = preserved(who, kind)
    assert make.due(s.case_id, kind) == day
    assert not Clock.objects.filter(case_id=s.case_id, code="preservation_start", state="running")
    assert Document.objects.get(case_id=s.case_id, title="民事裁定书（财产保全）").kind == "ruling"
    assert problems([s.case_id]) == [] and replay(s.case_id) == []


def test_thirty_fifteen_and_seven_days_before_it_lapses_both_are_warned(who: make.Cast) -> None:
    s = preserved(who)
    no = make.clock(s.case_id, "deposit_frozen").no
    for day, rungs in (("2026-02-08", 1), ("2026-02-23", 2), ("2026-03-03", 3)):
        s.pass_time(make.moment(day))
        fired = Rung.objects.filter(case_id=s.case_id, clock_no=no)
        assert fired.count() == rungs, day
        newest = fired.latest("rung")
        event = f"rung:{no}:{newest.deadline_no}:{newest.rung}"
        told = set(Outbox.objects.filter(event=event).values_list("recipient", flat=True))
        assert told == {"role:judge", "party:1"}
    s.at = make.moment("2026-03-11")
    s.pass_time(s.at)
    assert make.clock(s.case_id, "deposit_frozen").state == "expired"


@pytest.mark.parametrize(("day", "late"), [("2026-03-03", False), ("2026-03-04", True)])
def test_a_renewal_goes_on_where_the_measure_ends(who: make.Cast, day: str, late: bool) -> None:
    s = preserved(who).on_day(day)
    no = make.clock(s.case_id, "deposit_frozen").no
    s.act("renew_measure", by="judge", measure=no)
    assert make.due(s.case_id, "deposit_frozen") == "2027-03-10"
    assert Clock.objects.get(case_id=s.case_id, no=no).state == "met"
    entry = Entry.objects.get(case_id=s.case_id, act="renew_measure")
    assert f'"late":{"true" if late else "false"}' in entry.body
    assert "2027年3月10日" in Document.objects.get(title="民事裁定书（续行保全）").text
    assert why(s, "renew_measure", measure=no) == "measure_over"


def test_one_measure_is_released_and_the_other_goes_on(who: make.Cast) -> None:
    s = preserved(who).act("take_measure", by="judge", kind="movable_seized", asset="车辆")
    no = make.clock(s.case_id, "deposit_frozen").no
    s.act("ask_release", by="defendant", measure=no)
    assert make.due(s.case_id, "release_decision") == "2025-03-17"
    s.act("decide_release", by="judge", measure=no, verdict="granted")
    states = dict(Clock.objects.filter(case_id=s.case_id).values_list("code", "state"))
    assert (states["deposit_frozen"], states["movable_seized"]) == ("met", "running")
    assert states["release_decision"] == "met"
    urgent = preserved(who)
    no = make.clock(urgent.case_id, "deposit_frozen").no
    urgent.act("ask_release", by="defendant", measure=no, urgent=True)
    assert make.clock(urgent.case_id, "release_decision").due_on == date(2025, 3, 12)


def test_reconsideration_is_asked_in_five_days_decided_in_ten_and_stops_nothing(
    who: make.Cast,
) -> None:
    s = preserved(who)
    ruling_reaches(s, 2, date(2025, 3, 12))
    assert make.due(s.case_id, "reconsideration_period") == "2025-03-17"
    s.on_day("2025-03-14").act("ask_reconsideration", by="defendant")
    assert make.due(s.case_id, "reconsideration") == "2025-03-24"
    assert make.clock(s.case_id, "deposit_frozen").state == "running"
    s.act("decide_reconsideration", by="judge", verdict="refused")
    assert make.clock(s.case_id, "reconsideration").state == "met"
    late = preserved(who)
    ruling_reaches(late, 2, date(2025, 3, 12))
    late.on_day("2025-03-18")
    defendant = who.party("defendant")
    assert why(late, "ask_reconsideration", by=defendant, asked="x") == "too_late_to_reconsider"
    paper = Paper(2, late.at, posted_on=date(2025, 3, 17))  # the last day (CPL 85)
    desk = who.actor(make.BASIC, Role.CLERK)
    told = {"asked": "x", "party": 2}
    perform(late.case_id, "ask_reconsideration", by=desk, at=late.at, paper=paper, data=told)
    assert make.clock(late.case_id, "reconsideration").state == "running"


def ruling_reaches(s: Stage, party: int, on: date) -> None:
    """The ruling on preservation is served on a party."""
    ruling = Document.objects.filter(case_id=s.case_id, title=RULING_TITLE).latest("pk")
    service = Service.objects.create(
        case_id=s.case_id, party_no=party, document="ruling", paper=ruling, way="direct",
        state="effective", effective_on=on, seq=1,
    )  # fmt: skip
    with transaction.atomic():
        [p] = loading.load([s.case_id])
        found = p.party(party)
        assert found is not None
        p.at = s.at
        consequences(p, service, found, on)
        p.log("service_note", Actor.time())
        procedure.finish([p])


def test_whoever_got_no_ruling_yet_may_ask_and_one_who_asks_ends_nobody_elses_time(
    who: make.Cast,
) -> None:
    s = asked(who).act("rule_on_preservation", verdict="refused")
    ruling_reaches(s, 1, date(2025, 3, 11))
    s.on_day("2025-03-12").act("ask_reconsideration", by="plaintiff")  # refused: the applicant's
    late = preserved(who).on_day("2025-03-28")
    late.act("ask_reconsideration", by="defendant")  # the ruling never reached them


def test_nothing_is_taken_on_a_refusal_and_only_the_ruling_that_is_carried_out_opens(
    who: make.Cast,
) -> None:
    s = asked(who).act("rule_on_preservation", verdict="refused")
    assert why(s, "take_measure", kind="deposit_frozen", asset="x") == "nothing_ruled"
    s.act("open_incident", by="defendant", incident="preservation")
    s.act("rule_on_preservation", verdict="granted")
    s.act("take_measure", by="judge", kind="deposit_frozen", asset="银行存款")
    kinds = Document.objects.filter(case_id=s.case_id, title=RULING_TITLE).order_by("pk")
    assert list(kinds.values_list("kind", flat=True)) == ["quiet_request", "ruling"]
    assert make.clock(s.case_id, "deposit_frozen").party_no == 2, "whose measure it is"
    assert problems([s.case_id]) == [] and replay(s.case_id) == []


def test_a_ruling_that_cannot_be_set_is_refused_in_words(who: make.Cast) -> None:
    s = asked(who)
    much = "长" * 50_000
    assert why(s, "rule_on_preservation", verdict="granted", asset=much, why=much) == (
        "paper_unfillable"
    )


def test_ruling_on_one_application_leaves_the_time_of_the_other(who: make.Cast) -> None:
    s = asked(who).act("open_incident", by="defendant", incident="preservation")
    s.act("rule_on_preservation", verdict="granted")
    running = Clock.objects.filter(case_id=s.case_id, code="preservation", state="running")
    assert running.count() == 1
    s.act("rule_on_preservation", verdict="granted")
    assert why(s, "take_measure", kind="deposit_frozen", asset="x") == "whose_preservation"
    s.act("take_measure", by="judge", kind="deposit_frozen", asset="x", party=2)
    assert make.clock(s.case_id, "deposit_frozen").party_no == 2


def test_nothing_is_carried_out_without_a_ruling(who: make.Cast) -> None:
    s = asked(who)
    assert why(s, "take_measure", kind="deposit_frozen", asset="x") == "nothing_ruled"
    assert why(tried(who), "rule_on_preservation", verdict="granted", why="x") == (
        "nothing_to_preserve"
    )


# ---------------------------------------------------------------- before suit


def before_suit(who: make.Cast) -> Stage:
    """Preserved on 3 March 2025, before the complaint is registered."""
    s = make.stage(who, "2025-03-03").file("ordinary")
    s.act("open_incident", by="plaintiff", incident="urgent_preservation")
    s.act("take_security", by="clerk", preserved="100000", security="100000", manner="cash")
    s.act("rule_on_preservation", by="judge", verdict="granted", asset="银行存款10万元")
    return s.act("take_measure", by="clerk", kind="deposit_frozen", asset="银行存款")


def test_after_a_preservation_before_suit_thirty_days_to_sue_run(who: make.Cast) -> None:
    s = before_suit(who)
    clock = make.clock(s.case_id, "sue_after_preservation")
    assert (clock.due_on, clock.party_no) == (date(2025, 4, 2), 1)
    s.act("register", procedure="ordinary")
    assert make.clock(s.case_id, "sue_after_preservation").state == "met"
    tried_ = preserved(who)
    assert not Clock.objects.filter(case_id=tried_.case_id, code="sue_after_preservation").exists()


def test_who_has_sued_and_is_in_mediation_has_nothing_more_to_do(who: make.Cast) -> None:
    """Taken in mediation, which lasts longer than thirty days: no time to sue, no draft."""
    s = make.stage(who, "2025-03-03").file("ordinary").act("refer_to_mediation")
    s.act("record_consent", by="clerk").act("appoint_mediator").act("accept_mediation")
    s.act("open_incident", by="plaintiff", incident="urgent_preservation")
    s.act("take_security", by="clerk", preserved="100000", security="100000", manner="cash")
    s.act("rule_on_preservation", by="judge", verdict="granted", asset="银行存款10万元")
    s.act("take_measure", by="clerk", kind="deposit_frozen", asset="银行存款")
    s.act("extend_mediation", days=30, all_agree=True).on_day("2025-04-08")
    assert s.place == "mediation" and make.clock(s.case_id, "deposit_frozen").state == "running"
    assert not Clock.objects.filter(case_id=s.case_id, code="sue_after_preservation").exists()
    assert not Draft.objects.filter(case_id=s.case_id).exists()


def test_who_does_not_sue_finds_a_draft_to_release_with_the_judge(who: make.Cast) -> None:
    s = before_suit(who)
    no = make.clock(s.case_id, "sue_after_preservation").no
    s.at = make.moment("2025-04-03")
    s.pass_time(s.at)
    warned = Outbox.objects.filter(case_id=s.case_id, event__startswith=f"rung:{no}:")
    assert {"role:judge", "party:1"} <= set(warned.values_list("recipient", flat=True))
    draft = Draft.objects.get(case_id=s.case_id, clock_no=no)
    assert (draft.act, draft.closed_seq) == ("decide_release", None)
    measure = make.clock(s.case_id, "deposit_frozen")
    assert measure.state == "running", "a draft has no effect by itself"
    s.act("decide_release", by="judge", measure=measure.no, verdict="granted", why="未起诉")
    draft.refresh_from_db()
    assert draft.closed_seq is not None
    assert make.clock(s.case_id, "deposit_frozen").state == "met"
    assert make.clock(s.case_id, "sue_after_preservation").state == "met"
    assert problems([s.case_id]) == [] and replay(s.case_id) == []


# ---------------------------------------------------------------- investigation orders


def test_an_investigation_order_holds_fifteen_days_and_anybody_verifies_it(
    who: make.Cast,
) -> None:
    s = tried(who)
    s.act("issue_investigation", party=1, whom="某银行", evidence="账户流水", days=None)
    assert make.due(s.case_id, "investigation_order") == "2025-03-25"
    s.act("issue_investigation", party=1, whom="某公司", evidence="合同", days=7)
    running = Clock.objects.filter(case_id=s.case_id, code="investigation_order", state="running")
    assert sorted(str(one.due_on) for one in running) == ["2025-03-17", "2025-03-25"]
    paper = Document.objects.filter(case_id=s.case_id, title="律师调查令").first()
    assert paper is not None and "2025年3月25日" in paper.written.text
    shown = press.digest(sheets.paper_of(paper))
    answer = Client().post(
        reverse("verify"), {"code": f"D{s.case_id}-{paper.pk}", "digest": shown[:16]}
    )
    assert answer.context["found"] is not None
    assert not re.search("账户流水", answer.content.decode())
    s.act("return_investigation", by="clerk", measure=running.latest("no").no, result="found")
    assert running.all().count() == 1
    assert problems([s.case_id]) == [] and replay(s.case_id) == []
