"""How long the court's own people stay signed in: 30 quiet minutes, 12 hours at the most.

Whoever sends a form after that loses nothing of it: what was typed is kept, sealed, until the same
person has signed in again in the same browser, and goes on from there by one press. Files and what
proves who somebody is are never kept, and on a shared device nothing is.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from time import time
from typing import Any

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve, reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_protect

from cases.forms.in_person import FIELD
from cases.models.fields import seal, unseal
from cases.views.page import viewer_of
from courtflow.accounts import shared

QUIET, AT_MOST = timedelta(minutes=30), timedelta(hours=12)
BEGAN, SEEN, KEPT = "began", "seen", "kept"
NOTICED_EVERY = 60
"""Seconds between two notes of when somebody was last seen: not every page writes its session."""
KEPT_FOR = timedelta(hours=12)
MOST_KEPT = 256 * 1024
NEVER_KEPT = frozenset({"csrfmiddlewaretoken", "password", FIELD})
NOT_AN_ANSWER = frozenset({"sign-out", "set_language", "text-size", "sign-in"})
"""Addresses to which nothing is sent that would have to be kept."""


def begin(sender: Any, request: HttpRequest, user: Any, **_more: Any) -> None:
    """Whoever signs in, by whichever door, begins now."""
    request.session[BEGAN] = request.session[SEEN] = int(time())


def end(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[..., HttpResponse]:
    """Middleware: end what has lasted long enough."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated:
            return get_response(request)
        if viewer_of(request).is_staff:
            if _is_over(request):
                return _ended(request)
            if time() - request.session[SEEN] > NOTICED_EVERY:
                request.session[SEEN] = int(time())
        _forget_what_is_sent(request)
        return get_response(request)

    return middleware


def _is_over(request: HttpRequest) -> bool:
    began, seen = (request.session.get(name, 0) for name in (BEGAN, SEEN))
    now = time()
    return bool(now - seen > QUIET.total_seconds() or now - began > AT_MOST.total_seconds())


@csrf_protect
def _ended(request: HttpRequest) -> HttpResponse:
    """To the page for signing in, and from there back, with what was typed."""
    kept = _keepable(request)
    was_shared = bool(request.session.get(shared.FLAG))
    with_files = bool(request.FILES)
    logout(request)
    said = [_("You were signed out, because nothing happened here for a while.")]
    if kept and not was_shared:
        request.session[KEPT] = kept
        said.append(_("What you typed is kept: sign in to go on."))
    elif with_files:
        said.append(_("Files were not kept; please choose them again."))
    messages.info(request, " ".join(said))
    back = reverse("resume") if KEPT in request.session else request.get_full_path()
    return redirect_to_login(back if kept or request.method == "GET" else reverse("home"))


def _keepable(request: HttpRequest) -> list[Any] | None:
    """Who sent which fields where, and when; nothing where a form could not be sent again."""
    if request.method != "POST" or request.FILES or _name(request) in NOT_AN_ANSWER:
        return None
    fields = [
        [name, value]
        for name, values in request.POST.lists()
        for value in values
        if name not in NEVER_KEPT
    ]
    text = json.dumps(fields)
    if not fields or len(text) > MOST_KEPT:
        return None
    return [request.user.pk, request.get_full_path(), seal(text), int(time())]


def _name(request: HttpRequest) -> str:
    try:
        return resolve(request.path_info).url_name or ""
    except Resolver404:
        return ""


def kept_for(request: HttpRequest) -> tuple[str, list[list[str]]] | None:
    """Where this person was about to send what; nothing of somebody else's, or too old."""
    kept = request.session.get(KEPT)
    if not kept:
        return None
    user, path, sealed, at = kept
    if user != request.user.pk or time() - at > KEPT_FOR.total_seconds():
        forget(request)
        return None
    return path, json.loads(unseal(sealed))


def forget(request: HttpRequest) -> None:
    """Keep nothing any longer."""
    request.session.pop(KEPT, None)


def _forget_what_is_sent(request: HttpRequest) -> None:
    kept = request.session.get(KEPT)
    if kept and request.method == "POST" and request.get_full_path() == kept[1]:
        forget(request)
