"""The sources of a draft as its page lists them: each with its place in the file as it is now."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from cases.acts.deciding import drafting, sourcing
from cases.law.efile import page_code
from cases.models import Decision, Source
from cases.proceeding import Proceeding
from cases.reading import labels
from cases.writing import quoting

SHORT = 200
"""Characters of a quotation that a list shows before it is unfolded."""


def rows(p: Proceeding, decision: Decision, fresh: Source | None = None) -> list[dict[str, Any]]:
    """Every source in its order; ``fresh`` has just been put into a text that is not kept yet."""
    found = sourcing.of(decision)
    codes = sourcing.codes(p, found)
    beside = [one.text for one in drafting.others(decision)] if decision.is_open else []
    return [_row(one, decision, codes.get(one.pk), beside, fresh) for one in found]


def _row(
    one: Source, decision: Decision, page: int | None, beside: list[str], fresh: Source | None
) -> dict[str, Any]:  # fmt: skip
    stands = one == fresh or quoting.stands(one.words, decision.text)
    elsewhere = not stands and any(quoting.stands(one.words, text) for text in beside)
    return {
        "no": one.no, "words": one.words, "short": one.words[:SHORT],
        "is_cut": len(one.words) > SHORT, "title": one.document.title, "page": one.page,
        "code": page_code("main", page) if page is not None else "",
        "url": url(one, page), "by": str(one.by), "when": labels.moment(one.at),
        "stands": stands, "note": _note(one, stands, elsewhere),
    }  # fmt: skip


def url(one: Source, page: int | None) -> str:
    """The permanent link to the page; to the paper where the volume is not counted yet."""
    case_id = one.document.case_id
    if page is None:
        return reverse("document", args=[case_id, one.document_id])
    return reverse("file-page", args=[case_id, 1, page])


def _note(one: Source, stands: bool, elsewhere: bool) -> str:
    if one.document.void_seq is not None:
        return _("This paper is void.")
    if stands:
        return ""
    return _("In the other text only.") if elsewhere else _("No longer in the draft.")
