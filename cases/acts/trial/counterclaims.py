"""Counterclaims 反诉: tried together with the suit, with a fee of their own (费用办法 18, 22)."""

from __future__ import annotations

from decimal import Decimal

from cases.acts.fees import charges
from cases.acts.papers.handing_in import take_files
from cases.acts.time.incidents import begin, end
from cases.law.money import Purpose
from cases.law.procedures import FIRST_INSTANCE
from cases.law.refusals import Refusal
from cases.models import Charge, Document
from cases.models.money import FREE, OPEN, WITHDRAWN
from cases.procedure import Deed, leaves, party_or_first
from cases.proceeding import Proceeding

INCIDENT = "counterclaim"


@leaves("file_counterclaim")
def is_filed(p: Proceeding, deed: Deed) -> None:
    """Before the debate ends (解释 232); the fee is due within seven days of the filing."""
    if p.procedure not in FIRST_INSTANCE:
        raise Refusal("counterclaim_first_instance")
    party_no = party_or_first(p, deed, "defendant")
    given = deed.data.get("amount")
    at_stake = Decimal(str(given)) if given is not None else None
    amount = charges.for_counterclaim(p.case.cause_code, at_stake).amount
    charge = Charge(
        case_id=p.case.pk, no=charges.next_no(p.case.pk), purpose=Purpose.COUNTER.value,
        parties=[party_no], at_stake=at_stake, amount=amount, seq=p.seq,
        state=OPEN if amount else FREE,
    )  # fmt: skip
    begin(p, INCIDENT, deed.on, party_no)
    p.keep(charge)
    p.keep(Document(
        case_id=p.case.pk, kind="counterclaim", title="反诉状",
        text=str(deed.data["asked"]), party_no=party_no, received_at=p.came_at, seq=p.seq,
    ))  # fmt: skip
    deed.facts |= {"party": party_no, "charge": charge.no}
    if amount:
        p.start("counterclaimed", deed.on, p.party(party_no))
    take_files(p, deed, party_no)


@leaves("end_counterclaim")
def ends(p: Proceeding, deed: Deed) -> None:
    """Unpaid it counts as withdrawn; the suit goes on in any case."""
    party_no, how = int(deed.data["party"]), str(deed.data["how"])
    found = [one for one in charges.standing(p.case.pk, Purpose.COUNTER)
             if party_no in one.parties]  # fmt: skip
    if not found:
        raise Refusal("no_counterclaim")
    charge = found[-1]
    if how == "unpaid" and charge.state not in (OPEN, "deferred"):
        raise Refusal("fee_is_paid")
    charges.settle(p, deed, charge, WITHDRAWN)
    deed.facts.pop("payers")  # that it is over is for both sides
    end(p, INCIDENT, deed.on, party_no)
