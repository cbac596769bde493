"""Charges: the fees of appeals and counterclaims, each with its payers, its order and its days.

An appeal is lodged where it is made, with the part of the judgment it is against and who makes it
together (费用办法 17; 解释 202), and asked for in the court above. One that is not paid counts as
withdrawn; the others go on, and only with the last one does the case end (解释 318).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Max

from cases.acts.papers import handing_on
from cases.law.causes import by_code, fee_kind
from cases.law.fees.computing import fee
from cases.law.fees.higher import appeal_fee, retrial_fee
from cases.law.fees.scales import KINDS
from cases.law.fees.steps import Fee
from cases.law.money import Purpose
from cases.law.procedures import Procedure
from cases.law.refusals import NotAllowed, Refusal
from cases.law.roles import PARTIES, Role
from cases.law.running import RunningClock
from cases.models import Case, Charge, Draft, Link
from cases.models.money import DEFERRED, FREE, LODGED, OPEN, WITHDRAWN
from cases.procedure import Deed
from cases.proceeding import Proceeding
from cases.queries import Query

STANDING = (LODGED, OPEN, "paid", FREE, DEFERRED)
"""States of an appeal or counterclaim that was not withdrawn."""


@dataclass(frozen=True)
class Due:
    """What a case asks of somebody now. ``charge_no`` 0: the fee of the suit."""

    purpose: Purpose
    amount: Decimal
    parties: tuple[int, ...]
    charge_no: int = 0


_OF_CASE = Query(lambda case: Charge.objects.filter(case_id=case))


def of(case_id: int, purpose: Purpose | None = None) -> list[Charge]:
    """The charges of a case, in order."""
    return [one for one in _OF_CASE(case_id) if purpose in (None, one.purpose)]


def standing(case_id: int, purpose: Purpose) -> list[Charge]:
    """Those that were not withdrawn; of appeals, those that the court above has not answered: a
    case that it ordered to be heard can be appealed again."""
    found = [one for one in of(case_id, purpose) if one.state in STANDING]
    if not found or purpose is not Purpose.APPEAL:
        return found
    links = Link.objects.filter(source_id=case_id, kind="appeal")
    answered = links.aggregate(last=Max("answered_seq"))["last"] or 0
    return [one for one in found if one.seq > answered]


def lodged(case_id: int) -> list[Charge]:
    """Those of appeals that have not gone up."""
    return [one for one in of(case_id, Purpose.APPEAL) if one.state == LODGED]


def open_now(case_id: int) -> list[Charge]:
    """Those that are asked for and not settled."""
    return [one for one in of(case_id) if one.state == OPEN]


def of_party(found: Iterable[Charge], party_no: int) -> Charge | None:
    return next((one for one in found if party_no in one.parties), None)


def scale(cause_code: str, at_stake: Decimal | None) -> str:
    return fee_kind(by_code(cause_code), has_amount=at_stake is not None)


def for_appeal(case: Case, contested: Decimal | None, against: str) -> Fee:
    """The fee of one appellant, or of joint ones: on the part appealed against, in full; nothing
    against a ruling (费用办法 8, 17)."""
    at_stake = case.amount if contested is None else contested
    return appeal_fee(at_stake, kind=scale(case.cause_code, at_stake), against=against)


def for_retrial(case: Case, contested: Decimal | None, exception: str | None) -> Fee:
    """The fee of a retrial, asked in the two cases of art. 9 alone, on the part of the judgment
    that the application is against (费用办法 9, 19)."""
    at_stake = case.amount if contested is None else contested
    return retrial_fee(at_stake, exception=exception, kind=scale(case.cause_code, at_stake))


def for_counterclaim(cause_code: str, at_stake: Decimal | None) -> Fee:
    """Halved, as it is tried together with the suit; once only, whatever the procedure
    (费用办法 16, 18; 解释 206)."""
    kind = scale(cause_code, at_stake)
    return fee(kind, at_stake, grounds=("counterclaim",) if KINDS[kind].halvable else ())


# -- lodging --------------------------------------------------------------------------------------


def lodge(p: Proceeding, deed: Deed, party_no: int) -> Charge:
    """Keep an appeal with who makes it and what it is against. Raises Refusal for somebody who
    has appealed, for more than was claimed, and for joint appellants who are not of one side."""
    joint = _joint(p, deed, party_no)
    contested = _contested(p, deed)
    for no in joint:
        if of_party(standing(p.case.pk, Purpose.APPEAL), no) is not None:
            raise Refusal("appealed_already")
    against = "dismissed" if p.case.document == "ruling" else "judgment"
    charge = Charge(
        case_id=p.case.pk, no=next_no(p.case.pk), purpose=Purpose.APPEAL.value, parties=joint,
        at_stake=contested, amount=for_appeal(p.case, contested, against).amount, state=LODGED,
        seq=p.seq,
    )  # fmt: skip
    p.keep(charge)
    deed.facts |= {"charge": charge.no, "jointly": joint[1:]}
    return charge


def next_no(case_id: int) -> int:
    most = Charge.objects.filter(case_id=case_id).aggregate(most=Max("no"))["most"]
    return int(most or 0) + 1


def _joint(p: Proceeding, deed: Deed, party_no: int) -> list[int]:
    """The appellant first. A party names with it only those for whom it acts as well."""
    named = [int(no) for no in deed.data.get("jointly") or () if int(no) != party_no]
    facts = {party.no: party for party in p.parties if not party.left}
    for no in named:
        if no not in facts:
            raise Refusal("no_such_party")
        if facts[no].side != facts[party_no].side:
            raise Refusal("joint_one_side")
        mine = any(user == deed.by.user_id for user, _ in facts[no].links)
        if Role(deed.by.role) in PARTIES and not mine:
            raise NotAllowed("not_yours")
    return [party_no, *dict.fromkeys(named)]


def _contested(p: Proceeding, deed: Deed) -> Decimal | None:
    given = deed.data.get("contested")
    if given is None:
        return None
    contested = Decimal(str(given))
    counter = sum(
        (one.at_stake or Decimal(0) for one in standing(p.case.pk, Purpose.COUNTER)), Decimal(0)
    )
    if p.case.amount is not None and contested > p.case.amount + counter:
        raise Refusal("whole_not_part", most=str(p.case.amount + counter))
    return contested


def check_contested(p: Proceeding, deed: Deed) -> None:
    """Raises Refusal where an application is against more than was claimed."""
    _contested(p, deed)


def take_up(p: Proceeding, above: Case) -> list[dict[str, object]]:
    """Ask for the lodged appeals in the court above; returns what the log holds of them."""
    numbers = handing_on.numbers_there(p.case.pk)
    taken: list[Charge] = []
    for one in standing(p.case.pk, Purpose.APPEAL):
        parties = [numbers[no] for no in one.parties if no in numbers]
        if not parties:
            continue
        taken.append(Charge(
            case_id=above.pk, no=len(taken) + 1, purpose=one.purpose, parties=parties,
            at_stake=one.at_stake, amount=one.amount, seq=1,
            state=OPEN if one.amount else FREE,
        ))  # fmt: skip
    Charge.objects.bulk_create(taken)
    return [{"parties": one.parties, "fee": str(one.amount)} for one in taken]


def ask_each(p: Proceeding) -> None:
    """The notice of the fee opens the days of each who asked: one clock for joint appellants."""
    asked = (Purpose.APPEAL, Purpose.RETRIAL)
    payers = [p.party(one.payer) for one in open_now(p.case.pk) if one.purpose in asked]
    if payers:
        p.several["fee_notice_served"] = [payer for payer in payers if payer is not None]


# -- paying and ending ----------------------------------------------------------------------------


def clock_of(p: Proceeding, charge: Charge) -> RunningClock | None:
    """The running clock by which a charge is to be paid."""
    codes = (Purpose(charge.purpose).clock, Purpose.DEFERRED.clock)
    found = [c for code in codes for c in p.running(code) if c.party_no == charge.payer]
    return next((c for c in found if c.basis == "statutory"), None)


def settle(p: Proceeding, deed: Deed, charge: Charge, state: str) -> None:
    """Paid, free, deferred or withdrawn: its clock and what time prepared for it end."""
    codes = [Purpose(charge.purpose).clock, Purpose.DEFERRED.clock]
    clocks = [c for code in codes for c in p.running(code) if c.party_no == charge.payer]
    end_clocks(p, clocks, "cancelled" if state == WITHDRAWN else "met")
    p.amend(Charge, {"no": charge.no}, state=state, settled_seq=p.seq)
    deed.facts |= {"charge": charge.no, "payers": charge.parties}


def end_clocks(p: Proceeding, clocks: list[RunningClock], state: str) -> None:
    p.close(clocks, state)
    for clock in clocks:
        p.amend(Draft, {"clock_no": clock.no, "closed_seq": None}, closed_seq=p.seq)


def goes_on(p: Proceeding, settled: Charge) -> bool:
    """Whether nothing more is asked for at the node of the fee, once this one is settled."""
    return not [one for one in open_now(p.case.pk) if one.no != settled.no]


def sum_asked(case_id: int, purpose: Purpose = Purpose.APPEAL) -> Decimal | None:
    """What all appeals of a second instance are asked for, or the applications of a retrial; None
    where none is on record."""
    found = [one for one in of(case_id, purpose) if one.state != WITHDRAWN]
    return sum((one.amount for one in found), Decimal(0)) if found else None


def appeal_ends(p: Proceeding, deed: Deed) -> None:
    """One appeal is withdrawn or counts as it. The others go on; the case ends with the last.

    Raises Refusal where several stand and none is named.
    """
    found = standing(p.case.pk, Purpose.APPEAL)
    named = deed.data.pop("party", None)
    if not found:
        return
    ended = of_party(found, int(named)) if named is not None else None
    if ended is None:
        if named is not None:
            raise Refusal("no_appeal_pending")
        if len(found) > 1:
            raise Refusal("name_the_appellant")
        [ended] = found
    settle(p, deed, ended, WITHDRAWN)
    left = [one for one in found if one.no != ended.no]
    if not left:
        return
    if p.procedure is Procedure.SECOND_INSTANCE:
        p.set(fee=sum((one.amount for one in left), Decimal(0)))
    if p.place == "fee_payment" and not any(one.state == OPEN for one in left):
        deed.explicit_target, deed.then = "case_assignment", "fee_settled"
    deed.stays = True
