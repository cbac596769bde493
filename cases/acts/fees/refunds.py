"""Giving money back: one asks, another approves, the gateway pays it to where it came from.

Money of a fee is given back by the act ``refund_fee`` once a refund was ordered (费用办法 25, 27,
53); money that is merely held, because it came twice or too late, has an entry of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from decimal import Decimal

from django.db import transaction
from django.db.models import Sum

from cases import procedure
from cases.acts.fees import ledger
from cases.acts.fees.paying import REFUND_DAYS
from cases.law.money import Account
from cases.law.refusals import NotAllowed, NotThere, Refusal
from cases.law.roles import Role
from cases.models import PaymentOrder, Received, Refund
from cases.models.money import (
    APPROVED,
    DONE,
    HELD,
    LISTED,
    REFUNDED,
    REQUESTED,
    SETTLED,
)
from cases.proceeding import Actor, Proceeding

APPROVERS = frozenset({Role.CLERK, Role.COURT_LEADER})
ASKERS = frozenset({Role.CLERK})
Pay = Callable[[str, Decimal, str], str]
"""Pays (trade, amount, key) back through the gateway and returns its reference."""


def left(received: Received) -> Decimal:
    """What of this money nobody has listed to be given back yet."""
    listed = received.refunds.aggregate(sum=Sum("amount"))["sum"]
    return Decimal(received.amount - (listed or 0))


def list_fee(received_id: int, amount: Decimal, by: Actor) -> Refund:
    """Put a part of a fee that was paid online on the list, after a refund was ordered.

    Raises Refusal where none was ordered, and for more than is left of this money.
    """
    found = Received.objects.filter(pk=received_id, outcome=SETTLED).first()
    if found is None:
        raise NotThere()
    with procedure.held(found.case_id, by) as p:
        _check(p, by, ASKERS)
        if not p.running("refund"):
            raise Refusal("no_clock")
        if not 0 < amount <= left(found):
            raise Refusal("refund_too_much")
        due = [clock.due_on for clock in p.running("refund") if clock.due_on]
        return Refund.objects.create(
            case_id=found.case_id, received=found, amount=amount, reason="ordered",
            state=REQUESTED, requested_by_id=by.person,
            due_on=min(due, default=p.on + timedelta(days=REFUND_DAYS)),
        )  # fmt: skip


def request(refund_id: int, by: Actor) -> None:
    """A clerk asks that listed money be given back."""
    with _under_lock(refund_id, by, ASKERS) as (_, refund):
        if refund.state != LISTED:
            raise Refusal("nothing_asked")
        Refund.objects.filter(pk=refund.pk).update(state=REQUESTED, requested_by_id=by.person)


def approve(refund_id: int, by: Actor) -> None:
    """Somebody else approves; from then on it is paid as soon as the gateway answers."""
    with _under_lock(refund_id, by, APPROVERS) as (p, refund):
        if refund.state != REQUESTED:
            raise Refusal("nothing_asked")
        if refund.requested_by_id == by.person:
            raise Refusal("two_people")
        facts = {"refund": refund.pk, "amount": str(refund.amount)}
        procedure.record(p, "approve_refund", by, facts)
        procedure.finish([p])
        Refund.objects.filter(pk=refund.pk).update(state=APPROVED, approved_by_id=by.person)


def pay_out(refund_id: int, pay: Pay) -> None:
    """Have the gateway pay, then write it down. Repeated until both are done: the gateway pays a
    key once, and what is written is written once.

    Raises Refusal, before anything is paid, where the refund of a fee is not due any more.
    """
    refund = Refund.objects.select_related("received__order").get(pk=refund_id)
    if refund.state != APPROVED:
        return
    if not refund.reference:
        _check_due(refund)
        refund.reference = pay(refund.received.trade, refund.amount, str(refund.key))
        refund.save(update_fields=["reference"])
    with transaction.atomic():
        _write_down(refund)


def _check_due(refund: Refund) -> None:
    with procedure.held(refund.case_id) as p:
        if refund.received.outcome == SETTLED and not p.running("refund"):
            raise Refusal("no_clock")


def _write_down(refund: Refund) -> None:
    assert refund.requested_by_id is not None
    by = Actor(refund.requested_by_id, Role.CLERK.value)
    if refund.received.outcome == HELD:
        seq = _held_is_back(refund, by)
    else:
        seq = procedure.perform(
            refund.case_id, "refund_fee", by=by, key=f"refund:{refund.pk}",
            data={"amount": str(refund.amount), "refund": refund.pk},
        ).seq  # fmt: skip
    if Refund.objects.filter(pk=refund.pk, state=APPROVED).update(state=DONE, seq=seq):
        given_back = refund.received.refunds.filter(state=DONE).aggregate(sum=Sum("amount"))["sum"]
        if given_back == refund.received.amount and refund.received.outcome == SETTLED:
            PaymentOrder.objects.filter(pk=refund.received.order_id).update(state=REFUNDED)


def _held_is_back(refund: Refund, by: Actor) -> int:
    with procedure.held(refund.case_id) as p:
        again = Refund.objects.get(pk=refund.pk)
        if again.state != APPROVED:
            return int(again.seq or 0)
        order = refund.received.order
        facts = {"refund": refund.pk, "amount": str(refund.amount)}
        ledger.keep(p, refund.amount, Account.HELD, Account.REFUNDED, p.on, order.pk)
        procedure.record(p, "refund_held", by, facts, told=[order.created_by_id])
        procedure.finish([p])
        return int(p.case.log_seq)


@contextmanager
def _under_lock(
    refund_id: int, by: Actor, roles: frozenset[Role]
) -> Iterator[tuple[Proceeding, Refund]]:
    case_id = Refund.objects.filter(pk=refund_id).values_list("case_id", flat=True).first()
    if case_id is None:
        raise NotThere()
    with procedure.held(case_id, by) as p:
        _check(p, by, roles)
        yield p, Refund.objects.get(pk=refund_id)


def _check(p: Proceeding, by: Actor, roles: frozenset[Role]) -> None:
    """Somebody of the court in one of the roles, who is in the case for no party."""
    standing = procedure.standing_of(p, by)
    sealed = p.case.confidential and standing.relation != "assigned"
    if standing.relation in ("none", "recused", "above") or sealed:
        raise NotThere()
    is_party = any(by.user_id == user for party in p.parties for user, _ in party.links)
    if is_party or not standing.roles & roles:
        raise NotAllowed()
