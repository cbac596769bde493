"""Views of the worklist that somebody keeps: keeping, renaming, deleting."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cases.acts.workbench import keeping
from cases.law.refusals import Refusal
from cases.reading import labels
from cases.reading.lists.filters import read_query
from cases.reading.scope import Viewer
from cases.views.page import signed_in, works


@require_POST
@signed_in
def views(request: HttpRequest, who: Viewer) -> HttpResponse:
    """Back to the list that was open, with what was asked of its kept views done."""
    if not works(who):
        raise PermissionDenied
    given = request.POST
    query = read_query(given.get("query", "")).query()
    name, what = given.get("name", ""), given.get("what", "")
    pk = whole(given.get("view", ""))
    try:
        if what == "keep":
            keeping.keep(who.user_id, name, query)
            messages.success(request, _("Kept."))
        elif what == "rename" and not keeping.rename(who.user_id, pk, name):
            messages.error(request, _("Enter a name."))
        elif what == "drop" and keeping.drop(who.user_id, pk):
            messages.success(request, _("Deleted."))
    except Refusal as refusal:
        messages.error(request, labels.refusal(refusal))
    return redirect(f"{reverse('work')}?{query}")


def whole(text: str) -> int:
    """A number as a form holds it; 0 for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0
