"""A court and the people who use its pages: what they do, and what they read there.

People find their way by what stays when words change: addresses, codes of acts, names of fields.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from cases.law.nodes import NODES
from cases.law.outcomes import OUTCOMES
from cases.law.roles import Role
from cases.models import Clock
from courtflow.rehearsal.people import BASIC, PASSWORD, Cast
from tests.cases.make import moment, people, set_clock

if TYPE_CHECKING:
    from playwright.sync_api import (
        Browser,
        ConsoleMessage,
        Locator,
        Page,
        Request,
        Response,
        StorageState,
    )

MORNING = moment("2026-03-02", 9)
"""When every court of these tests opens: a Monday without a holiday near."""
DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 360, "height": 740}
LANGUAGES = {"zh": "zh-CN", "en": "en-US"}


@dataclass
class Courthouse:
    """A court with its people, served at an address."""

    browser: Browser
    url: str
    cast: Cast
    seated: dict[str, StorageState] = field(default_factory=dict)

    @classmethod
    def opened(cls, browser: Browser, url: str) -> Courthouse:
        cast = people()
        set_clock(cast.group, MORNING)
        return cls(browser, url, cast)

    def person(
        self, username: str = "", *, phone: bool = False, language: str = "zh", scripts: bool = True
    ) -> Person:
        """Somebody at a fresh window; without a name, somebody who has not signed in."""
        context = self.browser.new_context(
            base_url=self.url,
            viewport=PHONE if phone else DESKTOP,
            locale=LANGUAGES[language],
            timezone_id="Asia/Shanghai",
            java_script_enabled=scripts,
            reduced_motion="reduce",
            storage_state=self.seated.get(username),
        )
        context.set_default_timeout(15_000)
        person = Person(context.new_page(), username)
        if username and username not in self.seated:
            person.sign_in()
            self.seated[username] = context.storage_state()
        return person

    def user_id(self, username: str) -> int:
        return self.cast.users[username].pk

    def officer(self, role: Role) -> int:
        """The person who holds a role in the basic court."""
        return self.cast.actor(BASIC, role).user_id


class Person:
    """Somebody at a window: opens a case, does an act by its form, reads lights."""

    def __init__(self, page: Page, username: str) -> None:
        self.page, self.username = page, username
        self.problems: list[str] = []
        page.on("console", self._on_console)
        page.on("pageerror", lambda error: self.problems.append(f"script error: {error}"))
        page.on("request", self._on_request)
        page.on("response", self._on_response)

    def leave(self) -> None:
        self.page.context.close()

    # -- what must never happen at a window --------------------------------------------------------

    def _on_console(self, message: ConsoleMessage) -> None:
        # A browser also logs the refusals that a page answers with on purpose.
        if message.type == "error" and "the server responded with a status of 4" not in message.text:
            self.problems.append(f"console of {self.page.url}: {message.text}")

    def _on_request(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme.startswith("http") and address.hostname != "127.0.0.1":
            self.problems.append(f"a request left this machine: {request.url}")

    def _on_response(self, response: Response) -> None:
        part = response.request.resource_type != "document"
        if response.status >= 500 or (part and response.status >= 400):
            self.problems.append(f"{response.status} for {response.url}")

    # -- going somewhere ---------------------------------------------------------------------------

    def sign_in(self) -> None:
        self.page.goto("/sign-in")
        self.page.fill("[name=username]", self.username)
        self.page.fill("[name=password]", PASSWORD)
        self.press("main form button.button")
        assert not self.page.url.endswith("/sign-in"), f"{self.username} could not sign in"

    def go(self, address: str) -> int:
        """Open an address; returns the status of the answer."""
        answer = self.page.goto(address)
        assert answer is not None
        return answer.status

    def open(self, case_id: int, view: str = "") -> Person:
        """Open a case, or another view of it: history, papers."""
        status = self.go(f"/cases/{case_id}/{view}".rstrip("/"))
        assert status == 200, f"{self.username} at case {case_id} {view}: {status}"
        return self

    def press(self, selector: str) -> Response:
        """Press what sends a form or follows a link; returns the answer."""
        with self.page.expect_navigation() as found:
            self.page.locator(selector).first.click()
        answer = found.value
        assert answer is not None
        return answer

    # -- acts --------------------------------------------------------------------------------------

    def offers(self) -> set[str]:
        """The codes of the acts that the open case page offers."""
        return {act_code(link) for link in self._hrefs("aside.acts li a")}

    def start(self, case_id: int, act: str, **answers: Any) -> Person:
        """Go from the case to the form of an act, and fill it in."""
        self.open(case_id)
        for folded in self.page.locator("aside.acts details:not([open]) > summary").all():
            folded.click()
        self.press(f"aside.acts a[href$='/acts/{act}']")
        self.fill(**answers)
        return self

    def fill(self, **answers: Any) -> None:
        for name, value in answers.items():
            self._answer(name, value)

    def _answer(self, name: str, value: Any) -> None:
        fields = self.page.locator(f"form.confirm [name={name}], form.filing [name={name}]")
        kind = fields.first.get_attribute("type") or ""
        if isinstance(value, bool):
            fields.first.set_checked(value)
        elif kind == "radio":
            self.page.locator(f"[name={name}][value='{value}']").check()
        elif fields.first.evaluate("field => field.tagName") == "SELECT":
            fields.first.select_option(str(value))
        elif isinstance(value, datetime):
            fields.first.fill(value.strftime("%Y-%m-%dT%H:%M"))
        else:
            fields.first.fill(value.isoformat() if isinstance(value, date) else str(value))

    def submit(self) -> Response:
        return self.press("form.confirm button.button")

    def do(self, case_id: int, act: str, **answers: Any) -> Person:
        """Do an act through its form, from the page of the case, and come back to it."""
        answer = self.start(case_id, act, **answers).submit()
        said = self.page.locator("[data-errors], .notice-info").all_inner_texts()
        assert answer.status in (200, 302) and self.page.url.endswith(f"/cases/{case_id}"), (
            f"{self.username} could not {act}: {answer.status} {said}"
        )
        return self

    def move_clock(self, *days: int) -> Person:
        """Move the training clock by its buttons."""
        for number in days:
            self.press(f".clockbar button[value='{number}']")
        return self

    def now(self) -> datetime:
        """What the training clock shows."""
        shown = self.page.locator(".clockbar time").inner_text()
        return moment(shown[:10], int(shown[11:13]), int(shown[14:16]))

    # -- reading a case ----------------------------------------------------------------------------

    def place(self) -> str:
        """The node or outcome at which the panorama shows the case."""
        node = self.page.locator(".node[aria-current=step]")
        if node.count():
            number = int(node.first.get_attribute("value") or 0)
            return next(found.code for found in NODES.values() if found.no == number)
        words = self.page.locator(".outcome strong").inner_text()
        return next(found.code for found in OUTCOMES.values() if words in (found.zh, found.en))

    def light(self) -> str:
        """The code of the light in the head of the case."""
        return light_code(self.page.locator(".casehead .light"))

    def clocks(self) -> dict[int, tuple[str, str]]:
        """The deadlines the page lists, by number: the light's code and the due date."""
        found = {}
        for row in self.page.locator("table.clocks tbody tr").all():
            number = int((row.get_attribute("id") or "").removeprefix("clock-"))
            dates = row.locator(".due").all_inner_texts()
            found[number] = (light_code(row.locator(".light")), dates[-1])
        return found

    def due(self, case_id: int, code: str, *, party: int | None = None, basis: str = "") -> str:
        """The date the page gives for a deadline, which is also the one the engine keeps."""
        rows = Clock.objects.filter(case_id=case_id, code=code, party_no=party)
        clock = (rows.filter(basis=basis) if basis else rows).latest("no")
        shown = self.clocks()[clock.no][1]
        assert shown[:10] == (clock.due_on.isoformat() if clock.due_on else "—")
        return shown

    def last_entry(self, case_id: int) -> tuple[str, str]:
        """Who did what last, by the history: the words for the act and for the person."""
        self.open(case_id, "history")
        entry = self.page.locator(".timeline .entry").first
        return entry.locator(".entry-title").inner_text(), entry.locator(".entry-who").inner_text()

    def history(self, case_id: int) -> str:
        """Everything the history says."""
        self.open(case_id, "history")
        return self.page.locator("main").inner_text()

    # -- reading lists -----------------------------------------------------------------------------

    def listed(self) -> list[int]:
        """The cases in the open list, in its order."""
        links = self._hrefs("table.worklist tbody th a")
        return [int(link.rsplit("/", 1)[1]) for link in links]

    def row(self, case_id: int) -> Locator:
        """The row of a case in the open list."""
        return self.page.locator(f"table.worklist tr:has(a[href='/cases/{case_id}'])")

    def text(self) -> str:
        """What the open page says."""
        return self.page.locator("main").inner_text()

    def _hrefs(self, selector: str) -> list[str]:
        links = self.page.locator(selector).evaluate_all("all => all.map(a => a.pathname)")
        return [str(link) for link in links]


def act_code(address: str) -> str:
    return address.rsplit("/acts/", 1)[1]


def light_code(light: Locator) -> str:
    classes = light.first.get_attribute("class") or ""
    found = re.search(r"\blight-(?!word|text|statutory|management)([a-z]+)", classes)
    assert found, classes
    return found[1]


def hour(day: str, at: int = 9) -> datetime:
    """An hour of a day, as a hearing is fixed."""
    return moment(day, at)


def later(days: int, since: datetime = MORNING) -> date:
    """The date so many days later."""
    return (since + timedelta(days=days)).date()
