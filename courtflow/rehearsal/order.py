"""The demo courts' order of assignment: divisions, teams, shares, one leave, and a made-up wage."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from cases.law.roles import Role
from cases.models import Absence, AverageWage, Court, Division, Seat, Team, TeamMember
from courtflow.rehearsal.people import BASIC, Cast

DIVISIONS = {
    "演示民一庭": ["L1-1", "L1-2", "L1-3", "L1-4", "L1-7", "L1-10", "L1-12"],
    "演示民二庭": ["L1-4", "L1-5", "L1-6", "L1-8", "L1-9"],
}
TEAMS = (
    ("演示王二团队", "演示民一庭", (("judge", Role.JUDGE), ("assistant", Role.JUDGE_ASSISTANT),
                                    ("clerk", Role.CLERK))),
    ("演示周六团队", "演示民二庭", (("judge2", Role.JUDGE), ("clerk", Role.CLERK))),
    ("演示吴十团队", "演示民一庭", (("judge3", Role.JUDGE), ("assistant", Role.JUDGE_ASSISTANT),
                                    ("clerk", Role.CLERK))),
)  # fmt: skip
HALF, AWAY = "judge3", "judge4"
SINCE = date(2020, 1, 1)
WAGE, SOURCE = Decimal(100_000), "演示数据，非公布数字 (made up for the demo)"


def lay_down(cast: Cast, today: date) -> None:
    """Whatever of it is missing; ``today`` by the demo's clock, for the leave."""
    for court in cast.courts.values():
        _divisions(court)
    AverageWage.objects.get_or_create(
        province=BASIC[:1], year=2020, defaults={"amount": WAGE, "citation": SOURCE}
    )
    court = cast.courts[BASIC]
    for name, division, members in TEAMS:
        team, _ = Team.objects.get_or_create(
            court=court, name=name,
            defaults={"division": Division.objects.get(court=court, name=division)},
        )  # fmt: skip
        for username, role in members:
            TeamMember.objects.get_or_create(
                team=team, user=cast.users[username], role=role.value, defaults={"since": SINCE}
            )
    Seat.objects.get_or_create(court=court, user=cast.users[HALF], defaults={"share": 50})
    if not Absence.objects.filter(court=court, user=cast.users[AWAY]).exists():
        Absence.objects.create(
            court=court, user=cast.users[AWAY], since=today - timedelta(days=3),
            until=today + timedelta(days=25),
        )  # fmt: skip


def _divisions(court: Court) -> None:
    for name, causes in DIVISIONS.items():
        Division.objects.filter(court=court, name=name, causes=[]).update(causes=causes)
