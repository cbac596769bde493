"""Counterclaims 反诉: tried together with the suit, with a fee of their own (费用办法 18, 22)."""

from __future__ import annotations

from decimal import Decimal

from cases import loading
from cases.acts.fees import charges
from cases.acts.papers import on_paper
from cases.acts.papers.handing_in import take_files
from cases.acts.service import serving
from cases.acts.time.incidents import begin, end
from cases.law.money import Purpose
from cases.law.procedures import FIRST_INSTANCE
from cases.law.refusals import Refusal
from cases.models import Charge, Document, Service
from cases.models.money import FREE, OPEN, WITHDRAWN
from cases.procedure import Deed, leaves, party_or_first
from cases.proceeding import PartyFacts, Proceeding

INCIDENT, ANSWER = "counterclaim", "counterclaim_answer"


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


def unserved(p: Proceeding) -> Refusal | None:
    """A case is not heard before its counterclaim has reached each of the plaintiffs: from that
    their time to answer runs (CPL 128, 54), and the day of a hearing comes after it."""
    missing = _not_served(p)
    return Refusal("counterclaim_unserved", names=serving.names(p, missing)) if missing else None


def unanswered(p: Proceeding) -> Refusal | None:
    """Nor does the debate end before their time to answer does."""
    running = p.running(ANSWER)
    if not running:
        return unserved(p)
    until = [clock.due_on for clock in running]
    last = "—" if None in until else str(max(day for day in until if day))
    return Refusal("counterclaim_unanswered", until=last)


def _not_served(p: Proceeding) -> list[PartyFacts]:
    """The plaintiffs whom a counterclaim that stands has not reached with effect."""
    if not p.has_incident(INCIDENT):
        return []
    standing = {one.seq for one in charges.standing(p.case.pk, Purpose.COUNTER)}
    served = Service.objects.filter(
        case_id=p.case.pk, paper__kind="counterclaim", paper__seq__in=standing
    ).exclude(effective_on=None)
    reached = set(served.values_list("paper__seq", "party_no"))
    return [x for x in p.side("plaintiff") if any((seq, x.no) not in reached for seq in standing)]


@leaves("fix_hearing", "move_hearing")
def waits_for_its_service(p: Proceeding, deed: Deed) -> None:
    if (refusal := unserved(p)) is not None:
        raise refusal


@leaves("close_hearing", "close_hearing_sole")
def waits_for_the_answer(p: Proceeding, deed: Deed) -> None:
    if (refusal := unanswered(p)) is not None:
        raise refusal


@leaves("answer_counterclaim")
def is_answered(p: Proceeding, deed: Deed) -> None:
    """An answer ends this plaintiff's time; one that comes late is taken and changes no date."""
    party = party_or_first(p, deed, "plaintiff")
    if not p.has_incident(INCIDENT):
        raise Refusal("no_counterclaim")
    deed.facts["party"] = party
    begun = loading.had_clock(p, code=ANSWER, party_no=party)
    in_time = bool(p.meet(ANSWER, party)) or not begun or on_paper.in_time(p, deed, ANSWER, party)
    p.keep(Document(
        case_id=p.case.pk, kind="answer", title="反诉答辩状",
        text=str(deed.data.get("answer", "")), party_no=party, received_at=p.came_at, seq=p.seq,
        is_late=not in_time,
    ))  # fmt: skip
    take_files(p, deed, party, is_late=not in_time)


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
    if not p.has_incident(INCIDENT):
        p.close(p.running(ANSWER), "cancelled")
