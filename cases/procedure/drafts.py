"""Drafts of class B: what time prepares for a judge, and what comes in takes back again."""

from __future__ import annotations

from cases.law.clocks import DRAFTS
from cases.law.nodes import NODES
from cases.law.overrides import override
from cases.law.running import RunningClock
from cases.models import Draft
from cases.proceeding import Actor, Proceeding


def prepare_draft(p: Proceeding, clock: RunningClock) -> None:
    """Of what the table proposes where this clock runs out; a judge looks at it."""
    cell = override(clock.node, p.procedure) if clock.node in NODES else None
    proposes = DRAFTS.get(clock.code) or (cell and cell.drafts) or (
        NODES[clock.node].expiry_target if clock.kind == "node" and clock.node in NODES else None
    ) or "deemed_withdrawn"  # fmt: skip
    _prepare(p, clock, proposes)


def _prepare(p: Proceeding, clock: RunningClock, proposes: str) -> None:
    p.prepared.append((clock, proposes))
    p.log("prepare_draft", Actor.time(), facts={"clock": clock.no, "proposes": proposes})


def withdraw_drafts(p: Proceeding) -> None:
    """What comes in takes back a draft that said nothing had: with an entry, and a message to the
    judge. Where its ground still stands it is drawn up anew, and looked at anew."""
    stored = Draft.objects.filter(case_id=p.case.pk, closed_seq=None) if p.has_drafts else ()
    waiting = [(draft.clock_no, draft.proposes) for draft in stored]
    waiting += [(clock.no, proposes) for clock, proposes in p.prepared if not clock.running]
    p.withdrawn_drafts = True
    because = p.case.log_seq
    for no, proposes in waiting:
        facts = {"clock": no, "proposes": proposes, "entry": because}
        p.log("withdraw_draft", Actor.time(), facts=facts)
        p.tell(f"entry:{p.case.log_seq}", "withdraw_draft", ["role:judge"])
        clock = p.clocks.get(no)
        if clock is not None and clock.running and not clock.paused:
            _prepare(p, clock, proposes)
