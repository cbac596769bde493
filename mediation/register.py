"""The court's register 名册 of mediators and of the organisations that send them, in words."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from cases.law.roles import Role
from cases.reading.assigning import people
from mediation.models import Mediator, Organisation


def invited(court_id: int) -> list[Organisation]:
    """The organisations on the register, by name."""
    found = Organisation.objects.filter(court_id=court_id, struck_off=False)
    return list(found.order_by("name"))


def sent_by(court_id: int) -> dict[int, str]:
    """By mediator the organisation that sends them; nothing of those who come by themselves."""
    found = Mediator.objects.filter(court_id=court_id, organisation__isnull=False)
    return dict(found.values_list("user_id", "organisation__name"))


def in_office(court_id: int, today: date) -> list[tuple[int, str]]:
    """Who holds the office of mediator today: number and name."""
    held = [user for user, _name in people.of_court(court_id, [Role.MEDIATOR], today)]
    names = people.names_of(held)
    return [(user, names[user]) for user in held]


def shown(court_id: int, today: date) -> dict[str, Any]:
    """Organisations with their mediators, and mediators with their organisation."""
    of = sent_by(court_id)
    names = dict(in_office(court_id, today))
    return {
        "organisations": [
            {
                "pk": one.pk,
                "name": one.name,
                "mediators": _(", ").join(
                    name for user, name in names.items() if of.get(user) == one.name
                ),
            }
            for one in invited(court_id)
        ],
        "mediators": [{"name": name, "of": of.get(user, "")} for user, name in names.items()],
    }
