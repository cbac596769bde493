"""What parties send in: kept at once with its moment, then taken up.

The arrival is committed in its own short transaction. Until it is taken up or refused, the sweep
leaves alone the clocks that fall due after it, so that nobody loses a right to a busy machine.
One that was cut off midway keeps its moment for a repeat of the same request; if none comes, a
person looks at the case before time goes on.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import QuerySet

from cases import loading, procedure
from cases.law.on_paper import Paper
from cases.law.refusals import NotThere, Refusal
from cases.models import Arrival, Case
from cases.procedure import Done
from cases.proceeding import Actor

CUT_OFF_AFTER = timedelta(minutes=10)
"""No request takes so long; what is still not taken up then was cut off."""


def receive(
    case_id: int,
    act: str,
    *,
    by: Actor,
    data: dict[str, Any],
    paper: Paper | None = None,
    party_no: int | None = None,
    version: int | None = None,
    key: str | None = None,
    seen: str | None = None,
) -> Done:
    """Keep the moment at which a party's act came in, then do it as of that moment.

    ``paper``: the desk enters it now; what came with it counts from its arrival or postmark.
    ``seen``: what the party was shown of it; where it would come to anything else it is refused,
    and the next press comes in anew.
    """
    found = Case.objects.filter(pk=case_id).values_list("court__group_id", "filed_at").first()
    if found is None:
        raise NotThere()
    group, filed_at = found
    if paper and (reason := paper.problem(filed_at, loading.effective_now(group))):
        raise Refusal(reason)
    arrival = _cut_off_before(case_id, act, by, key) or Arrival.objects.create(
        case_id=case_id, act=act, party_no=party_no, user_id=by.user_id, key=key or "",
        received_at=paper.counts_at if paper else loading.effective_now(group),
    )  # fmt: skip
    try:
        done = procedure.perform(
            case_id, act, by=by, data=data, version=version, key=key, paper=paper, seen=seen,
            received_at=None if paper else arrival.received_at,
        )  # fmt: skip
    except Refusal as refusal:
        _take_up(arrival, refused=refusal.reason)
        raise
    _take_up(arrival, processed_seq=done.seq)
    return done


def _cut_off_before(case_id: int, act: str, by: Actor, key: str | None) -> Arrival | None:
    """The first coming in of the same request, if nothing came of it."""
    waits = waiting().filter(case_id=case_id, act=act, user_id=by.person, key=key or "")
    return waits.order_by("received_at").first() if key else None


def _take_up(arrival: Arrival, **outcome: Any) -> None:
    Arrival.objects.filter(pk=arrival.pk).update(**outcome)


def waiting() -> QuerySet[Arrival]:
    """What came in and was neither taken up nor refused."""
    return Arrival.objects.filter(processed_seq=None, refused="")


def give_up(case_id: int) -> int:
    """A person has looked: time goes on past what was cut off."""
    return waiting().filter(case_id=case_id).update(refused="cut_off")
