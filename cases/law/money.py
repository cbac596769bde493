"""Money on its way: what is paid for, where it lies, and how a sum is written in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

CURRENCY = "CNY"
DIGITS = "零壹贰叁肆伍陆柒捌玖"
PLACES = ("", "拾", "佰", "仟")
MOST = Decimal("9999999999999999.99")


class Account(StrEnum):
    """Where money of a case lies. Every booking moves it between two of these and sums to zero."""

    PAYER = "payer"
    """Outside the court, before it comes in: what was paid stands here with a minus."""
    FEE = "fee"
    """Taken as the fee of the case."""
    HELD = "held"
    """With the court, taken for nothing: to be settled or given back."""
    REFUNDED = "refunded"
    """Outside the court again."""
    WAIVED = "waived"
    """Never asked for: what relief takes off, with a minus."""

    @property
    def zh(self) -> str:
        return _ACCOUNTS[self][0]

    @property
    def en(self) -> str:
        return _ACCOUNTS[self][1]


_ACCOUNTS = {
    Account.PAYER: ("付款人", "payer"),
    Account.FEE: ("诉讼费", "court fee"),
    Account.HELD: ("法院暂存款", "held by the court"),
    Account.REFUNDED: ("已退款", "refunded"),
    Account.WAIVED: ("已免交", "waived"),
}


class Purpose(StrEnum):
    """What an order asks money for."""

    FEE = "fee"
    TOP_UP = "top_up"
    APPEAL = "appeal"
    RETRIAL = "retrial"
    COUNTER = "counter"
    DEFERRED = "deferred"

    @property
    def zh(self) -> str:
        return _PURPOSES[self][0]

    @property
    def en(self) -> str:
        return _PURPOSES[self][1]

    @property
    def act(self) -> str:
        """The act of the table that such a payment is."""
        return _PAID_BY.get(self, "pay_fee")

    @property
    def clock(self) -> str:
        """The clock by which it has to be paid."""
        return _CLOCKS.get(self, "fee_payment")


_PURPOSES = {
    Purpose.FEE: ("案件受理费", "court fee"),
    Purpose.TOP_UP: ("补交诉讼费", "top-up of the court fee"),
    Purpose.APPEAL: ("上诉案件受理费", "court fee of the appeal"),
    Purpose.RETRIAL: ("再审案件受理费", "court fee of the retrial"),
    Purpose.COUNTER: ("反诉案件受理费", "court fee of the counterclaim"),
    Purpose.DEFERRED: ("缓交的诉讼费", "deferred court fee"),
}
_PAID_BY = {
    Purpose.TOP_UP: "pay_top_up",
    Purpose.COUNTER: "pay_later_fee",
    Purpose.DEFERRED: "pay_later_fee",
}
_CLOCKS = {
    Purpose.TOP_UP: "top_up",
    Purpose.COUNTER: "counterclaim_fee",
    Purpose.DEFERRED: "deferred_fee",
}


def balances(advanced: dict[int, Decimal], borne: dict[int, Decimal]) -> dict[int, Decimal]:
    """What each party gets back (more than nothing) or still owes the court (less), by number.

    ``advanced``: what each has paid; ``borne``: what the judgment puts on each. The winner gets
    back what it advanced for the loser without asking, and the court collects from the loser
    (费用办法 29, 53; 解释 207).
    """
    everybody = sorted(advanced.keys() | borne.keys())
    return {no: advanced.get(no, Decimal(0)) - borne.get(no, Decimal(0)) for no in everybody}


@dataclass(frozen=True)
class Incoming:
    """What a gateway says has happened, once it is certain that the gateway said it."""

    gateway: str
    event: str
    """The gateway's id of this message: the same message has the same one."""
    kind: str
    """paid or refunded."""
    merchant: str
    order: str
    trade: str
    """The gateway's id of the movement of money itself."""
    amount: Decimal
    currency: str
    at: datetime
    payer: str = ""
    """Who paid, where it was not the account that was asked; a name, to be kept sealed."""


def in_words(amount: Decimal) -> str:
    """A sum in the capitals of the bank, 人民币大写: 1,409.50 is 人民币壹仟肆佰零玖元伍角.

    By the rules for writing bills (支付结算办法 附一 2-3): one 零 for any run of zeros inside the
    number, 整 after 元 where nothing follows. Raises ValueError below zero, above the most, and
    for parts of a fen.
    """
    if not 0 <= amount <= MOST or amount != amount.quantize(Decimal("0.01")):
        raise ValueError(f"not a sum that can be written: {amount}")
    yuan, fen = divmod(int(amount * 100), 100)
    jiao, fen = divmod(fen, 10)
    text = f"{_integer(yuan)}元" if yuan or not (jiao or fen) else ""
    if jiao:
        text += f"{DIGITS[jiao]}角"
    elif fen and yuan:
        text += "零"
    text += f"{DIGITS[fen]}分" if fen else "整" if not jiao else ""
    return f"人民币{text}"


def _integer(number: int) -> str:
    for unit, name in ((10**8, "亿"), (10**4, "万")):
        if number >= unit:
            high, rest = divmod(number, unit)
            gap = DIGITS[0] if 0 < rest < unit // 10 else ""
            return _integer(high) + name + gap + (_integer(rest) if rest else "")
    return _group(number) or DIGITS[0]


def _group(number: int) -> str:
    """Four digits at most; nothing for zero."""
    text, gap = "", False
    for place in range(3, -1, -1):
        digit = number // 10**place % 10
        if digit:
            text += (DIGITS[0] if gap else "") + DIGITS[digit] + PLACES[place]
        gap = not digit and bool(text)
    return text
