"""How often somebody may try: counted in real time, from the first attempt on."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from math import ceil

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.translation import ngettext
from redis.exceptions import RedisError

from cases.law.periods import SHANGHAI
from cases.models.fields import blind_index

logger = logging.getLogger(__name__)


class TooOften(Exception):  # noqa: N818 - the words people get
    """Not before ``wait`` is over."""

    def __init__(self, wait: timedelta) -> None:
        self.wait = wait
        super().__init__(str(wait))

    @property
    def words(self) -> str:
        """When to try again, for the person."""
        minutes = max(1, ceil(self.wait.total_seconds() / 60))
        return ngettext(
            "That was too often. Please try again in %(n)d minute.",
            "That was too often. Please try again in %(n)d minutes.",
            minutes,
        ) % {"n": minutes}


def count(what: str, who: str, most: int, within: timedelta) -> None:
    """Count one attempt more. Raises TooOften past the most.

    Where the cache does not answer nobody is kept out: what is counted here is guarded by more than
    its number, and a person may have a deadline.
    """
    key = f"attempts:{what}:{blind_index(who)}"
    try:
        wait = _wait(key, most, within)
    except RedisError:
        logger.warning("attempts are not counted: the cache does not answer")
        return
    if wait is not None:
        raise TooOften(wait)


def check(what: str, who: str, most: int) -> None:
    """Count nothing. Raises TooOften where so many attempts were counted already."""
    key = f"attempts:{what}:{blind_index(who)}"
    try:
        until = cache.get(key)
        made = cache.get(f"{key}:{until.timestamp()}", 0) if until else 0
    except RedisError:
        return
    if until and made >= most:
        raise TooOften(max(until - datetime.now(SHANGHAI), timedelta(0)))


def _wait(key: str, most: int, within: timedelta) -> timedelta | None:
    lasts, now = int(within.total_seconds()), datetime.now(SHANGHAI)
    until: datetime = cache.get_or_set(key, now + within, lasts) or now + within
    attempts = f"{key}:{until.timestamp()}"
    cache.add(attempts, 0, 2 * lasts)
    return max(until - now, timedelta(0)) if cache.incr(attempts) > most else None


def address(request: HttpRequest) -> str:
    """Where a request came from; behind a proxy what the proxy says."""
    if settings.SECURE_PROXY_SSL_HEADER:
        said = request.headers.get("x-forwarded-for", "").rpartition(",")[2].strip()
        if said:
            return said
    return str(request.META.get("REMOTE_ADDR", ""))
