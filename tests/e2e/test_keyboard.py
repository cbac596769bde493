"""With a keyboard alone: Tab, Enter, space and letters, and the focus can always be seen."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from cases.models import Case
from courtflow.rehearsal.people import PASSWORD
from tests.e2e import scenes
from tests.e2e.conftest import Enter
from tests.e2e.filing import GO, NAME, SCREENS
from tests.e2e.people import CasePage, Courthouse, Person

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("e2e-axe-0")]

AT = "where => document.activeElement?.matches(where) ?? false"
SEEN = """() => {
  const style = getComputedStyle(document.activeElement);
  return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
}"""


def tab_to(page: Page, selector: str, most: int = 120) -> None:
    """Press Tab until the focus is there, and see it."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate(AT, selector):
            assert page.evaluate(SEEN), f"the focus on {selector} cannot be seen"
            return
    raise AssertionError(f"Tab never comes to {selector}")


def enters(page: Page) -> None:
    with page.expect_navigation():
        page.keyboard.press("Enter")


def follows(page: Page, selector: str) -> None:
    tab_to(page, selector)
    enters(page)


def types(page: Page, name: str, value: str) -> None:
    """Answer a field of the open page, whatever it is."""
    field = f"[name='{name}']"
    kind = page.locator(field).first.evaluate("one => one.type")
    if kind == "radio":
        tab_to(page, field)
        for _ in range(page.locator(field).count()):
            if page.evaluate(AT, f"{field}[value='{value}']"):
                break
            page.keyboard.press("ArrowDown")
        page.keyboard.press("Space")
        assert page.locator(f"{field}[value='{value}']").is_checked()
        return
    tab_to(page, field)
    if kind == "select-one":
        for _ in range(page.locator(f"{field} option").count()):
            if page.locator(field).input_value() == value:
                break
            page.keyboard.press("ArrowDown")
        assert page.locator(field).input_value() == value
    elif kind == "checkbox":
        page.keyboard.press("Space")
    elif kind == "date":
        types_a_day(page, field, value)
    else:
        page.keyboard.press("Control+A")
        page.keyboard.type(value)


def types_a_day(page: Page, field: str, day: str) -> None:
    """In the order in which this browser asks for year, month and day."""
    year, month, number = day.split("-")
    for typed in ((year, month, number), (month, number, year), (number, month, year)):
        for part in typed:
            page.keyboard.type(part)
            if part == year:
                page.keyboard.press("ArrowRight")
        if page.locator(field).input_value() == day:
            return
        for _ in typed:
            page.keyboard.press("ArrowLeft")
    raise AssertionError(f"{field} takes no day")


def signs_in(person: Person, username: str) -> Page:
    person.go("/sign-in")
    types(person.page, "username", username)
    types(person.page, "password", PASSWORD)
    enters(person.page)
    return person.page


def test_a_litigant_files_with_the_keyboard_alone(house: Courthouse, enter: Enter) -> None:
    """From signing in to the numbered place in the queue, screen by screen."""
    page = signs_in(enter(), "plaintiff")
    follows(page, "nav a[href='/mine']")
    follows(page, "main a[href='/file']")
    follows(page, "main form .actions button.button")
    for code, answers in SCREENS.items():
        assert page.url.endswith(f"/{code}"), page.locator("main").inner_text()
        for name, value in answers.items():
            types(page, name, str(value))
        follows(page, GO)
    assert page.url.endswith("/review")
    types(page, "true", "on")
    types(page, "name", NAME)
    follows(page, GO)
    assert page.url.endswith("/receipt")
    follows(page, "main .actions a.button")
    filed = Case.objects.latest("pk")
    assert page.url.endswith(f"/cases/{filed.pk}")


def test_the_clerk_works_with_the_keyboard_alone(house: Courthouse, enter: Enter) -> None:
    """Sign in, open the first row, register the case."""
    house.case(scenes.filed, "2026-02-05")
    clerk = enter()
    page = signs_in(clerk, "clerk")
    first = clerk.listed()[0]
    follows(page, "table.worklist tbody tr:first-child a")
    follows(page, f"a[href='/cases/{first}/acts/register']")
    follows(page, "form.confirm button.button")
    assert CasePage.read(page).place == "fee_payment"


def test_the_content_is_one_key_away(house: Courthouse, enter: Enter) -> None:
    """The first stop of every page leads past what all pages share."""
    clerk = enter("clerk")
    clerk.open(house.case(scenes.filed, "2026-02-27"))
    clerk.page.keyboard.press("Tab")
    clerk.page.keyboard.press("Enter")
    expect(clerk.page.locator("main")).to_be_focused()
