"""Preparing and sending a filing 网上立案, one topic a screen."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID, uuid4

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases.acts.filing import preparing
from cases.acts.filing.preparing import Window
from cases.forms.counter import COUNTER
from cases.forms.parties import MOST_PARTIES, SIDES, one_more
from cases.forms.prepared import Prepared
from cases.forms.screens import (
    CODES,
    MOST_PROOFS,
    SHEETS,
    ClaimsSheet,
    EvidenceSheet,
    Known,
    MatterSheet,
    PartiesSheet,
    Sheet,
)
from cases.law.causes import Cause
from cases.law.refusals import Conflict, NotThere, Refusal
from cases.models import Filing
from cases.reading import labels
from cases.reading.fees import fees_due as fees
from cases.reading.filing import causes
from cases.reading.papers import materials
from cases.reading.scope import Viewer
from cases.views.page import may_file, page, signed_in

REVIEW = "review"
OWN = ("csrfmiddlewaretoken", "version", "window", "turn", "add", "pick", "go", "autosave")
"""What a screen sends beside what was typed."""
LONGEST = 400_000
"""Characters of one screen; a complaint of more is a file."""


# -- beginning, going on --------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def file(request: HttpRequest, who: Viewer) -> HttpResponse:
    """Begin a filing, or go on with one; the desk has its own page."""
    if who.holds(*COUNTER):
        return redirect("file-counter")
    if not may_file(who):
        raise PermissionDenied
    if not who.is_known:
        return redirect(f"{reverse('identity')}?{urlencode({'next': request.path})}")
    if request.method == "POST":
        try:
            filing = preparing.begin(who.user_id)
        except Refusal as refusal:
            messages.error(request, labels.refusal(refusal))
            return redirect("file")
        return redirect("filing", filing_id=filing.pk, screen=CODES[0])
    shown = [_open_row(one, request) for one in preparing.open_of(who.user_id) if one.answers]
    return page(request, "filing/begin.html", {"open": shown, "steps": _titles()})


def address(filing: Filing, code: str) -> str:
    """Where a screen of a filing is."""
    if code == REVIEW:
        return reverse("filing-review", args=[filing.pk])
    return reverse("filing", args=[filing.pk, code])


def _titles() -> list[str]:
    return [*(str(sheet.title) for sheet in SHEETS), _("Read, sign, send")]


def _open_row(filing: Filing, request: HttpRequest) -> dict[str, str]:
    prepared = prepared_of(filing, request)
    cause = prepared.sheets["matter"].values.get("cause")
    where = prepared.missing[0] if prepared.missing else REVIEW
    return {
        "title": str(cause or _("Nothing chosen yet")),
        "changed": labels.moment(filing.changed_at),
        "url": address(filing, where),
        "discard_url": reverse("filing-discard", args=[filing.pk]),
    }


def known_of(user: Any) -> Known:
    """A person's own name, number and telephone, as far as they are confirmed."""
    if user.is_verified:
        return Known(user.pk, user.real_name, user.id_number, user.phone)
    return Known(user.pk, "", "", "")


def prepared_of(filing: Filing, request: HttpRequest) -> Prepared:
    return Prepared(filing, known_of(request.user))


def own(request: HttpRequest, who: Viewer, filing_id: UUID) -> Filing:
    try:
        return preparing.own(filing_id, who.user_id)
    except NotThere:
        raise Http404 from None


@require_POST
@signed_in
def discard(request: HttpRequest, who: Viewer, filing_id: UUID) -> HttpResponse:
    """Throw a preparation away."""
    own(request, who, filing_id)
    preparing.discard(filing_id, who.user_id)
    messages.success(request, _("The filing is deleted."))
    return redirect("file")


# -- a screen -------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def screen(request: HttpRequest, who: Viewer, filing_id: UUID, screen: str) -> HttpResponse:
    """One topic: what is typed is kept first, in order or not; then the next topic, or errors."""
    filing = own(request, who, filing_id)
    if filing.case_id is not None:
        return redirect("filing-receipt", filing_id=filing_id)
    if screen not in CODES:
        raise Http404
    if request.method == "POST":
        return _typed(request, who, filing, screen)
    prepared = prepared_of(filing, request)
    sheet = prepared.sheets[screen]
    checked = "check" in request.GET and not sheet.is_valid()
    if not checked:
        sheet.unasked()
    return _sheet_page(request, prepared, screen, checked=checked)


def _typed(request: HttpRequest, who: Viewer, filing: Filing, code: str) -> HttpResponse:
    saves_itself = "autosave" in request.POST
    posted = _grown(request)
    data = {name: posted.getlist(name) for name in posted if name not in OWN}
    try:
        version = keep_typed(request, who, filing, code, data)
    except Conflict:
        return _conflict(request, filing, code, data, saves_itself)
    except Refusal as refusal:
        if saves_itself:
            return JsonResponse({"problem": labels.refusal(refusal)}, status=409)
        messages.error(request, labels.refusal(refusal))
        return redirect("file")
    if saves_itself:
        return JsonResponse({"version": version})
    filing.refresh_from_db()
    prepared = prepared_of(filing, request)
    if request.POST.get("add") or request.POST.get("pick"):
        prepared.sheets[code].unasked()
        return _sheet_page(request, prepared, code)
    if request.POST.get("go") == "later":
        messages.success(request, _("Everything is kept. Go on whenever you like."))
        return redirect("file")
    if not prepared.sheets[code].is_valid():
        return _sheet_page(request, prepared, code, checked=True, status=422)
    return redirect(address(filing, [*CODES, REVIEW][CODES.index(code) + 1]))


def _grown(request: HttpRequest) -> Any:
    """What was typed, with room for one more form where that was asked for."""
    added = request.POST.get("add", "")
    if added in (*SIDES, "proof"):
        most = MOST_PROOFS if added == "proof" else MOST_PARTIES
        return one_more(request.POST, added, most)
    if request.POST.get("pick"):
        picked = request.POST.copy()
        picked["cause"] = request.POST["pick"]
        return picked
    return request.POST


def keep_typed(
    request: HttpRequest, who: Viewer, filing: Filing, code: str, data: dict[str, list[str]]
) -> int:
    if sum(len(text) for texts in data.values() for text in texts) > LONGEST:
        raise Refusal("too_long", most=f"{LONGEST:,}")
    window = Window(
        _whole(request.POST.get("version", "")), request.POST.get("window", "")[:40],
        _whole(request.POST.get("turn", "")),
    )  # fmt: skip
    return preparing.keep(filing.pk, who.user_id, code, data, window)


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0


def _conflict(
    request: HttpRequest, filing: Filing, code: str, data: dict[str, list[str]], itself: bool
) -> HttpResponse:
    """Another window saved meanwhile: nothing is overwritten, nothing typed is lost."""
    words = _(
        "This page was changed in another window or on another device. What you typed stands "
        "below: press the button to keep it, or load the page anew to see the other."
    )
    if itself:
        return JsonResponse({"problem": words}, status=409)
    filing.refresh_from_db()
    kept = preparing.answers(filing)
    newest = kept.get(code, preparing.Kept()).version
    kept[code] = preparing.Kept(newest, data)
    filing.answers = preparing.written(kept)  # shown, not saved
    prepared = prepared_of(filing, request)
    prepared.sheets[code].unasked()
    return _sheet_page(request, prepared, code, conflict=words, status=409)


def _sheet_page(
    request: HttpRequest, prepared: Prepared, code: str, *, checked: bool = False,
    conflict: str = "", status: int = 200,
) -> HttpResponse:  # fmt: skip
    sheet = prepared.sheets[code]
    number = CODES.index(code)
    context = {
        **progress(prepared, code),
        "sheet": sheet,
        "form": sheet.form,
        "fields": {field.name: field for field in sheet.form},
        "sides": [
            {"code": name, "label": labels.side(name), "forms": sheet.sets[name]}
            for name in sheet.sets
        ],
        "problems": sheet.problems() if checked else [],
        "checked": checked,
        "conflict": conflict,
        "version": prepared.version(code),
        "window": uuid4().hex,
        **_beside(prepared, sheet),
        "action_url": reverse("filing", args=[prepared.filing.pk, code]),
        "back_url": reverse("filing", args=[prepared.filing.pk, CODES[number - 1]])
        if number
        else reverse("file"),
    }
    return page(request, f"filing/{code}.html", context, status)


def progress(prepared: Prepared, code: str) -> dict[str, Any]:
    """Where one is among the screens, and the way to each."""
    codes = [*CODES, REVIEW]
    return {
        "step": codes.index(code) + 1,
        "steps": len(codes),
        "title": _titles()[codes.index(code)],
        "screens": [
            {
                "title": title,
                "url": address(prepared.filing, one),
                "current": one == code,
            }
            for one, title in zip(codes, _titles(), strict=True)
        ],
    }


def _beside(prepared: Prepared, sheet: Sheet) -> dict[str, Any]:
    """What a screen shows beside its questions."""
    guide = sheet.guide
    if isinstance(sheet, MatterSheet):
        typed = str(sheet.form["cause"].value() or "")
        near = [one for one in causes.suggest(typed[:100]) if one.name != typed]
        return {"causes": near, "hint": causes.which_court(causes.named(typed[:100]))}
    if isinstance(sheet, PartiesSheet):
        cause = sheet.before["matter"].values.get("cause")
        return {"hint": causes.which_court(cause if isinstance(cause, Cause) else None)}
    if isinstance(sheet, ClaimsSheet):
        return {"fee_url": reverse("filing-fee", args=[prepared.filing.pk]), **_fee(sheet)}
    if isinstance(sheet, EvidenceSheet):
        filing = prepared.filing
        proven = map(labels.pick, guide.evidence, guide.evidence_en) if guide else ()
        return {
            "proven_by": list(proven),
            "tray": materials.tray(filing.owner_id, filing.pk, address(filing, sheet.code)),
        }
    return {}


def _fee(sheet: ClaimsSheet) -> dict[str, Any]:
    """The fee of what is claimed so far, on a copy whose answers are checked."""
    cause = sheet.before["matter"].values.get("cause")
    if not isinstance(cause, Cause):
        return {}
    typed: Any = sheet.form.data or None
    sums = ClaimsSheet(sheet.known, typed, sheet.before)
    sums.form.is_valid()
    if sums.guide and sums.amount is None and any(e.counts for e in sums.guide.claims.elements):
        return {}
    return fees.estimated(cause, sums.amount)


@require_POST
@signed_in
def fee(request: HttpRequest, who: Viewer, filing_id: UUID) -> HttpResponse:
    """The fee for what is typed so far; a fragment for the page to put in its place."""
    prepared = prepared_of(own(request, who, filing_id), request)
    sheet = prepared.sheets["claims"]
    assert isinstance(sheet, ClaimsSheet)
    shown = ClaimsSheet(prepared.known, request.POST, sheet.before)
    return render(request, "filing/fee.html", _fee(shown))


@require_safe
@signed_in
def find_cause(request: HttpRequest, who: Viewer) -> HttpResponse:
    """Causes near what is typed; a fragment for the page to put in its place."""
    typed = request.GET.get("cause", "")[:100]
    found = [one for one in causes.suggest(typed) if one.name != typed.strip()]
    hint = causes.which_court(causes.named(typed))
    return render(request, "filing/causes.html", {"causes": found, "hint": hint})
