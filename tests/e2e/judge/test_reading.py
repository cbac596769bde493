"""Reading the e-file: one's own work at once, another's case and the inner volume with a reason."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.e2e import scenes
from tests.e2e.conftest import Enter
from tests.e2e.people import Courthouse

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("e2e-judge")]

WORDS = "与本人执行的案件有关"


def test_a_case_of_others_opens_with_a_reason_that_is_seen(house: Courthouse, enter: Enter) -> None:
    case_id = house.case(scenes.served, "2026-02-25")
    officer = enter("officer", phone=True)
    assert officer.go(f"/cases/{case_id}/papers") == 200
    assert officer.page.url.split("?")[0].endswith(f"/cases/{case_id}/reason")
    assert "演示" not in officer.page.locator("main h1").inner_text(), "no names before the reason"
    officer.page.check("[name=reason][value=connected]")
    officer.page.fill("[name=words]", WORDS)
    officer.press("form.confirm button.button")
    assert officer.page.url.endswith(f"/cases/{case_id}/papers"), "where they were going"
    officer.open(case_id)
    supervisor = enter("oversight")
    supervisor.go("/board")
    supervisor.press("a[href='/board/readings']")
    assert WORDS in supervisor.text()
    supervisor.page.fill("[name=person]", "nobody of this name")
    supervisor.press("form.filters button")
    assert WORDS not in supervisor.text()


def test_the_file_has_its_catalogue_its_pages_and_an_inner_volume(
    house: Courthouse, enter: Enter
) -> None:
    case_id = house.case(scenes.before_a_panel, "2026-02-09")
    judge = enter("judge")
    judge.do(case_id, "record_deliberation", opinion="演示评议意见")
    judge.open(case_id, "file")
    assert judge.page.locator("section.volume").count() == 1
    judge.press(f"a[href='/cases/{case_id}/inner']")
    judge.page.check("[name=reason][value=deliberate]")
    judge.press("form.confirm button.button")
    assert judge.page.locator("section.volume").count() == 2
    judge.press("section.volume:nth-of-type(2) th a")
    assert "演示评议意见" in judge.text()
    plaintiff = enter("plaintiff", phone=True)
    plaintiff.open(case_id, "file")
    assert plaintiff.page.locator("section.volume").count() == 1
    plaintiff.press("section.volume th a")
    expect(plaintiff.page.locator("svg.sheet").first).to_be_visible()
