"""How the court fee is worked out, for the pages (费用办法 13, 16)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from cases.acts.fees import payments
from cases.law.causes import Cause, fee_kind
from cases.law.fees.computing import fee
from cases.law.fees.refusing import FeeError
from cases.law.fees.steps import Fee, Step
from cases.proceeding import Proceeding
from cases.reading import citations, labels


def estimate(cause: Cause, amount: Decimal | None) -> Fee:
    """The fee of a case not filed yet, under summary procedure, in which cases begin: half. Raises
    FeeError."""
    return fee(fee_kind(cause, has_amount=amount is not None), amount, half=True)


def estimated(cause: Cause, amount: Decimal | None) -> dict[str, Any]:
    """The fee with its derivation for a page, or why it cannot be said yet."""
    try:
        due = estimate(cause, amount)
    except FeeError as error:
        return {"fee_problem": labels.pick(error.zh, error.en)}
    return {"fee": labels.money(due.amount), "fee_steps": shown(due.steps)}


def worked_out(p: Proceeding) -> list[dict[str, Any]]:
    """The steps to the fee of a case; none where it was set otherwise than by the scale."""
    try:
        due = payments.by_scale(p)
    except FeeError:
        return []
    return shown(due.steps) if due.amount == p.case.fee else []


def shown(steps: tuple[Step, ...]) -> list[dict[str, Any]]:
    """Steps in the language of the page, with their rules in full."""
    return [
        {"text": labels.pick(step.zh, step.en), "citation": citations.full(step.citation)}
        for step in steps
    ]
