"""Time travel: a case as it stood, rebuilt from the log alone, is what its page showed then.

Lives are rehearsed; while they are played, what the page of the case shows is written down outside
the database. Afterwards these moments are rebuilt on a connection that does not find the rows of
the case any more, and compared.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg2
import pytest
from django.db import connection, transaction
from django.utils import translation
from psycopg2 import sql

from cases import ground, loading
from cases.law.roles import Role
from cases.models import Court
from cases.policy import Standing
from cases.proceeding import CourtFacts, Proceeding
from cases.proof.beside import Beside
from cases.proof.replay import fold
from cases.reading.case import beside, then
from cases.reading.lists import rows
from cases.reading.scope import Viewer
from cases.views.case import Opened, hide, standing, top
from courtflow.rehearsal import people
from courtflow.rehearsal.lives import LIVES
from courtflow.rehearsal.play import FIRST_DAY, THROWN_IN, _thrower, made_up, play
from courtflow.rehearsal.stage import Stage
from tests.cases.rows import of_rows

MOMENTS = 10
WITHHELD = (
    "cases_case", "cases_clock", "cases_incident", "cases_caserole", "cases_document",
    "cases_written", "cases_hearing", "cases_occupancy", "cases_service", "cases_servicestep",
    "cases_draft", "cases_approval", "cases_payment", "cases_charge", "cases_rung", "cases_link",
    "cases_numberalias", "cases_party", "cases_partylink", "cases_request", "cases_assignment",
    "cases_arrival", "cases_setaside", "cases_outbox", "cases_hearingrecord", "cases_reading",
)  # fmt: skip
"""Every table that holds how a case stands now."""


def of_court() -> Standing:
    return Standing(frozenset({Role.JUDGE}), "assigned")


def of_party() -> Standing:
    return Standing(frozenset({Role.LITIGANT}), "party", (1,), frozenset({"plaintiff"}))


def shown(p: Proceeding, clocks: list[Any], around: Beside, court: Court) -> dict[str, Any]:
    """All that the page of a case shows of how it stands, to the judge and to the plaintiff."""
    found = {}
    who = Viewer(0, "", False, True, ())
    for name, stands in (("judge", of_court()), ("plaintiff", of_party())):
        [copy] = [Proceeding(**{f: getattr(p, f) for f in _GIVEN})]
        opened = Opened(copy, who, [stands], [], court)
        hide(opened)
        above = top(opened)
        found[name] = {
            **{k: above[k] for k in ("number", "cause", "procedure", "place", "people", "lead",
                                   "trial")},
            "light": above["light"] and vars(above["light"]),
            "trial_light": above["trial_light"] and vars(above["trial_light"]),
            **standing(opened, [_again(clock) for clock in clocks], around, []),
        }  # fmt: skip
    days = beside.days_of(p.case.pk, p.case.log_seq)
    titles: dict[tuple[int, str], dict[str, str]] = {}
    found["papers"] = beside.papers(around.papers, days, {}, titles)
    found["open_to"] = [[beside.is_open_to(one, [no]) for no in (1, 2)] for one in around.papers]
    found["hearings"] = beside.sittings(around.sittings)
    found["sides"] = {str(no): side for no, side in around.sides.items()}
    return json.loads(json.dumps(found, default=vars_or_text))


_GIVEN = ("case", "court", "calendar", "now", "real", "tail", "last_at", "clocks", "parties",
          "open_incidents", "people")  # fmt: skip


def vars_or_text(value: Any) -> Any:
    return vars(value) if hasattr(value, "__dict__") else str(value)


def _again(clock: Any) -> Any:
    """A clock of one's own: a page for a party leaves reasons out of it."""
    return type(clock)(**{**vars(clock), "spans": [list(span) for span in clock.spans]})


@dataclass
class Seen:
    """What was shown at one moment of one case, and after how many entries."""

    case_id: int
    court_id: int
    moment: datetime
    page: dict[str, Any]


@dataclass
class Watched(Stage):
    """A stage on which somebody keeps looking at the page."""

    seen: list[Seen] = field(default_factory=list)

    def look(self) -> None:
        """Write down now and then what today's page shows, just before the moment that the play
        has reached."""
        if self.rng.random() < 0.7:
            return
        moment = self.at - timedelta(microseconds=1)
        p = loading.look(self.case_id) if self.case_id else None
        if p is None or p.last_at is None or p.last_at > moment:
            return
        p.now = moment
        clocks = rows.clocks_of([self.case_id], running=False)[self.case_id]
        court = Court.objects.get(pk=p.case.court_id)
        page = shown(p, clocks, of_rows(self.case_id), court)
        self.seen.append(Seen(self.case_id, court.pk, moment, page))

    def pass_time(self, until: datetime) -> None:
        """Look on the way too, not only when somebody acts."""
        before = self.at
        if self.rng.random() < 0.5 and (p := loading.look(self.case_id)) and p.last_at:
            first = max(p.last_at, min(self.at, until))
            self.at = first + (until - first) * self.rng.random()
            super().pass_time(self.at)
            self.look()
            self.at = before
        super().pass_time(until)

    def act(self, code: str, *, by: str = "", **data: Any) -> Stage:
        self.look()
        return super().act(code, by=by, **data)

    def linked(self, kind: str) -> Stage:
        return Watched(**vars(super().linked(kind)), seen=self.seen)


def lives(count: int, seed: int) -> Iterator[list[Seen]]:
    """Rehearsed disputes, each with ten of the moments at which somebody looked."""
    cast = people.cast()
    scripts = list(LIVES.values())
    for index in range(count):
        rng = random.Random(f"{seed}:{index}")
        start = FIRST_DAY + timedelta(days=rng.randint(0, 360), minutes=rng.randint(0, 300))
        stage = Watched(cast, made_up(rng), start, rng)
        thrown = THROWN_IN[(index // len(scripts)) % len(THROWN_IN)]
        if thrown is not None:
            stage.tell = _thrower(thrown, rng)
        play(stage, scripts[index % len(scripts)])
        while len(stage.seen) < MOMENTS:  # a short one is looked at as it goes on
            stage.at += timedelta(days=rng.random() * 20)
            stage.pass_time(stage.at)
            stage.look()
        yield sorted(rng.sample(stage.seen, MOMENTS), key=lambda one: (one.case_id, one.moment))


@pytest.fixture
def may_shadow(db: None, admin_dsn: str) -> Iterator[None]:
    """The application's role may make temporary tables, which it otherwise may not."""
    admin = psycopg2.connect(admin_dsn)
    admin.autocommit = True
    with connection.cursor() as cursor, admin.cursor() as as_admin:
        cursor.execute("SELECT current_database(), current_user")
        database, role = (sql.Identifier(name) for name in cursor.fetchone())
        right = sql.SQL("TEMPORARY ON DATABASE {}").format(database)
        as_admin.execute(sql.SQL("GRANT {} TO {}").format(right, role))
        try:
            yield
        finally:
            as_admin.execute(sql.SQL("REVOKE {} FROM {}").format(right, role))
    admin.close()


@contextmanager
def rows_withheld() -> Iterator[None]:
    """The tables of how cases stand are not found: empty ones of the same names lie before them."""
    with transaction.atomic(), connection.cursor() as cursor:
        for table in WITHHELD:
            cursor.execute(f"CREATE TEMPORARY TABLE {table} (nothing int) ON COMMIT DROP")
        yield
        transaction.set_rollback(True)


def rebuilt(one: Seen) -> dict[str, Any]:
    """The same page from the log alone."""
    state = fold(one.case_id, one.moment)
    court = Court.objects.select_related("group").get(pk=one.court_id)
    facts = CourtFacts(court.group_id, court.code, court.upper_id, court.group.offset, True, None)
    p = then.stood(state, one.moment, facts, ground.calendar_of())
    return shown(p, list(p.clocks.values()), state.beside, court)


def differences(past: Any, kept: Any, where: str = "") -> list[str]:
    """Where two pages differ, and in what."""
    if isinstance(past, dict) and isinstance(kept, dict) and past.keys() == kept.keys():
        return [d for k in kept for d in differences(past[k], kept[k], f"{where}.{k}")]
    if isinstance(past, list) and isinstance(kept, list) and len(past) == len(kept):
        pairs = enumerate(zip(past, kept, strict=True))
        return [d for n, (a, b) in pairs for d in differences(a, b, f"{where}[{n}]")]
    return [] if past == kept else [f"{where}: {past!r} was {kept!r}"]


def compare(count: int, seed: int, folder: Path) -> None:
    with translation.override("zh-hans"):
        moments, wrong = [], []
        for number, found in enumerate(lives(count, seed)):
            for at, one in enumerate(found):
                kept = folder / f"{number}-{at}.json"
                kept.write_text(json.dumps(one.page))
                moments.append((kept, Seen(one.case_id, one.court_id, one.moment, {})))
        with rows_withheld():
            for kept, one in moments:
                unlike = differences(rebuilt(one), json.loads(kept.read_text()))
                if unlike:
                    wrong.append((one.case_id, str(one.moment), unlike))
    assert len(moments) == count * MOMENTS
    assert not wrong, (len(wrong), wrong[:3])


@pytest.mark.usefixtures("may_shadow")
def test_the_past_is_what_the_page_showed_then(tmp_path: Path) -> None:
    compare(12, 1, tmp_path)


@pytest.mark.slow
@pytest.mark.usefixtures("may_shadow")
def test_the_past_of_200_cases_is_what_their_pages_showed_then(tmp_path: Path) -> None:
    compare(200, 2, tmp_path)
