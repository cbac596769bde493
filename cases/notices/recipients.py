"""Whom a message is for: from the texts in the outbox to people, as they stand to the case now."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import orjson
from django.db import connection
from django.db.models import Q

from cases.law.acts import NOT_TOLD, NOT_TOLD_INCIDENTS
from cases.law.preserving import QUIET_CLOCKS
from cases.law.roles import Role
from cases.models import Clock
from cases.notices.sentences import number_in
from cases.notices.wording import EXPIRED

_RECIPIENTS = "SELECT id, user_id, party_no FROM cases_recipients(%s::jsonb)"
AT_DESK = Role.CLERK.value
INSTEAD: dict[str, tuple[str, ...]] = {
    "urge": ("judge", "execution_officer", "mediator"),
    "ask_extension": ("court_leader",),
    "ask_exclusion": ("court_leader",),
    "ask_relief": ("clerk", "court_leader"),
    "ask_committee": ("court_leader",),
    "refer_to_meeting": ("division_chief",),
}
"""Acts that leave their message at the desk, and whom of the court they are really about."""
NAMED_ONLY = NOT_TOLD - {"ask_extension", "ask_exclusion", "ask_committee", "refer_to_meeting"}
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


def _clocks(told: list[Message]) -> dict[int, Clock]:
    """By message to a party, the clock it is about: whose rung it was, or which ran out."""
    rungs: dict[tuple[int, int], list[int]] = defaultdict(list)
    ended: dict[tuple[int, int, str], list[int]] = defaultdict(list)
    for one in told:
        if one.kind != "party":
            continue
        if (no := number_in(one.event, "rung")) is not None:
            rungs[one.case_id, no].append(one.id)
        elif one.template.startswith(EXPIRED):
            seq = number_in(one.event, "entry") or 0
            ended[one.case_id, seq, one.template.removeprefix(EXPIRED)].append(one.id)
    wanted = Q(case_id__in={case for case, _ in rungs}, no__in={no for _, no in rungs})
    wanted |= Q(
        case_id__in={case for case, *_ in ended}, closed_seq__in={seq for _, seq, _ in ended}
    )
    found = {}
    for clock in Clock.objects.filter(wanted) if rungs or ended else ():
        about = rungs[clock.case_id, clock.no]
        for message in about + ended[clock.case_id, clock.closed_seq or 0, clock.code]:
            found[message] = clock
    return found


def _is_kept(one: Message, clocks: dict[int, Clock]) -> bool:
    """Whether a party is not told of a clock.

    Of a preservation that another asked for (流程公开规定 8); of the end of another's period, for
    its own may still run; of the rung of an expiry by law, which says itself what it brought about.
    """
    clock = clocks.get(one.id)
    if clock is None:
        return False
    quiet = clock.kind == "incident" and clock.code in NOT_TOLD_INCIDENTS
    quiet = quiet or clock.code in QUIET_CLOCKS
    another = clock.party_no is not None and one.template.startswith(EXPIRED)
    if (quiet or another) and one.recipient != f"party:{clock.party_no}":
        return True
    return one.template == "rung_expiry" and clock.expiry == "A"
