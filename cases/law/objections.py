"""Objections to papers of an execution: each runs from the day on which that paper reached that
party, never from the day on which the court issued it (执行程序解释 3; 参考价规定 22-23;
解释 509-510).
"""

from __future__ import annotations

from typing import NamedTuple


class Objection(NamedTuple):
    """What may be objected to, in which time, and the event that the objection is."""

    zh: str
    en: str
    clock: str
    event: str
    paper: str


class Paper(NamedTuple):
    """What reaches a party and opens its time; ``since``: the node whose clock says from when one
    of an earlier turn counts no more; ``sent``: the act that issued it."""

    zh: str
    en: str
    clock: str
    since: str
    sent: str = ""
    follows: str = ""
    """The court's own time to hand it on; none runs where there is nothing to hand on."""


PAPERS = {
    "notice": Paper("执行通知书", "the execution notice", "venue_objection", "execution_notice",
                    sent="issue_execution_notice"),
    "report": Paper("评估、询价报告", "the valuation report", "price_objection", "asset_valuation",
                    sent="send_report"),
    "plan": Paper("分配方案", "the distribution plan", "plan_objection", "proceeds_distribution"),
    "objection": Paper("对分配方案的异议", "the objection to the plan", "plan_counter",
                       "proceeds_distribution", follows="plan_tell"),
    "counter": Paper("对异议的反对意见", "the view against the objection", "sue_over_plan",
                     "proceeds_distribution", follows="counter_tell"),
}  # fmt: skip
OBJECTIONS = {
    "venue": Objection("执行管辖", "the place of execution", "venue_objection", "venue_objected",
                       "notice"),
    "price": Objection("参考价", "the reference price", "price_objection", "price_objected",
                       "report"),
    "plan": Objection("分配方案", "the distribution plan", "plan_objection", "plan_objected",
                      "plan"),
    "counter": Objection("他人对分配方案的异议", "another's objection to the plan", "plan_counter",
                         "plan_countered", "objection"),
    "suit": Objection("已就分配方案起诉", "the plan, by a suit that was brought", "sue_over_plan",
                      "plan_sued", "counter"),
}  # fmt: skip
SERVED_AFTER = ("notice", "report", "objection", "counter")
"""Papers whose service is entered by itself; the plan has an act of its own."""
STOPS = {
    "fix_price": (("price_objection",), ("price_answer",), "report"),
    "pay_out": (
        ("plan_objection", "plan_counter", "sue_over_plan"), ("plan_tell", "counter_tell"), "plan",
    ),
}  # fmt: skip
"""What waits for whom: parties' times, the court's own answers, and the paper that, once it was
sent to anybody, has to reach everybody."""
