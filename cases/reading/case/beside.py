"""Who and what belongs to a case beside its course, for its pages: of today from the rows, of any
past moment from the log (cases/proof/beside.py). Both are put into words here, by the same code.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from django.contrib.auth import get_user_model
from django.utils.translation import gettext as _

from cases.beside import KEPT_INSIDE, Paper, Part, Pause, Sitting
from cases.law.efile import OF_ONE_PARTY, volume_of
from cases.law.incidents import INCIDENTS
from cases.law.periods import local_date
from cases.law.roles import Role
from cases.law.running import RunningClock
from cases.law.sittings import MODES, RESULTS
from cases.models import CaseRole, Entry, Incident, Room
from cases.proof.beside import sender
from cases.reading import labels
from cases.reading.case import lights

SHOWN_OF_DIGEST = 12


def people_of(case_id: int) -> list[Part]:
    """Everybody's part in the case, from the first."""
    rows = list(CaseRole.objects.filter(case_id=case_id).order_by("since_seq", "id"))
    named = [one.since_seq for one in rows if one.role == Role.MEDIATOR]
    entries = Entry.objects.filter(case_id=case_id, seq__in=named) if named else ()
    of = {one.seq: sender(one.said["facts"]) for one in entries}
    return [
        Part(one.user_id, one.role, one.since_seq, one.ended_seq, one.recused,
             of.get(one.since_seq, ""))
        for one in rows
    ]  # fmt: skip


def pauses_of(case_id: int) -> list[Pause]:
    """Every incident of the case, from the first."""
    rows = Incident.objects.filter(case_id=case_id).order_by("opened_seq", "id")
    return [
        Pause(one.kind, one.opened_on, one.party_no, one.opened_seq, one.closed_on, one.closed_seq)
        for one in rows
    ]


# -- in words -------------------------------------------------------------------------------------


def people(found: Iterable[Part], days: Callable[[int | None], str]) -> list[dict[str, Any]]:
    """Who has or had which part: those in the case first, then the recused, then those who left."""
    parts = list(found)
    names = get_user_model().objects.in_bulk({one.user_id for one in parts})
    rows = [
        {
            "role": labels.role(one.role),
            "name": str(names.get(one.user_id, "")),
            "of": one.of,
            "since": days(one.since_seq),
            "until": days(one.ended_seq),
            "recused": one.recused,
            "gone": one.ended_seq is not None,
        }
        for one in parts
    ]
    return sorted(rows, key=lambda row: (row["gone"], row["recused"]))


def pauses(
    found: Iterable[Pause], clocks: Iterable[RunningClock], names: dict[int, str]
) -> list[dict[str, Any]]:
    """Incidents, the open ones first, each with the deadlines that it stops or stopped."""
    known = list(clocks)
    rows = [
        {
            "kind": labels.of(INCIDENTS[one.kind]) if one.kind in INCIDENTS else one.kind,
            "party": names.get(one.party_no or 0, ""),
            "from": labels.day(one.opened_on),
            "to": labels.day(one.closed_on),
            "open": one.closed_on is None,
            "effect": _(", ").join(_stopped(one, known)),
        }
        for one in found
    ]
    return sorted(rows, key=lambda row: not row["open"])


def _stopped(one: Pause, clocks: list[RunningClock]) -> list[str]:
    """The deadlines that stood still for it, by name."""
    found = [
        lights.words(clock)
        for clock in clocks
        for begun, ended, kind in clock.spans
        if kind == one.kind and _overlaps(one, str(begun), ended)
    ]
    return list(dict.fromkeys(found))


def _overlaps(one: Pause, begun: str, ended: str | None) -> bool:
    """Whether a span of a clock lies in the time of the incident."""
    last = one.closed_on.isoformat() if one.closed_on is not None else "9999"
    return begun <= last and (ended is None or ended >= one.opened_on.isoformat())


def papers(
    found: Iterable[Paper],
    days: Callable[[int | None], str],
    names: dict[int, str],
    titles: dict[tuple[int, str], dict[str, str]],
) -> list[dict[str, Any]]:
    """Papers by kind and digest, newest first; ``titles`` by entry and digest, as they are now."""
    rows = []
    for one in reversed(list(found)):
        now = titles.get((one.seq, one.digest), {})
        rows.append({
            "title": now.get("title") or labels.document(one.kind),
            "url": now.get("url", ""),
            "kind": now.get("kind", "") if one.kind == KEPT_INSIDE else labels.document(one.kind),
            "volume": "" if volume_of(one.kind) == "main" else _("inner volume"),
            "from": names.get(one.party_no or 0, ""),
            "to": names.get(one.to or 0, ""),
            "on": days(one.seq),
            "late": one.late,
            "void": one.void_seq is not None,
            "digest": one.digest[:SHOWN_OF_DIGEST],
            "whole_digest": one.digest,
        })  # fmt: skip
    return rows


def is_open_to(paper: Paper, nos: Iterable[int]) -> bool:
    """What ``DocumentQuerySet.for_parties`` says of a paper, said of what the log tells."""
    mine = set(nos)
    theirs = paper.kind not in OF_ONE_PARTY or paper.party_no in mine
    return volume_of(paper.kind) == "main" and theirs and (paper.to is None or paper.to in mine)


def sittings(found: Iterable[Sitting]) -> list[dict[str, Any]]:
    """Hearings, newest first."""
    rows = list(found)
    rooms = Room.objects.in_bulk({one.room_id for one in rows if one.room_id is not None})
    return [
        {
            "when": labels.moment(one.starts_at),
            "room": str(rooms[one.room_id].name) if one.room_id in rooms else "",
            "mode": labels.pick(*MODES.get(one.mode, MODES["in_person"])),
            "state": labels.pick(*RESULTS.get(one.result, (one.result, one.result))),
        }
        for one in sorted(rows, key=lambda one: one.starts_at, reverse=True)
    ]


def days_of(case_id: int, until: int | None = None) -> Callable[[int | None], str]:
    """The day of each entry, by its number."""
    rows = Entry.objects.filter(case_id=case_id)
    if until is not None:
        rows = rows.filter(seq__lte=until)
    known: dict[int, date] = {
        seq: local_date(at) for seq, at in rows.values_list("seq", "effective_at")
    }
    return lambda seq: labels.day(known.get(seq or 0))
