"""The ledger of a case's money: every booking moves a sum between two accounts."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from uuid import uuid4

from django.db.models import Sum

from cases.law.money import Account
from cases.models import LedgerLine
from cases.proceeding import Proceeding


def booking(
    case_id: int, amount: Decimal, source: Account, target: Account, on: date, *,
    order_id: int | None = None, seq: int | None = None,
) -> list[LedgerLine]:  # fmt: skip
    """The two lines that move a sum; none for nothing."""
    number = uuid4()
    return [
        LedgerLine(case_id=case_id, booking=number, account=account.value, amount=signed,
                   order_id=order_id, on=on, seq=seq)
        for account, signed in ((source, -amount), (target, amount))
        if amount
    ]  # fmt: skip


def book(
    case_id: int, amount: Decimal, source: Account, target: Account, on: date, *,
    order_id: int | None = None, seq: int | None = None,
) -> None:  # fmt: skip
    """Write a booking at once, for money that moves without an act."""
    LedgerLine.objects.bulk_create(
        booking(case_id, amount, source, target, on, order_id=order_id, seq=seq)
    )


def keep(
    p: Proceeding, amount: Decimal, source: Account, target: Account, on: date,
    order_id: int | None = None,
) -> None:  # fmt: skip
    """Have a booking written with the act under way."""
    for line in booking(p.case.pk, amount, source, target, on, order_id=order_id, seq=p.seq):
        p.keep(line)


def balance(case_id: int) -> dict[Account, Decimal]:
    """What lies on each account of a case; together they are zero."""
    sums = LedgerLine.objects.filter(case_id=case_id).values("account").annotate(sum=Sum("amount"))
    found = {Account(row["account"]): row["sum"] for row in sums}
    return {account: found.get(account, Decimal(0)) for account in Account}
