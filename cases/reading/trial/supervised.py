"""Which cases bear the mark of a supervised one, and why: for the court's people alone."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, QuerySet

from cases.law.supervision import SUPERVISED
from cases.models import Case, SupervisedMark
from cases.reading import labels


def marks(case_ids: Iterable[int]) -> dict[int, list[str]]:
    """The kinds that cases are marked as, in words, by case."""
    rows = SupervisedMark.objects.filter(case_id__in=list(case_ids), ended_seq=None)
    found: dict[int, list[str]] = {}
    for case_id, code in rows.order_by("seq", "id").values_list("case_id", "code"):
        found.setdefault(case_id, []).append(labels.of(SUPERVISED[code]))
    return found


def marked(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Those of these cases that bear a mark now."""
    live = SupervisedMark.objects.filter(case=OuterRef("pk"), ended_seq=None)
    return cases.filter(Exists(live))
