"""From the mediator's list to an agreement that both parties have signed."""

from __future__ import annotations

import pytest

from tests.e2e import scenes
from tests.e2e.conftest import Enter
from tests.e2e.people import CasePage, Courthouse

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("e2e-mediator")]

TERMS = "演示协议:被告分两期归还。"


@pytest.fixture
def named(house: Courthouse) -> int:
    """A mediator was named on Friday 27 February and has three working days to answer."""
    return house.case(scenes.mediator_named, "2026-02-27")


def test_mediated_signed_and_settled(named: int, enter: Enter) -> None:
    """Accepted on 2 March: thirty days until 1 April (在线调解规则 24)."""
    mediator, plaintiff, defendant = (enter(n) for n in ("mediator", "plaintiff", "defendant"))
    mediator.go("/work")
    assert mediator.listed() == [named]
    mediator.do(named, "accept_mediation")
    page = CasePage.read(mediator.page)
    assert page.place == "mediation" and page.due(named, "mediation") == "2026-04-01"
    mediator.do(named, "publish_agreement", terms=TERMS)
    assert CasePage.read(mediator.page).place == "agreement_signing"
    plaintiff.do(named, "sign_agreement")
    assert CasePage.read(plaintiff.page).place == "agreement_signing"
    assert mediator.see(named).place == "agreement_signing"
    defendant.do(named, "sign_agreement")
    for reader in (defendant, plaintiff, mediator):
        assert reader.see(named).place == "mediation_settled"


def test_a_party_reads_what_it_is_to_sign(named: int, enter: Enter) -> None:
    """The published text is for the parties; nobody signs what they cannot read."""
    mediator, plaintiff = enter("mediator"), enter("plaintiff")
    mediator.do(named, "accept_mediation")
    mediator.do(named, "publish_agreement", terms=TERMS)
    found = []
    for view in ("", "history", "papers", "acts/sign_agreement"):
        plaintiff.open(named, view)
        found.append(plaintiff.text())
    assert TERMS in "\n".join(found)


def test_nobody_signs_twice(named: int, enter: Enter) -> None:
    mediator, plaintiff = enter("mediator"), enter("plaintiff")
    mediator.do(named, "accept_mediation")
    mediator.do(named, "publish_agreement", terms=TERMS)
    plaintiff.do(named, "sign_agreement")
    plaintiff.go(f"/cases/{named}/acts/sign_agreement")
    if plaintiff.page.locator("form.confirm").count():
        assert plaintiff.submit().status == 409
    assert plaintiff.see(named).place == "agreement_signing"


def test_a_mediator_sees_only_where_they_were_named(house: Courthouse, enter: Enter) -> None:
    other = house.case(scenes.served, "2026-02-25")
    mediator = enter("mediator")
    assert mediator.go(f"/cases/{other}") == 404
    mediator.go("/work")
    assert other not in mediator.listed()
