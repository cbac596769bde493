"""The transcript 文字稿 that a party gave with a recording: a paper of the same party under the
same name, with its moments as links where its lines begin with one.
"""

from __future__ import annotations

import re
from typing import Any

from cases.law import exhibits
from cases.materials import storing
from cases.models import Blob, Document
from cases.models.record import DocumentQuerySet

WRITTEN = frozenset({"txt", "docx", "doc", "pdf"})
CALLED = ("文字稿", "文字整理", "文字记录", "整理稿", "转写", "transcript")
MOST_BYTES, MOST_LINES = 512 * 1024, 4000
_MOMENT = re.compile(
    r"\s*[\[(（【]?\s*((?:\d{1,2}[:：])?\d{1,3}[:：]\d{2}(?:\.\d{1,3})?)\s*[\])）】]?"
)
_BETWEEN = re.compile(r"[\s\-_—·.]+")


def find(exhibit: Document, readable: DocumentQuerySet) -> Document | None:
    """The paper that is the transcript of a recording; None without one."""
    theirs = readable.filter(
        case_id=exhibit.case_id, party_no=exhibit.party_no, void_seq=None, blob__kind__in=WRITTEN
    )
    name = _stem(exhibit)
    for one in theirs.select_related("blob").order_by("-id")[:500]:
        said = _stem(one)
        bare = said
        for word in CALLED:
            bare = bare.replace(word, "")
        if name and (said == name or bare == name):
            return one
    return None


def _stem(document: Document) -> str:
    name = (document.file_name or document.title).lower()
    stem, dot, ending = name.rpartition(".")
    return _BETWEEN.sub("", stem if dot and len(ending) <= 5 else name)


def lines(document: Document) -> list[dict[str, Any]]:
    """What it says, line by line; nothing where it is no plain text or too long for a page."""
    blob = document.blob
    if blob is None or blob.kind != "txt" or blob.size > MOST_BYTES:
        return []
    found: list[dict[str, Any]] = []
    for line in _text(blob).splitlines()[:MOST_LINES]:
        said = _MOMENT.match(line)
        at = exhibits.moment(said[1]) if said else None
        if at is None or said is None:
            found.append({"text": line.strip()})
        else:
            found.append({"at": at, "clock": said[1], "text": line[said.end() :].strip()})
    return [one for one in found if one["text"] or "at" in one]


def _text(blob: Blob) -> str:
    try:
        with storing.open_blob(blob) as file:
            raw = file.read()
    except storing.Damaged:
        return ""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return raw.decode("utf-16", "replace")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("gb18030", "replace")
