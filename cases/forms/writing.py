"""What a clerk adds to a paper, and the court's own text of a form."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.forms.fields import long_text
from cases.writing.engine import MOST_SOURCE
from cases.writing.table import Form

MOST_LINES = 50
_PARTED = re.compile(r"[:：]")


class Lines(forms.CharField):
    """One thing a line."""

    def clean(self, value: Any) -> list[str]:
        lines = [line.strip() for line in super().clean(value).splitlines()]
        found = [line for line in lines if line]
        if len(found) > MOST_LINES:
            raise forms.ValidationError(_("At most %(n)d lines.") % {"n": MOST_LINES})
        return found


class Defects(Lines):
    """One defect a line: the field or paper, a colon, what is to be put right."""

    def clean(self, value: Any) -> list[Any]:
        return [_defect(line) for line in super().clean(value)]


def _defect(line: str) -> dict[str, str]:
    where, _colon, what = (x.strip() for x in _partition(line))
    if not where or not what:
        raise forms.ValidationError(
            _("“%(line)s”: write the field or paper, a colon, and what is to be put right.")
            % {"line": line[:40]}
        )
    return {"where": where, "what": what}


def _partition(line: str) -> tuple[str, str, str]:
    found = _PARTED.search(line)
    return (line[: found.start()], ":", line[found.end() :]) if found else (line, "", "")


_ASKED: dict[str, Any] = {
    "defects": lambda: Defects(
        label=_("What is to be put right"),
        help_text=_(
            "One line each: the field or paper, a colon, what is wrong. Name everything at once."
        ),
        widget=long_text(5),
        max_length=8000,
    ),
    "days": lambda: forms.IntegerField(
        label=_("Days to put it right"), min_value=3, max_value=30, initial=7
    ),
    "reason": lambda: forms.CharField(
        label=_("What the court holds, and why"), widget=long_text(6), max_length=8000
    ),
    "other_court": lambda: forms.CharField(
        label=_("The court that has jurisdiction"), max_length=100
    ),
    "papers": lambda: Lines(
        label=_("Papers served"), help_text=_("One line each."), widget=long_text(4),
        max_length=4000,
    ),
    "way": lambda: forms.ChoiceField(
        label=_("How"),
        choices=[
            ("直接送达", _("handed over")), ("邮寄送达", _("by post")),
            ("委托送达", _("through another court")), ("转交送达", _("through the unit")),
        ],
    ),
}  # fmt: skip


def asked_form(form: Form) -> type[forms.Form]:
    """The fields that the clerk types for a form; none for most."""
    return type("AskedForm", (forms.Form,), {name: _ASKED[name]() for name in form.asked})


class FormTextForm(forms.Form):
    """The text of a form, with the version it was changed from."""

    text = forms.CharField(
        label=gettext_lazy("Text of the form"),
        max_length=MOST_SOURCE,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 28, "spellcheck": "false", "class": "form-source"}),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
