"""The reader: the file, its pages and the work beside them, in three panes.

Without scripts it is the list of papers, one page, the way to the next and the one before, and a
form to find words; scripts draw the pages that come near and keep the panes as they were left.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from cases.acts.papers import paging, reading
from cases.law.efile import HOLDS_PARTICULARS, number_of
from cases.models import Document
from cases.models.fields import keyed_digest
from cases.pages import showing
from cases.pages.showing import Unshowable
from cases.reading.pages import sheets
from cases.reading.papers import papers
from cases.reading.reader import beside, shelf
from cases.reading.reader.shelf import Shelf
from cases.reading.scope import Viewer
from cases.views.case import Opened, note_particulars, open_case, read_document, readable_of, top
from cases.views.page import page, signed_in, whole_number
from cases.views.reader.annotating import panel

SHORTEST = 1
LONGEST = 100
"""Characters that are looked for."""
MOST_HITS = 300


@require_safe
@signed_in
def reader(request: HttpRequest, who: Viewer, case_id: int) -> HttpResponse:
    """The file, open at its first paper. ``?part=1`` is the list of papers alone, once more of
    them have been set to be counted: nobody waits for that to read."""
    opened = open_case(who, case_id)
    if "part" in request.GET:
        paging.count(case_id)
        found = shelf.shelf(opened.p, readable_of(opened))
        one = whole_number(request.GET.get("open", ""))
        context = {"tree": shelf.tree(found, opened.names, one)}
        return _kept_nowhere(page(request, "cases/reader/tree.html", context))
    found = shelf.shelf(opened.p, readable_of(opened))
    first = next(iter(found.papers), None)
    if first is None:
        return _answer(request, opened, found, None)
    document = read_document(opened, first.document.pk)
    return _answer(request, opened, found, _leaf(document, 1))


@require_safe
@signed_in
def reader_page(
    request: HttpRequest, who: Viewer, case_id: int, document_id: int, number: int
) -> HttpResponse:
    """The file, open at a page of a paper; ``?part=1`` is the paper alone, for scripts."""
    opened = open_case(who, case_id)
    inner = _to_inner(request, opened, document_id)
    if inner is not None:
        return inner
    document = read_document(opened, document_id)
    found = shelf.shelf(opened.p, readable_of(opened))
    leaf = _leaf(document, number)
    if "part" in request.GET:
        context = _paper(opened, found, leaf) | {"pane": bool(getattr(request, "pane", False))}
        return _kept_nowhere(page(request, "cases/reader/paper.html", context, leaf.status))
    return _answer(request, opened, found, leaf)


def _to_inner(request: HttpRequest, opened: Opened, document_id: int) -> HttpResponse | None:
    """Whoever may open the inner volume gives the reason first, and comes back."""
    if not opened.may_open_inner or opened.inner is not None:
        return None
    inside = Document.objects.filter(pk=document_id, case_id=opened.p.case.pk, volume="inner")
    if not inside.exists() or readable_of(opened).filter(pk=document_id).exists():
        return None
    query = urlencode({"next": request.get_full_path()})
    return redirect(f"{reverse('read-inner', args=[opened.p.case.pk])}?{query}")


# -- finding words --------------------------------------------------------------------------------


@require_POST
@signed_in
def find(request: HttpRequest, who: Viewer, case_id: int) -> HttpResponse:
    """Words in the paper that is open or in the whole file. Sent, not asked for by an address: what
    people look for is often a name. ``part`` answers with the list alone."""
    opened = open_case(who, case_id)
    readable = readable_of(opened)
    words = " ".join(request.POST.get("words", "").split())[:LONGEST]
    one = readable.filter(pk=whole_number(request.POST.get("document", "")) or 0).first()
    everywhere = request.POST.get("where") == "file" or one is None
    wanted = readable if everywhere else readable.filter(pk=one.pk if one else 0)
    hits = _hits(opened, wanted, words) if len(words) >= SHORTEST else []
    context = {"words": words, "hits": hits, "many": len(hits) >= MOST_HITS, "searched": True,
               "everywhere": everywhere}  # fmt: skip
    if "part" in request.POST:
        return _kept_nowhere(page(request, "cases/reader/hits.html", context))
    found = shelf.shelf(opened.p, readable)
    shown = one or next((x.document for x in found.papers), None)
    asked = whole_number(request.POST.get("page", "")) or 1
    leaf = _leaf(read_document(opened, shown.pk), asked) if shown else None
    return _answer(request, opened, found, leaf, context)


def _hits(opened: Opened, wanted: Any, words: str) -> list[dict[str, Any]]:
    """Where the words stand, paper after paper. Which papers hold particulars is noted."""
    if opened.inner is not None:
        reading.note(opened.inner, "reader-find")
    if wanted.filter(kind__in=HOLDS_PARTICULARS).exists():
        note_particulars(opened, "reader-find")
    documents = list(wanted.select_related("blob", "written"))
    titles = {one.pk: one for one in documents}
    found: list[dict[str, Any]] = []
    nth: dict[tuple[int, int], int] = {}
    for hit in showing.search(documents, words)[:MOST_HITS]:
        at = (hit.document_id, hit.page)
        nth[at] = nth.get(at, -1) + 1
        found.append({
            "document": hit.document_id, "page": hit.page, "nth": nth[at],
            "title": titles[hit.document_id].title,
            "url": shelf.page_url(titles[hit.document_id], hit.page),
            "before": hit.before, "found": hit.found, "after": hit.after,
        })  # fmt: skip
    return found


# -- what is shown --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Leaf:
    """The page that is open, as a fragment of its own."""

    document: Document
    number: int
    count: int
    drawn: str
    asked: int
    """The page that was asked for; not the one shown where the paper has not so many."""

    @property
    def is_missing(self) -> bool:
        return self.asked != self.number

    @property
    def status(self) -> int:
        return 404 if self.is_missing else 200


def _leaf(document: Document, number: int) -> Leaf:
    """A page as far as it can be shown; of a paper with fewer pages the last one."""
    try:
        count = max(showing.count(document), 1)
    except Unshowable:
        count = 1  # the fragment says why
    shown = min(max(number, 1), count)
    context, _status = sheets.fragment(document, shown)
    drawn = render_to_string("cases/reader/sheet.html", context)
    return Leaf(document, shown, count, drawn, number)


def _answer(
    request: HttpRequest, opened: Opened, found: Shelf, leaf: Leaf | None,
    search: dict[str, Any] | None = None,
) -> HttpResponse:  # fmt: skip
    case_id, who = opened.p.case.pk, opened.who
    document_id = leaf.document.pk if leaf else None
    in_pane = bool(getattr(request, "pane", False))
    context = {
        **top(opened),
        "tree": shelf.tree(found, opened.names, document_id),
        "case_url": reverse("case", args=[case_id]),
        "file_url": reverse("case-file", args=[case_id]),
        "reader_url": reverse("reader", args=[case_id]),
        "find_words_url": reverse("reader-find", args=[case_id]),
        "inner_url": _inner_url(request, opened),
        "beside": [] if in_pane else beside.choices(opened.p, who, opened.standings),
        # Under this name a browser remembers how the panes were left; it says nothing of anybody.
        "kept_as": keyed_digest(f"reader:{who.user_id}:{case_id}")[:16],
        "nav": [],
        "nav_place": "",
        "training": None,
        **(_paper(opened, found, leaf) if leaf else {}),
        **panel(opened, found, document_id, leaf.number if leaf else 1),
        **(search or {}),
    }
    answer = page(request, "cases/reader/reader.html", context, leaf.status if leaf else 200)
    return _kept_nowhere(answer)


def _inner_url(request: HttpRequest, opened: Opened) -> str:
    if not opened.may_open_inner or opened.inner is not None:
        return ""
    query = urlencode({"next": request.get_full_path()})
    return f"{reverse('read-inner', args=[opened.p.case.pk])}?{query}"


def _paper(opened: Opened, found: Shelf, leaf: Leaf) -> dict[str, Any]:
    """The paper that is open: what it is, the page, and the way to the others."""
    document, case_id = leaf.document, opened.p.case.pk
    lying = found.find(document.pk)
    cited = shelf.cited(lying, leaf.number) if lying else shelf.Cited("", "")
    near = {"before": leaf.number - 1, "after": leaf.number + 1}
    urls = {name: shelf.page_url(document, n) for name, n in near.items() if 1 <= n <= leaf.count}
    return {
        "leaf": leaf,
        "document": document,
        "from_whom": papers.between(document, opened.names),
        "file": papers.file_of(document),
        "cited": cited,
        "bound": lying is not None and lying.bound,
        "volume_no": number_of(document.volume),
        "first": lying.first if lying else None,
        "urls": urls,
        "document_url": reverse("document", args=[case_id, document.pk]),
        "case_id": case_id,
    }


def _kept_nowhere(answer: HttpResponse) -> HttpResponse:
    answer["Cache-Control"] = "no-store"
    return answer
