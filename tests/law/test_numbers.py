"""Case numbers are read in every spelling and printed in one."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.law.numbers import (
    PROVINCES,
    TYPES,
    CaseNumber,
    NumberError,
    Partial,
    parse,
    parse_partial,
)

LIXIA = CaseNumber(2026, "鲁0102", "民初", 1234)
NUMBERS = (
    LIXIA,
    CaseNumber(2026, "鲁0102", "民初", 1234, "之一"),
    CaseNumber(2024, "鲁01", "民终", 7),
    CaseNumber(2023, "鲁", "民申", 10086),
    CaseNumber(2022, "最高法", "知民终", 1),
    CaseNumber(2025, "鲁0203", "诉前调确", 56),
    CaseNumber(2026, "兵0801", "执恢", 99999999, "之十二"),
)
BRACKETS = ("（）", "()", "〔〕", "[]", "【】", "［］", "{}", "")
WIDE = str.maketrans("0123456789", "０１２３４５６７８９")
SPACES = ("", " ", "\u3000", "\u00a0", "\t", "\u200b")


def spellings(number: CaseNumber) -> set[str]:
    """The number in brackets of every kind, in both widths, spaced and unspaced, with and without
    号 and 字第."""
    found = set()
    for brackets, wide, space, word, close in itertools.product(
        BRACKETS, (False, True), SPACES, ("", "字第"), ("号", "")
    ):
        year = f"{brackets[:1]}{number.year}{brackets[1:]}"
        parts = (year, number.court_code, f"{number.type_code}{word}", str(number.serial))
        text = space.join((*parts, close, number.suffix)).strip(" ")
        found.add(text.translate(WIDE) if wide else text)
    return found


@pytest.mark.parametrize("number", NUMBERS, ids=str)
def test_every_spelling_reads_as_the_same_number(number: CaseNumber) -> None:
    variants = spellings(number)
    assert len(variants) >= 200
    assert {parse(text) for text in variants} == {number}


@pytest.mark.parametrize("number", NUMBERS, ids=str)
def test_a_space_may_stand_between_any_two_characters(number: CaseNumber) -> None:
    printed = str(number)
    for at in range(len(printed) + 1):
        assert parse(f"{printed[:at]} \u3000{printed[at:]}") == number
    assert parse(" ".join(printed)) == number


def test_one_form_is_printed() -> None:
    assert str(LIXIA) == "（2026）鲁0102民初1234号"
    assert str(parse("2026 鲁 0102 民初 01234-1")) == "（2026）鲁0102民初1234号之一"
    assert str(parse("(2026)鲁0102民初1234之1号")) == "（2026）鲁0102民初1234号之一"
    assert str(parse("（2026年）鲁0102民初1234号之一十一")) == "（2026）鲁0102民初1234号之十一"
    assert str(parse("2026）鲁0102民初1234")) == "（2026）鲁0102民初1234号"


def test_the_province_can_be_supplied_by_the_court() -> None:
    for text in ("2026 0102 民初 1234", "20260102民初1234", "（2026）0102民初1234号"):
        assert parse(text, province="鲁") == LIXIA
        with pytest.raises(NumberError) as refused:
            parse(text)
        assert refused.value.reason == "province_missing"
    assert parse("（2026）豫0102民初1号", province="鲁").court_code == "豫0102"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026 0102 民初 1234", Partial(2026, None, "0102", "民初", 1234)),
        ("0102民初1234", Partial(None, None, "0102", "民初", 1234)),
        ("鲁0102民初1234号", Partial(None, "鲁", "0102", "民初", 1234)),
        ("民初1234", Partial(None, None, None, "民初", 1234)),
        ("1234", Partial(serial=1234)),
        ("（2026）", Partial(2026)),
        ("（２０２６）鲁", Partial(2026, "鲁")),
        ("（2026）鲁民终", Partial(2026, "鲁", None, "民终")),
        ("2026最高法民再3号之一", Partial(2026, "最高法", None, "民再", 3, "之一")),
    ],
)
def test_a_number_typed_in_part_is_read_for_search(text: str, expected: Partial) -> None:
    assert parse_partial(text) == expected


def test_a_partial_number_matches_what_it_does_not_contradict() -> None:
    assert parse_partial("2026 0102 民初 1234").matches(LIXIA)
    assert parse_partial("1234").matches(LIXIA)
    assert parse_partial("1234").matches(LIXIA.for_document(2))
    assert not parse_partial("2025 0102 民初 1234").matches(LIXIA)
    assert not parse_partial("豫0102民初1234").matches(LIXIA)
    assert not parse_partial("1234号之一").matches(LIXIA)
    assert not parse_partial("（2026）鲁").matches(CaseNumber(2026, "最高法", "民终", 1))


@pytest.mark.parametrize(
    ("text", "reason", "at"),
    [
        ("", "empty", 0),
        ("  \u3000", "empty", 0),
        ("鲁" * 100, "too_long", 0),
        ("民初1234号", "year_missing", 0),
        ("（26）鲁0102民初1234号", "year_missing", 0),
        ("（1850）鲁0102民初1234号", "year_out_of_range", 0),
        ("（2015）历民初字第407号", "unknown_court", 6),
        ("（2026）", "court_missing", 6),
        ("（2026）鲁012民初1号", "court_digits", 6),
        ("（2026） 鲁01023民初1号", "court_digits", 7),
        ("（2026）鲁01021234号", "court_digits", 6),
        ("（2026）鲁0102", "type_missing", 11),
        ("（2026）鲁0102民事第一审初1号", "type_too_long", 11),
        ("（2026）鲁0102民初号", "serial_missing", 13),
        ("（2026）鲁0102民初0号", "serial_zero", 13),
        ("（2026）鲁0102民初123456789号", "serial_too_long", 13),
        ("（2026）鲁0102民初1号之零", "suffix", 14),
        ("（2026）鲁0102民初1号之100", "suffix", 14),
        ("（2026）鲁0102民初1号民事判决书", "suffix", 15),
        ("（2026）鲁0102民初1x", "suffix", 14),
    ],
)
def test_a_refusal_says_what_and_where(text: str, reason: str, at: int) -> None:
    with pytest.raises(NumberError) as refused:
        parse(text)
    error = refused.value
    assert (error.reason, error.at) == (reason, at)
    assert error.zh
    assert error.en
    if error.found:
        assert error.found in error.zh
        assert text[error.at :].strip().startswith(error.found)


def test_an_impossible_number_cannot_be_made() -> None:
    for year, court, kind, serial, suffix in (
        (2026, "鲁010", "民初", 1, ""),
        (2026, "历", "民初", 1, ""),
        (2026, "鲁0102", "", 1, ""),
        (2026, "鲁0102", "民初字", 1, ""),
        (2026, "鲁0102", "民 初", 1, ""),
        (2026, "鲁0102", "民初", 0, ""),
        (2026, "鲁0102", "民初", -1, ""),
        (2026, "鲁0102", "民初", 10**8, ""),
        (2026, "鲁0102", "民初", 1, "之1"),
        (26, "鲁0102", "民初", 1, ""),
    ):
        with pytest.raises(NumberError):
            CaseNumber(year, court, kind, serial, suffix)


def test_strict_reading_knows_the_type_codes_and_their_years() -> None:
    assert parse("（2026）鲁0102刑初1号").type is None
    with pytest.raises(NumberError) as unknown:
        parse("（2026）鲁0102民出1号", strict=True)
    assert (unknown.value.reason, unknown.value.at) == ("unknown_type", 11)
    with pytest.raises(NumberError) as early:
        parse("（2021）鲁0102诉前调确1号", strict=True)
    assert early.value.reason == "type_not_in_force"
    assert parse("（2022）鲁0102诉前调确1号", strict=True).type == TYPES["诉前调确"]


@pytest.mark.parametrize("code", TYPES)
def test_every_type_code_of_the_table_is_read_back(code: str) -> None:
    number = CaseNumber(2026, "鲁0102", code, 1)
    assert parse(str(number), strict=True) == number
    assert TYPES[code].zh
    assert TYPES[code].en


def test_levels_and_further_documents() -> None:
    levels = [
        CaseNumber(2026, code, "民终", 1).level for code in ("最高法", "鲁", "鲁01", "鲁0102")
    ]
    assert levels == ["supreme", "high", "intermediate", "basic"]
    assert LIXIA.for_document(21).suffix == "之二十一"
    assert LIXIA.for_document(10).main == LIXIA
    assert min(CaseNumber(2026, "鲁0102", "民初", 1235), LIXIA) == LIXIA
    with pytest.raises(NumberError):
        LIXIA.for_document(0)


@given(
    st.builds(
        lambda year, head, digits, kind, serial, ordinal: (
            f"（{year}）{head}{digits}{kind}{serial}号",
            ordinal,
        ),
        st.integers(2016, 2100),
        st.sampled_from(sorted(PROVINCES)),
        st.from_regex(r"([0-9]{2}|[0-9]{4})?", fullmatch=True),
        st.sampled_from(sorted(TYPES)),
        st.integers(1, 10**8 - 1),
        st.integers(1, 99),
    )
)
def test_printing_and_reading_are_inverse(drawn: tuple[str, int]) -> None:
    text, ordinal = drawn
    number = parse(text)
    assert str(number) == text
    assert parse(str(number.for_document(ordinal))) == number.for_document(ordinal)
    assert parse_partial(text).matches(number)


@given(
    st.text(max_size=100) | st.text(alphabet="（2026）鲁最高法0102民初字第1号之一 -", max_size=30)
)
def test_no_text_does_more_than_be_refused(text: str) -> None:
    for read in (parse, parse_partial):
        try:
            read(text)
        except NumberError as error:
            assert 0 <= error.at <= len(text)
