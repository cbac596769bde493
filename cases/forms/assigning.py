"""Forms of assignment: the draw, teams, absences, shares, the court's tables, a hand-over."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.forms.fields import MoneyField, long_text
from cases.law.causes import CauseError, find
from cases.law.diversion import CIRCUMSTANCES
from cases.law.roles import Role
from cases.law.weights import RULES
from cases.models import Division, Team
from cases.models.assigning import TEAM_ROLES
from cases.reading import labels
from cases.reading.assigning import people

_DAY = {"type": "date", "min": "2000-01-01", "max": "2099-12-31"}
_SPELT = ["%Y-%m-%d", "%Y.%m.%d", "%Y/%m/%d", "%Y年%m月%d日"]
WORKING = (Role.JUDGE, Role.JUDGE_ASSISTANT, Role.CLERK, Role.EXECUTION_OFFICER, Role.LAY_ASSESSOR)


def day_field(label: Any, *, required: bool = True, help_text: Any = "") -> forms.DateField:
    return forms.DateField(
        label=label, required=required, help_text=help_text, input_formats=_SPELT,
        widget=forms.DateInput(format="%Y-%m-%d", attrs=_DAY),
    )  # fmt: skip


class OfCourt(forms.Form):
    """A form about one court, on a day of its clock."""

    def __init__(self, *args: Any, court_id: int, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.court_id, self.today = court_id, today
        self.begin()

    def begin(self) -> None:
        """Fill in what depends on the court."""

    def choose(self, name: str, options: list[tuple[Any, str]], *, empty: bool = True) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "—"), *options] if empty else options


def _person(label: Any, *, required: bool = True, help_text: Any = "") -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label, required=required, coerce=int, empty_value=None, help_text=help_text
    )


class DrawForm(forms.Form):
    """Whether a panel is drawn, and how many of it are lay assessors."""

    panel = forms.BooleanField(label=gettext_lazy("Draw a panel of three"), required=False)
    assessors = forms.TypedChoiceField(
        label=gettext_lazy("Lay assessors in the panel"), coerce=int, required=False,
        empty_value=None, choices=[(0, "0"), (1, "1"), (2, "2")],
    )  # fmt: skip


class ReplaceForm(forms.Form):
    """Why somebody else is drawn for a case that has a judge, or has lost one."""

    inner_why = forms.CharField(
        label=gettext_lazy("Reason (for the court alone)"), max_length=2000, widget=long_text(3)
    )


class TeamForm(OfCourt):
    """A new team."""

    name = forms.CharField(label=gettext_lazy("Name of the team"), max_length=60)
    division = forms.TypedChoiceField(
        label=gettext_lazy("Division"), required=False, coerce=int, empty_value=None
    )

    def begin(self) -> None:
        found = Division.objects.filter(court_id=self.court_id).order_by("pk")
        self.choose("division", [(one.pk, one.name) for one in found])

    def clean_name(self) -> str:
        name = " ".join(str(self.cleaned_data["name"]).split())
        if Team.objects.filter(court_id=self.court_id, name=name).exists():
            raise ValidationError(_("There is a team of this name."))
        return name


class MemberForm(OfCourt):
    """Somebody comes into a team."""

    team = forms.TypedChoiceField(label=gettext_lazy("Team"), coerce=int)
    user = _person(gettext_lazy("Person"))
    role = forms.ChoiceField(label=gettext_lazy("As"))
    since = day_field(gettext_lazy("First day"))
    until = day_field(gettext_lazy("Last day"), required=False)

    def begin(self) -> None:
        found = Team.objects.filter(court_id=self.court_id).order_by("pk")
        self.choose("team", [(one.pk, one.name) for one in found])
        self.choose("user", people.of_court(self.court_id, TEAM_ROLES, self.today))
        self.choose("role", [(role.value, labels.of(role)) for role in TEAM_ROLES])
        self.fields["since"].initial = self.today

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        _check_span(self, found)
        return found


def _check_span(form: forms.Form, found: dict[str, Any]) -> None:
    since, until = found.get("since"), found.get("until")
    if since and until and until < since:
        form.add_error("until", _("The end lies before the beginning."))


class SeatForm(OfCourt):
    """A judge's share of a full office, and the causes they take."""

    user = _person(gettext_lazy("Judge"))
    share = forms.TypedChoiceField(
        label=gettext_lazy("Share of a full office"), coerce=int,
        choices=[(100, "100%"), (75, "75%"), (50, "50%"), (25, "25%"), (0, "0%")],
        help_text=gettext_lazy("0% takes no new cases for now."),
    )  # fmt: skip
    causes = forms.CharField(
        label=gettext_lazy("Causes"), required=False, max_length=500,
        help_text=gettext_lazy("Names of causes with commas between them; empty for all."),
    )  # fmt: skip

    def begin(self) -> None:
        self.choose("user", people.of_court(self.court_id, [Role.JUDGE], self.today))

    def clean_causes(self) -> list[str]:
        return read_causes(str(self.cleaned_data["causes"]))


def read_causes(text: str) -> list[str]:
    """Codes of the causes that a text names. Raises ValidationError with what is near."""
    codes = []
    for name in text.replace("，", ",").replace("、", ",").split(","):
        if not name.strip():
            continue
        try:
            codes.append(find(name).code)
        except CauseError as error:
            raise ValidationError(labels.pick(error.zh, error.en)) from None
    return codes


class DivisionForm(OfCourt):
    """Which causes a division takes."""

    division = forms.TypedChoiceField(label=gettext_lazy("Division"), coerce=int)
    causes = forms.CharField(
        label=gettext_lazy("Causes"), required=False, max_length=500,
        help_text=gettext_lazy(
            "Names of causes with commas between them. Where no division names a cause, every "
            "judge can be drawn."
        ),
    )  # fmt: skip

    def begin(self) -> None:
        found = Division.objects.filter(court_id=self.court_id).order_by("pk")
        self.choose("division", [(one.pk, one.name) for one in found])

    def clean_causes(self) -> list[str]:
        return read_causes(str(self.cleaned_data["causes"]))


class AbsenceForm(OfCourt):
    """The days on which somebody is not there."""

    user = _person(gettext_lazy("Person"))
    kind = forms.ChoiceField(label=gettext_lazy("Kind"))
    since = day_field(gettext_lazy("First day"))
    until = day_field(gettext_lazy("Last day"), required=False)

    def begin(self) -> None:
        self.choose("user", people.of_court(self.court_id, WORKING, self.today))
        self.choose("kind", list(people.kinds().items()), empty=False)

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        _check_span(self, found)
        return found


class RelativeForm(OfCourt):
    """Somebody whose cases a person of the court keeps away from (CPL 47)."""

    user = _person(gettext_lazy("Person"))
    relation = forms.ChoiceField(label=gettext_lazy("Relation"))
    name = forms.CharField(label=gettext_lazy("Name of the other"), max_length=200)
    id_number = forms.CharField(
        label=gettext_lazy("Number of the other"), max_length=30, required=False,
        help_text=gettext_lazy("With it people of the same name are told apart."),
    )  # fmt: skip

    def begin(self) -> None:
        self.choose("user", people.of_court(self.court_id, WORKING, self.today))
        self.choose("relation", list(people.relations().items()), empty=False)


MOST_WAGE = 100_000_000


class WageForm(OfCourt):
    """The average wage that the bounds of small claims go by."""

    year = forms.IntegerField(label=gettext_lazy("Year"), min_value=2000, max_value=2099)
    amount = MoneyField(label=gettext_lazy("Average wage of the year (yuan)"))
    citation = forms.CharField(
        label=gettext_lazy("Where it was published"), max_length=200,
        help_text=gettext_lazy("Who published it, when, under which title."),
    )  # fmt: skip

    def clean_amount(self) -> Any:
        amount = self.cleaned_data["amount"]
        if amount is not None and amount <= 0:
            raise ValidationError(_("An amount above zero."))
        if amount is not None and amount > MOST_WAGE:
            raise ValidationError(_("Too large for a wage of one year."))
        return amount


class WeightForm(OfCourt):
    """One row of the court's own tables of weight."""

    kind = forms.ChoiceField(label=gettext_lazy("Table"))
    key = forms.CharField(label=gettext_lazy("For"), max_length=40)
    points = forms.IntegerField(label=gettext_lazy("Points"), min_value=0, max_value=1_000_000_000)

    def begin(self) -> None:
        self.choose("kind", list(tables().items()), empty=False)
        self.fields["key"].help_text = _(
            "A cause by its name, a circumstance by its words, or the name of a rule."
        )

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        kind, key = found.get("kind"), str(found.get("key", "")).strip()
        if kind == "cause" and key:
            try:
                found["key"] = find(key).code
            except CauseError as error:
                self.add_error("key", labels.pick(error.zh, error.en))
        elif key:
            known = {code: code for code in RULES} if kind == "rule" else _circumstances()
            if key in known:
                found["key"] = known[key]
            else:
                self.add_error("key", _("There is no such row."))
        return found


def _circumstances() -> dict[str, str]:
    return {name: one.code for one in CIRCUMSTANCES.values() for name in (one.code, one.zh, one.en)}


def tables() -> dict[str, str]:
    return {"cause": _("causes"), "factor": _("circumstances"), "rule": _("rules")}


class HandOverForm(OfCourt):
    """Who leaves, in which days, to whom, and why."""

    leaving = _person(gettext_lazy("Who leaves"))
    since = day_field(gettext_lazy("First day"))
    until = day_field(gettext_lazy("Last day"), required=False)
    to = _person(
        gettext_lazy("Taken over by"), required=False,
        help_text=gettext_lazy("Empty: each case is drawn among the judges who can take it."),
    )  # fmt: skip
    why = forms.CharField(
        label=gettext_lazy("Reason (for the court alone)"), max_length=2000, widget=long_text(3)
    )

    def begin(self) -> None:
        found = people.of_court(self.court_id, WORKING, self.today)
        self.choose("leaving", found)
        self.choose("to", found)
        self.fields["since"].initial = self.today

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        _check_span(self, found)
        if found.get("to") is not None and found.get("to") == found.get("leaving"):
            self.add_error("to", _("Who leaves cannot take over."))
        return found
