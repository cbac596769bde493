"""What stands at the foot of a paper, or its file, to be verified."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.reading.deciding.recognising import MOST_BYTES

NEEDED = 16
"""Characters of the digest: 64 bits, which nobody guesses."""


class VerifyForm(forms.Form):
    """A code with a digest, or the file of a sealed decision."""

    code = forms.CharField(
        label=gettext_lazy("Code of the paper"), max_length=40, required=False,
        help_text=gettext_lazy("At the foot of each page, such as D12-34."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    digest = forms.CharField(
        label=gettext_lazy("SHA-256"), max_length=80, required=False,
        help_text=gettext_lazy("Beside the code; the first 16 characters are enough."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )  # fmt: skip
    file = forms.FileField(
        label=gettext_lazy("Or the file of a sealed decision (PDF)"), required=False,
        help_text=gettext_lazy("It is compared with what the court sealed, and kept nowhere."),
        widget=forms.FileInput(attrs={"accept": "application/pdf,.pdf"}),
    )  # fmt: skip

    def clean_digest(self) -> str:
        typed = "".join(str(self.cleaned_data["digest"]).lower().split())
        if typed and not re.fullmatch(rf"[0-9a-f]{{{NEEDED},64}}", typed):
            raise forms.ValidationError(
                _("Enter at least 16 characters, digits and the letters a to f.")
            )
        return typed

    def clean_file(self) -> UploadedFile | None:
        file: UploadedFile | None = self.cleaned_data["file"]
        if file is not None and (file.size or 0) > MOST_BYTES:
            raise forms.ValidationError(_("The file is too large to be one of the court's."))
        return file

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if not found.get("file") and not self.errors:
            for name in ("code", "digest"):
                if not found.get(name):
                    self.add_error(name, self.fields["code"].error_messages["required"])
        return found
