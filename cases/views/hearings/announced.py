"""Open trials, announced to everybody 开庭公告 (CPL 139). Public; no name stands there in full."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cases.law.sittings import MODES
from cases.models import Court, Hearing
from cases.reading import citations, labels, scope
from cases.reading.hearings import sittings
from cases.reading.lists import rows
from cases.views.page import page, pager

PAGE = 50
AHEAD = timedelta(days=60)


@require_safe
def announced(request: HttpRequest) -> HttpResponse:
    """The open trials of the weeks to come, of all courts or of one."""
    given = request.GET.get("court", "")
    court = Court.objects.filter(code=given).first() if given else None
    mark = request.GET.get("after", "")
    shown = list(sittings.after(_open(court), mark)[: PAGE + 1])
    more = len(shown) > PAGE
    query = f"?court={court.code}&" if court else "?"
    following = f"{query}after={sittings.mark_of(shown[PAGE - 1])}" if more else ""
    context = {
        "rows": _rows(shown[:PAGE]),
        "courts": [
            {"code": one.code, "name": labels.pick(one.name, one.name_en or one.name),
             "chosen": one == court}
            for one in Court.objects.order_by("code")[:500]
        ],
        "basis": citations.marked("CPL 137, 139"),
        "pager": pager(query.rstrip("&?") or "?", following, on_first=not mark),
    }  # fmt: skip
    return page(request, "cases/hearings/announced.html", context)


def _open(court: Court | None) -> QuerySet[Hearing]:
    """To come, by each court's own clock, and heard in the open (CPL 137)."""
    now = scope.effective_now("case__court__group")
    found = Hearing.objects.filter(
        result="", case__confidential=False, exchanges=None
    ).annotate(now=now)  # fmt: skip
    found = found.filter(starts_at__gte=F("now"), starts_at__lt=F("now") + AHEAD)
    if court is not None:
        found = found.filter(case__court=court)
    return found.select_related("case__court__group").order_by("starts_at", "pk")


def _rows(shown: list[Hearing]) -> list[dict[str, Any]]:
    parties = rows.parties_of([one.case_id for one in shown])
    return [
        {
            "day": labels.day(_local_day(one)),
            "time": sittings.clock_time(one),
            "court": labels.pick(
                one.case.court.name, one.case.court.name_en or one.case.court.name
            ),
            "number": rows.number(one.case),
            "cause": rows.cause(one.case),
            "parties": rows.sides(parties[one.case_id], mask=True),
            "room": one.room,
            "mode": labels.pick(*MODES.get(one.mode, MODES["in_person"])),
            "sample": _("Training court") if one.case.court.group.is_training else "",
        }
        for one in shown
    ]


def _local_day(one: Hearing) -> date:
    return labels.local(one.starts_at).date()
