"""Signing what one has read."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from cases.law.identity import same_name


class SignForm(forms.Form):
    """The signature: one's own name under words one has read."""

    true = forms.BooleanField()
    name = forms.CharField(max_length=200)

    def __init__(self, signer: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.signer = signer
        self.fields["true"].label = _(
            "I have read the complaint. What it says is true, and I know that false claims in "
            "court are punished."
        )
        self.fields["name"].label = _("Sign with your name")
        self.fields["name"].widget.attrs["autocomplete"] = "off"

    def clean_name(self) -> str:
        typed = str(self.cleaned_data["name"])
        if self.signer and not same_name(typed, self.signer):
            raise forms.ValidationError(
                _("Sign as %(name)s, your confirmed name.") % {"name": self.signer}
            )
        return typed
