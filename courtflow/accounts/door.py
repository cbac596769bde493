"""Nobody is inside without the second factor that they have, or have to have.

Whoever has one is signed in when a code of it was taken in this very session (ENTERED), by
whatever page or program the session was opened; whoever works in a court that is no training court
has to have one, and reaches nothing but the page where it is set up. See docs/adr/010.
"""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import login, logout, update_session_auth_hash
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import Resolver404, resolve, reverse

from cases.reading.scope import Viewer
from cases.views.page import viewer_of
from courtflow.accounts.models import User

ENTERED = "entered"
"""In the session: the factor by which it was opened."""
BACKEND = "courtflow.accounts.backend.ByNameOrContact"
IN_THIS_ORDER = (
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "courtflow.accounts.lasting.end",
    "courtflow.accounts.door.keep",
)
OPEN = frozenset({"factor", "sign-out", "set_language", "text-size", "livez", "readyz"})
"""What somebody reaches who has still to set up a factor."""


def check_settings() -> None:
    """Stop the start of a program in whose settings there is a way around the door."""
    places = [settings.MIDDLEWARE.index(name) for name in IN_THIS_ORDER
              if name in settings.MIDDLEWARE]  # fmt: skip
    if len(places) < len(IN_THIS_ORDER) or places != sorted(places):
        raise ImproperlyConfigured(f"MIDDLEWARE must have, in this order: {IN_THIS_ORDER}.")
    if settings.AUTHENTICATION_BACKENDS != [BACKEND]:
        raise ImproperlyConfigured(f"AUTHENTICATION_BACKENDS must be [{BACKEND!r}].")


def is_demanded(who: Viewer) -> bool:
    """Whether this person may not be without: everybody of a court that is no training court."""
    return any(not office.group.is_training for office in who.offices)


def keep(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[..., HttpResponse]:
    """Middleware: let nobody in without."""

    def middleware(request: HttpRequest) -> HttpResponse:
        user = request.user
        if not isinstance(user, User):
            return get_response(request)
        factor = user.second_factor
        if factor is not None and request.session.get(ENTERED) != factor.pk:
            logout(request)
            return redirect_to_login(request.get_full_path())
        if factor is None and is_demanded(viewer_of(request)) and not _is_open(request):
            wanted = request.get_full_path() if request.method == "GET" else ""
            onward = f"?{urlencode({'next': wanted})}" if wanted.strip("/") else ""
            return redirect(reverse("factor") + onward)
        return get_response(request)

    return middleware


def _is_open(request: HttpRequest) -> bool:
    try:
        return resolve(request.path_info).url_name in OPEN
    except Resolver404:
        return False


def enter(request: HttpRequest, user: User) -> None:
    """Sign in somebody who has proved all they have to; the session gets a new key."""
    login(request, user, backend=BACKEND)
    if user.second_factor is not None:
        request.session[ENTERED] = user.second_factor.pk


def stay(request: HttpRequest, user: User) -> None:
    """The factor has changed: here one stays signed in, elsewhere no longer."""
    user.refresh_from_db()
    update_session_auth_hash(request, user)
    if user.second_factor is not None:
        request.session[ENTERED] = user.second_factor.pk
    else:
        request.session.pop(ENTERED, None)
