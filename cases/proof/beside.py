"""Adding up what entries tell of what lies beside the course of a case (cases/beside.py)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from cases.beside import Paper, Part, Pause, Sitting, told_in
from cases.law.nodes import NODES
from cases.law.periods import local_date
from cases.proof.logbook import Told, as_moment

HEARING = "hearing"
LEAVES_HEARING = frozenset(NODES[HEARING].leads_to)
RESULTS = {"close_hearing": "held", "close_hearing_sole": "held", "adjourn": "adjourned"}
STAYS_IN_FILE = "materials_receipt"
"""What a mistake brought into the file is void, but the receipt for it was handed out."""


@dataclass
class Beside:
    """Everything beside the course of a case that its entries have told so far."""

    sides: dict[int, str] = field(default_factory=dict)
    """The parties by their number."""
    left: set[int] = field(default_factory=set)
    people: list[Part] = field(default_factory=list)
    pauses: list[Pause] = field(default_factory=list)
    papers: list[Paper] = field(default_factory=list)
    sittings: list[Sitting] = field(default_factory=list)
    silent: int = 0
    """The last entry from before the log told of this; 0 where it tells of it from the first."""

    def take(self, entry: Told, body: Mapping[str, Any], source: str) -> None:
        """Add the next entry; ``source`` is where the case stood before it."""
        said: Mapping[str, Any] = body.get("beside") or {}
        if not self.sides and "parties" not in said:
            self.silent = entry.seq
        facts = body["facts"]
        if entry.act == "mend":
            self._mend(int(facts.get("mends", 0)), entry)
        for no, side, *left in said.get("parties", ()):
            self.sides[no] = side
            (self.left.add if left else self.left.discard)(no)
        for user, role, *how in said.get("people", ()):
            self._part(entry.seq, user, role, how[0] if how else "", sender(facts))
        for kind, day, *more in said.get("incidents", ()):
            self._pause(entry.seq, kind, date.fromisoformat(day), *more)
        self._papers(entry, said.get("papers", ()), facts)
        self._sittings(entry, facts, source, body["stands_at"])

    def _part(self, seq: int, user: int, role: str, how: str, of: str) -> None:
        if how != "ended":
            self.people.append(Part(user, role, seq, recused=how == "recused", of=of))
            return
        for part in self.people:
            if (part.user_id, part.role, part.ended_seq) == (user, role, None):
                part.ended_seq = seq

    def _pause(
        self, seq: int, kind: str, day: date, party: int | None = None, ended: str = ""
    ) -> None:
        if not ended:
            self.pauses.append(Pause(kind, day, party, seq))
            return
        for pause in self.pauses:
            if (pause.kind, pause.party_no, pause.closed_seq) == (kind, party, None):
                pause.closed_on, pause.closed_seq = day, seq

    def _papers(self, entry: Told, said: Any, facts: Mapping[str, Any]) -> None:
        implied = told_in(dict(facts))
        for kind, *more in said:
            party, digest, to, late = (*more, None, None, None, None)[:4]
            pk = None
            if digest is None and implied:
                pk, digest = implied.pop(0)
            self.papers.append(
                Paper(kind, digest or "", entry.seq, party, to, bool(late), None, pk)
            )
        if entry.act == "take_measure":  # what was the applicant's alone is open to both sides
            for paper in self.papers:
                if paper.kind == "quiet_request" and paper.seq in facts.get("opened", ()):
                    paper.kind, paper.party_no = "ruling", None
        if entry.act == "catalogue_paper":
            for paper in self.papers:
                if paper.pk is not None and paper.pk == facts.get("document"):
                    paper.kind = str(facts["to"])

    def _sittings(self, entry: Told, facts: Mapping[str, Any], source: str, place: str) -> None:
        """Hearings stand in the facts of the acts that fix and end them."""
        if entry.act == "move_hearing":
            self._end("moved", entry.seq)
        if entry.act in RESULTS:
            self._end(RESULTS[entry.act], entry.seq)
        elif source == HEARING and place in LEAVES_HEARING:
            self._end("cancelled", entry.seq)
        if entry.act in ("fix_hearing", "move_hearing") and "hearing_at" in facts:
            starts_at = as_moment(str(facts["hearing_at"])).replace(second=0, microsecond=0)
            until = facts.get("until")
            ends_at = as_moment(str(until)) if until else None
            mode = str(facts.get("mode", "in_person"))
            self.sittings.append(Sitting(starts_at, ends_at, _room(facts), mode, entry.seq))

    def _end(self, result: str, seq: int) -> None:
        for sitting in self.sittings:
            if not sitting.result:
                sitting.result, sitting.ended_seq = result, seq

    def _mend(self, since: int, entry: Told) -> None:
        """What came with a mistake is void, and what it ended goes on (cases/mending.py)."""
        day = local_date(entry.effective_at)
        for paper in self.papers:
            if since <= paper.seq and paper.void_seq is None and paper.kind != STAYS_IN_FILE:
                paper.void_seq = entry.seq
        for part in self.people:
            if since <= part.since_seq and part.ended_seq is None:
                part.ended_seq = entry.seq
            elif part.since_seq < since <= (part.ended_seq or 0):
                part.ended_seq = None
        for pause in self.pauses:
            if since <= pause.opened_seq and pause.closed_seq is None:
                pause.closed_on, pause.closed_seq = day, entry.seq
            elif pause.opened_seq < since <= (pause.closed_seq or 0):
                pause.closed_on = pause.closed_seq = None


def sender(facts: Mapping[str, Any]) -> str:
    """The organisation from which the mediator came whom an entry names."""
    return str(facts.get("organisation", ""))


def _room(facts: Mapping[str, Any]) -> int | None:
    """The courtroom; before rooms were booked an entry named none by its number."""
    room = facts.get("room")
    return room if isinstance(room, int) else None
