"""A case before a panel, for tests of its deliberation: three judges' seats, one of them lay."""

from __future__ import annotations

from dataclasses import dataclass

from cases.acts.trial import deliberating
from cases.law.roles import Role
from cases.models import Point
from cases.proceeding import Actor
from tests.web.world import World, person

PANEL = ("judge", "presiding", "lay")
GROUNDS = "借条和转账记录相互印证，应予采信。"


@dataclass
class Sat:
    """The case and its people: the judge in charge, who presides, the lay assessor, the clerk."""

    world: World
    case_id: int

    def by(self, who: str) -> Actor:
        role = {"lay": "lay_assessor", "keeper": "clerk"}.get(who, "judge")
        return Actor(self.world[who].pk, role)

    def begin(self, replaces: int = 0, why: str = "", who: str = "presiding") -> None:
        deliberating.begin(self.case_id, self.by(who), replaces, why)

    def point(self, kind: str, text: str, *answers: str) -> Point:
        found = deliberating.as_kind(kind)
        return deliberating.add_point(
            self.case_id, self.by("judge"), found, text, list(answers) or ["支持", "不支持"]
        )

    def speak(self, who: str, no: int, answer: int | None = 1, grounds: str = GROUNDS) -> None:
        deliberating.speak(self.case_id, self.by(who), no, grounds, answer=answer)

    def all_speak(self, no: int, *answers: int) -> None:
        """The lay assessor, the judge in charge, the presiding judge, in this order."""
        for who, answer in zip(("lay", "judge", "presiding"), answers or (1, 1, 1), strict=True):
            self.speak(who, no, answer)


def sat(world: World, place: str = "deliberation", **filed: object) -> Sat:
    """A case that stands before its panel."""
    if "presiding" not in world.people:
        world.people["presiding"] = person("presiding", world.court, Role.JUDGE)
        world.people["lay"] = person("lay", world.court, Role.LAY_ASSESSOR)
        world.people["keeper"] = person("keeper", world.court, Role.CLERK)
    case_id = world.file(**filed)
    world.act(case_id, "register", "clerk", procedure="ordinary", panel=True)
    world.act(case_id, "pay_fee", "alice")
    world.act(case_id, "assign", "clerk", judge=world["judge"].pk, panel=True, inner_why="指定")
    world.name(case_id, "presiding", Role.PANEL_MEMBER)
    world.name(case_id, "presiding", Role.PRESIDING_JUDGE)
    world.name(case_id, "lay", Role.LAY_ASSESSOR)
    world.name(case_id, "keeper", Role.CLERK)
    world.put(case_id, place)
    return Sat(world, case_id)
