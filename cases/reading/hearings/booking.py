"""A date that can be had: the first lawful day, and the times at which all are free."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

from cases.acts.hearings import fixing
from cases.acts.hearings.occupying import in_the_way
from cases.law.acts import ACTS
from cases.law.calendar import Calendar
from cases.law.periods import SHANGHAI
from cases.law.refusals import Refusal
from cases.law.sittings import (
    LEAST_MINUTES,
    MOST_MINUTES,
    USUAL_MINUTES,
    WITNESS_RULE,
    next_working,
)
from cases.models import Hearing, Room
from cases.procedure import Deed
from cases.proceeding import Actor, Proceeding
from cases.reading import citations, labels
from cases.reading.hearings.sittings import midnight

HOURS = ((time(9), time(12)), (time(14), time(17, 30)))
"""When a court usually sits, in local time; free times are offered in these."""
EVERY = timedelta(minutes=30)
LOOK_AHEAD = 60
"""Days in which a free time is looked for."""


def free_times(
    calendar: Calendar, room: int | None, people: Iterable[int], first: datetime, minutes: int,
    *, most: int = 12, days: int = LOOK_AHEAD,
) -> list[datetime]:  # fmt: skip
    """The next times from ``first`` on at which the room and all the people are free."""
    length, horizon = timedelta(minutes=minutes), first + timedelta(days=days)
    taken = list(in_the_way(room, people, first, horizon).values_list("starts_at", "ends_at"))
    found: list[datetime] = []
    for starts_at in _usual(calendar, first, length, horizon):
        if not any(begins < starts_at + length and ends > starts_at for begins, ends in taken):
            found.append(starts_at)
            if len(found) == most:
                break
    return found


def _usual(
    calendar: Calendar, first: datetime, length: timedelta, horizon: datetime
) -> Iterator[datetime]:
    """Every half hour of the court's hours, working day by working day."""
    day: date = next_working(first.astimezone(SHANGHAI).date(), calendar)
    while day <= horizon.astimezone(SHANGHAI).date():
        for opens, closes in HOURS:
            starts_at = datetime.combine(day, opens, SHANGHAI)
            while starts_at + length <= datetime.combine(day, closes, SHANGHAI):
                if starts_at >= first:
                    yield starts_at
                starts_at += EVERY
        day = next_working(day + timedelta(days=1), calendar)


def booking(p: Proceeding, by: Actor, chosen: Mapping[str, Any], address: str) -> dict[str, Any]:
    """For the form: the first lawful day and why, and the next times that are free."""
    missing, lawful = fixing.not_served(p), fixing.earliest(p)
    shown: dict[str, Any] = {
        "missing": missing,
        "if_served": fixing.if_served_today(p) if missing else "",
        "first": labels.long_day(lawful.day) if lawful.day else "",
        "steps": [
            {
                "day": labels.day(step.day),
                "what": labels.pick(step.zh, step.en),
                "basis": citations.marked(step.citation),
            }
            for step in lawful.steps
        ],  # fmt: skip
        "witness": labels.pick(*WITNESS_RULE),
        "agreed": _agreed(p),
        "free": [],
    }
    rooms = Room.objects.filter(court_id=p.case.court_id, retired=False)
    named = str(chosen.get("room") or "").replace("\0", "")
    room = rooms.filter(name=named).first() or rooms.first()
    if lawful.day is not None and room is not None:
        minutes = _minutes(chosen.get("minutes"))
        people = _people(p, by)
        first = max(midnight(lawful.day), p.now)
        shown |= {
            "room": room.name,
            "minutes": minutes,
            "free": [
                {
                    "label": labels.long_moment(at),
                    "url": address + "?" + urlencode({
                        "hearing_at": f"{at:%Y-%m-%dT%H:%M}", "room": room.name,
                        "minutes": minutes,
                    }),
                }
                for at in free_times(p.calendar, room.pk, people, first, minutes)
            ],
        }  # fmt: skip
    return shown


def as_fixed(case_id: int) -> dict[str, Any]:
    """The sitting to come as its form would have it, to begin a move with."""
    one = Hearing.objects.filter(case_id=case_id, result="").order_by("-seq").first()
    if one is None:
        return {}
    length = (one.ends_at - one.starts_at).total_seconds() // 60 if one.ends_at else USUAL_MINUTES
    at = f"{labels.local(one.starts_at):%Y-%m-%dT%H:%M}"
    return {
        "hearing_at": at, "room": one.room, "minutes": int(length), "mode": one.mode,
        "link": one.link,
    }  # fmt: skip


def _minutes(typed: Any) -> int:
    text = str(typed or "")
    minutes = int(text) if text.isascii() and text.isdigit() and len(text) < 5 else USUAL_MINUTES
    return min(max(minutes, LEAST_MINUTES), MOST_MINUTES)


def _people(p: Proceeding, by: Actor) -> list[int]:
    """Who has to be there as far as it is known; who may not sit is told by the act itself."""
    try:
        return list(fixing.people_of(p, Deed(ACTS["fix_hearing"], by)))
    except Refusal:
        return []


def _agreed(p: Proceeding) -> str:
    agreed = fixing.agreed_online(p.case.pk)
    return fixing.names(p, [one for one in p.parties if one.no in agreed and not one.left])
