"""An act in two trips to the database is as whole a transaction as any other."""

from __future__ import annotations

from typing import Any

import psycopg2
import pytest
from django.db import (
    NotSupportedError,
    OperationalError,
    close_old_connections,
    connection,
    transaction,
)
from psycopg2.extensions import TRANSACTION_STATUS_IDLE

from cases import procedure, trips
from cases.law.refusals import Refusal
from cases.law.roles import Role
from cases.models import Entry
from courtflow.servers.postgres import connected
from tests.cases import make
from tests.database import Worker

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def s(who: make.Cast) -> make.Stage:
    return make.stage(who).file()


def note(s: make.Stage) -> procedure.Done:
    by = s.cast.actor(make.BASIC, Role.CLERK)
    return procedure.perform(s.case_id, "add_note", by=by, data={"note": "演示备注"})


def notes(s: make.Stage) -> int:
    return Entry.objects.filter(case_id=s.case_id, act="add_note").count()


def is_idle() -> bool:
    status = connection.connection.info.transaction_status
    return bool(status == TRANSACTION_STATUS_IDLE) and connection.get_autocommit()


class Said:
    """What was said to the database."""

    def __init__(self) -> None:
        self.statements: list[str] = []

    def __call__(self, execute: Any, sql: str, *rest: Any) -> Any:
        self.statements.append(sql)
        return execute(sql, *rest)


def test_a_plan_whose_table_was_altered_costs_one_answer_not_all_that_follow(
    s: make.Stage, worker: Worker
) -> None:
    asked = "SELECT name FROM cases_room WHERE id = $1"
    trips.rows(asked, [0])
    with connected(worker.admin_dsn) as admin:
        admin.execute("ALTER TABLE cases_room ALTER name TYPE varchar(61)")
    try:
        with pytest.raises(NotSupportedError):
            trips.rows(asked, [0])
        close_old_connections()  # as before every request and task
        assert trips.rows(asked, [0]) == []
    finally:
        with connected(worker.admin_dsn) as admin:
            admin.execute("ALTER TABLE cases_room ALTER name TYPE varchar(60)")


def test_an_act_is_two_statements_and_its_transaction_goes_along(s: make.Stage) -> None:
    note(s)  # the plans are made
    said = Said()
    with connection.execute_wrapper(said):
        note(s)
    load, write = said.statements
    assert load.startswith("BEGIN; EXECUTE") and write.endswith("; COMMIT")
    assert notes(s) == 2 and is_idle()


def test_a_refused_act_leaves_nothing_and_nothing_open(s: make.Stage) -> None:
    by = s.cast.actor(make.BASIC, Role.CLERK)
    with pytest.raises(Refusal):
        procedure.perform(s.case_id, "archive", by=by)
    assert is_idle()
    note(s)
    assert notes(s) == 1


def test_inside_another_transaction_an_act_ends_with_that_one(s: make.Stage) -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        note(s)
        raise ZeroDivisionError
    assert notes(s) == 0 and is_idle()
    with transaction.atomic():
        note(s)
    assert notes(s) == 1 and is_idle()


def test_what_waits_for_the_commit_runs_after_it_or_never(s: make.Stage) -> None:
    ran: list[int] = []
    with trips.in_few_trips():
        trips.rows("SELECT 1", [])
        transaction.on_commit(lambda: ran.append(1))
        assert ran == []
    assert ran == [1]
    with pytest.raises(ZeroDivisionError), trips.in_few_trips():
        transaction.on_commit(lambda: ran.append(2))
        raise ZeroDivisionError
    with trips.in_few_trips():
        trips.rows("SELECT 1", [])
    assert ran == [1] and is_idle()


def test_a_savepoint_inside_is_rolled_back_alone(s: make.Stage) -> None:
    with trips.in_few_trips():
        note(s)
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            note(s)
            raise ZeroDivisionError
    assert notes(s) == 1 and is_idle()


def test_a_connection_that_dies_in_the_middle_loses_only_its_act(
    s: make.Stage, admin_dsn: str
) -> None:
    with pytest.raises(OperationalError), trips.in_few_trips():
        [[backend]] = trips.rows("SELECT pg_backend_pid()", [])
        with psycopg2.connect(admin_dsn) as admin, admin.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s)", [backend])
        trips.rows("SELECT 1", [])
    note(s)  # on a new connection, which plans anew
    assert notes(s) == 1 and is_idle()
