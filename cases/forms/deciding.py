"""Forms of decisions: which to begin, a leader's word, the proof before a signature or a seal."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
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


class DaysForm(forms.Form):
    """Of each mediation statement that this signature completes, within how many days what was
    agreed is done: asked before the proof, so that the proof is for them too."""

    def __init__(self, data: Any, asked: list[tuple[int, str]]) -> None:
        """``asked``: the decision and the number of its case."""
        super().__init__(data)
        for pk, number in asked:
            self.fields[days_name(pk)] = forms.IntegerField(
                label=_("Days for performance, %(number)s") % {"number": number},
                help_text=_("0 where nothing is left to be done."), min_value=0,
                max_value=MOST_DAYS,
            )  # fmt: skip


def days_name(pk: int) -> str:
    return f"days-{pk}"


class SignForm(InPerson):
    """A proof bound to the digests of the texts shown, and to what was said of each."""
