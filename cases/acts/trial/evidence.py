"""Answers, and the periods for answers and evidence. Evidence has a room of its own."""

from __future__ import annotations

from cases.acts.papers import on_paper
from cases.acts.papers.handing_in import take_files
from cases.law.refusals import Refusal
from cases.models import Document
from cases.procedure import Deed, leaves, party_or_first
from cases.proceeding import Proceeding

WAIVED = ("answer_period", "evidence_period", "counterclaim_answer")
"""Periods that a party may give up."""


@leaves("file_answer")
def keeps_answer(p: Proceeding, deed: Deed) -> None:
    """An answer ends this party's answer period; a late one is taken but changes no date."""
    party = party_or_first(p, deed, "defendant")
    deed.facts["party"] = party
    in_time = bool(p.meet("answer_period", party)) or on_paper.in_time(
        p, deed, "answer_period", party
    )
    p.keep(Document(
        case_id=p.case.pk, kind="answer", title="答辩状",
        text=str(deed.data.get("answer", "")), party_no=party, received_at=p.came_at, seq=p.seq,
        is_late=not in_time,
    ))  # fmt: skip
    take_files(p, deed, party, is_late=not in_time)


@leaves("waive_periods")
def waives(p: Proceeding, deed: Deed) -> None:
    """A party gives up the rest of its periods; the node ends when all have run or are waived."""
    party = int(deed.data.get("party") or party_or_first(p, deed, "defendant"))
    met = [clock for code in WAIVED for clock in p.meet(code, party)]
    if not met:
        raise Refusal("no_clock")


@leaves("close_answers")
def answers_are_in(p: Proceeding, deed: Deed) -> None:
    """Only when every answer period has been met or has run out (CPL 128)."""
    running = p.running("answer_period", kind="party")
    if running:
        last = max((c.due_on for c in running if c.due_on), default=None)
        raise Refusal("periods_running", first=str(last or "—"))


@leaves("close_evidence", "straight_to_scheduling", "straight_to_exchange", "hold_exchange")
def evidence_is_in(p: Proceeding, deed: Deed) -> None:
    """A party's time may not be cut short: it runs out, is met, or is waived."""
    codes = ("answer_period",) if deed.act.code in ("straight_to_exchange",) else (
        "answer_period", "evidence_period")  # fmt: skip
    running = [c for code in codes for c in p.running(code, kind="party")]
    if deed.act.code == "close_evidence":
        # 证据规定 56: the period ends on the day of the exchange.
        running = [c for c in running if c.code == "answer_period"]
    if running:
        last = max((c.due_on for c in running if c.due_on), default=None)
        raise Refusal("periods_running", first=str(last or "—"))


@leaves("reopen_evidence")
def new_period_for_all(p: Proceeding, deed: Deed) -> None:
    for party in p.side("defendant") + p.side("plaintiff"):
        p.start("evidence_notice_served", deed.on, party)
