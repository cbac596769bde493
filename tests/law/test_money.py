"""Sums in the capitals of the bank."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.law.money import DIGITS, MOST, PLACES, in_words


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("0", "零元整"),
        ("0.05", "伍分"),
        ("0.50", "伍角"),
        ("0.55", "伍角伍分"),
        ("1", "壹元整"),
        ("10", "壹拾元整"),
        ("10.01", "壹拾元零壹分"),
        ("100.10", "壹佰元壹角"),
        ("101", "壹佰零壹元整"),
        ("325.04", "叁佰贰拾伍元零肆分"),
        ("1409.50", "壹仟肆佰零玖元伍角"),
        ("1680.32", "壹仟陆佰捌拾元叁角贰分"),
        ("2300", "贰仟叁佰元整"),
        ("6007.14", "陆仟零柒元壹角肆分"),
        ("16409.02", "壹万陆仟肆佰零玖元零贰分"),
        ("100001", "壹拾万零壹元整"),
        ("107000.53", "壹拾万柒仟元伍角叁分"),
        ("1000000", "壹佰万元整"),
        ("10000001", "壹仟万零壹元整"),
        ("100000000", "壹亿元整"),
        ("100010000", "壹亿零壹万元整"),
        ("100000001", "壹亿零壹元整"),
        ("1000000000000", "壹万亿元整"),
    ],
)
def test_sums_read_as_the_bank_writes_them(amount: str, words: str) -> None:
    assert in_words(Decimal(amount)) == f"人民币{words}"


@pytest.mark.parametrize("amount", ["-0.01", "0.001", "10000000000000000"])
def test_what_is_no_sum_has_no_words(amount: str) -> None:
    with pytest.raises(ValueError):
        in_words(Decimal(amount))


def value(text: str) -> int:
    """Read capitals back: digits, their places, and the groups 万 and 亿."""
    whole, _, rest = text.removeprefix("人民币").rpartition("元")
    parts = dict.fromkeys("角分", 0)
    for digit, place in zip(rest.replace("零", ""), rest.replace("零", "")[1:], strict=False):
        if place in parts:
            parts[place] = DIGITS.index(digit)
    return _whole(whole) * 100 + parts["角"] * 10 + parts["分"]


def _whole(text: str) -> int:
    for unit, name in ((10**8, "亿"), (10**4, "万")):
        high, found, low = text.rpartition(name)
        if found:
            return _whole(high) * unit + _whole(low)
    total, digit = 0, 0
    for sign in text:
        if sign in DIGITS:
            digit = DIGITS.index(sign)
        else:
            total += digit * 10 ** PLACES.index(sign)
            digit = 0
    return total + digit


@given(st.integers(0, int(MOST * 100)))
def test_no_two_sums_have_the_same_words(fen: int) -> None:
    words = in_words(Decimal(fen) / 100)
    assert value(words) == fen
    assert "零零" not in words and "零元" not in words.replace("人民币零元", "")
    assert words.endswith("分") or words.endswith("角") or words.endswith("元整")
