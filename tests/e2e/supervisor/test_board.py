"""Those who supervise: figures, and the very cases behind each of them."""

from __future__ import annotations

import pytest

from tests.e2e import scenes
from tests.e2e.conftest import Enter
from tests.e2e.people import CasePage, Courthouse, Person

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("e2e-supervisor")]

FIGURES = ("in_hand", "overdue", "soon", "past_target", "suspended", "asked", "asked_late",
           "set_aside")  # fmt: skip


@pytest.fixture(scope="module")
def overdue(house: Courthouse) -> int:
    """Filed on 9 February and never looked at: due on the 16th, a holiday, hence the 24th."""
    return house.case(scenes.filed, "2026-02-09")


@pytest.fixture(scope="module", autouse=True)
def others(house: Courthouse) -> list[int]:
    """A case due within three days, one that waits for an approval, and one that is closed."""
    return [
        house.case(scenes.filed, "2026-02-25"),
        house.case(lambda s: scenes.heard(s).act("ask_extension", by="judge"), "2026-02-05"),
        house.case(lambda s: scenes.filed(s).act("withdraw_application"), "2026-02-25"),
    ]


def figures(person: Person) -> dict[str, int]:
    person.go("/board")
    shown = person.page.locator(".figures a").evaluate_all(
        "all => all.map(a => [a.pathname.split('/').pop(), parseInt(a.innerText)])"
    )
    return {name: int(value) for name, value in shown}


def test_every_figure_is_as_long_as_the_list_behind_it(
    overdue: int, others: list[int], enter: Enter
) -> None:
    soon, asked, closed = others
    supervisor = enter("oversight")
    counted = figures(supervisor)
    assert tuple(counted) == FIGURES
    behind = {}
    for name, value in counted.items():
        supervisor.go(f"/board/{name}")
        behind[name] = supervisor.listed()
        assert value == len(behind[name]), name
        assert supervisor.page.locator("h1 .count").inner_text() == str(value)
    assert overdue in behind["overdue"] and soon in behind["soon"]
    assert asked in behind["asked"] and closed not in behind["in_hand"]


def test_an_overdue_case_is_two_clicks_away(overdue: int, enter: Enter) -> None:
    """From the home page: the figure, then the case, which says since when."""
    leader = enter("president")
    leader.go("/")
    leader.press(".figures a[href='/board/overdue']")
    leader.press(f"table.worklist a[href='/cases/{overdue}']")
    page = CasePage.read(leader.page)
    assert page.light == "overdue" and page.due(overdue, "filing_review") == "2026-02-24"


def test_lists_of_the_board_name_no_party_in_full(overdue: int, enter: Enter) -> None:
    supervisor = enter("oversight")
    supervisor.go("/board/in_hand")
    assert overdue in supervisor.listed()
    assert "演示原告1" not in supervisor.text()
