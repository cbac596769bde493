"""The board of the desk, and what goes out together: sent, or printed."""

from __future__ import annotations

import uuid
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cases.acts.service import attempts as acts
from cases.acts.service.attempts import MOST_AT_ONCE
from cases.law.refusals import Refusal
from cases.law.roles import Role
from cases.law.serving import WAYS
from cases.models import Dispatch, Service
from cases.proceeding import Actor
from cases.reading import labels
from cases.reading.own_work import ReasonNeeded
from cases.reading.papers.volumes import TooMuch
from cases.reading.scope import Viewer
from cases.reading.service import serving
from cases.views.case import note_particulars, open_case
from cases.views.page import page, signed_in, whole_number
from cases.views.papers.writing import as_pdf
from cases.views.service import printing


@require_safe
@signed_in
def board(request: HttpRequest, who: Viewer) -> HttpResponse:
    """Everything that is served in the court, by state and way; a number leads to its service."""
    _desk_only(who)
    if (number := request.GET.get("number", "").strip()[:80]) and (
        found := serving.by_number(who, number)
    ):
        return redirect("service", case_id=found.case_id, service_id=found.pk)
    tab = request.GET.get("tab", "prepared")
    tab = tab if tab in serving.TABS else "prepared"
    way = request.GET.get("way", "")
    way = way if way in WAYS else ""
    rows, older = serving.page(who, tab, way, whole_number(request.GET.get("before", "")))
    counts = serving.counts(who)
    context = {
        "tabs": [
            {"url": _board_url(name, way), "label": label, "count": counts[name],
             "current": name == tab}
            for name, label in serving.tab_words().items()
        ],
        "tab": tab,
        "ways": [
            {"code": one.code, "label": labels.of(one), "chosen": one.code == way}
            for one in WAYS.values()
        ],
        "rows": rows,
        "rate": serving.rate(who),
        "number": number,
        "most": MOST_AT_ONCE,
        "can_choose": any(row["can_choose"] for row in rows),
        "pager": {"older_url": _board_url(tab, way, older)} if older else {},
    }  # fmt: skip
    status = 404 if number else 200
    return page(request, "cases/service/board.html", context, status)


def _desk_only(who: Viewer) -> None:
    if not who.holds(Role.CLERK):
        raise PermissionDenied


def _board_url(tab: str, way: str, before: int = 0) -> str:
    asked = {"tab": tab, "way": way, "before": before or ""}
    return f"{reverse('service-board')}?{urlencode({k: v for k, v in asked.items() if v})}"


@require_POST
@signed_in
def batch(request: HttpRequest, who: Viewer) -> HttpResponse:
    """What was chosen, to be looked at; sent when it is confirmed."""
    _desk_only(who)
    chosen = {
        n for text in request.POST.getlist("service") if (n := whole_number(text)) is not None
    }
    if not chosen:
        messages.error(request, _("Nothing was chosen."))
        return redirect("service-board")
    if len(chosen) > MOST_AT_ONCE:
        messages.error(request, labels.refusal(Refusal("too_many_at_once", most=MOST_AT_ONCE)))
        return redirect("service-board")
    known = serving.of_desk(who).filter(pk__in=chosen).select_related("case__court", "paper")
    found = list(known.order_by("pk"))
    if "print" in request.POST:
        return _printed(request, who, found)
    rows = serving.board_rows(found)
    if "send" not in request.POST:
        context = {"rows": rows, "goes": sum(row["can_go"] for row in rows)}
        return page(request, "cases/service/batch.html", context)
    going = [one for one, row in zip(found, rows, strict=True) if row["can_go"]]
    if not going:  # somebody carries all of it
        messages.error(request, _("Nothing was chosen."))
        return redirect("service-board")
    key = uuid.uuid4()
    by = Actor(who.user_id, Role.CLERK.value)
    for one in going:
        try:
            acts.release(one.case_id, one.pk, by, batch=key)
        except Refusal as refusal:
            words = labels.pair(serving.title(one), labels.refusal(refusal))
            messages.error(request, words)
    return redirect("service-sent", batch=key)


def _printed(request: HttpRequest, who: Viewer, found: list[Service]) -> HttpResponse:
    """The papers with the addresses they go to, which is read as everything else is."""
    if len(found) > printing.MOST:
        messages.error(request, labels.refusal(Refusal("too_many_at_once", most=printing.MOST)))
        return redirect("service-board")
    mine = [one for one in found if _may_print(request, who, one)]
    try:
        made, left = printing.pdf(mine)
    except TooMuch:
        messages.error(request, _("These papers are too large to be printed together."))
        return redirect("service-board")
    for one in left:
        messages.error(request, labels.pair(serving.title(one), _("cannot be printed")))
    if not made:
        return redirect("service-board")
    return as_pdf(made, _("papers to be served"))


def _may_print(request: HttpRequest, who: Viewer, one: Service) -> bool:
    try:
        opened = open_case(who, one.case_id)
    except ReasonNeeded:
        words = _("open the case first and say why you read it")
        messages.error(request, labels.pair(serving.title(one), words))
        return False
    note_particulars(opened, f"address:{one.party_no}")
    return True


@require_safe
@signed_in
def sent(request: HttpRequest, who: Viewer, batch: uuid.UUID) -> HttpResponse:
    """How far a batch has come; what failed is named."""
    _desk_only(who)
    visible = serving.of_desk(who)
    found = Dispatch.objects.filter(batch=batch, service__in=visible).order_by("pk")
    by_state: dict[str, list[Dispatch]] = {"sent": [], "failed": [], "waiting": []}
    for one in found.select_related("service__case__court", "service__paper"):
        by_state[one.state].append(one)
    if not any(by_state.values()):
        raise Http404
    failed = {one.service_id: one.reason for one in by_state["failed"]}
    rows = serving.board_rows([one.service for one in by_state["failed"]])
    for row in rows:
        row["reason"] = serving.reason_words(failed[row["id"]])
    context = {
        "sent": len(by_state["sent"]),
        "failed": rows,
        "waiting": len(by_state["waiting"]),
        "total": sum(len(some) for some in by_state.values()),
        "again_url": reverse("service-sent", args=[batch]),
    }
    return page(request, "cases/service/sent.html", context)
