"""A person's notices as they read them, and the dead letters of a court."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.models import Case, Delivery, Notice
from cases.notices import deliveries
from cases.notices.sentences import about, sentence
from cases.notices.wording import said
from cases.queries import Query
from cases.reading import labels, scope
from cases.reading.lists import rows
from cases.reading.papers.papers import masked_phone
from cases.reading.scope import Viewer

PAGE = 30
MOST_COUNTED = 99
"""Beyond that the number of unread says no more than “many”."""
ELSEWHERE = {"decline_join": "join", "end_authority": "mine"}
"""Where to read on about what is not said on the page of a case."""


def of(who: Viewer) -> QuerySet[Notice]:
    return Notice.objects.filter(user_id=who.user_id)


_UNREAD = Query(
    lambda user: Notice.objects.filter(user_id=user, seen_at=None).values_list("pk", flat=True)[
        : MOST_COUNTED + 1
    ]
)


def unread(user_id: int) -> int:
    """How many notices a person has not read, counted no further than it is shown."""
    return len(_UNREAD(user_id))


def newest(who: Viewer, before: int | None = None) -> tuple[list[dict[str, Any]], int | None]:
    """A page of notices, newest first, and where the next one begins.

    Of a case that the person no longer sees nothing is said but that there was a notice.
    """
    found = of(who).filter(pk__lt=before) if before else of(who)
    read = list(found.select_related("case__court").order_by("-pk")[: PAGE + 1])
    shown = read[:PAGE]
    seen = scope.visible(who).filter(pk__in={one.case_id for one in shown})
    visible = set(seen.values_list("pk", flat=True))
    known = about(one for one in shown if one.case_id in visible)
    lines = []
    for one in shown:
        if one.case_id in visible:
            lines.append(_line(one, labels.full_stop(sentence(one, known)), _case(one.case)))
        elif said(one.template).without_case:
            where = {"url": reverse(ELSEWHERE[one.template])}
            lines.append(_line(one, labels.full_stop(sentence(one, about([]))), where))
        else:
            lines.append(_line(one, _("About a case that is no longer open to you."), {}))
    return lines, shown[-1].pk if len(read) > PAGE else None


def _line(one: Notice, text: str, about_case: dict[str, str]) -> dict[str, Any]:
    return {
        "when": labels.moment(one.created_at),
        "text": text,
        "unread": one.seen_at is None,
        **about_case,
    }


def _case(case: Case) -> dict[str, str]:
    return {
        "url": reverse("case", args=[case.pk]),
        "case": rows.number(case),
        "cause": rows.cause(case),
        "court": labels.pick(case.court.name, case.court.name_en or case.court.name),
    }


def mark_read(who: Viewer, up_to: int) -> int:
    """All notices up to this one are read; those that came meanwhile are not."""
    return of(who).filter(pk__lte=up_to, seen_at=None).update(seen_at=timezone.now())


# -- dead letters ---------------------------------------------------------------------------------


def dead_letters(who: Viewer, before: int | None = None) -> tuple[list[Delivery], int | None]:
    """What could not be sent in the courts where this person looks after it, newest first."""
    found = deliveries.dead(who.courts(scope.SENDS_AGAIN), [*who.own_cases, *who.recused_from])
    if before:
        found = found.filter(pk__lt=before)
    read = list(found.select_related("case__court", "user").order_by("-pk")[: PAGE + 1])
    return read[:PAGE], read[PAGE - 1].pk if len(read) > PAGE else None


def dead_rows(who: Viewer, found: Sequence[Delivery]) -> list[dict[str, Any]]:
    """Who is masked, and a case is named to those alone who see it."""
    seen = scope.visible(who).filter(pk__in={one.case_id for one in found})
    visible = set(seen.values_list("pk", flat=True))
    known = about(one for one in found if one.case_id in visible)
    return [
        {
            "id": one.pk,
            "who": rows.masked(str(one.user)),
            "address": masked(getattr(one.user, deliveries.CHANNELS[one.channel])),
            "number": rows.number(one.case) if one.case_id in visible else "",
            "url": reverse("case", args=[one.case_id]) if one.case_id in visible else "",
            "what": sentence(one, known) if one.case_id in visible else "",
            "why": deliveries.why(one.reason),
            "attempts": one.attempts,
            "since": labels.moment(one.ended_at) if one.ended_at else "",
        }
        for one in found
    ]


def masked(address: str) -> str:
    """Enough to know it again, not enough to use it."""
    name, at, host = address.partition("@")
    return f"{name[:1]}***@{host}" if at else masked_phone(address)
