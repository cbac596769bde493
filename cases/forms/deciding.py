"""Forms of decisions: which to begin, a leader's word, the proof before a signature or a seal."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from cases.forms.fields import long_text
from cases.forms.in_person import InPerson

MOST_DAYS = 3650


class BeginForm(forms.Form):
    """Which decision to draft, and of a correction the one it corrects."""

    form = forms.ChoiceField(label=gettext_lazy("Decision"))
    corrects = forms.ChoiceField(
        label=gettext_lazy("The sealed decision that it corrects"), required=False
    )

    def __init__(
        self, data: Any, choices: list[tuple[str, str]], sealed: list[tuple[str, str]]
    ) -> None:  # fmt: skip
        super().__init__(data)
        self.fields["form"].choices = choices  # type: ignore[attr-defined]
        if sealed:
            self.fields["corrects"].choices = [("", "—"), *sealed]  # type: ignore[attr-defined]
        else:
            del self.fields["corrects"]


class WordForm(forms.Form):
    """What a leader says to a draft."""

    words = forms.CharField(
        label=gettext_lazy("Your word, for the inner volume"), max_length=4000,
        widget=long_text(4),
    )  # fmt: skip


class SignForm(InPerson):
    """A proof bound to the digests of the texts shown."""

    performance_days = forms.IntegerField(
        label=gettext_lazy("Days for performance"), min_value=1, max_value=MOST_DAYS,
        required=False,
    )  # fmt: skip

    def without_days(self) -> SignForm:
        """Only a mediation statement says within how many days something is done."""
        self.fields.pop("performance_days", None)
        return self
