"""The case page: where it stands, what runs, what happened, what may be done."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth import get_user_model
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cases import loading
from cases.acts.assigning import diverting
from cases.acts.papers import cataloguing, reading
from cases.acts.parties import joining
from cases.acts.trial import deliberating
from cases.acts.workbench import notes
from cases.beside import Pause
from cases.law.acts import ACTS, NOT_TOLD_INCIDENTS
from cases.law.efile import HOLDS_PARTICULARS
from cases.law.outcomes import OUTCOMES
from cases.law.readings import OWN_WORK
from cases.law.roles import LEADERS, Role
from cases.law.running import RunningClock
from cases.models import Access, Court, Document, Draft, Hearing, Party, Reading, SetAside
from cases.models.record import DocumentQuerySet
from cases.policy import FROM_ABOVE, Standing, may
from cases.proceeding import OpenIncident, Proceeding
from cases.proof.beside import Beside
from cases.reading import citations, labels, own_work, scope
from cases.reading.assigning import diversion
from cases.reading.case import (
    beside,
    history,
    lights,
    panorama,
    possible,
    taken_back,
    usual_times,
)
from cases.reading.case.next_steps import hearings_of, next_step
from cases.reading.case.possible import Possible
from cases.reading.case.stages import stages
from cases.reading.evidence import items as evidence_items
from cases.reading.filing import elsewhere
from cases.reading.lists import approvals, own_requests, rows
from cases.reading.lists.worklist import main_act
from cases.reading.own_work import ReasonNeeded
from cases.reading.papers import agreement, copies, materials, papers
from cases.reading.parties import authorities
from cases.reading.scope import Viewer
from cases.reading.trial import supervised
from cases.reading.workbench.notes import shown as shown_notes
from cases.views.page import page, signed_in


@dataclass
class Opened:
    """A case that the viewer may see, with how they stand to it."""

    p: Proceeding
    who: Viewer
    standings: list[Standing]
    parties: list[Party]
    court: Court
    from_above: bool = False
    """Only one act of it exists for this person, who reads nothing else."""
    hidden: set[str] = field(default_factory=set)
    """Kinds of incidents that are open and kept from this reader."""

    @property
    def is_party(self) -> bool:
        return scope.is_party(self.standings)

    @property
    def only_watches(self) -> bool:
        """Whether nothing but oversight brings this person here."""
        return all(one.roles <= WATCHING and one.relation == "court" for one in self.standings)

    @property
    def names(self) -> dict[int, str]:
        """The parties by their number, masked for those who only watch."""
        return {party.no: party.name for party in self.parties}

    @property
    def reader(self) -> history.Reader:
        mediates = scope.only_mediates(self.standings)
        until = agreement.known_until(self.p.case.pk) if mediates else None
        return history.Reader(self.is_party, self.inner is not None, self.party_nos, until)

    @cached_property
    def inner(self) -> Reading | None:
        """The reason under which this person has the inner volume open now, None without one."""
        if not self.may_open_inner:
            return None
        return reading.current(self.p.case.pk, self.who.user_id, "inner")

    @cached_property
    def may_open_inner(self) -> bool:
        """Whether the inner volume is for this person at all."""
        return not self.from_above and own_work.may_open_inner(self.p, self.standings)

    @property
    def party_nos(self) -> tuple[int, ...]:
        """The parties whom this person is, or acts for."""
        return tuple(no for standing in self.standings for no in standing.party_nos)


WATCHING = LEADERS | {Role.OVERSIGHT}
"""Who oversees a case without working on it reads it with masked names."""
LAST_DIVERTED = 16
"""The last node at which procedure and bench can still change."""
FEW_PLACES = 4
"""An act possible at no more places than this belongs to its step; others may be done any time."""


def open_case(who: Viewer, case_id: int) -> Opened:
    """The case, or 404 as if it did not exist. Of the court, whoever does not work on it gives a
    reason first (ReasonNeeded); what they read is noted under it."""
    opened = open_unasked(who, case_id)
    if own_work.needs_reason(opened.p, opened.standings, who.user_id):
        under = reading.current(case_id, who.user_id, "outside")
        if under is None:
            raise ReasonNeeded(case_id)
        reading.note(under, who.asks)
    return opened


def open_unasked(who: Viewer, case_id: int) -> Opened:
    """The case for the page that asks for a reason, which shows nothing of it but what lists do."""
    p = loading.look(case_id) if scope.sees(who, case_id) else None
    if p is None:
        raise Http404
    found = scope.standings(p, who)
    if not found:
        raise Http404
    parties = list(Party.objects.filter(case_id=case_id).defer("address"))
    opened = Opened(p, who, found, parties, Court.objects.get(pk=p.case.court_id))
    if opened.only_watches:
        for party in parties:
            party.name = rows.masked(party.name, party.is_organisation)
    if p.case.confidential and not scope.is_party(found):
        Access.objects.create(user_id=who.user_id, case_id=case_id, act="read", reason="sealed")
    hide(opened)
    p.case.now = p.now
    return opened


def hide(opened: Opened) -> None:
    """Leave out what is open in the case and no business of this party's."""
    if opened.is_party:
        p = opened.p
        opened.hidden.update(one.kind for one in p.open_incidents if is_kept(one, opened))
        p.open_incidents = [one for one in p.open_incidents if not is_kept(one, opened)]


def is_kept(incident: OpenIncident | Pause, opened: Opened) -> bool:
    """Of a preservation that another asked for a party sees no trace (流程公开规定 8), and that
    somebody cannot pay is nobody else's business."""
    kept = incident.kind in NOT_TOLD_INCIDENTS or incident.kind == "fee_relief"
    return kept and incident.party_no not in opened.party_nos


def open_from_above(who: Viewer, case_id: int, code: str) -> Opened:
    """A case of a court below, for the one act that its upper court's leaders decide; else 404."""
    p = loading.look(case_id) if code in FROM_ABOVE else None
    if p is None or p.court.upper_id not in who.courts([Role.COURT_LEADER]):
        raise Http404
    if not any(approvals.is_for_upper(p, one.approval) for one in approvals.asked(p)):
        raise Http404
    p.case.now = p.now
    standing = Standing(frozenset({Role.COURT_LEADER}), "above")
    return Opened(p, who, [standing], [], Court.objects.get(pk=p.case.court_id), from_above=True)


@require_safe
@signed_in
def case(request: HttpRequest, who: Viewer, case_id: int) -> HttpResponse:
    """Overview: next step or acts, panorama, clocks."""
    opened = open_case(who, case_id)
    p = opened.p
    clocks = rows.clocks_of([case_id], running=False)[case_id]
    links = papers.linked(p.case, who)
    around = Beside(people=beside.people_of(case_id), pauses=beside.pauses_of(case_id))
    acts = possible.possible_acts(p, who)
    main = _main(opened, acts)
    return page(
        request,
        "cases/case.html",
        {
            **head(opened, "case"),
            "stages": stages(opened.p.case) if opened.is_party else [],
            "next_step": _next(opened),
            **standing(opened, clocks, around, links),
            "agreement": agreed(opened) if p.place in agreement.AT_MEDIATION else None,
            "main": _act_row(case_id, main) if main else None,
            "acts": _grouped(opened, [one for one in acts if one is not main]),
            "counter_url": reverse("case-counter", args=[case_id]) if _takes_in(opened) else "",
            "asked": [] if opened.is_party else approvals.asked(p),
            "drafts": _drafts(opened),
            "set_aside": _set_aside(opened),
            "authorities": _authorities(opened),
            "desk_url": _desk_url(opened),
            "offer": elsewhere.offer(p, opened.standings, who.user_id),
            "diversion": _diversion(opened),
            "usual": usual_times.words([p.case])[case_id] if opened.is_party else "",
            "notes": [] if opened.is_party else shown_notes(case_id, who.user_id, opened.standings),
            "chronology_url": f"{reverse('case-history', args=[case_id])}?all=1",
            "requests": own_requests.of_parties(p, opened.party_nos) if opened.is_party else [],
        },
    )


@require_safe
@signed_in
def case_history(request: HttpRequest, who: Viewer, case_id: int) -> HttpResponse:
    """Everything that happened, newest first."""
    opened = open_case(who, case_id)
    if opened.inner is not None:
        reading.note(opened.inner, "case-history")
    if request.GET.get("all"):
        return _chronology(request, opened)
    before = request.GET.get("before", "")
    seq = int(before) if before.isascii() and before.isdigit() and len(before) < 10 else None
    entries, older = history.history(case_id, opened.reader, opened.names, seq)
    url = reverse("case-history", args=[case_id])
    mendable = taken_back.newest(opened.p, opened.standings, who.user_id)
    for one in entries:
        one["at_url"] = f"{reverse('case-at', args=[case_id])}?{urlencode({'seq': one['seq']})}"
        if one["seq"] == mendable:
            one["mend_url"] = reverse("mend", args=[case_id, mendable])
    return page(
        request,
        "cases/history.html",
        {
            **head(opened, "case-history"),
            "entries": entries,
            "inner_url": _inner_url(opened),
            "at_url": reverse("case-at", args=[case_id]),
            "chronology_url": f"{url}?all=1",
            "pager": {"older_url": f"{url}?{urlencode({'before': older})}" if older else ""},
        },
    )


def _chronology(request: HttpRequest, opened: Opened) -> HttpResponse:
    """Everything from the first day on one page, as it is printed."""
    entries, _older = history.history(
        opened.p.case.pk, opened.reader, opened.names, most=history.CHRONOLOGY
    )
    context = {**head(opened, "case-history"), "entries": entries[::-1], "cut": _older}
    return page(request, "cases/chronology.html", context)


@require_safe
@signed_in
def case_papers(request: HttpRequest, who: Viewer, case_id: int) -> HttpResponse:
    """Documents, parties, and who is in the case online."""
    opened = open_case(who, case_id)
    return page(
        request,
        "cases/papers/papers.html",
        {
            **head(opened, "case-papers"),
            **papers.papers(
                opened.p, opened.parties, opened.standings, inner=opened.reader.may_read_inner
            ),
            "may_unmask": may_unmask(opened),
            "agreement": agreed(opened),
        },
    )


@require_safe
@signed_in
def case_hearings(request: HttpRequest, who: Viewer, case_id: int) -> HttpResponse:
    """The hearings of the case, newest first."""
    opened = open_case(who, case_id)
    found = papers.hearings(opened.p, opened.standings)
    context = {**head(opened, "case-hearings"), "hearings": found}
    return page(request, "cases/hearings/of_case.html", context)


@require_safe
@signed_in
def case_fees(request: HttpRequest, who: Viewer, case_id: int) -> HttpResponse:
    """What the case costs, and what was paid."""
    opened = open_case(who, case_id)
    context = {**head(opened, "case-fees"), **papers.money(opened.p, opened.standings)}
    return page(request, "cases/fees.html", context)


@require_safe
@signed_in
def document(request: HttpRequest, who: Viewer, case_id: int, document_id: int) -> HttpResponse:
    """One document: its text, its file, and for the clerk its heading in the catalogue."""
    opened = open_case(who, case_id)
    one = read_document(opened, document_id)
    found = papers.document(one)
    original = copies.is_marked(opened.p, one) and joining.at_desk(opened.standings)
    context = {
        **head(opened, "case-papers"),
        "document": found,
        "handed_out": copies.note(opened.p, one),
        "original_url": f"{found['file']['url']}?original=1" if original and found["file"] else "",
        "sample": opened.p.court.training,
        "headings": materials.headings() if may_catalogue(opened) else [],
        "catalogue_url": reverse("paper-catalogue", args=[case_id, document_id]),
    }
    return page(request, "cases/papers/document.html", context)


def read_document(opened: Opened, document_id: int) -> Document:
    """A document that this person may read, or 404."""
    one = readable_of(opened).select_related("written", "blob").filter(pk=document_id).first()
    if one is None:
        raise Http404
    if one.volume == "inner" and opened.inner is not None:
        reading.note(opened.inner, f"document:{one.pk}")
    if one.kind in HOLDS_PARTICULARS:
        note_particulars(opened, f"document:{one.pk}")
    return one


def note_particulars(opened: Opened, what: str) -> None:
    """Somebody of the court reads particulars in full for the work at hand: logged, not asked."""
    if not opened.is_party:
        reading.give(opened.p.case.pk, opened.who.user_id, "unmask", OWN_WORK, what=what)


def may_unmask(opened: Opened) -> bool:
    """Whether this person may have particulars of parties shown: at the desk of the case."""
    allowed = any(may(one, "unmask") for one in opened.standings)
    return allowed and joining.at_desk(opened.standings)


def _inner_url(opened: Opened) -> str:
    """Where the inner volume is opened, for those it is for who have not."""
    if not opened.may_open_inner or opened.inner is not None:
        return ""
    url = reverse("case-history", args=[opened.p.case.pk])
    return f"{reverse('read-inner', args=[opened.p.case.pk])}?{urlencode({'next': url})}"


def readable_of(opened: Opened) -> DocumentQuerySet:
    """The papers of the case that this person may read now."""
    return papers.readable(opened.p.case.pk, opened.standings, inner=opened.reader.may_read_inner)


def may_catalogue(opened: Opened) -> bool:
    """Whether this person keeps the file of the case in order."""
    return any(cataloguing.may_catalogue(standing) for standing in opened.standings)


def _takes_in(opened: Opened) -> bool:
    return any(Role.CLERK in one.roles for one in opened.standings)


# -- the parts of the page ------------------------------------------------------------------------


def standing(
    opened: Opened, clocks: list[RunningClock], around: Beside, links: list[dict[str, Any]]
) -> dict[str, Any]:
    """Where the case stands: panorama, deadlines, people and incidents. The same code shows it as
    it is now, from the rows, and as it was, from the log."""
    p, clocks = opened.p, _readable(opened, clocks)
    running = _running(p, clocks)
    days = beside.days_of(p.case.pk, p.case.log_seq)
    seen = [one for one in around.pauses if not (opened.is_party and is_kept(one, opened))]
    return {
        "panorama": panorama.panorama(p, clocks, links),
        "clocks": [_clock_row(p, one, opened) for one in running if one.kind != "window"],
        "windows": [_clock_row(p, one, opened) for one in running if one.kind == "window"],
        "finished": [_clock_row(p, clock, opened) for clock in _finished(clocks)],
        "parts": beside.people(around.people, days),
        "pauses": beside.pauses(seen, clocks, opened.names),
    }


def agreed(opened: Opened) -> dict[str, Any] | None:
    """The mediation agreement: the parties' own, and staff's as long as mediation has not failed.

    The mediator keeps it; those who only watch, and whoever tries the case afterwards, do not
    read it (在线调解规则 18).
    """
    mediates = any(Role.MEDIATOR in one.roles for one in opened.standings)
    working = opened.p.place in agreement.AT_MEDIATION and not opened.only_watches
    if opened.from_above or not (opened.is_party or mediates or working):
        return None
    return agreement.agreement(opened.p, opened.names)


def head(opened: Opened, view: str) -> dict[str, Any]:
    """The header that every view of a case shares, with the way to the others."""
    return top(opened) | {"tabs": [] if opened.from_above else _tabs(opened, view)}


def top(opened: Opened) -> dict[str, Any]:
    """What a case is and how it stands, in three lines."""
    p, case_ = opened.p, opened.p.case
    readable = _readable(opened, list(p.clocks.values()))
    lead, light = lights.speaking(readable, p.now)
    trial = next((c for c in readable if c.running and c.kind == "case" and c is not lead), None)
    number = rows.number(case_)
    return {
        "case": case_,
        "number": number,
        "cause": rows.cause(case_),
        "sides": _by_side(opened.parties),
        "court": labels.pick(opened.court.name, opened.court.name_en or opened.court.name),
        "procedure": labels.procedure(case_.procedure),
        "place": "" if lead and lead.code == p.place else labels.place(case_.stands_at),
        "people": "" if opened.from_above else _people(p),
        "light": light,
        "lead": lights.words(lead) if lead else "",
        "trial_light": lights.light(trial, p.now) if trial else None,
        "trial": lights.words(trial) if trial else "",
        "marks": [] if opened.is_party else supervised.marks([case_.pk]).get(case_.pk, []),
        "as_of": labels.moment(p.now),
        "is_party": opened.is_party,
    }


def _people(p: Proceeding) -> str:
    """Who works on the case, on one line."""
    mine = sorted((role, user) for user, role, recused in p.people if not recused)
    names = get_user_model().objects.in_bulk({user for _, user in mine})
    return " · ".join(f"{labels.role(role)} {names.get(user, '')}" for role, user in mine)


def _tabs(opened: Opened, view: str) -> list[dict[str, Any]]:
    """The views of a case, with how much there is in them."""
    case_id = opened.p.case.pk
    words = {
        "case": _("Summary and nodes"),
        "case-papers": _("Papers and people"),
        "case-file": _("E-file"),
        "case-service": _("Service"),
        **({"case-exchange": _("Evidence")} if _has_evidence(opened) else {}),
        "case-hearings": _("Hearings"),
        "case-fees": _("Fees"),
        "case-history": _("History"),
        **({"case-decisions": _("Decisions")} if _decides(opened) else {}),
        **({"deliberation": _("Deliberation")} if _deliberates(opened) else {}),
        **({} if opened.is_party else {"case-notes": _("Private notes")}),
    }
    counts = {
        "case-papers": readable_of(opened).count(),
        "case-hearings": Hearing.objects.filter(case_id=case_id).exclude(result="moved").count(),
    }
    if not opened.is_party:
        mine = notes.readable(case_id, opened.who.user_id, opened.standings)
        counts["case-notes"] = mine.count()
    return [
        {"url": reverse(name, args=[case_id]), "label": label, "current": name == view,
         "count": counts.get(name) or ""}
        for name, label in words.items()
    ]  # fmt: skip


def _decides(opened: Opened) -> bool:
    """Whether drafts of decisions are for this person: those named in the case."""
    return any(one.relation == "assigned" and may(one, "read_inner") for one in opened.standings)


def _has_evidence(opened: Opened) -> bool:
    """Whether evidence is exchanged here, and is for this person at all."""
    registered = opened.p.case.registered_on is not None
    return registered and evidence_items.may_read(opened.standings)


def _deliberates(opened: Opened) -> bool:
    """Whether this person sits in the panel of the case, or keeps its record."""
    return opened.p.case.panel and deliberating.takes_part(opened.p, opened.who.user_id)


def _by_side(parties: list[Party]) -> list[str]:
    found: dict[str, list[str]] = {}
    for party in parties:
        if party.left_on is None:
            found.setdefault(party.side, []).append(party.name)
    return [labels.pair(labels.side(side), _(", ").join(names)) for side, names in found.items()]


def _readable(opened: Opened, clocks: list[RunningClock]) -> list[RunningClock]:
    """The court's own targets are its own business, and preservation is the applicant's. A clock
    that stands still for what the reader may not know says no reason."""
    if not opened.is_party:
        return clocks
    for clock in clocks if opened.hidden else ():
        clock.spans = [[a, b, "" if why in opened.hidden else why] for a, b, why in clock.spans]
    return [
        clock
        for clock in clocks
        if not lights.is_target(clock) and not lights.is_kept_from(clock, opened.party_nos)
    ]


def _running(p: Proceeding, clocks: list[RunningClock]) -> list[RunningClock]:
    """By date; what is overdue and waits for people runs on, and so comes first."""
    running = [c for c in clocks if c.running]
    return sorted(running, key=lambda c: (c.due_at is None, c.due_at or p.now, c.no))


def _finished(clocks: list[RunningClock]) -> list[RunningClock]:
    """Kept or run out, newest first; cancelled ones not at all."""
    over = [c for c in clocks if c.state in ("met", "expired")]
    return sorted(over, key=lambda c: -c.no)


def _clock_row(p: Proceeding, clock: RunningClock, opened: Opened) -> dict[str, Any]:
    return {
        "no": clock.no,
        "words": lights.words(clock),
        "party": opened.names.get(clock.party_no or 0, ""),
        "light": lights.light(clock, p.now),
        "limit": lights.limit(clock),
        "started": labels.day(clock.started_on),
        "due": lights.due_day(clock),
        "citation": citations.marked(clock.citation),
        "running": clock.running,
        "why": lights.why(clock, p.calendar),
    }


def _diversion(opened: Opened) -> dict[str, Any] | None:
    """How a case before its judgment is diverted, and why: for the court's people."""
    node = opened.p.case.node
    if opened.is_party or node is None or node.no > LAST_DIVERTED:
        return None
    found = diverting.diverted(opened.p)
    shown = diversion.shown(found, opened.p.case.procedure, panel=opened.p.case.panel)
    return shown | {"url": reverse("case-assigning", args=[opened.p.case.pk])}


def _next(opened: Opened) -> dict[str, Any] | None:
    if not opened.is_party:
        return None
    nos = opened.party_nos
    sides = frozenset(side for standing in opened.standings for side in standing.sides)
    running = [clock for clock in opened.p.clocks.values() if clock.running]
    hearing = hearings_of([opened.p.case.pk]).get(opened.p.case.pk)
    return next_step(opened.p.case, running, nos, sides, hearing)


def _grouped(opened: Opened, acts: list[Possible]) -> list[dict[str, Any]]:
    """Acts that carry the case on, acts beside, endings, and what is not possible now."""
    groups: dict[str, list[dict[str, str]]] = {"onward": [], "beside": [], "ending": [], "not": []}
    for one in acts:
        groups["not" if one.refused else _kind(one)].append(_act_row(opened.p.case.pk, one))
    folded = {"not"} if opened.is_party else {"beside", "ending", "not"}
    words = {
        "onward": _("At this step"),
        "beside": _("At any step"),
        "ending": _("Withdraw") if opened.is_party else _("End the case"),
        "not": _("Not possible now"),
    }
    return [
        {"code": kind, "label": words[kind], "acts": found, "folded": kind in folded}
        for kind, found in groups.items()
        if found
    ]


def _act_row(case_id: int, one: Possible) -> dict[str, str]:
    return {
        "label": one.words,
        "url": one.url(case_id),
        "reason": labels.refusal(one.refused) if one.refused else "",
    }


def _main(opened: Opened, acts: list[Possible]) -> Possible | None:
    """The act that this person's office is expected to do here, if it is possible now."""
    expected = [
        main_act(opened.p.place, role, opened.p.case)
        for standing in opened.standings
        for role in standing.roles
    ]
    open_now = [one for one in acts if one.refused is None]
    return next((one for one in open_now if one.act in expected), None)


def _kind(one: Possible) -> str:
    if one.act.to in OUTCOMES:
        return "ending"
    of_this_place = one.act.to is not None or len(one.act.at) <= FEW_PLACES
    return "onward" if of_this_place else "beside"


def _desk_url(opened: Opened) -> str:
    """Where a clerk looks at a filing that waits."""
    clerk = any(Role.CLERK in one.roles for one in opened.standings)
    waits = clerk and opened.p.place == "filing_review"
    return reverse("desk-filing", args=[opened.p.case.pk]) if waits else ""


def _drafts(opened: Opened) -> list[dict[str, str]]:
    """Class B: what time prepared and a judge decides."""
    if opened.is_party:
        return []
    case_id = opened.p.case.pk
    found = Draft.objects.filter(case_id=case_id, closed_seq=None)
    return [
        {
            "proposes": labels.proposed(draft.proposes),
            "url": reverse("act", args=[case_id, draft.act]),
            "act": labels.act(draft.act),
        }
        for draft in found
        if any(standing.roles & ACTS[draft.act].by for standing in opened.standings)
    ]


def _authorities(opened: Opened) -> list[dict[str, Any]]:
    """Who acts for the parties: for the party itself, and for the clerks who check the papers."""
    if not opened.is_party and not any(Role.CLERK in one.roles for one in opened.standings):
        return []
    return authorities.of_case(opened.p.case.pk, opened.who, opened.is_party)


def _set_aside(opened: Opened) -> str:
    """Why the sweep leaves the case alone; nothing for the parties, and where it does not."""
    row = SetAside.objects.filter(case_id=opened.p.case.pk).first()
    return "" if opened.is_party or row is None else labels.why_set_aside(row.reason)
