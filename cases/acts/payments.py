"""Court fees: what is due by the scale, what was paid."""

from __future__ import annotations

from decimal import Decimal

from django.db.models import Sum

from cases.acts import ledger
from cases.law.causes import by_code, fee_kind
from cases.law.fees import KINDS, fee
from cases.law.money import Account
from cases.law.procedures import Procedure
from cases.law.refusals import Refusal
from cases.models import Payment, Received, Refund
from cases.models.money import APPROVED, DONE, SETTLED
from cases.procedure import Deed, leaves
from cases.proceeding import Proceeding

HALVED = frozenset({Procedure.SUMMARY, Procedure.SMALL_CLAIMS})
NO_FEE = frozenset(
    {
        Procedure.JURISDICTION_APPEAL,
        Procedure.RETRIAL_REVIEW,
        Procedure.RETRIAL,
        Procedure.RETRIAL_SECOND,
        Procedure.SPECIAL,
    }
)
NO_FEE_AGAIN = frozenset({"transferred_in", "remanded", "ordered"})


def fee_due(p: Proceeding) -> Decimal:
    """The fee of this case (费用办法 8, 9, 13, 16); nothing where the rules ask for nothing."""
    ruling_appealed = p.procedure is Procedure.SECOND_INSTANCE and p.case.document == "ruling"
    if p.procedure in NO_FEE or p.case.origin in NO_FEE_AGAIN or ruling_appealed:
        return Decimal(0)
    amount = p.case.amount
    kind = fee_kind(by_code(p.case.cause_code), has_amount=amount is not None)
    return fee(kind, amount, half=p.procedure in HALVED and KINDS[kind].halvable).amount


@leaves("pay_fee", "pay_top_up")
def is_paid(p: Proceeding, deed: Deed) -> None:
    """At the counter, or by money that came in online and is held for this."""
    received = _received(p, deed)
    source, order = Account.PAYER, None
    amount = Decimal(str(deed.data.get("amount") or p.case.fee or 0))
    if received is not None:
        source, order, amount = Account.HELD, received.order_id, received.amount
        if deed.act.code == "pay_fee" and amount != p.case.fee:
            raise Refusal("fee_changed")
        deed.facts["paid_by"] = "other" if received.payer else "party"
    p.keep(Payment(case_id=p.case.pk, kind=deed.act.code, amount=amount, on=deed.on, seq=p.seq))
    ledger.keep(p, amount, source, Account.FEE, deed.on, order)
    deed.facts["amount"] = str(amount)


def _received(p: Proceeding, deed: Deed) -> Received | None:
    """The money that the act takes as the fee: of this case, and not taken yet."""
    number = deed.data.get("received")
    if number is None:
        return None
    found = Received.objects.filter(pk=number, case_id=p.case.pk, outcome="").first()
    if found is None:
        raise Refusal("no_such_money")
    return found


def paid(case_id: int) -> Decimal:
    """What was paid of the fee and not given back."""
    found = Payment.objects.filter(case_id=case_id).aggregate(sum=Sum("amount"))["sum"]
    return Decimal(found or 0)


def online_left(case_id: int) -> Decimal:
    """What of it came in online: that goes back by the gateway, approved by a second person."""
    settled = Received.objects.filter(case_id=case_id, outcome=SETTLED)
    came_in = settled.aggregate(sum=Sum("amount"))["sum"] or 0
    back = Refund.objects.filter(received__in=settled, state=DONE).aggregate(sum=Sum("amount"))
    return Decimal(came_in - (back["sum"] or 0))


@leaves("relieve_fee")
def is_waived(p: Proceeding, deed: Deed) -> None:
    ledger.keep(p, p.case.fee or Decimal(0), Account.WAIVED, Account.FEE, deed.on)


@leaves("refund_fee")
def is_refunded(p: Proceeding, deed: Deed) -> None:
    if not p.running("refund"):
        raise Refusal("no_clock")
    amount = Decimal(str(deed.data["amount"]))
    _check_refund(p, deed, amount)
    p.keep(Payment(case_id=p.case.pk, kind="refund", amount=-amount, on=deed.on, seq=p.seq))
    ledger.keep(p, amount, Account.FEE, Account.REFUNDED, deed.on)


def _check_refund(p: Proceeding, deed: Deed, amount: Decimal) -> None:
    """At the counter goes back what came in there; the rest by a refund that two people asked for.

    The gateway may have paid that one already, so nothing else is asked of it here.
    """
    number = deed.data.get("refund")
    if number is None:
        if online_left(p.case.pk) > max(paid(p.case.pk) - amount, Decimal(0)):
            raise Refusal("refund_online")
    elif not Refund.objects.filter(pk=number, case_id=p.case.pk, state=APPROVED).exists():
        raise Refusal("no_such_money")
