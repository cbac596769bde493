"""The training clock, and the proof that nothing due on the way was passed over."""

from __future__ import annotations

import pytest

from tests.e2e import scenes
from tests.e2e.conftest import Enter
from tests.e2e.people import Courthouse

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("e2e-supervisor")]


def test_the_clock_moves_by_a_day_a_week_and_a_month(house: Courthouse, enter: Enter) -> None:
    """What falls due on the way happens: a fee notice of 27 February runs out on 6 March."""
    case_id = house.case(scenes.registered, "2026-02-27")
    supervisor = enter("oversight")
    began = supervisor.open(case_id).now()
    for days, until in ((1, 1), (7, 8), (30, 38)):
        supervisor.move_clock(days)
        assert (supervisor.now().date() - began.date()).days == until
        assert supervisor.page.locator("main [role=status]").inner_text()
    assert supervisor.entries(case_id)[0].when == "2026-03-07 00:00"
    supervisor.go("/board")
    proof = supervisor.page.locator("section:has(#proof-title) dd").all_inner_texts()
    assert proof[0] == "0", "nothing that is due is left unfired"
    assert int(proof[1]) >= 1 and all(text.strip() for text in proof)
