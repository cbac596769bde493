"""Service of process 送达: what it brings about when it takes effect, and recording it at once."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import date
from typing import Any

from django.db.models import QuerySet

from cases import loading
from cases.acts.service import record
from cases.law import serving as law
from cases.law.acts import BEFORE_DEBATE_ENDS
from cases.law.outcomes import OUTCOMES
from cases.law.preserving import RULING_TITLE
from cases.law.procedures import FINAL_AT_ONCE
from cases.law.refusals import Refusal, of_side
from cases.law.running import RunningClock
from cases.models import Dispatch, Incident, Party, Service, ServiceStep
from cases.procedure import Deed, at_expiry, leaves
from cases.proceeding import Actor, OpenIncident, PartyFacts, Proceeding

RESULT_OUTCOMES = {"affirmed": "affirmed", "changed": "changed", "ordered": "changed",
                   "remanded": "remanded", "retrial_ordered": "retrial_ordered",
                   "retrial_rejected": "retrial_rejected"}  # fmt: skip

SIDES = ("plaintiff", "defendant", "third")

_PROOF: dict[str, Any] = {
    "electronic": lambda on: {"consent": "express", "arrived_on": on},
    "electronic_unconfirmed": lambda on: {"address_is_theirs": True, "replied_on": on},
    "in_court": lambda on: {"refused_on": on},
    "left": lambda on: {"refused_on": on, "left_on": on, "witnessed": True},
    "public_notice": lambda on: {"unreachable": True, "published_on": on},
    "collection": lambda on: {"collected_on": on, "collect_by": on},
    "transfer": lambda on: {"signed_on": on, "held": True},
    "pronouncement": lambda on: {"pronounced_on": on},
}
"""What the clerk vouches for with one date, by way; other ways rest on a signature."""


def record_at_once(
    p: Proceeding, deed: Deed, party: PartyFacts, document: str, paper_id: int | None = None
) -> date | None:
    """Record a service that was performed and proved at once; None while a public notice runs."""
    way, on = str(deed.data["way"]), deed.on
    proof = _PROOF.get(way, lambda day: {"signed_on": day})(on.isoformat())
    service = record.find_or_begin(p, party, document, paper_id)
    known = record.Attempt(0, [ServiceStep(facts=proof)]).facts
    effective = record.effective_on(p, service, party, way, known)
    assert effective is not None
    attempt = max((one.no for one in record.history(p, service)), default=0) + 1
    deed.facts["effective_on"] = None if way == "public_notice" else effective
    if way == "public_notice":
        publish(p, deed.by, service, party, attempt, on, event="vouched")
        return None
    take_effect(
        p, deed.by, service, party, attempt, way, effective, performed=on, facts=proof,
        event="vouched",
    )  # fmt: skip
    return effective


def publish(
    p: Proceeding, by: Actor, service: Service, party: PartyFacts, attempt: int, on: date,
    **more: Any,
) -> None:  # fmt: skip
    """A public notice is out: its period runs, and what stands still meanwhile stands still."""
    way = "public_notice"
    if service.effective_on is None:
        service.state, service.way, service.performed_on = "sent", way, on
        service.citation = law.WAYS[way].citation
    service.notice_code = service.notice_code or secrets.token_urlsafe(12)
    service.save()
    facts = {"unreachable": True, "published_on": on.isoformat()}
    record.step(p, by, service, attempt, "sent", way, on=on, facts=facts, **more)
    if not party.left and not p.has_incident("public_notice"):
        incident = Incident.objects.create(
            case_id=p.case.pk, kind="public_notice", opened_on=on, opened_seq=p.seq
        )
        p.open_incidents.append(OpenIncident(incident.pk, "public_notice", on, None))
        p.incidents.append(["public_notice", on, None])
        p.pause("public_notice", on)
    p.start("notice_published", on, party)


def take_effect(
    p: Proceeding, by: Actor, service: Service, party: PartyFacts, attempt: int, way: str,
    on: date, *, performed: date, **more: Any,
) -> bool:  # fmt: skip
    """The document counts as served on that day; of several channels the earliest counts
    (在线诉讼规则 31). False where an earlier service stands."""
    is_first = service.effective_on is None or on < service.effective_on
    if is_first:
        service.way, service.citation, service.state = way, law.WAYS[way].citation, "effective"
        service.performed_on, service.effective_on, service.look_at = performed, on, None
        service.return_due = True
        loading.save(service)
    record.step(p, by, service, attempt, "effective", way, on=on, **more)
    if service.paper_id is None:
        _served(p, service.document).add(party.no)
    if way != "public_notice":
        _end_notices(p, party)
    return is_first


def _end_notices(p: Proceeding, party: PartyFacts) -> None:
    """Once another way took effect, a notice to the same party has nothing left to wait for."""
    running = [c for c in p.running("public_notice_period") if c.party_no == party.no]
    if not running or any(_pending(p, party)):
        return
    p.close(running, "met")
    _notices_over(p, p.on)


def _notices_over(p: Proceeding, on: date) -> None:
    here = {party.no for party in p.parties if not party.left}
    if not any(clock.party_no in here for clock in p.running("public_notice_period")):
        from cases.acts.time.incidents import end

        end(p, "public_notice", on)


def _pending(p: Proceeding, party: PartyFacts) -> list[Service]:
    """What waits for a public notice to this party."""
    found = Service.objects.filter(
        case_id=p.case.pk, party_no=party.no, way="public_notice", effective_on=None
    )
    return list(found.exclude(document="complaint_before").order_by("pk"))


@at_expiry("public_notice_period")
def notice_is_service(p: Proceeding, clock: RunningClock) -> None:
    """When the notice has run its time the document counts as served (CPL 95, 283)."""
    party = p.party(clock.party_no)
    if party is None or clock.due_on is None:
        return
    for service in _pending(p, party):
        attempt, on = _noticed(p, service, party)
        if on is None or on > clock.due_on:
            continue  # published again since: its own period still runs
        performed = service.performed_on or on
        take_effect(
            p, Actor.time(), service, party, attempt, "public_notice", clock.due_on,
            performed=performed, event="notice_over",
        )  # fmt: skip
        if target := consequences(p, service, party, clock.due_on):
            p.move_after = target
    _notices_over(p, clock.due_on)  # not the moment after it: its last day is the day of service


def _noticed(p: Proceeding, service: Service, party: PartyFacts) -> tuple[int, date | None]:
    """The attempt by notice, and the day its last publication leads to."""
    found = [x for x in record.history(p, service) if x.way == "public_notice"]
    if found:
        facts, attempt = found[-1].facts, found[-1].no
    elif service.performed_on is not None:  # recorded before there were attempts
        facts, attempt = {"published_on": [service.performed_on.isoformat()]}, 1
    else:
        return 1, None
    facts["unreachable"] = True
    return attempt, record.effective_on(p, service, party, "public_notice", facts)


Follows = Callable[[Proceeding, Service, PartyFacts, date], None]
_FOLLOWS: list[Follows] = []


def following(follows: Follows) -> Follows:
    """Register what else follows from a service, wherever the case stands."""
    _FOLLOWS.append(follows)
    return follows


def consequences(p: Proceeding, service: Service, party: PartyFacts, on: date) -> str | None:
    """What the service of the case's own complaint or judgment brings about: periods, a move; that
    of a ruling on preservation, the time to ask for another look (解释 171); of a counterclaim, the
    time to answer it."""
    for follows in _FOLLOWS:
        follows(p, service, party, on)
    if p.place in OUTCOMES or party.left:
        return None
    if service.paper is not None:
        if service.paper.title == RULING_TITLE:
            p.start("preservation_ruling_served", on, party)
        elif service.paper.kind == "counterclaim" and party.side == "plaintiff":
            counterclaim_served(p, party, on)
        return None
    if service.document == "complaint":
        return complaint_served(p, party, on)
    its_own = service.document == (p.case.document or "judgment")
    if its_own and (p.case.pronounced_on or p.case.document == "mediation_statement"):
        return judgment_served(p, party, on)
    return None


def unserved(p: Proceeding, document: str, owed: list[PartyFacts]) -> list[PartyFacts]:
    """The parties whom a document has not reached with effect yet."""
    return [party for party in owed if party.no not in _served(p, document)]


def _served(p: Proceeding, document: str) -> set[int]:
    """The numbers of the parties it has reached, this act's own service included."""
    if p.served is None:
        p.served = loading.served(p.case.pk)
    return p.served.setdefault(document, set())


def _no_longer(services: QuerySet[Service]) -> None:
    """These complaints are not those to be served any more; none goes out that still waits to."""
    waiting = Dispatch.objects.filter(service__in=services.values("pk"), state="waiting")
    waiting.update(state="failed", next_at=None, reason="not_needed")
    services.update(document="complaint_before", look_at=None)


def serve_anew(p: Proceeding) -> None:
    """The complaint is served again on everyone: a claim changed, or the suit begins anew."""
    _no_longer(Service.objects.filter(case_id=p.case.pk, document="complaint"))
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
    return _after_the_complaint(p)


def _after_the_complaint(p: Proceeding) -> str | None:
    """Where the case goes from the service of the complaint once it has reached every defendant."""
    done = p.place == "complaint_service" and not unserved(p, "complaint", p.side("defendant"))
    return "answer_period" if done else None


def let_go(p: Proceeding, party: PartyFacts) -> str | None:
    """The complaint need not reach a party that has left; answers where the case goes for it."""
    _no_longer(Service.objects.filter(
        case_id=p.case.pk, party_no=party.no, document="complaint", effective_on=None
    ))  # fmt: skip
    if p.has_incident("public_notice"):
        _notices_over(p, p.on)
    return _after_the_complaint(p)


def counterclaim_served(p: Proceeding, party: PartyFacts, on: date) -> None:
    """This plaintiff's time to answer starts, and the evidence period anew for it and for those
    who brought the counterclaim (证据规定 55(4)); once the debate is over it changes nothing."""
    if p.place not in BEFORE_DEBATE_ENDS:
        return
    p.start("counterclaim_served", on, party)
    for one in (party, *p.side("defendant")):
        p.start("evidence_notice_served", on, one)


@leaves("serve_complaint")
def serves_complaint(p: Proceeding, deed: Deed) -> None:
    party = p.party(int(deed.data["party"]))
    assert party is not None
    if party.side == "plaintiff":
        raise Refusal("wrong_side", **of_side("defendant"))
    if not unserved(p, "complaint", [party]):
        raise Refusal("already_served")
    if (on := record_at_once(p, deed, party, "complaint")) is not None:
        deed.explicit_target = complaint_served(p, party, on)


def judgment_served(p: Proceeding, party: PartyFacts, on: date) -> str | None:
    """This party's appeal period starts; with the last one the case goes on."""
    document = p.case.document or "judgment"
    p.start("judgment_served", on, party)
    if p.place != "judgment_service" or unserved(p, document, _owed(p, document)):
        return None
    if document == "mediation_statement":
        return "mediation_statement_effective"
    if p.procedure in FINAL_AT_ONCE and p.case.result in RESULT_OUTCOMES:
        return RESULT_OUTCOMES[p.case.result]
    return "appeal_period" if p.procedure not in FINAL_AT_ONCE else "judgment_effective"


def _owed(p: Proceeding, document: str) -> list[PartyFacts]:
    """Whom the document has to reach before the case goes on: of a judgment every party, a third
    one as well, which appeals where it was held liable (CPL 59; 解释 82); a mediation statement
    takes effect when both sides have signed for it (CPL 100)."""
    sides = ("plaintiff", "defendant") if document == "mediation_statement" else SIDES
    return [party for side in sides for party in p.side(side)]


@leaves("serve_judgment")
def serves_judgment(p: Proceeding, deed: Deed) -> None:
    if p.case.pronounced_on is None and p.case.document != "mediation_statement":
        raise Refusal("only_after_pronouncement")
    party = p.party(int(deed.data["party"]))
    assert party is not None
    document = p.case.document or "judgment"
    if not unserved(p, document, [party]):
        raise Refusal("already_served")
    if (on := record_at_once(p, deed, party, document)) is not None:
        deed.explicit_target = judgment_served(p, party, on)


@leaves("record_absence")
def absence_rests_on_proof(p: Proceeding, deed: Deed) -> None:
    """No draft and no default judgment where the absent party was summoned by simple means that
    nothing confirmed (民诉法解释 261)."""
    party_no = int(deed.data["party"])
    if is_unproven(p, party_no):
        raise Refusal("simple_means_unproven")


@leaves("deem_withdrawn", "deem_appeal_withdrawn")
def withdrawal_rests_on_proof(p: Proceeding, deed: Deed) -> None:
    """The same for whoever decides on the draft, of a hearing or of an unpaid fee."""
    kind = {"hearing": "summons", "fee_payment": "fee_notice"}.get(p.place)
    if kind and any(is_unproven(p, party.no, kind) for party in p.side("plaintiff")):
        raise Refusal("simple_means_unproven")


def is_unproven(p: Proceeding, party_no: int, kind: str = "summons") -> bool:
    """Whether the newest paper of a kind went to a party by simple means alone, and nothing
    proves that it was received."""
    found = Service.objects.filter(case_id=p.case.pk, party_no=party_no, paper__kind=kind)
    newest = found.order_by("pk").last()
    if newest is None or newest.effective_on is not None:
        return False
    return record.is_simple_only(record.history(p, newest))
