"""A case whose fee is due, and what the gateway says, for the tests of paying."""

from __future__ import annotations

import hashlib
import json
import secrets
from datetime import UTC, datetime, timedelta
from typing import Any

from django.test import Client
from django.urls import reverse

from cases.acts.fees import paying
from cases.models import PaymentOrder
from courtflow.gateways.payments import sandbox_key, signed
from tests.web.world import World

FEE = "1150.00"
"""Half of 2,300 for 100,000, under summary procedure."""
NOTIFY = reverse("payment-notify")


def unpaid(world: World, **changes: Any) -> int:
    """Filed by alice and registered by the clerk: the fee is due."""
    case_id = world.file(**changes)
    world.act(case_id, "register", "clerk", procedure="summary")
    return case_id


def order(world: World, case_id: int, who: str = "alice") -> PaymentOrder:
    found = paying.order_for(case_id, 1, world.actor(who, "litigant"))
    assert found is not None
    return found


def said(asked: PaymentOrder, /, **changes: Any) -> dict[str, str]:
    """What the gateway says when this order was paid."""
    return {
        "event": secrets.token_hex(8), "kind": "paid", "trade": secrets.token_hex(8),
        "merchant": "courtflow-training", "order": asked.code, "amount": str(asked.amount),
        "currency": "CNY", "at": datetime.now(UTC).isoformat(), "payer": "",
    } | changes  # fmt: skip


def tell(message: dict[str, str], *, late: timedelta = timedelta(0), key: bytes = b"") -> Any:
    """Send a message as the gateway does."""
    body = json.dumps(message).encode()
    headers = signed(key or sandbox_key(), body, datetime.now(UTC) - late)
    return Client().post(NOTIFY, body, "application/json", headers=headers)


def digest(message: dict[str, str]) -> str:
    return hashlib.sha256(json.dumps(message).encode()).hexdigest()
