"""What stands at the foot of a paper, to be verified."""

from __future__ import annotations

import re

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

NEEDED = 16
"""Characters of the digest: 64 bits, which nobody guesses."""


class VerifyForm(forms.Form):
    code = forms.CharField(
        label=gettext_lazy("Code of the paper"), max_length=40,
        help_text=gettext_lazy("At the foot of each page, such as D12-34."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    digest = forms.CharField(
        label=gettext_lazy("SHA-256"), max_length=80,
        help_text=gettext_lazy("Beside the code; the first 16 characters are enough."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )  # fmt: skip

    def clean_digest(self) -> str:
        typed = "".join(str(self.cleaned_data["digest"]).lower().split())
        if not re.fullmatch(rf"[0-9a-f]{{{NEEDED},64}}", typed):
            raise forms.ValidationError(
                _("Enter at least 16 characters, digits and the letters a to f.")
            )
        return typed
