"""What was read from a spreadsheet, kept here while its owner looks at it: a list is longer than a
form may send back, and what a page sends back would have to be read anew.

Sealed, for KEPT, one a person and case: the newest. Real time.
"""

from __future__ import annotations

import json
import logging
import secrets
from datetime import timedelta

from django.core.cache import cache
from redis.exceptions import RedisError

from cases.models.fields import Unreadable, seal, unseal

KEPT = timedelta(hours=1)
logger = logging.getLogger(__name__)


def keep(user_id: int, case_id: int, items: list[dict[str, str]]) -> str:
    """The key under which it is kept; empty where there is nothing or it cannot be kept."""
    if not items:
        return ""
    key = secrets.token_urlsafe(12)
    box = seal(json.dumps([key, items], ensure_ascii=False))
    try:
        cache.set(_place(user_id, case_id), box, int(KEPT.total_seconds()))
    except RedisError:
        logger.warning("a list of evidence is not kept: the cache does not answer")
        return ""
    return key


def take(user_id: int, case_id: int, key: str) -> list[dict[str, str]] | None:
    """What was kept under this key, which then is gone; None where there is no such thing."""
    place = _place(user_id, case_id)
    try:
        box = cache.get(place)
        kept, items = json.loads(unseal(box)) if box else ("", None)
        if items is None or kept != key:
            return None
        return items if cache.delete(place) else None  # pressed twice: the first takes it
    except (RedisError, Unreadable):
        return None


def _place(user_id: int, case_id: int) -> str:
    return f"evidence-sheet:{user_id}:{case_id}"
