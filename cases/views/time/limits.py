"""The limits that a court sets shorter for itself: a list, and a form that adds one."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from cases.forms.assigning import OfCourt
from cases.forms.limits import LimitForm
from cases.law.refusals import Refusal
from cases.law.tightening import tightenable
from cases.models import TightenedLimit
from cases.reading import scope
from cases.reading.scope import Viewer
from cases.reading.time import limits as own_limits
from cases.views.assigning.order import Desk
from cases.views.page import page, signed_in


def _limit(form: OfCourt) -> None:
    said = form.cleaned_data
    one = tightenable()[said["limit"]]
    try:
        with transaction.atomic():
            TightenedLimit.objects.create(
                court_id=form.court_id, node=one.node, basis=one.basis, amount=said["amount"],
                unit=said["unit"], effective_from=said["since"],
            )  # fmt: skip
    except IntegrityError:  # somebody else has just set one from the same day
        raise Refusal("limit_exists") from None


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def limits(request: HttpRequest, who: Viewer) -> HttpResponse:
    """The court's own limits. None is changed or removed: a later one takes its place."""
    desk = Desk(request, who, {"limit": (LimitForm, _limit)}, roles=scope.EDITS_LIMITS)
    if desk.keep():
        return redirect("limits")
    context = {"rows": own_limits.own(desk.court_id, desk.today), **desk.shown()}
    return page(request, "cases/time/limits.html", context, desk.status)
