"""A refusal gives its reason, keeps what was typed and changes nothing."""

from __future__ import annotations

import pytest

from cases.law.refusals import REASONS
from cases.models import Case, Entry
from tests.e2e import scenes
from tests.e2e.conftest import Enter
from tests.e2e.people import CasePage, Courthouse, hour

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("e2e-clerk")]


def state(case_id: int) -> tuple[int, int]:
    return Case.objects.values_list("log_seq", "version").get(pk=case_id)


def test_a_hearing_in_the_past_is_refused_and_then_put_right(
    house: Courthouse, enter: Enter
) -> None:
    """Nobody is summoned for yesterday (CPL 139); the courtroom typed is still there."""
    case_id = house.case(scenes.to_be_heard, "2026-02-12")
    clerk = enter("clerk")
    before = state(case_id)
    clerk.start(case_id, "fix_hearing", hearing_at=hour("2026-03-01"), room="第三法庭")
    assert clerk.submit().status == 409
    reason = REASONS["too_soon"][0].format(first="2026-03-02")
    assert reason in clerk.page.locator("[data-errors]").inner_text()
    assert clerk.page.input_value("[name=room]") == "第三法庭"
    assert clerk.page.input_value("[name=hearing_at]") == "2026-03-01T09:00"
    assert state(case_id) == before
    clerk.fill(hearing_at=hour("2026-03-09"))
    assert clerk.submit().status == 200
    assert CasePage.read(clerk.page).place == "hearing"


def test_a_limit_outside_the_law_is_refused(house: Courthouse, enter: Enter) -> None:
    """Papers are corrected within 3 to 30 days (登记立案 7); what was missing stays written."""
    case_id = house.case(scenes.filed, "2026-02-27")
    clerk = enter("clerk")
    before = state(case_id)
    clerk.start(case_id, "return_for_correction", defects="演示:缺少身份证明。", days=31)
    assert clerk.submit().status == 409
    assert REASONS["days_3_to_30"][0] in clerk.page.locator("[data-errors]").inner_text()
    assert clerk.page.input_value("[name=defects]") == "演示:缺少身份证明。"
    assert clerk.page.input_value("form.confirm [name=days]") == "31"
    assert state(case_id) == before
    clerk.fill(days=30)
    assert clerk.submit().status == 200
    assert CasePage.read(clerk.page).due(case_id, "filing_correction") == "2026-04-01"


def test_who_was_overtaken_is_told_so(house: Courthouse, enter: Enter) -> None:
    """Two windows hold the same form; the slower one learns that the case moved, by itself."""
    case_id = house.case(scenes.filed, "2026-02-27")
    first, second = enter("clerk"), enter("clerk")
    first.start(case_id, "register", procedure="summary")
    second.start(case_id, "register", procedure="ordinary")
    assert first.submit().status == 200
    assert second.submit().status == 409
    assert REASONS["case_moved"][0] in second.page.locator("[data-errors]").inner_text()
    procedure = Case.objects.values_list("procedure", flat=True).get(pk=case_id)
    assert procedure == "summary"
    assert second.see(case_id).place == "fee_payment"


def test_an_act_pressed_twice_is_done_once(house: Courthouse, enter: Enter) -> None:
    case_id = house.case(scenes.filed, "2026-02-27")
    clerk = enter("clerk")
    clerk.start(case_id, "add_note", note="演示备注:当事人来电。")
    with clerk.page.expect_navigation(url=f"**/cases/{case_id}"):
        clerk.page.locator("form.confirm button.button").dblclick()
    assert Entry.objects.filter(case_id=case_id, act="add_note").count() == 1


def test_what_is_not_possible_says_why(house: Courthouse, enter: Enter) -> None:
    """An address typed by hand: not at this node, not this role, no such act."""
    case_id = house.case(scenes.registered, "2026-02-27")
    clerk = enter("clerk")
    for act, status in (("archive", 409), ("sign_judgment", 403), ("no_such_act", 404)):
        assert clerk.go(f"/cases/{case_id}/acts/{act}") == status
        assert clerk.text().strip()
        if status != 404:
            assert clerk.page.locator(f"main a[href='/cases/{case_id}']").count()
            assert clerk.page.locator("form.confirm").count() == 0


def test_a_field_left_empty_is_named(house: Courthouse, enter: Enter) -> None:
    case_id = house.case(scenes.to_be_heard, "2026-02-12")
    clerk = enter("clerk")
    clerk.start(case_id, "fix_hearing", hearing_at=hour("2026-03-09"))
    clerk.page.locator("form.confirm").evaluate("form => form.noValidate = true")
    assert clerk.submit().status == 422
    assert clerk.page.locator("[data-errors] a[href='#id_room']").count() == 1
    assert clerk.page.input_value("[name=hearing_at]") == "2026-03-09T09:00"
