"""Roles: who acts in a case, in the words of the procedure."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """The capacity in which somebody acts. ``TIME`` is the sweep, acting by operation of law."""

    LITIGANT = "litigant"
    AGENT = "agent"
    CLERK = "clerk"
    MEDIATOR = "mediator"
    JUDGE = "judge"
    JUDGE_ASSISTANT = "judge_assistant"
    LAY_ASSESSOR = "lay_assessor"
    PANEL_MEMBER = "panel_member"
    PRESIDING_JUDGE = "presiding_judge"
    EXECUTION_OFFICER = "execution_officer"
    DIVISION_CHIEF = "division_chief"
    COURT_LEADER = "court_leader"
    OVERSIGHT = "oversight"
    SYSTEM_ADMIN = "system_admin"
    AUDIT_ADMIN = "audit_admin"
    TIME = "time"

    @property
    def zh(self) -> str:
        return _WORDS[self][0]

    @property
    def en(self) -> str:
        return _WORDS[self][1]


_WORDS = {
    Role.LITIGANT: ("当事人", "litigant"),
    Role.AGENT: ("诉讼代理人", "agent"),
    Role.CLERK: ("书记员", "clerk"),
    Role.MEDIATOR: ("调解员", "mediator"),
    Role.JUDGE: ("法官", "judge"),
    Role.JUDGE_ASSISTANT: ("法官助理", "judge's assistant"),
    Role.LAY_ASSESSOR: ("人民陪审员", "lay assessor"),
    Role.PANEL_MEMBER: ("合议庭成员", "member of the panel"),
    Role.PRESIDING_JUDGE: ("审判长", "presiding judge"),
    Role.EXECUTION_OFFICER: ("执行员", "execution officer"),
    Role.DIVISION_CHIEF: ("庭长", "division chief"),
    Role.COURT_LEADER: ("院长", "court leader"),
    Role.OVERSIGHT: ("审判管理", "oversight"),
    Role.SYSTEM_ADMIN: ("系统管理员", "system administrator"),
    Role.AUDIT_ADMIN: ("审计管理员", "audit administrator"),
    Role.TIME: ("期限届满", "time"),
}

PARTIES = frozenset({Role.LITIGANT, Role.AGENT})
IN_ITS_PLACE = frozenset({"self", "legal_representative", "guardian"})
"""Who stands where the party stands: itself, who represents an organisation by law, the guardian
of a minor (CPL 51, 60). Everybody else acts under an authority (CPL 61-62)."""
HELD_IN_CASE = {Role.PANEL_MEMBER: Role.JUDGE, Role.PRESIDING_JUDGE: Role.JUDGE}
"""Parts that nobody is granted by a court: a judge has them in one case (CPL 40, 44)."""
TRIES = frozenset({Role.JUDGE, Role.PANEL_MEMBER, Role.LAY_ASSESSOR})
"""Who sits in judgment of a case; the parties are told of them (CPL 131)."""
LEADERS = frozenset({Role.DIVISION_CHIEF, Role.COURT_LEADER})
STAFF = frozenset(
    {
        Role.CLERK,
        Role.JUDGE,
        Role.JUDGE_ASSISTANT,
        Role.LAY_ASSESSOR,
        Role.EXECUTION_OFFICER,
        Role.DIVISION_CHIEF,
        Role.COURT_LEADER,
        Role.OVERSIGHT,
    }
)
