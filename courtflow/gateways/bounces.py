"""Mail that comes back: reports on delivery (RFC 3464), known by the address they come back to.

That address is made for one mail and carries a keyed digest, so that a report about a mail that
somebody only knows of does nothing. What is not such a report is left alone.
"""

from __future__ import annotations

import email
import email.policy
import hashlib
import hmac
import re
from dataclasses import dataclass
from email.message import EmailMessage, Message

from django.conf import settings

from courtflow.gateways.mail import host

MOST_BYTES = 2 << 20
LONGEST_WORDS = 300
_BACK = re.compile(r"served\+([0-9a-f]{32})\.([0-9a-f]{20})@", re.IGNORECASE)
_WHERE_TO = ("To", "Delivered-To", "X-Original-To", "Envelope-To")


@dataclass(frozen=True)
class Report:
    """What a server says of one mail of ours."""

    key: str
    """Of the dispatch; proved by the digest in the address."""
    final: bool
    """It will never arrive; otherwise it is late."""
    recipient: str
    words: str


def comes_back_to(key: str) -> str:
    """The envelope sender of the mail with this key: where its report comes back to."""
    return f"served+{key}.{_digest(key)}@{host()}"


def _digest(key: str) -> str:
    return hmac.new(settings.BLIND_INDEX_KEY, f"bounce:{key}".encode(), hashlib.sha256).hexdigest()[
        :20
    ]


def read(raw: bytes, envelope_to: str = "") -> Report | None:
    """A report about a mail of ours; None for anything else, a forged one included.

    ``envelope_to``: where it was delivered, if the server says so beside the message.
    """
    if len(raw) > MOST_BYTES:
        return None
    message = email.message_from_bytes(raw, policy=email.policy.default)
    key = _key([envelope_to, *(str(message.get(name, "")) for name in _WHERE_TO)])
    status = _status(message) if key else None
    if status is None:
        return None
    action = str(status.get("Action", "")).strip().lower()
    code = str(status.get("Status", "")).strip()
    if action not in ("failed", "delayed"):
        return None
    about = str(status.get("Original-Recipient") or status.get("Final-Recipient") or "")
    words = " ".join(f"{code} {status.get('Diagnostic-Code', '')}".split())[:LONGEST_WORDS]
    final = action == "failed" and not code.startswith("4")
    return Report(key, final, about.rpartition(";")[2].strip().lower(), words)


def _key(places: list[str]) -> str:
    """The key of the mail, where the digest beside it is right."""
    for key, digest in _BACK.findall(" ".join(places)):
        if hmac.compare_digest(_digest(key.lower()), digest.lower()):
            return str(key.lower())
    return ""


def _status(message: EmailMessage) -> Message | None:
    """The part of a report that is about the recipient."""
    if message.get_content_type() != "multipart/report":
        return None
    for part in message.walk():
        if part.get_content_type() == "message/delivery-status":
            groups = part.get_payload()
            found = groups if isinstance(groups, list) else []
            return next((one for one in found if isinstance(one, Message) and one["Action"]), None)
    return None
