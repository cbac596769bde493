"""Cases as rows of a list: two queries a page beside the cases themselves, however many rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases import clockrules
from cases.law.acts import ACTS, Act
from cases.law.causes import CauseError, by_code
from cases.law.incidents import INCIDENTS
from cases.law.periods import local_date
from cases.law.roles import Role
from cases.law.running import RunningClock
from cases.models import Case, Clock, Draft, Party
from cases.reading import labels
from cases.reading.case import lights
from cases.reading.lists import worklist
from cases.reading.lists.worklist import main_act


def clocks_of(case_ids: Sequence[int], *, running: bool = True) -> dict[int, list[RunningClock]]:
    """The clocks of several cases in one query, as the law knows them."""
    rows = Clock.objects.filter(case_id__in=case_ids)
    if running:
        rows = rows.filter(state="running")
    found: dict[int, list[RunningClock]] = defaultdict(list)
    for case_id, clock in clockrules.clocks(rows.order_by("case_id", "no")):
        found[case_id].append(clock)
    return found


def masked(name: str, is_organisation: bool = False) -> str:
    """A name for lists that show no personal data: 张某; the first two of an organisation."""
    if not name or name.endswith("某"):
        return name
    return f"{name[:2]}…" if is_organisation else f"{name[0]}某"


def sides(parties: Iterable[Party], *, mask: bool = False) -> str:
    """“张三 等 2 人 诉 李四”: who sues whom, short enough for a line."""
    by_side: dict[str, list[str]] = defaultdict(list)
    for party in parties:
        shown = masked(party.name, party.is_organisation) if mask else party.name
        by_side[party.side].append(shown)
    return _("%(plaintiff)s v %(defendant)s") % {
        "plaintiff": _first(by_side["plaintiff"]),
        "defendant": _first(by_side["defendant"]),
    }


def _first(names: list[str]) -> str:
    if not names:
        return "—"
    if len(names) == 1:
        return names[0]
    return _("%(name)s and %(n)d more") % {"name": names[0], "n": len(names) - 1}


def parties_of(case_ids: Sequence[int]) -> dict[int, list[Party]]:
    found: dict[int, list[Party]] = defaultdict(list)
    rows = Party.objects.filter(case_id__in=case_ids, left_on=None).only(
        "case_id", "no", "side", "name", "is_organisation"
    )
    for party in rows.order_by("case_id", "no"):
        found[party.case_id].append(party)
    return found


def number(case: Case) -> str:
    return case.number or _("not numbered yet")


@dataclass(frozen=True)
class Reader:
    """For whom the rows are written: in which roles, and whether with full names."""

    roles: tuple[Role, ...] = ()
    oversees: bool = False
    """Shown who has to do what, and no full names."""
    acts_as: frozenset[Role] = frozenset()
    """The offices in which the reader does something to a row at once; none where rows are only
    looked at."""
    back: str = ""
    """The list to come back to."""


def rows(cases: Sequence[Case], reader: Reader) -> list[dict[str, Any]]:
    """The rows of parts/worklist.html. Each case carries ``now``, its court's time."""
    ids = [case.pk for case in cases]
    clocks, parties = clocks_of(ids), parties_of(ids)
    drafts = dict(
        Draft.objects.filter(case_id__in=ids, closed_seq=None).values_list("case_id", "act")
    )
    return [
        _row(case, clocks[case.pk], parties[case.pk], drafts.get(case.pk, ""), reader)
        for case in cases
    ]


def _row(
    case: Case, clocks: list[RunningClock], parties: list[Party], draft: str, reader: Reader
) -> dict[str, Any]:
    now: datetime = case.now
    do = None if reader.oversees else expected(case, draft, reader.roles)
    clock, found = lights.speaking(clocks, now)
    shown = found or lights.Shown("done", _("no deadline"))
    days = (local_date(now) - local_date(case.entered_at)).days
    return {
        "light": shown,
        "url": reverse("case", args=[case.pk]),
        "task": _whose(case, draft) if reader.oversees else _task(do, draft),
        "id": case.pk,
        "place": case.stands_at,
        "do_url": _url(case, do, reader) if do is not None else "",
        "suspend_url": _suspend_url(case, reader),
        "number": number(case),
        "parties": sides(parties, mask=reader.oversees),
        "node": labels.place(case.stands_at),
        "due": lights.due_day(clock) if clock else "",
        "left": shown.text,
        "waiting": ngettext("%(n)d day", "%(n)d days", days) % {"n": days},
    }


def _whose(case: Case, draft: str) -> str:
    """What has to be done by whom, for those who watch."""
    if draft:
        return _("Draft to decide: %(act)s") % {"act": labels.act(draft)}
    for role in Role:
        if (found := main_act(case.stands_at, role, case)) is not None:
            return _("%(act)s (%(role)s)") % {"act": labels.of(found), "role": labels.role(role)}
    return _("Look at the case")


def expected(case: Case, draft: str, roles: Iterable[Role]) -> Act | None:
    """What the person is to do; a draft that waits comes first."""
    return worklist.expected(case.stands_at, draft, roles, is_ready=worklist.is_ready(case))


def _task(do: Act | None, draft: str) -> str:
    """What the person is to do, in the words of the act."""
    if do is None:
        return _("Look at the case")
    if do.code == draft:
        return _("Draft to decide: %(act)s") % {"act": labels.act(draft)}
    return labels.of(do)


def _url(case: Case, do: Act, reader: Reader) -> str:
    """Where the expected act is done at once, by whoever holds an office that does it."""
    if not do.by & reader.acts_as:
        return ""
    return f"{reverse('act', args=[case.pk, do.code])}?{urlencode({'next': reader.back})}#do"


def _suspend_url(case: Case, reader: Reader) -> str:
    """Where proceedings are suspended, as far as they can be here (CPL 153)."""
    here = case.stands_at in INCIDENTS["suspension"].at
    if not here or not ACTS["open_incident"].by & reader.acts_as:
        return ""
    asked = urlencode({"incident": "suspension", "next": reader.back})
    return f"{reverse('act', args=[case.pk, 'open_incident'])}?{asked}#do"


def cause(case: Case) -> str:
    """The cause of action; a code of an older list stands for itself."""
    try:
        return by_code(case.cause_code).name
    except CauseError:
        return case.cause_code
