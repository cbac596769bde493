"""Finding a cause of action from what people call it: everyday words, parts, first letters."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from cases.law import causes as law
from cases.law import jurisdiction
from cases.law.causes import Cause
from cases.law.fees.refusing import FeeError
from cases.reading import citations, labels
from cases.reading.fees.fees_due import estimate

EVERYDAY = Path(law.__file__).with_name("causes_everyday.json")
MOST = 8


def suggest(typed: str) -> list[Cause]:
    """The causes that are meant, the likeliest first; nothing for nothing."""
    text = "".join(typed.split()).casefold()
    if not text:
        return []
    found = [*_everyday(text), *law.search(text, MOST), *_by_letters(text)]
    found = [cause for cause in dict.fromkeys(found) if cause.level > 1]
    return found[:MOST] or list(_near(typed))


def _everyday(text: str) -> list[Cause]:
    """A word within what was typed, or what was typed within a word; the longest word first."""
    met = [
        (-len(word), law.by_code(code))
        for code, words in _words().items()
        for word in words
        if word in text or (len(text) > 1 and text in word)
    ]
    return [cause for _, cause in sorted(met, key=lambda pair: pair[0])]


@cache
def _words() -> dict[str, list[str]]:
    found: dict[str, list[str]] = json.loads(EVERYDAY.read_text(encoding="utf-8"))
    return {code: ["".join(word.split()) for word in words] for code, words in found.items()}


def _by_letters(text: str) -> list[Cause]:
    """mjjd: the first letters of the sounds."""
    if len(text) < 2 or not text.isascii() or not text.isalpha():
        return []
    met = [(letters.find(text), len(letters), cause) for letters, cause in _letters()]
    ranked = sorted((row for row in met if row[0] >= 0), key=lambda row: row[:2])
    return [cause for *_, cause in ranked]


@cache
def _letters() -> list[tuple[str, Cause]]:
    # Its dictionaries are half of what a process loads at its start; most processes never ask.
    from pypinyin import Style, lazy_pinyin

    return [
        ("".join(lazy_pinyin(cause.name, style=Style.FIRST_LETTER)).casefold(), cause)
        for cause in law.all_causes()
    ]


def _near(typed: str) -> tuple[Cause, ...]:
    try:
        return (law.find(typed),)
    except law.CauseError as error:
        return tuple(law.find(name) for name in error.suggestions)


def named(typed: str) -> Cause | None:
    """The cause of exactly this name, if there is one."""
    try:
        return law.find(typed) if typed.strip() else None
    except law.CauseError:
        return None


def which_court(cause: Cause | None) -> dict[str, Any] | None:
    """Where such a dispute is heard, in words; None where none is certain."""
    hint = jurisdiction.hint_for(cause) if cause is not None else None
    if hint is None:
        return None
    zh, en, basis = jurisdiction.CONFINED
    cited = hint.citation if hint.exclusive else f"{hint.citation}; {basis}"
    return {
        "text": labels.of(hint),
        "confined": "" if hint.exclusive else labels.pick(zh, en),
        "basis": citations.marked(hint.citation if basis in hint.citation else cited),
    }


def fee_words(cause: Cause, amount: Any) -> str:
    """The court fee in a word, or why it cannot be said."""
    try:
        return labels.money(estimate(cause, amount).amount)
    except FeeError as error:
        return labels.pick(error.zh, error.en)
