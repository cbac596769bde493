"""What comes after filing, found by the words on a phone: mend, answer, appeal, have executed."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from cases.models import Case
from courtflow.rehearsal.stage import Stage
from tests.e2e import scenes
from tests.e2e.by_words import press, write
from tests.e2e.conftest import Enter
from tests.e2e.people import Courthouse, Person

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("e2e-litigant")]


def in_effect(s: Stage) -> Stage:
    """Judged in December, nobody appealed."""
    return scenes.judged(s).wait("judgment_effective").on_day("2026-02-27")


def chooses(person: Person, case_id: int, words: str) -> Page:
    """From one's own cases to the form of an act, by its name."""
    page = person.page
    person.go("/mine")
    page.locator(f".case-card a[href='/cases/{case_id}']").first.click()
    opens(page, words)
    return page


def opens(page: Page, words: str) -> None:
    """What may be done here, folded or not."""
    folded = page.locator("aside.acts details:not([open]) > summary")
    while folded.count():
        folded.first.click()
    page.get_by_role("link", name=words, exact=True).first.click()
    expect(page.get_by_role("button", name=words, exact=True)).to_be_visible()


def place(case_id: int) -> str:
    return Case.objects.get(pk=case_id).stands_at


def test_the_plaintiff_appeals(house: Courthouse, enter: Enter) -> None:
    case_id = house.case(scenes.judged, "2026-02-02")
    page = chooses(enter("plaintiff", phone=True), case_id, "上诉")
    press(page, "上诉")
    assert place(case_id) == "appeal_transfer"
    expect(page.get_by_role("main")).to_contain_text("上诉")


def test_the_plaintiff_applies_for_execution(house: Courthouse, enter: Enter) -> None:
    case_id = house.case(in_effect, "2025-12-01")
    page = chooses(enter("plaintiff", phone=True), case_id, "申请执行")
    write(page, 申请执行金额="100000")
    press(page, "申请执行")
    assert place(case_id) == "execution_filing"


def test_what_was_sent_back_is_mended(house: Courthouse, enter: Enter) -> None:
    """The clerk names what is wrong with the parties; the litigant mends that and nothing else."""
    case_id = house.case(scenes.filed, "2026-02-27")
    clerk = enter("clerk")
    clerk.open(case_id)
    opens(clerk.page, "通知补正")
    clerk.page.get_by_label("需补正的内容").fill("演示:原告的联系方式不全。")
    clerk.page.get_by_label("补正：当事人信息").fill("演示:请补充原告电话。")
    press(clerk.page, "通知补正")
    litigant = enter("plaintiff", phone=True)
    page = litigant.page
    litigant.go("/mine")
    card = page.locator(f".case-card:has(a[href='/cases/{case_id}'])")
    card.get_by_role("link", name="提交补正材料").click()
    expect(page.get_by_role("main")).to_contain_text("请补充原告电话")
    group = page.get_by_role("group", name="原告")
    group.get_by_label("电话").fill("13900000000")
    press(page, "提交补正材料")
    assert place(case_id) == "filing_review"
