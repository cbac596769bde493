"""What is shown before an act is what the act comes to: the same code, undone and then done."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from cases import loading, procedure
from cases.law.acts import acts_at
from cases.law.effects import Shift
from cases.law.refusals import Refusal
from cases.models import Case, Clock, Entry
from tests.cases.commands.life import World, make_world
from tests.cases.test_replay import Walk

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(db: None) -> World:
    return make_world()


def stands(case_id: int) -> dict[int, tuple[Any, bool, str]]:
    """Every clock of a case as its row has it: last day, whether it stands still, its state."""
    return {
        clock.no: (
            clock.due_on, any(span[1] is None for span in clock.spans or ()), clock.state
        )
        for clock in Clock.objects.filter(case_id=case_id)
    }  # fmt: skip


def as_foreseen(shift: Shift, row: tuple[Any, bool, str]) -> bool:
    due_on, paused, state = row
    if shift.after is None:
        return state != "running"
    return (shift.after.due_on, shift.after.paused, "running") == (due_on, paused, state)


class Foresees(Walk):
    """Looks before every step, and compares what it was shown with what came of it."""

    shown = 0
    moved = 0

    def step(self) -> None:
        self.on += timedelta(days=self.random.choice([0, 1, 1, 2, 5, 20]), minutes=1)
        case = Case.objects.get(pk=self.random.choice(self.cases))
        [p] = loading.load([case.pk])  # what falls due meanwhile is not the act's
        procedure.step_time(p, self.on, live=False)
        procedure.finish([p])
        case = Case.objects.get(pk=case.pk)
        act = self.random.choice(self.likely(acts_at(case.stands_at)))
        by, data = self.by(act), self.fill(act, case)
        before = (Entry.objects.count(), stands(case.pk))
        foreseen, refused = None, ""
        try:
            foreseen = procedure.foresee(case.pk, act.code, by=by, data=data, at=self.on)
        except Refusal as refusal:
            refused = refusal.reason
        assert before == (Entry.objects.count(), stands(case.pk)), "looking changed something"
        try:
            done = procedure.perform(
                case.pk, act.code, by=by, data=data, at=self.on,
                seen=foreseen.digest if foreseen else None,
            )  # fmt: skip
        except Refusal as refusal:
            assert refusal.reason == refused, act.code
        else:
            assert foreseen is not None, (act.code, refused)
            self.compare(foreseen, done, before[1], act.code)
        self.cases = list(Case.objects.values_list("pk", flat=True))

    def compare(self, foreseen: procedure.Foreseen, done: Any, before: Any, act: str) -> None:
        self.shown += 1
        assert foreseen.place == done.stands_at
        if foreseen.if_granted:
            return
        after = stands(done.case_id)
        told = {shift.no for shift in foreseen.shifts}
        self.moved += bool(told)
        for shift in foreseen.shifts:
            assert as_foreseen(shift, after[shift.no]), (act, shift, after[shift.no])
        changed = {no for no, row in after.items() if before.get(no) != row}
        born_and_ended = {no for no in changed if no not in before and after[no][2] != "running"}
        assert changed - born_and_ended == told, act


def walks(world: World, seeds: range, steps: int = 60) -> Iterator[Foresees]:
    for seed in seeds:
        walk = Foresees(world, seed)
        for _ in range(steps):
            walk.step()
        yield walk


def test_what_is_shown_is_what_happens(world: World) -> None:
    found = list(walks(world, range(1000, 1004)))
    assert sum(walk.shown for walk in found) > 30
    assert sum(walk.moved for walk in found) > 15


@pytest.mark.slow
def test_a_thousand_random_states(world: World, record_property: Any) -> None:
    """A thousand acts done, each looked at first, in states that chance led to."""
    shown = moved = 0
    for walk in walks(world, range(2000, 2400)):
        shown, moved = shown + walk.shown, moved + walk.moved
        if shown >= 1000:
            break
    record_property("shown", shown)
    record_property("moved", moved)
    print(f"{shown} acts looked at and done, {moved} of them moved a clock")
    assert shown >= 1000
