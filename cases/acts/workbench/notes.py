"""Writing, changing and taking away private notes; nothing of it is an act of the case."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from cases.law.refusals import Conflict, NotAllowed, NotThere
from cases.law.roles import Role
from cases.models import PrivateNote
from cases.policy import Standing

TEAM = frozenset({
    Role.JUDGE, Role.JUDGE_ASSISTANT, Role.CLERK, Role.PANEL_MEMBER, Role.PRESIDING_JUDGE,
    Role.LAY_ASSESSOR, Role.EXECUTION_OFFICER,
})  # fmt: skip
"""Who, named in a case, tries it or helps to."""
LONGEST = 5000


def is_of_team(standings: Iterable[Standing]) -> bool:
    """Whether somebody who stands to a case like this is named in it and works on it now."""
    return any(one.relation == "assigned" and one.in_charge & TEAM for one in standings)


def readable(case_id: int, user_id: int, standings: Iterable[Standing]) -> QuerySet[PrivateNote]:
    """The notes that somebody reads today: their own, and the team's as long as they are in it. Of
    parties nobody asks: they have none, and read none."""
    found = list(standings)
    if any(one.relation == "party" for one in found):
        return PrivateNote.objects.none()
    mine = Q(author_id=user_id)
    seen = mine | Q(for_team=True) if is_of_team(found) else mine
    return PrivateNote.objects.filter(seen, case_id=case_id).select_related("author")


def write(
    case_id: int, user_id: int, standings: Iterable[Standing], text: str, *, for_team: bool
) -> PrivateNote:
    """A new note. Raises NotAllowed for a party, and for a note to a team one is not in."""
    found = list(standings)
    if any(one.relation == "party" for one in found) or (for_team and not is_of_team(found)):
        raise NotAllowed()
    return PrivateNote.objects.create(
        case_id=case_id, author_id=user_id, for_team=for_team, text=text
    )


def change(case_id: int, note_id: int, user_id: int, text: str, seen: int) -> None:
    """One's own note says something else. Raises NotThere, and Conflict where another window of
    the author has changed it since version ``seen``."""
    mine = _mine(case_id, note_id, user_id)
    now = timezone.now()
    if not mine.filter(version=seen).update(text=text, version=F("version") + 1, changed_at=now):
        raise Conflict()


def delete(case_id: int, note_id: int, user_id: int) -> None:
    """Take one's own note away, for good. Raises NotThere."""
    _mine(case_id, note_id, user_id).delete()


def _mine(case_id: int, note_id: int, user_id: int) -> QuerySet[PrivateNote]:
    mine = PrivateNote.objects.filter(pk=note_id, case_id=case_id, author_id=user_id)
    if not mine.exists():
        raise NotThere()
    return mine
