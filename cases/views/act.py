"""One page for every act: its form, what it will change, and doing it."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cases import arrivals, procedure
from cases.acts.deciding import drafting
from cases.drafting import guides
from cases.forms.acts import ActForm, act_form, first_values, trays
from cases.forms.fields import new_key, takes_quotes
from cases.law.acts import ACTS, Act
from cases.law.calendar import OutOfCalendar
from cases.law.causes import Cause, CauseError, by_code
from cases.law.decisions import LOOKED_AT_BY_PARTIES, is_looked_at
from cases.law.incidents import INCIDENTS
from cases.law.outcomes import OUTCOMES
from cases.law.refusals import BadValue, Conflict, Refusal
from cases.law.roles import PARTIES
from cases.materials.trays import tray_for
from cases.notices import wording
from cases.procedure import Done, Foreseen
from cases.proceeding import Actor
from cases.reading import citations, labels, scope
from cases.reading.case import foresight, preview, proofs
from cases.reading.case.possible import Possible, possible_act
from cases.reading.filing import causes
from cases.reading.hearings import booking
from cases.reading.lists import approvals, rows
from cases.reading.own_work import ReasonNeeded
from cases.reading.papers import agreement, materials, volumes
from cases.reading.scope import Viewer
from cases.reading.trial import panel
from cases.views.case import Opened, agreed, head, open_case, open_from_above, open_unasked
from cases.views.hearings import summoning
from cases.views.page import onward, page, signed_in, whole_number
from cases.views.papers import rulings
from cases.writing.blocks import Block

UNSEEN = "-"
"""No digest is this: what nobody could be shown is not done either."""
SUPPOSED: dict[str, dict[str, Any]] = {
    "decide_extension": {"granted": True}, "decide_exclusion": {"granted": True},
}  # fmt: skip
"""What a decision is shown as before anything is ticked."""
BOOKS = frozenset({"fix_hearing", "move_hearing"})
"""Acts that take up a room and people."""
TAKES_QUOTES = {"add_note": "note"}
"""Fields of acts into which words come that are selected in the reader."""
PROVED_ELSEWHERE = {"sign_exchange_record": "exchange-record"}
"""Acts for which somebody proves anew that it is them, and the page that asks for it: neither look
nor press goes past that page."""
ON_ITS_PAGE = PROVED_ELSEWHERE | {
    "draw_judge": "case-assigning", "decide_late_evidence": "case-exchange",
}  # fmt: skip
"""Acts that have a page of their own for who looks for them here."""
NAMES_A_COURT = frozenset({"name_court", "transfer_case"})
"""Acts for which it helps to read where such a dispute is heard."""


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def act(request: HttpRequest, who: Viewer, case_id: int, code: str) -> HttpResponse:
    """The form of an act, or its doing."""
    if code not in ACTS:
        raise Http404
    try:
        opened = _opened(who, case_id, code)
    except ReasonNeeded:
        if request.method != "POST":
            raise
        return _moved_on(request, who, case_id, ACTS[code])
    return _act(request, opened, code)


def _opened(who: Viewer, case_id: int, code: str) -> Opened:
    seen = scope.sees(who, case_id)
    return open_case(who, case_id) if seen else open_from_above(who, case_id, code)


def _act(request: HttpRequest, opened: Opened, code: str) -> HttpResponse:
    who, case_id = opened.who, opened.p.case.pk
    found = possible_act(opened.p, opened.standings, code)
    if found is None:
        return _refused(request, opened, ACTS[code], labels.refusal(Refusal("not_yours")), 403)
    if found.is_paid_online:
        return redirect("pay", case_id=case_id)
    form_class = act_form(opened.p, found.act, found.standing)
    if request.method == "POST" and code not in PROVED_ELSEWHERE:
        return _do(request, opened, found, form_class(request.POST))
    if found.refused is not None:
        pressed = request.method == "POST"
        status = 409 if pressed or found.refused.reason == "not_here" else 403
        return _refused(request, opened, found.act, labels.refusal(found.refused), status)
    if (drafted := drafting.open_drafts(case_id, code).first()) is not None:
        return redirect("decision", case_id=case_id, decision_id=drafted.pk)
    if code in ON_ITS_PAGE:
        return redirect(ON_ITS_PAGE[code], case_id=case_id)
    if code == "submit_correction" and found.role in PARTIES:
        return redirect("case-repair", case_id=case_id)
    first = first_values(opened.p, found.act, who.user_id) | _prefilled(request, found.act, case_id)
    form = form_class(initial=first)
    begun = {**form.begun(), **SUPPOSED.get(code, {})}
    shown = foresight.foresee(opened.p, found, who.user_id, begun)
    if shown is not None:
        form.initial["seen"] = shown.digest
    return act_page(request, opened, found, form, shown=shown)


def _moved_on(request: HttpRequest, who: Viewer, case_id: int, act_: Act) -> HttpResponse:
    """The case left this person's work between looking and pressing: nothing is done, what was
    typed is given back, and what came in is named. Of the case no more is shown than in lists."""
    opened = open_unasked(who, case_id)
    texts = (spec.name for spec in act_.fields if spec.kind in ("text", "long_text"))
    context = {
        "number": rows.number(opened.p.case), "cause": rows.cause(opened.p.case),
        "court": labels.pick(opened.court.name, opened.court.name_en or opened.court.name),
        "title": labels.of(act_), "reason": labels.refusal(Conflict()), "case_id": case_id,
        "came": proofs.newest(opened.p, act_.code, _named(request.POST)),
        "typed": [text for name in texts if (text := request.POST.get(name, "").strip())],
    }  # fmt: skip
    return page(request, "cases/moved_on.html", context, 409)


def _named(said: Any) -> int | None:
    """The party that a form names."""
    return whole_number(str(said.get("party") or ""))


def _prefilled(request: HttpRequest, act_: Act, case_id: int) -> dict[str, Any]:
    """What a free time that somebody chose puts into the form, over what is fixed so far."""
    if act_.code == "open_incident":
        incident = request.GET.get("incident", "")
        return {"incident": incident} if incident in INCIDENTS else {}
    if act_.code not in BOOKS:
        return {}
    names = ("hearing_at", "room", "minutes")
    chosen = {name: request.GET[name] for name in names if name in request.GET}
    return (booking.as_fixed(case_id) if act_.code == "move_hearing" else {}) | chosen


def _do(request: HttpRequest, opened: Opened, found: Possible, form: ActForm) -> HttpResponse:
    if not form.is_valid():
        return act_page(request, opened, found, form, 422)
    by = Actor(opened.who.user_id, found.role.value)
    if "look" in request.POST:
        return _looked(request, opened, found, form)
    if _is_looked_at(found, form.values()) and not form.cleaned_data["seen"]:
        shown = foresight.foresee(opened.p, found, opened.who.user_id, form.values())
        if shown is not None and (shown.shifts or shown.proofs):
            messages.info(request, _("Nothing is done yet. Check what it comes to, then confirm."))
            return _shown(request, opened, found, form, shown)
        form.cleaned_data["seen"] = shown.digest if shown is not None else UNSEEN
    _bind_refusal(opened, found, form)
    try:
        done = perform(opened, found, form.values(), form.cleaned_data)
    except OutOfCalendar as error:
        form.add_error(None, labels.pick(*str(error).split(" / ")))
        return act_page(request, opened, found, form, 422)
    except Refusal as refusal:
        return _asked_again(request, again(opened, found), found, form, refusal)
    messages.success(request, _said(found.act, opened, done))
    if found.act.code in summoning.PAPER:
        summoning.summon(opened, request, by, found.act.code)
    if found.act.code in rulings.PAPER:
        rulings.keep(opened, request, by, found.act.code, form.values())
    if asked := onward(request):
        return redirect(asked)
    return redirect("board") if opened.from_above else redirect("case", case_id=done.case_id)


def _bind_refusal(opened: Opened, found: Possible, form: ActForm) -> None:
    """What was shown is what granting comes to; a refusal is bound to what it comes to itself."""
    if found.act.code in SUPPOSED and not form.values().get("granted"):
        shown = foresight.foresee(opened.p, found, opened.who.user_id, form.values())
        form.cleaned_data["seen"] = shown.digest if shown is not None else UNSEEN


def _asked_again(
    request: HttpRequest, now: Opened, found: Possible, form: ActForm, refusal: Refusal
) -> HttpResponse:  # fmt: skip
    """Why it was not done, what came in meanwhile, and what it comes to now."""
    code, values = found.act.code, form.values()
    explain(form, found.act, refusal)
    if came := proofs.newest(now.p, code, values.get("party")):
        messages.warning(request, _("This has come in: %(what)s.") % {"what": came})
    shown = foresight.foresee(now.p, found, now.who.user_id, values)
    return _shown(request, now, found, form, shown, 409)


def _is_looked_at(found: Possible, values: dict[str, Any]) -> bool:
    return is_looked_at(found.act.code, by_party=found.role in PARTIES, way=values.get("way"))


def _looked(
    request: HttpRequest, opened: Opened, found: Possible, form: ActForm
) -> HttpResponse:  # fmt: skip
    """What was typed, with what it comes to; nothing is done."""
    by, values = Actor(opened.who.user_id, found.role.value), form.values()
    is_ruling = found.act.code in rulings.PAPER
    ruling = rulings.preview(opened, by, found.act.code, values) if is_ruling else None
    shown = foresight.foresee(opened.p, found, by.person, values)
    if shown is None and not is_ruling:
        messages.info(request, _("What it comes to cannot be said before it is done."))
    return _shown(request, opened, found, form, shown, ruling=ruling)


def _shown(
    request: HttpRequest, opened: Opened, found: Possible, form: ActForm,
    shown: Foreseen | None, status: int = 200, **more: Any,
) -> HttpResponse:  # fmt: skip
    """The form with what was typed and what it comes to now: the next press is about that."""
    form.put(seen=shown.digest if shown is not None else "")
    return act_page(request, opened, found, form, status, shown=shown, **more)


def again(opened: Opened, found: Possible) -> Opened:
    """The case as it stands now, after somebody else was faster."""
    case_id = opened.p.case.pk
    if opened.from_above:
        return open_from_above(opened.who, case_id, found.act.code)
    return open_case(opened.who, case_id)


def perform(opened: Opened, found: Possible, values: dict[str, Any], about: dict[str, Any]) -> Done:
    """Parties' acts come in as arrivals; an act that moves nothing never conflicts.

    ``about``: the ``key`` of the request and the ``version`` of the case that the person saw.
    """
    case_id, act_ = opened.p.case.pk, found.act
    by = Actor(opened.who.user_id, found.role.value)
    version, key = about["version"] if act_.to is not None else None, about["key"]
    seen = about.get("seen") or None
    if found.role in PARTIES:
        party_no = values.get("party") or found.standing.party_nos[0]
        return arrivals.receive(
            case_id, act_.code, by=by, data=values, party_no=party_no, version=version, key=key,
            seen=seen if act_.code in LOOKED_AT_BY_PARTIES else None,
        )  # fmt: skip
    return procedure.perform(
        case_id, act_.code, by=by, data=values, version=version, key=key, seen=seen
    )


def explain(form: ActForm, act_: Act, refusal: Refusal) -> None:
    """Put the reason where it belongs, keep what was typed, and let the person try again."""
    field = None
    if isinstance(refusal, BadValue):
        named = refusal.about.get("field")
        field = next((s.name for s in act_.fields if s.zh == named and s.name in form.fields), None)
    form.add_error(field, forms.ValidationError(labels.refusal(refusal), code=refusal.reason))
    if isinstance(refusal, Conflict):
        form.put(version="")
    if refusal.reason == "key_reused":
        form.put(key=new_key())


def _said(act_: Act, opened: Opened, done: Done) -> str:
    if done.stands_at != opened.p.place:
        return _("Done: %(act)s. The case now stands at: %(place)s.") % {
            "act": labels.of(act_),
            "place": labels.place(done.stands_at),
        }
    return _("Done: %(act)s.") % {"act": labels.of(act_)}


def act_page(
    request: HttpRequest, opened: Opened, found: Possible, form: ActForm, status: int = 200,
    *, ruling: list[Block] | None = None, shown: Foreseen | None = None,
) -> HttpResponse:  # fmt: skip
    act_ = found.act
    if form.is_bound and not form.data.get("version"):
        form.put(version=str(opened.p.case.version))
    confirm: dict[str, Any] = {
        "action_url": reverse("act", args=[opened.p.case.pk, act_.code]) + _onward(request),
        "title": found.words,
        "basis": citations.marked(act_.citation),
        "form": form,
        "changes": (
            foresight.rows(opened.p, shown, found) if shown else preview.changes(opened.p, act_)
        ),
        "proofs": proofs.shown(opened.p, act_.code, _named(form.data or form.initial)),
        "approver": foresight.approver(opened.p, act_),
        "if_granted": shown is not None and shown.if_granted,
        "notice": _notice(shown),
        "leaves": shown.papers if shown is not None else [],
        "irreversible": act_.to in OUTCOMES,
        "submit": found.words,
        "looks": act_.code in rulings.PAPER,
        "previews": _previews(found, form),
        "cancel_url": onward(request) or _back(opened),
        "agreement": agreed(opened) if act_.code in agreement.READ_FOR else None,
    }
    if act_.code in NAMES_A_COURT and (hint := causes.which_court(_cause(opened))):
        confirm["text"] = hint["text"]
    if act_.code == "file_answer" and found.role in PARTIES and not form.is_bound:
        confirm["guide_url"] = _guide_url(opened)
    if act_.code == "decide_committee":
        confirm["reason"] = panel.asked_of_the_president(opened.p.case.pk)
    if act_.code == "archive":
        confirm["lacking"] = volumes.lacking(opened.p)
    confirm |= _asked_for(opened, act_, shown)
    context = {
        **head(opened, ""), "confirm": confirm, "tray": _tray(opened, act_), "blocks": ruling,
        "sample": opened.p.court.training, "takes_quotes": _takes_quotes(act_, form),
    }  # fmt: skip
    if act_.code in BOOKS:
        chosen = form.data if form.is_bound else form.initial
        by = Actor(opened.who.user_id, found.role.value)
        context["booking"] = booking.booking(opened.p, by, chosen, str(confirm["action_url"]))
    return page(request, "cases/act.html", context, status)


def _asked_for(opened: Opened, act_: Act, shown: Foreseen | None) -> dict[str, Any]:
    """Of a decision on somebody's request: why they ask, and what it comes to."""
    found: dict[str, Any] = {}
    for one in approvals.asked(opened.p) if act_.code in approvals.ACTS.values() else []:
        if one.act == act_.code:
            found = {"reason": one.reason}
            if shown is None:
                found["changes"] = [approvals.change(one)]
    return found


def _previews(found: Possible, form: ActForm) -> bool:
    """Whether the form offers to look at what it comes to before anything is done."""
    way = form["way"].value() if "way" in form.fields else None
    return _is_looked_at(found, {"way": way})


def _takes_quotes(act_: Act, form: ActForm) -> bool:
    name = TAKES_QUOTES.get(act_.code)
    if name is not None:
        takes_quotes(form.fields[name].widget)
    return name is not None


def _notice(shown: Foreseen | None) -> str:
    """What the parties will read of it."""
    if shown is None or not shown.told:
        return ""
    words = wording.said(shown.told)
    return labels.pick(words.zh, words.en)


def _tray(opened: Opened, act_: Act) -> dict[str, Any] | None:
    """The files that go with the act, where it takes any."""
    if not trays(act_):
        return None
    tray_id = tray_for(opened.who.user_id, f"{opened.p.case.pk}:{act_.code}")
    back = reverse("act", args=[opened.p.case.pk, act_.code])
    return materials.tray(opened.who.user_id, tray_id, back, labels.of(act_))


def _guide_url(opened: Opened) -> str:
    """Where questions make the answer, for a dispute that has a guide."""
    case = opened.p.case
    has_one = guides.guide_for(by_code(case.cause_code)) is not None
    return reverse("case-answer", args=[case.pk]) if has_one else ""


def _cause(opened: Opened) -> Cause | None:
    try:
        return by_code(opened.p.case.cause_code)
    except CauseError:
        return None


def _onward(request: HttpRequest) -> str:
    """The page where the person came from and goes back to, where that is not the case."""
    asked = onward(request)
    return f"?{urlencode({'next': asked})}" if asked else ""


def _back(opened: Opened) -> str:
    if opened.from_above:
        return reverse("board")
    return reverse("case", args=[opened.p.case.pk])


def refused_page(request: HttpRequest, opened: Opened, code: str, reason: str) -> HttpResponse:
    """Why an act is not possible for this person now."""
    return _refused(request, opened, ACTS[code], reason, 403)


def steps_aside_page(request: HttpRequest, opened: Opened, title: str) -> HttpResponse | None:
    """While somebody's recusal is asked for they neither read nor write what the court decides
    (CPL 48); None for everybody else."""
    if not any(one.steps_aside for one in opened.standings):
        return None
    reason = labels.refusal(Refusal("recusal_asked"))
    context = {**head(opened, ""), "title": title, "reason": reason}
    return page(request, "cases/act_refused.html", context, 403)


def _refused(
    request: HttpRequest, opened: Opened, act_: Act, reason: str, status: int
) -> HttpResponse:
    context = {**head(opened, ""), "title": labels.of(act_), "reason": reason}
    return page(request, "cases/act_refused.html", context, status)
