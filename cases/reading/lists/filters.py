"""Filters of the worklist: what can be asked of a list, how many cases each answer has.

All counts of a page come from one query, grouped by everything a filter can ask; the rows are
filtered by the same expressions, so a count is always the number of rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.db.models import Case as When_
from django.db.models import (
    CharField,
    Count,
    Exists,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from cases.law.acts import ACTS
from cases.law.nodes import NODES, PHASES
from cases.law.periods import SHANGHAI, local_date
from cases.models import Case, CaseRole, Clock, Hearing
from cases.reading.case.lights import AT_NODE
from cases.reading.lists import worklist
from cases.reading.lists.worklist import LEADING_KINDS, OVER, TABS, Lists
from cases.reading.scope import Viewer, effective_now

LIGHTS = ("overdue", "red", "orange", "yellow", "informed", "normal", "suspended", "done")
URGENT = ("overdue", "red", "orange")
DECIDES = tuple(code for code, act in ACTS.items() if act.decides)
"""Expected acts that decide or sign."""
HEARINGS = ("today", "week")
ALL = "all"
"""All four lists together."""
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


# -- what is asked, as expressions of a query ------------------------------------------------------


def _light() -> Any:
    """The light of the clock that speaks for a case: ``lights.speaking`` in SQL."""
    law_here = Clock.objects.filter(
        ~OVER, case=OuterRef("case"), basis="statutory", kind__in=AT_NODE,
        due_at__isnull=False,
    )  # fmt: skip
    same_target = Clock.objects.filter(
        ~OVER, case=OuterRef("case"), code=OuterRef("code"), is_target=True,
        due_at__lte=OuterRef(OuterRef("now")),
    )  # fmt: skip
    passed = Q(is_target=True, due_at__lte=OuterRef("now"))
    reached = [Q((f"rungs__{n}__lte", OuterRef("now"))) for n in range(7)]
    over = reached[4] | reached[5] | reached[6]
    target = Q(is_target=True)
    light = When_(
        When(due_at=None, then=Value("suspended")),
        When(target & (over | reached[2] | reached[3]), then=Value("yellow")),
        When(over, then=Value("overdue")),
        When(reached[3], then=Value("red")),
        When(reached[2], then=Value("orange")),
        When(reached[1] | Exists(same_target), then=Value("yellow")),
        When(reached[0], then=Value("informed")),
        default=Value("normal"),
        output_field=CharField(),
    )
    given_way = When_(When(passed & Exists(law_here), then=1), default=0)
    behind = When_(When(Q(is_target=True) | Q(due_at__gt=OuterRef("now")), then=1), default=0)
    undue = When_(When(due_at=None, then=1), default=0)
    leading = (
        Clock.objects.filter(~OVER, case=OuterRef("pk"), kind__in=LEADING_KINDS)
        .annotate(light=light, given_way=given_way, behind=behind, undue=undue)
        .order_by("undue", "given_way", "behind", "due_at", "no")
    )
    return Coalesce(Subquery(leading.values("light")[:1]), Value("done"))


def _phase() -> Any:
    whens = [
        When(stands_at__in=[n.code for n in NODES.values() if n.phase == phase], then=Value(phase))
        for phase in PHASES
    ]
    return When_(*whens, default=Value(""), output_field=CharField())


def _tab(conditions: Mapping[str, Q]) -> Any:
    whens = [When(condition, then=Value(tab)) for tab, condition in conditions.items()]
    return When_(*whens, default=Value(""), output_field=CharField())


def _hearing(days: dict[str, tuple[datetime, datetime]]) -> Any:
    """Whether it is heard today, or else this week."""
    sits = Hearing.objects.filter(case=OuterRef("pk")).exclude(result__in=("moved", "cancelled"))
    whens = [
        When(Exists(sits.filter(starts_at__gte=since, starts_at__lt=end)), then=Value(name))
        for name, (since, end) in days.items()
    ]
    return When_(*whens, default=Value(""), output_field=CharField())


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
    """The work of a person, with everything that can be asked of it as a column."""

    who: Viewer
    lists: Lists

    @cached_property
    def cases(self) -> QuerySet[Case]:
        named = CaseRole.objects.filter(
            case=OuterRef("pk"), user_id=self.who.user_id, ended_seq=None, recused=False
        )
        cases = self.lists.universe.annotate(
            now=effective_now("court__group"),
            a_do=worklist.expected(self.lists.roles, self.lists.drafts),
        )
        return cases.annotate(
            a_kind=self._kind(),
            a_tab=_tab(self.lists.conditions),
            a_light=_light(),
            a_phase=_phase(),
            a_hearing=_hearing(days_of(self.who)),
            a_whose=When_(
                When(Exists(named), then=Value("mine")),
                default=Value(""),
                output_field=CharField(),
            ),
        )

    def _kind(self) -> Any:
        lists = self.lists
        own = [pk for pk, act in lists.drafts.items() if ACTS[act].by & set(lists.roles)]
        return When_(
            When(pk__in=own, then=Value("draft")),
            When(a_do__in=DECIDES, then=Value("decide")),
            default=Value(""),
            output_field=CharField(),
        )

    @cached_property
    def cube(self) -> list[tuple[dict[str, Any], int]]:
        """How many cases there are of every kind, in one query."""
        by = ("a_tab", "a_light", "a_phase", "stands_at", "a_do", "a_kind", "a_hearing", "a_whose")
        found = self.cases.order_by().values(*by).annotate(n=Count("pk"))
        return [({name: row[name] for name in by}, row["n"]) for row in found]

    def count(self, asked: Asked) -> int:
        return sum(n for row, n in self.cube if _fits(row, asked))

    def rows(self, asked: Asked) -> QuerySet[Case]:
        return self.cases.filter(_condition(asked))

    def values(self, name: str) -> set[str]:
        """What the cases have in one column."""
        return {row[name] for row, _n in self.cube}


_COLUMNS = {"light": "a_light", "phase": "a_phase", "node": "stands_at", "do": "a_do",
            "hearing": "a_hearing"}  # fmt: skip


def _wanted(asked: Asked) -> dict[str, tuple[str, ...]]:
    """What each column may hold."""
    found: dict[str, tuple[str, ...]] = {} if asked.tab == ALL else {"a_tab": (asked.tab,)}
    for name, column in _COLUMNS.items():
        if value := getattr(asked, name):
            found[column] = GROUPS.get((name, value), (value,))
    if asked.do in KINDS:
        del found["a_do"]
        found["a_kind"] = GROUPS.get(("kind", asked.do), (asked.do,))
    if asked.whose == "mine":
        found["a_whose"] = ("mine",)
    return found


def _fits(row: Mapping[str, Any], asked: Asked) -> bool:
    return all(row[column] in values for column, values in _wanted(asked).items())


def _condition(asked: Asked) -> Q:
    found = Q()
    for column, values in _wanted(asked).items():
        found &= Q((f"{column}__in", values))
    return found
