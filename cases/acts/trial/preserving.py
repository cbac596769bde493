"""Preservation and investigation orders: ruled on, carried out, renewed, looked at again, ended."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from cases import loading
from cases.acts.papers import deciding, on_paper
from cases.acts.papers.writing import digest, text_of
from cases.acts.time.incidents import end_one
from cases.law.nodes import Bound, Rule
from cases.law.periods import Limit, Unit
from cases.law.preserving import ASK_AGAIN_DAYS, INVESTIGATION_DAYS, RULING_TITLE, most_security
from cases.law.refusals import Refusal
from cases.law.running import RunningClock
from cases.models import Document, Draft, Entry, Party, Service, Written
from cases.procedure import Deed, leaves
from cases.proceeding import OpenIncident, Proceeding
from cases.writing import engine
from cases.writing.table import FORMS, fields_of

TO_SUE = "sue_after_preservation"
"""Thirty days from the first measure, or it has to be released (CPL 104)."""
MEDIATED = "mediation_intake"
"""The clock that opens when a complaint goes to mediation before it is registered."""
URGENT, ORDINARY = "urgent_preservation", "preservation"


def _asked(p: Proceeding) -> OpenIncident:
    """The application that is decided; an urgent one first."""
    for kind in (URGENT, ORDINARY):
        for incident in p.open_incidents:
            if incident.kind == kind:
                return incident
    raise Refusal("nothing_to_preserve")


def _name(p: Proceeding, no: int | None) -> str:
    found = Party.objects.filter(case_id=p.case.pk, no=no or 0).first()
    return found.name if found is not None else ""


def _quietly(deed: Deed, applicant: int | None) -> None:
    deed.quiet, deed.answers = True, applicant
    if applicant is not None:
        deed.facts["for"] = applicant


@leaves("take_security")
def secures(p: Proceeding, deed: Deed) -> None:
    """The five days to rule begin again with the security (保全规定 4); more than the law allows is
    not asked for (保全规定 5)."""
    incident = _asked(p)
    preserved = Decimal(str(deed.data["preserved"]))
    given = Decimal(str(deed.data.get("security") or 0))
    in_suit = p.case.registered_on is not None
    most = most_security(preserved, in_suit=in_suit)
    if given > most:
        raise Refusal("security_too_much", most=f"{most}")
    if not in_suit and given < preserved and not str(deed.data.get("note") or "").strip():
        raise Refusal("security_too_little", least=f"{preserved}")
    _quietly(deed, incident.party_no)
    if incident.kind == ORDINARY:
        mine = p.running(ORDINARY, kind="incident")
        for clock in [one for one in mine if one.party_no == incident.party_no]:
            p.open(clock.rule, kind="incident", code=ORDINARY, node=p.place, event="secured",
                   start=deed.on, expiry=clock.expiry, party_no=clock.party_no)  # fmt: skip


@leaves("rule_on_preservation")
def rules(p: Proceeding, deed: Deed) -> None:
    """The ruling ends the court's time; an ordinary one is begun within five days more."""
    incident = _asked(p)
    granted = deed.data["verdict"] == "granted"
    paper = deciding.leave(
        p, deed, "ruling_preservation", asked_by=_name(p, incident.party_no), granted=granted,
        what=str(deed.data.get("asset") or ""), reason=str(deed.data.get("why") or ""),
    )  # fmt: skip
    # Nobody but the applicant reads it before it is carried out.
    paper.kind, paper.party_no = "quiet_request", incident.party_no
    _quietly(deed, incident.party_no)
    end_one(p, incident, deed.on)
    if not granted:
        return
    if incident.kind == URGENT:  # 裁定采取保全措施的，应当立即开始执行
        at_once = Rule(Limit(24, Unit.HOURS), Bound.COURT_AT_MOST, "保全规定 4; court target")
        p.open(at_once, kind="sub", code="preservation_start", node=p.place,
               event="preservation_granted", start=p.at, expiry="C",
               party_no=incident.party_no)  # fmt: skip
    else:
        p.start("preservation_granted", deed.on, p.party(incident.party_no))


@leaves("take_measure")
def preserves(p: Proceeding, deed: Deed) -> None:
    """Carried out: the measure lasts as long as its kind of thing (解释 485), and now both sides
    hear of it; five days to ask for another look (CPL 111)."""
    ruling = _to_carry_out(p, deed.data.get("party"))
    if ruling.kind == "quiet_request":
        Document.objects.filter(pk=ruling.pk).update(party_no=None)
        Document.objects.filter(pk=ruling.pk).put_under("ruling")
        deed.facts["opened"] = [ruling.seq]
    applicant = p.party(_ruled(p, ruling).get("for"))
    p.start(str(deed.data["kind"]), deed.on, applicant)
    if not _complaint_is_in(p) and not p.running(TO_SUE):
        p.start("preserved_before_suit", deed.on, applicant)


def _complaint_is_in(p: Proceeding) -> bool:
    """Registered, or received and sent to mediation first: who has sued has nothing more to do in
    the thirty days (CPL 104), however long mediation takes."""
    return p.case.registered_on is not None or loading.had_clock(p, code=MEDIATED)


def _ruled(p: Proceeding, ruling: Document) -> dict[str, Any]:
    """What the entry of a ruling says: its verdict, and for whom."""
    entry = Entry.objects.filter(case_id=p.case.pk, seq=ruling.seq).first()
    facts: dict[str, Any] = entry.said["facts"] if entry is not None else {}
    return facts


def _to_carry_out(p: Proceeding, applicant: int | None) -> Document:
    """The granted ruling that is carried out: one that was not yet, else one of those that were;
    of several applicants' the one named. Nothing is taken on a refusal (CPL 103)."""
    rulings = Document.objects.filter(
        case_id=p.case.pk, kind__in=("quiet_request", "ruling"), title=RULING_TITLE, void_seq=None
    ).order_by("pk")
    granted = [(one, _ruled(p, one)) for one in rulings]
    granted = [(one, said) for one, said in granted if said.get("verdict") == "granted"]
    if applicant is not None:
        granted = [(one, said) for one, said in granted if said.get("for") == applicant]
    if not granted:
        raise Refusal("nothing_ruled")
    waiting = [pair for pair in granted if pair[0].kind == "quiet_request"]
    if len({said.get("for") for _, said in waiting or granted}) > 1:
        raise Refusal("whose_preservation")
    return (waiting or granted)[0][0]


def measure_of(p: Proceeding, deed: Deed) -> RunningClock:
    """The measure that the act names. Raises Refusal where it runs no longer."""
    clock = p.clocks.get(int(deed.data["measure"]))
    if clock is None or not clock.running or clock.kind != "measure":
        raise Refusal("measure_over")
    return clock


@leaves("renew_measure")
def renews(p: Proceeding, deed: Deed) -> None:
    """For as long again, from where it ends (解释 485); asked for less than seven days before it is
    taken and marked (保全规定 18)."""
    old = measure_of(p, deed)
    assert old.due_on is not None
    deed.facts["late"] = deed.on > old.due_on - timedelta(days=ASK_AGAIN_DAYS)
    p.close([old], "met")
    new = p.open(
        old.rule, kind="measure", code=old.code, node=p.place, event="measure_renewed",
        start=old.due_on, expiry=old.expiry, party_no=old.party_no, restart=False,
    )  # fmt: skip
    deed.facts["clock"] = new.no
    deciding.leave(
        p, deed, "ruling_renewal", asked_by=_name(p, old.party_no),
        what=str(deed.data.get("asset") or ""), before=deciding.day(old.due_on),
        after=deciding.last_day(p, new.no),
    )  # fmt: skip


@leaves("ask_release")
def asks_release(p: Proceeding, deed: Deed) -> None:
    """Answered within five days, where it is urgent within 48 hours (保全规定 23)."""
    measure_of(p, deed)
    if deed.data.get("urgent"):
        limit = Limit(48, Unit.HOURS)
        p.open(Rule(limit, Bound.COURT_AT_MOST, "保全规定 23"), kind="sub", code="release_decision",
               node=p.place, event="release_asked", start=p.at, expiry="C")  # fmt: skip
        deed.stays = True


@leaves("decide_release")
def releases(p: Proceeding, deed: Deed) -> None:
    clock = measure_of(p, deed)
    if deed.data["verdict"] == "granted":
        p.close([clock], "met")
        _nothing_left(p)
        deciding.leave(
            p, deed, "ruling_release", reason=str(deed.data.get("why") or ""),
            what=str(deed.data.get("asset") or ""),
        )  # fmt: skip


def _nothing_left(p: Proceeding) -> None:
    """With the last measure the time to sue is over, and what was prepared for it."""
    if any(one.running and one.kind == "measure" for one in p.clocks.values()):
        return
    for clock in p.running(TO_SUE):
        p.amend(Draft, {"clock_no": clock.no, "closed_seq": None}, closed_seq=p.seq)
    p.meet(TO_SUE)


@leaves("ask_reconsideration")
def asks_again(p: Proceeding, deed: Deed) -> None:
    """Within five days of receiving the ruling, granted or refused; it stops nothing (CPL 111;
    解释 171; 保全规定 25). Whom it was not served on may still ask."""
    party = int(deed.on_behalf_of or deed.data.get("party") or 0)
    mine = [c for c in p.running("reconsideration_period") if c.party_no == party]
    ruled = Service.objects.filter(case_id=p.case.pk, party_no=party, paper__title=RULING_TITLE)
    posted = on_paper.in_time(p, deed, "reconsideration_period", party)
    if not mine and not posted and ruled.exclude(effective_on=None).exists():
        raise Refusal("too_late_to_reconsider")
    p.close(mine, "met")


@leaves("decide_reconsideration")
def looks_again(p: Proceeding, deed: Deed) -> None:
    if not p.running("reconsideration"):
        raise Refusal("nothing_asked")
    deciding.leave(
        p, deed, "ruling_reconsidered", granted=deed.data["verdict"] == "granted",
        reason=str(deed.data.get("why") or ""),
    )  # fmt: skip


# -- investigation orders 律师调查令 ---------------------------------------------------------------


@leaves("issue_investigation")
def orders(p: Proceeding, deed: Deed) -> None:
    """It holds for the days the court sets; whoever is shown it verifies it by its code."""
    days = int(deed.data.get("days") or INVESTIGATION_DAYS)
    party_no = int(deed.data["party"])
    p.instead["investigation_issued"] = Rule(
        Limit(days, Unit.CALENDAR_DAYS), Bound.SET_BY_COURT, "court target; 解释 94"
    )
    p.start("investigation_issued", deed.on, p.party(party_no))
    clock = max(p.running("investigation_order"), key=lambda one: one.no)
    _write_order(p, deed, party_no, clock)
    deed.facts |= {"clock": clock.no, "party": party_no}


def _write_order(p: Proceeding, deed: Deed, party_no: int, clock: RunningClock) -> None:
    """To the party it is issued for, with the code that the public page of verification knows."""
    form = FORMS["investigation_order"]
    text, version = text_of(p.case.court_id, form)
    values: dict[str, Any] = {
        **deciding.common(p), "asked_by": _name(p, party_no), "ground": str(deed.data["whom"]),
        "what": str(deed.data["evidence"]), "until": deciding.last_day(p, clock.no),
    }  # fmt: skip
    written = engine.fill(text, fields_of(form), values)
    document = Document.objects.create(
        case_id=p.case.pk, kind="notice", title=form.zh, received_at=p.at, seq=p.seq
    )
    Written.objects.create(
        document=document, form=form.code, version=version, party_no=party_no, text=written
    )
    p.brings(document)
    deed.facts["left"] = [[form.code, version, digest(written)]]
    deed.facts["document"] = document.pk


@leaves("return_investigation")
def brings_back(p: Proceeding, deed: Deed) -> None:
    clock = p.clocks.get(int(deed.data["measure"]))
    if clock is None or not clock.running or clock.code != "investigation_order":
        raise Refusal("order_over")
    deed.facts["late"] = clock.due_on is not None and deed.on > clock.due_on
    p.close([clock], "met")
