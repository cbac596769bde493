"""Why somebody reads: a reason from a short list, and words of their own."""

from __future__ import annotations

import json
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.acts.papers.reading import MOST_WORDS
from cases.forms.fields import long_text
from cases.law.readings import FEWEST, REASONS, reason
from cases.reading import labels


def _whole(text: str) -> str:
    """Without halves of characters, which no page can be made of."""
    return text.encode("utf-8", "ignore").decode()


class ReasonForm(forms.Form):
    """The reason for reading of one kind."""

    reason = forms.ChoiceField(label=gettext_lazy("Reason"), widget=forms.RadioSelect)
    words = forms.CharField(
        label=gettext_lazy("In your own words"), required=False, max_length=MOST_WORDS,
        widget=long_text(3),
    )  # fmt: skip
    next = forms.CharField(required=False, widget=forms.HiddenInput)
    carried = forms.CharField(required=False, strip=False, widget=forms.HiddenInput)
    """What somebody had sent elsewhere when they were asked why, as JSON."""

    def __init__(self, kind: str, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.kind = kind
        here: Any = self.fields["reason"]
        here.choices = [(one.code, labels.of(one)) for one in REASONS[kind]]
        if all(one.says for one in REASONS[kind]):
            self.fields["words"].required = True

    def sent(self) -> list[tuple[str, str]]:
        """The fields that come along, by name, one for each value."""
        try:
            found = json.loads(self.cleaned_data.get("carried") or "{}")
        except (ValueError, RecursionError):  # nobody's browser made it
            return []
        if not isinstance(found, dict):
            return []
        return [
            (_whole(name), _whole(value))
            for name, values in found.items()
            if isinstance(values, list)
            for value in values
            if isinstance(value, str)
        ]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        chosen = reason(self.kind, found.get("reason", ""))
        words = "".join(str(found.get("words", "")).split())
        if chosen and chosen.says and "words" not in self.errors and len(words) < FEWEST:
            words_ = _("Say why in your own words, in at least %(n)d characters.")
            self.add_error("words", ValidationError(words_ % {"n": FEWEST}))
        return found
