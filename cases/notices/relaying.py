"""The relay: what acts left in the outbox becomes notices of people, and messages to send.

Celery only runs it; it may be late, doubled or absent. A batch is one transaction, so a relay that
dies leaves the batch as it was; a notice and a message exist once a person and event whoever makes
them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction

from cases.models import Notice, Outbox
from cases.notices import deliveries, outbound, recipients
from cases.notices.recipients import Message, Reader

BATCH = 500
MAX_ROUNDS = 10_000
NEWS_FOR = timedelta(days=30)
"""What is older by the court's clock comes in as read, and goes out to nobody."""
_UNSENT = "SELECT * FROM cases_unsent(%s, make_interval(secs => %s), make_interval(secs => %s))"


@dataclass
class Relayed:
    """What one relay passed on."""

    messages: int = 0
    notices: int = 0


def relay(batch: int = BATCH) -> Relayed:
    """Pass on everything unsent that is free."""
    relayed = Relayed()
    for _ in range(MAX_ROUNDS):
        if not _relay_batch(batch, relayed):
            break
    return relayed


def _relay_batch(batch: int, relayed: Relayed) -> bool:
    """One batch in one transaction; False when nothing is left after it."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(_UNSENT, [batch, NEWS_FOR.total_seconds(), settings.HOLD_SECONDS])
            messages = [Message(*row) for row in cursor.fetchall()]
        if not messages:
            return False
        readers = recipients.of(messages)
        told = [(message, reader) for message in messages for reader in readers[message.id]]
        _, now = outbound.here()
        _keep(told, now)
        deliveries.queue(told)
        Outbox.objects.filter(pk__in=[message.id for message in messages]).update(sent_at=now)
    relayed.messages += len(messages)
    relayed.notices += len(told)
    return len(messages) == batch


def _keep(told: Iterable[tuple[Message, Reader]], now: datetime) -> None:
    Notice.objects.bulk_create(
        (
            Notice(
                user_id=reader.user_id,
                case_id=message.case_id,
                event=message.event,
                template=message.template,
                party_no=reader.party_no,
                created_at=message.created_at,
                seen_at=None if message.is_news else now,
            )  # fmt: skip
            for message, reader in told
        ),
        ignore_conflicts=True,
    )
