"""Moving a training clock."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from cases.law.refusals import Refusal
from cases.reading import labels
from cases.reading.scope import Viewer
from cases.training import move_clock
from cases.views.page import onward, signed_in, training_group

STEPS = {"1": 1, "7": 7, "30": 30}


@require_POST
@signed_in
def move(request: HttpRequest, who: Viewer) -> HttpResponse:
    """Forward by a day, a week or a month; everything due on the way happens in order."""
    group = training_group(who)
    days = STEPS.get(request.POST.get("days", ""))
    if group is None:
        raise PermissionDenied
    if days is not None:
        try:
            moved = move_clock(group.pk, days)
            messages.success(request, _said(days, moved.cases))
            if moved.set_aside:
                messages.warning(request, _aside(len(moved.set_aside)))
        except Refusal as refusal:
            messages.error(request, labels.refusal(refusal))
    return redirect(onward(request) or "home")


def _said(days: int, stepped: int) -> str:
    moved = ngettext("The clock moved on by %(n)d day.", "The clock moved on by %(n)d days.", days)
    cases = ngettext(
        "Something fell due in %(n)d case.", "Something fell due in %(n)d cases.", stepped
    )
    return f"{moved % {'n': days}} {cases % {'n': stepped}}"


def _aside(cases: int) -> str:
    return ngettext(
        "%(n)d case could not be taken along and is set aside: the board says why.",
        "%(n)d cases could not be taken along and are set aside: the board says why.",
        cases,
    ) % {"n": cases}
