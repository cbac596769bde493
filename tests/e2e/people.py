"""A court and the people who use its pages: what they do, and what they read there.

People find their way by what stays when words change: addresses, codes of acts, names of fields.
"""

from __future__ import annotations

import sys
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django.db import transaction
from django.test import Client
from django.utils.text import capfirst
from playwright.sync_api import TimeoutError as StandsStill

from cases import enforcement
from cases.law.nodes import NODES
from cases.law.outcomes import OUTCOMES
from cases.models import Clock
from courtflow.rehearsal.people import BASIC, PASSWORD, Cast
from courtflow.rehearsal.stage import Stage
from tests.browser import PATIENCE
from tests.cases.make import moment, people, set_clock, stage

if TYPE_CHECKING:
    from playwright.sync_api import (
        Browser,
        ConsoleMessage,
        Locator,
        Page,
        Request,
        Response,
    )

MORNING = moment("2026-03-02", 9)
"""When every court of these tests opens: a Monday without a holiday near."""
DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 360, "height": 740}
LANGUAGES = {"zh": "zh-CN", "en": "en-US"}


@dataclass(frozen=True)
class Look:
    """How somebody looks at the pages."""

    phone: bool = False
    language: str = "zh"
    scripts: bool = True


@dataclass
class Windows:
    """The windows of a browser, handed from one person to the next: a new one is costly."""

    browser: Browser
    url: str
    free: dict[Look, list[Page]] = field(default_factory=dict)

    def take(self, look: Look) -> Page:
        """A window in which nobody is signed in and nothing is open."""
        waiting = self.free.setdefault(look, [])
        page = waiting.pop() if waiting else self._opened(look)
        page.set_viewport_size(PHONE if look.phone else DESKTOP)
        page.emulate_media(media="screen", color_scheme="light", reduced_motion="reduce")
        return page

    def _opened(self, look: Look) -> Page:
        context = self.browser.new_context(
            base_url=self.url,
            locale=LANGUAGES[look.language],
            timezone_id="Asia/Shanghai",
            java_script_enabled=look.scripts,
        )
        context.set_default_timeout(PATIENCE)
        return context.new_page()

    def give_back(self, page: Page, look: Look) -> None:
        page.goto("about:blank")
        page.context.clear_cookies()
        self.free[look].append(page)


@dataclass
class Courthouse:
    """A court with its people."""

    windows: Windows
    cast: Cast
    keys: dict[str, str] = field(default_factory=dict)

    @classmethod
    def opened(cls, windows: Windows) -> Courthouse:
        cast = people()
        set_clock(cast.group, MORNING)
        return cls(windows, cast)

    def person(self, username: str, look: Look) -> Person:
        """Somebody at a window, signed in; without a name, whoever has not signed in."""
        page = self.windows.take(look)
        if username:
            session = {"name": "sessionid", "value": self.key(username), "url": self.windows.url}
            page.context.add_cookies([session])  # type: ignore[list-item]
        return Person(page, username, look)

    def key(self, username: str) -> str:
        """The session of a person; the page for signing in has tests of its own."""
        if username not in self.keys:
            client = Client()
            client.force_login(self.cast.users[username])
            self.keys[username] = client.cookies["sessionid"].value
        return self.keys[username]

    def user_id(self, username: str) -> int:
        return self.cast.users[username].pk

    @property
    def court_id(self) -> int:
        return self.cast.courts[BASIC].pk

    @property
    def court_name(self) -> str:
        return self.cast.courts[BASIC].name

    def case(self, scene: Callable[[Stage], object], since: str) -> int:
        """A case that has lived through a scene since a day; what fell due meanwhile happened."""
        played = stage(self.cast, since)
        with transaction.atomic():
            scene(played)
        enforcement.sweep()
        return played.case_id


def _at_work() -> str:
    """What every thread of the application is doing, for a page that does not come."""
    return "\n".join(
        "".join(traceback.format_stack(frame, limit=8)) for frame in sys._current_frames().values()
    )


class Person:
    """Somebody at a window: opens a case, does an act by its form, reads lights."""

    def __init__(self, page: Page, username: str, look: Look) -> None:
        self.page, self.username, self.look = page, username, look
        self.problems: list[str] = []
        self._unanswered: set[str] = set()
        self._watched: dict[Any, Callable[[Any], None]] = {
            "console": self._on_console,
            "pageerror": lambda error: self.problems.append(f"script error: {error}"),
            "request": self._on_request,
            "response": self._on_response,
            "requestfailed": lambda request: self._unanswered.discard(request.url),
        }
        for event, listener in self._watched.items():
            page.on(event, listener)

    def leave(self, windows: Windows) -> None:
        """Leave the window to the next person."""
        for event, listener in self._watched.items():
            self.page.remove_listener(event, listener)
        windows.give_back(self.page, self.look)

    # -- what must never happen at a window --------------------------------------------------------

    def _on_console(self, message: ConsoleMessage) -> None:
        # A browser also logs the refusals that a page answers with on purpose.
        refused = "the server responded with a status of 4" in message.text
        if message.type == "error" and not refused:
            self.problems.append(f"console of {self.page.url}: {message.text}")

    def _on_request(self, request: Request) -> None:
        self._unanswered.add(request.url)
        address = urlsplit(request.url)
        if address.scheme.startswith("http") and address.hostname != "127.0.0.1":
            self.problems.append(f"a request left this machine: {request.url}")

    def _on_response(self, response: Response) -> None:
        self._unanswered.discard(response.url)
        # A page that keeps what is typed is told so when another window was first.
        told = response.status == 409 and response.request.resource_type == "fetch"
        part = response.request.resource_type != "document" and not told
        if response.status >= 500 or (part and response.status >= 400):
            self.problems.append(f"{response.status} for {response.url}")

    # -- going somewhere ---------------------------------------------------------------------------

    def sign_in(self, username: str) -> Person:
        """By name and password, as on any other day."""
        self.username = username
        self.go("/sign-in")
        self.page.fill("[name=username]", username)
        self.page.fill("[name=password]", PASSWORD)
        self.press("main form button.button")
        assert not urlsplit(self.page.url).path.startswith("/sign-in")
        return self

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
        try:
            with self.page.expect_navigation() as found:
                self.page.locator(selector).first.click()
        except StandsStill as error:
            error.add_note(f"not answered: {self._unanswered or 'nothing'}\n{_at_work()}")
            raise
        answer = found.value
        assert answer is not None
        return answer

    # -- acts --------------------------------------------------------------------------------------

    def start(self, case_id: int, act: str, **answers: Any) -> Person:
        """Go from the case to the form of an act, and fill it in."""
        link = f"a[href='/cases/{case_id}/acts/{act}']"
        if not self.page.locator(f"aside.acts {link}").count():
            self.open(case_id)
        folded = self.page.locator(f"aside.acts details:not([open]):has({link}) > summary")
        if folded.count():
            folded.click()
        self.press(f"aside.acts {link}")
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
        if answer.status == 200 and self.page.locator("form.confirm [name=seen]").count():
            answer = self.submit()  # looked at, and now meant
        said = self.page.locator("[data-errors], .notice-info").all_inner_texts()
        assert answer.status in (200, 302) and self.page.url.endswith(f"/cases/{case_id}"), (
            f"{self.username} could not {act}: {answer.status} {said}"
        )
        return self

    def say_why(self, case_id: int, what: str, reason: str, words: str = "") -> Person:
        """Give a reason to read: ``reason`` (a case outside one's work) or ``inner``."""
        assert self.go(f"/cases/{case_id}/{what}") == 200
        self.page.check(f"[name=reason][value={reason}]")
        if words:
            self.page.fill("[name=words]", words)
        assert self.press("form.confirm button.button").status == 200
        return self

    def pay(self, case_id: int, choice: str = "pay") -> Person:
        """Pay what the case asks for at the sandbox of the gateway, and come back to the case."""
        self.open(case_id)
        self.press(f"a[href='/cases/{case_id}/pay']")
        self.press("main form button.button")
        self.press("main a[href$='/go']")
        self.press(f"button[value='{choice}']")
        self.press(f"main a[href='/cases/{case_id}']")
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

    def see(self, case_id: int) -> CasePage:
        """Open a case and read its page."""
        self.open(case_id)
        return CasePage.read(self.page)

    def entries(self, case_id: int) -> list[Entry]:
        """The history of a case, newest first."""
        self.open(case_id, "history")
        return [Entry(**found) for found in self.page.evaluate(READ_HISTORY)]

    def text(self) -> str:
        """What the open page says."""
        return self.page.locator("main").inner_text()

    # -- reading lists -----------------------------------------------------------------------------

    def listed(self) -> list[int]:
        """The cases in the open list, in its order."""
        links = self.page.locator("table.worklist tbody th a")
        paths = links.evaluate_all("all => all.map(a => a.pathname)")
        return [int(path.rsplit("/", 1)[1]) for path in paths]

    def row(self, case_id: int) -> Locator:
        """The row of a case in the open list."""
        return self.page.locator(f"table.worklist tr:has(a[href='/cases/{case_id}'])")


READ_CASE = """() => {
  const text = (part, within = document) => within.querySelector(part)?.innerText ?? "";
  const light = (part, within = document) =>
    /light-(?!word|text|statutory|management)([a-z]+)/.exec(
      within.querySelector(part)?.className ?? "")?.[1] ?? "";
  return {
    node: Number(document.querySelector(".node[aria-current=step]")?.getAttribute("value") ?? 0),
    outcome: text(".outcome strong"),
    light: light(".casehead .light"),
    clocks: [...document.querySelectorAll("table.clocks tbody tr[id]")].map((row) => ({
      no: Number(row.id.replace("clock-", "")),
      light: light(".light", row),
      due: [...row.querySelectorAll(".due")].at(-1).innerText,
    })),
    offers: [...document.querySelectorAll("aside.acts a[href*='/acts/']")].map(
      (link) => link.pathname.split("/acts/")[1]),
    next_step: text(".next-step"),
  };
}"""
READ_HISTORY = """() => [...document.querySelectorAll(".timeline .entry")].map((entry) => ({
  seq: entry.value,
  when: entry.querySelector(".entry-when").innerText,
  title: entry.querySelector(".entry-title").innerText,
  who: entry.querySelector(".entry-who").innerText,
  text: entry.innerText,
}))"""


@dataclass(frozen=True)
class CasePage:
    """What the page of a case says."""

    place: str
    light: str
    """The code of the light in the head of the case; "" where nothing runs."""
    clocks: dict[int, tuple[str, str]]
    """The deadlines listed, by number: the light's code and the due date."""
    offers: frozenset[str]
    """The codes of the acts that can be chosen."""
    next_step: str

    @classmethod
    def read(cls, page: Page) -> CasePage:
        found = page.evaluate(READ_CASE)
        return cls(
            _place(found["node"], found["outcome"]),
            found["light"],
            {clock["no"]: (clock["light"], clock["due"]) for clock in found["clocks"]},
            frozenset(found["offers"]),
            found["next_step"],
        )

    def due(self, case_id: int, code: str, *, party: int | None = None) -> str:
        """The date given for a deadline (the law's before the court's own), which is also the
        one the engine keeps."""
        rows = Clock.objects.filter(case_id=case_id, code=code, party_no=party)
        clock = rows.filter(basis="statutory").last() or rows.latest("no")
        shown = self.clocks[clock.no][1]
        assert shown.startswith(clock.due_on.isoformat() if clock.due_on else "—")
        assert (len(shown) > 10) is clock.provisional, "a provisional date says so"
        return shown[:10]


@dataclass(frozen=True)
class Entry:
    """One line of a history."""

    seq: int
    when: str
    title: str
    who: str
    text: str


def _place(number: int, outcome: str) -> str:
    if number:
        return next(node.code for node in NODES.values() if node.no == number)
    return next(o.code for o in OUTCOMES.values() if outcome in (o.zh, o.en, capfirst(o.en)))


def hour(day: str, at: int = 9) -> datetime:
    """An hour of a day, as a hearing is fixed."""
    return moment(day, at)
