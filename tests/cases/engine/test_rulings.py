"""Every act about time leaves its document, its log and its clocks right: one table over them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pytest

from cases.law.acts import ACTS
from cases.law.decisions import GROUNDS, SUSPENSION, TERMINATION
from cases.law.refusals import Refusal
from cases.law.roles import Role
from cases.models import Clock, Document, Entry
from cases.procedure import perform
from cases.proof.replay import replay
from tests.cases import make
from tests.cases.engine.records import problems
from tests.cases.make import BASIC, Stage

pytestmark = pytest.mark.django_db


@pytest.fixture
def who() -> make.Cast:
    return make.people()


def tried(who: make.Cast, procedure: str = "ordinary") -> Stage:
    """A case whose complaint is served, in its answer period; registered on 3 March."""
    s = make.stage(who, "2025-03-03").file(procedure).act("register", procedure=procedure)
    s.pay().act("assign", judge=who.actor(BASIC, Role.JUDGE).user_id, inner_why="指定")
    return s.on_day("2025-03-10").act("serve_complaint", party=2, way="direct")


def objected(who: make.Cast) -> Stage:
    return tried(who).act("open_incident", by="defendant", incident="jurisdiction_objection")


def suspended(who: make.Cast) -> Stage:
    return tried(who).act("open_incident", by="judge", incident="suspension").on_day("2025-04-09")


def asked(who: make.Cast) -> Stage:
    return tried(who).on_day("2025-08-25").act("ask_extension", by="judge", why="案情复杂")


def asked_to_exclude(who: make.Cast) -> Stage:
    return tried(who).on_day("2025-05-06").act(
        "ask_exclusion", by="judge", incident="appraisal", begins=date(2025, 4, 1),
        ends=date(2025, 4, 11), why="鉴定",
    )  # fmt: skip


@dataclass(frozen=True)
class Row:
    """An act, where it is done, the paper it leaves, and where the trial limit then stands."""

    act: str
    scene: Callable[[make.Cast], Stage]
    title: str
    volume: str
    says: str
    clock: str
    due: str
    data: dict[str, Any] = field(default_factory=dict)
    by: str = "judge"
    state: str = "running"


TABLE = (
    Row("open_incident", tried, "民事裁定书（中止诉讼）", "main", "本案中止诉讼", "ordinary", "",
        {"incident": "suspension", "ground": "other_case"}),
    Row("close_incident", suspended, "恢复诉讼通知书", "main", "2025年10月9日", "ordinary",
        "2025-10-09", {"incident": "suspension"}),
    Row("terminate_proceedings", tried, "民事裁定书（终结诉讼）", "main", "本案终结诉讼",
        "ordinary", "2025-09-03", {"ground": "spouse_died"}, state="met"),
    Row("rule_on_objection", objected, "民事裁定书（管辖权异议）", "main", "驳回", "ordinary", ""),
    Row("change_procedure", lambda who: tried(who, "summary"), "民事裁定书（变更审判程序）", "main",
        "普通程序", "ordinary", "2025-09-03", {"procedure": "ordinary"}),
    Row("decide_extension", asked, "延长审限审批表", "inner", "不足十五日", "ordinary",
        "2026-03-03", {"granted": True}, "court_leader"),
    Row("decide_exclusion", asked_to_exclude, "扣除审限审批表", "inner", "2025年9月15日",
        "ordinary", "2025-09-15", {"granted": True}, "court_leader"),
)  # fmt: skip


@pytest.mark.parametrize("row", TABLE, ids=[f"{row.act}-{row.title}" for row in TABLE])
def test_document_log_and_clocks(who: make.Cast, row: Row) -> None:
    s = row.scene(who)
    s.act(row.act, by=row.by, **row.data)
    [paper] = [x for x in Document.objects.filter(case_id=s.case_id) if x.title == row.title]
    assert (paper.volume, row.says in paper.text) == (row.volume, True), paper.text
    entry = Entry.objects.get(case_id=s.case_id, seq=paper.seq)
    assert entry.act == row.act and '"left":[["' in entry.body
    clock = make.clock(s.case_id, row.clock)
    assert (str(clock.due_on or ""), clock.state) == (row.due, row.state)
    assert problems([s.case_id]) == [] and replay(s.case_id) == []
    read = Document.objects.for_parties([1]).filter(pk=paper.pk)
    assert read.exists() is (row.volume == "main")


def test_the_grounds_are_those_of_the_law() -> None:
    """CPL 153 has six, CPL 154 four; each names its item."""
    assert [one.citation for one in SUSPENSION] == [f"CPL 153({n})" for n in range(1, 7)]
    assert [one.citation for one in TERMINATION] == [f"CPL 154({n})" for n in range(1, 5)]
    assert all(one.paper[0] and one.paper[1] for one in GROUNDS.values())


@pytest.mark.parametrize(
    ("act", "data", "reason"),
    [
        ("open_incident", {"incident": "suspension"}, "needs_ground"),
        ("open_incident", {"incident": "suspension", "ground": "spouse_died"}, "needs_ground"),
        ("open_incident", {"incident": "suspension", "ground": "party_died"}, "needs_paper"),
        ("open_incident", {"incident": "suspension", "ground": "party_died", "filed": 1 << 40},
         "needs_paper"),
        ("open_incident", {"incident": "appraisal", "ground": "party_died"}, "ground_elsewhere"),
        ("terminate_proceedings", {"ground": "party_died", "why": "x"}, "needs_ground"),
        ("terminate_proceedings", {"ground": "spouse_died", "why": "x"}, "needs_paper"),
    ],
)  # fmt: skip
def test_without_its_ground_or_its_paper_nothing_stops(
    who: make.Cast, act: str, data: dict[str, Any], reason: str
) -> None:
    s = tried(who)
    before = make.due(s.case_id, "ordinary")
    with pytest.raises(Refusal) as refused:
        perform(s.case_id, act, by=s._in_charge(), data=data, at=s.at)
    assert refused.value.reason == reason and ACTS[act]
    assert make.due(s.case_id, "ordinary") == before
    assert not Document.objects.filter(case_id=s.case_id, kind="ruling").exists()


def test_a_changed_procedure_keeps_the_day_it_counts_from(who: make.Cast) -> None:
    """Small claims, summary, ordinary: two, three and six months from one and the same day."""
    s = tried(who, "small_claims")
    dues = [make.due(s.case_id, "small_claims")]
    for to in ("summary", "ordinary"):
        s.act("change_procedure", by="judge", procedure=to)
        dues.append(make.due(s.case_id, to))
    assert dues == ["2025-05-06", "2025-06-03", "2025-09-03"]
    starts = Clock.objects.filter(case_id=s.case_id, kind="case").values_list("started_on")
    assert set(starts) == {(date(2025, 3, 3),)}
