"""The two roles of the database, as the tests and the application meet them."""

import psycopg2
import pytest
from django.conf import settings
from django.db import connection

pytestmark = [pytest.mark.django_db, pytest.mark.postgres_other]


def test_django_connects_as_the_applications_role() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == (settings.DATABASE_APP_ROLE,) == ("courtflow_app",)


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE mine (id int)",
        "CREATE TEMPORARY TABLE django_session (id int)",
        "ALTER TABLE django_session ADD COLUMN mine int",
        "DROP TABLE django_session",
        "TRUNCATE django_session",
        "CREATE TRIGGER mine BEFORE DELETE ON django_session EXECUTE FUNCTION now()",
        "SET session_replication_role = replica",
        "CREATE DATABASE mine",
    ],
)
def test_the_applications_role_changes_no_tables(second_connection, statement: str) -> None:
    other = second_connection()
    other.autocommit = True
    with pytest.raises(psycopg2.errors.InsufficientPrivilege), other.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", [1, 2])
def test_committed_rows_are_gone_in_the_next_test(turn: int, second_connection) -> None:
    from django.contrib.sessions.models import Session

    assert not Session.objects.exists()
    with second_connection() as other, other.cursor() as cursor:
        cursor.execute("INSERT INTO django_session VALUES ('key', 'data', now())")
    assert Session.objects.count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", [1, 2])
def test_rows_of_migrations_come_back_after_a_test_removed_them(turn: int) -> None:
    from django.contrib.contenttypes.models import ContentType

    assert ContentType.objects.exists()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        cursor.execute("DELETE FROM auth_permission")
        cursor.execute("DELETE FROM django_content_type")
