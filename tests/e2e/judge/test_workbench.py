"""The judge's workbench with three hundred open cases: by keyboard from first to last."""

from __future__ import annotations

import pytest
from django.db import transaction
from playwright.sync_api import Page, expect

from cases import loading, procedure
from cases.acts.filing import registering
from cases.law.causes import find
from cases.law.roles import Role
from cases.models import Case, CaseRole
from cases.proceeding import Actor
from courtflow.rehearsal.people import BASIC, PASSWORD
from courtflow.rehearsal.stage import Stage
from tests.e2e.conftest import Enter
from tests.e2e.people import CasePage, Courthouse

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("e2e-judge")]

OPEN = 300
FIRST = "table.worklist tbody tr:first-child"
FOCUSED = "() => document.activeElement.closest('tr')?.sectionRowIndex ?? -1"


def before_exchange(s: Stage) -> Stage:
    """In ordinary procedure, the periods over since January; the evidence is to be exchanged."""
    s.file("ordinary").act("register", procedure="ordinary").pay().act("assign").act("tell_panel")
    return s.on_each("defendant", "serve_complaint", way="direct").wait("evidence_exchange")


def many(house: Courthouse, number: int) -> list[int]:
    """So many cases of the judge, put where a judge has to act."""
    by = house.cast.party("plaintiff")
    court = house.cast.courts[BASIC]
    parties = [registering.NewParty("plaintiff", "演示原告", user_id=by.person),
               registering.NewParty("defendant", "演示被告")]  # fmt: skip
    new = registering.NewCase(
        court=court, cause_code=find("民间借贷纠纷").code, parties=parties, amount=1000,
        facts="演示案情", claims="演示请求",
    )  # fmt: skip
    with transaction.atomic():
        ids = [registering.file_case(new, by=by).case_id for _ in range(number)]
        judge = house.cast.actor(BASIC, Role.JUDGE).person
        CaseRole.objects.bulk_create(
            CaseRole(case_id=case_id, user_id=judge, role="judge", since_seq=1) for case_id in ids
        )
        cases = loading.load(ids)
        for p in cases:
            p.case.__dict__["stands_at"] = "hearing"
            p._changed.update(stands_at="hearing")
            p.set(version=p.case.version + 1)
            p.log("add_note", Actor.time())
        procedure.finish(cases)
    return ids


class Keys:
    """A keyboard that counts its presses."""

    def __init__(self, page: Page) -> None:
        self.page, self.pressed = page, 0

    def press(self, *keys: str) -> Keys:
        for key in keys:
            self.pressed += 1
            self.page.keyboard.press(key)
        return self

    def goes(self, *keys: str) -> Keys:
        """The last of these keys leads to another page."""
        self.press(*keys[:-1])
        with self.page.expect_navigation():
            self.press(keys[-1])
        return self


def test_the_whole_way_by_keyboard_with_three_hundred_open(house: Courthouse, enter: Enter) -> None:
    urgent = house.case(before_exchange, "2026-01-05")
    many(house, OPEN - 1)
    judge = enter()
    judge.go("/sign-in")
    page, keys = judge.page, Keys(judge.page)
    page.fill("[name=username]", "judge")
    page.fill("[name=password]", PASSWORD)

    # From signing in to the next urgent item done.
    keys.goes("Enter")
    assert page.url.endswith("/work")
    assert judge.listed()[0] == urgent, "the most urgent comes first"
    keys.goes("e").goes("Enter")
    assert Case.objects.get(pk=urgent).stands_at == "hearing_scheduling"
    assert keys.pressed <= 4 and "/work" in page.url

    # Rows: the focus goes along, and can be seen.
    keys.press("j", "j", "k")
    assert page.evaluate(FOCUSED) == 0
    keys.press("x", "j", "x")
    assert page.locator("input[name=case]:checked").count() == 2
    second = judge.listed()[1]
    keys.goes("Enter")
    assert page.url.endswith(f"/cases/{second}")
    keys.goes("g", "w")

    # Several at once, looked at first.
    two = judge.listed()[:2]
    page.select_option("[name=act]", "read_record")
    keys.press("Escape")
    page.locator(f"{FIRST} th a").first.focus()
    keys.press("x", "j", "x").goes("b")
    assert "/workbench/batch/" in page.url
    for case_id in two:
        assert page.locator(f"a[href='/cases/{case_id}']").count() == 1
    page.locator("form.batch button.button").focus()
    keys.goes("Enter")
    assert page.locator("form.batch button.button:not(.button-quiet)").count() == 0
    keys.goes("g", "w")

    # Suspend: the form of the incident, with the reason chosen.
    suspended = judge.listed()[0]
    keys.goes("s")
    assert page.url.split("?")[0].endswith(f"/cases/{suspended}/acts/open_incident")
    assert (
        page.locator("[name=incident]").first.evaluate("one => one.form.elements.incident.value")
        == "suspension"
    )
    keys_in_fields(page)


def keys_in_fields(page: Page) -> None:
    """Single keys do nothing while somebody writes, or while an input method composes."""
    page.goto("/work")
    here = page.url
    keys = Keys(page).press("/")
    expect(page.locator("#find")).to_be_focused()
    keys.press("e", "j", "x", "s", "?")
    assert page.locator("#find").input_value() == "ejxs?"
    assert page.url == here and page.locator("dialog[open]").count() == 0
    page.locator(f"{FIRST} th a").first.focus()
    for more in ("isComposing: true", "keyCode: 229"):
        page.evaluate(
            f"""() => document.activeElement.dispatchEvent(new KeyboardEvent("keydown",
            {{key: "e", bubbles: true, cancelable: true, {more}}}))"""
        )
    assert page.url == here and page.evaluate(FOCUSED) == 0


def test_the_palette_and_the_switch(house: Courthouse, enter: Enter) -> None:
    case_id = house.case(before_exchange, "2026-01-05")
    number = Case.objects.get(pk=case_id).number
    judge = enter("judge")
    judge.go("/work")
    page, keys = judge.page, Keys(judge.page)
    keys.press("Control+k")
    expect(page.locator("#palette-words")).to_be_focused()
    composing = page.context.new_cdp_session(page)
    composing.send("Input.imeSetComposition", {"text": "k", "selectionStart": 1, "selectionEnd": 1})
    assert page.locator("#palette[open]").count() == 1
    page.locator("#palette-words").fill(number.strip("号").replace("（", "(").replace("）", ") "))
    keys.goes("Enter")
    assert page.url.endswith(f"/cases/{case_id}")
    keys.press("Control+k")
    act = page.locator(".palette-found a[href*='/acts/hold_exchange']")
    expect(act).to_have_count(1)
    while not act.evaluate("one => one === document.activeElement"):
        keys.press("ArrowDown")
        assert keys.pressed < 40
    keys.goes("Enter")
    expect(page.locator("form.confirm button.button").first).to_be_focused()
    keys.goes("Enter")
    assert CasePage.read(page).place == "hearing_scheduling"
    keys.press("?")
    expect(page.locator("#key-help[open] dl.keys")).to_be_visible()
    keys.press("Escape")
    judge.go("/keys")
    judge.press("button[name=keys][value=off]")
    judge.go("/work")
    keys.press("j", "?")
    assert page.locator("dialog[open]").count() == 0 and page.evaluate(FOCUSED) == -1
    keys.press("Control+k")
    expect(page.locator("#palette[open]")).to_have_count(1)
