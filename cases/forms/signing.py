"""Signing what one has read."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from cases.acts.filing.preparing import digest
from cases.law.identity import same_name


class SignForm(forms.Form):
    """The signature: one's own name under words one has read, and under no others."""

    true = forms.BooleanField()
    name = forms.CharField(max_length=200)
    shown = forms.CharField(required=False, widget=forms.HiddenInput)
    """The digest of what the page showed."""

    def __init__(self, signer: str, words: str, data: Any = None) -> None:
        now = digest(words)
        self.has_changed_meanwhile = data is not None and data.get("shown") != now
        if data is not None and self.has_changed_meanwhile:
            data = data.copy()  # what is sent next is signed under what is shown now
            data["shown"] = now
            data.pop("true", None)
        super().__init__(data, initial={"shown": now})
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

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        if self.has_changed_meanwhile:
            raise forms.ValidationError(
                _("What is to be signed has changed since you opened this page. Read it again.")
            )
        return found
