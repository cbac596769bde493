"""What an act comes to, said before it is done: what the person confirms, and what is done then."""

from __future__ import annotations

import copy
from dataclasses import dataclass, field

from cases.law.decisions import DECISIONS
from cases.law.effects import Picture, Shift, digest, shifts
from cases.law.running import RunningClock
from cases.models import Document
from cases.procedure.acting import is_told
from cases.procedure.consequences import IF_GRANTED, Supposed
from cases.procedure.deeds import Deed
from cases.proceeding import Proceeding


@dataclass(frozen=True)
class Foreseen:
    """What an act comes to: where the case stands after it, both dates of every clock that it
    changes, the papers that it leaves, and the proofs that it rests on."""

    place: str
    shifts: list[Shift]
    papers: list[tuple[str, str]] = field(default_factory=list)
    """(title, text) of each decision."""
    proofs: list[str] = field(default_factory=list)
    told: str = ""
    """The words of the message that goes to the parties; empty where none does."""
    if_granted: bool = False
    """The dates are those that a second person would bring about by granting it."""

    @property
    def digest(self) -> str:
        return digest(self.place, self.shifts, self.proofs)


def what_came_of(p: Proceeding, deed: Deed, before: Picture) -> Foreseen:
    """Of an act that has just taken place in memory. Where a second person has to grant it, the
    dates are those after that."""
    follows = IF_GRANTED.get(deed.act.code)
    after = p.clocks if follows is None else _if_granted(p, deed, follows)
    papers = [
        (str(one.title), str(one.text))
        for one in p.kept
        if isinstance(one, Document) and one.kind in DECISIONS
    ]
    return Foreseen(
        p.place,
        shifts(before, after),
        papers,
        deed.proofs,
        (deed.says or deed.act.code) if is_told(deed) else "",
        follows is not None,
    )


def _if_granted(p: Proceeding, deed: Deed, follows: Supposed) -> dict[int, RunningClock]:
    """The clocks as they would stand, worked out on copies that nobody writes."""
    supposed = copy.copy(p)
    supposed.clocks = {no: copy.deepcopy(clock) for no, clock in p.clocks.items()}
    supposed._touched, supposed._computed = {}, set()
    follows(supposed, deed)
    return supposed.clocks
