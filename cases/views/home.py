"""Home: everybody's own first page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from cases.reading.scope import Viewer
from cases.views.page import oversees, page, signed_in, works


@signed_in
def home(request: HttpRequest, who: Viewer) -> HttpResponse:
    """Leaders come to the board, those who work on cases to their work, parties to their cases."""
    if oversees(who):
        return redirect("board")
    if works(who):
        return redirect("work")
    if who.is_staff:
        return page(request, "cases/nothing_here.html")
    return redirect("mine")
