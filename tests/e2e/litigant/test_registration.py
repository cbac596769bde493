"""From nothing to an accepted, paid, numbered case: one person, a phone, and the words on it."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from cases.models import Case, Party
from courtflow.accounts.models import User
from tests.e2e import by_words
from tests.e2e.by_words import PASSWORD, press, register, write
from tests.e2e.conftest import Enter
from tests.e2e.people import Courthouse

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("e2e-litigant")]

NUMBER = "11010519491231002X"


def test_from_nothing_to_a_numbered_case(house: Courthouse, enter: Enter) -> None:
    litigant, clerk = enter("", phone=True), enter("clerk")
    page = litigant.page
    register(page, "13800138026", "演示赵甲", NUMBER)
    by_words.begins(page, house.court_name, "民间借贷纠纷")
    plaintiff = page.get_by_role("group", name="原告 1")
    assert plaintiff.get_by_label("姓名或名称").input_value() == "演示赵甲"
    by_words.names(page, "被告 1", 姓名或名称="演示钱乙")
    press(page, "保存并继续")
    by_words.goes_on(page, "演示请求：归还借款。", "演示案情：虚构借款未还。", "演示路1号")
    by_words.signs(page, "演示赵甲")
    page.get_by_role("main").get_by_role("link", name="查看我的案件").click()
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
    write(person.page, 手机号="138 0013 8027", 密码=PASSWORD)
    press(person.page, "登录")
    expect(person.page.get_by_role("banner")).to_contain_text("演示孙丙")
