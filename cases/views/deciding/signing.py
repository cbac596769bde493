"""Signing and sealing: several texts, one proof, bound to the digests of exactly what is shown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from cases.acts.deciding import bench, drafting, sealing, signing
from cases.acts.parties import joining
from cases.forms.deciding import DaysForm, SignForm, days_name
from cases.law.refusals import Refusal
from cases.models import Decision
from cases.proceeding import Actor
from cases.reading import labels
from cases.reading.deciding import listing, sources
from cases.reading.scope import Viewer
from cases.views.case import Opened, open_case
from cases.views.deciding import drafts
from cases.views.page import SIGNS, page, signed_in
from cases.writing import blocks
from cases.writing.decisions import DECISIONS

MOST = 20
"""Decisions in one batch: each is read, or could be."""


@dataclass(frozen=True)
class Picked:
    """A decision of the batch, as it is shown."""

    decision: Decision
    opened: Opened
    digest: str
    days: int | None = None
    """For performance, where this signature completes a mediation statement."""


@require_safe
@signed_in
def to_sign(request: HttpRequest, who: Viewer) -> HttpResponse:
    """What waits for this person: to be signed, and to be sealed."""
    if not who.holds(*SIGNS):
        raise PermissionDenied
    context = {
        "to_sign": listing.to_sign(who.user_id),
        "to_seal": listing.to_seal(who.user_id),
        "sign_url": reverse("sign-decisions"),
        "seal_url": reverse("seal-decisions"),
    }
    return page(request, "cases/deciding/to_sign.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def sign(request: HttpRequest, who: Viewer) -> HttpResponse:
    """Sign what is shown, with one proof for all of it."""
    picked = _picked(request, who)
    for one in picked:
        if bench.bench_of(one.opened.p).find(who.user_id) is None:
            return _shown(request, picked, None, "sign", labels.refusal(_not_yours()), 403)
    asked = _days_form(request, picked)
    if asked is not None and not asked.is_valid():
        return _shown(request, picked, None, "sign", "", 200, asked)
    if asked is not None:
        picked = [replace(one, days=asked.cleaned_data.get(days_name(one.decision.pk)))
                  for one in picked]  # fmt: skip
    form = _form(request, "sign-decisions", picked)
    if request.method == "POST" and form.is_valid():

        def do(one: Picked) -> None:
            signing.sign(
                one.decision.pk, who.user_id, seen=one.digest, performance_days=one.days or None,
                confirmed=_confirmed(request, one),
            )  # fmt: skip

        done, failed = _each(picked, do)
        words = ngettext("%(n)d decision signed.", "%(n)d decisions signed.", done) % {"n": done}
        return _after(request, picked, done, failed, words)
    return _shown(request, picked, form, "sign", "", 422 if request.method == "POST" else 200)


def _not_yours() -> Refusal:
    return Refusal("not_your_signature")


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def seal(request: HttpRequest, who: Viewer) -> HttpResponse:
    """Seal what is shown and fully signed, with one proof for all of it."""
    picked = _picked(request, who)
    if not all(joining.at_desk(one.opened.standings) for one in picked):
        raise PermissionDenied
    form = _form(request, "seal-decisions", picked)
    if request.method == "POST" and form.is_valid():

        def do(one: Picked) -> None:
            mine = _confirmed(request, one)
            sealing.seal(one.decision.pk, _desk(one), seen=one.digest, confirmed=mine)

        done, failed = _each(picked, do)
        words = ngettext("%(n)d decision sealed.", "%(n)d decisions sealed.", done) % {"n": done}
        return _after(request, picked, done, failed, words)
    return _shown(request, picked, form, "seal", "", 422 if request.method == "POST" else 200)


def _confirmed(request: HttpRequest, one: Picked) -> list[str]:
    """The keys of the findings of this text that were ticked."""
    said = (key.partition("|") for key in request.POST.getlist("confirm"))
    return [key for pk, _bar, key in said if pk == str(one.decision.pk)]


def _desk(one: Picked) -> Actor:
    standing = next(x for x in one.opened.standings if joining.at_desk([x]))
    return Actor(one.opened.who.user_id, next(iter(standing.roles & joining.DESK)).value)


def _picked(request: HttpRequest, who: Viewer) -> list[Picked]:
    asked = request.POST if request.method == "POST" else request.GET
    ids = list(dict.fromkeys(x for x in asked.getlist("pick") if x.isascii() and x.isdigit()))
    if not ids or len(ids) > MOST or any(len(x) > 18 for x in ids):
        raise Http404
    found = []
    for pk in ids:
        case_id = Decision.objects.filter(pk=int(pk)).values_list("case_id", flat=True).first()
        if case_id is None:
            raise Http404
        opened = open_case(who, case_id)
        if any(standing.steps_aside for standing in opened.standings):
            raise PermissionDenied  # The page of the decision says why (CPL 48).
        one = drafts.found(opened, int(pk))
        found.append(Picked(one, opened, drafting.exact(one.text)))
    return found


def _form(request: HttpRequest, purpose: str, picked: list[Picked]) -> SignForm:
    """The proof is for exactly these texts and days, in this order."""
    shown = [
        f"{one.decision.pk}:{one.digest}" + (f":{one.days}" if one.days is not None else "")
        for one in picked
    ]
    return SignForm(request, purpose, *shown)


def _days_form(request: HttpRequest, picked: list[Picked]) -> DaysForm | None:
    """Asked once a decision, and only of whoever signs last; None where there is none to ask."""
    asked = [(one.decision.pk, one.decision.case.number) for one in picked if _completes(one)]
    sent = request.POST if request.method == "POST" else request.GET
    known = any(days_name(pk) in sent for pk, _number in asked)
    return DaysForm(sent if known else None, asked) if asked else None


def _completes(one: Picked) -> bool:
    """Whether a statement lacks nothing but the signature of whoever looks at it."""
    if DECISIONS[one.decision.form].carries != "make_mediation_statement":
        return False
    left = bench.missing(bench.bench_of(one.opened.p), bench.signatures(one.decision, one.digest))
    return [signer.user for signer in left] == [one.opened.who.user_id]


def _each(picked: list[Picked], do: Callable[[Picked], object]) -> tuple[int, list[str]]:
    """Each by itself: what cannot be done is said by name, and the others are done."""
    done, failed = 0, []
    for one in picked:
        try:
            do(one)
            done += 1
        except Refusal as refusal:
            name = labels.of(DECISIONS[one.decision.form])
            number = one.decision.case.number
            failed.append(f"{number} {name}：{labels.refusal(refusal)}")
    return done, failed


def _after(
    request: HttpRequest, picked: list[Picked], done: int, failed: list[str], words: str
) -> HttpResponse:  # fmt: skip
    if done:
        messages.success(request, words)
    for words in failed:
        messages.error(request, words)
    if len(picked) == 1:
        one = picked[0].decision
        return redirect("decision", case_id=one.case_id, decision_id=one.pk)
    return redirect("to-sign")


def _shown(
    request: HttpRequest, picked: list[Picked], form: SignForm | None, what: str, problem: str,
    status: int, days_form: DaysForm | None = None,
) -> HttpResponse:  # fmt: skip
    context = {
        "what": what, "problem": problem, "form": form, "days_form": days_form,
        "action_url": reverse(f"{what}-decisions"),
        "papers": [_row(one, what) for one in picked],
        "list_url": reverse("to-sign"),
    }  # fmt: skip
    return page(request, "cases/deciding/sign.html", context, status)


def _row(one: Picked, what: str) -> dict[str, Any]:
    decision, p = one.decision, one.opened.p
    problem = listing.why_not(p, decision, one.opened.who.user_id) if what == "sign" else ""
    return {
        "id": decision.pk, "name": labels.of(DECISIONS[decision.form]),
        "number": decision.case.number, "digest": one.digest,
        "days": one.days, "days_name": days_name(decision.pk),
        "blocks": blocks.read(decision.text), "sample": p.court.training,
        "signers": listing.signers(p, decision), "problem": problem,
        "findings": listing.found(p, decision), "sources": sources.rows(p, decision),
        "url": reverse("decision", args=[decision.case_id, decision.pk]),
    }  # fmt: skip
