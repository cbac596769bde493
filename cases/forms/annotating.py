"""The form of an annotation: what it says, for whom, and where on which page."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from cases.acts.reader.annotating import FARTHEST, KINDS, LONGEST, LONGEST_QUOTE, Spot
from cases.forms.fields import long_text
from cases.reading import labels

AREA = ("left", "top", "width", "height")


class ChangeForm(forms.Form):
    """What one's own annotation is and says."""

    kind = forms.ChoiceField(label=gettext_lazy("What it is"))
    text = forms.CharField(
        label=gettext_lazy("Annotation"), max_length=LONGEST, widget=long_text(4)
    )
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        kinds: Any = self.fields["kind"]
        kinds.choices = [(code, labels.pick(*words)) for code, words in KINDS.items()]


class AnnotationForm(ChangeForm):
    """A new one. ``whose`` is asked of those who may write for others too."""

    whose = forms.ChoiceField(label=gettext_lazy("Who reads it"), initial="private")
    document = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    page = forms.IntegerField(label=gettext_lazy("Page"), min_value=1, widget=forms.HiddenInput)
    left = forms.FloatField(required=False, widget=forms.HiddenInput)
    top = forms.FloatField(required=False, widget=forms.HiddenInput)
    width = forms.FloatField(required=False, widget=forms.HiddenInput)
    height = forms.FloatField(required=False, widget=forms.HiddenInput)
    quoted = forms.CharField(required=False, max_length=LONGEST_QUOTE, widget=forms.HiddenInput)

    def __init__(self, readers: list[tuple[str, str]], *args: Any, **options: Any) -> None:
        super().__init__(*args, auto_id="annotation_%s", **options)
        whose: Any = self.fields["whose"]
        whose.choices = readers
        if len(readers) == 1:
            whose.widget = forms.HiddenInput()

    def clean(self) -> dict[str, Any]:
        """An area that is not whole, or on no page, is none: the annotation is of the page."""
        found = super().clean() or self.cleaned_data
        area = [found.get(name) for name in AREA]
        whole = all(one is not None and 0 <= one <= FARTHEST for one in area)
        found["area"] = tuple(area) if whole else None
        return found

    def spot(self) -> Spot:
        said = self.cleaned_data
        return Spot(said["document"], said["page"], said["area"], said["quoted"])
