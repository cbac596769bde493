"""Finding a case."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from cases.law.roles import LEADERS
from cases.reading.lists import finding, rows
from cases.reading.lists.worklist import WORKING
from cases.reading.scope import Viewer
from cases.views.page import oversees, page, signed_in, works


@require_safe
@signed_in
def find(request: HttpRequest, who: Viewer) -> HttpResponse:
    """Straight to the case if there is one, else the list of those it may be."""
    if not (works(who) or oversees(who)):
        raise PermissionDenied
    wanted = request.GET.get("q", "")
    found = finding.find(who, wanted)
    if len(found) == 1:
        return redirect("case", case_id=found[0].pk)
    roles = tuple(dict.fromkeys(office.role for office in who.offices))
    reader = rows.Reader(roles, oversees=not who.holds(*(WORKING - LEADERS)))
    context = {"wanted": wanted[: finding.LONGEST], "rows": rows.rows(found, reader)}
    return page(request, "cases/lists/found.html", context)
