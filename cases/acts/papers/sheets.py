"""What a document says, as it is set on paper."""

from __future__ import annotations

import re

from cases.drafting.shape import shaped
from cases.models import Document, Service
from cases.writing import blocks
from cases.writing.blocks import Block


def is_written(one: Document) -> bool:
    return hasattr(one, "written")


def is_marked(one: Document) -> bool:
    """Whether what it says was made from a form, and has its marks in it."""
    return is_written(one) or (one.kind in FROM_FORMS and one.text.startswith("^ "))


FROM_FORMS = frozenset({"evidence_list", "exchange_record"})
"""Kinds of papers for both sides that the program fills from what was said."""


def paper_of(one: Document) -> list[Block]:
    """What a document says, to be shown or set; nothing of one that is a file."""
    if is_written(one):
        return blocks.read(one.written.text)
    if one.kind == "draft" and hasattr(one, "drafted"):
        return blocks.read(one.drafted.text)
    if is_marked(one):
        return blocks.read(one.text)
    return shaped(one.title, one.text) if one.text.strip() else []


def code_of(one: Document) -> str:
    """What a paper is called at the foot of its PDF."""
    return f"D{one.case_id}-{one.pk}"


def code_of_service(one: Service) -> str:
    """What the slip is called that goes with a paper and comes back signed."""
    return f"S{one.case_id}-{one.pk}"


def read_code(text: str, letter: str = "D") -> tuple[int, int] | None:
    """The case and the paper (S: the service) that a code names, as it was typed or scanned."""
    found = _CODE.fullmatch("".join(text.split()).upper())
    if found is None or (found[1] or "D") != letter:
        return None
    return int(found[2]), int(found[3])


_CODE = re.compile(r"([DS]?)([0-9]{1,18})-([0-9]{1,18})")
