"""The division chief at work: a draw, a judge on leave, and all cases of that judge handed over."""

from __future__ import annotations

import pytest

from cases.models import Assignment, CaseRole, Draw
from courtflow.rehearsal import order
from tests.e2e import scenes
from tests.e2e.conftest import Enter
from tests.e2e.people import MORNING, Courthouse

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("e2e-supervisor")]


@pytest.mark.parametrize("phone", [False, True])
def test_a_chief_draws_a_judge_who_goes_on_leave_and_hands_everything_over(
    house: Courthouse, enter: Enter, phone: bool
) -> None:
    order.lay_down(house.cast, MORNING.date())
    case_id = house.case(scenes.unassigned, "2026-02-27")
    chief = enter("chief", phone=phone)
    main = chief.page.get_by_role("main")
    chief.go("/")
    with chief.page.expect_navigation():
        chief.page.get_by_role("navigation").get_by_role("link", name="分案").first.click()
    chief.press(f"main a[href='/cases/{case_id}/assigning']")
    assert "缺勤期间" in chief.text() and "演示法官 冯十一" in chief.text()
    with chief.page.expect_navigation():
        main.get_by_role("button", name="电子分案").click()
    draw = Draw.objects.get(case_id=case_id)
    judge = Assignment.objects.get(case_id=case_id).judge
    assert draw.seed in chief.text() and str(judge) in chief.text()

    chief.go("/assigning/hand-over")
    chief.page.get_by_label("移交人", exact=True).select_option(value=str(judge.pk))
    chief.page.get_by_label("理由(仅供法院内部)", exact=False).fill("产假")
    with chief.page.expect_navigation():
        main.get_by_role("button", name="生成移交方案").click()
    assert CaseRole.objects.filter(user=judge, role="judge", ended_seq=None).exists()
    assert "待移交" in chief.text()
    with chief.page.expect_navigation():
        main.get_by_role("button", name="移交上述案件").click()
    assert "已移交" in chief.text()
    assert not CaseRole.objects.filter(user=judge, role="judge", ended_seq=None).exists()
    chief.go("/assigning/absences")
    assert str(judge) in chief.text()
