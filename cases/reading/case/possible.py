"""What a person may do to a case now, and why not where they may not.

Pages show what these say; ``cases.procedure`` decides again, under lock, when the act is done.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse

from cases import policy
from cases.acts.assigning.candidates import BENCH
from cases.acts.evidence import said
from cases.acts.execution import objecting
from cases.acts.fees import charges, giving_back
from cases.acts.filing import elsewhere
from cases.acts.hearings.fixing import most_adjournments
from cases.acts.papers.archiving import too_early
from cases.acts.parties.leaving import LET_LEAVE, nobody_may_leave
from cases.acts.requesting import waiting_for
from cases.acts.service import ruled
from cases.acts.time.excluded import DISPOSAL
from cases.acts.trial import appeals, counterclaims, judgments, jurisdiction, referring
from cases.acts.trial.evidence import WAIVED
from cases.law.acts import ACTS, NOT_TOLD_INCIDENTS, ON_PAPER_ONLY, PAID_ONLINE, Act, acts_at
from cases.law.objections import SERVED_AFTER
from cases.law.preserving import RULING_TITLE
from cases.law.procedures import FIRST_INSTANCE, Origin
from cases.law.refusals import NotAllowed, NotInTable, Refusal, of_side
from cases.law.roles import PARTIES, Role
from cases.models import Approval, Document, Hearing, SetAside
from cases.policy import Standing
from cases.procedure.standing import not_here
from cases.proceeding import Proceeding
from cases.reading import labels
from cases.reading.scope import Viewer, standings


@dataclass(frozen=True)
class Possible:
    """An act, the role in which the person would do it, and what stands against it."""

    act: Act
    standing: Standing
    refused: Refusal | None = None

    @property
    def role(self) -> Role:
        return next(iter(self.standing.roles))

    @property
    def words(self) -> str:
        return labels.act_for(self.act, is_party=self.role in PARTIES)

    @property
    def is_paid_online(self) -> bool:
        """Whether this person does it on the page of paying."""
        return self.role in PARTIES and self.act.code in PAID_ONLINE

    def url(self, case_id: int) -> str:
        """The page where it is done."""
        if self.is_paid_online:
            return reverse("pay", args=[case_id])
        if self.act.code == "draw_judge":
            return reverse("case-assigning", args=[case_id])
        if self.act.code in ON_EXCHANGE and not self.act.decides:
            name = "exchange-list" if self.act.code == "put_evidence" else "case-exchange"
            is_party = self.role in PARTIES
            return reverse(name if is_party else "case-exchange", args=[case_id])
        return reverse("act", args=[case_id, self.act.code])


ON_EXCHANGE = frozenset(
    {
        "put_evidence", "agree_exchange", "propose_exchange", "open_exchange",
        "make_exchange_record", "sign_exchange_record",
    }
)  # fmt: skip
"""Acts that are done on the page of the exchange."""
ON_ITEMS = frozenset(
    {
        "withdraw_evidence", "answer_evidence", "speak_on_evidence", "order_original",
        "compare_original", "rule_on_evidence", "decide_late_evidence",
    }
)  # fmt: skip
"""Acts on an item of evidence: they stand with the item, not among those of the case."""


NOT_LISTED = ON_PAPER_ONLY | ON_ITEMS


def later(p: Proceeding) -> tuple[str, ...]:
    """What can be entered once the case has left this place, and loses nothing by it: its day is
    that of the postmark (CPL 85)."""
    waits = p.place == "closing_archiving" and appeals.was_open(p)
    return ("appeal_on_paper",) if waits else ()


def possible_acts(p: Proceeding, who: Viewer) -> list[Possible]:
    """Every act of this place that is for one of the person's roles, possible ones first."""
    hats = standings(p, who)
    found = [_look_at(p, act, hats) for act in acts_at(p.place) if act.code not in NOT_LISTED]
    mine = [one for one in found if one is not None]
    return sorted(mine, key=lambda one: one.refused is not None)


def possible_act(p: Proceeding, hats: list[Standing], code: str) -> Possible | None:
    """One act, wherever the case stands; None if it is for none of the person's roles."""
    return _look_at(p, ACTS[code], hats) if code in ACTS else None


def _look_at(p: Proceeding, act: Act, hats: list[Standing]) -> Possible | None:
    refused: Possible | None = None
    for standing in hats:
        if not policy.is_for(standing, act):
            continue
        verdict = policy.may_act(standing, act)
        against = _refusal(p, act, verdict)
        if against is None and act.code in NOT_YET_FOR:
            against = NOT_YET_FOR[act.code](p, standing)
        if against is None:
            return Possible(act, standing)
        refused = refused or Possible(act, standing, against)
    return refused


def _refusal(p: Proceeding, act: Act, verdict: policy.Verdict) -> Refusal | None:
    if not verdict.allowed:
        return NotAllowed(verdict.reason, **of_side(act.side))
    if act.code in later(p):
        return Refusal("archive_first")
    if (against := not_here(p, act)) is not None:
        return against
    return NOT_YET[act.code](p) if act.code in NOT_YET else None


def _place_zh(p: Proceeding) -> str:
    found = p.case.node or p.case.outcome
    return found.zh if found else p.place


# -- what can be foreseen before the form is filled in ---------------------------------------------


def _before_pronouncement(p: Proceeding) -> Refusal | None:
    over = p.place == "judgment_service" and p.case.pronounced_on is not None
    return Refusal("only_before_pronouncement") if over else None


def _pronounce(p: Proceeding) -> Refusal | None:
    return Refusal("already_pronounced") if p.case.pronounced_on is not None else None


def _serve_judgment(p: Proceeding) -> Refusal | None:
    ready = p.case.pronounced_on is not None or p.case.document == "mediation_statement"
    return None if ready else Refusal("only_after_pronouncement")


def _ruling_to_serve(p: Proceeding) -> Refusal | None:
    return None if ruled.to_serve(p) else Refusal("already_served")


def _owed_back(p: Proceeding) -> Refusal | None:
    return None if giving_back.owed(p) > 0 else Refusal("nothing_to_give_back")


def _some_incident(p: Proceeding) -> Refusal | None:
    return None if p.open_incidents else Refusal("incident_not_open")


def _some_request(p: Proceeding, standing: Standing) -> Refusal | None:
    found = waiting_for(p.case.pk, standing)
    return None if found.exists() else Refusal("nothing_asked")


def _some_relief(p: Proceeding) -> Refusal | None:
    return None if p.has_incident("fee_relief") else Refusal("nothing_asked")


def _some_counterclaim(p: Proceeding) -> Refusal | None:
    return None if p.has_incident("counterclaim") else Refusal("no_counterclaim")


def _too_often(p: Proceeding) -> Refusal | None:
    most = most_adjournments(p.procedure)
    return Refusal("too_many_adjournments", most=most) if p.case.adjournments >= most else None


def _hearing_fixed(p: Proceeding) -> Refusal | None:
    fixed = Hearing.objects.filter(case_id=p.case.pk, result="")
    return None if fixed.exists() else Refusal("no_hearing")


def _on_the_panel(p: Proceeding, standing: Standing) -> Refusal | None:
    return None if standing.in_charge & set(BENCH) else Refusal("not_your_panel")


def _open(kind: str) -> Callable[[Proceeding], Refusal | None]:
    def is_open(p: Proceeding) -> Refusal | None:
        return None if p.has_incident(kind) else Refusal("incident_not_open")

    return is_open


def _preservation_ruled(p: Proceeding) -> Refusal | None:
    rulings = Document.objects.main().filter(case_id=p.case.pk, title=RULING_TITLE, void_seq=None)
    return None if rulings.exists() else Refusal("nothing_ruled")


def _clock(*codes: str) -> Callable[[Proceeding], Refusal | None]:
    def running(p: Proceeding) -> Refusal | None:
        return None if any(p.running(code) for code in codes) else Refusal("no_clock")

    return running


def _periods_over(*codes: str) -> Callable[[Proceeding], Refusal | None]:
    def over(p: Proceeding) -> Refusal | None:
        running = [c for code in codes for c in p.running(code, kind="party")]
        last = max((c.due_on for c in running if c.due_on), default=None)
        return Refusal("periods_running", first=str(last or "—")) if running else None

    return over


def _hold_exchange(p: Proceeding) -> Refusal | None:
    if running := _periods_over("answer_period", "evidence_period")(p):
        return running
    return Refusal("exchange_open") if said.current(p.case.pk) is not None else None


def _exchange_open(p: Proceeding) -> Refusal | None:
    return None if said.current(p.case.pk) is not None else Refusal("no_exchange")


def _record_made(p: Proceeding) -> Refusal | None:
    return None if said.last(p.case.pk) is not None else Refusal("no_exchange_record")


def _asked(kind: str) -> Callable[[Proceeding], Refusal | None]:
    def waiting(p: Proceeding) -> Refusal | None:
        asked = Approval.objects.waiting().filter(case_id=p.case.pk, kind=kind).exists()
        return None if asked else Refusal("nothing_asked")

    return waiting


def _not_asked(kind: str) -> Callable[[Proceeding], Refusal | None]:
    def free(p: Proceeding) -> Refusal | None:
        if not p.running(kind="case") and not p.running("judicial_confirmation"):
            return Refusal("no_clock")
        return None if _asked(kind)(p) else Refusal("already_asked")

    return free


def _set_aside(p: Proceeding) -> Refusal | None:
    found = SetAside.objects.filter(case_id=p.case.pk).exists()
    return None if found else Refusal("not_set_aside")


def _preservation_asked(p: Proceeding) -> Refusal | None:
    asked = p.has_incident(*NOT_TOLD_INCIDENTS)
    return None if asked else Refusal("nothing_to_preserve")


def _measures(p: Proceeding) -> Refusal | None:
    return None if p.running(kind="measure") else Refusal("measure_over")


def _mediator_named(p: Proceeding) -> Refusal | None:
    named = any(role == Role.MEDIATOR for _, role, _ in p.people)
    return None if named else Refusal("needs_mediator")


def _transferred_in(p: Proceeding) -> Refusal | None:
    came = p.case.origin == Origin.TRANSFERRED_IN
    return Refusal("may_not_transfer_again") if came else None


def _transfer_case(p: Proceeding) -> Refusal | None:
    pending = Refusal("objection_not_final") if jurisdiction.is_pending(p) else None
    return _transferred_in(p) or pending


def _returned(p: Proceeding) -> Refusal | None:
    return _transferred_in(p) if p.place == "filing_review" else None


def _name_court(p: Proceeding) -> Refusal | None:
    if p.procedure not in FIRST_INSTANCE:
        return NotInTable("not_here", place=p.procedure.zh, act=ACTS["name_court"].zh)
    insists = elsewhere.insists(p.case.pk) is not None
    return _transferred_in(p) or (Refusal("insists_here") if insists else None)


def _opinion_written(p: Proceeding) -> Refusal | None:
    found = Document.objects.filter(case_id=p.case.pk, kind="deliberation", volume="inner")
    return None if found.exists() else Refusal("no_opinion")


def _referred(kind: str, *, waits: bool = False) -> Callable[[Proceeding], Refusal | None]:
    def found(p: Proceeding) -> Refusal | None:
        one = referring.open_of(p.case.pk, kind)
        fits = one is not None and (one.agreed_seq is None) is waits
        return None if fits else Refusal("nothing_asked" if waits else "not_referred")

    return found


def _not_referred(kind: str) -> Callable[[Proceeding], Refusal | None]:
    def free(p: Proceeding) -> Refusal | None:
        return Refusal("referred_already") if referring.is_open(p.case.pk, kind) else None

    return free


def _list_of_its_own(p: Proceeding, standing: Standing) -> Refusal | None:
    """A list is built online by its party; on paper its items are entered one by one."""
    return None if standing.party_nos else Refusal("list_is_partys")


def _some_appeal(p: Proceeding, standing: Standing) -> Refusal | None:
    """A party withdraws its own, the desk enters that of any."""
    found = {no for one in charges.lodged(p.case.pk) for no in one.parties}
    theirs = found & {*standing.party_nos} if standing.party_nos else found
    return None if theirs else Refusal("no_appeal_pending")


def _has_the_judgment(p: Proceeding, standing: Standing) -> Refusal | None:
    """The desk may enter what was posted in time; a party itself appeals while its time runs."""
    theirs = [c for c in p.running("appeal_period") if c.party_no in standing.party_nos]
    return None if theirs or not standing.party_nos else Refusal("no_clock")


def _paper_to_serve(p: Proceeding) -> Refusal | None:
    found = any(objecting.can_be_served(p, paper) for paper in SERVED_AFTER)
    return None if found else Refusal("nothing_to_serve")


def _sole_judge(p: Proceeding) -> Refusal | None:
    if not p.case.panel:
        return None
    return NotInTable("not_here", place=_place_zh(p), act=ACTS["close_hearing_sole"].zh)


NOT_YET: dict[str, Callable[[Proceeding], Refusal | None]] = {
    "pronounce": _pronounce,
    "serve_judgment": _serve_judgment,
    "hear_again": _before_pronouncement,
    "deliberate_again": _before_pronouncement,
    "redraft": _before_pronouncement,
    "allow_withdrawal": _before_pronouncement,
    "deem_withdrawn": _before_pronouncement,
    LET_LEAVE: lambda p: _before_pronouncement(p) or nobody_may_leave(p),
    "withdraw_auction": _open(DISPOSAL),
    "terminate_proceedings": _before_pronouncement,
    "close_hearing_sole": lambda p: _sole_judge(p) or counterclaims.unanswered(p),
    "adjourn": _too_often,
    "sign_deliberation": _opinion_written,
    "refer_to_meeting": _not_referred("meeting"),
    "record_meeting": _referred("meeting"),
    "ask_committee": _not_referred("committee"),
    "decide_committee": _referred("committee", waits=True),
    "record_committee": _referred("committee"),
    "close_incident": _some_incident,
    "rule_on_objection": _open(jurisdiction.OBJECTION),
    "rule_on_third_party": _open("third_party_objection"),
    "appeal_early": _serve_judgment,
    "begin_archiving": too_early,
    "serve_ruling": _ruling_to_serve,
    "serve_in_execution": _paper_to_serve,
    "appeal_objection": _clock(jurisdiction.APPEAL),
    "waive_periods": _clock(*WAIVED),
    "fix_hearing": counterclaims.unserved,
    "move_hearing": lambda p: _hearing_fixed(p) or counterclaims.unserved(p),
    "close_hearing": counterclaims.unanswered,
    "answer_counterclaim": _some_counterclaim,
    "change_procedure": judgments.over_for_a_change,
    "pay_top_up": _clock("top_up"),
    "pay_later_fee": _clock("counterclaim_fee", "deferred_fee"),
    "ask_relief": _clock("fee_payment", "counterclaim_fee"),
    "relieve_fee": _some_relief,
    "end_counterclaim": _some_counterclaim,
    "close_answers": _periods_over("answer_period"),
    "straight_to_exchange": _periods_over("answer_period"),
    "close_evidence": _periods_over("answer_period"),
    "straight_to_scheduling": _periods_over("answer_period", "evidence_period"),
    "hold_exchange": _hold_exchange,
    "make_exchange_record": _exchange_open,
    "sign_exchange_record": _record_made,
    "accept_mediation": _mediator_named,
    "ask_extension": _not_asked("extension"),
    "ask_exclusion": _not_asked("exclusion"),
    "decide_extension": _asked("extension"),
    "decide_exclusion": _asked("exclusion"),
    "retry_set_aside": _set_aside,
    "take_security": _preservation_asked,
    "rule_on_preservation": _preservation_asked,
    "renew_measure": _measures,
    "release": _measures,
    "refund_fee": _owed_back,
    "ask_release": _measures,
    "decide_release": _measures,
    "ask_reconsideration": _preservation_ruled,
    "decide_reconsideration": _clock("reconsideration"),
    "return_investigation": _clock("investigation_order"),
    "name_court": _name_court,
    "return_filing": _returned,
    "refuse_filing": _transferred_in,
    "transfer_case": _transfer_case,
}
"""Acts that stay visible with their reason until what they need is there."""
NOT_YET_FOR: dict[str, Callable[[Proceeding, Standing], Refusal | None]] = {
    "answer_request": _some_request,
    "withdraw_request": _some_request,
    "sign_deliberation": _on_the_panel,
    "put_evidence": _list_of_its_own,
    "appeal_early": _has_the_judgment,
    "withdraw_early_appeal": _some_appeal,
}
"""The same, where it differs from person to person."""
