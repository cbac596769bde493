"""How people file in these tests: screen by screen, by the labels' fields."""

from __future__ import annotations

from typing import Any

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
