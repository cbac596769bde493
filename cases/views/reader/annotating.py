"""Annotations of the reader: the panel beside the pages, a new one, one's own changed or taken
away, a page marked to be found again.
"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cases.acts.reader import annotating
from cases.forms.annotating import AnnotationForm, ChangeForm
from cases.law.refusals import Conflict, NotThere
from cases.models import Annotation, Document
from cases.reading.reader import annotations as shown
from cases.reading.reader import shelf
from cases.reading.reader.shelf import Shelf
from cases.reading.scope import Viewer
from cases.views.case import Opened, head, open_case, readable_of
from cases.views.page import page, signed_in, whole_number


def panel(
    opened: Opened, found: Shelf, document_id: int | None, number: int,
    form: AnnotationForm | None = None,
) -> dict[str, Any]:  # fmt: skip
    """The annotations that this person reads, and a form for a new one on the open page."""
    case_id, standings = opened.p.case.pk, opened.standings
    here = {"document": document_id, "page": number}
    readers = shown.choices(standings, opened.names)
    return {
        "annotations": shown.shown(case_id, opened.who.user_id, standings, found, opened.names),
        "annotation_form": form or AnnotationForm(readers, initial=here),
        "annotations_url": reverse("annotations", args=[case_id]),
        "bookmark": annotating.BOOKMARK,
    }


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def annotations(request: HttpRequest, who: Viewer, case_id: int) -> HttpResponse:
    """All annotations that this person reads; a new one, or a bookmark. ``part`` answers with the
    panel alone."""
    opened = open_case(who, case_id)
    found = shelf.shelf(opened.p, readable_of(opened))
    if request.method != "POST":
        return _panel(request, opened, found, None, 200)
    if "bookmark" in request.POST:
        return _bookmark(request, opened, found)
    form = AnnotationForm(shown.choices(opened.standings, opened.names), request.POST)
    if not form.is_valid():
        return _panel(request, opened, found, form, 422)
    spot = form.spot()
    document = _readable(opened, spot.document_id)
    said = form.cleaned_data
    annotating.write(
        case_id, who.user_id, opened.standings, spot,
        kind=said["kind"], text=said["text"], audience=said["whose"],
    )  # fmt: skip
    return _done(request, opened, found, document, spot.page, _("The annotation is kept."))


def _readable(opened: Opened, document_id: int) -> Document:
    one = readable_of(opened).filter(pk=document_id).first()
    if one is None:
        raise Http404
    return one


def _bookmark(request: HttpRequest, opened: Opened, found: Shelf) -> HttpResponse:
    ids = [whole_number(request.POST.get(name, "")) for name in ("document", "page")]
    if not all(ids) or (ids[1] or 0) > annotating.FARTHEST:
        raise Http404
    document, number = _readable(opened, ids[0] or 0), ids[1] or 1
    there = annotating.mark_page(
        document.case_id, opened.who.user_id, opened.standings, document.pk, number
    )
    words = _("The page is marked.") if there else _("The mark is taken away.")
    return _done(request, opened, found, document, number, words)


def _done(
    request: HttpRequest, opened: Opened, found: Shelf, document: Document, number: int, words: str
) -> HttpResponse:
    if "part" in request.POST:
        return _part(request, panel(opened, found, document.pk, number) | {"said": words}, 200)
    messages.success(request, words)
    return redirect(shelf.page_url(document, number))


def _panel(
    request: HttpRequest, opened: Opened, found: Shelf, form: AnnotationForm | None, status: int
) -> HttpResponse:
    first = next((one.document.pk for one in found.papers), None)
    context = panel(opened, found, first, 1, form)
    if "part" in request.POST or "part" in request.GET:
        return _part(request, context, status)
    context |= head(opened, "case-file")
    answer = page(request, "cases/reader/annotations_page.html", context, status)
    answer["Cache-Control"] = "no-store"
    return answer


def _part(request: HttpRequest, context: dict[str, Any], status: int) -> HttpResponse:
    answer = page(request, "cases/reader/annotations.html", context, status)
    answer["Cache-Control"] = "no-store"
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def annotation(request: HttpRequest, who: Viewer, case_id: int, annotation_id: int) -> HttpResponse:
    """One's own annotation: changed, or taken away for good."""
    opened = open_case(who, case_id)
    one = _own(opened, annotation_id)
    if request.method == "POST" and "delete" in request.POST:
        document, number = one.document, one.page
        one.delete()
        found = shelf.shelf(opened.p, readable_of(opened))
        return _done(request, opened, found, document, number, _("The annotation is deleted."))
    if request.method != "POST":
        form = ChangeForm(initial={"kind": one.kind, "text": one.text, "seen": one.version})
        return _shown(request, opened, one, form, 200)
    form = ChangeForm(request.POST)
    if not form.is_valid():
        return _shown(request, opened, one, form, 422)
    said = form.cleaned_data
    try:
        annotating.change(one, kind=said["kind"], text=said["text"], seen=said["seen"] or 0)
    except Conflict:
        now = {"kind": said["kind"], "text": said["text"], "seen": one.version}
        form = ChangeForm(now)
        form.add_error("text", _("This annotation was changed in another window. It says now: "
                                 "%(text)s") % {"text": one.text})  # fmt: skip
        return _shown(request, opened, one, form, 409)
    messages.success(request, _("The annotation is kept."))
    return redirect(shelf.page_url(one.document, one.page))


def _own(opened: Opened, annotation_id: int) -> Annotation:
    """One's own, on a paper that one may read now; else there is none."""
    try:
        one = annotating.own(opened.p.case.pk, annotation_id, opened.who.user_id, opened.standings)
    except NotThere:
        raise Http404 from None
    _readable(opened, one.document_id)
    return one


def _shown(
    request: HttpRequest, opened: Opened, one: Annotation, form: ChangeForm, status: int
) -> HttpResponse:
    confirm = {
        "action_url": request.path,
        "title": _("Change the annotation"),
        "text": shown.readers(one, opened.names),
        "form": form,
        "submit": _("Keep the annotation"),
        "cancel_url": shelf.page_url(one.document, one.page),
    }
    context = {**head(opened, "case-file"), "confirm": confirm, "quoted": one.quoted,
               "title": one.document.title, "page": one.page}  # fmt: skip
    answer = page(request, "cases/reader/annotation.html", context, status)
    answer["Cache-Control"] = "no-store"
    return answer
