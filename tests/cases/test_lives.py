"""The nine lives to rehearse, on the engine, on exactly their dates, and every deadline in them.

Each figure stands here as it was worked out by hand from the statutes and the State Council's
calendars of 2024-2026; the tests read it back from the clocks of the case. Every life is then
lived again with each thing that may happen to it: wrong steps, the sweep in place of people, an
extension, a suspension, a withdrawal, a death.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import Any

import pytest

from cases import enforcement, procedure
from cases.acts.execution.executing import ending_possible_from
from cases.law import ladder
from cases.law.acts import ACTS, Act
from cases.law.nodes import NODES
from cases.law.outcomes import OUTCOMES
from cases.law.refusals import Refusal
from cases.models import Case, Clock, Draft, Entry, NumberAlias, Rung
from cases.proof.replay import replay
from courtflow.rehearsal import lives as rehearsed
from courtflow.rehearsal.play import made_up
from courtflow.rehearsal.stage import CurtainFalls, Stage
from tests.cases import make
from tests.cases.make import loan, moment

pytestmark = pytest.mark.django_db


# ---------------------------------------------------------------- a stage that checks its dates


@dataclass
class Script:
    """How a life is told, on all the stages of its linked cases."""

    exact: bool = True
    """Whether its figures must hold: not once something was thrown in that moves them."""
    sweeps: bool = False
    """Whether time is let pass by the sweep on a moved clock, not by the stage itself."""
    expired: int = 0
    """How many clocks the sweep found expired."""


@dataclass
class Told(Stage):
    """A stage on which deadlines are expected as they stand in the script."""

    script: Script = field(default_factory=Script)

    def pass_time(self, until: Any) -> None:
        if not self.script.sweeps:
            return super().pass_time(until)
        make.set_clock(self.cast.group, until)
        before = Rung.objects.filter(rung=ladder.Rung.EXPIRY).count()
        enforcement.sweep()
        self.script.expired += Rung.objects.filter(rung=ladder.Rung.EXPIRY).count() - before
        return None

    def act(self, code: str, *, by: str = "", **data: Any) -> Told:
        if self.script.sweeps:
            self.pass_time(self.at)
        super().act(code, by=by, **data)
        return self

    def linked(self, kind: str) -> Told:
        return Told(**vars(super().linked(kind)), script=self.script)

    def expects(self, code: str, day: str, **which: Any) -> Told:
        """The newest clock of this name is due on this day."""
        if self.script.exact:
            found = make.clock(self.case_id, code, **which)
            assert (code, str(found.due_on)) == (code, day), found.citation
        return self

    def stands(self, place: str, since: str = "") -> Told:
        """The case stands here, since the beginning of this day if one is named."""
        assert self.place == place
        if since and self.script.exact:
            entered = Case.objects.values_list("entered_at", flat=True).get(pk=self.case_id)
            assert entered == moment(since, 0)
        return self


def judged(s: Told, day: str, procedure: str = "ordinary", *, panel: bool = True) -> None:
    """From filing to the day before service, as fast as the parties' waivers let it go."""
    s.on_day(day).file(procedure).act("register", procedure=procedure, panel=panel)
    s.pay().act("assign").act("tell_panel")
    s.on_each("defendant", "serve_complaint", way="direct").on_each(
        "defendant", "waive_periods", by="clerk"
    )
    if s.place == "evidence_exchange":
        s.act("hold_exchange")
    s.act("fix_hearing", hearing_at=4).after(4).act("close_hearing")
    if s.place == "deliberation":
        s.act("record_deliberation")
    s.act("sign_judgment").act("pronounce", manner="in_court", performance_days=10)


def effective(s: Told, filed: str, served: str) -> None:
    """A judgment in effect when nobody appealed in fifteen days."""
    judged(s, filed, "summary", panel=False)
    s.on_day(served).on_everyone("serve_judgment", way="direct").wait("judgment_effective")


# ---------------------------------------------------------------- the nine lives


def life_1(s: Told) -> None:
    """Summary procedure, nobody answers, nobody appeals."""
    s.on_day("2025-01-06").file("summary").act("register", procedure="summary")
    s.expects("fee_payment", "2025-01-13").expects("summary", "2025-04-07")
    s.on_day("2025-01-08").pay().on_day("2025-01-09").act("assign").act("tell_panel")
    s.on_day("2025-01-14").act("serve_complaint", party=2, way="direct")
    s.expects("answer_period", "2025-02-05", party=2)
    s.expects("evidence_period", "2025-02-05", party=2)
    s.on_day("2025-02-06", 0).stands("hearing_scheduling", since="2025-02-06")
    s.on_day("2025-02-08").act("fix_hearing", hearing_at=4)
    s.on_day("2025-02-12").act("close_hearing").stands("judgment_drafting")
    s.on_day("2025-02-20").act("sign_judgment").act("pronounce", manner="in_court")
    s.on_day("2025-02-28").on_everyone("serve_judgment", way="direct").stands("appeal_period")
    s.expects("appeal_period", "2025-03-17", party=1).expects(
        "appeal_period", "2025-03-17", party=2
    )
    s.on_day("2025-03-17", 23).stands("appeal_period")
    s.on_day("2025-03-18", 0).stands("judgment_effective", since="2025-03-18")


def life_2(s: Told) -> None:
    """Settled, confirmed, breached."""
    s.on_day("2024-12-11").file("summary").act("refer_to_mediation")
    s.on_day("2024-12-13").act("record_consent", by="clerk")
    s.on_day("2024-12-17").act("appoint_mediator")
    s.on_day("2024-12-20").act("accept_mediation").expects("mediation", "2025-01-20")
    s.on_day("2025-01-06").act("publish_agreement")
    s.on_day("2025-01-08").on_everyone("sign_agreement", by="clerk").stands("mediation_settled")
    s.expects("confirmation_application", "2025-02-07")
    s.on_day("2025-01-16").act("accept_confirmation").expects("judicial_confirmation", "2025-02-17")
    s.on_day("2025-01-24").act("confirm_agreement", performance_days=10)
    s.stands("confirmation_effective").expects("party_objection", "2025-02-08")
    s.on_day("2025-03-03").act("apply_execution").act("register_execution")
    s.stands("execution_notice").on_day("2025-03-05").act("issue_execution_notice")


def life_3(s: Told) -> None:
    """Mediation fails; the objection to jurisdiction is rejected, and so is the appeal."""
    s.on_day("2025-03-10").file("ordinary").act("refer_to_mediation")
    s.on_day("2025-03-12").act("record_consent", by="clerk").act("appoint_mediator")
    s.on_day("2025-03-15").act("accept_mediation").expects("mediation", "2025-04-14")
    s.on_day("2025-04-14").act("end_mediation", by="mediator").stands("fee_payment")
    s.expects("ordinary", "2025-10-14").on_day("2025-04-15").pay().act("assign")
    s.on_day("2025-04-18").act("serve_complaint", party=2, way="direct")
    s.expects("answer_period", "2025-05-06", party=2)
    s.on_day("2025-04-28").act("open_incident", by="defendant", incident="jurisdiction_objection")
    s.on_day("2025-05-13").act("rule_on_objection")
    s.expects("objection_ruling_appeal", "2025-05-23")
    s.on_day("2025-05-22").act("appeal_objection", by="defendant")
    up = s.linked("jurisdiction_appeal")
    up.on_day("2025-06-03").act("register").expects("jurisdiction_appeal", "2025-07-03")
    up.act("assign").on_day("2025-06-20").act("record_deliberation").act("sign_judgment")
    up.on_day("2025-06-24").act("pronounce", manner="fixed_date", result="affirmed")
    up.on_everyone("serve_judgment", way="electronic").stands("affirmed")
    s.back(up).expects("ordinary", "2025-12-10").stands("evidence_period")
    s.wait("evidence_exchange").after(1).act("hold_exchange").act("fix_hearing", hearing_at=5)


def life_4(s: Told) -> None:
    """Small claims become summary, then ordinary; the top-up is paid."""
    s.on_day("2024-04-08").file("small_claims").act("register", procedure="small_claims")
    s.expects("small_claims", "2024-06-11").pay().on_day("2024-04-09").act("assign")
    s.on_day("2024-05-20").act("serve_complaint", party=2, way="direct")
    s.expects("evidence_period", "2024-05-27", party=2).wait("hearing_scheduling")
    s.act("fix_hearing", hearing_at=1).on_day("2024-06-07")
    s.act("change_procedure", procedure="summary").expects("summary", "2024-07-08")
    s.on_day("2024-06-24").act("change_procedure", procedure="ordinary", top_up=True)
    s.expects("ordinary", "2024-10-08").expects("top_up", "2024-07-01")
    s.on_day("2024-06-28").act("pay_top_up").act("reopen_evidence").wait("evidence_exchange")
    s.act("hold_exchange").act("fix_hearing", hearing_at=5).after(6).act("close_hearing")
    s.stands("deliberation").act("record_deliberation").act("sign_judgment")
    s.act("pronounce", manner="in_court").on_everyone("serve_judgment", way="direct")
    s.stands("appeal_period").wait("judgment_effective")


def life_5(s: Told) -> None:
    """Served on different days; one appeals; remanded; tried again."""
    s.subject = loan(defendants=2)
    judged(s, "2026-01-12")
    s.on_day("2026-01-30").act("serve_judgment", party=1, way="direct")
    s.expects("appeal_period", "2026-02-14", party=1)
    s.on_day("2026-02-06").act("serve_judgment", party=2, way="direct")
    s.expects("appeal_period", "2026-02-24", party=2).stands("judgment_service")
    s.on_day("2026-02-11").act("serve_judgment", party=3, way="direct")
    s.expects("appeal_period", "2026-02-26", party=3).stands("appeal_period")
    s.on_day("2026-02-13").act("appeal", by="plaintiff").stands("appeal_transfer")
    s.expects("petition_service", "2026-02-24").expects("appeal_transfer", "2026-03-16")
    s.on_day("2026-02-18").act("pass_on_petition").refuses("send_file_up")
    s.on_day("2026-03-16").act("send_file_up").stands("on_appeal")
    up = s.linked("appeal")
    up.on_day("2026-03-20").act("register").expects("second_instance", "2026-06-22")
    up.pay(by="plaintiff").act("assign").on_day("2026-04-20").act("decide_without_hearing")
    up.act("record_deliberation").act("sign_judgment")
    up.act("pronounce", manner="fixed_date", result="remanded")
    up.on_day("2026-04-30").on_everyone("serve_judgment", way="electronic").stands("remanded")
    s.back(up).stands("closing_archiving")
    again = up.linked("remand")
    again.expects("filing_review", "2026-05-06").on_day("2026-05-06")
    again.act("register", procedure="ordinary", panel=True).expects("ordinary", "2026-11-06")
    again.stands("case_assignment")  # no fee is due again


def life_6(s: Told) -> None:
    """Dismissed, appealed, ordered to be heard."""
    s.on_day("2025-09-01").file("ordinary").act("register", procedure="ordinary", panel=True)
    s.pay().act("assign").act("serve_complaint", party=2, way="direct")
    s.act("waive_periods", party=2, by="clerk").act("hold_exchange").stands("hearing_scheduling")
    s.on_day("2025-09-26").act("dismiss_action").stands("dismissed")
    s.expects("appeal_against_ruling", "2025-10-09")
    s.on_day("2025-10-09").act("appeal", by="plaintiff").act("pass_on_petition")
    s.on_day("2025-10-13").act("send_file_up").stands("on_appeal")
    up = s.linked("appeal")
    up.on_day("2025-10-20").act("register").expects("second_instance", "2025-11-19")
    up.act("assign").on_day("2025-11-05").act("decide_without_hearing").act("record_deliberation")
    up.act("sign_judgment").act("pronounce", manner="fixed_date", result="ordered")
    up.on_day("2025-11-10").on_everyone("serve_judgment", way="electronic").stands("changed")
    s.back(up).stands("case_assignment").expects("ordinary", "2026-05-11").act("assign")
    s.on_day("2025-11-14").act("serve_complaint", party=2, way="direct")
    s.expects("answer_period", "2025-12-01", party=2).wait("evidence_exchange").act("hold_exchange")
    s.act("fix_hearing", hearing_at=4).after(4).act("close_hearing").act("record_deliberation")
    s.act("sign_judgment").act("pronounce", manner="in_court")
    s.on_everyone("serve_judgment", way="direct").stands("appeal_period")


def life_7(s: Told) -> None:
    """A retrial is applied for, ordered, and opened."""
    effective(s, "2024-08-01", "2024-08-15")
    s.stands("judgment_effective", since="2024-08-31").expects("retrial_application", "2025-02-28")
    s.on_day("2025-01-22").act("apply_retrial")
    up = s.linked("retrial_review")
    up.on_day("2025-01-22", 11).act("register").expects("complaint_service", "2025-01-27")
    up.expects("retrial_review", "2025-04-22")
    up.on_day("2025-01-26").act("serve_complaint", party=2, way="direct")
    up.expects("answer_period", "2025-02-10", party=2).wait("hearing_scheduling")
    up.act("decide_without_hearing").stands("deliberation").after(3).act("record_deliberation")
    up.after(3).act("sign_judgment").act("pronounce", manner="fixed_date", result="retrial_ordered")
    up.on_everyone("serve_judgment", way="electronic").stands("retrial_ordered")
    up.linked("retrial").stands("filing_review")


def life_8(s: Told) -> None:
    """Two auctions without a bid, a sale, settlement in kind."""
    effective(s, "2025-02-05", "2025-02-20")
    s.on_day("2025-03-28").act("apply_execution").expects("execution_filing", "2025-04-07")
    s.expects("execution_notice", "2025-04-07").on_day("2025-04-01").act("register_execution")
    s.on_day("2025-04-03").act("issue_execution_notice").act("inquire_assets")
    s.on_day("2025-04-14").act("seize", kind="real_estate_seized").expects(
        "valuation_start", "2025-05-14"
    )
    s.on_day("2025-04-25").act("commission_valuation").expects("asset_valuation", "2025-05-26")
    s.on_day("2025-05-20").act("fix_price").expects("online_auction", "2025-05-30")
    s.on_day("2025-05-29").act("publish_auction", asset="real_estate")
    s.expects("auction_notice", "2025-06-28")
    s.on_day("2025-06-30").act("record_no_bid").expects("second_auction", "2025-07-30")
    s.on_day("2025-07-10").act("publish_auction", asset="real_estate")
    s.on_day("2025-07-28").act("record_no_bid").expects("sale_notice", "2025-08-12")
    s.on_day("2025-08-11").act("publish_sale").expects("sale_window", "2025-10-10")
    begun = make.clock(s.case_id, "sale_window").started_on
    assert not s.script.exact or str(begun) == "2025-08-11"
    s.on_day("2025-09-20").act("sell").stands("proceeds_distribution")
    s.on_day("2025-09-25").act("pay_out").stands("fully_executed")


def life_9(s: Told) -> None:
    """Ended for now, a house is found, execution restored."""
    effective(s, "2024-09-02", "2024-09-20")
    s.on_day("2024-11-25").act("apply_execution")
    s.on_day("2024-11-29").act("register_execution").expects("execution", "2025-05-29")
    s.on_day("2024-12-02").act("issue_execution_notice").act("inquire_assets")
    assert str(ending_possible_from(moment("2024-11-29").date())) == "2025-03-01"
    s.on_day("2025-02-28").refuses("end_this_time")
    s.on_day("2025-03-10").act("end_this_time").expects("asset_requery", "2025-09-10")
    s.on_day("2025-03-12").act("serve_ending").expects("ending_objection", "2025-05-12")
    s.on_day("2025-09-11").expects("asset_requery", "2026-03-10")
    s.on_day("2025-09-15").act("restore_execution").expects("execution_filing", "2025-09-22")
    s.on_day("2025-09-18").act("register_execution").expects("execution", "2026-03-18")
    s.on_day("2025-09-22").act("issue_execution_notice").act("inquire_assets")
    s.act("open_incident", by="execution_officer", incident="third_party_objection")
    s.on_day("2025-09-30").act("commission_valuation").on_day("2025-10-20").act("fix_price")
    s.refuses("publish_auction", asset="real_estate")
    s.act("rule_on_third_party", by="execution_officer", ruling="refused")
    s.expects("no_disposal", "2025-11-04").on_day("2025-11-04")
    s.refuses("publish_auction", asset="real_estate").on_day("2025-11-05")
    s.act("publish_auction", asset="real_estate").on_day("2025-12-05").act("sell")
    s.on_day("2025-12-10").act("pay_out").stands("fully_executed")


LIVES: dict[int, Callable[[Told], None]] = {
    1: life_1, 2: life_2, 3: life_3, 4: life_4, 5: life_5, 6: life_6, 7: life_7, 8: life_8,
    9: life_9,
}  # fmt: skip
FIRST_INSTANCE = "1 3 4 9 10 11 12 13 14 15 16 17 18"
PATHS = {
    1: [f"{FIRST_INSTANCE} judgment_effective"],
    2: ["1 5 6 7 mediation_settled 8 confirmation_effective 20 21 22"],
    3: ["1 5 6 3 4 9 10 11 12 13 14", "1 3 4 9 10 11 12 13 14 15 16 17 affirmed"],
    4: ["1 3 4 9 10 11 12 13 14 11 12 13 14 15 16 17 18 judgment_effective"],
    5: [f"{FIRST_INSTANCE} 19 on_appeal 26", "1 3 4 9 10 11 12 13 15 16 17 remanded", "1 3 4"],
    6: ["1 3 4 9 10 11 12 13 dismissed 19 on_appeal 4 9 10 11 12 13 14 15 16 17 18",
        "1 3 4 9 10 11 12 13 15 16 17 changed"],
    7: [f"{FIRST_INSTANCE} judgment_effective", "1 3 4 9 10 11 12 13 15 16 17 retrial_ordered",
        "1"],
    8: [f"{FIRST_INSTANCE} judgment_effective 20 21 22 23 24 25 fully_executed"],
    9: [f"{FIRST_INSTANCE} judgment_effective 20 21 22 ended_this_time 20 21 22 23 24 25"
        " fully_executed"],
}  # fmt: skip
"""The places of every case of a life in order, nodes by number, skipped ones too."""


def told(number: int, **more: Any) -> Told:
    """An empty stage for one of the lives."""
    return Told(make.people(), loan(), moment("2024-01-02", 9), random.Random(number), **more)


def cases_of(s: Stage) -> list[int]:
    """Every case of the dispute on this stage."""
    dispute = Case.objects.values_list("dispute_id", flat=True).get(pk=s.case_id)
    return list(Case.objects.filter(dispute_id=dispute).order_by("pk").values_list("pk", flat=True))


def path(case_id: int) -> str:
    """The places a case came through, as its log tells them."""
    places = (
        Entry.objects.filter(case_id=case_id).order_by("seq").values_list("stands_at", flat=True)
    )
    return " ".join(str(NODES[p].no) if p in NODES else p for p, _ in groupby(places))


def is_told_by_its_log(s: Stage) -> None:
    """Every case of the dispute is what its log adds up to."""
    for case_id in cases_of(s):
        assert replay(case_id) == []


@pytest.mark.parametrize("number", LIVES)
def test_every_deadline_of_a_life_comes_out(number: int) -> None:
    s = told(number)
    LIVES[number](s)
    assert [path(case_id) for case_id in cases_of(s)] == PATHS[number]
    is_told_by_its_log(s)


def test_a_party_abroad_has_its_longer_times_and_no_case_clock_runs() -> None:
    """CPL 283, 285-287: notice of 60 days, 30 to answer and appeal, 30 to answer an appeal."""
    s = told(0)
    s.subject = replace(loan(), abroad=True)
    s.on_day("2025-03-10").file("ordinary").act("register", procedure="ordinary", panel=True)
    s.pay().act("assign").act("serve_complaint", party=2, way="public_notice")
    s.expects("public_notice_period", "2025-05-09", party=2)
    s.on_day("2025-05-10").stands("answer_period", since="2025-05-10")
    s.expects("answer_period", "2025-06-09", party=2)
    s.wait("evidence_exchange").act("hold_exchange").act("fix_hearing", hearing_at=4)
    s.after(4).act("close_hearing").act("record_deliberation").act("sign_judgment")
    s.act("pronounce", manner="in_court").on_day("2025-07-14")
    s.act("serve_judgment", party=1, way="direct").expects("appeal_period", "2025-07-29", party=1)
    s.act("serve_judgment", party=2, way="public_notice")
    s.expects("public_notice_period", "2025-09-12", party=2)
    s.on_day("2025-09-13").expects("appeal_period", "2025-10-13", party=2)
    s.act("appeal", by="defendant").act("pass_on_petition")
    s.expects("appeal_answer", "2025-10-13")
    assert not Clock.objects.filter(case_id=s.case_id, kind="case").exists()
    is_told_by_its_log(s)


@pytest.mark.parametrize("number", LIVES)
def test_a_life_is_the_same_when_the_sweep_lets_time_pass(number: int) -> None:
    s = told(number, script=Script(sweeps=True))
    LIVES[number](s)
    assert [path(case_id) for case_id in cases_of(s)] == PATHS[number]
    expired = Rung.objects.filter(case_id__in=cases_of(s), rung=ladder.Rung.EXPIRY)
    assert s.script.expired == expired.count() > 0
    is_told_by_its_log(s)


# ---------------------------------------------------------------- what is thrown in


@dataclass
class Thrown:
    """Something that happens once, before the first act of the script at a place."""

    place: str
    what: Callable[[Told], None]
    procedure: str = ""
    happened: bool = False

    def __call__(self, s: Stage, law: Act) -> None:
        assert isinstance(s, Told)
        if self.happened or s.case_id == 0 or s.place != self.place:
            return
        if self.procedure and not Case.objects.filter(pk=s.case_id, procedure=self.procedure):
            return
        self.happened = True
        self.what(s)


def lived_with(number: int, thrown: Thrown) -> Told:
    """A life into which something is thrown; it ends there if that ends it."""
    s = told(number, tell=thrown)
    with suppress(CurtainFalls):
        LIVES[number](s)
    assert thrown.happened
    is_told_by_its_log(s)
    return s


@pytest.mark.parametrize("number", LIVES)
def test_wrong_steps_before_every_act_change_nothing(number: int) -> None:
    """Before every act of a life one is tried that the table does not have there."""
    rng, refused = random.Random(number), []

    def try_wrong_steps(s: Stage, law: Act) -> None:
        if s.case_id == 0:
            return
        place = s.place
        wrong = [act for act in ACTS.values() if place not in act.at and act.to]
        before = Case.objects.values().get(pk=s.case_id)
        act = rng.choice(wrong)
        with pytest.raises(Refusal):
            procedure.perform(s.case_id, act.code, by=s._who(act, ""), at=s.at)
        refused.append(act.code)
        assert before == Case.objects.values().get(pk=s.case_id)

    s = told(number, tell=try_wrong_steps)
    LIVES[number](s)
    assert [path(case_id) for case_id in cases_of(s)] == PATHS[number]
    assert len(refused) > 10


# where: (place, procedure); due: the clock and its day once the extension is granted
EXTENDED = {
    1: ("hearing_scheduling", "", "summary", "2025-05-06"),  # 3 + 1 months in one addition
    2: ("judicial_confirmation", "", "judicial_confirmation", "2025-03-17"),  # 30 + 30 days
    3: ("hearing_scheduling", "ordinary", "ordinary", "2026-06-10"),  # 6 + 6 months, 57 days
    4: ("hearing_scheduling", "", "small_claims", "2024-07-08"),  # 2 + 1 months
    5: ("hearing_scheduling", "second_instance", "second_instance", "2026-09-20"),  # make-up Sunday
    6: ("hearing_scheduling", "second_instance", "second_instance", "2025-12-19"),  # 30 + 30 days
    7: ("hearing_scheduling", "retrial_review", "retrial_review", "2025-07-22"),  # 3 + 3 months
    8: ("asset_valuation", "", "execution", "2026-01-04"),  # 01-01 to 01-03 are off
    9: ("asset_control", "", "execution", "2025-08-29"),  # 6 + 3 months
}


@pytest.mark.parametrize("number", EXTENDED)
def test_an_extension_adds_to_the_limit_and_the_life_goes_on(number: int) -> None:
    place, procedure, code, day = EXTENDED[number]

    def extension(s: Told) -> None:
        s.script.exact = False
        asks = "execution_officer" if code == "execution" else "judge"
        s.act("ask_extension", by=asks).refuses("ask_extension", by=asks)
        s.refuses("decide_extension", by=asks, granted=True)
        s.act("decide_extension", granted=True)
        assert make.due(s.case_id, code) == day
        s.refuses("decide_extension", granted=True)

    s = lived_with(number, Thrown(place, extension, procedure))
    assert [path(case_id) for case_id in cases_of(s)] == PATHS[number]


# (place, procedure, incident, by, clock, its day once ten days are excluded)
SUSPENDED = {
    1: ("hearing_scheduling", "", "suspension", "judge", "summary", "2025-04-16"),
    2: ("mediation", "", "pre_suit_appraisal", "clerk", "mediation", "2025-02-05"),
    3: ("hearing_scheduling", "ordinary", "suspension", "judge", "ordinary", "2025-12-22"),
    4: ("hearing_scheduling", "", "suspension", "judge", "small_claims", "2024-06-18"),
    5: ("hearing_scheduling", "second_instance", "suspension", "judge", "second_instance",
        "2026-06-30"),
    6: ("hearing_scheduling", "second_instance", "suspension", "judge", "second_instance",
        "2025-12-01"),
    7: ("hearing_scheduling", "retrial_review", "suspension", "judge", "retrial_review",
        "2025-05-06"),
    8: ("asset_valuation", "", "stay", "execution_officer", "execution", "2025-10-11"),
    9: ("asset_control", "", "stay", "execution_officer", "execution", "2025-06-09"),
}  # fmt: skip


@pytest.mark.parametrize("number", SUSPENDED)
def test_ten_suspended_days_do_not_count_and_the_life_goes_on(number: int) -> None:
    place, procedure, incident, by, code, day = SUSPENDED[number]

    def suspension(s: Told) -> None:
        s.script.exact = False
        s.act("open_incident", by=by, incident=incident)
        assert make.due(s.case_id, code) == ""
        s.after(10).act("close_incident", by=by, incident=incident)
        assert make.due(s.case_id, code) == day

    s = lived_with(number, Thrown(place, suspension, procedure))
    assert [path(case_id) for case_id in cases_of(s)] == PATHS[number]


# (place, procedure, act, by, where the case comes to, where the case below it comes to)
WITHDRAWN = {
    1: ("hearing_scheduling", "", "allow_withdrawal", "judge", "withdrawn", ""),
    2: ("mediation", "", "withdraw_mediation", "plaintiff", "mediation_withdrawn", ""),
    3: ("answer_period", "", "allow_withdrawal", "judge", "withdrawn", ""),
    4: ("hearing", "", "allow_withdrawal", "judge", "withdrawn", ""),
    5: ("hearing_scheduling", "second_instance", "allow_appeal_withdrawal", "judge",
        "appeal_withdrawn", "appeal_withdrawn"),
    6: ("hearing_scheduling", "second_instance", "allow_appeal_withdrawal", "judge",
        "appeal_withdrawn", "appeal_withdrawn"),
    7: ("hearing_scheduling", "retrial_review", "withdraw_application", "judge",
        "application_withdrawn", "judgment_effective"),
    8: ("asset_valuation", "", "terminate_execution", "execution_officer", "execution_terminated",
        ""),
    9: ("asset_control", "", "terminate_execution", "execution_officer", "execution_terminated",
        ""),
}  # fmt: skip


@pytest.mark.parametrize("number", WITHDRAWN)
def test_a_withdrawal_ends_the_life(number: int) -> None:
    place, procedure, act, by, outcome, below = WITHDRAWN[number]

    def withdrawal(s: Told) -> None:
        s.act(act, by=by).stands(outcome)
        raise CurtainFalls

    s = lived_with(number, Thrown(place, withdrawal, procedure))
    ended(s, outcome, below)


def ended(s: Told, outcome: str, below: str) -> None:
    """The life is over: no clock of the procedure runs any more."""
    cases = Case.objects.filter(pk__in=cases_of(s))
    assert cases.get(pk=s.case_id).stands_at == (below or outcome)
    assert cases.filter(stands_at=outcome).exists()
    running = Clock.objects.filter(case__in=cases, state="running")
    assert not running.filter(kind__in=("case", "party", "incident")).exists()


DIES = {
    1: ("hearing_scheduling", "", "terminated", ""),
    3: ("hearing_scheduling", "ordinary", "terminated", ""),
    4: ("hearing", "", "terminated", ""),
    5: ("hearing_scheduling", "second_instance", "terminated", "terminated"),
    6: ("hearing_scheduling", "second_instance", "terminated", "terminated"),
    7: ("hearing_scheduling", "retrial_review", "terminated", "judgment_effective"),
    8: ("asset_valuation", "", "execution_terminated", ""),
    9: ("asset_control", "", "execution_terminated", ""),
}


@pytest.mark.parametrize("number", DIES)
def test_a_party_dies_and_nobody_takes_up_the_case(number: int) -> None:
    """Suspended for two hundred days, longer than any limit: nothing expires, then it ends."""
    place, procedure, outcome, below = DIES[number]
    execution = outcome == "execution_terminated"
    by = "execution_officer" if execution else "judge"

    def death(s: Told) -> None:
        s.act("open_incident", by=by, incident="stay" if execution else "suspension")
        before = Rung.objects.filter(case_id=s.case_id, rung=ladder.Rung.EXPIRY)
        fired = set(before.values_list("clock_no", flat=True))
        s.after(200)
        clocks = Clock.objects.filter(case_id=s.case_id, kind__in=("case", "node", "party"))
        late = before.exclude(clock_no__in=fired)
        assert not late.filter(clock_no__in=clocks.values("no")).exists()
        s.act("terminate_execution" if execution else "terminate_proceedings").stands(outcome)
        raise CurtainFalls

    s = lived_with(number, Thrown(place, death, procedure))
    ended(s, outcome, below)


def test_no_proceedings_are_suspended_while_they_have_not_begun() -> None:
    """Life 2: in mediation a death suspends nothing (CPL 153 is of the trial)."""

    def death(s: Told) -> None:
        s.refuses("open_incident", by="judge", incident="suspension")

    s = lived_with(2, Thrown("mediation", death))
    assert [path(case_id) for case_id in cases_of(s)] == PATHS[2]


# ---------------------------------------------------------------- side ways of the nine lives


def test_mediation_that_runs_out_is_registered_by_operation_of_law() -> None:
    """Life 3 without a person: the 30 days end on a Sunday, so a day later than by hand."""
    s = told(3, script=Script(sweeps=True))
    s.on_day("2025-03-10").file("ordinary").act("refer_to_mediation")
    s.on_day("2025-03-12").act("record_consent", by="clerk").act("appoint_mediator")
    s.on_day("2025-03-14").act("accept_mediation").expects("mediation", "2025-04-14")
    s.on_day("2025-04-14", 23).stands("mediation").on_day("2025-04-15", 0)
    s.stands("fee_payment", since="2025-04-15").expects("ordinary", "2025-10-15")
    assert str(Case.objects.get(pk=s.case_id).registered_on) == "2025-04-15"


def test_an_unpaid_top_up_becomes_a_draft_and_nothing_more() -> None:
    """Life 4: on 07-02 a draft lies before the judge; the case stands until it is signed."""
    s = told(4)
    s.on_day("2024-04-08").file("small_claims").act("register", procedure="small_claims")
    s.pay().act("assign").act("serve_complaint", party=2, way="direct")
    s.wait("hearing_scheduling").act("fix_hearing", hearing_at=1).on_day("2024-06-07")
    s.act("change_procedure", procedure="summary").on_day("2024-06-24")  # small claims: to 06-11
    s.act("change_procedure", procedure="ordinary", top_up=True).expects("top_up", "2024-07-01")
    s.on_day("2024-07-01", 23)
    drafts = Draft.objects.filter(case_id=s.case_id, proposes="deemed_withdrawn", closed_seq=None)
    assert not drafts.exists()
    s.on_day("2024-07-02", 0)
    assert drafts.count() == 1
    s.on_day("2024-07-20").stands("hearing")
    assert drafts.count() == 1
    s.act("deem_withdrawn").stands("deemed_withdrawn")
    assert not drafts.exists()


def test_a_retrial_application_is_passed_on_in_time_counted_from_its_receipt() -> None:
    """Life 7, registered two days later: five days still run from 01-22 (CPL 214)."""
    s = told(7)
    effective(s, "2024-08-01", "2024-08-15")
    s.on_day("2025-01-22").act("apply_retrial")
    up = s.linked("retrial_review")
    up.on_day("2025-01-24").act("register").expects("complaint_service", "2025-01-27")
    up.expects("retrial_review", "2025-04-22")


def test_nobody_bids_before_the_time_of_notice_is_over() -> None:
    """Life 8: the notice of 05-29 allows bidding from Saturday 06-28, which does not roll."""
    s = told(8)
    effective(s, "2025-02-05", "2025-02-20")
    s.on_day("2025-03-28").act("apply_execution").act("register_execution")
    s.act("issue_execution_notice").act("inquire_assets")
    s.act("commission_valuation").act("fix_price")
    s.on_day("2025-05-29").act("publish_auction", asset="real_estate")
    s.on_day("2025-06-27").refuses("record_no_bid").refuses("sell")
    s.on_day("2025-06-28").act("sell").stands("proceeds_distribution")


def test_execution_is_not_ended_for_now_before_three_months_have_passed() -> None:
    """Life 9: filed 2024-11-29, there is no 29 February 2025: from 2025-03-01."""
    s = told(9)
    effective(s, "2024-09-02", "2024-09-20")
    s.on_day("2024-11-29").act("apply_execution").act("register_execution")
    s.act("issue_execution_notice").act("inquire_assets").on_day("2025-02-28")
    with pytest.raises(Refusal) as refused:
        s.act("end_this_time")
    assert (refused.value.reason, refused.value.about["first"]) == ("too_soon", "2025-03-01")
    s.on_day("2025-03-01").act("end_this_time").stands("ended_this_time")


def test_a_restored_execution_gets_a_stage_number_and_the_case_keeps_its_own() -> None:
    s = told(9)
    life_9(s)
    numbers = NumberAlias.objects.filter(case_id=s.case_id).order_by("pk")
    assert list(numbers.values_list("type_code", "is_leading")) == [
        ("民初", True), ("执", False), ("执恢", False),
    ]  # fmt: skip
    assert Case.objects.get(pk=s.case_id).number == numbers[0].number


# ---------------------------------------------------------------- the lives of the rehearsal


def test_the_rehearsed_lives_play_through_every_node_and_most_outcomes() -> None:
    who, seen, ids = make.people(), set(), []
    for index, life in enumerate(rehearsed.LIVES.values()):
        rng = random.Random(index)
        s = Stage(who, made_up(rng), moment("2024-03-04", 9), rng)
        life(s)
        ids.extend(cases_of(s))
    seen = set(Entry.objects.filter(case_id__in=ids).values_list("stands_at", flat=True))
    assert seen & NODES.keys() == NODES.keys()
    assert len(NODES) == 26
    assert len(seen & OUTCOMES.keys()) >= 24
    assert [problem for case_id in ids for problem in replay(case_id)] == []
