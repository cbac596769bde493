"""Giving money back: one asks, another approves, the gateway pays it to where it came from.

Money of a fee is given back by the act ``refund_fee`` once a refund was ordered (费用办法 25, 27,
53); money that is merely held, because it came twice or too late, has an entry of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Sum

from cases import procedure
from cases.acts.fees import giving_back, ledger
from cases.acts.fees.paying import REFUND_DAYS
from cases.law.acts import ACTS
from cases.law.money import Account
from cases.law.refusals import NotAllowed, NotThere, Refusal
from cases.law.roles import Role
from cases.models import PaymentOrder, Received, Refund
from cases.models.money import (
    APPROVED,
    DONE,
    HELD,
    LISTED,
    PAYING,
    REFUNDED,
    REQUESTED,
    SETTLED,
)
from cases.procedure import Deed
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

    Raises Refusal where none was ordered, for more than is left of this money, and for more than
    is owed back beside all that is listed.
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
        giving_back.is_owed(p, amount, giving_back.listed(found.case_id))
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
        _is_owed(p, refund)
        facts = {"refund": refund.pk, "amount": str(refund.amount)}
        procedure.record(p, "approve_refund", by, facts)
        procedure.finish([p])
        Refund.objects.filter(pk=refund.pk).update(state=APPROVED, approved_by_id=by.person)


def pay_out(refund_id: int, pay: Pay) -> None:
    """Have the gateway pay, then write it down. Repeated until both are done: the gateway pays a
    key once, and what is written is written once.

    Raises Refusal, before anything is paid, where a fee is not owed back any more; a second person
    then has to approve anew. Once the gateway was asked, nothing is refused.
    """
    refund = Refund.objects.select_related("received").get(pk=refund_id)
    if refund.state not in (APPROVED, PAYING):
        return
    if refused := _sets_out(refund):
        raise refused
    refund.refresh_from_db()
    if refund.state != PAYING:
        return
    if not refund.reference:
        refund.reference = pay(refund.received.trade, refund.amount, str(refund.key))
        refund.save(update_fields=["reference"])
    _write_down(refund)


def _sets_out(approved: Refund) -> Refusal | None:
    """The last check, under the lock of the case; what the gateway has paid already passes it."""
    with procedure.held(approved.case_id) as p:
        refund = Refund.objects.select_related("received").get(pk=approved.pk)
        if refund.state != APPROVED:
            return None
        try:
            if not refund.reference:
                _is_owed(p, refund)
        except Refusal as refusal:
            _is(refund, REQUESTED, approved_by=None)
            return refusal
        _is(refund, PAYING)
    return None


def _is(refund: Refund, state: str, **also: Any) -> None:
    Refund.objects.filter(pk=refund.pk).update(state=state, **also)


def _is_owed(p: Proceeding, refund: Refund) -> None:
    """Of a fee; money that is merely held is always owed."""
    if refund.received.outcome == SETTLED:
        giving_back.is_owed(p, refund.amount, giving_back.under_way(p.case.pk, refund.pk))


def _write_down(refund: Refund) -> None:
    with procedure.held(refund.case_id) as p:
        if Refund.objects.get(pk=refund.pk).state == DONE:
            return
        assert refund.requested_by_id is not None
        by = Actor(refund.requested_by_id, Role.CLERK.value)
        (_held_is_back if refund.received.outcome == HELD else _fee_is_back)(p, refund, by)
        procedure.finish([p])
        _is(refund, DONE, seq=p.case.log_seq)
        back = refund.received.refunds.filter(state=DONE).aggregate(sum=Sum("amount"))["sum"]
        if back == refund.received.amount and refund.received.outcome == SETTLED:
            PaymentOrder.objects.filter(pk=refund.received.order_id).update(state=REFUNDED)


def _fee_is_back(p: Proceeding, refund: Refund, by: Actor) -> None:
    """The act itself, wherever the case stands now and whatever became of who asked for it."""
    facts = {giving_back.ONLINE: refund.pk, "amount": str(refund.amount)}
    deed = Deed(ACTS["refund_fee"], by, data=dict(facts), facts=facts, on=p.on)
    procedure.apply(p, deed)


def _held_is_back(p: Proceeding, refund: Refund, by: Actor) -> None:
    order = refund.received.order
    facts = {"refund": refund.pk, "amount": str(refund.amount)}
    ledger.keep(p, refund.amount, Account.HELD, Account.REFUNDED, p.on, order.pk)
    procedure.record(p, "refund_held", by, facts, told=[order.created_by_id])


@contextmanager
def _under_lock(
    refund_id: int, by: Actor, roles: frozenset[Role]
) -> Iterator[tuple[Proceeding, Refund]]:
    case_id = Refund.objects.filter(pk=refund_id).values_list("case_id", flat=True).first()
    if case_id is None:
        raise NotThere()
    with procedure.held(case_id, by) as p:
        _check(p, by, roles)
        yield p, Refund.objects.select_related("received").get(pk=refund_id)


def _check(p: Proceeding, by: Actor, roles: frozenset[Role]) -> None:
    """Somebody of the court in one of the roles, who is in the case for no party."""
    standing = procedure.standing_of(p, by)
    sealed = p.case.confidential and standing.relation != "assigned"
    if standing.relation in ("none", "recused", "above") or sealed:
        raise NotThere()
    is_party = any(by.user_id == user for party in p.parties for user, _ in party.links)
    if is_party or not standing.roles & roles:
        raise NotAllowed()
