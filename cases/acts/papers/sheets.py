"""What a document says, as it is set on paper."""

from __future__ import annotations

from cases.drafting.shape import shaped
from cases.models import Document
from cases.writing import blocks
from cases.writing.blocks import Block


def is_written(one: Document) -> bool:
    return hasattr(one, "written")


def paper_of(one: Document) -> list[Block]:
    """What a document says, to be shown or set; nothing of one that is a file."""
    if is_written(one):
        return blocks.read(one.written.text)
    if one.kind == "draft" and hasattr(one, "drafted"):
        return blocks.read(one.drafted.text)
    return shaped(one.title, one.text) if one.text.strip() else []


def code_of(one: Document) -> str:
    """What a paper is called at the foot of its PDF."""
    return f"D{one.case_id}-{one.pk}"
