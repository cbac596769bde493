"""Filing a case on one page: the court, the parties, what is asked for and why."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models.functions import Length
from django.forms import BaseFormSet, formset_factory
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.acts.filing import NewCase, NewParty
from cases.forms.fields import LONGEST_TEXT, KeyField, MoneyField, long_text
from cases.law.causes import Cause, CauseError, all_causes, by_code, find
from cases.law.fees import FeeError
from cases.law.identity import BadNumber, Kind, check, same_name
from cases.law.roles import Role
from cases.models import Court
from cases.reading import labels
from cases.reading.fees_due import estimate
from cases.reading.scope import Viewer

COUNTER = frozenset({Role.CLERK})
"""Who takes in a case for somebody at the counter."""
MOST_PARTIES = 20
"""A side with more parties than this is entered at the counter in parts."""


@cache
def cause_names() -> tuple[str, ...]:
    """Names for the list beside the field, each once, in the order of the official list."""
    return tuple(dict.fromkeys(cause.name for cause in all_causes() if cause.level > 1))


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


class FilingForm(forms.Form):
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
    authority = forms.ChoiceField(
        label=gettext_lazy("You file"),
        widget=forms.RadioSelect,
        choices=[
            ("self", gettext_lazy("for yourself")),
            ("general", gettext_lazy("as agent with general authority")),
            ("special", gettext_lazy("as agent with special authority")),
        ],
        initial="self",
    )

    def __init__(self, who: Viewer, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Basic courts first: every first instance is theirs that no other court has (CPL 18).
        courts = Court.objects.order_by(Length("code").desc(), "code").select_related("group")
        if who.is_staff:
            courts = courts.filter(pk__in=who.courts(COUNTER))
            del self.fields["authority"]
        field: Any = self.fields["court"]
        field.queryset = courts
        field.label_from_instance = lambda court: labels.pick(
            court.name, court.name_en or court.name
        )

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


class PartyForm(forms.Form):
    """One party. A second or later one left wholly empty is as if it were not there."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=200, required=False)
    is_organisation = forms.BooleanField(
        label=gettext_lazy("A company or other organisation"), required=False
    )
    is_foreign = forms.BooleanField(
        label=gettext_lazy("Without domicile in mainland China"), required=False
    )
    id_number = forms.CharField(
        label=gettext_lazy("Identity or credit code number"), max_length=40, required=False
    )
    phone = forms.CharField(label=gettext_lazy("Telephone"), max_length=40, required=False)
    address = forms.CharField(label=gettext_lazy("Address"), max_length=300, required=False)

    def clean(self) -> dict[str, Any]:
        """A number from here follows its own rule; one from abroad is taken as it is."""
        values = super().clean() or {}
        number = values.get("id_number")
        if number and not values.get("is_foreign"):
            kind = Kind.ORGANISATION if values.get("is_organisation") else Kind.CITIZEN
            try:
                values["id_number"] = check(kind, number)
            except BadNumber as bad:
                self.add_error("id_number", labels.pick(bad.zh, bad.en))
        return values

    def is_blank(self) -> bool:
        texts = ("name", "id_number", "phone", "address")
        return not any(self.cleaned_data.get(name) for name in texts)

    def new_party(self, side: str) -> NewParty:
        data = self.cleaned_data
        return NewParty(
            side=side, name=data["name"], is_organisation=data["is_organisation"],
            is_foreign=data["is_foreign"], id_number=data["id_number"], phone=data["phone"],
            address=data["address"],
        )  # fmt: skip


class Parties(BaseFormSet):
    """The parties of one side, at least one."""

    def clean(self) -> None:
        for number, form in enumerate(self.forms):
            data = getattr(form, "cleaned_data", {})
            unnamed = not data.get("name") and "name" not in form.errors
            if unnamed and (number == 0 or not form.is_blank()):
                form.add_error("name", _("Enter the name."))


PartiesFormSet = formset_factory(
    PartyForm, formset=Parties, extra=0, min_num=1, max_num=MOST_PARTIES,
    absolute_max=MOST_PARTIES, validate_max=True,
)  # fmt: skip
SIDES = ("plaintiff", "defendant")


@dataclass(frozen=True)
class Known:
    """What the court knows of the person who files, so that it need not be typed again."""

    name: str
    id_number: str
    phone: str


class Filing:
    """The whole page: the form and both sides' parties."""

    def __init__(
        self, who: Viewer, data: Any = None, initial: dict[str, Any] | None = None,
        known: Known | None = None,
    ):  # fmt: skip
        self.who, self.known = who, known
        self.form = FilingForm(who, data, initial=initial)
        first = [{"name": known.name, "phone": known.phone}] if known else []
        self.sides = {
            side: PartiesFormSet(data, prefix=side, initial=first if side == SIDES[0] else [])
            for side in SIDES
        }
        for form in self.sides[SIDES[0]].forms[:1] if known else []:
            words = _("We have it from your identity check: leave it empty.")
            form.fields["id_number"].help_text = words

    def is_valid(self) -> bool:
        return all([self.form.is_valid(), *(side.is_valid() for side in self.sides.values())])

    def new_case(self) -> NewCase:
        """What was typed, as the filing act takes it."""
        data = self.form.cleaned_data
        parties = [
            form.new_party(name)
            for name, side in self.sides.items()
            for form in side.forms
            if not form.is_blank()
        ]
        if not self.who.is_staff:
            parties[0].user_id, parties[0].authority = self.who.user_id, data["authority"]
            self._is_known(parties[0])
        return NewCase(
            court=data["court"], cause_code=data["cause"].code, parties=parties,
            facts=data["facts"], claims=data["claims"], amount=data["amount"],
            facts_of={"mediation": data["mediation"]},
        )  # fmt: skip

    def _is_known(self, party: NewParty) -> None:
        """Who files for themselves is the person whom the register confirmed."""
        if self.known is not None and same_name(party.name, self.known.name):
            party.id_number = party.id_number or self.known.id_number
            party.phone = party.phone or self.known.phone

    def problems(self) -> list[dict[str, str]]:
        """The errors of the parties' forms, linked to their fields."""
        found = []
        for name, side in self.sides.items():
            found += [{"text": str(error)} for error in side.non_form_errors()]
            for number, form in enumerate(side.forms, 1):
                for field in form:
                    label = f"{labels.side(name)} {number} · {field.label}"
                    found += [
                        {"url": f"#{field.id_for_label}", "text": labels.pair(label, str(error))}
                        for error in field.errors
                    ]
        return found


def one_more(data: Any, side: str) -> Any:
    """The same answers with room for one more party on a side."""
    copied = data.copy()
    total = f"{side}-TOTAL_FORMS"
    try:
        count = int(copied.get(total, "1"))
    except ValueError:
        count = 1
    copied[total] = str(min(max(count, 1) + 1, MOST_PARTIES))
    return copied
