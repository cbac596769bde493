"""The screens on which a litigant prepares a filing: one topic each (CPL 124; 在线诉讼规则 9).

What was typed on a screen is kept whether or not it is in order; a sheet is a screen with what was
typed there, and says what is wrong when it is asked.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.forms import formset_factory
from django.forms.utils import ErrorDict
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.acts.filing.registering import NewParty
from cases.drafting import composing
from cases.drafting.composing import Named, Proof
from cases.drafting.guides import Guide, amount_claimed, guide_for
from cases.forms.counter import CauseField, court_name, courts
from cases.forms.fields import LONGEST_TEXT, MoneyField, long_text
from cases.forms.guided import GuidedForm, day_input, depends
from cases.forms.parties import SIDES, AtLeastOne, PartiesFormSet
from cases.law.causes import Cause
from cases.law.fees.refusing import FeeError
from cases.law.identity import same_name
from cases.models import Court
from cases.reading import labels
from cases.reading.fees.fees_due import estimate

CONSENTS = ("e_service", "online_mediation", "online_evidence", "online_hearing")
"""Each step online has a consent of its own (在线诉讼规则 4)."""
MOST_PROOFS = 60


@dataclass(frozen=True)
class Known:
    """What the court knows of the person who files, so that it need not be typed again."""

    user_id: int
    name: str
    id_number: str
    phone: str


class Sheet:
    """One screen with what was typed on it."""

    code: ClassVar[str]
    title: ClassVar[Any]
    lead: ClassVar[Any]
    adds: ClassVar[tuple[str, ...]] = ()
    """The sets of forms that can have one more."""

    def __init__(self, known: Known, data: QueryDict | None, before: Mapping[str, Sheet]) -> None:
        self.known, self.before = known, before
        self._is_valid: bool | None = None
        self.form: forms.Form = self.make(data)
        self.sets: dict[str, Any] = self.make_sets(data)

    def make(self, data: QueryDict | None) -> forms.Form:
        raise NotImplementedError

    def make_sets(self, data: QueryDict | None) -> dict[str, Any]:
        return {}

    def is_valid(self) -> bool:
        """Whether all is in order; asked once, for what is wrong is then said at its field."""
        if self._is_valid is None:
            self._is_valid = self.form.is_bound and self.check()
        return self._is_valid

    def check(self) -> bool:
        return all([self.form.is_valid(), *(one.is_valid() for one in self.sets.values())])

    def problems(self) -> list[dict[str, str]]:
        """What is wrong in the sets of forms; what is wrong in the form, it says itself."""
        return []

    def unasked(self) -> None:
        """Show what was typed without a word on it."""
        for form in (self.form, *(form for one in self.sets.values() for form in one.forms)):
            if form.is_bound:
                form._errors, form.cleaned_data = ErrorDict(), {}

    @property
    def values(self) -> dict[str, Any]:
        return self.form.cleaned_data if self.form.is_bound and self.form.is_valid() else {}

    @property
    def guide(self) -> Guide | None:
        matter = self.before.get("matter")
        said = matter.values if matter else {}
        cause = said.get("cause")
        return guide_for(cause) if isinstance(cause, Cause) and not said.get("plain") else None


# -- which court, what about ----------------------------------------------------------------------


class MatterForm(forms.Form):
    court: Any = forms.ModelChoiceField(
        queryset=Court.objects.none(), label=gettext_lazy("Court"), empty_label=None,
        help_text=gettext_lazy("Usually the court where the other side lives or has its seat."),
    )  # fmt: skip
    cause = CauseField(
        label=gettext_lazy("What it is about"), max_length=100,
        help_text=gettext_lazy(
            "In your own words, such as 借钱不还 or 工资, or the first letters of the sounds: mjjd."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    plain = forms.CharField(required=False, max_length=1, widget=forms.HiddenInput)
    """Set where the words are there already: no guide asks for them again."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["court"]
        field.queryset, field.label_from_instance = courts(), court_name


class MatterSheet(Sheet):
    code, title = "matter", gettext_lazy("Court and dispute")
    lead = gettext_lazy("Which court, and what it is about.")

    def make(self, data: QueryDict | None) -> forms.Form:
        return MatterForm(data)


# -- the parties ----------------------------------------------------------------------------------

CAPACITIES = (
    ("self", gettext_lazy("for myself")),
    ("legal_representative", gettext_lazy("for a company or organisation that I represent by law")),
    ("guardian", gettext_lazy("for my child, or somebody whose guardian I am")),
    ("agent", gettext_lazy("as somebody's agent: lawyer, employee, near relative")),
)
AGENTS = (
    ("lawyer", gettext_lazy("lawyer or legal worker")),
    ("employee", gettext_lazy("employee of the organisation")),
    ("near_relative", gettext_lazy("near relative")),
    ("recommended", gettext_lazy("recommended by a community, employer or association")),
)
"""Who may be an agent (CPL 61)."""


class CapacityForm(forms.Form):
    capacity = forms.ChoiceField(
        label=gettext_lazy("I file"), choices=CAPACITIES, widget=forms.RadioSelect, initial="self"
    )
    agent = forms.ChoiceField(
        label=gettext_lazy("I am"), choices=AGENTS, widget=forms.RadioSelect, required=False
    )
    authority = forms.ChoiceField(
        label=gettext_lazy("My authority"), widget=forms.RadioSelect, required=False,
        choices=[
            ("general", gettext_lazy("general")),
            ("special", gettext_lazy("special: also to settle, change or give up claims, appeal")),
        ],
    )  # fmt: skip
    until = forms.DateField(
        label=gettext_lazy("It ends on"), required=False, widget=day_input(),
        help_text=gettext_lazy("Leave empty if it holds to the end of the case."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("agent", "authority"):
            depends(self.fields[name])

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("capacity") == "agent":
            for name in ("agent", "authority"):
                if not values.get(name):
                    self.add_error(name, _("Choose one."))
        return values


class PartiesSheet(Sheet):
    code, title = "parties", gettext_lazy("The parties")
    lead = gettext_lazy("Who sues, and who is sued.")
    adds = SIDES

    def make(self, data: QueryDict | None) -> forms.Form:
        return CapacityForm(data)

    def make_sets(self, data: QueryDict | None) -> dict[str, Any]:
        first = [{"name": self.known.name}] if self.known.name else []
        sets = {
            side: PartiesFormSet(data, prefix=side, initial=first if side == SIDES[0] else [])
            for side in SIDES
        }
        own = sets[SIDES[0]].forms[0]
        # Where papers reach the one who files is asked once, with the consents.
        del own.fields["phone"], own.fields["address"]
        if self.known.id_number:
            words = _("Your own number we have from your identity check: leave it empty.")
            own.fields["id_number"].help_text = words
        return sets

    def check(self) -> bool:
        if not super().check():
            return False
        self._check_first()
        self._check_others()
        return all(form.is_valid() for form in self.sets[SIDES[0]].forms)

    def _check_first(self) -> None:
        """Whoever files for themselves is who the register knows; of others the number counts."""
        first, capacity = self.sets[SIDES[0]].forms[0], self.values["capacity"]
        name, number = first.cleaned_data["name"], first.cleaned_data["id_number"]
        if capacity == "self" and self.known.name and not same_name(name, self.known.name):
            first.add_error("name", _(
                "This is not your confirmed name, %(name)s. To file for somebody else, say so "
                "above."
            ) % {"name": self.known.name})  # fmt: skip
        if capacity == "legal_representative" and not first.cleaned_data["is_organisation"]:
            first.add_error("is_organisation", _("Tick this: you file for an organisation."))
        if capacity in ("legal_representative", "guardian") and not number:
            first.add_error("id_number", _("Enter the number: the court checks it."))

    def _check_others(self) -> None:
        """Each further plaintiff signs with an account of their own, found by the number."""
        for form in self.sets[SIDES[0]].forms[1:]:
            if not form.is_blank() and not form.cleaned_data["id_number"]:
                form.add_error("id_number", _(
                    "Enter the number: each plaintiff signs with an account of their own."
                ))  # fmt: skip

    def problems(self) -> list[dict[str, str]]:
        return [row for name, one in self.sets.items() for row in one.problems(name)]

    def new_parties(self) -> list[NewParty]:
        """The parties as the filing act takes them; who files is linked to the first."""
        found = [party for side in SIDES for party in self.sets[side].new_parties(side)]
        first, values = found[0], self.values
        first.user_id = self.known.user_id
        first.authority = values["authority"] if values["capacity"] == "agent" else (
            values["capacity"]
        )  # fmt: skip
        first.agent = values["agent"] if values["capacity"] == "agent" else ""
        first.until = values["until"] if values["capacity"] == "agent" else None
        if first.authority == "self":
            first.id_number = first.id_number or self.known.id_number
            first.phone = first.phone or self.known.phone
        return found

    def named(self) -> list[Named]:
        """The parties as papers name them."""
        words = {"legal_representative": "法定代表人", "guardian": "法定代理人"}
        found = []
        for number, party in enumerate(self.new_parties()):
            beside = number == 0 and party.authority != "self"
            as_what = words.get(party.authority, "委托诉讼代理人") if beside else ""
            found.append(Named(party.side, party.name, self.known.name if beside else "", as_what))
        return found


# -- the claims -----------------------------------------------------------------------------------


class ClaimsForm(forms.Form):
    amount = MoneyField(
        label=gettext_lazy("Amount claimed (yuan)"), required=False,
        help_text=gettext_lazy("Leave empty if no money is claimed."),
    )  # fmt: skip
    claims = forms.CharField(
        label=gettext_lazy("What you ask the court to order"), max_length=LONGEST_TEXT,
        help_text=gettext_lazy("One claim a line."), widget=long_text(5),
    )  # fmt: skip


class GuidedClaimsForm(GuidedForm):
    claims = forms.CharField(
        label=gettext_lazy("What else you ask for"), max_length=LONGEST_TEXT, required=False,
        help_text=gettext_lazy("One claim a line. Sums of money belong above."),
        widget=long_text(3),
    )  # fmt: skip


class ClaimsSheet(Sheet):
    code, title = "claims", gettext_lazy("Your claims")
    lead = gettext_lazy("What the court shall order, and what the case costs.")

    def make(self, data: QueryDict | None) -> forms.Form:
        return GuidedClaimsForm(self.guide.elements("claims"), data) if self.guide else (
            ClaimsForm(data)
        )  # fmt: skip

    def check(self) -> bool:
        if not super().check():
            return False
        if not self.text([]):
            self.form.add_error("claims", _("Say at least one thing that the court shall order."))
        cause = self.before["matter"].values.get("cause")
        if isinstance(cause, Cause):
            try:
                estimate(cause, self.amount)
            except FeeError as error:
                field = "amount" if "amount" in self.form.fields else None
                self.form.add_error(field, labels.pick(error.zh, error.en))
        return self.form.is_valid()

    @property
    def amount(self) -> Decimal | None:
        """The amount claimed, on which the fee is reckoned; of what is in order already."""
        typed = getattr(self.form, "cleaned_data", {})
        if self.guide:
            return amount_claimed(self.guide, typed)
        found: Decimal | None = typed.get("amount")
        return found

    def text(self, parties: list[Named]) -> str:
        own = [line.strip() for line in self.values.get("claims", "").splitlines() if line.strip()]
        said = self.guide and composing.sentences(
            self.guide.claims, self.values, composing.given(parties)
        )
        lines = [*(said or []), *own]
        return composing.numbered(lines)


# -- what happened --------------------------------------------------------------------------------


class FactsForm(forms.Form):
    facts = forms.CharField(
        label=gettext_lazy("What happened, and why you are right"), max_length=LONGEST_TEXT,
        help_text=gettext_lazy("In order of time: who did what, when and where."),
        widget=long_text(12),
    )  # fmt: skip


class GuidedFactsForm(GuidedForm):
    facts = forms.CharField(
        label=gettext_lazy("Anything else the judge should know"), max_length=LONGEST_TEXT,
        required=False, widget=long_text(5),
    )  # fmt: skip


class FactsSheet(Sheet):
    code, title = "facts", gettext_lazy("What happened")
    lead = gettext_lazy("The judge reads this first.")

    def make(self, data: QueryDict | None) -> forms.Form:
        if self.guide is None:
            return FactsForm(data)
        asked = self.before["claims"].values
        elements = self.guide.elements("facts")
        return GuidedFactsForm(
            elements, data, initial={e.code: asked.get(e.like) for e in elements if e.like}
        )

    def text(self, parties: list[Named]) -> str:
        more = self.values.get("facts", "")
        if self.guide is None:
            return str(more).strip()
        asked = {**self.before["claims"].values, **self.values}
        return composing.facts(self.guide, asked, parties, more)

    def sections(self) -> list[dict[str, Any]]:
        """The questions under their headings, for the page."""
        if self.guide is None:
            return []
        return [
            {
                "title": labels.pick(one.zh, one.en),
                "fields": [self.form[element.code] for element in one.elements],
            }
            for one in self.guide.facts
        ]


# -- what proves it -------------------------------------------------------------------------------


class ProofForm(forms.Form):
    name = forms.CharField(
        label=gettext_lazy("What it is"), max_length=200, required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    proves = forms.CharField(label=gettext_lazy("What it proves"), max_length=300, required=False)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("proves") and not values.get("name"):
            self.add_error("name", _("Say what it is."))
        return values


ProofFormSet = formset_factory(
    ProofForm, formset=AtLeastOne, extra=0, min_num=1, max_num=MOST_PROOFS, absolute_max=MOST_PROOFS
)


class EvidenceSheet(Sheet):
    code, title = "evidence", gettext_lazy("Your evidence")
    lead = gettext_lazy("What proves it, and the files. More can be handed in later.")
    adds = ("proof",)

    def make(self, data: QueryDict | None) -> forms.Form:
        return forms.Form(data)

    def make_sets(self, data: QueryDict | None) -> dict[str, Any]:
        return {"proof": ProofFormSet(data, prefix="proof")}

    def proofs(self) -> list[Proof]:
        rows = [form.cleaned_data for form in self.sets["proof"].forms]
        return [Proof(row["name"], row["proves"]) for row in rows if row.get("name")]

    def problems(self) -> list[dict[str, str]]:
        return [
            {"url": f"#{field.id_for_label}", "text": labels.pair(str(field.label), str(error))}
            for form in self.sets["proof"].forms for field in form for error in field.errors
        ]  # fmt: skip


# -- how the court reaches you, and what you agree to ---------------------------------------------


class ConsentsForm(forms.Form):
    address = forms.CharField(
        label=gettext_lazy("Address where papers reach you"), max_length=300,
        help_text=gettext_lazy(
            "What is sent here counts as served even if nobody takes it in. The other side does "
            "not see it."
        ),
    )  # fmt: skip
    phone = forms.CharField(
        label=gettext_lazy("Telephone"),
        max_length=40,
        widget=forms.TextInput(attrs={"type": "tel"}),
    )
    consents = forms.MultipleChoiceField(
        label=gettext_lazy("What I agree to do online"), required=False,
        help_text=gettext_lazy("Each is your choice; you may take it back later."),
        widget=forms.CheckboxSelectMultiple,
        choices=[
            ("e_service", gettext_lazy("get the court's papers here, online")),
            ("online_mediation", gettext_lazy("mediation online")),
            ("online_evidence", gettext_lazy("exchange of evidence online")),
            ("online_hearing", gettext_lazy("hearing online")),
        ],
    )  # fmt: skip
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


class ConsentsSheet(Sheet):
    code, title = "consents", gettext_lazy("Papers and consent")
    lead = gettext_lazy("How the court reaches you, and what you want to do online.")

    def make(self, data: QueryDict | None) -> forms.Form:
        return ConsentsForm(data, initial={"phone": self.known.phone, "mediation": "yes"})

    def agreed(self) -> str:
        """The very text agreed to, for the file (在线诉讼规则 4; 解释 135-137)."""
        field: Any = self.form.fields["consents"]
        words = dict(field.choices)
        chosen = self.values["consents"]
        lines = [f"{_('Address for service')}: {self.values['address']}",
                 f"{_('Telephone')}: {self.values['phone']}"]  # fmt: skip
        lines += [
            f"{words[code]}: {_('agreed') if code in chosen else _('not agreed')}"
            for code in CONSENTS
        ]
        return "\n".join(lines)


SHEETS: tuple[type[Sheet], ...] = (
    MatterSheet, PartiesSheet, ClaimsSheet, FactsSheet, EvidenceSheet, ConsentsSheet,
)  # fmt: skip
CODES = tuple(sheet.code for sheet in SHEETS)


def sheets(known: Known, answers: Mapping[str, QueryDict]) -> dict[str, Sheet]:
    """Every screen with what is kept of it, each knowing those before it."""
    found: dict[str, Sheet] = {}
    for kind in SHEETS:
        found[kind.code] = kind(known, answers.get(kind.code), dict(found))
    return found
