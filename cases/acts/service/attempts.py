"""Attempts at service: prepared, sent where somebody took it, proved or failed; step by step.

Nothing here is typed as a date of service. A step says what happened and what proves it; the day
follows from ``cases.law.serving``. What a program did by itself is recorded as done by nobody.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import DateTimeField, ExpressionWrapper, F, Q
from django.db.models.functions import Now
from django.utils import timezone

from cases import procedure
from cases.acts.parties import joining, leaving
from cases.acts.service import record, serving
from cases.acts.service.record import Attempt
from cases.law import serving as law
from cases.law.acts import ACTS
from cases.law.attempts import CHANNELS, EVENTS, HOLD_HOURS, Event, events_of
from cases.law.periods import closing
from cases.law.refusals import NotThere, Refusal
from cases.law.roles import Role
from cases.materials import trays
from cases.models import (
    Dispatch,
    Document,
    Party,
    PartyLink,
    Service,
    ServiceAddress,
    ServiceStep,
)
from cases.models.fields import blind_index
from cases.procedure.acting import DESK
from cases.procedure.moving import go, pass_through
from cases.proceeding import Actor, PartyFacts, Proceeding

logger = logging.getLogger(__name__)
MOST_AT_ONCE = 200
"""Services that go out in one batch."""
OWN_WORK = ["file:"]
"""Steps of which nobody needs to hear: they are in the log and on the board."""


# -- what is known of an addressee -----------------------------------------------------------------


@dataclass(frozen=True)
class Reach:
    """Where a party can be reached, and on what consent."""

    ground: str = ""
    mail: str = ""
    phone: str = ""
    post: str = ""
    has_account: bool = False
    held: bool = False

    @property
    def provable(self) -> bool:
        """Whether some electronic address is provably the person's."""
        return bool(self.has_account or self.mail or self.phone)

    def at(self, channel: str) -> str:
        """The address for a channel; empty where none is known."""
        return {"mail": self.mail, "sms": self.phone, "phone": self.phone}.get(channel, self.post)


def reach_of(party: Party) -> Reach:
    """From the newest confirmation of the address, the papers, and the party's own account."""
    return reaches([party])[party.pk]


def reaches(parties: Sequence[Party]) -> dict[int, Reach]:
    """By party, in two queries however many there are."""
    cases = {party.case_id for party in parties}
    newest = {
        (one.case_id, one.party_no): one
        for one in ServiceAddress.objects.filter(case_id__in=cases).order_by("pk")
    }
    links = PartyLink.objects.live().filter(party__in=[party.pk for party in parties])
    people: dict[int, Any] = {}
    for link in links.exclude(authority="general").select_related("user").order_by("-pk"):
        people[link.party_id] = link.user
    return {
        party.pk: _reach(party, newest.get((party.case_id, party.no)), people.get(party.pk))
        for party in parties
    }


def _reach(party: Party, said: ServiceAddress | None, person: Any) -> Reach:
    return Reach(
        ground=said.ground if said else "",
        mail=(said.mail if said else "") or (person.mail if person else ""),
        phone=(said.phone if said else "") or party.phone or (person.phone if person else ""),
        post=(said.address if said else "") or party.address,
        has_account=person is not None,
        held=bool(said and said.held),
    )


def known(reach: Reach, found: list[Attempt]) -> law.Known:
    """What the next choice of a way rests on."""
    facts = [(one, one.facts) for one in found]
    over = [one for one in found if one.state == "failed"]
    return law.Known(
        consented=bool(reach.ground),
        address_is_theirs=reach.provable,
        refused=any(
            known.get("was_refused") or known.get("returned") == "refused" for _, known in facts
        ),
        held=reach.held,
        unreachable=any(
            known.get("not_found") or known.get("returned") == "nobody_found" for _, known in facts
        ),
        tried=frozenset(one.way for one in over),
        under_way=frozenset(one.way for one in found if one.is_live),
    )


def ladder(p: Proceeding, service: Service, party: Party) -> tuple[law.Choice, ...]:
    """The rungs for this document and addressee, open or with the reason why not."""
    found = record.history(p, service)
    return law.ladder(p.procedure, record.kind_of(service), known(reach_of(party), found))


def confirm_address(
    case_id: int, by: Actor, party_no: int, *, ground: str = "", mail: str = "", phone: str = "",
    address: str = "", receiver: str = "", held: bool = False, on_behalf_of: int | None = None,
) -> ServiceAddress:  # fmt: skip
    """Keep where a party takes its papers (解释 136-137): the desk from the paper form, or the
    party itself, signed in. Raises Refusal for an address of the other side."""
    with procedure.held(case_id, by) as p:
        if on_behalf_of is None:
            joining.check_desk(p, by)
        party = _addressee(p, party_no)
        _not_anothers(p, party_no, mail, phone)
        kept = ServiceAddress.objects.create(
            case_id=case_id, party_no=party.no, ground=ground, mail=mail,
            mail_index=blind_index(mail), phone=phone, phone_index=blind_index(phone),
            address=address, receiver=receiver, held=held, on=p.on, by_id=by.user_id, seq=p.seq,
        )  # fmt: skip
        facts = {"party": party_no, "ground": ground}
        p.log("confirm_address", by, facts=facts, on_behalf_of=on_behalf_of)
        p.tell(f"entry:{p.case.log_seq}", "confirm_address", [f"party:{party_no}", *DESK])
        procedure.finish([p])
        return kept


def _addressee(p: Proceeding, party_no: int, paper_id: int | None = None) -> PartyFacts:
    """The party; who has left the suit is served no more than the ruling that says so."""
    party = p.party(party_no)
    if party is None:
        raise Refusal("no_such_party")
    ruling = Document.objects.main().filter(case_id=p.case.pk, title=leaving.RULING, void_seq=None)
    if party.left and (paper_id is None or not ruling.filter(pk=paper_id).exists()):
        raise Refusal("left_already")
    return party


def _not_anothers(p: Proceeding, party_no: int, mail: str, phone: str) -> None:
    """No paper goes to an address that somebody of another side gave; families share theirs."""
    indexes = {blind_index(mail), blind_index(phone)} - {""}
    own = next(x.side for x in p.parties if x.no == party_no)
    others = [x.no for x in p.parties if x.side != own]
    given = ServiceAddress.objects.filter(case_id=p.case.pk, party_no__in=others)
    parties = Party.objects.filter(case_id=p.case.pk, no__in=others, phone_index__in=indexes)
    links = PartyLink.objects.live().filter(party__case_id=p.case.pk, party__no__in=others)
    accounts = Q(user__mail_index__in=indexes) | Q(user__phone_index__in=indexes)
    theirs = Q(mail_index__in=indexes) | Q(phone_index__in=indexes)
    found = (given.filter(theirs), parties, links.filter(accounts))
    if indexes and any(one.exists() for one in found):
        raise Refusal("address_of_another")


# -- preparing and sending -------------------------------------------------------------------------


@dataclass(frozen=True)
class Wanted:
    """What is to be served on whom, and how."""

    party_no: int
    document: str
    way: str
    channel: str
    paper_id: int | None = None
    address: str = ""
    """Where it differs from what the party confirmed."""


def begin(
    case_id: int, by: Actor, party_no: int, document: str, paper_id: int | None = None
) -> Service:
    """The record of a document and an addressee, before anything is tried; the same one again."""
    with procedure.held(case_id, by) as p:
        joining.check_desk(p, by)
        party = _addressee(p, party_no, paper_id)
        _check_paper(p, party_no, document, paper_id)
        service = record.find_or_begin(p, party, document, paper_id)
        if service.pk is None:
            service.save()
            _log(p, by, service, 0, "prepare_service", OWN_WORK)
            procedure.finish([p])
        return service


def prepare(case_id: int, by: Actor, wanted: Wanted) -> Service:
    """A new attempt. Raises Refusal where the law, the address or the ladder speaks against it."""
    with procedure.held(case_id, by) as p:
        joining.check_desk(p, by)
        service, attempt = _prepare(p, by, wanted)
        _log(p, by, service, attempt, "prepare_service", OWN_WORK)
        procedure.finish([p])
        return service


def _prepare(p: Proceeding, by: Actor, wanted: Wanted) -> tuple[Service, int]:
    party = _addressee(p, wanted.party_no, wanted.paper_id)
    channel = CHANNELS.get(wanted.channel)
    if channel is None or wanted.way not in channel.ways:
        raise Refusal("no_such_channel")
    _check_paper(p, wanted.party_no, wanted.document, wanted.paper_id)
    service = record.find_or_begin(p, party, wanted.document, wanted.paper_id)
    if service.effective_on is not None:
        raise Refusal("already_served")
    found = record.history(p, service)
    row = Party.objects.get(case_id=p.case.pk, no=party.no)
    reach = reach_of(row)
    _check_rung(p, service, reach, wanted, found)
    address = wanted.address or reach.at(wanted.channel)
    if channel.by == "gateway" and not address:
        raise Refusal("no_address")
    if wanted.channel == "in_app" and not reach.has_account:
        raise Refusal("no_account")
    if wanted.address:
        is_mail = "@" in address
        _not_anothers(p, party.no, address if is_mail else "", "" if is_mail else address)
        if channel.by == "gateway" and address not in (reach.mail, reach.phone):
            raise Refusal("address_unknown")
    facts = {
        "electronic": {"consent": reach.ground},
        "electronic_unconfirmed": {"address_is_theirs": reach.provable},
        "transfer": {"held": reach.held},
    }.get(wanted.way, {})
    service.state, service.way = "prepared", wanted.way
    service.citation = law.WAYS[wanted.way].citation
    attempt = max((one.no for one in found), default=0) + 1
    service.save()
    record.step(
        p, by, service, attempt, "prepared", wanted.way, channel=wanted.channel, address=address,
        facts=facts,
    )  # fmt: skip
    return service, attempt


def _check_paper(p: Proceeding, party_no: int, document: str, paper_id: int | None) -> None:
    """A paper of the e-file that parties may see, and of papers to one party that party's."""
    if paper_id is None:
        if document not in record.OF_THE_CASE:
            raise Refusal("no_such_paper")
        return
    here = Document.objects.filter(pk=paper_id, case_id=p.case.pk)
    if not here.main().exists():
        raise NotThere()
    if not here.for_parties([party_no]).exists():
        raise Refusal("paper_of_another")


def _check_rung(
    p: Proceeding, service: Service, reach: Reach, wanted: Wanted, found: list[Attempt]
) -> None:
    record.check_open(p, service, wanted.way)
    rungs = law.ladder(p.procedure, record.kind_of(service), known(reach, found))
    same = next((one for one in rungs if one.code == wanted.way), None)
    again = [one for one in found if (one.way, one.channel) == (wanted.way, wanted.channel)]
    if same is None or same.is_open:
        return
    # Another channel of an electronic way may be used beside the first; a call shows whose it is.
    rests = reach.ground if wanted.way == "electronic" else reach.provable
    is_electronic = wanted.way.startswith("electronic")
    if is_electronic and not again and (rests or wanted.channel == "phone"):
        return
    raise Refusal("service_refused", problem_zh=same.why_zh, problem_en=same.why_en)


def release(
    case_id: int, service_id: int, by: Actor, *, batch: UUID | None = None
) -> Dispatch:  # fmt: skip
    """Let a prepared attempt go out by its gateway. Raises Refusal where nothing waits for one."""
    with procedure.held(case_id, by) as p:
        joining.check_desk(p, by)
        service = record.of_case(p, service_id)
        attempt = next(
            (
                one
                for one in reversed(record.history(p, service))
                if one.state == "prepared" and CHANNELS[one.channel].by != "person"
            ),
            None,
        )
        if attempt is None:
            raise Refusal("nothing_prepared")
        return Dispatch.objects.get_or_create(
            service=service, attempt=attempt.no,
            defaults={
                "channel": attempt.channel, "key": secrets.token_hex(16), "batch": batch,
                "by_id": by.person, "role": by.role, "next_at": timezone.now(),
            },
        )[0]  # fmt: skip


def accepted(dispatch: Dispatch, receipt: str) -> None:
    """The gateway took it: from here on, and not before, it is sent.

    By an electronic way with consent the application and the text message have arrived with that
    (民诉法解释 135); a mail is held a while, for it may bounce.
    """
    by = Actor(dispatch.by_id, dispatch.role)
    with procedure.held(dispatch.service.case_id) as p:
        service, attempt = _locked(p, dispatch)
        if Dispatch.objects.filter(pk=dispatch.pk, state="waiting").update(
            state="sent", next_at=None, reason=""
        ) != 1 or attempt.state != "prepared":  # fmt: skip
            return
        facts = {"accepted_on": p.on.isoformat()}
        arrives = attempt.way == "electronic" and attempt.channel != "mail"
        if arrives:
            facts["arrived_on"] = p.on.isoformat()
        if service.effective_on is None:
            service.state = "sent"
            service.performed_on = service.performed_on or p.on
            if attempt.way == "electronic" and not arrives:
                service.look_at = p.at + timedelta(hours=HOLD_HOURS)
            service.save()
        record.step(
            p, by, service, attempt.no, "sent", attempt.way, channel=attempt.channel,
            number=receipt[:80], facts=facts,
        )  # fmt: skip
        if arrives:
            _weigh(p, by, service, attempt.no)
        else:
            _log(p, by, service, attempt.no, "send_service", OWN_WORK)
            procedure.finish([p])


def _locked(p: Proceeding, dispatch: Dispatch) -> tuple[Service, Attempt]:
    service = Service.objects.get(pk=dispatch.service_id)
    found = {one.no: one for one in record.history(p, service)}
    return service, found[dispatch.attempt]


def not_taken(dispatch: Dispatch, reason: str) -> None:
    """The gateway will never take it: the attempt has failed, and the desk finds the next step."""
    with procedure.held(dispatch.service.case_id) as p:
        service, attempt = _locked(p, dispatch)
        waiting = Dispatch.objects.filter(pk=dispatch.pk, state="waiting")
        if waiting.update(state="failed", next_at=None, reason=reason) != 1:
            return
        if attempt.is_live:
            _fail(p, Actor.time(), service, attempt, reason)
            procedure.finish([p])


def bounced(dispatch: Dispatch, *, final: bool, words: str) -> str:
    """A mail came back. It may end its own attempt; an effective service it never undoes.

    Returns what became of it: failed, noted, known.
    """
    with procedure.held(dispatch.service.case_id) as p:
        service, attempt = _locked(p, dispatch)
        if any(one.reason == ("bounced" if final else "delayed") for one in attempt.steps):
            return "known"
        if final and attempt.state == "sent":
            _fail(p, Actor.time(), service, attempt, "bounced", said=words[:500])
            procedure.finish([p])
            return "failed"
        record.step(
            p, Actor.time(), service, attempt.no, "noted", attempt.way, channel=attempt.channel,
            reason="bounced" if final else "delayed", said=words[:500],
        )  # fmt: skip
        _log(p, Actor.time(), service, attempt.no, "note_service", OWN_WORK)
        procedure.finish([p])
        return "noted"


# -- what happened ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Told:
    """What a person of the court records of an attempt."""

    event: str
    on: date | None = None
    number: str = ""
    recipient: str = ""
    returned: str = ""
    said: str = ""
    proof: str = ""
    """Of a paper left: witnessed or recorded."""
    collect_by: date | None = None
    tray: UUID | None = None
    facts: dict[str, Any] = field(default_factory=dict)


def happened(case_id: int, service_id: int, attempt_no: int, by: Actor, told: Told) -> Service:
    """Record it, with its proof; the service takes effect if that follows. Raises Refusal."""
    with procedure.held(case_id, by) as p:
        joining.check_desk(p, by)
        service = record.of_case(p, service_id)
        attempt, event = _checked(p, service, attempt_no, told)
        day = told.on or p.on
        if day > p.on:
            raise Refusal("date_in_future", on=day.isoformat())
        if event.code == "published":
            party = _addressee(p, service.party_no, service.paper_id)
            serving.publish(
                p, by, service, party, attempt.no, day, event=event.code, number=told.number[:80]
            )
            _log(p, by, service, attempt.no, "send_service", [f"party:{service.party_no}"])
            procedure.finish([p])
            return service
        _keep_step(p, by, service, attempt, event, told, day)
        if event.code == "told":  # whether anybody came is seen when the days are over
            record.settle_state(service, record.history(p, service))
            service.save()
            _log(p, by, service, attempt.no, "send_service", [f"party:{service.party_no}"])
            procedure.finish([p])
        else:
            _weigh(p, by, service, attempt.no)
        return service


def _checked(p: Proceeding, service: Service, attempt_no: int, told: Told) -> tuple[Attempt, Event]:
    found = {one.no: one for one in record.history(p, service)}
    attempt, event = found.get(attempt_no), EVENTS.get(told.event)
    if attempt is None or event is None:
        raise NotThere()
    possible = events_of(attempt.way, attempt.channel)
    if event not in possible:
        raise Refusal("not_of_this_way")
    came_after_all = event.code == "collected" and attempt.state == "effective"
    if not attempt.is_live and not came_after_all:
        raise Refusal("attempt_over")
    goes_out = any(one.state == "sent" and one.code != "called" for one in possible)
    is_first = event.state == "sent" or event.code == "given_up"
    if goes_out and attempt.state == "prepared" and not is_first:
        raise Refusal("not_sent_yet")
    if event.code == "posted" and ServiceStep.objects.filter(number=told.number).exclude(
        service=service, attempt=attempt_no
    ).exists():  # fmt: skip
        raise Refusal("number_used")
    _all_answered(event, told)
    return attempt, event


def _all_answered(event: Event, told: Told) -> None:
    """Proof is mandatory: what the event asks for has to be there."""
    given = {
        "number": told.number, "recipient": told.recipient, "returned": told.returned,
        "said": told.said, "proof": told.proof, "collect_by": told.collect_by,
    }  # fmt: skip
    for name in event.asks:
        if not given[name]:
            raise Refusal("proof_missing")


def _keep_step(
    p: Proceeding, by: Actor, service: Service, attempt: Attempt, event: Event, told: Told,
    day: date,
) -> None:  # fmt: skip
    facts: dict[str, Any] = {name: day.isoformat() for name in event.days}
    facts |= dict.fromkeys(event.fixed, True)
    facts |= {
        name: value
        for name, value in (("recipient", told.recipient), ("returned", told.returned))
        if value and name in event.asks
    }
    if told.collect_by and "collect_by" in event.asks:
        facts["collect_by"] = told.collect_by.isoformat()
        service.look_at = closing(told.collect_by)
    if told.proof in ("witnessed", "recorded"):
        facts[told.proof] = True
    papers = _evidence(p, by, service, event, told)
    if event.state == "sent":
        service.performed_on = service.performed_on or day
    is_phone = attempt.channel == "phone"  # whose number is personal, and sealed
    record.step(
        p, by, service, attempt.no, event.state, attempt.way, channel=attempt.channel, on=day,
        event=event.code, facts=facts | told.facts, said=told.said,
        number="" if is_phone else told.number[:80], address=told.number if is_phone else "",
        evidence=papers[0] if papers else None,
        reason=event.code if event.state == "failed" else "",
    )  # fmt: skip


def _evidence(
    p: Proceeding, by: Actor, service: Service, event: Event, told: Told
) -> list[Document]:
    papers = []
    if told.tray is not None:
        papers = trays.adopt(
            told.tray, case=p.case, party_no=service.party_no, received_at=p.at, seq=p.seq,
            owner_id=by.person, kind="service_receipt",
        )  # fmt: skip
        p.brings(*papers)
    if event.needs_evidence and not papers:
        raise Refusal("evidence_needed")
    return papers


def _weigh(p: Proceeding, by: Actor, service: Service, attempt_no: int) -> None:
    """Ask the law what the facts amount to; write down what follows."""
    party = p.party(service.party_no)
    assert party is not None
    found = record.history(p, service)
    attempt = next(one for one in found if one.no == attempt_no)
    day = record.effective_on(p, service, party, attempt.way, attempt.facts)
    if day is None or day > p.on or _may_still_come(p, attempt, day):
        if attempt.state == "failed":
            _failed(p, by, service, found, attempt)
        else:
            record.settle_state(service, found)
            service.save()
            _log(p, by, service, attempt_no, "note_service", OWN_WORK)
        procedure.finish([p])
        return
    take_effect(p, by, service, party, attempt, day)
    procedure.finish([p])


def _may_still_come(p: Proceeding, attempt: Attempt, day: date) -> bool:
    """Whether the days for collecting it are not over, and nobody came yet."""
    return attempt.way == "collection" and "collected_on" not in attempt.facts and day >= p.on


def take_effect(
    p: Proceeding, by: Actor, service: Service, party: PartyFacts, attempt: Attempt, day: date
) -> None:
    """The service is effective on that day: its periods open, and everybody is told."""
    is_first = serving.take_effect(
        p, by, service, party, attempt.no, attempt.way, day, channel=attempt.channel,
        performed=service.performed_on or day,
    )  # fmt: skip
    target = serving.consequences(p, service, party, day) if is_first else None
    if target is not None:
        go(p, target)
    everyone = [f"party:{x.no}" for x in p.parties if not x.left]
    template = _NEWS.get(service.document, "effect_service")
    told = everyone if template in ACTS and service.paper_id is None else [f"party:{party.no}"]
    _log(p, by, service, attempt.no, "effect_service", told, template=template, on=day)
    pass_through(p)


_NEWS = {"complaint": "serve_complaint", "judgment": "serve_judgment",
         "mediation_statement": "serve_judgment"}  # fmt: skip
"""What the parties are told of the case's own documents, as if the desk had recorded it at once."""


def _fail(
    p: Proceeding, by: Actor, service: Service, attempt: Attempt, reason: str, said: str = ""
) -> None:
    record.step(
        p, by, service, attempt.no, "failed", attempt.way, channel=attempt.channel,
        reason=reason, said=said,
    )  # fmt: skip
    _failed(p, by, service, record.history(p, service), attempt)


def _failed(
    p: Proceeding, by: Actor, service: Service, found: list[Attempt], attempt: Attempt
) -> None:
    """An attempt came to nothing: the desk is told, and finds the next lawful step."""
    record.settle_state(service, found)
    if service.state == "failed":
        service.look_at, service.return_due = None, True
    service.save()
    _log(p, by, service, attempt.no, "fail_service", DESK)


def _log(
    p: Proceeding, by: Actor, service: Service, attempt: int, act: str, told: list[str],
    *, template: str = "", on: date | None = None, on_behalf_of: int | None = None,
) -> None:  # fmt: skip
    facts: dict[str, Any] = {
        "service": service.pk, "attempt": attempt, "party": service.party_no,
        "document": service.document, "way": service.way,
    }  # fmt: skip
    if on is not None:
        facts["effective_on"] = on
    p.log(act, by, facts=facts, on_behalf_of=on_behalf_of)
    p.tell(f"entry:{p.case.log_seq}", template or act, told)


# -- the addressee, and time -----------------------------------------------------------------------


def receive(case_id: int, service_id: int, user_id: int) -> Service:
    """A signed-in addressee confirms receipt: a reply, and proof of reading (在线诉讼规则 31).

    Raises NotThere for anybody but the addressee or who acts for it.
    """
    by = Actor(user_id, Role.LITIGANT.value)
    with procedure.held(case_id, by) as p:
        service = record.of_case(p, service_id)
        party = p.party(service.party_no)
        if party is None or not any(user == user_id for user, _ in party.links):
            raise NotThere()
        electronic = [
            one
            for one in record.history(p, service)
            if one.way.startswith("electronic") and one.state in ("sent", "delivered")
        ]
        if not electronic or service.effective_on is not None:
            raise Refusal("nothing_to_confirm")
        attempt = electronic[-1]
        facts = {"replied_on": p.on.isoformat(), "address_is_theirs": True}
        if attempt.way == "electronic":
            facts["arrived_on"] = attempt.facts.get("accepted_on", p.on.isoformat())
        record.step(
            p, by, service, attempt.no, "delivered", attempt.way, channel=attempt.channel,
            event="confirmed", facts=facts,
        )  # fmt: skip
        _weigh(p, by, service, attempt.no)
        return service


def settle(most: int = MOST_AT_ONCE) -> int:
    """What time alone has made effective: mail that did not bounce, days to collect that are over.

    Returns how many services took effect.
    """
    now = ExpressionWrapper(Now() + F("case__court__group__offset"), output_field=DateTimeField())
    due = Service.objects.filter(look_at__isnull=False).annotate(now=now)
    rows = due.filter(look_at__lte=F("now")).order_by("look_at").values_list("pk", "case_id")
    settled = 0
    for pk, case_id in list(rows[:most]):
        try:
            settled += _settle_one(case_id, pk)
        except Refusal as refusal:  # a case that was set aside waits for a person
            logger.warning("service %d is not settled: %s", pk, refusal.reason)
    return settled


def _settle_one(case_id: int, service_id: int) -> bool:
    by = Actor.time()
    with procedure.held(case_id) as p:
        service = record.of_case(p, service_id)
        if service.look_at is None or service.look_at > p.at:
            return False
        service.look_at = None
        service.save(update_fields=["look_at"])
        for attempt in record.history(p, service):
            mailed = (attempt.way, attempt.channel, attempt.state) == ("electronic", "mail", "sent")
            if mailed:
                record.step(
                    p, by, service, attempt.no, "delivered", attempt.way, channel="mail",
                    event="did_not_bounce", facts={"arrived_on": attempt.facts["accepted_on"]},
                )  # fmt: skip
            if mailed or (attempt.way == "collection" and attempt.is_live):
                _weigh(p, by, service, attempt.no)
                return service.effective_on is not None
    return False
