"""Coming into a case by a code, and the court's answer to whoever it has to check."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.forms.fields import long_text
from cases.forms.guided import depends

DECLINE = "decline"


class JoinForm(forms.Form):
    """The code, however it is typed."""

    code = forms.CharField(
        label=gettext_lazy("Entry code"),
        max_length=60,
        help_text=gettext_lazy(
            "Twelve letters and digits, such as ABCD-2345-EFGH. Spaces, dashes and capitals do not "
            "matter."
        ),
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )


class DecisionForm(forms.Form):
    """Who the person turned out to be; the other answer needs its reason."""

    decision = forms.ChoiceField(
        label=gettext_lazy("This person comes into the case"),
        widget=forms.RadioSelect,
        choices=[
            ("self", gettext_lazy("as the party, or as who represents the organisation by law")),
            ("general", gettext_lazy("as agent with general authority")),
            ("special", gettext_lazy("as agent with special authority")),
            (DECLINE, gettext_lazy("not at all: decline")),
        ],
    )
    why = forms.CharField(
        label=gettext_lazy("Why it is declined"),
        help_text=gettext_lazy("Needed to decline. The person reads it; the parties do not."),
        required=False,
        max_length=2000,
        widget=long_text(3),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        depends(self.fields["why"])

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("decision") == DECLINE and not values.get("why"):
            self.add_error("why", _("Say why, so that the person knows what to do."))
        return values
