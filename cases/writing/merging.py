"""Two people's changes to one text put together, paragraph by paragraph."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher


@dataclass(frozen=True)
class Change:
    """Lines ``first`` to ``last`` (not included) of the base give way to ``lines``."""

    first: int
    last: int
    lines: tuple[str, ...]


def merged(base: str, one: str, other: str) -> str | None:
    """The text with the changes of both; None where they touch the same paragraph."""
    lines = base.split("\n")
    ours, theirs = changes(lines, one.split("\n")), changes(lines, other.split("\n"))
    theirs = [change for change in theirs if change not in ours]
    if any(_touch(a, b) for a in ours for b in theirs):
        return None
    for change in sorted([*ours, *theirs], key=lambda c: (c.first, c.last), reverse=True):
        lines[change.first : change.last] = change.lines
    return "\n".join(lines)


def changes(base: Sequence[str], text: Sequence[str]) -> list[Change]:
    """What makes the one text of the other."""
    matcher = SequenceMatcher(None, base, text, autojunk=False)
    return [
        Change(i1, i2, tuple(text[j1:j2]))
        for tag, i1, i2, j1, j2 in matcher.get_opcodes()
        if tag != "equal"
    ]


def _touch(a: Change, b: Change) -> bool:
    """Whether they are about the same paragraph, or one puts something in where the other ends."""
    if a.first == a.last or b.first == b.last:
        return a.first <= b.last and b.first <= a.last
    return a.first < b.last and b.first < a.last


def side_by_side(one: str, other: str) -> list[tuple[str, str, bool]]:
    """Two texts in rows: (a paragraph of the one, of the other, whether they differ)."""
    left, right = one.split("\n"), other.split("\n")
    rows: list[tuple[str, str, bool]] = []
    matcher = SequenceMatcher(None, left, right, autojunk=False)
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        for n in range(max(i2 - i1, j2 - j1)):
            a = left[i1 + n] if i1 + n < i2 else ""
            b = right[j1 + n] if j1 + n < j2 else ""
            rows.append((a, b, tag != "equal"))
    return rows
