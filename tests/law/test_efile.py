"""The e-file: kinds and volumes, the standard order, and what must be there before archiving."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from cases.law.causes import find
from cases.law.completeness import (
    BY_JUDGMENT,
    BY_RULING,
    BY_STATEMENT,
    RULES,
    TABLE,
    Contents,
    Served,
    missing,
)
from cases.law.efile import (
    BY_THE_COURT,
    EXECUTION,
    FIRST,
    INNER,
    KEPT_LAST,
    KINDS,
    MAIN,
    MEDIATION,
    OF_ONE_PARTY,
    ORDERS,
    SECOND,
    order_of,
    page_code,
    volume_of,
)
from cases.law.outcomes import OUTCOMES
from cases.law.procedures import Procedure
from cases.law.readings import REASONS, reason
from cases.materials.catalogue import HEADINGS
from cases.writing.table import DECIDED, FORMS

APPROVALS = {"extension_form", "exclusion_form"}
"""What a leader approves in writing, for the court alone."""

# -- volumes --------------------------------------------------------------------------------------


def test_a_kind_is_in_one_volume() -> None:
    assert len(KINDS) == len(MAIN) + len(OF_ONE_PARTY) + len(INNER)
    assert {volume_of(kind) for kind in MAIN + OF_ONE_PARTY} == {"main"}
    assert {volume_of(kind) for kind in INNER} == {"inner"}


def test_what_nobody_put_into_the_table_stays_inside() -> None:
    assert volume_of("something new") == volume_of("") == "inner"


def test_what_parties_hand_in_and_the_court_writes_to_them_is_the_main_volumes() -> None:
    assert {volume_of(code) for code in HEADINGS} == {"main"}
    assert {volume_of(DECIDED.get(code, code)) for code in FORMS if code not in APPROVALS} == {
        "main"
    }
    assert {volume_of(DECIDED[code]) for code in APPROVALS} == {"inner"}


@pytest.mark.parametrize("kind", ["deliberation", "case_report", "approval", "draft"])
def test_deliberation_approvals_reports_and_drafts_are_inner(kind: str) -> None:
    assert volume_of(kind) == "inner" and kind in BY_THE_COURT


# -- order ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("order", ORDERS.values(), ids=lambda order: order.code)
def test_a_kind_has_one_place_in_an_order(order) -> None:
    placed = [kind for place in order.places for kind in place.kinds]
    assert len(placed) == len(set(placed)) and set(placed) <= set(KINDS)
    assert order.citation


def ranked(order, *kinds: str) -> list[str]:
    return sorted(kinds, key=order.rank)


def test_the_order_of_a_first_instance_is_that_of_article_12() -> None:
    mixed = ["proof_of_service", "judgment", "hearing_record", "summons", "authority", "loan_note",
             "answer", "notice_to_answer", "acceptance_notice", "complaint"]  # fmt: skip
    assert ranked(FIRST, *mixed) == list(reversed(mixed))


def test_the_order_of_a_second_instance_begins_with_the_decision_below() -> None:
    found = ranked(SECOND, "judgment", "answer", "appeal_petition", "earlier_decision")
    assert found == ["earlier_decision", "appeal_petition", "answer", "judgment"]


def test_the_inner_papers_have_an_order_of_their_own() -> None:
    found = ranked(FIRST, "draft", "committee_record", "deliberation", "case_report")
    assert found == ["case_report", "deliberation", "committee_record", "draft"]


@pytest.mark.parametrize("order", ORDERS.values(), ids=lambda order: order.code)
def test_what_nobody_may_know_of_lies_last(order) -> None:
    others = set(KINDS) - KEPT_LAST
    assert min(order.rank(kind) for kind in KEPT_LAST) > max(order.rank(k) for k in others)


@pytest.mark.parametrize(
    ("procedure", "registered", "order"),
    [
        (Procedure.SUMMARY, True, FIRST),
        (Procedure.SUMMARY, False, MEDIATION),
        (Procedure.RETRIAL, True, FIRST),
        (Procedure.SECOND_INSTANCE, True, SECOND),
        (Procedure.JURISDICTION_APPEAL, False, SECOND),
        (Procedure.RETRIAL_REVIEW, True, SECOND),
        (Procedure.EXECUTION, True, EXECUTION),
    ],
)
def test_every_procedure_has_an_order(procedure: Procedure, registered: bool, order) -> None:
    assert order_of(procedure, registered=registered) is order


def test_pages_are_cited_by_volume_and_number() -> None:
    assert (page_code("main", 17), page_code("inner", 3)) == ("卷1-p17", "卷2-p3")


# -- completeness ---------------------------------------------------------------------------------

WHOLE = Contents(
    order=FIRST, outcome="judgment_effective",
    kinds=frozenset({"complaint", "acceptance_notice", "judgment", "hearing_record"}),
    fee=Decimal(1150), paid=Decimal(1150), defendants=("鲍勃",), told=frozenset({"鲍勃"}),
    served=(Served(("起诉状副本", "complaint"), "鲍勃", True),), hearings_held=1, records_closed=1,
)  # fmt: skip


def lacks(**changes: object) -> set[str]:
    return {rule.code for rule, _ in missing(replace(WHOLE, **changes))}  # type: ignore[arg-type]


def without(*kinds: str) -> frozenset[str]:
    return WHOLE.kinds - set(kinds)


def test_a_whole_file_lacks_nothing() -> None:
    assert lacks() == set()


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({"kinds": without("complaint")}, {"complaint"}),
        ({"kinds": without("acceptance_notice")}, {"acceptance"}),
        ({"kinds": without("judgment")}, {"judgment"}),
        ({"paid": Decimal(0)}, {"fee"}),
        ({"paid": Decimal(0), "fee": Decimal(0)}, set()),
        ({"paid": Decimal(0), "kinds": WHOLE.kinds | {"relief"}}, set()),
        ({"told": frozenset()}, {"told"}),
        ({"served": (Served(("判决书", "judgment"), "鲍勃", False),)}, {"proofs"}),
        ({"hearings_held": 2}, {"records"}),
        ({"unsigned": ("爱丽丝",)}, {"records"}),
        ({"agents": ("鲍勃",)}, {"mandates"}),
        ({"organisations": ("某公司",)}, {"organisations"}),
        ({"panel": True, "deliberated": True}, {"opinion"}),
        ({"panel": True, "deliberated": True, "kinds": WHOLE.kinds | {"deliberation"}}, set()),
        ({"outcome": "withdrawn"}, {"ruling"}),
        ({"outcome": "withdrawn", "kinds": WHOLE.kinds | {"ruling"}}, set()),
        ({"outcome": "mediation_statement_effective"}, {"statement"}),
        ({"outcome": "returned", "registered": False, "kinds": without("acceptance_notice")},
         set()),
        ({"outcome": "deemed_withdrawn", "paid": Decimal(0), "told": frozenset()}, {"ruling"}),
        ({"cause": find("离婚纠纷").code}, {"evidence"}),
        ({"cause": find("离婚纠纷").code, "kinds": WHOLE.kinds | {"identity"}}, set()),
        ({"order": SECOND}, {"below"}),
        ({"order": SECOND, "kinds": WHOLE.kinds | {"earlier_decision"}}, set()),
        ({"order": EXECUTION, "outcome": "fully_executed", "kinds": frozenset()},
         {"application", "title"}),
    ],
)  # fmt: skip
def test_what_is_missing_is_named(changes: dict[str, object], codes: set[str]) -> None:
    assert lacks(**changes) == codes


def test_each_missing_proof_is_named_by_paper_and_party() -> None:
    served = tuple(Served(("判决书", "judgment"), name, False) for name in ("爱丽丝", "鲍勃"))
    said = [what[0] for _, what in missing(replace(WHOLE, served=served))]
    assert said == ["送达回证：判决书（爱丽丝）", "送达回证：判决书（鲍勃）"]


def test_every_rule_has_its_article_and_its_outcomes_exist() -> None:
    assert len(RULES) == len(TABLE)
    for rule in TABLE:
        assert rule.citation and set(rule.orders) <= set(ORDERS)
        assert rule.outcomes | rule.but_not <= set(OUTCOMES)
    assert set(OUTCOMES) >= BY_JUDGMENT | BY_RULING | BY_STATEMENT


# -- reasons --------------------------------------------------------------------------------------


def test_whoever_reads_outside_their_work_says_it_in_words() -> None:
    assert all(one.says for one in REASONS["outside"])


@pytest.mark.parametrize("kind", REASONS)
def test_a_reason_is_of_its_list(kind: str) -> None:
    assert reason(kind, "other") is not None and reason(kind, "curiosity") is None
    assert len({one.code for one in REASONS[kind]}) == len(REASONS[kind])
