"""Execution 执行 in the case itself: numbers, limits, seizures, auctions and the end for now."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Max, QuerySet

from cases import loading, trips
from cases.acts.assigning import candidates
from cases.acts.filing.registering import give_role
from cases.acts.trial.preserving import measure_of
from cases.law.clocks import SUBS
from cases.law.nodes import NODES, Rule
from cases.law.outcomes import WINDOWS
from cases.law.periods import Limit, Unit, add_months, local_date
from cases.law.procedures import Procedure
from cases.law.refusals import NotInTable, Refusal
from cases.law.roles import Role
from cases.law.running import RunningClock
from cases.models import Clock, Document
from cases.procedure import Deed, arriving, at_expiry, leaves
from cases.proceeding import Proceeding

NOTICE_DAYS = {
    ("movable", 1): 15,
    ("real_estate", 1): 30,
    ("movable", 2): 7,
    ("real_estate", 2): 15,
}
"""Days of notice of an online auction, by kind of asset and round."""
NOTICE_ARTICLE = {1: 12, 2: 26}
"""Of 网拍规定."""
AUCTION_CLOCKS = ("auction_notice", "second_auction", "sale_notice", "sale_window")


_RESTED = "SELECT FROM cases_entry WHERE case_id = $1 AND stands_at = 'ended_this_time' LIMIT 1"


@leaves("register_execution")
def registers_execution(p: Proceeding, deed: Deed) -> None:
    """The execution number is an alias of the leading one; a restored execution gets 执恢."""
    officer = int(deed.data["officer"])
    candidates.check_able(p, [officer])
    give_role(p, Role.EXECUTION_OFFICER, officer)
    restored = bool(trips.rows(_RESTED, [p.case.pk]))
    p.issue_number("执恢" if restored else "执", leading=not p.case.number)
    for clock in p.running(kind="case"):
        p.meet(clock.code)
    p.open_case_clock(deed.on, Procedure.EXECUTION)
    p.set(closed_on=None)


@leaves("seize")
def seizes(p: Proceeding, deed: Deed) -> None:
    """Each measure has its own clock: a year, two or three, renewable (解释 485)."""
    p.start(str(deed.data["kind"]), deed.on)
    deed.facts["clock"] = p.case.clock_count


@leaves("release")
def releases(p: Proceeding, deed: Deed) -> None:
    """Of several measures the one that is named; with the last there is nothing left to value."""
    p.close([measure_of(p, deed)], "met")
    if not p.running(kind="measure"):
        p.start("released", deed.on)


@arriving("fully_executed", "settlement_performed", "cancelled")
def nothing_stays_seized(p: Proceeding, source: str) -> None:
    """What was taken is released where the debt is paid or the application withdrawn
    (查扣冻规定 28)."""
    p.close(p.running(kind="measure"), "met")


@leaves("publish_auction")
def publishes_auction(p: Proceeding, deed: Deed) -> None:
    round_ = 2 if _opened(p, "second_auction") else 1
    deed.facts["round"] = round_
    days = NOTICE_DAYS[str(deed.data["asset"]), round_]
    base = SUBS["auction_notice"].rule
    p.instead["auction_published"] = Rule(
        Limit(days, Unit.CALENDAR_DAYS), base.bound, f"网拍规定 {NOTICE_ARTICLE[round_]}"
    )
    if round_ == 2:
        deed.then = "auction_published_again"
    # Once published, the auction's own clocks rule; starting disposal in time is done.
    p.meet("online_auction")


def _opened(p: Proceeding, *codes: str) -> int:
    """The entry that last opened such a clock since the price was fixed, 0 where none did: what is
    priced anew, and whatever is seized later, has a first auction of its own."""
    rows = Clock.objects.filter(case_id=p.case.pk)
    # The law's ten days run from the price alone; begun anew they are the court's own.
    priced = _newest(rows.filter(code="online_auction", basis="statutory"))
    return _newest(rows.filter(code__in=codes, opened_seq__gt=priced))


def _newest(rows: QuerySet[Clock]) -> int:
    return int(rows.aggregate(last=Max("opened_seq"))["last"] or 0)


@leaves("value_again")
def valued_again(p: Proceeding, deed: Deed) -> None:
    """What was to follow an auction at the old price follows no more."""
    for code in AUCTION_CLOCKS:
        p.close(p.running(code), "cancelled")


@at_expiry("auction_notice", "sale_window")
def result_is_owed(p: Proceeding, clock: RunningClock) -> None:
    """The bidding is over soon: what came of it is written down, or the case stands still."""
    p.start("disposal_over")


@arriving(*NODES["online_auction"].next)
def result_is_known(p: Proceeding, source: str) -> None:
    p.meet("disposal_result")


@leaves("record_no_bid")
def no_bid(p: Proceeding, deed: Deed) -> None:
    """First failure: a second auction within 30 days; second: notice of the sale in 15. Each is the
    failure of an auction that was published."""
    if _opened(p, "auction_notice") <= _opened(p, "second_auction", "sale_notice"):
        raise Refusal("not_here", place=NODES["online_auction"].zh, act=deed.act.zh)
    second = _opened(p, "second_auction")
    p.start("second_auction_failed" if second else "auction_failed", deed.on)
    p.start("bidding_ended", deed.on)


@leaves("record_no_bid", "sell")
def notice_has_run(p: Proceeding, deed: Deed) -> None:
    """Nobody bids before the time of notice is over (网拍规定 12, 26)."""
    first = max((c.due_on for c in p.running("auction_notice") if c.due_on), default=None)
    assert deed.on is not None
    if first is not None and deed.on < first:
        raise Refusal("too_soon", first=first.isoformat())


@leaves("publish_sale")
def sale_follows_second_failure(p: Proceeding, deed: Deed) -> None:
    if not _opened(p, "sale_notice"):
        raise Refusal("not_here", place=NODES["online_auction"].zh, act=deed.act.zh)


def ending_possible_from(filed: date) -> date:
    """More than three months have to pass from filing (终本规定 1(4))."""
    return add_months(filed, 3) + timedelta(days=1)


def _last(p: Proceeding, *acts: str) -> int:
    """The newest entry of these acts that stands, 0 where there is none."""
    return next((one.seq for one in loading.standing(p.case.pk, *acts)), 0)


def notice_was_issued(p: Proceeding) -> bool:
    """In this execution: a restored one needs a notice of its own."""
    return _last(p, "issue_execution_notice") > _last(p, "register_execution")


@leaves("issue_execution_notice")
def notice_goes_out_once(p: Proceeding, deed: Deed) -> None:
    """Money that came before it does not make it needless, nor is it a way back to the search."""
    if p.place == "proceeds_distribution" and notice_was_issued(p):
        raise NotInTable("not_here", place=NODES[p.place].zh, act=deed.act.zh)


@leaves("look_for_more")
def notice_comes_first(p: Proceeding, deed: Deed) -> None:
    if not notice_was_issued(p):
        raise Refusal("notice_first")


@leaves("end_this_time")
def conditions_of_ending(p: Proceeding, deed: Deed) -> None:
    """All of 终本规定 1 must hold; the boxes are ticked under the officer's name."""
    boxes = ("restricted", "exhausted", "searched", "creditor_heard")
    if not all(deed.data.get(box) for box in boxes):
        raise Refusal("unmet_conditions")
    filed = max((c.started_on for c in p.running("execution", kind="case")), default=None)
    if filed is None:
        filed = local_date(p.case.filed_at)
    first = ending_possible_from(filed)
    if deed.on < first:
        raise Refusal("too_soon", first=first.isoformat())
    if (needs := _ending_needs(p, deed)) is not None:
        raise Refusal("ending_needs", what_zh=needs[0], what_en=needs[1])


def _ending_needs(p: Proceeding, deed: Deed) -> tuple[str, str] | None:
    """What the log does not show yet: the notice with the order to report, a search since, and the
    creditor's signature or the approval of the court's leader (解释 517)."""
    if not notice_was_issued(p):
        return "执行通知和报告财产令", "the execution notice with the order to report assets"
    begun = _last(p, "register_execution", "control_again")
    if p.running("first_inquiry") or _last(p, "inquire_assets") < begun:
        return "网络查控", "the inquiry into assets"
    paper = int(deed.data.get("filed") or 0)
    if Document.objects.main().filter(case_id=p.case.pk, pk=paper, void_seq=None).exists():
        return None
    approved = loading.standing(p.case.pk, "approve_ending", after=begun)
    if any(one.actor_id != deed.by.user_id for one in approved):
        return None
    return (
        "申请执行人的签字确认，或者合议庭审查核实后院领导的批准",
        "the creditor's signature, or a panel's review with the approval of the court's leader",
    )


@at_expiry("asset_requery")
def inquires_again(p: Proceeding, clock: RunningClock) -> None:
    """终本 re-query: every six months for five years, each counted from the ruling (终本规定 9)."""
    months = clock.amount + 6
    if months <= 60:
        p.open_window(WINDOWS["asset_requery"], clock.started_on, Limit(months, Unit.MONTHS))
