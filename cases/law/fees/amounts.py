"""Sums of yuan: read exactly, rounded once, written for people."""

import re
from decimal import ROUND_HALF_UP, Context, Decimal, DecimalException
from typing import NamedTuple

from cases.law.fees.refusing import FeeError

FEN = Decimal("0.01")
# Above every real claim, below what eighteen-digit money columns hold.
MAX_AMOUNT = Decimal("999999999999999.99")
# Wide enough that no product or comparison of a lawful amount is ever rounded on the way.
EXACT = Context(prec=60, rounding=ROUND_HALF_UP)
_NUMBER = re.compile(r"[+-]?(\d+|\d{1,3}(,\d{3})+)?(\.\d*)?([eE][+-]?\d+)?", re.ASCII)

Money = Decimal | int | str


class Rounding(NamedTuple):
    """The rules do not fix the rounding; a court may choose another."""

    places: int = 2
    mode: str = ROUND_HALF_UP

    def apply(self, amount: Decimal) -> Decimal:
        return amount.quantize(Decimal(1).scaleb(-self.places), rounding=self.mode, context=EXACT)


TO_THE_FEN = Rounding()


def exact_amount(value: object) -> Decimal:
    """A sum of yuan, exact to the fen; everything else is refused with its reason."""
    number = _as_decimal(value)
    if number is None or number.is_nan():
        raise FeeError("not_a_number", value=value)
    if number < 0:
        raise FeeError("negative", value=number)
    if number > MAX_AMOUNT:
        raise FeeError("too_large", limit=f"{MAX_AMOUNT:,}")
    rounded = number.quantize(FEN, context=EXACT)
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


def tidy(amount: Decimal) -> Decimal:
    """The same value with two decimals, or with as many as it needs."""
    to_the_fen = amount.quantize(FEN, context=EXACT)
    return to_the_fen if to_the_fen == amount else amount.normalize(EXACT)


def yuan(amount: Decimal | None) -> str:
    """Digits for people: thousands marked, no idle zeros."""
    text = f"{amount or Decimal(0):,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
