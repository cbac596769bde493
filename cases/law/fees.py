"""Court fees: 诉讼费用交纳办法 (in force since 2007-04-01), with 民诉法解释 199-207.

All money is RMB yuan in Decimal. A fee is returned with its derivation, line by line, so that
a party can check it; rounding comes last and once. Who carries the fee in the end is for the
judgment and not computed here.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Context, Decimal, DecimalException, localcontext
from typing import Literal, NamedTuple

INSTRUMENT = "诉讼费用交纳办法"
INTERPRETATION = "民诉法解释"
IN_FORCE_FROM = date(2007, 4, 1)

FEN = Decimal("0.01")
# Above every real claim, below what eighteen-digit money columns hold.
MAX_AMOUNT = Decimal("999999999999999.99")
# Wide enough that no product or comparison of a lawful amount is ever rounded on the way.
_EXACT = Context(prec=60, rounding=ROUND_HALF_UP)
_NUMBER = re.compile(r"[+-]?(\d+|\d{1,3}(,\d{3})+)?(\.\d*)?([eE][+-]?\d+)?", re.ASCII)

Money = Decimal | int | str

_REFUSALS: dict[str, tuple[str, str]] = {
    "not_a_number": ("“{value}”不是金额", "“{value}” is not an amount of money"),
    "negative": ("金额不能为负数：{value}", "an amount cannot be negative: {value}"),
    "too_large": (
        "金额过大，最大为 {limit} 元",
        "the amount is too large; the most is {limit} yuan",
    ),
    "too_precise": ("金额最多精确到分：{value}", "an amount goes down to the fen (0.01): {value}"),
    "amount_missing": ("{zh}须写明金额", "{en}: an amount is needed"),
    "unknown_kind": ("没有“{value}”这种收费类别", "there is no kind of fee called “{value}”"),
    "base_out_of_range": (
        "{zh}每件标准须在 {low} 元至 {high} 元之间，不能是 {value} 元",
        "{en}: the charge per case must lie between {low} and {high} yuan, not {value}",
    ),
    "base_not_allowed": (
        "{zh}没有可由省级政府确定的幅度",
        "{en}: there is no range in which a province could set a point",
    ),
    "half_not_allowed": ("{zh}不减半交纳", "{en}: this fee is not halved"),
    "unknown_ground": (
        "没有“{value}”这种减半事由",
        "there is no ground of halving called “{value}”",
    ),
    "not_raised": ("变更后的金额没有增加", "the changed claim is not higher than before"),
    "not_reduced": ("变更后的金额没有减少", "the changed claim is not lower than before"),
    "unknown_event": ("没有“{value}”这种退费事由", "there is no ground of refund called “{value}”"),
    "no_claim": ("没有任何诉讼请求", "there is no claim at all"),
    "waiver_for_natural_persons": (
        "免交诉讼费用只适用于自然人",
        "only a natural person may be freed from the whole fee",
    ),
    "relief_out_of_range": (
        "减交比例须在 30% 至 100% 之间",
        "a reduction is at least 30% and at most the whole fee",
    ),
}


class FeeError(ValueError):
    """A fee that cannot be computed; `reason` is for machines, `zh` and `en` for people."""

    def __init__(self, reason: str, **facts: object) -> None:
        zh, en = _REFUSALS[reason]
        shown = {name: str(value)[:40] for name, value in facts.items()}
        self.reason = reason
        self.zh = zh.format(**shown)
        self.en = en.format(**shown)
        super().__init__(self.en)


class Step(NamedTuple):
    """One line of a derivation.

    `amount` is what the line yields: a part of the fee (rules `slice`, `flat`, `each`), the sum
    looked at (`basis`, `before`, `after`), or the fee as it stands after the line (the others).
    """

    rule: str
    citation: str
    zh: str
    en: str
    amount: Decimal


class Fee(NamedTuple):
    amount: Decimal
    steps: tuple[Step, ...]


class Rounding(NamedTuple):
    """The rules do not fix the rounding; a court may choose another."""

    places: int = 2
    mode: str = ROUND_HALF_UP

    def apply(self, amount: Decimal) -> Decimal:
        return amount.quantize(Decimal(1).scaleb(-self.places), rounding=self.mode, context=_EXACT)


TO_THE_FEN = Rounding()


class Range(NamedTuple):
    """The national range in which the province sets its point (art. 13, last paragraph)."""

    low: Decimal
    high: Decimal


class Slice(NamedTuple):
    """A band of the amount: charged at `rate`, or `flat` for the whole band."""

    upto: Decimal | None
    rate: Decimal
    item: str
    flat: Decimal | None = None


_Band = tuple[str | None, str, str | None]


def _scale(article: str, *bands: _Band, numbered: bool = False) -> tuple[Slice, ...]:
    """Bands as (up to, percent, flat); `numbered` where each band is an item of its own."""
    return tuple(
        Slice(
            Decimal(upto) if upto else None,
            Decimal(percent) / 100,
            f"{article}{number}" if numbered else article,
            Decimal(flat) if flat else None,
        )
        for number, (upto, percent, flat) in enumerate(bands, start=1)
    )


_PROPERTY = _scale(
    "13(1)",
    ("10000", "0", "50"),
    ("100000", "2.5", None),
    ("200000", "2", None),
    ("500000", "1.5", None),
    ("1000000", "1", None),
    ("2000000", "0.9", None),
    ("5000000", "0.8", None),
    ("10000000", "0.7", None),
    ("20000000", "0.6", None),
    (None, "0.5", None),
    numbered=True,
)
_DIVORCE = _scale("13(2)1", ("200000", "0", None), (None, "0.5", None))
_PERSONALITY = _scale("13(2)2", ("50000", "0", None), ("100000", "1", None), (None, "0.5", None))
_EXECUTION = _scale(
    "14(1)2",
    ("10000", "0", "50"),
    ("500000", "1.5", None),
    ("5000000", "1", None),
    ("10000000", "0.5", None),
    (None, "0.1", None),
)
_PRESERVATION = _scale("14(2)", ("1000", "0", "30"), ("100000", "1", None), (None, "0.5", None))


@dataclass(frozen=True)
class Kind:
    """One kind of fee: a charge per case, a sliding scale, or both."""

    code: str
    zh: str
    en: str
    article: str
    scale: tuple[Slice, ...] = ()
    each: Decimal | Range | None = None
    each_only_without_amount: bool = False
    divisor: int = 1
    cap: Decimal | None = None
    halvable: bool = False
    # Execution and bankruptcy fees are collected afterwards (art. 20).
    prepaid: bool = True

    def is_charged_per_case(self, amount: Decimal | None) -> bool:
        return self.each is not None and not (self.each_only_without_amount and amount is not None)


def _range(low: int, high: int) -> Range:
    return Range(Decimal(low), Decimal(high))


_KINDS = (
    Kind("property", "财产案件", "property case", "13(1)", scale=_PROPERTY, halvable=True),
    Kind(
        "divorce",
        "离婚案件",
        "divorce case",
        "13(2)1",
        scale=_DIVORCE,
        each=_range(50, 300),
        halvable=True,
    ),
    Kind(
        "personality",
        "人格权案件",
        "case of personality rights",
        "13(2)2",
        scale=_PERSONALITY,
        each=_range(100, 500),
        halvable=True,
    ),
    Kind(
        "other_non_property",
        "其他非财产案件",
        "other non-property case",
        "13(2)3",
        each=_range(50, 100),
        halvable=True,
    ),
    Kind(
        "ip",
        "知识产权民事案件",
        "intellectual property case",
        "13(3)",
        scale=_PROPERTY,
        each=_range(500, 1000),
        each_only_without_amount=True,
        halvable=True,
    ),
    Kind("labour", "劳动争议案件", "labour dispute", "13(4)", each=Decimal(10), halvable=True),
    Kind(
        "jurisdiction_objection",
        "管辖权异议不成立",
        "jurisdiction objection rejected",
        "13(6)",
        each=_range(50, 100),
    ),
    Kind(
        "execution",
        "申请执行",
        "application for execution",
        "14(1)1",
        scale=_EXECUTION,
        each=_range(50, 500),
        each_only_without_amount=True,
        prepaid=False,
    ),
    Kind(
        "preservation",
        "申请保全",
        "application for preservation",
        "14(2)",
        scale=_PRESERVATION,
        each=Decimal(30),
        each_only_without_amount=True,
        cap=Decimal(5000),
    ),
    Kind(
        "payment_order",
        "申请支付令",
        "application for a payment order",
        "14(3)",
        scale=_PROPERTY,
        divisor=3,
    ),
    Kind(
        "public_summons",
        "申请公示催告",
        "application for public summons to holders",
        "14(4)",
        each=Decimal(100),
    ),
    Kind(
        "arbitration_review",
        "申请撤销仲裁裁决或者认定仲裁协议效力",
        "application to set aside an award or to rule on an arbitration agreement",
        "14(5)",
        each=Decimal(400),
    ),
    Kind(
        "bankruptcy",
        "破产案件",
        "bankruptcy case",
        "14(6)",
        scale=_PROPERTY,
        divisor=2,
        cap=Decimal(300000),
        prepaid=False,
    ),
    Kind("special", "特别程序案件", "special procedure", "8(1)", each=Decimal(0)),
)
KINDS: dict[str, Kind] = {kind.code: kind for kind in _KINDS}


class Ground(NamedTuple):
    """Why a case fee is halved."""

    citation: str
    zh: str
    en: str
    first_instance_only: bool = False


HALVING: dict[str, Ground] = {
    "mediation": Ground("15", "调解结案", "closed by mediation"),
    "withdrawal": Ground("15", "申请撤诉", "withdrawn"),
    "summary": Ground("16", "适用简易程序", "summary procedure", True),
    "small_claims": Ground("16", "适用小额诉讼程序", "small claims procedure", True),
    "counterclaim": Ground("18", "反诉合并审理", "counterclaim tried together", True),
    "third_party_claim": Ground(
        "18", "第三人请求合并审理", "third party's claim tried together", True
    ),
}


def exact_amount(value: object) -> Decimal:
    """A sum of yuan, exact to the fen; everything else is refused with its reason."""
    number = _as_decimal(value)
    if number is None or number.is_nan():
        raise FeeError("not_a_number", value=value)
    if number < 0:
        raise FeeError("negative", value=number)
    if number > MAX_AMOUNT:
        raise FeeError("too_large", limit=f"{MAX_AMOUNT:,}")
    rounded = number.quantize(FEN, context=_EXACT)
    if rounded != number:
        raise FeeError("too_precise", value=number)
    return rounded.copy_abs()


def _as_decimal(value: object) -> Decimal | None:
    if isinstance(value, Decimal):
        return value
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        # str() of a very long int is refused by Python itself; Decimal() takes it.
        return Decimal(value)
    if not isinstance(value, str):
        return None
    text = value.strip()
    if not _NUMBER.fullmatch(text) or not any(
        sign.isdigit() for sign in text.lower().partition("e")[0]
    ):
        return None
    try:
        return Decimal(text.replace(",", ""))
    except DecimalException:
        return Decimal("Infinity")


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
    with localcontext(_EXACT):
        parts = _each(rules, point, sum_at_stake) + _slices(rules, sum_at_stake)
        total, changes = _share(rules, sum((part.amount for part in parts), Decimal(0)))
        if half or grounds:
            total, changes = total / 2, [*changes, _halving(rules, grounds, total / 2)]
        return _closed((*parts, *changes), total, rounding)


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
    zh, en = f"{rules.zh}，每件 {_yuan(point)} 元", f"{rules.en}: {_yuan(point)} yuan per case"
    if isinstance(rules.each, Range):
        low, high = rules.each
        zh += f"（幅度 {low} 元至 {high} 元，由省级政府确定）"
        en += f" (range {low} to {high}, set by the province)"
    return [Step("each", _cite(rules.article), zh, en, point)]


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
    citation = _cite(band.item)
    if band.flat is not None:
        zh = f"不超过 {_yuan(band.upto)} 元的，每件 {_yuan(band.flat)} 元"
        en = f"up to {_yuan(band.upto)} yuan: {_yuan(band.flat)} yuan flat"
        return Step("flat", citation, zh, en, band.flat)
    part = (amount if band.upto is None else min(amount, band.upto)) - floor
    if not band.rate:
        zh = f"不超过 {_yuan(band.upto)} 元的，不另行交纳"
        en = f"up to {_yuan(band.upto)} yuan: nothing more"
        return Step("slice", citation, zh, en, Decimal(0))
    percent = f"{_yuan(band.rate * 100)}%"
    upto_zh = f"至 {_yuan(band.upto)} 元" if band.upto else ""
    upto_en = f" to {_yuan(band.upto)}" if band.upto else ""
    return Step(
        "slice",
        citation,
        f"超过 {_yuan(floor)} 元{upto_zh}的部分：{_yuan(part)} × {percent}",
        f"above {_yuan(floor)}{upto_en}: {_yuan(part)} × {percent}",
        part * band.rate,
    )


def _share(rules: Kind, total: Decimal) -> tuple[Decimal, list[Step]]:
    """Payment orders pay a third, bankruptcies half; some fees have a cap (art. 14)."""
    steps: list[Step] = []
    citation = _cite(rules.article)
    if rules.divisor > 1:
        total /= rules.divisor
        zh = f"按财产案件受理费的 1/{rules.divisor} 交纳"
        en = f"1/{rules.divisor} of the property case fee"
        # Shown to six places; the sum itself stays exact until the end.
        steps.append(Step("share", citation, zh, en, total.quantize(Decimal("0.000001"))))
    if rules.cap is not None and total > rules.cap:
        total = rules.cap
        zh, en = f"最高不超过 {_yuan(total)} 元", f"at most {_yuan(total)} yuan"
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
    citation = f"{_cite(', '.join(articles))}; {INTERPRETATION} 206"
    return Step("half", citation, zh, en, halved)


def _closed(steps: Sequence[Step], total: Decimal, rounding: Rounding) -> Fee:
    amount = rounding.apply(total)
    shown = [step._replace(amount=_tidy(step.amount)) for step in steps]
    if amount != total:
        zh = f"保留 {rounding.places} 位小数"
        en = f"rounded to {rounding.places} decimals"
        shown.append(Step("rounding", "", zh, en, amount))
    return Fee(amount, tuple(shown))


def _tidy(amount: Decimal) -> Decimal:
    """The same value with two decimals, or with as many as it needs."""
    to_the_fen = amount.quantize(FEN, context=_EXACT)
    return to_the_fen if to_the_fen == amount else amount.normalize(_EXACT)


def _cite(article: str) -> str:
    return f"{INSTRUMENT} {article}"


def _yuan(amount: Decimal | None) -> str:
    """Digits for people: thousands marked, no idle zeros."""
    text = f"{amount or Decimal(0):,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


# Appeals, retrials and several claims


EXEMPT_RULINGS = frozenset({"not_accepted", "dismissed", "jurisdiction"})
"""Appeals against these rulings cost nothing (art. 8(3))."""


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
    with localcontext(_EXACT):
        total = sum((exact_amount(amount) for amount in property_amounts), Decimal(0))
    due = fee("property", total, half=half, grounds=grounds)
    basis = Step(
        "basis",
        f"{INTERPRETATION} 201",
        f"财产性请求合并计算，共 {_yuan(total)} 元",
        f"the property claims are summed: {_yuan(total)} yuan",
        total,
    )
    return due._replace(steps=(basis, *due.steps))


def appeal_fee(
    contested: Money | None,
    *,
    kind: str = "property",
    against: str = "judgment",
    half: bool = False,
    grounds: Collection[str] = (),
    base: Money | None = None,
) -> Fee:
    """The fee of one appellant, on what he contests (art. 17); joint appellants pay one
    (解释 202)."""
    if against in EXEMPT_RULINGS:
        return _nothing(
            "8(3)",
            "对不予受理、驳回起诉和管辖权异议裁定提起上诉的，不交纳案件受理费",
            "an appeal against such a ruling costs nothing",
        )
    for code in grounds:
        if code in HALVING and HALVING[code].first_instance_only:
            raise FeeError("half_not_allowed", zh="上诉案件" + HALVING[code].zh, en="on appeal")
    due = fee(kind, contested, half=half, grounds=grounds, base=base)
    return _on_the_contested(due, contested, "17", "上诉", "appeal")


def retrial_fee(
    contested: Money | None, *, exception: str | None = None, kind: str = "property"
) -> Fee:
    """Retrials are free but for the two cases of art. 9: `new_evidence`, and `no_appeal` (the
    applicant let the first judgment become effective); then on the contested part (art. 19)."""
    if exception not in ("new_evidence", "no_appeal"):
        return _nothing(
            "9", "再审案件不交纳案件受理费", "no fee in a retrial outside the exceptions of art. 9"
        )
    return _on_the_contested(fee(kind, contested), contested, "19", "再审", "retrial")


def _on_the_contested(due: Fee, contested: Money | None, article: str, zh: str, en: str) -> Fee:
    if contested is None:
        return due
    amount = exact_amount(contested)
    basis = Step(
        "basis",
        _cite(article),
        f"按不服部分的{zh}请求数额 {_yuan(amount)} 元计算",
        f"on the part contested in the {en}: {_yuan(amount)} yuan",
        amount,
    )
    return due._replace(steps=(basis, *due.steps))


def _nothing(article: str, zh: str, en: str) -> Fee:
    return Fee(Decimal("0.00"), (Step("exempt", _cite(article), zh, en, Decimal("0.00")),))


# Changes of a fee already set


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
        _cite("21(1)"),
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
        return _nothing(
            "35",
            "法庭调查终结后减少诉讼请求，减少部分的受理费由其负担，不予退还",
            "reduced after the investigation was closed: no refund",
        )
    return _difference(
        fee(kind, after, half=half, base=base),
        fee(kind, before, half=half, base=base),
        "refund",
        _cite("21(2)"),
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


class RefundEvent(NamedTuple):
    """How much of a fee already paid comes back when this happens; paid out within 15 days of
    the document taking effect (art. 53).

    ``share`` of it comes back; or, where the court ``keeps`` half the fee or the fee itself, what
    was paid beyond that.
    """

    share: Decimal
    citation: str
    zh: str
    en: str
    keeps: Literal["", "half", "fee"] = ""


def _event(share: str, article: str, zh: str, en: str) -> RefundEvent:
    return RefundEvent(Decimal(share), _cite(article), zh, en)


def _kept(keeps: Literal["half", "fee"], citation: str, zh: str, en: str) -> RefundEvent:
    return RefundEvent(Decimal(0), citation, zh, en, keeps)


_HALF = f"{_cite('15, 34')}; {INTERPRETATION} 206"
REFUNDS: dict[str, RefundEvent] = {
    "not_accepted": _event("1", "27", "裁定不予受理", "not accepted"),
    "dismissed": _event("1", "27", "裁定驳回起诉", "action dismissed"),
    "dismissal_upheld": _event(
        "1",
        "27",
        "二审维持不予受理、驳回起诉裁定",
        "non-acceptance or dismissal upheld on appeal",
    ),
    "remanded": _event("1", "27", "发回重审，退还二审受理费", "remanded: the appeal fee"),
    "criminal_transfer": _event("1", "25", "涉嫌犯罪移送", "transferred as a suspected crime"),
    "criminal_transfer_in_part": _event(
        "0", "25", "涉嫌犯罪移送，民事案件继续审理", "transferred as a crime, the suit goes on"
    ),
    "withdrawn": _kept("half", _HALF, "申请撤诉", "withdrawn"),
    "appeal_withdrawn": _kept("half", _HALF, "申请撤回上诉", "appeal withdrawn"),
    "counterclaim_withdrawn": _kept("half", _HALF, "申请撤回反诉", "counterclaim withdrawn"),
    "mediated": _kept(
        "half", f"{_cite('15, 31')}; {INTERPRETATION} 206", "调解结案", "closed by mediation"
    ),
    "counterclaim_apart": _event(
        "1", "18", "反诉不合并审理，告知另行起诉", "counterclaim not tried here"
    ),
    "deemed_withdrawn": _event(
        "0", "15", "按撤诉处理，非当事人申请撤诉", "deemed withdrawn, not on application"
    ),
    "appeal_deemed_withdrawn": _event(
        "0", "15", "按自动撤回上诉处理", "appeal deemed withdrawn, not on application"
    ),
    "top_up_unpaid": RefundEvent(
        Decimal("0.5"),
        f"{INTERPRETATION} 199",
        "转普通程序未按期补交，按撤诉处理",
        "top-up unpaid, deemed withdrawn",
    ),
    "suspended": _event("0", "26", "中止诉讼、中止执行", "suspended"),
    "terminated": _event("0", "28", "终结诉讼", "proceedings terminated"),
    "transferred": _event(
        "0", "24", "移送管辖，诉讼费随案移交", "transferred: the fee goes with the file"
    ),
    "judged": _event(
        "0", "29", "判决结案，由判决确定负担", "decided by judgment, which says who bears the fee"
    ),
    "overpaid": _kept("fee", _cite("3, 43"), "多交、错交", "paid too much or by mistake"),
}


def refund(event: str, paid: Money, *, full: Money | None = None) -> Fee:
    """What comes back of `paid` when `event` ends or stops the case, or nothing was owed.

    `full` is the fee before any halving and after any relief; where the court keeps a part of it
    that part is reckoned from there, so that a fee already halved is not halved again (解释 206).
    """
    if event not in REFUNDS:
        raise FeeError("unknown_event", value=event)
    rule = REFUNDS[event]
    already = exact_amount(paid)
    if not rule.keeps:
        zh = f"{rule.zh}，退还 {_yuan(rule.share * 100)}%"
        en = f"{rule.en}: {_yuan(rule.share * 100)}% comes back"
        return _given_back(already, TO_THE_FEN.apply(already * rule.share), rule.citation, zh, en)
    if full is None:
        raise FeeError("amount_missing", zh="应交费用", en="the fee")
    kept = exact_amount(full) / (2 if rule.keeps == "half" else 1)
    kept = TO_THE_FEN.apply(kept)
    zh = f"{rule.zh}，法院收取 {_yuan(kept)} 元，余额退还"
    en = f"{rule.en}: the court keeps {_yuan(kept)} yuan, the rest comes back"
    return _given_back(already, max(already - kept, Decimal("0.00")), rule.citation, zh, en)


def _given_back(already: Decimal, amount: Decimal, citation: str, zh: str, en: str) -> Fee:
    return Fee(
        amount,
        (
            Step("basis", "", "已交纳", "already paid", already),
            Step("refund", citation, zh, en, amount),
        ),
    )


def after_relief(due: Fee, share: Decimal, *, natural_person: bool) -> Fee:
    """What is left to pay after 司法救助: a reduction of at least 30%, or for natural persons a
    waiver, `share` 1 (art. 44-46)."""
    if not share.is_finite() or not Decimal("0.3") <= share <= 1:
        raise FeeError("relief_out_of_range")
    if share == 1 and not natural_person:
        raise FeeError("waiver_for_natural_persons")
    amount = TO_THE_FEN.apply(due.amount * (1 - share))
    waived = share == 1
    step = Step(
        "relief",
        _cite("45" if waived else "46"),
        "准予免交" if waived else f"准予减交 {_yuan(share * 100)}%",
        "waived" if waived else f"reduced by {_yuan(share * 100)}%",
        amount,
    )
    return Fee(amount, (*due.steps, step))
