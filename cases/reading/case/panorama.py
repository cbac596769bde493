"""The panorama 流程节点全景图: all 26 nodes of a case with what became of each.

Computed from the log, the clocks and the table of overrides; nothing of it is stored.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from django.db.models import Case as When_
from django.db.models import CharField, Value, When
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases.law.incidents import INCIDENTS
from cases.law.nodes import NODES, PHASES, Node
from cases.law.outcomes import OUTCOMES
from cases.law.overrides import override, rules_of, use_of
from cases.law.periods import local_date
from cases.law.procedures import Origin, Procedure
from cases.law.running import RunningClock
from cases.models import Entry
from cases.proceeding import Proceeding
from cases.reading import labels
from cases.reading.case import lights

OPTIONAL_LANES = ("execution_filing", "execution_notice", "asset_control", "asset_valuation",
                  "online_auction", "proceeds_distribution")  # fmt: skip
"""Steps that come only if somebody applies for execution."""


@dataclass(frozen=True)
class Stay:
    """One stay of a case at a place, from entry until it left (None: still there)."""

    place: str
    since: datetime
    until: datetime | None


def stays(case_id: int, until: int) -> tuple[list[Stay], dict[str, str]]:
    """Every stay in order up to an entry, and the notes of the nodes that were passed over."""
    body = When_(When(act="skip", then="body"), default=Value(""), output_field=CharField())
    rows = (
        Entry.objects.filter(case_id=case_id, seq__lte=until)
        .order_by("seq")
        .annotate(skip=body)
        .values_list("act", "stands_at", "effective_at", "skip")
    )
    found: list[Stay] = []
    skipped: dict[str, str] = {}
    for act, place, at, skip in rows:
        if act == "skip":
            node = str(orjson.loads(skip)["facts"]["node"])
            skipped[node] = place
            if found and found[-1].place == node:
                found.pop()
        if not found or found[-1].place != place:
            if found:
                found[-1] = Stay(found[-1].place, found[-1].since, at)
            found.append(Stay(place, at, None))
    return found, skipped


def way_onward(place: str, procedure: Procedure, panel: bool) -> list[str]:
    """The nodes still to come if everything goes its ordinary way."""
    ahead: list[str] = []
    node = NODES.get(place)
    while node is not None and node.onward in NODES and node.onward not in ahead:
        if use_of(node.onward, procedure, panel=panel) != "unused":
            ahead.append(node.onward)
        node = NODES[node.onward]
    return ahead


def panorama(
    p: Proceeding, clocks: Iterable[RunningClock], links: Sequence[dict[str, str]] = ()
) -> dict[str, Any]:
    """The lanes of parts/panorama.html."""
    found, skipped = stays(p.case.pk, p.case.log_seq)
    view = _View(p, found, skipped, clocks)
    lanes: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for node in NODES.values():
        lanes[node.phase].append(view.node(node))
    return {
        "phases": [
            {"code": phase, "label": labels.pick(*PHASES[phase]), "nodes": lanes[phase]}
            for phase in PHASES
        ],
        "outcome": _outcome(p),
        "links": list(links),
    }


def _outcome(p: Proceeding) -> dict[str, str] | None:
    if p.place not in OUTCOMES:
        return None
    since = labels.day(local_date(p.case.entered_at))
    return {"label": labels.place(p.place), "since": since}


STATE_WORDS = ("done", "now", "next", "todo", "skipped", "suspended", "unused")


class _View:
    """One case looked at node by node."""

    def __init__(
        self,
        p: Proceeding,
        found: list[Stay],
        skipped: dict[str, str],
        clocks: Iterable[RunningClock],
    ) -> None:
        self.p = p
        self.skipped = skipped
        self.stays: dict[str, list[Stay]] = defaultdict(list)
        for stay in found:
            self.stays[stay.place].append(stay)
        self.clocks: dict[str, list[RunningClock]] = defaultdict(list)
        for clock in clocks:
            if clock.kind in ("node", "party"):
                self.clocks[clock.node].append(clock)
        ahead = way_onward(p.place, p.procedure, p.case.panel)
        if p.place not in NODES and p.place != "archived":
            ahead = ["closing_archiving"]
        self.ahead = ahead

    def node(self, node: Node) -> dict[str, Any]:
        state = self._state(node)
        shown: dict[str, Any] = {
            "no": node.no, "code": node.code, "label": labels.of(node), "state": state,
            "word": self._word(state), "visits": len(self.stays[node.code]),
            "reason": self._reason(node, state),
        }  # fmt: skip
        if state in ("unused", "skipped"):
            return shown
        shown.update(used=self._used(node), allowed=self._allowed(node), who=labels.role(node.role))
        if own := [c.no for c in self.clocks[node.code] if c.state != "cancelled"]:
            shown["url"] = f"#clock-{own[-1]}"
        if state in ("now", "suspended"):
            lead = lights.leading(self.clocks[node.code], self.p.now)
            shown["light"] = lights.light(lead, self.p.now) if lead else None
        return shown

    def _state(self, node: Node) -> str:
        if node.code == self.p.place:
            paused = any(c.running and c.paused for c in self.clocks[node.code])
            return "suspended" if paused else "now"
        if self.stays[node.code]:
            return "done"
        if node.code in self.skipped:
            return "skipped"
        if node.code in self.ahead:
            return "next" if node.code == self.ahead[0] else "todo"
        return "todo" if self._may_still_come(node) else "unused"

    def _may_still_come(self, node: Node) -> bool:
        """Execution follows a judgment only if somebody applies; until the end it may come."""
        used = use_of(node.code, self.p.procedure, panel=self.p.case.panel) != "unused"
        at = NODES.get(self.p.place)
        before = at is not None and at.no < 20
        return used and before and (node.code in OPTIONAL_LANES or node.code == "closing_archiving")

    def _word(self, state: str) -> str:
        return {
            "done": _("done"), "now": _("under way"), "next": _("next"), "todo": _("to come"),
            "skipped": _("skipped"), "suspended": _("suspended"), "unused": _("not used"),
        }[state]  # fmt: skip

    def _reason(self, node: Node, state: str) -> str:
        if state == "suspended":
            kinds = [labels.of(INCIDENTS[i.kind]) for i in self.p.open_incidents]
            return _(", ").join(dict.fromkeys(kinds))
        if state in ("skipped", "unused"):
            return labels.pick(*override(node.code, self.p.procedure).note)
        if state == "todo" and node.code in OPTIONAL_LANES:
            return _("if execution is applied for")
        return ""

    def _used(self, node: Node) -> str:
        total = 0
        for stay in self.stays[node.code]:
            end = local_date(stay.until or self.p.now)
            total += (end - local_date(stay.since)).days
        if not self.stays[node.code]:
            return ""
        return ngettext("%(n)d day", "%(n)d days", total) % {"n": total}

    def _allowed(self, node: Node) -> str:
        """The limit as it runs or ran for this case, else as the table has it."""
        own = [c for c in self.clocks[node.code] if c.state != "cancelled"]
        own.sort(key=lambda c: (c.basis == "management", -c.no))
        if own:
            return lights.limit(own[0])
        rules = rules_of(node.code, self.p.procedure, origin=Origin(self.p.case.origin))
        rule = rules[0] or rules[1]
        return labels.of(rule.limit) if rule else ""
