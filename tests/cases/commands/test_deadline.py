"""Deadlines at the command line: by node and procedure, explained, and refused in plain words."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest
from django.core.management import call_command

from cases.law.nodes import NODES
from cases.law.overrides import FOREIGN_RULES, rules_of, use_of
from cases.law.periods import deadline
from cases.law.procedures import Procedure
from tests.cases.commands.life import ask, failing

PROJECT = Path(__file__).parents[3]


def due(*arguments: str) -> str | None:
    found = ask("deadline", *arguments)
    return found["due_on"]  # type: ignore[no-any-return]


@pytest.mark.parametrize(
    ("start", "limit", "expected"),
    [
        ("2024-09-16", "15 calendar_days", "2024-10-08"),
        ("2024-09-25", "10 calendar_days", "2024-10-08"),
        ("2025-01-10", "15 calendar_days", "2025-01-26"),
        ("2024-06-03", "7 calendar_days", "2024-06-11"),
        ("2024-01-31", "1 months", "2024-02-29"),
        ("2024-08-31", "6 months", "2025-02-28"),
        ("2024-09-13T16:20", "48 hours", "2024-09-15"),
        ("2025-01-24", "5 working_days", "2025-02-07"),
        ("2024-02-29", "1 years", "2025-02-28"),
    ],
)
def test_a_limit_in_so_many_words(start: str, limit: str, expected: str) -> None:
    assert due("--limit", limit, "--from", start) == expected


def test_the_answer_has_the_instant_and_every_step() -> None:
    found = ask("deadline", "--limit", "6 months", "--from", "2024-03-04",
                "--exclude", "2024-05-06..2024-06-20")  # fmt: skip
    assert set(found) == {"due_on", "due_at", "provisional", "steps"}
    assert (found["due_on"], found["due_at"]) == ("2024-10-21", "2024-10-22T00:00:00+08:00")
    assert found["provisional"] is False
    assert [step["rule"] for step in found["steps"]] == [
        "start", "limit", "excluded", "roll", "closing",
    ]  # fmt: skip
    for step in found["steps"]:
        assert set(step) == {"rule", "citation", "zh", "en", "date"}
        assert step["citation"] and step["zh"] and step["en"]


def test_hours_end_at_their_hour() -> None:
    found = ask("deadline", "--limit", "48 hours", "--from", "2024-09-13T16:20")
    assert found["due_at"] == "2024-09-15T17:00:00+08:00"


def test_a_deadline_beyond_the_announced_years_is_provisional() -> None:
    assert ask("deadline", "--limit", "2 years", "--from", "2026-06-01")["provisional"] is True


@pytest.mark.parametrize("procedure", Procedure)
def test_every_node_in_every_procedure_has_a_deadline_or_a_reason(procedure: Procedure) -> None:
    for node in NODES:
        asked = ("--node", node, "--procedure", procedure.value, "--from", "2025-03-03")
        if use_of(node, procedure) == "unused":
            words, printed = failing("deadline", *asked)
            assert node in words and printed is None
            continue
        statutory, management = rules_of(node, procedure)
        rule = statutory or management
        assert rule is not None
        expected = deadline(datetime(2025, 3, 3), rule.limit)  # noqa: DTZ001 - a date is meant
        assert due(*asked) == str(expected.due_on), node


def test_execution_only_is_execution() -> None:
    asked = ("--node", "execution_filing", "--from", "2025-03-28")
    assert due(*asked, "--procedure", "execution_only") == "2025-04-07"
    assert due(*asked, "--procedure", "execution") == "2025-04-07"


@pytest.mark.parametrize("node", FOREIGN_RULES)
def test_a_foreign_party_has_longer(node: str) -> None:
    asked = ("--node", node, "--procedure", "ordinary", "--from", "2025-03-03")
    foreign = due(*asked, "--party", "foreign")
    assert foreign is not None and foreign > str(due(*asked))


def test_a_foreign_party_without_a_rule_of_its_own_has_the_ordinary_one() -> None:
    asked = ("--node", "evidence_period", "--procedure", "ordinary", "--from", "2025-03-03")
    assert due(*asked, "--party", "foreign") == due(*asked)


def test_the_law_comes_before_the_courts_own_target() -> None:
    asked = ("--node", "judicial_confirmation", "--procedure", "special")
    assert due(*asked, "--from", "2025-01-16") == "2025-02-17"
    assert due("--node", "complaint_service", "--procedure", "retrial", "--from",
               "2025-03-03") == "2025-03-10"  # fmt: skip


def test_an_extension_is_added_from_the_start_in_one_addition() -> None:
    # 31 August and six months is 28 February; one more month is 31 March, not 28 March.
    assert due("--limit", "6 months", "--from", "2024-08-31", "--extend", "1") == "2025-03-31"


def test_overlapping_spans_count_once() -> None:
    assert due("--limit", "3 months", "--from", "2024-03-04",
               "--exclude", "2024-04-01..2024-04-11", "--exclude", "2024-04-05..2024-04-16",
               ) == "2024-06-19"  # fmt: skip


def test_an_open_span_leaves_no_due_date() -> None:
    found = ask("deadline", "--limit", "3 months", "--from", "2024-03-04",
                "--exclude", "2024-04-01..")  # fmt: skip
    assert found["due_on"] is None and found["due_at"] is None
    assert found["steps"][-1]["rule"] == "suspended"


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        ("", "--node"),
        ("--limit|15 calendar_days", "--from"),
        ("--node|answer_period|--from|2025-01-06", "--procedure"),
        ("--node|answering|--procedure|summary|--from|2025-01-06", "answering"),
        ("--node|answer_period|--procedure|quick|--from|2025-01-06", "quick"),
        ("--node|deliberation|--procedure|summary|--from|2025-01-06", "deliberation"),
        ("--node|appeal_period|--procedure|ordinary|--party|alien|--from|2025-01-06", "alien"),
        ("--limit|15 calendar_days|--from|2025-02-30", "2025-02-30"),
        ("--limit|15 calendar_days|--from|2025-1-6", "2025-1-6"),
        ("--limit|15 calendar_days|--from|20250106", "20250106"),
        ("--limit|15 calendar_days|--from|2025-W02-1", "2025-W02-1"),
        ("--limit|15 calendar_days|--from|２０２５-01-06", "２０２５"),
        ("--limit|15 calendar_days|--from|tomorrow", "tomorrow"),
        ("--limit|48 hours|--from|2025-01-06T24:30", "24:30"),
        ("--limit|48 hours|--from|2025-01-06T16:20+09:00", "+09:00"),
        ("--limit|48 hours|--from|2025-01-06", "--from"),
        ("--limit|48 hours|--from|2025-01-06T16:20|--exclude|2025-01-06..2025-01-07", "--exclude"),
        ("--limit|15 calendar_days|--from|9999-12-31", "2120"),
        ("--limit|15 calendar_days|--from|0001-01-01", "1990"),
        ("--limit|100 years|--from|2110-01-01", "2120"),
        ("--limit|15 days|--from|2025-01-06", "calendar_days"),
        ("--limit|0 months|--from|2025-01-06", "--limit"),
        ("--limit|-3 months|--from|2025-01-06", "-3 months"),
        ("--limit|99999999999999999999 months|--from|2025-01-06", "99999999"),
        ("--limit|2000 years|--from|2025-01-06", "--limit"),
        ("--limit|3 months|--node|hearing|--from|2025-01-06", "--node"),
        ("--limit|3 months|--from|2025-01-06|--extend|0", "--extend"),
        ("--limit|3 months|--from|2025-01-06|--extend|x", "--extend"),
        ("--limit|3 months|--from|2025-01-06|--extend|999999999999", "--extend"),
        ("--limit|3 months|--from|2025-01-06|--exclude|2025-03-01..2025-02-01", "2025-03-01"),
        ("--limit|3 months|--from|2025-01-06|--exclude|2025-02-01", "2025-02-01"),
        ("--limit|3 months|--from|2025-01-06|--exclude|..2025-02-01", "..2025-02-01"),
        ("--limit|3 months|--from|2025-01-06|--exclude|2025-02-01..soon", "soon"),
        ("--limit|3 months|--from|2025-01-06|--exclude|2025-02-01..9000-01-01", "2120"),
    ],
)  # fmt: skip
def test_nonsense_is_refused_in_both_languages(arguments: str, named: str) -> None:
    # With "=" a value may begin with a minus.
    asked = arguments.split("|") if arguments else []
    pairs = [f"{option}={value}" for option, value in zip(asked[::2], asked[1::2], strict=True)]
    words, printed = failing("deadline", *pairs)
    assert named in words
    assert " / " in words
    assert printed is None


@pytest.mark.parametrize(("lang", "said"), [("zh", "这一天"), ("en", "there is no day")])
def test_a_language_asked_for_is_the_only_one(lang: str, said: str) -> None:
    words, _ = failing("deadline", "--limit", "3 months", "--from", "2025-02-30", "--lang", lang)
    assert said in words
    assert " / " not in words


def test_people_read_the_derivation() -> None:
    out = io.StringIO()
    call_command("deadline", "--limit", "15 calendar_days", "--from", "2024-09-16", "--lang", "en",
                 stdout=out)  # fmt: skip
    assert "moved to 2024-10-08" in out.getvalue()


def run(folder: Path, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    """The command as somebody at a terminal gives it, on a machine where nothing runs."""
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=PROJECT,
        env={"PATH": os.environ["PATH"], "COURTFLOW_STATE": str(folder / "state")} | more,
        capture_output=True,
        text=True,
        check=False,
    )


def test_it_needs_no_server_and_shows_no_traceback(tmp_path: Path) -> None:
    good = run(tmp_path, "deadline", "--node", "answer_period", "--procedure", "ordinary",
               "--party", "foreign", "--from", "2025-01-06", "--json")  # fmt: skip
    assert good.returncode == 0, good.stderr
    assert json.loads(good.stdout)["due_on"] == "2025-02-05"
    bad = run(tmp_path, "deadline", "--limit", "15 calendar_days", "--from", "2025-02-30")
    assert bad.returncode == 1
    assert bad.stdout == ""
    assert "2025-02-30" in bad.stderr and "Traceback" not in bad.stderr
    assert not (tmp_path / "state").exists()


def test_a_terminal_without_chinese_is_answered_too(tmp_path: Path) -> None:
    asked = ("deadline", "--limit", "15 calendar_days", "--from", "2024-09-16")
    as_json = run(tmp_path, *asked, "--json", PYTHONIOENCODING="ascii")
    assert json.loads(as_json.stdout)["steps"][0]["zh"]
    in_words = run(tmp_path, *asked, PYTHONIOENCODING="ascii")
    assert in_words.returncode == 0 and "2024-10-08" in in_words.stdout


def test_a_database_that_is_not_there_is_said_plainly(tmp_path: Path) -> None:
    nowhere = {"DATABASE_URL": "postgresql://a@127.0.0.1:1/b", "REDIS_URL": "redis://127.0.0.1:1"}
    keys = {"SECRET_KEY": "x", "BLIND_INDEX_KEY": "MjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjI=",
            "FIELD_KEYS": "t:MTExMTExMTExMTExMTExMTExMTExMTExMTExMTExMTE="}  # fmt: skip
    for command in ("verify_log", "reconcile"):
        done = run(tmp_path, command, **nowhere, **keys)
        assert done.returncode == 1
        assert "DATABASE_URL" in done.stderr and "Traceback" not in done.stderr
