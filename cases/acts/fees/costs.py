"""Who bears the court fees in the end, and who gets back what it advanced (费用办法 29-34, 53)."""

from __future__ import annotations

from decimal import Decimal

from django.db.models import Sum

from cases.acts.fees import payments
from cases.law.money import balances
from cases.law.refusals import Refusal
from cases.models import Bearing, Entry, Payment
from cases.procedure import Deed, arriving, leaves
from cases.proceeding import Proceeding
from cases.queries import Query

IN_EFFECT = ("judgment_effective", "mediation_statement_effective", "affirmed", "changed")
"""Outcomes with which it is certain who bears the fees."""


_BORNE = Query(
    lambda case: Bearing.objects.filter(case_id=case).order_by("seq", "pk")
    .values_list("party_no", "amount")
)  # fmt: skip


def borne(case_id: int) -> dict[int, Decimal]:
    """What each party bears, by number: the newest word on each."""
    return dict(_BORNE(case_id))


def advanced(case_id: int, first_plaintiff: int) -> dict[int, Decimal]:
    """What each party has paid and not got back; what nobody is named for is the plaintiff's."""
    rows = Payment.objects.filter(case_id=case_id).values("party_no").annotate(sum=Sum("amount"))
    found: dict[int, Decimal] = {}
    for row in rows:
        no = row["party_no"] or first_plaintiff
        found[no] = found.get(no, Decimal(0)) + row["sum"]
    return found


def settled(p: Proceeding) -> dict[int, Decimal]:
    """What each party gets back (+) or owes (-); nothing before the fees were divided."""
    shares = borne(p.case.pk)
    return balances(advanced(p.case.pk, first_plaintiff(p)), shares) if shares else {}


def first_plaintiff(p: Proceeding) -> int:
    """Who paid what nobody is named for, also once it has left the suit."""
    return next((party.no for party in p.parties if party.side == "plaintiff"), 1)


def won(p: Proceeding) -> dict[int, Decimal]:
    """What each party gets back because others bear it; nothing before that is in effect."""
    back = {no: amount for no, amount in settled(p).items() if amount > 0}
    told = Entry.objects.filter(case_id=p.case.pk, stands_at__in=IN_EFFECT)
    return back if back and told.exists() else {}


@leaves("bear_costs")
def are_borne(p: Proceeding, deed: Deed) -> None:
    """Raises Refusal where the parties together would bear more than the fees."""
    party_no, amount = int(deed.data["party"]), Decimal(str(deed.data["amount"]))
    others = sum((sum_ for no, sum_ in borne(p.case.pk).items() if no != party_no), Decimal(0))
    most = payments.paid_in_all(p.case.pk)
    owed = sum((due.amount for due in payments.dues(p)), Decimal(0))
    if amount + others > most + owed:
        raise Refusal("costs_too_much", most=str(most + owed))
    p.keep(Bearing(case_id=p.case.pk, party_no=party_no, amount=amount, seq=p.seq))


@arriving(*IN_EFFECT)
def winners_need_not_ask(p: Proceeding, source: str) -> None:
    """The court gives back within 15 days of effect, unasked (费用办法 53)."""
    if any(amount > 0 for amount in settled(p).values()):
        p.start("refund_due", p.on)
