"""Extensions and exclusions that wait for a decision, as those who decide read them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef

from cases import loading
from cases.acts.time.extensions import next_extension
from cases.law.incidents import INCIDENTS
from cases.law.periods import Limit, Unit
from cases.law.refusals import Refusal
from cases.law.roles import Role
from cases.law.running import RunningClock
from cases.models import Approval, Clock, Entry, Remark
from cases.proceeding import Proceeding
from cases.reading import citations, labels
from cases.reading.case import lights
from cases.reading.scope import Viewer

ACTS = {"extension": "decide_extension", "exclusion": "decide_exclusion"}


@dataclass(frozen=True)
class Asked:
    """One request: what for, by whom, why, and what it would change."""

    approval: Approval
    reason: str
    clock: RunningClock | None
    after: date | None

    @property
    def act(self) -> str:
        return ACTS[self.approval.kind]

    @property
    def what(self) -> str:
        one = self.approval
        if one.kind == "extension":
            assert one.amount is not None
            return f"+{labels.of(Limit(one.amount, Unit(one.unit)))}"
        words = labels.of(INCIDENTS[one.incident]) if one.incident in INCIDENTS else one.incident
        return f"{words} {labels.day(one.begins)} – {labels.day(one.ends)}"


def asked(p: Proceeding) -> list[Asked]:
    """What waits for a decision in a case."""
    rows = Approval.objects.waiting().filter(case_id=p.case.pk).select_related("asked_by")
    return [_asked(p, row) for row in rows.order_by("id")]


def _asked(p: Proceeding, row: Approval) -> Asked:
    clock = p.clocks.get(row.clock_no)
    seqs = Entry.objects.filter(case_id=p.case.pk, act=f"ask_{row.kind}").values("seq")
    why = (
        Remark.objects.filter(case_id=p.case.pk, name="why", seq__in=seqs).order_by("-seq").first()
    )
    return Asked(row, why.text if why else "", clock, _after(p, row, clock))


def _after(p: Proceeding, row: Approval, clock: RunningClock | None) -> date | None:
    """The due date if it is granted, from a copy of what the clock keeps."""
    if clock is None or not clock.running:
        return None
    copy = clock.copy()
    if row.kind == "extension":
        copy.extensions = [*copy.extensions, [row.amount, row.unit, row.citation]]
    else:
        assert row.begins is not None and row.ends is not None
        span: list[str | None] = [row.begins.isoformat(), row.ends.isoformat(), row.incident]
        copy.spans = [*copy.spans, span]
    return copy.deadline(p.calendar).due_on


def from_below(who: Viewer) -> list[Asked]:
    """Requests of the courts below that only the court above may grant (CPL 152)."""
    courts = who.courts([Role.COURT_LEADER])
    # A first extension is the court's own; so only those of clocks lengthened before are looked at.
    again = Clock.objects.filter(
        case_id=OuterRef("case_id"), no=OuterRef("clock_no"), extensions__isnull=False
    )
    rows = (
        Approval.objects.waiting()
        .filter(Exists(again), kind="extension", case__court__upper_id__in=courts)
        .select_related("case", "asked_by")
        .order_by("id")
    )
    found = []
    for row in rows[:100] if courts else []:
        p = loading.look(row.case_id)
        if p is not None and is_for_upper(p, row):
            found.append(_asked(p, row))
    return found


def is_for_upper(p: Proceeding, row: Approval) -> bool:
    """Whether this extension is the higher court's to grant."""
    clock = p.clocks.get(row.clock_no)
    if clock is None or not clock.running:
        return False
    try:
        return next_extension(p, clock)[2] == "higher_court"
    except Refusal:
        return False


def change(one: Asked) -> dict[str, Any]:
    """The row of parts/confirm.html."""
    return {
        "label": lights.words(one.clock) if one.clock else "",
        "before": lights.due_day(one.clock) if one.clock else "",
        "after": labels.day(one.after),
        "citation": citations.marked(one.approval.citation),
    }
