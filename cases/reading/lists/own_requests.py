"""What a party asked the court for, and what became of it: its own alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from cases.acts.requesting import ANSWERED
from cases.law.requests import REQUESTS
from cases.models import Entry, Remark, Request
from cases.proceeding import Proceeding
from cases.reading import labels
from cases.reading.case import lights
from cases.reading.lists import answers_due

MOST = 50


def of_parties(p: Proceeding, party_nos: Iterable[int]) -> list[dict[str, Any]]:
    """The rows for the case page, the latest first."""
    case_id = p.case.pk
    found = Request.objects.filter(case_id=case_id, party_no__in=list(party_nos))
    shown = list(found.order_by("-seq")[:MOST])
    if not shown:
        return []
    answers = [one.answered_seq for one in shown if one.answered_seq is not None]
    texts = _texts(case_id, [one.seq for one in shown], answers)
    answered_at = dict(
        Entry.objects.filter(case_id=case_id, seq__in=answers).values_list("seq", "effective_at")
    )
    timers = answers_due.clocks((case_id, one.seq) for one in shown if one.answered_seq is None)
    rows = []
    for one in shown:
        timer = timers.get((case_id, one.seq))
        at = answered_at.get(one.answered_seq or 0)
        rows.append({
            "what": labels.of(REQUESTS[one.code]),
            "said": texts.get((one.seq, "asked"), ""),
            "asked": labels.day(one.asked_on),
            "state": _state(one),
            "answered": labels.day(labels.local(at).date()) if at else "",
            "answer": texts.get((one.answered_seq or 0, "answer"), ""),
            "due": answers_due.day(timer),
            "light": lights.light(timer, p.now) if timer is not None else None,
            "withdraw_url": reverse("act", args=[case_id, "withdraw_request"])
            if is_open(one) and p.case.node is not None
            else "",
        })  # fmt: skip
    return rows


def _texts(case_id: int, asked: list[int], answered: list[int]) -> dict[tuple[int, str], str]:
    remarks = Remark.objects.filter(case_id=case_id, seq__in=[*asked, *answered], inner=False)
    found = remarks.filter(name__in=("asked", "answer"))
    return {(one.seq, one.name): one.text for one in found}


def is_open(one: Request) -> bool:
    return one.answered_seq is None and REQUESTS[one.code].answered


def _state(one: Request) -> str:
    if not REQUESTS[one.code].answered:
        return _("The court has it")
    if one.answered_seq is None:
        return _("Waiting for the court's answer")
    return {True: _("Granted"), False: _("Refused"), None: _("Withdrawn")}[one.granted]


def unanswered(own: dict[int, tuple[int, ...]]) -> Counter[int]:
    """How many requests wait in each case, of the parties named there, in one query."""
    found = Request.objects.filter(
        case_id__in=own, answered_seq=None, code__in=ANSWERED
    ).values_list("case_id", "party_no")
    return Counter(case for case, no in found if no in own[case])
