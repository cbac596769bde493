"""What the panel says among itself is read by the panel and by nobody else."""

from __future__ import annotations

import pytest

from tests.e2e import scenes
from tests.e2e.conftest import Enter
from tests.e2e.people import Courthouse, Person

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("e2e-judge")]

SECRET = "演示合议秘语:采信原告的借条"


def everything(person: Person, case_id: int) -> str:
    """All that a person finds in a case: page, history, papers, and each paper that is linked."""
    found = []
    for view in ("", "history", "papers"):
        person.open(case_id, view)
        found.append(person.page.content())
    papers = person.page.locator("th.cell-task a").evaluate_all("all => all.map(a => a.pathname)")
    for address in papers:
        assert person.go(address) == 200
        found.append(person.page.content())
    return "\n".join(found)


def test_a_deliberation_never_reaches_a_party(house: Courthouse, enter: Enter) -> None:
    """The judge of the case reads it, so the words are there to be found (CPL 43)."""
    case_id = house.case(scenes.before_a_panel, "2026-02-09")
    judge = enter("judge")
    judge.do(case_id, "record_deliberation", opinion=SECRET)
    assert SECRET not in everything(judge, case_id), "the inner volume is shut"
    judge.say_why(case_id, "inner", "deliberate")
    assert SECRET in everything(judge, case_id)
    judge.open(case_id, "papers")
    inner = judge.page.locator("th.cell-task a").evaluate_all("all => all.map(a => a.pathname)")
    for username in ("plaintiff", "defendant"):
        party = enter(username)
        assert SECRET not in everything(party, case_id), username
        answers = [party.go(address) for address in inner]
        assert sorted(answers) == [200] * (len(inner) - 1) + [404], username
    chief = enter("chief").say_why(case_id, "reason", "oversight", "评查合议案件")
    assert not all(chief.go(address) == 200 for address in inner), "not of this panel"
