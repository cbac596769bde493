"""Who has to sign a decision: the sole judge, or every member of the panel as it is now, its
presiding judge last (CPL 155; 合议庭规定(2002) 14-15)."""

from __future__ import annotations

from dataclasses import dataclass

from cases.acts.assigning.candidates import name_of
from cases.law.deliberation import may_sit
from cases.law.refusals import NotAllowed, Refusal
from cases.law.roles import Role
from cases.models import Decision, DecisionSignature
from cases.proceeding import Proceeding

_TITLES = {Role.PRESIDING_JUDGE: "审判长", Role.LAY_ASSESSOR: "人民陪审员"}
_JUDGE = "审判员"


@dataclass(frozen=True)
class Signer:
    """Somebody whose signature is needed, in the part they have."""

    user: int
    role: Role

    @property
    def title(self) -> str:
        return _TITLES.get(self.role, _JUDGE)

    @property
    def name(self) -> str:
        return name_of(self.user)


@dataclass(frozen=True)
class SigningBench:
    """Everybody who tries the case now; the last of them signs last."""

    members: tuple[Signer, ...]
    last: Signer | None
    is_panel: bool

    @property
    def everybody(self) -> tuple[Signer, ...]:
        """In the order of the signature block: who presides first."""
        return ((self.last,) if self.last else ()) + self.members

    def find(self, user_id: int | None) -> Signer | None:
        return next((one for one in self.everybody if one.user == user_id), None)


def bench_of(p: Proceeding) -> SigningBench:
    """The live bench: nobody recused, nobody replaced. One who sits without a part is none."""
    live = [(user, Role(role)) for user, role, recused in p.people if not recused]
    charge = [user for user, role in live if role is Role.JUDGE]
    presiding = [user for user, role in live if role is Role.PRESIDING_JUDGE]
    judges = [user for user, role in live if role is Role.PANEL_MEMBER]
    lay = [user for user, role in live if role is Role.LAY_ASSESSOR]
    is_panel = p.case.panel or bool(judges or lay)
    if not is_panel:
        return SigningBench((), Signer(charge[0], Role.JUDGE) if charge else None, is_panel=False)
    last = Signer(presiding[0], Role.PRESIDING_JUDGE) if presiding else None
    parts = [(user, Role.PANEL_MEMBER) for user in [*charge, *judges]]
    parts += [(user, Role.LAY_ASSESSOR) for user in lay]
    seen = {last.user} if last else set()
    members = []
    for user, role in parts:
        if user not in seen:
            members.append(Signer(user, role))
            seen.add(user)
    return SigningBench(tuple(members), last, is_panel=True)


def check(bench: SigningBench, user_id: int | None) -> Signer:
    """The part in which this person signs. Raises Refusal and NotAllowed."""
    found = bench.find(user_id)
    if found is None:
        raise NotAllowed("not_your_signature")
    if bench.last is None:
        raise Refusal("nobody_presides")
    if bench.is_panel and not _may_sit(bench):
        raise Refusal("panel_incomplete", n=len(bench.everybody))
    return found


def _may_sit(bench: SigningBench) -> bool:
    lay = sum(one.role is Role.LAY_ASSESSOR for one in bench.everybody)
    return may_sit(len(bench.everybody) - lay, lay)


def signatures(decision: Decision, digest: str) -> dict[int, DecisionSignature]:
    """The signatures on exactly this text that have not lost their effect, by who made them."""
    live = DecisionSignature.objects.filter(decision=decision, void_seq=None, digest=digest)
    return {one.user_id: one for one in live}


def missing(bench: SigningBench, signed: dict[int, DecisionSignature]) -> list[Signer]:
    """Whose signature is still to come."""
    return [one for one in bench.everybody if one.user not in signed]
