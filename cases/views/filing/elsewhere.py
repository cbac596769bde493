"""A filing that belongs to another court: what the plaintiff was told, and taking it there."""

from __future__ import annotations

import tempfile
import zipfile
from typing import IO
from urllib.parse import urlencode

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cases.acts.filing import carrying
from cases.drafting.parting import parts_of
from cases.forms.carried import answers_of
from cases.law.refusals import Refusal
from cases.materials import names, storing
from cases.models import Court, Document
from cases.reading import labels
from cases.reading.filing import elsewhere as reading
from cases.reading.papers import papers
from cases.reading.scope import Viewer
from cases.views.case import Opened, open_case
from cases.views.page import signed_in

HERE = "here"


@require_POST
@signed_in
def carry(request: HttpRequest, who: Viewer, case_id: int) -> HttpResponse:
    """Make of it a filing of one's own at the court that was named, or here all the same."""
    opened = open_case(who, case_id)
    told = reading.told_to(opened.p, opened.standings)
    if told is None:
        raise Http404
    court: Court | None = told.court
    if request.POST.get("to") == HERE:
        court = Court.objects.get(pk=opened.p.case.court_id)
    if court is None:
        raise Http404
    if not who.is_known:
        back = reverse("case", args=[case_id])
        return redirect(f"{reverse('identity')}?{urlencode({'next': back})}")
    complaint, files = _papers(opened)
    parts = parts_of(complaint.text if complaint is not None else "")
    answers = answers_of(opened.p.case, who.user_id, court, parts)
    try:
        made = carrying.carry_over(who.user_id, opened.p.case, court.pk, answers, files)
    except Refusal as refusal:
        messages.error(request, labels.refusal(refusal))
        return redirect("case", case_id=case_id)
    messages.success(
        request, _("Everything is carried over. Read it, sign it and send it yourself.")
    )
    return redirect("filing-review", filing_id=made.pk)


def _papers(opened: Opened) -> tuple[Document | None, list[Document]]:
    """The newest complaint, and the files that came from the side that sued."""
    case_id = opened.p.case.pk
    sued = {party.no for party in opened.parties if party.side == "plaintiff"}
    found = papers.readable(case_id, opened.standings, inner=False).filter(written=None)
    handed = list(found.select_related("blob").order_by("seq", "id"))
    complaints = [one for one in handed if one.kind == "complaint" and one.blob is None]
    files = [one for one in handed if one.blob is not None and one.party_no in sued]
    return (complaints[-1] if complaints else None), files


@require_safe
@signed_in
def copy(request: HttpRequest, who: Viewer, case_id: int) -> HttpResponseBase:
    """The filing to take along: the complaint and every file that came with it, as one archive."""
    opened = open_case(who, case_id)
    if reading.told_to(opened.p, opened.standings) is None:
        raise Http404
    complaint, files = _papers(opened)
    packed: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - the answer closes it
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        if complaint is not None:
            archive.writestr(f"0 {names.cleaned(complaint.title)}.txt", complaint.text)
        for number, paper in enumerate(files, 1):
            _pack(archive, number, paper)
    packed.seek(0)
    return FileResponse(
        packed, as_attachment=True, filename=_("Filing.zip"), content_type="application/zip",
        headers={"Cache-Control": "no-store"},
    )  # fmt: skip


def _pack(archive: zipfile.ZipFile, number: int, paper: Document) -> None:
    """One file under its number; one that cannot be read is named as missing."""
    assert paper.blob is not None
    name = names.of_kind(names.cleaned(paper.file_name or paper.title), paper.blob.kind)
    try:
        with storing.open_blob(paper.blob) as file, archive.open(f"{number} {name}", "w") as into:
            while piece := file.read(1 << 20):
                into.write(piece)
    except storing.Damaged:
        archive.writestr(f"{number} {name}.txt", _("This file could not be read."))
