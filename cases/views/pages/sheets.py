"""One page of a paper: the fragment that shows it, and its picture."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cases.models import Document
from cases.pages import showing
from cases.pages.showing import WIDTHS, Unshowable
from cases.reading import labels
from cases.reading.pages import sheets
from cases.reading.scope import Viewer
from cases.views.case import Opened, open_case, read_document
from cases.views.page import signed_in
from cases.views.papers.papers import HEADERS

TEMPLATE = "cases/reader/sheet.html"
MOST_FIND = 100
"""Characters that are looked for."""


@require_safe
@signed_in
def sheet(
    request: HttpRequest, who: Viewer, case_id: int, document_id: int, page: int
) -> HttpResponse:
    """A page as a fragment; whatever is wrong with it is said in its place."""
    try:
        document = _read(who, case_id, document_id)[1]
    except Http404:
        gone = _("There is no such page, or it is no longer open to you.")
        answer = render(request, TEMPLATE, {"page": page, "problem": gone}, status=404)
    else:
        find = request.GET.get("find", "")[:MOST_FIND]
        context, status = sheets.fragment(
            document, page, find=find, withdrawn="withdrawn" in request.GET
        )
        answer = render(request, TEMPLATE, context, status=status)
    answer["Cache-Control"] = "no-store"
    return answer


@require_safe
@signed_in
def picture(
    request: HttpRequest, who: Viewer, case_id: int, document_id: int, page: int
) -> HttpResponse:
    """The picture of a page in one of three widths, marked for its reader where it has to be."""
    opened, document = _read(who, case_id, document_id)
    width = request.GET.get("w", str(WIDTHS[1]))
    if width not in {str(one) for one in WIDTHS}:
        raise Http404
    try:
        made = showing.picture(
            document, page, int(width), sheets.mark(opened.p, document, who.name)
        )
    except Unshowable as error:
        words = labels.pick(*error.words)
        return HttpResponse(words, content_type="text/plain; charset=utf-8", status=404,
                            headers=HEADERS)  # fmt: skip
    return HttpResponse(made, content_type="image/webp", headers=HEADERS)


def _read(who: Viewer, case_id: int, document_id: int) -> tuple[Opened, Document]:
    opened = open_case(who, case_id)
    return opened, read_document(opened, document_id)
