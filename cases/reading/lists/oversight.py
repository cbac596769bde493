"""What those who supervise read: figures, the very cases behind each, and the proof of the sweep.

Nothing here ranks people. Every figure and its list are one condition, so that they agree.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.postgres.aggregates import BoolOr
from django.core.cache import cache
from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from cases import enforcement
from cases.law.nodes import NODES
from cases.models import Approval, Case, Clock, SetAside
from cases.reading.lists.worklist import TARGET
from cases.reading.scope import ON_BOARD, Viewer, seen_by, visible

SOON = timedelta(days=3)
PROOF, PROOF_SECONDS = "oversight.proof", 60
FIGURES = ("in_hand", "overdue", "soon", "past_target", "suspended", "asked", "asked_late",
           "set_aside")  # fmt: skip
IN_HAND = Q(stands_at__in=list(NODES))
LAW = ~TARGET
CLOCKS = ("overdue", "soon", "past_target", "suspended")
"""Figures that ask for a running clock."""


def _due_by(who: Viewer, more: timedelta = timedelta()) -> Q:
    """Due by now, and so much later, on the clock of its court.

    The moments are written out, group by group, so that the index is read up to them only.
    """
    moments = {o.group.pk: o.now + more for o in who.offices if o.role in ON_BOARD}
    due = Q(case_id__in=[])
    for group, moment in moments.items():
        due |= Q(group_id=group, due_at__lte=moment)
    return due


def conditions(who: Viewer) -> dict[str, Q]:
    """Which running clock puts its case into a figure."""
    passed, near = _due_by(who), _due_by(who, SOON)
    return {
        "overdue": LAW & passed,
        "soon": LAW & near & ~passed,
        "past_target": TARGET & passed,
        "suspended": Q(due_at=None),
    }


def overseen(who: Viewer) -> QuerySet[Case]:
    """The cases of the courts that this person oversees, as far as they exist for them."""
    return visible(who).filter(court_id__in=who.courts(ON_BOARD))


def running(who: Viewer) -> QuerySet[Clock]:
    """The running clocks of those cases that are in hand."""
    courts = who.courts(ON_BOARD)
    return (
        Clock.objects.filter(seen_by(who, "case__"), court_id__in=courts, state="running")
        .filter(case__court_id__in=courts, case__stands_at__in=list(NODES))
        .exclude(kind__in=("window", "measure"))
    )


def _asked(who: Viewer) -> QuerySet[Case]:
    waiting = Approval.objects.waiting().filter(case__court_id__in=who.courts(ON_BOARD))
    return overseen(who).filter(IN_HAND, pk__in=waiting.values("case_id"))


def _asked_late(who: Viewer) -> QuerySet[Case]:
    """Where an extension was asked for less than 15 days before expiry (延期开庭规定 1)."""
    late = Approval.objects.filter(late=True, case__court_id__in=who.courts(ON_BOARD))
    return overseen(who).filter(IN_HAND, pk__in=late.values("case_id"))


def _set_aside(who: Viewer) -> QuerySet[Case]:
    return overseen(who).filter(pk__in=SetAside.objects.values("case_id"))


def by_node(who: Viewer) -> list[tuple[str, int, int]]:
    """Every node where cases stand, with how many do and how many of them are overdue."""
    in_hand = behind(who, "in_hand").values("stands_at").annotate(n=Count("pk"))
    late = running(who).filter(conditions(who)["overdue"]).values("case__stands_at")
    overdue = dict(
        late.annotate(n=Count("case_id", distinct=True)).values_list("case__stands_at", "n")
    )
    found = dict(in_hand.values_list("stands_at", "n"))
    return [(code, found[code], overdue.get(code, 0)) for code in NODES if code in found]


def behind(who: Viewer, figure: str, node: str = "") -> QuerySet[Case]:
    """The cases that a figure counts, at one node or at all."""
    cases = _behind(who, figure)
    return cases.filter(stands_at=node) if node else cases


def _behind(who: Viewer, figure: str) -> QuerySet[Case]:
    if figure in CLOCKS:
        found = running(who).filter(conditions(who)[figure]).values("case_id")
        return Case.objects.filter(pk__in=found)
    if figure == "in_hand":
        return overseen(who).filter(IN_HAND)
    others = {"asked": _asked, "asked_late": _asked_late, "set_aside": _set_aside}
    return others[figure](who)


def figures(who: Viewer) -> dict[str, int]:
    """Every figure, by the same conditions as the lists behind them."""
    near = running(who).filter(_due_by(who, SOON) | Q(due_at=None))
    flags = {name: BoolOr(condition) for name, condition in conditions(who).items()}
    by_case = near.values("case_id").annotate(**{f"is_{name}": f for name, f in flags.items()})
    counted = by_case.aggregate(
        **{name: Count("case_id", filter=Q((f"is_{name}", True))) for name in CLOCKS}
    )
    others = {name: behind(who, name).count() for name in FIGURES if name not in CLOCKS}
    return {name: {**counted, **others}[name] for name in FIGURES}


@dataclass(frozen=True)
class Proof:
    """That nothing due is left unfired, and how late what fired was."""

    unfired: int
    fired: int
    lag_p50_ms: int
    lag_p99_ms: int
    at: datetime
    """When it was worked out, in real time."""


def proof() -> Proof:
    """Worked out over all courts at most once a minute, however many people look at it."""
    known: Proof | None = cache.get(PROOF)
    if known is None:
        found, at = enforcement.reconcile(), timezone.now()
        known = Proof(len(found.unfired), found.fired, found.lag_p50_ms, found.lag_p99_ms, at)
        cache.set(PROOF, known, PROOF_SECONDS)
    return known


def set_aside(who: Viewer) -> list[SetAside]:
    """The cases that time could not be applied to, with the reason, oldest first."""
    return list(
        SetAside.objects.filter(case__in=overseen(who))
        .select_related("case")
        .order_by("since", "id")[:100]
    )
