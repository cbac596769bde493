"""A case that the sweep could not step waits for a person, and for nobody else."""

from __future__ import annotations

import pytest

from cases import procedure
from cases.law.refusals import REASONS, Refusal
from cases.models import SetAside
from tests.e2e import scenes
from tests.e2e.conftest import Enter
from tests.e2e.people import Courthouse, Person

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("e2e-supervisor")]


def test_what_was_set_aside_waits_with_its_reason_and_is_sent_on(
    house: Courthouse, enter: Enter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The sweep stumbles over one case and goes on with the others; once what hindered it is
    gone, a person retries."""
    broken = house.case(scenes.served, "2026-02-27")
    sound = house.case(scenes.served, "2026-02-27")
    supervisor = enter("oversight")
    with monkeypatch.context() as hindered:
        _stumble_over(broken, hindered)
        supervisor.go("/board")
        supervisor.move_clock(30)
    assert supervisor.see(sound).place == "hearing_scheduling"
    assert supervisor.see(broken).place == "answer_period"
    supervisor.go("/board")
    assert figure(supervisor) == "1"
    row = supervisor.page.locator(f"main tr:has(a[href='/cases/{broken}'])")
    assert REASONS["no_clock"][0] in row.inner_text()
    assert SetAside.objects.get(case_id=broken).attempts >= 1
    with supervisor.page.expect_navigation():
        row.locator("form button").click()
    supervisor.go("/board")
    supervisor.move_clock(1)
    assert supervisor.see(broken).place == "hearing_scheduling"
    supervisor.go("/board")
    assert figure(supervisor) == "0"


def figure(person: Person) -> str:
    return person.page.locator(".figures a[href='/board/set_aside']").inner_text()[0]


def _stumble_over(case_id: int, hindered: pytest.MonkeyPatch) -> None:
    steps = procedure.step_time

    def step_time(p, *arguments, **options):  # type: ignore[no-untyped-def]
        if p.case.pk == case_id:
            raise Refusal("no_clock")
        return steps(p, *arguments, **options)

    hindered.setattr(procedure, "step_time", step_time)
