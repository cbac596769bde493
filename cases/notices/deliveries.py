"""Messages that leave the house: queued by the relay, claimed, sent, put off, given up.

Nothing here knows a gateway; ``courtflow.sending`` does, and asks here what to send next.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import connection
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from cases.law.ladder import Rung
from cases.law.periods import local_date
from cases.models import Access, Clock, Delivery, PartyLink
from cases.models.fields import blind_index
from cases.notices import outbound, timing, wording
from cases.notices.recipients import Message, Reader
from cases.notices.sentences import number_in

CHANNELS = {"sms": "phone", "mail": "mail"}
"""By channel, the field of a person that holds the address; it was proved when it was given."""
FINAL = frozenset({"undeliverable", "interrupted"})
"""Reasons for which trying again by itself would help nobody."""
RETRY, GIVE_UP = "retry_delivery", "give_up_delivery"
"""How the access log names what a person decided on a dead letter."""


def why(reason: str) -> str:
    """Why a message did not go out, in words."""
    words = {
        "unreachable": _("The gateway did not answer"),
        "undeliverable": _("The address does not exist or takes no messages"),
        "interrupted": _("It was never known whether it arrived"),
        "no_address": _("The person has no such address any more"),
        "no_longer_theirs": _("The case is no longer open to the person"),
    }
    return words.get(reason, reason)


# -- queueing -------------------------------------------------------------------------------------


def queue(told: Iterable[tuple[Message, Reader]]) -> None:
    """Keep a message for every channel of every party's person, once an event."""
    going = [(m, r) for m, r in told if m.is_news and m.kind != "role" and _goes_out(m)]
    last = _warned_later([m for m, _ in going if m.template == "rung_yellow"])
    going = [(m, r) for m, r in going if m.id not in last]
    if not going:
        return
    addresses = _addresses({reader.user_id for _, reader in going})
    rows = [
        _row(message, reader, channel)
        for message, reader in going
        for channel in addresses.get(reader.user_id, ())
    ]
    _, now = outbound.here()
    for row in rows:
        row.next_at = now
    Delivery.objects.bulk_create(rows, ignore_conflicts=True)


def _goes_out(message: Message) -> bool:
    return wording.goes_out(message.template)


def _warned_later(yellow: list[Message]) -> set[int]:
    """Of first warnings, those of clocks that warn again nearer to the end, for one is enough, and
    of clocks that have ended."""
    if not yellow:
        return set()
    clocks = {
        (clock.case_id, clock.no): clock
        for clock in Clock.objects.filter(case_id__in={message.case_id for message in yellow})
    }
    found = set()
    for message in yellow:
        clock = clocks.get((message.case_id, number_in(message.event, "rung") or 0))
        if clock and (clock.rungs is None or any(clock.rungs[Rung.RED - 1 : Rung.RED])):
            found.add(message.id)
    return found


def _addresses(users: set[int]) -> dict[int, list[str]]:
    """By person, the channels on which they can be reached."""
    people = get_user_model().objects.filter(pk__in=users, is_active=True)
    carried = [channel for channel in CHANNELS if channel in settings.OUTGOING_CHANNELS]
    fields = [f"{CHANNELS[channel]}_index" for channel in carried]
    return {
        pk: [channel for channel, index in zip(carried, indexes, strict=True) if index]
        for pk, *indexes in people.values_list("pk", *fields)
    }


def _row(message: Message, reader: Reader, channel: str) -> Delivery:
    is_hearing = wording.said(message.template).asks == "hearing" or message.template == "adjourn"
    return Delivery(
        case_id=message.case_id, event=message.event, template=message.template,
        user_id=reader.user_id, party_no=reader.party_no, channel=channel,
        created_at=message.created_at, hearing_on=message.hearing_on if is_hearing else None,
        key=key_of(message, reader, channel),
    )  # fmt: skip


def key_of(message: Message, reader: Reader, channel: str) -> str:
    """The same for the same message, in a database restored from a backup too."""
    when = message.created_at.timestamp()
    about = (message.case_id, message.event, message.template, when, reader.user_id, channel)
    return blind_index("|".join(str(part) for part in about))


# -- sending --------------------------------------------------------------------------------------

_CLAIM = """
UPDATE cases_delivery
SET attempts = attempts + 1, next_at = clock_timestamp() + make_interval(secs => %s)
WHERE state = 'waiting' AND id = (
    SELECT id FROM cases_delivery
    WHERE state = 'waiting' AND next_at <= clock_timestamp()
      AND channel <> ALL(%s) AND (%s OR hearing_on = %s)
    ORDER BY next_at LIMIT 1 FOR UPDATE SKIP LOCKED)
RETURNING id
"""


def claim(but: Sequence[str] = ()) -> Delivery | None:
    """The next message to send, with this attempt counted; None while nothing may leave.

    ``but``: channels to leave alone. In the hours of quiet only what is about a hearing of the day.
    """
    while (found := _claimed(but)) is not None:
        if found.attempts <= timing.MOST_ATTEMPTS:
            return found
        _end(found, "dead", "interrupted")  # whoever made the last attempt died over it
    return None


def _claimed(but: Sequence[str]) -> Delivery | None:
    switch = outbound.switch()
    if switch.is_paused:
        return None
    awake = not timing.is_quiet(switch.now)
    given: list[Any] = [timing.LEASE.total_seconds(), list(but), awake, local_date(switch.now)]
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, given)
        row = cursor.fetchone()
    if row is None:
        return None
    return Delivery.objects.select_related("case__court__group", "user").get(pk=row[0])


def still_theirs(delivery: Delivery) -> bool:
    """Whether the person is, or acts for, the party today."""
    if wording.said(delivery.template).without_case:
        return True
    links = PartyLink.objects.live().filter(
        user_id=delivery.user_id, party__case_id=delivery.case_id
    )
    if delivery.party_no is not None:
        links = links.filter(party__no=delivery.party_no)
    return links.exists()


def sent(delivery: Delivery) -> None:
    """The gateway took it."""
    _end(delivery, "sent", "")


def dropped(delivery: Delivery, reason: str) -> None:
    """It is for nobody any more."""
    _end(delivery, "dropped", reason)


def failed(delivery: Delivery, reason: str) -> None:
    """The attempt failed: put off the next one, or leave it to a person."""
    pause = None if reason in FINAL else timing.pause_after(delivery.attempts)
    if pause is None:
        _end(delivery, "dead", reason)
        return
    _, now = outbound.here()
    # Somebody else may have claimed it since, if this attempt took too long.
    mine = Delivery.objects.filter(pk=delivery.pk, state="waiting", attempts=delivery.attempts)
    mine.update(next_at=now + pause, reason=reason)


def _end(delivery: Delivery, state: str, reason: str) -> None:
    _, now = outbound.here()
    Delivery.objects.filter(pk=delivery.pk, state="waiting").update(
        state=state, reason=reason, next_at=None, ended_at=now
    )


# -- dead letters ---------------------------------------------------------------------------------


def dead(courts: Sequence[int], but_cases: Sequence[int] = ()) -> QuerySet[Delivery]:
    """What nobody tries to send any longer, in these courts."""
    found = Delivery.objects.filter(state="dead", case__court_id__in=courts)
    return found.exclude(case_id__in=but_cases)


def decide(delivery: Delivery, user_id: int, decision: str) -> bool:
    """What a person decides on a dead letter, with a line in the access log; False if too late."""
    _, now = outbound.here()
    values: dict[str, Any] = {"state": "given_up", "ended_at": now}
    if decision == RETRY:
        values = {"state": "waiting", "attempts": 0, "next_at": now, "ended_at": None}
    done = Delivery.objects.filter(pk=delivery.pk, state="dead").update(**values)
    if done:
        Access.objects.create(
            user_id=user_id, case_id=delivery.case_id, act=decision,
            reason=f"{delivery.channel}:{delivery.pk}:{delivery.reason}"[:60],
        )  # fmt: skip
    return bool(done)
