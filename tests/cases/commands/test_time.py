"""The sweep, its proof, and training clocks, at the command line."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import psycopg2
import pytest
from django.db import connection
from django.utils import timezone

from cases import enforcement, procedure
from cases.law.periods import closing
from cases.loading import effective_now
from cases.models import Case, Clock, ClockGroup, Entry, Incident, Rung, SetAside
from cases.proof.replay import replay
from cases.training import BeingMoved, Moved, OnlyForward, OnlyTraining, move_clock, stand_still
from tests.cases.commands.life import Life, World, ask, failing, make_world, moment

# -- sweep and proof --------------------------------------------------------------------------


def test_what_is_due_is_unfired_until_swept(world: World) -> None:
    life = world.file("2025-01-06")
    words, found = failing("reconcile")
    assert found["unfired"] == 2
    assert found["cases"] == [[life.case_id, 2], [life.case_id, 1]]
    assert str(life.case_id) in words
    swept = ask("sweep", "--once")
    assert swept["cases"] == 1 and swept["rungs"] >= 2 and swept["set_aside"] == []
    proof = ask("reconcile")
    assert (proof["unfired"], proof["cases"], proof["fired"]) == (0, [], 2)
    assert proof["lag_p50_ms"] <= proof["lag_p99_ms"]


def test_a_second_sweep_finds_nothing(world: World) -> None:
    world.file("2025-01-06")
    ask("sweep", "--once")
    assert ask("sweep", "--once") == {"cases": 0, "rungs": 0, "set_aside": []}


def test_a_sweep_names_what_it_set_aside(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    bad, good = world.file("2025-01-06"), world.file("2025-01-07")
    step = procedure.step_time

    def stumbling(p: Any, *arguments: Any, **options: Any) -> None:
        if p.case.pk == bad.case_id:
            raise LookupError("a broken row")
        step(p, *arguments, **options)

    monkeypatch.setattr(procedure, "step_time", stumbling)
    words, swept = failing("sweep", "--once")
    assert swept["set_aside"] == [bad.case_id]
    assert f"set aside; see why on the board and retry them there: {bad.case_id}" in words
    assert Rung.objects.filter(case_id=good.case_id).exists()
    assert SetAside.objects.get().case_id == bad.case_id


def test_sweeping_for_ever_is_not_the_commands_work(world: World) -> None:
    words, _ = failing("sweep")
    assert "--once" in words


@pytest.mark.parametrize("arguments", [("--grace", "x"), ("--days", "0"), ("--grace", "-1")])
def test_nonsense_about_the_proof_is_refused(db: None, arguments: tuple[str, str]) -> None:
    words, printed = failing("reconcile", "=".join(arguments))
    assert arguments[0] in words and printed is None


# -- moving a training clock ------------------------------------------------------------------


def now(life: Life, act: str, by: str, **data: Any) -> procedure.Done:
    """An act done at the present moment of the court's clock."""
    return procedure.perform(life.case_id, act, by=life.world.people[by], data=data)


def filed_now(world: World, procedure_: str = "summary") -> Life:
    """A case of today, Monday 3 March 2025, with its judge, waiting for service."""
    with connection.cursor() as cursor:
        cursor.execute(
            'UPDATE cases_clockgroup SET "offset" = %s - clock_timestamp() WHERE id = %s',
            [moment("2025-03-03"), world.group.pk],
        )
    life = world.file("2025-03-03")
    now(life, "register", "clerk", procedure=procedure_)
    now(life, "pay_fee", "litigant")
    now(life, "assign", "clerk", judge=world.people["judge"].user_id, panel=False,
        inner_why="指定")  # fmt: skip
    return life


def test_a_moved_clock_lets_everything_happen_when_it_was_due(world: World) -> None:
    life = filed_now(world)
    now(life, "serve_complaint", "clerk", party=2, way="direct")
    answer = Clock.objects.get(case_id=life.case_id, code="answer_period")
    before = effective_now(world.group.pk)
    found = ask("move_clock", "--group", world.group.name, "--days", 40)
    assert (found["group"], found["days"], found["cases"]) == (world.group.name, 40, 1)
    assert found["set_aside"] == []
    after = effective_now(world.group.pk)
    assert timedelta(days=40) <= after - before < timedelta(days=40, minutes=5)
    assert datetime.fromisoformat(found["now"]) <= after
    assert Case.objects.get(pk=life.case_id).stands_at == "hearing_scheduling"
    expired = Entry.objects.filter(case_id=life.case_id, act="expire").first()
    assert expired is not None and expired.effective_at == answer.due_at
    assert replay(life.case_id) == []
    assert ask("reconcile", "--grace", 0)["unfired"] == 0


def test_what_a_move_fires_was_not_late(world: World) -> None:
    life = filed_now(world)
    move_clock(world.group.pk, 30)
    lags = Rung.objects.filter(case_id=life.case_id).values_list("lag_ms", flat=True)
    assert len(lags) > 3
    assert max(lags) < 5_000
    moved_at = ClockGroup.objects.get(pk=world.group.pk).moved_at
    assert moved_at is not None and timezone.now() - moved_at < timedelta(minutes=5)


def test_nothing_due_moves_the_clock_alone(world: World) -> None:
    before = effective_now(world.group.pk)
    assert move_clock(world.group.pk, 1) == Moved(0, [])
    assert effective_now(world.group.pk) - before >= timedelta(days=1)


def test_linked_cases_move_in_one_order_of_time(world: World) -> None:
    """A ruling above becomes effective between two deadlines below, and counts from its own day."""
    life = filed_now(world, "ordinary")
    above = objection_appealed(life)
    move_clock(world.group.pk, 20)
    now(life, "serve_complaint", "clerk", party=2, way="direct")
    notice = Clock.objects.get(case_id=above, code="public_notice_period")
    answer = Clock.objects.get(case_id=life.case_id, code="answer_period")
    assert notice.due_at is not None and answer.due_at is not None
    assert notice.due_at < answer.due_at
    moved = move_clock(world.group.pk, 40)
    incident = Incident.objects.get(case_id=life.case_id, kind="jurisdiction_objection")
    assert incident.closed_on == date.fromordinal(notice.due_on.toordinal() + 1)
    evidence = Clock.objects.get(case_id=life.case_id, code="evidence_period")
    assert [span[1] for span in evidence.spans] == [incident.closed_on.isoformat()]
    (answered, at), expired = (
        Entry.objects.filter(case_id=life.case_id, role="time", seq__gt=evidence.opened_seq)
        .order_by("seq")
        .values_list("act", "effective_at")[:2]
    )
    assert answered == "answered"
    assert at == closing(notice.due_on)
    assert expired == ("expire", answer.due_at)
    assert moved == Moved(2, [])
    assert replay(life.case_id) == replay(above) == []


def objection_appealed(life: Life) -> int:
    """The jurisdiction objection of a case, decided above; its ruling is served by notice."""
    now(life, "open_incident", "clerk", incident="jurisdiction_objection")
    now(life, "rule_on_objection", "judge")
    now(life, "appeal_objection", "litigant")
    above = Life(life.world, Case.objects.latest("pk").pk)
    now(above, "register", "clerk")
    if Case.objects.get(pk=above.case_id).stands_at == "case_assignment":
        now(above, "assign", "clerk", judge=life.world.people["judge"].user_id,
            inner_why="指定")  # fmt: skip
    now(above, "record_deliberation", "judge")
    now(above, "sign_judgment", "judge")
    now(above, "pronounce", "judge", manner="in_court", result="affirmed")
    now(above, "serve_judgment", "clerk", party=1, way="direct")
    now(above, "serve_judgment", "clerk", party=2, way="public_notice")
    return above.case_id


def test_a_case_set_aside_does_not_stop_the_clock(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    life = filed_now(world)

    def broken(*arguments: Any, **options: Any) -> None:
        raise LookupError("a broken row")

    with monkeypatch.context() as patch:
        patch.setattr(procedure, "step_time", broken)
        words, moved = failing("move_clock", "--group", world.group.name, "--days", 30)
    assert (moved["cases"], moved["set_aside"]) == (0, [life.case_id])
    assert str(life.case_id) in words
    assert SetAside.objects.count() == 1
    assert move_clock(world.group.pk, 1) == Moved(0, []), "what waits already is not told again"


def test_only_training_clocks_move(db: None) -> None:
    working = make_world("鲁98", training=False)
    with pytest.raises(OnlyTraining):
        move_clock(working.group.pk, 1)
    with pytest.raises(OnlyTraining):
        move_clock(999_999, 1)
    words, _ = failing("move_clock", "--group", working.group.name, "--days", 1)
    assert "training" in words
    assert ClockGroup.objects.get().offset == timedelta(0)


@pytest.mark.parametrize("days", [0, -1, 3651, 10**9])
def test_a_clock_moves_forward_and_not_by_centuries(world: World, days: int) -> None:
    with pytest.raises(OnlyForward):
        move_clock(world.group.pk, days)
    words, _ = failing("move_clock", f"--group={world.group.name}", f"--days={days}")
    assert "--days" in words


def test_a_clock_stays_within_the_calendar(world: World) -> None:
    ClockGroup.objects.update(offset=timedelta(days=365 * 73))
    with pytest.raises(OnlyForward):
        move_clock(world.group.pk, 3650)


@pytest.mark.django_db(transaction=True)
def test_two_moves_at_once_are_one_too_many(second_connection: Any) -> None:
    world = make_world()
    other = second_connection()
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(hashtext('move_clock'), %s)", [world.group.pk])
    with pytest.raises(BeingMoved):
        move_clock(world.group.pk, 1)
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_unlock_all()")
    assert move_clock(world.group.pk, 1) == Moved(0, [])


@pytest.mark.parametrize(
    ("arguments", "named"),
    [(("--days", "3"), "--group"), (("--group", "x"), "--days"),
     (("--group", "x", "--days", "3"), "clock of 鲁97"),
     (("--group", "clock of 鲁97", "--days", "many"), "--days")],
)  # fmt: skip
def test_a_move_without_sense_is_refused(
    world: World, arguments: tuple[str, ...], named: str
) -> None:
    words, printed = failing("move_clock", *arguments)
    assert named in words and printed is None


# -- a training clock stands still while nothing runs -------------------------------------------


def stopped(world: World, **ago: float) -> None:
    """Everything stopped so long ago, with the clock five days ahead."""
    with connection.cursor() as cursor:
        cursor.execute(
            'UPDATE cases_clockgroup SET "offset" = %s,'
            " seen_at = clock_timestamp() - %s WHERE id = %s",
            [timedelta(days=5), timedelta(**ago), world.group.pk],
        )


def offset(world: World) -> timedelta:
    return ClockGroup.objects.get(pk=world.group.pk).offset


def test_a_stopped_clock_goes_on_from_where_it_stood(world: World) -> None:
    stopped(world, days=3)
    assert stand_still() == 1
    assert abs(offset(world) - timedelta(days=2)) < timedelta(seconds=5)
    assert stand_still() == 0, "a second start does not turn it back again"
    assert abs(offset(world) - timedelta(days=2)) < timedelta(seconds=5)


def test_a_clock_that_runs_is_left_alone(world: World) -> None:
    stopped(world, seconds=20)
    assert stand_still() == 0
    assert offset(world) == timedelta(days=5)


def test_a_clock_never_swept_is_left_alone(world: World) -> None:
    assert stand_still() == 0


def test_no_act_ever_lies_in_the_future_of_its_court(world: World) -> None:
    """Pages may have gone on after the last sweep: the clock stood at the last act."""
    life = filed_now(world)
    stopped(world, days=3)
    assert stand_still() == 0
    last = Entry.objects.filter(case_id=life.case_id).latest("seq")
    assert last.effective_at <= effective_now(world.group.pk)


def test_a_move_after_the_last_sweep_counts_as_life(world: World) -> None:
    stopped(world, days=3)
    ClockGroup.objects.update(moved_at=timezone.now() - timedelta(days=1))
    assert stand_still() == 1
    assert abs(offset(world) - timedelta(days=4)) < timedelta(seconds=5)


def test_the_clock_of_a_working_court_never_stands(db: None) -> None:
    world = make_world("鲁98", training=False)
    stopped(world, days=3)
    assert stand_still() == 0
    assert offset(world) == timedelta(days=5)


@pytest.mark.django_db(transaction=True)
def test_a_stop_of_ten_days_misses_no_deadline(admin_dsn: str) -> None:
    world = make_world()
    life = filed_now(world)
    enforcement.sweep()
    ten_days = timedelta(days=10)
    ClockGroup.objects.update(offset=offset(world) + ten_days, seen_at=timezone.now() - ten_days)
    with psycopg2.connect(admin_dsn) as admin, admin.cursor() as cursor:
        # As if all of it had been done just before everything stopped.
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("UPDATE cases_entry SET recorded_at = recorded_at - interval '10 days'")
    admin.close()
    assert failing("reconcile")[1]["unfired"] > 0
    assert stand_still() == 1
    assert ask("reconcile")["unfired"] == 0
    assert ask("sweep", "--once")["cases"] == 0
    assert Case.objects.get(pk=life.case_id).stands_at == "complaint_service"
