"""What is served in one case: papers, addressees, where they take their papers."""

from __future__ import annotations

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
from cases.acts.service import record
from cases.forms.service import AddressForm, BeginForm
from cases.law.refusals import Refusal
from cases.law.roles import Role
from cases.models import Document, Party, ServiceAddress
from cases.proceeding import Actor
from cases.reading import citations, labels
from cases.reading.papers import papers
from cases.reading.scope import Viewer
from cases.reading.service import serving
from cases.views.case import Opened, head, open_case
from cases.views.page import page, signed_in, whole_number


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
    paper = Document.objects.main().filter(case_id=case_id, pk=whole_number(what) or 0).first()
    document = record.BY_KIND.get(paper.kind, "other") if paper else what
    try:
        found = acts.begin(
            case_id, actor_of(opened), party_no, str(document), paper.pk if paper else None
        )
    except Refusal as refusal:
        form.add_error(None, django_forms.ValidationError(labels.refusal(refusal)))
        return None
    return redirect("service", case_id=case_id, service_id=found.pk)


def actor_of(opened: Opened) -> Actor:
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
    opened = opened_at_desk(who, case_id)
    party = next((one for one in opened.parties if one.no == party_no), None)
    if party is None:
        raise Http404
    form = AddressForm(request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            acts.confirm_address(case_id, actor_of(opened), party_no, **form.cleaned_data)
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


def opened_at_desk(who: Viewer, case_id: int) -> Opened:
    opened = open_case(who, case_id)
    if not joining.at_desk(opened.standings):
        raise PermissionDenied
    return opened
