"""What manage.py prepares for which command."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from courtflow.servers.commands import environment_for, needs_database
from courtflow.servers.errors import ServerFailed
from courtflow.servers.folder import CHECKOUT


@pytest.mark.parametrize(
    ("line", "needed"),
    [
        ("manage.py", False),
        ("manage.py help", False),
        ("manage.py --version", False),
        ("manage.py migrate --help", False),
        ("manage.py nodes", False),
        ("manage.py deadline 2026-01-01", False),
        ("manage.py makemigrations --check", False),
        ("manage.py migrate", True),
        ("manage.py serve", True),
        ("manage.py some_new_command", True),
    ],
)
def test_only_commands_that_use_the_database_start_one(line: str, needed: bool) -> None:
    assert needs_database(line.split()) is needed


def test_half_of_an_outside_pair_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://somewhere/else")
    monkeypatch.delenv("REDIS_URL")
    with pytest.raises(ServerFailed, match="Only DATABASE_URL"), environment_for(["", "shell"]):
        pass


def test_with_both_named_nothing_is_started(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("COURTFLOW_STATE", str(tmp_path / "state"))
    monkeypatch.delenv("COURTFLOW_DEMO")
    with environment_for(["manage.py", "shell"]):
        assert not (tmp_path / "state").exists()


def test_the_owners_commands_are_marked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COURTFLOW_AS_OWNER", "0")
    with environment_for(["manage.py", "migrate"]):
        assert os.environ["COURTFLOW_AS_OWNER"] == "1"


def test_a_production_start_without_its_keys_says_which_is_missing(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "manage.py", "clearsessions"],
        cwd=CHECKOUT,
        env={
            "PATH": os.environ["PATH"],
            "COURTFLOW_STATE": str(tmp_path / "state"),
            "DATABASE_URL": "postgresql://a@127.0.0.1:1/b",
            "REDIS_URL": "redis://127.0.0.1:1",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr == "courtflow: SECRET_KEY is not set.\n"
