"""The fee is paid with a phone at the gateway's page, by the party or by somebody else."""

from __future__ import annotations

import pytest
from django.conf import settings
from playwright.sync_api import expect

from cases.models import GatewayNotice, Payment
from tests.e2e import scenes
from tests.e2e.conftest import Enter
from tests.e2e.people import PHONE, CasePage, Courthouse, Person

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("e2e-litigant")]


def fits(person: Person) -> bool:
    wide = person.page.evaluate("document.documentElement.scrollWidth")
    return bool(wide <= PHONE["width"])


def test_a_fee_is_paid_with_a_phone_and_has_its_receipt(house: Courthouse, enter: Enter) -> None:
    case_id = house.case(scenes.registered, "2026-02-27")
    plaintiff = enter("plaintiff", phone=True, scripts=False)
    page = plaintiff.page
    plaintiff.open(case_id)
    plaintiff.press(f".next-step a[href='/cases/{case_id}/pay']")
    expect(page.get_by_role("main")).to_contain_text("人民币壹仟壹佰伍拾元整")
    assert fits(plaintiff)
    plaintiff.press("main form button.button")
    code = page.url.rsplit("/", 1)[1]
    assert fits(plaintiff)
    plaintiff.press("main a[href$='/go']")
    assert page.url.startswith(settings.PAYMENTS_URL)
    expect(page.locator("body")).to_contain_text("样本 Training")
    assert fits(plaintiff)
    paying_at = page.url
    plaintiff.press("button[value='refuse']")
    assert page.url.endswith(f"/pay/{code}") and not Payment.objects.filter(case_id=case_id)
    plaintiff.press("main a[href$='/go']")
    plaintiff.press("button[value='pay']")
    assert page.url.endswith(f"/pay/{code}")
    expect(page.locator(".notice-success")).to_be_visible()
    plaintiff.press(f"main a[href^='/cases/{case_id}/receipts/']")
    expect(page.get_by_role("main")).to_contain_text("演某")
    assert fits(plaintiff)
    assert plaintiff.see(case_id).place == "case_assignment"
    # The gateway sends its message again: nothing happens twice.
    plaintiff.go(paying_at)
    plaintiff.press("button[value='again']")
    expect(page.get_by_role("status")).to_contain_text("200")
    assert Payment.objects.filter(case_id=case_id).count() == 1
    assert GatewayNotice.objects.filter(order__code=code, verdict="taken").count() == 1


def test_somebody_without_an_account_pays_by_the_address(house: Courthouse, enter: Enter) -> None:
    case_id = house.case(scenes.registered, "2026-02-27")
    plaintiff, friend = enter("plaintiff"), enter("", phone=True)
    plaintiff.go(f"/cases/{case_id}/pay")
    plaintiff.press("main form button.button")
    address = plaintiff.page.locator(".share").inner_text()
    friend.go(address)
    assert "演示原告" not in friend.text() and "¥1,150.00" in friend.text()
    assert fits(friend)
    friend.press("main a[href$='/go']")
    friend.press("button[value='other']")
    expect(friend.page.locator(".notice-success")).to_be_visible()
    assert friend.page.locator("main a[href^='/cases/']").count() == 0
    assert CasePage.read(plaintiff.open(case_id).page).place == "case_assignment"
    plaintiff.go(f"/cases/{case_id}/pay")
    plaintiff.press("main table.cards a")
    expect(plaintiff.page.get_by_role("main")).to_contain_text("样某")
