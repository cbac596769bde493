"""The list of refunds: money held, refunds ordered, and messages that a person has to look at."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases.acts.fees import refunds as acts
from cases.forms.fields import MoneyField
from cases.forms.in_person import InPerson
from cases.law.refusals import NotThere, Refusal
from cases.law.roles import Role
from cases.models import Case, Clock, GatewayNotice, Received, Refund
from cases.models.money import APPROVED, DONE, LISTED, PAYING, REQUESTED, SETTLED
from cases.proceeding import Actor
from cases.reading import citations, labels, scope
from cases.reading.lists import rows
from cases.reading.scope import Viewer
from cases.views.page import page, signed_in
from courtflow.gateways import Unreachable
from courtflow.paying import asking

MOST_SHOWN = 200


@require_safe
@signed_in
def refunds(request: HttpRequest, who: Viewer) -> HttpResponse:
    """What is to be given back, the most urgent first."""
    courts = _courts(who)
    listed = Refund.objects.filter(scope.seen_by(who, "case__"), case__court_id__in=courts)
    listed = listed.exclude(state=DONE).select_related("case", "received__order", "requested_by")
    context = {
        "rows": [_row(who, one) for one in listed.order_by("due_on", "pk")[:MOST_SHOWN]],
        "ordered": [_ordered(one) for one in _fees(who, courts)[:MOST_SHOWN]],
        "notices": [_notice(one) for one in _notices(who, courts)[:MOST_SHOWN]],
        "is_clerk": who.holds(Role.CLERK),
        "basis": citations.marked("费用办法 53"),
    }
    return page(request, "paying/refunds.html", context)


def _courts(who: Viewer) -> list[int]:
    courts = who.courts(acts.APPROVERS)
    if not courts:
        raise PermissionDenied
    return courts


def _row(who: Viewer, one: Refund) -> dict[str, Any]:
    asks = one.state == LISTED and who.holds(Role.CLERK)
    approves = one.state == REQUESTED and one.requested_by_id != who.user_id
    choice = ("request", _("Ask to give back"))
    return {
        "number": rows.number(one.case),
        "case_url": reverse("pay", args=[one.case_id]),
        "amount": labels.money(one.amount),
        "why": why(one.reason),
        "due": labels.day(one.due_on),
        "state": _states()[one.state],
        "asked_by": str(one.requested_by) if one.requested_by else "",
        "url": reverse("refund", args=[one.pk]),
        "choice": choice if asks else None,
        "approves": approves,
    }


def _states() -> dict[str, str]:
    return {
        LISTED: _("nobody has asked yet"),
        REQUESTED: _("waits for a second person"),
        APPROVED: _("approved, the gateway is paying"),
        PAYING: _("approved, the gateway is paying"),
        DONE: _("given back"),
    }


def why(reason: str) -> str:
    """Why money is given back, in words."""
    words = {
        "ordered": _("A refund of the fee was ordered."),
        "twice": _("Paid a second time."),
        "void": _("Paid on an order that no longer held."),
        "not_here": _("Paid when the case no longer asked for it."),
    }
    return words.get(reason) or labels.refusal(Refusal(reason))


def _fees(who: Viewer, courts: list[int]) -> list[Received]:
    """Fees paid online of cases in which a refund was ordered, with something left to give back."""
    running = Clock.objects.filter(court_id__in=courts, code="refund", state="running")
    found = Received.objects.filter(
        scope.seen_by(who, "case__"), case_id__in=running.values("case_id"), outcome=SETTLED
    ).select_related("case", "order")
    return [one for one in found.order_by("pk") if acts.left(one) > 0]


def _ordered(one: Received) -> dict[str, Any]:
    return {
        "number": rows.number(one.case),
        "case_url": reverse("case-history", args=[one.case_id]),
        "left": labels.money(acts.left(one)),
        "url": reverse("refund-fee", args=[one.pk]),
        "field_id": f"amount-{one.pk}",
    }


def _notices(who: Viewer, courts: list[int]) -> QuerySet[GatewayNotice]:
    """Messages that fit nothing are for every court here; the others for the court they name."""
    found = GatewayNotice.objects.exclude(verdict="taken").filter(seen_by=None)
    cases = Case.objects.filter(scope.seen_by(who), court_id__in=courts)
    ours = found.filter(order__case__in=cases)
    return (found.filter(order=None) | ours).select_related("order__case").order_by("received_at")


def _notice(one: GatewayNotice) -> dict[str, str]:
    return {
        "when": labels.moment(one.received_at),
        "why": _verdicts().get(one.verdict, one.verdict),
        "number": rows.number(one.order.case) if one.order else "",
        "event": one.event[:24],
        # What fits no order of ours may name somebody of another court's.
        "said": one.said if one.order else "",
        "url": reverse("refund-notice", args=[one.pk]),
    }


def _verdicts() -> dict[str, str]:
    return {
        "wrong_signature": _("Not signed by the gateway."),
        "too_old": _("Signed too long ago."),
        "unreadable": _("Cannot be read."),
        "wrong_merchant": _("Meant for somebody else than this court."),
        "unknown_order": _("No such order."),
        "wrong_amount": _("Another sum than the order's."),
        "wrong_currency": _("Another currency."),
        "unknown_kind": _("Says something that is not known here."),
        "refund_unknown": _("A refund that nobody here approved."),
        "trade_of_another": _("Money that was counted for another order."),
        "event_reused": _("A second message under the same number."),
    }


# -- doing -----------------------------------------------------------------------------------------


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def refund(request: HttpRequest, who: Viewer, refund_id: int) -> HttpResponse:
    """A clerk asks, or a second person approves: in person, and exactly what the page shows."""
    court = _court_of(who, Refund.objects.filter(pk=refund_id))
    if request.method == "POST" and request.POST.get("choice") == "request":
        return _done(request, lambda: acts.request(refund_id, _as(who, court, acts.ASKERS)),
                     _("Asked. A second person has to approve."))  # fmt: skip
    if request.method == "POST" and request.POST.get("choice") != "approve":
        raise PermissionDenied
    by = _as(who, court, acts.APPROVERS)
    one = Refund.objects.select_related("case", "received__order", "requested_by").get(pk=refund_id)
    shown = (one.pk, one.amount, one.received.trade, one.requested_by_id, one.reason)
    form = InPerson(request, "approve_refund", *shown)
    if form.is_valid():
        return _approved(request, refund_id, by)
    return page(request, "paying/refund.html", {
        "row": _row(who, one), "form": form, "basis": citations.marked("费用办法 53"),
        "paid": labels.money(one.received.amount),
        "paid_on": labels.moment(one.received.paid_at),
        "asked_by_me": one.requested_by_id == who.user_id,
    }, 422 if form.is_bound else 200)  # fmt: skip


def _approved(request: HttpRequest, refund_id: int, by: Actor) -> HttpResponse:
    answer = _done(request, lambda: acts.approve(refund_id, by),
                   _("Approved. The money goes back where it came from."))  # fmt: skip
    try:
        asking.pay_out(refund_id)
    except Unreachable:
        messages.warning(request, _("The gateway does not answer; it is asked again by itself."))
    return answer


@require_POST
@signed_in
def refund_fee(request: HttpRequest, who: Viewer, received_id: int) -> HttpResponse:
    """A clerk asks that a part of a fee be given back, after it was ordered."""
    court = _court_of(who, Received.objects.filter(pk=received_id))
    try:
        amount = MoneyField().clean(request.POST.get("amount", ""))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("refunds")
    assert amount is not None
    return _done(
        request, lambda: acts.list_fee(received_id, amount, _as(who, court, acts.ASKERS)),
        _("Asked. A second person has to approve."),
    )  # fmt: skip


@require_POST
@signed_in
def notice(request: HttpRequest, who: Viewer, notice_id: int) -> HttpResponse:
    """Somebody has looked into a message."""
    found = _notices(who, _courts(who)).filter(pk=notice_id)
    if not GatewayNotice.objects.filter(pk__in=found.values("pk")).update(seen_by=who.user_id):
        raise Http404
    messages.success(request, _("Noted: you have looked into it."))
    return redirect("refunds")


def _court_of(who: Viewer, found: QuerySet[Any]) -> int:
    """The court whose money it is; 404 as if there were none, where it is not the viewer's."""
    courts = _courts(who)
    seen = found.filter(scope.seen_by(who, "case__"), case__court_id__in=courts)
    court = seen.values_list("case__court_id", flat=True).first()
    if court is None:
        raise Http404
    return int(court)


def _as(who: Viewer, court: int, roles: frozenset[Role]) -> Actor:
    role = next((r for r in sorted(roles) if court in who.courts([r])), None)
    if role is None:
        raise PermissionDenied
    return Actor(who.user_id, role.value)


def _done(request: HttpRequest, do: Callable[[], object], said: str) -> HttpResponse:
    try:
        do()
    except NotThere:
        raise Http404 from None
    except Refusal as refusal:
        messages.error(request, labels.refusal(refusal))
    else:
        messages.success(request, said)
    return redirect("refunds")
