"""Requests 申请: a party asks, the court answers; what is granted takes effect here."""

from __future__ import annotations

from decimal import Decimal

from django.db.models import QuerySet

from cases.acts.fees import payments
from cases.acts.fees.giving_back import LEFT_OVER
from cases.acts.papers import on_paper
from cases.acts.papers.handing_in import take_files
from cases.law.nodes import NODES
from cases.law.periods import Unit
from cases.law.refusals import BadValue, NotAllowed, NotInTable, Refusal
from cases.law.requests import REQUESTS
from cases.law.requests import Request as Law
from cases.law.roles import PARTIES, Role
from cases.models import Document, Party, Request
from cases.policy import FULL, Standing
from cases.procedure import Deed, leaves, party_or_first
from cases.proceeding import Proceeding

MORE_TIME = "evidence_extension"
ANSWERED = tuple(code for code, law in REQUESTS.items() if law.answered)
INVESTIGATED = frozenset({"deliberation", "judgment_drafting"})
"""Nodes after the investigation of the facts in court (法庭调查) is closed."""


def waiting(case_id: int) -> QuerySet[Request]:
    """Requests that wait for the court."""
    return Request.objects.filter(case_id=case_id, answered_seq=None, code__in=ANSWERED)


def waiting_for(case_id: int, standing: Standing) -> QuerySet[Request]:
    """Those of them that somebody may know of: a party its own."""
    found = waiting(case_id)
    is_party = standing.roles & PARTIES
    return found.filter(party_no__in=standing.party_nos) if is_party else found


@leaves("make_request")
def takes_a_request(p: Proceeding, deed: Deed) -> None:
    """Kept beside its entry; what is for the court alone leaves the other side no trace."""
    law = REQUESTS[str(deed.data["request"])]
    if p.place not in law.at:
        raise NotInTable("not_here", place=NODES[p.place].zh, act=law.zh)
    named = deed.data.get("party") or p.parties[0].no
    party = party_or_first(p, deed, law.side) if law.side else int(named)
    _check_authority(p, deed, law)
    if law.code == MORE_TIME:
        _is_asked_in_time(p, deed)
    asked, deed.quiet = str(deed.data["asked"]), law.quiet
    if law.code == "service_address":
        p.amend(Party, {"no": party}, address=asked.strip()[:300])
    elif not law.quiet:
        p.keep(Document(
            case_id=p.case.pk, kind="request", title=law.zh, text=asked,
            party_no=party, received_at=p.came_at, seq=p.seq,
        ))  # fmt: skip
    amount = deed.data.get("amount")
    p.keep(Request(
        case_id=p.case.pk, seq=p.seq, code=law.code, party_no=party, asked_on=p.on,
        sum=Decimal(str(amount)) if amount is not None else None,
    ))  # fmt: skip
    if law.code == "overrun":
        p.start("overrun_complained", p.on, p.party(party))
    deed.facts["party"] = party
    take_files(p, deed, party, kind="quiet_request" if law.quiet else "")


def _check_authority(p: Proceeding, deed: Deed, law: Law) -> None:
    """An agent disposes of claims with special authority only (CPL 62)."""
    if law.special and Role(deed.by.role) in PARTIES:
        mine = {authority for x in p.parties for user, authority in x.links
                if user == deed.by.user_id}  # fmt: skip
        if not mine & FULL:
            raise NotAllowed("authority_needed")


def _is_asked_in_time(p: Proceeding, deed: Deed) -> None:
    """Before the period is over (解释 100); one that others have still holds for all."""
    over = on_paper.ran_out(p, "evidence_period", None)
    if over is None or p.running("evidence_period"):
        return
    if not on_paper.in_time(p, deed, "evidence_period", None):
        raise Refusal("too_late", due=str(over))


@leaves("answer_request")
def answers_a_request(p: Proceeding, deed: Deed) -> None:
    """Granted or refused, once; changed claims change the amount and the fee (解释 232)."""
    asked = waiting(p.case.pk).filter(seq=int(deed.data["asked"])).first()
    if asked is None:
        raise Refusal("nothing_asked")
    granted = deed.data["verdict"] == "granted"
    p.amend(Request, {"seq": asked.seq}, answered_seq=p.seq, granted=granted)
    _is_over(p, deed, asked)
    if granted and asked.code == "change_claims" and asked.sum is not None:
        _claims_change(p, deed, asked.sum)
    if granted and asked.code == MORE_TIME:
        _more_time_for_all(p, deed)


def _more_time_for_all(p: Proceeding, deed: Deed) -> None:
    """What one party asked for is every party's (解释 100(2); 证据规定 54)."""
    days = deed.data.get("days")
    if days is None:
        raise BadValue(field="延长举证期限(日)", problem_zh="准许延长的，应当写明日数。",
                       problem_en="Say how many days more are granted.")  # fmt: skip
    clocks = p.running("evidence_period", kind="party")
    if not clocks:
        raise Refusal("no_evidence_period")
    for clock in clocks:
        clock.extensions.append([int(days), Unit.CALENDAR_DAYS.value, REQUESTS[MORE_TIME].citation])
        p.recompute(clock)


@leaves("withdraw_request")
def withdraws_a_request(p: Proceeding, deed: Deed) -> None:
    """By whoever asked, as long as nobody has answered; ``granted`` stays open for ever."""
    asked = waiting(p.case.pk).filter(seq=int(deed.data["asked"])).first()
    theirs = [x.no for x in p.parties for user, _ in x.links if user == deed.by.user_id]
    is_own = Role(deed.by.role) not in PARTIES or (asked and asked.party_no in theirs)
    if asked is None or not is_own:
        raise Refusal("nothing_asked")
    p.amend(Request, {"seq": asked.seq}, answered_seq=p.seq)
    _is_over(p, deed, asked)


def _is_over(p: Proceeding, deed: Deed, asked: Request) -> None:
    """Told to as many as heard of the request; a complaint's time ends (登记立案 13)."""
    deed.quiet, deed.answers = REQUESTS[asked.code].quiet, asked.party_no
    deed.facts |= {"request": asked.code, "for": asked.party_no}
    if asked.code == "overrun":
        p.start("overrun_answered", answers=asked.seq)


def _claims_change(p: Proceeding, deed: Deed, amount: Decimal) -> None:
    """The fee follows the new amount: what is missing is asked for, what was paid beyond it comes
    back; not for a reduction after the facts were investigated (费用办法 21, 35)."""
    reduced = p.case.amount is not None and amount < p.case.amount
    p.set(amount=amount)
    if reduced and p.place in INVESTIGATED:
        return
    fee, paid = payments.fee_after_relief(p), payments.paid(p.case.pk)
    p.set(fee=fee)
    deed.facts[LEFT_OVER] = str(max(paid - fee, Decimal(0)))
    if fee > paid > 0:
        p.start("top_up_notice_served", p.on)
        return
    p.close(p.running("top_up"), "cancelled")
    if fee < paid:
        p.start("refund_due", p.on)
