"""Which procedure a case may run under, by tables written from the articles, not from the code.

The wage of these tables is 100,000 yuan: half is 50,000, twice is 200,000.
"""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cases.law.causes import all_causes, find
from cases.law.diversion import CIRCUMSTANCES, About, Wage, divert, unlawful
from cases.law.procedures import Origin, Procedure
from cases.law.weights import DEFAULT, total, weigh

WAGE = Wage(Decimal(100_000), 2025, "a table of the tests")


def about(cause: str, amount: int | None = 20_000, *stated: str, **more: object) -> About:
    path = tuple(one.code for one in find(cause).path)
    money = None if amount is None else Decimal(amount)
    return About(path, money, circumstances=frozenset(stated), **{"wage": WAGE, **more})  # type: ignore[arg-type]


LOAN, SALE, BUILDING = "民间借贷纠纷", "买卖合同纠纷", "建设工程施工合同纠纷"
R, P = Origin.REMANDED, Procedure
# case | summary | small claims | bench | an article of the reason that decides
# fmt: off
ROWS: list[tuple[About, str, str, str, str]] = [
    # CPL 165, 延期开庭规定 4: the bounds by the wage; 以下 includes the number itself
    (about(LOAN, 1), "must", "must", "sole", "CPL 165"),
    (about(LOAN, 50_000), "must", "must", "sole", "CPL 165"),
    (about(LOAN, 50_001), "must", "by_agreement", "sole", "CPL 165"),
    (about(LOAN, 50_001, "agreed_small"), "must", "agreed", "sole", "CPL 165"),
    (about(LOAN, 200_000), "must", "by_agreement", "sole", "延期开庭规定 4"),
    (about(LOAN, 200_000, "agreed_small"), "must", "agreed", "sole", "CPL 165"),
    (about(LOAN, 200_001), "may", "no", "sole", "CPL 160"),
    (about(LOAN, 200_001, "agreed_small"), "may", "no", "sole", "CPL 165"),
    (about(LOAN, 20_000, wage=None), "may", "unknown", "sole", "解释 272"),
    # CPL 160: simple cases only, others by agreement of both
    (about(LOAN, 20_000, "not_plain"), "by_agreement", "no", "sole", "解释 264"),
    (about(LOAN, 20_000, "not_plain", "agreed_summary"), "agreed", "no", "sole", "解释 264"),
    (about(BUILDING, 300_000), "by_agreement", "no", "sole", "CPL 160"),
    (about(BUILDING, 300_000, "agreed_summary"), "agreed", "no", "sole", "CPL 160"),
    (about(LOAN, 10_000_000), "by_agreement", "no", "sole", "CPL 160"),
    # CPL 166: not small claims
    (about("离婚纠纷", None), "may", "no", "sole", "CPL 166"),
    (about("离婚纠纷", 10_000), "must", "no", "sole", "CPL 166"),
    (about("抚养费纠纷", 10_000), "must", "must", "sole", "CPL 165"),
    (about("变更抚养关系纠纷", None), "may", "no", "sole", "CPL 166"),
    (about("所有权确认纠纷", 10_000), "must", "no", "sole", "CPL 166"),
    (about("股东资格确认纠纷", None), "by_agreement", "no", "sole", "CPL 166"),
    (about(LOAN, 10_000, "foreign"), "must", "no", "sole", "CPL 166"),
    (about(LOAN, 10_000, "appraisal"), "must", "no", "sole", "CPL 166"),
    (about(LOAN, 10_000, "counterclaim"), "must", "no", "sole", "CPL 166"),
    (about(LOAN, 10_000, "missing"), "no", "no", "sole", "CPL 166"),
    (about(LOAN, 10_000, "missing", "agreed_small"), "no", "no", "sole", "解释 257"),
    (about("名誉权纠纷", None), "may", "no", "sole", "CPL 165"),
    # 解释 257: not summary
    (about(LOAN, 10_000, origin=R), "no", "no", "panel", "解释 257"),
    (about(LOAN, 10_000, sides=(10, 1, 0)), "no", "no", "sole", "解释 257"),
    (about(LOAN, 10_000, sides=(1, 10, 0)), "no", "no", "sole", "解释 257"),
    (about(LOAN, 10_000, sides=(6, 1, 0)), "must", "must", "sole", "CPL 165"),
    (about(LOAN, 10_000, sides=(9, 1, 0)), "by_agreement", "no", "sole", "CPL 160"),  # by weight
    (about(LOAN, 10_000, procedure=P.RETRIAL), "no", "no", "panel", "解释 257"),
    (about(LOAN, 10_000, procedure=P.RETRIAL_SECOND), "no", "no", "panel", "CPL 41"),
    (about(LOAN, 10_000, "public_interest"), "no", "no", "panel", "解释 257"),
    (about(LOAN, 10_000, origin=Origin.THIRD_PARTY_REVOCATION), "no", "no", "panel", "解释 292"),
    (about(LOAN, 10_000, "unsuited"), "no", "no", "panel", "解释 257"),
    # CPL 42: not one judge, and so not summary either (CPL 40, 163)
    (about(LOAN, 10_000, "mass"), "no", "no", "panel", "CPL 42"),
    (about(LOAN, 10_000, "attention"), "no", "no", "panel", "CPL 42"),
    (about(LOAN, 10_000, "novel"), "no", "no", "panel", "CPL 42"),
    (about(LOAN, 10_000, "with_assessors"), "no", "no", "panel", "陪审员法 15, 17"),
    # CPL 40-41: by whom
    (about(LOAN, 10_000, procedure=P.ORDINARY), "must", "must", "either", "CPL 40"),
    (about(LOAN, 10_000, procedure=P.ORDINARY, basic_court=False), "no", "no", "panel", "CPL 160"),
    (about(LOAN, 10_000, "novel", procedure=P.ORDINARY), "no", "no", "panel", "CPL 42"),
    (about(LOAN, 9_000, procedure=P.SECOND_INSTANCE, basic_court=False), "no", "no", "either",
     "CPL 41"),
    (about("申请宣告自然人死亡", None, procedure=P.SPECIAL), "no", "no", "either", "CPL 185"),
]
# fmt: on


@pytest.mark.parametrize(("case", "summary", "small", "bench", "article"), ROWS)
def test_what_the_rules_make_of_a_case(
    case: About, summary: str, small: str, bench: str, article: str
) -> None:
    found = divert(case)
    assert (found.summary, found.small, found.bench) == (summary, small, bench)
    assert any(article in reason.citation for reason in found.reasons), found.reasons


def test_there_are_rows_enough() -> None:
    assert len(ROWS) >= 30


def test_every_answer_has_a_reason_and_every_reason_its_words_and_article() -> None:
    for case, *_ in ROWS:
        found = divert(case)
        for of in ("summary", "small_claims", "bench"):
            assert found.why(of), (case, of)
        assert bool(found.why("track")) is found.is_complex
        assert all(one.zh and one.en and one.citation for one in found.reasons)


def test_what_is_excluded_names_every_ground_not_only_the_first() -> None:
    found = divert(about(LOAN, 900_000, "foreign", "counterclaim", "appraisal", "missing"))
    assert [one.zh for one in found.why("small_claims")][:4] == [
        "被告（一方当事人）下落不明",
        "需要评估、鉴定，或者对诉前评估、鉴定结果有异议",
        "当事人提出反诉",
        "涉外案件",
    ]


# procedure, panel | case | lawful
CHOSEN = [
    (P.SMALL_CLAIMS, False, about(LOAN), True),
    (P.SMALL_CLAIMS, False, about(LOAN, 20_000, "foreign"), False),
    (P.SMALL_CLAIMS, False, about(LOAN, 20_000, wage=None), True),
    (P.SMALL_CLAIMS, False, about(BUILDING, 20_000), True),  # heavy: presumed complex, no more
    (P.SMALL_CLAIMS, False, about(BUILDING, 20_000, "not_plain"), False),
    (P.SMALL_CLAIMS, False, about(LOAN, 200_001), False),
    (P.SUMMARY, False, about(LOAN, 20_000, "foreign"), True),
    (P.SUMMARY, False, about(LOAN, 20_000, origin=R), False),
    (P.SUMMARY, False, about(BUILDING, 900_000), True),
    (P.ORDINARY, False, about(BUILDING, 900_000, procedure=P.ORDINARY), True),
    (P.ORDINARY, False, about(BUILDING, 900_000, "novel", procedure=P.ORDINARY), False),
    (P.ORDINARY, True, about(BUILDING, 900_000, "novel", procedure=P.ORDINARY), True),
    (P.RETRIAL, False, about(LOAN, 20_000, procedure=P.RETRIAL), False),
    (P.SECOND_INSTANCE, False, about(LOAN, procedure=P.SECOND_INSTANCE, basic_court=False), True),
]


@pytest.mark.parametrize(("procedure", "panel", "case", "lawful"), CHOSEN)
def test_a_choice_that_the_law_excludes_is_named(
    procedure: Procedure, panel: bool, case: About, lawful: bool
) -> None:
    assert (unlawful(divert(case), procedure, panel=panel) == ()) is lawful


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.sampled_from([one.code for one in all_causes()]),
    st.none() | st.integers(0, 10**9),
    st.sets(st.sampled_from(sorted(CIRCUMSTANCES))),
    st.sampled_from(sorted(Origin)), st.sampled_from(sorted(Procedure)), st.booleans(),
)  # fmt: skip
def test_whatever_is_recorded_the_answers_agree_with_one_another(
    code: str, amount: int | None, stated: set[str], origin: Origin, procedure: Procedure,
    basic: bool,
) -> None:  # fmt: skip
    path = tuple(one.code for one in next(c for c in all_causes() if c.code == code).path)
    money = None if amount is None else Decimal(amount)
    found = divert(About(path, money, (1, 1, 0), 3, origin, procedure, basic, frozenset(stated),
                         WAGE))  # fmt: skip
    if found.summary == "no":  # small claims are a kind of summary procedure (ch. 13)
        assert found.small == "no"
    if found.bench == "panel" and procedure in (P.SUMMARY, P.SMALL_CLAIMS):
        assert found.summary == "no"
    if found.small == "must":
        assert money is not None and money <= WAGE.half and not found.is_complex
    assert found.points >= 1


# -- the tables of weight -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("case", "points"),
    [
        (about(LOAN, 20_000), 80),
        (about(LOAN, 1_000_000), 90),
        (about(LOAN, 60_000_000), 160),
        (about(SALE, 20_000), 100),
        (about(SALE, 20_000, sides=(2, 3, 1)), 140),
        (about(SALE, 20_000, sides=(5, 30, 0)), 260),  # parties at most 100, and numerous
        (about(SALE, 20_000, papers=20), 100),
        (about(SALE, 20_000, papers=21), 110),
        (about(SALE, 20_000, papers=500), 160),
        (about(SALE, 20_000, "foreign", "counterclaim"), 200),
        (about("离婚纠纷", None), 120),
        (about("医疗损害责任纠纷", 20_000), 200),
        (about(LOAN, 20_000, origin=R), 130),
    ],
)
def test_a_case_weighs_what_the_tables_say(case: About, points: int) -> None:
    assert divert(case).points == points


def test_a_court_has_its_own_tables() -> None:
    own = DEFAULT.with_own([
        ("cause", find(LOAN).code, 40), ("rule", "complex_from", 45), ("factor", "foreign", 6),
        ("rule", "no such rule", 1),
    ])  # fmt: skip
    found = divert(about(LOAN, 20_000, "foreign"), own)
    assert found.points == 46 and found.is_complex
    assert divert(about(LOAN, 20_000), own).points == 40
    assert DEFAULT.complex_from == 150


def test_the_parts_add_up_to_the_whole() -> None:
    parts = weigh(DEFAULT, path=("L1-4", "L2-10", "88"), parties=4, papers=45,
                  amount=Decimal(2_000_000), factors={"foreign"})  # fmt: skip
    assert [(part.what, part.points) for part in parts] == [
        ("cause", 100), ("parties", 20), ("papers", 20), ("amount", 10), ("factor", 60),
    ]  # fmt: skip
    assert total(parts) == 210
