"""The demo courts and their people. All of them are made up and say so."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction

from cases.law.refusals import Refusal
from cases.law.roles import Role
from cases.models import ClockGroup, Court, Division, Grant, Room
from cases.proceeding import Actor
from courtflow.accounts.models import User
from mediation.models import Mediator, Organisation

GROUP = "demo"
PASSWORD = "courtflow-demo"
BASIC, UPPER, ELSEWHERE = "鲁9901", "鲁99", "鲁9902"

COURTS = (
    (UPPER, "演示市中级人民法院", "Demo City Intermediate Court", None),
    (BASIC, "演示区人民法院", "Demo District Court", UPPER),
)

STAFF = (
    ("clerk", Role.CLERK, "演示书记员 林一", "演示立案庭"),
    ("judge", Role.JUDGE, "演示法官 王二", "演示民一庭"),
    ("judge2", Role.JUDGE, "演示法官 周六", "演示民二庭"),
    ("judge3", Role.JUDGE, "演示法官 吴十", "演示民一庭"),
    ("judge4", Role.JUDGE, "演示法官 冯十一", "演示民一庭"),
    ("assistant", Role.JUDGE_ASSISTANT, "演示法官助理 陈十二", "演示民一庭"),
    ("assessor", Role.LAY_ASSESSOR, "演示人民陪审员 褚十三", None),
    ("assessor2", Role.LAY_ASSESSOR, "演示人民陪审员 卫十四", None),
    ("mediator", Role.MEDIATOR, "演示调解员 何三", "演示诉调对接中心"),
    ("officer", Role.EXECUTION_OFFICER, "演示执行员 郑四", "演示执行局"),
    ("chief", Role.DIVISION_CHIEF, "演示庭长 沈五", "演示民一庭"),
    ("president", Role.COURT_LEADER, "演示院长 秦七", None),
    ("oversight", Role.OVERSIGHT, "演示审管 苏八", "演示审判管理办公室"),
    ("admin", Role.SYSTEM_ADMIN, "演示管理员 丁九", None),
)
"""(username, role, name, division); the upper court's people are called ``upper_`` + username."""

ROOMS = (("第一法庭", 60, True), ("第二法庭", 30, True), ("第三法庭", 20, False))
"""(name, capacity, whether it can be joined online); every demo court has these."""

SENDS_MEDIATORS = "演示人民调解委员会"
"""The organisation on the register of every demo court; its mediators come from it."""

PARTIES = (
    ("plaintiff", "演示原告 赵甲"),
    ("defendant", "演示被告 钱乙"),
    ("lawyer", "演示律师 孙丙"),
)


INSISTED = "即使不是演示环境 / even where this is no demonstration"
"""What ``--into-this-database`` is for."""


class NoDemonstration(Refusal):
    """Made-up people have no business in a database where real ones work."""

    reason = "no_demonstration"
    words = (
        "这里不是演示环境（COURTFLOW_DEMO 未设为 1），不在此数据库中建立演示法院与账号。"
        "确需如此，请加 --into-this-database：演示账号将没有密码，也无法登录。",
        "This is no demonstration (COURTFLOW_DEMO is not 1): no demo courts and accounts are made "
        "in this database. To have them all the same give --into-this-database; the accounts "
        "then have no password and nobody can sign in with them.",
    )


class NameOfAnother(Refusal):
    """A real account must not come into the offices of the demo courts."""

    reason = "name_of_another"
    words = (
        "账号“{name}”已属于他人，演示法院不能使用，未建立任何演示数据。",
        "The account {name!r} is somebody else's: the demo courts cannot have it, and nothing of "
        "the demo was made.",
    )


def only_in_a_demonstration(insisted: bool) -> None:
    """Raises NoDemonstration where demo people do not belong and nobody insisted on them."""
    if not (settings.DEMO or insisted):
        raise NoDemonstration()


@dataclass
class Cast:
    """The people of the demo courts, by court code and role, as actors."""

    group: ClockGroup
    courts: dict[str, Court]
    staff: dict[tuple[str, str], Actor]
    users: dict[str, User]

    def actor(self, court: str, role: Role) -> Actor:
        return self.staff[court, role.value]

    def party(self, username: str) -> Actor:
        return Actor(self.users[username].pk, "litigant")


@transaction.atomic
def cast() -> Cast:
    """The demo group, its courts and people; made where they are missing, all or none."""
    group, _ = ClockGroup.objects.get_or_create(
        name=GROUP, defaults={"label": "演示法院 Demo courts", "is_training": True}
    )
    courts: dict[str, Court] = {}
    for code, name, name_en, upper in COURTS:
        courts[code], _ = Court.objects.get_or_create(
            code=code,
            defaults={
                "name": name,
                "name_en": name_en,
                "group": group,
                "upper": courts.get(upper) if upper else None,
            },
        )
        for room, capacity, online in ROOMS:
            Room.objects.get_or_create(
                court=courts[code], name=room, defaults={"capacity": capacity, "is_online": online}
            )
    users = {name: _user(name, shown) for name, shown in PARTIES}
    staff: dict[tuple[str, str], Actor] = {}
    for code, court in courts.items():
        for name, role, shown, division in STAFF:
            username = name if code == BASIC else f"upper_{name}"
            user = users[username] = _user(username, shown if code == BASIC else f"{shown}(中院)")
            Grant.objects.get_or_create(
                user=user,
                court=court,
                role=role.value,
                defaults={
                    "division": Division.objects.get_or_create(court=court, name=division)[0]
                    if division
                    else None
                },
            )
            staff.setdefault((code, role.value), Actor(user.pk, role.value))
            if role is Role.MEDIATOR:
                _send(court, user)
    return Cast(group, courts, staff, users)


def _send(court: Court, user: User) -> None:
    """Put somebody on the register, sent by the organisation."""
    sends, _ = Organisation.objects.get_or_create(court=court, name=SENDS_MEDIATORS)
    Mediator.objects.get_or_create(court=court, user=user, defaults={"organisation": sends})


_HASH: list[str] = []


def _user(username: str, shown: str) -> User:
    user, _ = User.objects.get_or_create(
        username=username,
        defaults={"display_name": shown, "is_demo": True, "password": _password()},
    )
    if not (settings.DEMO or user.is_demo):
        raise NameOfAnother(name=username)
    return user


def _password() -> str:
    """The published one, which opens nothing but a demonstration; elsewhere none."""
    if not settings.DEMO:
        return make_password(None)
    if not _HASH:
        _HASH.append(make_password(PASSWORD))
    return _HASH[0]
