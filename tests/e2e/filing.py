"""How people file in these tests: screen by screen, by the labels' fields."""

from __future__ import annotations

from typing import Any

from cases.acts.filing import preparing
from cases.acts.filing.preparing import Window
from cases.models import Filing
from tests.e2e.people import Courthouse, Person

GO = "form.filing .actions button.button:not([name])"
BEGIN = "main form .actions button.button"
NAME = "演示原告 赵甲"
SCREENS: dict[str, dict[str, Any]] = {
    "matter": {"cause": "民间借贷纠纷"},
    "parties": {"plaintiff-0-name": NAME, "defendant-0-name": "演示被告 钱乙"},
    "claims": {"principal": "100,000"},
    "facts": {"lent_on": "2025-01-02", "lent": "100,000", "how": "transfer"},
    "evidence": {},
    "consents": {"address": "演示市演示路1号", "phone": "13800000000", "mediation": "yes"},
}
"""What is typed about a loan of 100,000 yuan."""


def prepared(house: Courthouse, username: str, screens: dict[str, dict[str, Any]]) -> str:
    """A filing with these screens kept, without a browser; answers its id."""
    filing = Filing.objects.create(owner_id=house.user_id(username))
    for code, answers in screens.items():
        more = {"court": house.court_id} if code == "matter" else {}
        one = {"capacity": "self"} if code == "parties" else {}
        sets = {"parties": ("plaintiff", "defendant"), "evidence": ("proof",)}.get(code, ())
        counts = {f"{name}-{what}_FORMS": n for name in sets for what, n in COUNTS}
        typed = {**more, **one, **counts, **answers}
        data = {name: [str(value)] for name, value in typed.items()}
        preparing.keep(filing.pk, filing.owner_id, code, data, Window())
    return str(filing.pk)


COUNTS = (("TOTAL", 1), ("INITIAL", 0))


def begins(person: Person) -> str:
    """A new filing; answers its address without the screen."""
    person.go("/file")
    person.press(BEGIN)
    assert person.page.url.endswith("/matter")
    return person.page.url.removesuffix("matter")


def fills(person: Person, house: Courthouse | None = None, **changes: dict[str, Any]) -> str:
    """Fill in one screen after the other up to the page for signing."""
    base = begins(person)
    for code, answers in SCREENS.items():
        assert person.page.url == base + code
        more = {"court": house.court_id} if house and code == "matter" else {}
        person.fill(**more, **{**answers, **changes.get(code, {})})
        assert person.press(GO).status == 200, person.text()
    assert person.page.url == base + "review"
    return base


def signs(person: Person, name: str = NAME) -> int:
    """Sign, send, and go from the receipt to the case; answers its number."""
    person.page.check("[name=true]")
    person.fill(name=name)
    assert person.press(GO).status == 200
    assert person.page.url.endswith("/receipt")
    person.press("main .actions a.button")
    return int(person.page.url.rsplit("/", 1)[1])


def files(person: Person, house: Courthouse, **changes: dict[str, Any]) -> int:
    """A complaint from the first question to the case."""
    fills(person, house, **changes)
    return signs(person)
