"""Rows with which a background job could not go on: each waits longer after every try, so that bad
ones keep nobody waiting.

Kept in the cache: what is forgotten is tried again, and nothing else depends on it. Real time.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import timedelta
from itertools import islice
from time import time

from django.core.cache import cache
from redis.exceptions import RedisError

FIRST, LONGEST = timedelta(minutes=5), timedelta(hours=2)
"""How long a row waits after its first try; every further one doubles that, up to the longest."""
BROKEN = (ValueError, LookupError, TypeError, AttributeError, ArithmeticError, AssertionError)
"""What a record that something spoilt can raise."""
logger = logging.getLogger(__name__)


def ready(job: str, pks: Iterable[int], most: int) -> list[int]:
    """The first of these rows, ``most`` of them, that do not wait after a try."""
    rows = list(pks)
    try:
        known = cache.get_many([_key(job, pk) for pk in rows])
    except RedisError:
        logger.warning("%s: what waits is not known, the cache does not answer", job)
        known = {}
    now = time()
    free = (pk for pk in rows if known.get(_key(job, pk), (0, 0.0))[1] <= now)
    return list(islice(free, most))


def failed(job: str, pk: int) -> None:
    """This row waits from now on."""
    key = _key(job, pk)
    try:
        tries = min(int(cache.get(key, (0, 0.0))[0]), 20)
        wait = min(FIRST * 2**tries, LONGEST)
        cache.set(key, (tries + 1, time() + wait.total_seconds()), 2 * int(LONGEST.total_seconds()))
    except RedisError:
        logger.warning("%s: row %d will be tried again at once", job, pk)


def _key(job: str, pk: int) -> str:
    return f"back-off:{job}:{pk}"
