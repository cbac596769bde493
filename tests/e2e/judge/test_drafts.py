"""Class B: time prepares a draft, and only the judge gives it effect."""

from __future__ import annotations

import pytest

from cases.law.acts import ACTS
from cases.law.outcomes import OUTCOMES
from cases.law.roles import Role
from tests.e2e import scenes
from tests.e2e.conftest import Enter
from tests.e2e.people import CasePage, Courthouse

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("e2e-judge")]


def test_an_unpaid_fee_comes_to_the_judge_as_a_draft(house: Courthouse, enter: Enter) -> None:
    """The fee notice of 27 February runs out on 6 March (费用办法 22; 解释 213)."""
    case_id = house.case(scenes.registered, "2026-02-27")
    judge, plaintiff = enter("judge"), enter("plaintiff")
    judge.go("/work")
    assert case_id not in judge.listed()
    judge.move_clock(1, 1, 1, 1)
    assert plaintiff.see(case_id).clocks, "the clock of the fee runs on its last day"
    judge.go("/work")
    assert case_id not in judge.listed()
    judge.move_clock(1)
    assert case_id in judge.listed()
    assert ACTS["deem_withdrawn"].zh in judge.row(case_id).inner_text()
    judge.row(case_id).locator("a").first.click()
    judge.press(f"main .notice-warning a[href='/cases/{case_id}/acts/deem_withdrawn']")
    assert plaintiff.see(case_id).place == "fee_payment", "a draft has no effect by itself"
    judge.fill(why="演示理由:逾期未交费。")
    assert judge.submit().status == 200
    assert CasePage.read(judge.page).place == "deemed_withdrawn"
    assert plaintiff.see(case_id).place == "deemed_withdrawn"
    newest = plaintiff.entries(case_id)[0]
    assert newest.who.startswith(Role.JUDGE.zh) and "演示理由" in newest.text


def test_a_draft_falls_when_the_fee_is_paid_after_all(house: Courthouse, enter: Enter) -> None:
    case_id = house.case(scenes.registered, "2026-02-20")
    judge, clerk = enter("judge"), enter("clerk")
    judge.go("/work")
    assert case_id in judge.listed()
    clerk.do(case_id, "pay_fee")
    judge.go("/work")
    assert case_id not in judge.listed()
    judge.open(case_id)
    assert judge.page.locator("main .notice-warning").count() == 0


def test_a_payment_between_looking_and_signing_withdraws_the_draft(
    house: Courthouse, enter: Enter
) -> None:
    """The judge has the proofs on the page; the fee is paid before the press."""
    case_id = house.case(scenes.registered, "2026-02-20")
    judge, clerk = enter("judge"), enter("clerk")
    judge.go(f"/cases/{case_id}/acts/deem_withdrawn")
    proofs = judge.page.locator("section.proofs")
    assert proofs.locator("dt").count() >= 4
    assert proofs.locator("ol.steps li").count() >= 2
    judge.fill(why="演示理由:逾期未交费。")
    clerk.do(case_id, "pay_fee")
    assert judge.submit().status == 409
    assert "演示理由:逾期未交费。" in judge.text()
    assert ACTS["pay_fee"].zh in judge.text()
    told = [one for one in clerk.entries(case_id) if OUTCOMES["deemed_withdrawn"].zh in one.text]
    assert len(told) == 2, "the draft was prepared, and withdrawn"
