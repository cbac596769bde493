"""Having money paid through somebody whose business that is.

The gateway learns a code, a sum, what it is for and where to answer, and nothing of persons. What
it tells us is signed over its time and every byte, so that nobody else can say it, nor say it again
much later.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any, Protocol

from django.conf import settings

from cases.law.money import Incoming
from courtflow.gateways import Unreachable

TOLERANCE = timedelta(minutes=5)
"""How far the clock of a message may be from ours, in real time."""
LONGEST = 20_000
"""Bytes of a message; more is none of the gateway's."""
TIMEOUT = 5.0
STAMP, SIGNATURE = "X-Payment-Timestamp", "X-Payment-Signature"


class Forged(Exception):  # noqa: N818 - says what the message is, as a person would
    """The gateway did not say this, or not now. ``args[0]`` says what is wrong."""


@dataclass(frozen=True)
class Opened:
    """Where an order is paid, and what the gateway calls it."""

    address: str
    reference: str


class PaymentGateway(Protocol):
    """Somebody who takes money for the court."""

    name: str
    is_sandbox: bool
    merchant: str
    """What the gateway calls us."""

    def open(self, code: str, amount: Decimal, what: str, back: str, notify: str) -> Opened:
        """Open an order, or find it opened before. Raises Unreachable."""

    def ask(self, code: str) -> list[tuple[Incoming, str]]:
        """What has happened to an order, each as its message would say, with its text. Raises
        Unreachable."""

    def refund(self, trade: str, amount: Decimal, key: str) -> str:
        """Pay back to the account that paid; a repeat under the same key pays nothing. Returns the
        gateway's reference. Raises Unreachable."""

    def verify(self, headers: Mapping[str, str], body: bytes, now: datetime) -> Incoming:
        """What a message says. Raises Forged."""


class Sandbox:
    """A server of our own that plays the gateway, with pages to pay at; no money moves."""

    name = "sandbox"
    is_sandbox = True
    merchant = "courtflow-training"

    def open(self, code: str, amount: Decimal, what: str, back: str, notify: str) -> Opened:
        said = self._call("/orders", {
            "merchant": self.merchant, "order": code, "amount": str(amount), "currency": "CNY",
            "what": what, "back": back, "notify": notify,
        })  # fmt: skip
        return Opened(str(said["address"]), str(said["reference"]))

    def ask(self, code: str) -> list[tuple[Incoming, str]]:
        said = self._call("/state", {"merchant": self.merchant, "order": code})
        texts = [json.dumps(one, ensure_ascii=False) for one in said["events"]]
        # Under ids of their own: the message itself may still come, and is known by its trade.
        told = [(read(self.name, text.encode()), text) for text in texts]
        return [(replace(one, event=f"asked:{one.event}"), text) for one, text in told]

    def refund(self, trade: str, amount: Decimal, key: str) -> str:
        asked = {"merchant": self.merchant, "trade": trade, "amount": str(amount), "key": key}
        return str(self._call("/refunds", asked)["reference"])

    def verify(self, headers: Mapping[str, str], body: bytes, now: datetime) -> Incoming:
        verify(sandbox_key(), headers, body, now)
        return read(self.name, body)

    def _call(self, path: str, about: dict[str, str]) -> Any:
        if not settings.PAYMENTS_URL:
            raise Unreachable("PAYMENTS_URL is not set.")
        body = json.dumps(about).encode()
        request = urllib.request.Request(  # noqa: S310 - the address is ours, from the settings
            settings.PAYMENTS_URL + path, body, signed(sandbox_key(), body, datetime.now(UTC))
        )
        try:
            with urllib.request.urlopen(request, timeout=TIMEOUT) as answer:
                return json.loads(answer.read(LONGEST))
        except (OSError, ValueError, urllib.error.URLError) as error:
            raise Unreachable(str(error)) from error


def sandbox_key() -> bytes:
    """What the sandbox and we sign with; both know the installation's secret."""
    return hashlib.sha256(f"payments:{settings.SECRET_KEY}".encode()).digest()


# -- signing ---------------------------------------------------------------------------------------


def signed(key: bytes, body: bytes, now: datetime) -> dict[str, str]:
    """The headers of a message: its time, and the HMAC-SHA256 over time and body."""
    stamp = str(int(now.timestamp()))
    return {STAMP: stamp, SIGNATURE: _signature(key, stamp, body)}


def verify(key: bytes, headers: Mapping[str, str], body: bytes, now: datetime) -> None:
    """Raises Forged unless the key's holder said this within the tolerance."""
    given = {name.lower(): value for name, value in headers.items()}
    stamp, said = given.get(STAMP.lower(), ""), given.get(SIGNATURE.lower(), "")
    known = _signature(key, stamp, body)
    if not hmac.compare_digest(known.encode(), said.encode("utf-8", "replace")):
        raise Forged("wrong_signature")
    if not stamp.isascii() or not stamp.isdigit():
        raise Forged("wrong_signature")
    if abs(now.timestamp() - int(stamp)) > TOLERANCE.total_seconds():
        raise Forged("too_old")


def _signature(key: bytes, stamp: str, body: bytes) -> str:
    return hmac.new(key, f"{stamp}.".encode() + body, hashlib.sha256).hexdigest()


def read(gateway: str, body: bytes) -> Incoming:
    """A message from its JSON. Raises Forged for one that is not whole."""
    try:
        said = json.loads(body)
        texts = {
            name: str(said[name])
            for name in ("event", "kind", "merchant", "order", "trade", "currency")
        }
        amount, at = Decimal(str(said["amount"])), datetime.fromisoformat(str(said["at"]))
        payer = str(said.get("payer") or "")
    except (ValueError, KeyError, TypeError, InvalidOperation, AttributeError) as error:
        raise Forged("unreadable") from error
    if not amount.is_finite() or at.tzinfo is None or max(map(len, texts.values())) > 80:
        raise Forged("unreadable")
    return Incoming(gateway=gateway, amount=amount, at=at, payer=payer[:100], **texts)
