"""A batch as its page shows it: what changes for each case, and what stands against some."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from cases import loading
from cases.acts.workbench.batches import TAKEN_BACK
from cases.law.acts import ACTS
from cases.law.refusals import Refusal
from cases.models import Batch, BatchItem, Case
from cases.proceeding import Actor, Proceeding
from cases.reading import labels, own_work
from cases.reading.case import preview
from cases.reading.case.possible import Possible, possible_act
from cases.reading.lists import rows
from cases.reading.scope import Viewer, standings, visible


@dataclass(frozen=True)
class Looked:
    """One case of a batch, as it stands now, with what the person may do to it."""

    item: BatchItem
    p: Proceeding
    found: Possible | None
    against: Refusal | None


def look(who: Viewer, made: Batch, *, left_only: bool = False) -> list[Looked]:
    """The cases of a batch that exist for this person, in three queries and what the act asks."""
    items = list(made.items.exclude(state="done") if left_only else made.items.all())
    ids = [item.case_id for item in items]
    seen = set(visible(who).filter(pk__in=ids).values_list("pk", flat=True))
    by_id = {p.case.pk: p for p in loading.look_at([pk for pk in ids if pk in seen])}
    return [
        _looked(who, made, item, by_id[item.case_id]) for item in items if item.case_id in by_id
    ]


def _looked(who: Viewer, made: Batch, item: BatchItem, p: Proceeding) -> Looked:
    hats = standings(p, who)
    found = possible_act(p, hats, made.act)
    against = found.refused if found else Refusal("not_yours")
    if against is None and own_work.needs_reason(p, hats, who.user_id):
        against = Refusal("reason_needed")
    return Looked(item, p, found, against)


def actors(who: Viewer, looked: Iterable[Looked]) -> dict[int, Actor]:
    """In which role the person would act in each case; a case that asks for a reason to be read
    first is left out."""
    return {
        one.p.case.pk: Actor(who.user_id, one.found.role.value)
        for one in looked
        if one.found is not None and (one.against is None or one.against.reason != "reason_needed")
    }


def chosen(who: Viewer, ids: Iterable[int]) -> list[int]:
    """Of these cases those that exist for this person."""
    return list(visible(who).filter(pk__in=list(ids)).values_list("pk", flat=True))


def shown(looked: list[Looked]) -> list[dict[str, Any]]:
    """The rows of the page."""
    parties = rows.parties_of([one.p.case.pk for one in looked])
    return [_row(one, rows.sides(parties[one.p.case.pk])) for one in looked]


def _row(one: Looked, parties: str) -> dict[str, Any]:
    case: Case = one.p.case
    act = ACTS[one.item.batch.act]
    done = one.item.state == "done"
    return {
        "pk": one.item.pk,
        "case": case.pk,
        "version": case.version,
        "number": rows.number(case),
        "url": reverse("case", args=[case.pk]),
        "parties": parties,
        "place": labels.place(case.stands_at),
        "changes": [] if done or one.against else preview.changes(one.p, act),
        "against": "" if done or one.against is None else labels.refusal(one.against),
        "tried": tried(one.item.said),
        "state": one.item.state,
        "taken_back": one.item.reason == TAKEN_BACK,
    }


def tried(said: str) -> str:
    """Why it failed when it was tried, in the language of the page."""
    zh, _sep, en = said.partition("\n")
    return labels.pick(zh, en or zh)
