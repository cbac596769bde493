"""Who may do what: one table of role, relation, object and verb, asked by every page and act.

Outside one's scope a case does not exist; visible but not allowed is a refusal with its reason.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from cases.law.acts import Act
from cases.law.delegating import DELEGABLE, DELEGATES
from cases.law.preserving import PRESERVES
from cases.law.roles import IN_ITS_PLACE, PARTIES, Role

Relation = Literal["party", "assigned", "court", "above", "none", "recused"]
Verb = Literal[
    "read", "read_inner", "read_board", "act", "move_clock", "send_again", "edit_forms",
    "edit_rooms", "remove_factor", "assign", "edit_teams", "read_outside", "read_inner_to_decide",
    "unmask", "see_readings", "edit_limits", "edit_mediators",
]  # fmt: skip


@dataclass(frozen=True)
class Standing:
    """How a person stands to a case: their roles there, and the parties they act for."""

    roles: frozenset[Role]
    relation: Relation
    party_nos: tuple[int, ...] = ()
    sides: frozenset[str] = frozenset()
    authorities: frozenset[str] = frozenset()
    in_charge: frozenset[Role] = frozenset()
    """The roles that the person holds in this very case."""
    filled: frozenset[Role] = frozenset()
    """The roles that somebody holds in this case."""
    steps_aside: bool = False
    """Their own recusal is asked for: until it is decided they only take urgent measures."""
    delegated: Mapping[str, int] = field(default_factory=dict)
    """Acts that the judge of this case leaves to this person now, with the judge."""


@dataclass(frozen=True)
class Verdict:
    allowed: bool
    reason: str = ""


YES = Verdict(True)

# role -> relation -> verbs. What is not here is refused.
POLICY: dict[Role, dict[Relation, frozenset[Verb]]] = {
    Role.LITIGANT: {"party": frozenset({"read", "act"})},
    Role.AGENT: {"party": frozenset({"read", "act"})},
    Role.MEDIATOR: {"assigned": frozenset({"read", "act"})},
    Role.CLERK: {
        "court": frozenset({"read", "act", "edit_rooms", "assign", "read_outside", "unmask"}),
        "assigned": frozenset({"read", "act", "read_inner", "unmask"}),
    },
    Role.JUDGE: {
        "court": frozenset({"read", "act", "read_outside", "unmask"}),
        "assigned": frozenset({"read", "act", "read_inner", "unmask"}),
    },
    Role.JUDGE_ASSISTANT: {"assigned": frozenset({"read", "act", "read_inner"})},
    Role.LAY_ASSESSOR: {"assigned": frozenset({"read", "act", "read_inner"})},
    Role.PANEL_MEMBER: {"assigned": frozenset({"read", "act", "read_inner"})},
    Role.PRESIDING_JUDGE: {"assigned": frozenset({"read", "act", "read_inner"})},
    Role.EXECUTION_OFFICER: {
        "court": frozenset({"read", "act", "read_outside", "unmask"}),
        "assigned": frozenset({"read", "act", "read_inner", "unmask"}),
    },
    Role.DIVISION_CHIEF: {
        "court": frozenset(
            {
                "read",
                "act",
                "read_board",
                "edit_rooms",
                "assign",
                "edit_teams",
                "read_outside",
                "see_readings",
            }
        ),
        "assigned": frozenset({"read", "act", "read_board", "read_inner"}),
    },
    Role.COURT_LEADER: {
        "court": frozenset(
            {
                "read",
                "act",
                "read_board",
                "move_clock",
                "edit_forms",
                "edit_rooms",
                "remove_factor",
                "assign",
                "edit_teams",
                "edit_limits",
                "edit_mediators",
                "read_outside",
                "read_inner_to_decide",
                "see_readings",
            }
        ),
        "assigned": frozenset({"read", "act", "read_board", "move_clock", "read_inner"}),
        "above": frozenset({"act"}),
    },
    Role.OVERSIGHT: {
        "court": frozenset(
            {
                "read",
                "act",
                "read_board",
                "move_clock",
                "send_again",
                "assign",
                "read_outside",
                "see_readings",
            }
        ),
        "assigned": frozenset({"read", "act", "read_board", "move_clock"}),
    },
    Role.SYSTEM_ADMIN: {
        "court": frozenset(
            {
                "move_clock",
                "send_again",
                "edit_forms",
                "edit_rooms",
                "edit_mediators",
                "remove_factor",
            }
        )
    },
    Role.AUDIT_ADMIN: {},
}

CHARGED = frozenset({Role.JUDGE, Role.MEDIATOR, Role.EXECUTION_OFFICER})
"""Roles of which only the person named in the case acts, once one is named."""
URGENT = frozenset({"open_incident", "close_incident", "seize", *PRESERVES})
"""What somebody whose recusal is asked for may still do (CPL 48); of incidents, preservation."""
FROM_ABOVE = frozenset({"decide_extension"})
"""What the leaders of the court above do in a case below; for all else it is not there."""
SPECIAL_AUTHORITY = frozenset({"withdraw_application", "appeal", "appeal_also", "appeal_early",
                               "sign_agreement", "withdraw_appeal_petition",
                               "withdraw_early_appeal", "apply_execution",
                               "file_counterclaim"})  # fmt: skip
"""What an agent does only with special authority (CPL 62)."""
FULL = IN_ITS_PLACE | {"special"}


def may(standing: Standing, verb: Verb) -> bool:
    """Whether any of a person's roles allows a verb on the case."""
    return any(
        verb in POLICY.get(role, {}).get(standing.relation, frozenset()) for role in standing.roles
    )


def who_may(verb: Verb, relation: Relation = "court") -> frozenset[Role]:
    """The roles that may do this in their court, or where they stand otherwise to a case."""
    return frozenset(role for role, table in POLICY.items() if verb in table.get(relation, ()))


def is_seen(standing: Standing, act: Act) -> bool:
    """Whether there is such a case at all, for somebody of the court above it."""
    return standing.relation != "above" or (
        act.code in FROM_ABOVE and any("above" in POLICY.get(r, {}) for r in standing.roles)
    )


def may_act(standing: Standing, act: Act) -> Verdict:
    """Whether this person may do this act to this case, wherever it stands."""
    if standing.relation == "recused":
        return Verdict(False, "not_yours")
    if standing.steps_aside and act.code not in URGENT:
        return Verdict(False, "recusal_asked")
    able = {
        role
        for role in standing.roles & act.by
        if "act" in POLICY.get(role, {}).get(standing.relation, frozenset())
    }
    if not able:
        return YES if on_behalf_of(standing, act) else Verdict(False, "not_yours")
    if able <= PARTIES:
        return _party_may(standing, act)
    free = {r for r in able if r not in CHARGED or r not in standing.filled}
    if not free and not able & standing.in_charge:
        return Verdict(False, "not_assigned")
    return YES


def is_for(standing: Standing, act: Act) -> bool:
    """Whether an act is for one of these roles at all, by itself or because a judge left it to
    them."""
    return bool(standing.roles & act.by) or on_behalf_of(standing, act) is not None


def on_behalf_of(standing: Standing, act: Act) -> int | None:
    """The judge for whom this person does the act; None where it is their own, or not theirs.

    Only what prepares is ever left to others, and only to those who assist (law/delegating.py).
    """
    able = any(
        "act" in POLICY.get(role, {}).get(standing.relation, frozenset())
        for role in standing.roles & DELEGATES
    )
    if not able or standing.roles & act.by or act.decides or act.code not in DELEGABLE:
        return None
    return standing.delegated.get(act.code)


def _party_may(standing: Standing, act: Act) -> Verdict:
    if act.side and act.side not in standing.sides:
        return Verdict(False, "wrong_side")
    if act.code in SPECIAL_AUTHORITY and not standing.authorities & FULL:
        return Verdict(False, "authority_needed")
    return YES
