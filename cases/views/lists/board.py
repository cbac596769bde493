"""The board of those who supervise: figures, the lists behind them, what was set aside, proof."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from cases import enforcement
from cases.forms.fields import new_key
from cases.law.nodes import NODES
from cases.models import SetAside
from cases.reading import labels, scope
from cases.reading.lists import approvals, oversight, rows, worklist
from cases.reading.lists.approvals import Asked
from cases.reading.lists.oversight import Proof
from cases.reading.scope import Viewer
from cases.views.page import oversees, page, pager, signed_in


def words() -> dict[str, str]:
    return {
        "in_hand": _("In hand"),
        "overdue": _("Overdue"),
        "soon": _("Due within 3 days"),
        "past_target": _("Past the court's target"),
        "suspended": _("Suspended"),
        "asked": _("Waiting for approval"),
        "asked_late": _("Extension asked for late"),
        "set_aside": _("Set aside"),
    }


@require_safe
@signed_in
def board(request: HttpRequest, who: Viewer) -> HttpResponse:
    """The figures, the decisions that wait, and the proof."""
    _allow(who)
    counts = oversight.figures(who)
    return page(
        request,
        "cases/lists/board.html",
        {
            "figures": [
                {
                    "label": label,
                    "value": counts[name],
                    "url": reverse("board-list", args=[name]),
                }
                for name, label in words().items()
            ],
            "nodes": [_node_row(*row) for row in oversight.by_node(who)],
            "set_aside": [_aside_row(row) for row in oversight.set_aside(who)],
            "from_below": [_below_row(one) for one in approvals.from_below(who)],
            "proof": _proof_rows(oversight.proof()),
            "taken_at": _as_of(who),
        },
    )


@require_safe
@signed_in
def board_list(request: HttpRequest, who: Viewer, figure: str) -> HttpResponse:
    """The cases behind one figure: the same condition, hence the same count."""
    _allow(who)
    if figure not in oversight.FIGURES:
        raise Http404
    node = request.GET.get("node", "")
    node = node if node in NODES else ""
    cases = oversight.behind(who, figure, node)
    shown = worklist.page(cases, request.GET.get("after", ""))
    url = _list_url(figure, node)
    reader = rows.Reader(tuple(dict.fromkeys(o.role for o in who.offices)), oversees=True)
    return page(
        request,
        "cases/lists/board_list.html",
        {
            "title": words()[figure],
            "node": labels.place(node) if node else "",
            "count": cases.count(),
            "rows": rows.rows(shown.rows, reader),
            "pager": pager(
                url,
                _list_url(figure, node, shown.next) if shown.next else "",
                on_first=not request.GET.get("after"),
            ),
            "taken_at": _as_of(who),
        },
    )


def _list_url(figure: str, node: str = "", after: str = "") -> str:
    asked = {name: value for name, value in (("node", node), ("after", after)) if value}
    url = reverse("board-list", args=[figure])
    return f"{url}?{urlencode(asked)}" if asked else url


def _node_row(node: str, in_hand: int, overdue: int) -> dict[str, Any]:
    return {
        "no": NODES[node].no,
        "label": labels.place(node),
        "in_hand": in_hand,
        "in_hand_url": _list_url("in_hand", node),
        "overdue": overdue,
        "overdue_url": _list_url("overdue", node),
    }


def _allow(who: Viewer) -> None:
    if not oversees(who):
        raise PermissionDenied


def _as_of(who: Viewer) -> str:
    found = [office.now for office in who.offices if office.role in scope.ON_BOARD]
    return labels.moment(found[0])


def _aside_row(row: SetAside) -> dict[str, Any]:
    return {
        "number": rows.number(row.case),
        "url": reverse("case", args=[row.case_id]),
        "retry_url": reverse("act", args=[row.case_id, "retry_set_aside"]),
        "key": new_key(),
        "reason": labels.why_set_aside(row.reason),
        "detail": row.detail,
        "since": labels.moment(row.since),
        "attempts": row.attempts,
    }


def _below_row(one: Asked) -> dict[str, str]:
    case = one.approval.case
    return {
        "number": rows.number(case),
        "url": reverse("act", args=[case.pk, one.act]),
        "what": one.what,
        "reason": one.reason,
        "before": labels.day(one.clock.due_on) if one.clock else "",
        "after": labels.day(one.after),
    }


def _proof_rows(proof: Proof) -> list[dict[str, str]]:
    age = enforcement.last_sweep_age()
    since = (timezone.now() - proof.at).total_seconds()
    return [
        {"label": _("Due and not fired"), "value": str(proof.unfired)},
        {"label": _("Fired in the last 30 days"), "value": str(proof.fired)},
        {"label": _("Half of them within"), "value": _duration(proof.lag_p50_ms)},
        {"label": _("99 of 100 within"), "value": _duration(proof.lag_p99_ms)},
        {
            "label": _("Last sweep"),
            "value": _("never") if age is None else _("%(time)s ago") % {"time": _span(age)},
        },
        {"label": _("Compared"), "value": _("%(time)s ago") % {"time": _span(since)}},
    ]


def _duration(milliseconds: int) -> str:
    return f"{milliseconds / 1000:.1f} s"


def _span(seconds: float) -> str:
    minutes = int(seconds // 60)
    if minutes < 1:
        whole = int(seconds)
        return ngettext("%(n)d second", "%(n)d seconds", whole) % {"n": whole}
    return ngettext("%(n)d minute", "%(n)d minutes", minutes) % {"n": minutes}
