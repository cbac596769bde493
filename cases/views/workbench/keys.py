"""The keys: their list, to be printed, and the switch for whoever wants none."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from cases.models import KeysOff
from cases.reading.scope import Viewer
from cases.views.page import key_words, page, signed_in


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def keys(request: HttpRequest, who: Viewer) -> HttpResponse:
    """Every key with what it does; single keys can be turned off (WCAG 2.1.4)."""
    if not who.is_staff:
        raise PermissionDenied
    if request.method == "POST":
        if request.POST.get("keys") == "off":
            KeysOff.objects.get_or_create(user_id=who.user_id)
        else:
            KeysOff.objects.filter(user_id=who.user_id).delete()
        return redirect("keys")
    context: dict[str, Any] = {"key_words": key_words(), "off": who.keys_off}
    return page(request, "cases/workbench/keys.html", context)
