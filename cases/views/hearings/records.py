"""The record of a hearing on its page: typed by the clerk, then read and signed by the parties."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cases.acts.hearings import recording
from cases.acts.hearings.recording import Window
from cases.acts.parties import joining
from cases.law.refusals import NotThere, Refusal
from cases.law.roles import Role
from cases.models import Hearing, HearingRecord
from cases.proceeding import Actor
from cases.reading import citations, labels
from cases.reading.hearings import sittings
from cases.reading.scope import Viewer
from cases.views.case import Opened, head, open_case
from cases.views.page import page, signed_in, whole_number


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def record(request: HttpRequest, who: Viewer, case_id: int, hearing_id: int) -> HttpResponse:
    """For the desk the record to type and close; for a party the closed one, to read and sign."""
    opened = open_case(who, case_id)
    hearing = Hearing.objects.select_related("case__court", "place").filter(
        case_id=case_id, pk=hearing_id
    ).first()  # fmt: skip
    if hearing is None:
        raise Http404
    found = HearingRecord.objects.filter(hearing=hearing).first()
    at_desk = joining.at_desk(opened.standings)
    if not at_desk and (found is None or found.closed_at is None):
        raise Http404
    if request.method == "POST":
        return _done(request, opened, hearing, at_desk=at_desk)
    return _page(request, opened, hearing, found)


def _done(
    request: HttpRequest, opened: Opened, hearing: Hearing, *, at_desk: bool
) -> HttpResponse:  # fmt: skip
    """What was pressed; a save by itself is answered in JSON."""
    by_itself, text = "autosave" in request.POST, request.POST.get("text", "")
    text = text.replace("\r\n", "\n")
    try:
        version = _do(request, opened, hearing, text, at_desk=at_desk, by_itself=by_itself)
    except NotThere:
        raise Http404 from None
    except Refusal as refusal:
        if by_itself:
            return JsonResponse({"problem": labels.refusal(refusal)}, status=409)
        found = HearingRecord.objects.filter(hearing=hearing).first()
        return _page(request, opened, hearing, found, labels.refusal(refusal), text, 409)
    if by_itself:
        return JsonResponse({"version": version})
    messages.success(request, _("Kept."))
    return redirect("hearing-record", case_id=hearing.case_id, hearing_id=hearing.pk)


def _do(
    request: HttpRequest, opened: Opened, hearing: Hearing, text: str, *, at_desk: bool,
    by_itself: bool,
) -> int:  # fmt: skip
    post = request.POST
    party_no = whole_number(post.get("party", "")) or 0
    if at_desk:
        desk = next(one for one in opened.standings if joining.at_desk([one]))
        by = Actor(opened.who.user_id, next(iter(desk.roles & joining.DESK)).value)
        if "refused" in post:
            recording.refuse(hearing, party_no, by, post.get("why", "")[:2000])
            return 0
        window = Window(
            whole_number(post.get("version", "")) or 0, post.get("window", "")[:40],
            whole_number(post.get("turn", "")) or 0, by_itself,
        )  # fmt: skip
        version = recording.save(hearing, opened.who.user_id, text, window)
        if "close" in post:
            recording.close(hearing, by)
        return version
    role = next((role for one in opened.standings for role in one.roles), Role.LITIGANT)
    if not opened.is_party:
        raise PermissionDenied
    by = Actor(opened.who.user_id, role.value)
    if "correct" in post:
        recording.correct(hearing, party_no, by, text)
    else:
        recording.sign(hearing, party_no, by)
    return 0


def _page(
    request: HttpRequest, opened: Opened, hearing: Hearing, found: HearingRecord | None,
    problem: str = "", typed: str | None = None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    closed = found is not None and found.closed_at is not None
    [row] = sittings.rows([hearing])
    said = _said(found, opened.names) if found and closed else []
    done = {one["no"] for one in said if one["kind"] != "correction"}
    owed = [one for one in opened.parties if one.left_on is None and one.no not in done]
    clock = next(iter(opened.p.running("record_reading")), None)
    context: dict[str, Any] = {
        **head(opened, "case-papers"),
        "sitting": row, "closed": closed, "problem": problem, "said": said,
        "text": typed if typed is not None and not closed else found.text if found else "",
        "version": found.version if found else 0, "window": uuid4().hex,
        "types": joining.at_desk(opened.standings) and not closed,
        "at_desk": joining.at_desk(opened.standings),
        "owed": [{"no": one.no, "name": one.name} for one in owed],
        "mine": [{"no": one.no, "name": one.name} for one in owed if one.no in opened.party_nos],
        "versions": found.versions.count() if found else 0,
        "due": labels.long_day(clock.due_on) if clock and clock.due_on else "",
        "longest": recording.LONGEST, "basis": citations.marked("CPL 150; 在线诉讼规则 33, 34"),
        "action_url": reverse("hearing-record", args=[hearing.case_id, hearing.pk]),
    }  # fmt: skip
    return page(request, "cases/hearings/record.html", context, status)


def _said(record: HearingRecord, names: dict[int, str]) -> list[dict[str, Any]]:
    words = {
        "signed": _("read and signed"), "correction": _("asks for a correction"),
        "refused": _("did not sign, noted by the clerk"),
    }  # fmt: skip
    return [
        {
            "no": one.party_no, "kind": one.kind, "who": names.get(one.party_no, ""),
            "what": words[one.kind], "text": one.text, "when": labels.moment(one.at),
        }
        for one in record.words.all()
    ]  # fmt: skip
