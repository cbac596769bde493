"""Larger text 大字版, for whoever wants it, on this device."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from cases.views.page import onward

COOKIE = "text"
YEAR = 365 * 24 * 60 * 60


@require_POST
def text_size(request: HttpRequest) -> HttpResponse:
    """Large or as usual; back to where one was."""
    answer = redirect(onward(request) or "/")
    if request.POST.get("size") == "large":
        answer.set_cookie(
            COOKIE, "large", max_age=YEAR, samesite="Lax", httponly=True,
            secure=settings.SESSION_COOKIE_SECURE,
        )  # fmt: skip
    else:
        answer.delete_cookie(COOKIE)
    return answer
