"""Who of the court read what for which reason, for those who supervise."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from cases.law.readings import KINDS, OWN_WORK, reason
from cases.models import Reading
from cases.reading import labels
from cases.reading.lists import rows
from cases.reading.scope import SEES_READINGS, Viewer, seen_by

PAGE = 50
LOOKS = 8
"""So many pages read under one reason are named; of more, how many."""


def of_courts(who: Viewer) -> QuerySet[Reading]:
    """The reasons given in the cases of the courts that this person supervises."""
    return Reading.objects.filter(
        seen_by(who, "case__"), under=None, case__court_id__in=who.courts(SEES_READINGS)
    )


def wanted(who: Viewer, *, person: str, number: str, kind: str) -> QuerySet[Reading]:
    """Those of them by name of the reader, number of the case, and kind."""
    asked = Q()
    if person:
        asked &= Q(user__display_name__icontains=person) | Q(user__username=person)
    if number:
        asked &= Q(case__number__icontains=number)
    if kind in KINDS:
        asked &= Q(kind=kind)
    return of_courts(who).filter(asked)


def page(found: QuerySet[Reading], before: int | None) -> tuple[list[dict[str, Any]], int | None]:
    """A page of them, newest first, with what was read; and where the next page begins."""
    older = found.filter(pk__lt=before) if before else found
    shown = list(older.select_related("user", "case").order_by("-id")[: PAGE + 1])
    ids = [one.pk for one in shown[:PAGE]]
    looks: dict[int | None, dict[str, int]] = {}
    read = Reading.objects.filter(under_id__in=ids).values_list("under_id", "what")
    for under, what, times in read.annotate(times=Count("id")).order_by("under_id", "what"):
        looks.setdefault(under, {})[what] = times
    following = shown[PAGE - 1].pk if len(shown) > PAGE else None
    return [_row(one, looks.get(one.pk, {})) for one in shown[:PAGE]], following


def _row(one: Reading, looks: dict[str, int]) -> dict[str, Any]:
    chosen = reason(one.kind, one.reason)
    why = (
        _("for the work at hand") if one.reason == OWN_WORK else labels.of(chosen) if chosen else ""
    )
    named = sorted({_page(what) for what in looks})
    more = len(named) - LOOKS
    return {
        "when": labels.moment(one.at),
        "who": str(one.user),
        "number": rows.number(one.case),
        "url": reverse("case", args=[one.case_id]),
        "kind": labels.pick(*KINDS[one.kind]),
        "reason": why,
        "words": one.words,
        "what": _particular(one.what) if one.what else _(", ").join(named[:LOOKS]),
        "more": max(0, more),
        "times": sum(looks.values()),
    }


def _particular(what: str) -> str:
    field, _colon, party = what.partition(":")
    if field in ("document", "deliberation"):
        return _page(what)
    words = {"id_number": _("ID number"), "phone": _("Phone"), "address": _("Address")}
    return _("%(what)s of party %(no)s") % {"what": words.get(field, field), "no": party}


def _page(what: str) -> str:
    """A page in words; a paper by its number in the file."""
    name, _colon, about = what.partition(":")
    words = {
        "case": _("Overview"),
        "case-history": _("History"),
        "case-papers": _("Papers and people"),
        "case-file": _("E-file"),
        "case-service": _("Service"),
        "document": _("Paper %(no)s") % {"no": about},
        "document-pdf": _("Paper %(no)s") % {"no": about},
        "paper-file": _("Paper %(no)s") % {"no": about},
        "file-pdf": _("Main volume as PDF"),
        "act": labels.act(about),
        "deliberation": _("Deliberation"),
    }
    return words.get(name, _("Other pages"))
