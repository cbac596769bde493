"""Acts: what a person may do to a case, where it stands, and the fields each act asks for.

An act that names ``to`` moves the case along an edge of the table of nodes; one that does not
leaves it where it is. ``events`` are the start events it brings about (they open and end clocks).
The effects that need more than this table stand in the act modules of ``cases``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from cases.law import exchange, referrals
from cases.law.decisions import SUSPENSION, TERMINATION
from cases.law.diversion import STATED
from cases.law.incidents import INCIDENTS
from cases.law.nodes import NODES
from cases.law.objections import OBJECTIONS, PAPERS, SERVED_AFTER
from cases.law.outcomes import OUTCOMES
from cases.law.preserving import MEASURES, SECURITIES
from cases.law.procedures import Procedure
from cases.law.relief import GROUNDS, VERDICTS
from cases.law.requests import REQUESTS
from cases.law.roles import Role
from cases.law.serving import WAYS
from cases.law.sittings import MODES, NOT_ONLINE, WITNESS_RULE
from cases.law.supervision import TABLE as SUPERVISED

FieldKind = Literal[
    "date",
    "moment",
    "text",
    "long_text",
    "money",
    "number",
    "choice",
    "party",
    "parties",
    "person",
    "yes",
    "particulars",
    "asked",
    "room",
    "court",
    "record",
    "relief",
    "tray",
    "member",
    "members",
    "colleague",
    "filed",
    "measure",
    "item",
    "items",
]
"""A record is found by the program, never typed: no form has a field for it."""
Choices = tuple[tuple[str, str, str], ...]


@dataclass(frozen=True)
class Field:
    """One field of an act's form. Text stays out of the log (only its salted digest enters)."""

    name: str
    kind: FieldKind
    zh: str
    en: str
    required: bool = True
    choices: Choices = ()
    role: Role | None = None
    hint: tuple[str, str] = ("", "")
    side: str = ""
    rows: int = 5
    """Lines that a long text shows at first."""
    unless: tuple[str, ...] = ()
    """Fields of which one, filled in, makes this one needless."""


PARTS = (
    ("parties", "当事人信息", "the parties' particulars"),
    ("complaint", "起诉状", "the complaint"),
    ("amount", "请求金额", "the amount claimed"),
    ("evidence", "证据材料", "the evidence"),
)
"""The parts of a filing that a notice to correct can point at; only those are open then."""
DEFECTS = tuple(
    Field(f"in_{code}", "long_text", f"补正：{zh}", f"In {en}", required=False, rows=2)
    for code, zh, en in PARTS
)


@dataclass(frozen=True)
class Act:
    """Something a person does. ``at`` are the nodes and outcomes where it is possible."""

    code: str
    zh: str
    en: str
    at: tuple[str, ...]
    by: frozenset[Role]
    to: str | None = None
    fields: tuple[Field, ...] = ()
    events: tuple[str, ...] = ()
    citation: str = ""
    decides: bool = False
    """Only the judge in charge may do it; a class B draft waits for such an act."""
    side: str = ""
    """Only a party of this side: plaintiff, defendant."""
    asks_the_desk: bool = False
    """The desk hears of it beside the parties: it has to answer."""


def _by(*roles: Role) -> frozenset[Role]:
    return frozenset(roles)


L, A, C, M, J, O = (  # noqa: E741 - the letters keep the table below in columns
    Role.LITIGANT, Role.AGENT, Role.CLERK, Role.MEDIATOR, Role.JUDGE, Role.EXECUTION_OFFICER,
)  # fmt: skip
CHIEF, LEADER = Role.DIVISION_CHIEF, Role.COURT_LEADER
ASSISTANT, ASSESSOR = Role.JUDGE_ASSISTANT, Role.LAY_ASSESSOR
PRESIDING = Role.PRESIDING_JUDGE
PARTY, DESK, BENCH = _by(L, A), _by(C, J), _by(J)
PARTY_OR_DESK = _by(L, A, C)
OFFICER, EXECUTION_DESK = _by(O), _by(C, O)

BEFORE_JUDGMENT = tuple(n.code for n in NODES.values() if 9 <= n.no <= 16)
HEARING_STAGE = ("hearing_scheduling", "hearing", "deliberation", "judgment_drafting")
EVIDENCE_STAGE = tuple(n.code for n in NODES.values() if 9 <= n.no <= 14)
ON_JURISDICTION = tuple(n.code for n in NODES.values() if 9 <= n.no <= 12)
BEFORE_DEBATE_ENDS = tuple(n.code for n in NODES.values() if 9 <= n.no <= 14)
TRIAL_AND_AFTER = tuple(n.code for n in NODES.values() if 9 <= n.no <= 19)
FROM_ASSIGNMENT = tuple(n.code for n in NODES.values() if n.no >= 9)
EXECUTION_NODES = tuple(n.code for n in NODES.values() if 21 <= n.no <= 25)
FIRST_INSTANCE_CHOICES: Choices = tuple(
    (p.value, p.zh, p.en) for p in (Procedure.SUMMARY, Procedure.SMALL_CLAIMS, Procedure.ORDINARY)
)
NOT_ENDED = ("archived", "on_appeal")
"""An appeal closes the file below only by its answer, never by a person's act (guard 8)."""
ENDED = tuple(
    code for code, o in OUTCOMES.items() if "closing_archiving" in o.next and code not in NOT_ENDED
)


PAID_ONLINE = frozenset({"pay_fee", "pay_top_up", "pay_later_fee"})
"""A party does these by paying, on a page of its own; their form is for the counter."""


ON_PAPER_ONLY = frozenset({"appeal_on_paper"})
"""What only paper brings: online nothing arrives after the day on which it was sent."""


def reaching(target: str) -> tuple[str, ...]:
    """Every node and outcome from which the table lets a case go to ``target``."""
    return tuple(n.code for n in NODES.values() if target in n.leads_to) + tuple(
        o.code for o in OUTCOMES.values() if target in o.next
    )


# -- fields used by several acts ------------------------------------------------------------

ON = Field(
    "on", "date", "日期", "Date", required=False, hint=("不填则为今天", "Today if left empty")
)
SERVED_ON = Field("on", "date", "送达日期", "Served on", required=False,
                  hint=("不填则为今天", "Today if left empty"))  # fmt: skip
UNSERVED = Field("unserved", "parties", "尚未送达的当事人", "Who has not been served yet",
                 required=False, hint=("其上诉期自另行送达之日起算",
                                       "Their time to appeal starts with their own service"))  # fmt: skip
FILES = Field("files", "tray", "材料文件", "Files", required=False)
WHY = Field("why", "long_text", "理由", "Reason")
INNER_WHY = Field("inner_why", "long_text", "理由(仅供法院内部)", "Reason (for the court alone)")
QUESTION = Field("question", "long_text", "提请讨论的问题和理由", "What is referred, and why")
TOOK_PART = Field("took_part", "long_text", "参加人员", "Who took part", rows=3)
AT_PANEL = ("hearing", "deliberation", "judgment_drafting")
"""Where a case can be referred to others of the court."""
DRAW = Field("draw", "record", "抽签", "Draw", required=False)
NOTE = Field("note", "long_text", "备注", "Note", required=False)
WHICH_PARTY = Field("party", "party", "当事人", "Party")
WAY = Field("way", "choice", "送达方式", "Way of service",
            choices=tuple((w.code, w.zh, w.en) for w in WAYS.values()))  # fmt: skip
WHAT_INCIDENT = Field("incident", "choice", "事项", "Incident",
                      choices=tuple((k.code, k.zh, k.en) for k in INCIDENTS.values()))  # fmt: skip
FILED = Field(
    "filed",
    "filed",
    "证明材料",
    "The paper that shows it",
    required=False,
    hint=("先归入卷宗，再在此选择", "Put it into the e-file first, then choose it here"),
)
SUSPENDED_BY = Field("ground", "choice", "中止诉讼的情形", "Ground of the suspension",
                     required=False, choices=tuple(g.choice for g in SUSPENSION),
                     hint=("仅中止诉讼时选择", "For a suspension only"))  # fmt: skip
TERMINATED_BY = Field("ground", "choice", "终结诉讼的情形", "Ground of the termination",
                      choices=tuple(g.choice for g in TERMINATION))  # fmt: skip
MEASURE = Field("measure", "measure", "措施或者调查令", "Which")
VERDICT = Field("verdict", "choice", "决定", "Decision",
                choices=(("granted", "准许", "granted"), ("refused", "驳回", "refused")))  # fmt: skip
WHOSE = Field("person", "members", "被申请回避人", "Who is to be recused", required=False,
              hint=("仅申请回避时填写，可以选择多人",
                    "Only to ask for a recusal; several may be named"))  # fmt: skip
ITEM = Field("item", "item", "证据", "Evidence")
ITEMS = Field("items", "items", "证据", "Evidence")
OF_PARTY = Field("party", "party", "当事人", "Party", required=False)
FOR_WHOM = Field("party", "party", "代哪一方当事人", "For which party", required=False)
"""Asked of whoever acts for several alone: the act is that party's."""
SAID = Field("said", "long_text", "理由", "Reasons", required=False)
HELD = tuple(
    Field(code, "choice", zh, en.capitalize(),
          choices=(("accepted", "无异议", "accepted"), ("disputed", "有异议", "disputed")))
    for code, zh, en in exchange.ASPECTS
)  # fmt: skip
PERFORMANCE = Field(
    "performance_days",
    "number",
    "履行期(日)",
    "Days for performance",
    required=False,
    hint=("自生效之日起算", "Counted from the day it takes effect"),
)
RESULT = Field("result", "choice", "结果", "Result", required=False, choices=(
    ("judgment", "判决", "judgment"),
    ("affirmed", "维持原判", "affirmed"),
    ("changed", "改判", "changed"),
    ("remanded", "发回重审", "remanded"),
    ("ordered", "撤销原裁定,指令审理", "ruling set aside, ordered to be heard"),
    ("retrial_ordered", "裁定再审", "retrial ordered"),
    ("retrial_rejected", "驳回再审申请", "retrial refused"),
))  # fmt: skip
MANNER = Field("manner", "choice", "宣判方式", "Manner", choices=(
    ("in_court", "当庭宣判", "pronounced in court"),
    ("fixed_date", "定期宣判", "pronounced on a fixed date"),
))  # fmt: skip
PAYER = Field("party", "party", "交费当事人", "Who pays", required=False,
              hint=("有多名上诉人时填写", "Where several appeal"))  # fmt: skip
APPELLANT = Field("party", "party", "上诉人", "Appellant", required=False)
JOINTLY = Field("jointly", "parties", "共同上诉人", "Who appeals jointly", required=False,
                hint=("共同上诉的合交一份上诉费", "Joint appellants pay one fee together"))  # fmt: skip
CONTESTED = Field("contested", "money", "不服一审判决部分的数额(元)",
                  "The part of the judgment appealed against (yuan)", required=False,
                  hint=("上诉费按此计算；不填则按全部请求数额", "The fee goes by it; by the whole "
                        "claim if left empty"))  # fmt: skip
PETITION_ON = Field("on", "date", "收到上诉状日期", "Petition received on", required=False)
JUDGE_FIELD = Field("judge", "person", "承办法官", "Judge in charge", role=J)
OFFICER_FIELD = Field("officer", "person", "执行员", "Execution officer", role=O)
MEDIATOR_FIELD = Field("mediator", "person", "调解员", "Mediator", role=M)
HEARING_AT = Field("hearing_at", "moment", "开庭时间", "Hearing at")
ROOM = Field("room", "room", "法庭", "Courtroom")
SITTING = (
    Field("minutes", "number", "时长(分钟)", "Minutes", required=False,
          hint=("不填为60分钟", "60 if left empty")),
    Field("mode", "choice", "开庭方式", "How", required=False,
          choices=tuple((code, zh, en) for code, (zh, en) in MODES.items()),
          hint=("不填为线下开庭。" + "；".join(zh for zh, _ in NOT_ONLINE) + "的，不适用在线庭审。"
                + WITNESS_RULE[0],
                "In the courtroom if left empty. Not online where "
                + "; ".join(en for _, en in NOT_ONLINE) + ". " + WITNESS_RULE[1])),
    Field("link", "text", "在线庭审网址", "Address of the hearing online", required=False),
    Field("clerk", "person", "书记员", "Clerk", required=False, role=C,
          hint=("不填为本案书记员或经办人", "The clerk of the case, or whoever fixes it")),
    Field("second_judge", "person", "合议庭成员", "Member of the panel", required=False, role=J),
    Field("third_judge", "person", "合议庭成员(二)", "Second member of the panel", required=False,
          role=J),
)  # fmt: skip
"""How long, in which way and with whom a sitting is held."""
AMOUNT = Field("amount", "money", "金额(元)", "Amount (yuan)")
COURT = Field("court", "court", "有管辖权的法院", "The court that has jurisdiction",
              unless=("elsewhere",),
              hint=("名单中没有的，填写下一栏", "One that is not listed, write into the next field"))  # fmt: skip
ELSEWHERE = Field(
    "elsewhere", "text", "其他法院的名称", "Another court, by its name", required=False
)
GETS_IT_BACK = Field("party", "party", "退给", "Who gets it back", required=False,
                     hint=("多名当事人在窗口交费时填写", "Where several paid at the counter"))  # fmt: skip
RECEIVED = Field("received", "record", "网上缴费", "Paid online", required=False)


def _outcome(code: str, act: str, zh: str, en: str, by: frozenset[Role], *fields: Field,
             at: tuple[str, ...] | None = None, events: tuple[str, ...] = (),
             citation: str = "", decides: bool = True) -> Act:  # fmt: skip
    return Act(act, zh, en, at or reaching(code), by, code, fields or (WHY,), events, citation,
               decides)  # fmt: skip


# fmt: off
TABLE: tuple[Act, ...] = (
    # filing
    Act("register", "立案登记", "Accept and register", ("filing_review",), _by(C), "fee_payment",
        (Field("procedure", "choice", "审理程序", "Procedure", required=False,
               choices=FIRST_INSTANCE_CHOICES),
         Field("panel", "yes", "组成合议庭", "Heard by a panel", required=False),
         Field("on", "date", "立案并送达缴费通知日期", "Registered and fee notice served on",
               required=False, hint=("不填则为今天", "Today if left empty"))),
        ("registered", "fee_notice_served"), "CPL 126; 登记立案 8"),
    Act("return_for_correction", "通知补正", "Return for correction",
        ("filing_review", "execution_filing"), _by(C), "filing_correction",
        (Field("defects", "long_text", "需补正的内容", "What to correct",
               unless=tuple(f.name for f in DEFECTS),
               hint=("已在各部分写明的，不必再填", "Not needed where it is said at the parts below")),
         *DEFECTS,
         Field("days", "number", "补正期限(3至30日)", "Days to correct (3-30)", required=False),
         SERVED_ON), ("correction_notice_served",), "登记立案 7"),
    Act("submit_correction", "提交补正材料", "Submit corrected papers", ("filing_correction",),
        PARTY_OR_DESK, "filing_review",
        (Field("complaint", "long_text", "补正后的起诉状", "The corrected complaint", required=False),
         Field("amount", "money", "补正后的请求金额", "The corrected amount", required=False),
         Field("particulars", "particulars", "当事人信息", "The parties", required=False),
         FILES, NOTE),
        ("papers_received",), "登记立案 7", side="plaintiff"),
    Act("refer_to_mediation", "委派调解", "Refer to mediation", ("filing_review",), _by(C),
        "mediation_intake", (ON,), ("mediation_requested",), "在线调解规则 5; CPL 125"),
    Act("accept_confirmation", "受理司法确认申请", "Accept the joint application for confirmation",
        ("filing_review", "mediation_settled", "agreement_signing", "archived"), _by(C),
        "judicial_confirmation", (Field("on", "date", "受理日期", "Accepted on", required=False),),
        ("confirmation_accepted",), "CPL 205; 解释 355"),
    _outcome("returned", "return_filing", "退回材料", "Return the papers", _by(C, J), decides=False,
             citation="登记立案 7"),
    Act("name_court", "非本院管辖，告知有管辖权的法院", "Not this court's: name the court that is",
        ("filing_review",), _by(C), "returned", (COURT, ELSEWHERE, WHY), (),
        "CPL 127; 解释 211; 登记立案 2"),
    _outcome("not_accepted", "refuse_filing", "裁定不予受理", "Refuse to accept", _by(C, J), WHY,
             SERVED_ON, UNSERVED, events=("ruling_served",), citation="CPL 126; 解释 208",
             decides=False),
    _outcome("application_withdrawn", "withdraw_application", "撤回申请", "Withdraw the application",
             _by(L, A, C, J), decides=False, citation="CPL 13"),
    # fee, assignment
    Act("pay_fee", "缴纳诉讼费", "Pay the fee", ("fee_payment",), PARTY_OR_DESK, "case_assignment",
        (PAYER, Field("amount", "money", "金额(元)", "Amount (yuan)", required=False), ON,
         RECEIVED),
        ("fee_settled",), "费用办法 17, 22", side="plaintiff"),
    Act("serve_fee_notice", "送达缴费通知", "Serve the fee notice", ("fee_payment",), _by(C), None,
        (PAYER, SERVED_ON), ("fee_notice_served",), "费用办法 22"),
    Act("ask_relief", "申请缓减免诉讼费", "Ask for relief from the fee",
        ("fee_payment", *BEFORE_DEBATE_ENDS), PARTY_OR_DESK, None,
        (Field("party", "party", "申请人", "Applicant", required=False),
         Field("ground", "choice", "申请事项和情形", "What for, and on which ground",
               choices=tuple((g.code, *g.label) for g in GROUNDS.values())),
         Field("asked", "long_text", "经济困难情况", "Why you cannot pay"), FILES), (),
        "费用办法 44-48"),
    Act("relieve_fee", "决定缓减免诉讼费", "Decide on relief from the fee",
        ("fee_payment", *TRIAL_AND_AFTER), _by(J, LEADER), None,
        (Field("asked", "relief", "申请", "Application"),
         Field("verdict", "choice", "决定", "Decision",
               choices=tuple((code, zh, en) for code, (zh, en) in VERDICTS.items())),
         Field("percent", "number", "减交比例(%)", "Reduced by (%)", required=False,
               hint=("仅减交时填写，不低于30", "For a reduction only, 30 or more")),
         Field("until", "date", "缓交至", "Deferred until", required=False,
               hint=("仅缓交时填写", "For a deferral only")),
         WHY, ON), (), "费用办法 44-51"),
    Act("assign", "指定分案", "Assign to a judge by hand", ("case_assignment",), _by(C, CHIEF),
        "complaint_service",
        (JUDGE_FIELD, Field("panel", "yes", "组成合议庭", "Heard by a panel", required=False),
         INNER_WHY, ON),
        ("assigned",), "2000审限规定 7; CPL 131"),
    Act("draw_judge", "电子分案", "Draw a judge", ("case_assignment",), _by(C, CHIEF),
        "complaint_service", (DRAW, ON), ("assigned",), "2000审限规定 7; CPL 40, 131"),
    Act("assign_for_hearing", "指定分案并直接排期", "Assign by hand, straight to a hearing",
        ("case_assignment",), _by(C, CHIEF), "hearing_scheduling", (JUDGE_FIELD, INNER_WHY, ON),
        ("assigned",), "解释 331"),
    Act("tell_panel", "告知审判组织", "Tell the parties the judges", BEFORE_JUDGMENT,
        DESK | {ASSISTANT}, None, (ON,), ("panel_told",), "CPL 131"),
    Act("state_circumstance", "认定分流情形", "State a circumstance that diverts",
        ("filing_review", "fee_payment", "case_assignment", *BEFORE_JUDGMENT), _by(C, J, CHIEF), None,
        (Field("circumstance", "choice", "情形", "Circumstance",
               choices=tuple((one.code, one.zh, one.en) for one in STATED)),
         Field("holds", "choice", "认定", "Does it hold", choices=(
             ("yes", "成立", "it holds"), ("no", "不成立或者不再成立", "it does not, or no longer"))),
         NOTE), (), "CPL 42, 160, 165, 166; 解释 257"),
    Act("form_panel", "组成、变更合议庭", "Form or change the panel", BEFORE_JUDGMENT,
        _by(CHIEF, LEADER), None,
        (Field("second_judge", "person", "合议庭成员", "Member of the panel", required=False, role=J),
         Field("third_judge", "person", "合议庭成员(二)", "Second member of the panel",
               required=False, role=J),
         Field("first_assessor", "person", "人民陪审员", "Lay assessor", required=False,
               role=ASSESSOR),
         Field("second_assessor", "person", "人民陪审员(二)", "Second lay assessor",
               required=False, role=ASSESSOR),
         Field("presiding", "person", "审判长", "Presiding judge", required=False, role=J,
               hint=("不填则由承办法官担任", "The judge in charge if left empty")),
         Field("clerk", "person", "书记员", "Clerk", required=False, role=C),
         Field("assistant", "person", "法官助理", "Judge's assistant", required=False,
               role=ASSISTANT), INNER_WHY, ON), (), "CPL 40-44; 陪审员法 14, 19"),
    Act("replace_member", "更换办案人员", "Replace somebody who works on the case",
        ("judicial_confirmation", *TRIAL_AND_AFTER, *EXECUTION_NODES, "closing_archiving",
         *(code for code in OUTCOMES if code != "archived")), _by(CHIEF, LEADER), None,
        (Field("leaving", "member", "被更换人", "Who leaves", required=False,
               hint=("没有承办法官的不填", "Leave empty where no judge has the case")),
         Field("coming", "colleague", "接替人", "Who takes over", required=False), DRAW,
         INNER_WHY, ON), (), "CPL 131"),
    Act("recuse", "决定回避", "Decide on recusal", (*TRIAL_AND_AFTER, *EXECUTION_NODES),
        _by(LEADER, J), None,
        (Field("person", "member", "被申请回避人", "Who is to be recused"),
         Field("verdict", "choice", "决定", "Decision", choices=(
             ("granted", "回避", "recused"), ("refused", "驳回申请", "refused"))),
         WHY, ON), (), "CPL 47-50; 解释 43-49"),
    Act("sign_deliberation", "合议笔录签名", "Sign the record of the deliberation",
        ("judgment_drafting", "judgment_service"), _by(J, Role.PANEL_MEMBER, ASSESSOR), None, (),
        (), "CPL 45; 陪审员法解释 14"),
    Act("refer_to_meeting", "提交专业法官会议讨论", "Refer to the judges' meeting", AT_PANEL,
        _by(J, PRESIDING, CHIEF, LEADER), None, (QUESTION, ON), (), "法发〔2021〕2号 1, 4"),
    Act("record_meeting", "记录专业法官会议意见", "Record the opinion of the judges' meeting", AT_PANEL,
        _by(J, PRESIDING, CHIEF, LEADER), None,
        (TOOK_PART, Field("advice", "long_text", "讨论意见", "Opinion"), ON), ("meeting_held",),
        "法发〔2021〕2号 1, 11"),
    Act("ask_committee", "提请院长决定提交审判委员会", "Ask for the judicial committee", AT_PANEL,
        _by(J, PRESIDING), None, (QUESTION, ON), (), "法院组织法 39; 合议庭规定(2002) 12"),
    Act("decide_committee", "决定是否提交审判委员会", "Decide on the judicial committee", AT_PANEL,
        _by(LEADER), None,
        (Field("verdict", "choice", "决定", "Decision", choices=(
            ("agreed", "提交审判委员会", "goes to the committee"),
            ("refused", "不予提交", "does not go there"))), INNER_WHY, ON), (),
        "法院组织法 39; 法发〔2019〕20号"),
    Act("record_committee", "记录审判委员会决定", "Record the committee's decision", AT_PANEL,
        _by(J, PRESIDING, LEADER), None,
        (TOOK_PART, Field("resolution", "long_text", "决定", "Decision"),
         Field("grounds", "long_text", "理由", "Reasons"), ON), ("committee_decided",),
        "法院组织法 37-39; 法发〔2019〕20号"),
    Act("mark_supervised", "标注“四类案件”", "Mark as a supervised case", (*NODES,),
        _by(C, J, CHIEF, LEADER, Role.OVERSIGHT), None,
        (Field("supervised", "choice", "情形", "Kind",
               choices=tuple((one.code, one.zh, one.en) for one in SUPERVISED)),
         Field("holds", "choice", "认定", "Does it hold", choices=(
             ("yes", "属于", "it does"), ("no", "不属于或者不再属于", "it does not, or no longer"))),
         INNER_WHY), (), "法发〔2021〕30号 2-5"),
    # mediation
    Act("record_consent", "记录调解意愿", "Record consent to mediation", ("mediation_intake",),
        _by(C, L, A), None, (ON,), ("mediation_requested",), "在线调解规则 15"),
    Act("appoint_mediator", "指定调解员", "Appoint a mediator", ("mediation_intake",), _by(C), None,
        (MEDIATOR_FIELD, ON), ("mediation_requested",), "在线调解规则 10"),
    Act("accept_mediation", "接受指定", "Accept the appointment", ("mediation_intake",), _by(M),
        "mediation", (ON,), ("mediator_accepted",), "在线调解规则 12, 13"),
    Act("decline_mediation", "不同意调解,转立案", "No mediation: register", ("mediation_intake",),
        _by(C, L, A), "fee_payment", (WHY, ON), ("registered", "fee_notice_served"),
        "在线调解规则 25"),
    Act("publish_agreement", "发布调解协议文本", "Publish the draft agreement", ("mediation",), _by(M),
        "agreement_signing", (Field("terms", "long_text", "协议内容", "Terms"), ON),
        ("agreement_published",), "在线调解规则 19"),
    Act("end_mediation", "终止调解,转立案", "End mediation: register",
        ("mediation", "agreement_signing", "judicial_confirmation", "mediation_settled",
         "confirmation_rejected"),
        _by(M, C), "fee_payment", (WHY, ON), ("registered", "fee_notice_served"),
        "在线调解规则 25; CPL 206"),
    Act("change_mediator", "更换调解员", "Change the mediator", ("mediation",), _by(C, M),
        "mediation_intake", (WHY, ON), ("mediation_requested",), "在线调解规则 13"),
    Act("extend_mediation", "各方同意延长调解", "Extend mediation by consent of all", ("mediation",),
        _by(M), None, (Field("days", "number", "延长日数", "Days"),
                       Field("all_agree", "yes", "各方当事人均同意", "Every party agrees")),
        (), "在线调解规则 24"),
    Act("sign_agreement", "签署调解协议", "Sign the agreement", ("agreement_signing",),
        _by(L, A, C), None, (Field("party", "party", "当事人", "Party", required=False), ON), (),
        "在线调解规则 19"),
    Act("resume_mediation", "继续调解", "Mediate again",
        ("agreement_signing", "judicial_confirmation", "confirmation_rejected"), _by(M, J, C),
        "mediation", (WHY, ON), ("mediator_accepted",), "CPL 206"),
    Act("settle_without_filing", "达成协议,无须司法确认", "Settled, nothing to confirm",
        ("agreement_signing",), _by(C), "mediation_settled", (ON,), ("agreement_effective",),
        "在线调解规则 19"),
    _outcome("mediation_withdrawn", "withdraw_mediation", "撤回调解申请", "Withdraw from mediation",
             _by(L, A, C), decides=False),
    _outcome("confirmation_effective", "confirm_agreement", "裁定调解协议有效", "Confirm the agreement",
             BENCH, Field("on", "date", "裁定送达日期", "Ruling received on", required=False),
             PERFORMANCE, events=("confirmation_served", "infringement_known"),
             citation="CPL 206; 解释 358"),
    _outcome("confirmation_rejected", "reject_confirmation", "裁定驳回司法确认申请",
             "Refuse confirmation", BENCH, citation="CPL 206"),
    # service, answer, evidence
    Act("serve_complaint", "送达起诉状副本及通知", "Serve the complaint and notices",
        ("complaint_service",), DESK, None,
        (WHICH_PARTY, WAY, Field("on", "date", "送达(公告)日期", "Served (published) on",
                                 required=False)),
        (), "CPL 128; 解释 130-140"),
    Act("file_answer", "提交答辩状", "File an answer", BEFORE_DEBATE_ENDS,
        PARTY_OR_DESK, None,
        (Field("party", "party", "被告", "Defendant", required=False),
         Field("answer", "long_text", "答辩意见", "Answer", required=False), FILES),
        ("answer_filed",), "CPL 128", side="defendant"),
    Act("pass_on_answer", "送达答辩状副本", "Serve the answer on the plaintiff",
        (*BEFORE_JUDGMENT,), DESK | {ASSISTANT}, None, (ON,), ("answer_passed_on",), "CPL 128"),
    Act("waive_periods", "放弃答辩期和举证期", "Waive the answer and evidence periods",
        EVIDENCE_STAGE, PARTY_OR_DESK, None,
        (Field("party", "party", "当事人", "Party", required=False), ON), (), "解释 266, 275"),
    Act("close_answers", "答辩期结束,进入举证", "All answers in: evidence", ("answer_period",), DESK,
        "evidence_period", (ON,), (), "CPL 128"),
    Act("straight_to_exchange", "直接组织证据交换", "Straight to the exchange", ("answer_period",),
        BENCH, "evidence_exchange", (ON,), (), "解释 224", decides=True),
    Act("straight_to_scheduling", "直接排期", "Straight to scheduling",
        ("answer_period", "evidence_period"), DESK, "hearing_scheduling", (ON,), (), "解释 225"),
    Act("submit_evidence", "提交证据", "Submit evidence",
        EVIDENCE_STAGE, PARTY_OR_DESK, None,
        (Field("party", "party", "提交人", "By", required=False),
         Field("title", "text", "证据名称", "Title"),
         Field("purpose", "long_text", "证明目的", "Purpose", required=False), FILES), (),
        "CPL 68; 解释 99-102"),
    Act("put_evidence", "提交证据目录", "Put the list of evidence", EVIDENCE_STAGE, PARTY_OR_DESK, None,
        (OF_PARTY, Field("said", "long_text", "逾期提供的理由", "Why it comes late", required=False,
                         hint=("举证期限届满后提交的，应当说明理由",
                               "Needed after the evidence period"))), (),
        "CPL 68, 69; 证据规定 19; 解释 101"),
    Act("withdraw_evidence", "撤回证据", "Withdraw evidence", BEFORE_JUDGMENT, PARTY_OR_DESK, None,
        (OF_PARTY, ITEM, Field("said", "long_text", "撤回的理由", "Why")), (), "CPL 68"),
    Act("propose_exchange", "征询证据交换方式", "Ask how evidence is to be exchanged",
        EVIDENCE_STAGE, DESK | {ASSISTANT}, None,
        (Field("days", "number", "答复期限(日)", "Days to answer", required=False,
               hint=("不填为3日", "3 if left empty")),), (), "在线诉讼规则 4, 14, 20"),
    Act("agree_exchange", "对证据交换方式的意见", "Say how evidence is to be exchanged",
        EVIDENCE_STAGE, PARTY_OR_DESK, None,
        (OF_PARTY, Field("manner", "choice", "意见", "Opinion", choices=exchange.MANNERS),
         Field("said", "long_text", "反悔的理由", "Why you no longer agree", required=False,
               hint=("同意后反悔的填写", "Only where you agreed before"))), (),
        "在线诉讼规则 4, 5, 14, 20", asks_the_desk=True),
    Act("open_exchange", "组织证据交换", "Open the exchange of evidence",
        ("evidence_exchange", "hearing_scheduling", "hearing"), BENCH | {ASSISTANT}, None,
        (Field("way", "choice", "方式", "How", choices=exchange.WAYS),
         Field("days", "number", "发表意见的期限(日)", "Days to give opinions", required=False,
               hint=("仅非同步交换填写，不填为7日", "Not at the same time only; 7 if left empty")),
         Field("hearing_at", "moment", "同步交换的时间", "When, at the same time", required=False),
         Field("room", "room", "法庭", "Courtroom", required=False), SITTING[0], SITTING[1],
         SITTING[2]), (),
        "证据规定 56, 57; 在线诉讼规则 14, 20; 解释 224"),
    Act("answer_evidence", "发表质证意见", "Give an opinion on evidence", BEFORE_JUDGMENT,
        PARTY_OR_DESK, None,
        (OF_PARTY, ITEMS, *HELD, SAID,
         Field("opposes_late", "yes", "对逾期提供有异议", "Objects to its being late",
               required=False)), (),
        "CPL 71; 解释 103, 104; 证据规定 60"),
    Act("speak_on_evidence", "就证据提问、答复或者要求提供原件", "Ask, reply, or demand the original",
        BEFORE_JUDGMENT, _by(L, A, C, J, ASSISTANT), None,
        (OF_PARTY, ITEM, Field("spoken", "choice", "事项", "What", choices=exchange.SPOKEN),
         Field("said", "long_text", "内容和理由", "What, and why")), (),
        "解释 104; 在线诉讼规则 12"),
    Act("order_original", "处理提供原件、原物的要求", "Decide on a demand for the original",
        BEFORE_JUDGMENT, BENCH, None,
        (ITEM, Field("verdict", "choice", "处理", "Decision", choices=(
            ("ordered", "责令提供原件、原物", "the original is to be brought"),
            ("refused", "不予准许", "refused"))),
         Field("days", "number", "提供期限(日)", "Days to bring it", required=False,
               hint=("不填为7日", "7 if left empty")), SAID), (),
        "CPL 73; 在线诉讼规则 12; 证据规定 61"),
    Act("compare_original", "记录原件、原物比对", "Record a comparison with the original",
        BEFORE_JUDGMENT, DESK | {ASSISTANT}, None,
        (ITEM, Field("result", "choice", "比对结果", "Result", choices=exchange.COMPARED),
         Field("basis", "choice", "认定一致的依据", "Why it counts as the original", required=False,
               choices=exchange.BASES),
         Field("said", "long_text", "比对的时间、地点、在场人和情况", "When, where, who was there",
               rows=3)), (), "在线诉讼规则 12, 13; 证据规定 61"),
    Act("rule_on_evidence", "认证", "Rule on evidence", BEFORE_JUDGMENT, BENCH, None,
        (ITEMS, Field("ruling", "choice", "认定", "Finding", choices=exchange.RULINGS),
         Field("said", "long_text", "理由", "Reasons")), (), "解释 104, 105", decides=True),
    Act("decide_late_evidence", "处理逾期提供的证据", "Decide on late evidence", BEFORE_JUDGMENT,
        BENCH, None,
        (ITEMS, Field("fault", "choice", "逾期的原因", "Why it was late", choices=exchange.FAULTS),
         Field("basic", "yes", "与案件基本事实有关", "It bears on a basic fact", required=False),
         Field("verdict", "choice", "处理", "Decision", choices=exchange.VERDICTS),
         Field("said", "long_text", "理由", "Reasons")), (), exchange.LATE_BASIS, decides=True),
    Act("make_exchange_record", "制作证据交换笔录", "Make the record of the exchange",
        ("evidence_exchange", *HEARING_STAGE), DESK | {ASSISTANT}, None,
        (Field("said", "long_text", "争议焦点和其他记录", "Main points in dispute, other notes",
               required=False),), (), "证据规定 57; 在线诉讼规则 34"),
    Act("sign_exchange_record", "证据交换笔录签名", "Sign the record of the exchange",
        BEFORE_JUDGMENT, PARTY_OR_DESK, None,
        (OF_PARTY, Field("word", "choice", "意见", "What", choices=(
            ("signed", "阅读无误，签名", "read and signed"),
            ("objection", "有异议，要求注明", "objects; to be noted"),
            ("refused", "拒绝签名（由书记员记明）", "does not sign, as the clerk notes"))),
         Field("said", "long_text", "异议或者情况", "Objection, or what happened",
               required=False),
         Field("shown", "record", "所阅笔录", "The record as it was read", required=False)),
        (), "证据规定 57; 在线诉讼规则 33, 34"),
    Act("close_evidence", "举证结束,组织交换", "Evidence closed: exchange", ("evidence_period",),
        DESK, "evidence_exchange", (ON,), (), "证据规定 56"),
    Act("serve_again", "追加当事人或变更请求,重新送达", "New party or claim: serve again",
        ("evidence_period", "evidence_exchange", "hearing_scheduling", "hearing"), DESK,
        "complaint_service",
        (Field("name", "text", "追加的当事人(如有)", "Party joined, if any", required=False), ON),
        ("served_again",), "证据规定 55"),
    Act("reopen_evidence", "重新指定举证期", "Set a new evidence period",
        ("evidence_exchange", "hearing_scheduling", "hearing"), BENCH, "evidence_period", (ON,),
        ("evidence_notice_served",), "证据规定 53, 55", decides=True),
    Act("exchange_again", "再次证据交换", "Exchange again", ("hearing_scheduling", "hearing"), BENCH,
        "evidence_exchange", (WHY, ON), (), "证据规定 58", decides=True),
    Act("hold_exchange", "证据交换完毕", "Exchange held", ("evidence_exchange",), DESK | {ASSISTANT},
        "hearing_scheduling", (ON, NOTE), (), "解释 224-225"),
    # hearing, deliberation, judgment
    Act("fix_hearing", "确定开庭日期并传唤", "Fix the hearing and summon", ("hearing_scheduling",),
        DESK, "hearing", (HEARING_AT, ROOM, *SITTING, ON), ("hearing_fixed",),
        "CPL 139; 解释 227"),
    Act("move_hearing", "变更开庭时间", "Move the hearing", ("hearing",), DESK, None,
        (HEARING_AT, ROOM, *SITTING, WHY), (), "CPL 139, 149"),
    Act("cancel_hearing", "取消开庭,重新排期", "Cancel the hearing", ("hearing",), DESK,
        "hearing_scheduling", (WHY, ON), (), "CPL 149"),
    Act("agree_online", "对在线开庭的意见", "Say whether to be heard online", BEFORE_JUDGMENT,
        PARTY_OR_DESK, None,
        (WHICH_PARTY,
         Field("opinion", "choice", "意见", "Opinion", choices=(
             ("agreed", "同意在线开庭", "agrees to be heard online"),
             ("declined", "不同意在线开庭", "wants to be heard in the courtroom"))), NOTE),
        (), "在线诉讼规则 4, 5", asks_the_desk=True),
    Act("decide_without_hearing", "不开庭审理", "Decide without a hearing", ("hearing_scheduling",),
        BENCH, "deliberation", (ON,), ("hearing_ended",), "CPL 176; 解释 331", decides=True),
    Act("close_hearing", "庭审结束", "Close the hearing", ("hearing",), BENCH, "deliberation",
        (ON, NOTE), ("hearing_ended",), "CPL 145", decides=True),
    Act("close_hearing_sole", "庭审结束,径行制作文书", "Close the hearing: draft at once",
        ("hearing",), BENCH, "judgment_drafting", (ON,), ("hearing_ended", "deliberated"),
        "CPL 163", decides=True),
    Act("adjourn", "延期开庭", "Adjourn", ("hearing",), BENCH, "hearing_scheduling",
        (WHY, ON), (), "CPL 149; 延期开庭规定 3, 5", decides=True),
    Act("read_record", "庭审笔录已阅", "Record read and signed", HEARING_STAGE, DESK, None, (ON,),
        ("record_read",), "CPL 150"),
    Act("record_absence", "记录缺席", "Record an absence", ("hearing",), DESK, None,
        (WHICH_PARTY, ON), (), "CPL 146, 147; 解释 261"),
    Act("record_deliberation", "合议完毕", "Deliberated", ("deliberation",), BENCH,
        "judgment_drafting",
        (Field("opinion", "long_text", "合议意见(不公开)", "Opinion (not public)", required=False),
         ON), ("deliberated",), "合议庭规定(2002) 9", decides=True),
    Act("hear_again", "恢复庭审", "Hear again", ("deliberation", "judgment_drafting",
        "judgment_service"), BENCH, "hearing_scheduling", (WHY, ON), (), "合议庭规定(2002) 10",
        decides=True),
    Act("deliberate_again", "重新合议", "Deliberate again", ("judgment_drafting",
        "judgment_service"), BENCH, "deliberation", (WHY, ON), ("hearing_ended",),
        "合议庭规定(2002) 12", decides=True),
    Act("sign_judgment", "签发裁判文书", "Sign the judgment", ("judgment_drafting",), BENCH,
        "judgment_service", (ON,), ("signed_off",), "合议庭规定(2002) 14-15", decides=True),
    Act("redraft", "退回修改", "Send back to drafting", ("judgment_service",), BENCH,
        "judgment_drafting", (WHY, ON), ("deliberated",), "合议庭规定(2002) 16", decides=True),
    Act("make_mediation_statement", "制作调解书", "Make a mediation statement",
        (*BEFORE_JUDGMENT,), BENCH, "judgment_service", (PERFORMANCE, ON), ("signed_off",),
        "CPL 100, 101", decides=True),
    Act("pronounce", "宣判", "Pronounce", ("judgment_service",), BENCH, None,
        (MANNER, RESULT, PERFORMANCE, ON), ("pronounced",), "CPL 151", decides=True),
    Act("serve_judgment", "送达裁判文书", "Serve the judgment", ("judgment_service",), DESK, None,
        (WHICH_PARTY, WAY, Field("on", "date", "送达(公告)日期", "Served (published) on",
                                 required=False)),
        (), "CPL 151, 90-95"),
    # appeal
    Act("appeal", "上诉", "Appeal", ("appeal_period", "dismissed", "not_accepted"), PARTY_OR_DESK,
        "appeal_transfer", (APPELLANT, JOINTLY, CONTESTED, PETITION_ON), ("petition_received",),
        "CPL 171, 173; 费用办法 17"),
    # Each has fifteen days from its own service, though the case waits for that of the others.
    Act("appeal_early", "上诉(其他当事人尚未送达)", "Appeal while others are still to be served",
        ("judgment_service",), PARTY_OR_DESK, None, (APPELLANT, JOINTLY, CONTESTED, PETITION_ON), (),
        "CPL 171, 173; 费用办法 17"),
    Act("appeal_also", "另一方上诉", "Another party appeals", ("appeal_transfer",), PARTY_OR_DESK,
        None, (APPELLANT, JOINTLY, CONTESTED, PETITION_ON), ("petition_received",),
        "CPL 171, 174; 费用办法 17"),
    Act("appeal_out_of_time", "准许顺延并受理上诉", "Allow an appeal out of time",
        ("judgment_effective", "archived"), BENCH, "appeal_transfer",
        (WHICH_PARTY, CONTESTED, WHY, ON),
        ("petition_received",), "CPL 86", decides=True),
    Act("appeal_on_paper", "收到期限内交邮的上诉状", "An appeal posted in time arrives",
        ("judgment_effective", "archived"), _by(C), "appeal_transfer",
        (APPELLANT, JOINTLY, CONTESTED), ("petition_received",), "CPL 85, 171, 173"),
    Act("pass_on_petition", "送达上诉状副本", "Pass on the petition", ("appeal_transfer",), DESK,
        None, (ON,), ("petition_passed_on",), "CPL 174"),
    Act("answer_appeal", "提交上诉答辩状", "Answer the appeal", ("appeal_transfer",), PARTY_OR_DESK,
        None, (Field("party", "party", "被上诉人", "Appellee", required=False),),
        ("appeal_answered",), "CPL 174"),
    Act("send_file_up", "移送上诉卷宗", "Send the file up", ("appeal_transfer",), DESK, "on_appeal",
        (ON,), ("file_sent_up",), "CPL 174"),
    Act("withdraw_appeal_petition", "撤回上诉(其他当事人仍在上诉期)",
        "Withdraw the only appeal while another party's time runs", ("appeal_transfer",),
        PARTY_OR_DESK, "appeal_period", (APPELLANT, WHY), (), "CPL 180"),
    Act("withdraw_early_appeal", "撤回上诉(其他当事人尚未送达)",
        "Withdraw an appeal while others are still to be served", ("judgment_service",),
        PARTY_OR_DESK, None, (APPELLANT, WHY), (), "CPL 180"),
    # withdrawal, dismissal, termination, transfer
    _outcome("withdrawn", "allow_withdrawal", "准许撤诉", "Allow the withdrawal", BENCH,
             citation="CPL 148; 解释 238"),
    Act("let_party_leave", "准许部分撤诉", "Let one party leave the suit",
        (*BEFORE_JUDGMENT, "judgment_service"), BENCH, None,
        (Field("party", "party", "退出诉讼的当事人", "Who leaves",
               hint=("撤回对其起诉的被告，或者撤回自己起诉的原告；第三人仅限有独立请求权的。"
                     "对其采取的保全措施须另行解除。",
                     "A defendant against whom the suit is taken back, or a plaintiff who takes "
                     "its own back; of third parties only one that claims for itself. Measures "
                     "against it are released separately.")), WHY), (),
        "CPL 148, 157", decides=True, asks_the_desk=True),
    _outcome("deemed_withdrawn", "deem_withdrawn", "裁定按撤诉处理", "Deem the suit withdrawn",
             BENCH, citation="解释 213; CPL 146"),
    _outcome("dismissed", "dismiss_action", "裁定驳回起诉", "Dismiss the action", BENCH, WHY,
             SERVED_ON, UNSERVED, events=("ruling_served",), citation="解释 208"),
    Act("serve_ruling", "送达裁定书", "Serve the ruling",
        ("dismissed", "not_accepted", "appeal_transfer", *ON_JURISDICTION), DESK, None,
        (WHICH_PARTY, WAY, Field("on", "date", "送达(公告)日期", "Served (published) on",
                                 required=False)), (), "CPL 157, 171, 286; 解释 536"),
    _outcome("terminated", "terminate_proceedings", "终结诉讼", "Terminate the proceedings", BENCH,
             TERMINATED_BY, FILED, WHY, citation="CPL 154"),
    _outcome("transferred", "transfer_case", "移送管辖", "Transfer to the competent court", BENCH,
             COURT, ELSEWHERE, WHY, citation="CPL 37; 解释 211"),
    _outcome("appeal_withdrawn", "allow_appeal_withdrawal", "准许撤回上诉",
             "Allow the appeal to be withdrawn", BENCH, APPELLANT, WHY, citation="CPL 180"),
    _outcome("appeal_deemed_withdrawn", "deem_appeal_withdrawn", "裁定按自动撤回上诉处理",
             "Deem the appeal withdrawn", BENCH, APPELLANT, WHY, citation="解释 318"),
    # execution
    Act("apply_execution", "申请执行", "Apply for execution",
        ("judgment_effective", "mediation_statement_effective", "confirmation_effective",
         "appeal_withdrawn", "appeal_deemed_withdrawn", "execution_not_accepted",
         "execution_terminated", "closing_archiving", "archived"),
        PARTY_OR_DESK, "execution_filing",
        (FOR_WHOM,
         Field("amount", "money", "申请执行金额(元)", "Amount applied for (yuan)", required=False),
         Field("on", "date", "收到申请日期", "Application received on", required=False)),
        ("execution_applied",), "CPL 247, 250"),
    Act("restore_execution", "申请恢复执行", "Apply to restore execution",
        ("ended_this_time", "closing_archiving", "execution_terminated"), PARTY_OR_DESK,
        "execution_filing",
        (FOR_WHOM, Field("on", "date", "收到申请日期", "Application received on", required=False)),
        ("execution_applied",), "解释 517; 终本规定 9"),
    Act("resubmit_execution", "提交执行补正材料", "Submit corrected execution papers",
        ("filing_correction",), PARTY_OR_DESK, "execution_filing", (NOTE,), ("execution_applied",),
        "执行工作规定 16-18"),
    Act("register_execution", "执行立案", "Register the execution", ("execution_filing",), _by(C),
        "execution_notice", (OFFICER_FIELD, ON), ("execution_registered", "officer_named"),
        "执行工作规定 16; 35号 2"),
    _outcome("execution_not_accepted", "refuse_execution", "裁定执行不予受理",
             "Refuse to accept the execution", _by(C, J, O), WHY, SERVED_ON,
             events=("ruling_served",), decides=False, citation="执行工作规定 16"),
    Act("issue_execution_notice", "发出执行通知和报告财产令",
        "Issue the execution notice and report order", ("execution_notice",
        "proceeds_distribution"), OFFICER, "asset_control", (ON,), ("execution_notice_issued",),
        "解释 480; 财产调查 3"),
    Act("inquire_assets", "网络查控财产", "Inquire into assets online", ("asset_control",), OFFICER,
        None, (ON, NOTE), ("assets_inquired",), "财产调查 12"),
    Act("seize", "查封、扣押、冻结", "Seize or freeze", EXECUTION_NODES, OFFICER, None,
        (Field("kind", "choice", "财产类型", "Kind of asset", choices=(
            ("deposit_frozen", "存款", "deposit"), ("movable_seized", "动产", "movable"),
            ("real_estate_seized", "不动产", "real estate"))),
         Field("asset", "text", "财产名称", "Asset"),
         Field("amount", "money", "金额(元)", "Amount (yuan)", required=False), ON),
        ("seized",), "CPL 253-255; 解释 485"),
    Act("release", "解除查封、冻结", "Release a measure", EXECUTION_NODES, OFFICER, None,
        (MEASURE, WHY, ON), (), "CPL 253; 查扣冻规定 28"),
    Act("record_clue", "收到财产线索", "A clue to assets comes in", ("asset_control",), _by(L, A, C, O),
        None, (NOTE, ON), ("clue_received",), "财产调查 2"),
    Act("check_clue", "核实财产线索", "Check the clue", ("asset_control",), OFFICER, None, (NOTE, ON),
        ("clue_checked",), "财产调查 2"),
    Act("serve_in_execution", "登记执行文书送达", "Enter the service of an execution paper",
        EXECUTION_NODES, EXECUTION_DESK, None,
        (Field("paper", "choice", "文书", "Paper", choices=tuple(
            (code, PAPERS[code].zh, PAPERS[code].en) for code in SERVED_AFTER)),
         Field("party", "party", "受送达人", "On whom", required=False,
               hint=("不填为应受送达的全部当事人", "Everybody it is for, if left empty")), SERVED_ON),
        (), "执行程序解释 3; 参考价规定 21-22; 解释 509-510"),
    Act("object_in_execution", "执行中提出异议", "Object in the execution", EXECUTION_NODES,
        _by(L, A, C, O), None,
        (Field("objection", "choice", "异议事项", "Against", choices=tuple(
            (code, one.zh, one.en) for code, one in OBJECTIONS.items())), OF_PARTY, NOTE, ON), (),
        "执行程序解释 3; 参考价规定 22-23; 解释 509-510"),
    Act("rule_on_third_party", "裁定案外人异议", "Rule on the objection of a third party",
        EXECUTION_NODES, _by(O, J), None,
        (Field("ruling", "choice", "裁定", "Ruling", choices=(
            ("refused", "驳回异议", "refused"),
            ("upheld", "异议成立，中止对该标的的执行", "upheld: execution on that thing is stayed"),
            ("withdrawn", "准许撤回异议", "allowed to be withdrawn"))),
         WHY, Field("on", "date", "裁定送达案外人日期", "Served on the third party on",
                    required=False, hint=("不填则为今天", "Today if left empty"))), (),
        "CPL 238; 解释 463"),
    Act("commission_valuation", "委托确定参考价", "Commission the valuation", ("asset_control",),
        OFFICER, "asset_valuation", (ON,), ("valuation_commissioned",), "参考价规定 1"),
    Act("receive_report", "收到评估报告", "Valuation report received", ("asset_valuation",), OFFICER,
        None, (ON,), ("report_received",), "参考价规定 21"),
    Act("send_report", "发送评估报告或者说明", "Send the valuation report or an explanation of it",
        ("asset_valuation",), OFFICER, None,
        (Field("no_objection", "yes", "议价或者定向询价的结果，不适用异议",
               "What was agreed on, or asked of an authority: no objection lies",
               required=False), ON), ("report_sent",), "参考价规定 21, 24"),
    Act("fix_price", "确定参考价", "Fix the reference price", ("asset_valuation",), OFFICER,
        "online_auction", (AMOUNT, ON), ("price_fixed",), "参考价规定 30"),
    Act("publish_auction", "发布拍卖公告", "Publish the auction", ("online_auction",), OFFICER, None,
        (Field("asset", "choice", "财产类型", "Kind of asset", choices=(
            ("movable", "动产", "movable"), ("real_estate", "不动产及其他", "real estate, other"))),
         Field("reserve", "money", "起拍价(元)", "Reserve (yuan)", required=False), ON),
        ("auction_published",), "网拍规定 12, 26"),
    Act("withdraw_auction", "撤回拍卖", "Withdraw the auction", ("online_auction",), OFFICER, None,
        (WHY, ON), ("auction_withdrawn",), "网拍规定 28"),
    Act("record_no_bid", "流拍", "No bid", ("online_auction",), OFFICER, None, (ON,), (),
        "网拍规定 26"),
    Act("publish_sale", "发布变卖公告", "Publish the sale", ("online_auction",), OFFICER, None,
        (ON,), ("sale_published",), "法明传〔2017〕455号"),
    Act("sell", "成交并收款", "Sold and paid", ("online_auction",), OFFICER, "proceeds_distribution",
        (AMOUNT, ON), ("sold", "bidding_ended", "price_paid", "money_arrived"), "网拍规定 22; 拍变规定 20"),
    Act("rule_on_sale", "成交裁定", "Ruling on the sale", ("proceeds_distribution",), OFFICER, None,
        (ON,), ("sale_ruled",), "拍变规定 20"),
    Act("hand_over", "移交财产", "Hand over", ("proceeds_distribution",), OFFICER, None, (ON,),
        ("handed_over",), "拍变规定 27"),
    Act("return_deposits", "退还保证金", "Return the deposits",
        ("proceeds_distribution", "online_auction"), OFFICER, None, (ON,), ("deposit_returned",),
        "网拍规定 23"),
    Act("serve_plan", "送达分配方案", "Serve the distribution plan", ("proceeds_distribution",),
        OFFICER, None,
        (Field("party", "party", "受送达人", "On whom", required=False,
               hint=("不填为全部当事人", "Everybody, if left empty")), SERVED_ON), (), "解释 509"),
    Act("receive_money", "案款到账", "Money arrived",
        ("execution_notice", "asset_control", "asset_valuation"), OFFICER, "proceeds_distribution",
        (AMOUNT, ON), ("money_arrived",), "法发〔2017〕6号 10"),
    Act("look_for_more", "继续查控其他财产", "Look for more assets",
        ("asset_valuation", "online_auction", "proceeds_distribution"), OFFICER, "asset_control",
        (WHY, ON), ("search_resumed",), "解释 518"),
    Act("value_again", "重新确定参考价", "Value again", ("online_auction",), OFFICER,
        "asset_valuation", (WHY, ON), ("valuation_commissioned",), "参考价规定 27"),
    Act("pay_out", "发放案款并结案", "Pay out and close", ("proceeds_distribution",), OFFICER,
        "fully_executed", (AMOUNT, ON), (), "法发〔2017〕6号 10"),
    Act("pay_directly", "自动履行完毕", "Performed in full", ("execution_notice", "asset_control",
        "asset_valuation", "online_auction"), OFFICER, "fully_executed", (AMOUNT, ON), (),
        "执行工作规定 64"),
    Act("end_this_time", "终结本次执行程序", "End this execution for now",
        ("asset_control", "asset_valuation", "online_auction", "proceeds_distribution"), OFFICER,
        "ended_this_time",
        (Field("restricted", "yes", "已发限制消费令", "Consumption order issued"),
         Field("exhausted", "yes", "已穷尽财产调查", "Search for assets exhausted"),
         Field("searched", "yes", "被执行人下落不明的已查找，妨害执行的已依法处罚或者追究",
               "A debtor who is missing was searched for, and whoever obstructed was punished",
               hint=("没有这些情形的，也请确认", "Confirm it also where there was nothing of the kind")),
         Field("creditor_heard", "yes", "已听取申请执行人意见", "Creditor heard"),
         Field("filed", "filed", "申请执行人签字确认的材料", "The paper that the creditor signed",
               required=False, hint=("没有的，须经合议庭审查核实并由院领导批准",
                                     "Without one a panel reviews it and a leader of the court "
                                     "approves")), ON),
        ("ended_this_time", "ending_served"), "终本规定 1; 解释 517"),
    Act("approve_ending", "批准终结本次执行程序", "Approve the ending for now",
        ("asset_control", "asset_valuation", "online_auction", "proceeds_distribution"),
        _by(LEADER), None,
        (Field("reviewed", "yes", "合议庭已审查核实", "A panel has reviewed it"), INNER_WHY), (),
        "解释 517"),
    Act("serve_ending", "送达终结本次执行裁定", "Serve the ruling that ended it",
        ("ended_this_time",), EXECUTION_DESK, None, (SERVED_ON,), ("ending_served",),
        "法释〔2016〕3号"),
    Act("control_again", "恢复查控", "Resume the search for assets",
        ("ended_this_time", "moved_to_bankruptcy", "closing_archiving", "archived"),
        _by(O, C), "asset_control", (WHY, ON), ("search_resumed",), "终本规定 9"),
    _outcome("settlement_performed", "settlement_done", "执行和解履行完毕",
             "Settlement performed in full", OFFICER, AMOUNT, ON, citation="执行和解 8", decides=False),
    _outcome("execution_terminated", "terminate_execution", "终结执行", "Terminate the execution",
             OFFICER, WHY, ON, events=("execution_ended",), citation="CPL 268; 解释 518",
             decides=False),
    _outcome("execution_refused", "refuse_award", "裁定不予执行", "Refuse execution of the title",
             _by(O, J), citation="CPL 248, 249", decides=False),
    _outcome("application_rejected", "reject_execution", "驳回执行申请", "Reject the application",
             _by(O, J), WHY, SERVED_ON, events=("ruling_served",), citation="法释〔2018〕5号 5",
             decides=False),
    Act("resume_rejected", "复议成立,恢复执行", "Reconsidered: go on", ("application_rejected",),
        _by(O, J), "execution_notice", (ON,), ("execution_applied",), "法释〔2018〕5号 5"),
    _outcome("cancelled", "cancel_execution", "销案", "Cancel the execution case", OFFICER,
             citation="执行工作规定 64", decides=False),
    _outcome("moved_to_bankruptcy", "move_to_bankruptcy", "移送破产审查", "Move to bankruptcy",
             OFFICER, citation="解释 511-512", decides=False),
    # closing
    Act("bear_costs", "确定诉讼费用负担", "Say who bears the fees",
        ("judgment_drafting", "judgment_service"), BENCH, None,
        (WHICH_PARTY, Field("amount", "money", "负担金额(元)", "Bears (yuan)"), ON), (),
        "费用办法 29-31, 53", decides=True),
    Act("order_refund", "决定退还诉讼费", "Order a refund of the fee",
        (*TRIAL_AND_AFTER, *OUTCOMES), _by(C, J), None, (AMOUNT, ON), ("refund_due",),
        "费用办法 21, 25, 27, 53"),
    Act("refund_fee", "退还诉讼费", "Refund the fee",
        (*FROM_ASSIGNMENT, *OUTCOMES), _by(C), None, (AMOUNT, ON, GETS_IT_BACK),
        ("refunded",), "费用办法 21, 53"),
    Act("begin_archiving", "结案归档", "Begin archiving", ENDED, _by(C), "closing_archiving", (ON,), (),
        "court target"),
    Act("archive", "归档完毕", "Archive", ("closing_archiving",), _by(C), "archived",
        (Field("note", "long_text", "缺少材料的原因", "Why papers are missing", required=False, rows=3,
               hint=("卷宗齐全的不填", "Leave empty where nothing is missing")), ON), (),
        "立卷归档办法 12"),
    # what may happen wherever the case stands
    Act("open_incident", "发生事项", "An incident arises",
        tuple(dict.fromkeys(code for kind in INCIDENTS.values() for code in kind.at)),
        _by(C, J, O, L, A), None,
        (WHAT_INCIDENT, FOR_WHOM, WHOSE, SUSPENDED_BY, FILED, ON, NOTE),
        (), "CPL 153; 解释 243"),
    Act("make_request", "向法院申请或说明", "Ask or tell the court", tuple(NODES), PARTY_OR_DESK, None,
        (Field("request", "choice", "事项", "What it is about",
               choices=tuple((r.code, r.zh, r.en) for r in REQUESTS.values())),
         Field("party", "party", "当事人", "Party", required=False),
         Field("asked", "long_text", "内容和理由", "What, and why"),
         Field("amount", "money", "变更后的请求金额", "The amount claimed from now on",
               required=False, hint=("仅变更诉讼请求时填写", "Only to change the claims")),
         FILES), (), "CPL 52", asks_the_desk=True),
    Act("answer_request", "答复申请", "Answer a request", tuple(NODES), _by(C, J, O), None,
        (Field("asked", "asked", "申请", "Request"),
         Field("verdict", "choice", "处理", "Decision",
               choices=(("granted", "准许", "granted"), ("refused", "不准许", "refused"))),
         Field("days", "number", "延长举证期限(日)", "More days for evidence", required=False,
               hint=("仅准许延长举证期限时填写", "Only where more time for evidence is granted")),
         Field("answer", "long_text", "答复内容", "What the party is told", required=False, rows=3),
         NOTE), (), "CPL 52; 解释 100"),
    Act("withdraw_request", "撤回向法院提出的申请", "Withdraw a request", tuple(NODES), PARTY_OR_DESK, None,
        (Field("asked", "asked", "申请", "Request"),), (), "CPL 52", asks_the_desk=True),
    Act("take_security", "记录保全担保", "Record the security for a preservation", tuple(NODES), DESK,
        None,
        (Field("preserved", "money", "请求保全的金额(元)", "To be preserved (yuan)"),
         Field("manner", "choice", "担保方式", "Kind of security", choices=SECURITIES),
         Field("security", "money", "担保金额(元)", "Security (yuan)", required=False,
               hint=("诉讼中不超过请求保全金额的30%；诉前应当相当于请求保全的金额，情况特殊的写明理由",
                     "In a suit at most 30% of what is preserved; before suit all of it, or less "
                     "with the reason")), ON, NOTE), (),
        "CPL 103-104; 保全规定 5"),
    Act("rule_on_preservation", "裁定财产保全", "Rule on the preservation", tuple(NODES), BENCH, None,
        (VERDICT, Field("asset", "long_text", "保全的财产", "What is preserved", required=False, rows=3),
         WHY, ON), (), "CPL 103, 104; 保全规定 4", decides=True),
    Act("take_measure", "采取保全措施", "Carry out the preservation", tuple(NODES), _by(C, J, O), None,
        (Field("kind", "choice", "财产类型", "Kind of asset", choices=MEASURES),
         Field("asset", "text", "财产名称", "Asset"),
         Field("amount", "money", "金额(元)", "Amount (yuan)", required=False),
         Field("party", "party", "申请人", "Applicant", required=False,
               hint=("有几份准予保全的裁定时填写", "Where several applications were granted")), ON),
        ("measure_taken",), "CPL 106; 解释 485"),
    Act("renew_measure", "续行保全", "Renew a measure", (*NODES, *OUTCOMES), _by(J, O), None,
        (MEASURE, Field("asset", "text", "财产名称", "Asset", required=False), ON), (),
        "解释 485; 保全规定 18"),
    Act("ask_release", "申请解除保全", "Ask for the release of a measure", tuple(NODES), PARTY_OR_DESK,
        None, (MEASURE, Field("urgent", "yes", "情况紧急", "Urgent", required=False),
               Field("asked", "long_text", "理由", "Why")), ("release_asked",), "保全规定 23",
        asks_the_desk=True),
    Act("decide_release", "裁定解除保全", "Decide on the release", (*NODES, *OUTCOMES), _by(J, O), None,
        (MEASURE, VERDICT, Field("asset", "text", "财产名称", "Asset", required=False), WHY, ON),
        ("release_decided",), "CPL 107; 保全规定 23"),
    Act("ask_reconsideration", "申请保全复议", "Ask to reconsider the preservation", tuple(NODES),
        PARTY_OR_DESK, None, (Field("party", "party", "当事人", "Party", required=False),
                              Field("asked", "long_text", "理由", "Why")),
        ("reconsideration_asked",), "CPL 111; 解释 171; 保全规定 25", asks_the_desk=True),
    Act("decide_reconsideration", "决定保全复议", "Decide on the reconsideration", tuple(NODES), BENCH,
        None, (VERDICT, WHY, ON), ("reconsidered",), "保全规定 25", decides=True),
    Act("issue_investigation", "签发律师调查令", "Issue an investigation order", BEFORE_JUDGMENT, BENCH,
        None, (WHICH_PARTY, Field("whom", "text", "接受调查的单位或者个人", "Who is to be asked"),
               Field("evidence", "long_text", "调查收集的证据", "What is to be brought", rows=3),
               Field("days", "number", "有效期(日)", "Valid for (days)", required=False,
                     hint=("不填为15日", "15 if left empty")), ON), (), "CPL 67; 解释 94",
        decides=True),
    Act("return_investigation", "律师调查令交回", "An investigation order comes back", tuple(NODES),
        DESK, None,
        (MEASURE, Field("result", "choice", "结果", "Result", choices=(
            ("found", "取得证据", "evidence was found"), ("nothing", "未取得证据", "nothing was found"),
            ("unused", "未使用", "it was not used"))), NOTE, ON), (), "CPL 67; 解释 94"),
    Act("close_incident", "事项结束", "An incident ends", tuple(NODES), _by(C, J, O), None,
        (WHAT_INCIDENT, ON, NOTE), (), "CPL 153"),
    Act("rule_on_objection", "裁定管辖权异议", "Rule on the jurisdiction objection",
        ON_JURISDICTION, BENCH, None,
        (Field("upheld", "yes", "异议成立", "Objection upheld", required=False), SERVED_ON,
         UNSERVED),
        ("objection_ruled",), "CPL 130, 157", decides=True),
    Act("appeal_objection", "对管辖裁定上诉", "Appeal against the ruling on jurisdiction",
        ON_JURISDICTION, PARTY_OR_DESK, None,
        (Field("party", "party", "上诉人", "Appellant", required=False), ON), (), "CPL 171, 157"),
    Act("ask_extension", "申请延长审限", "Ask for an extension", (*NODES,), _by(J, O), None,
        (WHY,), (), "CPL 152, 164, 168, 183; 延期开庭规定 1"),
    Act("decide_extension", "审批延长审限", "Decide on the extension", (*NODES,), _by(LEADER),
        None, (Field("granted", "yes", "同意延长", "Granted", required=False), NOTE), (),
        "延期开庭规定 1"),
    Act("ask_exclusion", "申请扣除审限", "Ask to exclude time", (*NODES,), _by(J, O), None,
        (WHAT_INCIDENT, Field("begins", "date", "起", "From"), Field("ends", "date", "止", "To"), FILED,
         WHY),
        (), "解释 243; 2000审限规定 9"),
    Act("decide_exclusion", "审批扣除审限", "Decide on the exclusion", (*NODES,), _by(LEADER), None,
        (Field("granted", "yes", "同意扣除", "Granted", required=False), NOTE), (), "2000审限规定 9"),
    Act("change_procedure", "变更审理程序", "Change the procedure",
        (*BEFORE_JUDGMENT, "fee_payment", "case_assignment"), BENCH, None,
        (Field("procedure", "choice", "变更为", "To", choices=FIRST_INSTANCE_CHOICES),
         Field("top_up", "yes", "通知补交诉讼费", "Top-up of the fee is due", required=False), ON), (),
        "解释 258; CPL 170", decides=True),
    Act("pay_top_up", "补交诉讼费", "Pay the top-up", (*BEFORE_JUDGMENT,), PARTY_OR_DESK, None,
        (AMOUNT, ON, RECEIVED), ("top_up_paid",), "解释 199", side="plaintiff"),
    Act("file_counterclaim", "提起反诉", "File a counterclaim", BEFORE_DEBATE_ENDS, PARTY_OR_DESK,
        None,
        (Field("party", "party", "反诉原告", "Counterclaimant", required=False),
         Field("amount", "money", "反诉请求金额(元)", "Amount counterclaimed (yuan)", required=False,
               hint=("没有金额的不填", "Leave empty where no money is claimed")),
         Field("asked", "long_text", "反诉请求和理由", "What you claim, and why"), FILES), (),
        "CPL 54; 解释 232-233; 费用办法 18, 22", side="defendant"),
    Act("answer_counterclaim", "对反诉提交答辩状", "Answer a counterclaim", BEFORE_DEBATE_ENDS,
        PARTY_OR_DESK, None,
        (Field("party", "party", "反诉被告", "Plaintiff", required=False),
         Field("answer", "long_text", "答辩意见", "Answer", required=False), FILES),
        (), "CPL 128, 54", side="plaintiff"),
    Act("end_counterclaim", "反诉按撤诉处理、准许撤回或另诉",
        "End a counterclaim", BEFORE_JUDGMENT, BENCH, None,
        (WHICH_PARTY, Field("how", "choice", "处理", "How", choices=(
            ("unpaid", "未交费，按撤回反诉处理", "unpaid: deemed withdrawn"),
            ("withdrawn", "准许撤回反诉", "withdrawal allowed"),
            ("apart", "不合并审理，另行起诉", "not tried here: to be sued separately"))),
         WHY, ON), (), "费用办法 18, 22; 解释 233", decides=True),
    Act("pay_later_fee", "交纳反诉费或缓交的费用", "Pay the fee of a counterclaim, or one deferred",
        ("case_assignment", *TRIAL_AND_AFTER), PARTY_OR_DESK, None,
        (PAYER, Field("amount", "money", "金额(元)", "Amount (yuan)", required=False), ON, RECEIVED),
        (), "费用办法 18, 22, 47"),
    Act("add_note", "记录事项", "Make a note", (*NODES, *OUTCOMES),
        _by(C, J, M, O, LEADER, CHIEF, ASSISTANT, ASSESSOR), None, (Field("note", "long_text", "内容", "Note"),), (), ""),
    Act("urge", "督办", "Urge", (*NODES,), _by(CHIEF, LEADER, Role.OVERSIGHT), None,
        (Field("note", "long_text", "督办意见", "What is asked"),), (), "2000审限规定 21-22"),
    Act("retry_set_aside", "重新处理到期事项", "Retry what was set aside", (*NODES, *OUTCOMES),
        _by(Role.OVERSIGHT, LEADER, CHIEF), None, (NOTE,), (), ""),
    Act("apply_retrial", "申请再审", "Apply for retrial",
        ("judgment_effective", "mediation_statement_effective", "not_accepted", "dismissed",
         "appeal_withdrawn", "appeal_deemed_withdrawn", "closing_archiving", "archived"),
        PARTY_OR_DESK, None,
        (Field("party", "party", "再审申请人", "Applicant", required=False),
         Field("new_evidence", "yes", "以新的证据申请再审", "Rests on new evidence", required=False),
         Field("contested", "money", "不服原判决部分的再审请求数额(元)",
               "The part of the judgment it is against (yuan)", required=False,
               hint=("依法需交纳再审案件受理费的，按此计算；不填则按全部请求数额",
                     "A fee, where one is due, goes by it; by the whole claim if left empty")),
         Field("on", "date", "收到申请日期", "Application received on", required=False)), (),
        "CPL 210, 211, 216; 费用办法 9, 19"),
)
# fmt: on

ACTS: dict[str, Act] = {act.code: act for act in TABLE}


def acts_at(place: str) -> tuple[Act, ...]:
    """The acts the law allows at a node or outcome, moving ones first."""
    here = [act for act in TABLE if place in act.at]
    return tuple(sorted(here, key=lambda act: act.to is None))


ALSO_ONCE_IT_LEFT = frozenset({"refund_fee"})
"""Acts about a party that may have left the suit: what it paid is its own."""
TAKEN_IN = ON_PAPER_ONLY | {act.code for act in TABLE if act.by & PARTY} - PAID_ONLINE
"""What the counter takes in on paper: every act of a party but paying, which is no paper."""
DECIDED_BY: dict[str, str] = {
    outcome: next(act.code for act in TABLE if act.to == outcome)
    for outcome in OUTCOMES
    if any(act.to == outcome for act in TABLE)
}
"""The act by which a class B draft for an outcome is decided."""

NOT_TOLD = frozenset(
    {
        "add_note", "urge", "retry_set_aside", "ask_extension", "ask_exclusion", "deliberate_again",
        "record_deliberation", "redraft", "sign_judgment", "inquire_assets", "seize", "release",
        "bear_costs", "approve_ending", "state_circumstance", "sign_deliberation", "control_again", "look_for_more", "check_clue", "record_clue", "begin_archiving", "archive",
        "mark_supervised", *referrals.ACTS,
    }
)  # fmt: skip
"""Acts of which no message goes to the parties: the court's own work, what is not pronounced yet,
and measures before their service (流程公开规定 7-10)."""
NOT_TOLD_INCIDENTS = frozenset({"preservation", "urgent_preservation"})
"""Of preservation the other side sees no trace before it is executed (流程公开规定 8)."""
