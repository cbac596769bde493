"""Relief from court fees 司法救助 (费用办法 44-51): on which grounds one may ask, and for what."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from cases.law.money import Purpose

Kind = Literal["exempt", "reduce", "defer"]

KINDS: dict[str, tuple[str, str]] = {
    "exempt": ("免交", "exemption"),
    "reduce": ("减交", "reduction"),
    "defer": ("缓交", "deferral"),
}
VERDICTS: dict[str, tuple[str, str]] = {
    **KINDS,
    "refused": ("不予批准", "refused"),
}
RELIEVED = frozenset({Purpose.FEE, Purpose.APPEAL, Purpose.RETRIAL, Purpose.COUNTER})
"""What one may ask to be relieved of: a fee that runs, no top-up and nothing deferred."""
LEAST = Decimal("0.3")
"""A reduction takes off no less (费用办法 46)."""


@dataclass(frozen=True)
class Ground:
    """One item of the lists of articles 45-47, with the kind of relief it gives a right to."""

    code: str
    kind: Kind
    article: str
    zh: str
    en: str

    @property
    def citation(self) -> str:
        return f"费用办法 {self.article}"

    @property
    def label(self) -> tuple[str, str]:
        """With the kind of relief in front, as a form offers it."""
        zh, en = KINDS[self.kind]
        return f"{zh}：{self.zh}", f"{en.capitalize()}: {self.en}"


# fmt: off
TABLE: tuple[Ground, ...] = (
    Ground("disabled", "exempt", "45(1)", "残疾人，无固定生活来源",
           "disabled, without a steady living"),
    Ground("support", "exempt", "45(2)", "追索赡养费、扶养费、抚育费、抚恤金",
           "claiming support, maintenance, child support or a survivor's pension"),
    Ground("minimum_living", "exempt", "45(3)",
           "低保、特困救济、五保供养对象或领取失业保险金，无其他收入",
           "on minimum living allowance, relief for the destitute or unemployment benefit only"),
    Ground("rescuer", "exempt", "45(4)", "因见义勇为或保护社会公共利益受损害，请求赔偿或补偿",
           "harmed while helping others or protecting the public, claiming compensation"),
    Ground("exempt_other", "exempt", "45(5)", "确实需要免交的其他情形", "another real need"),
    Ground("disaster", "reduce", "46(1)",
           "因自然灾害等不可抗力生活困难，正接受社会救济或家庭生产经营难以为继",
           "in hardship through a disaster: on relief, or the family's trade cannot go on"),
    Ground("special_care", "reduce", "46(2)", "国家规定的优抚、安置对象",
           "entitled to special care or resettlement by the state"),
    Ground("welfare_home", "reduce", "46(3)", "社会福利机构、救助管理站",
           "a welfare institution or relief station"),
    Ground("reduce_other", "reduce", "46(4)", "确实需要减交的其他情形", "another real need"),
    Ground("social_insurance", "defer", "47(1)", "追索社会保险金、经济补偿金",
           "claiming social insurance or severance pay"),
    Ground("accident_victim", "defer", "47(2)",
           "海上、交通、医疗、工伤事故、产品质量事故或其他人身伤害事故的受害人请求赔偿",
           "the victim of an accident, a defective product or another bodily harm"),
    Ground("legal_aid", "defer", "47(3)", "正在接受法律援助", "receiving legal aid"),
    Ground("defer_other", "defer", "47(4)", "确实需要缓交的其他情形", "another real need"),
)
# fmt: on
GROUNDS: dict[str, Ground] = {ground.code: ground for ground in TABLE}
