"""Writing papers: the forms of a court, a paper in a case, and every document as PDF."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django import forms as django_forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from cases.acts.papers import sheets
from cases.acts.papers import writing as acts
from cases.acts.parties import joining
from cases.forms.writing import FormTextForm, asked_form
from cases.law.efile import HOLDS_PARTICULARS
from cases.law.refusals import Refusal
from cases.law.roles import Role
from cases.models import FormText, Party
from cases.proceeding import Actor
from cases.reading import citations, labels, scope
from cases.reading.papers import copies, form_fields, papers, volumes
from cases.reading.papers.form_fields import Occasion
from cases.reading.scope import Office, Viewer
from cases.views.case import Opened, head, note_particulars, open_case, read_document
from cases.views.page import page, signed_in
from cases.writing import blocks, engine, press
from cases.writing.blocks import Block
from cases.writing.decisions import EDITABLE
from cases.writing.engine import Problem, Unfillable
from cases.writing.table import FORMS, Form, fields_of, made_up

# -- a document as PDF ----------------------------------------------------------------------------


@require_safe
@signed_in
def document_pdf(request: HttpRequest, who: Viewer, case_id: int, document_id: int) -> HttpResponse:
    """A document that this person may read, as PDF."""
    opened = open_case(who, case_id)
    one = read_document(opened, document_id)
    paper = sheets.paper_of(one)
    if not paper:
        raise Http404
    try:
        made = press.pdf(
            paper, sample=opened.p.court.training, code=sheets.code_of(one),
            made_at=int(one.received_at.timestamp()),
        )  # fmt: skip
        if words := copies.mark(opened.p, who.name):
            made = copies.marked_bytes(made, words)
    except volumes.TooMuch:
        raise Http404 from None
    except press.Unprintable as error:
        found = {**papers.document(one), "pdf_url": "", "problem": unprintable(error)}
        context = {"document": found, "sample": opened.p.court.training}
        context |= head(opened, "case-papers")
        return page(request, "cases/papers/document.html", context, 409)
    return as_pdf(made, f"{one.title} {sheets.code_of(one)}")


def as_pdf(made: bytes, name: str) -> HttpResponse:
    """A PDF to look at, kept nowhere on the way."""
    answer = HttpResponse(made, content_type="application/pdf")
    answer["Content-Disposition"] = f"inline; filename*=UTF-8''{quote(name)}.pdf"
    answer["Cache-Control"] = "private, no-store"
    return answer


def unprintable(error: press.Unprintable) -> dict[str, str]:
    """Why there is no PDF, as a notice."""
    if error.missing:
        shown = _(", ").join(f"{char} (U+{ord(char):04X})" for char in sorted(error.missing))
        words = _("The fonts of the PDF have no glyph for: %(characters)s.") % {"characters": shown}
    else:
        words = _("The PDF could not be made within its limits. The text stands here in full.")
    return {"level_tag": "error", "title": _("No PDF"), "message": words}


# -- a paper in a case ----------------------------------------------------------------------------


@require_safe
@signed_in
def write(request: HttpRequest, who: Viewer, case_id: int) -> HttpResponse:
    """Which papers can be written, to whom, and why others cannot yet."""
    opened = _at_desk(who, case_id)
    rows = [row for form in FORMS.values() if (row := _row(request, opened, form))]
    return page(request, "cases/papers/write.html", {**head(opened, "case-papers"), "rows": rows})


def _at_desk(who: Viewer, case_id: int) -> Opened:
    opened = open_case(who, case_id)
    if not joining.at_desk(opened.standings):
        raise PermissionDenied
    return opened


def _row(request: HttpRequest, opened: Opened, form: Form) -> dict[str, Any] | None:
    found = [one for one in opened.parties if form_fields.goes_to(form, opened.p, one)]
    if not found:
        return None
    occasion = _occasion(request, opened, found[0])
    return {
        "name": labels.of(form),
        "basis": citations.marked(form.basis),
        "reason": form_fields.missing(form, form_fields.needed(form, occasion), opened.p),
        "to": [
            {
                "name": one.name,
                "side": labels.side(one.side),
                "url": reverse("write-form", args=[opened.p.case.pk, form.code, one.no]),
            }
            for one in found
        ],
    }


def _occasion(
    request: HttpRequest, opened: Opened, party: Party, typed: dict[str, Any] | None = None
) -> Occasion:
    writes = any(Role.CLERK in one.roles for one in opened.standings)
    return Occasion(
        opened.p, opened.court, party, opened.parties, opened.who.name if writes else "",
        request.build_absolute_uri(reverse("join")), typed or {},
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def write_form(
    request: HttpRequest, who: Viewer, case_id: int, code: str, party_no: int
) -> HttpResponse:
    """A paper to one party: what the clerk adds, how it will look, and keeping it."""
    opened = _at_desk(who, case_id)
    form = FORMS.get(code)
    party = next((one for one in opened.parties if one.no == party_no), None)
    if form is None or party is None or not form_fields.goes_to(form, opened.p, party):
        raise Http404
    return _Paper(request, opened, form, party).answer()


class _Paper:
    """One paper on its way: from what the clerk types to the preview and into the e-file."""

    def __init__(self, request: HttpRequest, opened: Opened, form: Form, party: Party) -> None:
        self.request, self.opened, self.form, self.party = request, opened, form, party
        posted = request.POST if request.method == "POST" else None
        said = form.code == "correction_notice"
        first = {"defects": form_fields.defects_said(opened.p.case.pk)} if said else {}
        self.typed = asked_form(form)(posted, initial=first)
        self.problems: list[str] = []
        self.paper: list[Block] = []

    def answer(self) -> HttpResponse:
        if self.typed.is_bound and not self.typed.is_valid():
            return self.shown(422)
        typed = self.typed.cleaned_data if self.typed.is_bound else {}
        occasion = _occasion(self.request, self.opened, self.party, typed)
        values = form_fields.values_of(self.form, occasion)
        if reason := form_fields.missing(self.form, values, self.opened.p):
            self.problems = [reason]
            return self.shown(409)
        if self.form.asked and not self.typed.is_bound:
            return self.shown(200)
        return self.filled(values)

    def filled(self, values: dict[str, Any]) -> HttpResponse:
        text, version = acts.text_of(self.opened.court.pk, self.form)
        try:
            written = engine.fill(text, fields_of(self.form), values)
        except Unfillable as error:
            self.problems = [_line(one) for one in error.problems]
            return self.shown(409)
        self.paper = blocks.read(written)
        if self.form.code in HOLDS_PARTICULARS:
            note_particulars(self.opened, f"address:{self.party.no}")
        if self.request.method == "POST" and "keep" in self.request.POST:
            return self.kept(written, version)
        return self.shown(200)

    def kept(self, written: str, version: int) -> HttpResponse:
        desk = next(one for one in self.opened.standings if joining.at_desk([one]))
        by = Actor(self.opened.who.user_id, next(iter(desk.roles & joining.DESK)).value)
        case_id = self.opened.p.case.pk
        try:
            kept = acts.keep(
                case_id, by, self.form, party_no=self.party.no, text=written, version=version
            )
        except Refusal as refusal:
            self.problems = [labels.refusal(refusal)]
            return self.shown(409)
        messages.success(self.request, _("The paper is in the e-file."))
        return redirect("document", case_id=case_id, document_id=kept.pk)

    def shown(self, status: int) -> HttpResponse:
        context = {
            **head(self.opened, "case-papers"),
            "form": self.typed,
            "problems": [{"text": one} for one in self.problems],
            "name": labels.of(self.form),
            "to": self.party.name,
            "basis": citations.marked(self.form.basis),
            "blocks": self.paper,
            "missing": _missing(self.paper),
            "sample": self.opened.p.court.training,
            "write_url": reverse("write", args=[self.opened.p.case.pk]),
        }
        return page(self.request, "cases/papers/write_form.html", context, status)


def _missing(paper: list[Block]) -> dict[str, str] | None:
    missing = press.missing_glyphs(blocks.text(paper))
    return unprintable(press.Unprintable("", frozenset(missing))) if missing else None


# -- the court's own texts ------------------------------------------------------------------------


def _office(who: Viewer) -> Office:
    """The office by which this person edits the forms of a court."""
    found = next((one for one in who.offices if one.role in scope.EDITS_FORMS), None)
    if found is None:
        raise PermissionDenied
    return found


@require_safe
@signed_in
def forms(request: HttpRequest, who: Viewer) -> HttpResponse:
    """Every form, and whether the court has a text of its own."""
    office = _office(who)
    own = FormText.objects.filter(court_id=office.court_id, live=True)
    found = {one.form: one for one in own.select_related("changed_by")}
    rows = [
        {
            "name": labels.of(form),
            "basis": citations.marked(form.basis),
            "text": _whose(found.get(code)),
            "url": reverse("form", args=[code]),
        }
        for code, form in EDITABLE.items()
    ]
    return page(request, "cases/papers/forms.html", {"rows": rows, "court": _court(office)})


def _court(office: Office) -> str:
    return labels.pick(office.court, office.court_en)


def _whose(own: FormText | None) -> str:
    if own is None:
        return _("as shipped")
    return _("the court's own, version %(n)d, %(name)s, %(moment)s") % {
        "n": own.version,
        "name": own.changed_by,
        "moment": labels.moment(own.changed_at),
    }


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def form(request: HttpRequest, who: Viewer, code: str) -> HttpResponse:
    """The text of a form beside how it looks with made-up values."""
    office, one = _office(who), EDITABLE.get(code)
    if one is None:
        raise Http404
    text, version = acts.text_of(office.court_id, one)
    if request.method != "POST":
        shown = FormTextForm(initial={"text": text, "version": version})
        return _editor(request, office, one, shown, text, 200)
    shown = FormTextForm(request.POST)
    if not shown.is_valid():
        return _editor(request, office, one, shown, "", 422)
    try:
        return _changed(request, office, one, shown)
    except Unfillable:
        return _editor(request, office, one, shown, shown.cleaned_data["text"], 422)
    except Refusal as refusal:
        shown.add_error(None, django_forms.ValidationError(labels.refusal(refusal)))
        return _editor(request, office, one, shown, shown.cleaned_data["text"], 409)


def _changed(request: HttpRequest, office: Office, one: Form, shown: FormTextForm) -> HttpResponse:
    """Look at it, save it, or go back to the shipped text."""
    text, seen = shown.cleaned_data["text"], shown.cleaned_data["version"]
    if "ship" in request.POST:
        acts.ship_again(office.court_id, one, seen=seen)
        messages.success(request, _("The shipped text holds again."))
    elif "save" in request.POST:
        kept = acts.save_text(office.court_id, one, text, by=_person(request), seen=seen)
        words = _("Saved as version %(n)d. Papers are written with it from now on.")
        messages.success(request, words % {"n": kept.version})
    else:
        return _editor(request, office, one, shown, text, 200)
    return redirect("form", code=one.code)


def _person(request: HttpRequest) -> int:
    assert request.user.pk is not None
    return int(request.user.pk)


def _editor(
    request: HttpRequest, office: Office, one: Form, shown: FormTextForm, text: str, status: int
) -> HttpResponse:
    paper, problems = _tried(one, text)
    own = FormText.objects.filter(court_id=office.court_id, form=one.code)
    versions = own.select_related("changed_by").order_by("-version")[:20]
    context = {
        "name": labels.of(one),
        "basis": citations.marked(one.basis),
        "court": _court(office),
        "form": shown,
        "problems": [{"text": _line(x), "url": "#id_text"} for x in problems],
        "blocks": paper,
        "sample": True,
        "fields": list(_described(fields_of(one))),
        "versions": [{"words": _whose(x), "live": x.live} for x in versions],
        "is_own": any(x.live for x in versions),
    }
    return page(request, "cases/papers/form.html", context, status)


def _tried(one: Form, text: str) -> tuple[list[Block], list[Problem]]:
    """How a text looks with made-up values, or what is wrong with it."""
    fields = fields_of(one)
    if problems := engine.check(text, fields):
        return [], problems
    try:
        return blocks.read(engine.fill(text, fields, made_up(one))), []
    except Unfillable as error:
        return [], error.problems


def _line(one: Problem) -> str:
    words = labels.pick(one.zh, one.en)
    return _("Line %(n)d: %(words)s") % {"n": one.line, "words": words} if one.line else words


def _described(fields: dict[str, Any], before: str = "") -> Any:
    """The fields a text may use, as they are written there."""
    kinds = {
        "text": "", "flag": _("yes or no"), "number": "| numeral", "money": "| money, | capitals",
        "date": "| date_long, | date_official", "moment": "| moment_long",
    }  # fmt: skip
    for name, kind in fields.items():
        if isinstance(kind, str):
            yield {"name": f"{before}{name}", "kind": kinds[kind]}
        elif isinstance(kind, dict):
            yield from _described(kind, f"{before}{name}.")
        else:
            yield {"name": f"{before}{name}", "kind": _("a list, for a loop")}
            if isinstance(kind[0], dict):
                yield from _described(kind[0], "… .")
