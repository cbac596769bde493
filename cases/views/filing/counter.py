"""Taking in a case at the counter 窗口立案, on one page."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from cases.acts.filing import registering
from cases.forms.counter import COUNTER, Filing, cause_names, cause_of
from cases.forms.fields import MoneyField, new_key
from cases.forms.on_paper import today
from cases.forms.parties import SIDES, one_more
from cases.law.causes import CauseError
from cases.law.refusals import Refusal
from cases.law.roles import Role
from cases.materials.trays import tray_for
from cases.proceeding import Actor
from cases.reading import labels
from cases.reading.fees.fees_due import estimated
from cases.reading.papers import materials
from cases.reading.scope import Viewer
from cases.views.page import page, signed_in


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def counter(request: HttpRequest, who: Viewer) -> HttpResponse:
    """The form, one party more, or the filing itself."""
    if not who.holds(*COUNTER):
        raise PermissionDenied
    if request.method != "POST":
        return _form(request, who, Filing(who, initial={"key": new_key(), **today(_now(who))}))
    if (side := request.POST.get("add", "")) in SIDES:
        return _form(request, who, Filing(who, one_more(request.POST, side)), asked=False)
    filled = Filing(who, request.POST)
    if not filled.is_valid():
        return _form(request, who, filled, status=422)
    by = Actor(who.user_id, Role.CLERK.value)
    try:
        # Filed once, however often the form is sent: its key makes the repeats one request.
        key = filled.form.cleaned_data["key"]
        done = registering.file_case(filled.new_case(_tray_id(who)), by=by, key=key)
    except (Refusal, CauseError) as refusal:
        words = labels.refusal(refusal) if isinstance(refusal, Refusal) else str(refusal)
        filled.form.add_error(None, forms.ValidationError(words))
        return _form(request, who, filled, status=422)
    messages.success(request, _("The court has received the papers."))
    return redirect("case", case_id=done.case_id)


def _tray_id(who: Viewer) -> UUID:
    return tray_for(who.user_id, "counter")


def _now(who: Viewer) -> datetime:
    """The moment by the clock of this person's court."""
    return next(office.now for office in who.offices if office.role in COUNTER)


def _form(
    request: HttpRequest, who: Viewer, filled: Filing, status: int = 200, asked: bool = True
) -> HttpResponse:
    """``asked``: whether the answers are checked; adding a party asks nothing yet."""
    context: dict[str, Any] = {
        "form": filled.form,
        "fields": {field.name: field for field in filled.form},
        "sides": [
            {"code": name, "label": labels.side(name), "forms": filled.sides[name]}
            for name in SIDES
        ],
        "problems": filled.problems() if asked and filled.form.is_bound else [],
        "causes": cause_names(),
        "tray": materials.tray(
            who.user_id,
            _tray_id(who),
            reverse("file-counter"),
            _("Complaint"),
            splits=True,
        ),
        "checked": asked,
        **_fee(filled.form["cause"].value(), filled.form["amount"].value()),
    }
    return page(request, "filing/counter.html", context, status)


@require_safe
@signed_in
def file_fee(request: HttpRequest, who: Viewer) -> HttpResponse:
    """The fee for what is typed so far; a fragment for the page to put in its place."""
    found = _fee(request.GET.get("cause", ""), request.GET.get("amount", ""))
    return render(request, "filing/fee.html", found)


def _fee(cause: Any, amount: Any) -> dict[str, Any]:
    """The fee with its derivation, or why it cannot be said yet."""
    if not cause:
        return {}
    try:
        return estimated(cause_of(str(cause)[:200]), MoneyField(required=False).clean(amount))
    except ValidationError as error:
        return {"fee_problem": " ".join(error.messages)}
