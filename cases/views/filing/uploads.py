"""Files on their way in: announced, sent in pieces, looked at, put in order. Only their owner
sees them; to anybody else they do not exist."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.request import UnreadablePostError
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases import tries
from cases.materials import reasons, receiving, trays
from cases.materials.kinds import MB
from cases.materials.receiving import NoSuchUpload, NotTaken, WrongOffset
from cases.models import Upload
from cases.reading import labels
from cases.reading.papers.materials import tray as tray_part
from cases.reading.scope import Viewer
from cases.views.page import View, onward, signed_in

MOST_AN_HOUR = 1_000
"""Files that one person may announce within an hour of real time."""
LONGEST_NAME = 2_000
MOST_BYTES = 2**62


def owners(view: View) -> View:
    """For people who have signed in; what is not theirs is not there."""

    @wraps(view)
    def careful(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except NoSuchUpload:
            raise Http404 from None

    return signed_in(careful)


@require_POST
@owners
def uploads(request: HttpRequest, who: Viewer) -> HttpResponse:
    """Announce a file: tray, name and size; answers its id and where to go on."""
    said = _said(request)
    try:
        tray, size = UUID(str(said.get("tray"))), int(str(said.get("size")))
        name = str(said.get("name", ""))
    except ValueError:
        return _problem("bad_request", _("Send the tray, the name and the size."), 400)
    if len(name) > LONGEST_NAME or abs(size) > MOST_BYTES:
        return _problem("bad_request", _("Send the tray, the name and the size."), 400)
    try:
        tries.count("upload", str(who.user_id), MOST_AN_HOUR, timedelta(hours=1))
        upload, is_new = receiving.announce(who.user_id, tray, name, size)
    except tries.TooOften:
        return _problem("too_often", _("Too many files within an hour. Try again later."), 429)
    except NotTaken as refused:
        status = 413 if refused.reason == "too_large" else 422
        return _problem(refused.reason, _why(refused.reason), status)
    return _state(upload, 201 if is_new else 200)


def _said(request: HttpRequest) -> dict[str, Any]:
    """The fields of a form or of a JSON object."""
    if request.content_type != "application/json":
        return request.POST.dict()
    try:
        found = json.loads(request.body)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


@require_safe
@owners
def upload(request: HttpRequest, who: Viewer, upload_id: UUID) -> HttpResponse:
    """How far a file has come."""
    return _state(receiving.find(who.user_id, upload_id))


@require_http_methods(["PATCH", "POST"])
@owners
def upload_bytes(request: HttpRequest, who: Viewer, upload_id: UUID) -> HttpResponse:
    """Add a piece at ``offset``; a wrong one is answered with the right one."""
    receiving.find(who.user_id, upload_id)
    offset = request.GET.get("offset", "")
    if not (offset.isascii() and offset.isdigit() and len(offset) < 19):
        return _problem("bad_request", _("Say at which byte the piece begins."), 400)
    try:
        # One byte more than a piece may have: longer ones are refused without reading on.
        piece = request.read(receiving.PIECE + 1)
    except UnreadablePostError:
        return _problem("cut_off", _("The connection broke. Send the piece again."), 400)
    if len(piece) > receiving.PIECE:
        return _problem("piece_too_large", _("A piece has at most 1 MB."), 413)
    announced = request.META.get("CONTENT_LENGTH") or ""
    if announced.isdigit() and len(piece) != int(announced):
        return _problem("cut_off", _("The connection broke. Send the piece again."), 400)
    try:
        return _state(receiving.take(who.user_id, upload_id, int(offset), piece))
    except WrongOffset:
        return _state(receiving.find(who.user_id, upload_id), 409)


@require_POST
@owners
def upload_change(request: HttpRequest, who: Viewer, upload_id: UUID) -> HttpResponse:
    """Choose its heading, move or turn it, take it apart, or take it out of the tray."""
    found = receiving.find(who.user_id, upload_id)
    if "remove" in request.POST:
        receiving.remove(found)
    elif "split" in request.POST:
        _take_apart(request, found)
    else:
        turn = 90 if "turn" in request.POST else 0
        move = {"up": -1, "down": 1}.get(request.POST.get("move", ""), 0)
        heading = request.POST.get("heading")
        rotation = (found.rotation + turn) % 360
        trays.change(found, heading=heading, rotation=rotation, move=move)
    return _back(request, who, found.tray)


@require_http_methods(["GET", "HEAD", "POST"])
@owners
def upload_tray(request: HttpRequest, who: Viewer, tray: UUID) -> HttpResponse:
    """The list of a tray for the script of its page; or, without scripts, files in one go."""
    if request.method == "POST":
        for file in request.FILES.getlist("files"):
            _take_whole(request, who, tray, file)
    return _back(request, who, tray)


def _take_whole(request: HttpRequest, who: Viewer, tray: UUID, file: UploadedFile) -> None:
    try:
        tries.count("upload", str(who.user_id), MOST_AN_HOUR, timedelta(hours=1))
        found, _is_new = receiving.announce(who.user_id, tray, file.name or "", file.size or 0)
        for offset in range(0, found.size, receiving.PIECE):
            file.seek(offset)
            if offset >= found.received:
                piece = file.read(receiving.PIECE)
                found = receiving.take(who.user_id, found.pk, offset, piece)
    except tries.TooOften:
        messages.error(request, _("Too many files within an hour. Try again later."))
    except NotTaken as refused:
        messages.error(request, labels.pair(file.name or "", _why(refused.reason)))
    except WrongOffset:
        messages.error(request, _("The file is being sent from another window."))


def _back(request: HttpRequest, who: Viewer, tray: UUID) -> HttpResponse:
    """The list for a script; for a form the page it came from, if that is ours."""
    if request.method == "POST" and (target := onward(request)):
        return redirect(f"{target}#tray")
    back = request.GET.get("next", "")
    context = {"tray": tray_part(who.user_id, tray, back, splits=who.is_staff)}
    return render(request, "parts/tray_list.html", context)


def _take_apart(request: HttpRequest, found: Upload) -> None:
    """Where each paper of a stack ends, as typed: ``2, 5``."""
    typed = re.split(r"[,，、;；\s]+", request.POST["split"][:LONGEST_NAME].strip(" ,，、;；"))
    lasts = [int(one) for one in typed if one.isascii() and one.isdigit() and len(one) < 6]
    if len(lasts) < len(typed) or not trays.take_apart(found, lasts):
        words = _("Name the last page of each paper but the last, in rising order, up to %(n)s.")
        messages.error(request, words % {"n": (found.pages or 1) - 1})


def _state(found: Upload, status: int = 200) -> JsonResponse:
    answer = {
        "id": str(found.pk), "offset": found.received, "size": found.size, "state": found.state,
        "reason": _why(found.reason) if found.reason else "", "pages": found.pages,
        "piece": receiving.PIECE,
        "bytes_url": reverse("upload-bytes", args=[found.pk]),
    }  # fmt: skip
    return JsonResponse(answer, status=status, headers={"Cache-Control": "no-store"})


def _problem(reason: str, words: str, status: int) -> JsonResponse:
    return JsonResponse({"code": reason, "reason": words}, status=status)


def _why(reason: str) -> str:
    return labels.pick(*reasons.words(reason, receiving.most_bytes() // MB))
