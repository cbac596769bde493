"""Views of the worklist that somebody keeps: a name and its filter, for that person alone."""

from __future__ import annotations

from cases.law.refusals import Refusal
from cases.models import SavedView

MOST = 20
LONGEST = 40


def keep(user_id: int, name: str, query: str) -> SavedView:
    """Keep a filter under a name; the same name means the same view. Raises Refusal."""
    mine = list(SavedView.objects.filter(user_id=user_id))
    name = _short(name) or query
    same = next((one for one in mine if one.name == name), None)
    if same is None and len(mine) >= MOST:
        raise Refusal("too_many_views", most=MOST)
    found = same or SavedView(user_id=user_id, name=name)
    found.query = query
    found.save()
    return found


def rename(user_id: int, view_id: int, name: str) -> bool:
    """Another name for a view of this person; False where it is not theirs or the name is none."""
    found = SavedView.objects.filter(pk=view_id, user_id=user_id).first()
    if found is None or not _short(name):
        return False
    found.name = _short(name)
    found.save(update_fields=["name"])
    return True


def drop(user_id: int, view_id: int) -> bool:
    deleted, _of = SavedView.objects.filter(pk=view_id, user_id=user_id).delete()
    return bool(deleted)


def _short(name: str) -> str:
    return " ".join(name.replace("\0", "").split())[:LONGEST]
