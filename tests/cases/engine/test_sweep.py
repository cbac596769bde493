"""The sweep: however often, however many at once, what is due happens once and at its moment."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

import pytest

from cases.enforcement import reconcile, sweep
from cases.law.roles import Role
from cases.models import Case, Clock, Rung
from cases.procedure import perform
from tests.cases import make
from tests.cases.engine.conftest import Clock as FrozenClock
from tests.cases.engine.conftest import Copy
from tests.cases.engine.racing import at_once
from tests.cases.engine.records import problems, record
from tests.cases.make import BASIC, moment

pytestmark = pytest.mark.django_db(transaction=True)

PLACES = (
    "filing_review", "filing_correction", "fee_payment", "case_assignment", "mediation",
    "judicial_confirmation", "complaint_service", "answer_period", "evidence_exchange",
    "hearing_scheduling", "hearing", "deliberation", "judgment_service", "appeal_period",
    "appeal_transfer", "judgment_effective", "execution_notice", "asset_valuation",
    "online_auction", "ended_this_time", "archived",
)  # fmt: skip
"""Where cases stand before the sweeps: every class of expiry, windows, linked cases."""
OUTAGE_ENDS = moment("2027-06-01", 12)
"""More than two years after the first of them stood still."""


def standing_still(who: make.Cast, places: Sequence[str] = PLACES) -> list[int]:
    """A court of cases at all kinds of places, untouched since; one announced by public notice."""
    for week, place in enumerate(places):
        make.at_place(who, place, str(moment("2025-01-06").date() + timedelta(weeks=week)))
    s = make.stage(who, "2025-02-10").file("ordinary").act("register", procedure="ordinary")
    s.pay().act("assign", panel=True).act("serve_complaint", party=2, way="public_notice")
    return list(Case.objects.order_by("pk").values_list("pk", flat=True))


def twice() -> None:
    sweep()
    assert sweep().cases == 0


def seven_times() -> None:
    for _ in range(7):
        sweep()


def two_at_once() -> None:
    answers = at_once([sweep, sweep])
    assert not [a for a in answers if isinstance(a, Exception)], answers
    sweep()


def eight_overlapping() -> None:
    """Batches of one to four cases, so that they meet in the middle of everything."""
    answers = at_once([lambda n=n: sweep(batch=1 + n % 4) for n in range(8)])  # type: ignore[misc]
    assert not [a for a in answers if isinstance(a, Exception)], answers
    sweep()


@pytest.fixture
def court(who: make.Cast, frozen: FrozenClock) -> list[int]:
    """Many cases in which much falls due while nothing sweeps."""
    frozen.set(moment("2026-06-01"))
    return standing_still(who)


def two_beats(frozen: FrozenClock) -> None:
    """Two loops of sweeps while the clock goes on through the years."""
    at, step = moment("2025-03-01"), (OUTAGE_ENDS - moment("2025-03-01")) / 20
    for n in range(21):
        frozen.set(at + n * step)
        answers = at_once([lambda: sweep(batch=3)] * 2)
        assert not [a for a in answers if isinstance(a, Exception)], answers
    sweep()


def test_the_record_is_the_same_to_the_last_hash_however_it_is_swept(
    court: list[int], frozen: FrozenClock, keep: Callable[[], Copy]
) -> None:
    copy = keep()
    frozen.set(OUTAGE_ENDS)
    exactly = frozenset({"id"})  # of messages and drafts only: the order of writing
    swept = sweep()
    once, told = record(court, but=exactly), but_messages(record(court))
    assert swept.set_aside == [] and swept.rungs > 150
    assert problems(court) == []
    assert reconcile(grace_seconds=0).unfired == []
    for manner in (twice, seven_times, two_at_once, eight_overlapping):
        copy.put_back()
        assert record(court, but=exactly) != once
        manner()
        assert record(court, but=exactly) == once, manner.__name__
    copy.put_back()
    two_beats(frozen)
    assert but_messages(record(court)) == told
    assert problems(court) == []


def but_messages(rows: list[Any]) -> list[Any]:
    """After an outage only the highest rung is told to people; the record is the same."""
    return [row for row in rows if row[0] != "message"]


def test_nothing_fires_a_microsecond_early_and_everything_at_its_instant(
    who: make.Cast, frozen: FrozenClock
) -> None:
    """Step through thirty instants at which something is due, standing just before each."""
    frozen.set(moment("2026-06-01"))
    court = standing_still(who, PLACES[::4])
    for _ in range(30):
        due = Clock.objects.filter(next_at__isnull=False).order_by("next_at")
        instant = due.values_list("next_at", flat=True)[0]
        waiting = set(due.filter(next_at=instant).values_list("case_id", flat=True))
        frozen.set(instant - timedelta(microseconds=1))
        assert sweep().cases == 0
        frozen.set(instant)
        assert sweep().cases == len(waiting)
    assert Rung.objects.exclude(lag_ms=0).count() == 0
    assert problems(court) == []


def test_who_acts_a_microsecond_before_the_instant_finds_the_case_as_it_was(
    who: make.Cast, frozen: FrozenClock
) -> None:
    """Time takes its effect within an act too: before the act, and never before its moment."""
    frozen.set(moment("2026-06-01"))
    s = make.at_place(who, "mediation", "2025-03-03")
    instant = make.clock(s.case_id, "mediation").due_at
    assert instant is not None
    clerk, note = who.actor(BASIC, Role.CLERK), {"note": "备注"}

    frozen.set(instant - timedelta(microseconds=1))
    assert perform(s.case_id, "add_note", by=clerk, data=note).stands_at == "mediation"
    frozen.set(instant)
    assert perform(s.case_id, "add_note", by=clerk, data=note).stands_at == "fee_payment"

    log = Case.objects.get(pk=s.case_id).entries.order_by("-seq")
    assert list(log.values_list("act", flat=True)[:3]) == ["add_note", "expire", "add_note"]
    assert sweep().cases == 0
    assert problems([s.case_id]) == []


def test_the_effect_of_expiry_is_dated_when_it_was_due_and_not_when_it_was_found(
    who: make.Cast, frozen: FrozenClock
) -> None:
    """Mediation ran out on 2025-04-15 at 00:00; swept two years later it is registered then."""
    frozen.set(moment("2026-06-01"))
    s = make.stage(who, "2025-03-10").file("ordinary").act("refer_to_mediation")
    s.act("record_consent", by="clerk").act("appoint_mediator")
    s.on_day("2025-03-14").act("accept_mediation")
    frozen.set(OUTAGE_ENDS)
    sweep()
    case = Case.objects.get(pk=s.case_id)
    expired = case.entries.get(act="expire", stands_at="fee_payment")
    assert expired.effective_at == moment("2025-04-15", 0)
    assert expired.recorded_at == OUTAGE_ENDS
    assert str(case.registered_on) == "2025-04-15"
    assert make.due(case.pk, "ordinary") == "2025-10-15"
    rung = Rung.objects.get(
        case=case, clock_no=expired.case.clocks.get(code="mediation").no, rung=5
    )
    known = moment("2026-06-01")  # the case was brought in then, its dates were past already
    assert timedelta(milliseconds=rung.lag_ms) == OUTAGE_ENDS - known
