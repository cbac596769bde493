"""Hearings on pages: the court's calendar, one's own list, the sheet, the rooms."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from cases import ground
from cases.acts.hearings import occupying
from cases.forms.hearings import ClosureForm, RoomForm
from cases.law.periods import local_date
from cases.law.refusals import Refusal
from cases.models import Grant, Hearing, Room, RoomClosure
from cases.reading import labels, scope
from cases.reading.hearings import sittings
from cases.reading.hearings.sittings import PAGE, VIEWS, Asked
from cases.reading.scope import Viewer
from cases.views.page import page, pager, signed_in, whole_number

STATES = ("all", "to_come", "held", "adjourned", "cancelled")


@require_safe
@signed_in
def hearings(request: HttpRequest, who: Viewer) -> HttpResponse:
    """The calendar for those who work in a court; for everybody else their own hearings."""
    asked = _asked(request, who)
    if not _is_of_court(who):
        return _own(request, who, asked)
    found = sittings.asked_for(who, asked)
    context = {
        "tabs": _tabs(asked), "asked": asked, "filters": _filters(who, asked),
        "xlsx_url": reverse("hearings-sheet") + asked.query(after=""),
        "edits_rooms": who.holds(*scope.EDITS_ROOMS), "as_of": labels.moment(who.offices[0].now),
        **(_list(found, asked) if asked.view == "list" else _calendar(who, found, asked)),
    }  # fmt: skip
    return page(request, "cases/hearings/calendar.html", context)


def _is_of_court(who: Viewer) -> bool:
    return bool(who.courts(scope.IN_COURT))


def _own(request: HttpRequest, who: Viewer, asked: Asked) -> HttpResponse:
    found = sittings.seen(who).order_by("-starts_at", "-pk")
    to_come = found.filter(result="").order_by("starts_at", "pk")
    context = {
        "to_come": sittings.rows(to_come[:PAGE], linked=True),
        "over": sittings.rows(found.exclude(result="")[:PAGE]),
        "xlsx_url": reverse("hearings-sheet"),
    }
    return page(request, "cases/hearings/own.html", context)


def _asked(request: HttpRequest, who: Viewer) -> Asked:
    """What the address asks for; what makes no sense in it is left out."""
    today = local_date(who.offices[0].now if who.offices else timezone.now())
    given = request.GET
    view, state = given.get("view", ""), given.get("state", "")
    return Asked(
        view if view in VIEWS else "week", _day(given.get("on", "")) or today,
        whole_number(given.get("judge", "")), whole_number(given.get("room", "")),
        state if state in STATES else "all", given.get("after", ""),
    )  # fmt: skip


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if 1995 <= day.year <= 2099 else None


def _tabs(asked: Asked) -> list[dict[str, Any]]:
    words = {"week": _("Week"), "day": _("Day"), "room": _("By room"), "list": _("List")}
    return [
        {"url": asked.query(view=name, after=""), "label": label, "current": name == asked.view}
        for name, label in words.items()
    ]


def _rooms(who: Viewer) -> QuerySet[Room]:
    found = Room.objects.filter(court_id__in=who.courts(scope.IN_COURT), retired=False)
    return found.order_by("court_id", "pk")


def _filters(who: Viewer, asked: Asked) -> dict[str, Any]:
    """Judge, room and state as the form above every view offers them."""
    judges = Grant.objects.filter(court_id__in=who.courts(scope.IN_COURT), role="judge")
    named = {one.user_id: str(one.user) for one in judges.select_related("user")[:200]}
    words = {
        "all": _("all"), "to_come": _("to come"), "held": _("held"), "adjourned": _("adjourned"),
        "cancelled": _("cancelled"),
    }  # fmt: skip
    return {
        "judges": [(pk, name, pk == asked.judge) for pk, name in named.items()],
        "rooms": [(one.pk, one.name, one.pk == asked.room) for one in _rooms(who)],
        "states": [(code, label, code == asked.state) for code, label in words.items()],
    }


def _list(found: QuerySet[Hearing], asked: Asked) -> dict[str, Any]:
    shown = list(sittings.after(found, asked.after)[: PAGE + 1])
    more = len(shown) > PAGE
    following = asked.query(after=sittings.mark_of(shown[PAGE - 1])) if more else ""
    return {
        "rows": sittings.rows(shown[:PAGE]),
        "pager": pager(asked.query(after=""), following, on_first=not asked.after),
    }


def _calendar(who: Viewer, found: QuerySet[Hearing], asked: Asked) -> dict[str, Any]:
    shown = sittings.rows(found[: sittings.MOST])
    step = timedelta(days=7 if asked.view == "week" else 1)
    first, end = asked.days
    if asked.view == "room":
        rooms = [one for one in _rooms(who) if asked.room in (None, one.pk)]
        sections = sittings.by_room(shown, rooms, asked.on)
    else:
        sections = sittings.by_day(shown, asked, ground.calendar_of())
    until = "" if asked.view != "week" else labels.long_day(end - timedelta(days=1))
    return {
        "sections": sections,
        "span": " – ".join(part for part in (labels.long_day(first), until) if part),
        "earlier_url": asked.query(on=asked.on - step),
        "later_url": asked.query(on=asked.on + step),
        "is_week": asked.view == "week",
    }


@require_safe
@signed_in
def sheet(request: HttpRequest, who: Viewer) -> HttpResponse:
    """The list as a spreadsheet: what the page shows, all of it."""
    from cases.reading.hearings import sheets  # much to load, and seldom asked for

    asked = _asked(request, who)
    if _is_of_court(who):
        found = sittings.asked_for(who, asked)
    else:
        found = sittings.seen(who).order_by("starts_at", "pk")
    made = sheets.workbook(
        _("Hearings"), sheets.hearing_columns(), sittings.rows(found[: sheets.MOST])
    )
    answer = HttpResponse(made, content_type=sheets.TYPE)
    answer["Content-Disposition"] = 'attachment; filename="hearings.xlsx"'
    answer["Cache-Control"] = "private, no-store"
    return answer


# -- rooms ----------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def rooms(request: HttpRequest, who: Viewer) -> HttpResponse:
    """The courtrooms of the court: new ones, those no longer used, and when they are closed."""
    courts = who.courts(scope.EDITS_ROOMS)
    if not courts:
        raise PermissionDenied
    court_id, sent = courts[0], request.POST.get("what", "")
    room = RoomForm(request.POST if sent == "room" else None, court_id=court_id)
    closure = ClosureForm(request.POST if sent == "closure" else None, court_id=court_id)
    if sent in ("retire", "reopen") and _changed(request, sent, court_id):
        return redirect("rooms")
    if sent == "room" and room.is_valid():
        about = dict(room.cleaned_data)
        name = about.pop("name")
        Room.objects.update_or_create(
            court_id=court_id, name=name, defaults={**about, "retired": False}
        )
        messages.success(request, _("The room can be booked from now on."))
        return redirect("rooms")
    if sent == "closure" and closure.is_valid() and _closed(request, closure):
        return redirect("rooms")
    wrong = bool(room.errors or closure.errors)
    return _rooms_page(request, court_id, room, closure, 422 if wrong else 200)


def _closed(request: HttpRequest, form: ClosureForm) -> bool:
    try:
        occupying.close(**form.cleaned_data)
    except Refusal as refusal:
        form.add_error(None, labels.refusal(refusal))
        return False
    messages.success(request, _("The room is closed for that time."))
    return True


def _changed(request: HttpRequest, what: str, court_id: int) -> bool:
    """A room is used no longer, or a closed time ends; neither touches a sitting."""
    pk = whole_number(request.POST.get("pk", "")) or 0
    if what == "retire":
        Room.objects.filter(court_id=court_id, pk=pk).update(retired=True)
        messages.success(request, _("The room is not offered any more; what is booked stays."))
    else:
        RoomClosure.objects.filter(room__court_id=court_id, pk=pk).delete()
        messages.success(request, _("The room is open again."))
    return True


def _rooms_page(
    request: HttpRequest, court_id: int, room: RoomForm, closure: ClosureForm, status: int
) -> HttpResponse:
    found = Room.objects.filter(court_id=court_id, retired=False)
    closures = RoomClosure.objects.filter(room__court_id=court_id).select_related("room")
    context = {
        "rooms": found,
        "closures": [
            {"pk": one.pk, "room": one.room.name, "reason": one.reason,
             "when": occupying.span(one.starts_at, one.ends_at)}
            for one in closures.order_by("-starts_at")[:PAGE]
        ],
        "room_form": room, "closure_form": closure,
    }  # fmt: skip
    return page(request, "cases/hearings/rooms.html", context, status)
