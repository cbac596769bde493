"""Paying online: an order, what the gateway says of it, and the act that the money becomes.

Money that came in is written down first, in a transaction of its own, and becomes the fee in the
next one; whatever stops between the two is taken up again by ``settle_rest``. Money that cannot
become the fee is held and put on the list of refunds: it is never lost and never counted twice.
Locks go from the case to the order, always.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from cases import loading, procedure
from cases.acts.fees import ledger, payments
from cases.acts.fees.charges import Due
from cases.law.acts import ACTS
from cases.law.money import CURRENCY, Account, Incoming, Purpose
from cases.law.periods import local_date
from cases.law.refusals import NotAllowed, NotThere, Refusal
from cases.law.roles import IN_ITS_PLACE, PARTIES, Role
from cases.models import (
    Case,
    GatewayNotice,
    PartyLink,
    PaymentOrder,
    Received,
    Refund,
)
from cases.models.money import HELD, OPEN, PAID, SETTLED, VOID
from cases.proceeding import Actor

logger = logging.getLogger(__name__)

GOOD_FOR = timedelta(days=7)
"""How long, in real time, an order may be paid by its code."""
REFUND_DAYS = 15
"""费用办法 53."""
TAKEN, REPEATED = "taken", "repeated"


def order_for(
    case_id: int, party_no: int, by: Actor, what: tuple[str, int] | None = None
) -> PaymentOrder | None:
    """The open order for what is due from a party now, made where there is none; None where
    nothing is. ``what``: purpose and charge, where several things are due from it.

    An order for another sum, for what is not due any more, or one that is too old, is void: the
    next one takes its place.
    """
    with transaction.atomic():
        _lock(case_id)
        p = loading.look(case_id)
        dues = payments.dues(p) if p is not None else []
        now = timezone.now()
        kept: dict[tuple[str, int], PaymentOrder] = {}
        amounts = {(due.purpose.value, due.charge_no): due.amount for due in dues}
        for order in PaymentOrder.objects.filter(case_id=case_id, state=OPEN):
            about = (order.purpose, order.charge_no)
            if amounts.get(about) == order.amount and order.expires_at > now:
                kept[about] = order
            else:
                PaymentOrder.objects.filter(pk=order.pk).update(state=VOID)
        asked = next((due for due in dues if party_no in due.parties and _is(due, what)), None)
        if asked is None:
            return None
        return kept.get((asked.purpose.value, asked.charge_no)) or PaymentOrder.objects.create(
            case_id=case_id, party_no=party_no, purpose=asked.purpose.value,
            charge_no=asked.charge_no, amount=asked.amount, created_by_id=by.person, role=by.role,
            expires_at=now + GOOD_FOR,
        )  # fmt: skip


def _is(due: Due, what: tuple[str, int] | None) -> bool:
    return what is None or (due.purpose.value, due.charge_no) == what


def _lock(case_id: int) -> None:
    list(Case.objects.select_for_update().filter(pk=case_id).values_list("pk"))


# -- what the gateway says ------------------------------------------------------------------------


def take(said: Incoming, digest: str, text: str = "") -> str:
    """Take a message that the gateway has signed; once, however often and in whatever order it
    comes. Returns taken, repeated, or why it waits for a person."""
    verdict, received = _take(said, digest, text)
    if received is not None:
        settle(received)
    return verdict


@transaction.atomic
def _take(said: Incoming, digest: str, text: str) -> tuple[str, int | None]:
    notice, is_new = GatewayNotice.objects.get_or_create(
        gateway=said.gateway, event=said.event, defaults={"digest": digest}
    )
    if not is_new:
        if notice.digest != digest:
            return _refuse_other(said, digest, text), None
        return (REPEATED if notice.verdict == TAKEN else notice.verdict), None
    order = PaymentOrder.objects.filter(code=said.order).first()
    if problem := _problem(said, order):
        _keep(notice, problem, order, text)
        return problem, None
    assert order is not None
    notice.order = order
    notice.save()
    if said.kind == "refunded":
        return TAKEN, None
    _lock(order.case_id)
    order = PaymentOrder.objects.select_for_update().get(pk=order.pk)
    known = Received.objects.filter(gateway=said.gateway, trade=said.trade).first()
    if known is None:
        return TAKEN, _book_in(said, order)
    if known.order_id == order.pk:
        return REPEATED, None
    _keep(notice, "trade_of_another", order, text)
    return "trade_of_another", None


def _refuse_other(said: Incoming, digest: str, text: str) -> str:
    """The id of a message that said something else: kept under an id of its own."""
    GatewayNotice.objects.get_or_create(
        gateway=said.gateway, event=f"other:{digest}",
        defaults={"digest": digest, "verdict": "event_reused", "said": text},
    )  # fmt: skip
    return "event_reused"


def _problem(said: Incoming, order: PaymentOrder | None) -> str:
    """Why a message does not fit what we asked for; empty where it does."""
    if order is None:
        return "unknown_order"
    if said.currency != CURRENCY:
        return "wrong_currency"
    if said.kind == "refunded":
        known = Refund.objects.filter(received__order=order, approved_by__isnull=False)
        return "" if known.filter(received__trade=said.trade).exists() else "refund_unknown"
    if said.kind != "paid":
        return "unknown_kind"
    return "" if said.amount == order.amount else "wrong_amount"


def _keep(notice: GatewayNotice, verdict: str, order: PaymentOrder | None, text: str) -> None:
    notice.verdict, notice.order, notice.said = verdict, order, text
    notice.save()


def refuse(gateway: str, digest: str, verdict: str) -> None:
    """Keep the trace of a message that nobody of ours signed, or that cannot be read."""
    GatewayNotice.objects.get_or_create(
        gateway=gateway, event=f"refused:{digest}", defaults={"digest": digest, "verdict": verdict}
    )


def _book_in(said: Incoming, order: PaymentOrder) -> int:
    """The money is with the court; what for, ``settle`` says."""
    reason = "" if order.state == OPEN else "twice" if order.state == PAID else "void"
    now = timezone.now()
    paid_at = min(said.at, now)
    group = Case.objects.values_list("court__group_id", flat=True).get(pk=order.case_id)
    received = Received.objects.create(
        case_id=order.case_id, order=order, gateway=said.gateway, trade=said.trade,
        amount=said.amount, payer=said.payer, paid_at=paid_at, reason=reason,
        effective_at=loading.effective_now(group) - (now - paid_at),
    )  # fmt: skip
    on = local_date(received.effective_at)
    ledger.book(order.case_id, said.amount, Account.PAYER, Account.HELD, on, order_id=order.pk)
    if order.state == OPEN:
        PaymentOrder.objects.filter(pk=order.pk).update(state=PAID)
    return received.pk


# -- what the money becomes -----------------------------------------------------------------------


def settle_rest() -> int:
    """Settle what came in and was cut off before it was settled; returns how many."""
    waiting = Received.objects.filter(outcome="").order_by("pk").values_list("pk", flat=True)
    return sum(_settled(pk) for pk in list(waiting))


def _settled(pk: int) -> bool:
    try:
        settle(pk)
    except Exception:
        # One case that cannot be written keeps nobody else's money waiting.
        logger.exception("money that came in could not be settled: %s", pk)
        return False
    return True


@transaction.atomic
def settle(received_id: int) -> None:
    """Take money as the fee by the act of the party, or hold it where the act is not possible."""
    case_id = Received.objects.values_list("case_id", flat=True).get(pk=received_id)
    _lock(case_id)
    received = Received.objects.select_related("order").get(pk=received_id)
    if received.outcome:
        return
    if received.reason:
        _hold(received, received.reason)
        return
    try:
        seq = _act(received)
    except Refusal as refusal:
        # A case that was set aside waits for a person, and its money with it.
        if refusal.reason != "set_aside":
            _hold(received, refusal.reason)
        return
    Received.objects.filter(pk=received.pk).update(outcome=SETTLED, seq=seq)


def _act(received: Received) -> int:
    """Do the act for the party; whoever ordered may have left it meanwhile, another may stay."""
    refused: Refusal = NotThere()
    act = Purpose(received.order.purpose).act
    data: dict[str, Any] = {"received": received.pk, "amount": str(received.amount)}
    if any(spec.name == "party" for spec in ACTS[act].fields):
        data["party"] = received.order.party_no
    for by in _for_the_party(received.order):
        try:
            return procedure.perform(
                received.case_id, act, by=by, data=data, received_at=received.effective_at,
                key=f"received:{received.pk}",
            ).seq  # fmt: skip
        except (NotThere, NotAllowed) as refusal:
            refused = refusal
    raise refused


def is_still_theirs(order: PaymentOrder) -> bool:
    """Whether who made the order is in the case for its party now; else its code leads nowhere."""
    if Role(order.role) not in PARTIES:
        return True
    links = PartyLink.objects.live().filter(user_id=order.created_by_id)
    return links.filter(party__case_id=order.case_id, party__no=order.party_no).exists()


def _for_the_party(order: PaymentOrder) -> Iterator[Actor]:
    yield Actor(order.created_by_id, order.role)
    links = PartyLink.objects.live().filter(party__case_id=order.case_id)
    links = links.filter(party__no=order.party_no).exclude(user_id=order.created_by_id)
    for link in links.order_by("pk"):
        role = Role.LITIGANT if link.authority in IN_ITS_PLACE else Role.AGENT
        yield Actor(link.user_id, role.value)


def _hold(received: Received, reason: str) -> None:
    """Put it on the list of refunds, and say so in the history of the case where one can."""
    seq = None
    facts = {"received": received.pk, "amount": str(received.amount), "reason": reason}
    by = Actor(received.order.created_by_id, received.order.role)
    with suppress(Refusal), procedure.held(received.case_id, by) as p:
        procedure.record(p, "hold_money", by, facts, on_behalf_of=received.order.party_no,
                         told=[by.person])  # fmt: skip
        seq = p.case.log_seq
        procedure.finish([p])
    Received.objects.filter(pk=received.pk).update(outcome=HELD, reason=reason, seq=seq)
    Refund.objects.create(
        case_id=received.case_id, received=received, amount=received.amount, reason=reason,
        due_on=local_date(received.effective_at) + timedelta(days=REFUND_DAYS),
    )  # fmt: skip
