"""Giving, declining and ending the authority to act for a party."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cases.acts.parties import authority as acts
from cases.law.refusals import NotThere, Refusal
from cases.reading import labels, scope
from cases.reading.scope import Viewer
from cases.views.page import signed_in


@require_POST
@signed_in
def authority(request: HttpRequest, who: Viewer, link_id: int) -> HttpResponse:
    """The party's word on who acts for it, or the clerk's on the paper."""
    given = request.POST.get("choice") == "confirm"
    try:
        case_id = (acts.confirm if given else acts.end)(link_id, request.user)
    except NotThere:
        raise Http404 from None
    except Refusal as refusal:
        messages.error(request, labels.refusal(refusal))
        return redirect("home")
    said = _("The authority is confirmed.") if given else _("The authority has ended.")
    messages.success(request, said)
    # Asked anew: this very word may have opened the case to them, or closed it.
    sees = scope.sees(scope.viewer(request.user), case_id)
    return redirect("case", case_id=case_id) if sees else redirect("home")
