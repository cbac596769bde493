"""What is being served: the board of the desk, the services of a case, the ladder of one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from cases.acts.papers import sheets
from cases.acts.parties import leaving
from cases.acts.service import attempts as acts
from cases.acts.service import record
from cases.acts.service.record import Attempt, attempts_of
from cases.law.attempts import CHANNELS, EVENTS, FAILURES, events_of
from cases.law.procedures import Procedure
from cases.law.roles import Role
from cases.law.serving import WAYS, Choice
from cases.law.serving import ladder as law_ladder
from cases.models import Clock, Document, Party, Service, ServiceStep
from cases.proceeding import Proceeding
from cases.reading import citations, labels
from cases.reading.lists import rows
from cases.reading.papers import papers
from cases.reading.scope import Viewer, seen_by

PAGE = 200
"""As many as go out at once."""
MOST_FAILED = 20
TABS = {
    "prepared": ("prepared",),
    "sent": ("sent", "delivered"),
    "failed": ("failed",),
    "effective": ("effective",),
}
"""The states of the board."""
USUAL = {
    "electronic": ("in_app", "mail", "sms"),
    "electronic_unconfirmed": ("mail", "sms", "in_app", "phone"),
}
"""In which order the channels of a way are offered."""


def tab_words() -> dict[str, str]:
    return {
        "prepared": _("Prepared"),
        "sent": _("Under way"),
        "failed": _("Failed: next step"),
        "effective": _("Effective"),
    }


def state_words(state: str) -> str:
    return {
        "prepared": _("prepared"),
        "sent": _("sent"),
        "delivered": _("delivered"),
        "effective": _("effective"),
        "failed": _("failed"),
        "noted": _("noted"),
        "struck": _("taken back"),
    }[state]


def event_words() -> dict[str, str]:
    """Of steps that no person recorded."""
    return {
        "vouched": _("recorded by the court"),
        "notice_over": _("the notice has run its time"),
        "confirmed": _("receipt confirmed, signed in"),
        "did_not_bounce": _("did not come back"),
    }


# -- the board -------------------------------------------------------------------------------------


def of_desk(who: Viewer) -> QuerySet[Service]:
    """The services of the courts where this person is a clerk, as far as their cases exist; who has
    left a suit is served no more than its ruling."""
    left = Party.objects.filter(
        case_id=OuterRef("case_id"), no=OuterRef("party_no"), left_on__isnull=False
    )
    needless = ~Q(state="effective") & ~Q(paper__title=leaving.RULING) & Exists(left)
    return Service.objects.filter(
        seen_by(who, "case__"), case__court_id__in=who.courts([Role.CLERK])
    ).exclude(needless | Q(document="complaint_before"))


def counts(who: Viewer) -> dict[str, int]:
    """By tab, how many."""
    found = dict(of_desk(who).values_list("state").annotate(n=Count("pk")).order_by())
    return {tab: sum(found.get(state, 0) for state in states) for tab, states in TABS.items()}


@dataclass(frozen=True)
class Rate:
    """How many services that ended took effect, on a basis in law."""

    effective: int
    ended: int

    @property
    def percent(self) -> str:
        return f"{100 * self.effective / self.ended:.2f}%" if self.ended else "—"


def rate(who: Viewer) -> Rate:
    """Effective with a basis, of all that ended: in effect or for now without success."""
    effective = Q(state="effective", effective_on__isnull=False) & ~Q(citation="")
    found = of_desk(who).aggregate(
        effective=Count("pk", filter=effective),
        ended=Count("pk", filter=Q(state__in=("effective", "failed"))),
    )
    return Rate(found["effective"], found["ended"])


def page(who: Viewer, tab: str, way: str, before: int | None) -> tuple[list[dict[str, Any]], int]:
    """One page of the board, newest first, and where the next one begins (0: nowhere)."""
    found = of_desk(who).filter(state__in=TABS[tab]).select_related("case__court", "paper")
    if way:
        found = found.filter(way=way)
    if before is not None:
        found = found.filter(pk__lt=before)
    shown = list(found.order_by("-pk")[: PAGE + 1])
    return board_rows(shown[:PAGE]), shown[PAGE - 1].pk if shown[PAGE:] else 0


def board_rows(shown: Sequence[Service]) -> list[dict[str, Any]]:
    """Rows with their attempts and the next lawful step; few queries however many."""
    if not shown:
        return []  # queries of nothing cost their wording
    found = attempts_of(one.pk for one in shown)
    parties = _parties(shown)
    reaches = acts.reaches(list(parties.values()))
    return [
        _row(one, found.get(one.pk, []), party, reaches[party.pk])
        for one in shown
        for party in [parties[one.case_id, one.party_no]]
    ]


def _parties(shown: Iterable[Service]) -> dict[tuple[int, int], Party]:
    cases = {one.case_id for one in shown}
    return {(x.case_id, x.no): x for x in Party.objects.filter(case_id__in=cases)}


def _row(one: Service, found: list[Attempt], party: Party, reach: acts.Reach) -> dict[str, Any]:
    waiting = {CHANNELS[x.channel].by for x in found if x.state == "prepared"}
    stands_still = one.effective_on is None and not any(x.is_live for x in found)
    return {
        "id": one.pk,
        "url": reverse("service", args=[one.case_id, one.pk]),
        "party": party.name,
        "document": title(one),
        "number": rows.number(one.case),
        "case_url": reverse("case", args=[one.case_id]),
        "state": state_words(one.state),
        "code": one.state,
        "attempts": [_attempt_words(x) for x in found],
        "way": labels.of(WAYS[one.way]) if one.way in WAYS else "",
        "effective": labels.day(one.effective_on),
        "can_go": bool(waiting - {"person"}),
        "can_choose": bool(waiting),
        "next": _next_words(one, found, reach) if stands_still else "",
        "next_url": reverse("service-next", args=[one.case_id, one.pk]),
    }


def title(service: Service) -> str:
    """What is served."""
    paper = service.paper
    if paper is None or paper.file_name:
        return labels.document(service.document if paper is None else paper.kind)
    return paper.title


def _attempt_words(one: Attempt) -> str:
    told = one.standing or one.steps
    last = next((s for s in reversed(told) if s.state != "noted"), told[-1])
    channel = labels.of(CHANNELS[one.channel]) if one.channel in CHANNELS else one.channel
    said = [labels.of(WAYS[one.way]), channel, state_words(last.state), labels.day(last.on)]
    if one.state == "prepared" and CHANNELS[one.channel].by == "gateway":
        said.insert(2, masked_address(one.address))
    if last.reason:
        said.append(reason_words(last.reason))
    return " · ".join(said)


def reason_words(code: str) -> str:
    return labels.pick(*FAILURES[code]) if code in FAILURES else code


def _next_words(service: Service, found: list[Attempt], reach: acts.Reach) -> str:
    """The first open rung, with its article."""
    known = acts.known(reach, found)
    kind = record.kind_of(service)
    rungs = law_ladder(Procedure(service.case.procedure), kind, known)
    step = next((one for one in rungs if one.is_open), None)
    return labels.pair(labels.of(step), citations.words(step.citation)) if step else ""


def failed(who: Viewer) -> list[dict[str, Any]]:
    """What came to nothing and waits for its next step, for the worklist; longest first."""
    if not who.holds(Role.CLERK):
        return []
    found = of_desk(who).filter(state="failed").select_related("case__court", "paper")
    return board_rows(list(found.order_by("pk")[:MOST_FAILED]))


def by_number(who: Viewer, number: str) -> Service | None:
    """The service with this tracking number, or of the paper with this code, of the desk."""
    if not number:
        return None
    steps = ServiceStep.objects.filter(number=number).values("service_id")
    meant = Q(pk__in=steps)
    if named := sheets.read_code(number, "S"):
        meant |= Q(case_id=named[0], pk=named[1])
    elif named := sheets.read_code(number):
        meant |= Q(case_id=named[0], paper_id=named[1])
    return of_desk(who).filter(meant).order_by("-pk").first()


# -- a case and one service ------------------------------------------------------------------------


def of_case(case_id: int, party_nos: Sequence[int] | None, names: dict[int, str]) -> list[Any]:
    """The services of a case, newest first; for parties those on them alone."""
    found = Service.objects.filter(case_id=case_id).select_related("case", "paper")
    if party_nos is not None:
        found = found.filter(party_no__in=party_nos).exclude(state="prepared")
    shown = list(found.order_by("-pk")[:500])
    due = _answer_dates(case_id)
    return [
        {
            "url": reverse("service", args=[case_id, one.pk]),
            "document": title(one),
            "party": names.get(one.party_no, ""),
            "way": labels.of(WAYS[one.way]) if one.way in WAYS else "",
            "state": state_words(one.state),
            "performed": labels.day(one.performed_on),
            "effective": labels.day(one.effective_on),
            "answer_by": due.get(one.party_no, "") if one.document == "complaint" else "",
            "citation": citations.marked(one.citation) if one.citation else "",
        }
        for one in shown
    ]


def _answer_dates(case_id: int) -> dict[int, str]:
    """By party, the last day of its answer period."""
    found = Clock.objects.filter(case_id=case_id, code="answer_period", kind="party")
    rows_ = found.exclude(state="cancelled").order_by("no").values_list("party_no", "due_on")
    return {no: labels.day(day) for no, day in rows_ if no is not None and day}


def steps(found: list[Attempt], *, for_court: bool) -> list[dict[str, Any]]:
    """Every attempt with its steps; who recorded them and the addresses are for the court."""
    own = event_words()
    return [
        {
            "no": one.no,
            "way": labels.of(WAYS[one.way]),
            "channel": labels.of(CHANNELS[one.channel]) if one.channel in CHANNELS else "",
            "citation": citations.marked(WAYS[one.way].citation),
            "address": masked_address(one.address) if for_court else "",
            "steps": [
                {
                    "state": state_words(s.state),
                    "what": _what(s, own),
                    "on": labels.day(s.on),
                    "at": labels.moment(s.at),
                    "by": (str(s.by) if s.by else _("by itself")) if for_court else "",
                    "number": (s.number or _called(s)) if for_court else "",
                    "said": s.said if for_court else "",
                    "evidence": reverse("document", args=[_case_of(s), s.evidence_id])
                    if s.evidence_id and for_court
                    else "",
                }
                for s in one.steps
            ],
        }
        for one in found
    ]


def _called(step: ServiceStep) -> str:
    return masked_address(step.address) if step.state != "prepared" else ""


def _case_of(step: ServiceStep) -> int:
    assert step.evidence_id is not None
    return int(Document.objects.values_list("case_id", flat=True).get(pk=step.evidence_id))


def _what(step: ServiceStep, own: dict[str, str]) -> str:
    if step.reason:
        return reason_words(step.reason)
    if step.event in EVENTS:
        return labels.of(EVENTS[step.event])
    return own.get(step.event, "")


def masked_address(address: str) -> str:
    """As much of it as tells one from another."""
    if "@" in address:
        name, _at, host = address.partition("@")
        return f"{name[:2]}…@{host}"
    if address.replace("+", "").replace("-", "").replace(" ", "").isdigit():
        return papers.masked_phone(address)
    return papers.masked_address(address)


def rungs(p: Proceeding, service: Service, party: Party) -> list[dict[str, Any]]:
    """The ladder, each rung open by a button or with the reason why not."""
    reach = acts.reach_of(party)
    found = acts.ladder(p, service, party)
    first = next((one.code for one in found if one.is_open and one.is_way), "")
    return [
        {
            "code": one.code,
            "label": labels.of(one),
            "citation": citations.marked(one.citation),
            "why": labels.pick(one.why_zh, one.why_en),
            "is_way": one.is_way,
            "is_next": one.code == first,
            "channels": channels(one, reach) if one.is_way and one.is_open else [],
        }
        for one in found
    ]


def channels(rung: Choice, reach: acts.Reach) -> list[dict[str, str]]:
    """The channels of a way that have an address, the usual one first."""
    usual = USUAL.get(rung.code) or [c.code for c in CHANNELS.values() if rung.code in c.ways]
    return [
        {
            "code": code,
            "label": labels.of(CHANNELS[code]),
            "address": masked_address(reach.at(code)) if code in ("mail", "sms", "phone") else "",
        }
        for code in usual
        if is_reached(code, reach)
    ]


def is_reached(channel: str, reach: acts.Reach) -> bool:
    known = {"in_app": reach.has_account, "mail": bool(reach.mail), "sms": bool(reach.phone)}
    return known.get(channel, True)


def next_step(p: Proceeding, service: Service, party: Party) -> tuple[str, str] | None:
    """The way and channel that one press begins; None where an act of the court is next."""
    reach = acts.reach_of(party)
    for one in acts.ladder(p, service, party):
        if one.is_way and one.is_open and (found := channels(one, reach)):
            return one.code, found[0]["code"]
    return None


def recordable(found: list[Attempt]) -> list[Attempt]:
    """The attempts of which something can still be recorded."""
    return [one for one in found if one.is_live and events_of(one.way, one.channel)]
