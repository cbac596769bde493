"""Form fields that every form of a case uses."""

from __future__ import annotations

import uuid
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy

from cases.law.fees.amounts import exact_amount
from cases.law.fees.refusing import FeeError
from cases.reading import labels

LONGEST_TEXT = 50_000
MOST_MONEY = Decimal("99999999999999.99")
"""What the money columns hold; above every real claim."""


class MoneyInput(forms.TextInput):
    """Yuan, typed with or without separators; the part draws the sign before it."""


class MoneyField(forms.CharField):
    """A sum of yuan exact to the fen, None when left empty."""

    widget = MoneyInput

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=40, **options)
        self.widget.attrs.update(inputmode="decimal", autocomplete="off")

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        return text or None

    def clean(self, value: Any) -> Decimal | None:
        text = super().clean(value)
        if text is None:
            return None
        try:
            amount = exact_amount(text.replace("，", ",").lstrip("¥￥"))
        except FeeError as error:
            raise ValidationError(labels.pick(error.zh, error.en), code=error.reason) from None
        if amount > MOST_MONEY:
            much = FeeError("too_large", limit=f"{MOST_MONEY:,}")
            raise ValidationError(labels.pick(much.zh, much.en), code=much.reason)
        return amount


class KeyField(forms.CharField):
    """The hidden key of a request; what is not one of ours counts as a new request."""

    widget = forms.HiddenInput

    def clean(self, value: Any) -> str:
        try:
            return str(uuid.UUID(str(value)))
        except ValueError:
            return new_key()


def new_key() -> str:
    return str(uuid.uuid4())


def long_text(rows: int = 5) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


def takes_quotes(field: forms.Textarea) -> forms.Textarea:
    """A text of a case into which words selected in its reader come (static/js/quotes.js)."""
    field.attrs |= {
        "data-quotes": "",
        "data-quotes-full": gettext_lazy("Not quoted: the text would be too long."),
    }
    return field
