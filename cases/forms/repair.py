"""What a notice to correct has opened, with what stands there now."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms import formset_factory
from django.utils.translation import gettext_lazy

from cases.forms.fields import LONGEST_TEXT, KeyField, MoneyField, long_text
from cases.law.identity import BadNumber, Kind, check
from cases.models import Party
from cases.reading import labels


class ParticularsForm(forms.Form):
    """One party's particulars."""

    no = forms.IntegerField(widget=forms.HiddenInput)
    name = forms.CharField(label=gettext_lazy("Name"), max_length=200)
    id_number = forms.CharField(
        label=gettext_lazy("Identity or credit code number"), max_length=40, required=False
    )
    phone = forms.CharField(label=gettext_lazy("Telephone"), max_length=40, required=False)
    address = forms.CharField(label=gettext_lazy("Address"), max_length=300, required=False)

    def __init__(self, *args: Any, parties: dict[int, Party], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.parties = parties
        self.empty_permitted = False  # a row that nobody was shown is no row to be passed over

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        party = self.parties.get(values.get("no") or 0)
        number = values.get("id_number")
        if party is None:
            raise forms.ValidationError("no")
        if number and not party.is_foreign and number != party.id_number:
            try:
                kind = Kind.ORGANISATION if party.is_organisation else Kind.CITIZEN
                values["id_number"] = check(kind, number)
            except BadNumber as bad:
                self.add_error("id_number", labels.pick(bad.zh, bad.en))
        return values


ParticularsFormSet = formset_factory(ParticularsForm, extra=0, max_num=500, absolute_max=500)


class RepairForm(forms.Form):
    """The parts beside the parties; those that are not open are not there."""

    key = KeyField(required=False)
    version = forms.IntegerField(
        required=False, widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1
    )
    amount = MoneyField(label=gettext_lazy("Amount claimed (yuan)"), required=False)
    complaint = forms.CharField(
        label=gettext_lazy("The complaint"), max_length=LONGEST_TEXT, required=False,
        widget=long_text(18),
    )  # fmt: skip
    note = forms.CharField(
        label=gettext_lazy("A word to the clerk"), max_length=2000, required=False,
        widget=long_text(3),
    )  # fmt: skip

    def __init__(self, open_parts: frozenset[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for part in ("amount", "complaint"):
            if part not in open_parts:
                del self.fields[part]
