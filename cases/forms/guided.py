"""A form made of the questions of a guide."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from cases.drafting.guides import Element
from cases.forms.fields import LONGEST_TEXT, MoneyField, long_text
from cases.reading import labels

YES_NO = (("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No")))
LONGEST_LINE = 300


def day_input() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def depends(field: forms.Field) -> None:
    """Needed where another answer asks for it, which the form says itself: not called optional."""
    field.depends = True  # type: ignore[attr-defined]


def field_of(element: Element) -> forms.Field:
    """The field that asks for one element."""
    about: dict[str, Any] = {
        "label": labels.pick(element.zh, element.en),
        "help_text": labels.pick(element.help_zh, element.help_en),
        "required": element.required,
    }
    if element.kind in ("yes_no", "choice"):
        choices = YES_NO if element.kind == "yes_no" else [
            (one.code, labels.pick(one.zh, one.en)) for one in element.choices
        ]  # fmt: skip
        return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, **about)
    if element.kind == "money":
        return MoneyField(**about)
    if element.kind == "date":
        return forms.DateField(widget=day_input(), **about)
    if element.kind == "number":
        return forms.IntegerField(min_value=0, max_value=10**9, **about)
    if element.kind == "long_text":
        return forms.CharField(max_length=LONGEST_TEXT, widget=long_text(4), **about)
    return forms.CharField(max_length=LONGEST_LINE, **about)


class GuidedForm(forms.Form):
    """The questions in their order; what is not asked stays empty."""

    def __init__(self, elements: Iterable[Element], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Before what the form asks by itself: "anything else" comes last.
        own, self.fields = self.fields, {}
        asked = list(elements)
        self.fields.update({element.code: field_of(element) for element in asked})
        for element in asked:
            if element.depends:
                depends(self.fields[element.code])
        self.fields.update(own)


class AnswerForm(GuidedForm):
    """The questions, and room for what they do not ask."""

    more = forms.CharField(
        label=gettext_lazy("Anything else the judge should know"), max_length=LONGEST_TEXT,
        required=False, widget=long_text(4),
    )  # fmt: skip
