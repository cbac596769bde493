"""What of a fee already paid comes back, by what ended the case (费用办法 15, 18, 24-29, 53)."""

from decimal import Decimal
from typing import Literal, NamedTuple

from cases.law.fees.amounts import TO_THE_FEN, Money, exact_amount, yuan
from cases.law.fees.refusing import FeeError
from cases.law.fees.steps import INTERPRETATION, Fee, Step, cite


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
    return RefundEvent(Decimal(share), cite(article), zh, en)


def _kept(keeps: Literal["half", "fee"], citation: str, zh: str, en: str) -> RefundEvent:
    return RefundEvent(Decimal(0), citation, zh, en, keeps)


_HALF = f"{cite('15, 34')}; {INTERPRETATION} 206"
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
        "half", f"{cite('15, 31')}; {INTERPRETATION} 206", "调解结案", "closed by mediation"
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
    "overpaid": _kept("fee", cite("3, 43"), "多交、错交", "paid too much or by mistake"),
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
        zh = f"{rule.zh}，退还 {yuan(rule.share * 100)}%"
        en = f"{rule.en}: {yuan(rule.share * 100)}% comes back"
        return _given_back(already, TO_THE_FEN.apply(already * rule.share), rule.citation, zh, en)
    if full is None:
        raise FeeError("amount_missing", zh="应交费用", en="the fee")
    kept = exact_amount(full) / (2 if rule.keeps == "half" else 1)
    kept = TO_THE_FEN.apply(kept)
    zh = f"{rule.zh}，法院收取 {yuan(kept)} 元，余额退还"
    en = f"{rule.en}: the court keeps {yuan(kept)} yuan, the rest comes back"
    return _given_back(already, max(already - kept, Decimal("0.00")), rule.citation, zh, en)


def _given_back(already: Decimal, amount: Decimal, citation: str, zh: str, en: str) -> Fee:
    return Fee(
        amount,
        (
            Step("basis", "", "已交纳", "already paid", already),
            Step("refund", citation, zh, en, amount),
        ),
    )
