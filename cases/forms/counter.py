"""Taking in a case at the counter on one page: the court, the parties, the claim."""

from __future__ import annotations

from functools import cache
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.db.models.functions import Length
from django.utils.translation import gettext_lazy

from cases.acts.filing.registering import NewCase
from cases.forms.fields import LONGEST_TEXT, KeyField, MoneyField, long_text
from cases.forms.on_paper import HowItCame
from cases.forms.parties import SIDES, PartiesFormSet
from cases.law.causes import Cause, CauseError, all_causes, by_code, find
from cases.law.fees.refusing import FeeError
from cases.law.on_paper import Paper
from cases.law.roles import Role
from cases.models import Court
from cases.reading import labels
from cases.reading.fees.fees_due import estimate
from cases.reading.scope import Viewer

COUNTER = frozenset({Role.CLERK})
"""Who takes in a case for somebody at the counter."""


@cache
def cause_names() -> tuple[str, ...]:
    """Names for the list beside the field, each once, in the order of the official list."""
    return tuple(dict.fromkeys(cause.name for cause in all_causes() if cause.level > 1))


def courts() -> QuerySet[Court]:
    """Basic courts first: every first instance is theirs that no other court has (CPL 18)."""
    return Court.objects.order_by(Length("code").desc(), "code").select_related("group")


def court_name(court: Court) -> str:
    return labels.pick(court.name, court.name_en or court.name)


class CauseField(forms.CharField):
    """A cause of action by its name or code."""

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        return cause_of(text) if text else None


def cause_of(text: str) -> Cause:
    """The cause named so; says which ones are near if there is none."""
    try:
        return find(text)
    except CauseError as error:
        try:
            return by_code(text)
        except CauseError:
            words = labels.pick(error.zh, error.en)
            raise ValidationError(words, code=error.reason) from None


class FilingForm(HowItCame):
    """What a complaint says beside its parties."""

    key = KeyField(required=False)
    court = forms.ModelChoiceField(
        queryset=Court.objects.none(), label=gettext_lazy("Court"), empty_label=None
    )
    cause = CauseField(
        label=gettext_lazy("Cause of action"),
        max_length=100,
        help_text=gettext_lazy("Type a word, such as 借贷, and choose from the list."),
        widget=forms.TextInput(attrs={"list": "causes", "autocomplete": "off"}),
    )
    amount = MoneyField(
        label=gettext_lazy("Amount claimed (yuan)"),
        required=False,
        help_text=gettext_lazy("Leave empty if no money is claimed."),
    )
    claims = forms.CharField(
        label=gettext_lazy("What you ask the court to order"),
        max_length=LONGEST_TEXT,
        widget=long_text(4),
    )
    facts = forms.CharField(
        label=gettext_lazy("What happened, and why you are right"),
        max_length=LONGEST_TEXT,
        widget=long_text(8),
    )
    mediation = forms.ChoiceField(
        label=gettext_lazy("Would you try mediation first?"),
        help_text=gettext_lazy("It costs nothing and usually takes no more than 30 days."),
        widget=forms.RadioSelect,
        choices=[
            ("yes", gettext_lazy("Yes, if the other side agrees")),
            ("no", gettext_lazy("No, go straight to court")),
        ],
        initial="yes",
    )

    def __init__(self, who: Viewer, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["court"]
        field.queryset = courts().filter(pk__in=who.courts(COUNTER))
        field.label_from_instance = court_name

    def clean(self) -> dict[str, Any]:
        """A claim for money of a kind whose fee goes by the amount has to name it."""
        values = super().clean() or {}
        cause, amount = values.get("cause"), values.get("amount")
        if isinstance(cause, Cause) and "amount" not in self.errors:
            try:
                estimate(cause, amount)
            except FeeError as error:
                self.add_error("amount", labels.pick(error.zh, error.en))
        return values


class Filing:
    """The whole page: the form and both sides' parties."""

    def __init__(self, who: Viewer, data: Any = None, initial: dict[str, Any] | None = None):
        self.form = FilingForm(who, data, initial=initial)
        self.sides: dict[str, Any] = {side: PartiesFormSet(data, prefix=side) for side in SIDES}

    def is_valid(self) -> bool:
        return all([self.form.is_valid(), *(side.is_valid() for side in self.sides.values())])

    def new_case(self, tray: UUID) -> NewCase:
        """What was typed, as the filing act takes it."""
        data = self.form.cleaned_data
        return NewCase(
            court=data["court"], cause_code=data["cause"].code,
            parties=[x for name, side in self.sides.items() for x in side.new_parties(name)],
            facts=data["facts"], claims=data["claims"], amount=data["amount"],
            facts_of={"mediation": data["mediation"]}, tray=tray,
            paper=Paper(1, *self.form.came),
        )  # fmt: skip

    def problems(self) -> list[dict[str, str]]:
        """The errors of the parties' forms, linked to their fields."""
        return [row for name, side in self.sides.items() for row in side.problems(name)]
