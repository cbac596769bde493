"""Quotations: what a text takes over from a paper of the file, word for word, with its place.

`static/js/quotes.js` writes them the same way into fields of which nothing is kept but the text.
"""

from __future__ import annotations

import re
import unicodedata

LONGEST = 2000
"""Characters of one quotation."""
_HAN = r"[\u3000-\u303f\u3400-\u9fff\uf900-\ufaff\uff00-\uffef]"
_BREAK = re.compile(rf"(?<={_HAN})\s+|\s+(?={_HAN})")
_QUOTES = str.maketrans("", "", "“”‘’\"'「」『』\\")


def plain(words: str) -> str:
    """Words as they were selected, in one line: no breaks between Chinese characters, and nothing
    that cannot be seen."""
    seen = "".join(c if not unicodedata.category(c).startswith("C") else " " for c in words)
    return re.sub(r"\s+", " ", _BREAK.sub("", seen.strip()))


def quotation(words: str, title: str, page: int) -> str:
    """“words”（《title》第n页）; quotation marks within are single ones (GB/T 15834)."""
    return f"“{inside(words)}”（《{title}》第{page}页）"


def inside(words: str) -> str:
    """Words as they stand between quotation marks."""
    return words.replace("“", "‘").replace("”", "’")


def stands(words: str, text: str) -> bool:
    """Whether the words stand in the text, whatever blanks and quotation marks are around them."""
    wanted = bare(words)
    return bool(wanted) and wanted in bare(text)


def bare(text: str) -> str:
    """A text without blanks, breaks, quotation marks and the escapes of drafts, in one width."""
    return "".join(unicodedata.normalize("NFKC", text.translate(_QUOTES)).split()).translate(
        _QUOTES
    )
