"""The filing desk: the queue of what came in, and one filing beside its materials to decide on."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from cases.forms.acts import ActForm, act_form, first_values
from cases.law.acts import ACTS
from cases.law.calendar import OutOfCalendar
from cases.law.procedures import FIRST_INSTANCE
from cases.law.refusals import Refusal
from cases.law.roles import Role
from cases.policy import Standing
from cases.reading import citations, labels
from cases.reading.case.possible import Possible, possible_act
from cases.reading.filing import causes, desk, same_parties
from cases.reading.lists import rows
from cases.reading.papers import papers
from cases.reading.scope import Viewer
from cases.views.act import explain, perform
from cases.views.case import Opened, head, open_case
from cases.views.page import page, pager, signed_in

DECIDED_HERE = ("register", "return_for_correction")
ELSEWHERE = ("refer_to_mediation", "name_court", "return_filing", "refuse_filing")
"""Decided on a form of their own, from where the clerk comes back to the desk."""


@require_safe
@signed_in
def queue(request: HttpRequest, who: Viewer) -> HttpResponse:
    """What waits to be looked at, the most urgent first."""
    if not who.holds(Role.CLERK):
        raise PermissionDenied
    after = request.GET.get("after", "")
    shown = desk.page(who, after)
    rows_ = desk.queue_rows(shown.rows)
    here = reverse("desk-filings")
    onward = f"{here}?{urlencode({'after': shown.next})}" if shown.next else ""
    context = {
        "rows": [
            row | {"url": reverse("desk-filing", args=[case.pk])}
            for case, row in zip(shown.rows, rows_, strict=True)
        ],
        "next_url": reverse("desk-filing", args=[shown.rows[0].pk]) if shown.rows else "",
        "as_of": labels.moment(who.offices[0].now),
        "pager": pager(here, onward, on_first=not after),
    }
    return page(request, "filing/desk.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def filing(request: HttpRequest, who: Viewer, case_id: int) -> HttpResponse:
    """The application beside its materials, what the program has checked, and the decision."""
    opened = open_case(who, case_id)
    if not any(Role.CLERK in one.roles for one in opened.standings):
        raise PermissionDenied
    if opened.p.place != desk.AT:
        messages.info(request, _("This filing was decided on already."))
        return redirect("case", case_id=case_id)
    shown = _Filing(opened)
    if request.method != "POST":
        return shown.page(request)
    return shown.decided(request)


class _Filing:
    """One filing on its page."""

    def __init__(self, opened: Opened) -> None:
        self.opened = opened
        case_id, inner = opened.p.case.pk, opened.reader.may_read_inner
        readable = papers.readable(case_id, opened.standings, inner=inner)
        self.whole = desk.whole(opened.p, opened.court, readable)
        self.forms = {code: self._form(code) for code in DECIDED_HERE}

    def _possible(self, code: str) -> Possible:
        found = possible_act(self.opened.p, self.opened.standings, code)
        assert found is not None  # whoever is at this desk is a clerk
        return found

    def _standing(self) -> Standing:
        return next(one for one in self.opened.standings if Role.CLERK in one.roles)

    def _form(self, code: str, data: QueryDict | None = None) -> ActForm:
        p = self.opened.p
        first = first_values(p, ACTS[code], self.opened.who.user_id)
        first |= {"procedure": p.case.procedure, "panel": p.case.panel, "days": 7}
        return act_form(p, ACTS[code], self._standing())(data, initial=first)

    # -- deciding -------------------------------------------------------------------------------

    def decided(self, request: HttpRequest) -> HttpResponse:
        """Do what was pressed; what is wrong is said on the same page, and nothing is lost."""
        code = request.POST.get("decision", "")
        if code not in DECIDED_HERE:
            return self.page(request, 422)
        found = self._possible(code)
        form = self.forms[code] = self._form(code, self._typed(request, code))
        if not form.is_valid():
            return self.page(request, 422)
        try:
            perform(self.opened, found, form.values(), form.cleaned_data)
        except OutOfCalendar as error:
            form.add_error(None, forms.ValidationError(labels.pick(*str(error).split(" / "))))
            return self.page(request, 422)
        except Refusal as refusal:
            explain(form, ACTS[code], refusal)
            return self.page(request, 409)
        return self._go_on(request, code)

    def _typed(self, request: HttpRequest, code: str) -> QueryDict:
        """What was typed, with what the chosen findings ask for at its part."""
        typed = request.POST.copy()
        if code != "return_for_correction":
            return typed
        for part, words in desk.pinned(self.whole, request.POST.getlist("pin")).items():
            said = typed.get(f"in_{part}", "").strip()
            if words not in said:
                typed[f"in_{part}"] = f"{said}\n{words}".strip()
        return typed

    def _go_on(self, request: HttpRequest, code: str) -> HttpResponse:
        opened = self.opened
        words = _("Done: %(act)s. %(parties)s, %(cause)s.") % {
            "act": labels.act(code),
            "parties": rows.sides(self.whole.parties),
            "cause": rows.cause(opened.p.case),
        }
        messages.success(request, words)
        following = desk.following(opened.who, opened.p.case.pk)
        if following is None:
            return redirect("desk-filings")
        return redirect("desk-filing", case_id=following)

    # -- the page -------------------------------------------------------------------------------

    def page(self, request: HttpRequest, status: int = 200) -> HttpResponse:
        opened, whole = self.opened, self.whole
        p = opened.p
        same = same_parties.found(p, whole.parties, opened.who)
        bound = next((form for form in self.forms.values() if form.is_bound), None)
        handed, checks = desk.handed_in(whole), desk.checks(whole, same.earlier)
        context = {
            **head(opened, ""),
            "tabs": [],
            "came": desk.came(p.case),
            "filed": labels.moment(p.case.filed_at),
            "first_filed": desk.first_filed(p.case.pk),
            "corrected": whole.corrected,
            "whole_asked": whole.corrected.asked.get("", "") if whole.corrected else "",
            "parts": self._parts(),
            "parties": desk.particulars(whole),
            "text": whole.text,
            "amount": labels.money(p.case.amount),
            "hint": causes.which_court(self._cause()) if whole.is_suit else None,
            "checks": checks,
            "in_order": [one for one in checks if one["verdict"] == "ok"],
            "fee": next((one["text"] for one in checks if one["code"] == "fee"), ""),
            "same": same,
            "pinned": request.POST.getlist("pin") if request.method == "POST" else [],
            "papers": handed,
            "shown": next((x for x in handed if x["file"] and x["file"]["show_url"]), None),
            "form": bound,
            "errors_form": bound,
            "register": self._decision("register"),
            "with_procedure": p.procedure in FIRST_INSTANCE,
            "back": self._decision("return_for_correction"),
            "fields": self._fields(),
            "others": [self._other(code) for code in ELSEWHERE],
            "action_url": reverse("desk-filing", args=[p.case.pk]),
            "case_url": reverse("case", args=[p.case.pk]),
            "queue_url": reverse("desk-filings"),
            "skip_url": self._skip(),
        }
        return page(request, "filing/desk_one.html", context, status)

    def _cause(self) -> Any:
        return desk.application(self.whole).cause

    def _fields(self) -> dict[str, Any]:
        """Every field of both forms by its name, the version and the key once."""
        bound = next((form for form in self.forms.values() if form.is_bound), None)
        first = bound or self.forms["register"]
        found = {field.name: field for form in self.forms.values() for field in form}
        return found | {name: first[name] for name in ("key", "version")}

    def _parts(self) -> list[dict[str, Any]]:
        back = self.forms["return_for_correction"]
        return [one | {"field": back[f"in_{one['code']}"]} for one in desk.parts(self.whole)]

    def _decision(self, code: str) -> dict[str, Any]:
        found = self._possible(code)
        return {
            "label": found.words,
            "basis": citations.marked(found.act.citation),
            "reason": labels.refusal(found.refused) if found.refused else "",
        }

    def _other(self, code: str) -> dict[str, str]:
        found = self._possible(code)
        asked = urlencode({"next": reverse("desk-filings")})
        return {
            "label": found.words,
            "url": f"{found.url(self.opened.p.case.pk)}?{asked}",
            "reason": labels.refusal(found.refused) if found.refused else "",
        }

    def _skip(self) -> str:
        following = desk.following(self.opened.who, self.opened.p.case.pk)
        return reverse("desk-filing", args=[following]) if following is not None else ""
