"""Appeals: each party's own time, from its own service, wherever the case stands meanwhile."""

from __future__ import annotations

import pytest

from cases.acts.fees import charges
from cases.law.money import Purpose
from cases.law.refusals import Refusal
from cases.models import Case, Charge, Link, Party
from cases.proof.replay import replay
from tests.cases import make
from tests.cases.engine.records import problems

pytestmark = pytest.mark.django_db


def judged(s: make.Stage, day: str, *, third: bool = False) -> make.Stage:
    """From filing to a judgment pronounced in court, as fast as the parties' waivers let it go."""
    s.on_day(day).file("ordinary").act("register", procedure="ordinary", panel=True)
    s.pay().act("assign").act("tell_panel")
    if third:
        Party.objects.create(case_id=s.case_id, no=3, side="third", name="演示第三人")
    s.on_each("defendant", "serve_complaint", way="direct")
    s.on_each("defendant", "waive_periods", by="clerk").act("hold_exchange")
    s.act("fix_hearing", hearing_at=4).after(4).act("close_hearing").act("record_deliberation")
    return s.act("sign_judgment").act("pronounce", manner="in_court", performance_days=10)


def is_sound(s: make.Stage) -> None:
    assert problems([s.case_id]) == []
    assert replay(s.case_id) == []


# -- while others are still to be served ------------------------------------------------------


def served_apart(who: make.Cast) -> make.Stage:
    """The plaintiff has the judgment since 2025-07-14; the defendant gets it by public notice."""
    s = judged(make.stage(who, "2025-06-02"), "2025-06-02").on_day("2025-07-14")
    s.act("serve_judgment", party=1, way="direct")
    return s.act("serve_judgment", party=2, way="public_notice")


def test_who_was_served_first_appeals_in_its_own_fifteen_days(who: make.Cast) -> None:
    """CPL 171: the others' service is nothing to the time of this party."""
    s = served_apart(who)
    assert make.due(s.case_id, "appeal_period", party=1) == "2025-07-29"
    s.on_day("2025-07-20").act("appeal_early", by="plaintiff", contested="50000")
    assert s.place == "judgment_service"
    assert make.clock(s.case_id, "appeal_period", party=1).state == "met"
    assert Charge.objects.get(case_id=s.case_id).parties == [1]
    is_sound(s)
    s.on_day("2025-08-14").on_day("2025-08-15")
    assert s.place == "appeal_transfer"
    assert make.due(s.case_id, "petition_service") == "2025-08-19"
    s.act("pass_on_petition").refuses("send_file_up")
    s.act("appeal_also", by="defendant", party=2)
    s.act("send_file_up")
    up = s.linked("appeal")
    assert Charge.objects.filter(case_id=up.case_id).count() == 2
    is_sound(s)


def test_an_early_appeal_that_is_late_or_made_twice_is_refused(who: make.Cast) -> None:
    s = served_apart(who)
    s.on_day("2025-07-20").act("appeal_early", by="plaintiff")
    with pytest.raises(Refusal) as twice:
        s.act("appeal_early", by="plaintiff")
    assert twice.value.reason == "appealed_already"
    with pytest.raises(Refusal) as unserved:
        s.act("appeal_early", by="defendant")
    assert unserved.value.reason == "too_late"
    late = served_apart(who).on_day("2025-07-30")
    with pytest.raises(Refusal) as over:
        late.act("appeal_early", by="plaintiff")
    assert over.value.reason == "too_late"


def test_an_early_appellant_alone_takes_the_case_up_when_the_others_time_is_over(
    who: make.Cast,
) -> None:
    s = served_apart(who).on_day("2025-07-20").act("appeal_early", by="plaintiff")
    s.on_day("2025-08-27")
    assert make.clock(s.case_id, "appeal_period", party=2).state == "running"
    s.on_day("2025-08-29")
    assert make.clock(s.case_id, "appeal_period", party=2).state == "expired"
    assert s.place == "appeal_transfer"
    s.act("send_file_up")
    assert s.place == "on_appeal"
    is_sound(s)


def test_who_appealed_against_the_dismissal_appeals_against_the_judgment_too(
    who: make.Cast,
) -> None:
    """An appeal that was answered from above is spent."""
    s = make.at_place(who, "on_appeal", "2025-03-03")
    charge = Charge.objects.get(case_id=s.case_id)
    assert [one.no for one in charges.standing(s.case_id, Purpose.APPEAL)] == [charge.no]
    Link.objects.filter(source_id=s.case_id, kind="appeal").update(answered_seq=charge.seq + 1)
    assert charges.standing(s.case_id, Purpose.APPEAL) == []


# -- third parties ----------------------------------------------------------------------------


def test_the_judgment_waits_for_the_third_party(who: make.Cast) -> None:
    """law.md node 18: it takes effect when every party was served and nobody appealed (解释 82)."""
    s = judged(make.stage(who, "2025-02-10"), "2025-02-10", third=True).on_day("2025-03-03")
    s.on_everyone("serve_judgment", way="direct")
    s.on_day("2025-03-25")
    assert s.place == "judgment_service"
    assert Case.objects.get(pk=s.case_id).took_effect_on is None
    s.act("serve_judgment", party=3, way="direct")
    assert s.place == "appeal_period"
    assert make.due(s.case_id, "appeal_period", party=3) == "2025-04-09"
    s.on_day("2025-04-09", 23)
    assert s.place == "appeal_period"
    s.on_day("2025-04-10", 0)
    assert s.place == "judgment_effective"
    is_sound(s)
