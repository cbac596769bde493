"""The page on which a court keeps its register of mediators (特邀调解规定 5)."""

from __future__ import annotations

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from cases.forms.assigning import OfCourt
from cases.reading import scope
from cases.reading.scope import Viewer
from cases.views.assigning.order import Desk
from cases.views.page import page, signed_in
from mediation import register
from mediation.forms import MediatorForm, OrganisationForm
from mediation.models import Mediator, Organisation


def _organisation(form: OfCourt) -> None:
    """Invited for the first time, or again."""
    Organisation.objects.update_or_create(
        court_id=form.court_id, name=form.cleaned_data["name"], defaults={"struck_off": False}
    )


def _mediator(form: OfCourt) -> None:
    said = form.cleaned_data
    named = Organisation.objects.filter(court_id=form.court_id, name=said["organisation"])
    Mediator.objects.update_or_create(
        court_id=form.court_id, user_id=said["user"], defaults={"organisation": named.first()}
    )


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def mediators(request: HttpRequest, who: Viewer) -> HttpResponse:
    """Which organisations the court invites, and who mediates for them."""
    desk = Desk(request, who, {
        "organisation": (OrganisationForm, _organisation), "mediator": (MediatorForm, _mediator),
    }, button="strike_off", roles=scope.EDITS_MEDIATORS)  # fmt: skip
    if desk.sent == desk.button:
        mine = Organisation.objects.filter(court_id=desk.court_id, pk=desk.number)
        with transaction.atomic():
            for one in mine.filter(struck_off=False):
                one.strike_off()
                desk.note("strike_off", {"organisation": one.name})
        return redirect("mediators")
    if desk.keep():
        return redirect("mediators")
    context = {**register.shown(desk.court_id, desk.today), **desk.shown()}
    return page(request, "mediation/mediators.html", context, desk.status)
