"""What the database itself forbids, whatever program holds the application's password."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import psycopg2
import pytest
from psycopg2 import errors

from cases.models import Case, Rung
from tests.cases import make

pytestmark = pytest.mark.django_db(transaction=True)

APPEND_ONLY = ("cases_entry", "cases_rung", "cases_remark")
WATCHED = ("cases_case", "cases_clock", "cases_party", "cases_numberalias", "cases_clockrule",
           *APPEND_ONLY)  # fmt: skip


@pytest.fixture
def case(who: make.Cast) -> Case:
    """A case with acts, fired rungs and a remark of the court's."""
    s = make.stage(who, "2025-03-03").file().act("add_note", by="clerk", note="演示备注")
    s.on_day("2025-03-20")
    assert Rung.objects.filter(case_id=s.case_id).count() > 2
    return Case.objects.get(pk=s.case_id)


def digests(dsn: str) -> dict[str, str]:
    """A digest of every watched table, read by the administrator."""
    found = {}
    with psycopg2.connect(dsn) as admin, admin.cursor() as cursor:
        for name in WATCHED:
            cursor.execute(f"SELECT md5(string_agg(t::text, '|' ORDER BY t::text)) FROM {name} t")
            found[name] = cursor.fetchone()[0]
    return found


@pytest.fixture
def refused(
    case: Case, second_connection: Callable[[], Any], admin_dsn: str
) -> Callable[[str, type[Exception]], None]:
    """Runs a statement as the application's role up to its commit: refused, and nothing changed."""

    def run(statement: str, error: type[Exception]) -> None:
        before, other = digests(admin_dsn), second_connection()
        with pytest.raises(error), other, other.cursor() as cursor:
            cursor.execute("SELECT current_user")
            assert cursor.fetchone() == ("courtflow_app",)
            cursor.execute(statement, {"case": case.pk, "seq": case.log_seq})
        other.close()
        assert digests(admin_dsn) == before

    return run


CASE = "UPDATE cases_case SET {} WHERE id = %(case)s"


@pytest.mark.parametrize(
    ("statement", "error"),
    [
        (CASE.format("stands_at = 'archived'"), errors.RestrictViolation),
        (CASE.format("amount = 1, version = version + 1"), errors.RestrictViolation),
        # moved with a number for an entry that was never written
        (CASE.format("stands_at = 'archived', log_seq = log_seq + 1"), errors.ForeignKeyViolation),
        (CASE.format("log_seq = log_seq + 1"), errors.ForeignKeyViolation),
        (CASE.format("log_seq = log_seq + 2"), errors.RestrictViolation),
        (CASE.format("log_seq = log_seq - 1"), errors.RestrictViolation),
        (CASE.format("log_seq = 0"), errors.RestrictViolation),
        ("DELETE FROM cases_case WHERE id = %(case)s", errors.IntegrityError),
    ],
)
def test_a_case_stands_only_where_its_log_says(
    refused: Callable[..., None], statement: str, error: type[Exception]
) -> None:
    refused(statement, error)


NEW_CASE = """
INSERT INTO cases_case SELECT (jsonb_populate_record(c, jsonb_build_object(
    'id', 999999999, 'log_seq', {seq}, 'stands_at', {place}))).* FROM cases_case c
WHERE c.id = %(case)s
"""


@pytest.mark.parametrize(("seq", "place"), [("0", "'filing_review'"), ("1", "'archived'")])
def test_no_case_is_there_without_an_entry(
    refused: Callable[..., None], seq: str, place: str
) -> None:
    refused(NEW_CASE.format(seq=seq, place=place), errors.ForeignKeyViolation)


@pytest.mark.parametrize("table", APPEND_ONLY)
@pytest.mark.parametrize(
    "verb", ["UPDATE {} SET case_id = case_id", "DELETE FROM {}", "TRUNCATE {}",
             "TRUNCATE {} CASCADE", "LOCK TABLE {} IN ACCESS EXCLUSIVE MODE"],
)  # fmt: skip
def test_log_rungs_and_remarks_only_ever_grow(
    refused: Callable[..., None], table: str, verb: str
) -> None:
    refused(verb.format(table), errors.InsufficientPrivilege)


@pytest.mark.parametrize(
    "statement", ["UPDATE cases_clockrule SET words = '[]'", "DELETE FROM cases_clockrule",
                  "TRUNCATE cases_clockrule"],
)  # fmt: skip
def test_the_words_of_rules_stay(refused: Callable[..., None], statement: str) -> None:
    refused(statement, errors.InsufficientPrivilege)


ENTRY = """
INSERT INTO cases_entry (case_id, seq, court_id, act, stands_at, actor_id, role, effective_at,
                         recorded_at, key, request, body, hash, algorithm)
SELECT case_id, {seq}, court_id, 'forged', {place}, NULL, 'time', effective_at, recorded_at, NULL,
       '', body, hash, algorithm FROM cases_entry WHERE case_id = %(case)s AND seq = %(seq)s
"""


@pytest.mark.parametrize(
    ("seq", "place", "error"),
    [
        ("seq + 1", "stands_at", errors.RestrictViolation),  # past the case: a phantom
        ("seq + 5", "stands_at", errors.RestrictViolation),
        ("seq", "stands_at", errors.UniqueViolation),  # beside the one that is there
        ("1", "'archived'", errors.UniqueViolation),
        ("0", "stands_at", errors.RestrictViolation),  # before the first
        ("-1", "stands_at", errors.RestrictViolation),
    ],
)
def test_no_entry_is_slipped_into_the_log(
    refused: Callable[..., None], seq: str, place: str, error: type[Exception]
) -> None:
    refused(ENTRY.format(seq=seq, place=place), error)


def test_an_entry_cannot_say_another_place_than_the_case_takes(
    refused: Callable[..., None],
) -> None:
    """Case and entry together in one transaction, but they disagree."""
    entry = ENTRY.format(seq="seq + 1", place="'hearing'")
    moved = (
        "UPDATE cases_case SET log_seq = log_seq + 1, stands_at = 'archived' WHERE id = %(case)s"
    )
    refused(f"{entry}; {moved}", errors.ForeignKeyViolation)


@pytest.mark.parametrize(
    "statement",
    [
        "ALTER TABLE cases_entry DISABLE TRIGGER ALL",
        "ALTER TABLE cases_entry DISABLE TRIGGER entry_append_only",
        "ALTER TABLE cases_case DROP CONSTRAINT case_stands_where_the_log_says",
        "DROP TRIGGER case_guard ON cases_case",
        "DROP FUNCTION cases_guard_case() CASCADE",
        "CREATE OR REPLACE FUNCTION cases_guard_case() RETURNS trigger LANGUAGE plpgsql"
        " AS 'BEGIN RETURN NEW; END'",
        "ALTER FUNCTION cases_refuse_change() RENAME TO gone",
        "SET session_replication_role = replica",
        "ALTER TABLE cases_entry OWNER TO courtflow_app",
        # PostgreSQL only warns that nothing was granted
        "GRANT UPDATE ON cases_entry TO courtflow_app; UPDATE cases_entry SET act = 'x'",
        "DROP TABLE cases_entry CASCADE",
        "CREATE RULE gone AS ON INSERT TO cases_entry DO INSTEAD NOTHING",
        "CREATE FUNCTION public.now() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "CREATE SCHEMA mine",
        "SET ROLE courtflow_owner",
        "SET SESSION AUTHORIZATION courtflow_owner",
        "COPY cases_entry TO PROGRAM 'cat'",
        "UPDATE pg_trigger SET tgenabled = 'D'",
    ],
)
def test_the_guards_themselves_cannot_be_touched(
    refused: Callable[..., None], statement: str
) -> None:
    refused(statement, errors.InsufficientPrivilege)


@pytest.mark.parametrize("table", APPEND_ONLY)
@pytest.mark.parametrize("verb", ["UPDATE {} SET case_id = case_id", "DELETE FROM {}"])
def test_even_the_administrator_is_refused_while_the_triggers_stand(
    case: Case, admin_dsn: str, table: str, verb: str
) -> None:
    before = digests(admin_dsn)
    admin = psycopg2.connect(admin_dsn)
    with pytest.raises(errors.RestrictViolation), admin, admin.cursor() as cursor:
        cursor.execute(verb.format(table))
    admin.close()
    assert digests(admin_dsn) == before


def test_nobody_decides_on_their_own_request_whatever_the_program_says(
    refused: Callable[..., None], case: Case, who: make.Cast
) -> None:
    person = who.users["judge"].pk
    refused(
        "INSERT INTO cases_approval (case_id, kind, clock_no, asked_by_id, asked_at, late, unit,"
        " incident, citation, decided_by_id, granted) VALUES (%(case)s, 'extension', 1,"
        f" {person}, now(), false, '', '', '', {person}, true)",
        errors.CheckViolation,
    )
