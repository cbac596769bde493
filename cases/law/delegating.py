"""What a judge may leave to the assistant or the clerk of the team: acts that prepare.

Assistants do the auxiliary work of trial under the judge's direction (法院组织法 48); to decide,
to pronounce and to sign stays with the judge (法官法 8; 司法责任制意见 19). That proceedings are
suspended is decided too, so incidents are not among them.
"""

from __future__ import annotations

from cases.law.roles import Role

DELEGATES = frozenset({Role.JUDGE_ASSISTANT, Role.CLERK})
"""To whom."""
MOST_DAYS = 366
"""Nothing is delegated for longer at once."""

DELEGABLE = (
    "serve_complaint", "close_answers", "straight_to_scheduling", "close_evidence", "fix_hearing",
    "move_hearing", "cancel_hearing", "read_record", "record_absence", "ask_extension",
    "ask_exclusion",
)  # fmt: skip
"""Each is an act of the judge's that decides nothing: it arranges, records, or asks somebody else
to decide."""
