"""The day of service that the program finds is the one a second reading of the table finds.

The stories are made up by chance, at least thirty of every way, basis and procedure that can be
reached; forty more were worked out by hand.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from cases import enforcement
from cases.law.procedures import Procedure
from cases.models import Document
from tests.cases.engine.conftest import frozen  # noqa: F401
from tests.cases.make import moment
from tests.cases.service.conftest import Desk, at_service
from tests.cases.service.oracle import (
    GROUNDS,
    MAY_SIGN,
    ORDINARY,
    OWN_FAULT,
    SMALL,
    SUMMARY,
    Story,
    first_effect,
    takes_effect,
)
from tests.cases.service.played import KIND, serve
from tests.web import world as worlds

TODAY = date(2025, 12, 1)
Make = Callable[[random.Random], dict[str, Any]]


def day(rng: random.Random) -> date:
    """A day of the last year and a half, long enough ago for a notice of sixty days."""
    return TODAY - timedelta(days=rng.randint(100, 600))


def _with(way: str, **days: int) -> Make:
    """The named days lie so many after a day of chance."""

    def make(rng: random.Random) -> dict[str, Any]:
        first = day(rng)
        return {"way": way} | {
            name: first + timedelta(days=rng.randint(0, most)) if most else first
            for name, most in days.items()
        }

    return make


def _plus(make: Make, **more: Any) -> Make:
    return lambda rng: make(rng) | more


def _published(rng: random.Random) -> dict[str, Any]:
    return {"way": "public_notice", "published": (day(rng),), "unknown": True}


BASES: dict[str, Make] = {
    **{f"electronic {g}": _plus(_with("electronic"), ground=g, arrived=TODAY) for g in GROUNDS},
    "electronic without consent": _plus(_with("electronic"), arrived=TODAY),
    "electronic not arrived": _plus(_with("electronic"), ground="express"),
    "telephone, confirmed": _plus(_with("electronic_unconfirmed", replied=0), theirs=True),
    "telephone, not confirmed": _plus(_with("electronic_unconfirmed"), theirs=True),
    **{f"direct to {x}": _plus(_with("direct", signed=0), signer=x) for x in MAY_SIGN},
    "at the court": _with("in_court", came_and_refused=0),
    "left, witness": _plus(_with("left", refused=0, left=0), witness=True),
    "left, photo": _plus(_with("left", refused=0, left=0), photo=True),
    "left, nothing shown": _with("left", refused=0, left=0),
    "left, nobody refused": _plus(_with("left", left=0), witness=True),
    "left, mediation statement": _plus(
        _with("left", refused=0, left=0), witness=True, document="mediation_statement"
    ),
    **{f"post to {x}": _plus(_with("post", signed=5), signer=x) for x in MAY_SIGN},
    **{f"post back: {x}": _plus(_with("post", returned=5), why_returned=x) for x in OWN_FAULT},
    "post back: nobody": _plus(_with("post", returned=5), why_returned="nobody"),
    "post back: mediation statement": _plus(
        _with("post", returned=5), why_returned="refused", document="mediation_statement"
    ),
    "entrusted": _with("entrusted", signed=9),
    "transfer, held": _plus(_with("transfer", signed=9), held=True),
    "transfer, not held": _with("transfer", signed=9),
    "notice": _published,
    "notice, whereabouts known": lambda rng: _published(rng) | {"unknown": False},
    "notice, mediation statement": lambda rng: (
        _published(rng) | {"document": "mediation_statement"}
    ),
    "collected": _with("collection", fetched=0, fetch_by=8),
    "not collected": _with("collection", fetch_by=5),
}
ABROAD = ("notice", "direct to addressee", "post to addressee", "electronic express")
SEVERAL = (
    "post to addressee", "direct to family", "entrusted", "post back: refused",
    "post back: nobody", "electronic express",
)  # fmt: skip
PROCEDURES = {p.value: p for p in (Procedure.ORDINARY, Procedure.SUMMARY, Procedure.SMALL_CLAIMS)}


@pytest.fixture
def court(frozen: Any) -> Iterator[worlds.World]:  # noqa: F811
    """A court whose clock stands at TODAY."""
    frozen.set(moment(TODAY.isoformat(), 10))
    yield worlds.build()


def paper(desk: Desk, document: str) -> int:
    made = Document.objects.create(
        case_id=desk.case_id, kind=KIND[document], title="文书",
        received_at=moment("2024-01-02"), seq=1,
    )  # fmt: skip
    return int(made.pk)


def disagreements(desk: Desk, stories: list[Story]) -> list[str]:
    found = []
    for story in stories:
        served = serve(desk, story, paper(desk, story.document))
        said = served.effective_on if served else None
        if said != takes_effect(story):
            found.append(f"{story}: {said} instead of {takes_effect(story)}")
    return found


@pytest.mark.parametrize("procedure", PROCEDURES)
@pytest.mark.parametrize("times", [1, pytest.param(30, marks=pytest.mark.slow)])
def test_every_way_basis_and_procedure_agrees_with_the_oracle(
    court: worlds.World, procedure: str, times: int, record_property: Any
) -> None:
    rng = random.Random(f"{procedure} {times}")
    count, wrong = Counter[str](), list[str]()
    desk = at_service(court, PROCEDURES[procedure])
    for basis, make in BASES.items():
        stories = [Story(procedure=procedure, **make(rng)) for _ in range(times)]
        wrong += [f"{basis}: {one}" for one in disagreements(desk, stories)]
        count[basis] += len(stories)
    assert wrong == []
    assert set(count.values()) == {times}
    record_property("services", sum(count.values()))


@pytest.mark.parametrize("times", [2, pytest.param(30, marks=pytest.mark.slow)])
def test_abroad_agrees_with_the_oracle(court: worlds.World, times: int) -> None:
    rng = random.Random(times)
    desk = at_service(court, Procedure.ORDINARY)
    from cases.models import Party

    Party.objects.filter(case_id=desk.case_id, no=2).update(is_foreign=True)
    made = [Story(procedure=ORDINARY, abroad=True, **BASES[basis](rng))
            for basis in ABROAD for _ in range(times)]  # fmt: skip
    assert disagreements(desk, made) == []


@pytest.mark.parametrize("times", [5, pytest.param(40, marks=pytest.mark.slow)])
def test_of_several_channels_the_earliest_agrees(court: worlds.World, times: int) -> None:
    rng = random.Random(f"several {times}")
    desk = at_service(court, Procedure.ORDINARY)
    wrong = []
    for _ in range(times):
        ways = rng.sample(SEVERAL, 3)
        stories, which = [], paper(desk, "complaint")
        for basis in ways:
            story = Story(procedure=ORDINARY, **BASES[basis](rng))
            if story.way in [one.way for one in stories]:
                continue
            stories.append(story)
        prepared = _together(desk, stories, which)
        if prepared != first_effect(stories):
            wrong.append(f"{stories}: {prepared}")
    assert wrong == []


def _together(desk: Desk, stories: list[Story], which: int) -> date | None:
    """All channels are begun before anything comes back of one."""
    from cases.acts.service import attempts
    from tests.cases.service.played import CHANNEL, _events

    desk.consents(ground="express")
    numbers = {}
    for story in stories:
        service = desk.prepare(story.way, CHANNEL[story.way], document="evidence", paper=which)
        numbers[desk.attempts(service)[-1].no] = story
    for no, story in numbers.items():
        if story.way == "electronic":
            attempts.accepted(attempts.release(desk.case_id, service.pk, desk.by), "")
        for event, on, more in _events(story):
            tray = None if more.pop("proved", True) is False else desk.tray()
            told = attempts.Told(event, on, tray=tray, **more)  # type: ignore[arg-type]
            attempts.happened(desk.case_id, service.pk, no, desk.by, told)
    service.refresh_from_db()
    found: date | None = service.effective_on
    return found


@pytest.mark.parametrize("times", [4, pytest.param(30, marks=pytest.mark.slow)])
def test_the_last_publication_counts(
    court: worlds.World,
    frozen: Any,  # noqa: F811
    times: int,
) -> None:
    """Published again while the notice runs; time then passes, and the sweep finds it."""
    rng = random.Random(f"again {times}")
    desk = at_service(court, Procedure.ORDINARY)
    told = []
    for _ in range(times):
        first, then = sorted(TODAY - timedelta(days=rng.randint(0, 28)) for _ in range(2))
        story = Story("public_notice", unknown=True, published=(first, then))
        told.append((story, serve(desk, story, paper(desk, "complaint"))))
    assert all(served and served.effective_on is None for _, served in told)
    frozen.set(moment((TODAY + timedelta(days=60)).isoformat(), 10))
    enforcement.sweep()
    for story, served in told:
        assert served is not None
        served.refresh_from_db()
        assert served.effective_on == takes_effect(story), story


D = date
HAND: list[tuple[Story, date | None]] = [
    # a signature counts on its day, on a holiday too
    (Story("direct", signed=D(2025, 10, 1)), D(2025, 10, 1)),
    (Story("direct", SUMMARY, signed=D(2025, 5, 31), signer="family"), D(2025, 5, 31)),
    (Story("direct", SMALL, signed=D(2025, 2, 28), signer="mail_room"), D(2025, 2, 28)),
    (Story("direct", signed=D(2025, 3, 3), signer="named_receiver"), D(2025, 3, 3)),
    (Story("direct", document="judgment", signed=D(2025, 3, 4), signer="agent"), D(2025, 3, 4)),
    (Story("direct"), None),
    # left: refused, and shown
    (Story("left", refused=D(2025, 3, 5), left=D(2025, 3, 5), witness=True), D(2025, 3, 5)),
    (Story("left", SUMMARY, refused=D(2025, 3, 6), left=D(2025, 3, 6), photo=True), D(2025, 3, 6)),
    (Story("left", refused=D(2025, 3, 7), left=D(2025, 3, 7)), None),
    (Story("left", left=D(2025, 3, 7), photo=True), None),
    (Story("left", document="mediation_statement", refused=D(2025, 3, 7), left=D(2025, 3, 7),
           witness=True), None),
    # post: the receipt, or the day it came back by the party's own doing
    (Story("post", signed=D(2025, 1, 2)), D(2025, 1, 2)),
    (Story("post", SMALL, signed=D(2025, 7, 6)), D(2025, 7, 6)),
    (Story("post", returned=D(2025, 4, 7), why_returned="refused"), D(2025, 4, 7)),
    (Story("post", returned=D(2025, 4, 8), why_returned="wrong_address"), D(2025, 4, 8)),
    (Story("post", returned=D(2025, 4, 9), why_returned="unreported_change"), D(2025, 4, 9)),
    (Story("post", returned=D(2025, 4, 10), why_returned="nobody"), None),
    (Story("post", document="mediation_statement", returned=D(2025, 4, 10),
           why_returned="refused"), None),
    (Story("post", document="mediation_statement", signed=D(2025, 4, 11)), D(2025, 4, 11)),
    (Story("post"), None),
    # other courts, units
    (Story("entrusted", signed=D(2025, 6, 16)), D(2025, 6, 16)),
    (Story("entrusted"), None),
    (Story("transfer", held=True, signed=D(2025, 6, 17)), D(2025, 6, 17)),
    (Story("transfer", signed=D(2025, 6, 17)), None),
    # a notice: thirty days from the day after, off a holiday at the end
    (Story("public_notice", unknown=True, published=(D(2025, 3, 3),)), D(2025, 4, 2)),
    # 31 August + 30 = 30 September, a Tuesday
    (Story("public_notice", unknown=True, published=(D(2025, 8, 31),)), D(2025, 9, 30)),
    # 1 September + 30 = 1 October; National Day and Mid-Autumn to 8 October
    (Story("public_notice", unknown=True, published=(D(2025, 9, 1),)), D(2025, 10, 9)),
    # 1 April + 30 = 1 May; Labour Day to 5 May
    (Story("public_notice", unknown=True, published=(D(2025, 4, 1),)), D(2025, 5, 6)),
    # 1 May + 30 = 31 May, Dragon Boat to 2 June
    (Story("public_notice", unknown=True, published=(D(2025, 5, 1),)),
     D(2025, 6, 3)),
    # a make-up Sunday is a working day: 28 August + 31 would be 28 September; 29 August + 30
    (Story("public_notice", unknown=True, published=(D(2025, 8, 29),)), D(2025, 9, 28)),
    (Story("public_notice", published=(D(2025, 3, 3),)), None),
    (Story("public_notice", SUMMARY, unknown=True, published=(D(2025, 3, 3),)), None),
    (Story("public_notice", SMALL, unknown=True, published=(D(2025, 3, 3),)), None),
    (Story("public_notice", document="mediation_statement", unknown=True,
           published=(D(2025, 3, 3),)), None),
    # at the court
    (Story("in_court", came_and_refused=D(2025, 7, 1)), D(2025, 7, 1)),
    (Story("collection", SUMMARY, document="judgment", fetch_by=D(2025, 7, 10),
           fetched=D(2025, 7, 4)), D(2025, 7, 4)),
    (Story("collection", SUMMARY, document="judgment", fetch_by=D(2025, 7, 10)), D(2025, 7, 10)),
    (Story("collection", document="judgment", fetch_by=D(2025, 7, 10)), None),
    # electronic, and by telephone
    (Story("electronic", ground="express", arrived=TODAY), TODAY),
    (Story("electronic", arrived=TODAY), None),
    (Story("electronic_unconfirmed", SUMMARY, theirs=True, replied=D(2025, 8, 8)), D(2025, 8, 8)),
    (Story("electronic_unconfirmed", SUMMARY, theirs=True), None),
]  # fmt: skip


def test_forty_rows_worked_by_hand(court: worlds.World) -> None:
    assert len(HAND) >= 40
    desks = {name: at_service(court, law) for name, law in PROCEDURES.items()}
    wrong = []
    for story, expected in HAND:
        desk = desks[story.procedure]
        desk.consents(ground="")
        served = serve(desk, story, paper(desk, story.document))
        said = served.effective_on if served else None
        if not said == takes_effect(replace(story)) == expected:
            wrong.append((story, said, takes_effect(story), expected))
    assert wrong == []
