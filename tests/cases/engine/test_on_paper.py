"""What parties bring on paper is entered by the desk and counts from its arrival or postmark."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import orjson
import pytest

from cases.arrivals import receive
from cases.enforcement import sweep
from cases.law.on_paper import Paper
from cases.law.refusals import NotAllowed, Refusal
from cases.law.roles import Role
from cases.models import Arrival, Case, Document, Entry
from cases.procedure import Done, perform
from tests.cases import make
from tests.cases.engine.conftest import Clock as FrozenClock
from tests.cases.engine.records import problems
from tests.cases.make import BASIC, moment

pytestmark = pytest.mark.django_db(transaction=True)

DAY = timedelta(days=1)


@pytest.fixture
def over(who: make.Cast, frozen: FrozenClock) -> make.Stage:
    """A judgment whose time to appeal has run out, and the sweep has said so."""
    frozen.set(moment("2026-06-01"))
    s = make.at_place(who, "appeal_period", "2025-01-06")
    frozen.set(at_ten(last_day(s) + 4 * DAY))
    sweep()
    assert s.place == "judgment_effective"
    return s


def last_day(s: make.Stage) -> date:
    """Of the defendant's time to appeal."""
    found = make.clock(s.case_id, "appeal_period", party=2).due_on
    assert found is not None
    return found


def at_ten(day: date) -> datetime:
    return moment(day.isoformat())


def enters(
    who: make.Cast, case_id: int, act: str, paper: Paper, key: str | None = None, **data: Any
) -> Done:
    clerk = who.actor(BASIC, Role.CLERK)
    return receive(case_id, act, by=clerk, data=data, paper=paper, party_no=paper.party_no, key=key)


def petition(s: make.Stage, posted: int | None = 0, arrived: int = 3) -> Paper:
    """Posted and arrived so many days after the last day; handed in where not posted."""
    last = last_day(s)
    return Paper(2, at_ten(last + arrived * DAY), None if posted is None else last + posted * DAY)


def test_a_petition_posted_on_the_last_day_undoes_the_effect_of_the_judgment(
    over: make.Stage, who: make.Cast
) -> None:
    done = enters(who, over.case_id, "appeal_on_paper", petition(over))
    case = Case.objects.get(pk=over.case_id)
    assert (done.stands_at, case.took_effect_on) == ("appeal_transfer", None)
    assert make.clock(over.case_id, "execution_application").state == "cancelled"
    assert make.clock(over.case_id, "retrial_application").state == "cancelled"
    assert problems([over.case_id]) == []


def test_the_log_says_who_entered_it_for_whom_when_it_came_and_the_postmark(
    over: make.Stage, who: make.Cast
) -> None:
    paper = petition(over)
    done = enters(who, over.case_id, "appeal_on_paper", paper)
    entry = Entry.objects.filter(case_id=over.case_id, act="appeal_on_paper").get()
    body = orjson.loads(entry.body)
    assert entry.actor_id == who.actor(BASIC, Role.CLERK).user_id
    assert body["for"] == 2
    assert datetime.fromisoformat(body["facts"]["arrived_at"]) == paper.arrived_at
    assert body["facts"]["posted_on"] == last_day(over).isoformat()
    assert Arrival.objects.get(case_id=over.case_id).processed_seq == done.seq


@pytest.mark.parametrize(("posted", "arrived"), [(1, 3), (None, 1)])
def test_one_posted_or_handed_in_a_day_late_is_refused_with_the_last_day(
    over: make.Stage, who: make.Cast, posted: int | None, arrived: int
) -> None:
    with pytest.raises(Refusal) as refused:
        enters(who, over.case_id, "appeal_on_paper", petition(over, posted, arrived))
    assert refused.value.reason == "too_late"
    assert last_day(over).isoformat() in refused.value.zh
    assert over.place == "judgment_effective"


def test_one_handed_in_on_the_last_day_and_entered_later_is_in_time(
    over: make.Stage, who: make.Cast
) -> None:
    paper = petition(over, None, 0)
    assert enters(who, over.case_id, "appeal_on_paper", paper).stands_at == ("appeal_transfer")


def test_without_paper_it_is_not_done(over: make.Stage, who: make.Cast) -> None:
    with pytest.raises(NotAllowed) as refused:
        perform(over.case_id, "appeal_on_paper", by=who.actor(BASIC, Role.CLERK), data={"party": 2})
    assert refused.value.reason == "on_paper_only"


def test_a_party_does_not_date_its_own_papers(over: make.Stage, who: make.Cast) -> None:
    paper = petition(over)
    with pytest.raises(NotAllowed):
        perform(
            over.case_id, "apply_retrial", by=who.party("defendant"), paper=paper,
            data={},
        )  # fmt: skip


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"arrived_at": moment("2026-03-22")}, "arrives_in_future"),
        ({"arrived_at": moment("2024-12-31")}, "arrived_before_case"),
        ({"posted_on": date(2026, 3, 20)}, "posted_after_arrival"),
        ({"party_no": 9}, "no_such_party"),
    ],
)
def test_what_cannot_be_is_refused_by_name(
    over: make.Stage, who: make.Cast, changed: dict[str, Any], reason: str
) -> None:
    before = Entry.objects.filter(case_id=over.case_id).count()
    with pytest.raises(Refusal) as refused:
        enters(who, over.case_id, "appeal_on_paper", replace(petition(over), **changed))
    assert refused.value.reason == reason
    assert Entry.objects.filter(case_id=over.case_id).count() == before


@pytest.mark.parametrize(("days_late", "is_late"), [(0, False), (1, True)])
def test_an_answer_that_arrives_after_its_period_is_late_by_its_postmark(
    who: make.Cast, frozen: FrozenClock, days_late: int, is_late: bool
) -> None:
    frozen.set(moment("2026-06-01"))
    s = make.at_place(who, "evidence_period", "2025-01-06")
    clock = make.clock(s.case_id, "answer_period", party=2)
    assert clock.state == "expired" and clock.due_on is not None
    posted = clock.due_on + timedelta(days=days_late)
    arrived = moment((clock.due_on + timedelta(days=3)).isoformat())
    frozen.set(arrived + timedelta(hours=1))
    enters(who, s.case_id, "file_answer", Paper(2, arrived, posted), answer="不同意。")
    answer = Document.objects.get(case_id=s.case_id, kind="answer")
    assert (answer.is_late, answer.received_at) == (is_late, arrived)
    assert problems([s.case_id]) == []


def test_the_same_paper_entered_twice_is_one_act(over: make.Stage, who: make.Cast) -> None:
    paper, key = petition(over), "paper-0123456789"
    first = enters(who, over.case_id, "appeal_on_paper", paper, key)
    again = enters(who, over.case_id, "appeal_on_paper", paper, key)
    assert (again.seq, again.repeated) == (first.seq, True)
    with pytest.raises(Refusal) as refused:
        enters(who, over.case_id, "appeal_on_paper", petition(over, -1), key)
    assert refused.value.reason == "key_reused"
