"""The form by which a court sets a limit of its own shorter."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.forms.assigning import OfCourt, day_field
from cases.law.periods import Limit, Unit
from cases.law.tightening import MOST, is_longer, tightenable
from cases.models import TightenedLimit
from cases.reading.time import limits


class LimitForm(OfCourt):
    """One limit of the court's own, from a day on."""

    limit = forms.ChoiceField(label=gettext_lazy("Limit"))
    amount = forms.IntegerField(label=gettext_lazy("How many"), min_value=1, max_value=MOST)
    unit = forms.ChoiceField(label=gettext_lazy("Counted in"))
    since = day_field(
        gettext_lazy("First day"),
        help_text=gettext_lazy("Today or later. Clocks that run already keep their limit."),
    )

    def begin(self) -> None:
        self.choose("limit", limits.choices())
        self.choose("unit", list(limits.units().items()), empty=False)
        self.fields["since"].initial = self.today

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        one = tightenable().get(str(found.get("limit")))
        if one is None or "amount" not in found or "unit" not in found:
            return found
        own = Limit(found["amount"], Unit(found["unit"]))
        if all(is_longer(own, rule.limit) for rule in one.rules):
            words = _("Longer than what holds without it (%(law)s): choose a shorter one.")
            self.add_error("amount", words % {"law": limits.law_of(one)})
        since = found.get("since")
        if since is not None:
            self._check_day(one.node, one.basis, since)
        return found

    def _check_day(self, node: str, basis: str, since: Any) -> None:
        if since < self.today:
            self.add_error("since", _("A limit begins today or later, never in the past."))
            return
        same = TightenedLimit.objects.filter(
            court_id=self.court_id, node=node, basis=basis, effective_from=since
        )
        if same.exists():
            self.add_error("since", _("One begins on that day already: choose a later day."))
