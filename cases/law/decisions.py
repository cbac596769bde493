"""Decisions about time: by which ground, with which paper of the parties, by whom, and what the
court leaves in the file."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Ground:
    """One lawful reason: its article, and the paper that shows it (empty: none is needed)."""

    code: str
    zh: str
    en: str
    citation: str
    paper: tuple[str, str] = ("", "")

    @property
    def choice(self) -> tuple[str, str, str]:
        """Its code and the words of a form: the ground, its article, the paper that shows it."""
        article, item = self.citation.removeprefix("CPL ").rstrip(")").split("(")
        return (
            self.code,
            f"{self.zh}（民诉法第{article}条第{item}项；附{self.paper[0]}）",
            f"{self.en} (CPL {article}({item}); with {self.paper[1]})",
        )


SUSPENSION: tuple[Ground, ...] = (
    Ground("party_died", "一方当事人死亡，需要等待继承人表明是否参加诉讼",
           "a party has died; whether the heirs take part is awaited", "CPL 153(1)",
           ("死亡证明", "proof of death")),
    Ground("party_incapable", "一方当事人丧失诉讼行为能力，尚未确定法定代理人",
           "a party has lost capacity, and nobody stands in yet", "CPL 153(2)",
           ("诊断证明或者鉴定意见", "medical proof or expert opinion")),
    Ground("party_dissolved", "作为一方当事人的法人或者其他组织终止，尚未确定权利义务承受人",
           "an organisation has ended, and its successor is not known", "CPL 153(3)",
           ("注销登记或者终止的证明", "proof that it was struck off")),
    Ground("force_majeure", "一方当事人因不可抗拒的事由，不能参加诉讼",
           "a party is kept away by force majeure", "CPL 153(4)",
           ("不可抗拒事由的证明", "proof of what keeps it away")),
    Ground("other_case", "本案必须以另一案的审理结果为依据，而另一案尚未审结",
           "the case rests on another that is not decided", "CPL 153(5)",
           ("另案的受理通知书或者立案材料", "proof that the other case is pending")),
    Ground("other_suspension", "其他应当中止诉讼的情形",
           "another case in which the proceedings have to stand still", "CPL 153(6)",
           ("有关证明材料", "proof of it")),
)  # fmt: skip
TERMINATION: tuple[Ground, ...] = (
    Ground("plaintiff_died", "原告死亡，没有继承人，或者继承人放弃诉讼权利",
           "the plaintiff has died without heirs, or they waive the suit", "CPL 154(1)",
           ("死亡证明及继承人放弃的声明", "proof of death, and what the heirs declare")),
    Ground("defendant_died", "被告死亡，没有遗产，也没有应当承担义务的人",
           "the defendant has died without estate or anybody who is liable", "CPL 154(2)",
           ("死亡证明及遗产情况的证明", "proof of death and of the estate")),
    Ground("spouse_died", "离婚案件一方当事人死亡", "a spouse in a divorce has died", "CPL 154(3)",
           ("死亡证明", "proof of death")),
    Ground("support_party_died", "追索赡养费、扶养费、抚养费以及解除收养关系案件的一方当事人死亡",
           "a party to a suit for support, or to end an adoption, has died", "CPL 154(4)",
           ("死亡证明", "proof of death")),
)  # fmt: skip
GROUNDS: dict[str, Ground] = {one.code: one for one in (*SUSPENSION, *TERMINATION)}

PROOF = ("有关证明材料", "proof of it")
EXCLUDED_BY: dict[str, tuple[str, str]] = {
    "appraisal": (
        "鉴定委托书或者鉴定机构收取材料的凭证",
        "the order of the appraisal, or its receipt",
    ),
    "jurisdiction_objection": ("管辖权异议材料或者裁定", "the objection, or the ruling on it"),
    "public_notice": ("公告样稿或者刊登凭证", "the notice as it was published"),
    "settlement": ("当事人申请和解的材料", "what the parties asked for"),
    "evidence_adjournment": ("申请或者延期审理的决定", "what was asked for, or the adjournment"),
    "disposal": ("拍卖、变卖公告", "the notice of the auction or sale"),
    "in_suit_mediation": ("当事人同意调解的材料", "the parties' consent to mediation"),
    "execution_audit": ("审计、评估委托书", "the order of the audit or valuation"),
}
"""The paper that shows why time does not count, by incident (2000审限规定 9)."""
DECISIONS = frozenset({"ruling", "approval", "notice"})
"""Kinds of papers in which the court says what it decided."""

LOOKED_AT = frozenset(
    {
        "open_incident",
        "close_incident",
        "ask_extension",
        "decide_extension",
        "ask_exclusion",
        "decide_exclusion",
        "change_procedure",
        "serve_again",
        "let_party_leave",
        "rule_on_objection",
        "end_counterclaim",
        "file_counterclaim",
        "transfer_case",
        "terminate_proceedings",
        "deem_withdrawn",
        "deem_appeal_withdrawn",
    }
)
"""Acts of the court that are done only by a person who was shown what they come to."""
LOOKED_AT_BY_PARTIES = frozenset({"file_counterclaim"})
"""Acts of a party with a fee and a period of their own: also they are shown first."""
BY_PUBLIC_NOTICE = frozenset({"serve_complaint", "serve_judgment"})
"""Acts that stop the time of a case where they are done by public notice (CPL 95; 解释 243)."""


def is_looked_at(act: str, *, by_party: bool, way: object = None) -> bool:
    """Whether whoever does the act has to have been shown what it comes to; ``way``: of service."""
    if by_party:
        return act in LOOKED_AT_BY_PARTIES
    return act in LOOKED_AT or (act in BY_PUBLIC_NOTICE and way == "public_notice")
