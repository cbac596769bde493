"""Sending what waits to leave the house: one message after the other, each by its gateway."""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass

from cases.models import Delivery
from cases.notices import deliveries, messages
from cases.notices.sentences import about
from courtflow.gateways import Undeliverable, Unreachable, carrier

MOST_SECONDS = 45.0
"""After so long a run ends; the next one goes on."""
logger = logging.getLogger(__name__)


@dataclass
class Sent:
    """What one run did."""

    sent: int = 0
    failed: int = 0
    dropped: int = 0


def send(most_seconds: float = MOST_SECONDS) -> Sent:
    """Send what is due. A channel that does not answer is left alone until the next run."""
    run, silent = Sent(), list[str]()
    until = time.monotonic() + most_seconds
    while time.monotonic() < until and (delivery := deliveries.claim(silent)) is not None:
        try:
            _send(delivery, run)
        except Unreachable:
            silent.append(delivery.channel)
            _fail(delivery, "unreachable", run)
        except Undeliverable:
            _fail(delivery, "undeliverable", run)
    return run


def _fail(delivery: Delivery, reason: str, run: Sent) -> None:
    logger.warning("delivery %d failed (%d): %s", delivery.pk, delivery.attempts, reason)
    deliveries.failed(delivery, reason)
    run.failed += 1


def _send(delivery: Delivery, run: Sent) -> None:
    address = getattr(delivery.user, deliveries.CHANNELS[delivery.channel])
    for hindered, reason in (
        (not address, "no_address"),
        (not deliveries.still_theirs(delivery), "no_longer_theirs"),
    ):
        if hindered:
            deliveries.dropped(delivery, reason)
            run.dropped += 1
            return
    write = messages.long if delivery.channel == "mail" else messages.short
    reader = delivery.user.real_name or str(delivery.user)
    text = write(delivery, delivery.case, reader, about([delivery]))
    training = delivery.case.court.group.is_training
    carrier(delivery.channel, training=training).send(address, text, delivery.key)
    deliveries.sent(delivery)
    run.sent += 1
