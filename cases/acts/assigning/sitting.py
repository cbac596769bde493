"""Sittings to come, when somebody else takes part in them: who is released, who is taken up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from cases.acts.hearings import occupying
from cases.law.roles import Role
from cases.models import Hearing, Occupancy
from cases.proceeding import Proceeding

SITS = frozenset({Role.JUDGE, Role.LAY_ASSESSOR, Role.CLERK})
"""Whose time a sitting takes up for the court."""


def to_come(p: Proceeding) -> list[Hearing]:
    """The sittings of the case that have not begun, with a known end."""
    found = Hearing.objects.filter(
        case_id=p.case.pk, result="", ends_at__isnull=False, starts_at__gt=p.at
    )
    return list(found.order_by("starts_at", "pk"))


def swap(p: Proceeding, gone: Iterable[int], coming: Mapping[int, str]) -> None:
    """Release some from the sittings to come and take up others, by the role each sits in.

    Raises Refusal (sitting_clash) with what stands in the way, and then nothing has changed.
    """
    hearings = to_come(p)
    if not hearings:
        return
    leaving = list(gone)
    occupying.lock([], [*leaving, *coming])
    Occupancy.objects.filter(hearing__in=hearings, user_id__in=leaving).delete()
    for hearing in hearings:
        assert hearing.ends_at is not None
        new = {user: role for user, role in coming.items()
               if not Occupancy.objects.filter(hearing=hearing, user_id=user).exists()}  # fmt: skip
        found = occupying.in_the_way(None, new, hearing.starts_at, hearing.ends_at)
        occupying.refuse(found, dict(new))
        Occupancy.objects.bulk_create(
            Occupancy(user_id=user, role=role, hearing=hearing, starts_at=hearing.starts_at,
                      ends_at=hearing.ends_at)
            for user, role in sorted(new.items())
        )  # fmt: skip


def in_the_way(p: Proceeding, user: int) -> list[tuple[str, str]]:
    """What would keep somebody from the sittings to come, in words; nothing of whose case."""
    said = []
    for hearing in to_come(p):
        assert hearing.ends_at is not None
        found = occupying.in_the_way(None, [user], hearing.starts_at, hearing.ends_at)
        others = found.exclude(hearing=hearing).select_related("room", "user", "closure")
        said += [occupying.words(one, {}) for one in others.order_by("starts_at", "pk")]
    return said
