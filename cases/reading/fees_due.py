"""The court fee of a case not filed yet, as the filing page shows it (费用办法 13, 16)."""

from __future__ import annotations

from decimal import Decimal

from cases.law.causes import Cause, fee_kind
from cases.law.fees import Fee, fee


def estimate(cause: Cause, amount: Decimal | None) -> Fee:
    """The fee under summary procedure, in which cases begin: half. Raises FeeError."""
    return fee(fee_kind(cause, has_amount=amount is not None), amount, half=True)
