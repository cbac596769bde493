"""The court's order of assignment: teams, shares, divisions, absences, relations, tables."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cases.acts.assigning import diverting, handing_over
from cases.forms import assigning as forms_
from cases.law.diversion import CIRCUMSTANCES
from cases.law.refusals import Refusal
from cases.law.roles import Role
from cases.law.weights import RULES
from cases.models import (
    Absence,
    AverageWage,
    Court,
    Division,
    OrderChange,
    Relative,
    Seat,
    Team,
    TeamMember,
    WeightRow,
)
from cases.models.fields import blind_index
from cases.reading import citations, labels, scope
from cases.reading.assigning import changes, people
from cases.reading.scope import Viewer
from cases.views.assigning.queue import court_of
from cases.views.page import page, signed_in, whole_number

Kept = dict[str, tuple[type[forms_.OfCourt], Callable[[forms_.OfCourt], None]]]
"""By the hidden field ``what``: the form that was sent, and what it keeps."""


class Desk:
    """One page of forms: the one that was sent is bound, the others are empty."""

    def __init__(
        self, request: HttpRequest, who: Viewer, kept: Kept, button: str = "",
        roles: frozenset[Role] = scope.EDITS_TEAMS,
    ) -> None:  # fmt: skip
        self.user_id, self.button = who.user_id, button
        self.court_id = court_of(who, roles)
        office = next(o for o in who.offices if o.court_id == self.court_id)
        self.today = labels.local(office.now).date()
        self.request, self.kept = request, kept
        self.sent = request.POST.get("what", "") if request.method == "POST" else ""
        self.forms = {
            name: form(
                request.POST if name == self.sent else None, court_id=self.court_id,
                today=self.today, auto_id=f"id_{name}_%s",
            )
            for name, (form, _keep) in kept.items()
        }  # fmt: skip
        self.status = 200

    def keep(self) -> bool:
        """Keep what was sent; False where nothing was, or it is not right."""
        form = self.forms.get(self.sent)
        if form is None:
            return False
        self.status = 422
        if not form.is_valid():
            return False
        try:
            with transaction.atomic():
                self.kept[self.sent][1](form)
                self.note(self.sent, changes.plain(self.sent, form))
        except Refusal as refusal:
            form.add_error(None, labels.refusal(refusal))
            self.status = 409
            return False
        messages.success(self.request, _("Kept."))
        return True

    def note(self, what: str, said: dict[str, Any]) -> None:
        """Who changed what, for good."""
        OrderChange.objects.create(court_id=self.court_id, by_id=self.user_id, what=what, said=said)

    def shown(self) -> dict[str, Any]:
        """The forms, and what was changed here before."""
        kinds = [*self.kept, self.button]
        return {"forms": self.forms, "changes": changes.newest(self.court_id, kinds)}

    @property
    def number(self) -> int:
        """The row that a button stands in; 0 where there is none."""
        return whole_number(self.request.POST.get("pk", "")) or 0


# -- teams and shares -----------------------------------------------------------------------------


def _new_team(form: forms_.OfCourt) -> None:
    said = form.cleaned_data
    try:
        with transaction.atomic():
            Team.objects.create(
                court_id=form.court_id, name=said["name"], division_id=said["division"]
            )
    except IntegrityError:  # somebody else has just kept the same one
        raise Refusal("team_exists") from None


def _new_member(form: forms_.OfCourt) -> None:
    said = form.cleaned_data
    TeamMember.objects.update_or_create(
        team_id=said["team"], user_id=said["user"], role=said["role"], until=None,
        defaults={"since": said["since"], "until": said["until"]},
    )  # fmt: skip


def _seat(form: forms_.OfCourt) -> None:
    said = form.cleaned_data
    Seat.objects.update_or_create(
        court_id=form.court_id, user_id=said["user"],
        defaults={"share": said["share"], "causes": said["causes"]},
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def teams(request: HttpRequest, who: Viewer) -> HttpResponse:
    """Who works together, and each judge's share of new cases."""
    desk = Desk(request, who, {
        "team": (forms_.TeamForm, _new_team), "member": (forms_.MemberForm, _new_member),
        "seat": (forms_.SeatForm, _seat),
    }, button="leave")  # fmt: skip
    if desk.sent == desk.button:
        mine = TeamMember.objects.filter(pk=desk.number, team__court_id=desk.court_id, until=None)
        with transaction.atomic():
            for one in mine:
                one.until = max(one.since, desk.today)
                one.save(update_fields=["until"])
                desk.note("leave", {"team": one.team_id, "user": one.user_id})
        return redirect("teams")
    if desk.keep():
        return redirect("teams")
    context = {
        "teams": people.teams(desk.court_id, desk.today),
        "seats": people.seats(desk.court_id, desk.today),
        **desk.shown(),
    }
    return page(request, "cases/assigning/teams.html", context, desk.status)


# -- absences and relations -----------------------------------------------------------------------


def _absence(form: forms_.OfCourt) -> None:
    said = form.cleaned_data
    handing_over.record_absence(
        form.court_id, said["user"], said["since"], said["until"], said["kind"]
    )


def _relative(form: forms_.OfCourt) -> None:
    said = form.cleaned_data
    Relative.objects.create(
        user_id=said["user"], relation=said["relation"], name=said["name"].strip(),
        name_index=blind_index(said["name"]), id_number=said["id_number"].strip(),
        id_index=blind_index(said["id_number"]),
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def absences(request: HttpRequest, who: Viewer) -> HttpResponse:
    """Who is not there when, and whose cases somebody keeps away from."""
    desk = Desk(request, who, {
        "absence": (forms_.AbsenceForm, _absence), "relative": (forms_.RelativeForm, _relative),
    }, button="back")  # fmt: skip
    if desk.sent == desk.button:
        with transaction.atomic():
            for one in Absence.objects.filter(pk=desk.number, court_id=desk.court_id):
                desk.note("back", {"user": one.user_id, "since": str(one.since)})
                _is_back(one, desk)
        return redirect("absences")
    if desk.keep():
        return redirect("absences")
    context = {
        "absences": people.absences(desk.court_id, desk.today),
        "relatives": people.relatives(desk.court_id),
        "basis": citations.marked("CPL 47; 解释 43"),
        **desk.shown(),
    }
    return page(request, "cases/assigning/absences.html", context, desk.status)


def _is_back(one: Absence, desk: Desk) -> None:
    """From today on the person is there; days that have not begun are taken back whole."""
    if one.since >= desk.today:
        one.delete()
    else:
        one.until = desk.today - timedelta(days=1)
        one.save(update_fields=["until"])


# -- tables ---------------------------------------------------------------------------------------


def _wage(form: forms_.OfCourt) -> None:
    said = form.cleaned_data
    province = Court.objects.values_list("code", flat=True).get(pk=form.court_id)[:1]
    AverageWage.objects.update_or_create(
        province=province, year=said["year"],
        defaults={"amount": said["amount"], "citation": said["citation"]},
    )  # fmt: skip


def _weight(form: forms_.OfCourt) -> None:
    said = form.cleaned_data
    WeightRow.objects.update_or_create(
        court_id=form.court_id, kind=said["kind"], key=said["key"],
        defaults={"points": said["points"]},
    )  # fmt: skip


def _division(form: forms_.OfCourt) -> None:
    said = form.cleaned_data
    mine = Division.objects.filter(court_id=form.court_id, pk=said["division"])
    mine.update(causes=said["causes"])


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def tables(request: HttpRequest, who: Viewer) -> HttpResponse:
    """What weight, small claims and divisions go by in this court."""
    desk = Desk(request, who, {
        "wage": (forms_.WageForm, _wage), "weight": (forms_.WeightForm, _weight),
        "division": (forms_.DivisionForm, _division),
    }, button="general")  # fmt: skip
    if desk.sent == desk.button:
        with transaction.atomic():
            for one in WeightRow.objects.filter(pk=desk.number, court_id=desk.court_id):
                desk.note("general", {"kind": one.kind, "key": one.key})
                one.delete()
        return redirect("assigning-tables")
    if desk.keep():
        return redirect("assigning-tables")
    context = {**desk.shown(), **_tables(desk.court_id)}
    return page(request, "cases/assigning/tables.html", context, desk.status)


def _tables(court_id: int) -> dict[str, Any]:
    found = diverting.weights(court_id)
    own = {(one.kind, one.key): one.pk for one in WeightRow.objects.filter(court_id=court_id)}
    province = Court.objects.values_list("code", flat=True).get(pk=court_id)[:1]
    rows = [("cause", code, people.cause_names([code]), n) for code, n in found.causes.items()]
    rows += [
        ("factor", code, labels.of(CIRCUMSTANCES[code]), n)
        for code, n in found.factors.items()
        if code in CIRCUMSTANCES
    ]
    rows += [("rule", name, rule_words()[name], int(getattr(found, name))) for name in RULES]
    return {
        "rows": [
            {"table": forms_.tables()[kind], "name": name, "code": code if kind == "rule" else "",
             "points": f"{points:,}", "own": own.get((kind, code))}
            for kind, code, name, points in rows
        ],
        "wages": [
            {"year": one.year, "amount": labels.money(one.amount), "half": labels.money(
                one.amount / 2), "twice": labels.money(one.amount * 2), "citation": one.citation}
            for one in AverageWage.objects.filter(province=province).order_by("-year")[:10]
        ],
        "divisions": [
            {"name": one.name, "causes": people.cause_names(one.causes)}
            for one in Division.objects.filter(court_id=court_id).order_by("pk")
        ],
    }  # fmt: skip


def rule_words() -> dict[str, str]:
    """The plain numbers of the tables, in words."""
    return {
        "party": _("each party beyond two"),
        "parties_most": _("all parties together at most"),
        "papers": _("every twenty papers beyond the first twenty"),
        "papers_most": _("all papers together at most"),
        "complex_from": _("complex from this weight on"),
        "complex_amount": _("complex from this amount on (yuan)"),
    }
