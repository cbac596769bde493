"""A mistaken act is taken back: both records stay, and everything holds as if it had not been."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import override_settings

from cases.acts.papers import writing
from cases.enforcement import sweep
from cases.law.acts import ACTS
from cases.law.mending import MENDABLE
from cases.law.refusals import Refusal
from cases.law.roles import PARTIES, Role
from cases.loading import mended
from cases.mending import mend
from cases.models import Case, Clock, Document, Draft, Entry, Incident, Notice, Outbox, Service
from cases.notices.relaying import relay
from cases.procedure import perform
from cases.proceeding import Actor
from cases.proof.replay import FIELDS, replay
from cases.writing.table import FORMS
from tests.cases import make
from tests.cases.engine.conftest import Clock as FrozenClock
from tests.cases.engine.records import problems
from tests.cases.engine.test_table import filled, hats
from tests.cases.make import BASIC, moment

pytestmark = pytest.mark.django_db(transaction=True)

PAPER = {"title": "一", "party": 1}
NOT_COMPARED = {"id", "version", "log_seq", "clock_count", "entered_at"}


@pytest.fixture
def late(frozen: FrozenClock) -> FrozenClock:
    frozen.set(moment("2026-06-01"))
    return frozen


def clerk(who: make.Cast) -> Actor:
    return who.actor(BASIC, Role.CLERK)


def as_it_is(case_id: int) -> dict[str, Any]:
    """All that is to be as before: the case, its running clocks with their days, incidents."""
    case = Case.objects.get(pk=case_id)
    running = Clock.objects.filter(case_id=case_id, state="running").order_by("no")
    return {
        "case": {name: getattr(case, name) for name in FIELDS if name not in NOT_COMPARED},
        "clocks": [
            (c.no, c.code, c.party_no, c.started_on, c.due_on, c.next_at, c.spans) for c in running
        ],
        "incidents": list(
            Incident.objects.filter(case_id=case_id, closed_on=None).values_list("kind", "party_no")
        ),
        "served": sorted(
            Service.objects.filter(case_id=case_id, effective_on__isnull=False).values_list(
                "party_no", "document", "effective_on"
            )
        ),
    }


NOT_ARCHIVED_YET = {
    "not_accepted", "dismissed", "mediation_settled", "confirmation_effective",
    "application_rejected",
}  # fmt: skip
"""Where a right of some days is still open, and archiving was all that could be taken back."""
NOTHING_FITS = {"agreement_signing", "mediation", "mediation_intake", "judicial_confirmation",
                "filing_correction", "case_assignment", "online_auction", "proceeds_distribution",
                "appeal_deemed_withdrawn", "appeal_withdrawn", "appeal_period"}  # fmt: skip
PLACES = sorted({place for code in MENDABLE for place in ACTS[code].at})


def tried(s: make.Stage) -> Iterator[tuple[str, Actor]]:
    people = hats(s)
    for code in sorted(MENDABLE):
        for by in people.values():
            at_court = Role(by.role) in ACTS[code].by - PARTIES
            if s.place in ACTS[code].at and at_court:
                yield code, by
                break


@pytest.mark.parametrize("place", PLACES)
def test_what_is_taken_back_has_not_been(place: str, who: make.Cast, late: FrozenClock) -> None:
    """Every mendable act at every place where it is possible."""
    s = make.at_place(who, place, "2025-01-06")
    late.set(s.at)
    before, done = as_it_is(s.case_id), []
    for code, by in tried(s):
        with transaction.atomic():
            try:
                perform(s.case_id, code, by=by, data=filled(s, code), at=s.at)
            except Refusal:
                transaction.set_rollback(True)
                continue
            entry = Entry.objects.filter(case_id=s.case_id, act=code).latest("seq")
            try:
                mend(s.case_id, entry.seq, by=by, why="录入错误")
            except Refusal as refusal:  # a sitting that was given up is fixed anew
                assert refusal.reason == "left_records", code
                transaction.set_rollback(True)
                continue
            assert as_it_is(s.case_id) == before, code
            assert replay(s.case_id) == [], code
            done.append(code)
            transaction.set_rollback(True)
    assert done or place in NOTHING_FITS | NOT_ARCHIVED_YET, place


def test_a_wrong_day_of_service_is_put_right(who: make.Cast, late: FrozenClock) -> None:
    s = make.at_place(who, "judgment_service", "2025-01-06")
    judge = hats(s)["judge"]
    if Case.objects.get(pk=s.case_id).pronounced_on is None:
        perform(s.case_id, "pronounce", by=judge, data=filled(s, "pronounce"), at=s.at)
    right, wrong = s.at.date(), s.at.date() - timedelta(days=1)
    late.set(s.at)
    data = {"party": 1, "way": "direct"}
    done = perform(s.case_id, "serve_judgment", by=clerk(who), data={**data, "on": wrong}, at=s.at)
    assert make.clock(s.case_id, "appeal_period", party=1).started_on == wrong
    mend(s.case_id, done.seq, by=clerk(who), why="日期录错")
    clock = make.clock(s.case_id, "appeal_period", party=1)
    assert clock.state == "cancelled"
    perform(s.case_id, "serve_judgment", by=clerk(who), data={**data, "on": right})
    clock = make.clock(s.case_id, "appeal_period", party=1)
    assert (clock.started_on, clock.due_on) == (right, right + timedelta(days=15)) or (
        clock.due_on is not None and clock.due_on > right + timedelta(days=15)
    )
    [served] = Service.objects.filter(case_id=s.case_id, party_no=1, document="judgment")
    assert served.effective_on == right
    assert problems([s.case_id]) == []


def test_an_incident_raised_by_mistake_stopped_nothing(who: make.Cast, late: FrozenClock) -> None:
    s = make.at_place(who, "hearing", "2025-01-06")
    late.set(s.at + timedelta(hours=1))
    before = as_it_is(s.case_id)
    data = {"incident": "suspension", "ground": "party_died", "filed": make.paper(s.case_id)}
    judge = s._in_charge()
    done = perform(s.case_id, "open_incident", by=judge, data=data)
    assert as_it_is(s.case_id) != before
    mend(s.case_id, done.seq, by=judge, why="点错")
    assert as_it_is(s.case_id) == before
    assert problems([s.case_id]) == []


def test_what_time_did_because_of_the_mistake_is_taken_back_too(
    who: make.Cast, late: FrozenClock
) -> None:
    """Served on a day too early, the answer period ran out too early, and the case moved on."""
    s = make.at_place(who, "complaint_service", "2025-01-06")
    data = {"party": 2, "way": "direct"}
    done = perform(s.case_id, "serve_complaint", by=clerk(who), data=data, at=s.at)
    late.set(s.at + timedelta(days=40))
    sweep()
    assert s.place not in ("complaint_service", "answer_period")
    mend(s.case_id, done.seq, by=clerk(who), why="送达的是另一案件的当事人")
    assert s.place == "complaint_service"
    assert not Service.objects.filter(case_id=s.case_id, effective_on__isnull=False).exists()
    assert problems([s.case_id]) == []
    sweep()
    assert problems([s.case_id]) == []


def test_a_paper_that_came_in_by_mistake_stays_marked(who: make.Cast, late: FrozenClock) -> None:
    s = make.at_place(who, "evidence_period", "2025-01-06")
    done = perform(
        s.case_id, "submit_evidence", by=clerk(who), data={"title": "他案的借条", "party": 1}
    )
    mend(s.case_id, done.seq, by=clerk(who), why="他案材料")
    paper = Document.objects.get(case_id=s.case_id, title="他案的借条")
    assert paper.void_seq == done.seq + 1
    assert mended(s.case_id) == {done.seq}


def test_a_paper_kept_beside_the_mistake_stays(who: make.Cast, late: FrozenClock) -> None:
    s = make.at_place(who, "evidence_period", "2025-01-06")
    wrong = perform(s.case_id, "submit_evidence", by=clerk(who), data=PAPER)
    kept = writing.keep(s.case_id, clerk(who), FORMS["summons"], party_no=1, text="字", version=0)
    mend(s.case_id, wrong.seq, by=clerk(who), why="他案材料")
    kept.refresh_from_db()
    assert kept.seq == wrong.seq + 1 and kept.void_seq is None


def refusal(case_id: int, seq: int, by: Actor, why: str = "错") -> str:
    before = Entry.objects.filter(case_id=case_id).count()
    with pytest.raises(Refusal) as refused:
        mend(case_id, seq, by=by, why=why)
    assert Entry.objects.filter(case_id=case_id).count() == before
    return refused.value.reason


def test_what_cannot_be_taken_back_says_why(who: make.Cast, late: FrozenClock) -> None:
    s = make.at_place(who, "answer_period", "2025-01-06")
    by = clerk(who)
    register = Entry.objects.get(case_id=s.case_id, act="register")
    before = Entry.objects.filter(case_id=s.case_id, act__in=MENDABLE).latest("seq")
    chief = who.actor(BASIC, Role.DIVISION_CHIEF)
    assert refusal(s.case_id, register.seq, by) == "not_mendable"
    one = perform(s.case_id, "submit_evidence", by=by, data=PAPER)
    assert (
        refusal(s.case_id, before.seq, who.actor(BASIC, Role.DIVISION_CHIEF))
        == "something_followed"
    )
    assert refusal(s.case_id, one.seq, by, why="  ") == "why_needed"
    assert refusal(s.case_id, one.seq, who.party("plaintiff")) == "mended_by_its_maker"
    assert refusal(s.case_id, one.seq + 100, by) == "no_such_case"
    mend(s.case_id, one.seq, by=by, why="错")
    assert refusal(s.case_id, one.seq, by) == "mended_already"
    mend(s.case_id, before.seq, by=chief, why="也错")
    assert mended(s.case_id) == {one.seq, before.seq}
    assert problems([s.case_id]) == []


def test_money_and_numbers_are_not_taken_back_so() -> None:
    own_ways = {"register", "pay_fee", "refund_fee", "fix_hearing", "pronounce", "appeal",
                "transfer_case", "send_file_up", "apply_execution", "seize", "pay_out"}  # fmt: skip
    assert not own_ways & MENDABLE
    assert ACTS.keys() >= MENDABLE


def test_within_ten_seconds_nobody_hears_of_it(who: make.Cast, late: FrozenClock) -> None:
    s = make.at_place(who, "evidence_period", "2025-01-06")
    relay()
    with override_settings(HOLD_SECONDS=10):
        done = perform(s.case_id, "submit_evidence", by=clerk(who), data=PAPER)
        relay()
        assert not Notice.objects.filter(event=f"entry:{done.seq}").exists()
        mend(s.case_id, done.seq, by=clerk(who), why="点错")
        waiting = Outbox.objects.filter(case_id=s.case_id, sent_at=None)
        assert not waiting.filter(recipient__startswith="party:").exists()
    relay()
    heard = Notice.objects.filter(template__in=["mend", "submit_evidence"])
    assert not heard.exclude(party_no=None).exists()


def test_after_that_those_who_were_told_hear_of_the_correction(
    who: make.Cast, late: FrozenClock
) -> None:
    s = make.at_place(who, "evidence_period", "2025-01-06")
    done = perform(s.case_id, "submit_evidence", by=clerk(who), data=PAPER)
    relay()
    mend(s.case_id, done.seq, by=clerk(who), why="点错")
    relay()
    parties = {who.party("plaintiff").user_id, who.party("defendant").user_id}
    heard = set(Notice.objects.filter(template="mend").values_list("user_id", flat=True))
    assert parties <= heard


def test_a_period_that_ran_out_after_the_mistake_runs_out_again(
    who: make.Cast, late: FrozenClock
) -> None:
    """It is not left running for ever behind a deadline that has fired."""
    s = make.at_place(who, "answer_period", "2025-01-06")
    wrong = perform(s.case_id, "submit_evidence", by=clerk(who), data=PAPER)
    late.set(s.at + timedelta(days=60))
    sweep()
    moved = s.place
    assert moved != "answer_period"
    mend(s.case_id, wrong.seq, by=clerk(who), why="他案材料")
    waiting = [*Clock.objects.filter(case_id=s.case_id, code="answer_period", state="running")]
    assert all(one.next_at is not None for one in waiting), "the sweep sees them"
    sweep()
    assert s.place == moved
    assert problems([s.case_id]) == []


def test_a_draft_that_waited_before_the_mistake_waits_on(who: make.Cast, late: FrozenClock) -> None:
    s = make.at_place(who, "fee_payment", "2025-01-06")
    late.set(s.at + timedelta(days=30))
    sweep()
    [draft] = Draft.objects.filter(case_id=s.case_id, closed_seq=None)
    perform(s.case_id, "open_incident", by=clerk(who), data={"incident": "preservation"})
    wrong = Entry.objects.get(case_id=s.case_id, act="open_incident")
    mend(s.case_id, wrong.seq, by=clerk(who), why="点错")
    [waits] = Draft.objects.filter(case_id=s.case_id, closed_seq=None)
    assert (waits.clock_no, waits.act) == (draft.clock_no, draft.act)
