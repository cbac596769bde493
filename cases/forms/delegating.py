"""The form by which a judge leaves acts of preparation to others."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from cases.forms.assigning import day_field
from cases.law.acts import ACTS
from cases.law.delegating import DELEGABLE
from cases.models import TeamMember
from cases.reading import labels


class DelegateForm(forms.Form):
    """To whom of the team, which acts, from when until when."""

    place = forms.TypedChoiceField(label=gettext_lazy("To whom"), coerce=int)
    acts = forms.MultipleChoiceField(
        label=gettext_lazy("Which acts"), widget=forms.CheckboxSelectMultiple
    )
    since = day_field(gettext_lazy("First day"))
    until = day_field(gettext_lazy("Last day"))

    def __init__(self, *args: Any, places: list[TeamMember], today: date, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"since": today})
        super().__init__(*args, **kwargs)
        to_whom, acts = self.fields["place"], self.fields["acts"]
        assert isinstance(to_whom, forms.ChoiceField) and isinstance(acts, forms.ChoiceField)
        to_whom.choices = [(one.pk, f"{one.user} ({labels.role(one.role)})") for one in places]
        acts.choices = [(code, labels.of(ACTS[code])) for code in DELEGABLE]
