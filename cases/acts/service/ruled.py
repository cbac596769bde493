"""Rulings that can be appealed 可上诉的裁定: whom each has reached, and the day it takes effect.

Of all rulings these are three: not to accept a suit, to dismiss it, and on jurisdiction (CPL 157).
Each party has its own time from its own service: ten days, thirty without a domicile in China;
only when that of all is over does the ruling take effect (CPL 171, 286; 解释 536).
"""

from __future__ import annotations

from datetime import date

from cases.acts.service.serving import following, record_at_once
from cases.acts.time.incidents import end
from cases.acts.trial import jurisdiction
from cases.law.outcomes import WINDOWS
from cases.law.procedures import FINAL_AT_ONCE, Procedure
from cases.law.refusals import Refusal
from cases.law.running import RunningClock
from cases.models import Clock, Document, Entry, Link, Service
from cases.procedure import Deed, at_expiry, leaves
from cases.proceeding import PartyFacts, Proceeding
from cases.writing.table import DECIDED, FORMS

AGAINST_RULING = "appeal_against_ruling"
CLOCK = {"ruling_served": AGAINST_RULING, "objection_ruled": jurisdiction.APPEAL}
"""By the event that service is, the clock that it opens for the party."""
SERVED_BY = {
    "dismiss_action": "ruling_served", "refuse_filing": "ruling_served",
    "rule_on_objection": "objection_ruled",
}  # fmt: skip
PAPER = "ruling_jurisdiction"
STANDS = frozenset({"dismissed", "not_accepted", "closing_archiving", "archived"})
"""Where a ruling that ended the suit waits for its effect; no longer, once it was appealed."""


@leaves(*SERVED_BY)
def reaches_the_parties(p: Proceeding, deed: Deed) -> None:
    """Served with the act on everybody but those who are named as still to be served."""
    event, named = SERVED_BY[deed.act.code], _numbers(deed.data.get("unserved"))
    reached = [party for party in _may_appeal(p, deed.act.code) if party.no not in named]
    p.several[event] = [] if is_final(p, deed.act.code) else reached
    if event == "ruling_served" and p.procedure is Procedure.SMALL_CLAIMS and not p.several[event]:
        p.set(took_effect_on=deed.on)
        deed.then = "took_effect"


def is_final(p: Proceeding, act: str) -> bool:
    """Whether no appeal lies: of small claims the rulings on jurisdiction and to dismiss (解释 276,
    277), but not the one to accept no suit, which comes before any procedure: 解释 277 speaks of
    what is found after a suit was accepted, and CPL 126 lets every other plaintiff appeal."""
    small = p.procedure is Procedure.SMALL_CLAIMS
    return p.procedure in FINAL_AT_ONCE and not (small and act == "refuse_filing")


def _may_appeal(p: Proceeding, act: str) -> list[PartyFacts]:
    """Of a suit that was not accepted the other side knows nothing; to jurisdiction a third party
    has nothing to say (解释 82)."""
    sides = {"refuse_filing": ("plaintiff",), "rule_on_objection": ("plaintiff", "defendant")}
    return [x for x in p.parties if not x.left and x.side in sides.get(act, (x.side,))]


def _numbers(said: object) -> set[int]:
    return {int(no) for no in said} if isinstance(said, list) else set()


def waiting(p: Proceeding, event: str) -> list[PartyFacts]:
    """The parties whom the newest such ruling has still to reach."""
    acts = [act for act, served in SERVED_BY.items() if served == event]
    ruling = Entry.objects.filter(case_id=p.case.pk, act__in=acts).order_by("-seq").first()
    named = _numbers(ruling.said["facts"].get("unserved")) if ruling is not None else set()
    if ruling is None or not named or is_final(p, ruling.act):
        return []
    told = Clock.objects.filter(case_id=p.case.pk, code=CLOCK[event], opened_seq__gt=ruling.seq)
    reached = set(told.values_list("party_no", flat=True))
    reached |= {c.party_no for c in p.clocks.values()
                if c.code == CLOCK[event] and c.opened_seq > ruling.seq}  # fmt: skip
    may = {party.no for party in _may_appeal(p, ruling.act)}
    return [x for x in p.parties if x.no in named & may and x.no not in reached]


def to_serve(p: Proceeding) -> list[PartyFacts]:
    """Whom the ruling that the case waits with has still to reach."""
    return waiting(p, _event_here(p))


def appealed(p: Proceeding) -> int | None:
    """The appeal on jurisdiction that the court above has not answered yet."""
    found = Link.objects.filter(source_id=p.case.pk, kind="jurisdiction_appeal", answered_seq=None)
    return found.values_list("target_id", flat=True).first()


# -- service on those who were not reached at once ---------------------------------------------


@leaves("serve_ruling")
def serves_ruling(p: Proceeding, deed: Deed) -> None:
    party, event = p.party(int(deed.data["party"])), _event_here(p)
    if party is None or party not in waiting(p, event):
        raise Refusal("already_served")
    paper = _paper(p) if event == "objection_ruled" else None
    document = DECIDED[PAPER] if paper is not None else "ruling"
    if (on := record_at_once(p, deed, party, document, paper)) is not None:
        _begins(p, event, party, on)


def _event_here(p: Proceeding) -> str:
    return "objection_ruled" if p.has_incident(jurisdiction.OBJECTION) else "ruling_served"


def _paper(p: Proceeding) -> int | None:
    found = Document.objects.main().filter(case_id=p.case.pk, title=FORMS[PAPER].zh, void_seq=None)
    return found.order_by("-pk").values_list("pk", flat=True).first()


@following
def opens_the_time_to_appeal(p: Proceeding, service: Service, party: PartyFacts, on: date) -> None:
    """However the ruling is served, by notice or post, the time of whom it reached begins."""
    event = _event_here(p)
    titles = {"objection_ruled": FORMS[PAPER].zh}
    its_own = service.paper is None and service.document == "ruling"
    named = service.paper is not None and service.paper.title == titles.get(event)
    right = named if event == "objection_ruled" else its_own and p.case.pronounced_on is None
    if right and party in waiting(p, event):
        _begins(p, event, party, on)


def _begins(p: Proceeding, event: str, party: PartyFacts, on: date) -> None:
    """Wherever the case stands: an appeal of another party may be on its way."""
    if event == "ruling_served":
        p.open_window(WINDOWS[AGAINST_RULING], on, party=party)
    else:
        p.start("objection_ruled", on, party)


# -- effect -------------------------------------------------------------------------------------


@leaves("rule_on_objection")
def is_final_at_once(p: Proceeding, deed: Deed) -> None:
    """In small claims (解释 276)."""
    if is_final(p, deed.act.code):
        end(p, jurisdiction.OBJECTION, deed.on)


@at_expiry(jurisdiction.APPEAL)
def objection_is_final(p: Proceeding, clock: RunningClock) -> None:
    """When nobody's time runs, nobody is still to be served and nothing was appealed; what stood
    still goes on (证据规定 55)."""
    ends_if_final(p)


def ends_if_final(p: Proceeding) -> None:
    if not jurisdiction.is_ruled_not_final(p) or p.running(jurisdiction.APPEAL):
        return
    if not waiting(p, "objection_ruled") and appealed(p) is None:
        end(p, jurisdiction.OBJECTION, p.on)


@at_expiry(AGAINST_RULING)
def ruling_takes_effect(p: Proceeding, clock: RunningClock) -> None:
    """With the end of the last party's time, where none of them appealed (解释 536)."""
    is_over = not p.running(AGAINST_RULING) and not waiting(p, "ruling_served")
    if p.place in STANDS and is_over:
        takes_effect(p, p.on)


def takes_effect(p: Proceeding, on: date) -> None:
    """From here six months to apply for a retrial of a ruling that ended the suit (CPL 216;
    解释 379)."""
    p.set(took_effect_on=on)
    p.open_window(WINDOWS["retrial_application"], on)
