"""Archiving 归档: what the file lacks is named first; without it nothing is archived but for a
reason that is kept."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from cases.acts.papers.paging import order_for
from cases.acts.service import ruled, serving
from cases.law.completeness import BY_JUDGMENT, Contents, Missing, Rule, Served, missing
from cases.law.nodes import NODES
from cases.law.outcomes import DAYS, OUTCOMES
from cases.law.refusals import NotInTable, Refusal
from cases.materials.catalogue import HEADINGS
from cases.models import (
    Document,
    Entry,
    Hearing,
    HearingRecord,
    Party,
    PartyLink,
    Payment,
    RecordWord,
    Service,
    ServiceStep,
)
from cases.procedure import Deed, leaves
from cases.proceeding import Proceeding
from cases.queries import Query, one_of
from cases.writing.table import FORMS

_SERVED = {
    "complaint": ("起诉状副本", "complaint"), "judgment": ("判决书", "judgment"),
    "ruling": ("裁定书", "ruling"), "mediation_statement": ("调解书", "mediation statement"),
    "complaint_before": ("变更前的起诉状副本", "complaint before the change"),
}  # fmt: skip
PLACES = NODES.keys() | OUTCOMES.keys()
_WHO_IT_IS = frozenset({"licence", "representative"})


_COMPLAINTS = ("complaint", "complaint_before")

_PARTIES = Query(lambda case: Party.objects.filter(case_id=case).defer("address"))
_PAPERS = Query(
    lambda case: Document.objects.filter(case_id=case, void_seq=None).order_by()
    .values_list("kind", "party_no")
)  # fmt: skip
_LINKS = Query(
    lambda case: PartyLink.objects.filter(party__case_id=case)
    .values_list("party__no", "authority", "confirmed_at")
)  # fmt: skip
_SERVICES = Query(
    lambda case: Service.objects.filter(case_id=case, effective_on__isnull=False).order_by("pk")
)
_SHOWN = Query(
    lambda case: ServiceStep.objects.filter(service__case_id=case, evidence__isnull=False)
    .values_list("service_id", flat=True)
)  # fmt: skip
_CAME_TO = Query(
    lambda case: Entry.objects.filter(
        case_id=case, stands_at__in=[code for code in OUTCOMES if code != "archived"]
    ).order_by("-seq").values_list("stands_at", flat=True)[:1]
)  # fmt: skip
_HELD = Query(
    lambda case: Hearing.objects.filter(case_id=case, result="held", exchanges=None)
    .values_list("pk", flat=True)
)  # fmt: skip
_RECORDS = Query(
    lambda case: HearingRecord.objects.filter(hearing__case_id=case, closed_at__isnull=False)
    .values_list("pk", flat=True)
)  # fmt: skip
_WORDS = Query(
    lambda records: RecordWord.objects.filter(record_id=one_of(records))
    .exclude(kind="correction").values_list("record_id", "party_no")
)  # fmt: skip
_PAID = Query(lambda case: Payment.objects.filter(case_id=case).values_list("amount", flat=True))


_OUT_OF_ARCHIVING = frozenset(NODES["closing_archiving"].leads_to)


@leaves("begin_archiving")
def no_right_dies_with_the_file(p: Proceeding, deed: Deed) -> None:
    if refusal := too_early(p):
        raise refusal


def too_early(p: Proceeding) -> Refusal | None:
    """What keeps a case from being archived yet: a right of some days that leads where no way goes
    from there (an appeal, the application for confirmation), and a party that a ruling has still
    to reach. Rights of months and years survive archiving and are used from there."""
    rights = OUTCOMES[p.place].windows if p.place in OUTCOMES else ()
    for window in rights:
        is_lost = window.leads_to in PLACES and window.leads_to not in _OUT_OF_ARCHIVING
        running = p.running(window.code) if is_lost and window.limit.unit is DAYS else []
        if running:
            last = max(str(clock.due_on or "—") for clock in running)
            return Refusal("right_still_open", right_zh=window.zh, right_en=window.en, last=last)
    if p.place in ruled.STANDS and (left := ruled.waiting(p, "ruling_served")):
        return Refusal("not_all_served", names=serving.names(p, left))
    return None


@leaves("apply_execution", "accept_confirmation")
def goes_on_from_its_outcome(p: Proceeding, deed: Deed) -> None:
    """Out of the archive a case goes only where what it had come to leads."""
    came_to = OUTCOMES.get(_outcome(p)) if p.place in ("closing_archiving", "archived") else None
    if came_to is not None and deed.act.to not in came_to.next:
        raise NotInTable("not_here", place=came_to.zh, act=deed.act.zh)


@leaves("archive")
def is_complete_or_says_why(p: Proceeding, deed: Deed) -> None:
    """Raises Refusal where something is missing and nobody says why (立卷归档办法)."""
    lacks = lacking(p)
    if lacks and not str(deed.data.get("note") or "").strip():
        raise Refusal("file_incomplete")
    if lacks:
        deed.facts["lacks"] = [rule.code for rule, _ in lacks]


def lacking(p: Proceeding) -> list[tuple[Rule, Missing]]:
    """What the file of a case lacks as it stands."""
    return missing(contents(p))


def contents(p: Proceeding) -> Contents:
    """What the case has come to and what its file holds."""
    case, case_id = p.case, p.case.pk
    parties = {one.no: one for one in _PARTIES(case_id)}
    here = {no: one.name for no, one in parties.items() if one.left_on is None}
    papers, links = _PAPERS(case_id), _LINKS(case_id)
    kinds = frozenset(kind for kind, _ in papers)
    sued = {no: name for no, name in here.items() if parties[no].side == "defendant"}
    services = _SERVICES(case_id)
    told = {one.party_no for one in services if one.document in _COMPLAINTS and not one.paper_id}
    outcome = _outcome(p)
    held, closed, unsigned = _records(case_id, here)
    return Contents(
        order=order_for(case), outcome=outcome, kinds=kinds, cause=case.cause_code,
        registered=case.registered_on is not None, fee=case.fee or Decimal(0),
        paid=sum(_PAID(case_id), Decimal(0)), defendants=tuple(sued.values()),
        told=frozenset(name for no, name in sued.items() if no in told),
        served=_served(case_id, services, here), hearings_held=held, records_closed=closed,
        unsigned=unsigned, agents=_agents(links, here, papers), panel=case.panel,
        deliberated=outcome in BY_JUDGMENT,
        organisations=tuple(
            here[no] for no in sorted({no for no, _, _ in links})
            if no in here and parties[no].is_organisation
            and not any(kind in _WHO_IT_IS and by == no for kind, by in papers)
        ),
    )  # fmt: skip


def _outcome(p: Proceeding) -> str:
    """The outcome the case last came to."""
    if p.place in OUTCOMES and p.place != "archived":
        return p.place
    return _CAME_TO.first(p.case.pk) or ""


def _served(case_id: int, services: list[Service], names: dict[int, str]) -> tuple[Served, ...]:
    shown = set(_SHOWN(case_id))
    return tuple(
        Served(_words(one.document), names[one.party_no], bool(one.proof_id) or one.pk in shown)
        for one in services
        if one.party_no in names
    )


def _words(document: str) -> tuple[str, str]:
    named = FORMS.get(document) or HEADINGS.get(document)
    return _SERVED.get(document) or ((named.zh, named.en) if named else ("文书", "document"))


def _records(case_id: int, names: dict[int, str]) -> tuple[int, int, tuple[str, ...]]:
    """Hearings held, records closed, and who has said nothing to a closed one."""
    by_record: dict[int, set[int]] = {pk: set() for pk in _RECORDS(case_id)}
    for record_id, no in _WORDS(list(by_record)) if by_record else ():
        by_record[record_id].add(no)
    silent = {no for done in by_record.values() for no in names if no not in done}
    return len(_HELD(case_id)), len(by_record), tuple(names[no] for no in sorted(silent))


def _agents(
    links: list[tuple[int, str, datetime | None]], names: dict[int, str],
    papers: list[tuple[str, int | None]],
) -> tuple[str, ...]:  # fmt: skip
    shown = {by for kind, by in papers if kind == "authority"}
    acted_for = {no for no, authority, confirmed in links
                 if authority in ("general", "special") and confirmed}  # fmt: skip
    return tuple(names[no] for no in sorted(acted_for) if no in names and no not in shown)
