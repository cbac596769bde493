"""Signing in and out, the pages for what went wrong, and the health of this process."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django.conf import settings
from django.contrib.auth.views import LoginView
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from cases.database import too_much_power
from cases.forms import in_person
from cases.law.roles import Role
from cases.models import ClockGroup, Grant
from cases.reading import labels
from cases.views.page import page, surroundings
from courtflow.accounts import door, entering, shared
from courtflow.accounts.forms import SETTING_UP, SignInForm
from courtflow.accounts.models import User

DEMO_PASSWORD = "courtflow-demo"
MOST_LISTED = 200
MIGHTY = "the database role could switch off the guards of the log; see docs/own-servers.md\n"
BARE = (
    '<!doctype html><html lang="zh-Hans"><meta charset="utf-8"><title>courtflow</title>'
    "<p>系统出现问题，请稍后再试。</p>"
    '<p lang="en">Something went wrong on our side. Please try again in a moment.</p></html>'
)


class SignIn(LoginView):
    """Name and password; on training installs the demo accounts are a press away."""

    template_name = "accounts/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def get_initial(self) -> dict[str, Any]:
        initial = super().get_initial()
        if settings.DEMO and (name := self.request.GET.get("as", "")):
            initial["username"] = name[:150]
        return initial

    def get_form(self, form_class: Any = None) -> Any:
        form = super().get_form(form_class)
        if settings.DEMO and self.request.GET.get("as"):
            widget = form.fields["password"].widget
            widget.render_value = True
            form.initial["password"] = DEMO_PASSWORD
        return form

    def form_valid(self, form: Any) -> HttpResponse:
        """Inside; who has a second factor only after a code of it, on the next page."""
        user, is_shared = form.get_user(), form.cleaned_data["shared"]
        if user.second_factor is not None:
            entering.begin(self.request, user, self.get_success_url(), is_shared)
            return redirect("sign-in-code")
        door.enter(self.request, user)
        in_person.keep(self.request, SETTING_UP)
        if is_shared:
            shared.begin(self.request)
        return redirect(self.get_success_url())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        around = {**surroundings(self.request), "account": {}}
        demo = {"groups": demo_groups(), "demo_password": DEMO_PASSWORD} if settings.DEMO else {}
        return super().get_context_data(**kwargs, **around, **demo)


def demo_groups() -> list[dict[str, Any]]:
    """The demo accounts by role, in the order of the roles."""
    if not ClockGroup.objects.filter(is_training=True).exists():
        return []
    offices = Grant.objects.filter(user__is_demo=True).select_related("user", "court")
    order = {role.value: place for place, role in enumerate(Role)}
    rows = sorted(offices[:MOST_LISTED], key=lambda g: (order[g.role], -len(g.court.code), g.pk))
    groups = [{"label": labels.of(Role.LITIGANT), "people": _litigants()}]
    for role, grants in groupby(rows, key=lambda g: g.role):
        groups.append({"label": labels.role(role), "people": [_office(g) for g in grants]})
    return [group for group in groups if group["people"]]


def _litigants() -> list[dict[str, str]]:
    found = User.objects.filter(is_demo=True, grants__isnull=True).order_by("pk")[:MOST_LISTED]
    return [_person(user, "") for user in found]


def _office(grant: Grant) -> dict[str, str]:
    return _person(grant.user, labels.pick(grant.court.name, grant.court.name_en))


def _person(user: User, court: str) -> dict[str, str]:
    url = f"{reverse('sign-in')}?as={user.username}"
    return {"name": str(user), "username": user.username, "court": court, "url": url}


# -- what went wrong ------------------------------------------------------------------------------


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return page(request, "404.html", status=404)


def not_allowed(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return page(request, "403.html", status=403)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "400.html", status=400)


def failed(request: HttpRequest) -> HttpResponse:
    """Asks nothing of the database, which may be what failed; at the last, of nothing at all."""
    try:
        return render(request, "500.html", status=500)
    except Exception:
        return HttpResponse(BARE, status=500)


# -- health ---------------------------------------------------------------------------------------


@require_safe
def livez(request: HttpRequest) -> HttpResponse:
    """This process answers."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """The database answers, has its tables, and binds the application by the guards of the log."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM cases_clockgroup LIMIT 1")
        mighty = bool(too_much_power())
    except DatabaseError:
        return HttpResponse("no database\n", content_type="text/plain", status=503)
    if mighty and not settings.DEMO:
        return HttpResponse(MIGHTY, content_type="text/plain", status=503)
    return HttpResponse("ok\n", content_type="text/plain")
