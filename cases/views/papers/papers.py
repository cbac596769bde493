"""The files of a case, handed out as they came in; and their headings in the catalogue."""

from __future__ import annotations

import io
import logging

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cases.acts.papers import cataloguing
from cases.acts.parties import joining
from cases.law.refusals import NotThere, Refusal
from cases.materials import names, storing
from cases.materials.kinds import KINDS
from cases.models import Document
from cases.proceeding import Actor
from cases.reading import labels
from cases.reading.papers import copies, volumes
from cases.reading.scope import Viewer
from cases.views.case import Opened, open_case, read_document
from cases.views.page import signed_in

logger = logging.getLogger(__name__)

HEADERS = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    # Whatever it turns out to be, it runs nothing and reaches nothing.
    "Content-Security-Policy": (
        "sandbox; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'"
    ),
    # Pages of ours show it beside what it belongs to.
    "X-Frame-Options": "SAMEORIGIN",
}


@require_safe
@signed_in
def file(request: HttpRequest, who: Viewer, case_id: int, document_id: int) -> HttpResponseBase:
    """The file of a document, byte for byte, to whoever reads the document; of a case that is not
    public a marked copy, and the original only to its desk."""
    opened = open_case(who, case_id)
    found = read_document(opened, document_id)
    if found.blob is None:
        raise Http404
    try:
        if copies.is_marked(opened.p, found):
            if "original" not in request.GET:
                return _marked(request, opened, found)
            if not joining.at_desk(opened.standings):
                raise PermissionDenied
            copies.note_original(case_id, who.user_id, found)
        return _as_it_came(request, found)
    except storing.Damaged:
        logger.error("a stored file is missing or cut: document %s", found.pk)
        words = _("This file cannot be read at the moment. Ask the court for a copy.")
    except volumes.TooMuch:
        words = _("No marked copy of this file can be made. It can be read page by page.")
    messages.error(request, words)
    return redirect("document", case_id=case_id, document_id=document_id)


def _as_it_came(request: HttpRequest, found: Document) -> FileResponse:
    assert found.blob is not None
    law = KINDS.get(found.blob.kind)
    return FileResponse(
        storing.open_blob(found.blob),
        as_attachment=not (law is not None and law.shown and "show" in request.GET),
        filename=names.of_kind(found.file_name or names.cleaned(found.title), found.blob.kind),
        content_type=law.media if law else "application/octet-stream",
        headers=HEADERS,
    )


def _marked(request: HttpRequest, opened: Opened, found: Document) -> FileResponse:
    """A PDF of the file, whatever it was, marked for this reader."""
    made = copies.copy_of(found, copies.mark(opened.p, opened.who.name))
    return FileResponse(
        io.BytesIO(made),
        as_attachment="show" not in request.GET,
        filename=names.of_kind(found.file_name or names.cleaned(found.title), "pdf"),
        content_type="application/pdf",
        headers=HEADERS,
    )


@require_POST
@signed_in
def catalogue(request: HttpRequest, who: Viewer, case_id: int, document_id: int) -> HttpResponse:
    """Put a paper under another heading."""
    opened = open_case(who, case_id)
    read_document(opened, document_id)
    allowed = [one for one in opened.standings if cataloguing.may_catalogue(one)]
    if not allowed:
        raise PermissionDenied
    by = Actor(who.user_id, next(iter(allowed[0].roles & cataloguing.DESK)).value)
    try:
        cataloguing.catalogue(case_id, document_id, request.POST.get("heading", ""), by)
    except NotThere:
        raise Http404 from None
    except Refusal as refusal:
        messages.error(request, labels.refusal(refusal))
    else:
        messages.success(request, _("The paper stands under its new heading."))
    return redirect("document", case_id=case_id, document_id=document_id)
