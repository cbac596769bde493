"""What an act does to the dates of a case: each clock as it stood and as it will stand.

Two pictures of the running clocks, one before the act and one after it, and what differs between
them. The pictures are taken of one and the same code, once without writing and once for good; the
digest is what binds the second to the first.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from cases.law.running import RunningClock


@dataclass(frozen=True)
class Look:
    """A running clock at one moment: its last day and instant, none while it stands still."""

    due_on: date | None
    due_at: str
    paused: bool
    provisional: bool


@dataclass(frozen=True)
class Shift:
    """One clock that an act opens, moves, stops, lets go on or ends."""

    no: int
    kind: str
    code: str
    node: str
    party_no: int | None
    is_target: bool
    citation: str
    before: Look | None
    """None for a clock that the act opens."""
    after: Look | None
    """None for a clock that ends with it."""

    @property
    def opens(self) -> bool:
        return self.before is None

    @property
    def ends(self) -> bool:
        return self.after is None


Picture = Mapping[int, Look]


def picture(clocks: Iterable[RunningClock]) -> dict[int, Look]:
    """The running clocks as they stand now, by number."""
    return {
        clock.no: Look(
            clock.due_on, clock.due_at.isoformat() if clock.due_at else "", clock.paused,
            clock.provisional,
        )
        for clock in clocks
        if clock.running
    }  # fmt: skip


def shifts(before: Picture, clocks: Mapping[int, RunningClock]) -> list[Shift]:
    """What differs from the picture taken before, in the order of the clocks."""
    after = picture(clocks.values())
    changed = [no for no in sorted({*before, *after}) if before.get(no) != after.get(no)]
    return [_shift(clocks[no], before.get(no), after.get(no)) for no in changed if no in clocks]


def _shift(clock: RunningClock, before: Look | None, after: Look | None) -> Shift:
    return Shift(
        clock.no, clock.kind, clock.code, clock.node, clock.party_no, clock.is_target,
        clock.citation, before, after,
    )  # fmt: skip


def digest(place: str, found: Iterable[Shift], shown: Iterable[str] = ()) -> str:
    """What somebody was shown before they pressed: where the case comes to stand, both dates of
    each clock, and the proofs (``shown``). 128 bits."""
    told = [
        [one.kind, one.code, one.node, one.party_no, _told(one.before), _told(one.after)]
        for one in found
    ]
    raw = json.dumps([place, told, [*shown]], ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(raw.encode()).hexdigest()[:32]


def _told(look: Look | None) -> list[object] | None:
    return None if look is None else [look.due_at, look.paused, look.provisional]
