"""Cases brought to a place through the write door, never by setting a field.

The courts and people are those of the demo, on a training clock: a case lives through months in
milliseconds, and everything that falls due on the way happens at its own moment.
"""

from __future__ import annotations

import random
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from django.db import connection

from cases.law.causes import find
from cases.law.periods import SHANGHAI
from cases.models import Case, Clock, ClockGroup
from courtflow.rehearsal.demo import THROUGH
from courtflow.rehearsal.lives import LIVES, Life
from courtflow.rehearsal.people import Cast, cast
from courtflow.rehearsal.stage import CurtainFalls, Stage, Subject

__all__ = ["Cast", "Stage", "at_place", "clock", "due", "loan", "moment", "people", "set_clock",
           "stage"]  # fmt: skip


def people() -> Cast:
    """The demo courts, an intermediate one above a basic one, and everybody in them."""
    return cast()


def moment(day: str, hour: int = 10, minute: int = 0) -> datetime:
    """A moment of a day in Shanghai."""
    return datetime.combine(date.fromisoformat(day), time(hour, minute), SHANGHAI)


def loan(*, plaintiffs: int = 1, defendants: int = 1, amount: int = 100_000) -> Subject:
    """A loan dispute between so many made-up people."""
    return Subject(
        find("民间借贷纠纷").code, "演示案情:虚构借款未还。", Decimal(amount),
        [f"演示原告{n}" for n in range(1, plaintiffs + 1)],
        [f"演示被告{n}" for n in range(1, defendants + 1)],
    )  # fmt: skip


def stage(who: Cast, day: str = "2025-03-03", subject: Subject | None = None, **more: Any) -> Stage:
    """An empty stage at nine in the morning of a day; nothing is filed yet."""
    return Stage(who, subject or loan(), moment(day, 9), random.Random(26), **more)


# The lives in which a place is reached soonest; the demo knows them for the nodes.
_THROUGH: dict[str, tuple[Life, ...]] = dict(THROUGH)


def at_place(who: Cast, place: str, day: str = "2025-03-03", seed: int = 26) -> Stage:
    """A case that has come to a node or an outcome by living through one of the demo's lives."""
    for life in (*_THROUGH.get(place, ()), *LIVES.values()):
        found = Stage(who, loan(amount=300_000), moment(day, 9), random.Random(seed), stop_at=place)
        try:
            life(found)
        except CurtainFalls:
            _THROUGH[place] = (life,)
            found.stop_at = ""
            return _where_it_stands(found, place)
    raise AssertionError(f"no life comes to {place}")


def _where_it_stands(found: Stage, place: str) -> Stage:
    """The linked case of the same dispute that came to the place, where it was not this one."""
    if found.place == place:
        return found
    dispute = Case.objects.values_list("dispute_id", flat=True).get(pk=found.case_id)
    case = Case.objects.filter(dispute_id=dispute, stands_at=place).latest("pk")
    found.case_id, found.court = case.pk, case.court.code
    return found


def clock(case_id: int, code: str, *, party: int | None = None, basis: str | None = None) -> Clock:
    """The newest clock of this name; of this party and basis where they are named."""
    rows = Clock.objects.filter(case_id=case_id, code=code)
    if party is not None:
        rows = rows.filter(party_no=party)
    rows = rows.filter(basis=basis or _first_basis(rows.values_list("basis", flat=True)))
    return rows.latest("no")


def _first_basis(found: Any) -> str:
    return "statutory" if "statutory" in set(found) else "management"


def due(case_id: int, code: str, *, party: int | None = None, basis: str | None = None) -> str:
    """The last day of the newest clock of this name, as text; "" while nothing is due."""
    found = clock(case_id, code, party=party, basis=basis)
    return found.due_on.isoformat() if found.due_on else ""


def set_clock(group: ClockGroup, to: datetime) -> None:
    """Put a training group's clock at a moment; it goes on from there with the database's time."""
    with connection.cursor() as cursor:
        cursor.execute(
            'UPDATE cases_clockgroup SET "offset" = %s - clock_timestamp() WHERE id = %s',
            [to, group.pk],
        )
