"""Other cases of the same parties, for the desk that is asked to register one more (解释 247)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet
from django.urls import reverse

from cases.law.causes import CauseError, by_code
from cases.law.filing_checks import Earlier, in_the_way, weight
from cases.law.procedures import Origin
from cases.models import Case, Entry, Party
from cases.models.fields import bigrams
from cases.proceeding import Proceeding
from cases.reading import labels, scope
from cases.reading.lists import rows
from cases.reading.scope import Viewer

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
    with it. As many queries, however many there are.
    """
    stay = [one for one in parties if one.left_on is None]
    mine, theirs = ([x for x in stay if x.side == side] for side in ("plaintiff", "defendant"))
    if p.case.origin != Origin.FILED or not mine or not theirs:
        return Found([], [], hidden=False)
    sides = _sides(mine, theirs)
    cases = list(_cases(p, sides))
    by_id = {case.pk: case for case in cases}
    over = _withdrawn(by_id)
    made = (_earlier(case, sides[case.pk], case.pk in over) for case in cases)
    stand = in_the_way(by_code(p.case.cause_code), [one for one in made if one is not None], p.on)
    ids = [one.case_id for one in stand]
    seen = set(scope.visible(who).filter(pk__in=ids).values_list("pk", flat=True)) if ids else set()
    shown = [_row(by_id[pk]) for pk in ids if pk in seen]
    stand = [replace(one, hidden=one.case_id not in seen) for one in stand]
    return Found(stand, shown, hidden=len(shown) < len(ids))


def _withdrawn(ids: Iterable[int]) -> set[int]:
    """Which suits ended by a withdrawal; the log knows it when the case has long been archived."""
    acts = ("allow_withdrawal", "deem_withdrawn")
    found = Entry.objects.filter(case_id__in=list(ids), act__in=acts)
    return set(found.values_list("case_id", flat=True))


def _sides(mine: list[Party], theirs: list[Party]) -> dict[int, set[str]]:
    """By case where both sides of this one stand against each other: on which side ours stood.

    Each name and number is looked up by its own index, so that a bank that sues every day costs no
    more than whoever it sues.
    """
    there = Party.objects.filter(_any_of(theirs))
    here = Party.objects.filter(_any_of(mine), case_id__in=there.values("case_id"))
    ours = _by_case(here)
    others = _by_case(there.filter(case_id__in=list(ours)))
    return {
        case_id: stood for case_id, stood in ours.items()
        if any(one != other for one in stood for other in others.get(case_id, ()))
    }  # fmt: skip


def _by_case(found: QuerySet[Party]) -> dict[int, set[str]]:
    by_case: dict[int, set[str]] = {}
    for case_id, side in found.values_list("case_id", "side"):
        by_case.setdefault(case_id, set()).add(side)
    return by_case


def _cases(p: Proceeding, sides: dict[int, set[str]]) -> QuerySet[Case]:
    newest = sorted(sides, reverse=True)[: MOST + 1]
    rows_ = Case.objects.filter(pk__in=newest, court__group_id=p.court.group_id)
    others = rows_.exclude(dispute_id=p.case.dispute_id)
    return others.select_related("court").order_by("-pk")[:MOST]


def _any_of(people: list[Party]) -> Q:
    return reduce(or_, map(_same_person, people))


def _same_person(one: Party) -> Q:
    """By the number where there is one; by the name where either has none."""
    pieces = bigrams(one.name)  # the same pieces whatever the width, the spaces and the capitals
    named = Q(name_bigrams__contains=pieces, name_bigrams__contained_by=pieces)
    if not one.id_index:
        return named
    return Q(id_index=one.id_index) | (named & Q(id_index=""))


def _earlier(case: Case, stood: set[str], withdrawn: bool) -> Earlier | None:
    try:
        cause = by_code(case.cause_code)
    except CauseError:
        return None
    took_effect = case.took_effect_on is not None
    return Earlier(
        case.pk, cause, weight(case.stands_at, took_effect=took_effect),
        "plaintiff" in stood, case.closed_on, withdrawn,
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
