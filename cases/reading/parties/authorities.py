"""Who acts for whom, as the party, the agent and the court read it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.urls import reverse

from cases.acts.parties import authority as acts
from cases.models import PartyLink
from cases.reading import labels, scope
from cases.reading.lists import rows
from cases.reading.scope import Viewer

INSTANT = timedelta(microseconds=1)


def of_case(case_id: int, viewer: Viewer, is_party: bool) -> list[dict[str, Any]]:
    """The authorities of a case for its page; a party reads those of its own side's parties."""
    links = list(acts.of_case(case_id))
    if is_party:
        own = set(scope.live_links(viewer.user_id).values_list("party_id", flat=True))
        links = [link for link in links if link.party_id in own]
    return [row(link) | {"is_mine": link.user_id == viewer.user_id} for link in links]


def row(link: PartyLink) -> dict[str, Any]:
    """One authority in words, with where to answer."""
    return {
        "agent": str(link.user),
        "party": link.party.name,
        "authority": labels.authority(link.authority),
        "waits": link.confirmed_at is None,
        "url": reverse("authority", args=[link.pk]),
    }


def asked(user: Any) -> list[dict[str, Any]]:
    """What waits for this person's word, with as much of the case as they need to know it."""
    return [row(link) | _about(link) for link in acts.asked_of(user)]


def waiting(user: Any) -> list[dict[str, Any]]:
    """What this person filed for others and waits for theirs."""
    return [row(link) | _about(link) for link in acts.asked_by(user)]


def ending(user: Any) -> list[dict[str, Any]]:
    """Authorities that end within days, for the agent and for whoever gave them."""
    return [
        row(link) | _about(link) | {
            "is_mine": link.user_id == user.pk,
            # It ends at midnight, when the day named is over.
            "last_day": labels.long_day(labels.local(link.valid_until - INSTANT).date()),
        }
        for link in acts.ending(user)
        if link.valid_until is not None
    ]  # fmt: skip


def _about(link: PartyLink) -> dict[str, Any]:
    case = link.party.case
    return {
        "cause": rows.cause(case),
        "court": labels.pick(case.court.name, case.court.name_en or case.court.name),
        "filed": labels.day(labels.local(case.filed_at).date()),
    }
