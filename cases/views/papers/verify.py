"""Is this paper from the court? Public: a code and a digest in, genuine or not out."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from cases import tries
from cases.acts.papers import sheets
from cases.forms.verify import VerifyForm
from cases.models import Decision, Document
from cases.reading import labels
from cases.reading.deciding import recognising
from cases.views.page import page
from cases.writing import press

FROM_ONE_ADDRESS = (60, timedelta(hours=1))


@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """The same answer for a code that never was, another paper's digest, and one cut short."""
    posted = request.method == "POST"
    form = VerifyForm(request.POST if posted else None, request.FILES if posted else None)
    if not form.is_bound or not form.is_valid():
        return page(
            request, "cases/papers/verify.html", {"form": form}, 422 if form.is_bound else 200
        )
    try:
        tries.count("verify-by-address", tries.address(request), *FROM_ONE_ADDRESS)
    except tries.TooOften:
        return page(request, "cases/papers/verify.html", {"form": form, "too_often": True}, 429)
    code, file = form.cleaned_data["code"], form.cleaned_data["file"]
    if file is not None:
        known = recognising.recognise(file.read(), code, form.cleaned_data["digest"])
        found = _said(known.decision) if known.decision is not None else None
        verdict = known.verdict
    else:
        found = _genuine(code, form.cleaned_data["digest"])
        verdict = "genuine" if found else "unknown"
    context = {"form": form, "asked": True, "found": found, "verdict": verdict}
    return page(request, "cases/papers/verify.html", context)


def _said(one: Decision) -> dict[str, Any]:
    assert one.sealed is not None
    court = one.case.court
    return {
        "court": labels.pick(court.name, court.name_en or court.name),
        "kind": labels.document(one.kind),
        "made": labels.long_day(labels.local(one.sealed.received_at).date()),
    }


def _genuine(code: str, digest: str) -> dict[str, Any] | None:
    """What may be said of a paper whose words somebody holds: no name, no case."""
    sealed = recognising.by_code(code, digest)
    if sealed is not None:
        return _said(sealed)
    named = sheets.read_code(code)
    if named is None:
        return None
    documents = (
        Document.objects.main().select_related("written", "case__court").exclude(written=None)
    )
    one = documents.filter(case_id=named[0], pk=named[1]).first()
    if one is None:
        return None
    if not secrets.compare_digest(press.digest(sheets.paper_of(one))[: len(digest)], digest):
        return None
    court = one.case.court
    return {
        "court": labels.pick(court.name, court.name_en or court.name),
        "kind": labels.document(one.kind),
        "made": labels.long_day(labels.local(one.received_at).date()),
    }
