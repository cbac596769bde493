"""Words looked for in words, whatever spaces, breaks and widths lie between. Plain Python."""

from __future__ import annotations

import unicodedata


def folded(text: str) -> tuple[str, list[int]]:
    """The text as it is compared, and for each of its characters where it stood before."""
    found: list[str] = []
    where: list[int] = []
    for at, char in enumerate(text):
        if char.isspace() or char == "\u00ad":
            continue
        for one in unicodedata.normalize("NFKC", char).casefold():
            found.append(one)
            where.append(at)
    return "".join(found), where


def spans(text: str, words: str, most: int) -> list[tuple[int, int]]:
    """Where the words stand: the first character, and the one behind the last."""
    wanted = folded(words)[0]
    if not wanted:
        return []
    folding, where = folded(text)
    found: list[tuple[int, int]] = []
    at = folding.find(wanted)
    while at >= 0 and len(found) < most:
        found.append((where[at], where[at + len(wanted) - 1] + 1))
        at = folding.find(wanted, at + len(wanted))
    return found
