"""What a procedure, an origin or a foreign party changes in the table of nodes.

A node is, in a procedure, *used* (with the base limits or others), *passed* (its work is done
elsewhere or may be nil: logged as skipped on the way onward, but it can be entered by an act), or
*unused* (logged as skipped, cannot be entered).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from cases.law.nodes import NODES, Bound, Rule, rule
from cases.law.periods import Unit
from cases.law.procedures import Origin, Procedure

Use = Literal["used", "passed", "unused"]
DAYS = Unit.CALENDAR_DAYS
_SUMMARY, _SMALL = Procedure.SUMMARY, Procedure.SMALL_CLAIMS
_SECOND, _JURISDICTION = Procedure.SECOND_INSTANCE, Procedure.JURISDICTION_APPEAL
_REVIEW, _RETRIAL, _RETRIAL2 = (
    Procedure.RETRIAL_REVIEW,
    Procedure.RETRIAL,
    Procedure.RETRIAL_SECOND,
)
_SPECIAL, _EXECUTION = Procedure.SPECIAL, Procedure.EXECUTION


@dataclass(frozen=True)
class Override:
    """One cell of the table of overrides. Where a limit is not named, the base limit stays."""

    use: Use = "used"
    statutory: Rule | None = None
    management: Rule | None = None
    note: tuple[str, str] = ("", "")
    drafts: str | None = None
    """The outcome that a class B draft proposes here instead of the node's own."""


def _days(amount: int, bound: Bound, citation: str) -> Rule:
    return rule(amount, DAYS, bound, citation)


_COURT, _EXACT, _LEAST, _MOST = (
    Bound.COURT_AT_MOST,
    Bound.PARTY_EXACTLY,
    Bound.PARTY_AT_LEAST,
    Bound.PARTY_AT_MOST,
)
_UNUSED = Override(use="unused")
_APPEAL_DRAFT = "appeal_deemed_withdrawn"

OVERRIDES: dict[tuple[str, Procedure], Override] = {
    # filing_review
    ("filing_review", _SECOND): Override(statutory=_days(5, _COURT, "2000审限规定 6")),
    ("filing_review", _JURISDICTION): Override(statutory=_days(5, _COURT, "2000审限规定 6")),
    ("filing_review", _REVIEW): Override(statutory=_days(5, _COURT, "解释 383")),
    ("filing_review", _RETRIAL): Override(statutory=_days(1, _COURT, "2000审限规定 6")),
    ("filing_review", _RETRIAL2): Override(statutory=_days(1, _COURT, "2000审限规定 6")),
    # filing_correction
    ("filing_correction", _SECOND): Override(
        management=_days(5, Bound.SET_BY_COURT_3_TO_30, "2000审限规定 18")
    ),
    # fee_payment
    ("fee_payment", _SECOND): Override(
        statutory=_days(7, _EXACT, "费用办法 22; 解释 318"), drafts=_APPEAL_DRAFT
    ),
    ("fee_payment", _JURISDICTION): Override(use="unused", note=("不交纳", "no fee is due")),
    ("fee_payment", _REVIEW): Override(use="unused", note=("不交纳", "no fee is due")),
    ("fee_payment", _RETRIAL): Override(note=("一般不交纳", "due in few cases")),
    ("fee_payment", _RETRIAL2): Override(note=("一般不交纳", "due in few cases")),
    ("fee_payment", _SPECIAL): Override(use="unused", note=("不交纳", "no fee is due")),
    ("fee_payment", _EXECUTION): Override(use="unused", note=("执行后交纳", "due afterwards")),
    # case_assignment
    ("case_assignment", _REVIEW): Override(use="passed"),
    # complaint_service
    ("complaint_service", _SECOND): Override(
        use="passed", note=("原审已送达", "done below, when the appeal was passed on")
    ),
    ("complaint_service", _JURISDICTION): _UNUSED,
    ("complaint_service", _REVIEW): Override(statutory=_days(5, _COURT, "CPL 214")),
    ("complaint_service", _RETRIAL): Override(management=_days(5, _COURT, "court target")),
    ("complaint_service", _RETRIAL2): Override(management=_days(5, _COURT, "court target")),
    ("complaint_service", _SPECIAL): Override(statutory=_days(5, _COURT, "解释 366")),
    # answer_period
    ("answer_period", _SUMMARY): Override(statutory=_days(15, _MOST, "解释 266")),
    ("answer_period", _SMALL): Override(statutory=_days(15, _MOST, "解释 275")),
    ("answer_period", _SECOND): Override(
        use="passed",
        statutory=_days(15, _EXACT, "CPL 174"),
        note=("原审已届满", "ran below, when the appeal was passed on"),
    ),
    ("answer_period", _JURISDICTION): _UNUSED,
    ("answer_period", _REVIEW): Override(statutory=_days(15, _EXACT, "CPL 214")),
    ("answer_period", _SPECIAL): Override(statutory=_days(5, _EXACT, "解释 366")),
    # evidence_period
    ("evidence_period", _SUMMARY): Override(statutory=_days(15, _MOST, "解释 266")),
    ("evidence_period", _SMALL): Override(statutory=_days(7, _MOST, "解释 275")),
    ("evidence_period", _SECOND): Override(
        use="passed",
        statutory=_days(10, _LEAST, "解释 99"),
        note=("仅限新证据", "new evidence only"),
    ),
    ("evidence_period", _JURISDICTION): _UNUSED,
    ("evidence_period", _REVIEW): _UNUSED,
    ("evidence_period", _RETRIAL2): Override(statutory=_days(10, _LEAST, "解释 99")),
    ("evidence_period", _SPECIAL): _UNUSED,
    # evidence_exchange
    ("evidence_exchange", _SUMMARY): Override(
        use="unused", note=("与开庭合并", "merged into the hearing")
    ),
    ("evidence_exchange", _SMALL): Override(
        use="unused", note=("与开庭合并", "merged into the hearing")
    ),
    ("evidence_exchange", _SECOND): Override(use="passed"),
    ("evidence_exchange", _JURISDICTION): _UNUSED,
    ("evidence_exchange", _REVIEW): _UNUSED,
    ("evidence_exchange", _RETRIAL): Override(use="passed"),
    ("evidence_exchange", _RETRIAL2): Override(use="passed"),
    ("evidence_exchange", _SPECIAL): _UNUSED,
    # hearing_scheduling, hearing
    ("hearing_scheduling", _JURISDICTION): _UNUSED,
    ("hearing_scheduling", _SPECIAL): Override(use="passed"),
    ("hearing", _JURISDICTION): _UNUSED,
    ("hearing", _REVIEW): _UNUSED,
    ("hearing", _SPECIAL): Override(management=_days(10, _COURT, "court target")),
    # deliberation
    ("deliberation", _SUMMARY): Override(use="unused", note=("独任审理", "sole judge")),
    ("deliberation", _SMALL): Override(use="unused", note=("独任审理", "sole judge")),
    ("deliberation", _SPECIAL): Override(use="unused", note=("独任审理", "sole judge")),
    # appeal_period
    ("appeal_period", _SMALL): Override(use="unused", note=("一审终审", "final at once")),
    ("appeal_period", _SECOND): Override(use="unused", note=("终审", "final")),
    ("appeal_period", _JURISDICTION): Override(use="unused", note=("终审", "final")),
    ("appeal_period", _REVIEW): _UNUSED,
    ("appeal_period", _RETRIAL2): Override(use="unused", note=("终审", "final")),
    ("appeal_period", _SPECIAL): Override(
        use="unused", note=("不得上诉,可提异议", "no appeal; an objection lies")
    ),
}

for _node in ("agreement_signing", "mediation", "mediation_intake", "judicial_confirmation"):
    for _procedure in (_SECOND, _JURISDICTION, _REVIEW, _RETRIAL, _RETRIAL2, _EXECUTION):
        OVERRIDES[_node, _procedure] = _UNUSED
for _code, _entry in NODES.items():
    if _entry.phase != "execution" and _code not in ("filing_correction", "fee_payment"):
        OVERRIDES[_code, _EXECUTION] = _UNUSED
    elif _entry.phase == "execution" and _code != "closing_archiving":
        for _procedure in (_SECOND, _JURISDICTION, _REVIEW):
            OVERRIDES[_code, _procedure] = _UNUSED

ORIGIN_RULES: dict[tuple[str, Origin], Rule] = {
    ("filing_review", Origin.TRANSFERRED_IN): _days(3, _COURT, "2000审限规定 6; CPL 37"),
    ("filing_review", Origin.REMANDED): _days(1, _COURT, "2000审限规定 6"),
    ("filing_review", Origin.ORDERED): _days(1, _COURT, "2000审限规定 6"),
    ("filing_review", Origin.EXECUTION_OBJECTION): _days(15, _COURT, "登记立案 8; 解释 303-304"),
    ("filing_review", Origin.THIRD_PARTY_REVOCATION): _days(30, _COURT, "登记立案 8; 解释 291"),
}
"""First-node limits of cases that did not begin with an ordinary complaint."""

FOREIGN_RULES: dict[str, Rule] = {
    "answer_period": _days(30, _EXACT, "CPL 285"),
    "appeal_period": _days(30, _EXACT, "CPL 286"),
    "appeal_transfer": _days(45, _COURT, "CPL 174, 286"),
}
"""Limits of a party without domicile in the PRC (Hong Kong, Macau, Taiwan alike: 解释 549).

That of ``appeal_transfer`` and of the answer to an appeal (``clocks.SUB_TABLE``) is given where any
party has none. CPL 286 names the appellant in its first sentence and says of "the appellee" in the
second, without asking where that one lives: the thirty days are read as those of the appeal, since
a party can answer early and no right is lost by the longer time."""


def override(node: str, procedure: Procedure) -> Override:
    """The cell of the table, an empty one where the base limits hold."""
    return OVERRIDES.get((node, procedure), Override())


def use_of(node: str, procedure: Procedure, *, panel: bool = True) -> Use:
    """Whether a node is used, passed or unused; a sole judge does not deliberate (CPL 40)."""
    if node == "deliberation" and not panel:
        return "unused"
    return override(node, procedure).use


def rules_of(
    node: str,
    procedure: Procedure,
    *,
    origin: Origin = Origin.FILED,
    foreign: bool = False,
) -> tuple[Rule | None, Rule | None]:
    """The (statutory, management) rules of a node for this procedure, origin and party."""
    base, cell = NODES[node], override(node, procedure)
    statutory = cell.statutory or base.statutory
    management = cell.management or base.management
    if cell.management and not cell.statutory and node == "complaint_service":
        statutory = None  # retrial: CPL 128 does not apply, the court sets its own limit
    statutory = ORIGIN_RULES.get((node, origin), statutory)
    if foreign and node in FOREIGN_RULES and cell.use == "used":
        statutory = FOREIGN_RULES[node]
    return statutory, management


def rule_anew(statutory: Rule | None, management: Rule | None) -> Rule | None:
    """The court's own limit where the work of a node begins anew: the law's ran from the first
    time."""
    if management is not None or statutory is None:
        return management
    return replace(statutory, citation=f"court target; {statutory.citation}")
