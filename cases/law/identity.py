"""Numbers that identify a person or an organisation, checked by their own rules.

The citizen identity number has 18 characters: six for the place, eight for the day of birth, three
for the order (odd for men), one check character (GB 11643-1999; 居民身份证法 3). The unified social
credit code has 18 as well, with a check character of its own (GB 32100-2015). That a number is well
formed says nothing of whose it is: that is asked of the register.
"""

from __future__ import annotations

import unicodedata
from datetime import date, datetime
from enum import StrEnum

from cases.law.periods import SHANGHAI


class Kind(StrEnum):
    """What a number is."""

    CITIZEN = "citizen"
    ORGANISATION = "organisation"


class BadNumber(ValueError):
    """A number that breaks its own rule. ``reason`` is stable; ``zh``, ``en`` say what is wrong."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        self.zh, self.en = _REASONS[reason]
        super().__init__(f"{self.zh} / {self.en}")


_REASONS = {
    "id_length": (
        "身份证号码应为18位，您输入的位数不对。",
        "An identity number has 18 characters; this one has not.",
    ),
    "id_characters": (
        "身份证号码前17位应为数字，末位为数字或X。",
        "The first 17 characters of an identity number are digits, the last a digit or X.",
    ),
    "id_birth": (
        "身份证号码第7至14位不是有效的出生日期。",
        "Characters 7 to 14 of the identity number are not a day of birth.",
    ),
    "id_check": (
        "身份证号码末位校验不符，请核对是否输错。",
        "The last character does not fit the others; please look for a slip.",
    ),
    "code_length": (
        "统一社会信用代码应为18位，您输入的位数不对。",
        "A unified social credit code has 18 characters; this one has not.",
    ),
    "code_characters": (
        "统一社会信用代码由数字和大写字母组成，不含I、O、S、V、Z。",
        "A unified social credit code has digits and letters without I, O, S, V and Z.",
    ),
    "code_check": (
        "统一社会信用代码末位校验不符，请核对是否输错。",
        "The last character of the credit code does not fit the others; please look for a slip.",
    ),
}
_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_CHECKS = "10X98765432"
_CODE_LETTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CODE_WEIGHTS = tuple(pow(3, n, 31) for n in range(17))
_FIRST_BIRTH = date(1850, 1, 1)


def normal(text: str) -> str:
    """A number as it is kept: half-width, upper case, without spaces and dashes."""
    plain = unicodedata.normalize("NFKC", text).upper()
    return "".join(c for c in plain if not c.isspace() and c not in "-‐–—_·")


def citizen(text: str) -> str:
    """A citizen's number in its normal form. Raises BadNumber."""
    number = normal(text)
    if len(number) != 18:
        raise BadNumber("id_length")
    if not (number[:17].isascii() and number[:17].isdigit()) or number[17] not in _ID_CHECKS:
        raise BadNumber("id_characters")
    try:
        born_on = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        raise BadNumber("id_birth") from None
    if not _FIRST_BIRTH <= born_on <= datetime.now(SHANGHAI).date():
        raise BadNumber("id_birth")
    total = sum(int(digit) * weight for digit, weight in zip(number, _ID_WEIGHTS, strict=False))
    if _ID_CHECKS[total % 11] != number[17]:
        raise BadNumber("id_check")
    return number


def organisation(text: str) -> str:
    """The code of an organisation in its normal form. Raises BadNumber."""
    code = normal(text)
    if len(code) != 18:
        raise BadNumber("code_length")
    if any(letter not in _CODE_LETTERS for letter in code):
        raise BadNumber("code_characters")
    total = sum(
        _CODE_LETTERS.index(letter) * weight
        for letter, weight in zip(code, _CODE_WEIGHTS, strict=False)
    )
    if _CODE_LETTERS[-total % 31] != code[17]:
        raise BadNumber("code_check")
    return code


def check(kind: Kind, text: str) -> str:
    """The number in its normal form. Raises BadNumber."""
    return citizen(text) if kind is Kind.CITIZEN else organisation(text)


def same_name(one: str, other: str) -> bool:
    """Whether two spellings are one name: any width, spaces and capitals do not matter."""
    return _plain(one) == _plain(other)


def _plain(name: str) -> str:
    return "".join(unicodedata.normalize("NFKC", name).casefold().split())
