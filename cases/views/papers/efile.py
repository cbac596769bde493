"""The e-file of a case: its catalogue, its pages, one PDF of the main volume, papers filed in."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from django.contrib import messages
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from redis.exceptions import RedisError

from cases.acts.papers import filing_in, paging, reading
from cases.acts.parties import joining
from cases.law.efile import BY_THE_COURT, HOLDS_PARTICULARS, NAMES, VOLUMES, volume_of
from cases.law.refusals import NotThere, Refusal
from cases.materials.trays import tray_for
from cases.models.record import DocumentQuerySet
from cases.proceeding import Actor
from cases.reading import citations, labels
from cases.reading.papers import materials, volumes
from cases.reading.reader.shelf import page_url
from cases.reading.scope import Viewer
from cases.views.case import Opened, head, note_particulars, open_case, readable_of
from cases.views.page import page, signed_in
from cases.views.papers.writing import as_pdf

ONE_AT_A_TIME = 180
"""Seconds after which a volume that was being made for somebody may be asked for again."""


@require_safe
@signed_in
def case_file(request: HttpRequest, who: Viewer, case_id: int) -> HttpResponse:
    """The catalogue 卷内目录 of both volumes, as far as this person reads them."""
    opened = open_case(who, case_id)
    paging.count(case_id)
    if opened.inner is not None:
        reading.note(opened.inner, "case-file")
    order = paging.order_for(opened.p.case)
    at_desk = joining.at_desk(opened.standings)
    context = {
        **head(opened, "case-file"),
        "volumes": volumes.volumes(opened.p, readable_of(opened), opened.names),
        "order": labels.of(order),
        "basis": citations.marked(order.citation),
        "pdf_url": reverse("file-pdf", args=[case_id]),
        "reader_url": reverse("reader", args=[case_id]),
        "inner_url": _inner_url(opened),
        "inner_open": opened.inner is not None,
        "lacking": [] if opened.is_party else volumes.lacking(opened.p),
        "for_court": not opened.is_party,
        "tray": _tray(opened) if at_desk else None,
        "kinds": _kinds() if at_desk else [],
        "file_in_url": reverse("file-in", args=[case_id]),
    }
    return page(request, "cases/papers/file.html", context)


def _inner_url(opened: Opened) -> str:
    if not opened.may_open_inner or opened.inner is not None:
        return ""
    return reverse("read-inner", args=[opened.p.case.pk])


def _tray(opened: Opened) -> dict[str, Any]:
    tray_id = _tray_id(opened)
    back = reverse("case-file", args=[opened.p.case.pk])
    return materials.tray(opened.who.user_id, tray_id, back, _("Papers of the court"))


def _tray_id(opened: Opened) -> Any:
    return tray_for(opened.who.user_id, f"{opened.p.case.pk}:file_in")


def _kinds() -> list[dict[str, Any]]:
    """What the court files in, by volume."""
    return [
        {
            "volume": labels.pick(*NAMES[volume]),
            "kinds": [
                {"code": code, "label": labels.pick(*words)}
                for code, words in BY_THE_COURT.items()
                if volume_of(code) == volume
            ],
        }
        for volume in VOLUMES
    ]


@require_POST
@signed_in
def file_in(request: HttpRequest, who: Viewer, case_id: int) -> HttpResponse:
    """Put the files of the tray into the file; their kind decides the volume."""
    opened = open_case(who, case_id)
    if not joining.at_desk(opened.standings):
        raise PermissionDenied
    desk = next(one for one in opened.standings if joining.at_desk([one]))
    by = Actor(who.user_id, next(iter(desk.roles & joining.DESK)).value)
    try:
        filing_in.file_in(case_id, _tray_id(opened), request.POST.get("kind", ""), by)
    except NotThere:
        raise Http404 from None
    except Refusal as refusal:
        messages.error(request, labels.refusal(refusal))
    else:
        messages.success(request, _("The papers are in the file."))
    return redirect("case-file", case_id=case_id)


@require_safe
@signed_in
def file_page(
    request: HttpRequest, who: Viewer, case_id: int, volume: int, number: int
) -> HttpResponse:
    """A page of a volume by its number, 卷1-p17: open in the reader."""
    opened = open_case(who, case_id)
    if volume not in (1, 2):
        raise Http404
    found = volumes.at_page(opened.p, readable_of(opened), VOLUMES[volume - 1], number)
    if found is None:
        raise Http404
    one, own = found
    return redirect(page_url(one.document, own))


def _begins(key: str) -> bool:
    """Whether nothing is being made under this key; a silent cache keeps nobody waiting."""
    try:
        return bool(cache.add(key, 1, ONE_AT_A_TIME))
    except RedisError:
        return True


@require_safe
@signed_in
def file_pdf(request: HttpRequest, who: Viewer, case_id: int) -> HttpResponse:
    """The main volume, as far as this person reads it, as one PDF with its page numbers."""
    opened = open_case(who, case_id)
    key = f"efile:{who.user_id}"
    if not _begins(key):
        messages.error(request, _("A volume is being put together for you. Wait until it is here."))
        return redirect("case-file", case_id=case_id)
    try:
        readable: DocumentQuerySet = readable_of(opened)
        if readable.filter(kind__in=HOLDS_PARTICULARS).exists():
            note_particulars(opened, "file-pdf")
        made = volumes.main_volume(opened.p, readable, sample=opened.p.court.training)
    except volumes.TooMuch:
        messages.error(
            request, _("This volume is too large for one PDF. Its papers can be saved one by one.")
        )
        return redirect("case-file", case_id=case_id)
    finally:
        with suppress(RedisError):
            cache.delete(key)
    return as_pdf(made, volumes.file_name(opened.p))
