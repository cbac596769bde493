"""Page numbers 页码 of the e-file: through all papers of a volume, in the standard order.

Until a case is archived they follow what the file holds at the moment; then they are bound and stay
(办法 17: every page has its number; cover, catalogue and the last sheet have none).
"""

from __future__ import annotations

import io
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from pypdf import PdfReader

from cases.acts.papers.sheets import code_of, paper_of
from cases.law.efile import VOLUMES, Order, Place, order_of, page_code
from cases.law.procedures import Procedure
from cases.models import BoundPaper, Case, Document
from cases.writing import press

MERGED = frozenset({"pdf", "jpeg", "png", "heic", "webp", "tiff"})
"""Kinds of files whose pages go into the volume; for others a sheet stands in their place."""
MOST_COUNTED = 4
"""Papers that are set to be counted while somebody waits for a page."""
MOST_AT_ONCE = 50
LATELY = timedelta(days=60)
"""So long after archiving the task looks for papers that are not bound."""
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Numbered:
    """A paper in its place, with its pages in the volume; None as long as they are not counted."""

    document: Document
    place: Place
    first: int | None
    pages: int | None
    bound: bool = False

    @property
    def last(self) -> int | None:
        return None if self.first is None or self.pages is None else self.first + self.pages - 1

    @property
    def code(self) -> str:
        """卷1-p17, where it begins."""
        return page_code(self.document.volume, self.first) if self.first else ""


def order_for(case: Case) -> Order:
    """The standard order of a case's file."""
    return order_of(Procedure(case.procedure), registered=case.registered_on is not None)


def volume(case: Case, name: str) -> list[Numbered]:
    """Every paper of a volume with its pages, whoever may read it."""
    order = order_for(case)
    found = (
        Document.objects.filter(case_id=case.pk, volume=name)
        .select_related("blob", "bound", "written")
        .defer("text", "written__text")
    )
    bound = {one.pk: one.bound for one in found if hasattr(one, "bound")}
    rest = sorted(
        (one for one in found if one.pk not in bound),
        key=lambda one: (order.rank(one.kind), one.seq, one.pk),
    )
    lying = sorted((one for one in found if one.pk in bound), key=lambda one: bound[one.pk].first)
    numbered = [
        Numbered(one, order.place(one.kind), bound[one.pk].first, bound[one.pk].pages, bound=True)
        for one in lying
    ]
    after: int | None = max((one.last or 0 for one in numbered), default=0) + 1
    for one in rest:
        pages = pages_of(one)
        numbered.append(Numbered(one, order.place(one.kind), after, pages))
        after = None if after is None or pages is None else after + pages
    return numbered


def pages_of(one: Document) -> int | None:
    """How many pages a paper takes; None where its words were not set yet."""
    if one.blob is None:
        return one.pages if one.pages or paper_of(one) else 1
    return (one.pages or 1) if one.blob.kind in MERGED else 1


def count(case_id: int, most: int = MOST_COUNTED) -> int:
    """Set papers whose pages nobody has counted; returns how many are left."""
    waiting = Document.objects.filter(case_id=case_id, blob=None, pages=None)
    found = [one for one in waiting.select_related("written").order_by("id") if paper_of(one)]
    for one in found[:most]:
        Document.objects.filter(pk=one.pk, pages=None).update(pages=_set(one))
    return max(0, len(found) - most)


def _set(one: Document) -> int:
    try:
        made = press.pdf(paper_of(one), sample=False, code=code_of(one))
    except press.Unprintable as error:
        logger.warning("document %d cannot be set: %s", one.pk, error.reason)
        return 1
    return len(PdfReader(io.BytesIO(made)).pages)


# -- binding --------------------------------------------------------------------------------------


def bind(case_id: int) -> bool:
    """Fix the pages of an archived case; what comes in later follows behind. False while pages are
    still to be counted."""
    if count(case_id, MOST_AT_ONCE):
        return False
    with transaction.atomic():
        case = Case.objects.select_for_update(of=("self",)).get(pk=case_id)
        for name in VOLUMES:
            BoundPaper.objects.bulk_create(_unbound(volume(case, name)))
    return True


def _unbound(numbered: Sequence[Numbered]) -> list[BoundPaper]:
    return [
        BoundPaper(
            case_id=one.document.case_id,
            document=one.document,
            volume=one.document.volume,
            first=one.first,
            pages=one.pages,
        )  # fmt: skip
        for one in numbered
        if not one.bound and one.first is not None and one.pages is not None
    ]


def bind_archived(most: int = MOST_AT_ONCE) -> int:
    """Bind what was archived lately; returns how many cases."""
    lately = timezone.now() - LATELY
    loose = Document.objects.filter(
        case__stands_at="archived", case__entered_at__gte=lately, bound=None
    )
    ids = loose.order_by("case_id").values_list("case_id", flat=True).distinct()[:most]
    return sum(bind(case_id) for case_id in list(ids))
