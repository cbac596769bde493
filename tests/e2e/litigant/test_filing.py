"""A litigant files a case on one page, makes mistakes there, and presses twice."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from cases.models import Case
from tests.e2e.conftest import Enter
from tests.e2e.people import Courthouse, Person

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("e2e-litigant")]

SEND = "form.filing .actions .button:not([name])"


def fills(person: Person, house: Courthouse, **other: str) -> None:
    person.go("/file")
    answers = {
        "plaintiff-0-name": "演示原告 赵甲",
        "defendant-0-name": "演示被告 钱乙",
        "cause": "民间借贷纠纷",
        "amount": "100,000",
        "claims": "演示请求:归还借款。",
        "facts": "演示案情:虚构借款未还。",
    }
    person.fill(court=house.court_id, **(answers | other))


def test_filing_takes_one_page(house: Courthouse, enter: Enter) -> None:
    """The fee is there before the case is sent: of 100,000 yuan 2,300, under summary procedure
    half of it (费用办法 13, 16). Afterwards the case is among one's own."""
    plaintiff = enter("plaintiff")
    fills(plaintiff, house)
    plaintiff.page.locator("[name=amount]").blur()
    expect(plaintiff.page.locator("#fee strong")).to_contain_text("1,150.00")
    assert plaintiff.press(SEND).status == 200
    case_id = int(plaintiff.page.url.rsplit("/", 1)[1])
    assert plaintiff.page.locator("[role=status].notice-success").count() == 1
    plaintiff.go("/mine")
    assert plaintiff.page.locator(f".case-card a[href='/cases/{case_id}']").count() == 1
    assert "演示被告 钱乙" in plaintiff.text()


def test_a_mistake_costs_nothing_that_was_typed(house: Courthouse, enter: Enter) -> None:
    """The summary of errors has the focus; each line leads to its field; all answers are kept."""
    plaintiff = enter("plaintiff")
    before = Case.objects.count()
    fills(plaintiff, house, cause="没有这个案由", **{"defendant-0-name": ""})
    plaintiff.page.locator("[name=mediation][value=no]").check()
    assert plaintiff.press(SEND).status == 422
    page = plaintiff.page
    expect(page.locator("[data-errors]")).to_be_focused()
    links = page.locator("[data-errors] a")
    assert links.count() == 2
    for number in range(2):
        field = (links.nth(number).get_attribute("href") or "").removeprefix("#")
        links.nth(number).click()
        expect(page.locator(f"[id='{field}']")).to_be_focused()
        assert page.locator(f"[id='{field}'][aria-invalid=true]").count() == 1
    kept = {"plaintiff-0-name": "演示原告 赵甲", "amount": "100,000", "cause": "没有这个案由"}
    kept |= {"claims": "演示请求:归还借款。", "facts": "演示案情:虚构借款未还。"}
    for name, value in kept.items():
        assert page.input_value(f"[name='{name}']") == value
    assert page.locator("[name=mediation][value=no]").is_checked()
    assert Case.objects.count() == before


def test_one_more_party_asks_nothing_yet(house: Courthouse, enter: Enter) -> None:
    plaintiff = enter("plaintiff")
    fills(plaintiff, house)
    assert plaintiff.press("button[name=add][value=defendant]").status == 200
    assert plaintiff.page.locator("[data-errors]").count() == 0
    assert plaintiff.page.input_value("[name=facts]") == "演示案情:虚构借款未还。"
    plaintiff.fill(**{"defendant-1-name": "演示被告 李丁"})
    assert plaintiff.press(SEND).status == 200
    assert "演示被告 李丁" in plaintiff.text()


def test_pressing_twice_files_once(house: Courthouse, enter: Enter) -> None:
    """An impatient double click; then the answer is loaded again."""
    plaintiff = enter("plaintiff")
    before = Case.objects.count()
    fills(plaintiff, house)
    with plaintiff.page.expect_navigation(url="**/cases/*"):
        plaintiff.page.locator(SEND).dblclick()
    address = plaintiff.page.url
    plaintiff.page.reload()
    assert plaintiff.page.url == address
    assert Case.objects.count() == before + 1


def test_two_requests_at_once_file_once(house: Courthouse, enter: Enter) -> None:
    """The same form sent twice in parallel: both are answered with the same case."""
    plaintiff = enter("plaintiff")
    before = Case.objects.count()
    fills(plaintiff, house)
    answered = plaintiff.page.evaluate(
        """async () => {
          const form = document.querySelector("form.filing");
          const send = () => fetch(form.action, {method: "POST", body: new FormData(form)});
          return (await Promise.all([send(), send()])).map((answer) => answer.url);
        }"""
    )
    assert len(set(answered)) == 1 and "/cases/" in answered[0]
    assert Case.objects.count() == before + 1
