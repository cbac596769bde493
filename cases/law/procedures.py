"""Procedures 审判程序: which rules of procedure a case runs under, and how it came to the court."""

from __future__ import annotations

from enum import StrEnum


class Procedure(StrEnum):
    """The procedure of a case; it picks the limits (overrides) and the nodes that are used."""

    ORDINARY = "ordinary"
    SUMMARY = "summary"
    SMALL_CLAIMS = "small_claims"
    SECOND_INSTANCE = "second_instance"
    JURISDICTION_APPEAL = "jurisdiction_appeal"
    RETRIAL_REVIEW = "retrial_review"
    RETRIAL = "retrial"
    RETRIAL_SECOND = "retrial_second"
    SPECIAL = "special"
    EXECUTION = "execution"

    @property
    def zh(self) -> str:
        return _WORDS[self][0]

    @property
    def en(self) -> str:
        return _WORDS[self][1]

    @property
    def number_type(self) -> str:
        """The type code of the case number (law of 2016 on case numbers, annex)."""
        return _WORDS[self][2]


_WORDS = {
    Procedure.ORDINARY: ("普通程序", "ordinary procedure", "民初"),
    Procedure.SUMMARY: ("简易程序", "summary procedure", "民初"),
    Procedure.SMALL_CLAIMS: ("小额诉讼程序", "small claims procedure", "民初"),
    Procedure.SECOND_INSTANCE: ("第二审程序", "second instance", "民终"),
    Procedure.JURISDICTION_APPEAL: ("管辖上诉", "appeal on jurisdiction", "民辖终"),
    Procedure.RETRIAL_REVIEW: ("再审审查", "retrial review", "民申"),
    Procedure.RETRIAL: ("再审(第一审程序)", "retrial under first-instance procedure", "民再"),
    Procedure.RETRIAL_SECOND: (
        "再审(第二审程序)",
        "retrial under second-instance procedure",
        "民再",
    ),
    Procedure.SPECIAL: ("特别程序", "special procedure", "民特"),
    Procedure.EXECUTION: ("执行程序", "execution", "执"),
}

FIRST_INSTANCE = frozenset({Procedure.ORDINARY, Procedure.SUMMARY, Procedure.SMALL_CLAIMS})
SECOND_INSTANCE = frozenset({Procedure.SECOND_INSTANCE, Procedure.JURISDICTION_APPEAL})
RETRIALS = frozenset({Procedure.RETRIAL, Procedure.RETRIAL_SECOND})
PAID_BY_WHO_ASKED = RETRIALS | {Procedure.SECOND_INSTANCE}
"""Procedures whose fee is each applicant's own, on whichever side it stood (费用办法 17, 19)."""
FINAL_AT_ONCE = frozenset(
    {
        Procedure.SMALL_CLAIMS,
        Procedure.SECOND_INSTANCE,
        Procedure.JURISDICTION_APPEAL,
        Procedure.RETRIAL_REVIEW,
        Procedure.RETRIAL_SECOND,
        Procedure.SPECIAL,
    }
)
"""Procedures whose decisions cannot be appealed (CPL 164, 165, 182, 185, 217; 解释 277)."""


class Origin(StrEnum):
    """How a case came to this court; it changes the first node's limit and what is owed."""

    FILED = "filed"
    TRANSFERRED_IN = "transferred_in"
    REMANDED = "remanded"
    ORDERED = "ordered"
    APPEAL = "appeal"
    RETRIAL_APPLICATION = "retrial_application"
    RETRIAL_ORDER = "retrial_order"
    EXECUTION_OBJECTION = "execution_objection"
    THIRD_PARTY_REVOCATION = "third_party_revocation"
    FOREIGN_TITLE = "foreign_title"


_ORIGIN_WORDS = {
    Origin.FILED: ("起诉", "filed by a party"),
    Origin.TRANSFERRED_IN: ("移送", "transferred from another court"),
    Origin.REMANDED: ("发回重审", "remanded"),
    Origin.ORDERED: ("指令审理", "ordered to be heard"),
    Origin.APPEAL: ("上诉", "appeal"),
    Origin.RETRIAL_APPLICATION: ("申请再审", "application for retrial"),
    Origin.RETRIAL_ORDER: ("裁定再审", "retrial ordered"),
    Origin.EXECUTION_OBJECTION: ("执行异议之诉", "suit against execution"),
    Origin.THIRD_PARTY_REVOCATION: ("第三人撤销之诉", "third-party revocation suit"),
    Origin.FOREIGN_TITLE: ("申请执行", "application for execution"),
}


def origin_words(origin: Origin) -> tuple[str, str]:
    """The origin in (zh, en)."""
    return _ORIGIN_WORDS[origin]
