"""Fixing a hearing by what the page says: a day off, a closed room, a clash, and a free time."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cases.acts.hearings import occupying
from cases.models import Hearing, Room
from tests.cases.make import moment
from tests.e2e import scenes
from tests.e2e.conftest import Enter
from tests.e2e.people import Courthouse, Person

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("e2e-clerk")]


def tries(clerk: Person, when: str, room: str) -> str:
    """Send the form with this time and room; the words of the refusal, empty if there are none."""
    page = clerk.page
    page.get_by_label("开庭时间", exact=True).fill(when)
    page.get_by_label("法庭", exact=True).select_option(value=room)
    with page.expect_navigation():
        page.get_by_role("main").get_by_role("button", name="确定开庭日期并传唤").click()
    found = page.locator("[data-errors]")
    return found.inner_text() if found.count() else ""


def opens(house: Courthouse, clerk: Person) -> int:
    case_id = house.case(scenes.to_be_heard, "2026-02-12")
    clerk.go(f"/cases/{case_id}")
    clerk.page.get_by_role("main").get_by_role("link", name="确定开庭日期并传唤").first.click()
    return case_id


@pytest.mark.parametrize("phone", [False, True])
def test_a_hearing_is_fixed_after_all_that_stood_in_the_way(
    house: Courthouse, enter: Enter, phone: bool
) -> None:
    day = "2026-03-10" if phone else "2026-03-12"
    room = Room.objects.get(court_id=house.court_id, name="第二法庭")
    if not room.closures.exists():
        for one in ("2026-03-10", "2026-03-12"):
            occupying.close(room, moment(one, 8), moment(one, 12), "检修空调")
    clerk = enter("clerk", phone=phone)
    case_id = opens(house, clerk)
    assert "2026-03-14为休息日" in tries(clerk, "2026-03-14T09:00", "第一法庭")
    assert "停用（检修空调）" in tries(clerk, f"{day}T09:00", "第二法庭")
    assert tries(clerk, f"{day}T09:00", "第三法庭") == ""
    fixed = Hearing.objects.get(case_id=case_id, result="")
    assert fixed.starts_at == moment(day, 9) and fixed.room == "第三法庭"
    assert fixed.ends_at == fixed.starts_at + timedelta(hours=1)

    other = opens(house, clerk)
    said = tries(clerk, f"{day}T09:30", "第三法庭")
    assert f"第三法庭 {day} 09:00–10:00 已有庭审" in said
    assert "法官演示法官 王二" in said and "书记员演示书记员 林一" in said
    clerk.page.locator(".free-times a").first.click()
    with clerk.page.expect_navigation():
        clerk.page.get_by_role("main").get_by_role("button", name="确定开庭日期并传唤").click()
    assert Hearing.objects.filter(case_id=other, result="").count() == 1
    for view in ("week", "day", "room", "list"):
        clerk.go(f"/hearings?view={view}&on={day}")
        assert "09:00–10:00" in clerk.text()
    clerk.go(f"/cases/{case_id}/acts/move_hearing")
    assert clerk.page.get_by_label("开庭时间", exact=True).input_value() == f"{day}T09:00"
    assert clerk.page.get_by_label("法庭", exact=True).input_value() == "第三法庭"
