"""What a party cannot bring about, whichever door it knocks at: dates, and the stopping of time."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cases.law.incidents import INCIDENTS, RAISED_BY_PARTIES
from cases.law.refusals import NotAllowed
from cases.models import Clock, Incident
from tests.cases import make

pytestmark = pytest.mark.django_db


def test_a_party_does_not_choose_the_day_of_its_act(who: make.Cast) -> None:
    s = make.at_place(who, "appeal_period")
    with pytest.raises(NotAllowed, match="day_not_yours"):
        s.act("appeal", by="defendant", party=2, on=s.on - timedelta(days=3))
    s.act("appeal", by="defendant", party=2, on=s.on)
    assert s.place == "appeal_transfer"


@pytest.mark.parametrize("kind", sorted(set(INCIDENTS) - RAISED_BY_PARTIES))
def test_time_stops_only_by_the_courts_hand(who: make.Cast, kind: str) -> None:
    s = make.at_place(who, INCIDENTS[kind].at[-1])
    with pytest.raises(NotAllowed, match="not_yours"):
        s.act("open_incident", by="defendant", incident=kind)
    assert not Incident.objects.filter(case_id=s.case_id, kind=kind).exists()
    assert not Clock.objects.filter(case_id=s.case_id, kind="incident").exists()
