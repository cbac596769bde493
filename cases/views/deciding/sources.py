"""Putting words of the file into a draft: from the reader by script, or by the code of the page."""

from __future__ import annotations

import re

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cases.acts.deciding import drafting, sourcing
from cases.acts.deciding.sourcing import Quoted
from cases.acts.papers import paging
from cases.law.refusals import Refusal
from cases.models import Decision
from cases.reading import labels
from cases.reading.deciding import sources as reading
from cases.reading.papers import volumes
from cases.reading.scope import Viewer
from cases.views.case import Opened, open_case, readable_of
from cases.views.deciding import drafts
from cases.views.page import signed_in, whole_number

CODE = re.compile(r"(?:卷|[Vv]ol\.?\s*)?\s*([12])\s*[-－]\s*[pP]?\s*([0-9]{1,6})")


@require_POST
@signed_in
def sources(request: HttpRequest, who: Viewer, case_id: int, decision_id: int) -> HttpResponse:
    """Keep a source and say how it is quoted; with the whole form, put it into the text as well."""
    opened = open_case(who, case_id)
    one = drafts.found(opened, decision_id)
    by = drafts.writer(opened)
    by_hand = "text" in request.POST
    text = request.POST.get("text", "").replace("\r\n", "\n")
    try:
        document_id, page = _place(request, opened)
        words = request.POST.get("quote_words", "")
        quoted = sourcing.quote(one, by, readable_of(opened), document_id, page, words)
        if by_hand:
            return _put_in(request, opened, one, text, quoted)
    except Refusal as refusal:
        said = labels.refusal(refusal)
        if by_hand:
            one.refresh_from_db()
            return drafts.shown(request, opened, one, said, text, 409)
        return JsonResponse({"problem": said}, status=409)
    rows = reading.rows(opened.p, one, fresh=quoted.source)
    listed = render_to_string("cases/deciding/sources.html", {"sources": rows}, request)
    return JsonResponse({"quotation": quoted.text, "list": listed})


def _place(request: HttpRequest, opened: Opened) -> tuple[int, int]:
    """The paper and its own page, as the reader names them or by the code of the page."""
    post = request.POST
    if "quote_code" not in post:
        return whole_number(post.get("document", "")) or 0, whole_number(post.get("page", "")) or 0
    code = CODE.fullmatch(post["quote_code"].strip())
    if code is None:
        raise Refusal("no_such_page")
    if code[1] == "2":
        raise Refusal("quote_inner")
    paging.count(opened.p.case.pk)
    found = volumes.at_page(opened.p, readable_of(opened), "main", int(code[2]))
    if found is None:
        raise Refusal("no_such_page")
    return found[0].document.pk, found[1]


def _put_in(
    request: HttpRequest, opened: Opened, one: Decision, text: str, quoted: Quoted
) -> HttpResponse:  # fmt: skip
    after = whole_number(request.POST.get("quote_after", "")) or 0
    saved = drafting.save(
        one, drafts.writer(opened), sourcing.put_in(text, quoted.text, after),
        drafts.window_of(request, by_itself=False),
    )  # fmt: skip
    if saved.beside:
        messages.warning(request, drafts.beside_words())
    else:
        messages.success(request, _("The quotation is in the draft."))
    return redirect("decision", case_id=one.case_id, decision_id=one.pk)
