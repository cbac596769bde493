"""Is this paper from the court? Public: a code and a digest in, genuine or not out."""

from __future__ import annotations

import re
import secrets
from datetime import timedelta
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from cases import attempts
from cases.models import Document
from cases.reading import labels, papers
from cases.views.page import page
from cases.writing import press

FROM_ONE_ADDRESS = (60, timedelta(hours=1))
NEEDED = 16
"""Characters of the digest: 64 bits, which nobody guesses."""
_CODE = re.compile(r"D?(\d{1,18})-(\d{1,18})")


class VerifyForm(forms.Form):
    code = forms.CharField(
        label=gettext_lazy("Code of the paper"), max_length=40,
        help_text=gettext_lazy("At the foot of each page, such as D12-34."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    digest = forms.CharField(
        label=gettext_lazy("SHA-256"), max_length=80,
        help_text=gettext_lazy("Beside the code; the first 16 characters are enough."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )  # fmt: skip

    def clean_digest(self) -> str:
        typed = "".join(str(self.cleaned_data["digest"]).lower().split())
        if not re.fullmatch(rf"[0-9a-f]{{{NEEDED},64}}", typed):
            raise forms.ValidationError(
                _("Enter at least 16 characters, digits and the letters a to f.")
            )
        return typed


@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """The same answer for a code that never was, another paper's digest, and one cut short."""
    form = VerifyForm(request.POST if request.method == "POST" else None)
    if not form.is_bound or not form.is_valid():
        return page(request, "cases/verify.html", {"form": form}, 422 if form.is_bound else 200)
    try:
        attempts.count("verify-by-address", attempts.address(request), *FROM_ONE_ADDRESS)
    except attempts.TooOften:
        return page(request, "cases/verify.html", {"form": form, "too_often": True}, 429)
    found = _genuine(form.cleaned_data["code"], form.cleaned_data["digest"])
    return page(request, "cases/verify.html", {"form": form, "asked": True, "found": found})


def _genuine(code: str, digest: str) -> dict[str, Any] | None:
    """What may be said of a paper whose words somebody holds: no name, no case."""
    parts = _CODE.fullmatch("".join(code.split()).upper())
    if parts is None:
        return None
    documents = Document.objects.select_related("written", "case__court").exclude(written=None)
    one = documents.filter(case_id=int(parts[1]), pk=int(parts[2])).first()
    if one is None:
        return None
    if not secrets.compare_digest(press.digest(papers.paper_of(one))[: len(digest)], digest):
        return None
    court = one.case.court
    return {
        "court": labels.pick(court.name, court.name_en or court.name),
        "kind": labels.document(one.kind),
        "made": labels.long_day(labels.local(one.received_at).date()),
    }
