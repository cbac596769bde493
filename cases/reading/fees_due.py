"""The court fee of a case not filed yet, as the filing page shows it (费用办法 13, 16)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from cases.law.causes import Cause, fee_kind
from cases.law.fees import Fee, FeeError, fee
from cases.reading import citations, labels


def estimate(cause: Cause, amount: Decimal | None) -> Fee:
    """The fee under summary procedure, in which cases begin: half. Raises FeeError."""
    return fee(fee_kind(cause, has_amount=amount is not None), amount, half=True)


def shown(cause: Cause, amount: Decimal | None) -> dict[str, Any]:
    """The fee with its derivation for a page, or why it cannot be said yet."""
    try:
        due = estimate(cause, amount)
    except FeeError as error:
        return {"fee_problem": labels.pick(error.zh, error.en)}
    steps = [
        {"text": labels.pick(step.zh, step.en), "citation": citations.full(step.citation)}
        for step in due.steps
    ]
    return {"fee": labels.money(due.amount), "fee_steps": steps}
