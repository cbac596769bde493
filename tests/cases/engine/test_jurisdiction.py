"""Objections to jurisdiction: by a defendant in its own time, and nothing moves before the ruling
is final (CPL 37, 130, 157, 171; 民诉法解释 39)."""

from __future__ import annotations

from datetime import datetime

import pytest

from cases import procedure
from cases.law.on_paper import Paper
from cases.law.refusals import Refusal
from cases.law.roles import Role
from cases.models import Incident
from cases.proof.replay import replay
from tests.cases import make
from tests.cases.engine.records import problems
from tests.cases.make import BASIC, Stage

pytestmark = pytest.mark.django_db
OBJECTS = {"incident": "jurisdiction_objection"}


def served() -> Stage:
    """Served on 18 April 2025; the answer period ends on 6 May."""
    s = make.stage(make.people(), "2025-04-14").file("ordinary").act("register", panel=True)
    s.pay().act("assign").on_day("2025-04-18").act("serve_complaint", party=2, way="direct")
    assert make.due(s.case_id, "answer_period") == "2025-05-06"
    return s


def refused(s: Stage, code: str, **data: object) -> str:
    with pytest.raises(Refusal) as why:
        s.act(code, **data)
    return why.value.reason


@pytest.mark.parametrize("by", ["defendant", "clerk"])
def test_after_the_answer_period_nobody_objects(by: str) -> None:
    s = served()
    s.on_day("2025-05-20").wait("evidence_exchange")
    due = make.due(s.case_id, "ordinary")
    assert refused(s, "open_incident", by=by, **OBJECTS) == "objection_too_late"
    assert make.due(s.case_id, "ordinary") == due != ""


def test_whoever_has_answered_has_submitted_to_the_court() -> None:
    s = served().act("file_answer", by="defendant", answer="不同意")
    assert refused(s, "open_incident", by="defendant", **OBJECTS) == "objection_too_late"


def test_the_plaintiff_chose_the_court() -> None:
    assert refused(served(), "open_incident", by="plaintiff", **OBJECTS) == "wrong_side"


def test_who_is_not_served_yet_is_not_late() -> None:
    s = make.stage(make.people(), "2025-04-14").file("ordinary").act("register", panel=True)
    s.pay().act("assign").act("open_incident", by="defendant", **OBJECTS)
    assert Incident.objects.filter(case_id=s.case_id, closed_on=None).exists()


@pytest.mark.parametrize(("posted", "taken"), [("2025-05-06", True), ("2025-05-07", False)])
def test_what_was_posted_in_time_is_in_time(posted: str, taken: bool) -> None:
    s = served().on_day("2025-05-08")
    paper = Paper(
        party_no=2, arrived_at=datetime.fromisoformat("2025-05-08T09:00:00+08:00"),
        posted_on=make.moment(posted).date(),
    )  # fmt: skip

    def objects() -> None:
        procedure.perform(
            s.case_id, "open_incident", by=s.cast.actor(BASIC, Role.CLERK), data=OBJECTS,
            at=s.at, paper=paper,
        )  # fmt: skip

    if taken:
        objects()
        assert Incident.objects.filter(case_id=s.case_id, closed_on=None).exists()
    else:
        with pytest.raises(Refusal, match="objection_too_late"):
            objects()


def test_a_transfer_waits_until_the_ruling_can_no_longer_be_appealed() -> None:
    """Upheld on 13 May: everybody has until the 23rd."""
    s = served().on_day("2025-04-28").act("open_incident", by="defendant", **OBJECTS)
    assert refused(s, "transfer_case", court="鲁99") == "objection_not_final"
    s.on_day("2025-05-13").act("rule_on_objection", upheld=True).on_day("2025-05-14")
    assert refused(s, "close_incident", by="judge", **OBJECTS) == "objection_not_final"
    s.on_day("2025-05-23", 23)
    assert refused(s, "transfer_case", court="鲁99") == "objection_not_final"
    s.on_day("2025-05-24").act("transfer_case", court="鲁99")
    assert s.place == "transferred"
    assert replay(s.case_id) == [] and problems([s.case_id]) == []


def test_a_transfer_waits_for_the_court_above() -> None:
    s = served().act("open_incident", by="defendant", **OBJECTS)
    s.act("rule_on_objection", upheld=True).act("appeal_objection", by="defendant")
    s.on_day("2025-05-20")
    assert refused(s, "transfer_case", court="鲁99") == "objection_not_final"


def test_a_transfer_of_its_own_motion_waits_for_nothing() -> None:
    assert served().act("transfer_case", court="鲁99").place == "transferred"


def test_what_is_withdrawn_before_the_ruling_is_over() -> None:
    s = served().act("open_incident", by="defendant", **OBJECTS)
    s.after(2).act("close_incident", by="judge", **OBJECTS)
    assert not Incident.objects.filter(case_id=s.case_id, closed_on=None).exists()
