"""What the desk records of a service, and what it begins."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.acts.service.record import OF_THE_CASE, Attempt
from cases.forms.fields import long_text
from cases.law.attempts import events_of
from cases.law.efile import OF_ONE_PARTY
from cases.law.serving import Consent, Recipient, Return
from cases.models import Document, Party
from cases.proceeding import Proceeding
from cases.reading import labels


class BeginForm(forms.Form):
    """Which document, on whom."""

    what = forms.ChoiceField(label=gettext_lazy("Document to be served"))
    party = forms.TypedChoiceField(
        label=gettext_lazy("On whom"), coerce=int, widget=forms.RadioSelect
    )

    def __init__(self, p: Proceeding, parties: list[Party], data: Any = None) -> None:
        super().__init__(data)
        here: Any = self.fields["what"]
        here.choices = [("", "—"), *_own(p), *_papers(p)]
        whom: Any = self.fields["party"]
        whom.choices = [(x.no, f"{x.name} ({_part(x)})") for x in parties]


def _part(party: Party) -> str:
    """Its side, and that it has left: of the papers only its ruling is for it."""
    side = labels.side(party.side)
    return side if party.left_on is None else _("%(side)s, left the suit") % {"side": side}


def _own(p: Proceeding) -> list[tuple[str, str]]:
    """The case's own documents that exist by now."""
    codes = ["complaint"] if p.case.registered_on else []
    if p.case.pronounced_on or p.case.document == "mediation_statement":
        codes.append(p.case.document or "judgment")
    return [(code, labels.document(code)) for code in codes if code in OF_THE_CASE]


def _papers(p: Proceeding) -> list[tuple[str, str]]:
    """The papers of the e-file; what opens periods is served as the case's own document alone."""
    own = {"complaint", "judgment", "mediation_statement", p.case.document, "proof_of_service"}
    kept = {*own, *OF_ONE_PARTY} - {"address_confirmation"}
    papers = Document.objects.main().filter(case_id=p.case.pk, void_seq=None)
    found = papers.exclude(kind__in=kept)
    return [
        (str(one.pk), f"{one.title} · {labels.day(labels.local(one.received_at).date())}")
        for one in found.select_related("written").order_by("-seq", "-id")[:200]
    ]


RECIPIENTS = {
    Recipient.PARTY: gettext_lazy("the addressee"),
    Recipient.FAMILY: gettext_lazy("an adult of the family living there"),
    Recipient.LEGAL_REPRESENTATIVE: gettext_lazy("the legal representative"),
    Recipient.MAIL_ROOM: gettext_lazy("the mail room"),
    Recipient.AGENT: gettext_lazy("the agent in the case"),
    Recipient.NAMED_RECEIVER: gettext_lazy("the receiver that the party named"),
}
RETURNS = {
    Return.REFUSED: gettext_lazy("refused"),
    Return.WRONG_ADDRESS: gettext_lazy("the address the party gave is wrong"),
    Return.MOVE_NOT_REPORTED: gettext_lazy("moved, and did not tell the court"),
    Return.ADDRESS_WITHHELD: gettext_lazy("gives no address"),
    Return.NOBODY_FOUND: gettext_lazy("nobody found there"),
}
PROOFS = {
    "witnessed": gettext_lazy("by a witness"),
    "recorded": gettext_lazy("by photo or video"),
}


class EventForm(forms.Form):
    """What happened to an attempt; of its fields only those that its events ask for."""

    event = forms.ChoiceField(label=gettext_lazy("What happened"), widget=forms.RadioSelect)
    on = forms.DateField(
        label=gettext_lazy("Day"), required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=gettext_lazy("Today if left empty"),
    )  # fmt: skip
    number = forms.CharField(
        label=gettext_lazy("Number"), required=False, max_length=80,
        help_text=gettext_lazy("Of the consignment, the request, the publication or the telephone"),
    )  # fmt: skip
    recipient = forms.ChoiceField(label=gettext_lazy("Who took it"), required=False)
    returned = forms.ChoiceField(label=gettext_lazy("Why it came back"), required=False)
    proof = forms.ChoiceField(label=gettext_lazy("Shown by"), required=False)
    collect_by = forms.DateField(
        label=gettext_lazy("To be collected by"), required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )  # fmt: skip
    said = forms.CharField(
        label=gettext_lazy("With whom, and what was said"), required=False, max_length=2000,
        widget=long_text(3),
    )  # fmt: skip
    attempt = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, attempt: Attempt, data: Any = None) -> None:
        super().__init__(data, initial={"attempt": attempt.no})
        events = events_of(attempt.way, attempt.channel)
        choices: dict[str, Any] = {
            "event": [(one.code, labels.of(one)) for one in events],
            "recipient": [("", "—"), *((c.value, words) for c, words in RECIPIENTS.items())],
            "returned": [("", "—"), *((c.value, words) for c, words in RETURNS.items())],
            "proof": [("", "—"), *PROOFS.items()],
        }
        for name, options in choices.items():
            field: Any = self.fields[name]
            field.choices = options
        asked = {name for one in events for name in one.asks}
        for name in ("number", "recipient", "returned", "proof", "collect_by", "said"):
            if name not in asked:
                del self.fields[name]


GROUNDS = {
    "": gettext_lazy("no consent"),
    Consent.EXPRESS.value: gettext_lazy("agreed in so many words"),
    Consent.AGREED_BEFOREHAND.value: gettext_lazy("agreed before the dispute, in a contract"),
    Consent.ADDRESS_IN_PLEADING.value: gettext_lazy("gave the address in a pleading"),
    Consent.ACCEPTED_EARLIER.value: gettext_lazy("took earlier electronic service"),
}


class AddressForm(forms.Form):
    """A party's confirmation of its address for service, as the paper says it."""

    ground = forms.ChoiceField(
        label=gettext_lazy("Consent to electronic service"), required=False,
        choices=list(GROUNDS.items()), widget=forms.RadioSelect, initial="",
    )  # fmt: skip
    mail = forms.EmailField(label=gettext_lazy("Mail"), required=False, max_length=200)
    phone = forms.CharField(label=gettext_lazy("Telephone"), required=False, max_length=40)
    address = forms.CharField(
        label=gettext_lazy("Address where papers reach the party"), required=False, max_length=300
    )
    receiver = forms.CharField(
        label=gettext_lazy("Receiver that the party names"), required=False, max_length=100
    )
    held = forms.BooleanField(
        label=gettext_lazy("A soldier, or in prison or detention"), required=False
    )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if not any(values.get(name) for name in ("mail", "phone", "address")):
            self.add_error(None, _("Give at least one address."))
        return values
