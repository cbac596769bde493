"""Identity numbers and credit codes, by their standards."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.law.identity import BadNumber, Kind, check, citizen, organisation, same_name

GOOD = ("11010519491231002X", "440524188001010014")
"""The examples of the standard itself."""


@pytest.mark.parametrize("number", GOOD)
def test_the_examples_of_the_standard_hold(number: str) -> None:
    assert citizen(number) == number


@pytest.mark.parametrize(
    "spelling",
    ["11010519491231002x", " 110105 19491231 002X ", "１１０１０５１９４９１２３１００２Ｘ"],
)
def test_every_spelling_is_the_same_number(spelling: str) -> None:
    assert citizen(spelling) == GOOD[0]


@pytest.mark.parametrize(
    ("number", "reason"),
    [
        ("", "id_length"),
        ("1101051949123100", "id_length"),
        ("A1010519491231002X", "id_characters"),
        ("11010519491231002Y", "id_characters"),
        ("110105194902310024", "id_birth"),
        ("110105194913010024", "id_birth"),
        ("110105194912310021", "id_check"),
        ("110105299912310020", "id_birth"),
    ],
)
def test_what_is_wrong_is_named(number: str, reason: str) -> None:
    with pytest.raises(BadNumber) as found:
        citizen(number)
    assert found.value.reason == reason
    assert found.value.zh and found.value.en


@given(st.integers(0, 16), st.integers(1, 9))
def test_no_single_slip_goes_unnoticed(place: int, step: int) -> None:
    """GB 11643: the check character finds every single wrong digit."""
    number = GOOD[0]
    wrong = (int(number[place]) + step) % 10
    with pytest.raises(BadNumber):
        citizen(number[:place] + str(wrong) + number[place + 1 :])


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [("赵 甲", "赵甲", True), ("ＡＢＣ公司", "abc公司", True), ("赵甲", "赵乙", False)],
)
def test_a_name_is_the_same_in_every_spelling(one: str, other: str, same: bool) -> None:
    assert same_name(one, other) is same


@pytest.mark.parametrize("code", ["91350100M000100Y43"])
def test_a_credit_code_holds_and_no_slip_in_it(code: str) -> None:
    assert organisation(code.lower()) == check(Kind.ORGANISATION, code) == code
    for place in range(17):
        for letter in "0123456789":
            if letter != code[place]:
                with pytest.raises(BadNumber):
                    organisation(code[:place] + letter + code[place + 1 :])


@pytest.mark.parametrize(
    ("code", "reason"),
    [("123", "code_length"), ("9135010OM000100Y43", "code_characters"),
     ("91350100M000100Y44", "code_check")],
)  # fmt: skip
def test_what_is_wrong_with_a_code_is_named(code: str, reason: str) -> None:
    with pytest.raises(BadNumber) as found:
        organisation(code)
    assert found.value.reason == reason
