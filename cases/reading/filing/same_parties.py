"""Other cases of the same parties, for the desk that is asked to register one more (解释 247)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from cases.law.causes import CauseError, by_code
from cases.law.filing_checks import Earlier, in_the_way, weight
from cases.law.procedures import Origin
from cases.models import Case, Party
from cases.models.fields import bigrams
from cases.proceeding import Proceeding
from cases.reading import labels, scope
from cases.reading.scope import Viewer
from cases.reading.work import rows

MOST = 50
"""Of people who meet in court this often, the newest cases."""


@dataclass(frozen=True)
class Found:
    """The cases that stand in the way; of those outside the viewer's scope only that there are."""

    earlier: list[Earlier]
    rows: list[dict[str, str]]
    hidden: bool


def found(p: Proceeding, parties: Iterable[Party], who: Viewer) -> Found:
    """The cases of the same parties about the same matter, in all courts of the system.

    Only for a suit that somebody brought: a case that came from another court is of one dispute
    with it. Two queries, however many there are.
    """
    stay = [one for one in parties if one.left_on is None]
    mine, theirs = ([x for x in stay if x.side == side] for side in ("plaintiff", "defendant"))
    if p.case.origin != Origin.FILED or not mine or not theirs:
        return Found([], [], hidden=False)
    cases = list(_of_the_same(p, mine, theirs))
    by_id = {case.pk: case for case in cases}
    earlier = [one for one in map(_earlier, cases) if one is not None]
    stand = in_the_way(by_code(p.case.cause_code), earlier, p.on)
    ids = [one.case_id for one in stand]
    seen = set(scope.visible(who).filter(pk__in=ids).values_list("pk", flat=True)) if ids else set()
    shown = [_row(by_id[pk]) for pk in ids if pk in seen]
    return Found(stand, shown, hidden=len(shown) < len(ids))


def _of_the_same(p: Proceeding, mine: list[Party], theirs: list[Party]) -> Any:
    sued, suing = _there(mine, "plaintiff"), _there(theirs, "plaintiff")
    other_way = Q(suing) & Q(_there(mine, "defendant"))
    same_way = Q(sued) & Q(_there(theirs, "defendant"))
    rows_ = Case.objects.filter(same_way | other_way, court__group_id=p.court.group_id)
    return (
        rows_.exclude(dispute_id=p.case.dispute_id)
        .annotate(same_plaintiff=sued)
        .select_related("court")
        .order_by("-pk")[:MOST]
    )


def _there(people: list[Party], side: str) -> Exists:
    """Whether one of them is on this side of another case."""
    same = reduce(or_, map(_same_person, people))
    return Exists(Party.objects.filter(same, case=OuterRef("pk"), side=side, left_on=None))


def _same_person(one: Party) -> Q:
    """By the number where there is one; by the name where either has none."""
    pieces = bigrams(one.name)  # the same pieces whatever the width, the spaces and the capitals
    named = Q(name_bigrams__contains=pieces, name_bigrams__contained_by=pieces)
    if not one.id_index:
        return named
    return Q(id_index=one.id_index) | (named & Q(id_index=""))


def _earlier(case: Case) -> Earlier | None:
    try:
        cause = by_code(case.cause_code)
    except CauseError:
        return None
    took_effect = case.took_effect_on is not None
    return Earlier(
        case.pk, cause, weight(case.stands_at, took_effect=took_effect),
        case.same_plaintiff, case.closed_on,
    )  # fmt: skip


def _row(case: Case) -> dict[str, str]:
    return {
        "url": reverse("case", args=[case.pk]),
        "number": rows.number(case),
        "cause": rows.cause(case),
        "court": labels.pick(case.court.name, case.court.name_en or case.court.name),
        "place": labels.place(case.stands_at),
        "filed": labels.day(labels.local(case.filed_at).date()),
    }
