"""More time for evidence 延长举证期限: asked for in time, granted by days, and then everybody's
(解释 100; 证据规定 54)."""

from __future__ import annotations

from datetime import date

import pytest

from cases.law.refusals import Refusal
from cases.models import Clock, Entry, EvidenceItem
from cases.proof.replay import replay
from tests.cases import make
from tests.cases.engine.records import problems
from tests.cases.make import Stage

pytestmark = pytest.mark.django_db


def served(*days: str) -> Stage:
    """An ordinary case whose defendants are served on these days of March 2025."""
    s = make.stage(make.people(), "2025-03-03", make.loan(defendants=len(days))).file("ordinary")
    s.act("register", procedure="ordinary").pay().act("assign")
    for party, day in enumerate(days, 2):
        s.on_day(day).act("serve_complaint", party=party, way="direct")
    return s


def asks(s: Stage, by: str = "defendant") -> int:
    s.act("make_request", by=by, request="evidence_extension", asked="证人在外地")
    return Entry.objects.filter(case_id=s.case_id, act="make_request").latest("seq").seq


def ends(s: Stage) -> list[tuple[int, date]]:
    clocks = Clock.objects.filter(case_id=s.case_id, code="evidence_period", state="running")
    return sorted((clock.party_no, clock.due_on) for clock in clocks)


def refused(s: Stage, code: str, **data: object) -> str:
    with pytest.raises(Refusal) as why:
        s.act(code, **data)
    return why.value.reason


def test_ten_days_more_are_ten_days_more_for_everybody() -> None:
    """Served on 5 and 10 March: to 20 and 25 March; ten days more each."""
    s = served("2025-03-05", "2025-03-10")
    assert ends(s) == [(2, date(2025, 3, 20)), (3, date(2025, 3, 25))]
    seq = asks(s.on_day("2025-03-18"))
    s.act("answer_request", by="judge", asked=seq, verdict="granted", days=10)
    assert ends(s) == [(2, date(2025, 3, 31)), (3, date(2025, 4, 7))]  # 03-30, 04-04 do not end it
    s.on_day("2025-03-31").act("submit_evidence", by="defendant", title="证言")
    assert not EvidenceItem.objects.get(case_id=s.case_id).is_late
    s.on_day("2025-04-08")
    assert s.place == "evidence_exchange"
    assert replay(s.case_id) == [] and problems([s.case_id]) == []


def test_what_is_granted_says_how_many_days() -> None:
    s = served("2025-03-05")
    seq = asks(s)
    assert refused(s, "answer_request", by="judge", asked=seq, verdict="granted") == "bad_value"
    s.act("answer_request", by="judge", asked=seq, verdict="refused")
    assert ends(s) == [(2, date(2025, 3, 20))]


def test_what_is_asked_when_the_period_is_over_is_refused() -> None:
    """Small claims: seven days for evidence, fifteen to answer."""
    s = make.stage(make.people(), "2025-03-03", make.loan(amount=20_000)).file("small_claims")
    s.act("register", procedure="small_claims").pay().act("assign")
    s.on_day("2025-03-05").act("serve_complaint", party=2, way="direct")
    seq = asks(s.on_day("2025-03-12"))
    s.on_day("2025-03-13")
    assert s.place == "answer_period"
    assert refused(s, "make_request", by="defendant", request="evidence_extension",
                   asked="太晚") == "too_late"  # fmt: skip
    assert refused(s, "answer_request", by="judge", asked=seq, verdict="granted",
                   days=5) == "no_evidence_period"  # fmt: skip
