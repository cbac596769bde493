"""What does not count to the limits of trial and execution, to the day (2000审限规定 9)."""

from __future__ import annotations

from datetime import date

import pytest

from cases.law.refusals import BadValue
from cases.models import Clock, Incident
from cases.proof.replay import replay
from tests.cases import make
from tests.cases.engine.records import problems
from tests.cases.make import Stage

pytestmark = pytest.mark.django_db


def spans(s: Stage, code: str) -> list[list[str | None]]:
    return Clock.objects.filter(case_id=s.case_id, code=code).latest("no").spans or []


def test_thirty_days_of_public_notice_are_thirty_days() -> None:
    """Registered 6 January 2025, notice from 15 January to 14 February: six months and 30 days."""
    s = make.stage(make.people(), "2025-01-06").file("ordinary")
    s.act("register", procedure="ordinary", panel=True).pay().act("assign").on_day("2025-01-15")
    s.act("serve_complaint", party=2, way="public_notice")
    assert make.due(s.case_id, "public_notice_period") == "2025-02-14"
    s.on_day("2025-02-20")
    assert make.due(s.case_id, "ordinary") == "2025-08-05"
    assert spans(s, "ordinary") == [["2025-01-15", "2025-02-14", "public_notice"]]
    assert replay(s.case_id) == [] and problems([s.case_id]) == []


def adjourned() -> Stage:
    """Adjourned for a new witness on 7 April 2025; registered on 3 March, to 3 September."""
    s = make.stage(make.people(), "2025-03-03").file("ordinary")
    s.act("register", procedure="ordinary", panel=True).pay().act("assign")
    s.act("serve_complaint", party=2, way="direct").act("waive_periods", party=2, by="clerk")
    s.act("hold_exchange").act("fix_hearing", hearing_at=5).on_day("2025-04-07").act("adjourn")
    assert make.due(s.case_id, "ordinary") == "2025-09-03"
    return s.act("open_incident", by="judge", incident="evidence_adjournment")


def test_an_adjournment_for_evidence_excludes_what_it_lasts() -> None:
    s = adjourned().act("fix_hearing", hearing_at=10).after(11)
    s.act("close_hearing")
    [[begins, ends, kind]] = spans(s, "ordinary")
    assert (begins, ends, kind) == ("2025-04-07", s.on.isoformat(), "evidence_adjournment")
    assert not Incident.objects.filter(case_id=s.case_id, closed_on=None).exists()


def test_of_a_longer_one_a_month_and_no_more() -> None:
    s = adjourned().on_day("2025-06-10")
    assert spans(s, "ordinary") == [["2025-04-07", "2025-05-07", "evidence_adjournment"]]
    assert make.due(s.case_id, "ordinary") == "2025-10-09"  # 09-03 and 30 days: in the holidays
    assert replay(s.case_id) == [] and problems([s.case_id]) == []
    with pytest.raises(BadValue):
        s.act("ask_exclusion", by="judge", incident="evidence_adjournment",
              begins=date(2025, 4, 7), ends=date(2025, 5, 8))  # fmt: skip


def auctioning() -> Stage:
    """A house whose auction is published on 29 May 2025."""
    s = make.at_place(make.people(), "online_auction", "2025-01-06")
    return s.act("publish_auction", asset="real_estate")


def test_what_is_for_sale_stops_the_time_of_execution() -> None:
    s = auctioning()
    first, due = s.on, Clock.objects.filter(case_id=s.case_id, code="execution").latest("no")
    assert due.due_on is None
    s.after(32).act("record_no_bid")
    failed = s.on
    assert make.due(s.case_id, "execution") != ""
    s.after(5).act("publish_auction", asset="real_estate")
    again = s.on
    s.after(23).act("sell")
    found = [[*map(str, span)] for span in spans(s, "execution")]
    assert found == [
        [str(first), str(failed), "disposal"], [str(again), str(s.on), "disposal"],
    ]  # fmt: skip
    assert make.due(s.case_id, "execution") != ""
    assert replay(s.case_id) == [] and problems([s.case_id]) == []


def test_a_sale_that_nobody_takes_up_counts_again_after_sixty_days() -> None:
    s = auctioning().after(32).act("record_no_bid").after(5)
    s.act("publish_auction", asset="real_estate").after(23).act("record_no_bid").after(2)
    s.act("publish_sale")
    begun = s.on
    window = make.clock(s.case_id, "sale_window")
    s.after(80)
    assert spans(s, "execution")[-1] == [str(begun), str(window.due_on), "disposal"]


def test_a_withdrawn_auction_is_over() -> None:
    s = auctioning().after(3).act("withdraw_auction")
    assert not Incident.objects.filter(case_id=s.case_id, closed_on=None).exists()
