"""Reading, signing and sending a filing; what the court has of it then."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from cases.acts.filing import preparing
from cases.drafting.shape import shaped
from cases.forms.prepared import WORDING, Prepared
from cases.forms.screens import CODES
from cases.forms.signing import SignForm
from cases.law.causes import CauseError
from cases.law.refusals import Conflict, Refusal
from cases.law.roles import IN_ITS_PLACE, Role
from cases.materials import trays
from cases.models import Filing
from cases.models.fields import blind_index
from cases.proceeding import Actor
from cases.reading import labels, scope
from cases.reading.filing import causes, receipts
from cases.reading.papers import materials
from cases.reading.scope import Viewer
from cases.views.filing.screens import REVIEW, keep_typed, known_of, own, prepared_of, progress
from cases.views.page import page, signed_in
from cases.views.papers.writing import as_pdf, unprintable
from cases.writing import press


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def review(request: HttpRequest, who: Viewer, filing_id: UUID) -> HttpResponse:
    """Everything on one page, to read, sign and send."""
    filing = own(request, who, filing_id)
    if filing.case_id is not None:
        return redirect("filing-receipt", filing_id=filing_id)
    prepared = prepared_of(filing, request)
    words = prepared.under_signature if prepared.is_ready else ""
    if request.method != "POST" or not words:
        return _review_page(request, prepared, SignForm(prepared.known.name, words))
    form = SignForm(prepared.known.name, words, request.POST)
    if not form.is_valid():
        return _review_page(request, prepared, form, 422)
    try:
        preparing.send(
            filing.pk, _actor(who, prepared), prepared.new_case(), frozenset(prepared.others()),
            prepared.under_signature,
        )  # fmt: skip
    except (Refusal, CauseError) as refusal:
        words = labels.refusal(refusal) if isinstance(refusal, Refusal) else str(refusal)
        form.add_error(None, forms.ValidationError(words))
        return _review_page(request, prepared, form, 422)
    return redirect("filing-receipt", filing_id=filing.pk)


def _actor(who: Viewer, prepared: Prepared) -> Actor:
    authority = prepared.new_case().parties[0].authority
    role = Role.LITIGANT if authority in IN_ITS_PLACE else Role.AGENT
    return Actor(who.user_id, role.value)


def _review_page(
    request: HttpRequest, prepared: Prepared, form: SignForm, status: int = 200
) -> HttpResponse:
    context = {
        **progress(prepared, REVIEW),
        "form": form,
        "checked": form.is_bound,
        "missing": [
            {
                "title": str(prepared.sheets[code].title),
                "url": f"{reverse('filing', args=[prepared.filing.pk, code])}?check",
            }
            for code in prepared.missing
        ],
        "action_url": reverse("filing-review", args=[prepared.filing.pk]),
        "back_url": reverse("filing", args=[prepared.filing.pk, CODES[-1]]),
    }
    if prepared.is_ready:
        context |= _paper(request, prepared)
    return page(request, "filing/review.html", context, status)


def _paper(request: HttpRequest, prepared: Prepared) -> dict[str, Any]:
    signatures = preparing.signed(prepared.filing, prepared.under_signature)
    address = request.build_absolute_uri(reverse("filing-sign", args=[prepared.filing.pk]))
    return {
        "paper": prepared.paper,
        "stale": prepared.is_stale,
        "wording_url": reverse("filing-wording", args=[prepared.filing.pk]),
        "summary": _summary(prepared),
        "others": [
            {
                "name": name,
                "signed": labels.moment(signatures[n].signed_at) if n in signatures else "",
            }
            for n, name in prepared.others().items()
        ],
        "sign_url": address,
        "pdf_url": reverse("filing-pdf", args=[prepared.filing.pk]),
        "files": materials.tray(prepared.known.user_id, prepared.filing.pk),
        "files_url": reverse("filing", args=[prepared.filing.pk, "evidence"]),
    }


def _summary(prepared: Prepared) -> list[dict[str, str]]:
    """What does not stand in the complaint itself."""
    new = prepared.new_case()
    due = causes.fee_words(prepared.sheets["matter"].values["cause"], new.amount)
    rows_ = {
        _("Court"): labels.pick(prepared.court.name, prepared.court.name_en or prepared.court.name),
        _("Cause of action"): str(prepared.sheets["matter"].values["cause"]),
        _("Court fee"): due,
    }
    found = [{"label": label, "value": value} for label, value in rows_.items()]
    return found + [{"label": _("Papers and consent"), "value": new.papers[-1].text}]


@require_safe
@signed_in
def pdf(request: HttpRequest, who: Viewer, filing_id: UUID) -> HttpResponse:
    """The complaint as it would be signed, as PDF."""
    filing = own(request, who, filing_id)
    prepared = prepared_of(filing, request)
    if filing.case_id is not None or not prepared.is_ready:
        return redirect("filing-review", filing_id=filing_id)
    paper = shaped(_("The complaint"), prepared.paper)
    try:
        made = press.pdf(paper, sample=prepared.court.group.is_training)
    except press.Unprintable as error:
        said = unprintable(error)
        messages.error(request, f"{said['title']}: {said['message']}")
        return redirect("filing-review", filing_id=filing_id)
    return as_pdf(made, _("The complaint"))


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def wording(request: HttpRequest, who: Viewer, filing_id: UUID) -> HttpResponse:
    """The complaint in the person's own words, from the composed ones on."""
    filing = own(request, who, filing_id)
    prepared = prepared_of(filing, request)
    if filing.case_id is not None or not prepared.is_ready:
        return redirect("filing-review", filing_id=filing_id)
    if request.method == "POST":
        text = request.POST.get("text", "").replace("\r\n", "\n").strip()
        fresh = request.POST.get("go") == "fresh" or not text or text == prepared.composed
        data = {} if fresh else {"text": [text], "of": [preparing.digest(prepared.composed)]}
        try:
            keep_typed(request, who, filing, WORDING, data)
        except Conflict:
            messages.error(request, _("The words were changed in another window meanwhile."))
            context = _wording(prepared, text)
            return page(request, "filing/wording.html", context, 409)
        except Refusal as refusal:
            messages.error(request, labels.refusal(refusal))
        return redirect("filing-review", filing_id=filing_id)
    return page(request, "filing/wording.html", _wording(prepared, prepared.paper))


def _wording(prepared: Prepared, text: str) -> dict[str, Any]:
    return {
        **progress(prepared, REVIEW),
        "text": text,
        "version": prepared.version(WORDING),
        "action_url": reverse("filing-wording", args=[prepared.filing.pk]),
        "back_url": reverse("filing-review", args=[prepared.filing.pk]),
    }


# -- a co-plaintiff signs -------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def sign(request: HttpRequest, who: Viewer, filing_id: UUID) -> HttpResponse:
    """A co-plaintiff reads the complaint and signs it, in an account of their own.

    For everybody else, known by their number, the filing does not exist.
    """
    filing = Filing.objects.select_related("owner").filter(pk=filing_id, case=None).first()
    if filing is None or not who.is_verified:
        if filing is not None and not who.is_known:
            return redirect(f"{reverse('identity')}?{urlencode({'next': request.path})}")
        raise Http404
    owner: Any = filing.owner
    prepared = Prepared(filing, known_of(owner))
    number = _plaintiff(prepared, request.user) if prepared.is_ready else None
    if number is None:
        raise Http404
    user: Any = request.user
    sent = request.POST if request.method == "POST" else None
    form = SignForm(user.real_name, prepared.under_signature, sent)
    if form.is_bound and form.is_valid():
        preparing.sign(filing, who.user_id, number, prepared.under_signature)
        messages.success(request, _("You have signed. %(name)s can send the papers now.") % {
            "name": owner.real_name or str(owner)
        })  # fmt: skip
        return redirect("filing-sign", filing_id=filing_id)
    context = {
        "form": form,
        "checked": form.is_bound,
        "paper": prepared.paper,
        "signed": preparing.signed(filing, prepared.under_signature).get(number),
        "action_url": reverse("filing-sign", args=[filing_id]),
    }
    return page(request, "filing/sign.html", context, 422 if form.is_bound else 200)


def _plaintiff(prepared: Prepared, user: Any) -> int | None:
    """Which of the further plaintiffs this person is, by their number."""
    numbers = {blind_index(prepared.number_of(n)): n for n in prepared.others()}
    return numbers.get(user.id_index) if user.id_index else None


# -- the receipt ----------------------------------------------------------------------------------


@require_safe
@signed_in
def receipt(request: HttpRequest, who: Viewer, filing_id: UUID) -> HttpResponse:
    """What the court has, since when, and when it answers (在线诉讼规则 9; CPL 126)."""
    filing = own(request, who, filing_id)
    if filing.case_id is None:
        return redirect("filing-review", filing_id=filing_id)
    context = {
        **receipts.of_filing(filing.case_id),
        "lost": [row.name for row in trays.tray_of(who.user_id, filing_id)],
        "sees": scope.sees(scope.viewer(request.user), filing.case_id),
        "case_url": reverse("case", args=[filing.case_id]),
    }
    return page(request, "filing/receipt.html", context)
