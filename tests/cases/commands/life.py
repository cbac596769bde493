"""A small training court with its people, and cases led through it day by day."""

from __future__ import annotations

import io
import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.management import CommandError, call_command

from cases import procedure
from cases.acts.filing.registering import NewCase, NewParty, file_case
from cases.law.causes import find
from cases.law.periods import SHANGHAI
from cases.models import ClockGroup, Court, Grant
from cases.proceeding import Actor
from courtflow.accounts.models import User


def moment(day: str, hour: int = 10) -> datetime:
    return datetime.fromisoformat(day).replace(hour=hour, tzinfo=SHANGHAI)


@dataclass
class World:
    """Two courts on one training clock, one of their people in each office."""

    group: ClockGroup
    court: Court
    upper: Court
    people: dict[str, Actor]

    def file(self, day: str = "2025-01-06", **about: Any) -> Life:
        """A complaint about a loan, filed by the litigant Zhang on a day."""
        litigant = self.people["litigant"]
        new = NewCase(
            court=about.pop("court", self.court),
            cause_code=find("民间借贷纠纷").code,
            parties=[
                NewParty("plaintiff", "张一", user_id=litigant.user_id),
                NewParty("defendant", "李二"),
            ],
            amount=about.pop("amount", 100_000),
            facts="借款未还。",
            **about,
        )
        done = file_case(new, by=litigant, at=moment(day, 9))
        return Life(self, done.case_id)


@dataclass
class Life:
    """One case; each act names its day."""

    world: World
    case_id: int

    def do(self, day: str, act: str, by: str, **data: Any) -> procedure.Done:
        return procedure.perform(
            self.case_id, act, by=self.world.people[by], data=data, at=moment(day)
        )

    def to_service(self, procedure_: str = "summary") -> Life:
        """Registered, paid and assigned: it waits for the complaint to be served."""
        judge = self.world.people["judge"].user_id
        self.do("2025-01-06", "register", "clerk", procedure=procedure_)
        self.do("2025-01-08", "pay_fee", "litigant")
        self.do("2025-01-09", "assign", "clerk", judge=judge, inner_why="指定")
        return self

    def to_hearing(self) -> Life:
        """Served, both periods run out, a hearing fixed."""
        self.to_service()
        self.do("2025-01-14", "serve_complaint", "clerk", party=2, way="direct",
                on=date(2025, 1, 14))  # fmt: skip
        self.do("2025-02-07", "fix_hearing", "judge", hearing_at=moment("2025-02-17"), room="一")
        return self

    def to_execution(self) -> Life:
        """Judged, in effect by the passing of time, and in execution with a noted remark."""
        officer = self.world.people["execution_officer"].user_id
        self.to_hearing()
        self.do("2025-02-17", "close_hearing", "judge")
        self.do("2025-02-25", "sign_judgment", "judge")
        self.do("2025-02-26", "pronounce", "judge", manner="in_court", result="judgment")
        for party in (1, 2):
            self.do("2025-02-28", "serve_judgment", "clerk", party=party, way="direct")
        self.do("2025-04-02", "apply_execution", "litigant", amount="100000")
        self.do("2025-04-03", "register_execution", "clerk", officer=officer)
        self.do("2025-04-04", "add_note", "clerk", note="当事人来电。")
        return self


OFFICES = (
    "clerk", "judge", "execution_officer", "mediator", "court_leader", "oversight",
    "judge_assistant", "lay_assessor",
)  # fmt: skip


def make_world(code: str = "鲁97", *, training: bool = True) -> World:
    group = ClockGroup.objects.create(name=f"clock of {code}", is_training=training)
    upper = Court.objects.create(code=code, name="某中级人民法院", group=group)
    court = Court.objects.create(code=f"{code}01", name="某区人民法院", group=group, upper=upper)
    people = {}
    for office in OFFICES:
        user = User.objects.create(username=f"{office} of {code}")
        for where in (court, upper):
            Grant.objects.create(user=user, court=where, role=office)
        people[office] = Actor(user.pk, office)
    people["litigant"] = Actor(User.objects.create(username=f"Zhang of {code}").pk, "litigant")
    return World(group, court, upper, people)


def ask(command: str, *arguments: object, **options: Any) -> Any:
    """What a command prints as JSON."""
    out = io.StringIO()
    call_command(command, *map(str, arguments), "--json", stdout=out, **options)
    return json.loads(out.getvalue())


def failing(command: str, *arguments: object) -> tuple[str, Any]:
    """The refusal of a command that fails, and the JSON it printed before."""
    out = io.StringIO()
    try:
        call_command(command, *map(str, arguments), "--json", stdout=out)
    except CommandError as error:
        assert error.returncode == 1
        assert "Traceback" not in str(error)
        return str(error), json.loads(out.getvalue()) if out.getvalue() else None
    raise AssertionError(f"{command} {arguments} did not fail: {out.getvalue()}")
