"""The scales and kinds of fees (费用办法 8, 13, 14), and why a fee is halved (15, 16, 18)."""

from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple


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
