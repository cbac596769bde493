"""The counter 窗口收件: what parties bring on paper is entered as their act, with a receipt."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from cases import arrivals
from cases.acts.papers import writing
from cases.chain import key_of
from cases.forms.counter import COUNTER
from cases.forms.fields import new_key
from cases.forms.on_paper import PaperForm, paper_form, today
from cases.law.acts import ACTS, TAKEN_IN
from cases.law.on_paper import Paper
from cases.law.refusals import Conflict, Refusal
from cases.law.roles import Role
from cases.materials.trays import tray_for
from cases.models import Document, Entry
from cases.procedure import Done
from cases.proceeding import Actor
from cases.reading import citations, labels
from cases.reading.case.possible import Possible, possible_act
from cases.reading.lists import finding, rows
from cases.reading.papers import form_fields, materials, taken_in
from cases.reading.papers.form_fields import Occasion
from cases.reading.scope import Viewer
from cases.views.act import refused_page
from cases.views.case import Opened, head, open_case
from cases.views.page import page, signed_in
from cases.writing import engine
from cases.writing.engine import Unfillable
from cases.writing.table import FORMS, fields_of

RECEIPT = FORMS["materials_receipt"]


@require_safe
@signed_in
def counter(request: HttpRequest, who: Viewer) -> HttpResponse:
    """Whose paper it is: a case by any spelling of its number or a name, or a new case."""
    if not who.holds(*COUNTER):
        raise PermissionDenied
    wanted = request.GET.get("q", "").strip()
    found = finding.find(who, wanted)
    if len(found) == 1:
        return redirect("case-counter", case_id=found[0].pk)
    context = {
        "wanted": wanted[: finding.LONGEST],
        "rows": [
            {
                "url": reverse("case-counter", args=[one.pk]),
                "number": rows.number(one),
                "cause": rows.cause(one),
            }
            for one in found
        ],
        "entered": taken_in.entered_by(who.user_id),
    }
    return page(request, "cases/counter/counter.html", context)


@require_safe
@signed_in
def case_counter(request: HttpRequest, who: Viewer, case_id: int) -> HttpResponse:
    """What may have come in this case."""
    opened = _at_counter(who, case_id)
    context = {
        **head(opened, ""),
        "papers": taken_in.to_take_in(opened.p, opened.standings),
    }
    return page(request, "cases/counter/case.html", context)


def _at_counter(who: Viewer, case_id: int) -> Opened:
    opened = open_case(who, case_id)
    if not any(Role.CLERK in one.roles for one in opened.standings):
        raise PermissionDenied
    return opened


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def take_in(request: HttpRequest, who: Viewer, case_id: int, code: str) -> HttpResponse:
    """One paper: how it came, its scans, and what it says."""
    opened = _at_counter(who, case_id)
    if code not in TAKEN_IN:
        raise Http404
    clerk = [one for one in opened.standings if Role.CLERK in one.roles]
    found = possible_act(opened.p, clerk, code)
    if found is None or (found.refused is not None and request.method != "POST"):
        refusal = found.refused if found and found.refused else Refusal("not_yours")
        return refused_page(request, opened, code, labels.refusal(refusal))
    form_class = paper_form(opened.p, found.act, found.standing)
    if request.method == "POST":
        return _enter(request, opened, found, form_class(request.POST))
    first = {"key": new_key(), "version": opened.p.case.version, **today(opened.p.now)}
    return _shown(request, opened, found, form_class(initial=first))


def _enter(request: HttpRequest, opened: Opened, found: Possible, form: PaperForm) -> HttpResponse:
    if not form.is_valid():
        return _shown(request, opened, found, form, 422)
    paper, by = form.paper(_tray_id(opened, found)), Actor(opened.who.user_id, Role.CLERK.value)
    asked = form.cleaned_data
    try:
        done = arrivals.receive(
            opened.p.case.pk, found.act.code, by=by, data=form.values(), paper=paper,
            party_no=paper.party_no, key=asked["key"],
            version=asked["version"] if found.act.to is not None else None,
        )  # fmt: skip
    except Refusal as refusal:
        form.add_error(None, forms.ValidationError(labels.refusal(refusal), code=refusal.reason))
        if isinstance(refusal, Conflict):
            form.put(version="")
        return _shown(request, opened, found, form, 409)
    given = _give_receipt(opened, by, found.act.code, paper, done, asked["key"])
    messages.success(request, _("Entered. Print the receipt and give it to the party."))
    if given is None:
        return redirect("case", case_id=done.case_id)
    return redirect("document", case_id=done.case_id, document_id=given.pk)


def _give_receipt(
    opened: Opened, by: Actor, act: str, paper: Paper, done: Done, key: str
) -> Document | None:
    """The receipt in the e-file; None where its text cannot be set."""
    case_id = opened.p.case.pk
    mine = Entry.objects.filter(case_id=case_id, actor=by.user_id, key=key_of(key))
    entry = mine.only("seq").first()
    party = next(one for one in opened.parties if one.no == paper.party_no)
    typed = taken_in.receipt(case_id, entry.seq if entry else done.seq, act, paper, opened.who.name)
    occasion = Occasion(opened.p, opened.court, party, opened.parties, opened.who.name, typed=typed)
    text, version = writing.text_of(opened.court.pk, RECEIPT)
    try:
        written = engine.fill(text, fields_of(RECEIPT), form_fields.plain_values(RECEIPT, occasion))
    except Unfillable:
        return None
    return writing.keep(case_id, by, RECEIPT, party_no=party.no, text=written, version=version)


def _tray_id(opened: Opened, found: Possible) -> Any:
    return tray_for(opened.who.user_id, f"{opened.p.case.pk}:paper:{found.act.code}")


def _shown(
    request: HttpRequest, opened: Opened, found: Possible, form: PaperForm, status: int = 200
) -> HttpResponse:
    case_id, code = opened.p.case.pk, found.act.code
    if form.is_bound and not form.data.get("version"):
        form.put(version=str(opened.p.case.version))
    here = reverse("take-in", args=[case_id, code])
    context = {
        **head(opened, ""),
        "title": labels.of(ACTS[code]),
        "tray": materials.tray(
            opened.who.user_id, _tray_id(opened, found), here, labels.of(found.act), splits=True,
        ),
        "confirm": {
            "action_url": here,
            "title": labels.of(ACTS[code]),
            "basis": citations.marked(found.act.citation),
            "form": form,
            "submit": _("Enter it, with a receipt"),
            "cancel_url": reverse("case-counter", args=[case_id]),
        },
    }  # fmt: skip
    return page(request, "cases/act.html", context, status)
