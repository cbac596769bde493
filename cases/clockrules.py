"""The words of clocks' rules, remembered by this process.

A key is made of its words, so what was once read under it holds in every transaction.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import fields
from typing import Any

from django.db.models import QuerySet

from cases.law import clockrule
from cases.law.running import RunningClock
from cases.models import Clock, ClockRule

_read: dict[str, dict[str, Any]] = {}
_STORED = [part.name for part in fields(RunningClock) if part.name in vars(Clock)]
_EMPTY = ("spans", "extensions", "rungs")


def read(keys: Iterable[str]) -> None:
    """Read those of these rules that are not known yet."""
    missing = {key for key in keys if key not in _read}
    if missing:
        found = ClockRule.objects.filter(pk__in=missing).values_list("key", "words")
        _read.update({key: clockrule.read(words) for key, words in found})


def clocks(rows: QuerySet[Clock]) -> Iterator[tuple[int, RunningClock]]:
    """Clocks as the law knows them, each after the number of its case."""
    found = list(rows.values("case_id", "rule", *_STORED))
    read(row["rule"] for row in found)
    for row in found:
        case_id = row.pop("case_id")
        yield case_id, RunningClock(**whole(row))


def said(key: str) -> dict[str, Any]:
    """The fields of a clock that this rule says. Raises LookupError where it is not there."""
    read([key])
    return _read[key]


def whole(row: dict[str, Any], rules: dict[str, dict[str, Any]] = _read) -> dict[str, Any]:
    """A clock's row with what its rule says; what a row leaves out is empty.

    Raises LookupError where the rule is not there.
    """
    if rules is _read and row["rule"] not in _read:
        read([row["rule"]])
    found = {**rules[row["rule"]], **row}
    del found["rule"]
    for name in _EMPTY:
        if found[name] is None:
            found[name] = []
    return found
