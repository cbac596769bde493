"""Referral of a case to others of the court: for advice, or for a decision that binds the panel.

The judges' meeting 专业法官会议 advises and nobody has to follow it (法发〔2021〕2号 1, 11).
To the judicial committee 审判委员会 a case goes when the presiding judge asks and the president
agrees; what it decides the panel carries out (法院组织法 37, 39; 法发〔2019〕20号). Neither stops
the trial limit.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Referral:
    """One way of referring, with its acts and the paper it leaves in 副卷."""

    code: str
    zh: str
    en: str
    asked_by: str
    done_by: str
    paper: str
    title: str
    target: str
    """The clock of the court's own target."""
    starts: str
    binds: bool = False


MEETING = Referral(
    "meeting", "专业法官会议", "judges' meeting", "refer_to_meeting", "record_meeting",
    "meeting_record", "专业法官会议纪要", "judges_meeting", "meeting_asked",
)  # fmt: skip
COMMITTEE = Referral(
    "committee", "审判委员会", "judicial committee", "ask_committee", "record_committee",
    "committee_record", "审判委员会讨论记录", "committee_session", "committee_agreed", binds=True,
)  # fmt: skip
REFERRALS = {one.code: one for one in (MEETING, COMMITTEE)}
ACTS = frozenset(
    {"refer_to_meeting", "record_meeting", "ask_committee", "decide_committee", "record_committee"}
)
"""Nobody outside the court hears of them, not even that they happened."""
