"""Where a case stands is the sum of its log: always, and as it stood at any past moment."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction

from cases import procedure
from cases.acts.filing import correcting
from cases.law.acts import Act, Field, acts_at
from cases.law.incidents import INCIDENTS
from cases.law.outcomes import OUTCOMES
from cases.law.refusals import NotThere, Refusal
from cases.law.roles import Role
from cases.models import Case, Clock, Document, Entry, EvidenceItem, Party, Relief, Request
from cases.proof.replay import fold, replay
from tests.cases.commands.life import World, make_world, moment

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(db: None) -> World:
    return make_world()


# -- folding ----------------------------------------------------------------------------------


def test_a_whole_life_folds_to_where_it_stands(world: World) -> None:
    life = world.file().to_execution()
    case = Case.objects.get(pk=life.case_id)
    state = fold(life.case_id)
    assert (state.stands_at, state.seq) == (case.stands_at, case.log_seq)
    assert state.fields["number"] == case.number
    assert state.fields["cause_code"] == case.cause_code
    assert sorted(state.clocks) == sorted(
        Clock.objects.filter(case_id=life.case_id).values_list("no", flat=True)
    )
    assert replay(life.case_id) == []


def test_a_case_is_seen_as_it_stood_at_every_entry(world: World) -> None:
    life = world.file().to_execution()
    for entry in Entry.objects.filter(case_id=life.case_id):
        state = fold(life.case_id, entry.seq)
        assert (state.seq, state.stands_at) == (entry.seq, entry.stands_at)


def test_a_case_is_seen_as_it_stood_at_a_moment(world: World) -> None:
    life = world.file().to_hearing()
    before_service = fold(life.case_id, moment("2025-01-13"))
    assert before_service.stands_at == "complaint_service"
    assert "answer_period" not in {clock.code for clock in before_service.clocks.values()}
    in_the_answer_period = fold(life.case_id, moment("2025-01-20"))
    [answer] = [c for c in in_the_answer_period.clocks.values() if c.code == "answer_period"]
    assert (answer.state, answer.due_on) == ("running", date(2025, 2, 5))
    # The period closes at 24:00 of 5 February; not a moment before is it over.
    last = moment("2025-02-06", 0)
    assert fold(life.case_id, last - timedelta(microseconds=1)).stands_at == "answer_period"
    assert fold(life.case_id, last).stands_at == "hearing_scheduling"


def test_before_it_was_filed_a_case_stood_nowhere(world: World) -> None:
    life = world.file("2025-01-06")
    state = fold(life.case_id, moment("2025-01-05"))
    assert (state.seq, state.stands_at, state.clocks) == (0, "", {})


def test_no_case_no_replay(world: World) -> None:
    with pytest.raises(NotThere):
        replay(999_999_999)
    with pytest.raises(NotThere):
        fold(999_999_999)


def test_linked_cases_replay_each_by_itself(world: World) -> None:
    life = world.file().to_hearing()
    life.do("2025-02-17", "dismiss_action", "judge", why="不属受案范围")
    life.do("2025-02-20", "appeal", "litigant")
    life.do("2025-02-28", "send_file_up", "clerk")
    linked = Case.objects.exclude(pk=life.case_id).get()
    assert Case.objects.get(pk=life.case_id).stands_at == "on_appeal"
    assert replay(life.case_id) == replay(linked.pk) == []


# -- any way through the table -----------------------------------------------------------------


class Walk:
    """A case led at random: any act the law has here, by whoever may, with fields made up."""

    def __init__(self, world: World, seed: int) -> None:
        self.world, self.random = world, random.Random(seed)
        self.on = datetime(2024, 3, 4, 10, tzinfo=moment("2024-03-04").tzinfo)
        self.cases = [world.file("2024-03-04", amount=self.random.choice([None, 20_000])).case_id]
        self.acts: list[str] = []

    def step(self) -> None:
        """Try one act on one of the dispute's cases; most that are refused change nothing."""
        self.on += timedelta(days=self.random.choice([0, 1, 1, 2, 5, 20]), minutes=1)
        case = Case.objects.get(pk=self.random.choice(self.cases))
        act = self.random.choice(self.likely(acts_at(case.stands_at)))
        try:
            with transaction.atomic():
                procedure.perform(
                    case.pk, act.code, by=self.by(act), data=self.fill(act, case), at=self.on
                )
            self.acts.append(act.code)
        except Refusal:
            assert Entry.objects.filter(case=case).count() == Case.objects.get(pk=case.pk).log_seq
        self.cases = list(Case.objects.values_list("pk", flat=True))

    def likely(self, acts: tuple[Act, ...]) -> tuple[Act, ...]:
        """Mostly the ways that do not end the case, or no walk would get far."""
        going_on = tuple(act for act in acts if act.to not in OUTCOMES)
        return going_on if going_on and self.random.random() < 0.9 else acts

    def by(self, act: Act) -> Any:
        offices = [r.value for r in sorted(act.by) if r.value in self.world.people]
        return self.world.people[self.random.choice(offices)]

    def fill(self, act: Act, case: Case) -> dict[str, Any]:
        # What a notice to correct did not open is refused; of that there are tests elsewhere.
        named = correcting.defects(case.pk) if act.code == "submit_correction" else {}
        closed = {field for field, part in correcting.OPENS.items() if named and part not in named}
        return {
            spec.name: self.value(spec, case)
            for spec in act.fields
            if spec.name not in closed
            and spec.name != "on"
            and spec.kind != "record"
            and (spec.required or self.random.random() < 0.5)
        }

    def value(self, spec: Field, case: Case) -> Any:
        if spec.name == "incident":
            here = [k.code for k in INCIDENTS.values() if case.stands_at in k.at]
            return self.random.choice(here or list(INCIDENTS))
        if spec.kind == "choice":
            return self.random.choice(spec.choices)[0]
        if spec.kind == "party":
            return self.random.choice(Party.objects.filter(case=case).values_list("no", flat=True))
        if spec.kind == "person":
            assert spec.role is not None
            return self.world.people[Role(spec.role).value].user_id
        return {
            "filed": Document.objects.filter(case=case, volume="main")
            .values_list("pk", flat=True).first() or 0,
            "item": EvidenceItem.objects.filter(case=case).exclude(put_seq=None)
            .values_list("pk", flat=True).last() or 0,
            "items": list(EvidenceItem.objects.filter(case=case).exclude(put_seq=None)
                          .values_list("pk", flat=True)[:3]),
            "measure": Clock.objects.filter(case=case, kind="measure")
            .values_list("no", flat=True).last() or 0,
            "member": self.world.people["judge"].user_id,
            "members": [self.world.people["judge"].user_id],
            "colleague": self.world.people["judge"].user_id,
            "date": self.on.date(), "moment": self.on + timedelta(days=10), "text": "文",
            "long_text": "一段文字", "money": "1000.50", "number": 7, "yes": True,
            "tray": str(UUID(int=1)), "room": "一", "court": self.world.upper.code,
            "particulars": [{"no": 1, "phone": "13900000000"}],
            "parties": list(Party.objects.filter(case=case).values_list("no", flat=True)[:2]),
            "relief": Relief.objects.filter(case=case).values_list("seq", flat=True).last() or 0,
            "asked": Request.objects.filter(case=case).values_list("seq", flat=True).last() or 0,
        }[spec.kind]  # fmt: skip


@pytest.mark.parametrize("seed", range(12))
def test_whatever_is_done_the_log_adds_up(world: World, seed: int) -> None:
    walk = Walk(world, seed)
    for _ in range(120):
        walk.step()
    assert len(walk.acts) > 10
    problems = [problem for case in walk.cases for problem in replay(case)]
    assert problems == []


def test_the_walks_reach_many_acts(world: World) -> None:
    """Else the test above says little."""
    done: set[str] = set()
    for seed in range(100, 116):
        walk = Walk(world, seed)
        for _ in range(90):
            walk.step()
        done |= set(walk.acts)
    assert len(done) > 30, sorted(done)
