"""Appeals and retrials: passing a file up, and taking the answer back in."""

from __future__ import annotations

from cases import loading, procedure
from cases.acts.fees import charges, retrying
from cases.acts.filing.registering import open_linked
from cases.acts.papers import on_paper
from cases.acts.service import ruled, serving
from cases.acts.time.incidents import begin, end
from cases.acts.trial import jurisdiction
from cases.law.acts import ACTS
from cases.law.money import Purpose
from cases.law.nodes import NODES
from cases.law.outcomes import OUTCOMES
from cases.law.procedures import Origin, Procedure
from cases.law.refusals import NotInTable, Refusal
from cases.law.running import RunningClock
from cases.models import Case, Court, Entry, Link
from cases.procedure import Deed, arriving, leaves, party_or_first
from cases.procedure.moving import go, pass_through
from cases.proceeding import Actor, Proceeding

ANSWERED = {
    "mediation_statement_effective": "mediation_statement_effective",
    "withdrawn": "withdrawn",
    "terminated": "terminated",
    "dismissed": "dismissed",
    "appeal_withdrawn": "appeal_withdrawn",
    "appeal_deemed_withdrawn": "appeal_deemed_withdrawn",
    "remanded": "closing_archiving",
}
"""Where the case below goes when the linked appeal comes to an outcome."""
TOOK_EFFECT_ABOVE = frozenset(
    {"judgment_effective", "mediation_statement_effective", "dismissed", "closing_archiving"}
)
"""Where the case below stands once the answer from above is the decision that took effect."""
AGAINST = {"judgment": "appeal_period", "ruling": ruled.AGAINST_RULING}
"""By the document that is appealed against, the clock of each party's time."""


def _upper(p: Proceeding) -> Court:
    if p.court.upper_id is None:
        raise Refusal("no_upper_court")
    return Court.objects.select_related("group").get(pk=p.court.upper_id)


@leaves("appeal", "appeal_early")
def appeal_in_time(p: Proceeding, deed: Deed) -> None:
    """In time iff received before the appellant's own period closes (CPL 171), whether or not the
    others have been served."""
    party = deed.data.get("party")
    if charges.of_party(charges.standing(p.case.pk, Purpose.APPEAL), int(party or 0)) is not None:
        raise Refusal("appealed_already")
    document = "judgment" if p.place in NODES else "ruling"
    running = [c for c in p.running(AGAINST[document]) if party is None or _is_for(c, party)]
    if not running and not on_paper.in_time(p, deed, AGAINST[document], party):
        ended_by = next((act for act in ruled.SERVED_BY if ACTS[act].to == p.place), "")
        final = ruled.is_final(p, ended_by)
        over = _ended(p, party)
        late = Refusal("too_late", due=over) if over else Refusal("no_clock")
        raise Refusal("no_appeal") if final else late
    p.set(document=document)
    own = party or next((c.party_no for c in running if c.party_no), None)
    _appeal_of(p, deed, int(own or party_or_first(p, deed, "")))
    if document == "ruling" and p.case.took_effect_on is not None:  # posted in time, and late here
        _takes_no_effect(p)


def _is_for(clock: RunningClock, party: int) -> bool:
    return clock.party_no in (None, party)


def _appeal_of(p: Proceeding, deed: Deed, party: int) -> None:
    """The appeal with its joint appellants, each in its own time (CPL 171)."""
    code = AGAINST[p.case.document or "judgment"]
    for no in charges.lodge(p, deed, party).parties:
        own = [c for c in p.running(code) if _is_for(c, no)]
        p.close(own, "met")
        if not own and not on_paper.in_time(p, deed, code, no):
            raise Refusal("too_late", due=_ended(p, no))


@arriving("appeal_period")
def appealed_before(p: Proceeding, source: str) -> None:
    """Who was served first has appealed while the others were still to be served."""
    may_still = {clock.party_no for clock in p.running("appeal_period")}
    somebody_is_done = any(x.no not in may_still for x in p.parties if not x.left)
    if source != "judgment_service" or not somebody_is_done:
        return
    if charges.standing(p.case.pk, Purpose.APPEAL):
        p.goes_on = ("appeal_transfer", "petition_received")


@leaves("appeal_also")
def another_appeals(p: Proceeding, deed: Deed) -> None:
    _appeal_of(p, deed, party_or_first(p, deed, ""))


@leaves("appeal_out_of_time")
def appeals_out_of_time(p: Proceeding, deed: Deed) -> None:
    p.set(document="judgment")
    charges.lodge(p, deed, int(deed.data["party"]))
    _takes_no_effect(p)


@leaves("appeal_on_paper")
def appeals_by_post(p: Proceeding, deed: Deed) -> None:
    """A petition posted on the last day arrives after it: the decision has not taken effect."""
    party = int(deed.data["party"])
    over = [document for document in AGAINST if on_paper.ran_out(p, AGAINST[document], party)]
    p.set(document=over[0] if over else "judgment")
    _appeal_of(p, deed, party)
    _takes_no_effect(p)


def _takes_no_effect(p: Proceeding) -> None:
    """What the decision's effect had opened is closed again (CPL 171)."""
    p.set(took_effect_on=None)
    opened = [c for c in p.running(kind="window") if c.code != AGAINST["ruling"]]
    p.close(opened, "cancelled")


def was_open(p: Proceeding) -> bool:
    """Whether anybody's time to appeal has run out."""
    return any(on_paper.ran_out(p, code, None) for code in AGAINST.values())


def _ended(p: Proceeding, party: int | None) -> str:
    """The last day of the time to appeal that is over."""
    codes = AGAINST.values()
    return str(max(filter(None, (on_paper.ran_out(p, code, party) for code in codes)), default=""))


@leaves("send_file_up")
def opens_appeal(p: Proceeding, deed: Deed) -> None:
    """The appeal is a linked case of the upper court; it goes up when nobody's time runs."""
    nobody_else_may_appeal(p)
    linked = open_linked(
        p,
        _upper(p),
        kind="appeal",
        origin=Origin.APPEAL,
        procedure_=Procedure.SECOND_INSTANCE,
        document=p.case.document,
    )
    deed.facts |= {"linked": linked.pk, "appeals": charges.take_up(p, linked)}


def nobody_else_may_appeal(p: Proceeding) -> None:
    """Raises Refusal while a party's time to appeal runs, or has yet to begin with its service."""
    running = [clock for code in AGAINST.values() for clock in p.running(code)]
    if running:
        last = max(str(clock.due_on or "—") for clock in running)
        raise Refusal("others_may_appeal", last=last)
    if left := ruled.waiting(p, "ruling_served"):
        raise Refusal("not_all_served", names=serving.names(p, left))


@leaves("allow_withdrawal", "dismiss_action", "terminate_proceedings", "allow_appeal_withdrawal",
        "deem_appeal_withdrawn")  # fmt: skip
def the_court_above_has_it(p: Proceeding, deed: Deed) -> None:
    """While a case is on appeal only the answer from above moves it (CPL 181, 184)."""
    if p.place == "on_appeal":
        raise NotInTable("not_here", place=OUTCOMES[p.place].zh, act=deed.act.zh)


@leaves("withdraw_appeal_petition")
def others_still_have_time(p: Proceeding, deed: Deed) -> None:
    """Another appeal goes on its way; without one the case goes back to wait for those whose
    time runs."""
    charges.appeal_ends(p, deed)
    if not deed.stays and not p.running("appeal_period"):
        raise Refusal("not_here", place="上诉移送", act=deed.act.zh)


@leaves("withdraw_early_appeal")
def goes_on_to_be_served(p: Proceeding, deed: Deed) -> None:
    """The file has not gone up and nothing has taken effect: nobody has to allow it."""
    if not charges.lodged(p.case.pk):
        raise Refusal("no_appeal_pending")
    charges.appeal_ends(p, deed)


@leaves("appeal_objection")
def opens_jurisdiction_appeal(p: Proceeding, deed: Deed) -> None:
    party = deed.data.get("party")
    own = [c for c in p.running(jurisdiction.APPEAL) if party is None or _is_for(c, party)]
    if not own and not on_paper.in_time(p, deed, jurisdiction.APPEAL, party):
        due = on_paper.ran_out(p, jurisdiction.APPEAL, party)
        raise Refusal("too_late", due=str(due or "—"))
    p.close(own if party else own[:1], "met")
    if (above := ruled.appealed(p)) is not None:  # the others' appeals are heard with the first
        deed.facts["linked"] = above
        return
    linked = open_linked(p, _upper(p), kind="jurisdiction_appeal", origin=Origin.APPEAL,
                         procedure_=Procedure.JURISDICTION_APPEAL, document="ruling")  # fmt: skip
    deed.facts["linked"] = linked.pk


@leaves("apply_retrial")
def opens_retrial_review(p: Proceeding, deed: Deed) -> None:
    """To the court above the one whose decision took effect (CPL 210), within six months of
    effect, a period that never pauses (CPL 216); what was posted in it is in time (CPL 85)."""
    window = "retrial_application"
    if not p.running(window) and not on_paper.in_time(p, deed, window, None):
        raise Refusal("too_late", due=str(on_paper.ran_out(p, window, None) or "—"))
    charges.check_contested(p, deed)
    court = _above_who_decided(p)
    linked = open_linked(
        p, court, kind="retrial_review", origin=Origin.RETRIAL_APPLICATION,
        procedure_=Procedure.RETRIAL_REVIEW, document="ruling",
    )  # fmt: skip
    deed.facts["linked"] = linked.pk


def _above_who_decided(p: Proceeding) -> Court:
    decided = _decided_above(p)
    if decided is None:
        return _upper(p)
    if decided.upper_id is None:
        raise Refusal("no_court_for_retrial", court=decided.name)
    return Court.objects.select_related("group").get(pk=decided.upper_id)


def _decided_above(p: Proceeding) -> Court | None:
    """The court that answered the appeal, where its answer is what took effect; not where it was
    withdrawn, or ordered the case to be heard."""
    answered = Link.objects.filter(source_id=p.case.pk, kind="appeal").exclude(answered_seq=None)
    link = answered.select_related("target__court").order_by("-answered_seq").first()
    if link is None:
        return None
    entry = Entry.objects.get(case_id=p.case.pk, seq=link.answered_seq or 0)
    return link.target.court if entry.stands_at in TOOK_EFFECT_ABOVE else None


@arriving("retrial_ordered")
def opens_retrial(p: Proceeding, source: str) -> None:
    """The court that ordered it on a party's application hears it itself 提审, under the procedure
    of second instance, in a judgment that is final (CPL 215, 218). That a high court hands it to
    another court, or back to the first one (CPL 215), has no form here."""
    court = Court.objects.select_related("group").get(pk=p.case.court_id)
    retried = open_linked(p, court, kind="retrial", origin=Origin.RETRIAL_ORDER,
                          procedure_=Procedure.RETRIAL_SECOND)  # fmt: skip
    retrying.ask_the_fee(p.case.pk, retried)


@arriving("remanded")
def opens_remanded_case(p: Proceeding, source: str) -> None:
    """A remanded case returns as a new first-instance case before a new panel (CPL 41, 177)."""
    below = _source(p, "appeal")
    if below is not None:
        court = Court.objects.select_related("group").get(pk=below.court_id)
        open_linked(p, court, kind="remand", origin=Origin.REMANDED,
                    procedure_=Procedure.ORDINARY, panel=True)  # fmt: skip


def _source(p: Proceeding, kind: str) -> Case | None:
    link = Link.objects.filter(target_id=p.case.pk, kind=kind).select_related("source").first()
    return link.source if link else None


OWN = frozenset({Origin.FILED, Origin.FOREIGN_TITLE})
"""Origins of cases that were not opened from another one."""


@arriving(*OUTCOMES)
def answers_below(p: Proceeding, source: str) -> None:
    """A linked case that came to its end answers the case it was opened from."""
    p.answers = p.case.origin not in OWN


@procedure.answering
def take_answer(p: Proceeding) -> None:
    """Bring the result of ``p`` into the case below. Locks upward first, then downward, always."""
    links = Link.objects.filter(target_id=p.case.pk, answered_seq=None).exclude(
        kind__in=("remand", "transfer")
    )
    for link in links:
        [below] = loading.load([link.source_id])
        moment = p.last_at or p.at  # when the outcome came about, not when it was noticed
        below.at = max(moment, below.last_at or moment)
        procedure.step_time(below, below.at, live=False)
        _answer(below, p, link)
        procedure.finish([below])
        Link.objects.filter(pk=link.pk).update(answered_seq=below.case.log_seq)


def _answer(below: Proceeding, above: Proceeding, link: Link) -> None:
    result = {"linked": above.case.pk, "outcome": above.place, "kind": link.kind}
    if link.kind == "appeal" and below.place == "on_appeal":
        target = _target(below, above)
        go(below, target)
        if target == "dismissed" or (target == "closing_archiving" and above.place != "remanded"):
            ruled.takes_effect(below, below.on)
    elif link.kind == "jurisdiction_appeal":
        below.close(below.running(jurisdiction.APPEAL), "cancelled")
        end(below, jurisdiction.OBJECTION, below.on)
    elif link.kind == "retrial_review" and above.place == "retrial_ordered":
        if below.case.node is not None and below.case.node.phase == "execution":
            begin(below, "retrial_stay", below.on)
    elif link.kind == "retrial" and below.has_incident("retrial_stay"):
        end(below, "retrial_stay", below.on)
    below.log("answered", Actor.time(), facts=result)
    pass_through(below)


def _target(below: Proceeding, above: Proceeding) -> str:
    if above.place in ANSWERED:
        return ANSWERED[above.place]
    if below.case.document != "ruling":
        return "judgment_effective"
    if above.case.result != "ordered":
        return "closing_archiving"
    return _begin_anew(below)


def _begin_anew(below: Proceeding) -> str:
    """Ordered to be heard: before a new panel (CPL 41), with a trial limit of its own."""
    below.set(origin=Origin.ORDERED.value, closed_on=None, document="", panel=True,
              procedure=Procedure.ORDINARY.value)  # fmt: skip
    if Entry.objects.filter(case_id=below.case.pk, stands_at="not_accepted").exists():
        return "fee_payment"
    serving.serve_anew(below)
    below.open_case_clock(below.on)
    return "case_assignment"
