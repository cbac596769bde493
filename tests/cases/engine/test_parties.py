"""What a party cannot bring about, whichever door it knocks at: dates, and the stopping of time."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cases.law.incidents import INCIDENTS, RAISED_BY_PARTIES
from cases.law.refusals import NotAllowed
from cases.models import Clock, Incident, Outbox
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


QUIET = {
    "deliberation": ("record_deliberation", {}),
    "judgment_drafting": ("sign_judgment", {}),
    "asset_control": ("seize", {"kind": "movable_seized", "asset": "演示财产"}),
    "evidence_period": ("open_incident", {"incident": "preservation", "by": "judge"}),
}


@pytest.mark.parametrize("place", QUIET)
def test_no_message_tells_the_parties_what_is_not_for_them(who: make.Cast, place: str) -> None:
    """Deliberation, a judgment not pronounced, a measure before its service (流程公开规定 8)."""
    s = make.at_place(who, place)
    before = Outbox.objects.filter(case_id=s.case_id, recipient__startswith="party:").count()
    act, data = QUIET[place]
    s.act(act, **data)
    told = Outbox.objects.filter(case_id=s.case_id, recipient__startswith="party:")
    assert told.count() == before


def test_what_concerns_the_parties_is_told_to_each_of_them(who: make.Cast) -> None:
    s = make.at_place(who, "hearing_scheduling")
    s.act("fix_hearing", hearing_at=5)
    told = Outbox.objects.filter(case_id=s.case_id, template="fix_hearing")
    assert sorted(told.values_list("recipient", flat=True)) == ["party:1", "party:2"]
