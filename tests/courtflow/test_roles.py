"""The application is bound by the guards of the log, or it does not serve."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import CommandError
from django.db import connections
from django.db.backends.postgresql.base import DatabaseWrapper
from django.test import Client
from django.urls import reverse

from cases import database
from courtflow import settings as read_settings
from courtflow.servers.folder import CHECKOUT
from courtflow.servers.postgres import OWNER, connected
from tests.database import Worker

pytestmark = [pytest.mark.django_db, pytest.mark.postgres_other]


def of_worker(worker: Worker, url: str) -> str:
    """The worker's database, signed in to as somebody else."""
    return url.rpartition("/")[0] + "/" + worker.name


@contextmanager
def signed_in(url: str) -> Iterator[DatabaseWrapper]:
    """Django's connection as another role, instead of the application's."""
    parts, kept = read_settings.database(url), connections["default"]
    names = ("NAME", "USER", "PASSWORD", "HOST", "PORT")
    other = DatabaseWrapper(
        connections.settings["default"] | {name: parts[name] for name in names}, "default"
    )
    connections["default"] = other
    try:
        yield other
    finally:
        other.close()
        connections["default"] = kept


@contextmanager
def role(worker: Worker, *rights: str) -> Iterator[str]:
    """A role of its own with some rights; its address."""
    name, password = f"role_{secrets.token_hex(4)}", secrets.token_urlsafe(12)
    with connected(worker.admin_dsn) as cursor:
        cursor.execute(f"CREATE ROLE {name} LOGIN PASSWORD '{password}'")
        for right in rights:
            cursor.execute(right.format(name))
        try:
            place = worker.admin_dsn.rpartition("@")[2]
            yield f"postgresql://{name}:{password}@{place}"
        finally:
            cursor.execute(f"DROP OWNED BY {name}; DROP ROLE {name}")


def test_the_applications_role_has_no_power_over_the_log() -> None:
    assert database.too_much_power() == ""


@pytest.mark.parametrize(("who", "said"), [("owner_url", "owns the tables"),
                                           ("admin_url", "is a superuser")])  # fmt: skip
def test_the_owner_and_the_superuser_have_too_much(worker: Worker, who: str, said: str) -> None:
    with signed_in(of_worker(worker, getattr(worker.running, who))):
        words = database.too_much_power()
    assert said in words and "DATABASE_OWNER_URL" in words and "docs/own-servers.md" in words


@pytest.mark.parametrize(
    ("rights", "said"),
    [
        (["GRANT SELECT, INSERT ON cases_entry TO {}"], ""),
        ([f"GRANT {OWNER} TO {{}}"], "owns the tables"),
        (["GRANT UPDATE ON cases_entry TO {}"], "may rewrite"),
        (["GRANT TRUNCATE ON cases_entry TO {}"], "may rewrite"),
    ],
)
def test_any_way_to_the_log_is_found(worker: Worker, rights: list[str], said: str) -> None:
    with role(worker, *rights) as url, signed_in(url):
        words = database.too_much_power()
    assert (said in words) if said else words == ""


def test_readyz_says_no_outside_a_demonstration(
    worker: Worker, client: Client, settings: object
) -> None:
    assert client.get(reverse("readyz")).status_code == 200
    with signed_in(of_worker(worker, worker.running.owner_url)):
        assert client.get(reverse("readyz")).status_code == 200
        settings.DEMO = False  # type: ignore[attr-defined]
        answer = client.get(reverse("readyz"), secure=True)
        assert answer.status_code == 503
        assert b"docs/own-servers.md" in answer.content and OWNER.encode() not in answer.content
    assert client.get(reverse("readyz"), secure=True).status_code == 200


def test_a_process_that_serves_does_not_start_with_too_much(
    worker: Worker, settings: object
) -> None:
    owner = of_worker(worker, worker.running.owner_url)
    with signed_in(owner):
        database.stop_where_too_mighty()
        settings.DEMO = False  # type: ignore[attr-defined]
        with pytest.raises(ImproperlyConfigured, match="owns the tables"):
            database.stop_where_too_mighty()
    with signed_in("postgresql://nobody@127.0.0.1:1/away"):
        database.stop_where_too_mighty()  # whether it comes is for /readyz to say


def test_migrating_as_the_applications_role_is_refused_or_said(
    worker: Worker, settings: object, capsys: pytest.CaptureFixture[str]
) -> None:
    with signed_in(of_worker(worker, worker.running.owner_url)):
        database.ask_for_two_roles()
        settings.DATABASE_APP_ROLE = OWNER  # type: ignore[attr-defined]
        database.ask_for_two_roles()
        assert "is the one that migrations run as" in capsys.readouterr().err
        settings.DEMO = False  # type: ignore[attr-defined]
        with pytest.raises(CommandError, match="is the one that migrations run as"):
            database.ask_for_two_roles()
        settings.DATABASE_APP_ROLE = "never_made"  # type: ignore[attr-defined]
        with pytest.raises(CommandError, match="has no role 'never_made'"):
            database.ask_for_two_roles()
        settings.DATABASE_APP_ROLE = ""  # type: ignore[attr-defined]
        with pytest.raises(CommandError, match="names no role"):
            database.ask_for_two_roles()


def run(worker: Worker, command: str, database_url: str, owner_url: str, state: str) -> str:
    """What a command says that has to fail in words, on servers that somebody named."""
    named = {"DATABASE_URL": database_url, "DATABASE_OWNER_URL": owner_url,
             "REDIS_URL": worker.redis_url, "COURTFLOW_DEMO": "0", "COURTFLOW_STATE": state,
             "ALLOWED_HOSTS": "court.example"}  # fmt: skip
    done = subprocess.run(
        [sys.executable, "manage.py", command],
        cwd=CHECKOUT, env=os.environ | named, capture_output=True, text=True, check=False,
        timeout=300,
    )  # fmt: skip
    assert done.returncode == 1, done.stdout + done.stderr
    assert "Traceback" not in done.stderr, done.stderr
    return done.stdout + done.stderr


@pytest.fixture
def empty(worker: Worker) -> Iterator[str]:
    """The name of a database without tables that belongs to the owner."""
    name = f"{worker.name}_empty_{secrets.token_hex(3)}"
    with connected(worker.admin_dsn) as cursor:
        cursor.execute(f"CREATE DATABASE {name} OWNER {OWNER}")
        yield name
        cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.mark.slow
def test_one_role_for_both_migrates_nothing_and_serves_nothing(
    worker: Worker, empty: str, state: Path
) -> None:
    owner = worker.running.owner_url.rpartition("/")[0] + "/" + empty
    for command in ("migrate", "serve"):
        said = run(worker, command, owner, owner, str(state))
        assert "is the one that migrations run as" in said, said
        assert "courtflow is running" not in said
    with connected(owner) as cursor:
        cursor.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")
        assert cursor.fetchone() == (0,)


@pytest.mark.slow
def test_a_superuser_serves_nothing_though_another_role_migrates(
    worker: Worker, state: Path
) -> None:
    admin, owner = (
        of_worker(worker, url) for url in (worker.running.admin_url, worker.running.owner_url)
    )
    assert "is a superuser" in run(worker, "serve", admin, owner, str(state))
