"""The deliberation of a panel on its page: for its members and the clerk of the case, and for
nobody else whatever their office."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cases.acts.papers import reading
from cases.acts.trial import deliberating
from cases.forms.deliberation import OpinionForm, PointForm
from cases.law.refusals import NotThere, Refusal
from cases.models import Point
from cases.proceeding import Actor
from cases.reading import labels
from cases.reading.scope import Viewer
from cases.reading.trial import panel
from cases.views.act import steps_aside_page
from cases.views.case import Opened, head, open_case
from cases.views.page import page, signed_in, whole_number


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def deliberation(request: HttpRequest, who: Viewer, case_id: int) -> HttpResponse:
    """What the panel says; each of it reads whom the order lets them hear."""
    opened = open_case(who, case_id)
    if opened.is_party:
        raise Http404
    if not deliberating.takes_part(opened.p, who.user_id):
        raise PermissionDenied
    if (aside := steps_aside_page(request, opened, _("Deliberation"))) is not None:
        return aside
    if request.method == "POST":
        return _done(request, opened)
    reading.for_own_work(case_id, who.user_id, "deliberation")
    return _page(request, opened)


def _done(request: HttpRequest, opened: Opened) -> HttpResponse:
    form = _form(request, opened)
    if form is not None and not form.is_valid():
        return _page(request, opened, form, status=422)
    try:
        _do(request, opened, form)
    except NotThere:
        raise Http404 from None
    except Refusal as refusal:
        problem = labels.refusal(refusal)
        again = open_case(opened.who, opened.p.case.pk)
        return _page(request, again, form, problem, status=409)
    messages.success(request, _("Kept."))
    return redirect("deliberation", case_id=opened.p.case.pk)


def _form(request: HttpRequest, opened: Opened) -> forms.Form | None:
    """The form that was sent, by what is to be done; None for what has none."""
    if "point" in request.POST:
        return PointForm(request.POST)
    if "speak" in request.POST:
        point = _point(request, opened)
        return OpinionForm(point, request.POST, votes=_votes(opened, point))
    return None


def _point(request: HttpRequest, opened: Opened) -> Point:
    one, no = deliberating.current(opened.p), request.POST.get("speak", "")
    found = None
    if one is not None and no.isascii() and no.isdigit() and len(no) < 4:
        found = one.points.filter(no=int(no)).first()
    if found is None:
        raise Http404
    return found


def _votes(opened: Opened, point: Point) -> bool:
    bench = deliberating.bench_of(opened.p)
    member = bench.member(opened.who.user_id)
    return member is not None and bench.votes_on(member, deliberating.as_kind(point.kind))


def _do(request: HttpRequest, opened: Opened, form: forms.Form | None) -> None:
    case_id = opened.p.case.pk
    role = next(iter(opened.standings[0].roles))
    by = Actor(opened.who.user_id, role.value)
    if isinstance(form, PointForm):
        said = form.cleaned_data
        kind = deliberating.as_kind(said["kind"])
        deliberating.add_point(case_id, by, kind, said["text"], said["answers"].splitlines())
    elif isinstance(form, OpinionForm):
        said = form.cleaned_data
        no = _point(request, opened).no
        deliberating.speak(
            case_id, by, no, said["grounds"], answer=said.get("answer"), other=said.get("other", "")
        )
    elif "begin" in request.POST:
        post = request.POST
        replaces = whole_number(post.get("replaces", "")) or 0
        deliberating.begin(case_id, by, replaces, post.get("why", "")[: deliberating.SHORT])


def _page(
    request: HttpRequest, opened: Opened, sent: forms.Form | None = None, problem: str = "",
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    found = panel.shown(opened.p, opened.who.user_id, opened.standings)
    _put_forms(request, opened, found, sent)
    problems = [{"text": problem}] if problem else []
    errors = sent if sent is not None else PointForm()
    context: dict[str, Any] = {
        **head(opened, "deliberation"), **found, "problems": problems, "form": errors,
    }  # fmt: skip
    answer = page(request, "cases/trial/deliberation.html", context, status)
    answer["Cache-Control"] = "private, no-store"
    return answer


def _put_forms(
    request: HttpRequest, opened: Opened, found: dict[str, Any], sent: forms.Form | None
) -> None:  # fmt: skip
    """The form of every point on which this member may speak now, and of a new point. What was
    sent and did not hold stands as it was typed."""
    one = deliberating.current(opened.p)
    points = {point.no: point for point in one.points.all()} if one is not None else {}
    for row in found["points"]:
        point = points.get(row["no"])
        is_this = isinstance(sent, OpinionForm) and request.POST.get("speak") == str(row["no"])
        if point is None or not (row["may_speak"] or is_this):
            continue
        auto_id = f"id_{row['no']}_%s"
        row["form"] = sent if is_this else OpinionForm(point, votes=row["votes"], auto_id=auto_id)
    found["point_form"] = sent if isinstance(sent, PointForm) else PointForm()
