"""What the counter took in on paper: what it may be, what its receipt says, and one's own list."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.urls import reverse

from cases.law.acts import ACTS, TAKEN_IN, acts_at
from cases.law.on_paper import Paper
from cases.law.periods import SHANGHAI
from cases.law.roles import Role
from cases.models import Arrival, Document, NumberAlias
from cases.policy import Standing
from cases.proceeding import Proceeding
from cases.reading import labels
from cases.reading.case.possible import later, possible_act

MOST = 30


def to_take_in(p: Proceeding, standings: list[Standing]) -> list[dict[str, str]]:
    """The papers that can come in a case where it stands, those that cannot with their reason."""
    clerk = [one for one in standings if Role.CLERK in one.roles]
    codes = [act.code for act in acts_at(p.place) if act.code in TAKEN_IN]
    found = [possible_act(p, clerk, code) for code in [*codes, *later(p)]]
    rows = [
        {
            "label": labels.act_for(one.act, is_party=True),
            "url": reverse("take-in", args=[p.case.pk, one.act.code]),
            "reason": labels.refusal(one.refused) if one.refused else "",
        }
        for one in found
        if one is not None
    ]
    return sorted(rows, key=lambda row: bool(row["reason"]))


def entered_by(user_id: int) -> list[dict[str, Any]]:
    """What this person entered last, newest first."""
    found = Arrival.objects.filter(user=user_id, act__in=TAKEN_IN, processed_seq__isnull=False)
    newest = list(found.order_by("-pk")[:MOST])
    leading = NumberAlias.objects.filter(case__in=[one.case_id for one in newest], is_leading=True)
    numbers = dict(leading.values_list("case_id", "number"))
    return [
        {
            "number": numbers.get(one.case_id, ""),
            "act": labels.of(ACTS[one.act]),
            "counts": labels.day(labels.local(one.received_at).date()),
            "url": reverse("case", args=[one.case_id]),
        }
        for one in newest
    ]


def receipt(case_id: int, seq: int, act: str, paper: Paper, taker: str) -> Mapping[str, Any]:
    """What the receipt of one entry says, for the fields of its form (证据规定 19)."""
    found = list(Document.objects.main().filter(case_id=case_id, seq=seq).order_by("id"))
    scans = [one for one in found if one.blob_id is not None]
    listed = [{"what": one.title, "pages": str(one.pages or "")} for one in scans or found]
    return {
        "matter": ACTS[act].zh,
        "came": _moment(paper.arrived_at),
        "posted": _day(paper.posted_on) if paper.posted_on else "",
        "materials": listed or [{"what": ACTS[act].zh, "pages": ""}],
        "taker": taker,
    }


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _moment(moment: datetime) -> str:
    local = moment.astimezone(SHANGHAI)
    return f"{_day(local.date())} {local:%H:%M}"
