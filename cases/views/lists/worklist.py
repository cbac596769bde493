"""The worklist of staff."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cases.law.running import RunningClock
from cases.models import JoinRequest
from cases.reading import labels
from cases.reading.case import lights
from cases.reading.lists import answers_due, rows, worklist
from cases.reading.scope import Viewer
from cases.reading.service import serving
from cases.views.page import page, pager, signed_in, works


def tab_words() -> dict[str, str]:
    return {
        "todo": _("To do"),
        "waiting": _("Waiting for others"),
        "suspended": _("Suspended"),
        "closed": _("At rest or closed"),
    }


@require_safe
@signed_in
def work(request: HttpRequest, who: Viewer) -> HttpResponse:
    """Cases whose turn it is, by deadline; and beside them what waits, is suspended or closed."""
    if not works(who):
        raise PermissionDenied
    tab = request.GET.get("tab", "todo")
    tab = tab if tab in worklist.TABS else "todo"
    found = worklist.lists(who)
    counts = found.counts()
    shown = worklist.page(found.of(tab), request.GET.get("after", ""))
    reader = rows.Reader(tuple(dict.fromkeys(o.role for o in who.offices)))
    return page(
        request,
        "cases/lists/worklist.html",
        {
            "tabs": [
                {
                    "url": _address(name),
                    "label": label,
                    "count": counts[name],
                    "current": name == tab,
                }
                for name, label in tab_words().items()
            ],
            "rows": rows.rows(shown.rows, reader),
            "asked_to_join": _asked_to_join(who),
            "failed_services": serving.failed(who),
            "as_of": labels.moment(who.offices[0].now),
            "pager": pager(
                _address(tab),
                _address(tab, shown.next) if shown.next else "",
                on_first=not request.GET.get("after"),
            ),
        },
    )


def _asked_to_join(who: Viewer) -> list[dict[str, Any]]:
    found = worklist.asked_to_join(who)
    timers = answers_due.clocks((one.case_id, one.asked_seq) for one in found)
    return [_asked_row(one, timers.get((one.case_id, one.asked_seq))) for one in found]


def _asked_row(asked: JoinRequest, timer: RunningClock | None) -> dict[str, Any]:
    return {
        "number": rows.number(asked.case),
        "url": reverse("join-request", args=[asked.case_id, asked.pk]),
        "since": labels.day(labels.local(asked.asked_at).date()),
        "answer_by": answers_due.day(timer),
        "light": lights.light(timer, asked.case.now) if timer is not None else None,
    }


def _address(tab: str, after: str = "") -> str:
    asked = {"tab": tab, "after": after} if after else {"tab": tab}
    return f"{reverse('work')}?{urlencode(asked)}"
