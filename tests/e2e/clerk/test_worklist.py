"""The clerk works from the list: what is due first stands first, and a done case leaves it."""

from __future__ import annotations

import pytest

from cases.law.acts import ACTS
from tests.e2e import scenes
from tests.e2e.conftest import Enter
from tests.e2e.people import CasePage, Courthouse, Person

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("e2e-clerk")]

TABS = ("todo", "waiting", "suspended", "closed")


def counts(person: Person) -> dict[str, int]:
    """What the tabs promise, checked against what each of them lists."""
    promised = {}
    for tab in TABS:
        person.go(f"/work?tab={tab}")
        shown = person.page.locator(f".tabs a[href='/work?tab={tab}'] .count").inner_text()
        assert int(shown) == len(person.listed()), tab
        promised[tab] = int(shown)
    return promised


def test_from_the_row_to_the_act_and_off_the_list(house: Courthouse, enter: Enter) -> None:
    """Two cases wait for registration; the older one is due first and is taken first."""
    newer = house.case(scenes.filed, "2026-02-26")
    older = house.case(scenes.filed, "2026-02-24")
    clerk = enter("clerk")
    before = counts(clerk)
    clerk.go("/work")
    assert clerk.listed() == [older, newer]
    row = clerk.row(older)
    assert "2026-03-03" in row.inner_text() and ACTS["register"].zh in row.inner_text()
    row.locator("a").first.click()
    assert clerk.page.url.endswith(f"/cases/{older}")
    clerk.start(older, "register", procedure="summary")
    assert clerk.submit().status == 200
    assert CasePage.read(clerk.page).place == "fee_payment"
    after = counts(clerk)
    assert after == before | {"todo": before["todo"] - 1, "waiting": before["waiting"] + 1}
    clerk.go("/work")
    assert clerk.listed() == [newer]


def test_a_case_at_the_counter_is_filed_by_the_clerk(house: Courthouse, enter: Enter) -> None:
    clerk = enter("clerk")
    clerk.go("/file")
    clerk.fill(
        **{"plaintiff-0-name": "演示原告 郑某", "defendant-0-name": "演示被告 褚某"},
        court=house.court_id,
        cause="买卖合同纠纷",
        amount="5000",
        claims="演示请求:支付货款。",
        facts="演示案情:货已交付,款未支付。",
    )
    clerk.press("form.filing .actions .button:not([name])")
    page = CasePage.read(clerk.page)
    assert page.place == "filing_review" and "register" in page.offers


def test_the_act_says_beforehand_what_it_changes(house: Courthouse, enter: Enter) -> None:
    """The date promised before registering is the date that runs afterwards."""
    case_id = house.case(scenes.filed, "2026-02-26")
    clerk = enter("clerk")
    clerk.start(case_id, "register", procedure="summary")
    promised = clerk.page.locator("table.effect tbody tr").all_inner_texts()
    assert any("2026-03-09" in row for row in promised)
    clerk.submit()
    assert CasePage.read(clerk.page).due(case_id, "fee_payment") == "2026-03-09"
