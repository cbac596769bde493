"""A party photographs its evidence, loses the line halfway, and hands it in all the same."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from playwright.sync_api import APIResponse, Page, Route, expect

from cases.materials import storing
from cases.models import Document, Upload
from tests.cases.materials.corpus import HOSTILE, large_pdf, picture
from tests.e2e import scenes
from tests.e2e.conftest import Enter
from tests.e2e.people import PHONE, Courthouse, Person

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("e2e-litigant")]


@pytest.fixture
def papers(tmp_path: Path) -> dict[str, Path]:
    """What lies on the phone."""
    made = {
        "借条.jpg": picture("JPEG", (1200, 900)),
        "合同.jpg": picture("JPEG", (900, 1200)),
        "转账记录.pdf": large_pdf(3),
        "合同.docx": HOSTILE["docm"][1](),
    }
    for name, data in made.items():
        (tmp_path / name).write_bytes(data)
    return {name: tmp_path / name for name in made}


def at_the_form(house: Courthouse, enter: Enter, **look: bool) -> tuple[int, Person]:
    case_id = house.case(scenes.served, "2026-02-25")
    person = enter("plaintiff", **look)
    person.go(f"/cases/{case_id}/acts/submit_evidence")
    return case_id, person


def rows(page: Page) -> list[str]:
    return page.locator(".tray-list .tray-name").all_inner_texts()


def handed_in(case_id: int, papers: dict[str, Path]) -> dict[str, bool]:
    """The documents of a case that came with files, and whether their bytes are the same."""
    found = {}
    for paper in Document.objects.filter(case_id=case_id).exclude(blob=None):
        assert paper.blob is not None
        digest = hashlib.sha256(papers[paper.title].read_bytes()).hexdigest()
        found[paper.title] = paper.blob.sha256 == digest and storing.is_whole(paper.blob)
    return found


def test_two_files_a_break_in_the_middle_and_the_evidence_is_in(
    house: Courthouse, enter: Enter, papers: dict[str, Path]
) -> None:
    case_id, person = at_the_form(house, enter, phone=True)
    page = person.page
    pieces: list[str] = []

    def break_once(route: Route) -> None:
        pieces.append(route.request.url)
        route.abort() if len(pieces) == 1 else route.continue_()

    page.route("**/bytes?offset=1048576", break_once)
    page.locator("#tray-files").set_input_files([papers["借条.jpg"], papers["转账记录.pdf"]])
    expect(page.locator(".tray-list .tray-ready")).to_have_count(2)
    page.unroute("**/bytes?offset=1048576")
    assert len(pieces) == 2, "the piece that was lost was sent again"
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    person.problems[:] = [one for one in person.problems if "ERR_FAILED" not in one]
    if rows(page)[0] != "借条.jpg":
        page.locator(".tray-row button[name=move][value=down]").first.click()
        expect(page.locator(".tray-name").first).to_have_text("借条.jpg")
    person.fill(title="演示证据", purpose="演示:借款已交付。")
    assert person.submit().status == 200
    assert handed_in(case_id, papers) == {"借条.jpg": True, "转账记录.pdf": True}
    assert not Upload.objects.exists()
    person.open(case_id, "papers")
    expect(page.locator("main")).to_contain_text("转账记录.pdf")


def test_a_file_chosen_before_the_page_is_ready_for_it_is_sent(
    house: Courthouse, enter: Enter, papers: dict[str, Path]
) -> None:
    """On a slow line the field is there before what sends its files."""
    case_id, person = at_the_form(house, enter)
    page = person.page
    held: list[Route] = []
    page.route("**/js/tray*.js", lambda route: held.append(route))
    page.goto(f"/cases/{case_id}/acts/submit_evidence", wait_until="commit")
    page.locator("#tray-files").set_input_files(papers["借条.jpg"])
    held[0].continue_()
    expect(page.locator(".tray-list .tray-ready")).to_have_count(1)
    page.unroute("**/js/tray*.js")


def test_a_list_that_comes_late_hides_nothing_that_came_since(
    house: Courthouse, enter: Enter, papers: dict[str, Path]
) -> None:
    """The list as it was after the first of two files arrives after the second is in."""
    _, person = at_the_form(house, enter)
    page = person.page
    lists = "**/uploads/tray/**"
    late: list[tuple[Route, APIResponse]] = []
    page.route(
        lists,
        lambda route: route.continue_() if late else late.append((route, route.fetch())),
    )
    page.locator("#tray-files").set_input_files(papers["借条.jpg"])
    while not late:
        page.wait_for_timeout(50)
    with page.expect_response(lambda answer: answer.request.method == "PATCH"):
        page.locator("#tray-files").set_input_files(papers["合同.jpg"])
    page.wait_for_timeout(500)  # for a list that does not wait for its turn
    route, answer = late[0]
    route.fulfill(response=answer)
    expect(page.locator(".tray-list .tray-ready")).to_have_count(2)
    expect(page.locator(".tray-sending")).to_be_hidden()
    page.unroute(lists)


def test_paused_in_one_window_it_goes_on_in_the_next(
    house: Courthouse, enter: Enter, papers: dict[str, Path]
) -> None:
    case_id, person = at_the_form(house, enter)
    page = person.page
    held: list[Route] = []
    page.route("**/bytes?offset=1048576", lambda route: held.append(route))
    page.locator("#tray-files").set_input_files(papers["转账记录.pdf"])
    bar = page.locator(".tray-bar")
    expect(bar).to_have_js_property("value", 1048576)
    page.locator(".tray-sending button").first.click()
    held[0].continue_()
    expect(bar).to_have_js_property("value", 2097152)
    page.unroute("**/bytes?offset=1048576")
    person.go(f"/cases/{case_id}/acts/submit_evidence")
    assert "66%" in page.locator(".tray-receiving").inner_text()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.locator("#tray-files").set_input_files(papers["转账记录.pdf"])
    expect(page.locator(".tray-list .tray-ready")).to_have_count(1)
    assert not [url for url in asked if url.endswith(("offset=0", "offset=1048576"))]
    assert rows(page) == ["转账记录.pdf"]


def test_what_is_not_taken_says_why_and_holds_the_form_back(
    house: Courthouse, enter: Enter, papers: dict[str, Path]
) -> None:
    case_id, person = at_the_form(house, enter)
    page = person.page
    page.locator("#tray-files").set_input_files(papers["合同.docx"])
    expect(page.locator(".tray-refused")).to_contain_text("文件含有宏")
    person.fill(title="演示证据")
    assert person.submit().status == 409
    expect(page.locator("[data-errors]")).to_contain_text("合同.docx")
    page.locator(".tray-refused button[name=remove]").click()
    expect(page.locator(".tray-row")).to_have_count(0)
    assert person.submit().status == 200
    assert handed_in(case_id, papers) == {}


def test_without_scripts_and_by_keyboard_alone(
    house: Courthouse, enter: Enter, papers: dict[str, Path]
) -> None:
    case_id, person = at_the_form(house, enter, scripts=False)
    page = person.page
    page.locator("#tray-files").set_input_files([papers["借条.jpg"], papers["转账记录.pdf"]])
    with page.expect_navigation():
        page.locator(".tray-add button").press("Enter")
    assert rows(page) == ["借条.jpg", "转账记录.pdf"]
    with page.expect_navigation():
        page.locator(".tray-row button[value=up]").press("Enter")
    assert rows(page) == ["转账记录.pdf", "借条.jpg"]
    person.fill(title="演示证据")
    assert person.submit().status == 200
    assert handed_in(case_id, papers) == {"借条.jpg": True, "转账记录.pdf": True}
