"""A party leaves the suit, and the suit goes on with the others.

The plaintiffs take the suit back against one of several defendants, or one of several plaintiffs
takes its own back; whether that is allowed the court decides by a ruling (CPL 148, 157).
"""

from __future__ import annotations

from dataclasses import replace

from cases.acts.papers import deciding
from cases.acts.service import serving
from cases.law.incidents import INCIDENTS
from cases.law.procedures import FIRST_INSTANCE
from cases.law.refusals import NotInTable, Refusal
from cases.models import Party
from cases.procedure import Deed, leaves
from cases.proceeding import PartyFacts, Proceeding

LET_LEAVE = "let_party_leave"


def may_leave(p: Proceeding) -> list[PartyFacts]:
    """Without whom the suit still has somebody on either side. A third party brings no suit that
    it could take back, unless it claims for itself (民诉法解释 82, 237)."""
    several = [side for side in ("plaintiff", "defendant") if len(p.side(side)) > 1]
    return [party for side in (*several, "third") for party in p.side(side)]


def nobody_may_leave(p: Proceeding) -> Refusal | None:
    """Why no party can leave here, if none can. Beyond the first instance it is the suit as a
    whole that is taken back, with everybody's consent (民诉法解释 336, 408)."""
    if p.procedure not in FIRST_INSTANCE:
        return NotInTable("not_here", place=p.procedure.zh, act="准许部分撤诉")
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
    p.close([clock for clock in p.running() if clock.party_no == party.no], "cancelled")
    deed.explicit_target = serving.let_go(p, party)
    p.tell(f"entry:{p.seq}", "left_the_suit", [f"user:{user}" for user, _ in party.links])


def _who(p: Proceeding, deed: Deed) -> PartyFacts:
    """The party that leaves. Raises Refusal where it must stay, or has something pending."""
    if (against := nobody_may_leave(p)) is not None:
        raise against
    party = p.party(int(deed.data["party"]))
    assert party is not None
    if party.left:
        raise Refusal("left_already")
    if party not in may_leave(p):
        raise Refusal("last_of_its_side")
    if party.side == "plaintiff" and p.has_incident("counterclaim"):
        raise Refusal("counterclaim_open")  # it goes on against them (民诉法解释 239)
    for incident in p.open_incidents:
        if incident.party_no == party.no:
            what = INCIDENTS[incident.kind]
            raise Refusal("party_has_pending", what_zh=what.zh, what_en=what.en)
    return party
