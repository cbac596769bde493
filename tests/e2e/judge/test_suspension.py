"""A suspended case has no due date anywhere; afterwards the time it stood still is added."""

from __future__ import annotations

import pytest

from tests.cases.make import paper
from tests.e2e import scenes
from tests.e2e.conftest import Enter
from tests.e2e.people import CasePage, Courthouse

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("e2e-judge")]


def test_a_suspended_case_shows_no_due_date(house: Courthouse, enter: Enter) -> None:
    """Seven days of suspension (CPL 153) move the three months of summary procedure by seven
    days: registered on 5 February, due on 5 May, a holiday, hence 6 May; then 12 May."""
    case_id = house.case(scenes.heard, "2026-02-05")
    judge, plaintiff = enter("judge"), enter("plaintiff")
    running = judge.see(case_id)
    assert running.due(case_id, "summary") == "2026-05-06"
    shown = {"ground": "other_case", "filed": paper(case_id)}
    judge.do(case_id, "open_incident", incident="suspension", **shown)
    for reader in (judge, plaintiff):
        page = reader.see(case_id)
        assert page.due(case_id, "summary") == "—"
        assert page.due(case_id, "judgment_drafting") == "—"
        assert page.light == "suspended"
    judge.go("/work?tab=todo")
    assert case_id not in judge.listed()
    judge.go("/work?tab=suspended")
    assert case_id in judge.listed()
    row = judge.row(case_id).inner_text()
    assert not [due for light, due in running.clocks.values() if light != "done" and due in row]
    judge.move_clock(7)
    judge.do(case_id, "close_incident", incident="suspension")
    page = CasePage.read(judge.page)
    assert page.due(case_id, "summary") == "2026-05-12"
    assert page.light not in ("suspended", "")
    judge.go("/work?tab=todo")
    assert case_id in judge.listed()
