"""Objections in an execution: each party's time runs from what reached it, and is waited for."""

from __future__ import annotations

from datetime import timedelta

from cases import loading
from cases.acts.papers import on_paper
from cases.acts.service.serving import names
from cases.acts.time.incidents import begin
from cases.law.objections import OBJECTIONS, PAPERS, STOPS
from cases.law.refusals import BadValue, Refusal
from cases.models import Clock
from cases.procedure import Deed, leaves
from cases.proceeding import PartyFacts, Proceeding
from cases.queries import Query


@leaves("serve_in_execution")
def serves(p: Proceeding, deed: Deed) -> None:
    """It reached this party, or all it is for, on that day: their time to object begins."""
    paper = str(deed.data["paper"])
    _serve(p, deed, paper)
    deed.says = f"reached_{paper}"


@leaves("serve_plan")
def serves_plan(p: Proceeding, deed: Deed) -> None:
    """Each creditor and debtor has fifteen days from receiving it (解释 509)."""
    _serve(p, deed, "plan")


def _serve(p: Proceeding, deed: Deed, paper: str) -> None:
    law = PAPERS[paper]
    if not _is_there(p, paper):
        raise Refusal("nothing_to_serve")
    meant, named = _meant(p, paper), deed.data.get("party")
    if named is not None:
        meant = [one for one in _may_get(p, paper) if one.no == named]
        if not meant:
            raise Refusal("no_such_party")
    reached = _reached(p, paper)
    new = [one for one in meant if one.no not in reached]
    if not new:
        raise Refusal("already_served")
    p.several[f"{paper}_reached"] = list(new)
    p.start(f"{paper}_reached", deed.on)
    if law.follows and not _left(p, paper):
        p.meet(law.follows)


def can_be_served(p: Proceeding, paper: str) -> bool:
    """Whether it is there, and there is somebody whom it may reach and has not."""
    if not _is_there(p, paper):
        return False
    reached = _reached(p, paper)
    return any(party.no not in reached for party in _may_get(p, paper))


def _is_there(p: Proceeding, paper: str) -> bool:
    law = PAPERS[paper]
    if law.follows and not p.running(law.follows):
        return False
    return not law.sent or _was_sent(p, paper)


def _may_get(p: Proceeding, paper: str) -> list[PartyFacts]:
    """Whom it may be served on by name: the notice on anybody, for whoever is a party may object
    to the place of execution (执行程序解释 3)."""
    return p.parties if paper == "notice" else _meant(p, paper)


def _meant(p: Proceeding, paper: str) -> list[PartyFacts]:
    """Whom a paper is for: the notice for those who owe, an objection to the plan for all others,
    what is said against it for those who made it."""
    if paper == "notice":
        return p.side("defendant")
    here = [party for party in p.parties if not party.left]
    if paper not in ("objection", "counter"):
        return here
    objectors = _made(p, "plan")
    return [party for party in here if (party.no in objectors) is (paper == "counter")]


def _left(p: Proceeding, paper: str) -> list[PartyFacts]:
    """Whom it is for and has not reached."""
    opened = {c.party_no for c in p.running(PAPERS[paper].clock)}
    reached = _reached(p, paper) | opened
    return [party for party in _meant(p, paper) if party.no not in reached]


_CLOCKS = Query(
    lambda case, code: Clock.objects.filter(case_id=case, code=code).order_by()
    .values_list("opened_seq", "party_no", "state")
)  # fmt: skip


def _since(p: Proceeding, paper: str) -> int:
    return max((opened for opened, _, _ in _CLOCKS(p.case.pk, PAPERS[paper].since)), default=0)


def _was_sent(p: Proceeding, paper: str) -> bool:
    """This time, and as something to which an objection lies (参考价规定 24)."""
    sent = loading.standing(p.case.pk, PAPERS[paper].sent, after=_since(p, paper))
    return any(not one.said["facts"].get("no_objection") for one in sent)


def _reached(p: Proceeding, paper: str) -> set[int | None]:
    """The parties whose time began with this paper, over or not."""
    since = _since(p, paper)
    rows = _CLOCKS(p.case.pk, PAPERS[paper].clock)
    return {no for opened, no, state in rows if opened > since and state != "cancelled"}


def _made(p: Proceeding, objection: str) -> set[int]:
    """The parties who objected this time."""
    law = OBJECTIONS[objection]
    entries = loading.standing(p.case.pk, "object_in_execution", after=_since(p, law.paper))
    said = [entry.said["facts"] for entry in entries]
    return {int(one["by"]) for one in said if one.get("objection") == objection}


@leaves("object_in_execution")
def objects_in_time(p: Proceeding, deed: Deed) -> None:
    """Until the party's own time for this very objection is over; before the paper has reached it
    none of it has run, and it may object to what was sent."""
    choice = str(deed.data["objection"])
    law = OBJECTIONS[choice]
    party = deed.on_behalf_of or deed.data.get("party")
    if party is None:
        raise BadValue(field="当事人", problem_zh="必填。", problem_en="The party is required.")
    mine = [c for c in p.running(law.clock) if c.party_no in (None, party)]
    is_over = party in _reached(p, law.paper) or not is_out(p, law.paper)
    if not mine and is_over and not on_paper.in_time(p, deed, law.clock, int(party)):
        raise Refusal("no_clock")
    deed.facts["by"] = int(party)
    p.close(mine, "met")
    p.start(law.event, deed.on)
    if choice == "suit":
        begin(p, "plan_suit", deed.on, int(party))


def is_out(p: Proceeding, paper: str) -> bool:
    """Whether there is such a paper at all: issued, or known to anybody; of the place of execution
    a party may complain before the notice comes."""
    if paper == "notice":
        return True
    return _was_sent(p, paper) if PAPERS[paper].sent else bool(_reached(p, paper))


@leaves("fix_price", "pay_out")
def nobodys_time_is_cut_off(p: Proceeding, deed: Deed) -> None:
    """While anybody may still object, or an objection is unanswered, the price is not fixed and
    nothing is paid out (参考价规定 22-26; 解释 509-510)."""
    theirs, own, paper = STOPS[deed.act.code]
    running = [c.due_on for code in theirs for c in p.running(code) if c.due_on]
    if running:
        raise Refusal("too_soon", first=(max(running) + timedelta(days=1)).isoformat())
    if any(p.running(code) for code in own):
        raise Refusal("objection_open")
    if is_out(p, paper) and (left := _left(p, paper)):
        raise Refusal("not_all_served", names=names(p, left))
