"""Exhibits in a browser: a film starts where its link says, a model is drawn, turns, and fetches
nothing but its one file."""

from __future__ import annotations

import base64
import io
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
from django.db import transaction
from django.urls import reverse
from PIL import Image
from playwright.sync_api import expect

from cases.materials import storing
from cases.models import Blob, Document
from tests.browser import PATIENCE
from tests.exhibits import media, models
from tests.exhibits.papers import hand_in, in_court
from tests.web.world import World, build

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("e2e-exhibits")]


def colours(canvas: Locator) -> int:
    """How many colours its picture has: a ground alone has one."""
    with Image.open(io.BytesIO(canvas.screenshot())) as picture:
        return len(picture.convert("RGB").getcolors(1 << 24) or [])


def otherwise(page: Page, canvas: Locator, do: Callable[[], object]) -> bool:
    """Whether doing something changes the picture, drawn once more for it."""
    before, drawn = canvas.screenshot(), page.locator("[data-model]").get_attribute("data-drawn")
    do()
    page.wait_for_function(
        "drawn => document.querySelector('[data-model]').dataset.drawn !== drawn", arg=drawn
    )
    return canvas.screenshot() != before


@pytest.fixture
def world(transactional_db: None) -> World:
    return build()


class Window:
    """A browser window of somebody who has signed in; every request that it makes is kept."""

    def __init__(self, browser: Browser, live: Any, world: World, who: str, **look: Any) -> None:
        self.context = browser.new_context(
            base_url=live.url, locale="zh-CN", timezone_id="Asia/Shanghai", **look
        )
        key = world.client(who, look.get("language", "zh-hans")).cookies["sessionid"].value
        self.context.add_cookies([{"name": "sessionid", "value": key, "url": live.url}])
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(PATIENCE)
        self.requests: list[str] = []
        self.problems: list[str] = []
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("pageerror", lambda error: self.problems.append(str(error)))
        self.page.on("console", lambda said: said.type == "error"
                     and self.problems.append(said.text))  # fmt: skip

    def shows(self, paper: Document, more: str = "") -> Page:
        self.page.goto(reverse("exhibit", args=[paper.case_id, paper.pk]) + more)
        return self.page

    def fetched(self) -> set[str]:
        """Where requests went beside our own pages, styles and scripts."""
        paths = {urlsplit(url).path for url in self.requests if not url.startswith("blob:")}
        return {path for path in paths if not path.startswith("/static/")}


@pytest.fixture
def window(browser: Browser, live: Any, world: World) -> Iterator[Any]:
    opened: list[Window] = []

    def open_(who: str, **look: Any) -> Window:
        opened.append(Window(browser, live, world, who, **look))
        return opened[-1]

    yield open_
    for one in opened:
        one.context.close()
    assert [problem for one in opened for problem in one.problems] == []


def test_a_film_starts_at_the_moment_of_its_link_and_a_mark_moves_it(
    world: World, window: Any
) -> None:
    case_id = in_court(world)
    bob = window("bob")
    bob.page.goto(reverse("case", args=[case_id]))
    head, frames = bob.page.evaluate(media.ENCODE, 90)
    made = media.film(base64.b64decode(head), [base64.b64decode(one) for one in frames])
    paper = hand_in(case_id, made, "行车记录仪.mp4")
    assert paper.blob is not None and paper.blob.facts == {"seconds": 90.0}

    page = bob.shows(paper, "?t=83")
    player = page.locator("video")
    page.wait_for_function("() => document.querySelector('video').readyState >= 2")
    assert abs(player.evaluate("one => one.currentTime") - 83) < 1
    assert player.evaluate("one => one.duration") == 90
    page.locator("details.set-mark > summary").click()
    player.evaluate("one => { one.currentTime = 12 }")
    page.locator("[data-now]").click()
    page.locator("[name=said]").fill("此处刹车灯亮起")
    page.locator("[name=said]").press("Enter")
    page.wait_for_url("**?t=12")
    page.locator("a[data-at='12.0']").click()
    page.wait_for_function("() => Math.abs(document.querySelector('video').currentTime - 12) < 1")
    page.locator("[data-copy]").click()
    expect(page.locator("[data-said]")).to_contain_text("?t=12")
    page.evaluate("document.querySelector('video').play()")
    page.wait_for_function("() => document.querySelector('video').currentTime > 12.3")
    own = f"/cases/{case_id}/exhibits/{paper.pk}"
    fetched = bob.fetched() - {f"/cases/{case_id}"}
    assert fetched == {own, f"{own}/marks", f"{own}/file"}


def test_a_model_is_drawn_and_turns_by_keys_buttons_and_pointer(world: World, window: Any) -> None:
    paper = hand_in(in_court(world), models.box(), "扫描模型.glb")
    alice = window("alice")
    page = alice.shows(paper)
    page.wait_for_selector("[data-state=shown]")
    canvas = page.locator("canvas")
    assert colours(canvas) > 20

    def drags() -> None:
        box = canvas.bounding_box()
        assert box is not None
        page.mouse.move(box["x"] + 100, box["y"] + 100)
        page.mouse.down()
        page.mouse.move(box["x"] + 180, box["y"] + 130)
        page.mouse.up()

    canvas.focus()
    assert otherwise(page, canvas, lambda: page.keyboard.press("ArrowLeft"))
    assert otherwise(page, canvas, lambda: page.keyboard.press("+"))
    assert otherwise(page, canvas, drags)
    first = canvas.screenshot()
    for button in ("up", "shift-left", "farther", "ground", "reset"):
        assert otherwise(page, canvas, page.locator(f"[data-do={button}]").click), button
    assert canvas.screenshot() != first
    own = f"/cases/{paper.case_id}/exhibits/{paper.pk}"
    assert alice.fetched() == {own, f"{own}/file"}


BLIND = "HTMLCanvasElement.prototype.getContext = () => null"


def test_without_webgl_the_page_says_so_and_the_rest_is_there(world: World, window: Any) -> None:
    paper = hand_in(in_court(world), models.box(), "扫描模型.glb")
    alice = window("alice")
    alice.page.add_init_script(BLIND)
    page = alice.shows(paper)
    expect(page.locator("[data-said]")).to_contain_text("WebGL")
    expect(page.locator("[data-tools]")).to_be_hidden()
    page.locator("button[value=yes]").click()
    expect(page.locator(".verdict-yes")).to_have_count(1)
    expect(page.locator("a[download]").first).to_be_visible()
    assert not [url for url in alice.requests if url.endswith("/file")], "nothing is fetched"


def test_a_large_model_waits_for_a_press_and_comes_back_when_its_picture_is_lost(
    world: World, window: Any
) -> None:
    paper = hand_in(in_court(world), models.sheet(600_000), "大模型.glb")
    alice = window("alice")
    page = alice.shows(paper)
    expect(page.locator("canvas")).to_be_hidden()
    assert not [url for url in alice.requests if url.endswith("/file")]
    page.locator("[data-show]").click()
    page.wait_for_selector("[data-state=shown]")
    expect(page.locator("[data-ask]")).to_be_hidden()
    canvas = page.locator("canvas")
    assert colours(canvas) > 20
    page.evaluate("""() => {
      const gl = document.querySelector("canvas").getContext("webgl2");
      window.lost = gl.getExtension("WEBGL_lose_context");
      window.lost.loseContext();
    }""")
    page.wait_for_timeout(200)
    page.evaluate("window.lost.restoreContext()")
    page.wait_for_timeout(500)
    page.locator("[data-do=left]").click()
    page.wait_for_timeout(500)
    assert colours(canvas) > 20
    alice.problems[:] = [one for one in alice.problems if "CONTEXT_LOST" not in one]


HOSTILE = ("buffer on the web", "picture on the web", "buffer on the disk", "SVG called PNG",
           "a thousand million points", "view past the end", "no such view", "no such mesh",
           "a point that is no number", "nodes in a circle", "nonsense")  # fmt: skip


def test_what_nobody_let_in_runs_nothing_and_fetches_nothing(world: World, window: Any) -> None:
    """Files that never passed the check, put into the store all the same."""
    case_id = in_court(world)
    sound = hand_in(case_id, models.box(), "模型.glb")
    found = []
    for name in HOSTILE:
        with transaction.atomic():
            data = models.HOSTILE[name][1]()
            blob = storing.keep_bytes(data, "glb")
            Blob.objects.filter(pk=blob.pk).update(facts={"triangles": 12, "x": 1, "y": 1, "z": 1})
        found.append((name, copied(sound, blob)))
    page_in_sound = media.HOSTILE_MEDIA["sound with a page in a free box"][1]()
    with transaction.atomic():
        recording = copied(sound, storing.keep_bytes(page_in_sound, "m4a"))
    alice = window("alice")
    for name, paper in found:
        page = alice.shows(paper)
        page.wait_for_function(
            "() => { const t = document.querySelector('[data-said]').textContent;"
            " return t && !t.includes('%') && t !== document.querySelector('[data-model]')"
            ".dataset.loading }"
        )
        assert page.locator("button[value=yes]").is_visible(), name
    page = alice.shows(recording)
    expect(page.locator("[data-said]")).not_to_be_empty()
    with page.expect_download():
        page.evaluate("url => { location.href = url }", page.locator("audio").get_attribute("src"))
    hosts = {urlsplit(url).hostname for url in alice.requests if not url.startswith("blob:")}
    assert hosts == {urlsplit(page.url).hostname}
    papers = [*(paper for _, paper in found), recording]
    own = {f"/cases/{case_id}/exhibits/{paper.pk}" for paper in papers}
    assert alice.fetched() == own | {f"{one}/file" for one in own}
    expected = ("Failed to load resource", "createImageBitmap", "WebGL")
    alice.problems[:] = [one for one in alice.problems if not any(x in one for x in expected)]


def copied(paper: Document, blob: Blob) -> Document:
    return Document.objects.create(
        case_id=paper.case_id, kind=paper.kind, title="x", file_name="x", blob=blob, party_no=1,
        received_at=paper.received_at, seq=paper.seq,
    )  # fmt: skip
