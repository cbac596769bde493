"""What comes back of a fee, and what each party bears: tables worked out by hand."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.law.fees.changes import refund_for_reduction as reduction
from cases.law.fees.changes import top_up_for_raise as raised
from cases.law.fees.computing import fee
from cases.law.fees.higher import appeal_fee
from cases.law.fees.refunds import REFUNDS, refund
from cases.law.fees.refusing import FeeError
from cases.law.money import balances
from cases.law.relief import GROUNDS, KINDS

D = Decimal

# event | paid | the fee before halving | what comes back | article
TABLE = """
not_accepted              | 2300.00    |            | 2300.00   | 27
not_accepted              | 0.00       |            | 0.00      | 27
dismissed                 | 1150.00    |            | 1150.00   | 27
dismissed                 | 25.01      |            | 25.01     | 27
dismissal_upheld          | 8800.00    |            | 8800.00   | 27
remanded                  | 5800.00    |            | 5800.00   | 27
criminal_transfer         | 13800.00   |            | 13800.00  | 25
criminal_transfer_in_part | 13800.00   |            | 0.00      | 25
withdrawn                 | 2300.00    | 2300.00    | 1150.00   | 15
withdrawn                 | 1150.00    | 2300.00    | 0.00      | 15
withdrawn                 | 50.03      | 50.03      | 25.01     | 15
withdrawn                 | 10.00      | 10.00      | 5.00      | 15
withdrawn                 | 5.00       | 10.00      | 0.00      | 15
withdrawn                 | 8800.00    | 8800.00    | 4400.00   | 15
withdrawn                 | 1610.00    | 1610.00    | 805.00    | 15
withdrawn                 | 0.00       | 2300.00    | 0.00      | 15
mediated                  | 5800.00    | 5800.00    | 2900.00   | 15
mediated                  | 2900.00    | 5800.00    | 0.00      | 15
mediated                  | 6651.84    | 6651.84    | 3325.92   | 15
mediated                  | 300.00     | 300.00     | 150.00    | 15
appeal_withdrawn          | 5800.00    | 5800.00    | 2900.00   | 15
appeal_withdrawn          | 50.00      | 50.00      | 25.00     | 15
counterclaim_withdrawn    | 1150.00    | 2300.00    | 0.00      | 15
counterclaim_withdrawn    | 2300.00    | 2300.00    | 1150.00   | 15
counterclaim_apart        | 1150.00    |            | 1150.00   | 18
deemed_withdrawn          | 2300.00    |            | 0.00      | 15
appeal_deemed_withdrawn   | 5800.00    |            | 0.00      | 15
top_up_unpaid             | 2900.00    |            | 1450.00   | 199
top_up_unpaid             | 25.01      |            | 12.51     | 199
suspended                 | 22800.00   |            | 0.00      | 26
terminated                | 22800.00   |            | 0.00      | 28
transferred               | 1150.00    |            | 0.00      | 24
judged                    | 1150.00    |            | 0.00      | 29
overpaid                  | 1200.00    | 1150.00    | 50.00     | 3, 43
overpaid                  | 1150.00    | 1150.00    | 0.00      | 3, 43
overpaid                  | 2300.00    | 0.00       | 2300.00   | 3, 43
overpaid                  | 1000.00    | 1150.00    | 0.00      | 3, 43
"""
ROWS = [tuple(part.strip() for part in line.split("|")) for line in TABLE.strip().splitlines()]


@pytest.mark.parametrize(("event", "paid", "full", "back", "article"), ROWS)
def test_what_comes_back(event: str, paid: str, full: str, back: str, article: str) -> None:
    found = refund(event, paid, full=full or None)
    assert found.amount == D(back)
    [cited] = [step.citation for step in found.steps if step.rule == "refund"]
    assert article in cited


def test_every_rule_stands_in_the_table() -> None:
    assert len(ROWS) >= 30
    assert {row[0] for row in ROWS} == REFUNDS.keys()


def test_where_the_court_keeps_a_part_the_fee_has_to_be_known() -> None:
    with pytest.raises(FeeError) as refused:
        refund("withdrawn", 100)
    assert refused.value.reason == "amount_missing"


@given(
    st.sampled_from(sorted(REFUNDS)),
    st.decimals(0, 10**9, places=2),
    st.decimals(0, 10**9, places=2),
)
def test_never_more_than_was_paid_comes_back(event: str, paid: Decimal, full: Decimal) -> None:
    assert 0 <= refund(event, paid, full=full).amount <= paid


# contested | kind | the fee of the appeal (law 5: the quick formulas)
APPEALS = [
    ("10000", "property", "50"), ("300000", "property", "5800"), ("30000", "property", "550"),
    ("100000", "property", "2300"), ("800000", "property", "11800"), ("0", "property", "50"),
    (None, "labour", "10"), ("50000", "labour", "10"), (None, "other_non_property", "50"),
]  # fmt: skip


@pytest.mark.parametrize(("contested", "kind", "due"), APPEALS)
def test_each_appellant_pays_on_what_it_appeals_against(
    contested: str | None, kind: str, due: str
) -> None:
    assert appeal_fee(contested, kind=kind).amount == D(due)


# before | after | half | owed (+) or given back (-)
CHANGES = [
    ("500000", "800000", False, "3000"), ("100000", "200000", True, "1000"),
    ("10000", "10001", False, "0.03"), ("800000", "500000", False, "-3000"),
    ("200000", "100000", True, "-1000"), ("100000", "10000", True, "-1125"),
    ("10000", "5000", False, "0"),
]  # fmt: skip


@pytest.mark.parametrize(("before", "after", "half", "difference"), CHANGES)
def test_a_changed_claim(before: str, after: str, half: bool, difference: str) -> None:
    wanted = D(difference)
    if D(after) > D(before):
        assert raised("property", before, after, half=half).amount == wanted
    else:
        assert reduction("property", before, after, half=half).amount == -wanted
        late = reduction("property", before, after, half=half, investigation_closed=True)
        assert late.amount == 0 and late.steps[0].citation.endswith("35")


# counterclaimed | half of the scale, once
COUNTERCLAIMS = [("20000", "150"), ("10000", "25"), ("100000", "1150"), ("300000", "2900")]


@pytest.mark.parametrize(("amount", "due"), COUNTERCLAIMS)
@pytest.mark.parametrize("grounds", [("counterclaim",), ("counterclaim", "summary")])
def test_a_counterclaim_is_halved_once(amount: str, due: str, grounds: tuple[str, ...]) -> None:
    assert fee("property", amount, grounds=grounds).amount == D(due)


# what each advanced | what each bears | back (+) or owed (-)
BEARING = [
    ({1: "1150"}, {1: "0", 2: "1150"}, {1: "1150", 2: "-1150"}),
    ({1: "1150"}, {1: "1150"}, {1: "0"}),
    ({1: "1150"}, {1: "450", 2: "700"}, {1: "700", 2: "-700"}),
    ({1: "1150", 2: "150"}, {1: "300", 2: "1000"}, {1: "850", 2: "-850"}),
    ({1: "900"}, {2: "600", 3: "300"}, {1: "900", 2: "-600", 3: "-300"}),
    ({}, {2: "50"}, {2: "-50"}),
]


@pytest.mark.parametrize(("advanced", "borne", "left"), BEARING)
def test_who_gets_back_what_and_who_owes(
    advanced: dict[int, str], borne: dict[int, str], left: dict[int, str]
) -> None:
    def money(table: dict[int, str]) -> dict[int, Decimal]:
        return {no: D(text) for no, text in table.items()}

    assert balances(money(advanced), money(borne)) == money(left)


def test_the_grounds_of_relief_are_those_of_the_law() -> None:
    articles = {"exempt": "45", "reduce": "46", "defer": "47"}
    for ground in GROUNDS.values():
        assert ground.article.startswith(articles[ground.kind])
    counted = {kind: sum(g.kind == kind for g in GROUNDS.values()) for kind in KINDS}
    assert counted == {"exempt": 5, "reduce": 4, "defer": 4}
