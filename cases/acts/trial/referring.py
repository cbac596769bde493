"""Referring: to the judges' meeting for advice, to the judicial committee for a decision.

What is asked and answered are inner remarks of the log and papers of 副卷; nobody outside hears of
it. The trial limit runs on; each has a target of the court's own, in working days (settings).
"""

from __future__ import annotations

from typing import Any

from django.conf import settings

from cases.law import referrals
from cases.law.nodes import Bound, Rule
from cases.law.periods import Limit, Unit
from cases.law.referrals import COMMITTEE, MEETING
from cases.law.refusals import NotAllowed, Refusal
from cases.law.roles import Role
from cases.models import Document, Referral
from cases.procedure import Deed, leaves
from cases.proceeding import Proceeding
from cases.queries import Query

DAYS = {MEETING.code: "JUDGES_MEETING_DAYS", COMMITTEE.code: "COMMITTEE_DAYS"}
CITED = {
    MEETING.code: "court target; 法发〔2021〕2号 4",
    COMMITTEE.code: "court target; 法院组织法 39",
}


_OPEN = Query(lambda case, kind: Referral.objects.filter(case_id=case, kind=kind, closed_seq=None))


def open_of(case_id: int, kind: str) -> Referral | None:
    return _OPEN.first(case_id, kind)


def is_open(case_id: int, kind: str) -> bool:
    return open_of(case_id, kind) is not None


def waits_for_the_president(case_id: int) -> bool:
    """Whether the president has to say if the case goes to the committee."""
    return Referral.objects.filter(
        case_id=case_id, kind=COMMITTEE.code, agreed_seq=None, closed_seq=None
    ).exists()


def decided_since(case_id: int, kind: str, seq: int) -> bool:
    """Whether one that went there was answered after this entry."""
    return Referral.objects.filter(
        case_id=case_id, kind=kind, agreed_seq__isnull=False, closed_seq__gt=seq
    ).exists()


def _begin(p: Proceeding, deed: Deed, kind: str, *, agreed: bool) -> None:
    if is_open(p.case.pk, kind):
        raise Refusal("referred_already")
    deed.inner = True
    p.keep(Referral(
        case_id=p.case.pk, kind=kind, asked_by_id=deed.by.person, asked_at=p.at, seq=p.seq,
        agreed_seq=p.seq if agreed else None,
    ))  # fmt: skip


def _amend(p: Proceeding, kind: str, **changed: Any) -> None:
    p.amend(Referral, {"kind": kind, "closed_seq": None}, **changed)


def _target(p: Proceeding, kind: str) -> None:
    """The court's own target for the clock that opens with this act."""
    law = referrals.REFERRALS[kind]
    days = int(getattr(settings, DAYS[kind]))
    rule = Rule(Limit(days, Unit.WORKING_DAYS), Bound.COURT_AT_MOST, CITED[kind])
    p.instead[law.starts] = rule


def _check_presides(p: Proceeding, deed: Deed) -> None:
    """For a panel the presiding judge asks, for a sole judge that judge (法院组织法 39)."""
    named = {u for u, role, recused in p.people if role == Role.PRESIDING_JUDGE and not recused}
    if named and deed.by.user_id not in named:
        raise NotAllowed("presiding_asks")


@leaves("refer_to_meeting")
def refers_to_meeting(p: Proceeding, deed: Deed) -> None:
    """The panel suggests it, or leaders who supervise the case put it there (法发〔2021〕2号 4)."""
    _begin(p, deed, MEETING.code, agreed=True)
    _target(p, MEETING.code)
    deed.then = "meeting_asked"


@leaves("ask_committee")
def asks_for_committee(p: Proceeding, deed: Deed) -> None:
    _check_presides(p, deed)
    _begin(p, deed, COMMITTEE.code, agreed=False)


@leaves("decide_committee")
def decides_on_committee(p: Proceeding, deed: Deed) -> None:
    found = open_of(p.case.pk, COMMITTEE.code)
    if found is None or found.agreed_seq is not None:
        raise Refusal("nothing_asked")
    if found.asked_by_id == deed.by.user_id:
        raise Refusal("two_people")
    deed.inner = True
    if deed.data["verdict"] == "agreed":
        _amend(p, COMMITTEE.code, agreed_seq=p.seq)
        _target(p, COMMITTEE.code)
        deed.then = "committee_agreed"
    else:
        _amend(p, COMMITTEE.code, closed_seq=p.seq)


@leaves("record_meeting")
def records_meeting(p: Proceeding, deed: Deed) -> None:
    """Advice: it is kept, and nobody has to follow it (法发〔2021〕2号 11)."""
    _ends(p, deed, MEETING.code, ("took_part", "advice"))


@leaves("record_committee")
def records_committee(p: Proceeding, deed: Deed) -> None:
    """A decision, with its reasons, which the judgment states (法院组织法 39)."""
    found = open_of(p.case.pk, COMMITTEE.code)
    if found is not None and found.agreed_seq is None:
        raise Refusal("not_agreed_yet")
    _ends(p, deed, COMMITTEE.code, ("took_part", "resolution", "grounds"))


def _ends(p: Proceeding, deed: Deed, kind: str, names: tuple[str, ...]) -> None:
    if not is_open(p.case.pk, kind):
        raise Refusal("not_referred")
    law = referrals.REFERRALS[kind]
    deed.inner = True
    labels = {spec.name: spec.zh for spec in deed.act.fields}
    text = "\n\n".join(f"{labels[name]}：{deed.data[name]}" for name in names)
    p.keep(Document(
        case_id=p.case.pk, kind=law.paper, title=law.title, text=text, received_at=p.at, seq=p.seq,
    ))  # fmt: skip
    _amend(p, kind, closed_seq=p.seq)
