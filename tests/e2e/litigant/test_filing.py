"""A litigant files a case on a phone: keeps, loses nothing, makes mistakes, presses twice."""

from __future__ import annotations

import random

import pytest
from playwright.sync_api import expect

from cases.acts.filing import preparing
from cases.models import Case, Filing
from tests.e2e.conftest import Enter
from tests.e2e.filing import GO, NAME, SCREENS, begins, fills, prepared, signs
from tests.e2e.people import Courthouse, Person

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("e2e-litigant")]


def test_from_the_first_question_to_the_case(house: Courthouse, enter: Enter) -> None:
    """The fee is there while the sum is typed: of 100,000 yuan 2,300, under summary procedure
    half of it (费用办法 13, 16). Afterwards the case is among one's own."""
    plaintiff = enter("plaintiff", phone=True)
    base = fills(plaintiff, house)
    plaintiff.go(base + "claims")
    expect(plaintiff.page.locator("#fee strong")).to_contain_text("1,150.00")
    plaintiff.page.locator("[name=principal]").fill("200000")
    plaintiff.page.locator("[name=principal]").blur()
    expect(plaintiff.page.locator("#fee strong")).to_contain_text("2,150.00")
    plaintiff.press(GO)
    plaintiff.go(base + "review")
    assert "200,000元" in plaintiff.text()
    case_id = signs(plaintiff)
    plaintiff.go("/mine")
    assert plaintiff.page.locator(f".case-card a[href='/cases/{case_id}']").count() == 1
    assert "演示被告 钱乙" in plaintiff.text()


def test_a_mistake_costs_nothing_that_was_typed(house: Courthouse, enter: Enter) -> None:
    """The summary of errors has the focus; each line leads to its field; all answers are kept."""
    plaintiff = enter("plaintiff")
    before = Case.objects.count()
    base = begins(plaintiff)
    plaintiff.go(base + "consents")
    plaintiff.fill(address="", phone="", mediation="no")
    assert plaintiff.press(GO).status == 422
    page = plaintiff.page
    expect(page.locator("[data-errors]")).to_be_focused()
    links = page.locator("[data-errors] a")
    assert links.count() == 2
    for number in range(2):
        field = (links.nth(number).get_attribute("href") or "").removeprefix("#")
        links.nth(number).click()
        expect(page.locator(f"[id='{field}']")).to_be_focused()
        assert page.locator(f"[id='{field}'][aria-invalid=true]").count() == 1
    assert page.locator("[name=mediation][value=no]").is_checked()
    assert Case.objects.count() == before


def test_one_more_party_asks_nothing_yet(house: Courthouse, enter: Enter) -> None:
    plaintiff = enter("plaintiff")
    base = begins(plaintiff)
    plaintiff.fill(court=house.court_id, **SCREENS["matter"])
    plaintiff.press(GO)
    plaintiff.fill(**SCREENS["parties"])
    assert plaintiff.press("button[name=add][value=defendant]").status == 200
    assert plaintiff.page.locator("[data-errors]").count() == 0
    plaintiff.fill(**{"defendant-1-name": "演示被告 李丁"})
    assert plaintiff.press(GO).status == 200
    assert plaintiff.page.url == base + "claims"


def test_pressing_twice_files_once(house: Courthouse, enter: Enter) -> None:
    """An impatient double click; then the answer is loaded again."""
    plaintiff = enter("plaintiff")
    before = Case.objects.count()
    plaintiff.go(f"/file/{prepared(house, 'plaintiff', SCREENS)}/review")
    plaintiff.page.check("[name=true]")
    plaintiff.fill(name=NAME)
    with plaintiff.page.expect_navigation(url="**/receipt"):
        plaintiff.page.locator(GO).dblclick()
    plaintiff.page.reload()
    assert plaintiff.page.url.endswith("/receipt")
    assert Case.objects.count() == before + 1


def test_two_requests_at_once_file_once(house: Courthouse, enter: Enter) -> None:
    """The same form sent twice in parallel: both are answered with the same case."""
    plaintiff = enter("plaintiff")
    before = Case.objects.count()
    plaintiff.go(f"/file/{prepared(house, 'plaintiff', SCREENS)}/review")
    plaintiff.page.check("[name=true]")
    plaintiff.fill(name=NAME)
    answered = plaintiff.page.evaluate(
        """async () => {
          const form = document.querySelector("form.filing");
          const send = () => fetch(form.action, {method: "POST", body: new FormData(form)});
          return (await Promise.all([send(), send()])).map((answer) => answer.url);
        }"""
    )
    assert len(set(answered)) == 1 and answered[0].endswith("/receipt")
    assert Case.objects.count() == before + 1


def holds_the_button(plaintiff: Person, house: Courthouse) -> tuple[str, float, float]:
    """The address of the filing, and where the button is held down that goes on."""
    base = begins(plaintiff)
    plaintiff.fill(court=house.court_id, cause="民间借贷纠纷")
    at = plaintiff.page.locator(GO).first.bounding_box()
    assert at is not None
    x, y = at["x"] + 20, at["y"] + at["height"] / 2
    plaintiff.page.mouse.move(x, y)
    plaintiff.page.mouse.down()
    return base, x, y


def test_a_button_that_slides_away_under_the_press_was_pressed(
    house: Courthouse, enter: Enter
) -> None:
    """What comes in above it, a hint or the fee, comes when the field is left: by the press."""
    plaintiff = enter("plaintiff")
    base, _, _ = holds_the_button(plaintiff, house)
    plaintiff.page.evaluate(
        "document.querySelector('#causes').append(Object.assign(document.createElement('p'), "
        "{style: 'height: 9rem'}))"
    )
    with plaintiff.page.expect_navigation():
        plaintiff.page.mouse.up()
    assert plaintiff.page.url == base + "parties"


def test_whoever_moves_away_before_letting_go_has_pressed_nothing(
    house: Courthouse, enter: Enter
) -> None:
    plaintiff = enter("plaintiff")
    base, x, y = holds_the_button(plaintiff, house)
    plaintiff.page.mouse.move(x, y - 200)
    plaintiff.page.mouse.up()
    plaintiff.page.wait_for_timeout(500)
    assert plaintiff.page.url == base + "matter"


STORY = "去年春天他来借钱,说是周转,秋天就还。" * 4
PER_KEY = 20
"""Milliseconds between keys."""


@pytest.mark.parametrize(
    "seed", [0, *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(1, 20))]
)
def test_a_killed_browser_loses_seconds_of_typing(
    house: Courthouse, enter: Enter, seed: int
) -> None:
    """What had been quiet for five seconds is there in another browser; nothing is mixed up."""
    plaintiff = enter("plaintiff", phone=True)
    base = begins(plaintiff)
    plaintiff.fill(court=house.court_id, cause="承揽合同纠纷")
    plaintiff.press(GO)
    cut = random.Random(seed).randrange(5, len(STORY))
    page = plaintiff.page.context.new_page()
    page.goto(base + "facts")
    page.locator("[name=facts]").press_sequentially(STORY[:cut], delay=PER_KEY)
    page.wait_for_timeout(5000)
    page.locator("[name=facts]").press_sequentially(STORY[cut:], delay=0)
    page.close(run_before_unload=False)
    other = enter("plaintiff")
    other.go(base + "facts")
    kept = other.page.input_value("[name=facts]")
    assert STORY.startswith(kept) and len(kept) >= cut


def test_a_second_window_is_told_and_overwrites_nothing(house: Courthouse, enter: Enter) -> None:
    one: Person = enter("plaintiff")
    base = begins(one)
    two: Person = enter("plaintiff", phone=True)
    two.go(base + "matter")
    one.fill(cause="买卖")
    one.page.locator("[name=cause]").blur()
    expect(one.page.locator("[data-state]")).not_to_be_empty()
    two.fill(cause="借款")
    two.page.locator("[name=cause]").blur()
    expect(two.page.locator("[data-state].is-wrong")).to_be_visible()
    assert two.page.input_value("[name=cause]") == "借款"
    filing = Filing.objects.get(pk=base.rstrip("/").rsplit("/", 1)[1])
    assert preparing.answers(filing)["matter"].data["cause"] == ["买卖"]
