"""What an act is about to change, shown before it is done: approximate where it must be."""

from __future__ import annotations

from typing import TypedDict

from django.utils.translation import gettext as _

from cases.acts.service import ruled
from cases.law.acts import Act
from cases.law.nodes import NODES, Node, Rule
from cases.law.outcomes import OUTCOMES, Window
from cases.law.overrides import rule_anew, rules_of, use_of
from cases.law.periods import Limit, deadline, local_date
from cases.law.procedures import Origin
from cases.proceeding import ON_ENTRY, ON_SKIP, Proceeding
from cases.reading import citations, labels
from cases.reading.case import lights


class Change(TypedDict):
    label: str
    before: str
    after: str
    citation: str


def changes(p: Proceeding, act: Act) -> list[Change]:
    """The move, the clocks that end with it, and the clock that opens where it leads."""
    if act.to is None:
        return []
    target = landing(p, act.to)
    found: list[Change] = [
        {
            "label": _("Where the case stands"),
            "before": labels.place(p.place),
            "after": labels.place(target),
            "citation": citations.marked(act.citation),
        }
    ]
    found += _ending(p)
    if target in NODES:
        found += _opening(p, act, NODES[target])
    elif target in OUTCOMES:
        found += _windows(p, act, target)
    return found


def landing(p: Proceeding, target: str) -> str:
    """Where the case comes to stand: nodes that are not used are passed over."""
    while target in NODES and use_of(target, p.procedure, panel=p.case.panel) == "unused":
        target = NODES[target].onward
    return target


def passed(p: Proceeding, act: Act) -> list[str]:
    """The nodes that are passed over on the way to where the act leads."""
    found: list[str] = []
    at = str(act.to)
    while at in NODES and use_of(at, p.procedure, panel=p.case.panel) == "unused":
        found.append(at)
        at = NODES[at].onward
    return found


def _ending(p: Proceeding) -> list[Change]:
    kinds = ("node", "party")
    return [
        {
            "label": lights.words(clock),
            "before": lights.due_day(clock),
            "after": _("ends"),
            "citation": citations.marked(clock.citation),
        }
        for clock in p.clocks.values()
        if clock.running and clock.node == p.place and clock.kind in kinds
    ]


def _opening(p: Proceeding, act: Act, node: Node) -> list[Change]:
    rules = rules_of(node.code, p.procedure, origin=Origin(p.case.origin))
    brought = {*act.events, ON_ENTRY.get(node.code), *(ON_SKIP.get(n) for n in passed(p, act))}
    if node.again in brought:
        names = [("management", rule_anew(*rules))]
    else:
        names = [("statutory", rules[0]), ("management", rules[1])]
    starts = not brought.isdisjoint({node.starts, node.again})
    return [_opened(p, node, basis, rule, starts) for basis, rule in names if rule is not None]


def _opened(p: Proceeding, node: Node, basis: str, rule: Rule, starts: bool) -> Change:
    limit = labels.of(rule.limit)
    if starts and not node.per_party:
        due = deadline(local_date(p.now), rule.limit, calendar=p.calendar).due_on
        after = _("%(limit)s, until %(day)s if done today") % {"limit": limit, "day": due}
    else:
        after = _("%(limit)s from: %(start)s") % {
            "limit": limit,
            "start": labels.pick(*node.trigger),
        }
    return {
        "label": labels.clock(node.code, "node", is_target=basis == "management"),
        "before": "",
        "after": after,
        "citation": citations.marked(rule.citation),
    }


def _windows(p: Proceeding, act: Act, outcome: str) -> list[Change]:
    """What is open at an outcome, for how long; for parties abroad the longer time beside it."""
    return [
        {
            "label": labels.of(window),
            "before": "",
            "after": labels.of(limit),
            "citation": citations.marked(citation),
        }
        for window in OUTCOMES[outcome].windows
        if window.code != ruled.AGAINST_RULING or not ruled.is_final(p, act.code)
        for limit, citation in _limits(p, window)
    ]


def _limits(p: Proceeding, window: Window) -> list[tuple[Limit, str]]:
    usual, here = (window.limit, window.citation), [x for x in p.parties if not x.left]
    if window.abroad is None or not any(party.foreign for party in here):
        return [usual]
    return [window.abroad] if all(party.foreign for party in here) else [usual, window.abroad]
