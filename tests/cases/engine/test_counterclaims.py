"""A counterclaim is answered as a suit is, and evidence on it has its own time (CPL 54, 128, 143,
285; 证据规定 55(4))."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import transaction

from cases import loading, procedure
from cases.acts.service.serving import consequences
from cases.law.refusals import Refusal
from cases.models import Case, Clock, Document, Party, Service
from cases.proceeding import Actor
from cases.proof.replay import replay
from tests.cases import make
from tests.cases.engine.records import problems
from tests.cases.make import Stage

pytestmark = pytest.mark.django_db


def waiting(plaintiffs: int = 1) -> Stage:
    """Served on 5 March 2025, periods waived: the hearing is to be fixed."""
    s = make.stage(make.people(), "2025-03-03", make.loan(plaintiffs=plaintiffs)).file("ordinary")
    s.act("register", procedure="ordinary", panel=True).pay().act("assign").on_day("2025-03-05")
    s.on_each("defendant", "serve_complaint", way="direct")
    s.on_each("defendant", "waive_periods", by="clerk").act("hold_exchange")
    assert s.place == "hearing_scheduling"
    return s


def countered(plaintiffs: int = 1) -> Stage:
    s = waiting(plaintiffs).on_day("2025-03-06")
    return s.act("file_counterclaim", by="defendant", amount="20000", asked="演示反诉")


def reaches(s: Stage, party: int, on: str) -> None:
    """The counterclaim is served on a party."""
    paper = Document.objects.get(case_id=s.case_id, kind="counterclaim")
    s.on_day(on)
    with transaction.atomic():
        [p] = loading.load([s.case_id])
        found = p.party(party)
        assert found is not None
        p.at = s.at
        service = Service.objects.create(
            case_id=s.case_id, party_no=party, document="counterclaim", paper=paper, way="direct",
            state="effective", effective_on=p.on, seq=p.seq,
        )  # fmt: skip
        consequences(p, service, found, p.on)
        p.log("service_note", Actor.time())
        procedure.finish([p])


def refused(s: Stage, code: str, **data: object) -> str:
    with pytest.raises(Refusal) as why:
        s.act(code, **data)
    return why.value.reason


def running(s: Stage, code: str) -> list[tuple[int, date]]:
    clocks = Clock.objects.filter(case_id=s.case_id, code=code, state="running")
    return sorted((clock.party_no, clock.due_on) for clock in clocks)


def test_no_hearing_is_fixed_before_the_counterclaim_reached_the_plaintiff() -> None:
    s = countered()
    assert refused(s, "fix_hearing", hearing_at=5) == "counterclaim_unserved"
    reaches(s, 1, "2025-03-10")
    assert running(s, "counterclaim_answer") == [(1, date(2025, 3, 25))]
    assert running(s, "evidence_period") == [(1, date(2025, 3, 25)), (2, date(2025, 3, 25))]
    day = make.moment("2025-03-25")
    assert refused(s, "fix_hearing", hearing_at=day) == "periods_before_hearing"
    s.act("fix_hearing", hearing_at=make.moment("2025-03-26")).on_day("2025-03-25")
    assert refused(s, "close_hearing") == "counterclaim_unanswered"
    s.on_day("2025-03-26").act("close_hearing")
    assert replay(s.case_id) == [] and problems([s.case_id]) == []


def test_every_plaintiff_has_time_and_one_abroad_thirty_days() -> None:
    s = countered(plaintiffs=2)
    Party.objects.filter(case_id=s.case_id, no=2).update(is_foreign=True)
    reaches(s, 1, "2025-03-10")
    day = make.moment("2025-05-12")
    assert refused(s, "fix_hearing", hearing_at=day) == "counterclaim_unserved"
    reaches(s, 2, "2025-03-11")
    assert running(s, "counterclaim_answer") == [(1, date(2025, 3, 25)), (2, date(2025, 4, 10))]


def test_who_answers_and_waives_may_be_heard_at_once() -> None:
    s = countered()
    reaches(s, 1, "2025-03-10")
    s.act("answer_counterclaim", by="plaintiff", answer="不同意反诉")
    paper = Document.objects.get(case_id=s.case_id, title="反诉答辩状")
    assert (paper.party_no, paper.is_late) == (1, False)
    assert running(s, "counterclaim_answer") == []
    assert refused(s, "fix_hearing", hearing_at=5) == "periods_before_hearing"
    s.act("waive_periods", by="plaintiff").act("waive_periods", by="defendant")
    s.act("fix_hearing", hearing_at=5)


def test_a_debate_is_not_closed_over_a_counterclaim_nobody_could_answer() -> None:
    s = waiting().act("fix_hearing", hearing_at=5).after(6)
    s.act("file_counterclaim", by="defendant", amount="20000", asked="演示反诉")
    assert refused(s, "close_hearing") == "counterclaim_unserved"
    s.act("end_counterclaim", party=2, how="apart").act("close_hearing")


def test_what_is_ended_waits_for_nobody_and_an_answer_to_nothing_is_refused() -> None:
    s = countered()
    reaches(s, 1, "2025-03-10")
    s.act("end_counterclaim", party=2, how="withdrawn")
    assert running(s, "counterclaim_answer") == []
    assert refused(s, "answer_counterclaim", by="plaintiff", answer="x") == "no_counterclaim"
    assert Case.objects.get(pk=s.case_id).stands_at == "hearing_scheduling"
