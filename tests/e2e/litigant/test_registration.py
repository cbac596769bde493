"""From nothing to an accepted, paid, numbered case: one person, a phone, and the words on it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from cases.models import Case, Party
from courtflow.accounts.models import User
from tests.e2e.conftest import Enter
from tests.e2e.people import Courthouse

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("e2e-litigant")]

NUMBER = "11010519491231002X"


def write(page: Page, **answers: str) -> None:
    for label, text in answers.items():
        page.get_by_label(label, exact=False).first.fill(text)


def press(page: Page, name: str) -> None:
    with page.expect_navigation():
        page.get_by_role("main").get_by_role("button", name=name).click()


def register(page: Page, phone: str, name: str, number: str) -> None:
    """Open an account and say who one is, with nothing but what the pages say."""
    page.goto("/")
    page.get_by_role("main").get_by_role("link", name="注册账户").click()
    write(page, 手机号或邮箱=phone)
    press(page, "获取验证码")
    code = re.search(r"\d{6}", page.get_by_role("note").inner_text())
    assert code is not None
    write(page, 收到的验证码=code[0], 设置密码="一句不常见的话 26")
    press(page, "完成注册")
    write(page, 姓名=name, 身份证号码=number)
    press(page, "提交核验")


def test_from_nothing_to_a_numbered_case(house: Courthouse, enter: Enter) -> None:
    litigant, clerk = enter("", phone=True), enter("clerk")
    page = litigant.page
    register(page, "13800138026", "演示赵甲", NUMBER)

    page.get_by_role("main").get_by_role("link", name="立案").click()
    plaintiff = page.get_by_role("group", name="原告 1")
    assert plaintiff.get_by_label("姓名或名称").input_value() == "演示赵甲"
    page.get_by_role("group", name="被告 1").get_by_label("姓名或名称").fill("演示钱乙")
    page.get_by_label("受理法院").first.select_option(str(house.court_id))
    page.get_by_role("combobox", name="案由").fill("民间借贷纠纷")
    write(page, 诉讼标的额="50000", 请求法院判决什么="演示请求：归还借款。")
    write(page, 事实与理由="演示案情：虚构借款未还。")
    with page.expect_navigation():
        page.locator("form.filing .actions .button:not([name])").last.click()
    case_id = int(page.url.rsplit("/", 1)[1])
    party = Party.objects.get(case_id=case_id, no=1)
    assert (party.id_number, party.phone) == (NUMBER, "13800138026"), "known, not asked again"

    clerk.do(case_id, "register", procedure="summary").do(case_id, "serve_fee_notice")
    litigant.pay(case_id)
    expect(page.get_by_role("main")).to_contain_text("民初")
    assert Case.objects.get(pk=case_id).number
    assert NUMBER not in page.content()


def test_who_comes_again_signs_in_by_telephone(house: Courthouse, enter: Enter) -> None:
    person = enter("", phone=True)
    register(person.page, "13800138027", "演示孙丙", "440524188001010014")
    assert User.objects.get(real_name="演示孙丙").is_verified
    with person.page.expect_navigation():
        person.page.evaluate("document.querySelector('form[action=\"/sign-out\"]').submit()")
    person.go("/sign-in")
    write(person.page, 手机号="138 0013 8027", 密码="一句不常见的话 26")
    press(person.page, "登录")
    expect(person.page.get_by_role("banner")).to_contain_text("演示孙丙")
