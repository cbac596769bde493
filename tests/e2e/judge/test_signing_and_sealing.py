"""A judgment from its draft to its pronouncement: by a sole judge, and by a panel of three."""

from __future__ import annotations

import re

import pytest

from cases.models import Decision
from courtflow.rehearsal.people import PASSWORD
from tests.e2e import scenes
from tests.e2e.conftest import Enter
from tests.e2e.people import Courthouse, Person
from tests.web.deciding import GAPS

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("e2e-judge")]


def drafts(judge: Person, case_id: int) -> str:
    """The judge begins the judgment, writes into every gap, and keeps it; its address."""
    judge.open(case_id)
    judge.press(f"a[href='/cases/{case_id}/decisions']")
    judge.page.select_option("[name=form]", "judgment_first")
    judge.press("form.confirm button.button")
    text = judge.page.locator("#id_text").input_value()
    plaintiff = re.search(r"^原告：([^，。]+)", text, re.M)
    defendant = re.search(r"^被告：([^，。]+)", text, re.M)
    assert plaintiff is not None and defendant is not None
    for gap, words in GAPS.items():
        words = words.replace("爱丽丝", plaintiff[1]).replace("鲍勃", defendant[1])
        text = text.replace(gap, words)
    judge.page.fill("#id_text", text)
    judge.press("button[name=save]")
    bars = judge.page.locator(".finding-bars").all_inner_texts()
    assert bars == [], bars
    return re.sub(r".*?(/cases/)", r"\1", judge.page.url)


def signs(person: Person, what: str = "sign") -> None:
    """Read it and sign it, or seal it, with the password as proof."""
    person.press(f"a.button[href^='/decisions/{what}']")
    assert person.page.locator("article.paper").is_visible()
    person.page.fill("[name=in_person]", PASSWORD)
    for box in person.page.locator("[name=confirm]").all():
        box.check()
    person.press("form.confirm button.button")


def test_a_sole_judge_signs_seals_and_pronounces(house: Courthouse, enter: Enter) -> None:
    case_id = house.case(scenes.heard, "2026-01-26")
    judge, plaintiff = enter("judge"), enter("plaintiff")
    drafts(judge, case_id)
    signs(judge)
    assert judge.see(case_id).place == "judgment_service"
    judge.go("/decisions")
    judge.page.locator("form[action='/decisions/seal'] [name=pick]").first.check()
    judge.press("form[action='/decisions/seal'] button")
    judge.page.fill("[name=in_person]", PASSWORD)
    judge.press("form.confirm button.button")
    one = Decision.objects.select_related("sealed").get(case_id=case_id)
    assert one.sealed is not None
    plaintiff.open(case_id, "papers")
    assert "民事判决书" not in plaintiff.text()
    judge.press("button[name=manner][value=in_court]")
    plaintiff.open(case_id, "papers")
    assert "民事判决书" in plaintiff.text()
    assert plaintiff.entries(case_id)[0].text, "the pronouncement is told"


def test_a_panel_of_three_signs_and_a_stranger_to_it_does_not(
    house: Courthouse, enter: Enter
) -> None:
    case_id = house.case(scenes.a_panel_drafts, "2026-01-26")
    judge = enter("judge")
    address = drafts(judge, case_id)
    assert judge.page.locator("a.button[href^='/decisions/sign']").count() == 0, "presides: last"
    outsider = enter("judge2").say_why(case_id, "reason", "oversight", "评查合议案件")
    assert outsider.go(address) == 404
    for username in ("judge3", "assessor"):
        member = enter(username, phone=True)
        assert member.go(address) == 200
        signs(member)
    judge.go(address)
    signs(judge)
    assert judge.see(case_id).place == "judgment_service"
    judge.go(address)
    signs(judge, "seal")
    one = Decision.objects.get(case_id=case_id)
    assert one.sealed_seq is not None and one.signatures.count() == 3
