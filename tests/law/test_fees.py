"""Court fees against the tables of the rules and against two independent computations."""

import io
import json
import os
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal, localcontext

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from cases.law.fees.amounts import MAX_AMOUNT, Rounding, exact_amount
from cases.law.fees.changes import (
    after_relief,
    refund_for_halving,
    refund_for_reduction,
    top_up_for_raise,
    top_up_to_ordinary,
)
from cases.law.fees.computing import claims_fee, fee
from cases.law.fees.higher import appeal_fee, retrial_fee
from cases.law.fees.refunds import REFUNDS, refund
from cases.law.fees.refusing import FeeError
from cases.law.fees.scales import HALVING, KINDS
from cases.law.fees.steps import Fee

D = Decimal

# amount: property, half, execution, preservation, payment order, bankruptcy
TABLE = """
10000       50.00     25.00     50.00    120.00   16.67     25.00
10001       50.03     25.01     50.02    120.01   16.68     25.01
50000       1050      525       650      520      350       525
100000      2300      1150      1400     1020     766.67    1150
200000      4300      2150      2900     1520     1433.33   2150
356789.12   6651.84   3325.92   5251.84  2303.95  2217.28   3325.92
500000      8800      4400      7400     3020     2933.33   4400
1000000     13800     6900      12400    5000     4600      6900
2000000     22800     11400     22400    5000     7600      11400
5000000     46800     23400     52400    5000     15600     23400
10000000    81800     40900     77400    5000     27266.67  40900
20000000    141800    70900     87400    5000     47266.67  70900
30000000    191800    95900     97400    5000     63933.33  95900
100000000   541800    270900    167400   5000     180600    270900
"""
COLUMNS = (
    ("property", False),
    ("property", True),
    ("execution", False),
    ("preservation", False),
    ("payment_order", False),
    ("bankruptcy", False),
)
ROWS = [
    (kind, half, amount, expected)
    for amount, *fees in map(str.split, TABLE.strip().splitlines())
    for (kind, half), expected in zip(COLUMNS, fees, strict=True)
]


@pytest.mark.parametrize(("kind", "half", "amount", "expected"), ROWS)
def test_the_table_of_fees(kind: str, half: bool, amount: str, expected: str) -> None:
    due = fee(kind, amount, half=half)
    assert due.amount == D(expected)
    assert f"{due.amount:f}" == f"{D(expected):.2f}"


@pytest.mark.parametrize(
    ("kind", "base", "amount", "expected"),
    [
        ("divorce", 300, 1_000_000, "4300"),
        ("divorce", 300, 150_000, "300"),
        ("divorce", 300, 200_000, "300"),
        ("divorce", 50, "200000.01", "50.00"),
        ("divorce", 50, 200_003, "50.02"),
        ("divorce", 250, None, "250"),
        ("personality", 500, 200_000, "1500"),
        ("personality", 300, 80_000, "600"),
        ("personality", 100, 50_000, "100"),
        ("personality", 100, None, "100"),
        ("other_non_property", 80, None, "80"),
        ("ip", 1000, None, "1000"),
        ("ip", 1000, 100_000, "2300"),
        ("labour", None, None, "10"),
        ("labour", None, 5_000_000, "10"),
        ("jurisdiction_objection", 100, None, "100"),
        ("execution", 500, None, "500"),
        ("preservation", None, None, "30"),
        ("preservation", None, 0, "30"),
        ("preservation", None, 1000, "30"),
        ("preservation", None, 895_999, "5000.00"),
        ("preservation", None, 896_000, "5000"),
        ("preservation", None, "895998.99", "4999.99"),
        ("public_summons", None, None, "100"),
        ("arbitration_review", None, None, "400"),
        ("bankruptcy", None, 111_640_000, "300000"),
        ("bankruptcy", None, 111_639_999, "300000.00"),
        ("bankruptcy", None, 111_600_000, "299900"),
        ("bankruptcy", None, 200_000_000, "300000"),
        ("property", None, 0, "50"),
        ("special", None, None, "0"),
    ],
)
def test_other_kinds(kind: str, base: int | None, amount: int | str | None, expected: str) -> None:
    assert fee(kind, amount, base=base).amount == D(expected)


@pytest.mark.parametrize("kind", KINDS)
def test_without_a_province_the_lowest_point_holds(kind: str) -> None:
    each = KINDS[kind].each
    if each is None:
        with pytest.raises(FeeError) as refused:
            fee(kind)
        assert refused.value.reason == "amount_missing"
    else:
        assert fee(kind).amount == (each if isinstance(each, D) else each.low)


def test_halving_counts_once_and_says_why() -> None:
    assert fee("property", 300_000, grounds=["summary"]).amount == 2900
    both = fee("property", 300_000, half=True, grounds=["summary", "mediation"])
    assert both.amount == 2900
    (step,) = [step for step in both.steps if step.rule == "half"]
    assert step.citation == "诉讼费用交纳办法 15, 16; 民诉法解释 206"
    assert "只减半一次" in step.zh
    assert fee("property", 300_000, grounds=list(HALVING)).amount == 2900
    assert fee("labour", grounds=["withdrawal"]).amount == 5
    assert fee("divorce", 1_000_000, base=300, half=True).amount == 2150


@pytest.mark.parametrize("kind", ["execution", "preservation", "payment_order", "bankruptcy"])
def test_application_fees_are_not_halved(kind: str) -> None:
    with pytest.raises(FeeError) as refused:
        fee(kind, 100_000, half=True)
    assert refused.value.reason == "half_not_allowed"


def test_appeals_pay_on_what_is_contested() -> None:
    due = appeal_fee(300_000)
    assert due.amount == 5800
    assert (due.steps[0].rule, due.steps[0].amount) == ("basis", D(300_000))
    assert appeal_fee(300_000, grounds=["withdrawal"]).amount == 2900
    assert appeal_fee(None, kind="divorce", base=200).amount == 200
    for ruling in ("not_accepted", "dismissed", "jurisdiction"):
        assert appeal_fee(300_000, against=ruling).amount == 0
    with pytest.raises(FeeError) as refused:
        appeal_fee(300_000, grounds=["summary"])
    assert refused.value.reason == "half_not_allowed"


def test_retrials_are_free_but_for_two_cases() -> None:
    assert retrial_fee(300_000).amount == 0
    assert retrial_fee(300_000, exception="new_evidence").amount == 5800
    assert retrial_fee(300_000, exception="no_appeal").amount == 5800


def test_property_claims_are_summed_and_others_are_one_case() -> None:
    assert claims_fee([300_000, 200_000]).amount == 8800
    assert claims_fee([300_000], non_property=2).amount == 5800
    assert claims_fee([], non_property=3, base=100).amount == 100
    with pytest.raises(FeeError) as refused:
        claims_fee([])
    assert refused.value.reason == "no_claim"


def test_a_changed_claim_tops_up_or_gets_back() -> None:
    assert top_up_for_raise("property", 500_000, 800_000).amount == 3000
    assert top_up_for_raise("property", 500_000, 800_000, half=True).amount == 1500
    assert refund_for_reduction("property", 800_000, 500_000).amount == 3000
    late = refund_for_reduction("property", 800_000, 500_000, investigation_closed=True)
    assert late.amount == 0
    with pytest.raises(FeeError) as same:
        top_up_for_raise("property", 500_000, 500_000)
    assert same.value.reason == "not_raised"
    with pytest.raises(FeeError) as higher:
        refund_for_reduction("property", 500_000, 800_000)
    assert higher.value.reason == "not_reduced"


def test_from_summary_to_ordinary() -> None:
    assert top_up_to_ordinary("property", 300_000).amount == 2900
    assert refund("top_up_unpaid", 2900).amount == 1450
    # What was paid and what is topped up is the whole fee, whatever the rounding.
    paid = fee("property", 10_001, grounds=["summary"]).amount
    assert paid + top_up_to_ordinary("property", 10_001).amount == fee("property", 10_001).amount


def test_refunds() -> None:
    by_share = {event for event, rule in REFUNDS.items() if not rule.keeps}
    assert {event: refund(event, "5800").amount for event in by_share} == {
        "not_accepted": 5800,
        "dismissed": 5800,
        "dismissal_upheld": 5800,
        "remanded": 5800,
        "criminal_transfer": 5800,
        "top_up_unpaid": 2900,
        "suspended": 0,
        "terminated": 0,
        "counterclaim_apart": 5800,
        "criminal_transfer_in_part": 0,
        "deemed_withdrawn": 0,
        "appeal_deemed_withdrawn": 0,
        "transferred": 0,
        "judged": 0,
    }
    assert REFUNDS.keys() - by_share == {
        "withdrawn", "appeal_withdrawn", "counterclaim_withdrawn", "mediated", "overpaid",
    }  # fmt: skip
    assert refund_for_halving("property", 300_000, ["mediation"]).amount == 2900
    with pytest.raises(FeeError) as refused:
        refund("lost", 1)
    assert refused.value.reason == "unknown_event"


def test_relief() -> None:
    due = fee("property", 300_000)
    assert after_relief(due, D("0.3"), natural_person=False).amount == 4060
    assert after_relief(due, D(1), natural_person=True).amount == 0
    for share, natural, reason in (
        (D("0.29"), True, "relief_out_of_range"),
        (D("1.01"), True, "relief_out_of_range"),
        (D("NaN"), True, "relief_out_of_range"),
        (D(1), False, "waiver_for_natural_persons"),
    ):
        with pytest.raises(FeeError) as refused:
            after_relief(due, share, natural_person=natural)
        assert refused.value.reason == reason


@pytest.mark.parametrize(
    ("amount", "reason"),
    [
        (-1, "negative"),
        ("-0.01", "negative"),
        ("-Infinity", "not_a_number"),
        (D("-Infinity"), "negative"),
        ("NaN", "not_a_number"),
        (D("NaN"), "not_a_number"),
        (D("sNaN"), "not_a_number"),
        ("", "not_a_number"),
        (".", "not_a_number"),
        ("e5", "not_a_number"),
        ("12,34", "not_a_number"),
        ("一万", "not_a_number"),
        ("１００", "not_a_number"),
        ("1_000", "not_a_number"),
        (True, "not_a_number"),
        (1.5, "not_a_number"),
        ([], "not_a_number"),
        (D("Infinity"), "too_large"),
        ("1e999", "too_large"),
        ("1e99999999999999999999", "too_large"),
        pytest.param(10**5000, "too_large", id="long"),
        pytest.param(-(10**5000), "negative", id="long and negative"),
        (MAX_AMOUNT + D("0.01"), "too_large"),
        ("0.001", "too_precise"),
        ("1e-400", "too_precise"),
        ("100.00" + "0" * 400 + "1", "too_precise"),
    ],
)
def test_what_is_no_amount_is_refused_with_its_reason(amount: object, reason: str) -> None:
    with pytest.raises(FeeError) as refused:
        exact_amount(amount)
    assert refused.value.reason == reason
    assert refused.value.zh
    assert refused.value.en


@pytest.mark.parametrize(
    ("written", "value"),
    [("356,789.12", "356789.12"), (" 10000.500 ", "10000.50"), ("1e4", "10000"), ("-0", "0")],
)
def test_amounts_people_write(written: str, value: str) -> None:
    assert exact_amount(written) == D(value)


@pytest.mark.parametrize(
    ("kind", "base", "reason"),
    [
        ("divorce", 49, "base_out_of_range"),
        ("divorce", 301, "base_out_of_range"),
        ("divorce", -1, "negative"),
        ("property", 50, "base_not_allowed"),
        ("labour", 10, "base_not_allowed"),
        ("parking", None, "unknown_kind"),
    ],
)
def test_points_outside_the_range_are_refused(kind: str, base: int | None, reason: str) -> None:
    with pytest.raises(FeeError) as refused:
        fee(kind, 100, base=base)
    assert refused.value.reason == reason


def test_unknown_grounds_are_refused() -> None:
    with pytest.raises(FeeError) as refused:
        fee("property", 100, grounds=["friendship"])
    assert refused.value.reason == "unknown_ground"


def test_the_derivation_adds_up() -> None:
    due = fee("property", "356789.12", half=True)
    parts = [step for step in due.steps if step.rule in ("flat", "slice")]
    assert [step.citation.split()[-1] for step in parts] == [f"13(1){item}" for item in range(1, 5)]
    (halved,) = [step for step in due.steps if step.rule == "half"]
    assert sum(step.amount for step in parts) == halved.amount * 2
    assert due.steps[-1].rule == "rounding"
    assert due.steps[-1].amount == due.amount


def test_a_court_may_round_otherwise() -> None:
    assert fee("property", 10_001, rounding=Rounding(0)).amount == 50
    assert fee("property", 10_001, rounding=Rounding(2, ROUND_DOWN)).amount == D("50.02")


def test_the_callers_decimal_context_does_not_matter() -> None:
    with localcontext(prec=3):
        assert fee("property", "356789.12").amount == D("6651.84")
        assert exact_amount("123456789.01") == D("123456789.01")


# Quick formulas: (up to, percent, plus); for the same fee as the slices.
QUICK = {
    "property": (
        (100_000, "2.5", -200),
        (200_000, "2", 300),
        (500_000, "1.5", 1_300),
        (1_000_000, "1", 3_800),
        (2_000_000, "0.9", 4_800),
        (5_000_000, "0.8", 6_800),
        (10_000_000, "0.7", 11_800),
        (20_000_000, "0.6", 21_800),
        (None, "0.5", 41_800),
    ),
    "execution": (
        (500_000, "1.5", -100),
        (5_000_000, "1", 2_400),
        (10_000_000, "0.5", 27_400),
        (None, "0.1", 67_400),
    ),
    "preservation": ((100_000, "1", 20), (None, "0.5", 520)),
}
FIRST_BAND = {"property": (10_000, 50), "execution": (10_000, 50), "preservation": (1_000, 30)}
MARGINS = {
    "property": {
        10_000: "0.025",
        100_000: "0.02",
        200_000: "0.015",
        500_000: "0.01",
        1_000_000: "0.009",
        2_000_000: "0.008",
        5_000_000: "0.007",
        10_000_000: "0.006",
        20_000_000: "0.005",
    },
    "execution": {10_000: "0.015", 500_000: "0.01", 5_000_000: "0.005", 10_000_000: "0.001"},
    "preservation": {1_000: "0.01", 100_000: "0.005"},
}


def quick(kind: str, amount: Decimal) -> Decimal:
    band, flat = FIRST_BAND[kind]
    if amount <= band:
        return D(flat)
    for upto, percent, plus in QUICK[kind]:
        if upto is None or amount <= upto:
            return amount * D(percent) / 100 + plus
    raise AssertionError


def sliced(kind: str, amount: Decimal) -> Decimal:
    """Every yuan above a threshold pays the change of rate there: a sum over thresholds."""
    total, before = D(FIRST_BAND[kind][1]), D(0)
    for threshold, rate in MARGINS[kind].items():
        total += max(amount - threshold, D(0)) * (D(rate) - before)
        before = D(rate)
    return total


def to_the_fen(value: Decimal) -> Decimal:
    return value.quantize(D("0.01"), ROUND_HALF_UP)


amounts = st.decimals(0, D("1e14"), places=2) | st.builds(
    lambda at, off: max(at + off, D(0)),
    st.sampled_from([D(at) for at in MARGINS["property"]]),
    st.decimals(-2, 2, places=2),
)


@given(amounts)
def test_slices_and_quick_formula_agree(amount: Decimal) -> None:
    for kind in ("property", "execution", "preservation"):
        expected = sliced(kind, amount)
        assert expected == quick(kind, amount)
        if kind == "preservation":
            expected = min(expected, D(5000))
        assert fee(kind, amount).amount == to_the_fen(expected)
    whole = sliced("property", amount)
    assert fee("property", amount, half=True).amount == to_the_fen(whole / 2)
    assert fee("payment_order", amount).amount == to_the_fen(whole / 3)
    assert fee("bankruptcy", amount).amount == to_the_fen(min(whole / 2, D(300_000)))
    assert fee("ip", amount).amount == to_the_fen(whole)


@given(st.sampled_from(sorted(KINDS)), amounts, amounts)
def test_more_is_never_cheaper(kind: str, one: Decimal, other: Decimal) -> None:
    low, high = sorted((one, other))
    assert fee(kind, low).amount <= fee(kind, high).amount


@given(amounts, amounts)
def test_raising_and_reducing_are_inverse(one: Decimal, other: Decimal) -> None:
    low, high = sorted((one, other))
    if low < high:
        up = top_up_for_raise("property", low, high).amount
        assert up == refund_for_reduction("property", high, low).amount
        assert fee("property", low).amount + up == fee("property", high).amount


# The command


@pytest.fixture(autouse=True, scope="module")
def configured() -> None:
    if not settings.configured and "DJANGO_SETTINGS_MODULE" not in os.environ:
        settings.configure(LANGUAGE_CODE="zh-hans")


def run(*arguments: str) -> str:
    from cases.management.commands.fee import Command

    out = io.StringIO()
    call_command(Command(), *arguments, stdout=out)
    return out.getvalue()


def test_the_command_prints_json() -> None:
    shown = json.loads(run("--kind", "property", "--amount", "100000", "--json"))
    assert shown["fee"] == "2300.00"
    assert [step["amount"] for step in shown["steps"]] == ["50.00", "2250.00"]
    assert set(shown["steps"][0]) == {"rule", "citation", "zh", "en", "amount"}
    halved = json.loads(run("--kind", "property", "--amount", "10001", "--half", "--json"))
    assert halved["fee"] == "25.01"
    divorce = run("--kind", "divorce", "--amount", "1000000", "--base", "300", "--json")
    assert json.loads(divorce)["fee"] == "4300.00"


def test_the_command_prints_a_derivation_for_people() -> None:
    zh = run("--kind", "property", "--amount", "100000", "--lang", "zh")
    assert "超过 10,000 元至 100,000 元的部分：90,000 × 2.5%" in zh
    assert "2,300.00" in zh
    en = run("--kind", "property", "--amount", "100000", "--lang", "en")
    assert "above 10,000 to 100,000: 90,000 × 2.5%" in en
    assert "诉讼费用交纳办法 13(1)2" in en


@pytest.mark.parametrize(
    "arguments",
    [
        ("--kind", "property", "--amount", "-1"),
        ("--kind", "property", "--amount", "NaN"),
        ("--kind", "property", "--amount", "1e999"),
        ("--kind", "property", "--amount", "1.005"),
        ("--kind", "property", "--amount", "ten"),
        ("--kind", "property"),
        ("--kind", "bread", "--amount", "1"),
        ("--kind", "execution", "--amount", "1", "--half"),
        ("--kind", "divorce", "--base", "1"),
        ("--kind", "property", "--amount", "1", "--ground", "luck"),
        ("--amount", "1"),
    ],
)
def test_the_command_refuses_in_words(arguments: tuple[str, ...]) -> None:
    with pytest.raises(CommandError) as refused:
        run(*arguments)
    assert str(refused.value)
    assert "Traceback" not in str(refused.value)


def test_a_fee_is_a_plain_value() -> None:
    assert isinstance(fee("labour"), Fee)
    assert fee("labour") == fee("labour")
