"""A request that comes again under its key is done once, and gets the first answer."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

import orjson
from django.db import IntegrityError

from cases import chain
from cases.law.refusals import Refusal
from cases.models import Entry
from cases.procedure.deeds import Done
from cases.proceeding import Actor
from cases.trips import in_few_trips

_DIGITS = 16
"""64 bits: two requests under one key are told apart by them."""


def request_digest(case_id: int, act: str, data: dict[str, Any]) -> str:
    """What a request was, to tell a repeat from another request under the same key."""
    raw = orjson.dumps([case_id, act, data], option=orjson.OPT_SORT_KEYS, default=str)
    return hashlib.sha256(raw).hexdigest()[:_DIGITS]


def once(by: Actor, key: str | None, request: str, do: Callable[[], Done]) -> Done:
    """Do it in one transaction; who loses a race of repeats gets the winner's answer."""
    try:
        with in_few_trips():
            return do()
    except IntegrityError as error:
        if key and "one_act_a_key" in str(error) and (found := repeated(by, key, request)):
            return found
        raise


def repeated(by: Actor, key: str, request: str) -> Done | None:
    """The first answer to this very request, if it was done before."""
    entry = Entry.objects.filter(actor_id=by.user_id, key=chain.key_of(key)).first()
    if entry is None:
        return None
    if entry.request[:_DIGITS] != request:  # once they were told in full
        raise Refusal("key_reused")
    told = Entry.objects.filter(case_id=entry.case_id)
    # What an act brought with it was recorded at the same moment.
    last = told.filter(seq__gte=entry.seq, recorded_at=entry.recorded_at).latest("seq")
    said = (entry.said["set"] for entry in told.filter(seq__lte=last.seq).order_by("-seq"))
    version = next((changed["version"] for changed in said if "version" in changed), 1)
    return Done(entry.case_id, last.seq, last.stands_at, version, repeated=True)
