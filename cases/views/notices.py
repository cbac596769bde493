"""What a person was told; and, for those who look after it, what could not be sent."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases.notices import deliveries, listing, outbound
from cases.reading import scope
from cases.reading.scope import Viewer
from cases.views.page import page, signed_in, whole_number

DECISIONS = {"retry": deliveries.RETRY, "give_up": deliveries.GIVE_UP}


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def notices(request: HttpRequest, who: Viewer) -> HttpResponse:
    """Newest first; a POST says that all up to the newest shown are read."""
    if request.method == "POST":
        listing.mark_read(who, whole_number(request.POST.get("up_to", "")) or 0)
        return redirect("notices")
    before = whole_number(request.GET.get("before", ""))
    lines, following = listing.newest(who, before)
    newest = listing.of(who).order_by("-pk").values_list("pk", flat=True).first()
    context = {
        "lines": lines,
        "up_to": newest if any(line["unread"] for line in lines) else None,
        "pager": _pager("notices", before, following),
        "empty": {
            "title": _("No notices yet"),
            "text": _("What happens in your cases is told here, newest first."),
        },
    }
    return page(request, "cases/notices/notices.html", context)


@require_safe
@signed_in
def dead_letters(request: HttpRequest, who: Viewer) -> HttpResponse:
    """Messages that nobody tries to send any longer, and whether anything leaves at all."""
    _allow(who)
    before = whole_number(request.GET.get("before", ""))
    found, following = listing.dead_letters(who, before)
    context = {
        "rows": listing.dead_rows(who, found),
        "paused": _paused(),
        "pager": _pager("dead-letters", before, following),
        "empty": {
            "title": _("Every message went out"),
            "text": _("A message that could not be sent after several attempts waits here."),
        },
    }
    return page(request, "cases/notices/dead_letters.html", context)


@require_POST
@signed_in
def dead_letter(request: HttpRequest, who: Viewer, delivery_id: int) -> HttpResponse:
    """Try once more from the beginning, or leave it be."""
    _allow(who)
    found = deliveries.dead(who.courts(scope.SENDS_AGAIN), [*who.own_cases, *who.recused_from])
    delivery = found.filter(pk=delivery_id).first()
    decision = DECISIONS.get(request.POST.get("choice", ""))
    if delivery is None or decision is None:
        raise Http404
    if not deliveries.decide(delivery, who.user_id, decision):
        messages.info(request, _("Somebody else has decided on this message."))
    elif decision == deliveries.RETRY:
        messages.success(request, _("The message will be sent again."))
    else:
        messages.success(request, _("Nobody tries to send this message any more."))
    return redirect("dead-letters")


def _allow(who: Viewer) -> None:
    if not who.holds(*scope.SENDS_AGAIN):
        raise PermissionDenied


def _paused() -> dict[str, str] | None:
    why = outbound.switch().why
    words = {
        "setting": _("The operator has paused sending in the settings."),
        "operator": _("The operator has paused sending."),
        "restored": _("The database was restored or moved: an operator has to release sending."),
    }
    return {"level_tag": "warning", "title": _("Nothing is sent now"), "message": words[why]} if (
        why
    ) else None  # fmt: skip


def _pager(name: str, before: int | None, following: int | None) -> dict[str, str]:
    url = reverse(name)
    return {
        "newer_url": url if before else "",
        "newer_label": _("First page"),
        "older_url": f"{url}?{urlencode({'before': following})}" if following else "",
    }
