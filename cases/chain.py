"""The chain: canonical bytes of a log entry, and the hash that ties it to the one before.

A body is JSON with sorted keys and no spaces; it names the hash of the entry before it, so the
hash of the body covers the whole past of the case.
"""

from __future__ import annotations

import hashlib
import secrets
from typing import Any

import orjson

ALGORITHM = "sha256"
RULES = "2026.1"
"""Version of the tables in ``cases.law`` under which an entry was decided."""


def canonical(body: dict[str, Any]) -> str:
    """The exact text that is stored and hashed."""
    return orjson.dumps(body, option=orjson.OPT_SORT_KEYS | orjson.OPT_NON_STR_KEYS).decode()


def digest(text: str, algorithm: str = ALGORITHM) -> bytes:
    """The hash of an entry's body; sha256 and sm3 are known."""
    return hashlib.new(algorithm, text.encode()).digest()


def salted(text: str) -> tuple[str, str]:
    """A salt and the salted digest of free text: all of it that enters the log."""
    salt = secrets.token_hex(16)
    return salt, resalted(text, salt)


def resalted(text: str, salt: str) -> str:
    """The digest again, to prove a remark against the log."""
    return hashlib.sha256((salt + text).encode()).hexdigest()
