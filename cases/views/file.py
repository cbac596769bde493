"""Filing a case 立案 on one page."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from cases.acts import filing
from cases.forms.fields import MoneyField, new_key
from cases.forms.filing import SIDES, Filing, Known, cause_names, cause_of, one_more
from cases.law.causes import CauseError
from cases.law.fees import FeeError
from cases.law.refusals import Refusal
from cases.law.roles import Role
from cases.procedure import Done
from cases.proceeding import Actor
from cases.reading import labels, scope
from cases.reading.fees_due import estimate, shown
from cases.reading.scope import Viewer
from cases.views.page import may_file, page, signed_in


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def file(request: HttpRequest, who: Viewer) -> HttpResponse:
    """The form, one party more, or the filing itself."""
    if not may_file(who):
        raise PermissionDenied
    if not who.is_known:
        return redirect(f"{reverse('identity')}?{urlencode({'next': request.path})}")
    if request.method != "POST":
        return _form(request, Filing(who, initial={"key": new_key()}, known=_known(request, who)))
    if (side := request.POST.get("add", "")) in SIDES:
        return _form(request, Filing(who, one_more(request.POST, side)), asked=False)
    filled = Filing(who, request.POST, known=_known(request, who))
    if not filled.is_valid():
        return _form(request, filled, status=422)
    try:
        done = _file(who, filled)
    except (Refusal, CauseError) as refusal:
        words = labels.refusal(refusal) if isinstance(refusal, Refusal) else str(refusal)
        filled.form.add_error(None, forms.ValidationError(words))
        return _form(request, filled, status=422)
    if not scope.sees(scope.viewer(request.user), done.case_id):
        messages.success(request, _(
            "The court has received the papers. The case opens to you when your client confirms "
            "in an account of their own, or the court's clerk has checked your authority."
        ))  # fmt: skip
        return redirect("mine")
    messages.success(request, _("The court has received your papers."))
    return redirect("case", case_id=done.case_id)


def _known(request: HttpRequest, who: Viewer) -> Known | None:
    """The person's own name, number and telephone; nothing at the counter, where others file."""
    user: Any = request.user
    if who.is_staff or not who.is_verified:
        return None
    return Known(user.real_name, user.id_number, user.phone)


def _file(who: Viewer, filled: Filing) -> Done:
    """File once, however often the form is sent: its key makes the repeats one request."""
    data = filled.form.cleaned_data
    role = Role.CLERK if who.is_staff else Role.LITIGANT
    if data.get("authority") in ("general", "special"):
        role = Role.AGENT
    by = Actor(who.user_id, role.value)
    return filing.file_case(filled.new_case(), by=by, key=data["key"])


def _form(
    request: HttpRequest, filled: Filing, status: int = 200, asked: bool = True
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
        "checked": asked,
        **_fee(filled.form["cause"].value(), filled.form["amount"].value()),
    }
    return page(request, "cases/file.html", context, status)


@require_safe
@signed_in
def file_fee(request: HttpRequest, who: Viewer) -> HttpResponse:
    """The fee for what is typed so far; a fragment for the page to put in its place."""
    found = _fee(request.GET.get("cause", ""), request.GET.get("amount", ""))
    return render(request, "cases/fee.html", found)


def _fee(cause: Any, amount: Any) -> dict[str, Any]:
    """The fee with its derivation, or why it cannot be said yet."""
    if not cause:
        return {}
    try:
        due = estimate(cause_of(str(cause)[:200]), MoneyField(required=False).clean(amount))
    except FeeError as error:
        return {"fee_problem": labels.pick(error.zh, error.en)}
    except ValidationError as error:
        return {"fee_problem": " ".join(error.messages)}
    return {"fee": labels.money(due.amount), "fee_steps": shown(due.steps)}
