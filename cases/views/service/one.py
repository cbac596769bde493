"""One service: a document and an addressee, its attempts, the next step, what happened."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from cases.acts.parties import joining
from cases.acts.service import attempts as acts
from cases.acts.service.attempts import Told, Wanted
from cases.acts.service.record import Attempt, attempts_of
from cases.forms.service import EventForm
from cases.law.attempts import CHANNELS
from cases.law.refusals import NotThere, Refusal
from cases.law.serving import WAYS
from cases.materials.trays import tray_for
from cases.models import Party, Service
from cases.reading import citations, labels
from cases.reading.papers import materials
from cases.reading.scope import Viewer
from cases.reading.service import serving
from cases.views.case import Opened, head, may_unmask, open_case, readable_of
from cases.views.page import page, signed_in, whole_number
from cases.views.service.of_case import actor_of, opened_at_desk


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def service(request: HttpRequest, who: Viewer, case_id: int, service_id: int) -> HttpResponse:
    """One document and one addressee: the attempts, what may be tried next, what happened."""
    opened = open_case(who, case_id)
    found = _service(opened, service_id)
    at_desk = joining.at_desk(opened.standings)
    if request.method != "POST":
        return _shown(request, opened, found, None, 200)
    if not at_desk:
        raise PermissionDenied
    tried = attempts_of([found.pk]).get(found.pk, [])
    wanted = whole_number(request.POST.get("attempt", ""))
    attempt = next((one for one in tried if one.no == wanted), None)
    if attempt is None:
        raise Http404
    form = EventForm(attempt, request.POST)
    if not form.is_valid():
        return _shown(request, opened, found, form, 422)
    try:
        acts.happened(case_id, found.pk, attempt.no, actor_of(opened), _told(who, found, form))
    except Refusal as refusal:
        form.add_error(None, django_forms.ValidationError(labels.refusal(refusal)))
        return _shown(request, opened, found, form, 409)
    messages.success(request, _("Recorded."))
    return redirect("service", case_id=case_id, service_id=found.pk)


def _service(opened: Opened, service_id: int) -> Service:
    found = Service.objects.filter(pk=service_id, case_id=opened.p.case.pk)
    if opened.is_party:
        found = found.filter(party_no__in=opened.party_nos).exclude(state="prepared")
    one = found.select_related("case__court", "paper").first()
    if one is None:
        raise Http404
    return one


def _told(who: Viewer, found: Service, form: EventForm) -> Told:
    said = {name: value for name, value in form.cleaned_data.items() if name != "attempt"}
    return Told(**said, tray=_tray_id(who, found))


def _tray_id(who: Viewer, found: Service) -> uuid.UUID:
    return tray_for(who.user_id, f"service:{found.pk}")


def _shown(
    request: HttpRequest, opened: Opened, found: Service, form: EventForm | None, status: int
) -> HttpResponse:
    tried = attempts_of([found.pk]).get(found.pk, [])
    at_desk = joining.at_desk(opened.standings)
    party = Party.objects.get(case_id=found.case_id, no=found.party_no)
    context = {
        **head(opened, "case-service"),
        "title": serving.title(found),
        "party": opened.names.get(found.party_no, ""),
        "state": serving.state_words(found.state),
        "effective": labels.long_day(found.effective_on) if found.effective_on else "",
        "basis": citations.marked(found.citation) if found.effective_on else "",
        "steps": serving.steps(tried, for_court=at_desk),
        "rungs": serving.rungs(opened.p, found, party)
        if at_desk and found.effective_on is None
        else [],
        "at_desk": at_desk,
        "address_url": reverse("unmask", args=[found.case_id, found.party_no, "address"])
        if at_desk and may_unmask(opened)
        else "",
        "here_url": reverse("service", args=[found.case_id, found.pk]),
        "next_url": reverse("service-next", args=[found.case_id, found.pk]),
        "receive_url": reverse("service-receive", args=[found.case_id, found.pk])
        if opened.is_party and _waits_for_word(tried, found)
        else "",
        "paper_url": _paper_url(opened, found),
        "proof_url": reverse("document", args=[found.case_id, found.proof_id])
        if found.proof_id and at_desk
        else "",
        "notice_url": reverse("announcement", args=[found.notice_code])
        if found.notice_code
        else "",
    }
    if at_desk:
        wanted = form.data.get("attempt") if form else request.GET.get("attempt")
        context |= _recording(opened, found, tried, form, wanted)
    return page(request, "cases/service/one.html", context, status)


def _waits_for_word(tried: list[Attempt], found: Service) -> bool:
    return found.effective_on is None and any(
        one.way.startswith("electronic") and one.state in ("sent", "delivered") for one in tried
    )


def _paper_url(opened: Opened, found: Service) -> str:
    if found.paper_id is None or not readable_of(opened).filter(pk=found.paper_id).exists():
        return ""
    return reverse("document", args=[found.case_id, found.paper_id])


def _recording(
    opened: Opened, found: Service, tried: list[Attempt], form: EventForm | None,
    wanted: str | None,
) -> dict[str, Any]:  # fmt: skip
    """The form for what happened to one open attempt, its files, and the way to the others."""
    open_ = serving.recordable(tried)
    if not open_:
        return {}
    attempt = next((one for one in open_ if str(one.no) == wanted), open_[-1])
    url = reverse("service", args=[found.case_id, found.pk])
    waits = attempt.state == "prepared" and CHANNELS[attempt.channel].by != "person"
    confirm = {
        "action_url": url,
        "title": _("What happened: %(way)s") % {"way": labels.of(WAYS[attempt.way])},
        "basis": citations.marked(WAYS[attempt.way].citation),
        "form": form or EventForm(attempt),
        "submit": _("Record it"),
    }
    tray = materials.tray(
        opened.who.user_id, _tray_id(opened.who, found), url, _("Proof of service")
    )
    others = [
        {"url": f"{url}?attempt={one.no}#what", "label": f"{one.no}. {labels.of(WAYS[one.way])}"}
        for one in open_
        if one is not attempt
    ]
    return {"confirm": confirm, "tray": tray, "waits_to_go": waits, "others": others}


@require_POST
@signed_in
def next_(request: HttpRequest, who: Viewer, case_id: int, service_id: int) -> HttpResponse:
    """The next lawful step in one press; or the way and channel that were chosen."""
    opened = opened_at_desk(who, case_id)
    found = _service(opened, service_id)
    party = Party.objects.get(case_id=case_id, no=found.party_no)
    by = actor_of(opened)
    way, channel = request.POST.get("way", ""), request.POST.get("channel", "")
    try:
        if "send" not in request.POST:
            chosen = (way, channel) if way else serving.next_step(opened.p, found, party)
            if chosen is None:
                raise Refusal("no_way_left")
            wanted = Wanted(found.party_no, found.document, *chosen, found.paper_id)
            acts.prepare(case_id, by, wanted)
            channel = chosen[1]
        if "send" in request.POST or CHANNELS[channel].by != "person":
            out = acts.release(case_id, service_id, by)
            if out.channel == "in_app":
                acts.accepted(out, "")
            messages.success(request, _("It goes out within seconds."))
        else:
            messages.success(request, _("Prepared. Record below what happens."))
    except NotThere:
        raise Http404 from None
    except Refusal as refusal:
        messages.error(request, labels.refusal(refusal))
    return redirect("service", case_id=case_id, service_id=service_id)


@require_POST
@signed_in
def receive(request: HttpRequest, who: Viewer, case_id: int, service_id: int) -> HttpResponse:
    """The addressee confirms receipt, signed in."""
    opened = open_case(who, case_id)
    if not opened.is_party:
        raise PermissionDenied
    try:
        acts.receive(case_id, service_id, who.user_id)
    except NotThere:
        raise Http404 from None
    except Refusal as refusal:
        messages.error(request, labels.refusal(refusal))
    else:
        messages.success(request, _("The court has your confirmation."))
    return redirect("service", case_id=case_id, service_id=service_id)
