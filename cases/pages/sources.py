"""What a page is drawn from: the file of a paper, or its words as the press sets them."""

from __future__ import annotations

import hashlib
import os
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from tempfile import TemporaryFile
from threading import Lock
from typing import Any, BinaryIO

from cases.acts.papers import sheets
from cases.materials import storing
from cases.models import Court, Document
from cases.models.fields import keyed_digest
from cases.pages.reasons import REASONS
from cases.writing import apart, blocks, press
from cases.writing.blocks import Block

DRAWN = frozenset({"pdf", "jpeg", "png", "heic", "webp", "tiff"})
"""Kinds of files whose pages are drawn."""
READ = frozenset({"txt", "docx", "xlsx", "ofd", "doc"})
"""Kinds of files of which the words are shown."""
MOST_SET = 16
"""Papers that stay set in memory for whoever turns their pages."""


class Unshowable(Exception):  # noqa: N818 - a finding
    """A page, or a whole paper, that cannot be shown; ``words`` say why: zh, en."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        self.words = REASONS[reason]
        super().__init__(reason)


@dataclass(frozen=True)
class Source:
    """An open file, for as long as it is looked at."""

    file: BinaryIO
    kind: str
    rotation: int

    def ask(self, what: str, **more: Any) -> dict[str, Any]:
        """Have it looked at apart. Raises Unshowable."""
        asked = {"what": what, "kind": self.kind, "rotation": self.rotation, **more}
        try:
            answer = apart.run(apart.DRAWING, asked, files=[self.file])
        except apart.TooMuch as error:
            raise Unshowable("took_too_long") from error
        if "problem" in answer:
            raise Unshowable(answer["problem"])
        return answer


def is_text(document: Document) -> bool:
    """Whether its words are all that is shown of it."""
    return document.blob is not None and document.blob.kind in READ


@contextmanager
def opened(document: Document) -> Iterator[Source]:
    """What the pages of a document are drawn from. Raises Unshowable."""
    if document.blob is None:
        with _in_memory(_set(document)) as file:
            yield Source(file, "pdf", 0)
        return
    if document.blob.kind not in DRAWN | READ:
        raise Unshowable("no_pages")
    try:
        kept = storing.open_blob(document.blob)
    except storing.Damaged as error:
        raise Unshowable("no_file") from error
    with kept:
        yield Source(kept, document.blob.kind, document.rotation)


def digest_of(document: Document) -> str:
    """By which it is known whether the document still says the same."""
    if document.blob:
        return document.blob.sha256[:32]
    return keyed_digest(blocks.text(sheets.paper_of(document)))


@contextmanager
def _in_memory(data: bytes) -> Iterator[BinaryIO]:
    on_no_disk = hasattr(os, "memfd_create")
    with os.fdopen(os.memfd_create("page"), "w+b") if on_no_disk else TemporaryFile() as file:
        file.write(data)
        file.flush()
        yield file


_kept: OrderedDict[str, bytes] = OrderedDict()
_lock = Lock()


def _set(document: Document) -> bytes:
    """The paper as the main volume holds it; the last ones are not set again."""
    paper = sheets.paper_of(document)
    if not paper:
        raise Unshowable("nothing_written")
    code = sheets.code_of(document)
    key = hashlib.sha256(f"{code} {blocks.text(paper)}".encode()).hexdigest()
    with _lock:
        if key in _kept:
            _kept.move_to_end(key)
            return _kept[key]
    made = _made(document, paper, code)
    with _lock:
        _kept[key] = made
        while len(_kept) > MOST_SET:
            _kept.popitem(last=False)
    return made


def _made(document: Document, paper: list[Block], code: str) -> bytes:
    court = Court.objects.select_related("group").get(cases__pk=document.case_id)
    try:
        return press.pdf(
            paper, sample=court.group.is_training, code=code,
            made_at=int(document.received_at.timestamp()),
        )  # fmt: skip
    except press.Unprintable as error:
        raise Unshowable("not_set") from error
