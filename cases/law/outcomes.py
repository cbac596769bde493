"""Outcomes: where a case rests or ends, untimed, and the windows that run on them.

An ``end`` leads only to archiving; a ``rest`` waits: a window may run, a party may act, a linked
case may answer. Windows belong to the case and survive closing and archiving.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from cases.law.periods import Limit, Unit

DAYS, MONTHS, YEARS = Unit.CALENDAR_DAYS, Unit.MONTHS, Unit.YEARS


@dataclass(frozen=True)
class Window:
    """A long timer on a resting outcome. ``starts`` is the event, ``started_by`` its words."""

    code: str
    zh: str
    en: str
    limit: Limit
    starts: str
    started_by: str
    leads_to: str
    citation: str
    abroad: tuple[Limit, str] | None = None
    """Instead of ``limit`` for a party without a domicile in China, with its source."""


@dataclass(frozen=True)
class Outcome:
    """Where a case rests (``rest``) or ends (``end``)."""

    code: str
    zh: str
    en: str
    kind: Literal["end", "rest"]
    next: tuple[str, ...]
    windows: tuple[Window, ...] = ()


# fmt: off
APPEAL_AGAINST_RULING = Window(
    "appeal_against_ruling", "上诉", "appeal", Limit(10, DAYS),
    starts="ruling_served", started_by="service of the ruling (none in small claims, second instance, retrial under second-instance procedure)",
    leads_to="appeal_transfer", citation="CPL 157, 171; 解释 277",
    abroad=(Limit(30, DAYS), "CPL 157, 286; 解释 536"),
)
RETRIAL_APPLICATION = Window(
    "retrial_application", "申请再审", "application for retrial", Limit(6, MONTHS),
    starts="took_effect", started_by="the document taking effect",
    leads_to="a linked retrial-review case", citation="CPL 216",
)
CONFIRMATION_APPLICATION = Window(
    "confirmation_application", "共同申请司法确认", "joint application for confirmation", Limit(30, DAYS),
    starts="agreement_effective", started_by="the agreement taking effect (not for identity relations, IP validity, ownership of real rights: 解释 355)",
    leads_to="judicial_confirmation", citation="CPL 205",
)
EXECUTION_APPLICATION = Window(
    "execution_application", "申请执行", "application for execution", Limit(2, YEARS),
    starts="performance_due", started_by="the last day of the time for performance (expiry never closes the way: only the debtor may object)",
    leads_to="execution_filing", citation="CPL 250; 解释 481",
)
PARTY_OBJECTION = Window(
    "party_objection", "当事人异议", "party's objection", Limit(15, DAYS),
    starts="confirmation_served", started_by="receipt of the ruling",
    leads_to="confirmation_rejected", citation="解释 372",
)
THIRD_PARTY_OBJECTION = Window(
    "third_party_objection", "利害关系人异议", "third party's objection", Limit(6, MONTHS),
    starts="infringement_known", started_by="knowledge of the infringement",
    leads_to="confirmation_rejected", citation="解释 372",
)
REVIEW_OF_REFUSAL = Window(
    "review_of_refusal", "复议", "reconsideration", Limit(10, DAYS),
    starts="ruling_served", started_by="service of the ruling",
    leads_to="execution_filing", citation="执行工作规定 (source to be checked)",
)
REVIEW_OF_REJECTION = Window(
    "review_of_rejection", "复议", "reconsideration", Limit(10, DAYS),
    starts="ruling_served", started_by="service of the ruling",
    leads_to="execution_notice", citation="法释〔2018〕5号 5",
)
ASSET_REQUERY = Window(
    "asset_requery", "定期查询财产", "asset inquiry again", Limit(6, MONTHS),
    starts="ended_this_time", started_by="the ruling, again every 6 months for 5 years",
    leads_to="asset_control", citation="终本规定 9",
)
ENDING_OBJECTION = Window(
    "ending_objection", "异议", "objection", Limit(60, DAYS),
    starts="ending_served", started_by="service of the ruling",
    leads_to="a linked objection", citation="法释〔2016〕3号",
)
EXECUTION_AGAIN = Window(
    "execution_again", "再次申请执行", "application for execution again", Limit(2, YEARS),
    starts="execution_ended", started_by="what is left of the two years (settlement breached: from the last day of the settlement)",
    leads_to="execution_filing", citation="解释 518; 执行和解 10",
)

TABLE: tuple[Outcome, ...] = (
    Outcome("returned", "退回", "returned", "end", ("closing_archiving",), ()),
    Outcome("not_accepted", "不予受理", "not accepted", "rest", ("appeal_transfer", "closing_archiving"), (APPEAL_AGAINST_RULING, RETRIAL_APPLICATION)),
    Outcome("application_withdrawn", "撤回申请", "application withdrawn", "end", ("closing_archiving",), ()),
    Outcome("transferred", "移送管辖", "transferred to another court", "end", ("closing_archiving",), ()),
    Outcome("mediation_withdrawn", "撤回调解", "mediation withdrawn", "end", ("closing_archiving",), ()),
    Outcome("mediation_settled", "达成调解协议", "settled by mediation agreement", "rest", ("judicial_confirmation", "fee_payment", "closing_archiving"), (CONFIRMATION_APPLICATION,)),
    Outcome("confirmation_effective", "司法确认有效", "agreement confirmed", "rest", ("execution_filing", "confirmation_rejected", "closing_archiving"), (EXECUTION_APPLICATION, PARTY_OBJECTION, THIRD_PARTY_OBJECTION)),
    Outcome("confirmation_rejected", "驳回司法确认申请", "confirmation refused", "rest", ("mediation", "fee_payment", "closing_archiving"), ()),
    Outcome("deemed_withdrawn", "按撤诉处理", "deemed withdrawn", "end", ("closing_archiving",), ()),
    Outcome("withdrawn", "准许撤诉", "withdrawn", "end", ("closing_archiving",), ()),
    Outcome("dismissed", "驳回起诉", "action dismissed", "rest", ("appeal_transfer", "closing_archiving"), (APPEAL_AGAINST_RULING, RETRIAL_APPLICATION)),
    Outcome("terminated", "终结诉讼", "proceedings terminated", "end", ("closing_archiving",), ()),
    Outcome("mediation_statement_effective", "调解书生效", "mediation statement effective", "rest", ("execution_filing", "closing_archiving"), (EXECUTION_APPLICATION, RETRIAL_APPLICATION)),
    Outcome("judgment_effective", "判决生效", "judgment effective", "rest", ("execution_filing", "appeal_transfer", "closing_archiving"), (EXECUTION_APPLICATION, RETRIAL_APPLICATION)),
    Outcome("on_appeal", "上诉审理中", "on appeal", "rest", ("judgment_effective", "mediation_statement_effective", "withdrawn", "terminated", "dismissed", "appeal_withdrawn", "appeal_deemed_withdrawn", "fee_payment", "case_assignment", "closing_archiving"), ()),
    Outcome("appeal_withdrawn", "准许撤回上诉", "appeal withdrawn", "rest", ("execution_filing", "closing_archiving"), (EXECUTION_APPLICATION, RETRIAL_APPLICATION)),
    Outcome("appeal_deemed_withdrawn", "按自动撤回上诉处理", "appeal deemed withdrawn", "rest", ("execution_filing", "closing_archiving"), (EXECUTION_APPLICATION, RETRIAL_APPLICATION)),
    Outcome("affirmed", "维持原判", "affirmed", "end", ("closing_archiving",), ()),
    Outcome("changed", "改判", "changed on appeal or retrial", "end", ("closing_archiving",), ()),
    Outcome("remanded", "发回重审", "remanded", "end", ("closing_archiving",), ()),
    Outcome("retrial_rejected", "驳回再审申请", "retrial refused", "end", ("closing_archiving",), ()),
    Outcome("retrial_ordered", "裁定再审", "retrial ordered", "end", ("closing_archiving",), ()),
    Outcome("execution_not_accepted", "执行不予受理", "execution not accepted", "rest", ("execution_filing", "closing_archiving"), (REVIEW_OF_REFUSAL,)),
    Outcome("execution_refused", "不予执行", "execution refused", "end", ("closing_archiving",), ()),
    Outcome("application_rejected", "驳回执行申请", "execution application rejected", "rest", ("execution_notice", "closing_archiving"), (REVIEW_OF_REJECTION,)),
    Outcome("fully_executed", "执行完毕", "fully executed", "end", ("closing_archiving",), ()),
    Outcome("settlement_performed", "和解履行完毕", "settlement performed", "end", ("closing_archiving",), ()),
    Outcome("ended_this_time", "终结本次执行程序", "execution ended for now", "rest", ("asset_control", "execution_filing", "closing_archiving"), (ASSET_REQUERY, ENDING_OBJECTION)),
    Outcome("execution_terminated", "终结执行", "execution terminated", "rest", ("execution_filing", "closing_archiving"), (EXECUTION_AGAIN,)),
    Outcome("cancelled", "销案", "cancelled", "end", ("closing_archiving",), ()),
    Outcome("moved_to_bankruptcy", "执行转破产", "moved to bankruptcy", "rest", ("asset_control", "execution_terminated", "closing_archiving"), ()),
    Outcome("archived", "已归档", "archived", "rest", ("execution_filing", "asset_control", "judicial_confirmation", "appeal_transfer"), ()),
)
# fmt: on

OUTCOMES: dict[str, Outcome] = {outcome.code: outcome for outcome in TABLE}
WINDOWS: dict[str, Window] = {w.code: w for outcome in TABLE for w in outcome.windows}
