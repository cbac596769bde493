"""The sheet of an exhibit: title, number of the case, digest, and a code for the camera of a phone.

It goes beside the thing itself, and into the volume in place of a file that has no pages.
"""

from __future__ import annotations

from django.utils import translation

from cases.acts.papers import sheets
from cases.models import Court, Document
from cases.proceeding import Proceeding
from cases.reading import labels
from cases.reading.exhibits import showing
from cases.reading.lists import rows
from cases.reading.papers import materials
from cases.writing import press
from cases.writing.blocks import Block, Line, Rows


def pdf(p: Proceeding, court: Court, paper: Document, names: dict[int, str], where: str) -> bytes:
    """In Chinese, as every paper of the court."""
    with translation.override("zh-hans"):
        told = [
            Line("court", court.name),
            Line("title", "展示证据"),
            Line("number", rows.number(p.case)),
            *_about(paper, names),
        ]
        return press.pdf(
            told, sample=p.court.training, code=sheets.code_of(paper), scan=where
        )  # fmt: skip


def _about(paper: Document, names: dict[int, str]) -> list[Block]:
    blob = paper.blob
    assert blob is not None
    measured = showing.exhibit(paper, names)["measured"]
    return [
        Rows((
            ("名称", printable(paper.title)),
            ("提交人", printable(names.get(paper.party_no or 0, ""))),
            ("收到日期", labels.day(labels.local(paper.received_at).date())),
            ("文件", materials.about(blob.kind, blob.size, None, 0)),
            *((str(what), which) for what, which in measured),
            ("SHA-256", showing.in_groups(blob.sha256)),
        )),
        Line("note", "扫描二维码，登录后查看本件。摘要值不同的文件是另一件证据。"),
    ]  # fmt: skip


def printable(words: str) -> str:
    """With a box for each character that no font has."""
    missing = press.missing_glyphs(words)
    return "".join("□" if char in missing else char for char in words)
