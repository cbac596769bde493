"""What the plaintiff was told of another court, and the ways to go on from there."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from cases.acts.filing import carrying, elsewhere
from cases.acts.filing.elsewhere import Told
from cases.policy import Standing
from cases.proceeding import Proceeding
from cases.reading import citations, labels, scope

AFTER = frozenset({"returned", "closing_archiving", "archived"})
"""Where a case is that was not this court's."""


def told_to(p: Proceeding, standings: list[Standing]) -> Told | None:
    """What whoever sued was told; nothing for anybody else, and where no court was named."""
    sues = any("plaintiff" in one.sides for one in standings)
    if p.place not in AFTER or not scope.is_party(standings) or not sues:
        return None
    return elsewhere.told(p.case.pk)


def offer(p: Proceeding, standings: list[Standing], user_id: int) -> dict[str, Any] | None:
    """The ways to go on; what was carried over and sent already, in place of the offer."""
    told = told_to(p, standings)
    if told is None:
        return None
    court, case_id = told.court, p.case.pk
    sent = carrying.carried(user_id, case_id).exclude(case=None).first()
    return {
        "court": labels.pick(court.name, court.name_en or court.name) if court else told.name,
        "known": court is not None,
        "why": told.why,
        "on": labels.moment(told.at),
        "basis": citations.marked("CPL 127; 解释 211"),
        "day": labels.long_day(labels.local(p.case.filed_at).date()),
        "sent_url": reverse("filing-receipt", args=[sent.pk]) if sent is not None else "",
        "carry_url": reverse("case-carry", args=[case_id]),
        "copy_url": reverse("case-copy", args=[case_id]),
    }
