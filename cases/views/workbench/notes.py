"""Private notes of a case: the list, writing one, changing and deleting one's own."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from cases.acts.workbench import notes as acts
from cases.forms.fields import long_text, takes_quotes
from cases.law.refusals import Conflict, Refusal
from cases.models import PrivateNote
from cases.reading import labels
from cases.reading.scope import Viewer
from cases.reading.workbench import notes as reading
from cases.views.case import Opened, head, open_case
from cases.views.page import page, signed_in


class NoteForm(forms.Form):
    text = forms.CharField(
        label=gettext_lazy("Note"), max_length=acts.LONGEST, widget=takes_quotes(long_text(6))
    )
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)


class NewNoteForm(NoteForm):
    """``whose`` is asked of those who have a team in the case."""

    whose = forms.ChoiceField(
        label=gettext_lazy("Who reads it"), initial="mine", widget=forms.RadioSelect,
        choices=[("mine", gettext_lazy("I alone")),
                 ("team", gettext_lazy("Those named in the case with me"))],
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def notes(request: HttpRequest, who: Viewer, case_id: int) -> HttpResponse:
    """The notes of this person and their team, and a form for a new one."""
    opened = _open(who, case_id)
    in_team = acts.is_of_team(opened.standings)
    kind = NewNoteForm if in_team else NoteForm
    form = kind(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        for_team = form.cleaned_data.get("whose") == "team"
        acts.write(
            case_id, who.user_id, opened.standings, form.cleaned_data["text"], for_team=for_team
        )
        messages.success(request, _("The note is kept."))
        return redirect("case-notes", case_id=case_id)
    context = {
        **head(opened, "case-notes"),
        "notes": reading.shown(case_id, who.user_id, opened.standings),
        "confirm": {
            "action_url": request.path,
            "title": _("Write a note"),
            "form": form,
            "submit": _("Keep the note"),
        },
    }
    return page(request, "cases/workbench/notes.html", context, 422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def note(request: HttpRequest, who: Viewer, case_id: int, note_id: int) -> HttpResponse:
    """One's own note: changed, or deleted for good."""
    opened = _open(who, case_id)
    one = PrivateNote.objects.filter(pk=note_id, case_id=case_id, author_id=who.user_id).first()
    if one is None:
        raise Http404
    if request.method == "POST" and "delete" in request.POST:
        acts.delete(case_id, note_id, who.user_id)
        messages.success(request, _("The note is deleted."))
        return redirect("case-notes", case_id=case_id)
    if request.method != "POST":
        form = NoteForm(initial={"text": one.text, "seen": one.version})
        return _shown(request, opened, one, form, 200)
    form = NoteForm(request.POST)
    if not form.is_valid():
        return _shown(request, opened, one, form, 422)
    said = form.cleaned_data
    try:
        acts.change(case_id, note_id, who.user_id, said["text"], said["seen"] or 0)
    except Conflict:
        form = NoteForm({"text": said["text"], "seen": one.version})
        form.add_error("text", _("This note was changed in another window. It says now: %(text)s")
                       % {"text": one.text})  # fmt: skip
        return _shown(request, opened, one, form, 409)
    except Refusal as refusal:
        form.add_error(None, labels.refusal(refusal))
        return _shown(request, opened, one, form, 409)
    messages.success(request, _("The note is kept."))
    return redirect("case-notes", case_id=case_id)


def _open(who: Viewer, case_id: int) -> Opened:
    """The case, for somebody of the court; parties keep their notes elsewhere."""
    opened = open_case(who, case_id)
    if opened.is_party:
        raise PermissionDenied
    return opened


def _shown(
    request: HttpRequest, opened: Opened, one: PrivateNote, form: forms.Form, status: int
) -> HttpResponse:
    words = _("The team reads it.") if one.for_team else _("You alone read it.")
    confirm: dict[str, Any] = {
        "action_url": request.path,
        "title": _("Change the note"),
        "text": words,
        "form": form,
        "submit": _("Keep the note"),
        "cancel_url": reverse("case-notes", args=[opened.p.case.pk]),
    }
    context = {**head(opened, "case-notes"), "confirm": confirm}
    return page(request, "cases/workbench/note.html", context, status)
