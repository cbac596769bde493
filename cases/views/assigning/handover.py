"""Handing over: the plan, what is in the way of each case, and carrying it out."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from cases import loading
from cases.acts.assigning import candidates, handing_over
from cases.acts.assigning.handing_over import Plan
from cases.forms.assigning import WORKING, HandOverForm
from cases.law.refusals import Refusal
from cases.law.roles import Role
from cases.models import HandOver, HandOverItem
from cases.proceeding import Actor
from cases.reading import labels, scope
from cases.reading.assigning import people
from cases.reading.lists import rows
from cases.reading.scope import Viewer
from cases.views.assigning.queue import court_of
from cases.views.page import page, signed_in, whole_number

MOST_SHOWN = 20


def _actor(who: Viewer, court_id: int) -> Actor:
    """The person in the office that lets them hand over."""
    role = next(o.role for o in who.offices
                if o.court_id == court_id and o.role in scope.EDITS_TEAMS)  # fmt: skip
    return Actor(who.user_id, role.value)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def plan(request: HttpRequest, who: Viewer) -> HttpResponse:
    """Say who leaves; below, the hand-overs there were."""
    court_id = court_of(who, scope.EDITS_TEAMS)
    office = next(o for o in who.offices if o.court_id == court_id)
    today = labels.local(office.now).date()
    sent = request.POST if request.method == "POST" else None
    leaving = request.GET.get("leaving", "")
    first = {"leaving": leaving} if leaving.isascii() and leaving.isdigit() else {}
    form = HandOverForm(sent, court_id=court_id, today=today, initial=first)
    status = 200
    if form.is_bound:
        status = 422
        if form.is_valid():
            made = _prepared(who, court_id, form)
            if made is not None:
                return redirect("hand-over", hand_over_id=made.pk)
            status = 409
    found = HandOver.objects.filter(court_id=court_id).select_related("leaving", "by")
    context = {
        "form": form,
        "earlier": [
            {
                "name": str(one.leaving),
                "days": f"{labels.day(one.since)} – {labels.day(one.until) or '…'}",
                "by": str(one.by),
                "url": reverse("hand-over", args=[one.pk]),
                "state": _state(one),
            }
            for one in found.order_by("-pk")[:MOST_SHOWN]
        ],
    }
    return page(request, "cases/assigning/hand_over_new.html", context, status)


def _prepared(who: Viewer, court_id: int, form: HandOverForm) -> HandOver | None:
    said = form.cleaned_data
    asked = Plan(court_id, said["leaving"], said["since"], said["until"], said["to"], said["why"])
    mine = candidates.in_hand(court_id, asked.leaving)
    seen = scope.visible(who).filter(pk__in=mine).values_list("pk", flat=True)
    try:
        return handing_over.prepare(asked, _actor(who, court_id), seen)
    except Refusal as refusal:
        form.add_error(None, labels.refusal(refusal))
        return None


def _state(one: HandOver) -> str:
    if one.begun_at is None:
        return _("only a plan so far")
    came = handing_over.came(one)
    return _("%(done)d done, %(left)d left") % {
        "done": came.done, "left": came.failed + came.waiting,
    }  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def hand_over(request: HttpRequest, who: Viewer, hand_over_id: int) -> HttpResponse:
    """Each case: to whom, and what is in the way; then carry it out, or go on with it."""
    court_id = court_of(who, scope.EDITS_TEAMS)
    made = HandOver.objects.filter(pk=hand_over_id, court_id=court_id).select_related(
        "leaving", "to", "by").first()  # fmt: skip
    if made is None:
        raise Http404
    if request.method == "POST":
        _do(request, who, made)
        return redirect("hand-over", hand_over_id=made.pk)
    return page(request, "cases/assigning/hand_over.html", _shown(who, made))


def _do(request: HttpRequest, who: Viewer, made: HandOver) -> None:
    by = _actor(who, made.court_id)
    what = request.POST.get("what", "")
    if what == "name":
        _name(request, made)
    elif what == "draw":
        handing_over.draw_all(made, by)
    elif what == "carry-out":
        came = handing_over.carry_out(made, by)
        left = came.failed + came.waiting
        done = ngettext("%(n)d case handed over.", "%(n)d cases handed over.", came.done)
        messages.success(request, done % {"n": came.done})
        if left:
            words = ngettext("%(n)d case is left, with the reason.",
                             "%(n)d cases are left, each with its reason.", left)  # fmt: skip
            messages.warning(request, words % {"n": left})


def _name(request: HttpRequest, made: HandOver) -> None:
    """One case of the plan goes to somebody by hand."""
    item = made.items.filter(pk=whole_number(request.POST.get("item", "")) or 0).first()
    user = whole_number(request.POST.get("to", "")) or 0
    known = dict(people.of_court(made.court_id, WORKING, made.since))
    if item is None or user not in known:
        return
    try:
        handing_over.name(item, user)
    except Refusal as refusal:
        messages.error(request, labels.refusal(refusal))


def _shown(who: Viewer, made: HandOver) -> dict[str, Any]:
    items = list(made.items.select_related("case", "draw", "hand_over"))
    seen = set(scope.visible(who).filter(pk__in=[one.case_id for one in items]).values_list(
        "pk", flat=True))  # fmt: skip
    shown = [one for one in items if one.case_id in seen]
    names = people.names_of(
        user for user in (handing_over.coming(one) for one in shown) if user is not None
    )
    came = handing_over.came(made)
    colleagues = {
        role: [
            one
            for one in people.of_court(made.court_id, [role], made.since)
            if one[0] != made.leaving_id
        ]
        for role in WORKING
    }
    return {
        "made": made,
        "leaving": str(made.leaving),
        "since": labels.day(made.since),
        "until": labels.day(made.until),
        "why": made.why,
        "by": str(made.by),
        "items": [_item(one, made, names, colleagues) for one in shown],
        "left": came.failed + came.waiting,
        "done": came.done,
        "begun": made.begun_at is not None,
    }  # fmt: skip


def _item(
    one: HandOverItem, made: HandOver, names: dict[int, str],
    colleagues: dict[Role, list[tuple[int, str]]],
) -> dict[str, Any]:  # fmt: skip
    p = loading.look(one.case_id)
    assert p is not None
    user = handing_over.coming(one)
    parts = handing_over.parts(p, made.leaving_id)
    done = one.state == "done"
    return {
        "pk": one.pk,
        "number": rows.number(one.case),
        "url": reverse("case", args=[one.case_id]),
        "node": labels.place(one.case.stands_at),
        "parts": _(", ").join(labels.of(part) for part in parts if part is not Role.MEDIATOR),
        "to": names.get(user or 0, ""),
        "colleagues": [
            found
            for role in dict.fromkeys(candidates.office_of(part) for part in parts)
            for found in colleagues.get(role, [])
        ],
        "way": "" if user is None else _("by hand") if one.to_id else _("drawn"),
        "state": one.state,
        "said": _words(one.said),
        "obstacles": []
        if done
        else [labels.pick(zh, en) for zh, en in handing_over.obstacles(p, one)],
    }


def _words(said: str) -> str:
    zh, _sep, en = said.partition("\n")
    return labels.pick(zh, en or zh)
