"""The forms: which there are, to whom they go, on what basis, and which fields their texts may use.

The shipped text of a form stands in ``forms/<code>.txt``; a court may put its own in its place.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from cases.law.procedures import FIRST_INSTANCE, Procedure
from cases.writing.engine import Kind

_TEXTS = Path(__file__).with_name("forms")

COMMON: Mapping[str, Kind] = {
    "court": "text",
    "number": "text",
    "cause": "text",
    "procedure": "text",
    "plaintiffs": "text",
    "defendants": "text",
    "thirds": "text",
    "judge": "text",
    "clerk": "text",
    "today": "date",
    "addressee": {"name": "text", "side": "text"},
}
"""What every form may use; empty where the case has none."""
LIMIT: Mapping[str, Kind] = {"days": "number", "due": "date"}
"""A period: how long, and its last day where that is known already."""
IN_PERSON: Mapping[str, Kind] = {
    "addressee": {
        "name": "text", "side": "text", "address": "text", "phone": "text", "id_number": "text",
    },
}  # fmt: skip
"""Where the addressee's own particulars stand in the paper; nobody else's ever do."""


@dataclass(frozen=True)
class Form:
    """One form; ``sides``: whom it goes to at first instance; ``needs``: fields of the case without
    which it says nothing; ``asked``: what the clerk types."""

    code: str
    zh: str
    en: str
    basis: str
    fields: Mapping[str, Kind]
    sides: frozenset[str]
    needs: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()
    procedures: frozenset[Procedure] = frozenset(Procedure)
    at: frozenset[str] = frozenset()
    """The nodes where it is written; empty for any place."""
    by_itself: bool = False
    """Written by the program when there is occasion, never chosen by the clerk."""
    made_up: Mapping[str, Any] = field(default_factory=dict)
    """Values to look at the form with; no case has them."""

    @property
    def shipped(self) -> str:
        return _shipped(self.code)


@cache
def _shipped(code: str) -> str:
    return (_TEXTS / f"{code}.txt").read_text("utf-8")


PLAINTIFF, DEFENDANT = frozenset({"plaintiff"}), frozenset({"defendant", "third"})
ALL = PLAINTIFF | DEFENDANT
AT_FILING = frozenset({"filing_review", "filing_correction"})
WITH_FEE = FIRST_INSTANCE | {Procedure.SECOND_INSTANCE}
TRIED = frozenset(Procedure) - {Procedure.EXECUTION, Procedure.RETRIAL_REVIEW}

_MADE_UP = {
    "court": "某某区人民法院", "number": "（2026）某0000民初1号", "cause": "民间借贷纠纷",
    "procedure": "简易程序", "plaintiffs": "样张甲", "defendants": "样张乙", "thirds": "",
    "judge": "样张法官", "clerk": "样张书记员", "today": "2026-03-02",
}  # fmt: skip
_ADDRESSEE = {
    "name": "样张甲", "side": "原告", "address": "某省某市某区某路1号", "phone": "13800000000",
    "id_number": "",
}  # fmt: skip
_PERIOD = {"days": 15, "due": "2026-03-17"}

_FORMS = (
    Form(
        "acceptance_notice", "受理案件通知书", "Notice of acceptance", "CPL 126",
        {"registered": "date", "fee": "money"}, PLAINTIFF, needs=("number", "registered"),
        procedures=FIRST_INSTANCE,
        made_up={"registered": "2026-03-02", "fee": "1150.00"},
    ),
    Form(
        "correction_notice", "补正通知书", "Correction notice", "登记立案 7; 解释 126",
        {**LIMIT, "filed": "date", "defects": [{"where": "text", "what": "text"}]}, PLAINTIFF,
        asked=("defects", "days"), procedures=FIRST_INSTANCE, at=AT_FILING,
        made_up={
            "days": 7, "due": "", "filed": "2026-02-27",
            "defects": [
                {"where": "起诉状", "what": "没有签名，请由本人签名或者盖章"},
                {"where": "被告信息", "what": "缺少住所，请写明详细地址"},
            ],
        },
    ),
    Form(
        "ruling_not_accepted", "民事裁定书（不予受理）", "Ruling: not accepted",
        "CPL 126, 157; 解释 208, 211; 登记立案 9",
        {
            "filed": "date", "claims": "text", "reason": "text", "upper": "text", "abroad": "flag",
        },
        PLAINTIFF,
        asked=("reason",), procedures=FIRST_INSTANCE, at=AT_FILING | {"not_accepted"},
        made_up={
            "number": "", "filed": "2026-02-27", "claims": "判令被告返还借款100000元",
            "reason": "本案应由被告住所地人民法院管辖，经告知后起诉人坚持在本院起诉。",
            "upper": "某某市中级人民法院", "abroad": False,
        },
    ),
    Form(
        "ruling_transfer", "民事裁定书（移送管辖）", "Ruling: transfer", "CPL 37, 157; 解释 211",
        {"registered": "date", "reason": "text", "other_court": "text"}, ALL,
        needs=("number", "registered"), asked=("reason", "other_court"),
        procedures=FIRST_INSTANCE,
        made_up={
            "registered": "2026-03-02", "other_court": "另一某区人民法院",
            "reason": "被告住所地和合同履行地均不在本院辖区。",
        },
    ),
    Form(
        "fee_notice", "缴纳诉讼费用通知书", "Fee notice", "费用办法 20, 22; 解释 213",
        {
            **LIMIT, "fee": "money", "claim": "money", "appeal": "flag",
            "steps": [{"what": "text", "rule": "text", "sum": "money"}],
        },
        PLAINTIFF, needs=("number", "fee"), procedures=WITH_FEE,
        made_up={
            "days": 7, "due": "2026-03-09", "fee": "1150.00", "claim": "100000.00", "appeal": False,
            "steps": [
                {"what": "不超过1万元的部分", "rule": "费用办法第13条", "sum": "50"},
                {"what": "超过1万元至10万元的部分", "rule": "费用办法第13条", "sum": "2250"},
                {"what": "简易程序减半", "rule": "费用办法第16条", "sum": "1150"},
            ],
        },
    ),
    Form(
        "notice_to_answer", "应诉通知书", "Notice to answer", "CPL 128, 130",
        {**LIMIT, "registered": "date", "code": "text", "address": "text", "abroad": "flag"},
        DEFENDANT, needs=("number", "registered"), procedures=FIRST_INSTANCE,
        made_up={
            **_PERIOD, "registered": "2026-03-02", "code": "ABCD-2345-EFGH", "abroad": False,
            "address": "https://court.example/join",
        },
    ),
    Form(
        "evidence_notice", "举证通知书", "Evidence notice", "解释 99; 证据规定 50",
        {**LIMIT}, ALL, needs=("number",), procedures=TRIED, made_up=_PERIOD,
    ),
    Form(
        "summons", "传票", "Summons", "CPL 139",
        {
            "hearing": "moment", "room": "text", "code": "text", "sues": "flag",
            "address_of_court": "text",
        },
        ALL, needs=("number", "hearing", "room"), procedures=TRIED,
        made_up={
            "hearing": "2026-04-08T09:30", "room": "第一法庭", "code": "", "sues": True,
            "address_of_court": "",
        },
    ),
    Form(
        "hearing_cancelled", "取消开庭通知书", "Notice that a hearing is cancelled", "CPL 139, 149",
        {"was": "moment", "was_in": "text"}, ALL, needs=("number", "was"), procedures=TRIED,
        made_up={"was": "2026-04-08T09:30", "was_in": "第一法庭"},
    ),
    Form(
        "address_confirmation", "送达地址确认书", "Address confirmation",
        "解释 136-137; 在线诉讼规则 29", IN_PERSON, ALL,
    ),
    Form(
        "proof_of_service", "送达回证", "Proof of service", "CPL 87-89",
        {
            **IN_PERSON, "way": "text", "papers": ["text"], "received": "text",
            "receiver": "text", "unserved": "text", "shown": "text",
        },
        ALL, needs=("number",), asked=("papers", "way"),
        made_up={
            "way": "直接送达", "papers": ["起诉状副本", "传票"], "received": "", "receiver": "",
            "unserved": "", "shown": "",
        },
    ),
    Form(
        "materials_receipt", "收取材料凭证", "Receipt for papers",
        "CPL 69; 证据规定 19; 登记立案 2",
        {
            "matter": "text", "came": "text", "posted": "text", "taker": "text",
            "materials": [{"what": "text", "pages": "text"}],
        },
        ALL, by_itself=True,
        made_up={
            "matter": "提交证据", "came": "2026年3月2日 10:15", "posted": "", "taker": "样张书记员",
            "materials": [{"what": "借条", "pages": "1"}, {"what": "转账记录", "pages": "4"}],
        },
    ),
    Form(
        "evidence_list", "证据目录", "List of evidence", "CPL 66, 68, 69; 证据规定 19",
        {
            "party": "text", "side": "text", "put": "text", "late": "flag",
            "items": [{
                "name": "text", "title": "text", "kind": "text", "purpose": "text",
                "source": "text", "original": "text", "pages": "text",
            }],
        },
        ALL, by_itself=True,
        made_up={
            "party": "样张甲", "side": "原告", "put": "2026年3月9日 10:15", "late": False,
            "items": [{
                "name": "原告证据1", "title": "借条", "kind": "书证", "purpose": "证明借款合意",
                "source": "被告出具", "original": "原件、原物", "pages": "1",
            }],
        },
    ),
    Form(
        "exchange_record", "证据交换笔录", "Record of the exchange of evidence",
        "证据规定 57; 在线诉讼规则 34",
        {
            "way": "text", "opened": "text", "closed": "text", "issues": "text",
            "agreed": "text", "silent": "text", "withdrawn": "text",
            "people": [{"part": "text", "name": "text"}],
            "items": [{
                "name": "text", "title": "text", "kind": "text", "purpose": "text",
                "lines": ["text"],
            }],
        },
        ALL, by_itself=True,
        made_up={
            "way": "非同步在线交换", "opened": "2026年3月10日 09:00",
            "closed": "2026年3月18日 17:00",
            "issues": "借款本金的数额。", "agreed": "原告证据1-3", "silent": "", "withdrawn": "",
            "people": [{"part": "审判员", "name": "样张法官"}],
            "items": [{
                "name": "原告证据4", "title": "转账记录", "kind": "电子数据",
                "purpose": "证明交付", "lines": ["样张乙质证意见：对真实性有异议。"],
            }],
        },
    ),
)  # fmt: skip

DECISION: Mapping[str, Kind] = {
    "article": "text", "ground": "text", "reason": "text", "before": "text", "after": "text",
    "what": "text", "asked_by": "text", "decided_by": "text", "granted": "flag", "late": "flag",
    "until": "text", "final": "flag", "some_abroad": "flag", "some_at_home": "flag",
}  # fmt: skip
"""What a decision about time says: by which article and ground, and both dates."""
_DECISION_MADE_UP = {
    "article": "第一百五十三条", "ground": "一方当事人死亡", "reason": "样张理由",
    "before": "2026年6月1日", "after": "2026年9月1日", "what": "样张事项",
    "asked_by": "样张法官",
    "decided_by": "样张院长", "granted": True, "late": False, "until": "2026年3月17日",
    "final": False, "some_abroad": False, "some_at_home": True,
}  # fmt: skip
_DECISIONS = (
    ("ruling_suspension", "民事裁定书（中止诉讼）", "Ruling: suspension",
     "CPL 153, 157", "ruling"),
    ("notice_served_again", "追加当事人、变更诉讼请求通知书",
     "Notice: party joined or claims changed", "CPL 135; 解释 73; 证据规定 55", "notice"),
    ("notice_resumed", "恢复诉讼通知书", "Notice: proceedings resumed", "解释 246", "notice"),
    ("ruling_termination", "民事裁定书（终结诉讼）", "Ruling: termination",
     "CPL 154, 157", "ruling"),
    ("ruling_jurisdiction", "民事裁定书（管辖权异议）", "Ruling: jurisdiction", "CPL 130, 157",
     "ruling"),
    ("ruling_procedure", "民事裁定书（变更审判程序）", "Ruling: procedure",
     "CPL 170; 解释 258", "ruling"),
    ("ruling_deemed", "民事裁定书（按撤诉处理）", "Ruling: deemed withdrawn",
     "CPL 146, 157; 解释 213", "ruling"),
    ("ruling_party_leaves", "民事裁定书（准许部分撤诉）", "Ruling: a party leaves the suit",
     "CPL 148, 157", "ruling"),
    ("ruling_preservation", "民事裁定书（财产保全）", "Ruling: preservation", "CPL 103, 157",
     "ruling"),
    ("ruling_renewal", "民事裁定书（续行保全）", "Ruling: preservation renewed",
     "解释 485; 保全规定 18", "ruling"),
    ("ruling_release", "民事裁定书（解除保全）", "Ruling: preservation released",
     "CPL 107; 保全规定 23", "ruling"),
    ("ruling_reconsidered", "民事裁定书（保全复议）", "Ruling: reconsideration",
     "CPL 111; 保全规定 25", "ruling"),
    ("extension_form", "延长审限审批表", "Approval: extension", "延期开庭规定 1", "approval"),
    ("exclusion_form", "扣除审限审批表", "Approval: exclusion", "2000审限规定 9", "approval"),
    ("investigation_order", "律师调查令", "Investigation order", "CPL 67; 解释 94", "notice"),
)  # fmt: skip
DECIDED: dict[str, str] = {code: kind for code, *_, kind in _DECISIONS}
"""By the form of a decision about time, the kind its paper has in the e-file."""

FORMS: dict[str, Form] = {
    **{form.code: form for form in _FORMS},
    **{
        code: Form(code, zh, en, basis, DECISION, ALL, by_itself=True, made_up=_DECISION_MADE_UP)
        for code, zh, en, basis, _kind in _DECISIONS
    },
}


def fields_of(form: Form) -> dict[str, Kind]:
    """Every field the text of a form may use."""
    return {**COMMON, **form.fields}


def made_up(form: Form) -> dict[str, Any]:
    """Values that belong to nobody, to look at a form with."""
    to = (
        {**_ADDRESSEE, "name": "样张乙", "side": "被告"}
        if "defendant" in form.sides
        else _ADDRESSEE
    )
    return {**_MADE_UP, "addressee": to, **form.made_up}
