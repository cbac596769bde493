"""The parties as somebody types them: one form a party, one set of forms a side."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.acts.filing.registering import NewParty
from cases.law.identity import BadNumber, Kind, check
from cases.reading import labels

MOST_PARTIES = 20
"""A side with more parties than this is entered at the counter in parts."""
SIDES = ("plaintiff", "defendant")


class PartyForm(forms.Form):
    """One party. A second or later one left wholly empty is as if it were not there."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=200, required=False)
    is_organisation = forms.BooleanField(
        label=gettext_lazy("A company or other organisation"), required=False
    )
    is_foreign = forms.BooleanField(
        label=gettext_lazy("Without domicile in mainland China"), required=False
    )
    id_number = forms.CharField(
        label=gettext_lazy("Identity or credit code number"), max_length=40, required=False
    )
    phone = forms.CharField(label=gettext_lazy("Telephone"), max_length=40, required=False)
    address = forms.CharField(label=gettext_lazy("Address"), max_length=300, required=False)

    def clean(self) -> dict[str, Any]:
        """A number from here follows its own rule; one from abroad is taken as it is."""
        values = super().clean() or {}
        number = values.get("id_number")
        if number and not values.get("is_foreign"):
            kind = Kind.ORGANISATION if values.get("is_organisation") else Kind.CITIZEN
            try:
                values["id_number"] = check(kind, number)
            except BadNumber as bad:
                self.add_error("id_number", labels.pick(bad.zh, bad.en))
        return values

    def is_blank(self) -> bool:
        texts = ("name", "id_number", "phone", "address")
        return not any(self.cleaned_data.get(name) for name in texts)

    def new_party(self, side: str) -> NewParty:
        data = self.cleaned_data
        return NewParty(
            side=side, name=data["name"], is_organisation=data["is_organisation"],
            is_foreign=data["is_foreign"], id_number=data["id_number"],
            phone=data.get("phone", ""), address=data.get("address", ""),
        )  # fmt: skip


class AtLeastOne(BaseFormSet):
    """A set of forms of which the first is always there, whatever was sent."""

    def total_form_count(self) -> int:
        return max(1, super().total_form_count())


class Parties(AtLeastOne):
    """The parties of one side, at least one."""

    def clean(self) -> None:
        for number, form in enumerate(self.forms):
            data = getattr(form, "cleaned_data", {})
            unnamed = not data.get("name") and "name" not in form.errors
            if unnamed and (number == 0 or not form.is_blank()):
                form.add_error("name", _("Enter the name."))

    def new_parties(self, side: str) -> list[NewParty]:
        return [form.new_party(side) for form in self.forms if not form.is_blank()]

    def problems(self, side: str) -> list[dict[str, str]]:
        """The errors, linked to their fields."""
        found = [{"text": str(error)} for error in self.non_form_errors()]
        for number, form in enumerate(self.forms, 1):
            for field in form:
                label = f"{labels.side(side)} {number} · {field.label}"
                found += [
                    {"url": f"#{field.id_for_label}", "text": labels.pair(label, str(error))}
                    for error in field.errors
                ]
        return found


PartiesFormSet = formset_factory(
    PartyForm, formset=Parties, extra=0, min_num=1, max_num=MOST_PARTIES,
    absolute_max=MOST_PARTIES, validate_max=True,
)  # fmt: skip


def one_more(data: Any, prefix: str, most: int = MOST_PARTIES) -> Any:
    """The same answers with room for one more form of a set."""
    copied = data.copy()
    total = f"{prefix}-TOTAL_FORMS"
    try:
        count = int(copied.get(total, "1"))
    except ValueError:
        count = 1
    copied[total] = str(min(max(count, 1) + 1, most))
    return copied
