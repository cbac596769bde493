"""The cases that wait for a judge, one case with its diversion and draw, and what was named by
hand."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from cases import procedure
from cases.acts.assigning import diverting, drawing
from cases.forms.assigning import DrawForm, ReplaceForm
from cases.law.acts import ACTS
from cases.law.diversion import divert
from cases.law.procedures import Procedure
from cases.law.refusals import Refusal
from cases.law.roles import Role
from cases.models import Assignment, Case, Court, Draw, Remark
from cases.proceeding import Actor
from cases.reading import labels, scope
from cases.reading.assigning import diversion, people
from cases.reading.case.possible import possible_act
from cases.reading.lists import rows, worklist
from cases.reading.scope import Viewer
from cases.views.case import Opened, head, open_case
from cases.views.page import page, pager, signed_in, whole_number

MOST_BY_HAND = 200
CHANGES = ("assign", "assign_for_hearing", "form_panel", "replace_member", "recuse",
           "state_circumstance", "tell_panel")  # fmt: skip
"""The acts that this page leads to, where they are possible."""


def court_of(who: Viewer, roles: frozenset[Any]) -> int:
    """The first court in which somebody holds one of the roles, else 403."""
    courts = who.courts(roles)
    if not courts:
        raise PermissionDenied
    return courts[0]


# -- the queue ------------------------------------------------------------------------------------


@require_safe
@signed_in
def queue(request: HttpRequest, who: Viewer) -> HttpResponse:
    """Cases that wait to be assigned, by deadline, with how they are diverted."""
    court_of(who, scope.ASSIGNS)
    found = scope.visible(who).filter(
        stands_at="case_assignment", court_id__in=who.courts(scope.ASSIGNS)
    )
    shown = worklist.page(found, request.GET.get("after", ""))
    url = reverse("assigning")
    following = f"{url}?{urlencode({'after': shown.next})}" if shown.next else ""
    context = {
        "rows": _rows(who, shown.rows),
        "count": found.count(),
        "pager": pager(url, following, on_first=not request.GET.get("after")),
        "edits_teams": who.holds(*scope.EDITS_TEAMS),
        "edits_limits": who.holds(*scope.EDITS_LIMITS),
        "oversees": who.holds(*scope.ON_BOARD),
        "as_of": labels.moment(who.offices[0].now),
    }
    return page(request, "cases/assigning/queue.html", context)


def _rows(who: Viewer, cases: list[Case]) -> list[dict[str, Any]]:
    reader = rows.Reader(tuple(dict.fromkeys(o.role for o in who.offices)))
    codes = dict(
        Court.objects.filter(pk__in={one.court_id for one in cases}).values_list("pk", "code")
    )
    today = labels.local(who.offices[0].now).date()
    abouts = diverting.abouts(cases, codes, today)
    tables = {court: diverting.weights(court) for court in codes}
    out = []
    for case, row in zip(cases, rows.rows(cases, reader), strict=True):
        found = divert(abouts[case.pk], tables[case.court_id])
        out.append(
            row
            | {
                "url": reverse("case-assigning", args=[case.pk]),
                "cause": rows.cause(case),
                "track": diversion.track(found),
                "points": found.points,
                "why": diversion.brief(found),
                "procedure": labels.procedure(case.procedure),
            }
        )
    return out


# -- one case -------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def case(request: HttpRequest, who: Viewer, case_id: int) -> HttpResponse:
    """How the case is diverted, who can be drawn with which chance, what was drawn; and the
    draw."""
    opened = open_case(who, case_id)
    if opened.is_party:
        raise PermissionDenied
    if request.method == "POST" and "inner_why" in request.POST:
        return _replace(request, opened)
    if request.method == "POST":
        return _draw(request, opened)
    return _case_page(request, opened)


def _draw(request: HttpRequest, opened: Opened) -> HttpResponse:
    """Record a draw and go by it: two steps, so that the seed is there before its result."""
    possible = possible_act(opened.p, opened.standings, "draw_judge")
    if possible is None:
        raise PermissionDenied
    form = DrawForm(request.POST)
    if possible.refused is not None:
        return _case_page(request, opened, form, labels.refusal(possible.refused), 409)
    if not form.is_valid():
        return _case_page(request, opened, form, status=422)
    by = Actor(opened.who.user_id, possible.role.value)
    panel, lay = form.cleaned_data["panel"], int(form.cleaned_data["assessors"] or 0)
    try:
        draw = drawing.draw(
            opened.p.case.pk, by, panel=panel, assessors=lay if panel else 0, seen=_seen(request)
        )
        procedure.perform(
            opened.p.case.pk, "draw_judge", by=by, data={"draw": draw.pk},
            version=opened.p.case.version, key=f"draw:{draw.pk}",
        )  # fmt: skip
    except Refusal as refusal:
        again = open_case(opened.who, opened.p.case.pk)
        return _case_page(request, again, form, labels.refusal(refusal), 409)
    return redirect("case-assigning", case_id=opened.p.case.pk)


def _replace(request: HttpRequest, opened: Opened) -> HttpResponse:
    """The same for a case under way: whoever has it leaves, and the draw says who takes over."""
    possible = possible_act(opened.p, opened.standings, "replace_member")
    if possible is None:
        raise PermissionDenied
    form = ReplaceForm(request.POST)
    if possible.refused is not None:
        return _case_page(request, opened, problem=labels.refusal(possible.refused), status=409)
    if not form.is_valid():
        return _case_page(request, opened, replacing=form, status=422)
    by = Actor(opened.who.user_id, possible.role.value)
    try:
        draw = drawing.draw(opened.p.case.pk, by, seen=_seen(request))
        data = {"draw": draw.pk, "inner_why": form.cleaned_data["inner_why"]}
        if (judge := _in_charge(opened)) is not None:
            data["leaving"] = judge
        key = f"draw:{draw.pk}"
        procedure.perform(opened.p.case.pk, "replace_member", by=by, data=data, key=key)
    except Refusal as refusal:
        again = open_case(opened.who, opened.p.case.pk)
        return _case_page(request, again, None, labels.refusal(refusal), 409, form)
    return redirect("case-assigning", case_id=opened.p.case.pk)


def _seen(request: HttpRequest) -> int | None:
    """The newest entry of the case when the page was made: a form sent twice draws once."""
    return whole_number(request.POST.get("seen", ""))


def _in_charge(opened: Opened) -> int | None:
    found = (u for u, role, recused in opened.p.people if role == Role.JUDGE and not recused)
    return next(found, None)


def _replace_form(opened: Opened) -> ReplaceForm | None:
    """Offered where a judge tries the case and this person may name another."""
    possible = possible_act(opened.p, opened.standings, "replace_member")
    node = opened.p.case.node
    tries = node is not None and node.phase == "trial"
    return ReplaceForm() if tries and possible and possible.refused is None else None


def _case_page(
    request: HttpRequest, opened: Opened, form: DrawForm | None = None, problem: str = "",
    status: int = 200, replacing: ReplaceForm | None = None,
) -> HttpResponse:  # fmt: skip
    p = opened.p
    found = diverting.diverted(p)
    waits = p.place == "case_assignment"
    possible = possible_act(p, opened.standings, "draw_judge")
    draws = Draw.objects.filter(case_id=p.case.pk).select_related("by").order_by("-pk")
    first = DrawForm(initial={"panel": found.bench == "panel" or p.case.panel})
    context = {
        **head(opened, ""),
        "diversion": diversion.shown(found, p.case.procedure, panel=p.case.panel),
        "draw_form": (form or first) if possible and not possible.refused else None,
        "replace_form": replacing or _replace_form(opened),
        "seen": p.case.log_seq,
        "problem": problem,
        "candidates": _candidates(opened, found) if waits else None,
        "draws": [people.drawn(one) for one in draws[:20]],
        "assignments": _assignments(opened),
        "changes": _changes(opened),
        "may_panel": p.procedure not in (Procedure.SUMMARY, Procedure.SMALL_CLAIMS),
    }
    return page(request, "cases/assigning/case.html", context, status)


def _candidates(opened: Opened, found: Any) -> dict[str, Any]:
    inputs = drawing.gather(opened.p, found, panel=False)
    return people.candidates_of(inputs)


def _assignments(opened: Opened) -> list[dict[str, Any]]:
    """Who had the charge of the case, newest first, and by whose hand."""
    found = Assignment.objects.filter(case_id=opened.p.case.pk).select_related("judge", "by")
    why = reasons((one.case_id, one.seq) for one in found)
    return [
        {
            "judge": str(one.judge),
            "way": ways()[one.way],
            "by": str(one.by),
            "at": labels.moment(one.at),
            "why": why.get((one.case_id, one.seq), ""),
        }
        for one in found.order_by("-seq")
    ]


def ways() -> dict[str, str]:
    return {"draw": _("drawn"), "manual": _("named by hand")}


def reasons(entries: Any) -> dict[tuple[int, int], str]:
    """What was written for the court alone with these acts, by case and entry."""
    wanted = set(entries)
    found = Remark.objects.filter(
        case_id__in={case_id for case_id, _seq in wanted}, name="inner_why"
    )
    return {(one.case_id, one.seq): one.text for one in found if (one.case_id, one.seq) in wanted}


def _changes(opened: Opened) -> list[dict[str, str]]:
    """The acts about who tries the case that this person can do now."""
    found = (possible_act(opened.p, opened.standings, code) for code in CHANGES)
    return [
        {"label": labels.of(ACTS[one.act.code]), "url": one.url(opened.p.case.pk)}
        for one in found
        if one is not None and one.refused is None
    ]


# -- by hand --------------------------------------------------------------------------------------


@require_safe
@signed_in
def by_hand(request: HttpRequest, who: Viewer) -> HttpResponse:
    """For those who oversee: every case whose judge somebody named, or whose judge was changed by
    whatever way, with the reason; and draws that nobody went by."""
    courts = who.courts(scope.ON_BOARD)
    if not courts:
        raise PermissionDenied
    seen = scope.seen_by(who, "case__")
    before = Assignment.objects.filter(case_id=OuterRef("case_id"), seq__lt=OuterRef("seq"))
    named = Assignment.objects.filter(
        Q(way="manual") | Q(Exists(before)), seen, court_id__in=courts
    )
    shown = list(named.select_related("case", "judge", "by").order_by("-at", "-pk")[:MOST_BY_HAND])
    why = reasons((one.case_id, one.seq) for one in shown)
    unused = Draw.objects.filter(seen, case__court_id__in=courts, used_seq=None)
    context = {
        "rows": [
            {
                "number": rows.number(one.case),
                "url": reverse("case-assigning", args=[one.case_id]),
                "judge": str(one.judge),
                "way": ways()[one.way],
                "by": str(one.by),
                "at": labels.moment(one.at),
                "why": why.get((one.case_id, one.seq), ""),
            }
            for one in shown
        ],
        "unused": [
            {
                "number": rows.number(one.case),
                "url": reverse("case-assigning", args=[one.case_id]),
                "by": str(one.by),
                "at": labels.moment(one.at),
                "void": people.void_words(one.void),
            }
            for one in unused.select_related("case", "by").order_by("-pk")[:MOST_BY_HAND]
        ],
        "as_of": labels.moment(who.offices[0].now),
    }
    return page(request, "cases/assigning/by_hand.html", context)
