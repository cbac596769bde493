"""Incidents: what pauses clocks or branches off while a case stands at its node.

``pauses`` names clock kinds (``case``, ``all``) or node codes. ``all`` means every clock but
windows and measures: fixed periods never pause (解释 127).
"""

from __future__ import annotations

from dataclasses import dataclass

from cases.law.nodes import NODES, Bound, ExpiryClass, Rule, rule
from cases.law.periods import Unit

_EXECUTION = tuple(n.code for n in NODES.values() if n.phase == "execution" and n.no < 26)
_TRIAL = tuple(n.code for n in NODES.values() if n.phase == "trial")
_FIRST = ("complaint_service", "answer_period", "evidence_period", "evidence_exchange")
_ALL = tuple(n.code for n in NODES.values() if n.no < 26)


DISPOSALS = ("publish_auction", "publish_sale", "sell", "rule_on_sale", "hand_over", "pay_out")
"""What is not done to a thing while it is disputed whose it is (解释 313, 463)."""


@dataclass(frozen=True)
class IncidentKind:
    """One kind of incident: where it can arise, what it pauses, its own limit and source."""

    code: str
    zh: str
    en: str
    citation: str
    at: tuple[str, ...]
    pauses: tuple[str, ...] = ()
    own: Rule | None = None
    expiry: ExpiryClass = "C"
    blocks: tuple[str, ...] = ()
    """Acts that are refused while it is open."""
    confirmed: bool = False
    """Opened only with the approval of a second person."""
    of_its_own: bool = False
    """Begun and ended by acts of its own, never by the general ones."""
    ruled_on: bool = False
    """Ended by an act of its own, which says what was ruled."""


def _days(amount: int, citation: str, bound: Bound = Bound.COURT_AT_MOST) -> Rule:
    return rule(amount, Unit.CALENDAR_DAYS, bound, citation)


# fmt: off
TABLE: tuple[IncidentKind, ...] = (
    IncidentKind("jurisdiction_objection", "管辖权异议", "Jurisdiction objection",
                 "CPL 130, 171, 183; 证据规定 55", _FIRST,
                 pauses=("case", "evidence_period"), own=_days(15, "court target; CPL 130")),
    IncidentKind("appraisal", "鉴定", "Appraisal", "解释 243", _TRIAL,
                 pauses=("case", "evidence_exchange", "hearing_scheduling", "hearing")),
    IncidentKind("public_notice", "公告送达", "Service by public notice", "CPL 95; 解释 243",
                 (*_TRIAL, "execution_notice"),
                 pauses=("case", "complaint_service", "judgment_service", "appeal_transfer",
                         "execution_notice")),
    IncidentKind("suspension", "中止诉讼", "Suspension of proceedings", "CPL 153", _TRIAL,
                 pauses=("all",)),
    IncidentKind("settlement", "双方和解", "Settlement talks", "解释 243", _TRIAL,
                 pauses=("case", "hearing")),
    # A month is all that does not count; whatever the adjournment lasts beyond it does.
    IncidentKind("evidence_adjournment", "因新的证人、证据或者重新鉴定、勘验延期审理",
                 "Adjournment for new evidence", "2000审限规定 9(5); CPL 149",
                 ("hearing_scheduling", "hearing"), pauses=("case",),
                 own=rule(1, Unit.MONTHS, Bound.NOT_BEFORE, "2000审限规定 9(5)"), expiry="A"),
    IncidentKind("in_suit_mediation", "诉中调解(延长部分)", "In-suit mediation (extension)",
                 "在线调解规则 24; 解释 243", _TRIAL, pauses=("case", "evidence_exchange")),
    IncidentKind("recusal", "申请回避", "Recusal", "CPL 48-50", _TRIAL + _EXECUTION,
                 own=_days(3, "CPL 50")),
    IncidentKind("preservation", "财产保全", "Preservation", "CPL 103; 保全规定 4-5",
                 _ALL, own=_days(5, "保全规定 4")),
    IncidentKind("urgent_preservation", "紧急保全", "Urgent preservation", "CPL 103, 104", _ALL,
                 own=rule(48, Unit.HOURS, Bound.COURT_AT_MOST, "CPL 103, 104")),
    IncidentKind("entrusted_investigation", "委托调查", "Entrusted investigation", "CPL 134", _TRIAL,
                 own=_days(30, "CPL 134")),
    IncidentKind("counterclaim", "反诉", "Counterclaim", "解释 232-233; 费用办法 22", _TRIAL,
                 of_its_own=True),
    IncidentKind("fee_relief", "缓减免诉讼费", "Fee relief", "费用办法 44-49",
                 ("fee_payment", *_TRIAL), pauses=("fee_payment", "counterclaim_fee"),
                 of_its_own=True),
    IncidentKind("pre_suit_appraisal", "诉前鉴定评估", "Pre-suit appraisal", "在线调解规则 26",
                 ("mediation",), pauses=("mediation",)),
    IncidentKind("divorce_cooling_off", "离婚冷静期", "Divorce cooling-off", "2018家事意见 40", _TRIAL,
                 pauses=("case",)),
    IncidentKind("registration_of_right_holders", "权利人登记公告", "Registration of right holders",
                 "CPL 57; 解释 79", _TRIAL, pauses=("case",)),
    IncidentKind("act_objection", "执行行为异议", "Objection to an act of execution",
                 "CPL 236", _EXECUTION, own=_days(15, "CPL 236")),
    IncidentKind("third_party_objection", "案外人异议", "Third-party objection",
                 "CPL 238; 解释 463", _EXECUTION, own=_days(15, "CPL 238"),
                 blocks=DISPOSALS, ruled_on=True),
    IncidentKind("no_disposal", "案外人异议裁定后的起诉期", "Time to sue after the ruling on a third "
                 "party's objection", "CPL 238; 解释 302, 463", _EXECUTION,
                 own=_days(15, "CPL 238; 解释 463", Bound.PARTY_EXACTLY), expiry="A",
                 blocks=DISPOSALS, of_its_own=True),
    IncidentKind("third_party_suit", "执行异议之诉", "Suit against execution", "解释 313", _EXECUTION,
                 blocks=DISPOSALS),
    IncidentKind("plan_suit", "分配方案异议之诉", "Suit over the distribution plan", "解释 510",
                 ("proceeds_distribution",), blocks=("pay_out",)),
    IncidentKind("stay", "暂缓、中止执行", "Stay of execution", "CPL 267; 解释 467", _EXECUTION,
                 pauses=("case", *_EXECUTION)),
    IncidentKind("retrial_stay", "再审中止执行", "Execution stayed by a retrial", "CPL 217", _EXECUTION,
                 pauses=("case", *_EXECUTION)),
    IncidentKind("execution_settlement", "执行和解", "Settlement in execution", "执行和解 1, 9",
                 _EXECUTION, pauses=("case", *_EXECUTION)),
    IncidentKind("execution_audit", "执行审计、评估", "Audit or appraisal in execution",
                 "2000审限规定 9", _EXECUTION, pauses=("case",)),
    IncidentKind("disposal", "拍卖、变卖财产", "Auction or sale of assets",
                 "2000审限规定 9(12)", ("online_auction",), pauses=("case",), of_its_own=True),
    IncidentKind("obstacle", "申请顺延期限", "Obstacle beyond a party's control", "CPL 86",
                 ("fee_payment", "filing_correction", "answer_period", "evidence_period",
                  "appeal_period"), own=_days(10, "CPL 86", Bound.PARTY_EXACTLY)),
)
# fmt: on

INCIDENTS: dict[str, IncidentKind] = {kind.code: kind for kind in TABLE}
_NEVER_PAUSED = ("window", "measure")


def pauses(kind: str, clock_kind: str, clock_node: str, code: str = "") -> bool:
    """Whether an open incident of this kind stops a clock of that kind at that node; of
    sub-timers those that it names by their code."""
    if clock_kind in _NEVER_PAUSED or clock_kind == "incident":
        return False
    selectors = INCIDENTS[kind].pauses
    if "all" in selectors:
        return True
    if clock_kind == "case":
        return "case" in selectors
    if clock_kind == "sub":
        return code in selectors
    return clock_kind in ("node", "party") and clock_node in selectors


RAISED_BY_PARTIES = frozenset(
    {
        "jurisdiction_objection", "recusal", "preservation", "urgent_preservation", "obstacle",
        "act_objection", "third_party_objection",
    }
)  # fmt: skip
"""What a party brings about by asking for it; of all else, time stops only by the court's hand."""
BY_RULING = frozenset({"suspension"})
"""Begun and ended by a ruling, which is the judge's who tries the case (CPL 153, 157)."""
OF_THEIR_OWN = frozenset(kind.code for kind in TABLE if kind.of_its_own)
"""Kinds that no form of incidents offers: their acts keep what belongs to them."""
URGENT_INCIDENTS = frozenset({"preservation", "urgent_preservation"})
"""What somebody still deals with while their own recusal is asked for (CPL 48)."""
