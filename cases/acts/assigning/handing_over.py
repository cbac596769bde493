"""Handing over: everything somebody has in hand goes to others, case by case.

It is prepared first: for each case to whom, with a draw where nobody was named, so that it can be
looked at. Carrying it out does each case in a transaction of its own under a key of its own; what
was cut off goes on where it stopped, and what failed is named with its reason.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from cases import loading, procedure
from cases.acts.assigning import candidates, drawing, sitting
from cases.acts.workbench import one_by_one
from cases.acts.workbench.one_by_one import Came
from cases.law.drawing import OUT, Inputs
from cases.law.refusals import NotThere, Refusal
from cases.law.roles import TRIES, Role
from cases.models import Absence, Draw, HandOver, HandOverItem
from cases.procedure import Done
from cases.proceeding import Actor, Proceeding

ACT = "replace_member"


@dataclass(frozen=True)
class Plan:
    """What somebody wants: who leaves, in which days, to whom (None: a draw for each), and why."""

    court_id: int
    leaving: int
    since: date
    until: date | None
    to: int | None
    why: str


def record_absence(court_id: int, user_id: int, since: date, until: date | None,
                   kind: str = "leave") -> Absence:  # fmt: skip
    """Keep the days on which somebody is not there. Raises Refusal for days recorded already."""
    overlapping = Absence.objects.filter(
        Q(until=None) | Q(until__gte=since), court_id=court_id, user_id=user_id
    )
    if until is not None:
        overlapping = overlapping.filter(since__lte=until)
    if overlapping.exists():
        raise Refusal("already_on_leave")
    return Absence.objects.create(
        court_id=court_id, user_id=user_id, since=since, until=until, kind=kind
    )


def prepare(plan: Plan, by: Actor, case_ids: Iterable[int]) -> HandOver:
    """A hand-over of these cases as a plan, with its draws; the days enter the absences first, so
    that nothing is drawn for who leaves. Raises Refusal."""
    if plan.leaving == plan.to:
        raise Refusal("same_person")
    with transaction.atomic():
        try:
            record_absence(plan.court_id, plan.leaving, plan.since, plan.until)
        except Refusal as known:
            if known.reason != "already_on_leave":
                raise
        made = HandOver.objects.create(
            court_id=plan.court_id, leaving_id=plan.leaving, since=plan.since, until=plan.until,
            to_id=plan.to, why=plan.why, by_id=by.person, role=by.role,
        )  # fmt: skip
        mine = set(candidates.in_hand(plan.court_id, plan.leaving))
        HandOverItem.objects.bulk_create(
            HandOverItem(hand_over=made, case_id=case_id, to_id=plan.to)
            for case_id in sorted(mine & set(case_ids))
        )
    if plan.to is None:
        draw_all(made, by)
    return made


def draw_all(made: HandOver, by: Actor) -> None:
    """A draw for each case that has neither one nor a named person; each in its own transaction,
    and each knows what the ones before it have given to whom."""
    more: dict[int, int] = {}
    for item in made.items.filter(state="waiting").select_related("draw"):
        if item.to_id is None and item.draw is None and needs_judge(item):
            try:
                item.draw = drawing.draw(item.case_id, by, more=more)
            except (Refusal, NotThere):
                continue  # the preview says what is in the way
            item.save(update_fields=["draw"])
        if item.draw is not None and (bench := drawing.result_of(item.draw)) is not None:
            more[bench.judge] = more.get(bench.judge, 0) + _points(item.draw)


def _points(draw: Draw) -> int:
    return Inputs.read(draw.inputs["judges"]).points


def parts(p: Proceeding, user_id: int) -> list[Role]:
    """What somebody does in a case."""
    return [Role(role) for user, role, recused in p.people if user == user_id and not recused]


def needs_judge(item: HandOverItem) -> bool:
    """Whether the one who leaves tries the case: those are drawn; others are named."""
    p = loading.look(item.case_id)
    return p is not None and bool(set(parts(p, item.hand_over.leaving_id)) & (TRIES - {_LAY}))


_LAY = Role.LAY_ASSESSOR


def coming(item: HandOverItem) -> int | None:
    """Who takes the case over: as named, else as drawn."""
    if item.to_id is not None:
        return item.to_id
    bench = drawing.result_of(item.draw) if item.draw is not None else None
    return bench.judge if bench else None


def name(item: HandOverItem, user_id: int) -> None:
    """One case of the plan goes to somebody by hand. Raises Refusal once it is done."""
    if item.state == "done":
        raise Refusal("handed_over_already")
    item.to_id, item.state, item.reason, item.said = user_id, "waiting", "", ""
    item.save(update_fields=["to", "state", "reason", "said"])


def obstacles(p: Proceeding, item: HandOverItem) -> list[tuple[str, str]]:
    """What stands in the way now, in both languages: the law, a leave, an office, a booked
    sitting."""
    user = coming(item)
    mine = parts(p, item.hand_over.leaving_id)
    if not mine:
        return []
    if user is None:
        return [("没有可以接替的人员，请指定", "nobody can be drawn: name somebody")]
    said: list[tuple[str, str]] = []
    if why := candidates.barred(p, [user]).get(user):
        said.append(OUT[why][:2])
    if candidates.absent(p, [user]):
        said.append(OUT["absent"][:2])
    offices = {candidates.office_of(part) for part in mine}
    said += [
        (f"没有{office.zh}职务", f"is no {office.en}")
        for office in sorted(offices)
        if not loading.holds_office(user, office, p.case.court_id)
    ]
    has = {role for other, role, recused in p.people if other == user and not recused}
    if has & set(candidates.BENCH) and set(mine) & TRIES:
        said.append(OUT["on_bench"][:2])
    return said + sitting.in_the_way(p, user)


def carry_out(made: HandOver, by: Actor) -> Came:
    """Hand over what is left, case by case. Whoever is cut off runs it again: what was done stays
    done, and is done once."""
    if made.begun_at is None:
        made.begun_at = timezone.now()
        made.save(update_fields=["begun_at"])
    for item in made.items.exclude(state="done").select_related("draw", "hand_over"):
        hand_over_one(item, by)
    return came(made)


def came(made: HandOver) -> Came:
    return one_by_one.came(made.items.all())


def _has_left(item: HandOverItem) -> bool:
    p = loading.look(item.case_id)
    return p is not None and not parts(p, item.hand_over.leaving_id)


def hand_over_one(item: HandOverItem, by: Actor) -> None:
    """One case, once: the key is that of the item and of whoever takes over."""
    leaving = item.hand_over.leaving_id
    p = loading.look(item.case_id)
    user = coming(item)
    data: dict[str, Any] = {"leaving": leaving, "inner_why": item.hand_over.why}
    by_draw = item.to_id is None and item.draw is not None
    data |= {"draw": item.draw_id} if by_draw else {"coming": user}
    key = f"hand-over:{item.pk}:{'draw' if by_draw else 'to'}:{item.draw_id if by_draw else user}"

    def hand_over() -> Done:
        if p is None:
            raise NotThere()
        return procedure.perform(item.case_id, ACT, by=by, data=data, key=key)

    # Somebody else may have been faster: whatever refused it followed from that.
    one_by_one.do(item, hand_over, is_over=lambda: _has_left(item))
