"""The pages in a real browser: a case from the phone to the judge, and nothing that shuts out."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings
from django.urls import reverse

from cases.law.roles import Role
from cases.models import Case
from tests.web.world import World

pytestmark = pytest.mark.browser
PHONE, NARROW, DESK = (390, 844), (320, 640), (1440, 900)


@pytest.fixture
def told(page: Any) -> list[str]:
    """What the browser complains about."""
    complaints: list[str] = []
    page.on(
        "console", lambda message: complaints.append(message.text) if message.type == "error" else 0
    )
    return complaints


def enter(page: Any, world: World, who: str, size: tuple[int, int] = DESK) -> None:
    """Be signed in as somebody, on a screen of some size."""
    page.set_viewport_size({"width": size[0], "height": size[1]})
    session = world.client(who).cookies[settings.SESSION_COOKIE_NAME].value
    page.goto(reverse("livez"))
    page.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": page.url}]
    )


def test_from_the_phone_of_a_litigant_to_the_desk_of_a_judge(
    world: World, transactional_db: None, page: Any, told: list[str]
) -> None:
    enter(page, world, "alice", PHONE)
    page.goto("/")
    page.get_by_role("main").get_by_role("link", name="立案").click()
    page.get_by_label("姓名或名称").first.fill("爱丽丝")
    page.get_by_label("姓名或名称").nth(1).fill("鲍勃")
    page.get_by_label("受理法院").select_option(label="本院")
    page.get_by_label("案由").fill("民间借贷纠纷")
    page.get_by_label("诉讼标的额").fill("100000")
    page.get_by_label("请求法院判决什么").fill("请求返还借款")
    page.locator("#fee", has_text="1,150.00").wait_for()
    page.get_by_label("事实与理由").fill("借款到期未还")
    page.locator("form.filing > .actions button").click()
    page.get_by_text("法院已收到您的材料").wait_for()

    enter(page, world, "clerk")
    page.goto(reverse("work"))
    page.get_by_role("link", name="立案登记").click()
    page.locator(".acts-main a").click()
    page.get_by_role("button", name="立案登记").click()
    page.get_by_text("案件现处：缴纳诉讼费").wait_for()

    enter(page, world, "alice", PHONE)
    page.goto(reverse("mine"))
    page.locator(".next-step").get_by_role("link", name="缴纳诉讼费").click()
    page.get_by_role("button", name="缴纳诉讼费").click()
    page.get_by_text("案件现处：分案移送").wait_for()
    case = Case.objects.get()
    assert (case.stands_at, case.version) == ("case_assignment", 3)
    assert told == []


def test_a_button_pressed_twice_does_it_once(
    world: World, transactional_db: None, page: Any
) -> None:
    case_id = world.file()
    enter(page, world, "clerk")
    page.goto(reverse("act", args=[case_id, "add_note"]))
    page.locator("#id_note").fill("电话通知")
    page.get_by_role("button", name="记录事项").dblclick()
    page.wait_for_url(f"**{reverse('case', args=[case_id])}")
    assert Case.objects.get().log_seq == 2


PAGES = [
    ("alice", "mine", []),
    ("alice", "file", []),
    ("alice", "case", ["case"]),
    ("clerk", "work", []),
    ("clerk", "case", ["case"]),
    ("clerk", "case-history", ["case"]),
    ("clerk", "case-papers", ["case"]),
    ("clerk", "act", ["case", "register"]),
    ("clerk", "act", ["case", "return_for_correction"]),
    ("clerk", "find", []),
    ("judge", "act", ["case", "close_hearing"]),
    ("oversight", "board", []),
    ("oversight", "board-list", ["in_hand"]),
]


@pytest.mark.slow
@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_nothing_shuts_anybody_out_and_nothing_overflows(
    world: World, transactional_db: None, browser: Any, live: Any, language: str
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    case_id = world.file()
    world.name(case_id, "judge", Role.JUDGE)
    # The checker injects a script; the pages' own policy is looked at in the other tests.
    context = browser.new_context(base_url=live.url, locale=language, bypass_csp=True)
    page, found = context.new_page(), []
    for who, name, arguments in PAGES:
        enter(page, world, who)
        page.goto(reverse(name, args=[case_id if a == "case" else a for a in arguments]))
        for size in (DESK, PHONE, NARROW):
            page.set_viewport_size({"width": size[0], "height": size[1]})
            if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                found.append((who, name, size, "overflows"))
        violations = Axe().run(page).response["violations"]
        found += [
            (who, name, rule["id"], rule["nodes"][0]["html"][:120])
            for rule in violations
            if rule["impact"] in ("serious", "critical")
        ]
    context.close()
    assert found == []
