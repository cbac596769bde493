"""Asking the gateway, for its messages may be lost; and finishing what was cut off."""

from __future__ import annotations

import hashlib
import logging
from datetime import timedelta

from django.utils import timezone

from cases.acts.fees import paying, refunds
from cases.law.refusals import Refusal
from cases.models import PaymentOrder, Refund
from cases.models.money import APPROVED, OPEN, PAYING, VOID
from courtflow.gateways import Unreachable, gateway
from courtflow.gateways.payments import Forged

logger = logging.getLogger(__name__)

ASKED_FOR = timedelta(days=30)
"""An order older than this is not asked for; its messages are still taken."""


def ask_open_orders() -> int:
    """Ask for every order that somebody began to pay, settle what was cut off, and pay what was
    approved. Returns how many messages were new."""
    since = timezone.now() - ASKED_FOR
    begun = PaymentOrder.objects.filter(state__in=(OPEN, VOID), created_at__gt=since)
    new = 0
    try:
        for order in begun.exclude(reference="").order_by("pk").iterator():
            new += ask(order)
        for pk in Refund.objects.filter(state__in=(APPROVED, PAYING)).values_list("pk", flat=True):
            pay_out(pk)
    except Unreachable:
        logger.warning("the payment gateway does not answer")
    paying.settle_rest()
    return new


def ask(order: PaymentOrder) -> int:
    """Take what the gateway says of one order. Raises Unreachable."""
    carrier = gateway("payments")
    if order.gateway != carrier.name:
        return 0
    try:
        told = carrier.ask(order.code)
    except Forged:
        logger.error("the payment gateway answers what cannot be read: order %s", order.pk)
        return 0
    return sum(
        said.merchant == carrier.merchant
        and paying.take(said, hashlib.sha256(text.encode()).hexdigest(), text) == paying.TAKEN
        for said, text in told
    )


def pay_out(refund_id: int) -> bool:
    """Pay an approved refund; False where the case does not allow it now. Raises Unreachable."""
    try:
        refunds.pay_out(refund_id, gateway("payments").refund)
    except Refusal as refusal:
        logger.warning("refund %s is not possible: %s", refund_id, refusal.reason)
        return False
    return True
