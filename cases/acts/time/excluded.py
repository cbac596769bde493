"""Time that ends not to count, or begins to, by what happens in the case (2000审限规定 9)."""

from __future__ import annotations

from datetime import date

from cases.acts.time.incidents import begin, end
from cases.law.nodes import NODES
from cases.law.refusals import Refusal
from cases.law.running import RunningClock
from cases.procedure import Deed, arriving, at_expiry, leaves
from cases.proceeding import Proceeding

ADJOURNED, DISPOSAL = "evidence_adjournment", "disposal"


def _over(p: Proceeding, kind: str, on: date) -> None:
    if p.has_incident(kind):
        end(p, kind, on)


@at_expiry(ADJOURNED)
def a_month_is_all(p: Proceeding, clock: RunningClock) -> None:
    _over(p, ADJOURNED, clock.due_on or p.on)


@arriving("deliberation", "judgment_drafting", "judgment_service")
def what_was_waited_for_was_heard(p: Proceeding, source: str) -> None:
    _over(p, ADJOURNED, p.on)


@leaves("publish_auction", "publish_sale")
def is_for_sale(p: Proceeding, deed: Deed) -> None:
    """From each notice until nobody bids, somebody buys or it is withdrawn; what passes between
    two rounds is the court's own time."""
    if not p.has_incident(DISPOSAL):
        begin(p, DISPOSAL, deed.on)


@leaves("withdraw_auction")
def something_is_for_sale(p: Proceeding, deed: Deed) -> None:
    if not p.has_incident(DISPOSAL):
        raise Refusal("incident_not_open")


@leaves("record_no_bid", "withdraw_auction")
def is_for_sale_no_more(p: Proceeding, deed: Deed) -> None:
    _over(p, DISPOSAL, deed.on)


@at_expiry("sale_window")
def nobody_bought(p: Proceeding, clock: RunningClock) -> None:
    _over(p, DISPOSAL, clock.due_on or p.on)


@arriving(*NODES["online_auction"].next)
def leaves_the_auction(p: Proceeding, source: str) -> None:
    if source == "online_auction":
        _over(p, DISPOSAL, p.on)
