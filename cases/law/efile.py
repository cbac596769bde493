"""The e-file 电子卷宗: which volume a paper is born in, and in which order papers lie.

The volume is decided by the kind of a paper in the one table here and by nobody else: 正卷 (main)
is what parties may read, 副卷 (inner) the court's own deliberation, approvals, reports and drafts.
A kind that is not in the table is inner until somebody has put it there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from cases.law.procedures import FIRST_INSTANCE, Procedure

Volume = Literal["main", "inner"]
VOLUMES: tuple[Volume, ...] = ("main", "inner")
"""卷1 and 卷2, in this order."""
NAMES: dict[str, tuple[str, str]] = {
    "main": ("正卷", "main volume"), "inner": ("副卷", "inner volume"),
}  # fmt: skip
RULINGS = ("ruling", "ruling_not_accepted", "ruling_transfer", "decision")
MAIN = (
    "complaint", "complaint_before", "counterclaim", "answer", "appeal_petition", "request",
    "application", "acceptance_notice", "correction_notice", "fee_notice", "fee_receipt",
    "notice_to_answer", "evidence_notice", "summons", "hearing_cancelled", "evidence_list",
    "evidence", "contract", "loan_note", "transfer", "invoice", "chat", "recording", "photo",
    "model", "appraisal", "testimony", "earlier_decision", "authority", "representative", "licence",
    "identity", "address", "exchange_record", "hearing_record", "pronouncement_record",
    "mediation_record", "mediation_statement", "judgment", *RULINGS, "announcement",
    "proof_of_service", "notice", "other",
)  # fmt: skip
OF_ONE_PARTY = ("address_confirmation", "service_receipt", "materials_receipt", "relief",
                "quiet_request")  # fmt: skip
"""In the main volume, but for the party they are from or about, and for the court: they hold where
somebody lives, or what they told the court alone (流程公开规定 8-10)."""
INNER = (
    "deliberation", "meeting_record", "committee_record", "case_report", "reading_note",
    "inquiry_upward", "approval", "draft", "inner_note",
)  # fmt: skip
KINDS: dict[str, Volume] = {
    **dict.fromkeys((*MAIN, *OF_ONE_PARTY), "main"),
    **dict.fromkeys(INNER, "inner"),
}
HOLDS_PARTICULARS = frozenset({"address_confirmation", "proof_of_service"})
"""Papers in which somebody's address stands in full: whoever of the court reads one is logged."""
KEPT_LAST = frozenset({"relief", "quiet_request"})
"""Of these nobody else may know that they exist: they lie behind everything else, so that no gap in
the page numbers tells."""


BY_THE_COURT: dict[str, tuple[str, str]] = {
    "judgment": ("判决书", "Judgment"),
    "ruling": ("裁定书", "Ruling"),
    "decision": ("决定书", "Decision"),
    "mediation_statement": ("调解书", "Mediation statement"),
    "fee_receipt": ("诉讼费票据", "Fee receipt"),
    "exchange_record": ("证据交换、准备庭笔录", "Record of the preparation"),
    "hearing_record": ("庭审笔录", "Record of the hearing"),
    "mediation_record": ("调解笔录", "Record of the mediation"),
    "pronouncement_record": ("宣判笔录", "Record of the pronouncement"),
    "announcement": ("公告", "Announcement"),
    "appeal_petition": ("上诉状", "Petition of appeal"),
    "appraisal": ("鉴定意见", "Expert opinion"),
    "reading_note": ("阅卷笔录", "Notes from reading the file"),
    "case_report": ("案情报告、审理报告", "Report on the case"),
    "deliberation": ("合议笔录", "Record of deliberation"),
    "meeting_record": ("专业法官会议纪要", "Record of the judges' meeting"),
    "committee_record": ("审判委员会讨论记录", "Record of the committee"),
    "inquiry_upward": ("内部请示及批复", "Internal inquiry and reply"),
    "approval": ("审批表", "Approval"),
    "draft": ("裁判文书原本、草稿", "Draft of a decision"),
    "inner_note": ("其他不宜公开的材料", "Other internal papers"),
}
"""What the court itself files in; ``KINDS`` says in which volume."""


def volume_of(kind: str) -> Volume:
    """The volume a paper of this kind is born in."""
    return KINDS.get(kind, "inner")


# -- the order ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Place:
    """One place of the order, with the kinds of papers that lie there."""

    zh: str
    en: str
    kinds: tuple[str, ...]


@dataclass(frozen=True)
class Order:
    """The order of a file. What has no place follows in the order in which it arose (办法 14)."""

    code: str
    zh: str
    en: str
    citation: str
    places: tuple[Place, ...]

    def rank(self, kind: str) -> int:
        """Where a kind lies; kinds without a place come after all others."""
        if kind in KEPT_LAST:
            return len(self.places) + 1
        found = (n for n, place in enumerate(self.places) if kind in place.kinds)
        return next(found, len(self.places))

    def place(self, kind: str) -> Place:
        rank = self.rank(kind)
        return self.places[rank] if rank < len(self.places) else OTHERS


OTHERS = Place("其他材料", "Other papers", ())
_PROOFS = ("evidence_list", "contract", "loan_note", "transfer", "invoice", "chat", "recording",
           "photo", "model", "appraisal", "testimony", "earlier_decision", "evidence")  # fmt: skip
EVIDENCE = frozenset(_PROOFS) - {"earlier_decision"}
"""Kinds of papers that are evidence: no ground before they were put to question (解释 103). What
another court decided is known to the court (解释 93)."""
_WHO = ("identity", "licence", "representative", "authority", "address", "address_confirmation")
_SERVED = ("proof_of_service", "service_receipt", "materials_receipt")
_ANSWER = Place("答辩书、反诉状", "Answers and counterclaims", ("answer", "counterclaim"))
_EVIDENCE = Place("调查取证和证据材料", "Evidence", _PROOFS)
_MANDATE = Place("身份证明、授权委托书、法定代表人身份证明", "Who the parties are, mandates", _WHO)
_SUMMONS = Place("开庭前的通知、传票", "Notices and summonses", ("summons", "hearing_cancelled"))
_PROOF = Place("送达回证", "Proofs of service", _SERVED)
_REPORT = Place("案情报告", "Report on the case", ("case_report", "inquiry_upward", "approval"))
_OPINION = Place("评议笔录", "Record of deliberation", ("deliberation", "meeting_record"))
_COMMITTEE = Place("审判委员会决议或记录", "Record of the committee", ("committee_record",))
_READ = Place("阅卷笔录", "Notes from reading the file", ("reading_note",))
_DECISIONS = ("draft", "mediation_statement", "judgment", *RULINGS)

FIRST = Order(
    "first", "民事一审", "civil first instance", "立卷归档办法 12",
    (
        Place("诉状或口诉笔录", "Complaint", ("complaint", "complaint_before")),
        Place("立案通知书、缴纳诉讼费手续", "Acceptance and court fee",
              ("acceptance_notice", "correction_notice", "fee_notice", "fee_receipt")),
        Place("应诉通知书、举证通知书", "Notices to answer",
              ("notice_to_answer", "evidence_notice")),
        _ANSWER,
        _EVIDENCE,
        Place("调解材料和调解笔录", "Mediation", ("mediation_record",)),
        Place("准备庭笔录", "Record of the preparation", ("exchange_record",)),
        _MANDATE,
        _SUMMONS,
        Place("开庭公告", "Announcement of the hearing", ("announcement",)),
        Place("审判庭笔录", "Record of the hearing", ("hearing_record",)),
        _READ,
        _REPORT,
        _OPINION,
        Place("调解书、撤诉书", "Mediation statement, withdrawal", ("mediation_statement",)),
        _COMMITTEE,
        Place("判决书、裁定书", "Judgment and rulings", ("draft", "judgment", *RULINGS)),
        Place("宣判笔录", "Record of the pronouncement", ("pronouncement_record",)),
        _PROOF,
        Place("上诉书", "Appeals", ("appeal_petition",)),
    ),
)  # fmt: skip
SECOND = Order(
    "second", "民事二审", "civil second instance", "立卷归档办法 13",
    (
        Place("原审法院判决书、裁定书", "Decision below", ("earlier_decision",)),
        Place("上诉书", "Appeals", ("appeal_petition", "complaint", "complaint_before")),
        Place("立案通知书、缴纳诉讼费手续", "Acceptance and court fee",
              ("acceptance_notice", "correction_notice", "fee_notice", "fee_receipt")),
        Place("答辩状", "Answers", ("answer", "counterclaim")),
        _READ,
        Place("调查取证和证据材料", "Evidence",
              tuple(kind for kind in _PROOFS if kind != "earlier_decision")),
        Place("调解笔录", "Mediation", ("mediation_record",)),
        Place("准备庭笔录", "Record of the preparation", ("exchange_record",)),
        _MANDATE,
        _SUMMONS,
        Place("审判庭笔录", "Record of the hearing", ("hearing_record",)),
        _REPORT,
        _OPINION,
        _COMMITTEE,
        Place("调解书、判决书、裁定书", "Decisions", _DECISIONS),
        Place("宣判笔录", "Record of the pronouncement", ("pronouncement_record",)),
        _PROOF,
    ),
)  # fmt: skip
EXECUTION = Order(
    "execution", "执行", "execution", "执行文书立卷归档办法",
    (
        Place("执行申请书", "Application", ("application", "complaint", "complaint_before")),
        Place("执行依据", "Title", ("earlier_decision", "judgment", "mediation_statement")),
        Place("立案通知书", "Acceptance", ("acceptance_notice", "correction_notice", "fee_notice",
                                      "fee_receipt")),
        _MANDATE,
        Place("执行通知书", "Execution notice", ("notice", "notice_to_answer", "evidence_notice")),
        Place("财产调查和证据材料", "Assets and evidence",
              tuple(kind for kind in _PROOFS if kind != "earlier_decision")),
        _SUMMONS,
        Place("执行笔录", "Records", ("hearing_record", "exchange_record", "mediation_record")),
        _REPORT,
        _OPINION,
        _COMMITTEE,
        Place("执行裁定书", "Rulings", ("draft", *RULINGS)),
        _PROOF,
    ),
)  # fmt: skip
MEDIATION = Order(
    "mediation", "诉前调解", "mediation before suit", "立卷归档办法 14",
    (
        Place("起诉状或调解申请", "Complaint or application",
              ("complaint", "complaint_before", "application")),
        _MANDATE,
        _EVIDENCE,
        Place("调解材料和调解笔录", "Mediation", ("mediation_record",)),
        Place("调解书、裁定书", "Statement and rulings", _DECISIONS),
        _PROOF,
    ),
)  # fmt: skip
ORDERS: dict[str, Order] = {one.code: one for one in (FIRST, SECOND, EXECUTION, MEDIATION)}
_BY_FIRST = FIRST_INSTANCE | {Procedure.RETRIAL, Procedure.SPECIAL}


def order_of(procedure: Procedure, *, registered: bool) -> Order:
    """The order of a file. A dispute that was never registered has only been mediated."""
    if procedure is Procedure.EXECUTION:
        return EXECUTION
    if procedure not in _BY_FIRST:
        return SECOND
    return FIRST if registered else MEDIATION


def page_code(volume: str, page: int) -> str:
    """How a page is cited: 卷1-p17, the inner volume being 卷2."""
    return f"卷{number_of(volume)}-p{page}"


def number_of(volume: str) -> int:
    return 1 if volume == "main" else 2
