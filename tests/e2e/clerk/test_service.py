"""The clerk serves a complaint by what the pages say, on a desk and on a telephone."""

from __future__ import annotations

import pytest
from playwright.sync_api import FilePayload, Page, expect

from cases.models import Service
from tests.cases.materials.corpus import picture
from tests.e2e import scenes
from tests.e2e.conftest import Enter
from tests.e2e.people import Courthouse

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("e2e-clerk")]


def press(page: Page, name: str) -> None:
    with page.expect_navigation():
        page.get_by_role("main").get_by_role("button", name=name).first.click()


def follow(page: Page, name: str) -> None:
    with page.expect_navigation():
        page.get_by_role("link", name=name).first.click()


def adds(page: Page, name: str) -> None:
    file: FilePayload = {"name": name, "mimeType": "", "buffer": picture("PNG")}
    page.get_by_label("Choose files").set_input_files(file)
    expect(page.locator(".tray-list .tray-ready")).to_have_count(1)


@pytest.mark.parametrize("phone", [False, True], ids=["desk", "phone"])
def test_from_the_post_to_the_receipt(house: Courthouse, enter: Enter, phone: bool) -> None:
    case_id = house.case(scenes.assigned, "2026-02-25")
    clerk = enter("clerk", language="en", phone=phone)
    page = clerk.page
    clerk.open(case_id)
    page.get_by_role("navigation", name="Views").get_by_role("link", name="Service").click()
    page.get_by_label("Document to be served").select_option(label="Complaint")
    page.get_by_role("main").get_by_role("radio").last.check()
    press(page, "Choose the way")
    expect(page.get_by_role("main")).to_contain_text("the recipient has not consented")
    press(page, "Serve: service by post, court express post")
    page.get_by_label("Handed to the post").check()
    page.get_by_role("main").get_by_label("Number").fill(f"EX{case_id}")
    press(page, "Record it")
    page.get_by_label("Signed for").check()
    page.get_by_label("Who took it").select_option(label="the addressee")
    press(page, "Record it")
    expect(page.locator("[data-errors]")).to_contain_text("Add the proof")
    adds(page, "回执.png")
    press(page, "Record it")
    expect(page.get_by_role("main")).to_contain_text("Monday, 2 March 2026")
    service = Service.objects.get(case_id=case_id)
    assert (service.state, str(service.effective_on)) == ("effective", "2026-03-02")

    clerk.go("/service")
    page.get_by_label("Tracking number").fill(f"EX{case_id}")
    press(page, "Find")
    expect(page.get_by_role("heading", level=2).first).to_contain_text("Complaint")
    clerk.go("/service")
    page.get_by_role("navigation", name="Views").get_by_role("link", name="Effective").click()
    expect(page.get_by_role("main")).to_contain_text("2026-03-02")
    expect(page.get_by_role("main")).to_contain_text("Success:")
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= page.viewport_size["width"]  # type: ignore[index]

    party = enter("defendant", language="en", phone=phone)
    party.open(case_id)
    party.page.get_by_role("navigation", name="Views").get_by_role("link", name="Service").click()
    shown = party.page.get_by_role("main")
    expect(shown).to_contain_text("What was served on you")
    expect(shown).to_contain_text("2026-03-17")


def test_a_failure_is_on_the_desk_and_one_press_goes_on(house: Courthouse, enter: Enter) -> None:
    case_id = house.case(scenes.assigned, "2026-02-25")
    clerk = enter("clerk", language="en")
    page = clerk.page
    clerk.go(f"/cases/{case_id}/service")
    page.get_by_label("Document to be served").select_option(label="Complaint")
    page.get_by_role("main").get_by_role("radio").last.check()
    press(page, "Choose the way")
    press(page, "Serve: direct service, by hand")
    page.get_by_label("Nobody found, whereabouts unknown").check()
    page.get_by_label("With whom, and what was said").fill("演示：邻居称已搬走")
    press(page, "Record it")
    clerk.go("/work")
    expect(page.get_by_role("main")).to_contain_text("Service failed: the next lawful step")
    clerk.go("/service?tab=failed")
    press(page, "Take this step")
    assert Service.objects.get(case_id=case_id).state in ("prepared", "sent")
