"""`cases.law.periods` against an oracle that shares nothing with it, and against itself.

The oracle walks the calendar day by day; the implementation may be as clever as it likes.
"""

from __future__ import annotations

import multiprocessing
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from cases.law.calendar import NATIONAL
from cases.law.derivation import derive
from cases.law.periods import Deadline, Limit, Span, Unit, deadline
from tests.law import oracle
from tests.law.oracle import Answer, Question

NORMAL, SLOW, CHUNK = 20_000, 1_000_000, 20_000
# No deadline set: a walk over four years is slow by design.
FEW = settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def ask(question: Question) -> Deadline:
    """The same question, put to the implementation."""
    return deadline(
        question.start,
        Limit(question.amount, Unit(question.unit)),
        spans=[Span(first, end) for first, end in question.spans],
        extensions=[Limit(amount, Unit(unit)) for amount, unit in question.extensions],
    )


def disagreement(question: Question) -> str | None:
    got = ask(question)
    found = Answer(got.due_on, got.due_at, got.provisional)
    right = oracle.answer(question)
    return None if found == right else f"{question}\n  program {found}\n  oracle  {right}"


def disagreements(seed: int, count: int) -> list[str]:
    """Shortest first: that is the one to read."""
    found = map(disagreement, oracle.questions(seed, count))
    return sorted((text for text in found if text), key=len)


def disagreements_in(seed: int) -> list[str]:
    """One chunk of the long run; a name at module level, so that a worker can find it."""
    return disagreements(seed, CHUNK)


def told(found: list[str]) -> str:
    return f"{len(found)} deadlines differ\n" + "\n".join(found[:5])


# --- the calendar -----------------------------------------------------------------------------


def test_both_calendars_agree_on_every_published_day() -> None:
    day, differ = date(2004, 1, 1), []
    while day <= oracle.LAST_PUBLISHED:
        if NATIONAL.is_working(day) != oracle.worked(day):
            differ.append(day.isoformat())
        day += oracle.DAY
    assert differ == []


def test_the_calendar_says_how_far_it_is_known() -> None:
    assert NATIONAL.known_until == oracle.LAST_PUBLISHED


def test_beyond_the_published_years_only_statute_and_weekends_are_off() -> None:
    for ahead in range(1, 5 * 366):
        day = oracle.LAST_PUBLISHED + timedelta(days=ahead)
        assert NATIONAL.is_working(day) == oracle.worked(day), day


@pytest.mark.parametrize("year", range(2004, 2027))
def test_every_weekday_off_is_a_statutory_day_or_made_up_for(year: int) -> None:
    """A transposed digit in a year's list breaks the balance of holidays and swapped days.

    Statutory days: 10 until 2007, 11 from 2008, 13 from 2025; those on a weekend are given back.
    More by special order: 3 September in 2015; in 2020 the Spring Festival ran on to 2 February,
    which freed a Friday and the Saturday that was to make up for it.
    """
    off = sum(1 for day in oracle.WEEKDAYS_OFF if _holiday_year(day) == year)
    made_up = sum(1 for day in oracle.WEEKEND_DAYS_WORKED if _holiday_year(day) == year)
    statutory = 10 if year < 2008 else 11 if year < 2025 else 13
    extra = {2015: 1, 2020: 2}.get(year, 0)
    assert off - made_up == statutory + extra


def _holiday_year(day: date) -> int:
    """The end of December belongs to the next new year's notice."""
    return day.year + 1 if (day.month, day.day) >= (12, 26) else day.year


# --- agreement --------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(4))
def test_random_deadlines_agree(seed: int) -> None:
    found = disagreements(seed, NORMAL // 4)
    assert not found, told(found)


def test_the_random_deadlines_reach_every_rule() -> None:
    """Agreement proves little if the questions are tame: each kind must be met often."""
    met: Counter[str] = Counter()
    for question in oracle.questions(seed=0, count=NORMAL // 4):
        met.update(_kinds(question))
    assert {kind: count for kind, count in met.items() if count < 20} == {}
    assert len(met) == 13, sorted(met)


def _kinds(question: Question) -> Iterator[str]:
    yield question.unit
    spans = [(first, end) for first, end in question.spans if end is not None]
    if len(spans) < len(question.spans):
        yield "open span"
        return
    right = oracle.answer(question)
    if right.provisional:
        yield "provisional"
    if any(first < question.start < end for first, end in spans):
        yield "span across the start"
    if any(a[0] < b[0] < a[1] for a in spans for b in spans):
        yield "spans that overlap"
    if question.unit == "hours":
        return
    if spans and min(first for first, _ in spans) > oracle.roll(oracle.unrolled(question)):
        yield "span after the end"
    if question.unit in ("months", "years") and oracle.unrolled(question).day < question.start.day:
        yield "no such day in the month"
    bare = oracle.walk_days(
        oracle.unrolled(question), len(oracle.excluded(question.start, question.spans))
    )
    if question.unit != "working_days" and not oracle.worked(bare):
        yield "roll of a weekend" if bare.isoweekday() > 5 else "roll of a holiday"


@pytest.mark.slow
def test_a_million_random_deadlines_agree(capsys: pytest.CaptureFixture[str]) -> None:
    seeds = range(1_000, 1_000 + SLOW // CHUNK)
    found: list[str] = []
    workers = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(max_workers=2, mp_context=workers) as pool:
        for done, chunk in enumerate(pool.map(disagreements_in, seeds), start=1):
            found += chunk
            with capsys.disabled():
                print(f"\r{done * CHUNK:>9,} deadlines, {len(found)} differ", end="", flush=True)
    assert not found, told(sorted(found, key=len))


# --- the same, by hypothesis, for the smallest counterexample -----------------------------------

STARTS = st.dates(date(2004, 1, 1), date(2027, 12, 31))
DAY_UNITS = ("calendar_days", "working_days", "months", "years")
MOST = {"calendar_days": 100, "working_days": 30, "months": 14, "years": 2, "hours": 100}


@st.composite
def day_spans(draw: st.DrawFn, start: date) -> tuple[oracle.Stretch, ...]:
    edges = draw(st.lists(st.tuples(st.integers(-30, 150), st.integers(0, 40)), max_size=4))
    firsts = [(start + timedelta(days=ahead), length) for ahead, length in edges]
    return tuple((first, first + timedelta(days=length)) for first, length in firsts)


@st.composite
def day_questions(draw: st.DrawFn, units: Iterable[str] = DAY_UNITS) -> Question:
    start = draw(STARTS)
    unit = draw(st.sampled_from(tuple(units)))
    mixed = st.sampled_from(tuple(sorted(set(oracle.MIXES[unit]) & {unit, *units})))
    extensions = draw(st.lists(st.tuples(st.integers(0, 12), mixed), max_size=2))
    amount = draw(st.integers(0, MOST[unit]))
    return Question(start, amount, unit, tuple(extensions), draw(day_spans(start)))


@st.composite
def hour_questions(draw: st.DrawFn) -> Question:
    """Down to the minute, and in whatever zone the moment was written."""
    zone = timezone(timedelta(minutes=30 * draw(st.integers(-20, 24))))
    minute = timedelta(minutes=1)
    midnight = datetime.combine(draw(STARTS), datetime.min.time(), oracle.SHANGHAI)
    start = (midnight + minute * draw(st.integers(0, 1439))).astimezone(zone)
    edges = draw(st.lists(st.tuples(st.integers(-600, 6000), st.integers(0, 3000)), max_size=3))
    spans = tuple((start + minute * ahead, start + minute * (ahead + n)) for ahead, n in edges)
    extensions = draw(st.lists(st.tuples(st.integers(0, 48), st.just("hours")), max_size=1))
    return Question(start, draw(st.integers(0, 100)), "hours", tuple(extensions), spans)


ANY = st.one_of(day_questions(), hour_questions())


@FEW
@given(ANY)
def test_any_deadline_agrees(question: Question) -> None:
    found = disagreement(question)
    assert not found, found


@FEW
@given(hour_questions(), st.integers(1, 3599), st.integers(1, 999_999))
def test_seconds_of_the_start_hour_never_matter(question: Question, s: int, micro: int) -> None:
    """The start hour is not counted, so nothing within it can move the deadline."""
    assert isinstance(question.start, datetime)
    hour = question.start.astimezone(oracle.SHANGHAI).replace(minute=0)
    later = hour + timedelta(seconds=s, microseconds=micro)
    first, second = (ask(replace(question, start=start)) for start in (hour, later))
    assert first.due_at == second.due_at


# --- what must hold whatever the numbers --------------------------------------------------------


@FEW
@given(ANY)
def test_the_last_step_is_the_deadline(question: Question) -> None:
    got = ask(question)
    assert derive(got)[-1].date == got.due_on


@FEW
@given(day_questions())
def test_the_deadline_closes_when_its_day_has_ended(question: Question) -> None:
    got = ask(question)
    assert got.due_on is not None
    assert got.due_at is not None
    assert oracle.worked(got.due_on)
    last_second = (got.due_at - timedelta(seconds=1)).astimezone(oracle.SHANGHAI)
    assert last_second.date() == got.due_on
    assert got.due_at.astimezone(oracle.SHANGHAI).time() == datetime.min.time()


@FEW
@given(ANY, st.integers(1, 45))
def test_an_earlier_start_never_ends_later(question: Question, days: int) -> None:
    """Spans over the starts themselves are left out where days are not all alike.

    Months shorten towards their end, and a working start day is excluded though not counted.
    """
    later = replace(question, start=question.start + timedelta(days=days))
    units = {question.unit, *(unit for _, unit in question.extensions)}
    if not units <= {"calendar_days", "hours"}:
        lost = oracle.excluded(question.start, question.spans)
        assume(lost == oracle.excluded(later.start, question.spans))
    first, second = ask(question), ask(later)
    assert first.due_at is not None
    assert second.due_at is not None
    assert first.due_at <= second.due_at


@FEW
@given(ANY, st.integers(-30, 120), st.integers(0, 40))
def test_one_more_span_never_ends_earlier(question: Question, ahead: int, length: int) -> None:
    first = question.start + timedelta(days=ahead)
    span = (first, first + timedelta(days=length))
    before, after = ask(question), ask(replace(question, spans=(*question.spans, span)))
    assert before.due_at is not None
    assert after.due_at is not None
    assert before.due_at <= after.due_at


@FEW
@given(ANY, st.randoms(use_true_random=False))
def test_order_and_cutting_of_spans_do_not_matter(question: Question, chance: object) -> None:
    """A span told in two touching halves, in any order, and told twice, is that span."""
    assert hasattr(chance, "shuffle")
    told_again: list[oracle.Stretch] = []
    for first, end in question.spans:
        assert end is not None
        middle = first + timedelta(days=(end - first).days // 2)
        told_again += [(first, middle), (middle, end), (first, end)]
    chance.shuffle(told_again)
    assert ask(replace(question, spans=tuple(told_again))).due_at == ask(question).due_at


@FEW
@given(ANY)
def test_an_open_span_leaves_no_deadline(question: Question) -> None:
    since = question.start + timedelta(days=1)
    got = ask(replace(question, spans=(*question.spans, (since, None))))
    assert (got.due_on, got.due_at) == (None, None)


@FEW
@given(st.one_of(day_questions(("calendar_days",)), day_questions(("working_days",))))
def test_adding_spans_is_the_same_as_not_counting_their_days(question: Question) -> None:
    """Two readings of "excluded" that must meet: add the span, or stop counting meanwhile."""
    running = oracle.counted_day_by_day(question)
    started = question.start
    assume(all(started < first <= running for first, _ in question.spans))
    assert ask(question).due_on == oracle.roll(running)


@FEW
@given(day_questions(("months", "years")))
def test_extending_is_one_addition_from_the_start(question: Question) -> None:
    """Six months and six more are a year: the stop at the middle leaves no mark."""
    whole = oracle.sums(question)
    once = replace(question, amount=whole.get("months", 0), unit="months", extensions=())
    assert ask(question).due_on == ask(once).due_on


@pytest.mark.parametrize(
    ("limit", "extension"),
    [
        (Limit(5, Unit.WORKING_DAYS), Limit(3, Unit.CALENDAR_DAYS)),
        (Limit(5, Unit.CALENDAR_DAYS), Limit(3, Unit.WORKING_DAYS)),
        (Limit(6, Unit.MONTHS), Limit(3, Unit.WORKING_DAYS)),
        (Limit(15, Unit.CALENDAR_DAYS), Limit(3, Unit.HOURS)),
    ],
)
def test_units_that_have_no_common_count_are_refused(limit: Limit, extension: Limit) -> None:
    with pytest.raises(ValueError):
        deadline(date(2025, 3, 3), limit, extensions=[extension])


def test_a_limit_in_hours_is_not_extended_in_days() -> None:
    start = datetime(2025, 3, 3, 9, 30, tzinfo=oracle.SHANGHAI)
    with pytest.raises(ValueError):
        deadline(start, Limit(48, Unit.HOURS), extensions=[Limit(1, Unit.CALENDAR_DAYS)])
