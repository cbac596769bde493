"""A small court with named people, for the tests of the pages."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pyotp
from django.test import Client

from cases import loading, procedure
from cases.acts.filing import registering
from cases.acts.papers import reading
from cases.law.causes import find
from cases.law.periods import SHANGHAI
from cases.law.roles import Role
from cases.models import CaseRole, ClockGroup, Court, Document, Grant, Reading
from cases.proceeding import Actor
from courtflow.accounts import door, second_factor
from courtflow.accounts.models import Factor, User

PASSWORD = "a password of these tests"
LOAN = find("民间借贷纠纷").code
STAFF = (
    Role.CLERK, Role.MEDIATOR, Role.JUDGE, Role.EXECUTION_OFFICER, Role.DIVISION_CHIEF,
    Role.COURT_LEADER, Role.OVERSIGHT, Role.SYSTEM_ADMIN, Role.AUDIT_ADMIN,
)  # fmt: skip


@dataclass
class World:
    """A training court, an upper court, one person of every role, and two parties."""

    court: Court
    upper: Court
    people: dict[str, User] = field(default_factory=dict)

    def __getitem__(self, name: str) -> User:
        return self.people[name]

    def actor(self, name: str, role: str = "") -> Actor:
        return Actor(self[name].pk, role or (name if name in set(Role) else "litigant"))

    def client(self, name: str, language: str = "zh-hans") -> Client:
        """A browser in which this person has signed in."""
        client = Client(headers={"accept-language": language})
        user = User.objects.select_related("factor").get(pk=self[name].pk)
        client.force_login(user)
        if user.second_factor is not None:
            session = client.session
            session[door.ENTERED] = user.second_factor.pk
            session.save()
        return client

    def app(self, name: str) -> pyotp.TOTP:
        """The authenticator app of this person, whose account knows it."""
        app = pyotp.TOTP(second_factor.new_secret())
        Factor.objects.create(user=self[name], secret=app.secret, last_step=0)
        self.people[name] = User.objects.get(pk=self[name].pk)
        return app

    def password(self, name: str) -> str:
        """This person's password, from now on."""
        self[name].set_password(PASSWORD)
        self[name].save()
        return PASSWORD

    def file(self, **changes: Any) -> int:
        """A case filed by alice against bob, with carol as agent of bob."""
        parties = [
            registering.NewParty("plaintiff", "爱丽丝", id_number="11010519491231002X",
                            phone="13812345678", user_id=self["alice"].pk),
            registering.NewParty("defendant", "鲍勃", user_id=self["bob"].pk),
        ]  # fmt: skip
        new = registering.NewCase(
            court=self.court, cause_code=LOAN, parties=parties, amount=100000,
            facts="借款未还。", claims="请求判令还款。",
        )  # fmt: skip
        for name, value in changes.items():
            setattr(new, name, value)
        return registering.file_case(new, by=self.actor("alice")).case_id

    def put(self, case_id: int, place: str, **fields: Any) -> None:
        """Let a case stand somewhere without living through all that leads there."""
        [p] = loading.load([case_id])
        p.case.__dict__["stands_at"] = place
        p._changed.update(stands_at=place)
        p.set(version=p.case.version + 1, **fields)
        p.log("add_note", Actor.time())
        procedure.finish([p])

    def name(self, case_id: int, who: str, role: Role, **more: Any) -> None:
        """Somebody's part in a case."""
        CaseRole.objects.create(
            case_id=case_id, user=self[who], role=role.value, since_seq=1, **more
        )

    def says_why(self, case_id: int, who: str, kind: str = "outside") -> Reading:
        """This person gives a reason to read: the case for today, or the inner volume for now."""
        code = {"outside": "oversight", "inner": "deliberate"}[kind]
        return reading.give(case_id, self[who].pk, kind, code, "这些测试要看")

    def act(self, case_id: int, act: str, who: str, role: str = "", **data: Any) -> procedure.Done:
        return procedure.perform(case_id, act, by=self.actor(who, role), data=data)


REAL = {"alice": "爱丽丝", "bob": "鲍勃"}
"""The names that the register knows of those who file in person."""


def build() -> World:
    group = ClockGroup.objects.create(name="web", label="演练", is_training=True)
    upper = Court.objects.create(code="鲁95", name="上级法院", name_en="Upper Court", group=group)
    court = Court.objects.create(
        code="鲁9501", name="本院", name_en="This Court", group=group, upper=upper
    )
    elsewhere = Court.objects.create(code="鲁9502", name="他院", name_en="Other", group=group)
    world = World(court, upper)
    now = datetime.now(SHANGHAI)
    yesterday = now.date() - timedelta(days=1)
    offices = [(role.value, court, role, None) for role in STAFF]
    offices += [
        ("judge2", court, Role.JUDGE, None),
        ("clerk_elsewhere", elsewhere, Role.CLERK, None),
        ("former_clerk", court, Role.CLERK, yesterday),
    ]
    names = ["alice", "bob", "carol", "stranger", *(name for name, *_ in offices)]
    made = User.objects.bulk_create(
        User(username=n, display_name=n.title(), real_name=REAL.get(n, n.title()), verified_at=now)
        for n in names
    )
    world.people.update({user.username: user for user in made})
    Grant.objects.bulk_create(
        Grant(user=world[name], court=where, role=role.value, valid_until=until)
        for name, where, role, until in offices
    )
    return world


def person(name: str, court: Court, role: Role) -> User:
    """One more person with an office."""
    user = User.objects.create(username=name, display_name=name.title())
    Grant.objects.create(user=user, court=court, role=role.value)
    return user


def moment(text: str, hour: int = 9) -> datetime:
    return datetime.fromisoformat(text).replace(hour=hour, tzinfo=SHANGHAI)


def paper(case_id: int) -> int:
    """A paper of the case's main volume."""
    return Document.objects.main().filter(case_id=case_id).values_list("pk", flat=True)[0]
