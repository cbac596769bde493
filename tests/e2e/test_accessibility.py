"""Everybody can use every page: with a screen reader, a keyboard, a phone, on paper, in the dark,
without scripts.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import FilePayload, Page, expect

from cases.acts import attempts
from cases.acts.attempts import Wanted
from cases.law.roles import Role
from cases.models import Delivery, Service
from cases.notices.relaying import relay
from courtflow.rehearsal.people import BASIC, PASSWORD
from tests.cases.materials.corpus import picture
from tests.e2e import scenes
from tests.e2e.axe import barriers
from tests.e2e.conftest import Enter
from tests.e2e.filing import GO, NAME, SCREENS, files, prepared
from tests.e2e.people import DESKTOP, MORNING, PHONE, CasePage, Courthouse, Person

pytestmark = [pytest.mark.browser]


@pytest.fixture(scope="module")
def places(house: Courthouse) -> dict[str, int | str]:
    found = _cases(house)
    relay()
    Delivery.objects.create(
        case_id=found["unpaid"], event="entry:2", template="register", channel="sms", key="a11y",
        user_id=house.cast.party("plaintiff").person, party_no=1, created_at=MORNING,
        state="dead", ended_at=MORNING, attempts=6, reason="unreachable",
    )  # fmt: skip
    return found | {
        "announced": _to_be_served(house, found),
        "begun": prepared(house, "plaintiff", {}),
        "filled": prepared(house, "plaintiff", SCREENS),
        "signed": prepared(house, "plaintiff", SCREENS),
    }


def _to_be_served(house: Courthouse, found: dict[str, int]) -> str:
    """Something is prepared to go out, and a public notice runs; returns its code."""
    by = house.cast.actor(BASIC, Role.CLERK)
    attempts.confirm_address(found["unserved"], by, 2, ground="express")
    attempts.prepare(
        found["unserved"], by, Wanted(2, "complaint", "electronic", "in_app")
    )  # fmt: skip
    announced = house.case(scenes.announced, "2026-02-25")
    Service.objects.filter(case_id=announced).update(notice_code="a11y")
    return "a11y"


def _cases(house: Courthouse) -> dict[str, int]:
    return {
        "new": house.case(scenes.filed, "2026-02-27"),
        "unpaid": house.case(scenes.registered, "2026-02-27"),
        "draft": house.case(scenes.registered, "2026-02-20"),
        "executed": house.case(scenes.in_execution, "2025-12-01"),
        "overdue": house.case(scenes.filed, "2026-02-09"),
        "online": house.case(scenes.paid_online_twice, "2026-02-27"),
        "paper": house.case(scenes.served, "2026-02-25"),
        "unserved": house.case(scenes.assigned, "2026-02-25"),
    }


# -- every kind of page, empty, full and wrong -----------------------------------------------------


@dataclass(frozen=True)
class Kind:
    """A kind of page: who opens which address, and what they do there to bring it about."""

    username: str
    address: str
    then: Callable[[Person], object] = lambda person: None


def sends_nothing(selector: str) -> Callable[[Person], object]:
    """Send a form that asks for something with nothing in it."""

    def send(person: Person) -> None:
        person.page.locator(selector).evaluate("button => button.form.noValidate = true")
        assert person.press(selector).status in (200, 409, 422)
        assert person.page.locator("[data-errors]").count() == 1

    return send


def opens(selector: str) -> Callable[[Person], object]:
    return lambda person: person.page.locator(selector).first.click()


def follows(selector: str) -> Callable[[Person], object]:
    return lambda person: person.press(selector)


def sends_files(person: Person) -> None:
    """One that is taken and one that is not."""
    for name, data in {"演示借条.png": picture("PNG"), "演示程序.exe": b"MZ"}.items():
        file: FilePayload = {"name": name, "mimeType": "", "buffer": data}
        person.page.locator("#tray-files").set_input_files(file)
    expect(person.page.locator(".tray-list .tray-ready")).to_have_count(1, timeout=60_000)
    expect(person.page.locator(".tray-list .tray-refused")).to_have_count(1, timeout=60_000)
    expect(person.page.locator(".tray-sending")).to_be_hidden()


def asks_for_a_code(person: Person) -> None:
    """A number nobody has asked with before, so that nobody has to wait."""
    person.page.fill("[name=contact]", f"139{secrets.randbelow(10**8):08}")
    person.press("main form button.button")
    assert person.page.url.endswith("/register/code")


def gets_a_receipt(person: Person) -> None:
    if person.page.url.endswith("/receipt"):
        return  # signed already, in the other language
    person.page.check("[name=true]")
    person.fill(name=NAME)
    person.press(GO)


def spoils_the_form(person: Person) -> None:
    """A statement that no form may hold."""
    person.page.fill("[name=text]", "{% set x = 1 %}")
    assert person.press("button[name=save]").status == 422
    assert person.page.locator("[data-errors]").count() == 1


def begins_to_serve(person: Person) -> None:
    """The complaint by post: the ladder above, the form for what happens below."""
    page = person.page
    page.locator("[name=what]").select_option("complaint")
    page.locator("[name=party]").last.check()
    person.press("form.confirm button.button")
    if page.locator("button[value=express]").count():
        person.press("button[value=express]")
    assert page.locator("[name=event]").count()


def looks_at_a_batch(person: Person) -> None:
    """What was prepared is chosen and looked at; it does not go."""
    person.page.locator("[name=service]").first.check()
    person.press("main form[method=post] button.button:not([name])")


ACT = "form.confirm button.button"
KINDS: dict[str, Kind] = {
    "sign in": Kind("", "/sign-in"),
    "sign in, wrong": Kind("", "/sign-in", sends_nothing("main form button.button")),
    "verify": Kind("", "/verify"),
    "verify, wrong": Kind("", "/verify", sends_nothing("main form button.button")),
    "account": Kind("", "/register"),
    "account, wrong": Kind("", "/register", sends_nothing("main form button.button")),
    "account, the code": Kind("", "/register", asks_for_a_code),
    "identity": Kind("lawyer", "/identity"),
    "identity, wrong": Kind("lawyer", "/identity", sends_nothing("main form button.button")),
    "my cases, none": Kind("lawyer", "/mine"),
    "my cases": Kind("plaintiff", "/mine"),
    "notices, none": Kind("lawyer", "/notices"),
    "notices": Kind("plaintiff", "/notices"),
    "messages not sent, none": Kind("upper_oversight", "/notices/unsent"),
    "messages not sent": Kind("oversight", "/notices/unsent"),
    "filing": Kind("plaintiff", "/file"),
    **{
        f"filing, {code}": Kind("plaintiff", f"/file/{{filled}}/{code}")
        for code in (*SCREENS, "review", "wording")
    },
    **{
        f"filing, {code}, wrong": Kind("plaintiff", f"/file/{{begun}}/{code}", sends_nothing(GO))
        for code in ("matter", "parties", "consents")
    },
    "filing, not complete": Kind("plaintiff", "/file/{begun}/review"),
    "filing, not signed": Kind("plaintiff", "/file/{filled}/review", sends_nothing(GO)),
    "receipt of a filing": Kind("plaintiff", "/file/{signed}/review", gets_a_receipt),
    "counter": Kind("clerk", "/file"),
    "counter, wrong": Kind("clerk", "/file", sends_nothing(GO)),
    "joining": Kind("lawyer", "/join"),
    "joining, wrong": Kind("lawyer", "/join", sends_nothing("main form button.button")),
    "codes of a case": Kind("clerk", "/cases/{new}/joining"),
    "case of a party": Kind("plaintiff", "/cases/{executed}"),
    "history": Kind("plaintiff", "/cases/{executed}/history"),
    "papers, nearly none": Kind("plaintiff", "/cases/{new}/papers"),
    "papers": Kind("plaintiff", "/cases/{executed}/papers"),
    "document": Kind("plaintiff", "/cases/{paper}/papers", follows("main th.cell-task a")),
    "act of a party": Kind("plaintiff", "/cases/{unpaid}/acts/open_incident"),
    "paying": Kind("plaintiff", "/cases/{unpaid}/pay"),
    "paying by code": Kind("plaintiff", "/cases/{unpaid}/pay", follows("main form button.button")),
    "receipt": Kind("plaintiff", "/cases/{online}/pay", follows("main table.cards a")),
    "refunds": Kind("clerk", "/refunds"),
    "refunds, none": Kind("president", "/refunds"),
    "writing a paper": Kind("clerk", "/cases/{new}/write"),
    "paper before it is kept": Kind("clerk", "/cases/{new}/write/address_confirmation/1"),
    "paper with something to add": Kind("clerk", "/cases/{new}/write/correction_notice/1"),
    "paper, wrong": Kind(
        "clerk", "/cases/{new}/write/correction_notice/1", sends_nothing(ACT)
    ),
    "forms of a court": Kind("admin", "/forms"),
    "form of a court": Kind("admin", "/forms/fee_notice"),
    "form of a court, wrong": Kind("admin", "/forms/fee_notice", spoils_the_form),
    "act with files, none": Kind("plaintiff", "/cases/{paper}/acts/submit_evidence"),
    "act with files": Kind("plaintiff", "/cases/{paper}/acts/submit_evidence", sends_files),
    "not this role": Kind("plaintiff", "/cases/{unpaid}/acts/register"),
    "no such page": Kind("plaintiff", "/cases/999999999"),
    "not allowed": Kind("plaintiff", "/board"),
    "work, none": Kind("mediator", "/work"),
    "work": Kind("clerk", "/work"),
    "case of the clerk": Kind("clerk", "/cases/{new}", opens("aside.acts details > summary")),
    "act of the clerk": Kind("clerk", "/cases/{new}/acts/register"),
    "act, wrong": Kind(
        "clerk", "/cases/{new}/acts/return_for_correction", sends_nothing(ACT)
    ),
    "not here": Kind("clerk", "/cases/{unpaid}/acts/archive"),
    "case with a draft": Kind("judge", "/cases/{draft}", opens("table.clocks .why > summary")),
    "board, none": Kind("upper_oversight", "/board"),
    "board": Kind("oversight", "/board"),
    "list of the board": Kind("oversight", "/board/overdue"),
    "list of the board, none": Kind("oversight", "/board/set_aside"),
    "service, none": Kind("clerk", "/service?tab=failed&way=transfer"),
    "service": Kind("clerk", "/service?tab=effective"),
    "service, a number of nothing": Kind("clerk", "/service?number=EX0"),
    "services of a case": Kind("clerk", "/cases/{paper}/service"),
    "services of a case, wrong": Kind(
        "clerk", "/cases/{paper}/service", sends_nothing("form.confirm button.button")
    ),
    "services of a case, party": Kind("defendant", "/cases/{paper}/service"),
    "one service": Kind("clerk", "/cases/{paper}/service", follows("main table.cards th a")),
    "one service, to be recorded": Kind("clerk", "/cases/{unserved}/service", begins_to_serve),
    "what goes out": Kind("clerk", "/service", looks_at_a_batch),
    "address for service": Kind("clerk", "/cases/{paper}/service/address/1"),
    "address for service, wrong": Kind(
        "clerk", "/cases/{paper}/service/address/1", sends_nothing("form.confirm button.button")
    ),
    "public notice": Kind("", "/announcements/{announced}"),
    "nothing to see": Kind("admin", "/"),
}  # fmt: skip
LOOKS = (("light", DESKTOP), ("dark", PHONE))
"""Both widths, each in another scheme of colours."""


@pytest.mark.parametrize("kind", [
    pytest.param(name, marks=pytest.mark.xdist_group(f"e2e-axe-{number % 2}"))
    for number, name in enumerate(KINDS)
])  # fmt: skip
def test_no_page_keeps_anybody_out(places: dict[str, Any], enter: Enter, kind: str) -> None:
    """Room for the words in both languages; barriers, which are the same in both, in one."""
    page = KINDS[kind]
    found = {}
    for language in ("zh", "en"):
        person = enter(page.username, language=language)
        person.go(page.address.format(**places))
        page.then(person)
        for scheme, size in LOOKS:
            person.page.emulate_media(color_scheme=scheme)
            person.page.set_viewport_size(size)
            wide = person.page.evaluate("document.documentElement.scrollWidth")
            assert wide <= size["width"], f"{kind} scrolls sideways at {size['width']}"
            if language == "en":
                continue  # other words may take more room; all else is the same
            # Colours come from the same few tokens on every page: each page in one scheme.
            colours = scheme == LOOKS[list(KINDS).index(kind) % 2][0]
            if grave := barriers(person.page, contrast=colours):
                found[language, scheme, size["width"]] = grave
    assert found == {}


@pytest.mark.xdist_group("e2e-axe-1")
def test_a_barrier_would_be_found(enter: Enter) -> None:
    """The check itself is checked: a button without a name, and grey on white."""
    person = enter()
    person.go("/sign-in")
    person.page.evaluate(
        """() => {
          const main = document.querySelector("main");
          main.append(document.createElement("button"));
          const pale = main.appendChild(document.createElement("p"));
          pale.textContent = "pale";
          pale.style.color = "#ddd";
        }"""
    )
    rules = {line.split()[1] for line in barriers(person.page)}
    assert {"button-name", "color-contrast"} <= rules


# -- with a keyboard alone -------------------------------------------------------------------------


def tab_to(page: Page, selector: str, most: int = 120) -> None:
    """Press Tab until the focus is there, and see it."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("where => document.activeElement?.matches(where) ?? false", selector):
            outline = page.evaluate(
                "() => { const s = getComputedStyle(document.activeElement);"
                " return s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2; }"
            )
            assert outline, f"the focus on {selector} cannot be seen"
            return
    raise AssertionError(f"Tab never comes to {selector}")


def enters(page: Page) -> None:
    with page.expect_navigation():
        page.keyboard.press("Enter")


@pytest.mark.xdist_group("e2e-axe-0")
def test_the_clerk_works_with_the_keyboard_alone(house: Courthouse, enter: Enter) -> None:
    """Sign in, open the first row, register the case: Tab, Enter and letters."""
    house.case(scenes.filed, "2026-02-05")
    clerk = enter()
    page = clerk.page
    clerk.go("/sign-in")
    tab_to(page, "[name=username]")
    page.keyboard.type("clerk")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    enters(page)
    first = clerk.listed()[0]
    tab_to(page, "table.worklist tbody tr:first-child a")
    enters(page)
    tab_to(page, f"a[href='/cases/{first}/acts/register']")
    enters(page)
    tab_to(page, ACT)
    enters(page)
    assert CasePage.read(page).place == "fee_payment"


@pytest.mark.xdist_group("e2e-axe-1")
def test_the_content_is_one_key_away(places: dict[str, Any], enter: Enter) -> None:
    """The first stop of every page leads past what all pages share."""
    clerk = enter("clerk")
    clerk.open(places["new"])
    clerk.page.keyboard.press("Tab")
    clerk.page.keyboard.press("Enter")
    expect(clerk.page.locator("main")).to_be_focused()


# -- on paper, and without scripts -----------------------------------------------------------------


@pytest.mark.xdist_group("e2e-axe-1")
def test_a_case_prints_whole(places: dict[str, Any], enter: Enter) -> None:
    """On paper: the content without what is only to be pressed, and all that was folded."""
    judge = enter("judge")
    judge.open(places["executed"])
    page = judge.page
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    pressed = (".nav", ".clockbar", ".masthead-tools", ".find", "aside.acts", "form.confirm button")
    for away in pressed:
        assert not page.locator(away).is_visible(), away
    assert page.locator(".panorama").is_visible()
    assert page.locator("table.clocks .why-body").first.is_visible()
    assert page.locator("details.finished table.clocks").is_visible()
    assert page.locator(".casehead .number").is_visible()
    assert len(page.pdf(format="A4", print_background=False)) > 10_000


@pytest.mark.xdist_group("e2e-axe-0")
def test_everything_works_without_scripts(house: Courthouse, enter: Enter) -> None:
    """File a case, register it, move the clock: with JavaScript turned off."""
    plaintiff, clerk = enter("plaintiff", scripts=False), enter("clerk", scripts=False)
    case_id = files(plaintiff, house)
    clerk.go(f"/cases/{case_id}/acts/register")
    clerk.fill(procedure="summary")
    assert clerk.submit().status == 200
    assert clerk.page.locator(".node[aria-current=step][value='3']").count() == 1
    began = clerk.now()
    assert (clerk.move_clock(1).now() - began).days == 1
