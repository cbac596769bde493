"""Service of process: the board of the desk, batches, the services of a case, one service."""

from __future__ import annotations

import uuid
from typing import Any
from urllib.parse import urlencode

from django import forms as django_forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases.acts.parties import joining
from cases.acts.service import attempts as acts
from cases.acts.service import record
from cases.acts.service.attempts import MOST_AT_ONCE, Told, Wanted
from cases.acts.service.record import Attempt, attempts_of
from cases.forms.service import AddressForm, BeginForm, EventForm
from cases.law.attempts import CHANNELS
from cases.law.refusals import NotThere, Refusal
from cases.law.roles import Role
from cases.law.serving import WAYS
from cases.materials.trays import tray_for
from cases.models import Dispatch, Document, Party, Service, ServiceAddress
from cases.proceeding import Actor
from cases.reading import citations, labels
from cases.reading.papers import materials, papers
from cases.reading.papers.volumes import TooMuch
from cases.reading.scope import Viewer
from cases.reading.service import serving
from cases.views.case import Opened, head, may_unmask, open_case, readable_of
from cases.views.page import page, signed_in
from cases.views.papers.writing import as_pdf
from cases.views.service import printing

MOST_DIGITS = 18


# -- the board -------------------------------------------------------------------------------------


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
    rows, older = serving.page(who, tab, way, _number(request.GET.get("before", "")))
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


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS else None


def _board_url(tab: str, way: str, before: int = 0) -> str:
    asked = {"tab": tab, "way": way, "before": before or ""}
    return f"{reverse('service-board')}?{urlencode({k: v for k, v in asked.items() if v})}"


@require_POST
@signed_in
def batch(request: HttpRequest, who: Viewer) -> HttpResponse:
    """What was chosen, to be looked at; sent when it is confirmed."""
    _desk_only(who)
    chosen = {n for text in request.POST.getlist("service") if (n := _number(text)) is not None}
    if not chosen:
        messages.error(request, _("Nothing was chosen."))
        return redirect("service-board")
    if len(chosen) > MOST_AT_ONCE:
        messages.error(request, labels.refusal(Refusal("too_many_at_once", most=MOST_AT_ONCE)))
        return redirect("service-board")
    known = serving.of_desk(who).filter(pk__in=chosen).select_related("case__court", "paper")
    found = list(known.order_by("pk"))
    if "print" in request.POST:
        return _printed(request, found)
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


def _printed(request: HttpRequest, found: list[Service]) -> HttpResponse:
    if len(found) > printing.MOST:
        messages.error(request, labels.refusal(Refusal("too_many_at_once", most=printing.MOST)))
        return redirect("service-board")
    try:
        made, left = printing.pdf(found)
    except TooMuch:
        messages.error(request, _("These papers are too large to be printed together."))
        return redirect("service-board")
    for one in left:
        messages.error(request, labels.pair(serving.title(one), _("cannot be printed")))
    if not made:
        return redirect("service-board")
    return as_pdf(made, _("papers to be served"))


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


# -- a case ----------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def case_service(request: HttpRequest, who: Viewer, case_id: int) -> HttpResponse:
    """What was served in this case: for the court everything, for a party what was served on it."""
    opened = open_case(who, case_id)
    at_desk = joining.at_desk(opened.standings)
    form = None
    status = 200
    if at_desk:
        form = BeginForm(opened.p, opened.parties, request.POST or None)
        if form.is_bound:
            if form.is_valid() and (done := _begin(request, opened, form)) is not None:
                return done
            status = 422
    elif request.method == "POST":
        raise PermissionDenied
    nos = opened.party_nos if opened.is_party else None
    context = {
        **head(opened, "case-service"),
        "rows": serving.of_case(case_id, nos, opened.names),
        "at_desk": at_desk,
        "begin": form,
        "addresses": _addresses(opened) if at_desk else [],
        "consent": _consent(opened) if opened.is_party else None,
    }
    return page(request, "cases/service/case.html", context, status)


def _begin(request: HttpRequest, opened: Opened, form: BeginForm) -> HttpResponse | None:
    """Go to the record of this document and addressee; its ladder says what may be tried."""
    case_id = opened.p.case.pk
    what, party_no = form.cleaned_data["what"], form.cleaned_data["party"]
    paper = Document.objects.main().filter(case_id=case_id, pk=_number(what) or 0).first()
    document = record.BY_KIND.get(paper.kind, "other") if paper else what
    try:
        found = acts.begin(
            case_id, _actor(opened), party_no, str(document), paper.pk if paper else None
        )
    except Refusal as refusal:
        form.add_error(None, django_forms.ValidationError(labels.refusal(refusal)))
        return None
    return redirect("service", case_id=case_id, service_id=found.pk)


def _actor(opened: Opened) -> Actor:
    desk = next(one for one in opened.standings if joining.at_desk([one]))
    return Actor(opened.who.user_id, next(iter(desk.roles & joining.DESK)).value)


def _addresses(opened: Opened) -> list[dict[str, Any]]:
    """Where the parties take their papers."""
    parties = Party.objects.filter(case_id=opened.p.case.pk, left_on=None)
    rows = []
    for party in parties:
        reach = acts.reach_of(party)
        rows.append({
            "name": party.name,
            "consents": bool(reach.ground),
            "account": reach.has_account,
            "mail": serving.masked_address(reach.mail),
            "phone": papers.masked_phone(reach.phone),
            "post": bool(reach.post),
            "url": reverse("service-address", args=[opened.p.case.pk, party.no]),
        })  # fmt: skip
    return rows


def _consent(opened: Opened) -> dict[str, Any]:
    """Whether the party agreed to electronic service, and the button with which it does."""
    case_id = opened.p.case.pk
    no = opened.party_nos[0]
    said = ServiceAddress.objects.filter(case_id=case_id, party_no=no).last()
    return {
        "given": bool(said and said.ground),
        "since": labels.day(said.on) if said else "",
        "url": reverse("service-consent", args=[case_id]),
    }


@require_POST
@signed_in
def consent(request: HttpRequest, who: Viewer, case_id: int) -> HttpResponse:
    """A party agrees to electronic service, or takes it back (民诉法解释 135-137)."""
    opened = open_case(who, case_id)
    if not opened.is_party:
        raise PermissionDenied
    by = Actor(who.user_id, Role.LITIGANT.value)
    for no in opened.party_nos:
        ground = "" if "withdraw" in request.POST else "express"
        said = ServiceAddress.objects.filter(case_id=case_id, party_no=no).last()
        kept: dict[str, Any] = {
            name: getattr(said, name) if said else ""
            for name in ("mail", "phone", "address", "receiver")
        }
        kept["held"] = bool(said and said.held)
        acts.confirm_address(case_id, by, no, ground=ground, on_behalf_of=no, **kept)
    messages.success(request, _("The court has noted it."))
    return redirect("case-service", case_id=case_id)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def address(request: HttpRequest, who: Viewer, case_id: int, party_no: int) -> HttpResponse:
    """A party's confirmation of its address, as the clerk takes it from the paper."""
    opened = _at_desk(who, case_id)
    party = next((one for one in opened.parties if one.no == party_no), None)
    if party is None:
        raise Http404
    form = AddressForm(request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            acts.confirm_address(case_id, _actor(opened), party_no, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, django_forms.ValidationError(labels.refusal(refusal)))
        else:
            messages.success(request, _("The address holds from now on."))
            return redirect("case-service", case_id=case_id)
    confirm = {
        "action_url": reverse("service-address", args=[case_id, party_no]),
        "title": _("Address for service: %(name)s") % {"name": party.name},
        "basis": citations.marked("解释 136-137; 在线诉讼规则 29"),
        "form": form,
        "submit": _("Keep this address"),
        "cancel_url": reverse("case-service", args=[case_id]),
    }
    context = {**head(opened, "case-service"), "confirm": confirm, "tray": None}
    return page(request, "cases/act.html", context, 422 if form.is_bound else 200)


def _at_desk(who: Viewer, case_id: int) -> Opened:
    opened = open_case(who, case_id)
    if not joining.at_desk(opened.standings):
        raise PermissionDenied
    return opened


# -- one service -----------------------------------------------------------------------------------


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
    wanted = _number(request.POST.get("attempt", ""))
    attempt = next((one for one in tried if one.no == wanted), None)
    if attempt is None:
        raise Http404
    form = EventForm(attempt, request.POST)
    if not form.is_valid():
        return _shown(request, opened, found, form, 422)
    try:
        acts.happened(case_id, found.pk, attempt.no, _actor(opened), _told(who, found, form))
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
    opened = _at_desk(who, case_id)
    found = _service(opened, service_id)
    party = Party.objects.get(case_id=case_id, no=found.party_no)
    by = _actor(opened)
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
