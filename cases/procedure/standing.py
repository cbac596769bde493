"""How a person stands to a case, and whether an act is theirs, here and now."""

from __future__ import annotations

from dataclasses import replace

from cases import loading, policy
from cases.law.acts import ACTS, Act
from cases.law.delegating import DELEGABLE, DELEGATES
from cases.law.incidents import INCIDENTS
from cases.law.nodes import NODES
from cases.law.outcomes import OUTCOMES
from cases.law.refusals import NotAllowed, NotInTable, NotThere, Refusal, of_side
from cases.law.roles import PARTIES, Role
from cases.models import Delegation, Grant
from cases.proceeding import Actor, Office, Proceeding

_ROLES = {role.value: role for role in Role}


def check(p: Proceeding, law: Act, by: Actor) -> policy.Standing:
    """How a person stands to whom the act is possible here and now. Raises Refusal."""
    standing = _with_delegated(p, law, by, standing_of(p, by))
    if standing.relation in ("none", "recused") or not policy.is_seen(standing, law):
        raise NotThere()
    verdict = policy.may_act(standing, law)
    if not verdict.allowed:
        raise NotAllowed(verdict.reason, **of_side(law.side))
    if (against := not_here(p, law)) is not None:
        raise against
    return standing


def not_here(p: Proceeding, law: Act) -> Refusal | None:
    """Why the act is not done where the case stands, or while something is open that bars it."""
    if p.place not in law.at:
        place = NODES.get(p.place) or OUTCOMES[p.place]
        return NotInTable("not_here", place=place.zh, act=law.zh)
    for incident in p.open_incidents:
        if law.code in INCIDENTS[incident.kind].blocks:
            return Refusal("blocked_by_incident", incident=INCIDENTS[incident.kind].zh)
    return None


def standing_of(p: Proceeding, by: Actor) -> policy.Standing:
    """How a person stands to this case, from its links, its people and the person's grants."""
    mine = [(role, recused) for user, role, recused in p.people if user == by.user_id]
    if any(recused for _, recused in mine):
        return policy.Standing(frozenset(), "recused")
    filled = frozenset(_ROLES[role] for _, role, recused in p.people if not recused)
    acting = _ROLES[by.role]
    if acting in PARTIES:
        return _as_party(p, by, acting, filled)
    in_charge = frozenset(_ROLES[role] for role, _ in mine)
    aside = by.user_id in loading.stepping_aside(p)
    relation: policy.Relation = "assigned" if acting in in_charge else _by_office(p, by)
    return policy.Standing(frozenset({acting}), relation, in_charge=in_charge, filled=filled,
                           steps_aside=aside)  # fmt: skip


def _as_party(p: Proceeding, by: Actor, acting: Role, filled: frozenset[Role]) -> policy.Standing:
    links = [(party, authority) for party in p.parties if not party.left
             for user, authority in party.links if user == by.user_id]  # fmt: skip
    return policy.Standing(
        frozenset({acting}), "party" if links else "none",
        tuple(party.no for party, _ in links),
        loading.sides_of(p, [party for party, _ in links]),
        frozenset(authority for _, authority in links), filled=filled,
    )  # fmt: skip


def _by_office(p: Proceeding, by: Actor) -> policy.Relation:
    on = p.on
    courts = [
        office.court_id
        for office in _offices(p, by)
        if office.since <= on and (office.until is None or office.until >= on)
    ]
    if not courts:
        return "none"
    return "court" if p.case.court_id in courts else "above"


def _offices(p: Proceeding, by: Actor) -> list[Office]:
    """The offices of this person in the court and the one above it, in the acting role."""
    if p.offices is None:
        courts = [court for court in (p.case.court_id, p.court.upper_id) if court is not None]
        granted = Grant.objects.filter(user=by.user_id, role=by.role, court_id__in=courts)
        p.offices = [
            Office(g.user_id, g.role, g.court_id, g.valid_from, g.valid_until) for g in granted
        ]
    return [o for o in p.offices if (o.user_id, o.role) == (by.user_id, by.role)]


def _with_delegated(
    p: Proceeding, law: Act, by: Actor, standing: policy.Standing
) -> policy.Standing:
    """With what the judge of this case leaves to whoever has no right of their own to the act."""
    helper = Role(by.role) in DELEGATES and by.role not in law.by
    if not helper or law.code not in DELEGABLE:
        return standing
    aside = loading.stepping_aside(p)  # who takes urgent measures only leaves nothing to others
    judges = [user for user, role, recused in p.people
              if role == Role.JUDGE and not recused and user not in aside]  # fmt: skip
    found = Delegation.objects.live(p.on).filter(
        court_id=p.case.court_id, judge_id__in=judges, to_id=by.user_id, role=by.role,
        acts__contains=[law.code],
    ).first()  # fmt: skip
    return replace(standing, delegated={law.code: found.judge_id}) if found else standing


def for_judge(p: Proceeding, act: str, by: Actor) -> int | None:
    """The judge who leaves this act to this person now, where it is not the person's own."""
    law = ACTS[act]
    return policy.on_behalf_of(_with_delegated(p, law, by, standing_of(p, by)), law)
