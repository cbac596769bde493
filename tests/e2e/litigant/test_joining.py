"""The person sued gets a code on paper, comes into the case with a phone, and answers."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from cases.models import PartyLink
from courtflow.rehearsal.stage import Stage
from tests.e2e import scenes
from tests.e2e.conftest import Enter
from tests.e2e.people import PHONE, CasePage, Courthouse, Person

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("e2e-litigant")]


def served_on_paper(s: Stage) -> Stage:
    """Served on 演示被告 钱乙, who has never been at these pages."""
    s.subject.defendants = ["演示被告 钱乙"]
    scenes.served(s)
    PartyLink.objects.filter(party__case_id=s.case_id, party__side="defendant").delete()
    return s


def code_from(clerk: Person, case_id: int) -> str:
    """The code of the only party that is not in the case, as the clerk prints it."""
    clerk.open(case_id, "papers")
    clerk.page.get_by_role("link", name="当事人在线关联情况与关联码").click()
    row = clerk.page.get_by_role("row").filter(has_text="演示被告 钱乙")
    return row.locator("strong.number").inner_text()


def types(person: Person, code: str) -> None:
    person.page.get_by_label("关联码").fill(code)
    with person.page.expect_navigation():
        person.page.get_by_role("button", name="进入案件").click()


def test_the_defendant_comes_in_by_code_on_a_phone_and_answers(
    house: Courthouse, enter: Enter
) -> None:
    case_id = house.case(served_on_paper, "2026-02-25")
    code = code_from(enter("clerk"), case_id)
    defendant = enter("defendant", phone=True)
    page = defendant.page
    assert defendant.go(f"/cases/{case_id}") == 404
    defendant.go("/mine")
    page.get_by_role("link", name="凭关联码进入案件").first.click()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    types(defendant, "2345-6789-ABCD")
    expect(page.get_by_role("alert")).to_contain_text("此关联码无效")
    types(defendant, code.lower().replace("-", " "))
    expect(page.get_by_role("status")).to_contain_text("您已关联本案")
    assert page.url.endswith(f"/cases/{case_id}")
    assert CasePage.read(page).place == "answer_period"
    page.get_by_role("link", name="提交答辩状").first.click()
    page.get_by_label("答辩意见").first.fill("演示答辩:借款已部分归还。")
    with page.expect_navigation():
        page.get_by_role("button", name="提交答辩状").click()
    told = enter("plaintiff").entries(case_id)
    assert any("演示答辩" in entry.text for entry in told)
    assert any("凭关联码关联案件" in entry.title for entry in told)


def test_whoever_the_court_has_to_check_waits_and_reads_its_answer(
    house: Courthouse, enter: Enter
) -> None:
    """The lawyer types the client's code: the clerk sees both names and lets them in as agent."""
    case_id = house.case(served_on_paper, "2026-02-25")
    clerk, lawyer = enter("clerk"), enter("lawyer", phone=True)
    code = code_from(clerk, case_id)
    lawyer.go("/join")
    types(lawyer, code)
    assert lawyer.page.url.endswith("/join")
    assert "法院将核对您的身份" in lawyer.text() and "演示原告" not in lawyer.text()
    clerk.open(case_id, "papers")
    clerk.page.get_by_role("link", name="核对并答复").click()
    clerk.page.get_by_role("link", name="核对并答复").click()
    row = clerk.page.get_by_role("row").filter(has_text="不一致")
    assert "演示被告 钱乙" in row.inner_text() and "演示律师 孙丙" in row.inner_text()
    clerk.page.get_by_label("代理人（一般授权）").check()
    with clerk.page.expect_navigation():
        clerk.page.get_by_role("button", name="答复申请人").click()
    lawyer.go("/join")
    lawyer.page.get_by_role("link", name="查看案件").click()
    expect(lawyer.page.locator(".casehead")).to_contain_text("演示被告 钱乙")
