"""Larger text 大字版, for whoever wants it, on this device."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

COOKIE = "text"
YEAR = 365 * 24 * 60 * 60


@require_POST
def text_size(request: HttpRequest) -> HttpResponse:
    """Large or as usual; back to where one was."""
    onward = request.POST.get("next", "/")
    ours = url_has_allowed_host_and_scheme(onward, {request.get_host()}, request.is_secure())
    answer = redirect(onward if ours else "/")
    if request.POST.get("size") == "large":
        answer.set_cookie(
            COOKIE, "large", max_age=YEAR, samesite="Lax", httponly=True,
            secure=settings.SESSION_COOKIE_SECURE,
        )  # fmt: skip
    else:
        answer.delete_cookie(COOKIE)
    return answer
