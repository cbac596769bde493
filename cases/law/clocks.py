"""Clocks beside the nodes' own: the case clock (审限), sub-timers, and measures.

Each rule names the event that opens the clock and the events that end it. The nodes' clocks stand
in ``nodes.py``, the windows in ``outcomes.py``, the incidents' in ``incidents.py``.
"""

from __future__ import annotations

from dataclasses import dataclass

from cases.law.nodes import Bound, ExpiryClass, Rule, rule
from cases.law.periods import Limit, Unit
from cases.law.procedures import Procedure
from cases.law.roles import Role

KINDS = {
    "node": ("节点时限", "node"),
    "case": ("审限", "case"),
    "party": ("当事人期间", "party"),
    "window": ("权利期间", "window"),
    "sub": ("分项时限", "sub-timer"),
    "incident": ("事项时限", "incident"),
    "measure": ("措施期限", "measure"),
}

_COURT = Bound.COURT_AT_MOST


def _case(amount: int, unit: Unit, citation: str) -> Rule:
    return rule(amount, unit, _COURT, citation)


CASE_RULES: dict[Procedure, Rule] = {
    Procedure.ORDINARY: _case(6, Unit.MONTHS, "CPL 152"),
    Procedure.SUMMARY: _case(3, Unit.MONTHS, "CPL 164"),
    Procedure.SMALL_CLAIMS: _case(2, Unit.MONTHS, "CPL 168"),
    Procedure.SECOND_INSTANCE: _case(3, Unit.MONTHS, "CPL 183"),
    Procedure.JURISDICTION_APPEAL: _case(30, Unit.CALENDAR_DAYS, "CPL 183; 解释 339"),
    Procedure.RETRIAL_REVIEW: _case(3, Unit.MONTHS, "CPL 215"),
    Procedure.RETRIAL: _case(6, Unit.MONTHS, "CPL 152; 解释 128"),
    Procedure.RETRIAL_SECOND: _case(3, Unit.MONTHS, "CPL 183; 解释 128"),
    Procedure.EXECUTION: _case(6, Unit.MONTHS, "2000审限规定 5; 35号 1"),
}
"""The trial or execution limit of a procedure. None runs for foreign-related cases (CPL 287)."""

RULING_RULE = _case(30, Unit.CALENDAR_DAYS, "CPL 183; 解释 339")
"""Second instance against a ruling instead of a judgment."""

EXTENSIONS: dict[Procedure, tuple[tuple[Limit, str, str], ...]] = {
    Procedure.ORDINARY: (
        (Limit(6, Unit.MONTHS), "court_leader", "CPL 152"),
        (Limit(3, Unit.MONTHS), "higher_court", "CPL 152; 2000审限规定 2"),
    ),
    Procedure.SUMMARY: ((Limit(1, Unit.MONTHS), "court_leader", "CPL 164"),),
    Procedure.SMALL_CLAIMS: ((Limit(1, Unit.MONTHS), "court_leader", "CPL 168"),),
    Procedure.SECOND_INSTANCE: ((Limit(3, Unit.MONTHS), "court_leader", "CPL 183"),),
    Procedure.JURISDICTION_APPEAL: ((Limit(30, Unit.CALENDAR_DAYS), "court_leader", "CPL 183"),),
    Procedure.RETRIAL_REVIEW: ((Limit(3, Unit.MONTHS), "court_leader", "CPL 215"),),
    Procedure.RETRIAL: (
        (Limit(6, Unit.MONTHS), "court_leader", "CPL 152"),
        (Limit(3, Unit.MONTHS), "higher_court", "CPL 152; 2000审限规定 2"),
    ),
    Procedure.RETRIAL_SECOND: ((Limit(3, Unit.MONTHS), "court_leader", "CPL 183"),),
    Procedure.SPECIAL: ((Limit(30, Unit.CALENDAR_DAYS), "court_leader", "CPL 187"),),
    Procedure.EXECUTION: ((Limit(3, Unit.MONTHS), "court_leader", "2000审限规定 5"),),
}
"""Each lawful extension of the case clock in order: amount, who approves, source."""

ASK_BEFORE_DAYS = 15
"""An extension is asked for 15 days before expiry (延期开庭规定 1); later is marked late."""


@dataclass(frozen=True)
class SubRule:
    """A sub-timer inside a node, or a measure: opened and ended by events."""

    code: str
    zh: str
    en: str
    rule: Rule
    starts: str
    ends: tuple[str, ...]
    expiry: ExpiryClass = "C"
    kind: str = "sub"
    per_party: bool = False
    abroad: Rule | None = None
    """Instead of ``rule`` for a party without a domicile in China (CPL 283-286)."""
    each: bool = False
    """One for everybody who asks: a second runs beside the first, neither incidents nor the end
    of the procedure touch it, and it ends with the answer to the entry that opened it."""
    basis: str = "statutory"
    waits_for: Role | None = None
    """Who has to act, where that is not whoever the node waits for."""
    overseen_by: Role | None = None
    """Who hears of its expiry besides."""


def _days(amount: int, citation: str, bound: Bound = _COURT) -> Rule:
    return rule(amount, Unit.CALENDAR_DAYS, bound, citation)


_EXACT = Bound.PARTY_EXACTLY
# fmt: off
SUB_TABLE: tuple[SubRule, ...] = (
    SubRule("panel_notice", "告知审判组织", "Tell the parties the judges",
            _days(3, "CPL 131"), "assigned", ("panel_told",)),
    # The rule's three days are the invited party's; that the court takes no longer is its target.
    SubRule("join_check", "核验身份、关联案件", "Check who asks to join the case",
            _days(3, "court target; 在线诉讼规则 10"), "join_asked", ("join_answered",),
            per_party=True, each=True, basis="management", waits_for=Role.CLERK),
    SubRule("overrun_answer", "答复超期反映", "Answer the complaint of delay",
            _days(15, "登记立案 13; 延期开庭规定 7"), "overrun_complained", ("overrun_answered",),
            per_party=True, each=True, waits_for=Role.CLERK, overseen_by=Role.OVERSIGHT),
    SubRule("judges_meeting", "召开专业法官会议", "Hold the judges' meeting",
            rule(10, Unit.WORKING_DAYS, _COURT, "court target; 法发〔2021〕2号 4"), "meeting_asked",
            ("meeting_held",), basis="management", waits_for=Role.JUDGE),
    SubRule("committee_session", "审判委员会讨论", "Session of the judicial committee",
            rule(15, Unit.WORKING_DAYS, _COURT, "court target; 法院组织法 39"), "committee_agreed",
            ("committee_decided",), basis="management", waits_for=Role.JUDGE),
    # Where time itself ends the mediation nobody has told the plaintiff of the fee: the notice comes
    # within the days in which a case is registered and its registration told.
    SubRule("fee_notice", "送达缴费通知", "Serve the fee notice",
            _days(7, "court target; CPL 126"), "registered_by_law",
            ("fee_notice_served", "fee_settled"), basis="management", waits_for=Role.CLERK),
    SubRule("answer_copy", "答辩状副本送达原告", "Serve the answer on the plaintiff",
            _days(5, "CPL 128"), "answer_filed", ("answer_passed_on",)),
    SubRule("record_reading", "庭审笔录补正", "Reading of the hearing record",
            _days(5, "CPL 150", _EXACT), "hearing_ended", ("record_read",), expiry="A"),
    SubRule("public_notice_period", "公告期", "Public notice",
            _days(30, "CPL 95", _EXACT), "notice_published", (), expiry="A",
            per_party=True, abroad=_days(60, "CPL 283", _EXACT)),
    SubRule("petition_service", "上诉状副本送达", "Pass on the petition",
            _days(5, "CPL 174"), "petition_received", ("petition_passed_on",)),
    # Thirty days where any party is abroad: how CPL 286 is read, see overrides.FOREIGN_RULES.
    SubRule("appeal_answer", "上诉答辩期", "Answer to the appeal",
            _days(15, "CPL 174", _EXACT), "petition_passed_on", ("appeal_answered",), expiry="A",
            abroad=_days(30, "CPL 286", _EXACT)),
    SubRule("officer_named", "确定执行员", "Name the execution officer",
            _days(7, "35号 2"), "execution_registered", ("officer_named",)),
    SubRule("venue_objection", "执行管辖异议", "Objection to the place of execution",
            _days(10, "执行程序解释 3", _EXACT), "notice_reached", (),
            expiry="A", per_party=True, waits_for=Role.LITIGANT),
    SubRule("first_inquiry", "首次网络查控", "First online inquiry",
            _days(3, "court target; 财产调查 12"), "execution_notice_issued", ("assets_inquired",)),
    SubRule("clue_check", "核实财产线索", "Check of a clue",
            _days(7, "财产调查 2"), "clue_received", ("clue_checked",)),
    SubRule("valuation_start", "启动确定参考价", "Start the valuation",
            _days(30, "参考价规定 1"), "seized", ("valuation_commissioned", "released")),
    SubRule("report_sending", "发送评估报告", "Send the valuation report",
            _days(3, "参考价规定 21"), "report_received", ("report_sent", "price_fixed")),
    SubRule("price_objection", "对参考价的异议", "Objection to the price",
            _days(5, "参考价规定 22-23", _EXACT), "report_reached",
            ("valuation_commissioned",), expiry="A", per_party=True, waits_for=Role.LITIGANT),
    SubRule("price_answer", "处理对参考价的异议", "Answer the objection to the price",
            _days(3, "参考价规定 22-23"), "price_objected",
            ("report_sent", "valuation_commissioned")),
    SubRule("auction_notice", "拍卖公告期", "Notice of the auction",
            _days(30, "网拍规定 12", Bound.NOT_BEFORE), "auction_published",
            ("auction_withdrawn",), expiry="A"),
    SubRule("disposal_result", "记录拍卖、变卖结果", "Record what came of the auction or sale",
            _days(10, "court target; 网拍规定 20"), "disposal_over",
            ("bidding_ended", "auction_withdrawn"), basis="management"),
    SubRule("second_auction", "第二次拍卖", "Second auction",
            _days(30, "网拍规定 26"), "auction_failed", ("auction_published_again", "sold")),
    SubRule("sale_notice", "变卖公告", "Notice of the sale",
            _days(15, "法明传〔2017〕455号"), "second_auction_failed", ("sale_published", "sold")),
    SubRule("sale_window", "变卖期", "Sale",
            _days(60, "法明传〔2017〕455号", _EXACT), "sale_published",
            ("sold", "auction_withdrawn"), expiry="A"),
    SubRule("sale_ruling", "成交裁定", "Ruling on the sale",
            _days(10, "拍变规定 20"), "price_paid", ("sale_ruled",)),
    SubRule("handover", "移交拍卖财产", "Handover of what was sold",
            _days(15, "拍变规定 27"), "sale_ruled", ("handed_over",)),
    SubRule("deposit_back", "退还保证金", "Deposits back",
            rule(24, Unit.HOURS, _COURT, "网拍规定 23"), "bidding_ended", ("deposit_returned",)),
    SubRule("plan_objection", "对分配方案的异议", "Objection to the distribution plan",
            _days(15, "解释 509", _EXACT), "plan_reached", (),
            expiry="A", per_party=True, waits_for=Role.LITIGANT),
    SubRule("plan_tell", "通知未提异议的债权人、被执行人", "Tell the others of the objection",
            _days(3, "court target; 解释 510"), "plan_objected", (), basis="management"),
    SubRule("plan_counter", "对异议的反对意见", "Speak against the objection to the plan",
            _days(15, "解释 510", _EXACT), "objection_reached", (),
            expiry="A", per_party=True, waits_for=Role.LITIGANT),
    SubRule("counter_tell", "将反对意见通知异议人", "Tell who objected what is said against it",
            _days(3, "court target; 解释 510"), "plan_countered", (), basis="management"),
    SubRule("sue_over_plan", "提起分配方案异议之诉", "Sue over the distribution plan",
            _days(15, "解释 510", _EXACT), "counter_reached", (),
            expiry="A", per_party=True, waits_for=Role.LITIGANT),
    SubRule("refund", "退还诉讼费", "Refund of the fee",
            _days(15, "费用办法 53"), "refund_due", ("refunded",)),
    SubRule("top_up", "补交诉讼费", "Top-up of the fee",
            _days(7, "解释 199; 费用办法 22", _EXACT), "top_up_notice_served", ("top_up_paid",),
            expiry="B"),
    SubRule("counterclaim_fee", "反诉案件受理费", "Fee of the counterclaim",
            _days(7, "费用办法 22", _EXACT), "counterclaimed", (), expiry="B", per_party=True),
    # A counterclaim is a suit: whoever is sued by it answers as any defendant does.
    SubRule("counterclaim_answer", "反诉答辩期", "Answer to the counterclaim",
            _days(15, "CPL 128, 54", _EXACT), "counterclaim_served", (), expiry="A", per_party=True,
            abroad=_days(30, "CPL 285", _EXACT), waits_for=Role.LITIGANT),
    SubRule("deferred_fee", "缓交的诉讼费", "Deferred court fee",
            _days(30, "费用办法 47, 49", _EXACT), "fee_deferred", (), expiry="B", per_party=True),
    SubRule("objection_ruling_appeal", "管辖裁定上诉期", "Appeal against the ruling on jurisdiction",
            _days(10, "CPL 171, 157", _EXACT), "objection_ruled", (), expiry="A", per_party=True,
            abroad=_days(30, "CPL 286; 解释 536", _EXACT)),
    SubRule("preservation_start", "开始执行保全", "Carry out the preservation",
            _days(5, "保全规定 4"), "preservation_granted", ("measure_taken",)),
    # A complaint that was received counts as the suit even where mediation comes first; one that
    # is never registered does not.
    SubRule("sue_after_preservation", "诉前保全后起诉", "Sue after a preservation before suit",
            _days(30, "CPL 104", _EXACT), "preserved_before_suit",
            ("registered", "mediation_requested"), expiry="B"),
    SubRule("reconsideration_period", "保全复议申请期", "Time to ask for reconsideration",
            _days(5, "CPL 111; 解释 171", _EXACT), "preservation_ruling_served", (),
            expiry="A", per_party=True),
    SubRule("reconsideration", "保全复议", "Reconsideration of the preservation",
            _days(10, "保全规定 25"), "reconsideration_asked", ("reconsidered",),
            waits_for=Role.JUDGE),
    SubRule("release_decision", "解除保全申请的审查", "Decide on a release",
            _days(5, "保全规定 23"), "release_asked", ("release_decided",), waits_for=Role.JUDGE),
    SubRule("investigation_order", "律师调查令有效期", "Investigation order",
            _days(15, "court target; 解释 94", Bound.SET_BY_COURT), "investigation_issued", (),
            per_party=True),
    SubRule("exchange_consent", "对证据交换方式的答复", "Say how evidence is to be exchanged",
            _days(3, "court target; 在线诉讼规则 4, 20", Bound.SET_BY_COURT), "exchange_proposed",
            (), expiry="A", per_party=True, waits_for=Role.LITIGANT),
    SubRule("exchange_opinions", "发表质证意见", "Give opinions on the evidence",
            _days(7, "在线诉讼规则 14, 20", Bound.SET_BY_COURT), "exchange_opened", (),
            expiry="A", per_party=True, waits_for=Role.LITIGANT),
    SubRule("original_brought", "提供原件、原物", "Bring the original",
            _days(7, "在线诉讼规则 12; 证据规定 61", Bound.SET_BY_COURT), "original_ordered", (),
            expiry="A", per_party=True, waits_for=Role.LITIGANT),
    SubRule("late_evidence", "处理逾期提供的证据", "Decide on late evidence",
            _days(10, "court target; 解释 101, 102"), "late_evidence_put", (),
            basis="management", waits_for=Role.JUDGE),
    SubRule("deposit_frozen", "冻结存款", "Frozen deposit",
            rule(1, Unit.YEARS, Bound.NOT_BEYOND, "解释 485"), "deposit_frozen", (),
            expiry="A", kind="measure"),
    SubRule("movable_seized", "查封动产", "Seized movable",
            rule(2, Unit.YEARS, Bound.NOT_BEYOND, "解释 485"), "movable_seized", (),
            expiry="A", kind="measure"),
    SubRule("real_estate_seized", "查封不动产", "Seized real estate",
            rule(3, Unit.YEARS, Bound.NOT_BEYOND, "解释 485"), "real_estate_seized", (),
            expiry="A", kind="measure"),
)
# fmt: on
SUBS: dict[str, SubRule] = {sub.code: sub for sub in SUB_TABLE}
EACH = frozenset(sub.code for sub in SUB_TABLE if sub.each)
DRAFTS: dict[str, str] = {
    "counterclaim_fee": "end_counterclaim", "sue_after_preservation": "decide_release",
}  # fmt: skip
"""Class B clocks whose draft is an act that leaves the case where it is, not an outcome."""
