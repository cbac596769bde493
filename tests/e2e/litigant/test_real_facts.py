"""Twenty real facts, each filed on a phone by somebody new who reads the words on the page."""

from __future__ import annotations

from pathlib import Path
from random import Random
from typing import Any

import pytest
from playwright.sync_api import expect

from cases.facts import read
from cases.models import Case, Party, PartyLink
from tests.e2e import by_words
from tests.e2e.by_words import identity_number, press, register
from tests.e2e.conftest import Enter
from tests.e2e.people import Courthouse, Person

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("e2e-facts")]

REAL = Path(__file__).parents[3] / "../shared/real-cases/civil-facts.jsonl"
COMPANY = "91350100M000100Y43"
IN_THE_SUITE = ("two plaintiffs", "agent")
"""The others are many of a kind, for ``make test-slow``."""
KINDS = ("two plaintiffs", "company", "minor", "agent", *["self"] * 16)


def fact(number: int) -> Any:
    if not REAL.exists():
        pytest.skip("the reference material is not beside the project")
    return read(REAL.read_text(encoding="utf-8").splitlines()[number * 20])


def number_of(number: int) -> str:
    return identity_number(Random(number))


PARAMS = [
    pytest.param(n, kind, marks=[] if kind in IN_THE_SUITE else pytest.mark.slow, id=f"{n}-{kind}")
    for n, kind in enumerate(KINDS)
]


@pytest.mark.parametrize(("number", "kind"), PARAMS)
def test_a_real_fact_becomes_a_case(
    house: Courthouse, enter: Enter, number: int, kind: str
) -> None:
    told, name = fact(number), f"演示甲{number}"
    litigant = enter("", phone=True)
    page = litigant.page
    seen: list[str] = []
    page.on("framenavigated", lambda frame: seen.append(frame.url))
    register(page, f"1390000{number:04}", name, number_of(number))
    by_words.begins(page, house.court_name, told.cause_name)
    who_files(page, kind, number)
    by_words.names(page, "被告 1", 姓名或名称=f"演示乙{number}")
    press(page, "保存并继续")
    by_words.goes_on(page, "判令被告承担责任。", told.facts, f"演示路{number}号")
    if kind == "two plaintiffs":
        the_other_signs(enter("", phone=True), page, number)
    by_words.signs(page, name)
    filed = [one for one in dict.fromkeys(seen) if "/file/" in one]
    assert by_words.screens(filed) <= 9
    expect(page.get_by_role("main")).to_contain_text("法院最迟答复日期")
    party = Party.objects.get(case__filing__owner__real_name=name, no=1)
    case_id = party.case_id
    if kind in ("company", "minor", "agent"):
        waits_for_the_clerk(litigant, enter("clerk"), case_id)
    enter("clerk").do(case_id, "register", procedure="summary")
    litigant.open(case_id)
    expect(page.get_by_role("main")).to_contain_text("民初")
    assert Case.objects.get(pk=case_id).number
    if kind == "agent":
        assert litigant.go(f"/cases/{case_id}/acts/withdraw_application") == 403
        expect(page.get_by_role("main")).to_contain_text("特别授权")


def who_files(page: Any, kind: str, number: int) -> None:
    """For whom, in the words of the page."""
    other = number_of(1000 + number)
    if kind == "company":
        page.get_by_label("作为法定代表人（负责人）代表单位立案").check()
        by_words.names(
            page, "原告 1", 姓名或名称="演示有限公司", 身份证号或统一社会信用代码=COMPANY
        )
        page.get_by_role("group", name="原告 1").get_by_label("法人或其他组织").check()
    elif kind == "minor":
        page.get_by_label("作为法定代理人为未成年子女或被监护人立案").check()
        by_words.names(page, "原告 1", 姓名或名称="演示孩子", 身份证号或统一社会信用代码=other)
    elif kind == "agent":
        page.get_by_label("作为代理人立案").check()
        page.get_by_label("近亲属", exact=True).check()
        page.get_by_label("一般授权", exact=True).check()
        by_words.names(page, "原告 1", 姓名或名称="演示委托人", 身份证号或统一社会信用代码=other)
    elif kind == "two plaintiffs":
        press(page, "再添加一名原告")
        by_words.names(
            page, "原告 2", 姓名或名称=f"演示丙{number}", 身份证号或统一社会信用代码=other
        )


def the_other_signs(other: Person, page: Any, number: int) -> None:
    """The co-plaintiff, on a telephone of their own, at the address they were given."""
    address = page.locator(".quoted a").inner_text()
    name = f"演示丙{number}"
    register(other.page, f"1380000{number:04}", name, number_of(1000 + number))
    other.page.goto(address)
    expect(other.page.get_by_role("main")).to_contain_text("民事起诉状")
    other.page.get_by_label("我已阅读起诉状").check()
    other.page.get_by_label("签名（输入姓名）").fill(name)
    press(other.page, "签名")
    expect(other.page.get_by_role("main")).to_contain_text("您已签名")
    page.reload()


def waits_for_the_clerk(litigant: Person, clerk: Person, case_id: int) -> None:
    """Nothing opens before the clerk has checked who acts for whom."""
    assert litigant.go(f"/cases/{case_id}") == 404
    clerk.open(case_id)
    clerk.page.get_by_role("button", name="确认", exact=True).click()
    clerk.page.wait_for_load_state()
    assert PartyLink.objects.get(party__case_id=case_id).confirmed_at
