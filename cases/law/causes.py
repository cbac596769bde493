"""Causes of action 民事案件案由: the four-level list as amended in December 2025.

In force since 2026-01-01. The list is data (causes.tsv); codes are its own numbers, `L1-`/`L2-`
for the two upper levels. `former` names are those of earlier lists, read as the present cause.
"""

import unicodedata
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

IN_FORCE_FROM = date(2026, 1, 1)
_TABLE = Path(__file__).with_name("causes.tsv")


@dataclass(frozen=True)
class Cause:
    """One cause of action; `parent` is the code of the cause above it, empty at the top."""

    code: str
    level: int
    parent: str
    name: str
    former: tuple[str, ...] = ()

    def __str__(self) -> str:
        return self.name

    @property
    def path(self) -> tuple["Cause", ...]:
        """From the top level down to this cause."""
        above = by_code(self.parent).path if self.parent else ()
        return (*above, self)

    @property
    def children(self) -> tuple["Cause", ...]:
        return tuple(cause for cause in all_causes() if cause.parent == self.code)

    def is_under(self, code: str) -> bool:
        """Whether this is the cause `code` or lies below it."""
        return any(cause.code == code for cause in self.path)


class CauseError(LookupError):
    """No such cause; `suggestions` are the nearest names there are."""

    def __init__(self, name: str) -> None:
        shown = name[:40]
        self.reason = "unknown_cause"
        self.suggestions = tuple(cause.name for cause in _near(name))
        self.zh = f"没有“{shown}”这一案由"
        self.en = f"there is no cause of action “{shown}”"
        if self.suggestions:
            self.zh += "，是否为：" + "、".join(self.suggestions)
            self.en += "; perhaps " + ", ".join(self.suggestions)
        super().__init__(self.en)


def all_causes() -> tuple[Cause, ...]:
    """Every cause, in the order of the list."""
    return tuple(_by_code().values())


def by_code(code: str) -> Cause:
    """The cause with this code; codes are the key, as six names stand at two levels."""
    try:
        return _by_code()[code]
    except KeyError:
        raise CauseError(code) from None


def find(name: str) -> Cause:
    """The cause of this name, present or former; of two levels with one name, the lower, as a
    case is filed under the most exact cause there is."""
    try:
        return _by_name()[_plain(name)]
    except KeyError:
        raise CauseError(name) from None


def search(fragment: str, limit: int = 20) -> tuple[Cause, ...]:
    """Causes whose name, former name or code holds the fragment: exact names first, then those
    that begin with it, then the rest, shorter names before longer ones."""
    wanted = _plain(fragment)
    if not wanted or limit < 1:
        return ()
    ranked = []
    for order, cause in enumerate(all_causes()):
        ranks = [_rank(wanted, name) for name in _names(cause)]
        if cause.code.casefold() == wanted:
            ranks.append(0)
        best = min(ranks)
        if best < _NO_MATCH:
            ranked.append((best, len(cause.name), order, cause))
    return tuple(cause for *_, cause in sorted(ranked, key=lambda row: row[:3])[:limit])


_NO_MATCH = 3


def _rank(wanted: str, name: str) -> int:
    plain = _plain(name)
    if plain in (wanted, wanted + "纠纷"):
        return 0
    if plain.startswith(wanted):
        return 1
    return 2 if wanted in plain else _NO_MATCH


def _names(cause: Cause) -> tuple[str, ...]:
    return (cause.name, *cause.former)


def _near(name: str) -> tuple[Cause, ...]:
    """Causes that share most pairs of characters with the name."""
    wanted = _pairs(name)
    scored = [
        (len(wanted & pairs) / len(wanted | pairs), cause)
        for cause, pairs in ((cause, _pairs(cause.name)) for cause in all_causes())
        if wanted & pairs
    ]
    best = sorted(scored, key=lambda row: -row[0])[:3]
    return tuple(dict.fromkeys(cause for score, cause in best if score > 0.3))


def _pairs(name: str) -> frozenset[str]:
    plain = _plain(name)[:60].removesuffix("纠纷")
    return frozenset(plain[at : at + 2] for at in range(len(plain) - 1))


def _plain(name: str) -> str:
    """Without spaces and in one width, so that （商号） and (商号) are the same."""
    return "".join(unicodedata.normalize("NFKC", name).split()).casefold()


@cache
def _by_code() -> dict[str, Cause]:
    rows = _TABLE.read_text(encoding="utf-8").splitlines()[1:]
    causes = {}
    for row in rows:
        code, level, parent, name, former = row.split("\t")
        names = tuple(former.split("|")) if former else ()
        causes[code] = Cause(code, int(level), parent, name, names)
    return causes


@cache
def _by_name() -> dict[str, Cause]:
    found: dict[str, Cause] = {}
    for cause in sorted(all_causes(), key=lambda cause: cause.level):
        for name in _names(cause):
            found[_plain(name)] = cause
    return found


_FEE_KINDS = {
    "14": "divorce",
    "L1-1": "personality",
    "L1-5": "ip",
    "L1-7": "labour",
    "L1-11": "special",
    "451": "special",
    "458": "payment_order",
    "459": "public_summons",
    "L2-47": "bankruptcy",
    "L2-48": "bankruptcy",
    "L2-49": "preservation",
    "L2-50": "preservation",
    "L2-53": "preservation",
    "483": "arbitration_review",
    "484": "arbitration_review",
    "L2-55": "execution",
}
"""The kind of fee (费用办法 13, 14) of the causes whose fee is not property or non-property; the
nearest entry above a cause holds."""


def fee_kind(cause: Cause, *, has_amount: bool) -> str:
    """The kind of fee of a case of this cause; by whether money is claimed where the list has no
    rule of its own."""
    for above in reversed(cause.path):
        if above.code in _FEE_KINDS:
            return _FEE_KINDS[above.code]
    return "property" if has_amount else "other_non_property"
