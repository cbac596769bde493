"""Citations in words: the tables abbreviate, the pages spell out.

Three depths: ``words`` is short and plain, ``marked`` is short with the full name of what is not
plain behind it, ``full`` names every instrument in full, for the derivation of a deadline.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from cases.reading.instruments import INSTRUMENTS, Instrument
from cases.reading.labels import is_english, pick

_PART = re.compile(
    r"^(?P<name>.+?)(?:\s+(?P<articles>\d[\d,\s()\-–]*))?(?P<doubt>\s+\(source to be checked\))?$"
)


def words(citation: str) -> str:
    """“CPL 126; 登记立案 8” as 民事诉讼法第126条；登记立案规定第8条."""
    return _between().join(f"{one.short}{rest}" for one, rest in _parts(citation))


def full(citation: str) -> str:
    """The same with every instrument as it was published: 《中华人民共和国民事诉讼法》…第126条."""
    return _between().join(f"{one.full}{rest}" for one, rest in _parts(citation))


def marked(citation: str) -> SafeString:
    """The short words for a page; a name that was shortened carries the full one."""
    parts = ((_abbreviated(one), rest) for one, rest in _parts(citation))
    return format_html_join(_between(), "{}{}", parts)


def _abbreviated(one: Instrument) -> str:
    if one.full == one.short:
        return one.short
    return format_html('<abbr title="{}">{}</abbr>', one.full, one.short)


def _between() -> str:
    return pick("；", "; ")


def _parts(citation: str) -> Iterator[tuple[Instrument, str]]:
    """Each instrument with what follows its name."""
    for part in citation.split(";"):
        if match := _PART.match(part.strip()):
            name = match["name"]
            articles = _articles(match["articles"].strip()) if match["articles"] else ""
            doubt = pick("（出处待核）", " (source to be checked)") if match["doubt"] else ""
            yield INSTRUMENTS.get(name, Instrument(name, name)), articles + doubt


def _articles(articles: str) -> str:
    """“85(2)” is 第85条第2款, “90-95” 第90至95条; in English “art. 85(2)”, “arts 90–95”."""
    if is_english():
        several = "," in articles or "-" in articles
        return f", {'arts' if several else 'art.'}\u00a0{articles.replace('-', '–')}"
    if paragraph := re.fullmatch(r"(\d+)\((\d+)\)", articles):
        return f"第{paragraph[1]}条第{paragraph[2]}款"
    return f"第{articles.replace(', ', '、').replace('-', '至')}条"
