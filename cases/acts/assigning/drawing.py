"""Drawing: a seed from the system's randomness, committed before anybody knows what it gives."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cases.acts.assigning import candidates, diverting
from cases.law.diversion import Diverted
from cases.law.drawing import SEED_BYTES, Inputs, reproduce
from cases.law.procedures import FIRST_INSTANCE, Procedure
from cases.law.refusals import Conflict, NotThere, Refusal
from cases.law.roles import Role
from cases.loading import holds_office
from cases.models import Draw
from cases.procedure import finish, held, standing_of
from cases.proceeding import Actor, Proceeding

PANEL = 3
LAY = "lay"
"""What the seed of the assessors' draw has behind it."""


@dataclass(frozen=True)
class Bench:
    """Whom a draw gives: the judge in charge, the other judges, the assessors."""

    judge: int
    judges: tuple[int, ...]
    assessors: tuple[int, ...]

    @property
    def everybody(self) -> tuple[int, ...]:
        return (self.judge, *self.judges, *self.assessors)


def as_kept(judges: Inputs, assessors: Inputs | None) -> dict[str, Any]:
    """The inputs of both draws as they are kept."""
    return {"judges": judges.as_facts(), LAY: assessors.as_facts() if assessors else None}


def bench_of(inputs: Mapping[str, Any], seed: str) -> Bench | None:
    """Whom these inputs and this seed give, as often as it is asked; None where nobody could be
    drawn."""
    judges = reproduce(Inputs.read(inputs["judges"]), seed)
    if not judges:
        return None
    lay = inputs[LAY]
    assessors = reproduce(Inputs.read(lay), f"{seed}:{LAY}") if lay else ()
    return Bench(judges[0], judges[1:], assessors)


def result_of(draw: Draw) -> Bench | None:
    return bench_of(draw.inputs, draw.seed)


def gather(
    p: Proceeding, found: Diverted, *, panel: bool, assessors: int = 0,
    more: Mapping[int, int] | None = None,
) -> dict[str, Any]:  # fmt: skip
    """The inputs as they stand now. ``assessors``: how many of a panel of three are lay."""
    if assessors and (p.procedure not in FIRST_INSTANCE or not 0 < assessors < PANEL):
        raise Refusal("judges_only")
    if panel and p.procedure in (Procedure.SUMMARY, Procedure.SMALL_CLAIMS):
        raise Refusal("procedure_barred", why_zh="简易程序由审判员一人独任审理",
                      why_en="one judge tries a case in summary procedure")  # fmt: skip
    path = diverting.about(p).path
    seats = PANEL - assessors if panel else 1
    judges = candidates.judges(p, path, found.points, seats=seats, more=more)
    lay = candidates.assessors(p, assessors) if panel and assessors else None
    return as_kept(judges, lay)


def open_draw(case_id: int) -> Draw | None:
    """The draw of this case that nobody has gone by yet."""
    return Draw.objects.filter(case_id=case_id, used_seq=None, void="").first()


def draw(
    case_id: int, by: Actor, *, panel: bool = False, assessors: int = 0,
    more: Mapping[int, int] | None = None, seen: int | None = None,
) -> Draw:  # fmt: skip
    """Record a draw for the case, or find the one that still binds.

    It is committed when this returns, and nobody has looked at its result before; so all that
    could keep anybody from going by it is asked first. An open draw whose people can take the
    case is the draw: there is no second try. ``seen``: the newest entry that the person saw.
    Raises Refusal, NotThere.
    """
    with held(case_id, by) as p:
        if standing_of(p, by).relation in ("none", "recused", "above"):
            raise NotThere()
        if seen is not None and p.case.log_seq != seen:
            raise Conflict()
        found = diverting.diverted(p)
        if p.place == FOR_THE_FIRST:
            diverting.check_procedure(p, found)
            diverting.check_bench(p, found, panel=panel)
        inputs = gather(p, found, panel=panel, assessors=assessors, more=more)
        before = open_draw(case_id)
        if before is not None and (why := _void(p, before)):
            before.void = why
            before.save(update_fields=["void"])
            before = None
        if before is not None and _seats(before.inputs) != _seats(inputs):
            raise Refusal("draw_open")
        if before is None:
            before = Draw.objects.create(
                case_id=case_id,
                seed=secrets.token_hex(SEED_BYTES),
                inputs=inputs,
                by_id=by.person,
                at=p.at,
            )
        finish([p])
        return before


FOR_THE_FIRST = "case_assignment"


def _seats(inputs: Mapping[str, Any]) -> list[int]:
    return [part["seats"] if part else 0 for part in (inputs["judges"], inputs[LAY])]


def _void(p: Proceeding, before: Draw) -> str:
    """Why an open draw cannot be gone by; "" where it binds.

    Only what the law or a leave says of those who were drawn: a share, a load or a list that is
    changed meanwhile is no way to a second try.
    """
    drawn = result_of(before)
    if drawn is None:
        return "nobody"
    kept = candidates.barred(p, drawn.everybody) or candidates.absent(p, drawn.everybody)
    offices = dict.fromkeys((drawn.judge, *drawn.judges), Role.JUDGE) | dict.fromkeys(
        drawn.assessors, Role.LAY_ASSESSOR
    )
    left = [u for u, role in offices.items() if not holds_office(u, role, p.case.court_id)]
    return "not_able" if kept or left else ""
