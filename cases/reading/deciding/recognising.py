"""Is this file one that the court sealed? By its bytes, without reading it as a PDF.

What was sealed is known by its SHA-256. A file that begins with sealed bytes and goes on has had
something appended; one that only says which paper it is has been changed.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from dataclasses import dataclass
from typing import Literal

from django.db.models import QuerySet

from cases.models import Decision
from cases.writing import blocks, press

Verdict = Literal["genuine", "later", "changed", "unknown"]
MOST_BYTES = 20 << 20
FEWEST = 16
"""Characters of a digest: 64 bits."""
MOST_ENDS = 50
"""Revisions of one file that are looked at."""
_END = re.compile(rb"%%EOF[ \t]*(?:\r\n|\n|\r)?")
_SAYS = re.compile(rb"/Reason ?\(S(\d{1,18})(?:-|\\055)(\d{1,18}) ([0-9a-f]{16})\)")
CODE = re.compile(r"S(\d{1,18})-(\d{1,18})")


@dataclass(frozen=True)
class Recognised:
    """What may be said of a file, and of which decision."""

    verdict: Verdict
    decision: Decision | None = None


def recognise(data: bytes, code: str = "", digest: str = "") -> Recognised:
    """What a file is; ``code`` and ``digest`` are what somebody typed beside it, or empty."""
    prefixes = _prefixes(data)
    found = {
        one.sealed.blob.sha256: one
        for one in _open().filter(sealed__blob__sha256__in=list(prefixes))
        if one.sealed is not None and one.sealed.blob is not None
    }
    for digest, one in found.items():
        if prefixes[digest] == len(data):
            return Recognised("genuine", one)
    if found:
        return Recognised("later", next(iter(found.values())))
    said = _SAYS.search(data)
    if said is not None:
        code, digest = f"S{said[1].decode()}-{said[2].decode()}", said[3].decode()
    named = by_code(code, digest)
    return Recognised("changed", named) if named is not None else Recognised("unknown")


def by_code(code: str, digest: str) -> Decision | None:
    """The sealed decision of a code, once parties may read it, to whoever has the beginning of the
    digest of its words: codes alone can be guessed."""
    parts = CODE.fullmatch("".join(code.split()).upper())
    if parts is None:
        return None
    found = _open().filter(case_id=int(parts[1]), pk=int(parts[2])).first()
    if found is None or len(digest) < FEWEST:
        return None
    words = press.digest(blocks.read(found.text))
    return found if secrets.compare_digest(words[: len(digest)], digest) else None


def _open() -> QuerySet[Decision]:
    found = Decision.objects.filter(opened_seq__isnull=False, void_seq=None)
    return found.select_related("sealed__blob", "case__court")


def _prefixes(data: bytes) -> dict[str, int]:
    """The digest of the whole file, and of it up to the end of each of its revisions."""
    ends = [match.end() for match in _END.finditer(data)][:MOST_ENDS]
    so_far, at, found = hashlib.sha256(), 0, {}
    for end in dict.fromkeys([*ends, len(data)]):
        so_far.update(data[at:end])
        at = end
        found[so_far.copy().hexdigest()] = end
    return found
