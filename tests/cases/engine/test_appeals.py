"""Appeals: each party's own time, from its own service, wherever the case stands meanwhile."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from cases import procedure
from cases.acts.fees import charges, retrying
from cases.law.money import Purpose
from cases.law.on_paper import Paper
from cases.law.refusals import Refusal
from cases.law.roles import Role
from cases.models import Case, Charge, Clock, Court, Document, Incident, Link, Party
from cases.proof.replay import replay
from tests.cases import make
from tests.cases.engine.records import problems
from tests.cases.make import BASIC, UPPER, loan

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
    assert unserved.value.reason == "no_clock"
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


def test_an_early_appeal_is_withdrawn_before_the_file_goes_up(who: make.Cast) -> None:
    """CPL 180: the case stays where it waits, and takes effect when the others' time is over."""
    s = served_apart(who).on_day("2025-07-20").act("appeal_early", by="plaintiff")
    s.on_day("2025-07-25").act("withdraw_early_appeal", by="plaintiff")
    assert s.place == "judgment_service"
    assert Charge.objects.get(case_id=s.case_id).state == "withdrawn"
    is_sound(s)
    s.on_day("2025-08-15")
    assert s.place == "appeal_period"
    s.on_day("2025-08-29")
    assert s.place == "judgment_effective"
    assert str(Case.objects.get(pk=s.case_id).took_effect_on) == "2025-08-29"
    is_sound(s)


def test_of_two_early_appeals_the_other_goes_on(who: make.Cast) -> None:
    s = judged(make.stage(who, "2025-06-02"), "2025-06-02", third=True).on_day("2025-07-14")
    for party in (1, 3):
        s.act("serve_judgment", party=party, way="direct")
        s.act("appeal_early", by="clerk", party=party)
    s.act("withdraw_early_appeal", by="clerk", party=3)
    assert s.place == "judgment_service"
    s.act("serve_judgment", party=2, way="direct")
    assert s.place == "appeal_transfer"
    assert [one.parties for one in charges.standing(s.case_id, Purpose.APPEAL)] == [[1]]
    is_sound(s)


def signed_above(who: make.Cast) -> tuple[make.Stage, make.Stage]:
    """A suit that was not accepted, and its appeal, decided and not yet pronounced."""
    s = make.stage(who, "2025-03-03").file().act("refuse_filing", by="clerk")
    s.act("appeal", by="plaintiff").act("send_file_up")
    up = s.linked("appeal").on_day("2025-03-10").act("register").act("assign")
    up.on_day("2025-03-20").act("decide_without_hearing").act("record_deliberation")
    return s, up.act("sign_judgment")


def test_in_the_court_above_an_appeal_is_not_withdrawn_without_the_court(who: make.Cast) -> None:
    """CPL 180: it rules on whether it may be; after the judgment there is nothing left to rule."""
    _, up = signed_above(who)
    assert up.place == "judgment_service"
    for by in ("plaintiff", "clerk"):
        with pytest.raises(Refusal) as refused:
            up.act("withdraw_early_appeal", by=by)
        assert refused.value.reason == "no_appeal_pending"
    is_sound(up)


def test_who_has_not_appealed_has_nothing_to_withdraw(who: make.Cast) -> None:
    s = served_apart(who).on_day("2025-07-20")
    for party in (1, None):
        with pytest.raises(Refusal) as nothing:
            s.act("withdraw_early_appeal", by="clerk", party=party)
        assert nothing.value.reason == "no_appeal_pending"
    s.act("appeal_early", by="plaintiff")
    with pytest.raises(Refusal) as not_theirs:
        s.act("withdraw_early_appeal", by="defendant")
    assert not_theirs.value.reason == "no_appeal_pending"
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


# -- rulings ----------------------------------------------------------------------------------


def tried(who: make.Cast, day: str, kind: str = "ordinary", *, abroad: bool = False) -> make.Stage:
    """A case whose complaint was served and whose parties wait for a hearing."""
    s = make.stage(who, day, replace(loan(defendants=2), abroad=abroad)).file(kind)
    s.act("register", procedure=kind, panel=kind == "ordinary").pay().act("assign")
    return s.on_each("defendant", "serve_complaint", way="direct")


def test_each_party_has_its_own_time_to_appeal_against_a_dismissal(who: make.Cast) -> None:
    """CPL 171, 286; 解释 536: ten days from its own service, thirty without a domicile here."""
    s = tried(who, "2025-02-17", abroad=True).on_day("2025-03-03")
    s.act("dismiss_action", unserved=[3])
    assert make.due(s.case_id, "appeal_against_ruling", party=1) == "2025-03-13"
    assert make.due(s.case_id, "appeal_against_ruling", party=2) == "2025-04-02"
    with pytest.raises(Refusal) as not_named:
        s.act("serve_ruling", party=2, way="direct")
    assert not_named.value.reason == "already_served"
    s.on_day("2025-03-12").act("serve_ruling", party=3, way="direct")
    assert make.due(s.case_id, "appeal_against_ruling", party=3) == "2025-04-11"
    s.on_day("2025-03-14")
    with pytest.raises(Refusal) as late:
        s.act("appeal", by="plaintiff")
    assert late.value.reason == "too_late"
    s.on_day("2025-04-02").act("appeal", by="clerk", party=2)
    assert make.clock(s.case_id, "appeal_against_ruling", party=2).state == "met"
    s.act("pass_on_petition").refuses("send_file_up")
    s.refuses("allow_appeal_withdrawal")
    s.on_day("2025-04-11").act("appeal_also", by="clerk", party=3)
    s.act("send_file_up")
    assert Charge.objects.filter(case_id=s.linked("appeal").case_id).count() == 2
    is_sound(s)


def test_the_file_goes_up_when_the_ruling_has_reached_everybody(who: make.Cast) -> None:
    s = tried(who, "2025-02-17").on_day("2025-03-03").act("dismiss_action", unserved=[3])
    s.act("appeal", by="plaintiff").act("pass_on_petition").on_day("2025-03-14")
    with pytest.raises(Refusal) as waits:
        s.act("send_file_up")
    assert waits.value.reason == "not_all_served"
    s.act("serve_ruling", party=3, way="direct").on_day("2025-03-25").act("send_file_up")
    assert s.place == "on_appeal"
    is_sound(s)


def test_only_who_sued_appeals_against_a_suit_that_is_not_accepted(who: make.Cast) -> None:
    """CPL 126; of small claims as well: no procedure has begun (解释 277 speaks of dismissal)."""
    s = make.stage(who, "2025-03-03").file("small_claims").act("refuse_filing", by="clerk")
    assert make.due(s.case_id, "appeal_against_ruling", party=1) == "2025-03-13"
    assert Clock.objects.filter(case_id=s.case_id, code="appeal_against_ruling").count() == 1
    s.on_day("2025-03-13").act("appeal", by="plaintiff").act("send_file_up")
    is_sound(s)


def test_a_small_claim_that_was_not_accepted_is_appealed_too_late_not_in_vain(
    who: make.Cast,
) -> None:
    s = make.stage(who, "2025-03-03").file("small_claims").act("refuse_filing", by="clerk")
    with pytest.raises(Refusal) as late:
        s.on_day("2025-03-14").act("appeal", by="plaintiff")
    assert late.value.reason == "too_late" and late.value.about["due"] == "2025-03-13"


def test_no_appeal_lies_in_small_claims(who: make.Cast) -> None:
    """解释 276, 277: the ruling takes effect at once."""
    s = tried(who, "2025-02-24", "small_claims").on_day("2025-02-28")
    s.act("open_incident", by="defendant", incident="jurisdiction_objection")
    s.act("rule_on_objection")
    assert not Clock.objects.filter(case_id=s.case_id, code="objection_ruling_appeal").exists()
    assert not Incident.objects.filter(case_id=s.case_id, closed_on=None).exists()
    paper = Document.objects.get(case_id=s.case_id, title="民事裁定书（管辖权异议）")
    assert "一经作出即生效" in paper.text
    s.on_day("2025-03-03").act("dismiss_action")
    assert not Clock.objects.filter(case_id=s.case_id, code="appeal_against_ruling").exists()
    with pytest.raises(Refusal) as final:
        s.act("appeal", by="plaintiff")
    assert final.value.reason == "no_appeal"
    is_sound(s)


def objected(who: make.Cast, *, abroad: bool = False) -> make.Stage:
    s = tried(who, "2025-04-28", abroad=abroad).on_day("2025-05-08")
    s.act("open_incident", by="defendant", incident="jurisdiction_objection")
    return s.on_day("2025-05-13").act("rule_on_objection", unserved=[1])


def test_each_party_has_its_own_time_against_the_ruling_on_jurisdiction(who: make.Cast) -> None:
    s = objected(who)
    assert make.due(s.case_id, "objection_ruling_appeal", party=2) == "2025-05-23"
    s.on_day("2025-05-20").act("serve_ruling", party=1, way="post")
    assert make.due(s.case_id, "objection_ruling_appeal", party=1) == "2025-05-30"
    s.on_day("2025-05-26")
    assert Incident.objects.filter(case_id=s.case_id, closed_on=None).exists()
    s.act("appeal_objection", by="plaintiff").on_day("2025-06-03")
    assert Incident.objects.filter(case_id=s.case_id, closed_on=None).exists()
    assert s.linked("jurisdiction_appeal").place == "filing_review"
    is_sound(s)


def test_the_ruling_on_jurisdiction_is_final_with_the_last_ones_time(who: make.Cast) -> None:
    s = objected(who).on_day("2025-05-26")
    assert Incident.objects.filter(case_id=s.case_id, closed_on=None).exists()  # 1 is unserved
    s.act("serve_ruling", party=1, way="direct").on_day("2025-06-05")
    assert Incident.objects.filter(case_id=s.case_id, closed_on=None).exists()
    s.on_day("2025-06-06")
    assert not Incident.objects.filter(case_id=s.case_id, closed_on=None).exists()
    is_sound(s)


def test_one_party_abroad_gives_the_others_no_longer_time(who: make.Cast) -> None:
    s = objected(who, abroad=True)
    assert make.due(s.case_id, "objection_ruling_appeal", party=2) == "2025-06-12"
    s.act("serve_ruling", party=1, way="direct")
    assert make.due(s.case_id, "objection_ruling_appeal", party=1) == "2025-05-23"
    paper = Document.objects.get(case_id=s.case_id, title="民事裁定书（管辖权异议）")
    assert "十日内" in paper.text and "三十日内" in paper.text
    s.on_day("2025-05-20").act("appeal_objection", by="clerk", party=2)
    s.act("appeal_objection", by="plaintiff")  # heard with the first
    assert Link.objects.filter(source_id=s.case_id, kind="jurisdiction_appeal").count() == 1
    is_sound(s)


# -- effect, and what comes after -------------------------------------------------------------


def test_a_dismissal_takes_effect_when_the_last_partys_time_is_over(who: make.Cast) -> None:
    """解释 379, 536: from then on six months to apply for a retrial."""
    s = tried(who, "2025-02-17").on_day("2025-03-03").act("dismiss_action", unserved=[3])
    s.on_day("2025-03-14")
    assert Case.objects.get(pk=s.case_id).took_effect_on is None
    s.act("serve_ruling", party=3, way="direct").on_day("2025-03-25")
    assert str(Case.objects.get(pk=s.case_id).took_effect_on) == "2025-03-25"
    assert make.due(s.case_id, "retrial_application") == "2025-09-25"
    s.act("apply_retrial")
    assert s.linked("retrial_review").place == "filing_review"
    is_sound(s)


def test_a_suit_that_was_not_accepted_can_be_retried_too(who: make.Cast) -> None:
    s = make.stage(who, "2025-03-03").file().act("refuse_filing", by="clerk").on_day("2025-03-14")
    assert make.due(s.case_id, "retrial_application") == "2025-09-15"
    is_sound(s)


def test_a_dismissal_of_small_claims_takes_effect_at_once(who: make.Cast) -> None:
    s = tried(who, "2025-02-24", "small_claims").on_day("2025-03-03").act("dismiss_action")
    assert str(Case.objects.get(pk=s.case_id).took_effect_on) == "2025-03-03"
    assert make.due(s.case_id, "retrial_application") == "2025-09-03"
    is_sound(s)


def test_a_dismissal_that_was_affirmed_takes_effect_with_the_answer(who: make.Cast) -> None:
    s, up = signed_above(who)
    up.act("pronounce", manner="fixed_date", result="affirmed")
    up.on_everyone("serve_judgment", way="electronic")
    s.back(up)
    assert s.place == "closing_archiving"
    assert make.due(s.case_id, "retrial_application") == "2025-09-22"
    s.after(1).act("archive")
    assert make.clock(s.case_id, "retrial_application").state == "running"
    is_sound(s)


def test_a_petition_against_a_ruling_posted_in_time_undoes_its_effect(who: make.Cast) -> None:
    s = make.stage(who, "2025-03-03").file().act("refuse_filing", by="clerk").on_day("2025-03-17")
    posted = Paper(1, s.at, date(2025, 3, 13))
    procedure.perform(s.case_id, "appeal", by=who.actor(BASIC, Role.CLERK), at=s.at, paper=posted)
    case = Case.objects.get(pk=s.case_id)
    assert (case.stands_at, case.took_effect_on) == ("appeal_transfer", None)
    assert make.clock(s.case_id, "retrial_application").state == "cancelled"
    is_sound(s)


# -- while the file is archived ---------------------------------------------------------------


def test_a_case_is_not_archived_while_the_dismissal_can_be_appealed(who: make.Cast) -> None:
    s = tried(who, "2025-02-17").on_day("2025-03-03").act("dismiss_action", unserved=[3])
    with pytest.raises(Refusal) as open_:
        s.on_day("2025-03-04").act("begin_archiving")
    assert (open_.value.reason, "2025-03-13" in open_.value.zh) == ("right_still_open", True)
    with pytest.raises(Refusal) as unserved:
        s.on_day("2025-03-14").act("begin_archiving")
    assert unserved.value.reason == "not_all_served"
    s.act("serve_ruling", party=3, way="direct").on_day("2025-03-25").act("begin_archiving")
    s.act("apply_retrial")  # its six months run on
    assert s.place == "closing_archiving"
    is_sound(s)


def test_nor_while_a_mediated_agreement_can_be_confirmed(who: make.Cast) -> None:
    s = make.at_place(who, "mediation_settled")
    with pytest.raises(Refusal) as open_:
        s.act("begin_archiving")
    assert open_.value.reason == "right_still_open"
    s.after(45).act("begin_archiving")


def test_execution_and_retrial_are_applied_for_while_the_file_is_archived(who: make.Cast) -> None:
    s = make.at_place(who, "judgment_effective").after(1).act("begin_archiving").after(20)
    s.act("apply_retrial").act("apply_execution")
    assert s.place == "execution_filing"
    is_sound(s)


@pytest.mark.parametrize("archived", [False, True])
def test_an_application_for_retrial_posted_in_time_is_not_late(
    who: make.Cast, archived: bool
) -> None:
    """CPL 85: the six months of CPL 216 never pause, but what was posted in them is in time."""
    s = make.at_place(who, "judgment_effective").after(1).act("begin_archiving")
    last = make.clock(s.case_id, "retrial_application").due_on
    assert last is not None
    s.on_day(str(last + timedelta(days=3)))
    if archived:
        s.act("archive")
    place, clerk = s.place, who.actor(BASIC, Role.CLERK)
    for late in (Paper(1, s.at), Paper(1, s.at, last + timedelta(days=1))):
        with pytest.raises(Refusal) as refused:
            procedure.perform(s.case_id, "apply_retrial", by=clerk, at=s.at, paper=late)
        assert (refused.value.reason, refused.value.about["due"]) == ("too_late", str(last))
    posted = Paper(1, s.at, last)
    procedure.perform(s.case_id, "apply_retrial", by=clerk, at=s.at, paper=posted)
    assert s.place == place and s.linked("retrial_review").place == "filing_review"
    is_sound(s)


def test_an_appeal_posted_in_time_waits_until_the_file_is_archived(who: make.Cast) -> None:
    """No way of the table leads from closing to the court above; nobody is late for it: the day is
    that of the postmark, whenever it is entered."""
    s = make.at_place(who, "judgment_effective").after(1).act("begin_archiving")
    last = make.clock(s.case_id, "appeal_period", party=1).due_on
    clerk, posted = who.actor(BASIC, Role.CLERK), Paper(1, s.at, last)
    with pytest.raises(Refusal) as closing:
        procedure.perform(s.case_id, "appeal_on_paper", by=clerk, at=s.at, paper=posted)
    assert closing.value.reason == "not_here"
    s.after(30).act("archive")
    procedure.perform(s.case_id, "appeal_on_paper", by=clerk, at=s.at, paper=posted)
    assert s.place == "appeal_transfer"
    assert Case.objects.get(pk=s.case_id).took_effect_on is None
    is_sound(s)


def test_out_of_the_archive_a_case_goes_only_where_its_outcome_leads(who: make.Cast) -> None:
    s = tried(who, "2025-02-17").on_day("2025-03-03").act("dismiss_action").on_day("2025-03-20")
    s.act("begin_archiving").refuses("apply_execution")
    s.act("archive").refuses("apply_execution").refuses("accept_confirmation")


# -- retrial ----------------------------------------------------------------------------------


def affirmed(who: make.Cast) -> make.Stage:
    """A judgment that the intermediate court affirmed."""
    up = make.at_place(who, "affirmed")
    s = make.stage(who)
    s.case_id = Link.objects.get(target_id=up.case_id, kind="appeal").source_id
    s.at = up.at
    assert s.place == "judgment_effective"
    return s


def reviewed(s: make.Stage, who: make.Cast, *, applied: bool = False) -> make.Stage:
    """Its retrial is ordered; nobody answers."""
    review = (s if applied else s.after(5).act("apply_retrial")).linked("retrial_review")
    review.act("register").on_each("defendant", "serve_complaint", way="direct")
    review.wait("hearing_scheduling").act("decide_without_hearing").act("record_deliberation")
    review.act("sign_judgment").act("pronounce", manner="fixed_date", result="retrial_ordered")
    return review.on_everyone("serve_judgment", way="electronic")


def test_a_retrial_after_an_appeal_is_not_asked_of_the_court_that_decided_it(
    who: make.Cast,
) -> None:
    """CPL 210: of the court above it; where there is none in the system, that is said."""
    s = affirmed(who).after(5)
    with pytest.raises(Refusal) as nowhere:
        s.act("apply_retrial")
    assert nowhere.value.reason == "no_court_for_retrial"
    assert who.courts[UPPER].name in nowhere.value.zh
    high = Court.objects.get(code=UPPER)
    high.pk, high.code, high.name = None, "H", "演示高级人民法院"
    high.save(force_insert=True)
    Court.objects.filter(code=UPPER).update(upper=high)
    s.act("apply_retrial")
    review = Link.objects.get(source_id=s.case_id, kind="retrial_review").target
    assert review.court_id == high.pk


def test_the_court_that_orders_a_retrial_hears_it_in_a_final_judgment(who: make.Cast) -> None:
    """CPL 215, 218: nobody had appealed, and it is heard above all the same 提审."""
    review = reviewed(make.at_place(who, "judgment_effective"), who)
    assert review.place == "retrial_ordered"
    again = Case.objects.get(pk=review.linked("retrial").case_id)
    assert (again.procedure, again.court.code) == ("retrial_second", UPPER)


def test_after_a_withdrawn_appeal_the_court_above_the_first_reviews_it(who: make.Cast) -> None:
    up = make.at_place(who, "appeal_withdrawn")
    below = Case.objects.get(dispute_id=Case.objects.get(pk=up.case_id).dispute_id,
                             court__code=BASIC)  # fmt: skip
    up.case_id, up.court = below.pk, BASIC
    up.at = below.entries.latest("seq").effective_at
    up.after(3).act("apply_retrial")
    assert Case.objects.get(pk=up.linked("retrial_review").case_id).court.code == UPPER


@pytest.mark.parametrize(
    ("by", "asked", "fee"),
    [
        ("plaintiff", {}, 5800),  # 300,000: 1.5% and 1,300
        ("defendant", {"contested": "100000"}, 2300),
    ],
)
def test_whoever_did_not_appeal_pays_for_the_retrial(
    who: make.Cast, by: str, asked: dict[str, str], fee: int
) -> None:
    """费用办法 9(2), 19: on the part of the judgment that the application is against."""
    s = make.at_place(who, "judgment_effective").after(5)
    s.act("apply_retrial", by=by, **asked)
    again = reviewed(s, who, applied=True).linked("retrial").act("register")
    case = Case.objects.get(pk=again.case_id)
    assert (case.stands_at, case.fee) == ("fee_payment", fee)
    assert make.clock(again.case_id, "fee_payment").party_no == (1 if by == "plaintiff" else 2)
    again.act("pay_fee", by=by)
    assert again.place == "case_assignment"
    is_sound(again)


@pytest.mark.parametrize(
    ("document", "new_evidence", "appealed", "expected"),
    [
        ("judgment", False, False, "no_appeal"),
        ("mediation_statement", False, False, "no_appeal"),
        ("judgment", True, True, "new_evidence"),
        ("judgment", False, True, None),
        ("ruling", True, False, None),
        ("", False, False, None),
    ],
)
def test_a_retrial_is_free_but_for_the_two_cases_of_article_9(
    who: make.Cast, document: str, new_evidence: bool, appealed: bool, expected: str | None
) -> None:
    s = make.stage(who).file("ordinary")
    case = Case.objects.get(pk=s.case_id)
    case.document = document
    if appealed:
        Charge.objects.create(
            case_id=case.pk, no=1, purpose="appeal", parties=[1], amount=50, seq=1
        )
    assert retrying.exception(case, 1, new_evidence) == expected
