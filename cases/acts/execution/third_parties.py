"""Objections of third parties 案外人异议: what is ruled, and what is not disposed of meanwhile."""

from __future__ import annotations

from cases.acts.time.incidents import begin, end
from cases.law.incidents import INCIDENTS
from cases.law.periods import local_date
from cases.law.refusals import Refusal
from cases.law.running import RunningClock
from cases.procedure import Deed, at_expiry, leaves
from cases.proceeding import Proceeding

OBJECTION, STANDSTILL = "third_party_objection", "no_disposal"


@leaves("rule_on_third_party")
def rules_on_third_party(p: Proceeding, deed: Deed) -> None:
    """For fifteen days from its service, in which they may sue, nothing is disposed of (CPL 238;
    解释 463); one who withdraws has nothing to sue for."""
    if not p.has_incident(OBJECTION):
        raise Refusal("incident_not_open")
    end(p, OBJECTION, deed.on)
    if deed.data["ruling"] == "withdrawn":
        return
    end(p, STANDSTILL, deed.on)  # an earlier one lasts no longer than this
    begin(p, STANDSTILL, deed.on)


@leaves("close_incident")
def is_ruled_on(p: Proceeding, deed: Deed) -> None:
    """What ends with a ruling is not ended by a note."""
    kind = INCIDENTS[str(deed.data["incident"])]
    if kind.ruled_on:
        raise Refusal("has_its_own_act", incident=kind.zh)


@at_expiry(STANDSTILL)
def nobody_sued(p: Proceeding, clock: RunningClock) -> None:
    end(p, STANDSTILL, local_date(p.at))
