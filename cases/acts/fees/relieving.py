"""Relief from court fees 司法救助: asked for with its papers before the time to pay is over,
decided with reasons (费用办法 44-51). While it is undecided the applicant's own time to pay stands
still and nothing else does; nobody is dismissed as unpaid before it is refused (22)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from django.db.models import QuerySet

from cases.acts.fees import charges, ledger, payments
from cases.acts.fees.charges import Due
from cases.acts.papers.handing_in import take_files
from cases.acts.time.incidents import begin, end
from cases.law.fees.changes import less_relief
from cases.law.money import Account, Purpose
from cases.law.nodes import Bound, Rule
from cases.law.periods import Limit, Unit
from cases.law.procedures import PAID_BY_WHO_ASKED
from cases.law.refusals import Refusal
from cases.law.relief import GROUNDS, LEAST, RELIEVED
from cases.law.running import RunningClock
from cases.models import Charge, Party, Relief
from cases.models.money import DEFERRED, FREE
from cases.procedure import Deed, leaves, party_or_first
from cases.proceeding import Proceeding

INCIDENT = "fee_relief"


def waiting(case_id: int) -> QuerySet[Relief]:
    """Applications that nobody has decided."""
    return Relief.objects.filter(case_id=case_id, decided_seq=None)


def _due_from(p: Proceeding, party_no: int) -> Due | None:
    """What a party may be relieved of now."""
    dues = (due for due in payments.dues(p) if due.purpose in RELIEVED)
    return next((due for due in dues if party_no in due.parties), None)


def _clocks(p: Proceeding, due: Due) -> list[RunningClock]:
    found = p.running(due.purpose.clock)
    return [c for c in found if c.party_no in (None, due.parties[0]) and c.basis == "statutory"]


@leaves("ask_relief")
def is_asked(p: Proceeding, deed: Deed) -> None:
    """In time iff it comes before the time to pay is over (费用办法 22, 48)."""
    named = deed.data.get("party")
    party_no = int(named) if named is not None else party_or_first(p, deed, "plaintiff")
    due = _due_from(p, party_no)
    if due is None:
        raise Refusal("nothing_due")
    late = [c for c in _clocks(p, due) if c.due_at is not None and c.due_at <= p.at]
    if late:
        raise Refusal("too_late", due=str(late[0].due_on))
    if waiting(p.case.pk).filter(charge_no=due.charge_no).exists():
        raise Refusal("already_asked")
    ground = GROUNDS[str(deed.data["ground"])]
    if ground.kind == "exempt":
        _check_natural(p, party_no)
    p.keep(Relief(case_id=p.case.pk, seq=p.seq, party_no=party_no, charge_no=due.charge_no,
                  ground=ground.code, asked_on=p.on))  # fmt: skip
    begin(p, INCIDENT, deed.on, due.parties[0])
    deed.quiet, deed.answers = True, party_no
    deed.facts |= {"party": party_no, "payers": list(due.parties)}
    # What proves a hardship is for the court and the applicant alone.
    take_files(p, deed, party_no, kind="relief")


def _check_natural(p: Proceeding, party_no: int) -> None:
    if Party.objects.filter(case_id=p.case.pk, no=party_no, is_organisation=True).exists():
        raise Refusal("relief_natural_persons")


@leaves("relieve_fee")
def is_decided(p: Proceeding, deed: Deed) -> None:
    """Granted as asked or otherwise, or refused; a new sum or a refusal opens the days to pay
    anew, a deferral has its last day."""
    relief = waiting(p.case.pk).filter(seq=int(deed.data["asked"])).first()
    if relief is None:
        raise Refusal("nothing_asked")
    due = _due_from(p, relief.party_no)
    if due is None or due.charge_no != relief.charge_no:
        raise Refusal("nothing_due")
    verdict = str(deed.data["verdict"])
    share, until = _share(p, deed, relief), _until(p, deed)
    p.amend(Relief, {"seq": relief.seq}, decided_seq=p.seq, verdict=verdict, share=share,
            until=until)  # fmt: skip
    end(p, INCIDENT, deed.on, due.parties[0])
    deed.quiet, deed.answers = True, relief.party_no
    deed.facts |= {"for": relief.party_no, "payers": list(due.parties)}
    if share is not None:
        due = _take_off(p, deed, due, share)
    if verdict == "exempt":
        _is_settled(p, deed, due, FREE)
    elif until is not None:
        _put_off(p, deed, due, until)
    else:
        _days_anew(p, deed, due)


def _share(p: Proceeding, deed: Deed, relief: Relief) -> Decimal | None:
    verdict = deed.data["verdict"]
    if verdict == "exempt":
        _check_natural(p, relief.party_no)
        return Decimal(1)
    if verdict != "reduce":
        return None
    share = Decimal(int(deed.data.get("percent") or 0)) / 100
    if not LEAST <= share < 1:
        raise Refusal("relief_percent")
    return share


def _until(p: Proceeding, deed: Deed) -> date | None:
    if deed.data["verdict"] != "defer":
        return None
    until = deed.data.get("until")
    until = date.fromisoformat(until) if isinstance(until, str) else until
    if until is None or until <= deed.on:
        raise Refusal("relief_until")
    return until


def _take_off(p: Proceeding, deed: Deed, due: Due, share: Decimal) -> Due:
    """What is taken off is booked as waived; the order for the old sum no longer holds."""
    left = less_relief(due.amount, share)
    ledger.keep(p, due.amount - left, Account.WAIVED, Account.FEE, deed.on)
    if due.charge_no:
        p.amend(Charge, {"no": due.charge_no}, amount=left)
    if due.purpose is not Purpose.COUNTER:
        p.set(fee=(p.case.fee or Decimal(0)) - (due.amount - left))
    deed.facts["amount"] = str(left)
    return replace(due, amount=left)


def _is_settled(p: Proceeding, deed: Deed, due: Due, state: str) -> None:
    """Nothing more is asked for now; the case goes on where this was the last."""
    last = True
    if due.charge_no:
        charge = next(one for one in charges.of(p.case.pk) if one.no == due.charge_no)
        charges.settle(p, deed, charge, state)
        last = charges.goes_on(p, charge)
    if p.place == "fee_payment" and last:
        deed.explicit_target = "case_assignment"
        deed.then = "fee_settled"


def _put_off(p: Proceeding, deed: Deed, due: Due, until: date) -> None:
    _is_settled(p, deed, due, DEFERRED)
    days = Limit((until - deed.on).days, Unit.CALENDAR_DAYS)
    p.instead["fee_deferred"] = Rule(days, Bound.PARTY_EXACTLY, "费用办法 47, 49")
    p.start("fee_deferred", deed.on, p.party(due.parties[0]))


def _days_anew(p: Proceeding, deed: Deed, due: Due) -> None:
    """Seven days from the notice of the decision (费用办法 22)."""
    charges.end_clocks(p, _clocks(p, due), "cancelled")
    event = "counterclaimed" if due.purpose is Purpose.COUNTER else "fee_notice_served"
    theirs = due.charge_no or event == "counterclaimed"
    p.start(event, deed.on, p.party(due.parties[0]) if theirs else None)


@leaves("deem_withdrawn", "deem_appeal_withdrawn", "end_counterclaim")
def nothing_undecided(p: Proceeding, deed: Deed) -> None:
    """Unpaid is only what stays unpaid after a refusal (费用办法 22)."""
    undecided = list(waiting(p.case.pk))
    if deed.act.code == "end_counterclaim" and deed.data["how"] != "unpaid":
        return
    named = deed.data.get("party")
    if named is not None:
        nos = {one.no for one in charges.of(p.case.pk) if int(named) in one.parties}
        undecided = [one for one in undecided if one.charge_no in nos]
    if undecided:
        raise Refusal("relief_open")


@leaves("serve_fee_notice")
def serves_whom_it_is_due_from(p: Proceeding, deed: Deed) -> None:
    """The notice goes to every appellant who has not paid, or to the one that is named."""
    if p.procedure not in PAID_BY_WHO_ASKED:
        deed.data.pop("party", None)
        return
    named = deed.data.pop("party", None)
    if named is None:
        charges.ask_each(p)
        return
    charge = charges.of_party(charges.open_now(p.case.pk), int(named))
    payer = p.party(charge.payer) if charge else None
    if payer is None:
        raise Refusal("nothing_due")
    p.several["fee_notice_served"] = [payer]
