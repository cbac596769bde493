"""Correcting a record 更正: what would be taken back, what then holds, and why."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from cases import mending
from cases.forms.fields import long_text
from cases.law.acts import ACTS
from cases.law.refusals import Refusal
from cases.models import Entry
from cases.reading import labels
from cases.reading.case import taken_back
from cases.reading.scope import Viewer
from cases.views.act import refused_page
from cases.views.case import Opened, head, open_case
from cases.views.page import page, signed_in


class WhyForm(forms.Form):
    why = forms.CharField(
        label=gettext_lazy("What was wrong"), max_length=2000, widget=long_text(3),
        help_text=gettext_lazy("It stays in the history beside the mistaken record."),
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def mend(request: HttpRequest, who: Viewer, case_id: int, seq: int) -> HttpResponse:
    """The page of one correction, and its doing."""
    opened = open_case(who, case_id)
    entry = Entry.objects.filter(case_id=case_id, seq=seq).first()
    if entry is None or opened.is_party or entry.act not in ACTS:
        raise Http404
    by = taken_back.corrector(opened.p, entry, opened.standings, who.user_id)
    against = mending.refused(opened.p, entry, by)
    if against is not None:
        return refused_page(request, opened, entry.act, labels.refusal(against))
    form = WhyForm(request.POST if request.method == "POST" else None)
    if not form.is_bound or not form.is_valid():
        return _shown(request, opened, entry, form, 422 if form.is_bound else 200)
    try:
        mending.mend(case_id, seq, by=by, why=form.cleaned_data["why"])
    except Refusal as refusal:
        form.add_error(None, labels.refusal(refusal))
        return _shown(request, opened, entry, form, 409)
    messages.success(request, _("Corrected. Do the act again if it is still to be done."))
    return redirect("case", case_id=case_id)


def _shown(
    request: HttpRequest, opened: Opened, entry: Entry, form: WhyForm, status: int
) -> HttpResponse:
    place, changes = taken_back.preview(opened.p, entry.seq)
    confirm: dict[str, Any] = {
        "action_url": reverse("mend", args=[opened.p.case.pk, entry.seq]),
        "title": _("Correct: %(act)s") % {"act": labels.of(ACTS[entry.act])},
        "text": _(
            "Recorded %(when)s. The record stays and is marked as a mistake; the case stands"
            " at “%(place)s” again, and those who were told hear of it."
        ) % {"when": labels.moment(entry.effective_at), "place": place},
        "form": form,
        "changes": changes,
        "submit": _("Correct the record"),
        "cancel_url": reverse("case-history", args=[opened.p.case.pk]),
    }  # fmt: skip
    return page(request, "cases/act.html", {**head(opened, ""), "confirm": confirm}, status)
