"""Deliberation 合议: who speaks when, whose vote counts on what, and what the votes carry.

Lay assessors speak before judges, the presiding judge last (陪审员法解释 12; 合议庭规定 10); in a
panel of judges alone the judge in charge begins. Whoever has not spoken hears nobody who speaks
with or after them. The majority decides, and what others said stands in the record (CPL 45).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

Kind = Literal["fact", "law", "outcome"]
KINDS: dict[Kind, tuple[str, str]] = {
    "fact": ("事实认定", "Facts"),
    "law": ("法律适用", "Law"),
    "outcome": ("裁判结果", "Outcome"),
}
"""What cannot be told apart counts as a fact (陪审员法解释 9)."""
LARGE = 4
"""Assessors: in a panel of three judges and four of them these vote on facts alone (陪审员法 14,
22)."""
MOST_ANSWERS = 8
MOST_POINTS = 30
FEWEST_GROUNDS = 10
"""Characters of grounds: nobody may merely agree or disagree (合议庭规定(2002) 10)."""
BASIS = "CPL 45; 合议庭规定(2002) 9-12; 陪审员法 21-23; 陪审员法解释 12-14"


@dataclass(frozen=True)
class Member:
    """Somebody who sits in judgment of the case."""

    user: int
    is_lay: bool = False
    is_in_charge: bool = False
    presides: bool = False

    @property
    def part(self) -> tuple[str, str]:
        if self.presides:
            return ("审判长", "presiding judge")
        if self.is_in_charge:
            return ("承办法官", "judge in charge")
        return ("人民陪审员", "lay assessor") if self.is_lay else ("审判员", "judge")


@dataclass(frozen=True)
class Bench:
    """The panel as it sits now."""

    members: tuple[Member, ...]

    @property
    def users(self) -> list[int]:
        return sorted(one.user for one in self.members)

    @property
    def presiding(self) -> int | None:
        return next((one.user for one in self.members if one.presides), None)

    def member(self, user: int) -> Member | None:
        return next((one for one in self.members if one.user == user), None)

    def turn(self, member: Member, kind: Kind) -> int:
        """0 speaks first; who has the same turn speaks in any order, unheard by each other."""
        if member.presides:
            return 3
        if any(one.is_lay for one in self.members):
            return 0 if member.is_lay else 1
        return 0 if member.is_in_charge and kind != "outcome" else 1

    def votes_on(self, member: Member, kind: Kind) -> bool:
        """Whether their vote counts; an assessor of a large panel may still give an opinion."""
        large = sum(one.is_lay for one in self.members) >= LARGE
        return kind == "fact" or not (member.is_lay and large)

    @property
    def may_sit(self) -> bool:
        """Whether these are as many as a panel has."""
        lay = sum(one.is_lay for one in self.members)
        return may_sit(len(self.members) - lay, lay)

    def voters(self, kind: Kind) -> list[Member]:
        return [one for one in self.members if self.votes_on(one, kind)]

    def before(self, member: Member, kind: Kind, spoken: Iterable[int]) -> list[Member]:
        """Who has still to speak before them; an assessor without a vote holds nobody up."""
        done, turn = set(spoken), self.turn(member, kind)
        return [
            one for one in self.voters(kind)
            if self.turn(one, kind) < turn and one.user not in done
        ]  # fmt: skip

    def hears(self, listener: Member, speaker: Member, kind: Kind, spoken: Iterable[int]) -> bool:
        """Whether one member may read now what another said on a point."""
        if listener.user == speaker.user or listener.user in set(spoken):
            return True
        return self.turn(speaker, kind) < self.turn(listener, kind)

    def may_speak_again(self, kind: Kind, spoken: Iterable[int]) -> bool:
        """Opinions change by discussion, and that begins when everybody has been heard."""
        return {one.user for one in self.voters(kind)} <= set(spoken)


@dataclass(frozen=True)
class Tally:
    """The votes on a point: how many for each answer, and the one that more than half want."""

    counts: dict[int, int]
    missing: int
    carried: int | None

    @property
    def is_split(self) -> bool:
        """Everybody voted, and no answer has the majority."""
        return not self.missing and self.carried is None


def tally(bench: Bench, kind: Kind, votes: Mapping[int, int]) -> Tally:
    """Count the newest vote of each voter; ``votes``: the number of the answer, by user."""
    voters = bench.voters(kind)
    counts = Counter(votes[one.user] for one in voters if one.user in votes)
    missing = len(voters) - counts.total()
    most = counts.most_common(1)
    carried = most[0][0] if most and most[0][1] * 2 > len(voters) else None
    return Tally(dict(counts), missing, None if missing else carried)


def may_sit(judges: int, assessors: int) -> bool:
    """Whether so many make a panel: an odd number, three at least (CPL 40); with lay assessors
    three, or seven of whom three are judges (陪审员法 14)."""
    seats = judges + assessors
    if assessors:
        return judges > 0 and (seats == 3 or (judges, assessors) == (3, 4))
    return seats >= 3 and seats % 2 == 1
