"""Papers that reach the court on paper: when they came, and the day that decides whether they are
in time.

What was given to the post before a period is over is not late, whenever it arrives (CPL 85).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from cases.law.periods import as_instant, local_date


@dataclass(frozen=True)
class Paper:
    """What a party handed in at the counter or sent by post; the desk enters it."""

    party_no: int
    arrived_at: datetime
    posted_on: date | None = None
    """The day of the postmark; None for what was handed in."""
    tray: UUID | None = None
    """Where its scans are."""

    @property
    def arrived_on(self) -> date:
        return local_date(self.arrived_at)

    @property
    def counts_on(self) -> date:
        """The day on which the party acted in the eyes of the law."""
        return self.posted_on or self.arrived_on

    @property
    def counts_at(self) -> datetime:
        """The same as a moment: a postmark has no hour, so its day begins it."""
        if self.posted_on is None:
            return self.arrived_at
        return min(self.arrived_at, as_instant(self.posted_on))

    @property
    def facts(self) -> dict[str, date]:
        """What the log holds of it beside who entered it for whom."""
        posted = {"posted_on": self.posted_on} if self.posted_on is not None else {}
        return {"arrived_at": self.arrived_at, **posted}

    def problem(self, filed_at: datetime, now: datetime) -> str:
        """The reason why it cannot have come so; empty if it can."""
        if self.arrived_at > now:
            return "arrives_in_future"
        if self.arrived_at < filed_at:
            return "arrived_before_case"
        if self.posted_on is not None and self.posted_on > self.arrived_on:
            return "posted_after_arrival"
        if self.posted_on is not None and self.posted_on < local_date(filed_at):
            return "posted_before_case"
        return ""
