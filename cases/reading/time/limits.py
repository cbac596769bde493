"""A court's own limits in words: which there are, since when, beside the law's."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from cases.law.periods import Limit, Unit
from cases.law.tightening import UNITS, Tightenable, tightenable
from cases.models import TightenedLimit
from cases.reading import labels


def name(one: Tightenable) -> str:
    """A limit by its node and whose it is."""
    words = {"statutory": _("%(node)s, limit"), "management": _("%(node)s, court target")}
    return words[one.basis] % {"node": labels.place(one.node)}


def name_of(code: str) -> str:
    """The same by its code."""
    one = tightenable().get(code)
    return name(one) if one is not None else code


def law_of(one: Tightenable) -> str:
    """What holds without the court's own: one limit, or one for each procedure it differs in."""
    return " / ".join(labels.pick(rule.limit.zh, rule.limit.en) for rule in one.rules)


def choices() -> list[tuple[str, str]]:
    return [(code, labels.pair(name(one), law_of(one))) for code, one in tightenable().items()]


def units() -> dict[str, str]:
    words = {
        Unit.CALENDAR_DAYS: _("days"), Unit.WORKING_DAYS: _("working days"),
        Unit.MONTHS: _("months"),
    }  # fmt: skip
    return {unit.value: words[unit] for unit in UNITS}


def own(court_id: int, today: date) -> list[dict[str, Any]]:
    """The court's own limits by node, the newest first, with what each is today."""
    found = TightenedLimit.objects.filter(court_id=court_id).order_by("-effective_from")
    by_code: dict[str, list[TightenedLimit]] = {}
    for row in found:
        by_code.setdefault(f"{row.node}.{row.basis}", []).append(row)
    known = tightenable()
    return [
        {
            "name": name(one),
            "law": law_of(one),
            "own": _limit(row),
            "since": labels.day(row.effective_from),
            "state": _state(row, by_code[code], today),
        }
        for code, one in known.items()
        for row in by_code.get(code, ())
    ]


def _limit(row: TightenedLimit) -> str:
    limit = Limit(row.amount, Unit(row.unit))
    return labels.pick(limit.zh, limit.en)


def _state(row: TightenedLimit, newest_first: list[TightenedLimit], today: date) -> str:
    if row.effective_from > today:
        return _("begins later")
    begun = (one for one in newest_first if one.effective_from <= today)
    return _("in force") if next(begun) is row else _("replaced")
