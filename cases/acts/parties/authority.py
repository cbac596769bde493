"""Who acts for a party 委托代理: an authority opens nothing before the party's word (CPL 61-62).

The party gives it in an account of its own, or a clerk has the paper before them. Either of them,
or the agent, ends it; with the next request nothing of the case is there for the agent any more.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import DateTimeField, ExpressionWrapper, F, Q, QuerySet
from django.db.models.functions import Now
from django.utils import timezone

from cases import procedure
from cases.acts.hearings import occupying
from cases.acts.parties import joining
from cases.law.refusals import NotThere, Refusal
from cases.law.roles import IN_ITS_PLACE, Role
from cases.models import PartyLink
from cases.proceeding import Actor, Proceeding

ACTING = ~Q(authority="self")


def of_case(case_id: int) -> QuerySet[PartyLink]:
    """The authorities in a case, given and waiting."""
    found = PartyLink.objects.unended().filter(ACTING, party__case_id=case_id)
    return found.select_related("party", "user").order_by("party__no", "pk")


def asked_of(user: Any) -> QuerySet[PartyLink]:
    """The authorities that wait for the word of this very person, found by their number."""
    if not user.id_index:
        return PartyLink.objects.none()
    waiting = PartyLink.objects.unended().filter(
        ACTING, confirmed_at=None, party__id_index=user.id_index
    )
    return waiting.exclude(user_id=user.pk).select_related("party__case__court", "user")


def asked_by(user: Any) -> QuerySet[PartyLink]:
    """What this person filed for others who have not given their word yet."""
    waiting = PartyLink.objects.unended().filter(ACTING, confirmed_at=None, user_id=user.pk)
    return waiting.select_related("party__case__court", "user")


WARNED = timedelta(days=7)
"""How long before an authority ends both sides are reminded of it."""


def ending(user: Any) -> QuerySet[PartyLink]:
    """Authorities that end soon by their court's clock: this person's, and those given by the
    parties that this person is."""
    here = Now() + F("party__case__court__group__offset")
    soon = ExpressionWrapper(here + WARNED, output_field=DateTimeField())
    own = PartyLink.objects.live().filter(user_id=user.pk, authority__in=IN_ITS_PLACE)
    theirs = Q(user_id=user.pk) | Q(party_id__in=own.values("party_id"))
    found = PartyLink.objects.live().filter(ACTING, theirs, valid_until__lte=soon)
    return found.select_related("party__case__court", "user").order_by("valid_until", "pk")


def confirm(link_id: int, user: Any) -> int:
    """The party's word, or the clerk's who has checked the paper; answers the case.

    A party that gives it is in the case from then on. Raises NotThere and Refusal.
    """
    with procedure.held(_case_of(link_id)) as p:
        link = _link(link_id)
        by = _owner(link, user) or _clerk(p, user)
        if link.confirmed_at is not None:
            raise Refusal("nothing_asked")
        PartyLink.objects.filter(pk=link.pk).update(confirmed_at=timezone.now())
        occupying.take_in(p.case.pk, link.user_id, link.authority)
        if by.role == Role.LITIGANT:
            PartyLink.objects.get_or_create(
                party_id=link.party_id, user_id=user.pk,
                defaults={"authority": "self", "valid_from": p.at},
            )  # fmt: skip
            joining.end_codes(p, link.party_id)
        procedure.record(p, "confirm_authority", by, _facts(link), told=[link.user_id])
        procedure.finish([p])
        return p.case.pk


def end(link_id: int, user: Any) -> int:
    """The authority is withdrawn, declined or laid down; answers the case."""
    with procedure.held(_case_of(link_id)) as p:
        link = _link(link_id)
        is_agent = link.user_id == user.pk
        agent = Actor(user.pk, Role.AGENT.value) if is_agent else None
        by = agent or _owner(link, user) or _clerk(p, user)
        PartyLink.objects.filter(pk=link.pk).update(valid_until=p.now)
        occupying.free(hearing__case_id=p.case.pk, user_id=link.user_id, role=Role.AGENT.value)
        procedure.record(p, "end_authority", by, _facts(link), told=[link.user_id])
        procedure.finish([p])
        return p.case.pk


def _case_of(link_id: int) -> int:
    found = PartyLink.objects.unended().filter(ACTING, pk=link_id)
    case_id = found.values_list("party__case_id", flat=True).first()
    if case_id is None:
        raise NotThere()
    return case_id


def _link(link_id: int) -> PartyLink:
    """The authority as it stands under the lock."""
    link = PartyLink.objects.unended().filter(ACTING, pk=link_id).select_related("party").first()
    if link is None:
        raise NotThere()
    return link


def _owner(link: PartyLink, user: Any) -> Actor | None:
    """The person as the party: in the case for itself, or known by its number."""
    if link.user_id == user.pk:
        return None
    by_number = bool(user.id_index) and user.id_index == link.party.id_index
    in_person = PartyLink.objects.live().filter(
        party_id=link.party_id, user_id=user.pk, authority__in=IN_ITS_PLACE
    )
    is_own = by_number or in_person.exists()
    return Actor(user.pk, Role.LITIGANT.value) if is_own else None


def _clerk(p: Proceeding, user: Any) -> Actor:
    """The person as a clerk at the desk of the case. Raises NotThere and NotAllowed."""
    by = Actor(user.pk, Role.CLERK.value)
    joining.check_desk(p, by)
    return by


def _facts(link: PartyLink) -> dict[str, Any]:
    return {"party": link.party.no, "person": link.user_id, "authority": link.authority}
