"""How dates, money and names are written in a paper of a court; the filters of the forms.

Values come as JSON: days as 2026-11-21, moments as 2026-11-21T14:30 in legal time, money as a
decimal in yuan.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

_DIGITS = "零一二三四五六七八九"
_YEAR = "〇一二三四五六七八九"
_CAPITALS = "零壹贰叁肆伍陆柒捌玖"
_UNITS = ("", "拾", "佰", "仟")
_GROUPS = ("", "万", "亿", "万亿")


class Unfit(ValueError):
    """A value that cannot be written the way the form asks."""


def date_long(value: Any) -> str:
    """2026年11月21日."""
    day = _day(value)
    return f"{day.year}年{day.month}月{day.day}日"


def date_official(value: Any) -> str:
    """二〇二六年十一月二十一日, as a paper is dated at its end."""
    day = _day(value)
    year = "".join(_YEAR[int(digit)] for digit in str(day.year))
    return f"{year}年{numeral(day.month)}月{numeral(day.day)}日"


def moment_long(value: Any) -> str:
    """2026年11月21日14时30分, by the 24-hour clock."""
    try:
        at = datetime.fromisoformat(str(value))
    except ValueError as error:
        raise Unfit("moment") from error
    return f"{date_long(at.date())}{at.hour}时{at.minute:02d}分"


def numeral(value: Any) -> str:
    """Numbers below ten thousand in Chinese: 15 is 十五."""
    try:
        number = int(str(value))
    except ValueError as error:
        raise Unfit("number") from error
    if not 0 <= number < 10000:
        return str(number)
    written = _four(number, _DIGITS, ("", "十", "百", "千")) or _DIGITS[0]
    return written[1:] if 10 <= number < 20 else written


def money(value: Any) -> str:
    """1,234.50, in yuan."""
    return f"{_amount(value):,.2f}"


def capitals(value: Any) -> str:
    """人民币壹仟贰佰叁拾肆元伍角整: as money is written where nobody may change a digit."""
    amount = _amount(value)
    if not 0 <= amount < Decimal(10) ** 16:
        raise Unfit("money")
    fen = int(amount * 100)
    yuan, rest = divmod(fen, 100)
    jiao, fen = divmod(rest, 10)
    whole = f"{_whole(yuan)}元" if yuan or not rest else ""
    if not rest:
        return f"人民币{whole}整"
    parts = f"{_CAPITALS[jiao]}角" if jiao else ("零" if yuan else "")
    return f"人民币{whole}{parts}" + (f"{_CAPITALS[fen]}分" if fen else "整")


def masked(value: Any) -> str:
    """张某; of a number the first three and the last four."""
    text = str(value)
    if text.isascii() and len(text) >= 8:
        return f"{text[:3]}{'*' * (len(text) - 7)}{text[-4:]}"
    return f"{text[:1]}某" if text else ""


def _unless_empty(write: Callable[[Any], str]) -> Callable[[Any], str]:
    """What the case does not have yet leaves nothing behind."""
    return lambda value: "" if value in ("", None) else write(value)


FILTERS: dict[str, Callable[[Any], str]] = {
    write.__name__: _unless_empty(write)
    for write in (date_long, date_official, moment_long, numeral, money, capitals, masked)
}
TAKES: dict[str, str] = {
    "date_long": "date",
    "date_official": "date",
    "moment_long": "moment",
    "numeral": "number",
    "money": "money",
    "capitals": "money",
    "masked": "text",
}
"""The kind of field each filter writes."""


def _day(value: Any) -> date:
    try:
        return value if isinstance(value, date) else date.fromisoformat(str(value))
    except ValueError as error:
        raise Unfit("date") from error


def _amount(value: Any) -> Decimal:
    try:
        return Decimal(str(value)).quantize(Decimal("0.01"))
    except InvalidOperation as error:
        raise Unfit("money") from error


def _whole(yuan: int) -> str:
    """Whole yuan in groups of four digits; one 零 stands for any run of zeros."""
    if not yuan:
        return _CAPITALS[0]
    written, gap = "", False
    for place in range(len(_GROUPS) - 1, -1, -1):
        group = yuan // 10 ** (4 * place) % 10**4
        if not group:
            gap = bool(written)
            continue
        if written and (gap or group < 1000):
            written += _CAPITALS[0]
        written += _four(group, _CAPITALS, _UNITS) + _GROUPS[place]
        gap = False
    return written


def _four(number: int, digits: str, units: tuple[str, ...]) -> str:
    written, zero = "", False
    for place in (3, 2, 1, 0):
        digit = number // 10**place % 10
        if digit:
            written += (digits[0] if zero and written else "") + digits[digit] + units[place]
        zero = not digit
    return written
