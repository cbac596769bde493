"""Mending a record 更正: a mistaken act is taken back by another entry, with its reason.

The case stands again where it stood, its fields and its clocks are what they were before the
mistake, worked out anew to this day, and what the act left behind is marked as void. All of it
follows from the log: the state before an entry is the fold of the entries before it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.apps import apps
from django.db.models import Model, Q
from django.utils import timezone

from cases import clockrules, loading, procedure
from cases.law.acts import ACTS
from cases.law.mending import BESIDE, BY_THEMSELVES, MENDABLE
from cases.law.outcomes import OUTCOMES
from cases.law.refusals import NotAllowed, NotThere, Refusal
from cases.law.roles import PARTIES, Role
from cases.law.running import RunningClock
from cases.models import (
    Access,
    Arrival,
    BatchItem,
    BoundPaper,
    CaseRole,
    Clock,
    Document,
    Draft,
    Entry,
    EvidenceItem,
    Incident,
    Link,
    Outbox,
    Remark,
    Rung,
    Service,
    ServiceStep,
)
from cases.procedure import Done
from cases.procedure.acting import DESK, keep_texts
from cases.proceeding import Actor, Proceeding
from cases.proof.replay import FIELDS, State, fold

CHIEFS = frozenset({Role.DIVISION_CHIEF, Role.COURT_LEADER})
FOR_COLLEAGUES = frozenset({"note", "opinion", "inner_why"})
"""What is written for colleagues, whatever act it came with."""
KEPT_FIELDS = frozenset({"stands_at", "version", "entered_at", "clock_count", "number"})
"""Fields of a case that are not simply put back: its place is, and a number is never taken back."""


def mend(case_id: int, seq: int, *, by: Actor, why: str) -> Done:
    """Take back one entry. Raises Refusal; then nothing has changed."""
    if not why.strip():
        raise Refusal("why_needed")
    with procedure.held(case_id, by) as p:
        if p.entries:  # time had something to do first
            procedure.finish([p])
            [p] = loading.load([case_id], by)
            p.at = max(p.now, p.last_at or p.now)
        entry = _entry(case_id, seq)
        if refusal := refused(p, entry, by):
            raise refusal
        until = p.case.log_seq
        _put_back(p, fold(case_id, seq - 1))
        _void(p, by, seq, until)
        facts: dict[str, Any] = {"mends": seq, "act": entry.act}
        keep_texts(p, facts, {"inner_why" if _was_inner(p, seq) else "why": why})
        p.log("mend", by, facts=facts)
        parties = [] if _was_held(p, seq) else _who_was_told(p, seq)
        p.tell(f"entry:{p.case.log_seq}", "mend", [*DESK, *parties])
        procedure.finish([p])
        return Done(case_id, p.case.log_seq, p.place, p.case.version)


def _entry(case_id: int, seq: int) -> Entry:
    found = Entry.objects.filter(case_id=case_id, seq=seq).first()
    if found is None:
        raise NotThere()
    return found


# -- whether it can be ------------------------------------------------------------------------


def refused(p: Proceeding, entry: Entry, by: Actor) -> Refusal | None:
    """Why this person may not take this entry back, or why nobody can."""
    if not _is_theirs(p, entry, by):
        return NotAllowed("mended_by_its_maker")
    if entry.act not in MENDABLE:
        return Refusal("not_mendable")
    if entry.seq in loading.mended(p.case.pk):
        return Refusal("mended_already")
    later = Entry.objects.filter(case_id=p.case.pk, seq__gt=entry.seq)
    undone = loading.mended(p.case.pk)
    for one in later.exclude(act__in=BY_THEMSELVES).order_by("-seq").only("seq", "act"):
        if one.seq not in undone:
            words = ACTS.get(one.act)
            return Refusal(
                "something_followed",
                act_zh=words.zh if words else one.act,
                act_en=words.en if words else one.act,
            )  # fmt: skip
    left = _left_more(p, entry.seq) or _told_another_case(p, entry.seq)
    return Refusal("left_records") if left else None


def _is_theirs(p: Proceeding, entry: Entry, by: Actor) -> bool:
    """Who did it in the court, the judge in charge, and the leaders."""
    role, standing = Role(by.role), procedure.standing_of(p, by)
    if role in PARTIES or standing.relation not in ("court", "assigned"):
        return False
    in_charge = role is Role.JUDGE and role in standing.in_charge
    return entry.actor_id == by.user_id or in_charge or role in CHIEFS


def _left_more(p: Proceeding, seq: int) -> bool:
    """Whether the act left records of a kind that has no way back."""
    for model, columns in _WITH_SEQ.items():
        if model in _WAYS_BACK or model in _MAY_STAY:
            continue
        since = Q(*(Q((f"{name}__gte", seq)) for name in columns), _connector=Q.OR)
        if model._default_manager.filter(since, case_id=p.case.pk).exists():
            return True
    return False


def _told_another_case(p: Proceeding, seq: int) -> bool:
    """Whether the case came to rest since and answered the one it was opened for: what follows
    there is not this case's to take back."""
    rested = Entry.objects.filter(case_id=p.case.pk, seq__gte=seq, stands_at__in=list(OUTCOMES))
    answered = Link.objects.filter(target_id=p.case.pk, answered_seq__isnull=False)
    return answered.exists() and rested.exists()


_MAY_STAY: frozenset[type[Model]] = frozenset({Access, Arrival, BatchItem, Clock, Remark, Service})
"""What stays as it is, or follows from the log."""


def _with_seq() -> dict[type[Model], list[str]]:
    """Every kind of record of a case that names the entry it came with, by its columns, so that a
    new kind bars the way until somebody has said how it is put back."""
    found: dict[type[Model], list[str]] = {}
    for model in apps.get_models():
        names = {field.name for field in model._meta.concrete_fields}
        columns = [name for name in names if name.endswith("seq")]
        if columns and "case" in names and model is not Entry:
            found[model] = columns
    return found


# -- putting back -----------------------------------------------------------------------------


def _put_back(p: Proceeding, before: State) -> None:
    """Place, fields and clocks as the entries before the mistake tell them."""
    for name, said in before.fields.items():
        if name not in KEPT_FIELDS:
            p.set(**{name: FIELDS[name].to_python(said)})
    if before.stands_at != p.place:
        p.stand_again(before.stands_at, FIELDS["entered_at"].to_python(before.fields["entered_at"]))
    then = before.clocks
    p.close([c for c in p.running() if c.no not in then], "cancelled")
    stopped = [no for no, clock in then.items() if clock.running and no not in _running(p)]
    rows = Clock.objects.filter(case_id=p.case.pk, no__in=stopped)
    kept = {clock.no: clock for _, clock in clockrules.clocks(rows)}
    for no, clock in then.items():
        if clock.running:
            _run_again(p, clock, kept.get(no))


def _running(p: Proceeding) -> set[int]:
    return {clock.no for clock in p.running()}


def _run_again(p: Proceeding, then: RunningClock, kept: RunningClock | None) -> None:
    parts = {"spans": then.spans, "extensions": then.extensions}
    now = p.clocks.get(then.no)
    if now is not None and now.running and all(vars(now)[k] == v for k, v in parts.items()):
        return
    fired = Rung.objects.filter(case_id=p.case.pk, clock_no=then.no).order_by("deadline_no", "rung")
    last = fired.values_list("deadline_no", "rung").last() or (0, 0)
    p.run_again(then, kept, last)


# -- what the act left behind -----------------------------------------------------------------


def _void(p: Proceeding, by: Actor, since: int, until: int) -> None:
    for way_back in _WAYS_BACK.values():
        way_back(p, since, until)
    _strike_services(p, by, since, until)


def _papers(p: Proceeding, since: int, until: int) -> None:
    """A paper stays in the file, marked; what was written of the act goes with it."""
    beside = Entry.objects.filter(
        case_id=p.case.pk, seq__range=(since + 1, until), act__in=BESIDE
    ).values_list("seq")
    came = Document.objects.filter(case_id=p.case.pk, seq__range=(since, until), void_seq=None)
    came.exclude(kind="materials_receipt").exclude(seq__in=beside).update(void_seq=p.seq)
    if Entry.objects.filter(case_id=p.case.pk, seq=since, act="archive").exists():
        BoundPaper.objects.filter(case_id=p.case.pk).delete()  # the file is open again


def _people(p: Proceeding, since: int, until: int) -> None:
    mine = CaseRole.objects.filter(case_id=p.case.pk)
    mine.filter(since_seq__range=(since, until), ended_seq=None).update(ended_seq=p.seq)
    mine.filter(since_seq__lt=since, ended_seq__range=(since, until)).update(ended_seq=None)


def _incidents(p: Proceeding, since: int, until: int) -> None:
    mine = Incident.objects.filter(case_id=p.case.pk)
    mine.filter(opened_seq__range=(since, until), closed_seq=None).update(
        closed_seq=p.seq, closed_on=p.on
    )
    mine.filter(opened_seq__lt=since, closed_seq__range=(since, until)).update(
        closed_seq=None, closed_on=None
    )


def _drafts(p: Proceeding, since: int, until: int) -> None:
    """A draft that the mistake decided or withdrew waits again while its clock does."""
    mine = Draft.objects.filter(case_id=p.case.pk)
    running = [clock.no for clock in p.running()]
    made = mine.filter(opened_seq__range=(since, until), closed_seq=None)
    made.exclude(clock_no__in=running).update(closed_seq=p.seq)
    closed = mine.filter(opened_seq__lt=since, closed_seq__range=(since, until))
    waits = set(mine.filter(closed_seq=None).values_list("clock_no", flat=True))
    for draft in closed.filter(clock_no__in=running).order_by("-opened_seq"):
        if draft.clock_no not in waits:
            waits.add(draft.clock_no)
            mine.filter(pk=draft.pk).update(closed_seq=None)


def _evidence(p: Proceeding, since: int, until: int) -> None:
    """An item that was put by the mistake is none; its number is not given again."""
    mine = EvidenceItem.objects.filter(case_id=p.case.pk)
    mine.filter(put_seq__range=(since, until), void_seq=None).update(void_seq=p.seq)


_WAYS_BACK: dict[type[Model], Callable[[Proceeding, int, int], None]] = {
    Document: _papers,
    CaseRole: _people,
    Incident: _incidents,
    Draft: _drafts,
    EvidenceItem: _evidence,
}
_WITH_SEQ = _with_seq()


def _strike_services(p: Proceeding, by: Actor, since: int, until: int) -> None:
    """Steps of a service that were a mistake are struck by another step; its day follows anew."""
    from cases.acts.service import record

    wrong = ServiceStep.objects.filter(service__case_id=p.case.pk, seq__range=(since, until))
    for service in Service.objects.filter(pk__in=wrong.values("service_id")):
        found = record.history(p, service)
        for one in found:
            if any(since <= step.seq <= until for step in one.steps):
                facts = {"struck": [since, until]}
                step = record.step(p, by, service, one.no, "struck", one.way, facts=facts)
                one.steps.append(step)
        record.settle_anew(service, found)
        service.save()


# -- who hears of it --------------------------------------------------------------------------


def _was_inner(p: Proceeding, seq: int) -> bool:
    """Whether what the mistake said was for the court alone: then so is why it was one."""
    said = Remark.objects.filter(case_id=p.case.pk, seq=seq)
    return said.filter(Q(inner=True) | Q(name__in=FOR_COLLEAGUES)).exists()


def _was_held(p: Proceeding, seq: int) -> bool:
    """Whether nobody was told yet: then what waits in the outbox is not sent any more."""
    waiting = Outbox.objects.filter(case_id=p.case.pk, event=f"entry:{seq}", sent_at=None)
    return bool(waiting.update(sent_at=timezone.now()))


def _who_was_told(p: Proceeding, seq: int) -> list[str]:
    told = Outbox.objects.filter(case_id=p.case.pk, event=f"entry:{seq}")
    return list(told.filter(recipient__startswith="party:").values_list("recipient", flat=True))
