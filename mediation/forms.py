"""The forms by which a court keeps its register of mediators."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy

from cases.forms.assigning import OfCourt
from mediation import register
from mediation.models import Organisation


class OrganisationForm(OfCourt):
    """An organisation that the court invites."""

    name = forms.CharField(
        label=gettext_lazy("Name of the organisation"),
        max_length=Organisation._meta.get_field("name").max_length,
    )

    def clean_name(self) -> str:
        return " ".join(str(self.cleaned_data["name"]).split())


class MediatorForm(OfCourt):
    """Which organisation a mediator comes from."""

    user = forms.TypedChoiceField(label=gettext_lazy("Mediator"), coerce=int)
    organisation = forms.ChoiceField(
        label=gettext_lazy("Sent by"), required=False,
        help_text=gettext_lazy("Empty: by no organisation."),
    )  # fmt: skip

    def begin(self) -> None:
        self.choose("user", register.in_office(self.court_id, self.today))
        self.choose("organisation", [(x.name, x.name) for x in register.invited(self.court_id)])
