"""One case that cannot be stepped holds up nobody else, and the proof says what was left out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import psycopg2
import pytest
from django.db import DatabaseError

from cases.enforcement import reconcile, sweep
from cases.law.refusals import Refusal
from cases.law.roles import Role
from cases.models import Case, Clock, Entry, Rung, SetAside
from cases.procedure import case_entered, perform
from cases.proceeding import Proceeding
from tests.cases import make
from tests.cases.engine.records import problems
from tests.cases.make import BASIC

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def overdue(who: make.Cast) -> list[int]:
    """Twelve cases whose time to correct the papers has run out, and nobody looked."""
    return [
        make.stage(who, f"2025-03-{3 + n:02}").file().act("return_for_correction").case_id
        for n in range(12)
    ]


def expired(case_id: int) -> bool:
    return Rung.objects.filter(case_id=case_id, rung=5).exists()


class Poison:
    """A receiver that cannot bear one case: what an app of the future may do wrong."""

    def __init__(self, case_id: int, error: Exception) -> None:
        self.case_id, self.error = case_id, error

    def __call__(self, proceeding: Proceeding, **_: Any) -> None:
        if proceeding.case.pk == self.case_id:
            raise self.error


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (Refusal("all_must_agree"), "all_must_agree"),
        (DatabaseError("broken"), "DatabaseError"),
        (TypeError("broken"), "TypeError"),
        (KeyError("broken"), "KeyError"),
        (AttributeError("broken"), "AttributeError"),
        (ZeroDivisionError("broken"), "ZeroDivisionError"),
    ],
    ids=lambda given: given if isinstance(given, str) else "",
)
def test_one_poisoned_case_is_set_aside_and_all_others_are_done(
    who: make.Cast, error: Exception, reason: str
) -> None:
    """Class A moves cases on arrival at fee_payment; for one of them that cannot be written."""
    ids = [_in_mediation(who, day) for day in range(3, 9)]
    poison = Poison(ids[2], error)
    case_entered.connect(poison)
    try:
        swept = sweep()
        assert swept.set_aside == [ids[2]]
        assert sweep().cases == 0  # it does not come back by itself
    finally:
        case_entered.disconnect(poison)
    places = dict(Case.objects.filter(pk__in=ids).values_list("pk", "stands_at"))
    assert [case_id for case_id in ids if places[case_id] == "mediation"] == [ids[2]]
    [row] = SetAside.objects.values_list("case_id", "reason", "attempts")
    assert row == (ids[2], reason, 1)
    assert not Entry.objects.filter(case_id=ids[2], act="expire").exists()
    assert not Rung.objects.filter(case_id=ids[2], rung=5).exists()
    assert problems(ids) == []

    assert sweep().cases == 0  # mended, but nobody has said so
    chief = who.actor(BASIC, Role.DIVISION_CHIEF)
    done = perform(ids[2], "retry_set_aside", by=chief, data={"note": "已修复"})
    assert done.stands_at == "fee_payment"
    assert SetAside.objects.count() == 0
    told = Entry.objects.get(case_id=ids[2], act="expire")
    assert told.effective_at == make.clock(ids[2], "mediation").due_at
    assert sweep().cases == 0
    assert problems(ids) == []


def _in_mediation(who: make.Cast, day: int) -> int:
    s = make.stage(who, f"2025-03-{day:02}").file().act("refer_to_mediation")
    return s.act("appoint_mediator").act("accept_mediation").case_id


def test_before_it_is_mended_a_retry_is_refused_and_the_case_stays_set_aside(
    who: make.Cast,
) -> None:
    case_id, chief = _in_mediation(who, 3), who.actor(BASIC, Role.DIVISION_CHIEF)
    for error, reason in (
        (Refusal("all_must_agree"), "all_must_agree"),
        (TypeError(), "set_aside"),
    ):
        poison = Poison(case_id, error)
        case_entered.connect(poison)
        try:
            sweep()
            with pytest.raises(Refusal) as refused:
                perform(case_id, "retry_set_aside", by=chief)
        finally:
            case_entered.disconnect(poison)
        assert refused.value.reason == reason
        assert SetAside.objects.filter(case_id=case_id).exists()
        assert Case.objects.get(pk=case_id).stands_at == "mediation"


def test_only_what_was_set_aside_is_retried(who: make.Cast) -> None:
    case_id = make.stage(who).file().case_id
    with pytest.raises(Refusal) as refused:
        perform(case_id, "retry_set_aside", by=who.actor(BASIC, Role.DIVISION_CHIEF))
    assert refused.value.reason == "not_set_aside"


def test_a_case_that_somebody_holds_is_left_to_the_next_sweep(
    overdue: list[int], second_connection: Callable[[], Any]
) -> None:
    """The eleven others are done meanwhile; nobody waits, nothing is set aside."""
    other = second_connection()
    with other.cursor() as cursor:
        cursor.execute("SELECT 1 FROM cases_case WHERE id = %s FOR UPDATE", [overdue[4]])
        assert sweep().cases == 11
    assert [case_id for case_id in overdue if not expired(case_id)] == [overdue[4]]
    other.rollback()
    assert sweep().cases == 1
    assert expired(overdue[4])
    assert SetAside.objects.count() == 0


# ---------------------------------------------------------------- the proof


def test_reconcile_finds_a_clock_that_the_sweep_cannot_see(
    overdue: list[int], admin_dsn: str
) -> None:
    [hidden] = Clock.objects.filter(case_id=overdue[7], code="filing_correction")
    _as_admin(
        admin_dsn, "UPDATE cases_clock SET next_at = NULL, next_rung = NULL"
        f" WHERE case_id = {hidden.case_id} AND no = {hidden.no}",
    )  # fmt: skip
    sweep()
    assert reconcile().unfired == [(hidden.case_id, hidden.no)]
    assert not expired(hidden.case_id)


def test_reconcile_finds_nothing_after_a_sweep_and_everything_before_it(overdue: list[int]) -> None:
    assert sorted(case_id for case_id, _ in reconcile().unfired) == overdue
    sweep()
    proof = reconcile()
    assert proof.unfired == []
    assert proof.fired == 12
    assert 0 < proof.lag_p50_ms <= proof.lag_p99_ms


def _as_admin(dsn: str, statement: str) -> None:
    with psycopg2.connect(dsn) as admin, admin.cursor() as cursor:
        cursor.execute(statement)
