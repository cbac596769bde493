"""The palette: a case by its number in any spelling, a page, or an act of the open case."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from cases.reading import labels, own_work
from cases.reading.case.possible import possible_acts
from cases.reading.lists import finding, rows
from cases.reading.scope import Viewer
from cases.views.case import open_unasked
from cases.views.page import nav, oversees, own_links, signed_in, works
from cases.views.workbench.kept import whole

MOST, FEW = 12, 8
"""Places on the list; acts while nothing is typed yet."""


@require_POST
@signed_in
def palette(request: HttpRequest, who: Viewer) -> HttpResponse:
    """A short list of places; nothing of it outside what the person sees. By POST, so that names
    of people stand in no address."""
    if not who.is_staff:
        raise PermissionDenied
    words = " ".join(request.POST.get("q", "").replace("\0", "").split())[: finding.LONGEST]
    acts = _acts(who, whole(request.POST.get("case", "")), words)
    found = [*(acts if words else acts[:FEW]), *_pages(who, words)]
    if words and (works(who) or oversees(who)):
        found = [*_cases(who, words), *found]
    return render(request, "cases/workbench/palette.html", {"found": found[:MOST], "wanted": words})


def _matches(words: str, label: str) -> bool:
    return all(word in label.casefold() for word in words.casefold().split())


def _cases(who: Viewer, words: str) -> list[dict[str, Any]]:
    """Cases that the words mean; their parties are named only where few are left to tell apart."""
    cases = finding.find(who, words)[:MOST]
    parties = rows.parties_of([case.pk for case in cases])
    names_masked = not works(who)
    return [
        {
            "url": reverse("case", args=[case.pk]),
            "label": rows.number(case),
            "about": rows.sides(parties[case.pk], mask=names_masked),
            "is_number": True,
        }
        for case in cases
    ]


def _pages(who: Viewer, words: str) -> list[dict[str, Any]]:
    links = [*nav(who, ""), *own_links(who)]
    return [
        {"url": link["url"], "label": link["label"], "about": ""}
        for link in links
        if _matches(words, str(link["label"]))
    ]


def _acts(who: Viewer, case_id: int, words: str) -> list[dict[str, Any]]:
    """What may be done to the open case now."""
    try:
        opened = open_unasked(who, case_id) if case_id else None
    except Http404:
        return []
    if opened is None or own_work.needs_reason(opened.p, opened.standings, who.user_id):
        return []
    possible = (one for one in possible_acts(opened.p, who) if one.refused is None)
    return [
        {"url": f"{one.url(case_id)}#do", "label": one.words, "about": labels.place(opened.p.place)}
        for one in possible
        if _matches(words, one.words)
    ]
