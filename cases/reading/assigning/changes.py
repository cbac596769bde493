"""Who changed what in the court's order of assignment, its limits and its register of mediators."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django.forms import Form
from django.utils.translation import gettext as _

from cases.models import Division, OrderChange, Team
from cases.reading import labels
from cases.reading.assigning import people
from cases.reading.time import limits

MOST = 20
OUTSIDE = frozenset({"relative"})
"""Forms about people outside the court: of these only whom of the court it concerns is kept."""


def plain(what: str, form: Form) -> dict[str, Any]:
    """What a form said, as it is kept with the change."""
    said = {"user": form.cleaned_data.get("user")} if what in OUTSIDE else form.cleaned_data
    return {name: _plain(value) for name, value in said.items() if value not in (None, "", [])}


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, (date, Decimal)) else value


def newest(court_id: int, kinds: Iterable[str]) -> list[dict[str, str]]:
    """The newest changes of these kinds: when, by whom, what."""
    found = list(
        OrderChange.objects.filter(court_id=court_id, what__in=list(kinds))
        .select_related("by")
        .order_by("-id")[:MOST]
    )
    names = {
        "user": people.names_of(one.said["user"] for one in found if "user" in one.said),
        "team": _names(Team, court_id),
        "division": _names(Division, court_id),
    }
    words = _words()
    return [
        {
            "when": labels.moment(one.at),
            "who": str(one.by),
            "what": words.get(one.what, one.what),
            "said": " · ".join(_shown(name, value, names) for name, value in one.said.items()),
        }
        for one in found
    ]


def _names(kind: type[Team] | type[Division], court_id: int) -> dict[int, str]:
    return dict(kind.objects.filter(court_id=court_id).values_list("pk", "name"))


def _shown(name: str, value: Any, names: dict[str, dict[int, str]]) -> str:
    if name == "causes":
        return str(people.cause_names(value))
    if name == "share":
        return f"{value}%"
    if name == "role":
        return labels.role(value)
    if name == "limit":
        return limits.name_of(value)
    if name == "unit":
        return limits.units().get(value, value)
    return names[name].get(value, "—") if name in names else str(value)


def _words() -> dict[str, str]:
    return {
        "team": _("A new team"), "member": _("Somebody comes into a team"),
        "leave": _("Somebody leaves a team"), "seat": _("A share"),
        "absence": _("An absence"), "back": _("The end of an absence"),
        "relative": _("A relation"), "wage": _("The average wage"), "weight": _("A weight"),
        "general": _("Back to the general weight"), "division": _("The causes of a division"),
        "limit": _("A limit of the court's own"),
        "organisation": _("A mediation organisation"),
        "mediator": _("Who sends a mediator"), "strike_off": _("An organisation struck off"),
    }  # fmt: skip
