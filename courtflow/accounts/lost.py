"""Second factors that people have lost: somebody of their court takes them away, with a reason.

Its owner then signs in with the password alone, and who must have one is led to set up a new one.
Every removal is written down for good (FactorRecord), and its owner reads it in their account.
"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from cases.models import Court, Grant, PartyLink
from cases.reading import labels, scope
from cases.reading.scope import Viewer
from cases.views.page import page, signed_in
from courtflow.accounts import second_factor
from courtflow.accounts.forms import RemovalForm
from courtflow.accounts.models import FactorRecord, User

MOST_SHOWN = 200


@require_safe
@signed_in
def factors(request: HttpRequest, who: Viewer) -> HttpResponse:
    """Whose factor one may take away, and what was done so far."""
    users = _theirs(who).order_by("display_name", "pk")[:MOST_SHOWN]
    return page(request, "accounts/lost_factors.html", {
        "rows": [{"name": str(user), "account": user.username, "offices": _offices(user),
                  "since": labels.moment(user.factor.made_at),
                  "url": reverse("lost-factor", args=[user.pk])} for user in users],
        "records": [_record(one) for one in _removed(who)],
    })  # fmt: skip


def _theirs(who: Viewer) -> QuerySet[User]:
    """People with a factor that the viewer may take away; never the viewer's own."""
    found = _people(who).filter(factor__isnull=False).exclude(pk=who.user_id)
    return found.select_related("factor").prefetch_related("grants__court")


def _people(who: Viewer) -> QuerySet[User]:
    """Everybody of the viewer's courts, and the parties of cases there that the viewer sees.

    Somebody who has to do with any other court is not the business of a training court.
    """
    courts = who.courts(scope.REMOVES_FACTORS)
    if not courts:
        raise PermissionDenied
    seen = PartyLink.objects.live().filter(scope.seen_by(who, "party__case__"))
    held, linked = Q(court_id__in=courts), Q(party__case__court_id__in=courts)
    training = Court.objects.filter(pk__in=courts, group__is_training=True).values("pk")
    people = Q(pk__in=_holders(held)) | Q(grants=None, pk__in=seen.filter(linked).values("user"))
    real = Q(pk__in=_holders(held & ~Q(court__in=training)))
    real |= Q(pk__in=seen.filter(linked & ~Q(party__case__court__in=training)).values("user"))
    elsewhere = Q(pk__in=_holders(Q(court__group__is_training=False)))
    links = PartyLink.objects.filter(party__case__court__group__is_training=False)
    elsewhere |= Q(pk__in=links.values("user"))
    return User.objects.filter(people).filter(real | ~elsewhere).distinct()


def _holders(of: Q) -> QuerySet[Any]:
    return Grant.objects.filter(of).values("user")


def _offices(user: User) -> str:
    return " · ".join(dict.fromkeys(labels.role(grant.role) for grant in user.grants.all()))


def _removed(who: Viewer) -> QuerySet[FactorRecord]:
    """What was removed of these people, newest first."""
    found = FactorRecord.objects.filter(what="removed", user__in=_people(who))
    return found.select_related("user", "by").order_by("-at", "-pk")[:MOST_SHOWN]


def _record(one: FactorRecord) -> dict[str, str]:
    return {"at": labels.moment(one.at), "name": str(one.user), "by": str(one.by),
            "reason": one.reason}  # fmt: skip


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def factor(request: HttpRequest, who: Viewer, user_id: int) -> HttpResponse:
    """Take one away."""
    owner = _theirs(who).filter(pk=user_id).first()
    if owner is None:
        raise Http404
    form = RemovalForm(request, "remove_factor", owner.pk, owner.factor.pk)
    if form.is_valid():
        second_factor.remove(owner, who.user_id, form.cleaned_data["reason"])
        messages.success(request, _("Removed. %(name)s sets up a new one at the next sign-in.")
                         % {"name": owner})  # fmt: skip
        return redirect("lost-factors")
    return page(request, "accounts/lost_factor.html", {
        "form": form, "name": str(owner), "account_name": owner.username,
        "offices": _offices(owner), "since": labels.moment(owner.factor.made_at),
    }, 422 if form.is_bound else 200)  # fmt: skip
