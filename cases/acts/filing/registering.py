"""Filing 立案: how a case comes to a court, gets its number, and starts its trial limit."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.contrib.auth import get_user_model
from django.utils import timezone

from cases import loading, procedure
from cases.acts.exhibits import carrying
from cases.acts.fees import charges, payments
from cases.acts.papers import handing_on
from cases.law.causes import by_code
from cases.law.identity import same_name
from cases.law.nodes import Bound, Rule
from cases.law.on_paper import Paper
from cases.law.periods import Limit, Unit, closing, local_date
from cases.law.procedures import FIRST_INSTANCE, PAID_BY_WHO_ASKED, Origin, Procedure
from cases.law.refusals import BadValue, Refusal
from cases.law.roles import Role
from cases.law.serving import Consent
from cases.materials import trays
from cases.models import (
    Case,
    CaseRole,
    Court,
    Document,
    Grant,
    Link,
    Party,
    PartyLink,
    ServiceAddress,
)
from cases.models.fields import bigrams, blind_index
from cases.procedure import Deed, Done, arriving, leaves
from cases.procedure.acting import DESK
from cases.procedure.repeats import once, repeated, request_digest
from cases.proceeding import Actor, Proceeding

FIRST_NODE = {Origin.FOREIGN_TITLE: ("execution_filing", "execution_applied")}
"""Where a case begins if not at filing review: (node, start event)."""


@dataclass
class NewParty:
    """A party as typed on the form."""

    side: str
    name: str
    is_organisation: bool = False
    is_foreign: bool = False
    id_number: str = ""
    phone: str = ""
    address: str = ""
    user_id: int | None = None
    authority: str = "self"
    agent: str = ""
    """What kind of agent (CPL 61), where the person is one."""
    until: date | None = None
    """The last day of the authority, if it does not last to the end of the case."""
    takes_papers_online: bool = False
    """Whether it agreed to electronic service when it filed (在线诉讼规则 29)."""
    served_as: tuple[int, int] | None = None
    """The case and the number from which its address for service is taken over (解释 137)."""


@dataclass
class NewPaper:
    """A paper handed in with a filing."""

    kind: str
    title: str
    text: str


@dataclass
class NewCase:
    """What a filing says."""

    court: Court
    cause_code: str
    parties: list[NewParty]
    facts: str = ""
    claims: str = ""
    amount: Decimal | None = None
    origin: Origin = Origin.FILED
    procedure: Procedure = Procedure.SUMMARY
    confidential: bool = False
    document: str = ""
    dispute_id: Any = None
    papers: list[NewPaper] = field(default_factory=list)
    """Empty: the complaint is what the claims and the facts say."""
    tray: UUID | None = None
    """Where the files are that come with it; one that is not ready is not handed in."""
    file_of: handing_on.FileOf | None = None
    """The case whose whole file comes along, in place of papers of its own."""
    exhibits_of: handing_on.FileOf | None = None
    """The case whose exhibits come along, where its file does not."""
    facts_of: dict[str, Any] = field(default_factory=dict)
    paper: Paper | None = None
    """How the complaint came, where the desk enters it from paper."""


def file_case(
    new: NewCase, *, by: Actor, at: datetime | None = None, key: str | None = None
) -> Done:
    """Take in a complaint, an appeal, an application: a new case at its first node.

    Raises Refusal for a filing that names no parties, an unknown cause or a bad amount.
    """
    _check(new)
    said = {
        "parties": [(party.side, party.name) for party in new.parties],
        "cause": new.cause_code,
        "facts": new.facts,
        "claims": new.claims,
        "amount": new.amount,
    }
    request = request_digest(0, "file", said)
    return once(by, key, request, lambda: _file(new, by, at, key, request))


def _file(new: NewCase, by: Actor, at: datetime | None, key: str | None, request: str) -> Done:
    if key and (found := repeated(by, key, request)):
        return found
    p = _open(new, by, at, key, request)
    procedure.step_time(p, p.now if at is None else p.at, live=at is None)
    procedure.finish([p], last=True)
    return Done(p.case.pk, p.case.log_seq, p.place, p.case.version)


def _check(new: NewCase) -> None:
    by_code(new.cause_code)
    sides = {party.side for party in new.parties}
    if not {"plaintiff", "defendant"} <= sides and new.origin is Origin.FILED:
        raise BadValue(
            field="当事人", problem_zh="原告和被告均须填写。",
            problem_en="Name a plaintiff and a defendant.",
        )  # fmt: skip
    for party in new.parties:
        if not party.name.strip() or len(party.name) > 200:
            raise BadValue(
                field="当事人姓名", problem_zh="应为1至200字。", problem_en="1 to 200 characters."
            )
    check_names({x.user_id: x.name for x in new.parties if x.user_id and x.authority == "self"})
    if new.amount is not None and not Decimal(0) <= new.amount < Decimal(10) ** 14:
        raise BadValue(
            field="金额", problem_zh="应为不小于零的金额。", problem_en="An amount of zero or more."
        )


def check_names(in_person: dict[int, str]) -> None:
    """In person is in a case only who the register knows under the party's name (CPL 61-62).

    ``in_person``: by user the name of the party. Raises Refusal (not_the_party).
    """
    known = get_user_model().objects.filter(pk__in=in_person).exclude(real_name="")
    for pk, real_name in known.values_list("pk", "real_name"):
        if not same_name(real_name, in_person[pk]):
            raise Refusal("not_the_party", name=in_person[pk])


def _open(
    new: NewCase, by: Actor, at: datetime | None, key: str | None, request: str
) -> Proceeding:
    now = loading.effective_now(new.court.group_id)
    moment = at or (new.paper.arrived_at if new.paper else now)
    if new.paper is not None and (reason := new.paper.problem(new.paper.arrived_at, now)):
        raise Refusal(reason)
    if at is not None and not new.court.group.is_training:
        raise Refusal("at_not_training")
    if moment > now:
        raise Refusal("at_in_future")
    node, event = FIRST_NODE.get(new.origin, ("filing_review", "papers_received"))
    case = Case(
        court=new.court, stands_at=node, version=1, procedure=new.procedure.value,
        origin=new.origin.value, cause_code=new.cause_code, amount=new.amount,
        is_foreign=any(party.is_foreign for party in new.parties), filed_at=moment,
        entered_at=moment, confidential=new.confidential, document=new.document,
    )  # fmt: skip
    if new.dispute_id is not None:
        case.dispute_id = new.dispute_id
    case.save(force_insert=True)
    _add_parties(case, new.parties, moment)
    papers: list[Document] = []
    told = "\n\n".join(part for part in (new.claims, new.facts) if part)
    for paper in new.papers or ([NewPaper("complaint", "起诉状", told)] if told else []):
        by_party = 1 if new.papers else None
        papers.append(Document.objects.create(
            case=case, received_at=moment, seq=1, party_no=by_party, **vars(paper)
        ))  # fmt: skip
    files, handed_in = _take_files(new, case, by, moment)
    [p] = loading.load([case.pk])
    p.at = moment
    p.brings(*papers, *handed_in)
    if new.confidential and new.file_of is not None:
        _name_a_clerk(p)
    p.entered.append(("", node))
    p.start(event)
    p.declare("procedure", "origin", "amount", "document", "is_foreign", "confidential", "panel")
    p.log("file", by, key=key, request=request,
          facts={"court": new.court.pk, "cause": new.cause_code, "parties": len(new.parties),
                 "origin": new.origin.value, "procedure": new.procedure.value,
                 "dispute": str(case.dispute_id), **files, **new.facts_of,
                 **(new.paper.facts if new.paper else {})})  # fmt: skip
    p.tell("entry:1", "file", [f"party:{x.no}" for x in p.parties] + ["role:clerk"])
    return p


def _take_files(
    new: NewCase, case: Case, by: Actor, moment: datetime
) -> tuple[dict[str, Any], list[Document]]:
    """The files become documents; the log holds their ids and digests."""
    if new.file_of is not None:
        return handing_on.bring(new.file_of, case)
    if new.exhibits_of is not None:
        return handing_on.bring_exhibits(new.exhibits_of, case)
    if new.tray is None:
        return {}, []
    papers = trays.adopt(
        new.tray, case=case, party_no=1, received_at=moment, seq=1, owner_id=by.person, leave=True
    )
    return ({"documents": trays.facts(papers)} if papers else {}), papers


def _add_parties(case: Case, parties: list[NewParty], moment: datetime, first: int = 1) -> None:
    for no, new in enumerate(parties, first):
        party = Party.objects.create(
            case=case, no=no, side=new.side, name=new.name.strip(),
            name_bigrams=bigrams(new.name), is_organisation=new.is_organisation,
            is_foreign=new.is_foreign, id_number=new.id_number,
            id_index=blind_index(new.id_number), phone=new.phone,
            phone_index=blind_index(new.phone), address=new.address,
        )  # fmt: skip
        _keep_service_address(party, new, moment)
        if new.user_id is not None:
            PartyLink.objects.create(
                party=party, user_id=new.user_id, authority=new.authority, valid_from=moment,
                agent=new.agent, valid_until=closing(new.until) if new.until else None,
                confirmed_at=timezone.now() if new.authority == "self" else None,
            )  # fmt: skip


def _keep_service_address(party: Party, new: NewParty, moment: datetime) -> None:
    """Where the party takes its papers, from the filing or from the case before this one."""
    kept: ServiceAddress | None = None
    if new.served_as is not None:
        case_id, no = new.served_as
        kept = ServiceAddress.objects.filter(case_id=case_id, party_no=no).last()
    elif new.takes_papers_online:
        kept = ServiceAddress(
            ground=Consent.EXPRESS.value, phone=new.phone, phone_index=blind_index(new.phone),
            address=new.address, by_id=new.user_id,
        )  # fmt: skip
    if kept is not None:
        kept.pk, kept.case_id, kept.party_no = None, party.case_id, party.no
        kept.on, kept.seq = local_date(moment), 1
        kept.save(force_insert=True)


def open_linked(
    p: Proceeding, court: Court, *, kind: str, origin: Origin, procedure_: Procedure,
    swap: bool = False, document: str = "", panel: bool = True, with_file: bool = False,
) -> Case:  # fmt: skip
    """A linked case in this or another court, with the same parties; sides may be swapped."""
    stay = list(Party.objects.filter(case_id=p.case.pk, left_on=None))
    numbers = {x.no: no for no, x in enumerate(stay, 1)}
    parties = [
        NewParty(
            side={"plaintiff": "defendant", "defendant": "plaintiff"}.get(x.side, x.side)
            if swap else x.side,
            name=x.name, is_organisation=x.is_organisation, is_foreign=x.is_foreign,
            id_number=x.id_number, phone=x.phone, address=x.address,
            served_as=(p.case.pk, x.no),
        )
        for x in stay
    ]  # fmt: skip
    file = handing_on.FileOf(p.case.pk, numbers)
    new = NewCase(
        court=court, cause_code=p.case.cause_code, parties=parties, amount=p.case.amount,
        origin=origin, procedure=procedure_, document=document, dispute_id=p.case.dispute_id,
        confidential=p.case.confidential,
        file_of=file if with_file else None,
        exhibits_of=file if kind in carrying.WITH else None,
        facts_of={"linked_to": p.case.pk, "kind": kind},
    )  # fmt: skip
    linked = _open(new, Actor.time(), p.at if p.court.training else None, None, "")
    linked.set(panel=panel and procedure_ not in (Procedure.SUMMARY, Procedure.SMALL_CLAIMS))
    if linked.has_changes:
        linked.log("set_panel", Actor.time())
    _copy_links(p.case, linked.case, numbers)
    Link.objects.create(source=p.case, target=linked.case, kind=kind)
    procedure.finish([linked])
    return linked.case


def _name_a_clerk(linked: Proceeding) -> None:
    """Somebody has to work on a confidential case, and nobody sees it who does not."""
    on = linked.on
    offices = Grant.objects.filter(
        court_id=linked.case.court_id, role=Role.CLERK.value, valid_from__lte=on
    ).exclude(valid_until__lt=on)
    first = offices.order_by("pk").values_list("user_id", flat=True).first()
    if first is not None:
        linked.keep(CaseRole(
            case_id=linked.case.pk, user_id=first, role=Role.CLERK.value, since_seq=linked.seq
        ))  # fmt: skip
        linked.people = [*linked.people, (first, Role.CLERK.value, False)]


def _copy_links(source: Case, target: Case, numbers: dict[int, int]) -> None:
    """``numbers``: of each party there its number here; whoever has left there has none."""
    parties = {party.no: party for party in Party.objects.filter(case=target)}
    for link in PartyLink.objects.unended().filter(party__case=source).select_related("party"):
        PartyLink.objects.get_or_create(
            party=parties[numbers[link.party.no]], user_id=link.user_id,
            defaults={"authority": link.authority, "valid_from": link.valid_from,
                      "agent": link.agent, "valid_until": link.valid_until,
                      "confirmed_at": link.confirmed_at},
        )  # fmt: skip


def give_role(p: Proceeding, role: Role, user_id: int) -> None:
    """Name somebody for this case; whoever held the role before holds it no longer."""
    if not loading.holds_office(user_id, role, p.case.court_id):
        raise BadValue(
            field=role.zh,
            problem_zh="此人没有该职务。",
            problem_en="This person does not hold the office.",
        )
    for user, held, recused in p.people:
        if held == role and not recused:  # whoever is recused stays so
            which = {"user_id": user, "role": role.value, "ended_seq": None}
            p.amend(CaseRole, which, ended_seq=p.seq)
    p.keep(CaseRole(case_id=p.case.pk, user_id=user_id, role=role.value, since_seq=p.seq))
    others = [x for x in p.people if x[1] != role.value or x[2]]
    p.people = [*others, (user_id, role.value, False)]


# -- what the acts of filing leave behind -----------------------------------------------------


@leaves("register", "decline_mediation", "end_mediation")
def choose_procedure(p: Proceeding, deed: Deed) -> None:
    """Registering fixes the procedure; appeals and retrials have theirs."""
    if (chosen := deed.data.get("procedure")) and p.procedure in FIRST_INSTANCE:
        remanded = p.case.origin in (Origin.REMANDED, Origin.ORDERED, Origin.EXECUTION_OBJECTION)
        p.set(procedure=Procedure.ORDINARY.value if remanded else chosen)
    if deed.data.get("panel") is not None and p.procedure is Procedure.ORDINARY:
        p.set(panel=bool(deed.data["panel"]))
    elif p.procedure not in (Procedure.SUMMARY, Procedure.SMALL_CLAIMS, Procedure.ORDINARY):
        p.set(panel=True)
    p.set(registered_on=deed.on)


@arriving("fee_payment")
def registers(p: Proceeding, source: str) -> None:
    """立案: leaving filing review or mediation issues the number and starts the trial limit."""
    if p.running(kind="case"):
        return
    if p.case.registered_on is None:
        p.set(registered_on=p.on)
    registered = p.case.registered_on
    assert registered is not None
    p.set(fee=payments.fee_due(p))
    if p.procedure in PAID_BY_WHO_ASKED:
        charges.ask_each(p)
    p.issue_number(p.procedure.number_type, leading=True)
    received = p.procedure is Procedure.RETRIAL_REVIEW
    p.open_case_clock(local_date(p.case.filed_at) if received else registered)


@arriving("fee_payment")
def notice_of_the_fee_is_owed(p: Proceeding, source: str) -> None:
    """By an act the notice goes out with the registration; by operation of law it is still to be
    sent, and only with it do the days to pay begin (费用办法 22)."""
    ended = (c for c in p.clocks.values() if (c.state, c.closed_seq) == ("expired", p.seq))
    if p.case.fee and any(clock.node == source for clock in ended):
        p.start("registered_by_law")
        p.tell(f"entry:{p.seq}", "fee_notice_owed", DESK)


@arriving("mediation_intake")
def numbers_mediation(p: Proceeding, source: str) -> None:
    if not p.case.number:
        p.issue_number("诉前调", leading=True)


@arriving("judicial_confirmation")
def numbers_confirmation(p: Proceeding, source: str) -> None:
    p.issue_number("诉前调确" if p.case.number else "民特", leading=not p.case.number)


@leaves("return_for_correction")
def sets_correction_time(p: Proceeding, deed: Deed) -> None:
    """The court sets the time, from 3 to 30 days (登记立案 7)."""
    days = deed.data.get("days")
    if days is None:
        return
    if not 3 <= int(days) <= 30:
        raise Refusal("days_3_to_30")
    p.instead["correction_notice_served"] = Rule(
        Limit(int(days), Unit.CALENDAR_DAYS), Bound.SET_BY_COURT_3_TO_30, "登记立案 7; 解释 126"
    )


@arriving("filing_correction")
def own_correction_time(p: Proceeding, source: str) -> None:
    p.set(came_from=source)


@leaves("submit_correction", "resubmit_execution", "return_filing", "refuse_filing",
        "refuse_execution")  # fmt: skip
def goes_back_where_it_came_from(p: Proceeding, deed: Deed) -> None:
    """From a correction a case only returns to the node that ordered it (law 9, guard 8)."""
    if p.place != "filing_correction":
        return
    execution = p.case.came_from == "execution_filing"
    wants_execution = deed.act.code in ("resubmit_execution", "refuse_execution")
    if execution is not wants_execution and not (execution and deed.act.code == "return_filing"):
        raise Refusal("not_here", place="补正材料", act=deed.act.zh)
