"""The decisions of a case: begun from a template, written, compared, approved, pronounced."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote
from uuid import uuid4

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases import procedure
from cases.acts.deciding import approving, bench, drafting, sealing, sourcing
from cases.acts.hearings.recording import Window
from cases.acts.papers import reading, writing
from cases.acts.parties import joining
from cases.forms.acts import act_form
from cases.forms.deciding import BeginForm, WordForm
from cases.law.readings import OWN_WORK
from cases.law.refusals import Conflict, Refusal
from cases.law.roles import Role
from cases.models import Decision
from cases.proceeding import Actor
from cases.reading import citations, labels
from cases.reading.case.possible import possible_act
from cases.reading.deciding import draft_fields, evidence, listing, sources
from cases.reading.scope import Viewer
from cases.views.act import steps_aside_page
from cases.views.case import Opened, head, open_case
from cases.views.page import page, signed_in
from cases.writing import blocks, engine, merging, press, word
from cases.writing.decisions import DECISIONS
from cases.writing.engine import Unfillable
from cases.writing.table import fields_of

PARAGRAPH = 40
"""Characters by which a paragraph is told from another."""
WORD_PROCESSOR = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


# -- all of a case --------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def decisions(request: HttpRequest, who: Viewer, case_id: int) -> HttpResponse:
    """The decisions of a case, and the templates one can begin with."""
    opened = open_case(who, case_id)
    if opened.is_party:
        raise PermissionDenied
    if (aside := steps_aside_page(request, opened, _("Decisions"))) is not None:
        return aside
    if not (listing.may_read(opened.standings) or opened.inner):
        raise PermissionDenied
    form = _begin_form(request, opened)
    if request.method == "POST":
        if not drafting.may_write(opened.standings):
            raise PermissionDenied
        if form.is_valid():
            try:
                made = _begin(opened, form)
            except (Refusal, Unfillable) as error:
                form.add_error(None, _words(error))
            else:
                return redirect("decision", case_id=case_id, decision_id=made.pk)
        return _list(request, opened, form, 409 if form.non_field_errors() else 422)
    return _list(request, opened, form, 200)


def _words(error: Refusal | Unfillable) -> str:
    if isinstance(error, Refusal):
        return labels.refusal(error)
    return "；".join(labels.pick(one.zh, one.en) for one in error.problems)


def _begin_form(request: HttpRequest, opened: Opened) -> BeginForm:
    fits = [one for one in DECISIONS.values() if opened.p.procedure in one.procedures]
    sealed = _sealed(opened)
    choices = [(one.code, labels.of(one)) for one in fits if sealed or not one.corrects]
    named = [(str(one.pk), labels.of(DECISIONS[one.form])) for one in sealed]
    return BeginForm(request.POST if request.method == "POST" else None, choices, named)


def _sealed(opened: Opened) -> list[Decision]:
    """What can be corrected: what the parties read already. A correction tells what it says."""
    found = Decision.objects.filter(case_id=opened.p.case.pk, opened_seq__isnull=False)
    return list(found.filter(void_seq=None).select_related("case", "sealed"))


def _begin(opened: Opened, form: BeginForm) -> Decision:
    one = DECISIONS[form.cleaned_data["form"]]
    chosen = form.cleaned_data.get("corrects") if one.corrects else ""
    corrects = next((x for x in _sealed(opened) if str(x.pk) == chosen), None)
    if one.corrects and corrects is None:
        raise Refusal("corrects_nothing")
    text, version = writing.text_of(opened.court.pk, one)
    values = draft_fields.values_of(one, opened.p, opened.court, opened.standings, corrects)
    filled = engine.fill(text, fields_of(one), values).strip() + "\n"
    return drafting.begin(
        opened.p.case.pk, writer(opened), one, text=filled, version=version, corrects=corrects
    )


def writer(opened: Opened) -> Actor:
    """The part in which this person writes."""
    roles = [role for one in opened.standings if one.relation == "assigned"
             for role in one.roles & drafting.WRITERS]  # fmt: skip
    if not roles:
        raise PermissionDenied
    return Actor(opened.who.user_id, roles[0].value)


def _list(
    request: HttpRequest, opened: Opened, form: BeginForm, status: int
) -> HttpResponse:  # fmt: skip
    context = {
        **head(opened, "case-decisions"),
        "form": form,
        "rows": listing.of_case(opened.p.case.pk),
        "may_write": drafting.may_write(opened.standings),
        "action_url": reverse("case-decisions", args=[opened.p.case.pk]),
    }
    return page(request, "cases/deciding/list.html", context, status)


# -- one of them ----------------------------------------------------------------------------------


def found(opened: Opened, decision_id: int) -> Decision:
    """A decision that this person may read as a draft, or 404."""
    one = (
        Decision.objects.filter(case_id=opened.p.case.pk, pk=decision_id)
        .select_related("sealed__blob", "case__court", "document")
        .first()
    )
    if one is None or opened.is_party:
        raise Http404
    if listing.may_read(opened.standings):
        return one
    if opened.inner is not None:
        reading.note(opened.inner, f"decision:{one.pk}")
        return one
    if listing.is_asked(opened.p, one, opened.who.user_id, opened.standings):
        case_id, user = opened.p.case.pk, opened.who.user_id
        reading.give(case_id, user, "inner", OWN_WORK, what=f"decision:{one.pk}")
        return one
    raise Http404


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def decision(
    request: HttpRequest, who: Viewer, case_id: int, decision_id: int
) -> HttpResponse:  # fmt: skip
    """The draft to write with all that stands beside it; the sealed one to read."""
    opened = open_case(who, case_id)
    if (aside := steps_aside_page(request, opened, _("Decisions"))) is not None:
        said = labels.refusal(Refusal("recusal_asked"))
        by_itself = "autosave" in request.POST
        return JsonResponse({"problem": said}, status=409) if by_itself else aside
    one = found(opened, decision_id)
    if request.method != "POST":
        return shown(request, opened, one)
    by_itself = "autosave" in request.POST
    text = request.POST.get("text", "").replace("\r\n", "\n")
    try:
        if "evidence" in request.POST:
            text = with_evidence(opened, text)
        if by_itself or "save" in request.POST or "evidence" in request.POST:
            return _saved(request, opened, one, text, by_itself=by_itself)
        _pressed(request, opened, one)
    except Refusal as refusal:
        if by_itself:
            return JsonResponse({"problem": labels.refusal(refusal), "goes_on": True}, status=409)
        one.refresh_from_db()
        typed = text if {"save", "evidence"} & request.POST.keys() else None
        return shown(request, opened, one, labels.refusal(refusal), typed, 409)
    if "grant" in request.POST or "refuse" in request.POST:
        return redirect("case", case_id=case_id)  # The draft is closed to a leader again.
    return redirect("decision", case_id=case_id, decision_id=decision_id)


def _saved(
    request: HttpRequest, opened: Opened, one: Decision, text: str, *, by_itself: bool
) -> HttpResponse:  # fmt: skip
    window = window_of(request, by_itself=by_itself)
    saved = drafting.save(one, writer(opened), text, window)
    if saved.beside:
        said = beside_words()
        if by_itself:
            kept = {"problem": said, "goes_on": True, "kept": True}
            return JsonResponse(kept, status=409)
        messages.warning(request, said)
    elif saved.merged:
        said = _("Somebody else has changed other paragraphs: both changes are in the text now.")
        if by_itself:
            return JsonResponse({"version": saved.version, "text": saved.text, "said": said})
        messages.info(request, said)
    elif not by_itself:
        messages.success(request, _("Kept."))
    if by_itself:
        return JsonResponse({"version": saved.version})
    return redirect("decision", case_id=one.case_id, decision_id=one.pk)


def with_evidence(opened: Opened, text: str) -> str:
    """The text with the evidence of the case before the facts, as it stands now. Raises Refusal
    where nothing was put item by item."""
    block = evidence.block(opened.p, opened.standings)
    if not block:
        raise Refusal("no_evidence_put")
    return sourcing.put_before_facts(text, block)


def window_of(request: HttpRequest, *, by_itself: bool) -> Window:
    """The window that saves, by what its form says."""
    post = request.POST
    return Window(
        _whole(post.get("version", "")), post.get("window", "")[:40], _whole(post.get("turn", "")),
        by_itself,
    )  # fmt: skip


def beside_words() -> str:
    return _(
        "Somebody else has changed the same paragraph: both texts are kept side by side. "
        "Choose one of them below."
    )


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0


def _pressed(request: HttpRequest, opened: Opened, one: Decision) -> None:
    post = request.POST
    if "take" in post or "leave" in post:
        other = _whole(post.get("take", "") or post.get("leave", ""))
        drafting.choose(one, other, writer(opened), take="take" in post)
        messages.success(request, _("One text is left; the other stays among the versions."))
    elif "drop" in post:
        drafting.drop(one, writer(opened))
        messages.success(request, _("The draft is set aside."))
    elif "ask" in post:
        approving.ask(one, writer(opened))
        messages.success(request, _("Approval is asked for."))
    elif "grant" in post or "refuse" in post:
        _word(request, opened, one)
    else:
        raise Conflict()


def _word(request: HttpRequest, opened: Opened, one: Decision) -> None:
    roles = [role for standing in opened.standings for role in standing.roles]
    mine = [Actor(opened.who.user_id, role.value) for role in roles]
    by = next((x for x in mine if approving.may_decide(opened.p, one, x)), None)
    if by is None:
        raise PermissionDenied
    approving.decide(
        one, by, granted="grant" in request.POST, words=request.POST.get("words", "")[:4000],
        seen=request.POST.get("digest", ""),
    )  # fmt: skip
    messages.success(request, _("Your word is in the inner volume."))


def shown(
    request: HttpRequest, opened: Opened, one: Decision, problem: str = "",
    typed: str | None = None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    p, form = opened.p, DECISIONS[one.form]
    writes = (
        one.is_open and not drafting.is_fixed(one) and drafting.may_write(opened.standings)
    )  # fmt: skip
    if writes and request.method in ("GET", "HEAD"):
        drafting.seen(one, opened.who.user_id)
    paper = blocks.read(one.text)
    is_asked = listing.is_asked(p, one, opened.who.user_id, opened.standings)
    # What could not be kept is still made from the version that the window had.
    window = (
        window_of(request, by_itself=False)
        if typed is not None
        else Window(one.version, uuid4().hex)
    )
    context: dict[str, Any] = {
        **head(opened, "case-decisions"),
        "name": labels.of(form), "basis": citations.marked(form.basis),
        "state": listing.state(one), "problem": problem, "writes": writes,
        "text": typed if typed is not None else one.text,
        "window": window, "longest": drafting.LONGEST,
        "versions": one.versions.count(), "earlier": listing.earlier(one),
        "looked_at": listing.looked_at(one, request.GET.get("earlier", "")),
        "blocks": paper, "sample": p.court.training,
        "digest": drafting.exact(one.text), "short_digest": drafting.exact(one.text)[:16],
        "missing": _missing(paper), "others": _others(one),
        "word_form": WordForm() if is_asked else None,
        "list_url": reverse("case-decisions", args=[p.case.pk]),
        "action_url": reverse("decision", args=[p.case.pk, one.pk]),
        "word_url": reverse("decision-word", args=[p.case.pk, one.pk]),
        "sources": sources.rows(p, one),
        **(_of_quoting(request, one, typed) if writes else {}),
        **(_of_draft(opened, one) if one.is_open else _of_sealed(opened, one)),
    }  # fmt: skip
    return page(request, "cases/deciding/decision.html", context, status)


def _of_quoting(request: HttpRequest, one: Decision, typed: str | None) -> dict[str, Any]:
    """What the form needs to put words of the file in, with what was typed into it."""
    text = typed if typed is not None else one.text
    return {
        "sources_url": reverse("decision-sources", args=[one.case_id, one.pk]),
        "paragraphs": [
            (n, line[:PARAGRAPH]) for n, line in enumerate(text.split("\n"), 1) if line.strip()
        ],
        "usual_place": sourcing.usual_place(text),
        "quote": {name: request.POST.get(f"quote_{name}", "") for name in ("code", "words")},
    }


def _missing(paper: list[blocks.Block]) -> str:
    return " ".join(sorted(press.missing_glyphs(blocks.text(paper))))


def _others(one: Decision) -> list[dict[str, Any]]:
    if not one.is_open:
        return []
    return [
        {
            "id": other.pk, "by": str(other.by), "when": labels.moment(other.at),
            "rows": merging.side_by_side(one.text, other.text),
        }
        for other in drafting.others(one)
    ]  # fmt: skip


def _of_draft(opened: Opened, one: Decision) -> dict[str, Any]:
    user = opened.who.user_id
    signs = bench.bench_of(opened.p).find(user) is not None and one.signed_seq is None
    signed = user in bench.signatures(one, drafting.exact(one.text))
    return {
        "signers": listing.signers(opened.p, one),
        "findings": listing.found(opened.p, one),
        "approval": listing.approval(one),
        "sign_url": f"{reverse('sign-decisions')}?pick={one.pk}" if signs and not signed else "",
        "why_not": listing.why_not(opened.p, one, user) if signs and not signed else "",
        "seal_url": f"{reverse('seal-decisions')}?pick={one.pk}"
        if one.signed_seq is not None and joining.at_desk(opened.standings) else "",
    }  # fmt: skip


def _of_sealed(opened: Opened, one: Decision) -> dict[str, Any]:
    if one.sealed is None or one.sealed.blob is None:
        return {}
    found_act = possible_act(opened.p, opened.standings, "pronounce")
    is_pronounced = DECISIONS[one.form].is_pronounced
    waits = is_pronounced and one.opened_seq is None and one.void_seq is None
    may = waits and found_act is not None and found_act.refused is None
    form = act_form(opened.p, found_act.act, found_act.standing) if may and found_act else None
    file = reverse("paper-file", args=[one.case_id, one.sealed.pk])
    return {
        "sealed": {
            "url": file, "show_url": f"{file}?show=1", "sha256": one.sealed.blob.sha256,
            "code": sealing.code_of(one), "when": labels.moment(one.sealed.received_at),
        },
        "pronounce": form(initial={"version": opened.p.case.version}) if form else None,
        "pronounce_url": reverse("decision-pronounce", args=[one.case_id, one.pk]),
        "result_needed": form is not None and "result" in form.base_fields,
    }  # fmt: skip


@require_safe
@signed_in
def decision_word(
    request: HttpRequest, who: Viewer, case_id: int, decision_id: int
) -> HttpResponse:  # fmt: skip
    """The draft, or the sealed text, for a word processor."""
    opened = open_case(who, case_id)
    if (aside := steps_aside_page(request, opened, _("Decisions"))) is not None:
        return aside
    one = found(opened, decision_id)
    name = labels.of(DECISIONS[one.form])
    made = word.as_docx(blocks.read(one.text), DECISIONS[one.form].zh)
    answer = HttpResponse(made, content_type=WORD_PROCESSOR)
    file = f"{name} {one.case_id}-{one.pk}.docx"
    answer.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(file)}"
    answer["Cache-Control"] = "private, no-store"
    return answer


@require_POST
@signed_in
def pronounce(
    request: HttpRequest, who: Viewer, case_id: int, decision_id: int
) -> HttpResponse:  # fmt: skip
    """Pronounced, by one press: in court (ten days to serve) or on a fixed date (at once)."""
    opened = open_case(who, case_id)
    one = found(opened, decision_id)
    possible = possible_act(opened.p, opened.standings, "pronounce")
    if possible is None:
        raise PermissionDenied
    form = act_form(opened.p, possible.act, possible.standing)(request.POST)
    if not form.is_valid():
        words = "；".join(str(x) for errors in form.errors.values() for x in errors)
        return shown(request, opened, one, words, None, 422)
    try:
        if one.sealed_seq is None:
            raise Refusal("seal_first")
        procedure.perform(
            case_id, "pronounce", by=Actor(who.user_id, Role.JUDGE.value), data=form.values(),
            key=form.cleaned_data["key"],
        )  # fmt: skip
    except Refusal as refusal:
        return shown(request, opened, one, labels.refusal(refusal), None, 409)
    messages.success(request, _("Pronounced. The time to serve it runs."))
    return redirect("decision", case_id=case_id, decision_id=decision_id)
