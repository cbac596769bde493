"""What parties send in: kept at once with its moment, then taken up.

The arrival is committed in its own short transaction. Until it is taken up or refused, the sweep
leaves alone the clocks that fall due after it, so that nobody loses a right to a busy machine.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import F
from django.db.models.functions import Now

from cases import loading, procedure
from cases.law.refusals import NotThere, Refusal
from cases.models import Arrival, Case
from cases.procedure import Done
from cases.proceeding import Actor


def receive(
    case_id: int,
    act: str,
    *,
    by: Actor,
    data: dict[str, Any],
    party_no: int | None = None,
    version: int | None = None,
    key: str | None = None,
) -> Done:
    """Keep the moment at which a party's act came in, then do it as of that moment."""
    group = Case.objects.filter(pk=case_id).values_list("court__group_id", flat=True).first()
    if group is None:
        raise NotThere()
    arrival = Arrival.objects.create(
        case_id=case_id, act=act, party_no=party_no, received_at=loading.effective_now(group)
    )
    outcome: dict[str, Any] = {"refused": "failed"}
    try:
        done = procedure.perform(
            case_id, act, by=by, data=data, received_at=arrival.received_at, version=version,
            key=key,
        )  # fmt: skip
        outcome = {"processed_seq": done.seq}
        return done
    except Refusal as refusal:
        outcome = {"refused": refusal.reason}
        raise
    finally:
        Arrival.objects.filter(pk=arrival.pk).update(**outcome)


def give_up(after: timedelta = timedelta(minutes=10)) -> int:
    """Free the cases whose arrivals were cut off midway; the party was told nothing was done."""
    old = Arrival.objects.filter(
        processed_seq=None,
        refused="",
        received_at__lt=Now() + F("case__court__group__offset") - after,
    )
    return Arrival.objects.filter(pk__in=old.values("pk")).update(refused="cut_off")
