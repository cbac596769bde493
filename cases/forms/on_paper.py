"""What the desk enters from paper: whose it is, how and when it came, and what it says."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.forms.acts import FIRST_DAY, ActForm, made_fields
from cases.law.acts import Act
from cases.law.on_paper import Paper
from cases.law.periods import SHANGHAI
from cases.models import Party
from cases.policy import Standing
from cases.proceeding import Proceeding
from cases.reading import labels

SAID_BY_PAPER = frozenset({"party", "on", "files", "received"})
"""Fields of an act that how the paper came answers already."""


class HowItCame(forms.Form):
    """When a paper came to the court, and how: the day that counts follows from it."""

    how = forms.ChoiceField(
        label=gettext_lazy("How it came"), widget=forms.RadioSelect, initial="hand",
        choices=[("hand", gettext_lazy("handed in")), ("post", gettext_lazy("sent by post"))],
    )  # fmt: skip
    arrived_at = forms.DateTimeField(
        label=gettext_lazy("Received at the court"),
        help_text=gettext_lazy("When the paper really came, not when it is entered."),
        widget=forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"}),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S"],
    )
    posted_on = forms.DateField(
        label=gettext_lazy("Postmark"), required=False,
        help_text=gettext_lazy(
            "By post only. What was posted in time is in time, whenever it arrives."
        ),
        widget=forms.DateInput(
            format="%Y-%m-%d", attrs={"type": "date", "min": FIRST_DAY.isoformat()}
        ),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("how") == "post" and not said.get("posted_on"):
            self.add_error("posted_on", _("Enter the day of the postmark."))
        return said

    @property
    def came(self) -> tuple[datetime, date | None]:
        """When it arrived, and the postmark of what came by post."""
        said = self.cleaned_data
        return said["arrived_at"], said["posted_on"] if said["how"] == "post" else None


def today(now: datetime) -> dict[str, Any]:
    """What the fields begin with: it was handed in just now."""
    return {"arrived_at": now.astimezone(SHANGHAI)}


class PaperForm(HowItCame, ActForm):
    """The act of a party as its paper says it, with how the paper came."""

    def paper(self, tray: UUID) -> Paper:
        return Paper(self.cleaned_data["party_no"], *self.came, tray)


def paper_form(p: Proceeding, act: Act, standing: Standing) -> type[PaperForm]:
    """A form class for one act that came on paper."""
    made = {
        name: made
        for name, made in made_fields(p, act, standing).items()
        if name not in SAID_BY_PAPER
    }
    fields = {"party_no": _whose(p, act), **made, "names": tuple(made)}
    form = type("FormOfPaper", (PaperForm,), fields)
    form.base_fields = {  # type: ignore[attr-defined]
        "party_no": form.base_fields.pop("party_no"), **form.base_fields,  # type: ignore[attr-defined]
    }  # fmt: skip
    return form


def _whose(p: Proceeding, act: Act) -> forms.Field:
    rows = Party.objects.filter(case_id=p.case.pk, left_on=None).only("no", "side", "name")
    if act.side:
        rows = rows.filter(side=act.side)
    parties = [(row.no, f"{row.name} ({labels.side(row.side)})") for row in rows]
    return forms.TypedChoiceField(
        label=_("Whose paper it is"), coerce=int, choices=parties, widget=forms.RadioSelect,
        initial=parties[0][0] if len(parties) == 1 else None,
    )  # fmt: skip
