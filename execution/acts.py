"""What the acts of the execution nodes leave behind."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.dispatch import receiver

from cases.procedure import Deed, case_entered, leaves
from cases.proceeding import Proceeding
from execution.models import Application, Auction, Measure, Money

RECEIVED = ("receive_money", "sell", "pay_directly", "settlement_done")


def _amount(deed: Deed, name: str = "amount") -> Decimal | None:
    value = deed.data.get(name)
    return Decimal(str(value)) if value not in (None, "") else None


@leaves("apply_execution", "restore_execution")
def keeps_application(p: Proceeding, deed: Deed) -> None:
    p.keep(Application(
        case_id=p.case.pk, creditor_no=deed.on_behalf_of, amount=_amount(deed),
        received_on=deed.on, seq=p.seq,
    ))  # fmt: skip


@leaves("seize")
def keeps_measure(p: Proceeding, deed: Deed) -> None:
    p.keep(Measure(
        case_id=p.case.pk, kind=str(deed.data["kind"]), asset=str(deed.data["asset"])[:200],
        amount=_amount(deed), taken_on=deed.on, seq=p.seq, clock_no=deed.facts["clock"],
    ))  # fmt: skip


@leaves("renew_measure")
def runs_on(p: Proceeding, deed: Deed) -> None:
    p.amend(Measure, {"clock_no": int(deed.data["measure"])}, clock_no=deed.facts["clock"])


@leaves("release", "decide_release")
def releases(p: Proceeding, deed: Deed) -> None:
    if deed.data.get("verdict", "granted") == "granted":
        p.amend(Measure, {"clock_no": int(deed.data["measure"])}, released_on=deed.on)


@leaves("publish_auction")
def keeps_auction(p: Proceeding, deed: Deed) -> None:
    p.keep(Auction(
        case_id=p.case.pk, round=int(deed.facts["round"]), reserve=_amount(deed, "reserve"),
        published_on=deed.on, seq=p.seq,
    ))  # fmt: skip


@leaves("record_no_bid", "sell")
def ends_auction(p: Proceeding, deed: Deed) -> None:
    result = "sold" if deed.act.code == "sell" else "no_bid"
    p.amend(Auction, {"result": ""}, result=result)


@leaves(*RECEIVED, "pay_out")
def keeps_money(p: Proceeding, deed: Deed) -> None:
    amount = _amount(deed) or Decimal(0)
    signed = -amount if deed.act.code == "pay_out" else amount
    p.keep(Money(case_id=p.case.pk, act=deed.act.code, amount=signed, on=deed.on, seq=p.seq))


@receiver(case_entered)
def an_ended_execution_holds_nothing(proceeding: Proceeding, place: str, **_: Any) -> None:
    """Performed or settled in full, what was seized is released with the closing."""
    if place in ("fully_executed", "settlement_performed", "cancelled"):
        proceeding.amend(Measure, {"released_on": None}, released_on=proceeding.on)
