"""A deadline is the same day wherever it is told: on every page, in messages, by command, to the
sweep, and in the preview of the act that opens it.

The calendar feed tells sittings and no deadlines; there is no other interface to programs than the
commands.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.urls import reverse

from cases import procedure
from cases.law.ladder import Rung
from cases.models import Case, Clock
from cases.notices import messages, sentences
from cases.reading import labels, scope
from cases.reading.case import lights
from cases.reading.lists import rows
from tests.cases.commands.life import ask
from tests.web.test_case_page import case_page
from tests.web.world import World

Days = dict[int, date]
"""By the number of a clock, the last day that somebody is told."""


@dataclass
class Stood:
    """A case at a place, and what the preview of the act that brought it there told."""

    world: World
    case_id: int
    foreseen: Days

    @property
    def clocks(self) -> list[Any]:
        return rows.clocks_of([self.case_id])[self.case_id]

    @property
    def case(self) -> Case:
        cases = Case.objects.annotate(now=scope.effective_now("court__group"))
        return cases.select_related("court").get(pk=self.case_id)


_WRITTEN = re.compile(r"(\d{4})(?:-|年)(\d{1,2})(?:-|月)(\d{1,2})")


def told(text: str) -> date:
    """The one day in a text, as tables or sentences write it."""
    [found] = set(_WRITTEN.findall(text))
    year, month, day = map(int, found)
    return date(year, month, day)


# ---------------------------------------------------------------- places


def comes_to(world: World, *acts: tuple[str, str, dict[str, Any]]) -> Stood:
    """A case led through acts; the last one is previewed first."""
    case_id = world.file()
    for act, who, data in acts[:-1]:
        world.act(case_id, act, who, **data)
    act, who, data = acts[-1]
    seen = procedure.foresee(case_id, act, by=world.actor(who), data=data)
    world.act(case_id, act, who, **data)
    days = {one.no: one.after.due_on for one in seen.shifts if one.after and one.after.due_on}
    return Stood(world, case_id, days)


def to_trial(world: World) -> list[tuple[str, str, dict[str, Any]]]:
    return [
        ("register", "clerk", {"procedure": "summary"}),
        ("pay_fee", "alice", {}),
        ("assign", "clerk", {"judge": world["judge"].pk, "inner_why": "指定"}),
    ]


SERVED = ("serve_complaint", "clerk", {"party": 2, "way": "direct"})
PLACES: dict[str, Callable[[World], Stood]] = {
    "filing_correction": lambda w: comes_to(
        w, ("return_for_correction", "clerk", {"defects": "缺"})
    ),
    "mediation_intake": lambda w: comes_to(w, ("refer_to_mediation", "clerk", {})),
    "complaint_service": lambda w: comes_to(w, *to_trial(w)),
    "answer_period": lambda w: comes_to(w, *to_trial(w), SERVED),
}


# ---------------------------------------------------------------- readers


def leading(s: Stood) -> int:
    clock, _light = lights.speaking(s.clocks, s.case.now)
    assert clock is not None
    return clock.no


def in_list(s: Stood, who: str, url: str) -> Days:
    """The clock that speaks for the case, in the row of a list."""
    found = s.world.client(who).get(url).context["rows"]
    return {leading(s): told(row["due"]) for row in found if row["id"] == s.case_id}


def in_worklist(s: Stood) -> Days:
    lists = (f"{reverse('work')}?tab={tab}" for tab in ("todo", "waiting"))
    return {no: day for url in lists for no, day in in_list(s, "clerk", url).items()}


def on_board(s: Stood) -> Days:
    return in_list(s, "oversight", reverse("board-list", args=["in_hand"]))


def in_table(answer: Any, column: Callable[[dict[str, Any]], str]) -> Days:
    """The table of deadlines of a page, in one of its columns."""
    found = answer.context["clocks"]
    return {one["no"]: told(column(one)) for one in found if one["running"] and one["due"]}


def on_case_page(who: str, column: Callable[[dict[str, Any]], str]) -> Callable[[Stood], Days]:
    return lambda s: in_table(case_page(s.world, s.case_id, who), column)


def at_its_last_entry(s: Stood) -> Days:
    url = reverse("case-at", args=[s.case_id])
    answer = s.world.client("clerk").get(url, {"seq": s.case.log_seq})
    return in_table(answer, lambda one: one["due"])


def next_step(s: Stood, step: dict[str, Any]) -> Days:
    """The day of a party's next step: of the node's own limit, by law before the court's."""
    here = [c for c in s.clocks if c.code == s.case.stands_at and not lights.is_target(c)]
    return {here[0].no: told(step["by"])} if "by" in step and here else {}


def on_mine(s: Stood) -> Days:
    cards = s.world.client("bob").get(reverse("mine")).context["cards"]
    [card] = [one for one in cards if one["url"] == reverse("case", args=[s.case_id])]
    return next_step(s, card["next_step"])


def on_own_page(s: Stood) -> Days:
    return next_step(s, case_page(s.world, s.case_id, "bob").context["next_step"])


def in_message(write: Callable[[Any, Stood, Any], str]) -> Callable[[Stood], Days]:
    """What a reminder says of each clock."""

    def read(s: Stood) -> Days:
        found = {}
        for clock in s.clocks:
            if clock.due_on is not None:
                reminder = SimpleNamespace(
                    case_id=s.case_id, event=f"rung:{clock.no}:1:4", template="rung_red",
                    party_no=clock.party_no,
                )  # fmt: skip
                found[clock.no] = told(write(reminder, s, sentences.about([reminder])))
        return found

    return read


def by_command(s: Stood) -> Days:
    found = {}
    for clock in s.clocks:
        if clock.due_on is not None and clock.unit != "hours":
            limit, since = f"{clock.amount} {clock.unit}", clock.started_on.isoformat()
            answer = ask("deadline", "--limit", limit, "--from", since)
            found[clock.no] = date.fromisoformat(answer["due_on"])
    return found


def last_day(instant: Any) -> date:
    """The day that closes at this instant."""
    return labels.local(instant - timedelta(microseconds=1)).date()


def to_the_sweep(s: Stood) -> Days:
    found = Clock.objects.filter(case_id=s.case_id, state="running", due_at__isnull=False)
    return {one.no: last_day(one.due_at) for one in found}


def to_the_sweeps_ladder(s: Stood) -> Days:
    found = Clock.objects.filter(case_id=s.case_id, state="running")
    expiry = {one.no: one.rungs[Rung.EXPIRY - 1] for one in found if one.rungs}
    return {no: last_day(at) for no, at in expiry.items() if at is not None}


READERS: dict[str, Callable[[Stood], Days]] = {
    "worklist": in_worklist,
    "board": on_board,
    "case page, judge": on_case_page("judge", lambda one: one["due"]),
    "case page, why": on_case_page("clerk", lambda one: one["why"]["due"]),
    "case page, party": on_case_page("bob", lambda one: one["due"]),
    "as it stands at a moment": at_its_last_entry,
    "next step": on_own_page,
    "my cases": on_mine,
    "text message": in_message(
        lambda told, s, known: messages.short(told, s.case, "鲍勃", known).replace("\n", "")
    ),
    "notice": in_message(lambda told, s, known: sentences.sentence(told, known)),
    "command": by_command,
    "preview of the act": lambda s: s.foreseen,
    "sweep": to_the_sweep,
    "ladder of the sweep": to_the_sweeps_ladder,
}


@pytest.mark.parametrize("place", PLACES)
def test_a_deadline_is_the_same_day_wherever_it_is_told(world: World, place: str) -> None:
    s = PLACES[place](world)
    assert s.case.stands_at == place
    days = dict(
        Clock.objects.filter(case_id=s.case_id, state="running").values_list("no", "due_on")
    )
    shown = {name: read(s) for name, read in READERS.items()}
    assert shown == {name: {no: days.get(no) for no in found} for name, found in shown.items()}
    assert [name for name, found in shown.items() if not found] == []
