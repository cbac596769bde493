"""Which limits a court may set shorter, and when one is longer than the law's."""

from __future__ import annotations

import pytest

from cases.law.nodes import NODES, Bound
from cases.law.periods import Limit
from cases.law.tightening import is_longer, tightenable


def test_a_partys_limit_is_never_among_them() -> None:
    """Every one is bound to the court, and every node with such a limit is there."""
    own = (Bound.COURT_AT_MOST, Bound.SET_BY_COURT)
    assert all(rule.bound in own for one in tightenable().values() for rule in one.rules)
    by_base = {
        f"{node.code}.{basis}"
        for node in NODES.values()
        for basis, rule in (("statutory", node.statutory), ("management", node.management))
        if rule is not None and rule.bound in own
    }
    assert by_base <= tightenable().keys()
    nodes = {one.node for one in tightenable().values()}
    assert not nodes & {
        "answer_period", "appeal_period", "evidence_period", "fee_payment", "filing_correction",
    }  # fmt: skip


def test_what_holds_without_it_is_told_longest_first() -> None:
    [*limits] = (str(rule.limit) for rule in tightenable()["filing_review.statutory"].rules)
    assert limits == ["7 calendar_days", "5 calendar_days", "1 calendar_days"]


@pytest.mark.parametrize(
    ("own", "law", "longer"),
    [
        ("7 calendar_days", "7 calendar_days", False),
        ("8 calendar_days", "7 calendar_days", True),
        ("5 working_days", "7 calendar_days", False),
        ("6 working_days", "7 calendar_days", True),
        ("4 working_days", "5 calendar_days", True),
        ("1 months", "30 calendar_days", True),
        ("4 working_days", "1 months", False),
    ],
)
def test_longer_is_what_ends_later_from_some_day(own: str, law: str, longer: bool) -> None:
    assert is_longer(Limit.parse(own), Limit.parse(law)) is longer
