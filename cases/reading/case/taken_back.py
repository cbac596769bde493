"""What can be taken back in a case, by whom, and what then holds."""

from __future__ import annotations

from typing import Any

from cases import loading, mending
from cases.law.acts import ACTS
from cases.law.mending import BY_THEMSELVES
from cases.law.running import RunningClock
from cases.models import Entry
from cases.policy import Standing
from cases.proceeding import Actor, Proceeding
from cases.proof.replay import fold
from cases.reading import labels, scope
from cases.reading.case import lights


def corrector(p: Proceeding, entry: Entry, standings: list[Standing], user_id: int) -> Actor:
    """This person in the role in which they may correct the entry; in any, if in none."""
    hats = [Actor(user_id, role.value) for one in standings for role in one.roles]
    may = [by for by in hats if mending.refused(p, entry, by) is None]
    return (may or hats)[0]


def newest(p: Proceeding, standings: list[Standing], user_id: int) -> int | None:
    """The entry that this person can take back: only the last one that matters."""
    struck = loading.mended(p.case.pk)
    later = Entry.objects.filter(case_id=p.case.pk).exclude(act__in=BY_THEMSELVES)
    entry = later.exclude(seq__in=struck).order_by("-seq").first()
    if entry is None or entry.act not in ACTS or scope.is_party(standings):
        return None
    by = corrector(p, entry, standings, user_id)
    return entry.seq if mending.refused(p, entry, by) is None else None


def preview(p: Proceeding, seq: int) -> tuple[str, list[dict[str, Any]]]:
    """Where the case stood before an entry, and each deadline now and then."""
    before = fold(p.case.pk, seq - 1)
    then = {no: clock for no, clock in before.clocks.items() if clock.running}
    now = {clock.no: clock for clock in p.running()}
    changed = [no for no in sorted(now.keys() | then.keys()) if _day(now, no) != _day(then, no)]
    rows = [
        {
            "label": lights.words(now.get(no) or then[no]),
            "before": _day(now, no),
            "after": _day(then, no),
        }
        for no in changed
    ]
    return labels.place(before.stands_at), rows


def _day(clocks: dict[int, RunningClock], no: int) -> str:
    return labels.day(clocks[no].due_on) if no in clocks else ""
