"""Private notes as the page of a case shows them."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from cases.acts.workbench import notes
from cases.policy import Standing
from cases.reading import labels

MOST = 200


def shown(case_id: int, user_id: int, standings: list[Standing]) -> list[dict[str, Any]]:
    """The notes that this person reads now, newest first."""
    found = notes.readable(case_id, user_id, standings)[:MOST]
    return [
        {
            "text": one.text,
            "for_team": one.for_team,
            "author": "" if one.author_id == user_id else str(one.author),
            "when": labels.moment(one.written_at),
            "changed": one.version > 1,
            "url": reverse("case-note", args=[case_id, one.pk]) if one.author_id == user_id else "",
        }
        for one in found
    ]
