"""Both languages are whole: no Chinese word of ours on an English page, and none the other way.

What people wrote, names of people and courts, causes of action and case numbers are data: they
stay as they are in either language.
"""

from __future__ import annotations

import re
from functools import cache

import pytest
from playwright.sync_api import Page

from cases.law.causes import all_causes
from cases.models import Document, Hearing, Party, Remark
from cases.reading.lists.rows import masked
from courtflow.accounts.models import User
from courtflow.rehearsal.people import PASSWORD
from mediation.models import Organisation
from tests.e2e import scenes
from tests.e2e.conftest import Enter
from tests.e2e.filing import GO, begins
from tests.e2e.people import Courthouse, Person

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("e2e-languages")]

READ_WORDS = """() => {
  const said = [];
  const NO_WORDS = "datalist, textarea, [translate=no]";
  const own = (node) => node.closest("[lang]") === document.documentElement;
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let text = walk.nextNode(); text; text = walk.nextNode()) {
    if (own(text.parentElement) && !text.parentElement.closest(NO_WORDS))
      said.push(text.data);
  }
  for (const node of document.querySelectorAll("[aria-label], [title], [alt], [data-label]"))
    for (const name of ["aria-label", "title", "alt", "data-label", "data-more", "data-less"])
      if (own(node) && node.getAttribute(name)) said.push(node.getAttribute(name));
  return said.map((words) => words.trim()).filter(Boolean);
}"""
CHINESE = re.compile(r"[㐀-鿿，。；：（）、]")
ENGLISH = re.compile(r"[A-Za-z]{2,}")
UNWANTED = {"en": CHINESE, "zh": ENGLISH}
BOTH = ("衡流", "courtflow", "UTC", "借贷", PASSWORD)
"""The brand, and what is written so in either language: an example of a cause of action too."""
ALIAS = re.compile(r"（\d{4}）\S+?号")


@cache
def causes() -> tuple[str, ...]:
    return tuple(cause.name for cause in all_causes())


def data(house: Courthouse) -> list[str]:
    """What the court's people brought in, longest first."""
    found: list[str] = [*BOTH, *causes(), house.cast.group.label]
    for court in house.cast.courts.values():
        found += [court.name, court.name_en, *court.divisions.values_list("name", flat=True)]
    names = set(Party.objects.values_list("name", flat=True))
    found += [*names, *map(masked, names)]
    found += User.objects.values_list("display_name", flat=True)
    found += Hearing.objects.values_list("room", flat=True)
    found += Organisation.objects.values_list("name", flat=True)
    found += Document.objects.values_list("title", flat=True)
    found += [line for text in Document.objects.values_list("text", flat=True)
              for line in text.splitlines()]  # fmt: skip
    found += [remark.text for remark in Remark.objects.all()]
    return sorted((text for text in found if text), key=len, reverse=True)


def foreign(page: Page, house: Courthouse, unwanted: re.Pattern[str]) -> list[str]:
    """The words on a page that belong to the other language."""
    known = data(house)
    found = []
    for said in page.evaluate(READ_WORDS):
        words = ALIAS.sub("", said)
        for text in known:
            words = words.replace(text, "")
        if unwanted.search(words):
            found.append(said)
    return found


@pytest.fixture(scope="module")
def places(house: Courthouse) -> dict[str, int]:
    """Cases with much to read: every kind of page has something on it."""
    return {
        "unpaid": house.case(scenes.registered, "2026-02-27"),
        "draft": house.case(scenes.registered, "2026-02-20"),
        "panel": house.case(scenes.before_a_panel, "2026-02-09"),
        "executed": house.case(scenes.in_execution, "2025-12-01"),
        "mediation": house.case(scenes.mediator_named, "2026-02-27"),
        "overdue": house.case(scenes.filed, "2026-02-09"),
    }


ROUNDS: dict[str, tuple[str, ...]] = {
    "": ("/sign-in", "/no-such-page"),
    "plaintiff": ("/mine", "/file", "/cases/{executed}", "/cases/{executed}/history",
                  "/cases/{executed}/papers", "/cases/{panel}", "/cases/{unpaid}/pay",
                  "/cases/{unpaid}/acts/register", "/board"),
    "clerk": ("/work", "/work?tab=waiting", "/cases/{executed}", "/cases/{unpaid}",
              "/cases/{overdue}/acts/register", "/cases/{unpaid}/acts/open_incident",
              "/cases/{overdue}/acts/pay_fee", "/cases/{unpaid}/pay", "/refunds",
              "/cases/{unpaid}/write", "/account", "/account/factor",
              "/cases/{overdue}/write/correction_notice/1"),
    "judge": ("/work", "/cases/{panel}", "/cases/{panel}/history",
              "/cases/{draft}", "/cases/{draft}/acts/deem_withdrawn"),
    "mediator": ("/work", "/cases/{mediation}"),
    "officer": ("/cases/{executed}", "/cases/{executed}/acts/seize"),
    "oversight": ("/board", "/board/overdue", "/board/set_aside"),
    "admin": ("/", "/forms", "/lost-factors", "/mediators"),
}  # fmt: skip
"""Who looks where."""


@pytest.mark.parametrize("language", UNWANTED)
@pytest.mark.parametrize("username", ROUNDS)
def test_a_page_speaks_one_language(
    house: Courthouse,
    places: dict[str, int],
    enter: Enter,
    username: str,
    language: str,
) -> None:
    person = enter(username, language=language)
    other = {"en": "zh", "zh": "en"}[language]
    found = {}
    for address in ROUNDS[username]:
        person.go(address.format(**places))
        assert foreign(person.page, house, UNWANTED[other]), "words of its own are found"
        if words := foreign(person.page, house, UNWANTED[language]):
            found[address] = words
    assert found == {}


@pytest.mark.parametrize("language", UNWANTED)
def test_what_went_wrong_is_said_in_one_language(
    house: Courthouse,
    places: dict[str, int],
    enter: Enter,
    language: str,
) -> None:
    """Errors of forms, refusals of acts, and the message after something was done."""
    found = []
    for person in (
        _with_an_empty_filing(enter("plaintiff", language=language)),
        _with_a_refused_act(enter("clerk", language=language), places["overdue"]),
        _with_a_moved_clock(enter("oversight", language=language)),
    ):
        assert person.page.locator("[data-errors], [role=status]").count()
        found += foreign(person.page, house, UNWANTED[language])
    assert found == []


def _with_an_empty_filing(person: Person) -> Person:
    base = begins(person)
    person.page.goto(base + "consents")
    person.press(GO)
    return person


def _with_a_refused_act(person: Person, case_id: int) -> Person:
    person.start(case_id, "return_for_correction", defects="演示", days=31).submit()
    person.page.locator("[name=defects]").fill("")
    return person


def _with_a_moved_clock(person: Person) -> Person:
    person.go("/board")
    return person.move_clock(1)


def test_the_language_is_changed_where_one_stands(house: Courthouse, enter: Enter) -> None:
    """One press, on the same page; the choice stays for the next page."""
    plaintiff = enter("plaintiff")
    plaintiff.go("/file")
    plaintiff.press("form.language button")
    assert plaintiff.page.url.endswith("/file")
    assert plaintiff.page.locator("html").get_attribute("lang") == "en"
    plaintiff.go("/mine")
    assert plaintiff.page.locator("html").get_attribute("lang") == "en"
    plaintiff.press("form.language button")
    assert plaintiff.page.locator("html").get_attribute("lang") == "zh-hans"
