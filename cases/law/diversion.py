"""Diversion 繁简分流: which procedure a case may run under, and by whom it is tried, by rule.

Everything here follows from what is recorded of a case. Whether the facts are plain and the
dispute small (解释 256) only a person can say: the weight of a case is where it begins, and a
circumstance that somebody states overrules it. Each answer names its article.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from cases.law import weights as tables
from cases.law.procedures import FIRST_INSTANCE, SECOND_INSTANCE, Origin, Procedure
from cases.law.weights import Part, Weights

Verdict = Literal["must", "may", "agreed", "by_agreement", "no", "unknown"]
Bench = Literal["panel", "sole", "either"]
SUMMARY, SMALL, SOLE = "summary", "small_claims", "sole"
MANY = 10
"""A side of so many parties is numerous (解释 75)."""


@dataclass(frozen=True)
class Circumstance:
    """What somebody may state of a case. ``bars``: what it excludes."""

    code: str
    zh: str
    en: str
    citation: str
    bars: tuple[str, ...] = ()
    stated: bool = True
    """Whether a person states it; else it follows from the record alone."""


# fmt: off
TABLE: tuple[Circumstance, ...] = (
    Circumstance("not_plain", "事实、权利义务关系不清楚或者争议较大",
                 "The facts or the relation are not plain, or the dispute is large",
                 "CPL 160, 165; 解释 256"),
    Circumstance("missing", "被告（一方当事人）下落不明", "A party's whereabouts are unknown",
                 "解释 257; CPL 166", (SUMMARY, SMALL)),
    Circumstance("appraisal", "需要评估、鉴定，或者对诉前评估、鉴定结果有异议",
                 "Needs an appraisal, or one made before the suit is disputed", "CPL 166", (SMALL,)),
    Circumstance("counterclaim", "当事人提出反诉", "A counterclaim was filed", "CPL 166; 解释 278",
                 (SMALL,), stated=False),
    Circumstance("foreign", "涉外案件", "A foreign-related case", "CPL 166", (SMALL,), stated=False),
    Circumstance("many_parties", "当事人一方人数众多", "One side has ten parties or more",
                 "解释 257, 75", (SUMMARY, SMALL)),
    Circumstance("public_interest", "涉及国家利益、社会公共利益",
                 "Touches the interests of the state or the public", "CPL 42; 解释 257",
                 (SUMMARY, SMALL, SOLE)),
    Circumstance("mass", "涉及群体性纠纷，可能影响社会稳定",
                 "A dispute of a group that may affect social stability", "CPL 42", (SUMMARY, SMALL, SOLE)),
    Circumstance("attention", "人民群众广泛关注或者其他社会影响较大",
                 "Followed by the public, or of wide effect", "CPL 42", (SUMMARY, SMALL, SOLE)),
    Circumstance("novel", "属于新类型或者疑难复杂", "Of a new kind, or difficult and complex",
                 "CPL 42", (SUMMARY, SMALL, SOLE)),
    Circumstance("with_assessors", "决定由人民陪审员参加审判", "To be tried with lay assessors",
                 "陪审员法 15, 17; CPL 40", (SUMMARY, SMALL, SOLE)),
    Circumstance("unsuited", "其他不宜独任或者简易审理的情形",
                 "Unsuited for other reasons to a sole judge and summary procedure",
                 "CPL 42, 166; 解释 257", (SUMMARY, SMALL, SOLE)),
    Circumstance("agreed_summary", "双方约定适用简易程序", "Both sides agree on summary procedure",
                 "CPL 160; 解释 264"),
    Circumstance("agreed_small", "双方约定适用小额诉讼程序", "Both sides agree on small claims procedure",
                 "CPL 165"),
)
# fmt: on
CIRCUMSTANCES = {one.code: one for one in TABLE}
STATED = tuple(one for one in TABLE if one.stated)

_STATUS = frozenset({"9", "14", "17", "18", "20.2", "21", "22.2", "23.2", "24.2", "25", "26", "27"})
"""Causes about personal status (CPL 166 item 1)."""
_TITLE = frozenset({"38", "56.1", "65.1", "275", "276", "290", "333", "340"})
"""Causes that confirm a right in property (CPL 166 item 1)."""
_NO_SUIT, _PUBLIC_SUIT, _REVOCATION, _EXECUTION_SUIT = "L1-11", "L2-57", "L2-58", "L2-59"


@dataclass(frozen=True)
class Wage:
    """A province's published average wage of last year (CPL 165; 解释 272), with its source."""

    amount: Decimal
    year: int
    citation: str

    @property
    def half(self) -> Decimal:
        return self.amount / 2

    @property
    def twice(self) -> Decimal:
        return self.amount * 2


@dataclass(frozen=True)
class About:
    """What the record says of a case. ``path``: codes of its cause from the top level down."""

    path: tuple[str, ...]
    amount: Decimal | None = None
    sides: tuple[int, ...] = (1, 1, 0)
    """Plaintiffs, defendants, third parties."""
    papers: int = 0
    origin: Origin = Origin.FILED
    procedure: Procedure = Procedure.SUMMARY
    basic_court: bool = True
    circumstances: frozenset[str] = frozenset()
    wage: Wage | None = None

    @property
    def all_circumstances(self) -> frozenset[str]:
        """Those stated or recorded, and the many parties that the record shows."""
        many = max(self.sides[:2]) >= MANY
        return self.circumstances | ({"many_parties"} if many else frozenset())

    def is_under(self, *codes: str) -> bool:
        return not frozenset(self.path).isdisjoint(codes)


@dataclass(frozen=True)
class Reason:
    """Why, in words and by article. ``of``: what it is a reason about."""

    of: str
    zh: str
    en: str
    citation: str
    presumed: bool = False
    """By the court's tables of weight alone: a presumption, no bar of the law."""


@dataclass(frozen=True)
class Diverted:
    """What the rules make of a case."""

    parts: tuple[Part, ...]
    is_complex: bool
    summary: Verdict
    small: Verdict
    bench: Bench
    reasons: tuple[Reason, ...]

    @property
    def points(self) -> int:
        return tables.total(self.parts)

    def why(self, of: str) -> tuple[Reason, ...]:
        return tuple(reason for reason in self.reasons if reason.of == of)

    @property
    def procedure(self) -> Procedure:
        """The procedure that the rules suggest for a first instance."""
        if self.small in ("must", "agreed"):
            return Procedure.SMALL_CLAIMS
        return (
            Procedure.SUMMARY if self.summary in ("must", "may", "agreed") else Procedure.ORDINARY
        )


def divert(about: About, weights: Weights = tables.DEFAULT) -> Diverted:
    """Weight, eligibility and bench of a case, each with its reasons."""
    found = about.all_circumstances
    anew = {"anew"} if _tried_anew(about) else set()
    parts = tables.weigh(
        weights, path=about.path, parties=sum(about.sides), papers=about.papers,
        amount=about.amount, factors=found | anew,
    )  # fmt: skip
    complex_ = _complex(about, tables.total(parts), weights)
    reasons = [*complex_]
    summary, why = _summary(about, is_complex=bool(complex_))
    reasons += why
    small, why = _small(about, summary, is_complex=bool(complex_))
    reasons += why
    bench, why = _bench(about, summary)
    reasons += why
    return Diverted(parts, bool(complex_), summary, small, bench, tuple(reasons))


def unlawful(found: Diverted, procedure: Procedure, *, panel: bool) -> tuple[Reason, ...]:
    """What the law has against this procedure and bench; nothing where they are allowed.

    That a case weighs much is a presumption of the court's tables and excludes nothing.
    """
    if procedure is Procedure.SMALL_CLAIMS and found.small == "no":
        return tuple(reason for reason in found.why(SMALL) if not reason.presumed)
    if procedure is Procedure.SUMMARY and found.summary == "no":
        return found.why(SUMMARY)
    if not panel and found.bench == "panel":
        return found.why("bench")
    return ()


# -- simple or complex ----------------------------------------------------------------------------


def _complex(about: About, points: int, weights: Weights) -> list[Reason]:
    found = []
    if points >= weights.complex_from:
        found.append(Reason("track", f"案件权重{points}，达到{weights.complex_from}",
                            f"Weighs {points}, from {weights.complex_from} on complex",
                            "court target"))  # fmt: skip
    if about.amount is not None and about.amount >= weights.complex_amount:
        found.append(Reason("track", f"标的额达到{weights.complex_amount:,}元",
                            f"The amount reaches {weights.complex_amount:,} yuan",
                            "court target"))  # fmt: skip
    for code in _NOT_SIMPLE:
        if code in about.all_circumstances:
            found.append(_of(code, "track"))
    return found


_NOT_SIMPLE = ("not_plain", "novel", "mass", "attention", "public_interest")
"""Circumstances that make a case complex, whatever it weighs."""


def _of(code: str, what: str) -> Reason:
    one = CIRCUMSTANCES[code]
    return Reason(what, one.zh, one.en, one.citation)


# -- summary procedure ----------------------------------------------------------------------------


def _barred(about: About, what: str) -> list[Reason]:
    """The circumstances that exclude something, in the order of the table."""
    stated = about.all_circumstances
    return [_of(one.code, what) for one in TABLE if one.code in stated and what in one.bars]


def _summary(about: About, *, is_complex: bool) -> tuple[Verdict, list[Reason]]:
    bars = [*_not_of_this_kind(about), *_barred(about, SUMMARY)]
    if bars:
        return "no", bars
    if is_complex:
        return _if_agreed(about, "agreed_summary", SUMMARY,
                          "不属于简单民事案件，双方约定的可以适用简易程序",
                          "Not a simple case: summary procedure only if both sides agree",
                          "CPL 160; 解释 264")  # fmt: skip
    wage = about.wage
    if wage is not None and about.amount is not None and about.amount <= wage.twice:
        return "must", [Reason(SUMMARY, f"简单案件，标的额不超过{_money(wage.twice)}元(年平均工资两倍)",
                               f"Simple, and not above {_money(wage.twice)} yuan, twice the wage",
                               f"延期开庭规定 4; {wage.citation}")]  # fmt: skip
    return "may", [Reason(SUMMARY, "事实清楚、权利义务关系明确、争议不大的简单案件",
                          "Simple: plain facts, a plain relation, a small dispute",
                          "CPL 160; 解释 256")]  # fmt: skip


def _not_of_this_kind(about: About) -> list[Reason]:
    """What stands against summary procedure in the court, the way here and the cause."""
    found = []
    if not about.basic_court:
        found.append(Reason(SUMMARY, "只有基层人民法院和它派出的法庭适用简易程序",
                            "Only a basic court tries cases in summary procedure", "CPL 160"))  # fmt: skip
    if about.origin is Origin.REMANDED:
        found.append(Reason(SUMMARY, "发回重审的案件", "The case was remanded", "解释 257"))
    if about.procedure not in FIRST_INSTANCE:
        found.append(_OTHER_PROCEDURE.get(about.procedure, _NO_TRIAL))
    revokes = about.origin is Origin.THIRD_PARTY_REVOCATION or about.is_under(_REVOCATION)
    if revokes:
        found.append(Reason(SUMMARY, "第三人起诉请求改变或者撤销生效裁判、调解书",
                            "A third party sues to change or revoke an effective decision",
                            "解释 257"))  # fmt: skip
    if about.is_under(_NO_SUIT):
        found.append(_NO_TRIAL)
    if about.is_under(_PUBLIC_SUIT):
        found.append(Reason(SUMMARY, "公益诉讼涉及社会公共利益",
                            "A public-interest suit", "解释 257"))  # fmt: skip
    return found


_RETRIED = Reason(SUMMARY, "适用审判监督程序的案件", "Tried under trial supervision", "解释 257")
_NO_TRIAL = Reason(SUMMARY, "不是第一审诉讼案件", "Not an action in first instance", "CPL 160, 184")
_OTHER_PROCEDURE = {
    Procedure.RETRIAL: _RETRIED,
    Procedure.RETRIAL_SECOND: _RETRIED,
    Procedure.RETRIAL_REVIEW: _RETRIED,
}


def _if_agreed(
    about: About, mark: str, of: str, zh: str, en: str, citation: str
) -> tuple[Verdict, list[Reason]]:
    if mark in about.circumstances:
        return "agreed", [_of(mark, of)]
    return "by_agreement", [Reason(of, zh, en, citation)]


# -- small claims ---------------------------------------------------------------------------------


def _small(about: About, summary: Verdict, *, is_complex: bool) -> tuple[Verdict, list[Reason]]:
    bars = _small_barred(about, summary, is_complex=is_complex)
    if bars:
        return "no", bars
    wage, amount = about.wage, about.amount
    assert amount is not None
    if wage is None:
        return "unknown", [Reason(SMALL, "尚未登记本省上年度就业人员年平均工资",
                                  "The province's average wage of last year is not recorded",
                                  "CPL 165; 解释 272")]  # fmt: skip
    if amount <= wage.half:
        return "must", [Reason(SMALL, f"标的额不超过{_money(wage.half)}元(年平均工资的百分之五十)",
                               f"Not above {_money(wage.half)} yuan, half of the wage",
                               f"CPL 165; {wage.citation}")]  # fmt: skip
    if amount <= wage.twice:
        return _if_agreed(about, "agreed_small", SMALL,
                          f"标的额超过{_money(wage.half)}元但在{_money(wage.twice)}元以下，双方约定的可以适用",
                          f"Above {_money(wage.half)}, within {_money(wage.twice)} yuan: "
                          "only if both sides agree", f"CPL 165; {wage.citation}")  # fmt: skip
    return "no", [Reason(SMALL, f"标的额超过{_money(wage.twice)}元(年平均工资的二倍)",
                         f"Above {_money(wage.twice)} yuan, twice the wage",
                         f"CPL 165; {wage.citation}")]  # fmt: skip


def _small_barred(about: About, summary: Verdict, *, is_complex: bool) -> list[Reason]:
    found = _barred(about, SMALL)
    if about.is_under(*_STATUS):
        found.append(Reason(SMALL, "人身关系案件", "A case about personal status", "CPL 166"))
    if about.is_under(*_TITLE):
        found.append(Reason(SMALL, "财产确权案件", "A case that confirms a right in property",
                            "CPL 166"))  # fmt: skip
    if about.amount is None:
        found.append(Reason(SMALL, "不是金钱给付案件", "Not a case for the payment of money",
                            "CPL 165"))  # fmt: skip
    if summary == "no":
        found += [Reason(SMALL, r.zh, r.en, r.citation) for r in _not_of_this_kind(about)]
    elif is_complex:
        stated = not about.all_circumstances.isdisjoint(_NOT_SIMPLE)
        found.append(Reason(SMALL, "不属于事实清楚、权利义务关系明确、争议不大的简单案件",
                            "Not a simple case with plain facts and a small dispute",
                            "CPL 165", presumed=not stated))  # fmt: skip
    return found


def _money(amount: Decimal) -> str:
    return f"{amount.normalize():,f}"


# -- by whom --------------------------------------------------------------------------------------


def _tried_anew(about: About) -> bool:
    retried = (Procedure.RETRIAL, Procedure.RETRIAL_SECOND)
    return about.origin is Origin.REMANDED or about.procedure in retried


def _bench(about: About, summary: Verdict) -> tuple[Bench, list[Reason]]:
    panel = [*_panel_by_procedure(about), *_barred(about, SOLE)]
    if panel:
        return "panel", [Reason("bench", r.zh, r.en, r.citation) for r in panel]
    if about.procedure in SECOND_INSTANCE:
        return "either", [Reason(
            "bench", "第二审由审判员组成合议庭；一审简易程序审结或者不服裁定上诉，事实清楚且双方同意的，可以独任",
            "A panel of judges; one judge only against a summary judgment or a ruling, where the "
            "facts are plain and both sides agree", "CPL 41")]  # fmt: skip
    if about.procedure in (Procedure.SPECIAL, Procedure.RETRIAL_REVIEW, Procedure.EXECUTION):
        return "either", [Reason("bench", "依特别程序、审查程序的规定",
                                 "As the procedure itself provides", "CPL 185")]  # fmt: skip
    if about.procedure is Procedure.ORDINARY and not about.basic_court:
        return "panel", [Reason("bench", "中级以上人民法院的第一审由合议庭审理",
                                "Above the basic courts a panel tries the first instance",
                                "CPL 40")]  # fmt: skip
    if about.procedure is Procedure.ORDINARY:
        return "either", [Reason(
            "bench", "由合议庭审理；基本事实清楚、权利义务关系明确的，可以独任",
            "A panel; one judge where the basic facts and the relation are plain", "CPL 40")]  # fmt: skip
    return "sole", [Reason("bench", "简易程序由审判员一人独任审理", "One judge in summary procedure",
                           "CPL 40, 163")]  # fmt: skip


def _panel_by_procedure(about: About) -> list[Reason]:
    rules: Mapping[str, bool] = {
        "anew": _tried_anew(about),
        "revocation": about.origin is Origin.THIRD_PARTY_REVOCATION or about.is_under(_REVOCATION),
        "public": about.is_under(_PUBLIC_SUIT),
    }
    return [_PANELS[name] for name, holds in rules.items() if holds]


_PANELS = {
    "anew": Reason("bench", "发回重审、再审的案件另行组成合议庭",
                   "Remanded or retried: a new panel", "CPL 41"),
    "revocation": Reason("bench", "第三人撤销之诉由合议庭审理",
                         "A third party's suit to revoke is tried by a panel", "解释 292"),
    "public": Reason("bench", "公益诉讼由人民陪审员和法官组成七人合议庭",
                     "A public-interest suit: seven, with lay assessors", "陪审员法 16"),
}  # fmt: skip
