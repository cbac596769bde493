"""A judge leaves acts of preparation to the assistant or the clerk of the team, for a time."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from django.db.models import Q
from django.utils import timezone

from cases.law.delegating import DELEGABLE, DELEGATES, MOST_DAYS
from cases.law.refusals import NotAllowed, Refusal
from cases.law.roles import Role
from cases.models import Delegation, TeamMember


def team_places(court_id: int, judge_id: int, on: date) -> list[TeamMember]:
    """The assistants and clerks of the teams in which somebody is a judge on a day."""
    live = Q(since__lte=on) & (Q(until=None) | Q(until__gte=on))
    places = TeamMember.objects.filter(live, team__court_id=court_id)
    mine = places.filter(user_id=judge_id, role=Role.JUDGE.value).values("team_id")
    helpers = places.filter(team_id__in=mine, role__in=[role.value for role in DELEGATES])
    return list(helpers.exclude(user_id=judge_id).select_related("user", "team"))


def delegate(
    judge_id: int, place: TeamMember, acts: Iterable[str], since: date, until: date
) -> Delegation:
    """Leave these acts to a member of the team from one day to another, both included.

    Raises Refusal: acts that decide, days the wrong way round or too many, nobody of the team.
    """
    wanted = list(dict.fromkeys(acts))
    if not wanted or not set(wanted) <= set(DELEGABLE):
        raise NotAllowed("not_delegable")
    if place.pk not in {one.pk for one in team_places(place.team.court_id, judge_id, since)}:
        raise NotAllowed("not_of_team")
    if until < since or until - since > timedelta(days=MOST_DAYS):
        raise Refusal("delegated_too_long", days=MOST_DAYS)
    return Delegation.objects.create(
        court_id=place.team.court_id, team_id=place.team_id, judge_id=judge_id,
        to_id=place.user_id, role=place.role, acts=wanted, since=since, until=until,
    )  # fmt: skip


def revoke(judge_id: int, delegation_id: int) -> bool:
    """Take it back at once; what was done under it stays. False where it is not this judge's."""
    mine = Delegation.objects.filter(pk=delegation_id, judge_id=judge_id, revoked_at=None)
    return bool(mine.update(revoked_at=timezone.now()))
