"""What those who supervise read: figures, the very cases behind each, and the proof of the sweep.

Nothing here ranks people. Every figure and its list are one condition, so that they agree.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Now

from cases import enforcement
from cases.law.nodes import NODES
from cases.models import Approval, Case, Clock, SetAside
from cases.scope import ON_BOARD, Viewer, visible
from cases.worklist import TARGET

SOON = timedelta(days=3)
FIGURES = ("in_hand", "overdue", "soon", "past_target", "suspended", "asked", "set_aside")


def _clocks() -> QuerySet[Clock]:
    return Clock.objects.filter(case=OuterRef("pk"), state="running").exclude(
        kind__in=("window", "measure")
    )


def _now() -> F:
    return Now() + F("group__offset")  # type: ignore[return-value]


def _overdue() -> Exists:
    return Exists(_clocks().exclude(TARGET).filter(due_at__lte=_now()))


def _soon() -> Exists:
    return Exists(_clocks().exclude(TARGET).filter(due_at__gt=_now(), due_at__lte=_now() + SOON))


def _past_target() -> Exists:
    return Exists(_clocks().filter(TARGET, due_at__lte=_now()))


def _suspended() -> Exists:
    return Exists(_clocks().filter(due_at=None))


def _asked() -> Exists:
    return Exists(Approval.objects.filter(case=OuterRef("pk"), granted=None))


def _set_aside() -> Exists:
    return Exists(SetAside.objects.filter(case=OuterRef("pk")))


CONDITIONS: dict[str, Callable[[], Exists]] = {
    "overdue": _overdue, "soon": _soon, "past_target": _past_target, "suspended": _suspended,
    "asked": _asked, "set_aside": _set_aside,
}  # fmt: skip


def overseen(who: Viewer) -> QuerySet[Case]:
    """The cases of the courts that this person oversees, as far as they exist for them."""
    return visible(who).filter(court_id__in=who.courts(ON_BOARD))


def behind(who: Viewer, figure: str) -> QuerySet[Case]:
    """The cases that a figure counts."""
    cases = overseen(who)
    if figure != "set_aside":
        cases = cases.filter(stands_at__in=list(NODES))
    return cases.filter(CONDITIONS[figure]()) if figure in CONDITIONS else cases


def figures(who: Viewer) -> dict[str, int]:
    """Every figure in one query, by the same conditions as the lists."""
    in_hand = Q(stands_at__in=list(NODES))
    counted = {
        name: Count(
            "pk", filter=Q(condition()) if name == "set_aside" else in_hand & Q(condition())
        )
        for name, condition in CONDITIONS.items()
    }
    return overseen(who).aggregate(in_hand=Count("pk", filter=in_hand), **counted)


@dataclass(frozen=True)
class Proof:
    """That nothing due is left unfired, and how late what fired was."""

    unfired: int
    fired: int
    lag_p50_ms: int
    lag_p99_ms: int
    last_sweep_seconds: float | None


def proof() -> Proof:
    found = enforcement.reconcile()
    return Proof(
        len(found.unfired), found.fired, found.lag_p50_ms, found.lag_p99_ms,
        enforcement.last_sweep_age(),
    )  # fmt: skip


def set_aside(who: Viewer) -> list[SetAside]:
    """The cases that time could not be applied to, with the reason, oldest first."""
    return list(
        SetAside.objects.filter(case__in=overseen(who))
        .select_related("case")
        .order_by("since", "id")[:100]
    )
