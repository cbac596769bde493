"""What a judge leaves to the assistant or the clerk of the team, and what was left to them."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cases.acts.workbench import delegating
from cases.forms.delegating import DelegateForm
from cases.law.delegating import DELEGATES
from cases.law.refusals import Refusal
from cases.law.roles import Role
from cases.models import Delegation
from cases.reading import labels
from cases.reading.scope import Office, Viewer
from cases.views.page import page, signed_in
from cases.views.workbench.kept import whole

MOST_SHOWN = 100


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def delegations(request: HttpRequest, who: Viewer) -> HttpResponse:
    """For a judge the form and what is delegated; for whoever assists what they may do."""
    if not who.holds(Role.JUDGE, *DELEGATES):
        raise PermissionDenied
    office = next((o for o in who.offices if o.role is Role.JUDGE), None)
    if office is None and request.method == "POST":
        raise PermissionDenied
    form = _form(request, who, office) if office else None
    status = 200
    if request.method == "POST" and office is not None and form is not None:
        if "revoke" in request.POST:
            if delegating.revoke(who.user_id, whole(request.POST["revoke"])):
                messages.success(request, _("Taken back. What was done under it stays."))
            return redirect("delegations")
        if form.is_valid() and _delegated(request, who, office, form):
            return redirect("delegations")
        status = 422
    today = labels.local((office or who.offices[0]).now).date()
    context = {
        "form": form,
        "given": _rows(Delegation.objects.filter(judge_id=who.user_id), today),
        "taken": _rows(Delegation.objects.filter(to_id=who.user_id), today),
    }
    return page(request, "cases/workbench/delegations.html", context, status)


def _form(request: HttpRequest, who: Viewer, office: Office) -> DelegateForm:
    today = labels.local(office.now).date()
    places = delegating.team_places(office.court_id, who.user_id, today)
    sent = request.POST if request.method == "POST" and "revoke" not in request.POST else None
    return DelegateForm(sent, places=places, today=today)


def _delegated(request: HttpRequest, who: Viewer, office: Office, form: DelegateForm) -> bool:
    said = form.cleaned_data
    today = labels.local(office.now).date()
    places = {one.pk: one for one in delegating.team_places(office.court_id, who.user_id, today)}
    try:
        delegating.delegate(
            who.user_id, places[said["place"]], said["acts"], said["since"], said["until"]
        )
    except Refusal as refusal:
        form.add_error(None, labels.refusal(refusal))
        return False
    messages.success(request, _("Delegated. Each act is entered as done on your behalf."))
    return True


def _rows(found: Any, today: date) -> list[dict[str, Any]]:
    live = set(found.live(today).values_list("pk", flat=True))
    rows = found.select_related("judge", "to", "team").order_by("-pk")[:MOST_SHOWN]
    return [
        {
            "pk": one.pk,
            "judge": str(one.judge),
            "to": f"{one.to} ({labels.role(one.role)})",
            "team": one.team.name,
            "acts": _(", ").join(labels.act(code) for code in one.acts),
            "days": f"{labels.day(one.since)} – {labels.day(one.until)}",
            "state": _state(one, today, one.pk in live),
            "revocable": one.revoked_at is None and one.until >= today,
        }
        for one in rows
    ]


def _state(one: Delegation, today: date, live: bool) -> str:
    if one.revoked_at is not None:
        return _("taken back")
    if one.until < today:
        return _("over")
    if one.since > today:
        return _("not begun yet")
    return _("in force") if live else _("without effect: no longer of one team")
