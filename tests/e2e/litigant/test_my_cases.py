"""What a party finds among its cases: the next step, by when, and what otherwise."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, expect

from tests.e2e import scenes
from tests.e2e.conftest import Enter
from tests.e2e.filing import begins
from tests.e2e.people import PHONE, CasePage, Courthouse, Person

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("e2e-litigant")]


@pytest.fixture(scope="module")
def unpaid(house: Courthouse) -> int:
    """Registered on 27 February: the fee is due within seven days, by Friday 6 March."""
    return house.case(scenes.registered, "2026-02-27")


@pytest.fixture(scope="module")
def unanswered(house: Courthouse) -> int:
    """Served on 25 February: fifteen days to answer, until Thursday 12 March."""
    return house.case(scenes.served, "2026-02-25")


def card(person: Person, case_id: int) -> Locator:
    person.go("/mine")
    return person.page.locator(f".case-card:has(a[href='/cases/{case_id}'])")


def test_the_plaintiff_reads_what_to_pay_and_until_when(unpaid: int, enter: Enter) -> None:
    plaintiff = enter("plaintiff")
    mine = card(plaintiff, unpaid)
    facts = mine.locator(".next-step dd")
    assert "2026年3月6日（星期五）" in facts.first.inner_text()
    assert facts.count() == 2 and facts.last.inner_text()
    assert mine.locator(f"a[href='/cases/{unpaid}/pay']").count() == 1
    plaintiff.pay(unpaid)
    assert CasePage.read(plaintiff.page).place == "case_assignment"
    waiting = card(plaintiff, unpaid)
    assert waiting.locator("a[href*='/acts/']").count() == 0, "the court has to act now"


def test_the_other_side_reads_who_has_to_act(unpaid: int, unanswered: int, enter: Enter) -> None:
    """Each party sees its own step with a button; for the other side's there is none."""
    defendant = enter("defendant")
    own = card(defendant, unanswered)
    assert "2026年3月12日（星期四）" in own.inner_text()
    assert own.locator(f"a[href='/cases/{unanswered}/acts/file_answer']").count() == 1
    assert card(defendant, unpaid).locator("a[href*='/acts/']").count() == 0
    plaintiff = enter("plaintiff")
    theirs = card(plaintiff, unanswered)
    assert theirs.locator("a[href*='/acts/']").count() == 0
    assert "被告" in theirs.locator(".next-step-kicker").inner_text()


def test_the_case_page_says_the_same_as_the_card(unanswered: int, enter: Enter) -> None:
    defendant = enter("defendant")
    said = card(defendant, unanswered).locator(".next-step").inner_text()
    assert defendant.see(unanswered).next_step == said
    page = CasePage.read(defendant.page)
    assert page.due(unanswered, "answer_period", party=2) == "2026-03-12"


def test_an_answer_is_filed_and_read_by_both(house: Courthouse, enter: Enter) -> None:
    case_id = house.case(scenes.served, "2026-02-25")
    defendant, plaintiff = enter("defendant"), enter("plaintiff")
    defendant.do(case_id, "file_answer", answer="演示答辩:借款已部分归还。")
    for reader in (defendant, plaintiff):
        assert any("演示答辩" in entry.text for entry in reader.entries(case_id))
    assert "演示答辩" in _first_paper(plaintiff, case_id)


def _first_paper(person: Person, case_id: int) -> str:
    person.open(case_id, "papers")
    person.press("table th.cell-task a")
    return person.text()


def test_somebody_elses_case_does_not_exist(unpaid: int, enter: Enter) -> None:
    lawyer = enter("lawyer")
    for view in ("", "/history", "/papers", "/acts/pay_fee", "/pay"):
        assert lawyer.go(f"/cases/{unpaid}{view}") == 404
    assert card(lawyer, unpaid).count() == 0


WHERE = ("/mine", "/file", "/cases/{}", "/cases/{}/history", "/cases/{}/papers",
         "/cases/{}/pay", "/cases/{}/acts/submit_evidence")  # fmt: skip


def test_a_phone_shows_all_without_scrolling_sideways(house: Courthouse, enter: Enter) -> None:
    """360 pixels wide, as the narrowest phones in use; targets are big enough for a thumb."""
    case_id = house.case(scenes.registered, "2026-02-27")
    plaintiff = enter("plaintiff", phone=True)
    for address in WHERE:
        plaintiff.go(address.format(case_id))
        wide = plaintiff.page.evaluate("document.documentElement.scrollWidth")
        assert wide <= PHONE["width"], address
        expect(plaintiff.page.locator("nav.nav a").first).to_be_in_viewport()
    begins(plaintiff)
    sizes = plaintiff.page.locator("form.filing button.button:visible, nav.nav a").evaluate_all(
        "all => all.map(one => one.getBoundingClientRect().height)"
    )
    assert min(sizes) >= 44
