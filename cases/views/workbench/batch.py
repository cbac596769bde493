"""One act on several like cases: what changes for each is looked at first."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from cases import mending
from cases.acts.workbench import batches, one_by_one
from cases.forms.acts import ActForm, act_form
from cases.law.acts import ACTS
from cases.law.batches import IN_BATCH, MOST
from cases.law.refusals import Refusal
from cases.models import Batch, Entry
from cases.reading import citations, labels
from cases.reading.case import taken_back
from cases.reading.lists import filters, rows, together
from cases.reading.lists.together import Looked
from cases.reading.scope import Viewer
from cases.views.case import open_unasked
from cases.views.lists.worklist import Bench
from cases.views.page import page, signed_in, works
from cases.views.workbench.kept import whole


@require_POST
@signed_in
def choose(request: HttpRequest, who: Viewer) -> HttpResponse:
    """Keep what was chosen as a plan and go to its page; nothing has happened yet."""
    if not works(who):
        raise PermissionDenied
    asked = filters.read_query(request.POST.get("query", ""))
    back = f"{reverse('work')}?{asked.query()}"
    code = request.POST.get("act", "")
    if "all" in request.POST:
        ids = [case.pk for case in Bench(who, asked).shown.page(asked, size=MOST).rows]
    else:
        ids = [whole(text) for text in request.POST.getlist("case")[: MOST + 1]]
    chosen = together.chosen(who, ids)
    if not chosen:
        messages.error(request, _("Nothing was chosen."))
        return redirect(back)
    try:
        made = batches.prepare(who.user_id, code, chosen, asked.query())
    except Refusal as refusal:
        messages.error(request, labels.refusal(refusal))
        return redirect(back)
    return redirect("work-batch-one", batch_id=made.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def batch(request: HttpRequest, who: Viewer, batch_id: int) -> HttpResponse:
    """What changes for each, doing it, and what came of it; going on where it was cut off."""
    if not works(who):
        raise PermissionDenied
    made = Batch.objects.filter(pk=batch_id, by_id=who.user_id).first()
    if made is None:
        raise Http404
    if request.method == "POST" and "undo" in request.POST:
        _take_back(request, who, made)
        return redirect("work-batch-one", batch_id=made.pk)
    looked = together.look(who, made)
    form = _form(request, made, looked)
    status = 200
    if request.method == "POST":
        if form is None or made.begun_at is not None or form.is_valid():
            shared = form.values() if form is not None and form.is_bound and form.is_valid() else {}
            _do(request, who, made, looked, shared)
            return redirect("work-batch-one", batch_id=made.pk)
        status = 422
    return page(request, "cases/workbench/batch.html", _context(made, looked, form), status)


def _take_back(request: HttpRequest, who: Viewer, made: Batch) -> None:
    """Every act of the batch by itself, with the same reason, while its messages are still held."""
    if not batches.may_be_taken_back(made, settings.HOLD_SECONDS):
        messages.error(request, _("It is too late to take all of it back. Correct each case from "
                                  "its history."))  # fmt: skip
        return
    back, kept = 0, []
    for item in made.items.filter(state="done").select_related("case"):
        opened = open_unasked(who, item.case_id)
        # What follows an act by itself is entered behind it.
        mine = Entry.objects.filter(case_id=item.case_id, act=made.act, seq__lte=item.seq)
        entry = mine.latest("seq")
        by = taken_back.corrector(opened.p, entry, opened.standings, who.user_id)
        try:
            mending.mend(
                item.case_id, entry.seq, by=by, why=_("Taken back right after it was done.")
            )
        except Refusal as refusal:
            kept.append(f"{rows.number(item.case)}: {labels.refusal(refusal)}")
            continue
        batches.was_taken_back(item)
        back += 1
    said = ngettext("%(n)d act is taken back.", "%(n)d acts are taken back.", back) % {"n": back}
    messages.success(request, said)
    for words in kept:
        messages.warning(request, words)


def _form(request: HttpRequest, made: Batch, looked: list[Looked]) -> ActForm | None:
    """What the cases share, asked once; None where nobody may do it to any of them."""
    able = next((one for one in looked if one.found is not None and one.against is None), None)
    if able is None or able.found is None or made.begun_at is not None:
        return None
    form_class = act_form(able.p, able.found.act, able.found.standing)
    return form_class(request.POST if request.method == "POST" else None)


def _do(
    request: HttpRequest, who: Viewer, made: Batch, looked: list[Looked], shared: dict[str, Any]
) -> None:
    seen = {
        one.p.case.pk: whole(request.POST.get(f"seen-{one.item.pk}", "")) or one.p.case.version
        for one in looked
    }
    acting = together.actors(who, looked)
    came = batches.carry_out(made, shared, acting.get, seen)
    done = ngettext("%(n)d case done.", "%(n)d cases done.", came.done)
    messages.success(request, done % {"n": came.done})
    if came.left:
        words = ngettext("%(n)d case is left, with the reason.",
                         "%(n)d cases are left, each with its reason.", came.left)  # fmt: skip
        messages.warning(request, words % {"n": came.left})


def _context(made: Batch, looked: list[Looked], form: ActForm | None) -> dict[str, Any]:
    act = ACTS[made.act]
    found = together.shown(looked)
    came = one_by_one.came(made.items.all())
    able = sum(
        not row["against"] and row["state"] != "done" and not row["taken_back"] for row in found
    )
    return {
        "title": labels.of(act),
        "why": labels.pick(*IN_BATCH[made.act]),
        "basis": citations.marked(act.citation),
        "rows": found,
        "form": form,
        "able": able,
        "unable": came.left - able,
        "done": came.done,
        "begun": made.begun_at is not None,
        "undo_seconds": settings.HOLD_SECONDS
        if batches.may_be_taken_back(made, settings.HOLD_SECONDS)
        else 0,
        "back_url": f"{reverse('work')}?{made.back}" if made.back else reverse("work"),
    }
