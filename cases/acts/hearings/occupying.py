"""Occupying: rooms and people taken up by sittings, no two of the same at one time.

The database refuses two that overlap (``Occupancy``). Before it has to, whoever books takes the
locks of all they need, in one order, and so reads for certain what stands in the way.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from cases import loading, trips
from cases.law.periods import SHANGHAI
from cases.law.refusals import Refusal
from cases.law.roles import IN_ITS_PLACE, Role
from cases.models import Hearing, Occupancy, Room, RoomClosure
from cases.proceeding import Proceeding
from cases.queries import Query, one_of

_ROOMS, _PEOPLE = 4401, 4402
"""Classes of the advisory locks."""
_MOST = 2**31
_LOCK = "SELECT pg_advisory_xact_lock($1::int, $2::int)"
_FREE = """
DELETE FROM cases_occupancy WHERE hearing_id IN (SELECT id FROM cases_hearing WHERE case_id = $1)
"""


def lock(rooms: Iterable[int], people: Iterable[int]) -> None:
    """Nobody else books any of these before this transaction ends."""
    keys = [(_ROOMS, pk % _MOST) for pk in rooms] + [(_PEOPLE, pk % _MOST) for pk in people]
    wanted = sorted(set(keys))
    if wanted:
        trips.run([(_LOCK, key) for key in wanted])  # one after the other, in one round trip


_TAKEN = Query(
    lambda room, people, starts_at, ends_at: Occupancy.objects.filter(
        Q(room_id=room) | Q(user_id=one_of(people)), starts_at__lt=ends_at, ends_at__gt=starts_at
    ).values_list("pk", flat=True)
)  # fmt: skip


def in_the_way(
    room: int | None, people: Iterable[int], starts_at: datetime, ends_at: datetime
) -> QuerySet[Occupancy]:
    """What takes up the room or one of the people in that time."""
    return Occupancy.objects.filter(
        Q(room_id=room, room__isnull=False) | Q(user_id__in=list(people)),
        starts_at__lt=ends_at, ends_at__gt=starts_at,
    )  # fmt: skip


def occupy(p: Proceeding, hearing: Hearing, room: Room, people: dict[int, str]) -> None:
    """Take up the room and the people, by id with the role each sits in, for a new sitting.

    Raises Refusal naming what is taken and when, and nothing of the case that took it.
    """
    assert hearing.ends_at is not None
    lock([room.pk], people)
    if taken := _TAKEN(room.pk, list(people), hearing.starts_at, hearing.ends_at):
        refuse(Occupancy.objects.filter(pk__in=taken), people)
    loading.save(hearing)
    times = {"hearing": hearing, "starts_at": hearing.starts_at, "ends_at": hearing.ends_at}
    p.keep(Occupancy(room=room, **times))
    for user, role in sorted(people.items()):
        p.keep(Occupancy(user_id=user, role=role, **times))


def refuse(found: QuerySet[Occupancy], people: dict[int, str]) -> None:
    """Say of each thing that stands in the way what it is and when."""
    blocking = found.select_related("room", "user", "closure").order_by("starts_at", "pk")
    if said := [words(one, people) for one in blocking]:
        raise Refusal(
            "sitting_clash", what_zh="；".join(zh for zh, _ in said),
            what_en="; ".join(en for _, en in said),
        )  # fmt: skip


def words(one: Occupancy, people: dict[int, str]) -> tuple[str, str]:
    """What is taken and when, in both languages."""
    when = span(one.starts_at, one.ends_at)
    if one.room is not None and one.closure is not None:
        name, why = one.room.name, one.closure.reason
        return f"{name} {when} 停用（{why}）", f"{name} closed {when} ({why})"
    if one.room is not None:
        return f"{one.room.name} {when} 已有庭审", f"{one.room.name} taken {when}"
    role = Role(people.get(one.user_id or 0) or one.role)
    return f"{role.zh}{one.user} {when} 另有庭审", f"{role.en} {one.user} sits elsewhere {when}"


def span(starts_at: datetime, ends_at: datetime) -> str:
    """The local times; the day stands once where it is the same."""
    begins, ends = starts_at.astimezone(SHANGHAI), ends_at.astimezone(SHANGHAI)
    shape = "%H:%M" if begins.date() == ends.date() else "%Y-%m-%d %H:%M"
    return f"{begins:%Y-%m-%d %H:%M}–{ends:{shape}}"


def take_in(case_id: int, user_id: int, authority: str) -> None:
    """An agent who comes in after the hearing was fixed is taken up by it too.

    One who sits elsewhere then stays free here, for nobody is kept out of a case by that: it is
    theirs to ask for another day (CPL 149).
    """
    coming = Hearing.objects.filter(case_id=case_id, result="", ends_at__isnull=False)
    hearing = coming.order_by("-seq").first()
    if hearing is None or hearing.ends_at is None or authority in IN_ITS_PLACE:
        return
    lock([], [user_id])
    if not in_the_way(None, [user_id], hearing.starts_at, hearing.ends_at).exists():
        Occupancy.objects.create(
            user_id=user_id, role=Role.AGENT.value, hearing=hearing, starts_at=hearing.starts_at,
            ends_at=hearing.ends_at,
        )  # fmt: skip


def free(**which: object) -> None:
    """Nothing is taken up any more by these sittings."""
    Occupancy.objects.filter(hearing__isnull=False, **which).delete()


def free_all_of(case_id: int) -> None:
    """Nothing is taken up any more by the sittings of a case."""
    trips.run([(_FREE, [case_id])])


def close(room: Room, starts_at: datetime, ends_at: datetime, reason: str) -> RoomClosure:
    """Nobody sits in the room for a time. Raises Refusal where somebody is going to."""
    with transaction.atomic():
        lock([room.pk], [])
        refuse(in_the_way(room.pk, [], starts_at, ends_at), {})
        closure = RoomClosure.objects.create(
            room=room, starts_at=starts_at, ends_at=ends_at, reason=reason
        )
        Occupancy.objects.create(room=room, closure=closure, starts_at=starts_at, ends_at=ends_at)
        return closure
