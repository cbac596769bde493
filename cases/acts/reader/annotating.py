"""Annotations and bookmarks: who writes them and who reads them; nothing of it is an act."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from cases.acts.workbench.notes import is_of_team
from cases.law.refusals import BadValue, Conflict, NotAllowed, NotThere
from cases.models import Annotation
from cases.policy import Standing

KINDS: dict[str, tuple[str, str]] = {
    "remark": ("批注", "Remark"),
    "question": ("疑问", "Question"),
    "important": ("要点", "Important"),
}
"""What an annotation with words is; told apart by word and shape, not by colour."""
BOOKMARK = "bookmark"
LONGEST = 2000
LONGEST_QUOTE = 1000
"""Characters."""
FARTHEST = 20_000
"""Points; above the side of every page that is shown."""


@dataclass(frozen=True)
class Spot:
    """A page of a paper, and where on it: left, top, width and height in points of the page as it
    is turned. ``quoted`` are its words."""

    document_id: int
    page: int
    area: tuple[float, float, float, float] | None = None
    quoted: str = ""

    @property
    def is_sound(self) -> bool:
        fits = self.area is None or all(0 <= one <= FARTHEST for one in self.area)
        return self.page >= 1 and fits


def party_nos(standings: Iterable[Standing]) -> tuple[int, ...]:
    """The parties for whom somebody reads; none for the court's people."""
    return tuple(no for one in standings if one.relation == "party" for no in one.party_nos)


def readable(case_id: int, user_id: int, standings: Iterable[Standing]) -> QuerySet[Annotation]:
    """The annotations that somebody reads today, on whichever paper: their own, and those of their
    team or side. What was written for a party is gone with the right to read for it."""
    found = list(standings)
    nos, mine = party_nos(found), Q(author_id=user_id)
    if any(one.relation == "party" for one in found):
        seen = Q(party_no__in=nos) & (mine | Q(audience="side"))
    else:
        team = Q(audience="team") if is_of_team(found) else Q(pk__in=())
        seen = Q(party_no=None) & (mine | team)
    return Annotation.objects.filter(seen, case_id=case_id).select_related("author")


def audiences(standings: Iterable[Standing]) -> list[str]:
    """For whom somebody may write: ``private``, ``team``, ``side:1`` for the people of a party."""
    found = list(standings)
    if nos := party_nos(found):
        return ["private", *(f"side:{no}" for no in nos)]
    return ["private", "team"] if is_of_team(found) else ["private"]


def write(
    case_id: int, user_id: int, standings: Iterable[Standing], spot: Spot, *,
    kind: str, text: str = "", audience: str = "private",
) -> Annotation:  # fmt: skip
    """A new annotation. The caller has made sure that the writer reads the paper.

    Raises NotAllowed for readers who are not the writer's, BadValue for a place that no page has.
    """
    found = list(standings)
    if audience not in audiences(found) or kind not in {*KINDS, BOOKMARK}:
        raise NotAllowed()
    if not spot.is_sound:
        raise BadValue(field="page")
    readers, _, no = audience.partition(":")
    nos = party_nos(found)
    left, top, width, height = spot.area or (None,) * 4
    return Annotation.objects.create(
        case_id=case_id, document_id=spot.document_id, author_id=user_id, audience=readers,
        party_no=int(no) if no else next(iter(nos), None), kind=kind, page=spot.page,
        left=left, top=top, width=width, height=height,
        quoted=spot.quoted[:LONGEST_QUOTE], text=text,
    )  # fmt: skip


def mark_page(
    case_id: int, user_id: int, standings: Iterable[Standing], document_id: int, page: int
) -> bool:
    """Put a bookmark of one's own on a page, or take it away; returns whether there is one now."""
    found = list(standings)
    mine = readable(case_id, user_id, found).filter(
        author_id=user_id, document_id=document_id, page=page, kind=BOOKMARK
    )
    if mine.exists():
        mine.delete()
        return False
    write(case_id, user_id, found, Spot(document_id, page), kind=BOOKMARK)
    return True


def own(
    case_id: int, annotation_id: int, user_id: int, standings: Iterable[Standing]
) -> Annotation:
    """One's own annotation. Raises NotThere, for others' as for none."""
    mine = readable(case_id, user_id, standings).filter(pk=annotation_id, author_id=user_id).first()
    if mine is None:
        raise NotThere()
    return mine


def change(one: Annotation, *, kind: str, text: str, seen: int) -> None:
    """One's own annotation says something else. Raises Conflict where another window of its writer
    has changed it since version ``seen``."""
    rows = Annotation.objects.filter(pk=one.pk, version=seen)
    now = timezone.now()
    if not rows.update(kind=kind, text=text, version=F("version") + 1, changed_at=now):
        raise Conflict()
