"""What the court still owes back of the fees of a case, and how much of it goes where.

Fees go back where that was ordered, where claims were reduced in time, and to whoever advanced
what somebody else bears (费用办法 21, 25, 27, 53). What came in online goes back by the gateway
(``refunds``), what came in at the counter goes back there.
"""

from __future__ import annotations

from decimal import Decimal

from django.db.models import QuerySet, Sum

from cases.acts.fees import costs, ledger
from cases.acts.fees.payments import paid_in_all
from cases.law.money import Account
from cases.law.refusals import Refusal
from cases.models import Entry, Payment, Received, Refund
from cases.models.money import APPROVED, DONE, PAYING, SETTLED
from cases.procedure import Deed, leaves
from cases.proceeding import Proceeding

NONE = Decimal(0)
Payer = tuple[int | None, int]
"""Who paid, or nobody named, and for which charge."""


# -- how much -------------------------------------------------------------------------------------


def owed(p: Proceeding) -> Decimal:
    """What is to be given back and was not yet; nothing while no time to give back runs.

    Once the fees are divided and that is in effect, all that somebody advanced for others is owed,
    whatever of it was ordered before.
    """
    if not p.running("refund"):
        return NONE
    won = sum(costs.won(p).values(), NONE)
    return min(max(_ordered(p.case.pk), won), paid_in_all(p.case.pk))


def _ordered(case_id: int) -> Decimal:
    """By the log: what was ordered, and what reduced claims leave over, less what went back; that
    counts against the claims first, as the newest word on them says all that they leave over."""
    told = Entry.objects.filter(case_id=case_id, act__in=_TELL).order_by("seq")
    ordered = left_over = NONE
    for entry in told:
        facts = entry.said["facts"]
        amount = Decimal(facts.get("amount") or 0)
        if entry.act == "order_refund":
            ordered += amount
        elif entry.act == "refund_fee":
            part = min(amount, left_over)
            left_over, ordered = left_over - part, max(NONE, ordered - amount + part)
        elif LEFT_OVER in facts:
            left_over = Decimal(facts[LEFT_OVER])
    return ordered + left_over


LEFT_OVER = "left_over"
"""What changed claims leave over of the fee that was paid, in the entry that grants them."""
_TELL = ("order_refund", "answer_request", "refund_fee")


def listed(case_id: int) -> Decimal:
    """Fees that are on the list of refunds, whoever has to say a word to them yet."""
    return _sum(_online_refunds(case_id).exclude(state=DONE))


def under_way(case_id: int, but: int) -> Decimal:
    """Those of them that were approved, beside one."""
    return _sum(_online_refunds(case_id).filter(state__in=(APPROVED, PAYING)).exclude(pk=but))


def _sum(found: QuerySet[Refund]) -> Decimal:
    return Decimal(found.aggregate(sum=Sum("amount"))["sum"] or 0)


def _online_refunds(case_id: int) -> QuerySet[Refund]:
    return Refund.objects.filter(case_id=case_id, received__outcome=SETTLED)


def is_owed(p: Proceeding, amount: Decimal, reserved: Decimal) -> None:
    """Raises Refusal where not so much is owed back beside what is reserved."""
    most = max(owed(p) - reserved, NONE)
    if amount > most:
        raise Refusal("refund_not_owed", most=str(most))


# -- giving back ----------------------------------------------------------------------------------


@leaves("order_refund")
def no_more_than_was_paid(p: Proceeding, deed: Deed) -> None:
    if Decimal(str(deed.data["amount"])) > paid_in_all(p.case.pk):
        raise Refusal("refund_too_much")


@leaves("refund_fee")
def is_refunded(p: Proceeding, deed: Deed) -> None:
    """The time to give back ends when nothing is owed any more.

    What the gateway paid is booked as it is: nothing is asked of it here.
    """
    amount = Decimal(str(deed.data["amount"]))
    before = owed(p)
    number = deed.data.get(ONLINE)
    parts = _at_the_counter(p, deed, amount) if number is None else _online(p, number, amount)
    for (party_no, charge_no), part in parts.items():
        p.keep(Payment(case_id=p.case.pk, kind="refund", amount=-part, on=deed.on, seq=p.seq,
                       party_no=party_no, charge_no=charge_no))  # fmt: skip
    ledger.keep(p, amount, Account.FEE, Account.REFUNDED, deed.on)
    deed.stays = amount < before


ONLINE = "refund"
"""By which refund the gateway paid it: no field of a form."""


def _online(p: Proceeding, number: int, amount: Decimal) -> dict[Payer, Decimal]:
    order = Refund.objects.select_related("received__order").get(pk=number).received.order
    return {(order.party_no, order.charge_no): amount}


def _at_the_counter(p: Proceeding, deed: Deed, amount: Decimal) -> dict[Payer, Decimal]:
    """Of whose money it is taken: of one party's, the fee of the suit first."""
    if not p.running("refund"):
        raise Refusal("no_clock")
    paid, online = paid_in_all(p.case.pk), online_left(p.case.pk)
    if not 0 < amount <= paid:
        raise Refusal("refund_too_much")
    if amount > paid - online:
        raise Refusal("refund_online")
    is_owed(p, amount, listed(p.case.pk))
    parts: dict[Payer, Decimal] = {}
    for payer, left in _of_one(p, deed).items():
        if (part := min(left, amount)) > 0:
            parts[payer], amount = part, amount - part
    if amount:
        raise Refusal("refund_too_much")
    return parts


def _of_one(p: Proceeding, deed: Deed) -> dict[Payer, Decimal]:
    """What the party that is named paid at the counter, or the only one that did."""
    kept = _kept(p)
    named = deed.data.get("party")
    whose = {no for no, _ in kept.values()} if named is None else {named}
    if len(whose) > 1:
        raise Refusal("name_who_gets_it")
    return {payer: left for payer, (no, left) in kept.items() if no in whose}


def payers(p: Proceeding) -> set[int]:
    """Who has paid at the counter and not got it back."""
    return {no for no, _ in _kept(p).values()}


def _kept(p: Proceeding) -> dict[Payer, tuple[int, Decimal]]:
    """Of each payer, the party and what is left, in the order of the charges. A fee for which
    nobody is named is the first plaintiff's (as in ``costs``)."""
    first = costs.first_plaintiff(p)
    kept = sorted(_counter_left(p.case.pk).items(), key=lambda one: (one[0][1], one[0][0] or 0))
    return {payer: (payer[0] or first, left) for payer, left in kept if left > 0}


def _counter_left(case_id: int) -> dict[Payer, Decimal]:
    rows = Payment.objects.filter(case_id=case_id).values_list("party_no", "charge_no")
    kept = {(no, charge): sum_ for no, charge, sum_ in rows.annotate(sum=Sum("amount"))}
    for one in Received.objects.filter(case_id=case_id, outcome=SETTLED).select_related("order"):
        payer = (one.order.party_no, one.order.charge_no)
        back = _sum(one.refunds.filter(state=DONE))
        kept[payer] = kept.get(payer, NONE) - (one.amount - back)
    return kept


def online_left(case_id: int) -> Decimal:
    """What of it came in online: that goes back by the gateway, approved by a second person."""
    settled = Received.objects.filter(case_id=case_id, outcome=SETTLED)
    came_in = settled.aggregate(sum=Sum("amount"))["sum"] or 0
    return Decimal(came_in) - _sum(_online_refunds(case_id).filter(state=DONE))
