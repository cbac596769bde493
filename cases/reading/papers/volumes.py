"""The volumes 卷 of a case as they are read: the catalogue with its pages, and one PDF of the main
volume. What a reader may not read is neither in the one nor in the other.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from cases.acts.papers import archiving, paging, sheets
from cases.acts.papers.paging import MERGED, Numbered, order_for
from cases.law.efile import NAMES, VOLUMES, number_of
from cases.law.procedures import Procedure
from cases.law.roles import Role
from cases.materials import names, storing
from cases.models import CaseRole, Court, Party
from cases.models.record import DocumentQuerySet
from cases.proceeding import Proceeding
from cases.reading import citations, labels
from cases.reading.lists import rows
from cases.reading.papers import materials, papers
from cases.reading.papers.form_fields import side
from cases.writing import apart, press
from cases.writing.blocks import Block, Line, Rows, Table

MOST_BYTES = 40 << 20
"""Of the files in one PDF; papers beyond it are named with their digests instead."""


def volumes(
    p: Proceeding, readable: DocumentQuerySet, names_: dict[int, str]
) -> list[dict[str, Any]]:
    """The catalogues of what somebody may read; the inner one only where it has anything."""
    ids = set(readable.filter(case_id=p.case.pk).values_list("pk", flat=True))
    found = []
    for name in VOLUMES:
        lying = [one for one in paging.volume(p.case, name) if one.document.pk in ids]
        if lying or name == "main":
            found.append(
                {
                    "name": labels.pick(*NAMES[name]),
                    "number": number_of(name),
                    "rows": [_row(one, n, names_) for n, one in enumerate(lying, 1)],
                    "pages": sum(one.pages or 0 for one in lying),
                    "bound": bool(lying) and all(one.bound for one in lying),
                }
            )
    return found


def _row(one: Numbered, no: int, names_: dict[int, str]) -> dict[str, Any]:
    paper = one.document
    return {
        "no": no,
        "title": paper.title,
        "void": paper.void_seq is not None,
        "place": labels.of(one.place),
        "party": papers.between(paper, names_),
        "received": labels.day(labels.local(paper.received_at).date()),
        "pages": _span(one),
        "code": one.code,
        "url": page_url(one) or reverse("reader-page", args=[paper.case_id, paper.pk, 1]),
    }


def _span(one: Numbered) -> str:
    if one.first is None or one.last is None:
        return ""
    return str(one.first) if one.first == one.last else f"{one.first}–{one.last}"


def page_url(one: Numbered) -> str:
    """The permanent address of its first page."""
    if one.first is None:
        return ""
    volume = number_of(one.document.volume)
    return reverse("file-page", args=[one.document.case_id, volume, one.first])


def at_page(
    p: Proceeding, readable: DocumentQuerySet, volume: str, page: int
) -> tuple[Numbered, int] | None:
    """The paper that has this page of a volume, and which of its own pages it is."""
    for one in paging.volume(p.case, volume):
        is_it = one.first is not None and one.last is not None and one.first <= page <= one.last
        if is_it and one.first and readable.filter(pk=one.document.pk).exists():
            return one, page - one.first + 1
    return None


def lacking(p: Proceeding) -> list[dict[str, Any]]:
    """What the file lacks before it is archived, with the articles."""
    return [
        {"what": labels.pick(*what), "citation": citations.marked(rule.citation)}
        for rule, what in archiving.lacking(p)
    ]


# -- one PDF --------------------------------------------------------------------------------------


class TooMuch(Exception):  # noqa: N818 - a finding
    """The volume could not be put together within its limits."""


@dataclass(frozen=True)
class Part:
    """What goes into the PDF: a sheet of ours, or a file; ``instead`` stands in for a file that
    cannot be merged."""

    data: bytes
    kind: str
    first: int
    pages: int
    rotation: int = 0
    of: Numbered | None = None

    def asked(self) -> dict[str, Any]:
        return {
            "data": base64.b64encode(self.data).decode(), "kind": self.kind, "first": self.first,
            "pages": self.pages, "rotation": self.rotation,
        }  # fmt: skip


def main_volume(p: Proceeding, readable: DocumentQuerySet, *, sample: bool) -> bytes:
    """Cover, catalogue and papers of the main volume, as far as somebody may read it, each page
    with its number. Raises TooMuch."""
    paging.count(p.case.pk, paging.MOST_AT_ONCE)
    ids = set(readable.main().filter(case_id=p.case.pk).values_list("pk", flat=True))
    lying = [one for one in paging.volume(p.case, "main") if one.document.pk in ids]
    with translation.override("zh-hans"):
        parts = list(_parts(lying, sample))
        left_out = {part.of.document.pk for part in parts if part.of and part.kind == "slip"}
        made, unfit = bound([*_front(p, lying, left_out, sample), *parts])
        if unfit:
            left_out |= unfit
            parts = [_slip(one.of, sample) if one.of and one.of.document.pk in unfit else one
                     for one in parts]  # fmt: skip
            made, unfit = bound([*_front(p, lying, left_out, sample), *parts])
    if made is None:
        raise TooMuch()
    return made


def bound(parts: list[Part]) -> tuple[bytes | None, set[int]]:
    """The PDF, or the papers that could not be merged."""
    try:
        answer = apart.run(
            apart.BINDING, {"parts": [part.asked() for part in parts]},
            wall=2 * apart.BINDING_SECONDS,
        )  # fmt: skip
    except apart.TooMuch as error:
        raise TooMuch() from error
    if "pdf" in answer:
        return base64.b64decode(answer["pdf"]), set()
    found = (parts[index].of for index in answer["unfit"])
    return None, {one.document.pk for one in found if one is not None}


def _parts(lying: list[Numbered], sample: bool) -> Iterator[Part]:
    taken = 0
    for one in lying:
        blob = one.document.blob
        if blob is None:
            yield _sheet(one, sample)
            continue
        taken += blob.size
        if blob.kind not in MERGED or taken > MOST_BYTES or one.first is None:
            yield _slip(one, sample)
            continue
        try:
            with storing.open_blob(blob) as file:
                yield Part(file.read(), _kind(blob.kind), one.first, one.pages or 1,
                            one.document.rotation, one)  # fmt: skip
        except storing.Damaged:
            yield _slip(one, sample)


def _kind(kind: str) -> str:
    return "pdf" if kind == "pdf" else "picture"


def _sheet(one: Numbered, sample: bool) -> Part:
    """A paper that has words, set as it always is."""
    paper = sheets.paper_of(one.document) or [Line("title", one.document.title)]
    try:
        made = press.pdf(paper, sample=sample, code=sheets.code_of(one.document))
    except press.Unprintable:
        return _slip(one, sample)
    return Part(made, "pdf", one.first or 0, one.pages or 1, of=one)


def _slip(one: Numbered, sample: bool) -> Part:
    """In place of a paper that cannot be merged: what it is, and the digest of its file."""
    blob = one.document.blob
    told: list[Block] = [
        Line("title", "替代页"),
        Rows((
            ("材料名称", _printable(one.document.title)),
            ("卷内页码", _span(one)),
            ("原件", materials.about(blob.kind, blob.size, None, 0) if blob else "文本"),
            ("SHA-256", blob.sha256 if blob else ""),
        )),
        Line("note", "本材料不能并入合订本，原件存于电子卷宗。"),
    ]  # fmt: skip
    made = press.pdf(told, sample=sample, code=sheets.code_of(one.document))
    # Stamped only where the paper has one page: a slip of several says which in its words.
    first = one.first or 0 if (one.pages or 1) == 1 else 0
    return Part(made, "slip", first, 1, of=one)


def _printable(words: str) -> str:
    missing = press.missing_glyphs(words)
    return "".join("□" if char in missing else char for char in words)


def _front(p: Proceeding, lying: list[Numbered], left_out: set[int], sample: bool) -> list[Part]:
    """The cover and the catalogue, which have no page numbers (办法 17)."""
    sheets = [_cover(p, lying), _catalogue(p, lying, left_out)]
    return [Part(press.pdf(one, sample=sample), "pdf", 0, 0) for one in sheets]


def _cover(p: Proceeding, lying: list[Numbered]) -> list[Block]:
    case = p.case
    court = Court.objects.get(pk=case.court_id)
    parties = Party.objects.filter(case_id=case.pk, left_on=None).defer("address")
    people = CaseRole.objects.filter(case_id=case.pk, ended_seq=None, recused=False)
    by_role = {one.role: str(one.user) for one in people.select_related("user").order_by("id")}
    particulars = [("案号", case.number), ("案由", rows.cause(case)),
                   ("审理程序", Procedure(case.procedure).zh)]  # fmt: skip
    particulars += [(side(Procedure(case.procedure), x.side), x.name) for x in parties]
    particulars += [
        ("承办人", by_role.get(Role.JUDGE, "")), ("书记员", by_role.get(Role.CLERK, "")),
        ("收案日期", labels.day(case.registered_on)), ("结案日期", labels.day(case.closed_on)),
        ("卷内页数", str(max((one.last or 0 for one in lying), default=0))),
    ]  # fmt: skip
    return [
        Line("court", court.name),
        Line("title", f"{order_for(case).zh}卷宗（正卷）"),
        Rows(tuple((what, _printable(which)) for what, which in particulars)),
    ]


def _catalogue(p: Proceeding, lying: list[Numbered], left_out: set[int]) -> list[Block]:
    found: list[Block] = [
        Line("title", "卷内目录"),
        Table(
            ("序号", "材料名称", "日期", "页码"),
            tuple(
                (str(no), _printable(one.document.title) + _mark(one),
                 labels.day(labels.local(one.document.received_at).date()), _span(one))
                for no, one in enumerate(lying, 1)
            ) or (("", "", "", ""),),
        ),
    ]  # fmt: skip
    outside = [one for one in lying if one.document.pk in left_out]
    if outside:
        found.append(Line("heading", "未并入本卷的材料"))
        found += [
            Line("note", f"{_printable(one.document.title)}　SHA-256 "
                 f"{one.document.blob.sha256 if one.document.blob else ''}")
            for one in outside
        ]  # fmt: skip
    return found


def _mark(one: Numbered) -> str:
    return "（已更正，非有效文书）" if one.document.void_seq is not None else ""


def file_name(p: Proceeding) -> str:
    return names.cleaned(f"{p.case.number or p.case.pk} {_('main volume')}")
