"""A shared telephone or a computer in the court's hall: nothing stays behind on it.

Whoever says so when signing in is signed out after ten quiet minutes and when the browser closes;
the browser keeps no page, and on signing out it is told to forget what it has of us.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from time import time

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

QUIET = timedelta(minutes=10)
FLAG, SEEN = "shared", "shared_seen"


def begin(request: HttpRequest) -> None:
    """This browser is somebody else's, too."""
    request.session[FLAG], request.session[SEEN] = True, int(time())
    request.session.set_expiry(0)


def forget(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[..., HttpResponse]:
    """Middleware: end a shared session that was quiet too long, and let nothing of it be kept."""

    def middleware(request: HttpRequest) -> HttpResponse:
        shared = bool(request.session.get(FLAG))
        if shared and time() - request.session.get(SEEN, 0) > QUIET.total_seconds():
            logout(request)
            return _left(redirect("sign-in"))
        if shared:
            request.session[SEEN] = int(time())
        response = get_response(request)
        if not shared:
            return response
        response["Cache-Control"] = "no-store"
        return response if request.session.get(FLAG) else _left(response)

    return middleware


def _left(response: HttpResponse) -> HttpResponse:
    response["Clear-Site-Data"] = '"cache", "storage"'
    response["Cache-Control"] = "no-store"
    return response
