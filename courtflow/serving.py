"""Sending what is to be served: by its gateway, and no step further than the gateway said.

A claim counts the try and puts the next one off before the gateway is asked; whoever dies over it
leaves a dispatch that is tried again under the same key.
"""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils import timezone

from cases.acts.service import attempts
from cases.law.refusals import Refusal
from cases.models import Dispatch, Party, ServiceStep
from cases.notices import letters, outbound, timing
from courtflow.gateways import Undeliverable, Unreachable, bounces, carrier
from courtflow.gateways.mail import Letter

MOST_SECONDS = 45.0
logger = logging.getLogger(__name__)

_CLAIM = """
UPDATE cases_dispatch
SET tries = tries + 1, next_at = clock_timestamp() + make_interval(secs => %s)
WHERE state = 'waiting' AND id = (
    SELECT id FROM cases_dispatch
    WHERE state = 'waiting' AND next_at <= clock_timestamp() AND channel <> ALL(%s)
      AND (%s::uuid IS NULL OR batch = %s::uuid) AND (%s::bigint IS NULL OR id = %s::bigint)
    ORDER BY next_at, id LIMIT 1 FOR UPDATE SKIP LOCKED)
RETURNING id
"""


@dataclass
class Served:
    """What one run did."""

    sent: int = 0
    failed: int = 0
    later: int = 0


def serve(
    most_seconds: float = MOST_SECONDS, *, batch: UUID | None = None, only: int | None = None
) -> Served:
    """Send what waits; one that fails is named and the others go on."""
    run, silent = Served(), list[str]()
    until = time.monotonic() + most_seconds
    while time.monotonic() < until and (found := _claim(silent, batch, only)) is not None:
        try:
            _send(found, run)
        except Unreachable:
            _later(found, run)
        except Undeliverable:
            attempts.not_taken(found, "refused_by_server")
            run.failed += 1
        except Refusal as refusal:
            logger.warning("dispatch %d refused: %s", found.pk, refusal.reason)
            _later(found, run)
    return run


def _claim(silent: list[str], batch: UUID | None, only: int | None) -> Dispatch | None:
    """The next one, with this try counted; in the application it goes even while nothing leaves."""
    held = ["mail", "sms"] if outbound.switch().is_paused else []
    about = [str(batch) if batch else None] * 2 + [only] * 2
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, [timing.LEASE.total_seconds(), [*silent, *held], *about])
        row = cursor.fetchone()
    if row is None:
        return None
    found = Dispatch.objects.select_related("service__case__court__group", "service__paper")
    return found.get(pk=row[0])


def _send(found: Dispatch, run: Served) -> None:
    if found.channel == "in_app":
        attempts.accepted(found, "")
    else:
        attempts.accepted(found, _handed_over(found))
    run.sent += 1


def _handed_over(found: Dispatch) -> str:
    """Ask the gateway; returns its receipt. Raises Unreachable, Undeliverable."""
    service = found.service
    address = ServiceStep.objects.get(
        service=service, attempt=found.attempt, state="prepared"
    ).address
    name = Party.objects.values_list("name", flat=True).get(
        case_id=service.case_id, no=service.party_no
    )
    by: Any = carrier(found.channel, training=service.case.court.group.is_training)
    if found.channel == "sms":
        by.send(address, letters.short(service, name), found.key)
        return str(getattr(by, "name", ""))
    subject, text = letters.words(service, name)
    letter = Letter(subject, text, letters.files(service), bounces.comes_back_to(found.key))
    return str(by.serve(address, letter, found.key))


def _later(found: Dispatch, run: Served) -> None:
    """Put the next try off; after the last one the attempt has failed."""
    pause = timing.pause_after(found.tries)
    if pause is None:
        attempts.not_taken(found, "unreachable")
        run.failed += 1
        return
    mine = Dispatch.objects.filter(pk=found.pk, state="waiting", tries=found.tries)
    mine.update(next_at=timezone.now() + pause, reason="unreachable")
    run.later += 1


def take_back(raw: bytes, envelope_to: str = "") -> str:
    """A mail that came back; returns failed, noted, known, or ignored for what is no report."""
    report = bounces.read(raw, envelope_to)
    found = Dispatch.objects.select_related("service").filter(
        key=report.key if report else "", channel="mail"
    ).first()  # fmt: skip
    if report is None or found is None:
        return "ignored"
    address = ServiceStep.objects.get(
        service=found.service, attempt=found.attempt, state="prepared"
    ).address
    # Forwarded from there on: it had arrived where it was sent to.
    same = not report.recipient or report.recipient == address.lower()
    return attempts.bounced(found, final=report.final and same, words=report.words)
