"""Court fees: what is due by the scale, what was paid."""

from __future__ import annotations

from decimal import Decimal

from django.db.models import Sum

from cases.acts.fees import charges, ledger
from cases.acts.fees.charges import Due
from cases.law.causes import by_code, fee_kind
from cases.law.fees.changes import less_relief
from cases.law.fees.computing import fee
from cases.law.fees.scales import KINDS
from cases.law.fees.steps import Fee
from cases.law.money import Account, Purpose
from cases.law.procedures import PAID_BY_WHO_ASKED, RETRIALS, Procedure
from cases.law.refusals import Refusal
from cases.models import Charge, Link, Payment, Received, Relief
from cases.models.money import DEFERRED, PAID
from cases.procedure import Deed, leaves
from cases.proceeding import Proceeding

HALVED = frozenset({Procedure.SUMMARY, Procedure.SMALL_CLAIMS})
NO_FEE = frozenset(
    {
        Procedure.JURISDICTION_APPEAL,
        Procedure.RETRIAL_REVIEW,
        Procedure.SPECIAL,
    }
)
NO_FEE_AGAIN = frozenset({"remanded", "ordered"})


def fee_due(p: Proceeding) -> Decimal:
    """The fee of this case (费用办法 8, 9, 13, 16, 17, 19); nothing where the rules ask for none,
    and in second instance the fees of all appeals together."""
    second = p.procedure is Procedure.SECOND_INSTANCE
    ruling_appealed = second and p.case.document == "ruling"
    if p.procedure in NO_FEE or p.case.origin in NO_FEE_AGAIN or ruling_appealed:
        return Decimal(0)
    if p.procedure in RETRIALS:
        return charges.sum_asked(p.case.pk, Purpose.RETRIAL) or Decimal(0)
    if p.case.origin == "transferred_in":
        return owed_before(p.case.pk)
    if second and (asked := charges.sum_asked(p.case.pk)) is not None:
        return asked
    return by_scale(p).amount


def owed_before(case_id: int) -> Decimal:
    """What of the fee was not paid at the court that a case was transferred from: nothing, unless
    it was deferred there; what was paid goes along with the file (费用办法 24, 47)."""
    link = Link.objects.filter(target_id=case_id, kind="transfer").select_related("source").first()
    if link is None:
        return Decimal(0)
    # What relief took off is off the fee of the case already.
    due = link.source.fee or Decimal(0)
    return max(Decimal(0), due - paid(link.source_id))


def by_scale(p: Proceeding) -> Fee:
    """The fee of the suit with its derivation (费用办法 13, 16)."""
    amount = p.case.amount
    kind = fee_kind(by_code(p.case.cause_code), has_amount=amount is not None)
    return fee(kind, amount, half=p.procedure in HALVED and KINDS[kind].halvable)


def fee_after_relief(p: Proceeding) -> Decimal:
    """The fee as it is now, less the share that relief took off it (费用办法 45, 46)."""
    granted = Relief.objects.filter(case_id=p.case.pk, charge_no=0, share__isnull=False)
    share = granted.order_by("-seq").values_list("share", flat=True).first()
    due = fee_due(p)
    return less_relief(due, share) if share else due


# -- what is due ----------------------------------------------------------------------------------


def dues(p: Proceeding) -> list[Due]:
    """Everything the case asks for now, of whom it asks it: the fee at its node, or one for each
    appeal; a top-up while its notice runs (解释 199); counterclaims; what was deferred."""
    found = [_of_charge(one) for one in charges.open_now(p.case.pk) if _is_asked(p, one)]
    if p.place == "fee_payment":
        return found or _of_suit(p)
    if p.running("top_up"):
        owed = fee_after_relief(p) - paid(p.case.pk)
        found += [Due(Purpose.TOP_UP, owed, _side(p))] if owed > 0 else []
    return found + _deferred(p)


def _is_asked(p: Proceeding, one: Charge) -> bool:
    return one.purpose == Purpose.COUNTER or p.place == "fee_payment"


def _of_charge(one: Charge) -> Due:
    return Due(Purpose(one.purpose), one.amount, tuple(one.parties), one.no)


def _of_suit(p: Proceeding) -> list[Due]:
    purpose = Purpose.APPEAL if p.procedure is Procedure.SECOND_INSTANCE else Purpose.FEE
    return [Due(purpose, p.case.fee, _side(p))] if p.case.fee else []


def _side(p: Proceeding) -> tuple[int, ...]:
    return tuple(party.no for party in p.side("plaintiff"))


def _deferred(p: Proceeding) -> list[Due]:
    """What was put off and is not paid yet, while its clock runs."""
    asked = p.running("deferred_fee")
    if not asked:
        return []
    found = [
        Due(Purpose.DEFERRED, one.amount, tuple(one.parties), one.no)
        for one in charges.of(p.case.pk)
        if one.state == DEFERRED
    ]
    owed = (p.case.fee or Decimal(0)) - paid(p.case.pk)
    if p.procedure not in PAID_BY_WHO_ASKED and owed > 0:
        plaintiffs = _side(p)
        if any(clock.party_no in plaintiffs for clock in asked):
            found.append(Due(Purpose.DEFERRED, owed, plaintiffs))
    return found


# -- paying ---------------------------------------------------------------------------------------


@leaves("pay_fee", "pay_top_up", "pay_later_fee")
def is_paid(p: Proceeding, deed: Deed) -> None:
    """At the counter, or by money that came in online and is held for this."""
    received = _received(p, deed)
    asked = _asked(p, deed, received)
    source, order = Account.PAYER, None
    amount = Decimal(str(deed.data.get("amount") or (asked.amount if asked else 0)))
    if received is not None:
        source, order, amount = Account.HELD, received.order_id, received.amount
        if asked is not None and amount != asked.amount:
            raise Refusal("fee_changed")
        deed.facts["paid_by"] = "other" if received.payer else "party"
    payer = received.order.party_no if received is not None else deed.on_behalf_of
    charge_no = asked.charge_no if asked else 0
    if asked is not None and asked.purpose is not Purpose.FEE:
        payer = payer if payer in asked.parties else asked.parties[0]
    p.keep(Payment(case_id=p.case.pk, kind=deed.act.code, amount=amount, on=deed.on, seq=p.seq,
                   party_no=payer, charge_no=charge_no))  # fmt: skip
    ledger.keep(p, amount, source, Account.FEE, deed.on, order)
    deed.facts["amount"] = str(amount)
    if asked is not None:
        _settles(p, deed, asked, amount)


def _received(p: Proceeding, deed: Deed) -> Received | None:
    """The money that the act takes as the fee: of this case, and not taken yet."""
    number = deed.data.get("received")
    if number is None:
        return None
    found = Received.objects.filter(pk=number, case_id=p.case.pk, outcome="")
    one = found.select_related("order").first()
    if one is None:
        raise Refusal("no_such_money")
    return one


def _asked(p: Proceeding, deed: Deed, received: Received | None) -> Due | None:
    """What of all that is due this act pays: named by the order, or by the party that pays.

    Raises Refusal where nothing of it is due, or where several owe and nobody is named.
    """
    named = deed.data.pop("party", None)
    found = [due for due in dues(p) if due.purpose.act == deed.act.code]
    if received is not None:
        wanted = (received.order.purpose, received.order.charge_no)
        found = [due for due in found if (due.purpose.value, due.charge_no) == wanted]
    elif (payer := named if named is not None else deed.on_behalf_of) is not None:
        mine = [due for due in found if payer in due.parties]
        found = mine or ([] if deed.act.code != "pay_top_up" else found)
    if len({due.charge_no for due in found}) > 1:
        raise Refusal("name_the_payer")
    if not found and (received is not None or deed.act.code != "pay_top_up"):
        # A fee of the suit that nobody has worked out is taken at the counter as it is.
        if received is None and deed.act.code == "pay_fee" and not charges.open_now(p.case.pk):
            return None
        raise Refusal("nothing_due")
    return found[0] if found else None


def _settles(p: Proceeding, deed: Deed, asked: Due, amount: Decimal) -> None:
    """A charge is paid whole, and its clock ends; the case goes on with the last of an appeal. Of a
    top-up a part may come in at the counter: the rest stays due."""
    if asked.purpose is Purpose.TOP_UP:
        deed.stays = amount < asked.amount
    if not asked.charge_no:
        if asked.purpose is Purpose.DEFERRED:
            _is_whole(asked, amount)
            clocks = [c for c in p.running("deferred_fee") if c.party_no in asked.parties]
            charges.end_clocks(p, clocks, "met")
        return
    _is_whole(asked, amount)
    charge = next(one for one in charges.of(p.case.pk) if one.no == asked.charge_no)
    charges.settle(p, deed, charge, PAID)
    deed.quiet, deed.answers = True, charge.payer
    if deed.act.code == "pay_fee" and not charges.goes_on(p, charge):
        deed.stays = True


def _is_whole(asked: Due, amount: Decimal) -> None:
    if amount != asked.amount:
        raise Refusal("wrong_sum", due=str(asked.amount))


def paid(case_id: int, charge_no: int = 0) -> Decimal:
    """What was paid of the fee of the suit, or of a charge, and not given back."""
    found = Payment.objects.filter(case_id=case_id, charge_no=charge_no)
    return Decimal(found.aggregate(sum=Sum("amount"))["sum"] or 0)


def paid_in_all(case_id: int) -> Decimal:
    """The same of everything together."""
    found = Payment.objects.filter(case_id=case_id).aggregate(sum=Sum("amount"))["sum"]
    return Decimal(found or 0)
