"""The forms of a deliberation: a point with its answers, and a member's opinion on one."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy

from cases.acts.trial.deliberating import LONGEST, SHORT
from cases.forms.fields import long_text
from cases.law.deliberation import KINDS
from cases.models import Point
from cases.reading import labels


class PointForm(forms.Form):
    """A point to be decided, and one answer a line."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Kind of point"), widget=forms.RadioSelect,
        help_text=gettext_lazy("What cannot be told apart counts as a fact."),
    )  # fmt: skip
    text = forms.CharField(
        label=gettext_lazy("Point to be decided"), max_length=SHORT * 4, widget=long_text(2)
    )
    answers = forms.CharField(
        label=gettext_lazy("Answers to choose from"), max_length=SHORT * 8, widget=long_text(3),
        help_text=gettext_lazy("One a line; two at least."),
    )  # fmt: skip

    def __init__(self, *args: object, **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]
        kinds = [(code, labels.pick(*words)) for code, words in KINDS.items()]
        self.fields["kind"].choices = kinds  # type: ignore[attr-defined]


class OpinionForm(forms.Form):
    """The answer voted for, where there is a vote, and the grounds."""

    answer = forms.TypedChoiceField(
        label=gettext_lazy("Your vote"), widget=forms.RadioSelect, coerce=int, required=False,
        empty_value=None,
    )  # fmt: skip
    other = forms.CharField(
        label=gettext_lazy("Another answer"), required=False, max_length=SHORT,
        help_text=gettext_lazy("Only where none of these is yours."),
    )  # fmt: skip
    grounds = forms.CharField(
        label=gettext_lazy("Opinion and grounds"), max_length=LONGEST, widget=long_text(5)
    )

    def __init__(self, point: Point, *args: object, votes: bool, **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]
        chosen = [(one.no, f"{one.no}. {one.text}") for one in point.answers.all()]
        self.fields["answer"].choices = chosen  # type: ignore[attr-defined]
        # One of the two is needed, which is said where neither is there.
        self.fields["answer"].depends = self.fields["other"].depends = True  # type: ignore[attr-defined]
        if not votes:
            del self.fields["answer"], self.fields["other"]
