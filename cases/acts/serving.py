"""Service of process 送达: the record that opens every party's clock."""

from __future__ import annotations

from datetime import date
from typing import Any

from cases import loading
from cases.law import serving as law
from cases.law.procedures import FINAL_AT_ONCE
from cases.law.refusals import Refusal
from cases.law.running import RunningClock
from cases.models import Incident, Party, Service
from cases.procedure import Deed, at_expiry, leaves
from cases.proceeding import OpenIncident, PartyFacts, Proceeding

RESULT_OUTCOMES = {"affirmed": "affirmed", "changed": "changed", "ordered": "changed",
                   "remanded": "remanded", "retrial_ordered": "retrial_ordered",
                   "retrial_rejected": "retrial_rejected"}  # fmt: skip

_PROOF: dict[str, Any] = {
    "electronic": lambda on: {"consent": law.Consent.EXPRESS, "arrived_on": on},
    "electronic_unconfirmed": lambda on: {"address_is_theirs": True, "replied_on": on},
    "in_court": lambda on: {"refused_on": on},
    "left": lambda on: {"refused_on": on, "left_on": on, "witnessed": True},
    "public_notice": lambda on: {"unreachable": True, "published_on": (on,)},
    "collection": lambda on: {"collected_on": on, "collect_by": on},
    "transfer": lambda on: {"signed_on": on, "held": True},
}
"""What the clerk vouches for with one date, by way; other ways rest on a signature."""


def record(p: Proceeding, deed: Deed, party: PartyFacts, document: str) -> date | None:
    """Record one service; returns its effective date, None while a public notice runs."""
    way, on = str(deed.data["way"]), deed.on
    proof = _PROOF.get(way, lambda day: {"signed_on": day})(on)
    try:
        facts = law.Facts(
            procedure=p.procedure, document=law.Document(document), abroad=party.foreign, **proof
        )
        effective = law.effective_on(way, facts).on
    except law.ServiceRefused as refused:
        raise Refusal("service_refused", problem_zh=refused.zh, problem_en=refused.en) from refused
    pending = way == "public_notice"
    p.keep(Service(
        case_id=p.case.pk, party_no=party.no, document=document, way=way,
        citation=law.WAYS[way].citation, performed_on=on, seq=p.seq,
        effective_on=None if pending else effective,
    ))  # fmt: skip
    if not pending:
        _served(p, document).add(party.no)
    deed.facts["effective_on"] = None if pending else effective
    if pending:
        _publish(p, party, on)
        return None
    return effective


def _publish(p: Proceeding, party: PartyFacts, on: date) -> None:
    if not any(i.kind == "public_notice" for i in p.open_incidents):
        incident = Incident.objects.create(
            case_id=p.case.pk, kind="public_notice", opened_on=on, opened_seq=p.seq
        )
        p.open_incidents.append(OpenIncident(incident.pk, "public_notice", on, None))
        p.pause("public_notice", on)
    p.start("notice_published", on, party)


@at_expiry("public_notice_period")
def notice_is_service(p: Proceeding, clock: RunningClock) -> None:
    """When the notice has run its time the document counts as served (CPL 95, 283)."""
    party = p.party(clock.party_no)
    if party is None or clock.due_on is None:
        return
    service = Service.objects.filter(
        case_id=p.case.pk, party_no=party.no, way="public_notice", effective_on=None
    ).last()
    if service is None:
        return
    service.effective_on = clock.due_on
    service.save(update_fields=["effective_on"])
    _served(p, service.document).add(party.no)
    if not p.running("public_notice_period"):
        from cases.acts.incidents import end

        end(p, "public_notice", p.on)
    took = {"complaint": complaint_served, "judgment": judgment_served,
            "mediation_statement": judgment_served,
        "ruling": judgment_served}  # fmt: skip
    target = took[service.document](p, party, clock.due_on)
    if target:
        p.move_after = target


def unserved(p: Proceeding, document: str, owed: list[PartyFacts]) -> list[PartyFacts]:
    """The parties whom a document has not reached with effect yet."""
    return [party for party in owed if party.no not in _served(p, document)]


def _served(p: Proceeding, document: str) -> set[int]:
    """The numbers of the parties it has reached, this act's own service included."""
    if p.served is None:
        p.served = loading.served(p.case.pk)
    return p.served.setdefault(document, set())


def serve_anew(p: Proceeding) -> None:
    """The complaint is served again on everyone: a claim changed, or the suit begins anew."""
    Service.objects.filter(case_id=p.case.pk, document="complaint").update(
        document="complaint_before"
    )
    if p.served is not None:
        p.served.pop("complaint", None)


def names(p: Proceeding, parties: list[PartyFacts]) -> str:
    return "、".join(
        Party.objects.filter(case_id=p.case.pk, no__in=[x.no for x in parties]).values_list(
            "name", flat=True
        )
    )


def complaint_served(p: Proceeding, party: PartyFacts, on: date) -> str | None:
    """The answer and evidence periods of this party start; the node ends with the last one."""
    p.start("complaint_served", on, party)
    p.start("evidence_notice_served", on, party)
    done = p.place == "complaint_service" and not unserved(p, "complaint", p.side("defendant"))
    return "answer_period" if done else None


@leaves("serve_complaint")
def serves_complaint(p: Proceeding, deed: Deed) -> None:
    party = p.party(int(deed.data["party"]))
    assert party is not None
    if party.side == "plaintiff":
        raise Refusal("wrong_side", side_zh="被告", side_en="defendant")
    if not unserved(p, "complaint", [party]):
        raise Refusal("already_served")
    if (on := record(p, deed, party, "complaint")) is not None:
        deed.explicit_target = complaint_served(p, party, on)


def judgment_served(p: Proceeding, party: PartyFacts, on: date) -> str | None:
    """This party's appeal period starts; with the last one the case goes on."""
    document = p.case.document or "judgment"
    p.start("judgment_served", on, party)
    if p.place != "judgment_service" or unserved(
        p, document, p.side("plaintiff") + p.side("defendant")
    ):
        return None
    if document == "mediation_statement":
        return "mediation_statement_effective"
    if p.procedure in FINAL_AT_ONCE and p.case.result in RESULT_OUTCOMES:
        return RESULT_OUTCOMES[p.case.result]
    return "appeal_period" if p.procedure not in FINAL_AT_ONCE else "judgment_effective"


@leaves("serve_judgment")
def serves_judgment(p: Proceeding, deed: Deed) -> None:
    if p.case.pronounced_on is None and p.case.document != "mediation_statement":
        raise Refusal("only_after_pronouncement")
    party = p.party(int(deed.data["party"]))
    assert party is not None
    document = p.case.document or "judgment"
    if not unserved(p, document, [party]):
        raise Refusal("already_served")
    if (on := record(p, deed, party, document)) is not None:
        deed.explicit_target = judgment_served(p, party, on)
