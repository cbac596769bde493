"""The execution officer: notice, inquiry, seizure, money in and out."""

from __future__ import annotations

import pytest

from tests.e2e import scenes
from tests.e2e.conftest import Enter
from tests.e2e.people import CasePage, Courthouse

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("e2e-execution")]


@pytest.fixture
def case_id(house: Courthouse) -> int:
    """Applied for and registered on Friday 27 February: ten days for the notice, 9 March."""
    return house.case(scenes.in_execution, "2025-12-01")


def test_notice_money_and_pay_out(case_id: int, enter: Enter) -> None:
    """Noticed on 2 March: thirty days for the search, 1 April; the money is out in thirty."""
    officer, plaintiff = enter("officer"), enter("plaintiff")
    officer.go("/work")
    assert case_id in officer.listed()
    assert "2026-03-09" in officer.row(case_id).inner_text()
    officer.do(case_id, "issue_execution_notice")
    assert CasePage.read(officer.page).due(case_id, "asset_control") == "2026-04-01"
    officer.do(case_id, "inquire_assets")
    officer.do(case_id, "receive_money", amount="100,000")
    page = CasePage.read(officer.page)
    assert page.place == "proceeds_distribution"
    assert page.due(case_id, "proceeds_distribution") == "2026-04-01"
    officer.do(case_id, "pay_out", amount="100,000")
    assert plaintiff.see(case_id).place == "fully_executed"
    assert "100,000.00" in plaintiff.entries(case_id)[0].text
    officer.go("/work")
    assert case_id not in officer.listed()


@pytest.mark.parametrize(
    ("kind", "until"),
    [
        ("deposit_frozen", "2027-03-02"),
        ("movable_seized", "2028-03-02"),
        ("real_estate_seized", "2029-03-02"),
    ],
)
def test_a_seizure_has_a_clock_of_its_own(
    case_id: int, enter: Enter, kind: str, until: str
) -> None:
    """One year for deposits, two for movables, three for real estate (解释 485)."""
    officer = enter("officer")
    officer.do(case_id, "issue_execution_notice")
    officer.do(case_id, "seize", kind=kind, asset="演示财产一处", amount="100000")
    page = CasePage.read(officer.page)
    assert page.place == "asset_control"
    assert page.due(case_id, kind).startswith(until)


def test_an_ending_for_now_needs_all_its_conditions(case_id: int, enter: Enter) -> None:
    """Not before three months, and never without the boxes ticked (终本规定 1)."""
    officer = enter("officer")
    officer.do(case_id, "issue_execution_notice")
    officer.start(case_id, "end_this_time")
    officer.page.locator("form.confirm").evaluate("form => form.noValidate = true")
    assert officer.submit().status in (409, 422)
    assert officer.page.locator("[data-errors]").count() == 1
    officer.fill(restricted=True, exhausted=True, searched=True, creditor_heard=True)
    assert officer.submit().status == 409
    assert officer.page.locator("[name=exhausted]").is_checked()
    assert officer.see(case_id).place == "asset_control"
