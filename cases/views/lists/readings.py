"""For those who supervise: who read which case, inner volume or particulars, and why."""

from __future__ import annotations

from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from cases.law.readings import KINDS
from cases.reading import labels, scope
from cases.reading.lists import readings as reading
from cases.reading.scope import Viewer
from cases.views.page import page, signed_in, whole_number

LONGEST = 60


@require_safe
@signed_in
def readings(request: HttpRequest, who: Viewer) -> HttpResponse:
    """The reasons given, newest first, by person, case and kind."""
    if not who.holds(*scope.SEES_READINGS):
        raise PermissionDenied
    asked = {
        name: request.GET.get(name, "").replace("\0", "").strip()[:LONGEST]
        for name in ("person", "number", "kind")
    }
    found = reading.wanted(who, **asked)
    rows, older = reading.page(found, whole_number(request.GET.get("before", "")))
    more = urlencode({**{k: v for k, v in asked.items() if v}, "before": older})
    context = {
        "rows": rows,
        "count": found.count(),
        "asked": asked,
        "kinds": [
            {"code": code, "label": labels.pick(*words), "chosen": code == asked["kind"]}
            for code, words in KINDS.items()
        ],
        "pager": {"older_url": f"{reverse('readings')}?{more}"} if older else {},
    }
    return page(request, "cases/lists/readings.html", context)
