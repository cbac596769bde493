"""The second step of signing in; and going on where one was when a session ended."""

from __future__ import annotations

from datetime import timedelta
from time import time
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from cases.tries import TooOften
from cases.views.page import page
from courtflow.accounts import door, lasting, second_factor, shared
from courtflow.accounts.forms import SecondStepForm
from courtflow.accounts.models import User
from courtflow.accounts.second_factor import Answer

WAITING = "second_step"
"""In the session: whose password was right, and where they want to go."""
GOOD_FOR = timedelta(minutes=10)


def begin(request: HttpRequest, user: User, onward: str, is_shared: bool) -> None:
    """The password was right; they are not signed in yet."""
    request.session.cycle_key()
    request.session[WAITING] = {
        "user": user.pk,
        "hash": user.get_session_auth_hash(),
        "at": int(time()),
        "onward": onward,
        "shared": is_shared,
    }


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """The code of the app, or a recovery code; then they are signed in."""
    if request.user.is_authenticated:
        return redirect("home")
    user = _waiting(request)
    if user is None:
        return redirect("sign-in")
    form = SecondStepForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and (answer := _answer(user, form)):
        return _entered(request, user, answer)
    status = 422 if form.is_bound else 200
    return page(request, "accounts/sign_in_code.html", {"form": form}, status)


def _waiting(request: HttpRequest) -> User | None:
    """Who still has to type the code: not for long, and not after a new password or factor."""
    waits: dict[str, Any] | None = request.session.get(WAITING)
    if waits is None:
        return None
    user = User.objects.select_related("factor").filter(pk=waits["user"], is_active=True).first()
    is_good = (
        user is not None
        and user.second_factor is not None
        and user.get_session_auth_hash() == waits["hash"]
        and time() - waits["at"] <= GOOD_FOR.total_seconds()
    )
    if not is_good:
        del request.session[WAITING]
        messages.info(request, _("That took too long. Please begin again."))
        return None
    return user


def _answer(user: User, form: SecondStepForm) -> Answer | None:
    """What became of the code, if it lets them in."""
    assert user.second_factor is not None
    try:
        answer = user.second_factor.check_code(form.cleaned_data["code"])
    except TooOften as often:
        form.add_error("code", often.words)
        return None
    if not answer:
        form.add_error("code", second_factor.words(answer))
        return None
    return answer


def _entered(request: HttpRequest, user: User, answer: Answer) -> HttpResponse:
    waits = request.session.pop(WAITING)
    door.enter(request, user)
    if waits["shared"]:
        shared.begin(request)
    if answer is Answer.RECOVERY and user.second_factor is not None:
        left = user.second_factor.codes_left()
        messages.warning(request, ngettext(
            "You used a recovery code. %(n)d is left.",
            "You used a recovery code. %(n)d are left.", left,
        ) % {"n": left} + " " + _("“My account” makes new ones."))  # fmt: skip
    return redirect(waits["onward"])


@never_cache
@require_safe
@login_required
def resume(request: HttpRequest) -> HttpResponse:
    """What somebody was about to send when their session ended, to be sent by one press."""
    kept = lasting.kept_for(request)
    if kept is None:
        return redirect("home")
    path, fields = kept
    return page(request, "accounts/resume.html", {"path": path, "fields": fields})
