"""The templates of decisions 裁判文书: judgments, rulings, decisions, mediation statements.

Like every form a court may put its own text in their place. What stands between 【 and 】 is for
whoever drafts to write; nothing with such a gap left in it is sealed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from cases.law.procedures import FIRST_INSTANCE, Procedure
from cases.law.roles import Role
from cases.writing.engine import Kind
from cases.writing.table import FORMS, Form

Opens = Literal["seal", "act", "measure", "pronouncement"]
OF_DECISIONS: Mapping[str, Kind] = {
    "parties": [
        {
            "side": "text", "name": "text", "particulars": "text", "address": "text",
            "id_kind": "text", "id_number": "text",
            "agents": [{"kind": "text", "name": "text"}],
        }
    ],
    "panel": [{"title": "text", "name": "text"}],
    "sole": "flag",
    "assistant": "text",
    "claims": ["text"],
    "evidence": ["text"],
    "amount": "money",
    "fee": "money",
    "borne": [{"who": "text", "amount": "money"}],
    "registered": "date",
    "hearing": "date",
    "upper": "text",
    "appeal_days": "number",
    "some_abroad": "flag",
    "some_at_home": "flag",
}  # fmt: skip
"""What the template of a decision may use beside the fields of every form."""
CORRECTS: Mapping[str, Kind] = {
    "corrected": "text", "corrected_number": "text", "corrected_on": "date",
}  # fmt: skip


@dataclass(frozen=True)
class DecisionForm(Form):
    """The template of a decision."""

    kind: str = "ruling"
    """The kind of paper of the e-file it becomes (law/efile.py)."""
    carries: str = ""
    """The act that is done with it; empty for one that changes nothing of the case by itself."""
    opens: Opens = "seal"
    """What opens it to the parties: its seal, the act it goes with, its pronouncement (CPL 151), or
    of a preservation the measure (流程公开规定 8)."""
    approver: Role | None = None
    """Whose approval in writing the law asks for, and where it does."""
    approved_by_law: str = ""
    corrects: bool = False

    @property
    def is_pronounced(self) -> bool:
        return self.opens == "pronouncement"


NOBODY: frozenset[str] = frozenset()
SECOND = frozenset({Procedure.SECOND_INSTANCE})
TRIED_FIRST = frozenset(FIRST_INSTANCE) - {Procedure.SMALL_CLAIMS}
NOT_EXECUTED = frozenset(Procedure) - {Procedure.EXECUTION}
_ID = "11010519491231002X"

_MADE_UP: dict[str, Any] = {
    "parties": [
        {
            "side": "原告", "name": "样张甲", "particulars": "女，1949年12月31日出生",
            "address": "某省某市某区某路1号", "id_kind": "公民身份号码", "id_number": _ID,
            "agents": [{"kind": "委托诉讼代理人", "name": "样张律师"}],
        },
        {
            "side": "被告", "name": "样张乙", "particulars": "", "address": "某省某市某区某路2号",
            "id_kind": "", "id_number": "", "agents": [],
        },
    ],
    "panel": [
        {"title": "审判长", "name": "样张法官"}, {"title": "审判员", "name": "样张法官二"},
        {"title": "人民陪审员", "name": "样张陪审员"},
    ],
    "sole": False, "assistant": "样张助理", "claims": ["判令被告返还借款100000元"],
    "evidence": ["当事人围绕诉讼请求依法提交了证据，本院组织当事人进行了证据交换和质证。"],
    "amount": "100000.00", "fee": "1150.00", "borne": [{"who": "样张乙", "amount": "1150.00"}],
    "registered": "2026-03-02", "hearing": "2026-04-08", "upper": "某某市中级人民法院",
    "appeal_days": 15, "some_abroad": False, "some_at_home": True,
}  # fmt: skip
_CORRECTED = {
    "corrected": "民事判决书", "corrected_number": "（2026）某0000民初1号",
    "corrected_on": "2026-04-20",
}  # fmt: skip


def _form(
    code: str, zh: str, en: str, basis: str, kind: str, *, carries: str = "",
    procedures: frozenset[Procedure] = NOT_EXECUTED, opens: Opens = "seal",
    approver: Role | None = None, approved_by_law: str = "", corrects: bool = False,
) -> DecisionForm:  # fmt: skip
    return DecisionForm(
        code, zh, en, basis, {**OF_DECISIONS, **(CORRECTS if corrects else {})}, NOBODY,
        needs=("number",), procedures=procedures, by_itself=True,
        made_up=_MADE_UP | (_CORRECTED if corrects else {}), kind=kind, carries=carries,
        opens=opens, approver=approver, approved_by_law=approved_by_law,
        corrects=corrects,
    )  # fmt: skip


_DECISIONS = (
    _form("judgment_first", "民事判决书", "Judgment, first instance", "CPL 155, 171", "judgment",
          carries="sign_judgment", procedures=TRIED_FIRST, opens="pronouncement"),
    _form("judgment_small", "民事判决书（小额诉讼）", "Judgment, small claims",
          "CPL 155, 165; 解释 280", "judgment", carries="sign_judgment",
          procedures=frozenset({Procedure.SMALL_CLAIMS}), opens="pronouncement"),
    _form("judgment_second", "民事判决书（二审）", "Judgment, second instance", "CPL 177, 182",
          "judgment", carries="sign_judgment", procedures=SECOND, opens="pronouncement"),
    _form("mediation_statement", "民事调解书", "Mediation statement", "CPL 100, 101",
          "mediation_statement", carries="make_mediation_statement"),
    _form("ruling_withdrawal", "民事裁定书（准许撤诉）", "Ruling: withdrawal allowed",
          "CPL 148, 157", "ruling", carries="allow_withdrawal", procedures=FIRST_INSTANCE,
          opens="act"),
    _form("ruling_deemed_withdrawal", "民事裁定书（按撤诉处理）", "Ruling: deemed withdrawn",
          "CPL 146, 157; 解释 213", "ruling", carries="deem_withdrawn", procedures=FIRST_INSTANCE,
          opens="act"),
    _form("ruling_dismissed", "民事裁定书（驳回起诉）", "Ruling: action dismissed",
          "CPL 157, 171; 解释 208", "ruling", carries="dismiss_action", procedures=FIRST_INSTANCE,
          opens="act"),
    _form("ruling_terminated", "民事裁定书（终结诉讼）", "Ruling: proceedings terminated",
          "CPL 154, 157", "ruling", carries="terminate_proceedings", opens="act"),
    _form("ruling_suspended", "民事裁定书（中止诉讼）", "Ruling: proceedings suspended",
          "CPL 153, 157", "ruling"),
    _form("ruling_property", "民事裁定书（财产保全）", "Ruling: property preservation",
          "CPL 103, 105, 111", "ruling", opens="measure"),
    _form("ruling_general", "民事裁定书", "Ruling", "CPL 157", "ruling"),
    _form("ruling_correction", "民事裁定书（补正）", "Ruling: correction", "CPL 157; 解释 245",
          "ruling", corrects=True),
    _form("decision_general", "决定书", "Decision", "CPL 50", "decision"),
    _form("decision_fine", "罚款决定书", "Decision: fine", "CPL 118, 119", "decision",
          approver=Role.COURT_LEADER, approved_by_law="CPL 119"),
    _form("decision_detention", "拘留决定书", "Decision: detention", "CPL 118, 119", "decision",
          approver=Role.COURT_LEADER, approved_by_law="CPL 119"),
)  # fmt: skip

DECISIONS: dict[str, DecisionForm] = {one.code: one for one in _DECISIONS}
EDITABLE: dict[str, Form] = {**FORMS, **DECISIONS}
"""Every form of which a court may have a text of its own."""
CARRIED = tuple(sorted({one.carries for one in _DECISIONS if one.carries}))
"""The acts that are done with a paper of these."""
FORMS_OF = {act: frozenset(one.code for one in _DECISIONS if one.carries == act) for act in CARRIED}
"""The forms of decision that carry an act."""
AT_ITS_SIGNATURE = frozenset({"sign_judgment", "make_mediation_statement"})
"""Of them those that the last signature does; the others are done once the paper is sealed."""


def title_of(form: DecisionForm) -> str:
    """What the paper calls itself: 民事裁定书, without what it is about."""
    return form.zh.split("（")[0]
