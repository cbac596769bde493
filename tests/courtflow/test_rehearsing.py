"""What playing whole lives comes to: every node, most outcomes, and a log that adds up."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pytest

from cases import loading
from cases.law.nodes import NODES
from cases.law.outcomes import OUTCOMES
from cases.models import Case, Clock, ClockGroup, Entry
from cases.proof.replay import fold
from cases.reading.case.lights import code_of, speaking
from courtflow.rehearsal import demo
from courtflow.rehearsal.people import cast
from tests.cases.commands.life import ask

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
    played = demo.seed(people)
    assert ClockGroup.objects.get(pk=people.group.pk).seeded == played == len(demo.plan(75))
    places = Counter(Case.objects.values_list("stands_at", flat=True))
    assert 180 <= places.total() <= 320, places.total()
    assert NODES.keys() - places.keys() == set()
    assert len(OUTCOMES.keys() & places.keys()) >= 12, "where cases rest now"
    visited = set(Entry.objects.values_list("stands_at", flat=True))
    assert len(OUTCOMES.keys() & visited) >= 24, OUTCOMES.keys() - visited
    leading, of_clocks = lights(places.keys() & NODES.keys())
    assert all(leading[code] >= 2 for code in ("yellow", "red", "overdue", "suspended")), leading
    assert leading["overdue"] < leading.total() / 2, leading
    # No limit of a node is long enough to be orange: the period of the trial beside it is.
    assert all(of_clocks[code] >= 2 for code in ("yellow", "orange", "red", "overdue")), of_clocks
    assert ask("verify_log")["bad"] == []
    assert demo.seed(people) == 0, "what is there is not played again"
    assert Case.objects.count() == places.total()


def lights(places: Iterable[str]) -> tuple[Counter[str], Counter[str]]:
    """The lights of the clocks that speak for the cases at these places, and of all that run."""
    found = loading.look_at(Case.objects.filter(stands_at__in=places).values_list("pk", flat=True))
    shown = [speaking(p.clocks.values(), p.now)[1] for p in found]
    running = [(c, p.now) for p in found for c in p.clocks.values() if c.running]
    return (
        Counter(light.code for light in shown if light is not None),
        Counter(code_of(clock, now) for clock, now in running),
    )
