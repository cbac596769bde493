"""Whole lives of cases, each a script. Together they go through every node and outcome."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from cases.law.procedures import Origin, Procedure
from courtflow.rehearsal.stage import Stage

Life = Callable[[Stage], None]

# -- acts of a life that recur ----------------------------------------------------------------


def _paid(s: Stage, procedure: str = "summary", *, panel: bool = False) -> Stage:
    """Filed, registered, paid and assigned."""
    procedure = procedure if s.may_be(Procedure(procedure)) else "ordinary"
    s.file(procedure).after(s.rng.randint(0, 3))
    s.act("register", procedure=procedure, panel=panel)
    s.after(s.rng.randint(1, 5)).pay()
    return s.after(1).act("assign")


def _served(
    s: Stage, procedure: str = "summary", way: str = "direct", *, panel: bool = False
) -> Stage:
    """… and the complaint served on the defendant."""
    _paid(s, procedure, panel=panel).after(s.rng.randint(1, 4)).act("tell_panel")
    return s.on_each("defendant", "serve_complaint", way=way)


def _heard(s: Stage, procedure: str = "summary", *, panel: bool = False) -> Stage:
    """… the periods over and the hearing held."""
    _served(s, procedure, panel=panel).wait("hearing_scheduling", "evidence_exchange")
    if s.place == "evidence_exchange":
        s.after(4).act("hold_exchange")
    s.after(2).act("fix_hearing", hearing_at=7)
    return s.after(7).act("close_hearing")


def _judged(s: Stage, procedure: str = "summary", *, panel: bool = False) -> Stage:
    """… deliberated, signed, pronounced and served on both sides."""
    _heard(s, procedure, panel=panel).act("read_record").after(2)
    if s.place == "deliberation":
        s.act("record_deliberation", opinion="演示合议意见").after(2)
    s.act("sign_judgment").after(1).act("pronounce", manner="in_court", performance_days=10)
    s.after(2).on_each("plaintiff", "serve_judgment", way="electronic")
    return s.on_each("defendant", "serve_judgment", way="direct")


def _effective(s: Stage) -> Stage:
    return _judged(s).wait("judgment_effective")


def _executing(s: Stage) -> Stage:
    """… in effect, execution applied for, filed, and notice given."""
    _effective(s).after(20).act("apply_execution").after(2).act("register_execution")
    s.after(3).act("issue_execution_notice").after(1)
    s.act("serve_in_execution", paper="notice")
    return s.act("inquire_assets")


def _archived(s: Stage) -> None:
    s.after(3).act("begin_archiving").after(20).act("archive")


def _mediating(s: Stage) -> Stage:
    s.file().after(1).act("refer_to_mediation").after(2).act("record_consent", by="clerk")
    s.after(1).act("appoint_mediator").after(1).act("accept_mediation")
    return s


def _signed(s: Stage) -> Stage:
    _mediating(s).after(12).act("publish_agreement").after(1)
    return s.on_everyone("sign_agreement", by="clerk")


def _decided_above(up: Stage, result: str, *, hearing: bool = False) -> None:
    """The upper court registers, hears or not, decides and serves."""
    up.after(2).act("register")
    up.after(2).pay(by="clerk")
    if up.place == "case_assignment":
        up.after(1).act("assign")
    if up.place == "complaint_service":
        up.after(2).on_each("defendant", "serve_complaint", way="direct")
        up.wait("hearing_scheduling")
    if hearing:
        up.after(5).act("fix_hearing", hearing_at=7).after(7).act("close_hearing")
    elif up.place == "hearing_scheduling":
        up.after(10).act("decide_without_hearing")
    up.after(3).act("record_deliberation").after(3).act("sign_judgment")
    up.after(1).act("pronounce", manner="fixed_date", result=result)
    up.on_everyone("serve_judgment", way="electronic")


def _appealed(s: Stage) -> Stage:
    """… appealed in time, passed on, answered and sent up."""
    _judged(s, "ordinary", panel=True).after(10)
    s.act("appeal", by="defendant").after(2).act("pass_on_petition").after(8)
    s.act("answer_appeal", by="plaintiff").after(6).act("send_file_up")
    return s.linked("appeal")


# -- lives ------------------------------------------------------------------------------------


def summary_paid_in_full(s: Stage) -> None:
    """Summary procedure, judgment, execution by transfer of money, archive."""
    _executing(s).after(5).act("receive_money")
    s.after(4).act("pay_out")
    _archived(s)


def settled_confirmed_breached(s: Stage) -> None:
    """L2: settled before suit, confirmed, breached, executed."""
    _signed(s).after(8).act("accept_confirmation").after(8)
    s.act("confirm_agreement", performance_days=10)
    s.after(30).act("apply_execution").after(2).act("register_execution")
    s.after(2).act("issue_execution_notice").after(9).act("pay_directly")
    _archived(s)


def mediation_fails_objection_appealed(s: Stage) -> None:
    """L3: mediation runs out, jurisdiction objection rejected, appealed and affirmed."""
    _mediating(s).wait("fee_payment", "case_assignment").after(1)
    if s.place == "fee_payment":
        s.act("serve_fee_notice").after(2).pay()
    s.after(1).act("assign")
    s.after(2).on_each("defendant", "serve_complaint", way="direct").after(8)
    s.act("open_incident", by="defendant", incident="jurisdiction_objection")
    s.after(10).act("rule_on_objection").after(6).act("appeal_objection", by="clerk", party=2)
    up = s.linked("jurisdiction_appeal")
    up.after(2).act("register").after(1).act("assign").after(5).act("record_deliberation")
    up.after(3).act("sign_judgment").after(1).act(
        "pronounce", manner="fixed_date", result="affirmed"
    )
    up.on_everyone("serve_judgment", way="electronic")
    s.back(up).wait("evidence_exchange", "hearing_scheduling").after(2)
    s.act("fix_hearing", hearing_at=6).after(6).act("close_hearing")
    s.after(3).act("sign_judgment").after(1).act("pronounce", manner="fixed_date")


def small_to_summary_to_ordinary(s: Stage) -> None:
    """L4: small claims become summary, then ordinary before a panel; the top-up is paid."""
    if not s.may_be(Procedure.SMALL_CLAIMS):
        return long_and_hard(s)
    _served(s, "small_claims").wait("hearing_scheduling").after(2)
    s.act("fix_hearing", hearing_at=6).after(6).act("change_procedure", procedure="summary")
    s.after(5).act("change_procedure", procedure="ordinary", top_up=True)
    s.after(3).act("pay_top_up").after(1).act("reopen_evidence")
    s.wait("evidence_exchange").after(3).act("hold_exchange").after(2)
    s.act("fix_hearing", hearing_at=8).after(8).act("close_hearing").after(3)
    s.act("record_deliberation").after(3).act("sign_judgment").after(1)
    s.act("pronounce", manner="in_court").after(1)
    s.on_everyone("serve_judgment", way="direct")
    s.wait("judgment_effective")


def small_claims_final(s: Stage) -> None:
    """Small claims: final at once."""
    if not s.may_be(Procedure.SMALL_CLAIMS):
        return summary_paid_in_full(s)
    _judged(s, "small_claims")
    _archived(s)


def appealed_remanded_tried_again(s: Stage) -> None:
    """L5: appealed, remanded, a new first-instance case before a new panel."""
    up = _appealed(s)
    _decided_above(up, "remanded", hearing=True)
    again = up.linked("remand")
    again.after(1).act("register", procedure="ordinary", panel=True).after(1).act("assign")
    again.after(2).on_each("defendant", "serve_complaint", way="direct").wait("evidence_exchange")
    again.after(2).act("hold_exchange").after(1).act("fix_hearing", hearing_at=6).after(6)
    again.act("close_hearing").after(2).act("record_deliberation").after(2).act("sign_judgment")
    s.back(again).after(5).act("archive")


def appealed_affirmed(s: Stage) -> None:
    """Appealed and affirmed: the judgment below takes effect."""
    _decided_above(_appealed(s), "affirmed")


def appealed_changed(s: Stage) -> None:
    """Appealed and changed."""
    up = _appealed(s)
    _decided_above(up, "changed", hearing=True)
    _archived(up)


def appeal_withdrawn(s: Stage) -> None:
    """The appellant withdraws in the upper court."""
    up = _appealed(s)
    up.after(2).act("register").after(2).pay(by="clerk").after(1).act("assign")
    up.after(5).act("allow_appeal_withdrawal")


def appeal_fee_unpaid(s: Stage) -> None:
    """The appeal fee is not paid: the draft waits for the judge, who signs it."""
    up = _appealed(s)
    up.after(2).act("register").after(17).act("deem_appeal_withdrawn")


def appeal_mediated(s: Stage) -> None:
    """Settled in the second instance by a mediation statement."""
    up = _appealed(s)
    up.after(2).act("register").after(2).pay(by="clerk").after(1).act("assign")
    up.after(8).act("make_mediation_statement", performance_days=15).after(1)
    up.on_everyone("serve_judgment", way="direct")


def dismissed_appealed_ordered(s: Stage) -> None:
    """L6: dismissed, appealed, the ruling set aside, heard after all."""
    _served(s, "ordinary", panel=True).wait("hearing_scheduling", "evidence_exchange").after(2)
    s.act("dismiss_action").after(6).act("appeal", by="plaintiff").after(2)
    s.act("pass_on_petition").after(18).act("send_file_up")  # the other side may appeal as well
    _decided_above(s.linked("appeal"), "ordered")
    s.back(s.linked("appeal")).after(40)
    s.act("assign").after(2).act("tell_panel")


def refused_appealed_affirmed(s: Stage) -> None:
    """Not accepted, appealed, affirmed: the file closes."""
    s.file().after(3).act("refuse_filing", by="clerk").after(5).act("appeal", by="plaintiff")
    s.after(3).act("send_file_up")
    _decided_above(s.linked("appeal"), "affirmed")


def retrial_ordered(s: Stage) -> None:
    """L7: a retrial is applied for, ordered, and opened as a case of its own."""
    _effective(s).after(60).act("apply_retrial")
    review = s.linked("retrial_review")
    review.after(2).act("register").after(3).on_each("defendant", "serve_complaint", way="direct")
    review.wait("hearing_scheduling").after(3).act("decide_without_hearing").after(2)
    review.act("record_deliberation").after(2).act("sign_judgment").after(1)
    review.act("pronounce", manner="fixed_date", result="retrial_ordered")
    review.on_everyone("serve_judgment", way="electronic")
    again = review.linked("retrial")
    again.after(1).act("register").pay().after(1).act("assign").after(2)


def retrial_refused(s: Stage) -> None:
    """A retrial is applied for and refused."""
    _effective(s).after(30).act("apply_retrial")
    review = s.linked("retrial_review")
    review.after(2).act("register").after(3).on_each("defendant", "serve_complaint", way="post")
    review.wait("hearing_scheduling").after(3).act("decide_without_hearing").after(2)
    review.act("record_deliberation").after(2).act("sign_judgment").after(1)
    review.act("pronounce", manner="fixed_date", result="retrial_rejected")
    review.on_everyone("serve_judgment", way="electronic")


def auction_fails_twice(s: Stage) -> None:
    """L8: valuation, two auctions without a bid, a sale, settlement in kind."""
    _executing(s).act("seize", kind="real_estate_seized", asset="演示房产一套").after(11)
    s.act("commission_valuation").after(20).act("receive_report").after(1).act("send_report")
    s.after(1).act("serve_in_execution", paper="report").wait_out("price_objection")
    s.act("fix_price").after(9).act("publish_auction", asset="real_estate")
    s.after(32).act("record_no_bid").after(5).act("publish_auction", asset="real_estate")
    s.after(23).act("record_no_bid").after(14).act("publish_sale").after(40).act("sell")
    s.after(2).act("return_deposits").after(3).act("rule_on_sale").after(10).act("hand_over")
    s.act("serve_plan").wait_out("plan_objection").act("pay_out")
    _archived(s)


def nothing_found_restored(s: Stage) -> None:
    """L9: ended for now, a house is found, restored under a new stage number."""
    _executing(s).refuses("end_this_time").after(95).act("end_this_time")
    s.after(150).act("restore_execution").after(3).act("register_execution")
    s.after(2).act("issue_execution_notice").after(1).act("inquire_assets").after(1)
    s.act("open_incident", by="execution_officer", incident="third_party_objection").after(12)
    s.act("rule_on_third_party", by="execution_officer", ruling="refused")
    s.act("receive_money").wait_out("no_disposal").act("pay_out")


def money_gone_for_good(s: Stage) -> None:
    """Ended for now and left so: the court asks again every six months for five years."""
    _executing(s).after(95).act("approve_ending").act("end_this_time").after(200)


def papers_never_mended(s: Stage) -> None:
    """Returned for correction; time runs out, the draft is signed."""
    s.file().after(1).act("return_for_correction", days=7).after(9).act("return_filing")
    _archived(s)


def papers_mended(s: Stage) -> None:
    """Returned for correction, mended in time, refused in the end."""
    s.file().after(1).act("return_for_correction").after(4).act("submit_correction").after(2)
    s.act("refuse_filing").after(20)


def changed_mind_at_the_door(s: Stage) -> None:
    s.file().after(2).act("withdraw_application", by="plaintiff")
    _archived(s)


def fee_never_paid(s: Stage) -> None:
    """The fee stays unpaid: the draft waits for the judge, who signs it."""
    s.file().after(1).act("register", procedure="summary").after(18)
    if s.place != "fee_payment":
        return  # nothing is due in this kind of case
    s.act("deem_withdrawn", by="judge")
    _archived(s)


def withdrawn_in_trial(s: Stage) -> None:
    _served(s).after(6).act("allow_withdrawal")
    _archived(s)


def plaintiff_absent(s: Stage) -> None:
    """The plaintiff stays away without cause: the draft is signed (CPL 146)."""
    _served(s).wait("hearing_scheduling").after(2).act("fix_hearing", hearing_at=6).after(6)
    s.act("record_absence", party=1, by="clerk").act("deem_withdrawn")


def party_died(s: Stage) -> None:
    """A party dies, nobody takes up the case: suspended, then terminated."""
    _served(s).after(5).act("open_incident", by="judge", incident="suspension").after(70)
    s.act("terminate_proceedings")


def wrong_court(s: Stage) -> None:
    """Not this court's: transferred."""
    _served(s).after(4).act("open_incident", by="defendant", incident="jurisdiction_objection")
    s.after(8).act("rule_on_objection", upheld=True).after(20)
    s.act("transfer_case", court="鲁99")


def mediated_in_court(s: Stage) -> None:
    """A mediation statement in court, signed by both, executed by settlement."""
    _served(s).wait("hearing_scheduling").after(2).act("fix_hearing", hearing_at=5).after(5)
    s.act("make_mediation_statement", performance_days=30).after(1)
    s.on_everyone("serve_judgment", way="direct")
    s.after(60).act("apply_execution").after(3).act("register_execution").after(2)
    s.act("open_incident", by="execution_officer", incident="execution_settlement").after(60)
    s.act("close_incident", by="execution_officer", incident="execution_settlement")
    s.act("settlement_done")


def mediation_withdrawn(s: Stage) -> None:
    _mediating(s).after(6).act("withdraw_mediation", by="clerk")
    _archived(s)


def nobody_mediates(s: Stage) -> None:
    """No mediator accepts: re-appointed once, then registered by operation of law."""
    s.file().after(1).act("refer_to_mediation").wait("fee_payment", "case_assignment").after(1)
    if s.place == "fee_payment":
        s.act("serve_fee_notice").after(2)


def confirmation_refused(s: Stage) -> None:
    _signed(s).after(5).act("accept_confirmation").after(9).act("reject_confirmation").after(5)
    s.act("end_mediation", by="clerk")


def served_by_public_notice(s: Stage) -> None:
    """Whereabouts unknown: public notice, time excluded, panel, judgment by notice again."""
    _paid(s, "ordinary", panel=True).after(3).on_each(
        "defendant", "serve_complaint", way="public_notice"
    )
    s.wait("evidence_exchange").after(3).act("hold_exchange").after(1)
    s.act("fix_hearing", hearing_at=10).after(10).act("close_hearing").after(3)
    s.act("record_deliberation").after(3).act("sign_judgment").after(1)
    s.act("pronounce", manner="in_court").after(2)
    s.on_each("plaintiff", "serve_judgment", way="direct")
    s.on_each("defendant", "serve_judgment", way="public_notice").wait("judgment_effective")


def defendant_abroad(s: Stage) -> None:
    """No domicile in China: a notice of 60 days, 30 to answer and to appeal, no trial limit."""
    s.subject = replace(s.subject, abroad=True)
    served_by_public_notice(s)


def long_and_hard(s: Stage) -> None:
    """Ordinary procedure with appraisal, adjournment and an approved extension."""
    _served(s, "ordinary", panel=True).wait("evidence_exchange").after(2)
    s.act("open_incident", by="judge", incident="appraisal").after(45)
    s.act("close_incident", by="judge", incident="appraisal").act("hold_exchange").after(2)
    s.act("fix_hearing", hearing_at=8).after(8).act("adjourn").after(3)
    s.act("ask_extension", by="judge").after(1).act("decide_extension", granted=True)
    s.act("fix_hearing", hearing_at=12).after(12).act("close_hearing").after(4)
    s.act("record_deliberation")


def execution_not_accepted(s: Stage) -> None:
    _effective(s).after(15).act("apply_execution").after(3).act("refuse_execution", by="clerk")


def execution_application_rejected(s: Stage) -> None:
    _executing(s).after(6).act("reject_execution", by="execution_officer")


def execution_refused(s: Stage) -> None:
    """A foreign title (an award): execution refused on its merits."""
    s.file("execution", origin=Origin.FOREIGN_TITLE).after(2).act("register_execution").after(2)
    s.act("issue_execution_notice").after(20).act("refuse_award", by="execution_officer")


def execution_terminated(s: Stage) -> None:
    _executing(s).after(20).act("terminate_execution")


def execution_cancelled(s: Stage) -> None:
    _executing(s).after(8).act("cancel_execution")
    _archived(s)


def debtor_bankrupt(s: Stage) -> None:
    _executing(s).after(30).act("move_to_bankruptcy")


LIVES: dict[str, Life] = {
    life.__name__: life
    for life in (
        summary_paid_in_full, settled_confirmed_breached, mediation_fails_objection_appealed,
        small_to_summary_to_ordinary, small_claims_final, appealed_remanded_tried_again,
        appealed_affirmed, appealed_changed, appeal_withdrawn, appeal_fee_unpaid, appeal_mediated,
        dismissed_appealed_ordered, refused_appealed_affirmed, retrial_ordered, retrial_refused,
        auction_fails_twice, nothing_found_restored, money_gone_for_good, papers_never_mended,
        papers_mended, changed_mind_at_the_door, fee_never_paid, withdrawn_in_trial,
        plaintiff_absent, party_died, wrong_court, mediated_in_court, mediation_withdrawn,
        nobody_mediates, confirmation_refused, served_by_public_notice, defendant_abroad,
        long_and_hard,
        execution_not_accepted, execution_application_rejected, execution_refused,
        execution_terminated, execution_cancelled, debtor_bankrupt,
    )
}  # fmt: skip
