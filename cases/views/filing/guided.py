"""An answer to the complaint by plain questions 答辩状; what they make is then read and sent."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from cases.drafting import composing, guides
from cases.forms.acts import act_form, first_values
from cases.forms.guided import AnswerForm
from cases.law.causes import by_code
from cases.law.refusals import Refusal
from cases.reading import labels
from cases.reading.case.possible import possible_act
from cases.reading.scope import Viewer
from cases.views.act import act_page, refused_page
from cases.views.case import head, open_case
from cases.views.page import page, signed_in

ACT = "file_answer"


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def answer(request: HttpRequest, who: Viewer, case_id: int) -> HttpResponse:
    """The questions; then the form of the act with the words they made, to change and send."""
    opened = open_case(who, case_id)
    guide = guides.guide_for(by_code(opened.p.case.cause_code))
    if guide is None:
        raise Http404
    found = possible_act(opened.p, opened.standings, ACT)
    if found is None or found.refused is not None:
        why = found.refused if found and found.refused else Refusal("not_yours")
        return refused_page(request, opened, ACT, labels.refusal(why))
    form = AnswerForm(guide.elements("answer"), request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        text = composing.answer(guide, form.cleaned_data, form.cleaned_data["more"])
        made = act_form(opened.p, found.act, found.standing)
        initial = {**first_values(opened.p, found.act, who.user_id), "answer": text}
        return act_page(request, opened, found, made(initial=initial))
    context: dict[str, Any] = {
        **head(opened, ""),
        "form": form,
        "checked": form.is_bound,
        "sections": [
            {"title": labels.pick(one.zh, one.en), "fields": [form[e.code] for e in one.elements]}
            for one in guide.answer
        ],
        "action_url": reverse("case-answer", args=[case_id]),
        "act_url": reverse("act", args=[case_id, ACT]),
    }
    return page(request, "filing/guided.html", context, 422 if form.is_bound else 200)
