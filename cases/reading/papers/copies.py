"""What is handed out of a case that is not public: copies that say on each page for whom they were
made and when. The desk of the case has the originals, which is noted.
"""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _

from cases.law.periods import SHANGHAI
from cases.materials import storing
from cases.models import Access, Decision, Document
from cases.proceeding import Proceeding
from cases.reading.papers import volumes
from cases.reading.papers.volumes import Part

MARKED = frozenset({"pdf", "jpeg", "png", "heic", "webp", "tiff"})
"""Kinds of files of which a copy can be marked."""
MOST_BYTES = 60 << 20
"""Of a file that is marked; a larger one is read page by page."""


def mark(p: Proceeding, reader: str) -> str:
    """The words across each page; none where the case is public."""
    if not p.case.confidential:
        return ""
    now = timezone.now().astimezone(SHANGHAI)
    return f"{reader} {now:%Y-%m-%d %H:%M} {p.case.number or f'#{p.case.pk}'}"


def is_signed(document: Document) -> bool:
    """A decision under the court's electronic seal: a mark would break the seal. It is known by its
    file, so that it is one wherever it goes along with a case."""
    return (
        document.blob_id is not None
        and Decision.objects.filter(sealed__blob_id=document.blob_id).exists()
    )


def is_marked(p: Proceeding, document: Document) -> bool:
    """Whether what is handed out is a marked copy."""
    if not p.case.confidential or is_signed(document):
        return False
    return document.blob is None or document.blob.kind in MARKED


def note(p: Proceeding, document: Document) -> str:
    """What is handed out, as the page says it; nothing of a public case."""
    if not p.case.confidential:
        return ""
    if is_marked(p, document):
        return _(
            "The case is not public: you get a copy with your name, the time and the case number "
            "across each page."
        )
    if is_signed(document):
        return _("A decision under the court's electronic seal is handed out as it is.")
    return _(
        "The case is not public. A file of this kind cannot be marked and is handed out as it came "
        "in."
    )


def marked_bytes(data: bytes, words: str) -> bytes:
    """A PDF of ours with the words across each page. Raises volumes.TooMuch."""
    return _bound(Part(data, "pdf", 0, 0), words)


def _bound(part: Part, words: str) -> bytes:
    made, _unfit = volumes.bound([part], words)
    if made is None:
        raise volumes.TooMuch()
    return made


def copy_of(document: Document, words: str) -> bytes:
    """The file of a document as a marked PDF, turned as it is shown. Raises storing.Damaged and
    volumes.TooMuch."""
    assert document.blob is not None
    if document.blob.size > MOST_BYTES:
        raise volumes.TooMuch()
    with storing.open_blob(document.blob) as file:
        kind = "pdf" if document.blob.kind == "pdf" else "picture"
        return _bound(Part(file, kind, 0, 0, document.rotation), words)


def note_original(case_id: int, user_id: int, document: Document) -> None:
    """The desk of a case that is not public took a file as it came in."""
    Access.objects.create(
        user_id=user_id, case_id=case_id, act="original", reason=f"document:{document.pk}"
    )
