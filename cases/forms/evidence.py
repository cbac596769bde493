"""The forms of the exchange: an item of the list, a spreadsheet, acts on items already chosen."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from cases.forms.acts import ActForm, made_fields
from cases.forms.fields import long_text
from cases.forms.in_person import InPerson
from cases.law.exchange import KINDS, MOST_PAGES, MOST_PURPOSE, MOST_SOURCE, MOST_TITLE, ORIGINALS
from cases.law.exchange import Choices as Words
from cases.models import Document
from cases.proceeding import Proceeding
from cases.reading import labels
from cases.reading.case.possible import Possible

MOST_BYTES = 5 << 20
"""Of a spreadsheet."""
MOST_SHOWN = 200
QUOTES = {"data-quotes": ""}
"""Fields that take quotes from what is read beside."""


def _named(choices: Words) -> list[tuple[str, str]]:
    return [(code, labels.pick(zh, en)) for code, zh, en in choices]


class ItemForm(forms.Form):
    """One item of a party's list, before it is put."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=MOST_TITLE)
    kind = forms.ChoiceField(label=gettext_lazy("Kind of evidence"))
    purpose = forms.CharField(
        label=gettext_lazy("What it shows"), max_length=MOST_PURPOSE, widget=long_text(3),
        help_text=gettext_lazy("The fact that this item proves."),
    )  # fmt: skip
    source = forms.CharField(
        label=gettext_lazy("Source"), max_length=MOST_SOURCE, required=False,
        help_text=gettext_lazy("Where it comes from: who made it, who gave it to you."),
    )  # fmt: skip
    original = forms.ChoiceField(
        label=gettext_lazy("Original or copy"), required=False, widget=forms.RadioSelect
    )
    pages = forms.CharField(
        label=gettext_lazy("Page numbers"), max_length=MOST_PAGES, required=False,
        help_text=gettext_lazy("For instance 1-3"),
    )  # fmt: skip

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["kind"].choices = [("", "—"), *_named(KINDS)]  # type: ignore[attr-defined]
        self.fields["original"].choices = _named(ORIGINALS)  # type: ignore[attr-defined]
        self.fields["purpose"].widget.attrs.update(QUOTES)

    def values(self) -> dict[str, str]:
        return {name: str(self.cleaned_data[name]) for name in ITEM}


ITEM = ("title", "kind", "purpose", "source", "original", "pages")


class DraftForm(ItemForm):
    """The same with papers that are in the file already, and the version that the person saw."""

    papers = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Papers already in the file"), required=False, coerce=int,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)

    def __init__(self, readable: Any, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        options = [(one.pk, one.title) for one in _papers(readable)]
        self.fields["papers"].choices = options  # type: ignore[attr-defined]
        if not options:
            del self.fields["papers"]

    def chosen(self) -> list[int]:
        return list(self.cleaned_data.get("papers", []))


def _papers(readable: Any) -> list[Document]:
    """What this person may read of the main volume, newest first."""
    found = readable.filter(volume="main", void_seq=None).exclude(kind__in=NOT_EVIDENCE)
    return list(found.order_by("-seq", "-id")[:MOST_SHOWN])


NOT_EVIDENCE = ("evidence_list", "exchange_record", "materials_receipt", "mediation_record")
"""Lists and receipts, and what was said in mediation, which is evidence of nothing
(在线调解规则 18)."""


class SheetForm(forms.Form):
    """A spreadsheet with many items."""

    sheet = forms.FileField(
        label=gettext_lazy("Spreadsheet with your evidence"), allow_empty_file=False,
        help_text=gettext_lazy("The template as .xlsx or .csv, 500 lines at most."),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv"}),
    )  # fmt: skip

    def clean_sheet(self) -> Any:
        found = self.cleaned_data["sheet"]
        if found.size > MOST_BYTES:
            raise forms.ValidationError(
                gettext_lazy("This file is larger than 5 MB. A list is a table without pictures.")
            )
        return found


class SignForm(InPerson):
    """What a party says to the record, proved anew to be the party (在线诉讼规则 7)."""

    word = forms.ChoiceField(label=gettext_lazy("What you say to it"), widget=forms.RadioSelect)
    said = forms.CharField(
        label=gettext_lazy("What you object to"), required=False, max_length=5000,
        widget=long_text(3), help_text=gettext_lazy("Only for an objection; it is noted beside."),
    )  # fmt: skip
    field_order = ("word", "said")

    def __init__(self, request: Any, *shown: object, **more: Any) -> None:
        super().__init__(request, "exchange-record", *shown, **more)
        self.fields["word"].choices = [  # type: ignore[attr-defined]
            ("signed", gettext_lazy("I have read the record, and sign it")),
            ("objection", gettext_lazy("I object to something in it")),
        ]
        self.fields["said"].depends = True  # type: ignore[attr-defined]
        self.fields["said"].widget.attrs.update(QUOTES)


def on_items(p: Proceeding, found: Possible) -> type[ActForm]:
    """The form of an act on items that were chosen before."""
    made = made_fields(p, found.act, found.standing)
    for name in CHOSEN:
        made.pop(name, None)
    for one in made.values():
        if isinstance(one.widget, forms.Textarea):
            one.widget.attrs.update(QUOTES)
    return type("FormOnItems", (ActForm,), {**made, "names": tuple(made)})


CHOSEN = ("item", "items")
