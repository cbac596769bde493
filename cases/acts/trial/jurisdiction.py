"""Objections to jurisdiction 管辖权异议: who raises one until when, and what waits for the ruling
(CPL 130; 民诉法解释 39)."""

from __future__ import annotations

from collections.abc import Collection

from cases import loading
from cases.acts.papers import on_paper
from cases.law.procedures import FIRST_INSTANCE, Origin
from cases.law.refusals import Refusal, of_side
from cases.law.roles import PARTIES, Role
from cases.procedure import Deed, leaves
from cases.proceeding import Proceeding

OBJECTION = "jurisdiction_objection"
APPEAL = "objection_ruling_appeal"
"""The clock of each party's time to appeal against the ruling."""


def against(p: Proceeding, party_nos: Collection[int], deed: Deed | None = None) -> Refusal | None:
    """What the law has against an objection that comes now; nothing where it is in time.

    ``party_nos``: for whom it is raised; none where the court notes it and names no defendant.
    Whoever has answered or waived the period has submitted to the court (CPL 130(2)); who is not
    served yet is not late.
    """
    if p.procedure not in FIRST_INSTANCE or p.case.origin == Origin.REMANDED:
        return Refusal("objection_not_examined")
    defendants = {party.no for party in p.side("defendant")}
    asked = defendants.intersection(party_nos) if party_nos else defendants
    if not asked:
        return Refusal("wrong_side", **of_side("defendant"))
    in_time = any(_in_time(p, no, deed) for no in asked)
    return None if in_time else Refusal("objection_too_late")


def _in_time(p: Proceeding, party_no: int, deed: Deed | None) -> bool:
    if any(clock.party_no == party_no for clock in p.running("answer_period")):
        return True
    begun = loading.had_clock(p, code="answer_period", party_no=party_no)
    posted = deed is not None and on_paper.in_time(p, deed, "answer_period", party_no)
    return posted or not begun


def is_pending(p: Proceeding) -> bool:
    """Whether an objection waits for its ruling, or the ruling for its effect: it stays open until
    nobody can appeal, or the court above has answered (CPL 157, 171)."""
    return bool(p.running(APPEAL)) or p.has_incident(OBJECTION)


def is_ruled_not_final(p: Proceeding) -> bool:
    """The ruling has ended the court's own time to decide."""
    return is_pending(p) and not p.running(OBJECTION, kind="incident")


@leaves("open_incident")
def is_raised_in_time(p: Proceeding, deed: Deed) -> None:
    if deed.data["incident"] != OBJECTION:
        return
    if (refusal := against(p, _for_whom(p, deed), deed)) is not None:
        raise refusal


def _for_whom(p: Proceeding, deed: Deed) -> list[int]:
    """All whom somebody acts for; of what came on paper the party that it names."""
    if Role(deed.by.role) in PARTIES:
        return [x.no for x in p.parties for user, _ in x.links if user == deed.by.user_id]
    return [] if deed.on_behalf_of is None else [deed.on_behalf_of]


@leaves("rule_on_objection")
def is_ruled_on(p: Proceeding, deed: Deed) -> None:
    """The ruling ends the court's own time; clocks run again when it is final (证据规定 55)."""
    if not p.has_incident(OBJECTION):
        raise Refusal("incident_not_open")
    p.meet(OBJECTION)


@leaves("transfer_case")
def waits_for_the_ruling(p: Proceeding, deed: Deed) -> None:
    """A transfer of the court's own motion (CPL 37) waits for nothing where nobody objected."""
    if is_pending(p):
        raise Refusal("objection_not_final")


@leaves("close_incident")
def ends_with_its_ruling(p: Proceeding, deed: Deed) -> None:
    """Once ruled on it ends by the ruling's effect alone; before it may be withdrawn."""
    if deed.data["incident"] == OBJECTION and is_ruled_not_final(p):
        raise Refusal("objection_not_final")
