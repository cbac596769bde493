"""The page of an exhibit, its file in parts, its sheet; what is said of it and marked on it."""

from __future__ import annotations

import logging
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from cases.acts.exhibits import confirming, marking, speaking
from cases.forms.fields import long_text
from cases.law import exhibits
from cases.law.refusals import NotAllowed, NotThere, Refusal
from cases.materials import names, storing
from cases.materials.kinds import KINDS
from cases.models import Document, ExhibitMark
from cases.policy import Standing
from cases.proceeding import Actor
from cases.reading import labels
from cases.reading.exhibits import sheets, showing
from cases.reading.scope import Viewer
from cases.views.case import Opened, head, open_case, read_document, readable_of
from cases.views.exhibits import ranges
from cases.views.page import page, signed_in, whole_number
from cases.views.papers.papers import HEADERS
from cases.views.papers.writing import as_pdf

logger = logging.getLogger(__name__)
PLAIN = "plain=1"
"""Asks for the page as a phone in the courtroom shows it: the thing, large, and little else."""


class WordForm(forms.Form):
    """A word on an exhibit; why not, where it is an objection."""

    words = forms.CharField(
        label=gettext_lazy("Your words"), required=False, max_length=exhibits.LONGEST_WORDS,
        help_text=gettext_lazy("An objection says why."), widget=long_text(3),
    )  # fmt: skip


class MarkForm(forms.Form):
    """A moment and its words; ``shared`` is asked of those who may."""

    moment = forms.CharField(
        label=gettext_lazy("Moment"), max_length=12, help_text=gettext_lazy("As 1:23 or 83.")
    )
    said = forms.CharField(label=gettext_lazy("What is there"), max_length=exhibits.LONGEST_MARK)

    def clean_moment(self) -> float:
        found = exhibits.moment(self.cleaned_data["moment"])
        if found is None:
            raise forms.ValidationError(_("Write the moment as 1:23."))
        return found


class SharedMarkForm(MarkForm):
    shared = forms.BooleanField(
        label=gettext_lazy("Part of the evidence: everybody in the case reads it"), required=False
    )


@require_safe
@signed_in
def exhibit(request: HttpRequest, who: Viewer, case_id: int, document_id: int) -> HttpResponse:
    """The exhibit itself, who confirmed it, its marks and where it came from."""
    opened = open_case(who, case_id)
    return _shown(request, opened, _read(opened, document_id))


def _read(opened: Opened, document_id: int) -> Document:
    """An exhibit that this person may read, or 404."""
    paper = read_document(opened, document_id)
    if paper.blob is None or paper.blob.kind not in exhibits.KINDS:
        raise Http404
    return paper


def _shown(
    request: HttpRequest, opened: Opened, paper: Document, status: int = 200, *,
    word: tuple[int | None, WordForm] | None = None, mark: MarkForm | None = None,
) -> HttpResponse:  # fmt: skip
    readable, found = readable_of(opened), showing.exhibit(paper, opened.names)
    voices = showing.voices(opened.p, paper, opened.names, standings=opened.standings)
    for one in voices:
        wrong = word is not None and word[0] == one["no"]
        one["form"] = word[1] if word is not None and wrong else WordForm(
            prefix=_prefix(one["no"])
        )  # fmt: skip
    is_recording = found["kind"] != "model"
    where = request.build_absolute_uri(showing.address(paper))
    context = {
        **head(opened, "case-papers"),
        "exhibit": found,
        "start": exhibits.moment(request.GET.get("t", "")) or 0,
        "voices": voices,
        "form": word[1] if word is not None else mark,
        "mark_form": (mark or _mark_form(opened, paper)) if is_recording else None,
        "moments": showing.marks(paper, opened.who, opened.names, opened.standings)
        if is_recording
        else [],
        "transcript": showing.written(paper, readable) if is_recording else None,
        "earlier": showing.earlier(paper, opened.who, masked=opened.only_watches),
        "alike": showing.alike(paper, readable),
        "where": where,
        "qr": showing.qr(f"{where}?{PLAIN}"),
        "plain": "plain" in request.GET,
        "whole_url": showing.address(paper),
    }
    return page(request, "cases/exhibits/exhibit.html", context, status)


def _prefix(party_no: int | None) -> str:
    return "bench" if party_no is None else f"party-{party_no}"


def _mark_form(opened: Opened, paper: Document, data: Any = None) -> MarkForm:
    may = opened.p.case.node is not None and marking.may_share(opened.standings, paper)
    return (SharedMarkForm if may else MarkForm)(data)


# -- its bytes ------------------------------------------------------------------------------------


@require_safe
@signed_in
def file(request: HttpRequest, who: Viewer, case_id: int, document_id: int) -> HttpResponseBase:
    """The file for the page that shows it, in the parts that a player asks for."""
    paper = _read(open_case(who, case_id), document_id)
    blob = paper.blob
    assert blob is not None
    try:
        opened_file = storing.open_blob(blob)
    except storing.Damaged:
        logger.error("a stored file is missing or cut: document %s", paper.pk)
        raise Http404 from None
    return ranges.answer(
        request, opened_file, size=blob.size, tag=f'"{blob.sha256}"',
        name=names.of_kind(paper.file_name or names.cleaned(paper.title), blob.kind),
        media=KINDS[blob.kind].media, headers=HEADERS,
    )  # fmt: skip


@require_safe
@signed_in
def sheet(request: HttpRequest, who: Viewer, case_id: int, document_id: int) -> HttpResponse:
    """A sheet to be put beside the thing itself: what it is, its digest, and a code that leads a
    phone here."""
    opened = open_case(who, case_id)
    paper = _read(opened, document_id)
    where = request.build_absolute_uri(showing.address(paper))
    made = sheets.pdf(opened.p, opened.court, paper, opened.names, f"{where}?{PLAIN}")
    return as_pdf(made, names.cleaned(f"{paper.title} {_('sheet')}"))


# -- what is said of it ---------------------------------------------------------------------------


@require_POST
@signed_in
def word(request: HttpRequest, who: Viewer, case_id: int, document_id: int) -> HttpResponse:
    """Confirm it, or object in words, for a party or for the bench."""
    opened = open_case(who, case_id)
    paper = _read(opened, document_id)
    party_no = whole_number(request.POST.get("party", ""))
    standing = speaking.voice(opened.standings, party_no)
    if standing is None:
        raise PermissionDenied
    form = WordForm(request.POST, prefix=_prefix(party_no))
    if not form.is_valid():
        return _shown(request, opened, paper, 422, word=(party_no, form))
    agrees = request.POST.get("agrees") == "yes"
    said = confirming.Said(
        party_no, request.POST.get("sha256", ""), agrees, form.cleaned_data["words"]
    )
    try:
        confirming.say(case_id, document_id, _actor(opened, standing), said)
    except NotThere:
        raise Http404 from None
    except NotAllowed as refusal:
        raise PermissionDenied from refusal
    except Refusal as refusal:
        form.add_error("words", labels.refusal(refusal))
        return _shown(request, opened, paper, 422, word=(party_no, form))
    messages.success(request, _("Confirmed.") if agrees else _("The objection is kept."))
    return redirect(showing.address(paper))


def _actor(opened: Opened, standing: Standing) -> Actor:
    return Actor(opened.who.user_id, next(iter(standing.roles)).value)


# -- marks ----------------------------------------------------------------------------------------


@require_POST
@signed_in
def marks(request: HttpRequest, who: Viewer, case_id: int, document_id: int) -> HttpResponse:
    """Set a mark: one's own, or part of the evidence."""
    opened = open_case(who, case_id)
    paper = _read(opened, document_id)
    if paper.blob is None or paper.blob.kind in exhibits.TURNED:
        raise Http404
    form = _mark_form(opened, paper, request.POST)
    if not form.is_valid():
        return _shown(request, opened, paper, 422, mark=form)
    said = form.cleaned_data
    mark = marking.Mark(said["moment"], said["said"])
    try:
        if said.get("shared"):
            _share(opened, paper, mark)
        else:
            marking.keep(paper, who.user_id, mark)
    except NotThere:
        raise Http404 from None
    except NotAllowed as refusal:
        raise PermissionDenied from refusal
    except Refusal as refusal:
        form.add_error("moment" if refusal.reason == "mark_beyond" else "said",
                       labels.refusal(refusal))  # fmt: skip
        return _shown(request, opened, paper, 422, mark=form)
    messages.success(request, _("The mark is set."))
    return redirect(showing.address(paper, mark.seconds))


def _share(opened: Opened, paper: Document, mark: marking.Mark) -> None:
    standing = marking.may_share(opened.standings, paper)
    if standing is None:
        raise NotAllowed()
    party_no = paper.party_no if standing.relation == "party" else None
    by = _actor(opened, standing)
    marking.share(paper.case_id, paper.pk, by, party_no, mark)


@require_POST
@signed_in
def mark(
    request: HttpRequest, who: Viewer, case_id: int, document_id: int, mark_id: int
) -> HttpResponse:
    """Delete one's own mark, or take back one that is part of the evidence."""
    opened = open_case(who, case_id)
    paper = _read(opened, document_id)
    found = marking.readable([paper], who.user_id).filter(pk=mark_id).first()
    if found is None:
        raise Http404
    try:
        _end(opened, paper, found)
    except NotThere:
        raise Http404 from None
    except NotAllowed as refusal:
        raise PermissionDenied from refusal
    except Refusal as refusal:
        messages.error(request, labels.refusal(refusal))
    else:
        gone = found.seq is None
        messages.success(request, _("The mark is deleted.") if gone else _("It is taken back."))
    return redirect(showing.address(paper))


def _end(opened: Opened, paper: Document, found: ExhibitMark) -> None:
    if found.seq is None:
        marking.remove(paper.pk, found.pk, opened.who.user_id)
        return
    standing = speaking.voice(opened.standings, found.party_no)
    if standing is None:
        raise NotAllowed()
    marking.take_back(paper.case_id, paper.pk, found.pk, _actor(opened, standing))
