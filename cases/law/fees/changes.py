"""What a fee already set becomes by a change of claim or procedure, by halving or by relief."""

from collections.abc import Collection
from decimal import Decimal

from cases.law.fees.amounts import TO_THE_FEN, Money, exact_amount, yuan
from cases.law.fees.computing import fee
from cases.law.fees.refusing import FeeError
from cases.law.fees.steps import INTERPRETATION, Fee, Step, cite, nothing


def top_up_for_raise(
    kind: str, before: Money, after: Money, *, half: bool = False, base: Money | None = None
) -> Fee:
    """What a raised claim still owes (art. 21(1))."""
    if exact_amount(after) <= exact_amount(before):
        raise FeeError("not_raised")
    return _difference(
        fee(kind, before, half=half, base=base),
        fee(kind, after, half=half, base=base),
        "top_up",
        cite("21(1)"),
        "增加诉讼请求，补交差额",
        "claim raised: the difference is paid",
    )


def refund_for_reduction(
    kind: str,
    before: Money,
    after: Money,
    *,
    half: bool = False,
    base: Money | None = None,
    investigation_closed: bool = False,
) -> Fee:
    """What a reduced claim gets back; nothing once the court's investigation of the facts
    (法庭调查) is closed (art. 21(2), 35)."""
    if exact_amount(after) >= exact_amount(before):
        raise FeeError("not_reduced")
    if investigation_closed:
        return nothing(
            "35",
            "法庭调查终结后减少诉讼请求，减少部分的受理费由其负担，不予退还",
            "reduced after the investigation was closed: no refund",
        )
    return _difference(
        fee(kind, after, half=half, base=base),
        fee(kind, before, half=half, base=base),
        "refund",
        cite("21(2)"),
        "法庭调查终结前减少诉讼请求，退还差额",
        "claim reduced in time: the difference is refunded",
    )


def top_up_to_ordinary(kind: str, amount: Money | None, *, base: Money | None = None) -> Fee:
    """What is owed when a summary case turns ordinary, within seven days of the court's notice
    (解释 199)."""
    return _difference(
        fee(kind, amount, grounds=("summary",), base=base),
        fee(kind, amount, base=base),
        "top_up",
        f"{INTERPRETATION} 199",
        "简易程序转为普通程序，七日内补交差额",
        "from summary to ordinary procedure: the difference is due in 7 days",
    )


def refund_for_halving(
    kind: str, amount: Money | None, grounds: Collection[str], *, base: Money | None = None
) -> Fee:
    """What comes back when a fee paid in full turns out to be halved."""
    full = fee(kind, amount, base=base)
    halved = fee(kind, amount, half=True, grounds=grounds, base=base)
    citation = next(step.citation for step in halved.steps if step.rule == "half")
    return _difference(
        halved, full, "refund", citation, "减半后退还差额", "halved: the difference is refunded"
    )


def _difference(low: Fee, high: Fee, rule: str, citation: str, zh: str, en: str) -> Fee:
    amount = high.amount - low.amount
    before, after = (low, high) if rule == "top_up" else (high, low)
    return Fee(
        amount,
        (
            Step("before", "", "原应交纳", "fee before", before.amount),
            Step("after", "", "现应交纳", "fee now", after.amount),
            Step(rule, citation, zh, en, amount),
        ),
    )


def less_relief(amount: Decimal, share: Decimal) -> Decimal:
    """What relief leaves of a sum, to the fen (art. 45-46)."""
    return TO_THE_FEN.apply(amount * (1 - share))


def after_relief(due: Fee, share: Decimal, *, natural_person: bool) -> Fee:
    """What is left to pay after 司法救助: a reduction of at least 30%, or for natural persons a
    waiver, `share` 1 (art. 44-46)."""
    if not share.is_finite() or not Decimal("0.3") <= share <= 1:
        raise FeeError("relief_out_of_range")
    if share == 1 and not natural_person:
        raise FeeError("waiver_for_natural_persons")
    amount = less_relief(due.amount, share)
    waived = share == 1
    step = Step(
        "relief",
        cite("45" if waived else "46"),
        "准予免交" if waived else f"准予减交 {yuan(share * 100)}%",
        "waived" if waived else f"reduced by {yuan(share * 100)}%",
        amount,
    )
    return Fee(amount, (*due.steps, step))
