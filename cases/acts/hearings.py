"""Hearings: fixing, adjourning and closing them, within the rules on notice and number."""

from __future__ import annotations

from datetime import datetime, timedelta

from cases.law.periods import local_date
from cases.law.procedures import Procedure
from cases.law.refusals import Refusal
from cases.law.roles import Role
from cases.models import Document, Hearing
from cases.procedure import Deed, leaves
from cases.proceeding import Proceeding

NOTICE_DAYS = 3
SIMPLE = frozenset({Procedure.SUMMARY, Procedure.SMALL_CLAIMS})


@leaves("fix_hearing")
def fixes_hearing(p: Proceeding, deed: Deed) -> None:
    """Three days' notice in ordinary procedure (CPL 139); never before the parties' periods end."""
    starts_at: datetime = deed.data["hearing_at"]
    day = local_date(starts_at)
    first = deed.on + timedelta(days=0 if p.procedure in SIMPLE else NOTICE_DAYS)
    if day < first:
        reason = "too_soon" if p.procedure in SIMPLE else "notice_too_short"
        raise Refusal(reason, first=first.isoformat())
    running = p.running("answer_period") + p.running("evidence_period")
    last = max((c.due_on for c in running if c.due_on), default=None)
    if last is not None and day <= last:
        raise Refusal("periods_running", first=last.isoformat())
    p.keep(
        Hearing(case_id=p.case.pk, starts_at=starts_at, room=str(deed.data["room"])[:60], seq=p.seq)
    )


@leaves("close_hearing", "close_hearing_sole", "adjourn")
def ends_sitting(p: Proceeding, deed: Deed) -> None:
    result = "adjourned" if deed.act.code == "adjourn" else "held"
    p.amend(Hearing, {"result": ""}, result=result)


@leaves("adjourn")
def counts_adjournments(p: Proceeding, deed: Deed) -> None:
    """At most two in ordinary procedure, one in summary and small claims (延期开庭规定 3)."""
    most = 1 if p.procedure in SIMPLE else 2
    if p.case.adjournments >= most:
        raise Refusal("too_many_adjournments", most=most)
    p.set(adjournments=p.case.adjournments + 1)


@leaves("close_hearing_sole")
def only_sole_judge(p: Proceeding, deed: Deed) -> None:
    """A panel deliberates before it drafts."""
    if p.case.panel:
        raise Refusal("not_here", place="开庭审理", act=deed.act.zh)


@leaves("record_deliberation")
def keeps_opinion_inside(p: Proceeding, deed: Deed) -> None:
    """The opinion goes to 副卷 and nowhere else."""
    deed.inner = True
    if text := deed.data.get("opinion"):
        p.keep(Document(
            case_id=p.case.pk, volume="inner", kind="deliberation", title="合议笔录",
            text=str(text), received_at=p.at, seq=p.seq,
        ))  # fmt: skip


@leaves("record_absence")
def drafts_by_side(p: Proceeding, deed: Deed) -> None:
    """Absent plaintiff: a draft to deem the suit withdrawn (CPL 146); defendant: noted (147)."""
    party = p.party(int(deed.data["party"]))
    assert party is not None
    deed.facts["role"] = Role.JUDGE.value
    if party.side == "plaintiff" and (clocks := p.running("hearing", kind="node")):
        outcome = "appeal_deemed_withdrawn" if p.procedure is Procedure.SECOND_INSTANCE else (
            "deemed_withdrawn")  # fmt: skip
        p.prepared.append((clocks[0], outcome))
