"""Whether a case is somebody's own work: theirs by name, or on the desk of their office now.

Whoever else of the court reads it gives a reason first; ``scope`` says whether there is such a case
for them at all.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from cases.acts import requesting
from cases.acts.fees import relieving
from cases.acts.parties import joining
from cases.acts.trial import referring
from cases.law.acts import ACTS, BEFORE_JUDGMENT
from cases.law.roles import Role
from cases.models import Approval, Draft, Entry, SetAside
from cases.policy import CHARGED, Standing, may
from cases.proceeding import Proceeding
from cases.reading.lists.worklist import main_act

A_DAY = timedelta(days=1)
APPROVES = frozenset({Role.COURT_LEADER})
"""Who decides on more time, and on time that does not count (CPL 152; 2000审限规定 9)."""
WATCHES = APPROVES | {Role.DIVISION_CHIEF, Role.OVERSIGHT}


class ReasonNeeded(Exception):  # noqa: N818 - what people are asked for
    """The case is there for this person, who says first why they read it."""

    def __init__(self, case_id: int) -> None:
        self.case_id = case_id
        super().__init__(str(case_id))


def needs_reason(p: Proceeding, standings: Iterable[Standing], user_id: int) -> bool:
    """Whether somebody who stands to the case like this reads it only with a reason. Whoever has
    just acted in it looks at what came of it."""
    found = list(standings)
    outside = any(may(one, "read_outside") for one in found) and not is_own_work(p, found)
    return outside and not _acted_lately(p, user_id)


def _acted_lately(p: Proceeding, user_id: int) -> bool:
    mine = Entry.objects.filter(case_id=p.case.pk, actor_id=user_id)
    return mine.filter(recorded_at__gte=p.real - A_DAY).exists()


def is_own_work(p: Proceeding, standings: Iterable[Standing]) -> bool:
    """Whether the case is theirs: as a party, by name, or because their office has it to do.

    The clerks' office keeps every case in hand that has no clerk of its own. Leaders have
    what waits for their approval; they, chiefs and oversight whatever raises an alarm.
    """
    found = list(standings)
    if any(one.relation in ("party", "assigned") for one in found):
        return True
    roles = frozenset(role for one in found for role in one.roles)
    filled = frozenset(role for one in found for role in one.filled)
    return (
        any(_is_on_desk(p, role, filled) for role in roles)
        or bool(roles & WATCHES and is_alarming(p))
        or bool(roles & APPROVES and waits_for_approval(p))
        or (any(may(one, "assign") for one in found) and _lacks_a_judge(p, filled))
        or _waits_for(p, roles - (filled & CHARGED))
    )


def _is_on_desk(p: Proceeding, role: Role, filled: frozenset[Role]) -> bool:
    if role is Role.CLERK and role not in filled and p.place != "archived":
        return True
    if role in CHARGED and role in filled:
        return False
    return main_act(p.place, role, p.case) is not None


def _lacks_a_judge(p: Proceeding, filled: frozenset[Role]) -> bool:
    """Whether somebody has still to be found who tries it."""
    tried = p.place in BEFORE_JUDGMENT and Role.JUDGE not in filled
    return tried or p.place == "case_assignment"


def waits_for_approval(p: Proceeding) -> bool:
    """Whether somebody asked a chief or leader to decide."""
    return Approval.objects.waiting().filter(case_id=p.case.pk).exists()


def is_alarming(p: Proceeding) -> bool:
    """Whether a deadline has passed, or time could not be applied."""
    late = any(c.running and c.due_at is not None and c.due_at <= p.now for c in p.clocks.values())
    return late or SetAside.objects.filter(case_id=p.case.pk).exists()


def _waits_for(p: Proceeding, roles: frozenset[Role]) -> bool:
    """Whether a draft, a request or an application waits for one of these roles to decide."""
    acts = set(
        Draft.objects.filter(case_id=p.case.pk, closed_seq=None).values_list("act", flat=True)
    )
    asked = {"relieve_fee": relieving.waiting, "answer_request": requesting.waiting}
    if referring.waits_for_the_president(p.case.pk):
        acts.add("decide_committee")
    acts |= {act for act, waiting in asked.items() if waiting(p.case.pk).exists()}
    if any(roles & ACTS[act].by for act in acts):
        return True
    return bool(roles & joining.DESK) and joining.waiting(p.case.pk).exists()


def may_open_inner(p: Proceeding, standings: Iterable[Standing]) -> bool:
    """Whether the inner volume is for them: those named in the case, and whoever decides on an
    approval that waits."""
    found = list(standings)
    if any(one.relation == "party" for one in found):
        return False
    if any(may(one, "read_inner") for one in found):
        return True
    return any(may(one, "read_inner_to_decide") for one in found) and waits_for_approval(p)
