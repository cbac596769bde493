r"""The text a form gives: plain lines, of which some begin with a mark. Page, text and PDF alike.

    ^ 某某人民法院            the court
    # 受理案件通知书          the title
    & （2026）鲁0102民初1号   the number of the case
    @ 张三：                  to whom
    其他文字                  a paragraph, a line each
    = 案由 | 民间借贷纠纷     a row of particulars; nothing after the bar leaves room to write
    | 序号 | 材料             a row of a table, the first being its head
    + 其他事项                a heading within the text
    ~ 审判员 李四             who signs, at the right
    ~~ 二〇二六年一月一日     the date, at the right
    ! 附注                    a note in small print

A mark counts at the beginning of a line with a space after it; a backslash takes away its meaning,
and ``\n`` breaks a line within a block.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

LineKind = Literal["court", "title", "number", "to", "paragraph", "heading", "sign", "date", "note"]
_LINES: dict[str, LineKind] = {
    "^": "court", "#": "title", "&": "number", "@": "to", "+": "heading", "~": "sign",
    "~~": "date", "!": "note",
}  # fmt: skip
_MARKED = re.compile(r"(~~|[#^&@+~!=|])[ \u3000]+(.*)")
_BAR = re.compile(r"(?:\\.|[^|\\])*")
_ESCAPED = re.compile(r"\\(.)")


@dataclass(frozen=True)
class Line:
    """Text of one kind."""

    kind: LineKind
    text: str


@dataclass(frozen=True)
class Rows:
    """Particulars: what, and which; an empty one is for writing by hand."""

    rows: tuple[tuple[str, str], ...]
    kind: Literal["rows"] = "rows"


@dataclass(frozen=True)
class Table:
    """A table with its head."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    kind: Literal["table"] = "table"


Block = Line | Rows | Table


def read(written: str) -> list[Block]:
    """The blocks of a text with marks. Never fails: what is no mark is a paragraph."""
    found: list[Block] = []
    pending: list[tuple[str, ...]] = []
    last = ""
    for line in written.split("\n"):
        mark, rest = _mark(line.strip())
        if last in ("=", "|") and mark != last:
            found.append(_grouped(last, pending))
            pending = []
        last = mark
        if mark in ("=", "|"):
            pending.append(_cells(rest))
        elif rest:
            found.append(Line(_LINES.get(mark, "paragraph"), _plain(rest)))
    if pending:
        found.append(_grouped(last, pending))
    return found


def plain(title: str, words: str) -> list[Block]:
    """Words without any marks under a title: what somebody wrote, paragraph by paragraph."""
    lines = (line.strip() for line in words.splitlines())
    return [Line("title", title), *(Line("paragraph", line) for line in lines if line)]


def text(blocks: Iterable[Block]) -> str:
    """The same as plain text, a line each; cells are parted by a tab."""
    return "\n".join(_lines(blocks))


def title(blocks: Iterable[Block]) -> str:
    """The title, or the first line there is."""
    lines = [one for one in blocks if isinstance(one, Line)]
    named = [one.text for one in lines if one.kind == "title"] or [one.text for one in lines]
    return named[0] if named else ""


def _lines(blocks: Iterable[Block]) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, Line):
            yield block.text
        elif isinstance(block, Rows):
            yield from ("\t".join(row) for row in block.rows)
        else:
            yield from ("\t".join(row) for row in (block.head, *block.rows))


def _mark(line: str) -> tuple[str, str]:
    found = _MARKED.fullmatch(line)
    return (found[1], found[2].strip()) if found else ("", line)


def _grouped(mark: str, cells: Sequence[tuple[str, ...]]) -> Block:
    if mark == "=":
        return Rows(tuple((row[0], " ".join(row[1:])) for row in cells))
    width = max(len(row) for row in cells)
    even = [row + ("",) * (width - len(row)) for row in cells]
    return Table(even[0], tuple(even[1:]))


def _cells(rest: str) -> tuple[str, ...]:
    cells, at = [], 0
    while at <= len(rest):
        found = _BAR.match(rest, at)
        assert found is not None
        cells.append(_plain(found[0].strip()))
        at = max(found.end(), at) + 1
    return tuple(cells)


def _plain(written: str) -> str:
    return _ESCAPED.sub(lambda found: "\n" if found[1] == "n" else found[1], written)
