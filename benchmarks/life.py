"""The life that the benchmark's cases lead: 30 acts of people, 26 moves, all in one day.

Filed, corrected, mediated in vain, tried in small claims, executed, archived. Nothing in it has
to wait for time to pass, so every step is one act of one person in one transaction.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import Decimal
from itertools import count
from typing import Any
from uuid import uuid4

from cases import procedure
from cases.acts.filing.registering import NewCase, NewParty, file_case
from cases.law.calendar import NATIONAL
from cases.law.causes import find
from cases.law.periods import SHANGHAI
from cases.law.procedures import Procedure
from cases.law.roles import Role
from cases.law.sittings import next_working
from cases.models import ClockGroup, Court, Grant, Room
from cases.proceeding import Actor
from courtflow.accounts.models import User

STAFF = {
    "C": Role.CLERK,
    "M": Role.MEDIATOR,
    "J": Role.JUDGE,
    "O": Role.EXECUTION_OFFICER,
    "S": Role.COURT_LEADER,
}
WHY = "演示说明:本案情况均为虚构。"


@dataclass(frozen=True)
class People:
    """One court and the people who act in it; L and D are the plaintiff and the defendant."""

    court: Court
    actors: dict[str, Actor]


def make_court(number: int) -> People:
    """A court in real time with one room and one person in each office."""
    group, _ = ClockGroup.objects.get_or_create(name="bench", defaults={"label": "bench"})
    court = Court.objects.create(code=f"京{number:04}", name=f"演示法院{number}", group=group)
    Room.objects.create(court=court, name="一")
    actors = {}
    for letter, role in STAFF.items():
        user = User.objects.create(username=f"bench-{role.value}-{number}", is_demo=True)
        Grant.objects.create(user=user, court=court, role=role.value)
        actors[letter] = Actor(user.pk, role.value)
    for letter, name in (("L", "plaintiff"), ("D", "defendant")):
        user = User.objects.create(username=f"bench-{name}-{number}", is_demo=True)
        actors[letter] = Actor(user.pk, Role.LITIGANT.value)
    return People(court, actors)


def file_one(people: People) -> int:
    """A new case at filing review; answers its id."""
    actors = people.actors
    new = NewCase(
        court=people.court, cause_code=find("民间借贷纠纷").code, amount=Decimal(48000),
        procedure=Procedure.SMALL_CLAIMS, facts=WHY,
        parties=[
            NewParty("plaintiff", "演示原告赵某", user_id=actors["L"].user_id),
            NewParty("defendant", "演示被告钱某", user_id=actors["D"].user_id),
        ],
    )  # fmt: skip
    return file_case(new, by=actors["L"]).case_id


Data = dict[str, Any]
_SOON = timedelta(days=40)
_MANY = 300_000


def _sittings() -> Iterator[datetime]:
    """Ever another ten minutes, so that no two cases want the same; other processes other years."""
    for number in count(os.getpid() * 7919):
        day, slot = divmod(number % _MANY, 100)
        on = next_working((datetime.now(SHANGHAI) + _SOON).date() + timedelta(days=day), NATIONAL)
        yield datetime.combine(on, time(1), SHANGHAI) + timedelta(minutes=10 * slot)


_SITTINGS = _sittings()

LIFE: tuple[tuple[str, str, Callable[[People], Data]], ...] = (
    ("return_for_correction", "C", lambda p: {"defects": WHY, "days": 7}),
    ("submit_correction", "L", lambda p: {"note": WHY}),
    ("refer_to_mediation", "C", lambda p: {}),
    ("appoint_mediator", "C", lambda p: {"mediator": p.actors["M"].user_id}),
    ("accept_mediation", "M", lambda p: {}),
    ("publish_agreement", "M", lambda p: {"terms": WHY}),
    ("end_mediation", "C", lambda p: {"why": WHY}),
    ("pay_fee", "L", lambda p: {}),
    ("assign", "C", lambda p: {"judge": p.actors["J"].user_id, "inner_why": WHY}),
    ("serve_complaint", "C", lambda p: {"party": 2, "way": "direct"}),
    ("file_answer", "D", lambda p: {"answer": WHY}),
    ("waive_periods", "D", lambda p: {}),
    ("fix_hearing", "C", lambda p: {"hearing_at": next(_SITTINGS), "minutes": 10, "room": "一"}),
    ("close_hearing_sole", "J", lambda p: {}),
    ("sign_judgment", "J", lambda p: {}),
    ("pronounce", "J", lambda p: {"manner": "in_court", "performance_days": 10}),
    ("serve_judgment", "C", lambda p: {"party": 1, "way": "electronic"}),
    ("serve_judgment", "C", lambda p: {"party": 2, "way": "direct"}),
    ("apply_execution", "L", lambda p: {"amount": "48000"}),
    ("register_execution", "C", lambda p: {"officer": p.actors["O"].user_id}),
    ("issue_execution_notice", "O", lambda p: {}),
    ("inquire_assets", "O", lambda p: {}),
    ("seize", "O", lambda p: {"kind": "movable_seized", "asset": "演示财产"}),
    ("commission_valuation", "O", lambda p: {}),
    ("fix_price", "O", lambda p: {"amount": "50000"}),
    ("value_again", "O", lambda p: {"why": WHY}),
    ("receive_money", "O", lambda p: {"amount": "48000"}),
    ("pay_out", "O", lambda p: {"amount": "48000"}),
    ("begin_archiving", "C", lambda p: {}),
    ("archive", "C", lambda p: {"note": WHY}),
)


def lead(people: People, case_id: int, version: int = 1) -> Iterator[procedure.Done]:
    """Lead one case through its life, an act each time; like a page, with version and key."""
    for act, who, data in LIFE:
        done = procedure.perform(
            case_id, act, by=people.actors[who], data=data(people), version=version,
            key=uuid4().hex,
        )  # fmt: skip
        version = done.version
        yield done
