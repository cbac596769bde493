"""How long a step usually takes: of many finished cases only, and cheap to read."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db.models import F
from django.urls import reverse

from cases import tasks
from cases.law.periods import SHANGHAI
from cases.models import Case, Clock, UsualTime
from cases.reading.case import usual_times
from courtflow.celery import app
from tests.web.world import World

STEP = "filing_review"


def went_through(world: World, days: list[int], **fields: Any) -> None:
    """So many cases that left the first step after so many days each."""
    for spent in days:
        case_id = world.file()
        world.put(case_id, "fee_payment", **fields)
        finished(case_id, spent)


def finished(case_id: int, spent: int, start: str = "2026-03-02") -> None:
    begun = datetime.fromisoformat(start).replace(hour=23, minute=30, tzinfo=SHANGHAI)
    Clock.objects.filter(case_id=case_id, node=STEP).update(
        state="met", started_on=begun.date(), closed_at=begun + timedelta(days=spent),
        closed_seq=F("opened_seq") + 1,
    )  # fmt: skip


def said(world: World, case_id: int, who: str = "alice") -> str:
    page = world.client(who, "en").get(reverse("case", args=[case_id]))
    [card] = [
        card
        for card in world.client("alice", "en").get(reverse("mine")).context["cards"]
        if card["url"] == reverse("case", args=[case_id])
    ]
    if who == "alice":
        assert card["usual"] == page.context["usual"]
        assert card["usual"] in page.content.decode()
    return str(page.context["usual"])


def test_of_twenty_cases_the_middle_half_is_told(world: World) -> None:
    went_through(world, list(range(1, 21)))
    case_id = world.file()
    assert said(world, case_id) == "", "nothing is worked out when a page is read"
    assert usual_times.refresh() == 1
    row = UsualTime.objects.get()
    assert (row.court_id, row.procedure, row.node) == (world.court.pk, "summary", STEP)
    assert (row.low, row.high, row.cases) == (5, 15, 20)
    assert said(world, case_id) == "Usually 5–15 days at this step (20 cases)"
    assert said(world, case_id, "clerk") == "", "it is for the parties"
    before = usual_times.refresh()
    assert before == 1 and UsualTime.objects.count() == 1, "worked out anew, not once more"


def test_of_nineteen_nothing_is_told(world: World) -> None:
    went_through(world, [3] * 19)
    other = world.file()
    world.put(other, "fee_payment", procedure="ordinary")
    finished(other, 3)
    still_there = world.file()
    finished(still_there, 3)
    assert usual_times.refresh() == 0
    assert said(world, world.file()) == ""


def test_the_same_days_are_one_figure_and_a_second_pass_counts_with_the_first(
    world: World,
) -> None:
    went_through(world, [4] * 20)
    # Sent back once: two more days at the same step, weeks later.
    for case in Case.objects.filter(stands_at="fee_payment"):
        row = Clock.objects.filter(case=case, node=STEP).first()
        begun = datetime(2026, 4, 1, 9, tzinfo=SHANGHAI)
        Clock.objects.create(**{
            **{f.attname: getattr(row, f.attname) for f in Clock._meta.concrete_fields},
            "no": 90, "started_on": begun.date(), "closed_at": begun + timedelta(days=2),
            "opened_seq": 90, "closed_seq": 91,
        })  # fmt: skip
    usual_times.refresh()
    assert said(world, world.file()) == "Usually 6 days at this step (20 cases)"


def test_a_page_asks_one_small_question_more(
    world: World, queries: Callable[[Callable[[], Any]], int]
) -> None:
    cases = [Case.objects.get(pk=world.file()) for _ in range(5)]
    assert queries(lambda: usual_times.words(cases)) == 1
    resting = Case(pk=0, stands_at="archived")
    assert queries(lambda: usual_times.words([resting])) == 0


def test_a_task_works_it_out_every_night(db: None) -> None:
    assert tasks.work_out_usual_times() == 0
    planned = settings.CELERY_BEAT_SCHEDULE["work-out-usual-times"]
    assert planned["task"] in app.tasks


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_resting_case_has_no_usual_time(world: World, language: str) -> None:
    case_id = world.file()
    world.put(case_id, "withdrawn")
    page = world.client("alice", language).get(reverse("case", args=[case_id]))
    assert page.context["usual"] == ""
