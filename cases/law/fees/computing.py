"""The fee of one case or application, by its kind and what is at stake."""

from collections.abc import Collection, Sequence
from decimal import Decimal, localcontext

from cases.law.fees.amounts import EXACT, TO_THE_FEN, Money, Rounding, exact_amount, tidy, yuan
from cases.law.fees.refusing import FeeError
from cases.law.fees.scales import HALVING, KINDS, Kind, Range, Slice
from cases.law.fees.steps import INTERPRETATION, Fee, Step, cite


def fee(
    kind: str,
    amount: Money | None = None,
    *,
    half: bool = False,
    grounds: Collection[str] = (),
    base: Money | None = None,
    rounding: Rounding = TO_THE_FEN,
) -> Fee:
    """The fee of one case or application.

    `base` is the province's point inside the national range; without it the lowest is taken, as
    a court may not charge more than a published standard allows. `half`, or any number of
    `grounds`, halves once (解释 206).
    """
    rules = _kind(kind)
    sum_at_stake = None if amount is None else exact_amount(amount)
    point = _point(rules, base)
    if sum_at_stake is None and rules.each is None:
        raise FeeError("amount_missing", zh=rules.zh, en=rules.en)
    with localcontext(EXACT):
        parts = _each(rules, point, sum_at_stake) + _slices(rules, sum_at_stake)
        total, changes = _share(rules, sum((part.amount for part in parts), Decimal(0)))
        if half or grounds:
            total, changes = total / 2, [*changes, _halving(rules, grounds, total / 2)]
        return _closed((*parts, *changes), total, rounding)


def claims_fee(
    property_amounts: Sequence[Money],
    non_property: int = 0,
    *,
    half: bool = False,
    grounds: Collection[str] = (),
    base: Money | None = None,
) -> Fee:
    """Several claims in one case: property claims are summed and set the fee; several
    non-property claims are one case (解释 201)."""
    if not property_amounts:
        if non_property < 1:
            raise FeeError("no_claim")
        return fee("other_non_property", half=half, grounds=grounds, base=base)
    with localcontext(EXACT):
        total = sum((exact_amount(amount) for amount in property_amounts), Decimal(0))
    due = fee("property", total, half=half, grounds=grounds)
    basis = Step(
        "basis",
        f"{INTERPRETATION} 201",
        f"财产性请求合并计算，共 {yuan(total)} 元",
        f"the property claims are summed: {yuan(total)} yuan",
        total,
    )
    return due._replace(steps=(basis, *due.steps))


def _kind(code: str) -> Kind:
    if code not in KINDS:
        raise FeeError("unknown_kind", value=code)
    return KINDS[code]


def _point(rules: Kind, base: Money | None) -> Decimal | None:
    """The charge per case: the fixed one, or the province's point inside the range."""
    if not isinstance(rules.each, Range):
        if base is not None:
            raise FeeError("base_not_allowed", zh=rules.zh, en=rules.en)
        return rules.each
    if base is None:
        return rules.each.low
    point = exact_amount(base)
    if not rules.each.low <= point <= rules.each.high:
        low, high = rules.each
        raise FeeError(
            "base_out_of_range", zh=rules.zh, en=rules.en, low=low, high=high, value=point
        )
    return point


def _each(rules: Kind, point: Decimal | None, amount: Decimal | None) -> list[Step]:
    if point is None or not rules.is_charged_per_case(amount):
        return []
    zh, en = f"{rules.zh}，每件 {yuan(point)} 元", f"{rules.en}: {yuan(point)} yuan per case"
    if isinstance(rules.each, Range):
        low, high = rules.each
        zh += f"（幅度 {low} 元至 {high} 元，由省级政府确定）"
        en += f" (range {low} to {high}, set by the province)"
    return [Step("each", cite(rules.article), zh, en, point)]


def _slices(rules: Kind, amount: Decimal | None) -> list[Step]:
    steps: list[Step] = []
    if amount is None:
        return steps
    floor = Decimal(0)
    for band in rules.scale:
        if amount <= floor and steps:
            break
        steps.append(_slice(band, floor, amount))
        floor = band.upto or floor
    return steps


def _slice(band: Slice, floor: Decimal, amount: Decimal) -> Step:
    citation = cite(band.item)
    if band.flat is not None:
        zh = f"不超过 {yuan(band.upto)} 元的，每件 {yuan(band.flat)} 元"
        en = f"up to {yuan(band.upto)} yuan: {yuan(band.flat)} yuan flat"
        return Step("flat", citation, zh, en, band.flat)
    part = (amount if band.upto is None else min(amount, band.upto)) - floor
    if not band.rate:
        zh = f"不超过 {yuan(band.upto)} 元的，不另行交纳"
        en = f"up to {yuan(band.upto)} yuan: nothing more"
        return Step("slice", citation, zh, en, Decimal(0))
    percent = f"{yuan(band.rate * 100)}%"
    upto_zh = f"至 {yuan(band.upto)} 元" if band.upto else ""
    upto_en = f" to {yuan(band.upto)}" if band.upto else ""
    return Step(
        "slice",
        citation,
        f"超过 {yuan(floor)} 元{upto_zh}的部分：{yuan(part)} × {percent}",
        f"above {yuan(floor)}{upto_en}: {yuan(part)} × {percent}",
        part * band.rate,
    )


def _share(rules: Kind, total: Decimal) -> tuple[Decimal, list[Step]]:
    """Payment orders pay a third, bankruptcies half; some fees have a cap (art. 14)."""
    steps: list[Step] = []
    citation = cite(rules.article)
    if rules.divisor > 1:
        total /= rules.divisor
        zh = f"按财产案件受理费的 1/{rules.divisor} 交纳"
        en = f"1/{rules.divisor} of the property case fee"
        # Shown to six places; the sum itself stays exact until the end.
        steps.append(Step("share", citation, zh, en, total.quantize(Decimal("0.000001"))))
    if rules.cap is not None and total > rules.cap:
        total = rules.cap
        zh, en = f"最高不超过 {yuan(total)} 元", f"at most {yuan(total)} yuan"
        steps.append(Step("cap", citation, zh, en, total))
    return total, steps


def _halving(rules: Kind, grounds: Collection[str], halved: Decimal) -> Step:
    if not rules.halvable:
        raise FeeError("half_not_allowed", zh=rules.zh, en=rules.en)
    for code in grounds:
        if code not in HALVING:
            raise FeeError("unknown_ground", value=code)
    found = [ground for code, ground in HALVING.items() if code in grounds]
    articles = sorted({ground.citation for ground in found}) or ["15", "16", "18"]
    zh = "减半交纳"
    en = "half the fee"
    if found:
        zh += "：" + "、".join(ground.zh for ground in found)
        en += ": " + ", ".join(ground.en for ground in found)
    if len(found) > 1:
        zh += "（只减半一次）"
        en += " (halved only once)"
    citation = f"{cite(', '.join(articles))}; {INTERPRETATION} 206"
    return Step("half", citation, zh, en, halved)


def _closed(steps: Sequence[Step], total: Decimal, rounding: Rounding) -> Fee:
    amount = rounding.apply(total)
    shown = [step._replace(amount=tidy(step.amount)) for step in steps]
    if amount != total:
        zh = f"保留 {rounding.places} 位小数"
        en = f"rounded to {rounding.places} decimals"
        shown.append(Step("rounding", "", zh, en, amount))
    return Fee(amount, tuple(shown))
