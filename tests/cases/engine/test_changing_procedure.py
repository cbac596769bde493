"""When a procedure can no longer be changed, and into which (民诉法解释 258, 260, 278; CPL 166)."""

from __future__ import annotations

import pytest

from cases.law.refusals import Refusal
from cases.models import Case
from tests.cases import make
from tests.cases.make import Stage

pytestmark = pytest.mark.django_db


def assigned(procedure: str, day: str = "2024-04-08", amount: int = 20_000) -> Stage:
    s = make.stage(make.people(), day, make.loan(amount=amount)).file(procedure)
    return s.act("register", procedure=procedure).pay().act("assign")


def refused(s: Stage, to: str) -> str:
    """The reason; the case stays in its procedure."""
    before = Case.objects.get(pk=s.case_id).procedure
    with pytest.raises(Refusal) as why:
        s.act("change_procedure", procedure=to)
    assert Case.objects.get(pk=s.case_id).procedure == before
    return why.value.reason


def test_a_ruling_on_the_last_day_is_in_time_and_a_day_later_is_not() -> None:
    """Summary, registered 8 April 2024: three months end on 8 July."""
    s = assigned("summary")
    assert make.due(s.case_id, "summary") == "2024-07-08"
    s.on_day("2024-07-08", 23).act("change_procedure", procedure="ordinary")
    assert make.due(s.case_id, "ordinary") == "2024-10-08"
    assert refused(assigned("summary").on_day("2024-07-20"), "ordinary") == "change_after_limit"
    assert refused(assigned("small_claims").on_day("2024-06-12"), "summary") == "change_after_limit"


def test_time_that_does_not_count_counts_not_here_either() -> None:
    s = assigned("summary").act("serve_complaint", party=2, way="direct").on_day("2024-05-06")
    s.act("open_incident", by="judge", incident="appraisal").on_day("2024-07-20")
    s.act("change_procedure", procedure="ordinary")


@pytest.mark.parametrize("to", ["summary", "small_claims"])
def test_what_was_heard_in_ordinary_procedure_stays_ordinary(to: str) -> None:
    s = assigned("ordinary").act("serve_complaint", party=2, way="direct")
    s.wait("evidence_exchange").act("hold_exchange").act("fix_hearing", hearing_at=4)
    s.after(5).act("adjourn")
    assert refused(s, to) == "heard_as_ordinary"


def test_a_hearing_that_has_begun_counts_and_one_to_come_does_not() -> None:
    s = assigned("ordinary").act("serve_complaint", party=2, way="direct")
    s.wait("evidence_exchange").act("hold_exchange").act("fix_hearing", hearing_at=4)
    begun = make.moment("2024-06-30")
    other = Stage(**{**vars(s), "at": max(s.at, begun)})
    assert refused(other, "summary") == "heard_as_ordinary"
    s.act("change_procedure", procedure="summary")


def test_a_case_with_a_counterclaim_is_no_small_claim() -> None:
    s = assigned("summary").act("serve_complaint", party=2, way="direct").after(1)
    s.act("file_counterclaim", by="defendant", amount="5000", asked="演示反诉")
    assert refused(s, "small_claims") == "procedure_barred"
    s.act("change_procedure", procedure="ordinary")
