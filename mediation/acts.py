"""What the acts of the mediation nodes leave behind."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver

from cases import trips
from cases.acts.filing.registering import give_role
from cases.law.nodes import NODES
from cases.law.refusals import Refusal
from cases.law.roles import Role
from cases.procedure import Deed, case_entered, leaves
from cases.proceeding import Proceeding
from mediation.models import Agreement, Mediation, Mediator, Signature

UNDER_WAY = {"ended_on": None}
_PHASE = frozenset(node.code for node in NODES.values() if node.phase == "mediation")


def current(p: Proceeding) -> Mediation:
    """The mediation under way; opened when the case came to mediation."""
    found = Mediation.objects.filter(case_id=p.case.pk, **UNDER_WAY).first()
    return found or Mediation.objects.create(case_id=p.case.pk, referred_seq=p.case.log_seq)


@receiver(case_entered)
def mediation_opens_and_ends(proceeding: Proceeding, place: str, source: str, **_: Any) -> None:
    """A referral opens the record; leaving the phase ends it with its result."""
    p = proceeding
    if place == "mediation_intake" and source not in _PHASE:
        p.keep(Mediation(case_id=p.case.pk, referred_seq=p.case.log_seq))
    elif source in _PHASE and place not in _PHASE:
        p.amend(Mediation, UNDER_WAY, ended_on=p.on, result=place)


@leaves("appoint_mediator")
def appoints(p: Proceeding, deed: Deed) -> None:
    user_id = int(deed.data["mediator"])
    give_role(p, Role.MEDIATOR, user_id)
    mediator_id, organisation_id, name = _on_register(p.case.court_id, user_id)
    if name:  # the register is public (特邀调解规定 8)
        deed.facts["organisation"] = name
    p.amend(Mediation, UNDER_WAY, mediator_id=mediator_id, organisation_id=organisation_id)


_REGISTERED = (
    "SELECT m.id, o.id, o.name FROM mediation_mediator m"
    " LEFT JOIN mediation_organisation o ON o.id = m.organisation_id"
    " WHERE m.court_id = $1 AND m.user_id = $2"
)


def _on_register(court_id: int, user_id: int) -> tuple[int, int | None, str | None]:
    """A mediator's line in the register, with the organisation that sends them."""
    for mediator_id, organisation_id, name in trips.rows(_REGISTERED, [court_id, user_id]):
        return mediator_id, organisation_id, name
    made, _ = Mediator.objects.get_or_create(court_id=court_id, user_id=user_id)
    return made.pk, None, None


@leaves("accept_mediation")
def accepts(p: Proceeding, deed: Deed) -> None:
    if not any(role == Role.MEDIATOR for _, role, _ in p.people):
        raise Refusal("needs_mediator")
    p.amend(Mediation, UNDER_WAY, accepted_on=deed.on)


@leaves("publish_agreement")
def publishes(p: Proceeding, deed: Deed) -> None:
    """The terms stay with the mediation; concessions are no evidence later (在线调解规则 18)."""
    deed.inner = True
    found = trips.rows(_UNDER_WAY, [p.case.pk])
    p.keep(Agreement(
        mediation_id=found[0][0] if found else current(p).pk, terms=str(deed.data["terms"]),
        published_on=deed.on,
    ))  # fmt: skip


_UNDER_WAY = (
    "SELECT id FROM mediation_mediation WHERE case_id = $1 AND ended_on IS NULL ORDER BY id"
)


@leaves("sign_agreement")
def signs(p: Proceeding, deed: Deed) -> None:
    """The agreement is in effect, and the case settled, with the last signature."""
    agreement = Agreement.objects.filter(mediation=current(p)).last()
    party = deed.data.get("party")
    if agreement is None or party is None:
        raise Refusal("no_such_party")
    _, is_new = Signature.objects.get_or_create(
        agreement=agreement, party_no=party, defaults={"signed_at": p.at}
    )
    if not is_new:
        raise Refusal("already_signed")
    signed = set(agreement.signatures.values_list("party_no", flat=True))
    if {x.no for x in p.parties if not x.left} <= signed:
        agreement.effective_on = deed.on
        agreement.save(update_fields=["effective_on"])
        deed.explicit_target = "mediation_settled"
        deed.then = "agreement_effective"


@leaves("settle_without_filing")
def all_have_signed(p: Proceeding, deed: Deed) -> None:
    agreement = Agreement.objects.filter(mediation=current(p)).last()
    signed = set(agreement.signatures.values_list("party_no", flat=True)) if agreement else set()
    if not {x.no for x in p.parties if not x.left} <= signed:
        raise Refusal("not_all_signed")


@leaves("accept_confirmation")
def from_signing_only_when_signed(p: Proceeding, deed: Deed) -> None:
    if p.place == "agreement_signing":
        all_have_signed(p, deed)
