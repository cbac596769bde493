"""Judgments: pronouncement, mediation statements, and what may no longer happen after."""

from __future__ import annotations

from django.db.models import Q

from cases.acts.assigning import diverting
from cases.acts.fees import charges
from cases.acts.papers import deciding
from cases.acts.service.serving import serve_anew
from cases.acts.trial.appeals import nobody_else_may_appeal
from cases.law.nodes import Bound, Rule
from cases.law.periods import Limit, Unit
from cases.law.procedures import FIRST_INSTANCE, Procedure
from cases.law.refusals import Refusal
from cases.models import Hearing, Link, Party
from cases.models.fields import bigrams
from cases.procedure import Deed, leaves
from cases.proceeding import PartyFacts, Proceeding

SECOND_RESULTS = frozenset({"affirmed", "changed", "remanded", "ordered"})
REVIEW_RESULTS = frozenset({"retrial_ordered", "retrial_rejected"})


@leaves("make_mediation_statement")
def becomes_mediation_statement(p: Proceeding, deed: Deed) -> None:
    p.set(document="mediation_statement", performance_days=_days(deed))


@leaves("sign_judgment")
def is_signed(p: Proceeding, deed: Deed) -> None:
    if p.case.document != "ruling":
        p.set(document="judgment")


@leaves("pronounce")
def is_pronounced(p: Proceeding, deed: Deed) -> None:
    """Pronouncement ends the trial limit (2000审限规定 8) and starts the time to serve."""
    if p.case.pronounced_on is not None:
        raise Refusal("already_pronounced")
    result = str(deed.data.get("result") or "")
    wanted = _results(p.procedure)
    if wanted and result not in wanted:
        raise Refusal("needs_result")
    if result == "remanded" and _was_remanded(p):
        raise Refusal("remanded_once")
    p.set(pronounced_on=deed.on, result=result, performance_days=_days(deed))
    for clock in p.running(kind="case"):
        p.meet(clock.code)


@leaves("pronounce")
def fixed_date_serves_at_once(p: Proceeding, deed: Deed) -> None:
    """Pronounced on a fixed date, the document is served the same day (CPL 151)."""
    if deed.data["manner"] != "fixed_date":
        return
    deed.facts["manner"] = "fixed_date"
    p.instead["pronounced"] = Rule(Limit(0, Unit.CALENDAR_DAYS), Bound.COURT_AT_MOST, "CPL 151")


def _days(deed: Deed) -> int | None:
    days = deed.data.get("performance_days")
    return int(days) if days not in (None, "") else None


def _results(procedure: Procedure) -> frozenset[str]:
    if procedure in (Procedure.SECOND_INSTANCE, Procedure.JURISDICTION_APPEAL):
        return SECOND_RESULTS
    return REVIEW_RESULTS if procedure is Procedure.RETRIAL_REVIEW else frozenset()


def _was_remanded(p: Proceeding) -> bool:
    """A case is remanded once only (CPL 177)."""
    return Link.objects.filter(kind="remand", target__dispute_id=p.case.dispute_id).exists()


@leaves("allow_withdrawal", "deem_withdrawn", "let_party_leave", "terminate_proceedings",
        "hear_again", "deliberate_again", "redraft")  # fmt: skip
def before_pronouncement(p: Proceeding, deed: Deed) -> None:
    """Judgment service goes back or ends otherwise only before pronouncement (CPL 148, 154)."""
    if p.place == "judgment_service" and p.case.pronounced_on is not None:
        raise Refusal("only_before_pronouncement")


@leaves("allow_withdrawal", "deem_withdrawn")
def no_counterclaim_left(p: Proceeding, deed: Deed) -> None:
    if p.has_incident("counterclaim"):
        raise Refusal("counterclaim_open")


@leaves("allow_appeal_withdrawal", "deem_appeal_withdrawn")
def appeals_only(p: Proceeding, deed: Deed) -> None:
    if p.procedure is not Procedure.SECOND_INSTANCE and p.place != "appeal_transfer":
        raise Refusal("only_appeals")
    charges.appeal_ends(p, deed)
    # With the last appeal the decision takes effect, for those as well who may still appeal.
    if p.place == "appeal_transfer" and not deed.stays:
        nobody_else_may_appeal(p)


@leaves("withdraw_application")
def applications_only(p: Proceeding, deed: Deed) -> None:
    """In trial nodes only a retrial application is withdrawn this way (law 9, guard 8)."""
    trial = p.case.node is not None and p.case.node.phase == "trial"
    if trial and p.procedure is not Procedure.RETRIAL_REVIEW:
        raise Refusal("only_retrial_review")


def over_for_a_change(p: Proceeding) -> Refusal | None:
    """The ruling comes before the trial limit is over (解释 258(2)); where none runs (CPL 287), or
    it stands still, nothing is over."""
    over = [c for c in p.running(kind="case") if c.due_at is not None and p.at >= c.due_at]
    return Refusal("change_after_limit", due=str(over[0].due_on)) if over else None


def _was_opened(p: Proceeding) -> bool:
    """Whether the court has sat to hear the case; an exchange of evidence is no hearing."""
    sat = Q(result__in=("held", "adjourned")) | Q(result="", starts_at__lte=p.at)
    return Hearing.objects.filter(sat, case_id=p.case.pk, exchanges=None).exists()


@leaves("change_procedure")
def changes_procedure(p: Proceeding, deed: Deed) -> None:
    """Small → summary → ordinary keeps the filing date as start (解释 258); never back from
    ordinary once the case was heard (解释 260), nor into what the law excludes for it."""
    chosen = Procedure(str(deed.data["procedure"]))
    if p.procedure not in FIRST_INSTANCE or chosen is p.procedure:
        raise Refusal("not_here", place=p.procedure.zh, act=deed.act.zh)
    if (over := over_for_a_change(p)) is not None:
        raise over
    if p.procedure is Procedure.ORDINARY and _was_opened(p):
        raise Refusal("heard_as_ordinary")
    p.set(procedure=chosen.value, panel=chosen is Procedure.ORDINARY)
    diverting.check_procedure(p, diverting.diverted(p))
    running = p.running(kind="case")
    kept = [(c.spans, c.extensions) for c in running]
    p.close(running, "cancelled")
    if p.case.registered_on is not None and running:
        p.open_case_clock(p.case.registered_on)
        for clock in p.running(kind="case"):
            clock.spans = [list(span) for span in kept[0][0]]
            p.recompute(clock)
    if deed.data.get("top_up"):
        p.start("top_up_notice_served", deed.on)


@leaves("serve_again")
def joins_party(p: Proceeding, deed: Deed) -> None:
    """A joined party is served like the first; a changed claim is served on everyone again."""
    if name := str(deed.data.get("name") or "").strip():
        no = max(party.no for party in p.parties) + 1
        Party.objects.create(
            case_id=p.case.pk, no=no, side="defendant", name=name, name_bigrams=bigrams(name)
        )
        p.parties.append(PartyFacts(no, "defendant", False, False, []))
        deed.facts["joined"] = no
        deed.texts.pop("name", None)
        deciding.leave(p, deed, "notice_served_again", what=f"追加{name}为被告")
    else:
        serve_anew(p)
        deciding.leave(p, deed, "notice_served_again", what="变更诉讼请求")
