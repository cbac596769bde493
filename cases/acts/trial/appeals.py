"""Appeals and retrials: passing a file up, and taking the answer back in."""

from __future__ import annotations

from cases import loading, procedure
from cases.acts.fees import charges
from cases.acts.filing.registering import open_linked
from cases.acts.papers import on_paper
from cases.acts.service import serving
from cases.acts.time.incidents import begin, end
from cases.law.money import Purpose
from cases.law.nodes import NODES
from cases.law.outcomes import OUTCOMES
from cases.law.procedures import FINAL_AT_ONCE, FIRST_INSTANCE, Origin, Procedure
from cases.law.refusals import NotInTable, Refusal
from cases.models import Case, Court, Entry, Link
from cases.procedure import Deed, arriving, leaves, party_or_first
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


def _upper(p: Proceeding) -> Court:
    if p.court.upper_id is None:
        raise Refusal("no_upper_court")
    return Court.objects.select_related("group").get(pk=p.court.upper_id)


@leaves("appeal", "appeal_early")
def appeal_in_time(p: Proceeding, deed: Deed) -> None:
    """In time iff received before the appellant's own period closes (CPL 171), whether or not the
    others have been served."""
    party = deed.data.get("party")
    if p.procedure in FINAL_AT_ONCE:
        raise Refusal("no_appeal")
    if charges.of_party(charges.standing(p.case.pk, Purpose.APPEAL), int(party or 0)) is not None:
        raise Refusal("appealed_already")
    if p.place in NODES:
        clocks = [c for c in p.running("appeal_period") if party is None or c.party_no == party]
        if not clocks and not on_paper.in_time(p, deed, "appeal_period", party):
            raise Refusal("too_late", due=_ended(p, party))
        p.set(document="judgment")
        _appeal_of(p, deed, int(party or clocks[0].party_no or 0))
        return
    if not p.running("appeal_against_ruling") and not on_paper.in_time(
        p, deed, "appeal_against_ruling", None
    ):
        raise Refusal("too_late", due=_ended(p, party))
    p.set(document="ruling")
    charges.lodge(p, deed, party_or_first(p, deed, ""))


def _appeal_of(p: Proceeding, deed: Deed, party: int) -> None:
    """The appeal with its joint appellants, each in its own time (CPL 171)."""
    for no in charges.lodge(p, deed, party).parties:
        if not p.meet("appeal_period", no) and not on_paper.in_time(p, deed, "appeal_period", no):
            raise Refusal("too_late", due=_ended(p, no))


@arriving("appeal_period")
def appealed_before(p: Proceeding, source: str) -> None:
    """Who was served first has appealed while the others were still to be served."""
    if source == "judgment_service" and charges.standing(p.case.pk, Purpose.APPEAL):
        p.goes_on = ("appeal_transfer", "petition_received")


@leaves("appeal_also")
def another_appeals(p: Proceeding, deed: Deed) -> None:
    party = deed.data.get("party")
    if p.case.document == "judgment":
        _appeal_of(p, deed, int(party or 0))
    else:
        charges.lodge(p, deed, party_or_first(p, deed, ""))


@leaves("appeal_out_of_time")
def appeals_out_of_time(p: Proceeding, deed: Deed) -> None:
    charges.lodge(p, deed, int(deed.data["party"]))
    _takes_no_effect(p)


@leaves("appeal_on_paper")
def appeals_by_post(p: Proceeding, deed: Deed) -> None:
    """A petition posted on the last day arrives after it: the judgment has not taken effect."""
    _appeal_of(p, deed, int(deed.data["party"]))
    _takes_no_effect(p)


def _takes_no_effect(p: Proceeding) -> None:
    """What the judgment's effect had opened is closed again (CPL 171)."""
    p.set(document="judgment", took_effect_on=None)
    p.close(p.running(kind="window"), "cancelled")


def _ended(p: Proceeding, party: int | None) -> str:
    """The last day of the time to appeal that is over."""
    codes = ("appeal_period", "appeal_against_ruling")
    return str(max(filter(None, (on_paper.ran_out(p, code, party) for code in codes)), default="—"))


@leaves("send_file_up")
def opens_appeal(p: Proceeding, deed: Deed) -> None:
    """The appeal is a linked case of the upper court; it goes up when nobody's time runs."""
    if running := p.running("appeal_period"):
        raise Refusal("periods_running", first=str(max(c.due_on for c in running if c.due_on)))
    linked = open_linked(
        p,
        _upper(p),
        kind="appeal",
        origin=Origin.APPEAL,
        procedure_=Procedure.SECOND_INSTANCE,
        document=p.case.document,
    )
    deed.facts |= {"linked": linked.pk, "appeals": charges.take_up(p, linked)}


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


@leaves("appeal_objection")
def opens_jurisdiction_appeal(p: Proceeding, deed: Deed) -> None:
    if not p.running("objection_ruling_appeal"):
        raise Refusal("too_late", due="—")
    linked = open_linked(p, _upper(p), kind="jurisdiction_appeal", origin=Origin.APPEAL,
                         procedure_=Procedure.JURISDICTION_APPEAL, document="ruling")  # fmt: skip
    deed.facts["linked"] = linked.pk


@leaves("apply_retrial")
def opens_retrial_review(p: Proceeding, deed: Deed) -> None:
    """To the next court up, within six months of effect, a period that never pauses (CPL 216)."""
    window = p.running("retrial_application")
    if not window:
        raise Refusal("too_late", due="—")
    linked = open_linked(p, _upper(p), kind="retrial_review", origin=Origin.RETRIAL_APPLICATION,
                         procedure_=Procedure.RETRIAL_REVIEW, document="ruling")  # fmt: skip
    deed.facts["linked"] = linked.pk


@arriving("retrial_ordered")
def opens_retrial(p: Proceeding, source: str) -> None:
    below = _source(p, "retrial_review")
    first = below is not None and Procedure(below.procedure) in FIRST_INSTANCE
    court = Court.objects.select_related("group").get(pk=p.case.court_id)
    appealed = below is not None and Link.objects.filter(source=below, kind="appeal").exists()
    again = Procedure.RETRIAL if first and not appealed else Procedure.RETRIAL_SECOND
    open_linked(p, court, kind="retrial", origin=Origin.RETRIAL_ORDER, procedure_=again)


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
        procedure.go(below, _target(below, above))
    elif link.kind == "jurisdiction_appeal":
        end(below, "jurisdiction_objection", below.on)
    elif link.kind == "retrial_review" and above.place == "retrial_ordered":
        if below.case.node is not None and below.case.node.phase == "execution":
            begin(below, "retrial_stay", below.on)
    elif link.kind == "retrial" and any(i.kind == "retrial_stay" for i in below.open_incidents):
        end(below, "retrial_stay", below.on)
    below.log("answered", Actor.time(), facts=result)
    procedure.pass_through(below)


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
