"""A person's own account: who they are here, how they are reached, their second factor."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from cases.forms.in_person import InPerson
from cases.models.fields import seal, unseal
from cases.reading import labels
from cases.reading.papers.papers import masked_id
from cases.views.page import office_words, onward, page, viewer_of
from courtflow.accounts import door, second_factor
from courtflow.accounts.contact import Contact
from courtflow.accounts.forms import SecondFactorForm
from courtflow.accounts.models import FactorRecord, User

OFFERED = "new_factor"
"""In the session: the sealed secret of a factor that is being set up."""
MOST_SHOWN = 10
EMPTIED: dict[str, Any] = {"nav": [], "find_url": "", "training": None}
"""The surroundings of somebody who reaches nothing else yet."""


def _owner(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user


@require_safe
@login_required
def account(request: HttpRequest) -> HttpResponse:
    """What the court's service knows of this person."""
    user, who = _owner(request), viewer_of(request)
    contacts = [Contact(kind, value).masked for kind in ("phone", "mail")
                if (value := getattr(user, kind))]  # fmt: skip
    factor_ = user.second_factor
    return page(request, "accounts/account.html", {
        "name": str(user),
        "office": office_words(who),
        "real_name": user.real_name if user.is_verified else "",
        "id_number": masked_id(user.id_number) if user.id_number else "",
        "contacts": contacts,
        "factor_since": labels.moment(factor_.made_at) if factor_ else "",
        "codes_left": factor_.codes_left() if factor_ else 0,
        "may_be_off": not door.is_demanded(who),
        "is_staff": who.is_staff,
        "records": [_record(one) for one in _newest(user)],
    })  # fmt: skip


def _newest(user: User) -> list[FactorRecord]:
    found = FactorRecord.objects.filter(user=user).select_related("by")
    return list(found.order_by("-at", "-pk")[:MOST_SHOWN])


def _record(one: FactorRecord) -> dict[str, str]:
    by = "" if one.by_id == one.user_id else str(one.by)
    return {"at": labels.moment(one.at), "what": _happened().get(one.what, one.what), "by": by,
            "reason": one.reason}  # fmt: skip


def _happened() -> dict[str, str]:
    return {
        "set_up": _("Second factor set up"),
        "turned_off": _("Second factor turned off"),
        "removed": _("Second factor removed by the court"),
        "codes_renewed": _("New recovery codes made"),
        "recovery_code": _("A recovery code used"),
    }


# -- setting it up ---------------------------------------------------------------------------------


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def factor(request: HttpRequest) -> HttpResponse:
    """The secret, as a picture and as text; then a code proves that the app has it."""
    user = _owner(request)
    if user.second_factor is not None:
        return redirect("account")
    secret, next_ = _offered(request), onward(request)
    form = SecondFactorForm(request, user, secret)
    if form.is_valid():
        try:
            codes = second_factor.set_up(user, secret, form.cleaned_data["code"])
        except IntegrityError:
            return redirect("account")  # the same press twice
        del request.session[OFFERED]
        return _shown_once(request, user, codes, next_)
    return page(request, "accounts/factor.html", {
        "form": form, "next": next_, "secret": second_factor.in_groups(secret),
        "qr": mark_safe(second_factor.qr(user, secret)), **_around(request),
    }, 422 if form.is_bound else 200)  # fmt: skip


def _offered(request: HttpRequest) -> str:
    """The secret of this setting up; the same one, however often the page is read."""
    if OFFERED not in request.session:
        request.session[OFFERED] = seal(second_factor.new_secret())
    return unseal(request.session[OFFERED])


def _around(request: HttpRequest) -> dict[str, Any]:
    is_demanded = door.is_demanded(viewer_of(request))
    if not is_demanded:
        return {"is_demanded": False}
    account_ = {"name": str(request.user), "sign_out_url": reverse("sign-out"), "links": []}
    return {"is_demanded": True, "account": account_, **EMPTIED}


def _shown_once(
    request: HttpRequest, user: User, codes: list[str], next_: str = ""
) -> HttpResponse:
    """The recovery codes, in the answer itself: no address has them."""
    door.stay(request, user)
    shown = [second_factor.in_groups(code) for code in codes]
    return page(request, "accounts/factor_codes_shown.html", {"codes": shown, "next": next_})


# -- changing it -----------------------------------------------------------------------------------


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def factor_codes(request: HttpRequest) -> HttpResponse:
    """New recovery codes in place of the old."""
    user = _owner(request)
    if user.second_factor is None:
        return redirect("account")
    form = InPerson(request, "factor_codes")
    if form.is_valid():
        return _shown_once(request, user, second_factor.renew(user))
    return page(request, "accounts/factor_codes.html", {"form": form},
                422 if form.is_bound else 200)  # fmt: skip


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def factor_off(request: HttpRequest) -> HttpResponse:
    """Without a second factor again, or on to another app; other sessions end."""
    user = _owner(request)
    if user.second_factor is None:
        return redirect("account")
    form = InPerson(request, "factor_off")
    if form.is_valid():
        second_factor.remove(user, by=user.pk)
        door.stay(request, user)
        messages.success(request, _("The second factor is off. Other devices are signed out."))
        return redirect("account")
    is_demanded = door.is_demanded(viewer_of(request))
    return page(request, "accounts/factor_off.html", {
        "form": form, "is_demanded": is_demanded,
    }, 422 if form.is_bound else 200)  # fmt: skip
