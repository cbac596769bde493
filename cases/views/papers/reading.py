"""Reading with a reason: a case outside one's work, its inner volume, somebody's particulars."""

from __future__ import annotations

import json
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cases.acts.papers import reading
from cases.forms.reading import ReasonForm
from cases.models import Party
from cases.reading import labels, own_work
from cases.reading.lists import rows
from cases.reading.scope import Viewer
from cases.views.case import Opened, head, may_unmask, note_particulars, open_case, open_unasked
from cases.views.page import onward, page, signed_in

FIELDS = ("id_number", "phone", "address")
"""What of a party is shown masked, and whole only when somebody asks for it."""
OF_SERVICE = frozenset({"phone", "address"})
"""What whoever serves papers needs for it."""


# -- a case outside one's work --------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def read_case(request: HttpRequest, who: Viewer, case_id: int) -> HttpResponse:
    """Why this person opens a case that is not their work; once for the rest of the day."""
    opened = open_unasked(who, case_id)
    target = onward(request) or reverse("case", args=[case_id])
    needed = own_work.needs_reason(opened.p, opened.standings, who.user_id)
    if not needed or reading.current(case_id, who.user_id, "outside"):
        return redirect(target)
    form = _form(request, "outside")
    if form.is_bound and form.is_valid():
        _give(case_id, who, "outside", form)
        return _send_again(request, opened, target, form) or redirect(target)
    confirm = {
        "action_url": reverse("read-case", args=[case_id]),
        "title": _("This case is not among your work"),
        "text": _(
            "Say why you read it. The reason holds for today; it and what you read are kept and "
            "shown to those who supervise."
        ),
        "form": form,
        "submit": _("Open the case"),
    }
    context = {
        "confirm": confirm,
        "number": rows.number(opened.p.case),
        "cause": rows.cause(opened.p.case),
        "court": labels.pick(opened.court.name, opened.court.name_en or opened.court.name),
    }
    return page(request, "cases/papers/reason.html", context, 422 if form.is_bound else 200)


def _form(request: HttpRequest, kind: str) -> ReasonForm:
    if "sent" in request.GET:  # what somebody sent elsewhere, and comes along
        carried = {name: values for name, values in request.POST.lists() if name not in _OF_OURS}
        first = {"next": onward(request), "carried": json.dumps(carried)}
        return ReasonForm(kind, initial=first)
    if request.method == "POST":
        return ReasonForm(kind, request.POST)
    return ReasonForm(kind, initial={"next": onward(request)})


_OF_OURS = frozenset({"csrfmiddlewaretoken"})


def _send_again(
    request: HttpRequest, opened: Opened, target: str, form: ReasonForm
) -> HttpResponse | None:
    """What somebody had sent before they were asked why, to be sent on with one press."""
    if not (carried := form.sent()):
        return None
    context = {**head(opened, ""), "fields": carried, "target": target}
    return page(request, "cases/papers/send_again.html", context)


def _give(case_id: int, who: Viewer, kind: str, form: ReasonForm, what: str = "") -> None:
    said = form.cleaned_data
    reading.give(case_id, who.user_id, kind, said["reason"], said["words"], what)


# -- the inner volume -----------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def read_inner(request: HttpRequest, who: Viewer, case_id: int) -> HttpResponse:
    """Why a person named in the case opens its inner volume; once a sitting of half an hour."""
    opened = open_case(who, case_id)
    if opened.is_party:
        raise Http404
    if not opened.may_open_inner:
        raise PermissionDenied
    target = onward(request) or reverse("case-file", args=[case_id])
    if opened.inner is not None:
        return redirect(target)
    form = _form(request, "inner")
    if form.is_bound and form.is_valid():
        _give(case_id, who, "inner", form)
        return redirect(target)
    confirm = {
        "action_url": reverse("read-inner", args=[case_id]),
        "title": _("Open the inner volume"),
        "text": _(
            "It stays open for 30 minutes. The reason and what you read are kept and shown to "
            "those who supervise."
        ),
        "form": form,
        "submit": _("Open the inner volume"),
        "cancel_url": reverse("case-file", args=[case_id]),
    }
    context = {**head(opened, "case-file"), "confirm": confirm}
    return page(request, "cases/act.html", context, 422 if form.is_bound else 200)


# -- personal data --------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def unmask(
    request: HttpRequest, who: Viewer, case_id: int, party_no: int, field: str
) -> HttpResponse:
    """One particular of a party in full, on this answer alone."""
    opened = open_case(who, case_id)
    party = Party.objects.filter(case_id=case_id, no=party_no).first()
    if field not in FIELDS or party is None:
        raise Http404
    if not may_unmask(opened):
        raise PermissionDenied
    if request.method == "POST" and "serve" in request.POST and field in OF_SERVICE:
        note_particulars(opened, f"{field}:{party_no}")
        return _shown(request, opened, party, field)
    form = _form(request, "unmask")
    if form.is_bound and form.is_valid():
        _give(case_id, who, "unmask", form, f"{field}:{party_no}")
        return _shown(request, opened, party, field)
    confirm = {
        "action_url": request.path,
        "title": _("Show in full: %(what)s, %(name)s")
        % {"what": words_of(field), "name": opened.names.get(party_no, "")},
        "text": _("The reason is kept and shown to those who supervise."),
        "form": form,
        "submit": _("Show it"),
        "cancel_url": reverse("case-papers", args=[case_id]),
    }
    context = {**head(opened, "case-papers"), "confirm": confirm}
    return page(request, "cases/act.html", context, 422 if form.is_bound else 200)


def words_of(field: str) -> str:
    return {"id_number": _("ID number"), "phone": _("Phone"), "address": _("Address")}[field]


def _shown(request: HttpRequest, opened: Opened, party: Party, field: str) -> HttpResponse:
    context: dict[str, Any] = {
        **head(opened, "case-papers"),
        "what": words_of(field),
        "party": opened.names.get(party.no, ""),
        "value": getattr(party, field),
        "back_url": onward(request) or reverse("case-papers", args=[opened.p.case.pk]),
    }
    answer = page(request, "cases/papers/unmasked.html", context)
    answer["Cache-Control"] = "private, no-store"
    return answer
