"""A fee and how it was reached, line by line."""

from decimal import Decimal
from typing import NamedTuple

INSTRUMENT = "诉讼费用交纳办法"
INTERPRETATION = "民诉法解释"


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


def cite(article: str) -> str:
    return f"{INSTRUMENT} {article}"


def nothing(article: str, zh: str, en: str) -> Fee:
    return Fee(Decimal("0.00"), (Step("exempt", cite(article), zh, en, Decimal("0.00")),))
