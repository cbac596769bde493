"""The chain: what of a log entry is hashed, and how the hash ties it to the one before.

A body is JSON with sorted keys and no spaces. Newer entries (sha256-2, sm3-2) leave out of it what
their own columns say; hashed are, a line each: the hash of the entry before with the columns, the
body as it is stored, and the words of every rule that it names. Older ones (sha256, sm3) repeat
all of it in the body, which alone is hashed. Either way the hash covers the whole past of the case.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from functools import cache, partial
from typing import Any, NamedTuple
from uuid import UUID

import orjson

ALGORITHM = "sha256-2"
BODY_ALONE = {"sha256": "sha256", "sm3": "sm3"}
"""Algorithms of entries whose body says everything, and the hash function of each."""
WITH_COLUMNS = {"sha256-2": "sha256", "sm3-2": "sm3"}
"""Algorithms of entries that are hashed with their columns."""
RULES = "2026.1"
"""Version of the tables in ``cases.law`` under which an entry was decided."""


class Columns(NamedTuple):
    """The columns of an entry that its hash covers, instants in microseconds since 1970."""

    case_id: int
    seq: int
    court_id: int
    act: str
    stands_at: str
    actor_id: int | None
    role: str
    effective_at: int
    recorded_at: int
    rules: str | None


def canonical(body: dict[str, Any]) -> str:
    """The exact text that is stored and hashed."""
    return orjson.dumps(body, option=orjson.OPT_SORT_KEYS | orjson.OPT_NON_STR_KEYS).decode()


def digest(text: str, algorithm: str = "sha256") -> bytes:
    """The hash of an entry whose body says everything."""
    return _function(BODY_ALONE[algorithm])(text.encode())


@cache
def _function(name: str) -> Callable[[bytes], bytes]:
    """Looked up once: ``hashlib.new`` asks for its implementation each time."""
    hashes = getattr(hashlib, name, None) or partial(hashlib.new, name)
    return lambda hashed: bytes(hashes(hashed).digest())


def digest_with_columns(
    previous: str, columns: Columns, body: str, rules: Iterable[str], algorithm: str = ALGORITHM
) -> bytes:
    """The hash of a newer entry. ``previous``: hash of the entry before as hex digits, empty before
    the first; ``rules``: the words of the rules that the body names, in order of their keys."""
    lines = [orjson.dumps([previous, *columns]), body.encode(), *(said.encode() for said in rules)]
    return _function(WITH_COLUMNS[algorithm])(b"\n".join(lines))


_SINCE, _MICROSECOND = datetime(1970, 1, 1, tzinfo=UTC), timedelta(microseconds=1)


def microseconds(at: datetime) -> int:
    """An instant as the hash knows it, in whatever time zone it is written."""
    return (at - _SINCE) // _MICROSECOND


def key_of(key: str) -> UUID:
    """What an entry keeps of the idempotency key of a request."""
    return UUID(bytes=hashlib.sha256(key.encode()).digest()[:16])


def salted(text: str) -> tuple[str, str]:
    """A salt and the salted digest of free text: all of it that enters the log."""
    salt = secrets.token_hex(16)
    return salt, resalted(text, salt)


def resalted(text: str, salt: str) -> str:
    """The digest again, to prove a remark against the log."""
    return hashlib.sha256((salt + text).encode()).hexdigest()
