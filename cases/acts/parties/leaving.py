"""A party leaves the suit, and the suit goes on with the others.

The plaintiffs take the suit back against one of several defendants, or one of several plaintiffs
takes its own back; whether that is allowed the court decides by a ruling (CPL 148, 157).
"""

from __future__ import annotations

from dataclasses import replace

from cases.acts.hearings import occupying
from cases.acts.papers import deciding
from cases.acts.service import ruled, serving
from cases.law.acts import ACTS
from cases.law.clocks import SUBS
from cases.law.incidents import INCIDENTS
from cases.law.procedures import FIRST_INSTANCE
from cases.law.refusals import NotInTable, Refusal
from cases.law.roles import Role
from cases.law.running import RunningClock
from cases.models import Party
from cases.procedure import Deed, leaves
from cases.proceeding import PartyFacts, Proceeding
from cases.writing.table import FORMS

LET_LEAVE = "let_party_leave"
RULING = FORMS["ruling_party_leaves"].zh
"""The title of the ruling, all that who has left is still served."""
STAYS = "reconsideration_period"
"""What a party may still do once it has left: a measure against it outlasts its leaving."""


def may_leave(p: Proceeding) -> list[PartyFacts]:
    """Without whom the suit still has somebody on either side. A third party brings no suit that
    it could take back, unless it claims for itself (民诉法解释 82, 237)."""
    several = [side for side in ("plaintiff", "defendant") if len(p.side(side)) > 1]
    return [party for side in (*several, "third") for party in p.side(side)]


def nobody_may_leave(p: Proceeding) -> Refusal | None:
    """Why no party can leave here, if none can. Beyond the first instance it is the suit as a
    whole that is taken back, with everybody's consent (民诉法解释 336, 408)."""
    if p.procedure not in FIRST_INSTANCE:
        return NotInTable("not_here", place=p.procedure.zh, act=ACTS[LET_LEAVE].zh)
    return None if may_leave(p) else Refusal("last_of_its_side")


@leaves(LET_LEAVE)
def leaves_the_suit(p: Proceeding, deed: Deed) -> None:
    """Its times end, what was prepared to reach it is let go, and it hears of it once more."""
    party = _who(p, deed)
    row = Party.objects.get(case_id=p.case.pk, no=party.no)
    against = {"what": f"撤回对{row.name}的起诉"} if party.side == "defendant" else {
        "what": "撤回起诉", "asked_by": row.name}  # fmt: skip
    deciding.leave(p, deed, "ruling_party_leaves", reason=str(deed.data["why"]), **against)
    row.left_on = deed.on
    row.save(update_fields=["left_on"])
    p.parties[p.parties.index(party)] = replace(party, left=True)
    p.close([clock for clock in p.running() if _is_its_time(clock, party)], "cancelled")
    _frees_its_agents(p, party)
    ruled.ends_if_final(p)
    deed.explicit_target = serving.let_go(p, party)
    p.tell(f"entry:{p.seq}", "left_the_suit", [f"user:{user}" for user, _ in party.links])


def _who(p: Proceeding, deed: Deed) -> PartyFacts:
    """The party that leaves. Raises Refusal where it must stay, or has something pending."""
    if (against := nobody_may_leave(p)) is not None:
        raise against
    party = p.party(int(deed.data["party"]))
    assert party is not None
    if party not in may_leave(p):
        raise Refusal("last_of_its_side")
    if party.side == "plaintiff" and p.has_incident("counterclaim"):
        raise Refusal("counterclaim_open")  # it goes on against them (民诉法解释 239)
    if party.side == "plaintiff" and p.has_drafts:
        raise Refusal("draft_first")  # it may rest on this plaintiff, and end the suit of all
    if (pending := _pending(p, party)) is not None:
        raise Refusal("party_has_pending", what_zh=pending[0], what_en=pending[1])
    return party


def _pending(p: Proceeding, party: PartyFacts) -> tuple[str, str] | None:
    """What the party has asked for or owes, in both languages."""
    asked = [INCIDENTS[one.kind] for one in p.open_incidents if one.party_no == party.no]
    owed = [SUBS[one.code] for one in p.running("deferred_fee") if one.party_no == party.no]
    found = [*((one.zh, one.en) for one in asked), *((one.zh, one.en) for one in owed)]
    return found[0] if found else None


def _is_its_time(clock: RunningClock, party: PartyFacts) -> bool:
    """Its own time to do something, or for a paper to reach it; not what the court owes it, nor a
    measure, which is released by a decision of its own."""
    lapses = clock.kind == "sub" and clock.expiry == "A" and clock.code != STAYS
    return clock.party_no == party.no and (clock.kind == "party" or lapses)


def _frees_its_agents(p: Proceeding, party: PartyFacts) -> None:
    others = {user for one in p.parties if not one.left for user, _ in one.links}
    gone = [user for user, _ in party.links if user not in others]
    occupying.free(hearing__case_id=p.case.pk, user_id__in=gone, role=Role.AGENT.value)
