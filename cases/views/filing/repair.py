"""Mending what the court sent back 补正: every defect at its place, and only those places open."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cases.acts.filing import correcting
from cases.forms.fields import new_key
from cases.forms.repair import ParticularsFormSet, RepairForm
from cases.law.acts import PARTS
from cases.law.refusals import Refusal
from cases.law.roles import PARTIES
from cases.materials.trays import tray_for
from cases.models import Document, Party
from cases.reading import citations, labels
from cases.reading.case.possible import possible_act
from cases.reading.papers import materials
from cases.reading.scope import Viewer
from cases.views.act import perform, refused_page
from cases.views.case import Opened, head, open_case
from cases.views.page import page, signed_in, whole_number

ACT = "submit_correction"
ALL = frozenset(code for code, *_ in PARTS)


class Repair:
    """The page: what was said of each part, and the forms of the parts that are open."""

    def __init__(self, opened: Opened, data: Any = None) -> None:
        self.opened, case = opened, opened.p.case
        self.said = correcting.defects(case.pk)
        named = frozenset(self.said) - {""}
        self.open = named or ALL
        mine = correcting.may_mend(case.pk, opened.who.user_id, opened.party_nos)
        found = Party.objects.filter(case=case, no__in=mine)
        self.parties = {party.no: party for party in found}
        self.before = _complaint(case.pk)
        self.tray = tray_for(opened.who.user_id, f"{case.pk}:{ACT}")
        self.form = RepairForm(self.open, data, initial={
            "key": new_key(), "version": case.version, "amount": case.amount,
            "complaint": self.before,
        })  # fmt: skip
        self.sides = ParticularsFormSet(
            data if "parties" in self.open else None, prefix="party",
            form_kwargs={"parties": self.parties},
            initial=[
                {"no": one.no, **{name: getattr(one, name) for name in correcting.PARTICULARS}}
                for one in self.parties.values()
            ],
        )  # fmt: skip

    def is_valid(self) -> bool:
        return self.form.is_valid() and ("parties" not in self.open or self.sides.is_valid())

    def values(self) -> dict[str, Any]:
        """What was changed, as the act takes it; what stayed as it was is left out."""
        typed, case = self.form.cleaned_data, self.opened.p.case
        found: dict[str, Any] = {}
        complaint = (typed.get("complaint") or "").replace("\r\n", "\n").strip()
        if complaint and complaint != self.before.strip():
            found["complaint"] = complaint
        if typed.get("amount") is not None and typed["amount"] != case.amount:
            found["amount"] = str(typed["amount"])
        if "parties" in self.open:
            rows = [dict(form.cleaned_data) for form in self.sides.forms]
            changed = [row for row in rows if self._is_changed(row)]
            if changed:
                found["particulars"] = changed
        if typed.get("note"):
            found["note"] = typed["note"]
        if "evidence" in self.open:
            found["files"] = str(self.tray)
        return found

    def _is_changed(self, row: dict[str, Any]) -> bool:
        party = self.parties[row["no"]]
        return any(row[name] != getattr(party, name) for name in correcting.PARTICULARS)


def _complaint(case_id: int) -> str:
    newest = (
        Document.objects.main().filter(case_id=case_id, kind="complaint").order_by("-seq").first()
    )
    return newest.text if newest else ""


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def repair(request: HttpRequest, who: Viewer, case_id: int) -> HttpResponse:
    """What is to be corrected, beside what stands there; sent back once for all of it."""
    opened = open_case(who, case_id)
    found = possible_act(opened.p, opened.standings, ACT)
    refused = found.refused if found else None
    if found is None or refused is not None or found.role not in PARTIES:
        return refused_page(request, opened, ACT, labels.refusal(refused or Refusal("not_yours")))
    if request.method != "POST":
        return _page(request, Repair(opened))
    filled = Repair(opened, request.POST)
    if not filled.is_valid():
        return _page(request, filled, 422)
    try:
        perform(opened, found, filled.values(), filled.form.cleaned_data)
    except Refusal as refusal:
        filled.form.add_error(None, forms.ValidationError(labels.refusal(refusal)))
        return _page(request, filled, 409)
    messages.success(request, _("The corrected papers are with the court; it answers in 7 days."))
    return redirect("case", case_id=case_id)


def _page(request: HttpRequest, filled: Repair, status: int = 200) -> HttpResponse:
    words = {code: labels.pick(zh, en).capitalize() for code, zh, en in PARTS}
    names = {party.no: party for party in filled.parties.values()}
    context = {
        **head(filled.opened, ""),
        "form": filled.form,
        "fields": {field.name: field for field in filled.form},
        "said": {code: text for code, text in filled.said.items() if code},
        "whole": filled.said.get("", ""),
        "words": words,
        "is_open": {code: True for code in filled.open},
        "particulars": filled.sides,
        "rows": [
            {"form": form, "legend": _legend(names.get(whole_number(str(form["no"].value())) or 0))}
            for form in filled.sides.forms
        ],
        "problems": _problems(filled) if filled.form.is_bound else [],
        "checked": filled.form.is_bound,
        "basis": citations.marked("登记立案 7"),
        "tray": _tray(filled) if "evidence" in filled.open else None,
        "action_url": reverse("case-repair", args=[filled.opened.p.case.pk]),
    }
    return page(request, "filing/repair.html", context, status)


def _tray(filled: Repair) -> dict[str, Any]:
    case_id = filled.opened.p.case.pk
    back = reverse("case-repair", args=[case_id])
    return materials.tray(filled.opened.who.user_id, filled.tray, back)


def _legend(party: Party | None) -> str:
    return f"{labels.side(party.side)} {party.name}" if party else ""


def _problems(filled: Repair) -> list[dict[str, str]]:
    return [
        {"url": f"#{field.id_for_label}", "text": labels.pair(str(field.label), str(error))}
        for form in (filled.sides.forms if "parties" in filled.open else [])
        for field in form for error in field.errors
    ]  # fmt: skip
