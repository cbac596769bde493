"""Longer and shorter limits: extended by two people and one addition, excluded, tightened."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from cases.clockrules import said
from cases.law.nodes import NODES, Bound
from cases.law.periods import Unit
from cases.law.procedures import FIRST_INSTANCE
from cases.law.refusals import NotThere, Refusal
from cases.law.roles import Role
from cases.models import Approval, Court, Entry, Grant, TightenedLimit
from cases.procedure import Done, perform
from cases.proceeding import Actor
from tests.cases import make
from tests.cases.engine.records import problems
from tests.cases.make import BASIC, UPPER

pytestmark = pytest.mark.django_db


@pytest.fixture
def who() -> make.Cast:
    return make.people()


def registered(who: make.Cast, day: str, procedure: str = "ordinary") -> make.Stage:
    """A case registered on this day, so that its limit runs from there."""
    return make.stage(who, day).file(procedure).act("register", procedure=procedure)


def asks(s: make.Stage) -> Done:
    """The judge asks for an extension."""
    judge = s.cast.actor(BASIC, Role.JUDGE)
    return perform(s.case_id, "ask_extension", by=judge, data={"why": "案情复杂"}, at=s.at)


def why(call: Any) -> str:
    """The reason with which it is refused."""
    with pytest.raises(Refusal) as refused:
        call()
    return refused.value.reason


# ---------------------------------------------------------------- extension


def test_six_months_and_six_more_are_one_addition(who: make.Cast) -> None:
    """From 2024-08-31: in two steps 02-28 and then 08-28; in one, Sunday 08-31, so 09-01."""
    s = registered(who, "2024-08-31")
    assert make.due(s.case_id, "ordinary") == "2025-02-28"
    s.on_day("2025-01-06").act("ask_extension", by="judge").act("decide_extension", granted=True)
    assert make.due(s.case_id, "ordinary") == "2025-09-01"
    assert problems([s.case_id]) == []


def test_excluded_days_come_after_the_months_and_before_the_roll(who: make.Cast) -> None:
    """Twelve months to 2025-08-31, and 30 excluded days on top: 09-30, a Tuesday."""
    s = registered(who, "2024-08-31")
    s.on_day("2025-01-06").act("ask_extension", by="judge").act("decide_extension", granted=True)
    s.act("ask_exclusion", by="judge", incident="appraisal", begins=date(2024, 12, 1),
          ends=date(2024, 12, 31)).act("decide_exclusion", granted=True)  # fmt: skip
    assert make.due(s.case_id, "ordinary") == "2025-09-30"


def test_nobody_decides_on_their_own_request(who: make.Cast) -> None:
    """A judge who is the court's president as well."""
    s = registered(who, "2025-03-03").on_day("2025-04-01").act("ask_extension", by="judge")
    judge = who.actor(BASIC, Role.JUDGE)
    Grant.objects.create(user_id=judge.user_id, court=who.courts[BASIC], role="court_leader")
    both = Actor(judge.user_id, "court_leader")
    decide = {"granted": True}
    assert why(lambda: perform(s.case_id, "decide_extension", by=both, data=decide)) == "two_people"
    assert Approval.objects.get().granted is None
    assert make.due(s.case_id, "ordinary") == "2025-09-03"


def test_a_refused_request_changes_no_date_and_the_next_one_may_be_asked(who: make.Cast) -> None:
    s = registered(who, "2025-03-03").on_day("2025-04-01").act("ask_extension", by="judge")
    s.act("decide_extension", granted=False)
    assert make.due(s.case_id, "ordinary") == "2025-09-03"
    s.act("ask_extension", by="judge").act("decide_extension", granted=True)
    assert make.due(s.case_id, "ordinary") == "2026-03-03"


@pytest.mark.parametrize(
    ("day", "late"), [("2025-08-19", False), ("2025-08-20", True), ("2025-09-03", True)]
)
def test_what_is_asked_less_than_fifteen_days_before_is_taken_and_marked(
    who: make.Cast, day: str, late: bool
) -> None:
    """The limit ends with 2025-09-03: 08-19 is fifteen days before, and the last day to ask."""
    s = registered(who, "2025-03-03").on_day(day).act("ask_extension", by="judge")
    assert Approval.objects.get().late is late
    told = Entry.objects.get(case_id=s.case_id, act="ask_extension")
    assert f'"late":{"true" if late else "false"}' in told.body


def test_after_expiry_no_extension_is_asked(who: make.Cast) -> None:
    s = registered(who, "2025-03-03").on_day("2025-09-04", 0)
    assert why(lambda: asks(s)) == "after_expiry"


@pytest.mark.parametrize(
    ("procedure", "due"), [("summary", "2025-07-03"), ("small_claims", "2025-06-03")]
)
def test_summary_and_small_claims_are_extended_by_a_month_and_once(
    who: make.Cast, procedure: str, due: str
) -> None:
    s = registered(who, "2025-03-03", procedure).on_day("2025-04-01")
    s.act("ask_extension", by="judge").act("decide_extension", granted=True)
    assert make.due(s.case_id, procedure) == due
    assert why(lambda: asks(s)) == "no_more_extensions"


# ---------------------------------------------------------------- the higher court


@pytest.fixture
def asked_twice(who: make.Cast) -> make.Stage:
    """Extended once by the president; the second request is the higher court's."""
    s = registered(who, "2025-03-03").on_day("2025-04-01").act("ask_extension", by="judge")
    s.act("decide_extension", granted=True)
    assert make.due(s.case_id, "ordinary") == "2026-03-03"
    return s.act("ask_extension", by="judge")


def decides(s: make.Stage, by: Actor) -> Done:
    return perform(s.case_id, "decide_extension", by=by, data={"granted": True}, at=s.at)


def test_a_second_extension_is_granted_by_the_higher_courts_president(
    who: make.Cast, asked_twice: make.Stage
) -> None:
    s = asked_twice
    assert why(lambda: decides(s, who.actor(BASIC, Role.COURT_LEADER))) == "higher_court_only"
    assert make.due(s.case_id, "ordinary") == "2026-03-03"
    decides(s, who.actor(UPPER, Role.COURT_LEADER))
    assert make.due(s.case_id, "ordinary") == "2026-06-03"  # 6 + 6 + 3 months
    assert why(lambda: asks(s)) == "no_more_extensions"
    assert problems([s.case_id]) == []


def test_the_first_extension_is_not_the_higher_courts(who: make.Cast) -> None:
    s = registered(who, "2025-03-03").on_day("2025-04-01").act("ask_extension", by="judge")
    assert why(lambda: decides(s, who.actor(UPPER, Role.COURT_LEADER))) == "not_yours"
    assert Approval.objects.get().granted is None


@pytest.mark.parametrize("role", [Role.JUDGE, Role.DIVISION_CHIEF, Role.CLERK, Role.OVERSIGHT])
def test_for_others_of_the_higher_court_there_is_no_such_case(
    who: make.Cast, asked_twice: make.Stage, role: Role
) -> None:
    with pytest.raises(NotThere):
        decides(asked_twice, who.actor(UPPER, role))


@pytest.mark.parametrize("act", ["add_note", "urge", "decide_exclusion", "relieve_fee"])
def test_the_higher_courts_president_does_nothing_else_below(
    who: make.Cast, asked_twice: make.Stage, act: str
) -> None:
    by = who.actor(UPPER, Role.COURT_LEADER)
    with pytest.raises(NotThere):
        perform(asked_twice.case_id, act, by=by, data={"note": "x", "why": "x", "granted": True})


def test_a_president_of_some_other_court_sees_nothing(
    who: make.Cast, asked_twice: make.Stage
) -> None:
    elsewhere = Court.objects.create(code="鲁98", name="演示另一中院", group=who.group)
    user = who.users["upper_president"]
    Grant.objects.filter(user=user, role="court_leader").update(court=elsewhere)
    with pytest.raises(NotThere):
        decides(asked_twice, Actor(user.pk, "court_leader"))


def test_an_office_that_has_not_begun_or_is_over_grants_nothing(
    who: make.Cast, asked_twice: make.Stage
) -> None:
    leader = who.actor(UPPER, Role.COURT_LEADER)
    mine = Grant.objects.filter(user_id=leader.user_id, role="court_leader")
    for dates in (
        {"valid_from": date(2025, 4, 2), "valid_until": None},
        {"valid_from": date(2000, 1, 1), "valid_until": date(2025, 3, 31)},
    ):
        mine.update(**dates)
        with pytest.raises(NotThere):
            decides(asked_twice, leader)
    mine.update(valid_from=date(2025, 4, 1), valid_until=date(2025, 4, 1))
    assert decides(asked_twice, leader)


# ---------------------------------------------------------------- exclusion


def test_excluded_spans_that_overlap_count_once(who: make.Cast) -> None:
    """03-10..03-20 and 03-15..03-25 are 15 days: 2025-09-03 becomes 09-18."""
    s = registered(who, "2025-03-03").on_day("2025-04-01")
    for begins, ends in ((10, 20), (15, 25)):
        s.act("ask_exclusion", by="judge", incident="appraisal", begins=date(2025, 3, begins),
              ends=date(2025, 3, ends)).act("decide_exclusion", granted=True)  # fmt: skip
    assert make.due(s.case_id, "ordinary") == "2025-09-18"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        ({"incident": "recusal"}, "bad_value"),  # pauses nothing
        ({"begins": date(2025, 3, 20), "ends": date(2025, 3, 10)}, "bad_value"),
        ({"begins": date(2025, 1, 1), "ends": date(2025, 2, 1)}, "date_before_filing"),
    ],
)
def test_only_what_the_law_excludes_is_excluded(
    who: make.Cast, data: dict[str, Any], reason: str
) -> None:
    s = registered(who, "2025-03-03").on_day("2025-04-01")
    asked = {"incident": "appraisal", "begins": date(2025, 3, 10), "ends": date(2025, 3, 20),
             "why": "鉴定", **data}  # fmt: skip
    judge = who.actor(BASIC, Role.JUDGE)
    assert why(
        lambda: perform(s.case_id, "ask_exclusion", by=judge, data=asked, at=s.at)
    ) == reason  # fmt: skip
    assert not Approval.objects.exists()


def test_an_exclusion_is_shown_by_a_paper_of_the_file(who: make.Cast) -> None:
    s = registered(who, "2025-03-03").on_day("2025-04-01")
    judge = who.actor(BASIC, Role.JUDGE)
    asked = {"incident": "appraisal", "begins": date(2025, 3, 10), "ends": date(2025, 3, 12),
             "why": "鉴定"}  # fmt: skip
    other = make.paper(registered(who, "2025-03-03").case_id)
    for paper in (None, 999_999_999, other):
        data = {**asked, "filed": paper}
        assert why(
            lambda data=data: perform(s.case_id, "ask_exclusion", by=judge, data=data, at=s.at)
        ) == "needs_paper"  # fmt: skip
    data = {**asked, "filed": make.paper(s.case_id)}
    perform(s.case_id, "ask_exclusion", by=judge, data=data, at=s.at)
    assert Approval.objects.get(case_id=s.case_id).granted is None


def test_an_exclusion_takes_two_people_too(who: make.Cast) -> None:
    s = registered(who, "2025-03-03").on_day("2025-04-01")
    s.act("ask_exclusion", by="judge", incident="appraisal", begins=date(2025, 3, 10),
          ends=date(2025, 3, 20))  # fmt: skip
    judge = who.actor(BASIC, Role.JUDGE)
    Grant.objects.create(user_id=judge.user_id, court=who.courts[BASIC], role="court_leader")
    both, decide = Actor(judge.user_id, "court_leader"), {"granted": True}
    assert why(lambda: perform(s.case_id, "decide_exclusion", by=both, data=decide)) == "two_people"
    s.act("decide_exclusion", granted=True)
    assert make.due(s.case_id, "ordinary") == "2025-09-15"  # 09-13 is a Saturday


# ---------------------------------------------------------------- a court's own, shorter limits


def tighten(who: make.Cast, node: str, amount: int, unit: Unit, since: str, **more: Any) -> None:
    TightenedLimit.objects.create(
        court=who.courts[BASIC], node=node, amount=amount, unit=unit.value,
        effective_from=date.fromisoformat(since), **more,
    )  # fmt: skip


def reviewed(who: make.Cast, day: str) -> str:
    """The last day for the filing review, by law seven days, of a case received on this day."""
    return make.due(make.stage(who, day).file().case_id, "filing_review", basis="statutory")


def test_a_court_tightens_its_own_limit_from_a_day_on(who: make.Cast) -> None:
    """Five days from 2025-03-10, three from 2025-06-02; a running clock keeps what it has."""
    before = make.stage(who, "2025-03-07").file()
    tighten(who, "filing_review", 5, Unit.CALENDAR_DAYS, "2025-03-10", basis="statutory")
    tighten(who, "filing_review", 3, Unit.CALENDAR_DAYS, "2025-06-02", basis="statutory")
    assert make.due(before.case_id, "filing_review", basis="statutory") == "2025-03-14"
    assert reviewed(who, "2025-03-07") == "2025-03-14"
    assert reviewed(who, "2025-03-10") == "2025-03-17"  # Saturday 03-15 rolls
    assert reviewed(who, "2025-03-11") == "2025-03-17"  # 03-16 is a Sunday
    assert reviewed(who, "2025-06-03") == "2025-06-06"
    before.on_day("2025-03-12").act("return_for_correction").act("submit_correction")
    assert make.due(before.case_id, "filing_review", basis="statutory") == "2025-03-17"


@pytest.mark.parametrize(
    ("amount", "unit"),
    [(8, Unit.CALENDAR_DAYS), (6, Unit.WORKING_DAYS), (1, Unit.MONTHS), (1, Unit.YEARS)],
)
def test_a_limit_longer_than_the_laws_binds_nobody(who: make.Cast, amount: int, unit: Unit) -> None:
    tighten(who, "filing_review", amount, unit, "2025-01-01", basis="statutory")
    assert reviewed(who, "2025-03-03") == "2025-03-10"


def test_the_longer_limit_does_not_undo_the_shorter_one_before_it(who: make.Cast) -> None:
    tighten(who, "filing_review", 4, Unit.CALENDAR_DAYS, "2025-01-01", basis="statutory")
    tighten(who, "filing_review", 30, Unit.CALENDAR_DAYS, "2025-02-01", basis="statutory")
    assert reviewed(who, "2025-03-03") == "2025-03-07"


def test_in_working_days_it_counts_by_where_it_ends(who: make.Cast) -> None:
    """Five working days from Monday 03-03 end with the seventh day: no longer than the law's."""
    tighten(who, "filing_review", 5, Unit.WORKING_DAYS, "2025-01-01", basis="statutory")
    assert reviewed(who, "2025-03-03") == "2025-03-10"
    tighten(who, "filing_review", 4, Unit.WORKING_DAYS, "2025-01-02", basis="statutory")
    assert reviewed(who, "2025-03-03") == "2025-03-07"


def test_the_courts_target_is_tightened_apart_from_the_laws_limit(who: make.Cast) -> None:
    tighten(who, "judicial_confirmation", 10, Unit.CALENDAR_DAYS, "2025-01-01")
    s = make.at_place(who, "judicial_confirmation", "2025-03-03")
    target = make.clock(s.case_id, "judicial_confirmation", basis="management")
    limit = make.clock(s.case_id, "judicial_confirmation", basis="statutory")
    assert [said(clock.rule)["amount"] for clock in (target, limit)] == [10, 30]


PARTYS_OWN = [
    node.code
    for node in NODES.values()
    for rule in (node.statutory, node.management)
    if rule is not None
    and rule.bound not in (Bound.COURT_AT_MOST, Bound.SET_BY_COURT)
]  # fmt: skip


def test_the_limits_of_parties_are_five_nodes() -> None:
    assert sorted(PARTYS_OWN) == [
        "answer_period", "appeal_period", "evidence_period", "fee_payment", "filing_correction",
    ]  # fmt: skip


@pytest.mark.parametrize("node", PARTYS_OWN)
def test_a_partys_limit_is_never_shortened(who: make.Cast, node: str) -> None:
    for basis in ("statutory", "management"):
        tighten(who, node, 1, Unit.CALENDAR_DAYS, "2024-01-01", basis=basis)
    s = make.at_place(who, node, "2025-03-03")
    clock = make.clock(s.case_id, node)
    lawful = {"answer_period": 15, "appeal_period": 15, "evidence_period": (7, 15),
              "fee_payment": 7, "filing_correction": 7}[node]  # fmt: skip
    assert said(clock.rule)["amount"] in (lawful if isinstance(lawful, tuple) else (lawful,))


def test_another_courts_limit_is_its_own(who: make.Cast) -> None:
    TightenedLimit.objects.create(
        court=who.courts[UPPER], node="filing_review", basis="statutory", amount=1,
        unit="calendar_days", effective_from=date(2025, 1, 1),
    )  # fmt: skip
    assert reviewed(who, "2025-03-03") == "2025-03-10"


def test_a_changed_procedure_keeps_the_excluded_days_but_no_extension(who: make.Cast) -> None:
    """Summary extended to 07-03; as ordinary the six months from filing and ten excluded days."""
    assert {"summary", "ordinary"} <= {p.value for p in FIRST_INSTANCE}
    s = registered(who, "2025-03-03", "summary").pay().act("assign").on_day("2025-04-01")
    s.act("ask_extension", by="judge").act("decide_extension", granted=True)
    s.act("ask_exclusion", by="judge", incident="appraisal", begins=date(2025, 3, 10),
          ends=date(2025, 3, 20)).act("decide_exclusion", granted=True)  # fmt: skip
    assert make.due(s.case_id, "summary") == "2025-07-14"  # 07-13 is a Sunday
    s.act("change_procedure", procedure="ordinary")
    assert make.due(s.case_id, "ordinary") == "2025-09-15"
