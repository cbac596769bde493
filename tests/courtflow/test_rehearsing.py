"""What playing whole lives comes to: every node, most outcomes, and a log that adds up."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from cases import loading
from cases.law.nodes import NODES
from cases.law.outcomes import OUTCOMES
from cases.models import Case, Clock, ClockGroup, Entry, Grant
from cases.proof.replay import fold
from cases.reading.case.lights import speaking
from courtflow.accounts.models import User
from courtflow.rehearsal import demo, lives, play
from courtflow.rehearsal.people import GROUP, PASSWORD, cast
from courtflow.rehearsal.stage import Stage
from courtflow.servers.folder import CHECKOUT
from tests.cases.commands.life import ask, failing

REAL = Path(__file__).parents[3] / "shared" / "real-cases" / "civil-facts.jsonl"
FACTS = (
    {"id": "t-1", "cause": "民间借贷纠纷", "facts": "被告借款5万元，至今未还。", "amount": 50000},
    {"id": "t-2", "cause": "离婚纠纷", "facts": "原、被告感情破裂，原告诉请离婚。"},
    {"id": "t-3", "cause": "买卖合同纠纷", "facts": "被告收货后未付货款2万元。", "amount": 20000,
     "parties": {"plaintiffs": ["甲公司"], "defendants": ["乙公司", "丙公司"]}},
)  # fmt: skip


def lines(folder: Path, facts: Iterable[object]) -> Path:
    path = folder / "facts.jsonl"
    path.write_text("".join(json.dumps(one, ensure_ascii=False) + "\n" for one in facts), "utf-8")
    return path


def assert_logs_tell_node_and_clocks(cases: Iterable[Case]) -> None:
    """The log alone says where each case stands and which of its clocks are open."""
    open_states = ("running", "waiting")
    for case in cases:
        state = fold(case.pk)
        assert (state.stands_at, state.seq) == (case.stands_at, case.log_seq)
        rows = Clock.objects.filter(case=case, state__in=open_states)
        told = {no for no, clock in state.clocks.items() if clock.state in open_states}
        assert told == set(rows.values_list("no", flat=True)), case.pk


@pytest.mark.django_db
def test_a_few_facts_are_played_and_their_log_verifies(tmp_path: Path) -> None:
    played = ask("rehearse", "--file", lines(tmp_path, FACTS))
    assert played["cases"] == Case.objects.count() >= len(FACTS)
    assert set(played["nodes_visited"]) <= NODES.keys() and played["nodes_visited"]
    assert set(played["outcomes"]) <= OUTCOMES.keys() and played["outcomes"]
    assert played["refused"] >= 0
    verified = ask("verify_log")
    assert verified == {"cases": played["cases"], "entries": played["entries"], "bad": []}
    assert_logs_tell_node_and_clocks(Case.objects.all())
    causes = Case.objects.filter(origin="filed", parties__name="乙公司")
    assert causes.exists(), "the parties of the file are those of the case"


@pytest.mark.slow
@pytest.mark.django_db
def test_all_real_facts_are_played_through_every_node_and_most_outcomes() -> None:
    if not REAL.exists():
        pytest.skip("the real case facts are not beside this project")
    played = ask("rehearse", "--file", REAL)
    assert played["cases"] >= 499
    assert set(played["nodes_visited"]) == NODES.keys()
    assert len(NODES) == 26
    assert len(set(played["outcomes"]) & OUTCOMES.keys()) >= 24
    assert played["refused"] > 0
    verified = ask("verify_log")
    assert verified == {"cases": played["cases"], "entries": played["entries"], "bad": []}
    assert_logs_tell_node_and_clocks(Case.objects.all())


@pytest.mark.slow
@pytest.mark.django_db
def test_the_demo_has_every_node_outcome_and_light() -> None:
    people = cast()
    seeded = demo.seed(people)
    played = seeded.played
    assert [stuck.named() for stuck in seeded.stuck] == []
    assert ClockGroup.objects.get(pk=people.group.pk).seeded == played == len(demo.plan(75))
    places = Counter(Case.objects.values_list("stands_at", flat=True))
    assert 180 <= places.total() <= 320, places.total()
    assert NODES.keys() - places.keys() == set()
    assert len(OUTCOMES.keys() & places.keys()) >= 12, "where cases rest now"
    visited = set(Entry.objects.values_list("stands_at", flat=True))
    assert len(OUTCOMES.keys() & visited) >= 24, OUTCOMES.keys() - visited
    leading = lights(places.keys() & NODES.keys())
    every = ("normal", "yellow", "orange", "red", "overdue", "suspended")
    assert all(leading[code] >= 2 for code in every), leading
    assert leading["overdue"] < leading.total() / 2, leading
    assert ask("verify_log")["bad"] == []
    assert demo.seed(people).played == 0, "what is there is not played again"
    assert Case.objects.count() == places.total()


def lights(places: Iterable[str]) -> Counter[str]:
    """The lights of the clocks that speak for the cases at these places."""
    found = loading.look_at(Case.objects.filter(stands_at__in=places).values_list("pk", flat=True))
    shown = [speaking(p.clocks.values(), p.now)[1] for p in found]
    return Counter(light.code for light in shown if light is not None)


@pytest.mark.django_db
def test_a_trial_that_comes_late_is_orange(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demo, "plan", lambda lived: [(demo.LATE, 0), ("mediation", 0)])
    people = cast()
    assert demo.seed(people).played == 2
    assert lights(["hearing"])["orange"] == 1
    assert ask("verify_log")["bad"] == []
    assert demo.seed(people).played == 0, "what is there is not played again"


@pytest.mark.django_db
def test_a_bad_line_is_named_and_the_rest_are_played(tmp_path: Path) -> None:
    path = lines(tmp_path, FACTS[:1])
    path.write_bytes(path.read_bytes() + b'\n{"cause": "?"}\n\xff\n')
    said, played = failing("rehearse", "--file", path)
    assert "2 lines could not be used" in said
    assert [(bad["line"], bad["reason"]) for bad in played["bad"]] == [
        (3, "unknown_cause"), (4, "not_utf8"),
    ]  # fmt: skip
    assert all(bad["zh"] and bad["en"] for bad in played["bad"])
    assert played["cases"] == Case.objects.count() >= 1
    assert played["stuck"] == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("content", "options", "reason"),
    [
        (None, [], "unreadable_file"),
        ("\n", [], "no_facts"),
        ("", ["--cases", "0"], "bad_number"),
        ("", ["--cases", "many"], "bad_number"),
        ("", ["--seed", "-1"], "bad_number"),
    ],
)
def test_what_cannot_be_played_is_refused_in_words(
    tmp_path: Path, content: str | None, options: list[str], reason: str
) -> None:
    path = tmp_path / "facts.jsonl"
    if content is not None:
        path.write_text(content, "utf-8")
    said, played = failing("rehearse", "--file", path, *options)
    assert f"[{reason}]" in said and " / " in said
    assert played is None and not Case.objects.exists()


@pytest.mark.django_db
def test_nothing_but_bad_lines_plays_nothing(tmp_path: Path) -> None:
    path = tmp_path / "facts.jsonl"
    path.write_text("not json\n", "utf-8")
    said, played = failing("rehearse", "--file", path)
    assert "1 lines could not be used" in said
    assert (played["cases"], len(played["bad"])) == (0, 1)
    assert not Case.objects.exists()


def never_comes(s: Stage) -> None:
    s.file().wait("online_auction")


def is_refused(s: Stage) -> None:
    s.file().act("archive")


@pytest.mark.django_db
def test_a_stuck_life_is_named_leaves_nothing_and_hinders_no_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    named = (never_comes, lives.papers_never_mended, is_refused)
    monkeypatch.setattr(play, "LIVES", {life.__name__: life for life in named})
    said, played = failing("rehearse", "--cases", 3)
    assert "2 lives got stuck" in said
    first, second = played["stuck"]
    assert (first["life"], second["life"]) == ("never_comes", "is_refused")
    assert first["reason"] == second["reason"] == "life_stuck"
    assert "online_auction" in first["zh"] and "[not_here]" in second["en"]
    assert played["cases"] == Case.objects.count() == 1
    assert ask("verify_log")["bad"] == []


@pytest.mark.parametrize("command", ["rehearse", "seed_demo"])
def test_a_database_that_is_away_is_said_in_words(command: str) -> None:
    away = {"DATABASE_URL": "postgresql://nobody@127.0.0.1:1/away", "REDIS_URL": "redis://x"}
    done = subprocess.run(
        [sys.executable, "manage.py", command, "--json"],
        cwd=CHECKOUT, env=os.environ | away, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert "DATABASE_URL" in done.stderr and "Traceback" not in done.stderr, done.stderr
    assert done.stdout == ""


# ---------------------------------------------------------------- in whose database


@pytest.mark.django_db
@pytest.mark.parametrize("command", ["rehearse", "seed_demo"])
def test_outside_a_demonstration_no_demo_people_are_made(command: str, settings: Any) -> None:
    settings.DEMO = False
    said, answer = failing(command)
    assert "[no_demonstration]" in said and "--into-this-database" in said
    assert answer is None
    assert not User.objects.exists() and not ClockGroup.objects.filter(name=GROUP).exists()


@pytest.mark.django_db
def test_insisted_on_they_have_no_password(settings: Any) -> None:
    settings.DEMO = False
    seeded = ask("seed_demo", "--people", "--into-this-database")
    assert seeded == {"played": 0, "stuck": [], "accounts": []}
    assert User.objects.filter(is_demo=True).count() > 20
    assert not any(user.has_usable_password() for user in User.objects.all())


@pytest.mark.django_db
def test_insisted_on_they_never_take_a_real_account(settings: Any) -> None:
    settings.DEMO = False
    User.objects.create_user("judge", password="a real one's")
    said, _ = failing("rehearse", "--cases", 1, "--into-this-database")
    assert "[name_of_another]" in said and "judge" in said
    assert list(User.objects.values_list("username", flat=True)) == ["judge"]
    assert not Grant.objects.exists()


@pytest.mark.django_db
def test_in_a_demonstration_the_accounts_are_named_with_their_password() -> None:
    seeded = ask("seed_demo", "--people")
    assert {"judge", "plaintiff"} <= set(seeded["accounts"])
    assert User.objects.get(username="judge").check_password(PASSWORD)
