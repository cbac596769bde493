"""Exhibits come along to the case above, back below, beside, and into the retrial: the same stored
bytes under a new paper, which says where it comes from. What was said of them there is read there.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from cases.law.exhibits import KINDS
from cases.models import CarriedExhibit, Document

WITH = frozenset({"appeal", "remand", "transfer", "retrial_review", "retrial"})
"""Links along which exhibits go; of a dispute about jurisdiction nobody looks at them."""
MOST_BEFORE = 20
"""Cases one behind another through which an exhibit is followed."""


@dataclass(frozen=True)
class Before:
    """An exhibit in an earlier case, and when it left there: what was said later is not of this
    one."""

    document: Document
    until: datetime


def carried(pairs: Iterable[tuple[Document, Document]], at: datetime) -> None:
    """Keep of papers that came along which ones they were before."""
    CarriedExhibit.objects.bulk_create(
        CarriedExhibit(document=new, source=old, at=at)
        for old, new in pairs
        if old.blob is not None and old.blob.kind in KINDS
    )


def before(document: Document) -> list[Before]:
    """The same exhibit in the cases before, the last one first."""
    found: list[Before] = []
    here = document
    for _ in range(MOST_BEFORE):
        come = CarriedExhibit.objects.select_related("source__case").filter(document=here).first()
        if come is None:
            break
        here = come.source
        found.append(Before(here, min([come.at, *(one.until for one in found)])))
    return found
