"""The parts of a complaint or an answer as they stand on paper: title, headings, who signs."""

from __future__ import annotations

import re

from cases.writing.blocks import Block, Line, LineKind

TITLES = frozenset({"民事起诉状", "答辩状", "民事答辩状"})
HEADINGS = frozenset({"诉讼请求", "事实与理由", "证据和证据来源", "答辩意见"})
_SIGNS = re.compile(r"(具状人|答辩人)：.*")
_DATE = re.compile(r"\d{4}年\d{1,2}月\d{1,2}日")


def shaped(title: str, text: str) -> list[Block]:
    """Somebody's words as blocks, none added and none lost; without a title of their own they stand
    under ``title``."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if lines[:1] and lines[0] in TITLES:
        title = lines.pop(0)
    found: list[Block] = [Line("title", title)]
    for number, line in enumerate(lines):
        before = lines[number - 1] if number else ""
        found.append(Line(_kind(line, before, is_end=number >= len(lines) - 2), line))
    return found


def _kind(line: str, before: str, *, is_end: bool) -> LineKind:
    if line in HEADINGS:
        return "heading"
    if before == "此致":
        return "to"
    if is_end and _SIGNS.fullmatch(line):
        return "sign"
    return "date" if is_end and _DATE.fullmatch(line) else "paragraph"
