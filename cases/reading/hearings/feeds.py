"""A person's hearings as a calendar for other programs (RFC 5545).

It names no party: the number of the case, the room, the time. What the person no longer sees is
no longer in it: whoever is recused, or whose authority has ended, finds nothing there.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _
from icalendar import Alarm, Calendar, Event

from cases.law.sittings import USUAL_MINUTES
from cases.models import CaseRole, Hearing, Occupancy
from cases.reading import scope
from cases.reading.lists import rows
from cases.reading.scope import Viewer

ZONE = ZoneInfo("Asia/Shanghai")
PAST = timedelta(days=90)
MOST = 1000
ALARMS = (timedelta(days=-3), timedelta(days=-1))


def hearings_of(who: Viewer, now: datetime) -> list[Hearing]:
    """The sittings in which this person has a part; of one that was moved only the new time."""
    named = CaseRole.objects.filter(
        case=OuterRef("case_id"), user_id=who.user_id, ended_seq=None, recused=False
    )
    sits = Occupancy.objects.filter(hearing=OuterRef("pk"), user_id=who.user_id)
    part = Q(case_id__in=who.own_cases) | Q(Exists(named)) | Q(Exists(sits))
    found = Hearing.objects.filter(scope.seen_by(who, "case__"), part, starts_at__gte=now - PAST)
    found = found.exclude(result="moved").select_related("case", "place")
    return list(found.order_by("starts_at", "pk")[:MOST])


def calendar(who: Viewer, now: datetime) -> bytes:
    """The calendar as text."""
    made = Calendar()
    made.add("prodid", "-//courtflow//hearings//ZH")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", _("Hearings"))
    made.add("x-wr-timezone", "Asia/Shanghai")
    for hearing in hearings_of(who, now):
        made.add_component(_event(hearing, now))
    made.add_missing_timezones()
    return bytes(made.to_ical())


def _event(hearing: Hearing, now: datetime) -> Event:
    cancelled = hearing.result == "cancelled"
    number = rows.number(hearing.case)
    ends_at = hearing.ends_at or hearing.starts_at + timedelta(minutes=USUAL_MINUTES)
    place = hearing.place.address if hearing.place else ""
    event = Event()
    event.add("uid", f"{hearing.uid}@courtflow")
    event.add("sequence", hearing.sequence + cancelled)
    event.add("dtstamp", now)
    event.add("dtstart", hearing.starts_at.astimezone(ZONE))
    event.add("dtend", ends_at.astimezone(ZONE))
    event.add("summary", _("Hearing %(number)s") % {"number": number})
    event.add("location", " · ".join(part for part in (hearing.room, place) if part))
    event.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    if not hearing.result:
        for before in ALARMS:
            alarm = Alarm()
            alarm.add("action", "DISPLAY")
            alarm.add("description", _("Hearing %(number)s") % {"number": number})
            alarm.add("trigger", before)
            event.add_component(alarm)
    return event
