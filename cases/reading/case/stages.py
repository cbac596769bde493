"""Five stages of a case for the people it is about; the 26 nodes are for those who work on it."""

from __future__ import annotations

from typing import Any

from cases.law.nodes import NODES, PHASES
from cases.models import Case
from cases.reading import labels

DECISION = frozenset({"judgment_service", "appeal_period", "appeal_transfer"})
"""What comes after the judge has decided is a stage of its own for whoever waits for it."""
STAGES: dict[str, tuple[str, str]] = {
    "filing": PHASES["filing"],
    "mediation": ("调解", "Mediation"),
    "trial": PHASES["trial"],
    "decision": ("裁判", "Decision"),
    "execution": PHASES["execution"],
}


def stage_of(node: str) -> str:
    """The stage that a node belongs to."""
    return "decision" if node in DECISION else NODES[node].phase


def stages(case: Case) -> list[dict[str, Any]]:
    """Done, now and to come; nothing is "now" for a case that rests or has ended."""
    node = case.stands_at if case.stands_at in NODES else ""
    here = list(STAGES).index(stage_of(node)) if node else -1
    shown = []
    for number, (code, words) in enumerate(STAGES.items()):
        passed = number < here or (code == "mediation" and case.registered_on is not None)
        state = "now" if number == here else "done" if passed or not node else "todo"
        shown.append({
            "label": labels.pick(*words),
            "state": state,
            "node": labels.place(node) if state == "now" else "",
        })  # fmt: skip
    return [] if not node else shown
