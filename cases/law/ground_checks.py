"""What a decision rests on, held against the file: pure rules on its quotations and the evidence.

What was not put to question is no ground of a judgment (CPL 71; 解释 103), disputed evidence needs
a ruling with its reasons (解释 105; 证据规定 97), and nothing of the inner volume goes in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cases.law.cited import number
from cases.law.decision_checks import Finding, Weight
from cases.law.exchange import SIDES


@dataclass(frozen=True)
class Quote:
    """Words that the text takes over from a paper."""

    words: str
    place: str
    """《借条》第2页."""
    is_inner: bool = False
    is_void: bool = False
    is_evidence: bool = False
    """Whether such a paper is evidence by its kind."""
    is_exact: bool | None = None
    """Whether the page says them; None where nobody has read its words."""
    items: tuple[str, ...] = ()
    """The evidence that the paper belongs to."""


@dataclass(frozen=True)
class Item:
    """One item of evidence that was put."""

    name: str
    """原告证据1."""
    discussed: bool = False
    """Whether another side gave an opinion, or the bench ruled."""
    disputed: bool = False
    ruled: bool = False
    withdrawn: bool = False


@dataclass(frozen=True)
class Grounds:
    quotes: tuple[Quote, ...] = ()
    items: tuple[Item, ...] = ()


_CITED = re.compile(
    rf"({'|'.join(SIDES.values())})(?:提交的|提供的|方)?证据([一二三四五六七八九十\d]+)"
)


def look(lines: Sequence[str], grounds: Grounds) -> Iterator[Finding]:
    """Everything found; nothing of items where no evidence was put item by item."""
    yield from _quotes(lines, grounds)
    if grounds.items:
        yield from _cited(lines, grounds)
        yield from _items(grounds)


def _quotes(lines: Sequence[str], grounds: Grounds) -> Iterator[Finding]:
    items = {one.name: one for one in grounds.items}
    for quote in grounds.quotes:
        line = next((n for n, text in enumerate(lines, 1) if quote.words in text), 0)
        for code, weight in _of_quote(quote, items):
            yield Finding(code, weight, line, quote.place)


def _of_quote(quote: Quote, items: dict[str, Item]) -> Iterator[tuple[str, Weight]]:
    if quote.is_inner:
        yield "quote_inner", "bars"
    if quote.is_void:
        yield "quote_void", "bars"
    if quote.is_exact is False:
        yield "quote_changed", "confirm"
    mine = [items[name] for name in quote.items if name in items]
    live = [one for one in mine if not one.withdrawn]
    if mine and not live:
        yield "quote_withdrawn", "confirm"
    elif live and not any(one.discussed for one in live):
        yield "quote_undiscussed", "bars"
    elif items and not mine and quote.is_evidence:
        yield "quote_not_put", "bars"


def _cited(lines: Sequence[str], grounds: Grounds) -> Iterator[Finding]:
    """An item that the text names by a number which its side never reached."""
    known = {one.name for one in grounds.items}
    for n, line in enumerate(lines, 1):
        for found in _CITED.finditer(line):
            if f"{found[1]}证据{number(found[2])}" not in known:
                yield Finding("cited_not_put", "confirm", n, found[0])


def _items(grounds: Grounds) -> Iterator[Finding]:
    """By name, so that another item is asked anew."""
    live = [one for one in grounds.items if not one.withdrawn]
    silent = [one.name for one in live if not one.discussed]
    if silent:
        yield Finding("never_discussed", "confirm", 0, "、".join(silent))
    open_ = [one.name for one in live if one.discussed and one.disputed and not one.ruled]
    if open_:
        yield Finding("no_ruling", "confirm", 0, "、".join(open_))
