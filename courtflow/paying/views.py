"""Paying: what is due in a case, an order that anybody may pay by its code, and the receipt."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases import tries
from cases.acts.fees import paying, payments, relieving
from cases.acts.fees.charges import Due
from cases.law.money import Purpose, in_words
from cases.law.relief import RELIEVED
from cases.models import Charge, PaymentOrder, Received
from cases.models.money import HELD, OPEN, PAID, SETTLED
from cases.proceeding import Actor
from cases.reading import labels, scope
from cases.reading.case.possible import Possible, possible_act
from cases.reading.fees import owing
from cases.reading.lists import rows
from cases.reading.scope import Viewer
from cases.views.case import Opened, head, open_case
from cases.views.page import page, signed_in, viewer_of
from courtflow.gateways import Unreachable, gateway
from courtflow.gateways.payments import LONGEST, Forged
from courtflow.paying import asking

FROM_ONE_ADDRESS = (120, timedelta(hours=1))
"""Codes looked up from one address, and in which time."""
KEPT_FROM_ONE_ADDRESS = (20, timedelta(hours=1))
"""Messages that nobody of ours signed: so many leave a trace."""
ASKED = (6, timedelta(minutes=1))
"""How often the gateway is asked for one order by those who come back from it."""


# -- in the case -----------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def pay(request: HttpRequest, who: Viewer, case_id: int) -> HttpResponse:
    """What is due, how it was worked out, and the way to pay it; what was paid, with receipts.

    Of several who owe a fee each, a party sees its own; the court sees all.
    """
    opened = open_case(who, case_id)
    if request.method != "POST":
        return _pay(request, opened)
    if not opened.is_party:
        raise PermissionDenied
    asked = _chosen(opened, request.POST.get("what", ""))
    found = _possible(opened, asked.purpose.act) if asked else None
    if asked is None or found is None or found.refused is not None:
        return _pay(request, opened, 409)
    by = Actor(who.user_id, found.role.value)
    party_no = next(no for no in asked.parties if no in opened.party_nos)
    order = paying.order_for(case_id, party_no, by, (asked.purpose.value, asked.charge_no))
    if order is not None:
        return redirect("pay-order", code=order.code)
    return _pay(request, opened, 409)


def _chosen(opened: Opened, what: str) -> Due | None:
    """What the party pays of all that is due from it; the only one, where none is named."""
    found = [one for one in payments.dues(opened.p) if owing.is_for(one.parties, opened.party_nos)]
    named = [one for one in found if f"{one.purpose.value}:{one.charge_no}" == what]
    return named[0] if named else found[0] if len(found) == 1 and not what else None


def _possible(opened: Opened, act: str) -> Possible | None:
    return possible_act(opened.p, opened.standings, act)


def _mine(opened: Opened) -> tuple[int, ...] | None:
    """Whose fees the reader sees; None for the court, which sees all."""
    return opened.party_nos if opened.is_party else None


def _pay(request: HttpRequest, opened: Opened, status: int = 200) -> HttpResponse:
    p, mine, names = opened.p, _mine(opened), opened.names
    case_id = p.case.pk
    context = {
        **head(opened, ""),
        "dues": [_due(request, opened, due) for due in owing.dues(p, mine)],
        "settled": owing.settled(p, mine, names),
        "reliefs": owing.reliefs(p, mine, names),
        "decide_url": reverse("act", args=[case_id, "relieve_fee"]) if _decides(opened) else "",
        "bearing": owing.bearing(p, mine, names),
        "comes_back": None if opened.is_party else owing.comes_back(p),
        "received": [_row(one) for one in _received(case_id) if _is_seen(one, mine)],
    }
    return page(request, "paying/pay.html", context, status)


def _decides(opened: Opened) -> bool:
    found = _possible(opened, "relieve_fee")
    return found is not None and found.refused is None


def _due(request: HttpRequest, opened: Opened, due: Due) -> dict[str, Any]:
    """What is due, and what this reader can do about it."""
    case_id, act = opened.p.case.pk, due.purpose.act
    found = _possible(opened, act)
    able = found is not None and found.refused is None
    is_payer = opened.is_party and owing.is_for(due.parties, opened.party_nos)
    may_pay = is_payer and able
    order = PaymentOrder.objects.filter(
        case_id=case_id, state=OPEN, expires_at__gt=timezone.now(), purpose=due.purpose.value,
        charge_no=due.charge_no, amount=due.amount,
    ).first()  # fmt: skip
    share = reverse("pay-order", args=[order.code]) if order and may_pay else ""
    relief = may_pay and due.purpose in RELIEVED and not _is_asked(opened, due)
    return owing.row(opened.p, due, opened.names) | {
        "may_pay": may_pay,
        "refused": labels.refusal(found.refused) if found and found.refused else "",
        "counter_url": reverse("act", args=[case_id, act]) if able and not opened.is_party else "",
        "relief_url": reverse("act", args=[case_id, "ask_relief"]) if relief else "",
        "share_url": request.build_absolute_uri(share) if share else "",
    }


def _is_asked(opened: Opened, due: Due) -> bool:
    undecided = relieving.waiting(opened.p.case.pk)
    return undecided.filter(charge_no=due.charge_no).exists()


def _received(case_id: int) -> list[Received]:
    found = Received.objects.filter(case_id=case_id).select_related("order")
    return list(found.order_by("-pk"))


def _is_seen(one: Received, mine: tuple[int, ...] | None) -> bool:
    """What was paid for a charge of others is theirs; the fee of the suit is for all to see."""
    return one.order.charge_no == 0 or owing.is_for(_payers(one), mine)


def _payers(one: Received) -> list[int]:
    charge = Charge.objects.filter(case_id=one.case_id, no=one.order.charge_no).first()
    return charge.parties if charge else [one.order.party_no]


def _row(one: Received) -> dict[str, str]:
    outcome = {
        SETTLED: _("taken as the fee"),
        HELD: _("held, will be given back"),
    }.get(one.outcome, _("being taken in"))
    if one.refunds.exists() and not one.refunds.exclude(state="done").exists():
        outcome = labels.pair(outcome, _("given back")) if one.outcome == SETTLED else _(
            "given back"
        )  # fmt: skip
    return {
        "when": labels.moment(one.effective_at),
        "purpose": labels.of(Purpose(one.order.purpose)),
        "amount": labels.money(one.amount),
        "outcome": outcome,
        "url": reverse("receipt", args=[one.case_id, one.pk]) if one.outcome == SETTLED else "",
    }


@require_safe
@signed_in
def receipt(request: HttpRequest, who: Viewer, case_id: int, received_id: int) -> HttpResponse:
    """The receipt of one payment, to print."""
    opened = open_case(who, case_id)
    found = Received.objects.filter(pk=received_id, case_id=case_id, outcome=SETTLED)
    one = found.select_related("order").first()
    if one is None or not _is_seen(one, _mine(opened)):
        raise Http404
    party = next((x for x in opened.parties if x.no == one.order.party_no), None)
    payer = one.payer or (party.name if party else "")
    organisation = bool(party and party.is_organisation and not one.payer)
    facts = {
        "court_name": labels.pick(opened.court.name, opened.court.name_en or opened.court.name),
        "purpose": labels.of(Purpose(one.order.purpose)),
        "amount": labels.money(one.amount),
        "words": in_words(one.amount),
        "payer": rows.masked(payer, organisation),
        "by_other": bool(one.payer),
        "paid_at": labels.moment(one.effective_at),
        "order_code": one.order.code,
        "trade": one.trade,
        "is_training": opened.p.court.training,
    }
    return page(request, "paying/receipt.html", {**head(opened, ""), "receipt": facts})


# -- by code ---------------------------------------------------------------------------------------


@require_safe
def pay_order(request: HttpRequest, code: str) -> HttpResponse:
    """What is paid by this code: court, sum, what for and the case's number; no names."""
    order = _order(request, code)
    if order is None:
        return _too_often(request)
    if order.state == OPEN and order.reference:
        order = _asked_again(order)
    return _shown(request, order)


def _order(request: HttpRequest, code: str) -> PaymentOrder | None:
    """The order of a code, open or paid; None after too many. A code that leads nowhere any more
    gets the answer of one that never was."""
    try:
        tries.count("pay-by-address", tries.address(request), *FROM_ONE_ADDRESS)
    except tries.TooOften:
        return None
    orders = PaymentOrder.objects.select_related("case__court").filter(code=code)
    order = orders.filter(state__in=(OPEN, PAID)).first()
    if order is None or (order.state == OPEN and order.expires_at <= timezone.now()):
        raise Http404
    if not paying.is_still_theirs(order):
        raise Http404
    return order


def _too_often(request: HttpRequest) -> HttpResponse:
    return page(request, "paying/order.html", {"too_often": True}, 429)


def _asked_again(order: PaymentOrder) -> PaymentOrder:
    """Whoever comes back from the gateway wants to know now, and its message may be on the way."""
    try:
        tries.count("pay-asked", order.code, *ASKED)
        asking.ask(order)
    except (tries.TooOften, Unreachable):
        return order
    return PaymentOrder.objects.select_related("case__court").get(pk=order.pk)


def _shown(
    request: HttpRequest, order: PaymentOrder, status: int = 200, problem: str = ""
) -> HttpResponse:
    court = order.case.court
    received = order.received.order_by("pk").first()
    mine = request.user.is_authenticated and scope.sees(viewer_of(request), order.case_id)
    context = {
        "order": {
            "court": labels.pick(court.name, court.name_en or court.name),
            "purpose": labels.of(Purpose(order.purpose)),
            "number": rows.number(order.case),
            "amount": labels.money(order.amount),
            "words": in_words(order.amount),
            "is_open": order.state == OPEN,
            "begun": bool(order.reference),
            "held": received is not None and received.outcome == HELD,
            "paid_at": labels.moment(received.effective_at) if received else "",
            "until": labels.moment(order.expires_at),
            "go_url": reverse("pay-go", args=[order.code]),
        },
        "problem": problem,
        "share_url": request.build_absolute_uri(reverse("pay-order", args=[order.code])),
        "case_url": reverse("case", args=[order.case_id]) if mine else "",
        "pay_url": reverse("pay", args=[order.case_id]) if mine else "",
        "receipt_url": reverse("receipt", args=[order.case_id, received.pk])
        if mine and received and received.outcome == SETTLED
        else "",
    }
    return page(request, "paying/order.html", context, status)


@require_safe
def pay_go(request: HttpRequest, code: str) -> HttpResponse:
    """On to the gateway, which finds the order opened before if it was."""
    order = _order(request, code)
    if order is None:
        return _too_often(request)
    if order.state != OPEN:
        return redirect("pay-order", code=code)
    back = request.build_absolute_uri(reverse("pay-order", args=[code]))
    notify = request.build_absolute_uri(reverse("payment-notify"))
    try:
        carrier = gateway("payments")
        # The gateway learns what for in Chinese, as its own pages are, and nothing of the case.
        opened = carrier.open(code, order.amount, Purpose(order.purpose).zh, back, notify)
    except Unreachable:
        words = _(
            "The payment service does not answer just now. Nothing was charged. Try again in a "
            "moment, or pay at the court's counter."
        )
        return _shown(request, order, 503, words)
    PaymentOrder.objects.filter(pk=order.pk, reference="").update(
        gateway=carrier.name, reference=opened.reference
    )
    return redirect(opened.address)


# -- what the gateway says -------------------------------------------------------------------------


@csrf_exempt
@require_POST
def notify(request: HttpRequest) -> HttpResponse:
    """A message of the gateway. It is believed for its signature alone; 200 says it is taken."""
    try:
        carrier = gateway("payments")
    except Unreachable:
        raise Http404 from None
    body = request.body if _length(request) <= LONGEST else b""
    digest = hashlib.sha256(body).hexdigest()
    try:
        said = carrier.verify(request.headers, body, timezone.now())
    except Forged as forged:
        return _not_believed(request, carrier.name, digest, str(forged))
    if said.merchant != carrier.merchant:
        return _not_believed(request, carrier.name, digest, "wrong_merchant")
    verdict = paying.take(said, digest, body.decode("utf-8", "replace"))
    taken = verdict in (paying.TAKEN, paying.REPEATED)
    return HttpResponse(f"{verdict}\n", "text/plain", 200 if taken else 422)


def _length(request: HttpRequest) -> int:
    said = request.headers.get("content-length", "")
    return int(said) if said.isascii() and said.isdigit() else LONGEST + 1


def _not_believed(request: HttpRequest, name: str, digest: str, verdict: str) -> HttpResponse:
    try:
        tries.count("notice-by-address", tries.address(request), *KEPT_FROM_ONE_ADDRESS)
        paying.refuse(name, digest, verdict)
    except tries.TooOften:
        pass  # a trace more says nothing new
    return HttpResponse(f"{verdict}\n", "text/plain", 400)
