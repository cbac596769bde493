"""Which court, by kind of dispute 地域管辖: hints for whoever files, no more than that.

The nearest cause in the list decides. What a hint cannot know (an agreement on the court, CPL 35,
the level of the court, a maritime or intellectual-property court) it does not speak of.
"""

from __future__ import annotations

from dataclasses import dataclass

from cases.law.causes import Cause


@dataclass(frozen=True)
class Hint:
    """Where a kind of dispute is heard. ``exclusive``: nowhere else (CPL 34)."""

    code: str
    zh: str
    en: str
    citation: str
    causes: tuple[str, ...]
    exclusive: bool = False


# fmt: off
TABLE: tuple[Hint, ...] = (
    Hint("general", "被告住所地的法院；被告经常居住地在别处的，由经常居住地的法院管辖。",
         "The court where the defendant lives, or has its seat; where somebody has lived elsewhere "
         "for a year, the court of that place.",
         "CPL 22; 解释 3-4", ("L1-2", "L1-4", "L1-9")),
    Hint("contract", "被告住所地或者合同履行地的法院。请求付钱的，没有约定履行地时，收钱一方所在地为合同履行地。",
         "The court where the defendant lives, or where the contract is performed: for money, if "
         "nothing was agreed, where the one lives who is to get it.",
         "CPL 24; 解释 18", ("L2-10", "L2-13")),
    Hint("online_sale", "被告住所地或者合同履行地的法院。网购实物的，收货地为合同履行地；通过网络交付的，买受人住所地为合同履行地。",
         "The court where the defendant lives, or where the goods were delivered; for what is "
         "delivered online, where the buyer lives.",
         "CPL 24; 解释 20", ("88.8",)),
    Hint("insurance", "被告住所地或者保险标的物所在地的法院；人身保险也可以在被保险人住所地。",
         "The court where the defendant has its seat, or where the insured thing is; for insurance "
         "of persons also where the insured person lives.",
         "CPL 25; 解释 21", ("371", "372")),
    Hint("bill", "票据支付地或者被告住所地的法院。",
         "The court where the bill is payable, or where the defendant lives.", "CPL 26", ("L2-32",)),
    Hint("company", "公司住所地的法院。", "The court where the company has its seat.",
         "CPL 27", ("290", "301", "304", "315")),
    Hint("tort", "侵权行为地（行为发生地、结果发生地）或者被告住所地的法院。",
         "The court where it was done or took its effect, or where the defendant lives.",
         "CPL 29; 解释 24", ("L2-1", "L2-35")),
    Hint("traffic", "事故发生地、车辆最先到达地或者被告住所地的法院。",
         "The court where the accident happened, where the vehicle first arrived, or where the "
         "defendant lives.",
         "CPL 30", ("411", "412", "427")),
    Hint("property", "涉及房屋、土地等不动产的，只能由不动产所在地的法院管辖；其他的，由被告住所地的法院管辖。",
         "About land or buildings only the court where they lie; about anything else the court "
         "where the defendant lives.",
         "CPL 22, 34; 解释 28", ("L1-3",)),
    Hint("real_property", "只能由不动产所在地的法院管辖（专属管辖）。",
         "Only the court where the land or building lies.",
         "CPL 34; 解释 28", ("L2-4", "55", "116.2", "120.3", "140"), exclusive=True),
    Hint("inheritance", "只能由被继承人死亡时住所地或者主要遗产所在地的法院管辖（专属管辖）。",
         "Only the court where the deceased last lived, or where most of the estate is.",
         "CPL 34", ("L2-3",), exclusive=True),
    Hint("divorce", "一般是被告住所地的法院。被告离开住所地超过一年的，可以在原告住所地起诉；被告不在国内居住或者下落不明的，由原告住所地的法院管辖。",
         "Usually the court where the defendant lives. Where the defendant has been away for more "
         "than a year, yours may do; where the defendant lives abroad or is missing, it is yours.",
         "CPL 22-23; 解释 12", ("14",)),
    Hint("support", "被告住所地的法院；几个被告不住在同一辖区的，可以在原告住所地起诉。",
         "The court where the defendant lives; where several defendants live in different "
         "districts, the court where you live may do.",
         "CPL 22; 解释 9", ("22.1", "23.1", "24.1")),
    Hint("labour", "用人单位所在地或者劳动合同履行地的法院。",
         "The court where the employer has its seat, or where the work is done.",
         "劳动争议解释一 3", ("L2-19",)),
)
# fmt: on
HINTS: dict[str, Hint] = {hint.code: hint for hint in TABLE}
CONFINED = (
    "对方被监禁或者被采取强制性教育措施的，由原告住所地的法院管辖。",
    "If the other side is in prison or under compulsory education, it is the court where you live.",
    "CPL 23",
)
"""The exception to all but the exclusive ones."""
_BY_CAUSE = {cause: hint for hint in TABLE for cause in hint.causes}


def hint_for(cause: Cause) -> Hint | None:
    """The hint of the cause, or of the nearest one above it; None where none is certain."""
    found = (_BY_CAUSE.get(step.code) for step in reversed(cause.path))
    return next((hint for hint in found if hint is not None), None)
