"""Sittings as pages show them: by day, by room, as a list, and of one case."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext

from cases.acts.hearings.occupying import in_the_way, span
from cases.law.calendar import Calendar
from cases.law.periods import SHANGHAI
from cases.law.sittings import MODES, RESULTS
from cases.models import CaseRole, Hearing, HearingRecord, Remark, Room
from cases.reading import labels, scope
from cases.reading.lists import rows as case_rows
from cases.reading.scope import Viewer

VIEWS = ("week", "day", "room", "list")
PAGE = 50
MOST = 500
"""A week or a day holds no more on one page."""


@dataclass(frozen=True)
class Asked:
    """Which sittings somebody wants to see."""

    view: str
    on: date
    judge: int | None = None
    room: int | None = None
    state: str = "all"
    after: str = ""
    """Where the list goes on: the start and the number of the last one shown."""

    @property
    def days(self) -> tuple[date, date]:
        """The first day, and the one after the last."""
        if self.view == "week":
            first = self.on - timedelta(days=self.on.weekday())
            return first, first + timedelta(days=7)
        return self.on, self.on + timedelta(days=1)

    def query(self, **changed: Any) -> str:
        """The address of this or of another choice."""
        one = replace(self, **changed)
        given = {"view": one.view, "on": one.on.isoformat(), "judge": one.judge, "room": one.room,
                 "state": "" if one.state == "all" else one.state, "after": one.after}  # fmt: skip
        return f"?{urlencode({name: value for name, value in given.items() if value})}"


def midnight(day: date) -> datetime:
    return datetime.combine(day, time(0), SHANGHAI)


def seen(who: Viewer) -> QuerySet[Hearing]:
    """The sittings of the cases that exist for this person; of parties and agents their own."""
    found = Hearing.objects.filter(scope.seen_by(who, "case__")).exclude(result="moved")
    return found.select_related("case__court", "place")


def asked_for(who: Viewer, asked: Asked) -> QuerySet[Hearing]:
    """Those that somebody asked for, in order of time."""
    found = seen(who)
    if asked.room:
        found = found.filter(place_id=asked.room)
    if asked.judge:
        judged = CaseRole.objects.filter(
            case=OuterRef("case_id"), user_id=asked.judge, role="judge", ended_seq=None
        )
        found = found.filter(Exists(judged))
    if asked.state != "all":
        found = found.filter(result="" if asked.state == "to_come" else asked.state)
    if asked.view != "list":
        first, end = asked.days
        found = found.filter(starts_at__gte=midnight(first), starts_at__lt=midnight(end))
    else:
        found = found.filter(starts_at__gte=midnight(asked.on))
    return found.order_by("starts_at", "pk")


def after(found: QuerySet[Hearing], mark: str) -> QuerySet[Hearing]:
    """The list from behind a mark on; a mark that is none is as good as no mark."""
    seconds, _sep, pk = mark.partition(".")
    if not (seconds.isascii() and seconds.isdigit() and pk.isascii() and pk.isdigit()):
        return found
    if len(seconds) > 11 or len(pk) > 18:
        return found
    at = datetime.fromtimestamp(int(seconds), UTC)
    return found.filter(Q(starts_at__gt=at) | Q(starts_at=at, pk__gt=int(pk)))


def mark_of(hearing: Hearing) -> str:
    return f"{int(hearing.starts_at.timestamp())}.{hearing.pk}"


def rows(hearings: Iterable[Hearing], *, linked: bool = False) -> list[dict[str, Any]]:
    """What a page says of sittings; ``linked``: with the address of a hearing online, which is
    for those who take part."""
    shown = list(hearings)
    benches = _benches({one.case_id for one in shown})
    return [_row(one, benches.get(one.case_id, ""), linked) for one in shown]


def _row(one: Hearing, bench: str, linked: bool) -> dict[str, Any]:
    at = labels.local(one.starts_at)
    return {
        "day": labels.day(at.date()),
        "on": at.date(),
        "time": clock_time(one),
        "when": f"{labels.long_day(at.date())} {clock_time(one)}",
        "number": case_rows.number(one.case),
        "cause": case_rows.cause(one.case),
        "court": labels.pick(one.case.court.name, one.case.court.name_en or one.case.court.name),
        "room": one.room,
        "place": one.place.address if one.place else "",
        "room_id": one.place_id,
        "mode": labels.pick(*MODES.get(one.mode, MODES["in_person"])),
        "link": one.link if linked and not one.result else "",
        "judge": bench,
        "state": labels.pick(*RESULTS.get(one.result, (one.result, one.result))),
        "to_come": not one.result,
        "over": one.result in ("cancelled", "moved"),
        "url": reverse("case", args=[one.case_id]),
        "starts_at": one.starts_at,
    }


def clock_time(one: Hearing) -> str:
    begins = f"{labels.local(one.starts_at):%H:%M}"
    return f"{begins}–{labels.local(one.ends_at):%H:%M}" if one.ends_at else begins


def _benches(case_ids: set[int]) -> dict[int, str]:
    """The judges in charge, by case."""
    found = CaseRole.objects.filter(
        case_id__in=case_ids, role="judge", ended_seq=None, recused=False
    )
    return {one.case_id: str(one.user) for one in found.select_related("user")}


def by_day(shown: list[dict[str, Any]], asked: Asked, calendar: Calendar) -> list[dict[str, Any]]:
    """A section a day, with those on which the court does not work."""
    first, end = asked.days
    days = [first + timedelta(days=n) for n in range((end - first).days)]
    return [
        {
            "label": _short_day(day) if len(days) > 1 else labels.long_day(day),
            "id": f"day-{day.isoformat()}",
            "off": not calendar.is_working(day),
            "rows": [row for row in shown if row["on"] == day],
        }
        for day in days
    ]


def _short_day(day: date) -> str:
    """The head of a narrow column: 3月9日 周一, Mon 9 Mar."""
    return labels.pick(
        f"{day.month}月{day.day}日 周{'一二三四五六日'[day.weekday()]}",
        f"{_WEEKDAYS[day.weekday()]} {day.day} {_MONTHS[day.month - 1]}",
    )


_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def by_room(shown: list[dict[str, Any]], rooms: Iterable[Room], day: date) -> list[dict[str, Any]]:
    """A section a room; what takes it up beside the sittings that this person sees is said too."""
    sections = []
    for room in rooms:
        mine = [row for row in shown if row["room_id"] == room.pk]
        times = {row["starts_at"] for row in mine}
        others = in_the_way(room.pk, [], midnight(day), midnight(day + timedelta(days=1)))
        notes = [
            span(one.starts_at, one.ends_at)
            + " "
            + (one.closure.reason if one.closure else gettext("taken"))
            for one in others.select_related("closure").order_by("starts_at")
            if one.closure or one.starts_at not in times
        ]
        about = [gettext("seats %(n)s") % {"n": room.capacity}]
        if room.is_online:
            about.append(gettext("can be joined online"))
        sections.append({
            "label": room.name, "id": f"room-{room.pk}", "about": " · ".join(about),
            "rows": mine, "notes": notes,
        })  # fmt: skip
    return sections


def _record(one: Hearing, closed: set[int], at_desk: bool) -> str:
    may_type = at_desk and one.result not in ("moved", "cancelled")
    if not (may_type or one.pk in closed):
        return ""
    return reverse("hearing-record", args=[one.case_id, one.pk])


def of_case(case_id: int, *, at_desk: bool) -> list[dict[str, Any]]:
    """All sittings of a case, newest first, with what was said of how they ended; for the desk the
    way to the record of each, for everybody else to the closed ones."""
    found = Hearing.objects.filter(case_id=case_id).select_related("case__court", "place")
    shown = list(found.order_by("-starts_at", "-pk")[:MOST])
    records = HearingRecord.objects.filter(hearing__case_id=case_id, closed_at__isnull=False)
    closed = set(records.values_list("hearing_id", flat=True))
    texts = {
        remark.seq: remark.text
        for remark in Remark.objects.filter(
            case_id=case_id, name="why", inner=False,
            seq__in=[one.ended_seq for one in shown if one.ended_seq],
        )
    }  # fmt: skip
    return [
        row
        | {"why": texts.get(one.ended_seq or 0, ""), "record_url": _record(one, closed, at_desk)}
        for one, row in zip(shown, rows(shown, linked=True), strict=True)
    ]
