"""Coming into a case by the court's code; and the court's side of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases import tries
from cases.acts.parties import joining as acts
from cases.forms.join import DECLINE, DecisionForm, JoinForm
from cases.law.refusals import NotAllowed, NotThere, Refusal
from cases.law.running import RunningClock
from cases.models import JoinRequest, Remark
from cases.proceeding import Actor
from cases.reading import citations, labels
from cases.reading.case import lights
from cases.reading.lists import answers_due
from cases.reading.papers import papers
from cases.reading.scope import Viewer
from cases.views.case import Opened, head, open_case
from cases.views.page import page, signed_in

HOUR = timedelta(hours=1)
MOST_A_PERSON, MOST_AN_ADDRESS = 10, 30
"""Attempts within an hour of real time; several people may share an address."""
MOST_SHOWN = 20


# -- the person -----------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def join(request: HttpRequest, who: Viewer) -> HttpResponse:
    """Type the code of the summons; below, what became of earlier ones."""
    verified = acts.identity_of(request.user) is not None
    form = JoinForm(request.POST if request.method == "POST" and verified else None)
    if not form.is_bound:
        return _form(request, who, form, verified)
    if not form.is_valid():
        return _form(request, who, form, verified, 422)
    if again := _too_many(request):
        words = _("Too many attempts. Try again after %(moment)s.") % {"moment": again}
        return _refused(request, who, form, words, 429)
    try:
        answer = acts.join(request.user, form.cleaned_data["code"])
    except Refusal as refusal:
        return _refused(request, who, form, labels.refusal(refusal), 409)
    if answer.result == "unknown":
        words = _(
            "This code leads nowhere. Compare it with the paper; if it is right, ask the court "
            "that sent it for a new one."
        )
        return _refused(request, who, form, words, 422)
    if answer.result == "waits":
        words = _(
            "The court has to check this first and answers within 3 days. Until then nothing of "
            "the case is shown."
        )
        messages.info(request, words)
        return redirect("join")
    messages.success(request, _("You are in the case. What to do next is said below."))
    return redirect("case", case_id=answer.case_id)


def _refused(
    request: HttpRequest, who: Viewer, form: JoinForm, words: str, status: int
) -> HttpResponse:
    form.add_error("code", forms.ValidationError(words))
    return _form(request, who, form, True, status)


def _form(
    request: HttpRequest, who: Viewer, form: JoinForm, verified: bool, status: int = 200
) -> HttpResponse:
    context = {
        "form": form if verified else None,
        "first": None if verified else _first(),
        "basis": citations.marked("在线诉讼规则 10"),
        "asked": _own(who),
    }
    return page(request, "cases/parties/join.html", context, status)


def _first() -> dict[str, str]:
    """What comes before the code: the real-name check."""
    return {
        "level_tag": "warning",
        "title": _("First show who you are"),
        "message": _(
            "The court has to know that you are the person named in the papers. Do the real-name "
            "check, then come back with your code."
        ),
        "url": f"{reverse('identity')}?{urlencode({'next': reverse('join')})}",
        "link": _("Do the real-name check"),
    }


def _own(who: Viewer) -> list[dict[str, str]]:
    """Where the person had to wait for the court. Nothing of the case but its own code."""
    found = JoinRequest.objects.filter(user_id=who.user_id).select_related("code")
    shown = list(found.order_by("-pk")[:MOST_SHOWN])
    why = _reasons(shown)
    timers = answers_due.clocks((one.case_id, one.asked_seq) for one in shown)
    return [
        {
            "code": f"… {one.code.code[-acts.GROUP :]}",
            "asked": labels.moment(one.asked_at),
            "answer": _answered(one, why, timers.get((one.case_id, one.asked_seq))),
            "url": reverse("case", args=[one.case_id])
            if one.confirmed and one.case_id in who.own_cases
            else "",
        }
        for one in shown
    ]


def _reasons(found: list[JoinRequest]) -> dict[tuple[int, int], str]:
    """Why requests were declined, by the log entry that did it."""
    entries = {(one.case_id, one.decided_seq or 0) for one in found if one.confirmed is False}
    remarks = Remark.objects.filter(case_id__in={case for case, _ in entries}, name=acts.REASON)
    said = {(one.case_id, one.seq): one.text for one in remarks} if entries else {}
    return {entry: said.get(entry, "") for entry in entries}


def _answered(one: JoinRequest, why: dict[tuple[int, int], str], timer: RunningClock | None) -> str:
    if one.confirmed is None:
        if day := answers_due.day(timer):
            return _("The court will check and answer by %(day)s.") % {"day": day}
        return _("The court will check and answer.")
    if one.confirmed:
        return _("Confirmed: you are in the case.")
    reason = why.get((one.case_id, one.decided_seq or 0), "")
    return labels.pair(_("Declined"), reason)


def _too_many(request: HttpRequest) -> str:
    """Count an attempt; says when the next is possible after too many."""
    who = {"join-by-user": (str(request.user.pk), MOST_A_PERSON),
           "join-by-address": (tries.address(request), MOST_AN_ADDRESS)}  # fmt: skip
    waits = []
    for what, (name, most) in who.items():
        try:
            tries.count(what, name, most, HOUR)
        except tries.TooOften as often:
            waits.append(often.wait)
    return labels.moment(timezone.now() + max(waits) + timedelta(minutes=1)) if waits else ""


# -- the court ------------------------------------------------------------------------------------


@require_safe
@signed_in
def joining(request: HttpRequest, who: Viewer, case_id: int) -> HttpResponse:
    """Who is in the case, the codes to send with the summons, and who waits for an answer."""
    opened = _of_the_court(who, case_id)
    at_desk = acts.at_desk(opened.standings)
    codes = acts.codes_of(case_id) if at_desk else {}
    found = acts.waiting(case_id).select_related("user", "code__party").order_by("pk")
    waiting = list(found)
    timers = answers_due.clocks((case_id, one.asked_seq) for one in waiting)
    context = {
        **head(opened, "case-papers"),
        "at_desk": at_desk,
        "rows": _parties(opened, codes),
        "waiting": [
            _waiting(one, at_desk) | _by_when(opened, timers.get((case_id, one.asked_seq)))
            for one in waiting
        ],
        "basis": citations.marked("在线诉讼规则 10"),
        "join_url": request.build_absolute_uri(reverse("join")),
    }
    return page(request, "cases/parties/join.html", context)


def _of_the_court(who: Viewer, case_id: int) -> Opened:
    """The case, for those of the court who read it."""
    opened = open_case(who, case_id)
    if opened.is_party:
        raise PermissionDenied
    return opened


def _parties(opened: Opened, codes: dict[int, str]) -> list[dict[str, str]]:
    since = acts.in_case_since(opened.p.case.pk)
    return [
        {
            "name": party.name,
            "side": labels.side(party.side),
            "since": labels.moment(since[party.no]) if party.no in since else "",
            "code": codes.get(party.no, ""),
            "renew_url": reverse("join-code", args=[party.case_id, party.no])
            if party.no in codes
            else "",
        }
        for party in opened.parties
        if party.left_on is None
    ]


def _by_when(opened: Opened, timer: RunningClock | None) -> dict[str, Any]:
    """Answer by, with the light of the court's time; silence there links nobody."""
    return {
        "answer_by": answers_due.day(timer),
        "light": lights.light(timer, opened.p.now) if timer is not None else None,
    }


def _waiting(one: JoinRequest, at_desk: bool) -> dict[str, Any]:
    who = acts.identity_of(one.user)
    return {
        "name": who.name if who and at_desk else "",
        "party": one.code.party.name if at_desk else "",
        "asked": labels.moment(one.asked_at),
        "url": reverse("join-request", args=[one.case_id, one.pk]) if at_desk else "",
    }


@require_POST
@signed_in
def join_code(request: HttpRequest, who: Viewer, case_id: int, party_no: int) -> HttpResponse:
    """A new code for a letter that went astray; the old one leads nowhere any more."""
    opened = _of_the_court(who, case_id)
    if not acts.at_desk(opened.standings):
        raise PermissionDenied
    try:
        acts.renew(case_id, party_no, _at_desk(opened))
    except NotThere:
        raise Http404 from None
    except NotAllowed:
        raise PermissionDenied from None
    except Refusal as refusal:
        messages.error(request, labels.refusal(refusal))
    else:
        messages.success(request, _("The old code is void. Send the party the new one."))
    return redirect("case-joining", case_id=case_id)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def join_request(request: HttpRequest, who: Viewer, case_id: int, request_id: int) -> HttpResponse:
    """What the papers say beside what the person proved; confirm or decline."""
    opened = _of_the_court(who, case_id)
    found = JoinRequest.objects.filter(pk=request_id, case_id=case_id)
    asked = found.select_related("user", "code__party").first()
    if asked is None:
        raise Http404
    if not acts.at_desk(opened.standings):
        raise PermissionDenied
    form = DecisionForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            _decide(opened, asked, form)
        except Refusal as refusal:
            form.add_error(None, forms.ValidationError(labels.refusal(refusal)))
            return _asked(request, opened, asked, form, 409)
        messages.success(request, _("The person has your answer."))
        return redirect("case-joining", case_id=case_id)
    return _asked(request, opened, asked, form, 422 if form.is_bound else 200)


def _at_desk(opened: Opened) -> Actor:
    """The person, in the office that brings them to the desk."""
    desk = next(one for one in opened.standings if acts.at_desk([one]))
    return Actor(opened.who.user_id, next(iter(desk.roles & acts.DESK)).value)


def _decide(opened: Opened, asked: JoinRequest, form: DecisionForm) -> None:
    by = _at_desk(opened)
    decision = form.cleaned_data["decision"]
    if decision == DECLINE:
        acts.decline(asked.pk, by, form.cleaned_data["why"])
    else:
        acts.confirm(asked.pk, by, decision)


def _asked(
    request: HttpRequest, opened: Opened, asked: JoinRequest, form: DecisionForm, status: int
) -> HttpResponse:
    timers = answers_due.clocks([(asked.case_id, asked.asked_seq)])
    confirm = {
        "action_url": reverse("join-request", args=[asked.case_id, asked.pk]),
        "title": _("Who is this person?"),
        "basis": citations.marked("在线诉讼规则 7, 10"),
        "form": form,
        "submit": _("Answer the person"),
        "cancel_url": reverse("case-joining", args=[asked.case_id]),
    }
    context = {
        **head(opened, "case-papers"),
        "confirm": confirm if asked.decided_seq is None or form.is_bound else None,
        "compared": _side_by_side(asked),
        "reasons": [word for code, word in _why_words().items() if code in asked.differs],
        "asked_at": labels.moment(asked.asked_at),
        **_by_when(opened, timers.get((asked.case_id, asked.asked_seq))),
    }
    return page(request, "cases/parties/join.html", context, status)


def _side_by_side(asked: JoinRequest) -> list[dict[str, Any]]:
    party, user = asked.code.party, acts.identity_of(asked.user)
    number = papers.masked_id(asked.user.id_number) if user and not user.is_demo else ""
    return [
        {
            "label": _("Name"),
            "papers": party.name,
            "person": user.name if user else "",
            "differs": "name" in asked.differs,
        },
        {
            "label": _("Number"),
            "papers": papers.masked_id(party.id_number),
            "person": number,
            "differs": "number" in asked.differs,
        },
    ]


def _why_words() -> dict[str, str]:
    """Why a person has to look."""
    return {
        "name": _("The names differ."),
        "number": _("The numbers differ, or the person has shown none."),
        "organisation": _("The party is an organisation: see who represents it."),
        "office": _("This person has an office in this court, or had a part in this case."),
        "confidential": _("The case is confidential."),
        "other_party": _("This person is in this case for another party."),
        "taken": _("Somebody is in this case for this party already."),
        "ended": _("This person was in this case for this party before."),
    }
