"""Finding one's way by the words on the page alone, in Chinese, as somebody new does."""

from __future__ import annotations

import re
from collections.abc import Iterable
from random import Random

from playwright.sync_api import Locator, Page

from courtflow.accounts.models import User

PASSWORD = "一句不常见的话 26"
OPTIONAL = "选填"


def write(page: Page, **answers: str) -> None:
    for label, text in answers.items():
        page.get_by_label(label, exact=False).first.fill(text)


def press(page: Page, name: str) -> None:
    with page.expect_navigation():
        page.get_by_role("main").get_by_role("button", name=name, exact=True).last.click()


def identity_number(chance: Random) -> str:
    """A number that follows the rule of its kind (GB 11643); whose, nobody knows."""
    digits = f"110105{chance.randrange(1950, 2000)}{chance.randrange(1, 13):02}"
    digits += f"{chance.randrange(1, 29):02}{chance.randrange(1000):03}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=True))
    return digits + "10X98765432"[total % 11]


def register(page: Page, phone: str, name: str, number: str) -> User:
    """Open an account and say who one is, with nothing but what the pages say."""
    page.goto("/")
    page.get_by_role("main").get_by_role("link", name="注册账户").click()
    write(page, 手机号或邮箱=phone)
    press(page, "获取验证码")
    code = re.search(r"\d{6}", page.get_by_role("note").inner_text())
    assert code is not None
    write(page, 收到的验证码=code[0], 设置密码=PASSWORD)
    press(page, "完成注册")
    write(page, 姓名=name, 身份证号码=number)
    press(page, "提交核验")
    return User.objects.get(real_name=name)


def begins(page: Page, court: str, cause: str) -> None:
    """From the first page to the parties."""
    page.get_by_role("main").get_by_role("link", name="立案", exact=True).click()
    press(page, "开始填写")
    write(page, 因为什么事=cause)
    page.get_by_label("受理法院").select_option(label=court)
    press(page, "保存并继续")


def names(page: Page, legend: str, **particulars: str) -> None:
    """One party in its box."""
    group = page.get_by_role("group", name=legend)
    for label, text in particulars.items():
        field = group.get_by_label(label, exact=False).first
        if not field.is_visible():
            group.locator("summary").click()
        field.fill(text)


def answers_all_that_is_asked(page: Page, text: str) -> None:
    """Fill in whatever is not marked optional, by its kind."""
    for one in page.locator("form.filing .field").all():
        if one.is_visible() and OPTIONAL not in one.inner_text():
            _answer(one, text)


def _answer(field: Locator, text: str) -> None:
    radios = field.get_by_role("radio")
    if radios.count():
        if not any(radio.is_checked() for radio in radios.all()):
            radios.first.check()
        return
    box = field.locator("input:not([type=checkbox]), textarea, select").first
    if box.count() == 0 or box.input_value():
        return
    if box.get_attribute("type") == "date":
        box.fill("2024-03-01")
    elif box.get_attribute("inputmode") == "decimal":
        box.fill("20000")
    else:
        box.fill(text)


def goes_on(page: Page, claims: str, facts: str, address: str) -> None:
    """From the claims to the page for signing."""
    if page.get_by_label("请求法院判决什么").count():
        write(page, 请求法院判决什么=claims, 诉讼标的额="20000")
    else:
        _claims_a_sum(page, claims)
    press(page, "保存并继续")
    if page.get_by_label("事实与理由").count():
        write(page, 事实与理由=facts)
    else:
        answers_all_that_is_asked(page, facts[:300])
        write(page, 还有什么需要法官了解=facts)
    press(page, "保存并继续")
    write(page, 证据名称="演示证据", 证明什么="演示事实")
    press(page, "保存并继续")
    write(page, 您的送达地址=address)
    page.get_by_label("不愿意").check()
    press(page, "保存并继续")


def _claims_a_sum(page: Page, claims: str) -> None:
    answers_all_that_is_asked(page, claims)
    sums = page.locator("form.filing input[inputmode=decimal]")
    if sums.count() and not any(one.input_value() for one in sums.all()):
        sums.first.fill("20000")
    write(page, 其他请求=claims)


def signs(page: Page, name: str) -> None:
    page.get_by_label("我已阅读起诉状").check()
    page.get_by_label("签名（输入姓名）").fill(name)
    press(page, "签名并提交法院")


def screens(addresses: Iterable[str]) -> int:
    """How many different screens of a filing somebody saw."""
    return len({re.sub(r".*/file/[0-9a-f-]+/", "", one) for one in addresses})
