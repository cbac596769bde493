"""The proofs of a class B decision as its page shows them, before anybody signs."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from cases.acts.time import proofs as found
from cases.law.serving import WAYS
from cases.models import Party
from cases.proceeding import Proceeding
from cases.reading import labels
from cases.reading.case import lights

SHOWN_FOR = frozenset(
    {"deem_withdrawn", "deem_appeal_withdrawn", "return_filing", "end_counterclaim"}
)


def shown(p: Proceeding, act: str, party_no: int | None = None) -> dict[str, Any] | None:
    """What templates/cases/proofs.html draws; None for acts that rest on nothing of the kind.

    ``party_no``: whom the form names."""
    if act not in SHOWN_FOR:
        return None
    now = found.proofs(p, act, party_no)
    names = dict(Party.objects.filter(case_id=p.case.pk).values_list("no", "name"))
    clock = now.clock
    return {
        "served": [_served(p, one, names) for one in now.served],
        "due": lights.due_day(clock) if clock is not None else "",
        "deadline": lights.words(clock) if clock is not None else "",
        "why": lights.why(clock, p.calendar) if clock is not None else None,
        "until": labels.moment(now.until),
        "came_in": [_came_in(one, names) for one in now.came_in],
        "others": [names.get(no, "") for no in now.others],
        "pending": [labels.clock(kind, "incident") for kind in now.incidents],
    }


def _served(p: Proceeding, one: found.Served, names: dict[int, str]) -> dict[str, Any]:
    return {
        "paper": labels.document(one.kind),
        "party": names.get(one.party_no or 0, ""),
        "way": labels.of(WAYS[one.way]) if one.way in WAYS else _("as recorded in the log"),
        "on": labels.day(one.on) if one.on else "",
        "simple": one.simple_only,
        "entry": one.seq,
        "proof_url": reverse("document", args=[p.case.pk, one.proof]) if one.proof else "",
    }


def _came_in(one: found.CameIn, names: dict[int, str]) -> dict[str, str]:
    return {
        "what": labels.act(one.act), "party": names.get(one.party_no or 0, ""),
        "at": labels.moment(one.at),
        "state": _("taken up") if one.taken_up else _("not taken up"),
    }  # fmt: skip


def newest(p: Proceeding, act: str, party_no: int | None = None) -> str:
    """What came in last, in one line; empty where nothing did, or the act does not rest on it."""
    came = found.proofs(p, act, party_no).came_in if act in SHOWN_FOR else []
    if not came:
        return ""
    return _("%(what)s, %(at)s") % {
        "what": labels.act(came[-1].act), "at": labels.moment(came[-1].at),
    }  # fmt: skip
