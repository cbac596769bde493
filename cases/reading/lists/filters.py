"""Filters of the worklist: what can be asked of a list, how many cases each answer has.

What every case answers is read once; the counts of a page and its rows are both taken from that,
so a count is always the number of rows.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache, cached_property
from typing import NamedTuple
from urllib.parse import parse_qsl, urlencode

from django.contrib.postgres.aggregates import BoolOr
from django.db.models import Case as When_
from django.db.models import CharField, F, Q, QuerySet, Value, When, Window

from cases.law.acts import ACTS
from cases.law.nodes import NODES, PHASES
from cases.law.periods import SHANGHAI, local_date
from cases.models import CaseRole, Clock, Hearing
from cases.queries import Given, Query, many, one_of
from cases.reading.case.lights import AT_NODE
from cases.reading.lists import worklist
from cases.reading.lists.worklist import (
    LEADING_KINDS,
    OVER,
    PAGE,
    TABS,
    Key,
    Lists,
    Page,
    later,
    read_page,
)
from cases.reading.scope import Viewer, effective_now

LIGHTS = ("overdue", "red", "orange", "yellow", "informed", "normal", "suspended", "done")
URGENT = ("overdue", "red", "orange")
DECIDES = tuple(code for code, act in ACTS.items() if act.decides)
"""Expected acts that decide or sign."""
HEARINGS = ("today", "week")
ALL = "all"
"""All four lists together."""
NEVER = datetime.max.replace(tzinfo=UTC)
"""Behind every deadline."""
KINDS = ("decide", "draft")
"""What has to be decided or signed at all; of that the drafts that wait."""
ASKS = ("whose", "light", "phase", "node", "do", "hearing")
LONGEST = 300
"""No filter is longer than this in an address."""
GROUPS: dict[tuple[str, str], tuple[str, ...]] = {
    ("light", "urgent"): URGENT,
    ("kind", "decide"): ("draft", "decide"),
    ("hearing", "week"): HEARINGS,
}
"""Answers that stand for several values."""


@dataclass(frozen=True)
class Asked:
    """What an address asks of the worklist; what makes no sense in it is left out."""

    tab: str = "todo"
    whose: str = ""
    light: str = ""
    phase: str = ""
    node: str = ""
    do: str = ""
    hearing: str = ""

    @classmethod
    def read(cls, given: Mapping[str, str]) -> Asked:
        allowed: dict[str, Iterable[str]] = {
            "tab": (*TABS, ALL),
            "whose": ("mine", "team"),
            "light": (*LIGHTS, "urgent"),
            "phase": PHASES,
            "node": NODES,
            "do": (*ACTS, *KINDS),
            "hearing": HEARINGS,
        }
        asked = {name: given.get(name, "") for name in allowed}
        return cls(**{name: v for name, v in asked.items() if v in set(allowed[name])})

    def query(self, **changes: str) -> str:
        """In one spelling: the list, then what is asked, in a fixed order."""
        wanted = replace(self, **changes)
        asked = {name: getattr(wanted, name) for name in ("tab", *ASKS)}
        return urlencode({name: value for name, value in asked.items() if value})

    @property
    def is_filtered(self) -> bool:
        return any(getattr(self, name) for name in ASKS)


def read_query(query: str) -> Asked:
    """A filter as it stands in an address."""
    return Asked.read(dict(parse_qsl(query[:LONGEST])))


# -- what a case answers ---------------------------------------------------------------------------


class Answers(NamedTuple):
    """What a case answers to all that can be asked of it, in codes."""

    tab: str
    light: str
    phase: str
    node: str
    do: str
    kind: str
    hearing: str
    whose: str


def _speaking(cases: Given) -> QuerySet[Clock, tuple[int, str, datetime | None]]:
    """The light of the clock that speaks for each case, and its key in the order of deadlines:
    ``lights.speaking`` and ``worklist.by_due`` in one reading of the clocks."""
    target, passed = Q(is_target=True), Q(due_at__lte=F("now"))
    law_here = Q(basis="statutory", kind__in=AT_NODE, due_at__isnull=False)
    reached = [Q((f"rungs__{n}__lte", F("now"))) for n in range(7)]
    over = reached[4] | reached[5] | reached[6]
    light = When_(
        When(due_at=None, then=Value("suspended")),
        When(target & (over | reached[2] | reached[3]), then=Value("yellow")),
        When(over, then=Value("overdue")),
        When(reached[3], then=Value("red")),
        When(reached[2], then=Value("orange")),
        When(reached[1] | Q(same_target=True), then=Value("yellow")),
        When(reached[0], then=Value("informed")),
        default=Value("normal"),
        output_field=CharField(),
    )
    running = Clock.objects.filter(~OVER, case_id=one_of(cases), kind__in=LEADING_KINDS)
    return (
        running.annotate(now=effective_now("group"))
        .annotate(
            law_here=Window(BoolOr(law_here), partition_by="case_id"),
            same_target=Window(BoolOr(target & passed), partition_by=["case_id", "code"]),
        )
        .annotate(
            light=light,
            undue=When_(When(due_at=None, then=1), default=0),
            given_way=When_(When(target & passed & Q(law_here=True), then=1), default=0),
            behind=When_(When(target | ~passed, then=1), default=0),
        )
        .annotate(key=When_(When(behind=0, then=F("due_at")), default=later("due_at")))
        .order_by("case_id", "undue", "given_way", "behind", "due_at", "no")
        .distinct("case_id")
        .values_list("case_id", "light", "key")
    )


_SPEAKING = Query(_speaking)
_SITS = Query(
    lambda cases, since, end: (
        Hearing.objects.filter(case_id=one_of(cases), starts_at__gte=since, starts_at__lt=end)
        .exclude(result__in=("moved", "cancelled"))
        .values_list("case_id", "starts_at")
    )
)
_NAMED = Query(
    lambda user: CaseRole.objects.filter(user_id=user, ended_seq=None, recused=False)
    .values_list("case_id", flat=True)
)  # fmt: skip


def _heard(cases: str, days: dict[str, tuple[datetime, datetime]]) -> dict[int, str]:
    """Which cases are heard today, or else this week."""
    sits, (since, end) = _SITS(cases, *days["week"]), days["today"]
    today = {case_id for case_id, at in sits if since <= at < end}
    return {case_id: "today" if case_id in today else "week" for case_id, _ in sits}


def days_of(who: Viewer) -> dict[str, tuple[datetime, datetime]]:
    """Today and this week, Monday to Sunday, by the clock of the first office."""
    today = local_date(who.offices[0].now)
    monday = today - timedelta(days=today.weekday())
    return {
        "today": (_midnight(today), _midnight(today + timedelta(days=1))),
        "week": (_midnight(monday), _midnight(monday + timedelta(days=7))),
    }


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), SHANGHAI)


# -- a list with its filters -----------------------------------------------------------------------


@dataclass(frozen=True)
class Filtered:
    """The work of a person, with what each case answers to all that can be asked."""

    who: Viewer
    lists: Lists

    @cached_property
    def cases(self) -> list[tuple[datetime, int, Answers]]:
        """Every case in the order of deadlines, NEVER where none runs."""
        standing = self.lists.standing()
        ids = many(pk for pk, *_ in standing)
        speaking = {row[0]: row for row in _SPEAKING(ids)}
        heard, named = _heard(ids, days_of(self.who)), set(_NAMED(self.who.user_id))
        answers, drafts = cache(self._answers), self.lists.drafts
        found = []
        for pk, place, is_turn, is_ready in standing:
            _, light, due = speaking.get(pk) or (pk, "done", None)
            tab = self.lists.tab(pk, place, is_turn=is_turn)
            about = drafts.get(pk, ""), heard.get(pk, ""), "mine" if pk in named else ""
            found.append((due or NEVER, pk, answers(tab, light, place, is_ready, *about)))
        return sorted(found)

    def _answers(
        self, tab: str, light: str, place: str, is_ready: bool, draft: str, hearing: str, whose: str
    ) -> Answers:
        act = worklist.expected(place, draft, self.lists.roles, is_ready=is_ready)
        do = act.code if act is not None else ""
        kind = "draft" if do and do == draft else "decide" if do in DECIDES else ""
        phase = NODES[place].phase if place in NODES else ""
        return Answers(tab, light, phase, place, do, kind, hearing, whose)

    @cached_property
    def cube(self) -> list[tuple[Answers, int]]:
        """How many cases answer alike."""
        return list(Counter(answers for _, _, answers in self.cases).items())

    def count(self, asked: Asked) -> int:
        wanted = _wanted(asked)
        return sum(n for answers, n in self.cube if _fits(answers, wanted))

    def page(self, asked: Asked, after: str = "", size: int = PAGE) -> Page:
        """One page of the cases that answer so, as ``worklist.page`` orders them."""
        wanted = _wanted(asked)
        fitting = {answers for answers, _ in self.cube if _fits(answers, wanted)}
        order = [(due, pk) for due, pk, answers in self.cases if answers in fitting]
        key = Key.parse(after)
        begin = bisect_right(order, (key.due or NEVER, key.case_id)) if key else 0
        shown = order[begin : begin + size + 1]
        return read_page([(pk, None if due == NEVER else due) for due, pk in shown], size)

    def values(self, name: str) -> set[str]:
        """What the cases answer to one question."""
        return {getattr(answers, name) for answers, _ in self.cube}


def _wanted(asked: Asked) -> dict[str, tuple[str, ...]]:
    """What is to be answered to each question that is asked."""
    wanted = {name: getattr(asked, name) for name in ("light", "phase", "node", "do", "hearing")}
    if asked.tab != ALL:
        wanted["tab"] = asked.tab
    if asked.do in KINDS:
        wanted["kind"] = wanted.pop("do")
    if asked.whose == "mine":
        wanted["whose"] = "mine"
    return {name: GROUPS.get((name, one), (one,)) for name, one in wanted.items() if one}


def _fits(answers: Answers, wanted: Mapping[str, tuple[str, ...]]) -> bool:
    return all(getattr(answers, name) in values for name, values in wanted.items())
