"""The reader in three panes: by keyboard alone, on a laptop, a narrow window and a telephone."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from cases.materials import storing
from cases.models import Annotation, Document
from cases.pages import showing
from tests.e2e import scenes
from tests.e2e.axe import Known, barriers
from tests.e2e.conftest import Enter
from tests.e2e.people import Courthouse, Person
from tests.pages.made import written

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("e2e-judge")]

LAPTOP, NARROW, PHONE = (1366, 768), (1023, 700), (360, 740)
TAKES = """(name) => {
  const channel = new BroadcastChannel(name);
  channel.onmessage = ({ data }) => {
    window.quoted = data;
    channel.postMessage({ taken: data.id, where: "演示草稿" });
  };
}"""
"""Stands in for a page that takes quotes."""
CUT = """() => [...document.querySelectorAll(".reader :is(a, button, select, input)")]
  .filter((one) => one.checkVisibility() && !one.closest(".reader-file, .leaves, .reader-bar"))
  .map((one) => [one.textContent.trim(), one.getBoundingClientRect()])
  .filter(([, box]) => box.width > 1 && (box.left < 0 || box.right > innerWidth + 1
    || box.top < 0 || box.bottom > innerHeight + 1))
  .map(([text]) => text)"""
"""What can be pressed and does not lie wholly in the window."""


@pytest.fixture(scope="module")
def places(house: Courthouse) -> dict[str, int]:
    """A case with a contract of many pages and a second paper."""
    case_id = house.case(scenes.heard, "2026-01-26")
    pages = [f"第{n}条 年利率百分之{n}\n第{n}页的还款期限" for n in range(1, 31)]
    found = {
        "case": case_id,
        "contract": paper(case_id, "演示借款合同", *pages),
        "record": paper(
            case_id, "演示银行转账记录，标题很长很长，长到一行放不下也不会切断", "转账"
        ),
    }
    # What draws pages apart is ready, as it is in a court that has been open for a while.
    showing.picture(Document.objects.get(pk=found["record"]), 1, 160)
    return found


def paper(case_id: int, title: str, *pages: str) -> int:
    data = written(*pages)
    return Document.objects.create(
        case_id=case_id, kind="evidence", title=title, file_name="演示.pdf", pages=len(pages),
        blob=storing.keep_bytes(data, "pdf"), party_no=1, seq=1,
        received_at=timezone.now() - timedelta(days=1),
    ).pk  # fmt: skip


def reads(person: Person, places: dict[str, int], number: int = 1, what: str = "contract") -> Any:
    assert person.go(f"/cases/{places['case']}/reader/{places[what]}/{number}") == 200
    expect(person.page.locator(f"[data-leaf='{number}'] svg.sheet")).to_be_visible()
    return person.page


def press(page: Any, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def tab_to(page: Any, selector: str, key: str = "Tab") -> None:
    """Go there by keyboard alone."""
    for _ in range(80):
        if page.evaluate("(one) => document.activeElement?.matches(one)", selector):
            return
        page.keyboard.press(key)
    raise AssertionError(f"{selector} is not reached by {key}")


def test_a_judge_reads_quotes_and_annotates_by_keyboard_alone(
    house: Courthouse, enter: Enter, places: dict[str, int]
) -> None:
    judge = enter("judge")
    judge.page.set_viewport_size({"width": LAPTOP[0], "height": LAPTOP[1]})
    page = reads(judge, places, 2)
    number, said = page.locator("[data-number]"), page.locator("[data-said]")
    expect(page.locator(".work-frame iframe")).to_have_count(1)
    expect(page.locator("[data-permalink]")).to_contain_text("卷1-p")
    page.evaluate(TAKES, f"quotes:{places['case']}")

    # Pages.
    tab_to(page, ".leaves")
    press(page, "]", "]", "[")
    expect(number).to_have_value("3")
    press(page, "End")
    expect(number).to_have_value("30")
    expect(page.locator("[data-leaf='30'] svg.sheet")).to_be_visible()
    assert page.locator("[data-drawn]").count() < 30, "only what is near is drawn"
    press(page, "Home")
    expect(number).to_have_value("1")
    expect(page).to_have_url(f"{house.windows.url}/cases/{places['case']}/reader/"
                             f"{places['contract']}/1")  # fmt: skip

    # Find, and the next hit.
    press(page, "/")
    expect(page.locator("#words")).to_be_focused()
    page.keyboard.type("还款期限")
    press(page, "Enter")
    expect(page.locator(".hits a")).to_have_count(30)
    expect(page.locator("[data-leaf='1'] rect.hit.is-now")).to_have_count(1)
    tab_to(page, "[data-hit='1']")
    press(page, "Enter")
    expect(number).to_have_value("2")
    expect(page.locator("[data-leaf='2'] rect.hit.is-now")).to_be_visible()

    # Quote what was found: the bar at the selection is on the way.
    tab_to(page, "[data-selection] [data-do=quote]")
    press(page, "Enter")
    expect(said).to_contain_text("演示草稿")
    quoted = page.evaluate("window.quoted")
    assert quoted["text"] == "还款期限" and quoted["page"] == 2
    assert quoted["document"] == places["contract"] and quoted["code"].startswith("卷1-p")
    assert quoted["title"] == "演示借款合同"

    # Annotate it.
    tab_to(page, "[data-selection] [data-do=annotate]")
    press(page, "Enter")
    expect(page.locator("#annotation_text")).to_be_focused()
    page.keyboard.type("期限[未约定]")
    tab_to(page, "[data-annotate] button")
    press(page, "Enter")
    expect(page.locator(".annotation")).to_have_count(1)
    expect(page.locator("[data-leaf='2'] rect.remark")).to_have_count(1)
    one = Annotation.objects.get()
    assert (one.text, one.quoted, one.page) == ("期限[未约定]", "还款期限", 2)
    assert one.width and one.width > 10 and one.audience == "private"
    remark, hit = (page.locator(f"[data-leaf='2'] rect.{name}").first.bounding_box()
                   for name in ("remark", "hit.is-now"))  # fmt: skip
    assert all(abs(remark[side] - hit[side]) < 2 for side in ("x", "y", "width", "height"))

    # The splitter, and another pane.
    tab_to(page, "[role=separator]")
    before = int(page.locator("[role=separator]").get_attribute("aria-valuenow"))
    press(page, "ArrowRight", "ArrowRight")
    splitter = page.locator("[role=separator]")
    assert int(splitter.get_attribute("aria-valuenow")) == before + 4
    press(page, "Home")
    assert splitter.get_attribute("aria-valuenow") == splitter.get_attribute("aria-valuemin")
    press(page, "End", "ArrowLeft")
    kept = splitter.get_attribute("aria-valuenow")
    tab_to(page, "#beside", "Shift+Tab")
    page.keyboard.type(page.locator("#beside option[value=notes]").inner_text()[:1])
    page.locator("#beside").select_option("notes")
    frame = page.frame_locator(".work-frame iframe")
    expect(frame.locator("textarea[name=text]")).to_be_visible()
    expect(frame.locator(".masthead")).to_have_count(0)

    # A second paper beside the first, with its own choice.
    page.locator("#beside").select_option("second")
    expect(frame.locator(".is-second svg.sheet").first).to_be_visible()
    frame.locator("[data-show=file]").press("Enter")
    frame.locator(f".tree [data-open='{places['record']}']").press("Enter")
    expect(frame.locator(".paper-title")).to_contain_text("银行转账")
    expect(page.locator(".reader-view .paper-title").first).to_contain_text("借款合同")

    # As it was left.
    judge.go(f"/cases/{places['case']}/reader")
    expect(page.locator(".paper-title")).to_contain_text("借款合同")
    expect(number).to_have_value("2")
    assert splitter.get_attribute("aria-valuenow") == kept
    assert page.locator("#beside").input_value() == "second"
    stored = page.evaluate("JSON.stringify(localStorage)")
    assert "期限" not in stored and "演示" not in stored and "judge" not in stored


def test_without_anything_that_takes_a_quote_it_is_said_what_to_open(
    enter: Enter, places: dict[str, int]
) -> None:
    plaintiff = enter("plaintiff", language="en")
    page = reads(plaintiff, places, 3)
    page.locator(".leaves").focus()
    page.locator(".reader-bar [data-do=quote]").click()  # nothing is selected: a line is chosen
    assert page.evaluate("getSelection().toString()").startswith("第3条")
    press(page, "ArrowDown")
    assert page.evaluate("getSelection().toString()").startswith("第3页")
    page.locator("[data-selection] [data-do=quote]").click()
    expect(page.locator("[data-said]")).to_contain_text("Nothing takes a quote yet.")


def test_a_page_is_turned_and_made_larger_for_oneself(enter: Enter, places: dict[str, int]) -> None:
    judge = enter("judge")
    page = reads(judge, places, 2)
    sheet = page.locator("[data-leaf='2'] svg.sheet")
    upright = size_of(sheet)
    page.locator("[data-turn]").click()
    assert size_of(sheet) == upright[::-1]
    page.locator("[data-zoom]").select_option("150")
    assert sheet.bounding_box()["width"] > 1500
    page = reads(judge, places, 2)
    assert size_of(sheet) == upright[::-1]
    for _ in range(3):
        page.locator("[data-turn]").click()
    assert size_of(sheet) == upright


def size_of(sheet: Any) -> list[float]:
    return [float(one) for one in sheet.get_attribute("viewBox").split()[2:]]


@pytest.mark.parametrize("size", [LAPTOP, NARROW, PHONE], ids=["laptop", "narrow", "phone"])
def test_nothing_is_cut_and_nobody_is_kept_out(
    enter: Enter, places: dict[str, int], size: tuple[int, int]
) -> None:
    judge, known = enter("judge", phone=size == PHONE), Known(set)
    judge.page.set_viewport_size({"width": size[0], "height": size[1]})
    page = reads(judge, places, 1, "record")
    found = barriers(page, known, "reader", "light")
    panes = ["file", "page", "work"]
    shown = [one for one in panes if page.locator(f"[data-pane={one}]").is_visible()]
    if size == LAPTOP:
        assert shown == panes and not page.locator("[data-tabs]").is_visible()
        assert page.evaluate(CUT) == []
    else:
        assert shown == ["page"], "one pane at a time"
        for pane in ("work", "file", "page"):
            tab = page.locator(f"[data-show={pane}]")
            box = tab.bounding_box()
            assert box["height"] >= 44 and box["y"] + box["height"] <= size[1] + 1
            tab.click()
            expect(page.locator(f"[data-pane={pane}]")).to_be_visible()
            assert page.evaluate(CUT) == []
            found += barriers(page, known, "reader", "light")
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    assert page.evaluate("document.documentElement.scrollHeight") <= size[1] + 1
    for part in ("pages", "find", "annotations"):
        if size != LAPTOP:
            page.locator("[data-show=file]").click()
        page.locator(f"[data-part={part}] > summary").click()
        found += barriers(page, known, "reader", "light")
    assert found == []


def test_without_scripts_there_is_the_list_one_page_and_the_way_on(
    enter: Enter, places: dict[str, int]
) -> None:
    defendant = enter("defendant", phone=True, language="en", scripts=False)
    defendant.go(f"/cases/{places['case']}/reader/{places['contract']}/1")
    page = defendant.page
    assert page.locator("svg.sheet").count() == 1
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
    defendant.press("a[rel=next]")
    assert page.url.endswith(f"/{places['contract']}/2")
    page.locator("[data-part=find] > summary").click()
    page.fill("#words", "第7条")
    page.select_option("#where", "file")
    defendant.press("[data-find] button")
    defendant.press(".hits a")
    assert page.url.endswith(f"/{places['contract']}/7")
    page.locator("[data-part=annotations] > summary").click()
    page.locator("details.write > summary").click()
    page.fill("#annotation_text", "演示：没有脚本也能写。")
    defendant.press("[data-annotate] button")
    assert page.url.endswith(f"/{places['contract']}/7")
    page.locator("[data-part=annotations] > summary").click()
    assert "没有脚本也能写" in defendant.text()
