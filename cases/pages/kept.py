"""The words of pages, kept when they were first read; a paper whose words are there is searched
without its file."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable

from django.db import DatabaseError, transaction
from django.db.models import Exists, OuterRef

from cases import back_off
from cases.back_off import BROKEN
from cases.models import Document, PageWords
from cases.pages import sources
from cases.pages.sources import DRAWN, READ, Unshowable

MOST_A_ROW = 50
"""Pages whose words lie in one row."""
LATELY = 5_000
"""So many of the newest papers are looked through for some whose words are not kept."""
MOST_AT_ONCE = 20
JOB = "page-words"
BAD = (DatabaseError, OSError, *BROKEN)
"""What one spoilt file or record can raise; it keeps no other waiting."""
FOR_GOOD = frozenset({"broken", "locked", "no_pages", "too_heavy"})
"""What a file will be tomorrow, too."""
logger = logging.getLogger(__name__)


def words(document: Document) -> list[str]:
    """The words of each page. Raises Unshowable."""
    of = sources.digest_of(document)
    found = _of_rows(PageWords.objects.filter(document_id=document.pk), of)
    return found if found is not None else _made(document, of)


def words_of(documents: Iterable[Document]) -> dict[int, list[str]]:
    """Of several in one query; those that cannot be read are left out."""
    papers = {one.pk: one for one in documents}
    rows: dict[int, list[PageWords]] = {pk: [] for pk in papers}
    for row in PageWords.objects.filter(document__in=papers):
        rows[row.document_id].append(row)
    found = {}
    for pk, one in papers.items():
        of = sources.digest_of(one)
        try:
            kept = _of_rows(rows[pk], of)
            found[pk] = kept if kept is not None else _made(one, of)
        except Unshowable:
            continue
    return found


def _of_rows(rows: Iterable[PageWords], of: str) -> list[str] | None:
    """The pages in order; None where there are none, or those of something else."""
    lying = sorted(rows, key=lambda row: row.first)
    if not lying or any(row.of != of for row in lying):
        return None
    return [text for row in lying if row.words for text in json.loads(row.words)]


def _made(document: Document, of: str) -> list[str]:
    """Read them from the file, and keep them; of a file that cannot be read, that it has none."""
    found: list[str] = []
    try:
        with sources.opened(document) as source:
            total = 1
            while len(found) < total:
                answer = source.ask("words", first=len(found) + 1)
                total = answer["count"]
                found += answer["words"] or [""] * (total - len(found))
    except Unshowable as error:
        if error.reason in FOR_GOOD:
            _keep(document, of, [])
        raise
    _keep(document, of, found)
    return found


def _keep(document: Document, of: str, found: list[str]) -> None:
    rows = [
        PageWords(
            document_id=document.pk, first=first + 1, of=of,
            pages=len(found[first : first + MOST_A_ROW]),
            words=json.dumps(found[first : first + MOST_A_ROW], ensure_ascii=False),
        )
        for first in range(0, max(1, len(found)), MOST_A_ROW)
    ]  # fmt: skip
    with transaction.atomic():
        PageWords.objects.filter(document_id=document.pk).exclude(of=of).delete()
        PageWords.objects.bulk_create(rows, ignore_conflicts=True)


def keep_words(most: int = MOST_AT_ONCE) -> int:
    """Read what came in lately and was not read yet, the newest first; returns how many papers. One
    that could not be read waits, and the next has its turn."""
    newest = Document.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    waiting = Document.objects.filter(
        ~Exists(PageWords.objects.filter(document=OuterRef("pk"))),
        pk__gt=newest - LATELY, blob__kind__in=DRAWN | READ,
    )  # fmt: skip
    chosen = back_off.ready(JOB, waiting.order_by("-pk").values_list("pk", flat=True), most)
    papers = Document.objects.select_related("blob").in_bulk(chosen)
    for pk in chosen:
        try:
            words(papers[pk])
        except Unshowable as error:
            logger.info("document %d has no words: %s", pk, error.reason)
            back_off.failed(JOB, pk)
        except BAD as error:
            logger.error("document %d was not read: %s", pk, type(error).__name__)
            back_off.failed(JOB, pk)
    return len(chosen)
