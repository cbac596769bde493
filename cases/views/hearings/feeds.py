"""The calendar for other programs: its address, and the calendar itself."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_http_methods, require_safe

from cases.acts.hearings import feeding
from cases.models import CalendarFeed
from cases.reading import labels, scope
from cases.reading.hearings import feeds
from cases.reading.scope import Viewer
from cases.views.page import page, signed_in


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def feed(request: HttpRequest, who: Viewer) -> HttpResponse:
    """Make an address, or take it back; it is shown once."""
    address = ""
    if request.method == "POST":
        if "stop" in request.POST:
            feeding.take_back(who.user_id)
            return redirect("feed")
        secret = feeding.make(who.user_id)
        address = request.build_absolute_uri(reverse("feed-calendar", args=[secret]))
    found = CalendarFeed.objects.filter(user_id=who.user_id).first()
    made_at = labels.moment(found.made_at) if found else ""
    answer = page(request, "cases/hearings/feed.html", {"address": address, "made_at": made_at})
    patch_cache_control(answer, private=True, no_store=True)
    return answer


@require_safe
def calendar(request: HttpRequest, secret: str) -> HttpResponse:
    """The calendar of whoever the secret is of; a secret that is none leads nowhere."""
    found = feeding.whose(secret) if len(secret) <= 100 else None
    if found is None:
        raise Http404
    with translation.override("zh-hans"):
        made = feeds.calendar(scope.viewer(found.user), timezone.now())
    answer = HttpResponse(made, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'inline; filename="hearings.ics"'
    answer["Referrer-Policy"] = "no-referrer"
    patch_cache_control(answer, private=True, max_age=900)
    return answer
