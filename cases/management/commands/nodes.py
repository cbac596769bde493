"""`manage.py nodes`: the table of the 26 nodes, limits and citations; needs no database."""

from __future__ import annotations

from typing import Any

from cases.law.nodes import PHASES, TABLE, Node, Rule
from cases.law.overrides import OVERRIDES, Override, rules_of
from cases.law.procedures import Procedure
from cases.management.answer import Answer, AnsweringCommand


class Command(AnsweringCommand):
    """Print the table of nodes; an override shows the limits that hold in its procedure."""

    help = "26个节点及其时限 / The 26 nodes with their time limits."

    def answer(self, **options: Any) -> Answer:
        """The whole table."""
        return Answer([as_json(node) for node in TABLE], _lines("zh"), _lines("en"))


def as_json(node: Node) -> dict[str, Any]:
    """One node as machines read it."""
    return {
        "no": node.no,
        "code": node.code,
        "phase": node.phase,
        "en": node.en,
        "zh": node.zh,
        "role": node.role,
        "statutory": _limit(node.statutory),
        "management": _limit(node.management),
        "trigger": node.trigger[1],
        "expiry_class": node.expiry,
        "on_expiry": node.on_expiry,
        "onward": node.onward,
        "next": list(node.next),
        "outcomes": list(node.outcomes),
        "overrides": {
            procedure.value: _override(node.code, procedure, cell)
            for procedure in Procedure
            if (cell := OVERRIDES.get((node.code, procedure))) is not None
        },
    }


def _limit(rule: Rule | None) -> dict[str, Any] | None:
    if rule is None:
        return None
    return {
        "limit": rule.limit.amount,
        "unit": rule.limit.unit.value,
        "bound": rule.bound.value,
        "citation": rule.citation,
    }


def _override(node: str, procedure: Procedure, cell: Override) -> dict[str, Any]:
    unused = cell.use == "unused"
    statutory, management = (None, None) if unused else rules_of(node, procedure)
    zh, en = cell.note
    return {
        "use": cell.use,
        "statutory": _limit(statutory),
        "management": _limit(management),
        "note": {"zh": zh, "en": en} if en else None,
        "drafts": cell.drafts,
    }


def _lines(lang: str) -> list[str]:
    zh = lang == "zh"
    lines: list[str] = []
    phase = ""
    for node in TABLE:
        if node.phase != phase:
            phase = node.phase
            lines.append(PHASES[phase][0 if zh else 1])
        limits = [
            f"{rule.limit.zh if zh else rule.limit.en} [{rule.citation}]"
            for rule in (node.statutory, node.management)
            if rule is not None
        ]
        name = node.zh if zh else node.en
        lines.append(f"{node.no:>4}  {node.code:<22} {name}: {'; '.join(limits)}")
    return lines
