"""The record of an exchange: read, signed or objected to by each party online."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cases.acts.evidence import opening, said
from cases.acts.hearings.recording import digest
from cases.acts.papers import sheets
from cases.acts.parties import joining
from cases.forms.evidence import SignForm
from cases.forms.fields import KeyField, new_key
from cases.law.refusals import Refusal
from cases.law.roles import Role
from cases.models import Exchange
from cases.reading import citations, labels
from cases.reading.case.possible import possible_act
from cases.reading.evidence import table
from cases.reading.scope import Viewer
from cases.views.act import perform, refused_page
from cases.views.case import Opened, head
from cases.views.evidence.exchange import open_evidence, private, reader_of
from cases.views.page import page, signed_in, whole_number

ACT = "sign_exchange_record"
BASIS = "证据规定 57; 在线诉讼规则 7, 33, 34"


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def record(request: HttpRequest, who: Viewer, case_id: int) -> HttpResponse:
    """The newest record as a sheet, who has signed, and for those who have not the signature."""
    opened = open_evidence(who, case_id)
    found = said.last(case_id)
    if found is None:
        raise Http404
    if request.method == "POST":
        return _sign(request, opened, found)
    return _page(request, opened, found)


def _sign(request: HttpRequest, opened: Opened, found: Exchange) -> HttpResponse:
    possible = possible_act(opened.p, opened.standings, ACT)
    if possible is None or possible.refused is not None:
        why = possible.refused if possible and possible.refused else Refusal("not_yours")
        return refused_page(request, opened, ACT, labels.refusal(why))
    party = whole_number(request.POST.get("party", ""))
    values: dict[str, Any] = {"party": party}
    form = None
    if opened.is_party:
        form = SignForm(request, _shown(found))
        if not form.is_valid():
            return _page(request, opened, found, form, status=422)
        values |= {
            "word": form.cleaned_data["word"], "said": form.cleaned_data["said"],
            "shown": digest(_shown(found)),
        }  # fmt: skip
    else:
        values |= {"word": "refused", "said": request.POST.get("said", "")[:2000]}
    about = {"version": None, "key": KeyField().clean(request.POST.get("key"))}
    try:
        perform(opened, possible, {k: v for k, v in values.items() if v}, about)
    except Refusal as refusal:
        now = said.last(opened.p.case.pk) or found
        return _page(request, opened, now, form, labels.refusal(refusal), 409)
    messages.success(request, _("Kept."))
    return redirect("exchange-record", case_id=opened.p.case.pk)


def _shown(found: Exchange) -> str:
    return said.words_of(said.parts_of(found.record)) if found.record is not None else ""


def _page(
    request: HttpRequest, opened: Opened, found: Exchange, form: SignForm | None = None,
    problem: str = "", status: int = 200,
) -> HttpResponse:  # fmt: skip
    assert found.record is not None
    parts = said.parts_of(found.record)
    silent = opening.unsigned(opened.p, found)
    owed = [one for one in opened.parties if one.no in silent]
    mine = [one for one in owed if one.no in opened.party_nos]
    notes = not opened.is_party and any(Role.CLERK in one.roles for one in opened.standings)
    context: dict[str, Any] = {
        **head(opened, "case-exchange"),
        "blocks": [block for one in parts for block in sheets.paper_of(one)],
        "sample": opened.p.court.training, "words": table.record_words(reader_of(opened), found),
        "owed": [{"no": one.no, "name": one.name, "key": new_key()} for one in owed],
        "mine": [{"no": one.no, "name": one.name, "key": new_key()} for one in mine],
        "sign_form": form or (SignForm(request, _shown(found)) if mine else None),
        "form": form if form is not None and form.is_bound else None,
        "problems": [{"text": problem}] if problem else [],
        "notes": notes and joining.at_desk(opened.standings),
        "pdf_urls": [reverse("document-pdf", args=[one.case_id, one.pk]) for one in parts],
        "list": reverse("case-exchange", args=[opened.p.case.pk]),
        "basis": citations.marked(BASIS),
    }  # fmt: skip
    return private(page(request, "cases/evidence/record.html", context, status))
