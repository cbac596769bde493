"""A party's own cases, each with its next step."""

from __future__ import annotations

from collections import defaultdict
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from cases.models import Case
from cases.reading import labels, scope
from cases.reading.case import lights, usual_times
from cases.reading.case.next_steps import hearings_of, next_step
from cases.reading.case.stages import stages
from cases.reading.lists import own_requests, rows
from cases.reading.parties import authorities
from cases.reading.scope import Viewer
from cases.views.page import may_file, page, signed_in, whole_number

PAGE = 20


@require_safe
@signed_in
def mine(request: HttpRequest, who: Viewer) -> HttpResponse:
    """Newest first, a page at a time."""
    links: dict[int, list[tuple[int, str]]] = defaultdict(list)
    found = scope.live_links(who.user_id).values_list("party__case_id", "party__no", "party__side")
    for case_id, no, side in found:
        links[case_id].append((no, side))
    own = scope.visible(who).filter(pk__in=links).annotate(now=scope.effective_now("court__group"))
    if (before := whole_number(request.GET.get("before", ""))) is not None:
        own = own.filter(pk__lt=before)
    cases = list(own.select_related("court").order_by("-pk")[: PAGE + 1])
    shown, more = cases[:PAGE], len(cases) > PAGE
    older = f"{reverse('mine')}?{urlencode({'before': shown[-1].pk})}" if more else ""
    return page(
        request,
        "cases/lists/mine.html",
        {
            "cards": _cards(shown, links),
            "may_file": may_file(who),
            "asked": authorities.asked(request.user),
            "waiting": authorities.waiting(request.user),
            "ending": authorities.ending(request.user),
            "pager": {"older_url": older},
        },
    )


def _cards(cases: list[Case], links: dict[int, list[tuple[int, str]]]) -> list[dict[str, Any]]:
    ids = [case.pk for case in cases]
    clocks, parties, hearings = rows.clocks_of(ids), rows.parties_of(ids), hearings_of(ids)
    own = {case: tuple(no for no, _ in links[case]) for case in ids}
    open_requests, usual = own_requests.unanswered(own), usual_times.words(cases)
    cards = []
    for case in cases:
        nos = own[case.pk]
        sides = frozenset(side for _, side in links[case.pk])
        readable = [
            lights.without_reasons_of(c, sides)
            for c in clocks[case.pk]
            if not lights.is_kept_from(c, nos)
        ]
        cards.append(
            {
                "url": reverse("case", args=[case.pk]),
                "number": rows.number(case),
                "cause": rows.cause(case),
                "court": labels.pick(case.court.name, case.court.name_en or case.court.name),
                "parties": rows.sides(parties[case.pk]),
                "node": labels.place(case.stands_at),
                "filed": labels.day(labels.local(case.filed_at).date()),
                "stages": stages(case),
                "usual": usual[case.pk],
                "open_requests": open_requests[case.pk],
                "next_step": next_step(case, readable, nos, sides, hearings.get(case.pk)),
            }
        )
    return cards
