"""The e-file goes along when a case goes to another court 移送 (CPL 37); exhibits go along wherever
the dispute goes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cases.acts.exhibits import carrying
from cases.law.efile import OF_ONE_PARTY
from cases.law.exhibits import KINDS
from cases.materials import trays
from cases.models import Case, Document, Party, Written


@dataclass(frozen=True)
class FileOf:
    """The case whose file comes along, and by its number the number of each party here."""

    case_id: int
    numbers: Mapping[int, int]


def numbers_there(case_id: int) -> dict[int, int]:
    """By its number in this case, the number a party got in one that was linked to it: whoever is
    still here, in order from 1."""
    here = Party.objects.filter(case_id=case_id, left_on=None).values_list("no", flat=True)
    return {no: there for there, no in enumerate(here, 1)}


def bring(file: FileOf, case: Case) -> tuple[dict[str, Any], list[Document]]:
    """Every paper of the main volume with the day it came in, and where the parties are reached.

    The inner volume stays with the court that made it, and so does what that court has sealed and
    not said yet: a copy would be read before it is pronounced or carried out. Returns what the log
    holds of it, and the papers.
    """
    found = Document.objects.main().said().filter(case_id=file.case_id, void_seq=None)
    taken = [(one, _copy(one, case, file)) for one in found.select_related("blob", "written")]
    for old, new in taken:
        new.save(force_insert=True)
        if hasattr(old, "written"):
            _copy_written(old.written, new, file)
    carrying.carried(taken, case.filed_at)
    papers = [new for _, new in taken]
    facts = {"file_of": file.case_id, "papers": len(papers), "documents": trays.facts(papers)}
    return facts, papers


def bring_exhibits(file: FileOf, case: Case) -> tuple[dict[str, Any], list[Document]]:
    """The exhibits alone, as ``bring`` brings the whole; nothing is said of none."""
    found = Document.objects.main().filter(case_id=file.case_id, void_seq=None)
    shown = found.filter(blob__kind__in=KINDS).exclude(kind__in=OF_ONE_PARTY)
    taken = [(one, _copy(one, case, file)) for one in shown.select_related("blob")]
    for _old, new in taken:
        new.save(force_insert=True)
    carrying.carried(taken, case.filed_at)
    papers = [new for _, new in taken]
    facts = {"exhibits_of": file.case_id, "documents": trays.facts(papers)} if papers else {}
    return facts, papers


def _copy(one: Document, case: Case, file: FileOf) -> Document:
    return Document(
        case=case, kind=one.kind, title=one.title, text=one.text,
        blob=one.blob, file_name=one.file_name, pages=one.pages, rotation=one.rotation,
        party_no=file.numbers.get(one.party_no or 0), received_at=one.received_at,
        is_late=one.is_late, seq=1,
    )  # fmt: skip


def _copy_written(one: Written, document: Document, file: FileOf) -> None:
    """What the court wrote to somebody who has left is nobody's to read here: it has no number."""
    Written.objects.create(
        document=document, form=one.form, version=one.version, text=one.text,
        party_no=file.numbers.get(one.party_no, 0),
    )  # fmt: skip
