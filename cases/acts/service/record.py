"""The record of a service: its steps, what they prove, and the day that follows from it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from cases.law import serving as law
from cases.law.attempts import CHANNELS, HOLD_HOURS, NOT_FACTS, SIMPLE
from cases.law.periods import closing
from cases.law.refusals import NotThere, Refusal
from cases.models import Service, ServiceStep
from cases.proceeding import Actor, PartyFacts, Proceeding
from cases.queries import Query

BY_KIND = {
    "summons": law.Document.SUMMONS,
    "judgment": law.Document.JUDGMENT,
    "ruling": law.Document.RULING,
    "mediation_statement": law.Document.MEDIATION_STATEMENT,
    "payment_order": law.Document.PAYMENT_ORDER,
    "complaint": law.Document.COMPLAINT,
    "notice_to_answer": law.Document.NOTICE,
    "evidence_notice": law.Document.NOTICE,
    "fee_notice": law.Document.NOTICE,
    "acceptance_notice": law.Document.NOTICE,
    "correction_notice": law.Document.NOTICE,
}
"""What a paper of the e-file is to the rules of service, by its kind; others are ``other``."""
OF_THE_CASE = frozenset({"complaint", "judgment", "ruling", "mediation_statement"})
"""Documents that a case has by itself, whether or not they lie in its e-file."""
_USUAL_CHANNEL = {way: one.code for one in reversed(CHANNELS.values()) for way in one.ways}
_LIVE = ("prepared", "sent", "delivered")


@dataclass
class Attempt:
    """One attempt, from its steps."""

    no: int
    steps: list[ServiceStep] = field(default_factory=list)

    @property
    def way(self) -> str:
        return str(self.steps[0].way)

    @property
    def channel(self) -> str:
        return str(self.steps[0].channel)

    @property
    def address(self) -> str:
        return str(self.steps[0].address)

    @property
    def standing(self) -> list[ServiceStep]:
        """The steps that no later one says were a mistake."""
        struck = [step.facts["struck"] for step in self.steps if step.state == "struck"]
        return [
            step
            for step in self.steps
            if step.state != "struck" and not any(a <= step.seq <= b for a, b in struck)
        ]

    @property
    def state(self) -> str:
        """The last that was not a mere note; struck, where nothing of it stands."""
        if not (standing := self.standing):
            return "struck"
        return next((s.state for s in reversed(standing) if s.state != "noted"), "prepared")

    @property
    def is_live(self) -> bool:
        return self.state in _LIVE

    @property
    def facts(self) -> dict[str, Any]:
        """All that its steps prove together; of publications every one."""
        found: dict[str, Any] = {}
        for step in self.standing:
            for name, value in step.facts.items():
                if name == "published_on":
                    value = [*found.get(name, []), value]
                found[name] = value
        return found


def attempts(steps: Iterable[ServiceStep]) -> list[Attempt]:
    """The attempts of one service, in order."""
    found: dict[int, Attempt] = {}
    for step in steps:
        found.setdefault(step.attempt, Attempt(step.attempt)).steps.append(step)
    return list(found.values())


def attempts_of(service_ids: Iterable[int]) -> dict[int, list[Attempt]]:
    """By service, its attempts."""
    steps: dict[int, list[ServiceStep]] = defaultdict(list)
    known = ServiceStep.objects.filter(service_id__in=list(service_ids)).select_related("by")
    for step in known.order_by("id"):
        steps[step.service_id].append(step)
    return {pk: attempts(rows) for pk, rows in steps.items()}


def of_case(p: Proceeding, service_id: int) -> Service:
    """A service of the case under lock. Raises NotThere."""
    found = Service.objects.filter(pk=service_id, case_id=p.case.pk).first()
    if found is None or found.document == "complaint_before":
        raise NotThere()
    return found


_OF_THE_CASE = Query(
    lambda case, party, document: Service.objects.filter(
        case_id=case, party_no=party, document=document, paper_id=None
    ).order_by("pk")
)  # fmt: skip
_OF_A_PAPER = Query(
    lambda case, party, document, paper: Service.objects.filter(
        case_id=case, party_no=party, document=document, paper_id=paper
    ).order_by("pk")
)  # fmt: skip


def find_or_begin(
    p: Proceeding, party: PartyFacts, document: str, paper_id: int | None = None
) -> Service:
    """The one record of a document and an addressee, new and unsaved where there is none yet.

    The case is under lock, so that of two people who begin at once the second finds the first's.
    """
    if paper_id is None:
        same = _OF_THE_CASE(p.case.pk, party.no, document)
    else:
        same = _OF_A_PAPER(p.case.pk, party.no, document, paper_id)
    return (
        same[-1]
        if same
        else Service(
            case_id=p.case.pk, party_no=party.no, document=document, paper_id=paper_id, seq=p.seq
        )
    )


def history(p: Proceeding, service: Service) -> list[Attempt]:
    """The attempts at a service, those of the act under way included."""
    if service.pk is None:
        return []
    written = list(ServiceStep.objects.filter(service_id=service.pk).order_by("id"))
    kept = [s for s in p.kept if isinstance(s, ServiceStep) and s.service_id == service.pk]
    return attempts([*written, *kept])


def kind_of(service: Service) -> law.Document:
    """What the served paper is to the rules."""
    code = service.document
    if code in set(law.Document):
        return law.Document(code)
    return BY_KIND.get(code, law.Document.OTHER)


def check_open(p: Proceeding, service: Service, way: str) -> None:
    """Whether the law opens this way at all. Raises Refusal with its reason."""
    try:
        law.permitted(way, p.procedure, kind_of(service))
    except law.ServiceRefused as refused:
        raise as_refusal(refused) from refused


def as_refusal(refused: law.ServiceRefused) -> Refusal:
    return Refusal("service_refused", problem_zh=refused.zh, problem_en=refused.en)


def effective_on(
    p: Proceeding, service: Service, party: PartyFacts, way: str, facts: dict[str, Any]
) -> date | None:
    """The day of service that follows from the facts. Raises Refusal where the way is not open."""
    try:
        known = law.Facts(
            procedure=p.procedure, document=kind_of(service), abroad=party.foreign, **typed(facts)
        )
        return law.effective_on(way, known, roll=lambda day: _rolled(p, day)).on
    except law.ServiceRefused as refused:
        raise as_refusal(refused) from refused


def _rolled(p: Proceeding, day: date) -> date:
    return date.fromordinal(p.calendar.roll(day.toordinal()))


_READ: dict[str, Any] = {
    "consent": law.Consent,
    "recipient": law.Recipient,
    "returned": law.Return,
    "published_on": lambda days: tuple(date.fromisoformat(day) for day in days),
}


def typed(facts: dict[str, Any]) -> dict[str, Any]:
    """Facts as they are stored, as the rules ask for them."""
    found: dict[str, Any] = {}
    for name, value in facts.items():
        if name in NOT_FACTS or name == "accepted_on":
            continue
        if name in _READ:
            found[name] = _READ[name](value)
        elif name.endswith("_on") or name == "collect_by":
            found[name] = date.fromisoformat(value)
        else:
            found[name] = value
    return found


def step(
    p: Proceeding, by: Actor, service: Service, attempt: int, state: str, way: str,
    *, on: date | None = None, channel: str = "", **more: Any,
) -> ServiceStep:  # fmt: skip
    """One more step, to be written with the case."""
    made = ServiceStep(
        service_id=service.pk, attempt=attempt, state=state, way=way,
        channel=channel or _USUAL_CHANNEL.get(way, "counter"), citation=law.WAYS[way].citation,
        on=on or p.on, at=p.at, by_id=by.user_id, seq=p.seq, **more,
    )  # fmt: skip
    p.keep(made)
    return made


def settle_state(service: Service, found: list[Attempt]) -> None:
    """What the service stands at: effective for ever; else the furthest of what is under way."""
    if service.effective_on is not None:
        service.state = "effective"
        return
    live = [one for one in found if one.is_live]
    if live:
        service.state = max((one.state for one in live), key=_LIVE.index)
        service.way = live[-1].way
    elif found:
        service.state = "failed"


def settle_anew(service: Service, found: list[Attempt]) -> None:
    """The service as what still stands of its attempts makes it."""
    effective = [s for one in found for s in one.standing if s.state == "effective"]
    first = min(effective, key=lambda step: step.on, default=None)
    service.effective_on = first.on if first else None
    service.return_due = first is not None
    if first is None:
        service.way = service.citation = ""
        service.performed_on, service.state = None, "prepared"
        service.look_at = min(filter(None, map(_looked_at, found)), default=None)
    settle_state(service, [one for one in found if one.standing])


def _looked_at(one: Attempt) -> datetime | None:
    """When what is under way takes effect by itself: a mail that did not come back, a paper that
    nobody collected."""
    if not one.is_live:
        return None
    if collect_by := one.facts.get("collect_by"):
        return closing(date.fromisoformat(collect_by))
    if (one.way, one.channel, one.state) == ("electronic", "mail", "sent"):
        taken = next(s for s in reversed(one.standing) if s.state == "sent")
        return taken.at + timedelta(hours=HOLD_HOURS)
    return None


def is_simple_only(found: list[Attempt]) -> bool:
    """Whether nothing but simple means was tried, and nothing of it was proved."""
    return bool(found) and all(one.channel in SIMPLE and one.state != "effective" for one in found)
