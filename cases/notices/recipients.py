"""Whom a message is for: from the texts in the outbox to people, as they stand to the case now."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import orjson
from django.db import connection

from cases.law.acts import NOT_TOLD, NOT_TOLD_INCIDENTS
from cases.law.roles import Role
from cases.models import Clock
from cases.notices.sentences import number_in

_RECIPIENTS = "SELECT id, user_id, party_no FROM cases_recipients(%s::jsonb)"
AT_DESK = Role.CLERK.value
INSTEAD: dict[str, tuple[str, ...]] = {
    "urge": ("judge", "execution_officer", "mediator"),
    "ask_extension": ("court_leader",),
    "ask_exclusion": ("court_leader",),
}
"""Acts that leave their message at the desk, and whom of the court they are really about."""
NAMED_ONLY = NOT_TOLD - {"ask_extension", "ask_exclusion"}
"""The court's own work: for those who work on the case, not for a whole office."""


@dataclass(frozen=True)
class Message:
    """A row of the outbox."""

    id: int
    case_id: int
    event: str
    recipient: str
    template: str
    created_at: Any
    is_news: bool
    hearing_on: Any

    @property
    def kind(self) -> str:
        return self.recipient.partition(":")[0]


@dataclass(frozen=True)
class Reader:
    """A person to be told, and the party for whom, if any."""

    user_id: int
    party_no: int | None


def of(messages: Iterable[Message]) -> dict[int, list[Reader]]:
    """The people for every message, by its id. Nobody is in there for what nobody is told."""
    told = list(messages)
    clocks = _clocks(told)
    asked = [row for one in told if not _is_kept(one, clocks) for row in _asked(one)]
    found: dict[int, list[Reader]] = defaultdict(list)
    if asked:
        with connection.cursor() as cursor:
            cursor.execute(_RECIPIENTS, [orjson.dumps(asked).decode()])
            for message, user, party in cursor.fetchall():
                found[message].append(Reader(user, party))
    return found


def _asked(one: Message) -> list[dict[str, Any]]:
    """What the database is asked for a message; nothing for a recipient it does not know."""
    kind, _, which = one.recipient.partition(":")
    row = {
        "id": one.id, "case_id": one.case_id, "seq": number_in(one.event, "entry"), "kind": kind,
        "named_only": one.template in NAMED_ONLY,
    }  # fmt: skip
    if kind == "role":
        roles = INSTEAD.get(one.template, (which if which in set(Role) else AT_DESK,))
        return [{**row, "role": role} for role in roles]
    if kind in ("party", "user") and which.isascii() and which.isdigit():
        return [{**row, "no" if kind == "party" else "user_id": int(which)}]
    return []


def _clocks(told: list[Message]) -> dict[tuple[int, int], Clock]:
    """The clocks whose rungs parties are told of."""
    wanted = {
        (one.case_id, no)
        for one in told
        if one.kind == "party" and (no := number_in(one.event, "rung")) is not None
    }
    if not wanted:
        return {}
    rows = Clock.objects.filter(
        case_id__in={case for case, _ in wanted}, no__in={no for _, no in wanted}
    )
    return {(row.case_id, row.no): row for row in rows if (row.case_id, row.no) in wanted}


def _is_kept(one: Message, clocks: dict[tuple[int, int], Clock]) -> bool:
    """Whether a party is not told of a rung.

    Of a preservation that another asked for (流程公开规定 8), and of an expiry by operation of law,
    of which its own message says what it brought about.
    """
    no = number_in(one.event, "rung")
    clock = clocks.get((one.case_id, no or 0))
    if clock is None:
        return False
    quiet = clock.kind == "incident" and clock.code in NOT_TOLD_INCIDENTS
    kept = quiet and one.recipient != f"party:{clock.party_no}"
    return kept or (one.template == "rung_expiry" and clock.expiry == "A")
