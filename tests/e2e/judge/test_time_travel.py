"""Time travel: from the history to the case as it stood, and on from entry to entry."""

from __future__ import annotations

import pytest

from tests.e2e import scenes
from tests.e2e.conftest import Enter
from tests.e2e.people import Courthouse

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("e2e-judge")]


@pytest.mark.parametrize("scripts", [True, False])
def test_one_steps_through_the_past_of_a_case(
    house: Courthouse, enter: Enter, scripts: bool
) -> None:
    case_id = house.case(scenes.before_a_panel, "2026-02-09")
    judge = enter("judge", phone=not scripts, scripts=scripts)
    judge.go(f"/cases/{case_id}/history")
    judge.press(".entry:last-child .entry-at a")
    page, band = judge.page, judge.page.locator(".pastband")
    assert band.is_visible() and page.locator("[aria-current=step]").count() == 1
    first = page.locator("[aria-current=step] .node-label").inner_text()
    steps = 0
    while page.locator("a[rel=next]").count():
        judge.press("a[rel=next]")
        steps += 1
        assert page.locator("aside.acts, form[method=post] .button-binding").count() == 0
    assert steps > 5
    assert page.locator("[aria-current=step] .node-label").inner_text() != first
    judge.press(".pastband a")
    assert page.url.endswith(f"/cases/{case_id}") and not page.locator(".pastband").count()


def test_the_head_of_a_case_takes_no_more_than_96_px(house: Courthouse, enter: Enter) -> None:
    case_id = house.case(scenes.before_a_panel, "2026-02-09")
    judge = enter("judge")
    judge.page.set_viewport_size({"width": 1366, "height": 768})
    judge.open(case_id)
    head = judge.page.locator(".casehead").bounding_box()
    assert head is not None and head["height"] <= 96
    assert judge.page.locator(".casehead .light").first.is_visible()
