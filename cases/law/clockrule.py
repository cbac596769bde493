"""What many clocks have in common, said once: the words of their rule, and a key made of them.

A clock and the log entry that opens it name the key. The words themselves are part of what the
entry's hash covers, so neither can be changed behind the other's back.
"""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from functools import lru_cache
from hashlib import sha256
from typing import Any

PARTS = (
    "kind", "code", "node", "basis", "expiry", "event", "amount", "unit", "bound", "citation",
)  # fmt: skip
"""The fields of a clock that its rule says, in this order."""


@lru_cache(maxsize=8192)
def told(*parts: str | int) -> tuple[str, str]:
    """Key and words of a rule, from its PARTS."""
    words = json.dumps(parts, ensure_ascii=False, separators=(",", ":"))
    return key_of(words), words


def key_of(words: str) -> str:
    """Eight characters of the SHA-256 of the words: 48 bits, to tell some hundreds apart."""
    return urlsafe_b64encode(sha256(words.encode()).digest()[:6]).decode()


def read(words: str) -> dict[str, Any]:
    """The fields that a rule says. Raises ValueError for what are no words of a rule."""
    return dict(zip(PARTS, json.loads(words), strict=True))
