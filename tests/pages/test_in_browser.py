"""A page as a browser has it: the words lie over the picture, and can be selected."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from pytest_django.live_server_helper import LiveServer

from cases.pages import showing
from tests.pages.conftest import before_a_judge, kept
from tests.pages.made import written
from tests.pages.test_sheets import url
from tests.web.world import World, build

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def signed_in(page: Page, live: LiveServer, world: World, who: str) -> None:
    session = world.client(who).cookies[settings.SESSION_COOKIE_NAME].value
    cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live.url}
    page.context.add_cookies([cookie])  # type: ignore[list-item]


@pytest.mark.parametrize("rotation", [0, 90])
def test_words_are_selected_where_they_are_seen(
    live: LiveServer, page: Page, rotation: int
) -> None:
    world = build()
    data = written("借款合同违约金", "第二页")
    one = kept(before_a_judge(world, confidential=True), data, pages=2, rotation=rotation)
    showing.sheet(one, 1)  # what stands ready is slow to start on a busy machine
    signed_in(page, live, world, "alice")
    problems: list[str] = []
    page.on("console", lambda said: problems.append(said.text) if said.type == "error" else None)
    page.goto(url(one) + "?find=违约金")
    box = page.locator("svg.sheet text").bounding_box()
    assert box is not None
    hit = page.locator("svg.sheet rect.hit").bounding_box()
    assert hit is not None
    for inner, outer, side in (("x", "width", "y"), ("y", "height", "x")):
        assert hit[inner] >= box[inner] - 3, side  # type: ignore[literal-required]
        end = hit[inner] + hit[outer]  # type: ignore[literal-required]
        assert end <= box[inner] + box[outer] + 3  # type: ignore[literal-required]
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, click_count=3)
    assert page.evaluate("() => getSelection().toString().trim()") == "借款合同违约金"
    drawn = "() => document.querySelector('svg.sheet image').getBBox().width > 0"
    assert page.evaluate(drawn) and problems == []
    if folder := os.environ.get("SHOTS"):
        page.screenshot(path=f"{folder}/sheet-{rotation}.png")
