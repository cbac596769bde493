"""The 26 nodes: the one table from which transitions, clocks, acts, pages and texts are derived.

A node's limits for a special procedure stand in ``overrides.py``; what a person may do at a node
stands in ``acts.py``; the untimed outcomes stand in ``outcomes.py``.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from cases.law.periods import Limit, Unit


class Bound(StrEnum):
    """Whom a limit binds, and so who may set it: a court tightens only its own limits."""

    COURT_AT_MOST = "court_at_most"
    SET_BY_COURT = "set_by_court"
    SET_BY_COURT_3_TO_30 = "set_by_court_3_to_30"
    PARTY_EXACTLY = "party_exactly"
    PARTY_AT_LEAST = "party_at_least"
    PARTY_AT_MOST = "party_at_most"
    NOT_BEFORE = "not_before"
    """Time that has to pass before something may be done: its last day never rolls."""
    NOT_BEYOND = "not_beyond"
    """As long as a coercive measure may last (解释 485 "不得超过"): no holiday makes it longer."""


NEVER_ROLLS = frozenset({Bound.NOT_BEFORE, Bound.NOT_BEYOND})
"""Limits that end on the day they reach, whether the court works on it or not."""


@dataclass(frozen=True)
class Rule:
    """A time limit with its bound and source; what a clock is opened from."""

    limit: Limit
    bound: Bound
    citation: str

    @property
    def may_be_tightened(self) -> bool:
        """A court may shorten what it owes itself, never what a party is given."""
        return self.bound in (Bound.COURT_AT_MOST, Bound.SET_BY_COURT)


ExpiryClass = Literal["A", "B", "C"]

PHASES = {
    "filing": ("立案", "Filing"),
    "mediation": ("诉前调解", "Pre-suit mediation"),
    "trial": ("审理", "Trial"),
    "execution": ("执行", "Execution"),
}


@dataclass(frozen=True)
class Node:
    """One timed step a case can stand at.

    ``starts`` names the event that opens the node's clock (``per_party``: one clock a party),
    ``again`` the one after which its work begins anew: the law counts from the first time, so from
    then on the same limit is the court's own.
    ``expiry`` is what time may do alone: A act by operation of law, B draft for the judge, C alarm.
    ``onward`` is where the case goes when the work is done or the node does not apply.
    """

    no: int
    code: str
    phase: str
    zh: str
    en: str
    role: str
    starts: str
    trigger: tuple[str, str]
    expiry: ExpiryClass
    on_expiry: str
    onward: str
    next: tuple[str, ...]
    outcomes: tuple[str, ...]
    statutory: Rule | None = None
    management: Rule | None = None
    management_starts: str | None = None
    again: str = ""
    per_party: bool = False

    @property
    def leads_to(self) -> tuple[str, ...]:
        """Every node and outcome the law allows from here."""
        return self.next + self.outcomes

    @property
    def expiry_target(self) -> str | None:
        """Where class A moves the case, or the outcome that a class B draft proposes."""
        for word in ("move:", "draft:"):
            if word in self.on_expiry:
                return self.on_expiry.split(word)[1].split(" ")[0].rstrip(";,")
        return None


def rule(amount: int, unit: Unit, bound: Bound, citation: str) -> Rule:
    """A rule in one line, for the tables."""
    return Rule(Limit(amount, unit), bound, citation)


DAYS, WORKING = Unit.CALENDAR_DAYS, Unit.WORKING_DAYS
COURT_AT_MOST, SET_BY_COURT = Bound.COURT_AT_MOST, Bound.SET_BY_COURT
SET_BY_COURT_3_TO_30 = Bound.SET_BY_COURT_3_TO_30
PARTY_EXACTLY, PARTY_AT_LEAST = Bound.PARTY_EXACTLY, Bound.PARTY_AT_LEAST

TRIAL_OUTCOMES = (
    "withdrawn",
    "deemed_withdrawn",
    "dismissed",
    "terminated",
    "transferred",
    "appeal_withdrawn",
    "appeal_deemed_withdrawn",
    "application_withdrawn",
)
EXECUTION_OUTCOMES = (
    "fully_executed",
    "settlement_performed",
    "execution_terminated",
    "execution_refused",
    "application_rejected",
    "cancelled",
    "moved_to_bankruptcy",
)

# fmt: off
TABLE: tuple[Node, ...] = (
    # filing
    Node(
        1, "filing_review", "filing", "网上立案审查", "Filing review", "clerk",
        statutory=rule(7, DAYS, COURT_AT_MOST, "CPL 126; 解释 208; 登记立案 8"),
        management=rule(1, WORKING, COURT_AT_MOST, "court target"),
        starts="papers_received",
        trigger=("收到符合要求的材料", "complete papers received"),
        expiry="C", on_expiry="alarm",
        onward="fee_payment",
        next=("fee_payment", "filing_correction", "mediation_intake", "judicial_confirmation"),
        outcomes=("returned", "not_accepted", "application_withdrawn"),
    ),
    Node(
        2, "filing_correction", "filing", "补正材料", "Correction of papers", "litigant",
        management=rule(7, DAYS, SET_BY_COURT_3_TO_30, "登记立案 7; 解释 126"),
        starts="correction_notice_served",
        trigger=("补正通知送达", "correction notice served"),
        expiry="B", on_expiry="draft:returned",
        onward="filing_review",
        next=("filing_review", "execution_filing"),
        outcomes=("returned", "not_accepted", "execution_not_accepted", "application_withdrawn"),
    ),
    Node(
        3, "fee_payment", "filing", "缴纳诉讼费", "Fee notice and payment", "litigant",
        statutory=rule(7, DAYS, PARTY_EXACTLY, "费用办法 22; 解释 213"),
        starts="fee_notice_served",
        trigger=("缴费通知送达", "fee notice served"),
        expiry="B", on_expiry="draft:deemed_withdrawn",
        onward="case_assignment",
        next=("case_assignment",),
        outcomes=("deemed_withdrawn", "withdrawn", "terminated", "appeal_withdrawn", "appeal_deemed_withdrawn"),
    ),
    Node(
        4, "case_assignment", "filing", "分案移送", "Case assignment and hand-over", "system",
        statutory=rule(3, DAYS, COURT_AT_MOST, "2000审限规定 7"),
        management=rule(1, WORKING, COURT_AT_MOST, "court target"),
        starts="fee_settled",
        trigger=("诉讼费已缴纳或已缓减免", "fee paid or relieved"),
        expiry="C", on_expiry="alarm",
        onward="complaint_service",
        next=("complaint_service", "hearing_scheduling"),
        outcomes=("withdrawn", "terminated", "transferred", "appeal_withdrawn", "appeal_deemed_withdrawn"),
    ),
    # mediation
    Node(
        5, "mediation_intake", "mediation", "征询调解意愿与选定调解员", "Mediation consent and mediator appointment", "clerk",
        statutory=rule(3, WORKING, COURT_AT_MOST, "在线调解规则 10, 12, 15"),
        starts="mediation_requested",
        trigger=("提出调解;征询、选定、确认各步重新起算", "mediation requested; again at each step (consent, choice, acceptance)"),
        expiry="A", on_expiry="reappoint once, then move:fee_payment",
        onward="mediation",
        next=("mediation", "fee_payment"),
        outcomes=("mediation_withdrawn",),
    ),
    Node(
        6, "mediation", "mediation", "诉前调解", "Pre-suit mediation", "mediator",
        statutory=rule(30, DAYS, COURT_AT_MOST, "在线调解规则 24; 特邀调解 27"),
        starts="mediator_accepted",
        trigger=("调解员接受", "mediator accepted"),
        expiry="A", on_expiry="move:fee_payment",
        onward="agreement_signing",
        next=("agreement_signing", "fee_payment", "mediation_intake"),
        outcomes=("mediation_withdrawn",),
    ),
    Node(
        7, "agreement_signing", "mediation", "调解协议签署", "Mediation agreement e-signing", "litigant",
        management=rule(3, WORKING, SET_BY_COURT, "在线调解规则 19"),
        starts="agreement_published",
        trigger=("调解协议文本发布", "draft agreement published"),
        expiry="A", on_expiry="move:fee_payment",
        onward="mediation_settled",
        next=("judicial_confirmation", "mediation", "fee_payment"),
        outcomes=("mediation_settled", "mediation_withdrawn"),
    ),
    Node(
        8, "judicial_confirmation", "mediation", "司法确认审查", "Judicial confirmation review", "judge",
        statutory=rule(30, DAYS, COURT_AT_MOST, "CPL 187, 205, 206"),
        management=rule(15, DAYS, COURT_AT_MOST, "2011司法确认规定 5"),
        starts="confirmation_accepted",
        trigger=("受理共同申请", "joint application accepted"),
        expiry="C", on_expiry="alarm",
        onward="confirmation_effective",
        next=("mediation", "fee_payment"),
        outcomes=("confirmation_effective", "confirmation_rejected", "application_withdrawn"),
    ),
    # trial
    Node(
        9, "complaint_service", "trial", "送达起诉状副本", "Service of complaint and notices", "clerk",
        statutory=rule(5, DAYS, COURT_AT_MOST, "CPL 128"),
        starts="fee_settled",
        trigger=("诉讼费已缴纳或已缓减免(旁列自立案之日起的日期)", "fee paid or relieved (date from registration shown beside it)"),
        again="served_again",
        expiry="C", on_expiry="alarm",
        onward="answer_period",
        next=("answer_period", "judgment_service"),
        outcomes=TRIAL_OUTCOMES,
    ),
    Node(
        10, "answer_period", "trial", "答辩期", "Answer period", "litigant",
        statutory=rule(15, DAYS, PARTY_EXACTLY, "CPL 128"),
        starts="complaint_served",
        trigger=("向各被告送达,以最后一名为准", "service on each defendant; ends with the last"),
        per_party=True,
        expiry="A", on_expiry="move:evidence_period",
        onward="evidence_period",
        next=("evidence_period", "evidence_exchange", "hearing_scheduling", "judgment_service"),
        outcomes=TRIAL_OUTCOMES,
    ),
    Node(
        11, "evidence_period", "trial", "举证期", "Evidence period", "litigant",
        statutory=rule(15, DAYS, PARTY_AT_LEAST, "解释 99; 证据规定 51"),
        starts="evidence_notice_served",
        trigger=("举证通知送达", "evidence notice served"),
        per_party=True,
        expiry="A", on_expiry="move:evidence_exchange; later evidence flagged for the judge",
        onward="evidence_exchange",
        next=("evidence_exchange", "hearing_scheduling", "complaint_service", "judgment_service"),
        outcomes=TRIAL_OUTCOMES,
    ),
    Node(
        12, "evidence_exchange", "trial", "证据交换与庭前会议", "Evidence exchange / pre-trial conference", "judge",
        management=rule(10, DAYS, COURT_AT_MOST, "解释 224-225"),
        starts="evidence_period_ended",
        trigger=("举证期届满", "evidence period ended"),
        expiry="C", on_expiry="alarm",
        onward="hearing_scheduling",
        next=("hearing_scheduling", "evidence_period", "complaint_service", "judgment_service"),
        outcomes=TRIAL_OUTCOMES,
    ),
    Node(
        13, "hearing_scheduling", "trial", "排期开庭与传唤", "Hearing scheduling and summons", "clerk",
        management=rule(5, WORKING, COURT_AT_MOST, "court target; CPL 139"),
        starts="evidence_stage_ended",
        trigger=("举证阶段或延期事由结束", "evidence stage or adjournment ended"),
        expiry="C", on_expiry="alarm",
        onward="hearing",
        next=("hearing", "deliberation", "evidence_period", "evidence_exchange", "complaint_service", "judgment_service"),
        outcomes=TRIAL_OUTCOMES,
    ),
    Node(
        14, "hearing", "trial", "开庭审理", "Hearing", "judge",
        management=rule(30, DAYS, COURT_AT_MOST, "延期开庭规定 3"),
        starts="hearing_fixed",
        trigger=("确定开庭日期", "hearing date fixed"),
        expiry="C", on_expiry="alarm; absence is an act that drafts deemed_withdrawn or default judgment",
        onward="deliberation",
        next=("deliberation", "judgment_drafting", "judgment_service", "hearing_scheduling", "evidence_period", "evidence_exchange", "complaint_service"),
        outcomes=TRIAL_OUTCOMES,
    ),
    Node(
        15, "deliberation", "trial", "合议", "Deliberation", "judge",
        statutory=rule(5, WORKING, COURT_AT_MOST, "合议庭规定(2002) 9"),
        starts="hearing_ended",
        trigger=("最后一次庭审结束", "last hearing ended"),
        expiry="C", on_expiry="alarm",
        onward="judgment_drafting",
        next=("judgment_drafting", "hearing_scheduling", "judgment_service"),
        outcomes=TRIAL_OUTCOMES,
    ),
    Node(
        16, "judgment_drafting", "trial", "裁判文书制作签发", "Judgment drafting and sign-off", "judge",
        statutory=rule(5, WORKING, COURT_AT_MOST, "合议庭规定(2002) 14"),
        starts="deliberated",
        trigger=("合议完毕(独任为庭审结束)", "deliberated (or hearing ended, sole judge)"),
        expiry="C", on_expiry="alarm",
        onward="judgment_service",
        next=("judgment_service", "deliberation", "hearing_scheduling"),
        outcomes=TRIAL_OUTCOMES,
    ),
    Node(
        17, "judgment_service", "trial", "宣判与裁判文书送达", "Pronouncement and service of judgment", "clerk",
        statutory=rule(10, DAYS, COURT_AT_MOST, "CPL 151"),
        management=rule(5, WORKING, COURT_AT_MOST, "court target"),
        starts="pronounced",
        management_starts="signed_off",
        trigger=("当庭宣判(定期宣判为当日;宣判前仅有自签发起的管理时限)", "pronounced in court (fixed-date pronouncement: the same day; before pronouncement only the management limit, from sign-off)"),
        expiry="C", on_expiry="alarm",
        onward="appeal_period",
        next=("appeal_period", "judgment_drafting", "deliberation", "hearing_scheduling"),
        outcomes=("judgment_effective", "mediation_statement_effective", "withdrawn", "terminated", "affirmed", "changed", "remanded", "retrial_rejected", "retrial_ordered"),
    ),
    Node(
        18, "appeal_period", "trial", "上诉期", "Appeal period", "litigant",
        statutory=rule(15, DAYS, PARTY_EXACTLY, "CPL 171"),
        starts="judgment_served",
        trigger=("向各当事人有效送达,以最后一名为准", "effective service on each party; ends with the last"),
        per_party=True,
        expiry="A", on_expiry="move:judgment_effective when every party was served",
        onward="judgment_effective",
        next=("appeal_transfer",),
        outcomes=("judgment_effective", "terminated"),
    ),
    Node(
        19, "appeal_transfer", "trial", "上诉移送", "Transfer of appeal file", "clerk",
        statutory=rule(30, DAYS, COURT_AT_MOST, "CPL 173, 174"),
        starts="petition_received",
        trigger=("收到最后一份上诉状", "last petition received"),
        expiry="C", on_expiry="alarm",
        onward="on_appeal",
        next=("appeal_period",),
        outcomes=("on_appeal", "appeal_withdrawn", "appeal_deemed_withdrawn", "terminated"),
    ),
    # execution
    Node(
        20, "execution_filing", "execution", "执行立案", "Execution filing and assignment", "clerk",
        statutory=rule(7, DAYS, COURT_AT_MOST, "执行工作规定 16; 2000审限规定 6"),
        management=rule(3, DAYS, COURT_AT_MOST, "court target"),
        starts="execution_applied",
        trigger=("收到执行申请", "application received"),
        expiry="C", on_expiry="alarm",
        onward="execution_notice",
        next=("execution_notice", "filing_correction"),
        outcomes=("execution_not_accepted", "application_withdrawn"),
    ),
    Node(
        21, "execution_notice", "execution", "执行通知与报告财产令", "Execution notice and property-report order", "execution_officer",
        statutory=rule(10, DAYS, COURT_AT_MOST, "解释 480; 35号 4"),
        starts="execution_applied",
        trigger=("收到执行申请", "application received"),
        expiry="C", on_expiry="alarm",
        onward="asset_control",
        next=("asset_control", "proceeds_distribution"),
        outcomes=EXECUTION_OUTCOMES,
    ),
    Node(
        22, "asset_control", "execution", "网络查控", "Online asset inquiry, seizure and freezing", "execution_officer",
        management=rule(30, DAYS, COURT_AT_MOST, "35号 6; 财产调查 2"),
        starts="execution_notice_issued",
        trigger=("发出执行通知", "execution notice issued"),
        again="search_resumed",
        expiry="C", on_expiry="alarm",
        onward="asset_valuation",
        next=("asset_valuation", "proceeds_distribution"),
        outcomes=("ended_this_time", *EXECUTION_OUTCOMES),
    ),
    Node(
        23, "asset_valuation", "execution", "确定财产处置参考价", "Reference price / appraisal", "execution_officer",
        statutory=rule(30, DAYS, COURT_AT_MOST, "参考价规定 1, 19"),
        starts="valuation_commissioned",
        trigger=("委托确定参考价", "valuation commissioned"),
        expiry="C", on_expiry="alarm",
        onward="online_auction",
        next=("online_auction", "proceeds_distribution", "asset_control"),
        outcomes=("ended_this_time", *EXECUTION_OUTCOMES),
    ),
    Node(
        24, "online_auction", "execution", "网络司法拍卖变卖", "Online auction and sale", "execution_officer",
        statutory=rule(10, DAYS, COURT_AT_MOST, "参考价规定 30"),
        starts="price_fixed",
        trigger=("参考价确定;公告后适用拍卖各时限", "reference price fixed; after publication the auction's own clocks rule"),
        again="auction_withdrawn",
        expiry="C", on_expiry="alarm",
        onward="proceeds_distribution",
        next=("proceeds_distribution", "asset_control", "asset_valuation"),
        outcomes=("ended_this_time", *EXECUTION_OUTCOMES),
    ),
    Node(
        25, "proceeds_distribution", "execution", "案款发放与分配", "Payment and distribution", "execution_officer",
        statutory=rule(30, DAYS, COURT_AT_MOST, "法发〔2017〕6号 10; 解释 509-510"),
        starts="money_arrived",
        trigger=("案款到账", "money arrived"),
        expiry="C", on_expiry="alarm",
        onward="fully_executed",
        next=("asset_control",),
        outcomes=("fully_executed", "ended_this_time", "settlement_performed", "execution_terminated", "execution_refused", "application_rejected", "cancelled", "moved_to_bankruptcy"),
    ),
    Node(
        26, "closing_archiving", "execution", "结案归档", "Closing and archiving", "clerk",
        management=rule(90, DAYS, COURT_AT_MOST, "court target; 2000审限规定 10"),
        starts="closed",
        trigger=("结案", "closed"),
        expiry="C", on_expiry="alarm",
        onward="archived",
        next=("execution_filing", "asset_control"),
        outcomes=("archived",),
    ),)
# fmt: on

NODES: dict[str, Node] = {node.code: node for node in TABLE}
